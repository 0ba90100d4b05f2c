"""The way to the own profile is mailed: to one address of an actor, or to many actors at once."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from initiatives.actions import MessageRefused
from initiatives.choices import MessageState
from initiatives.models import Actor, Message
from initiatives.views.bulk_edit import ChosenActors
from portal.actions.links import send_link_by_button, send_links_to_many
from portal.forms.links import LinkForm
from portal.recipients import plan_mailing, ways_to
from portal.tasks import mail_links
from wf40.input import small_int
from wf40.views.mixins import FormPage

RIGHT = "portal.send_profilelink"
# More are written in the background.
AT_ONCE = 200
NAMES_SHOWN = 100
# What the page of an actor needs nothing of.
HEAVY = ("description", "internal_note", "search_text")


class ProfileLinkSendView(FormPage, FormView):
    """The link to one person of an actor or to the organisation's own address; each address says why it may be written to or not."""

    right = RIGHT
    form_class = LinkForm
    template_name = "portal/link_send.html"

    @cached_property
    def actor(self):
        """Of this city, not restricted."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["pk"])

    @cached_property
    def ways(self):
        """Its addresses."""
        return ways_to(self.visible(Actor).filter(pk=self.actor.pk))[0]

    def get_form_kwargs(self):
        """With the addresses."""
        return super().get_form_kwargs() | {"ways": self.ways}

    def get_context_data(self, **kwargs):
        """Each address with the day of the last mail that carried a link."""
        context = super().get_context_data(**kwargs)
        sent = self.visible(Message).filter(actor=self.actor, links__has_key="profile").exclude(state=MessageState.FAILED)
        sent = dict(sent.order_by().values_list("contact").annotate(Max("created_at")))
        chosen = context["form"]["way"].value()
        rows = [
            {"way": way, "is_chosen": way.key == chosen, "sent_at": sent.get(way.contact.pk if way.contact else None)} for way in self.ways
        ]
        return context | {"actor": self.actor, "rows": rows, "may_send": any(way.may_write for way in self.ways)}

    def form_valid(self, form):
        """One mail, however often the button is pressed."""
        way = next(way for way in self.ways if way.key == form.cleaned_data["way"])
        try:
            message, is_new = send_link_by_button(user=self.request.user, actor=self.actor, contact=way.contact)
        except MessageRefused as refused:
            form.add_error("way", str(refused))
            return self.form_invalid(form)
        if not is_new:
            messages.info(self.request, _("The mail to %(email)s is on its way already.") % {"email": message.email})
            return self.done()
        return self.done(_("The mail to %(email)s is on its way.") % {"email": message.email})

    def get_success_url(self):
        """The actor's page."""
        return self.actor.get_absolute_url()


class ProfileLinkBulkView(ChosenActors, TemplateView):
    """The link to the ticked actors or to the whole list: first who gets it and who does not, then the deed."""

    right = RIGHT
    template_name = "portal/link_send_many.html"

    def dispatch(self, request, *args, **kwargs):
        """Without anybody chosen the list is the place to be."""
        if request.user.is_authenticated and self.may_enter() and (answer := self.unfit()) is not None:
            return answer
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def mailing(self):
        """Who would get a mail now."""
        actors = self.visible(Actor).filter(pk__in=self.actors.order_by().values("pk")).order_by("sort_key", "pk").defer(*HEAVY)
        return plan_mailing(self.request.municipality, actors)

    def get_context_data(self, **kwargs):
        """The names, at most a hundred of each, and for how many which reason holds."""
        reasons: dict[str, list] = {}
        for row in self.mailing.left_out:
            reasons.setdefault(row.why, []).append(row.actor)
        ways = self.mailing.ways
        return (
            super().get_context_data(**kwargs)
            | self.chosen_context()
            | {
                "ways": ways[:NAMES_SHOWN],
                "way_count": len(ways),
                "more_ways": max(0, len(ways) - NAMES_SHOWN),
                "left_out_count": len(self.mailing.left_out),
                "reasons": [
                    {"why": why, "count": len(actors), "actors": actors[:NAMES_SHOWN], "more": max(0, len(actors) - NAMES_SHOWN)}
                    for why, actors in sorted(reasons.items(), key=lambda entry: (-len(entry[1]), entry[0]))
                ],
                "days": settings.WF40_DAYS_BETWEEN_AUTOMATIC_MAILS,
            }
        )

    def post(self, request, *args, **kwargs):
        """Done is what was looked at: where the number is another one meanwhile, the page is shown anew."""
        ways = self.mailing.ways
        if small_int(request.POST.get("expected"), 0) != len(ways) or not ways:
            return self.render_to_response(self.get_context_data(is_outdated=True))
        keys = [way.actor.pk for way in ways]
        if len(keys) > AT_ONCE:
            mail_links.enqueue(request.municipality.pk, request.user.pk, keys)
            words = ngettext("%(number)s mail is being written.", "%(number)s mails are being written.", len(keys))
            messages.success(request, words % {"number": len(keys)} + " " + _("The outbox shows them in a few minutes."))
        else:
            actors = self.visible(Actor).filter(pk__in=keys)
            count = send_links_to_many(user=request.user, municipality=request.municipality, actors=actors)
            words = ngettext("%(number)s mail is on its way.", "%(number)s mails are on their way.", count)
            messages.success(request, words % {"number": count})
        return redirect(self.list_url())
