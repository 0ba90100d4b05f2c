"""The holder of a link decides for what the office may use the data of the initiative, and the own ones."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives import actions
from initiatives.choices import ConsentChannel
from portal.consents import consent_groups
from portal.publication import is_public
from portal.views.mixins import OwnPage
from wf40.input import small_int


class OwnConsentListView(OwnPage, TemplateView):
    """Each purpose with its full text, and the buttons to give, withdraw, object and lift."""

    template_name = "portal/own_consent_list.html"

    def get_context_data(self, **kwargs):
        """With whether the public sees the profile now."""
        context = super().get_context_data(**kwargs)
        return context | {"groups": consent_groups(self.link), "is_public": is_public(self.link.actor), "area": "profile"}

    def post(self, request, *args, **kwargs):
        """One step, then the page anew; keys of other cities and of other people's purposes are not looked at."""
        group = next((group for group in consent_groups(self.link) if group.key == request.POST.get("about")), None)
        row = group.row_of(small_int(request.POST.get("purpose"))) if group else None
        if row is None:
            return redirect("own_consent_list")
        self._take(request.POST.get("step"), group.subject, row)
        return redirect(f"{reverse('own_consent_list')}#{group.key}-{row.purpose.pk}")

    def _take(self, step, subject, row):
        """What does not fit the state changes nothing."""
        purpose, words = row.purpose, {"purpose": row.purpose}
        was_public = is_public(self.link.actor)
        if step == "give" and row.may_give:
            actions.give_by_link(link=self.link, purpose=purpose, subject=subject)
            self._say(_("You consented: %(purpose)s.") % words, was_public)
        elif step == "withdraw" and row.may_withdraw:
            actions.withdraw_consent(consent=row.state.consent, channel=ConsentChannel.LINK)
            self._say(_("Your consent is withdrawn: %(purpose)s.") % words, was_public)
        elif step == "object" and row.may_object:
            actions.raise_objection(subject=subject, purpose=purpose, channel=ConsentChannel.LINK)
            self._say(_("Your objection is noted: %(purpose)s.") % words, was_public)
        elif step == "lift" and row.may_lift:
            actions.lift_objection(user=None, objection=row.state.objection)
            self._say(_("Your objection is taken back: %(purpose)s.") % words, was_public)

    def _say(self, words, was_public):
        """What was done, and what the public sees from now on."""
        is_now = is_public(self.link.actor)
        if was_public and not is_now:
            words = _("%(done)s The entry is hidden now; nobody outside the office sees it any more.") % {"done": words}
        elif is_now and not was_public:
            words = _("%(done)s The entry is public again.") % {"done": words}
        messages.success(self.request, words)
