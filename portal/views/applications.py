"""New initiatives: the public forms, the confirmation by mail, and the page on which the office decides."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from initiatives.actions import MessageRefused
from initiatives.duplicates import similar_actors, similar_contacts
from initiatives.models import Actor
from initiatives.picker import OFFERED, WORDS_AT_MOST
from initiatives.views.links import ByLink
from portal import applications
from portal.actions import applications as actions
from portal.choices import EntryState
from portal.forms.applications import ApplicationForm, ClaimForm, LinkRequestForm, RejectForm, TakeInForm
from portal.links import APPLICATION
from portal.models import InboxEntry
from portal.site import site_of
from portal.spam import DAY, is_first, take_turn
from portal.tasks import send_requested_links
from portal.views.mixins import CityPage
from portal.views.public_forms import PublicFormPage
from wf40.input import small_int
from wf40.sessions import kept_input
from wf40.views.mixins import FormPage

# So many applications may be sent for one address a day: nobody's mailbox is filled by our forms.
MOST_A_DAY = 3
FORMS = {"take_in": TakeInForm, "assign": ClaimForm, "reject": RejectForm}


# --- the public --------------------------------------------------------------------------------------------
class LinkRequestView(PublicFormPage):
    """Anybody asks for the link to an entry; the answer is the same for every address, and so is what is done before it."""

    form_class = LinkRequestForm
    template_name = "portal/link_request.html"
    extra_context = {"area": "link_request"}
    most_an_hour = 10
    thanks = "link_request_sent"

    def receive(self, form):
        """Who is known is looked up later, out of sight."""
        if is_first(form.cleaned_data["form_key"]):
            send_requested_links.enqueue(self.office.pk, form.cleaned_data["email"])


class LinkRequestSentView(CityPage, TemplateView):
    """What happens now, whoever asked."""

    template_name = "portal/link_request_sent.html"
    extra_context = {"area": "link_request"}


class ApplicationView(PublicFormPage):
    """Anybody proposes an initiative for the directory; a mail asks whether the address is right."""

    form_class = ApplicationForm
    template_name = "portal/application.html"
    extra_context = {"area": "application"}
    thanks = "application_sent"

    def get_form_kwargs(self):
        """The lists and texts of this city."""
        return super().get_form_kwargs() | {"office": self.office}

    def post(self, request, *args, **kwargs):
        """Where the city takes none at the moment, the page says so."""
        return super().post(request, *args, **kwargs) if self.site.takes_applications else self.get(request, *args, **kwargs)

    def receive(self, form):
        """Kept until the mail is answered."""
        email = form.sender["sender_email"]
        if take_turn("application mail", f"{self.office.pk}:{email.lower()}", MOST_A_DAY, DAY):
            actions.apply(
                municipality=self.office,
                form_key=form.cleaned_data["form_key"],
                details=form.details,
                sender=form.sender,
                text=form.cleaned_data["message"],
            )


class ApplicationSentView(CityPage, TemplateView):
    """There is a mail to answer."""

    template_name = "portal/application_sent.html"
    extra_context = {"area": "application"}


class ApplicationConfirmView(ByLink, TemplateView):
    """The reader of the mail sees what was sent and confirms it, once; whether the register has the initiative is not told."""

    link_kind = APPLICATION
    template_name = "portal/application_confirm.html"

    def get_context_data(self, **kwargs):
        """What was sent, as long as it waits for this."""
        entry = applications.application_of(self.link)
        context = super().get_context_data(**kwargs) | {"site": site_of(self.link.municipality), "entry": entry, "area": "application"}
        is_open = entry is not None and entry.state == EntryState.UNCONFIRMED
        if is_open:
            described = {"about_actor": applications.described_actor(entry), "about_person": applications.described_person(entry)}
            context |= described
        return context | {"is_open": is_open}

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        actions.confirm_application(link=self.link)
        return redirect("application_confirm")


# --- the office --------------------------------------------------------------------------------------------
class ApplicationDecisionView(FormPage, FormView):
    """The application beside what the register has; the office takes it in, hands an entry over to the applicant, or declines."""

    right = "portal.change_inboxentry"
    template_name = "portal/inbox_application.html"

    @cached_property
    def entry(self) -> InboxEntry:
        """A confirmed application of this city."""
        return get_object_or_404(self.visible(InboxEntry), pk=self.kwargs["pk"], kind__in=applications.APPLICATIONS)

    @cached_property
    def chosen(self) -> Actor | None:
        """The entry of the register that somebody looks at as the one that is meant; what is archived is no entry any more."""
        rows = self.visible(Actor).current()
        return rows.filter(pk=small_int(self.request.GET.get("akteur"))).first()

    @property
    def step(self) -> str:
        """Which of the forms was sent, or was being typed into when the sign-in ended."""
        sent = self.request.POST if self.request.method == "POST" else kept_input(self.request)
        return sent.get("step", "") if sent else ""

    def post(self, request, *args, **kwargs):
        """Only one of the three forms decides anything; an entry that is gone cannot be handed over."""
        if self.step not in FORMS or (self.step == "assign" and self.chosen is None):
            messages.error(request, _("Nothing was decided. Please choose here what is to happen."))
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def get_form_class(self):
        """The form that was sent, else the first one."""
        found = FORMS.get(self.step, TakeInForm)
        return TakeInForm if found is ClaimForm and self.chosen is None else found

    def get_form_kwargs(self):
        """Which proofs there are depends on the entry that was chosen."""
        kwargs = super().get_form_kwargs()
        return kwargs | ({"entry": self.entry, "actor": self.chosen} if self.get_form_class() is ClaimForm else {})

    def get_context_data(self, **kwargs):
        """What was sent, what resembles it, and the three ways out of it."""
        context = super().get_context_data(**kwargs)
        user, city, entry = self.request.user, self.request.municipality, self.entry
        context |= {
            "entry": entry,
            "about_actor": applications.described_actor(entry),
            "about_person": applications.described_person(entry),
            "is_to_decide": entry.is_open,
        }
        if not context["is_to_decide"]:
            return context | {"remarks": entry.remarks.all()}
        query = self.request.GET.get("q", "")[:WORDS_AT_MOST]
        found = list(self.visible(Actor).current().matching(query)[: OFFERED + 1]) if query.strip() else []
        context |= {
            "similar": similar_actors(user, city, applications.entered_actor(entry)),
            "people": similar_contacts(user, city, applications.entered_person(entry)),
            "query": query,
            "found": found[:OFFERED],
            "has_more": len(found) > OFFERED,
            "chosen": self.chosen,
        }
        return context | self._forms(context["form"])

    def _forms(self, sent) -> dict:
        """The three forms, the one that was sent with its errors."""
        whose = {"user": self.request.user, "municipality": self.request.municipality}
        forms = {"take_in": TakeInForm(**whose), "reject": RejectForm(**whose)}
        if self.chosen:
            forms["assign"] = ClaimForm(**whose, entry=self.entry, actor=self.chosen)
            email, person = applications.address_on_record(self.chosen)
            forms |= {"record_email": email, "record_person": person, "record_numbers": applications.numbers_on_record(self.chosen)}
        if sent.is_bound:
            forms[next(step for step, kind in FORMS.items() if kind is type(sent))] = sent
        return forms

    def form_valid(self, form):
        """Decide; what somebody else decided meanwhile stays."""
        decide = {TakeInForm: self._take_in, ClaimForm: self._assign, RejectForm: self._reject}[type(form)]
        try:
            is_done, said = decide(form)
        except MessageRefused as refused:
            form.add_error(None, _("Nothing was decided: %(reason)s") % {"reason": refused})
            return self.form_invalid(form)
        if is_done:
            return self.done(said)
        messages.info(self.request, _("This application is decided already; nothing was changed now."))
        return redirect(self.get_success_url())

    def _take_in(self, form) -> tuple[bool, str]:
        entry, is_done, why_none = actions.take_in(
            user=self.request.user, entry=self.entry, is_released=form.cleaned_data.get("release", False)
        )
        return is_done, self._said(_("%(name)s is in the register.") % {"name": entry.about}, why_none)

    def _assign(self, form) -> tuple[bool, str]:
        entered = {"proof": form.cleaned_data["proof"], "note": form.cleaned_data["note"]}
        _entry, is_done = actions.assign_claim(user=self.request.user, entry=self.entry, actor=self.chosen, **entered)
        return is_done, _("The link to %(name)s is on its way.") % {"name": self.chosen}

    def _reject(self, form) -> tuple[bool, str]:
        _entry, is_done, why_none = actions.reject_application(user=self.request.user, entry=self.entry, text=form.cleaned_data["text"])
        return is_done, self._said(_("Declined."), why_none)

    @staticmethod
    def _said(sentence: str, why_none: str) -> str:
        if not why_none:
            return sentence
        reason = _("No mail left: %(reason)s") % {"reason": f"{why_none.rstrip('.')}."}
        return f"{sentence} {reason}"

    def get_success_url(self):
        """The same page, which then says what was decided."""
        return reverse("inbox_application", args=[self.entry.pk])
