""" "Stimmt das noch?": whom the office has to ask by word, what it heard, and for whom an alliance vouches."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from portal.actions.checks import record_answer, vouch
from portal.checks import confirmations_of, members_of
from portal.choices import CheckAnswer
from portal.filters.checks import CheckFilter
from portal.forms.checks import CheckRecordForm
from portal.models import ProfileCheck
from portal.tables.checks import CheckTable
from portal.views.mixins import OwnPage
from wf40.input import small_int
from wf40.paging import paginate
from wf40.views.lists import ListPage
from wf40.views.mixins import FormPage


class ProfileCheckListView(ListPage):
    """Who was asked whether the entry is still right, and what became of it; those first whom somebody has to ask by word."""

    right = "portal.view_profilecheck"
    model = ProfileCheck
    filterset_class = CheckFilter
    table_class = CheckTable
    template_name = "portal/check_list.html"

    def get_context_data(self, **kwargs):
        """With the tabs."""
        context = super().get_context_data(**kwargs)
        shown = self.filterset.data.get("state", "unanswered")
        tabs = [
            {"label": label, "url": url, "is_current": shown == state}
            for state, url, label in (
                ("unanswered", "?", _("To be asked by word")),
                ("waiting", "?state=waiting", _("Waiting")),
                ("answered", "?state=answered&sort=-next", _("Answered")),
                ("all", "?state=all&sort=-asked", _("All")),
            )
        ]
        return context | {"tabs": tabs}


class ProfileCheckRecordView(FormPage, FormView):
    """Somebody of the office takes down what an actor said."""

    right = "portal.change_profilecheck"
    form_class = CheckRecordForm
    template_name = "portal/check_record.html"

    @cached_property
    def check(self):
        """Of this city; what it is about not restricted."""
        return get_object_or_404(self.visible(ProfileCheck), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        """An answered question is not answered again."""
        if request.user.is_authenticated and self.may_enter() and self.check.answer:
            messages.info(request, _("This question was answered meanwhile."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With whom it is about."""
        return super().get_context_data(**kwargs) | {"check": self.check, "actor": self.check.actor, "list_url": self.get_success_url()}

    def form_valid(self, form):
        """One answer, then back to the list."""
        answer, actor = form.cleaned_data["answer"], self.check.actor
        record_answer(user=self.request.user, actor=actor, answer=answer)
        noted = _("The answer of %(name)s is noted.") % {"name": actor}
        if answer == CheckAnswer.YES:
            return self.done(noted)
        # What follows from it is done on the actor's pages.
        is_gone = answer == CheckAnswer.GONE
        url, words = ("actor_archive", _("Archive this actor")) if is_gone else ("actor_change", _("Edit the entry"))
        return self.done(format_html('{} <a href="{}">{}</a>', noted, reverse(url, args=[actor.pk]), words))

    def get_success_url(self):
        """The list of those to ask."""
        return reverse("profile_check_list")


class OwnMembersView(OwnPage, TemplateView):
    """The published members of a network or an association, whose entries it may confirm: one by a button, several with ticks."""

    template_name = "portal/own_members.html"

    def get_context_data(self, **kwargs):
        """Each member with what the public reads in short, and who confirmed it last."""
        rows = members_of(self.link.actor).select_related("municipality").prefetch_related("work_fields")
        page = paginate(rows, self.request.GET)
        said = confirmations_of(page.rows)
        members = [{"actor": row, "confirmation": said.get(row.pk), "is_waiting": row.is_waiting} for row in page.rows]
        may_vouch = sum(not row.is_waiting for row in page.rows)
        return super().get_context_data(**kwargs) | {"area": "profile", "page": page, "members": members, "may_vouch": may_vouch}

    def post(self, request, *args, **kwargs):
        """The member whose button was pressed, otherwise those with a tick; keys of others are not looked at."""
        sent = request.POST.getlist("one") or request.POST.getlist("members")
        keys = {key for text in sent if (key := small_int(text))}
        if not keys:
            messages.error(request, _("Please tick the members whose entries are right."))
            return redirect("own_members")
        vouched = vouch(link=self.link, members=keys)
        if vouched:
            words = ngettext("%(number)s entry is confirmed.", "%(number)s entries are confirmed.", len(vouched))
            messages.success(request, words % {"number": len(vouched)})
        if len(vouched) < len(keys):
            messages.info(request, _("Left out is who is no published member any more, or whose own proposal is being checked."))
        return redirect("own_members")
