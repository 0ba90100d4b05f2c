"""The staff's pages of consents and objections, for actors and for people alike, and of the purposes behind them."""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime, time

import qrcode
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, UpdateView, View
from qrcode.image.svg import SvgPathFillImage

from initiatives import actions
from initiatives.choices import ConsentChannel
from initiatives.forms import ConsentAskForm, ConsentRecordForm, ConsentWithdrawForm, ObjectionForm, PurposeForm
from initiatives.links import make_link, valid_links
from initiatives.models import Actor, Attachment, Consent, Contact, Objection, PersonalLink, Purpose
from initiatives.models.purpose import subject_fields
from initiatives.rules import may_process, purpose_states, texts_in_force
from wf40.input import own_address, small_int
from wf40.views.mixins import FormPage, OfficeView

READ, WRITE = "initiatives.view_consent", "initiatives.add_consent"


# --- the history of consents ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Event:
    """Something that happened to a consent or an objection, with its exact time; `day_only` where nobody noted the hour."""

    when: datetime
    purpose: Purpose
    what: str
    how: str
    who: str
    version: int | None = None
    meta: tuple[str, ...] = ()
    proof: Attachment | None = None
    day_only: bool = False


def _name(user) -> str:
    return str(user) if user else ""


def _consent_events(consents) -> list[Event]:
    events = []
    for row in consents:

        def add(when, what, how="", who="", row=row, **more):
            events.append(Event(when, row.purpose, what, how, who, row.text.number, **more))

        by_link = row.channel == ConsentChannel.LINK
        if row.request_id or (by_link and row.confirmed_at is None):
            sent_to = (_("to %(address)s") % {"address": row.request.email},) if row.request else ()
            add(row.recorded_at, _("asked"), _("by mail"), _name(row.recorded_by), meta=sent_to)
        if row.declined_at:
            add(row.declined_at, _("not given"), row.get_channel_display())
        if row.confirmed_at and by_link:
            add(row.confirmed_at, _("given"), row.get_channel_display(), meta=(_("address: %(address)s") % {"address": row.email},))
        elif row.confirmed_at:
            entered = _("entered on %(moment)s") % {"moment": f"{timezone.localtime(row.recorded_at):%d.%m.%Y, %H:%M:%S}"}
            add(
                row.confirmed_at,
                _("given"),
                row.get_channel_display(),
                _name(row.recorded_by),
                meta=(entered, *filter(None, (row.note,))),
                proof=row.proof,
                day_only=timezone.localtime(row.confirmed_at).time() == time.min,
            )
        if row.withdrawn_at:
            replaced = any(other.purpose_id == row.purpose_id and other.came_at == row.withdrawn_at for other in consents if other != row)
            what = _("replaced by a newer one") if replaced else _("withdrawn")
            add(row.withdrawn_at, what, row.get_withdrawn_channel_display(), _name(row.withdrawn_by))
    return events


def _objection_events(objections) -> list[Event]:
    events = []
    for row in objections:
        note = (row.note,) if row.note else ()
        events.append(Event(row.raised_at, row.purpose, _("objected"), row.get_channel_display(), _name(row.recorded_by), meta=note))
        if row.lifted_at:
            events.append(Event(row.lifted_at, row.purpose, _("objection lifted"), "", _name(row.lifted_by)))
    return events


def history_of(subject) -> list[Event]:
    """Everything that was asked, given, declined, withdrawn, objected to and lifted, newest first; two queries."""
    consents = list(subject.consents.select_related("purpose", "text", "request", "recorded_by", "withdrawn_by", "proof"))
    events = _consent_events(consents) + _objection_events(subject.objections.select_related("purpose", "recorded_by", "lifted_by"))
    return sorted(events, key=lambda event: event.when, reverse=True)


# --- one actor or one person ---------------------------------------------------------------------------------
class ConsentPage(OfficeView):
    """What the pages about one actor's or one person's consents share; `model` says whose they are."""

    model = Actor
    right = WRITE

    @cached_property
    def subject(self):
        """The actor or the person of this city; restricted ones do not exist here."""
        return get_object_or_404(self.visible(self.model), pk=self.kwargs["pk"])

    @property
    def kind(self) -> str:
        """The first word of the addresses' names."""
        return "contact" if self.model is Contact else "actor"

    def address(self, name: str) -> str:
        """A page about this subject: "consents", "consents_ask" …"""
        return reverse(f"{self.kind}_{name}", args=[self.subject.pk])

    def get_context_data(self, **kwargs):
        """With the way back."""
        return super().get_context_data(**kwargs) | {
            "subject": self.subject,
            "consents_url": self.address("consents"),
            "list_url": reverse(f"{self.kind}_list"),
            "list_label": _("People") if self.model is Contact else _("Actors"),
        }

    def get_success_url(self):
        """The table with its history."""
        return self.address("consents")


class ConsentsView(ConsentPage, TemplateView):
    """What the office may do with the data of an actor or a person and why, with everything that led there."""

    right = READ
    template_name = "initiatives/consents.html"

    def get_context_data(self, **kwargs):
        """The purposes, the history, the steps."""
        user, municipality = self.request.user, self.request.municipality
        return super().get_context_data(**kwargs) | {
            "states": purpose_states(self.subject),
            "links": valid_links(self.visible(PersonalLink), self.subject),
            "history": history_of(self.subject),
            "may_write": user.has_perm(WRITE, municipality),
            "mail_refused": self.mail_refused,
            "form_key": uuid.uuid4(),
            "urls": {name: self.address(f"consents_{name}") for name in ("ask", "record", "object", "link", "sheet")},
        }

    @property
    def mail_refused(self) -> str:
        """Why no mail can be sent, empty if one can."""
        if not self.subject.email:
            return _("There is no e-mail address.")
        decision = may_process(self.subject, "service")
        return "" if decision.yes else str(decision.reason)


class ConsentFormPage(ConsentPage, FormPage):
    """A form about the consents of one actor or person; subclasses say its heading, its sentence and its button."""

    template_name = "initiatives/consent_form.html"
    heading = sentence = save = ""

    def get_form_kwargs(self):
        """The form knows whom it is about."""
        return super().get_form_kwargs() | {"subject": self.subject}

    def get_initial(self):
        """The purpose from whose line we came."""
        purpose = small_int(self.request.GET.get("zweck"))
        return super().get_initial() | ({"purpose": purpose, "purposes": [purpose]} if purpose else {})

    def get_context_data(self, **kwargs):
        """With the words of the page."""
        return super().get_context_data(**kwargs) | {"heading": self.heading, "sentence": self.sentence, "save": self.save}


class ConsentsAskView(ConsentFormPage, FormView):
    """Several consents are asked for in one mail."""

    form_class = ConsentAskForm
    heading = gettext_lazy("Ask for consent by mail")
    sentence = gettext_lazy("The mail holds a link that works once, for seven days. There is no reminder.")
    save = gettext_lazy("Send mail")

    def form_valid(self, form):
        """Refused in words if the office may not write there."""
        try:
            asked = actions.request_consents(user=self.request.user, subject=self.subject, purposes=form.cleaned_data["purposes"])
        except actions.MessageRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.done(_("The mail to %(email)s is on its way.") % {"email": asked.email})


class ConsentsRecordView(ConsentFormPage, FormView):
    """A consent that reached the office otherwise is entered."""

    form_class = ConsentRecordForm
    heading = gettext_lazy("Enter a consent")
    sentence = gettext_lazy("For a consent on paper, by mail or by word. When you enter it is noted as well.")
    save = gettext_lazy("Save consent")

    def form_valid(self, form):
        """It holds from the moment at which it was given."""
        entered = form.cleaned_data
        actions.record_consent(
            user=self.request.user,
            subject=self.subject,
            purpose=entered["purpose"],
            channel=entered["channel"],
            given_at=entered["moment"],
            note=entered["note"],
            proof=entered.get("proof"),
            text=entered.get("text"),
        )
        return self.done(_("The consent is noted: %(purpose)s.") % {"purpose": entered["purpose"]})


class ConsentsObjectView(ConsentFormPage, FormView):
    """An objection that reached the office is entered."""

    form_class = ObjectionForm
    heading = gettext_lazy("Enter an objection")
    sentence = gettext_lazy("From now on the data are not used for this purpose, until the objection is lifted (Art. 21 GDPR).")
    save = gettext_lazy("Save objection")

    def form_valid(self, form):
        """A second one to the same purpose changes nothing."""
        actions.raise_objection(subject=self.subject, user=self.request.user, **form.cleaned_data)
        return self.done(_("The objection is noted: %(purpose)s.") % {"purpose": form.cleaned_data["purpose"]})


class ConsentsLinkView(ConsentPage, View):
    """The actor or the person gets the link to the page of their own consents."""

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_success_url())

    def post(self, request, *args, **kwargs):
        """One mail, however often the button is pressed."""
        try:
            key = f"consents {uuid.UUID(request.POST.get('form_key', ''))}"
        except ValueError:
            key = ""
        try:
            message = actions.send_consents_link(user=request.user, subject=self.subject, once_key=key)
        except actions.MessageRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The mail to %(email)s is on its way.") % {"email": message.email})
        return redirect(self.get_success_url())


class LinkRevokeView(OfficeView, View):
    """A link that went to the wrong hands opens nothing any more."""

    right = WRITE

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(_consents_of(self.link))

    @cached_property
    def link(self):
        """Of this city, and of nobody whose data are restricted."""
        return get_object_or_404(self.visible(PersonalLink), pk=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        """Also who is inside already is out."""
        actions.revoke_link(link=self.link)
        messages.success(request, _("The link opens nothing any more."))
        return redirect(own_address(request.POST.get("next", "")) or _consents_of(self.link))


class ConsentSheetView(ConsentPage, TemplateView):
    """The sheet to sign on paper, with a link of its own as a QR code, which stands on the sheet alone."""

    template_name = "initiatives/consent_sheet.html"

    def get(self, request, *args, **kwargs):
        """A link is made by the button only."""
        return redirect(self.get_success_url())

    def post(self, request, *args, **kwargs):
        """The sheet itself, as the address on it is stored nowhere."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        """Each consent with its words, and the link."""
        municipality, texts = self.subject.municipality, texts_in_force(self.subject.municipality)
        link, url = make_link(purpose="consents", municipality=municipality, user=self.request.user, **subject_fields(self.subject))
        states = [state for state in purpose_states(self.subject) if state.purpose.needs_consent]
        return super().get_context_data(**kwargs) | {
            "office": municipality,
            "points": [(state.purpose, texts.get(state.purpose.pk)) for state in states],
            "link": link,
            "link_url": url,
            "picture": qr_picture(url),
        }


def qr_picture(text: str) -> str:
    """A QR code as an address that holds the picture itself."""
    picture = qrcode.make(text, image_factory=SvgPathFillImage, error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.to_string()).decode()}"


# --- one consent, one objection ------------------------------------------------------------------------------
def _consents_of(row):
    """The page of the consents of whomever a row is about."""
    return reverse(f"{'contact' if row.contact_id else 'actor'}_consents", args=[row.contact_id or row.actor_id])


class ConsentWithdrawView(FormPage, FormView):
    """A withdrawal that reached the office is entered: as easy as giving the consent was (Art. 7(3) GDPR)."""

    right = WRITE
    form_class = ConsentWithdrawForm
    template_name = "initiatives/consent_form.html"

    @cached_property
    def consent(self):
        """Of this city, and of nobody whose data are restricted."""
        return get_object_or_404(self.visible(Consent), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        """A consent that ended has nothing to withdraw."""
        return super().get(request, *args, **kwargs) if self.consent.is_in_force else redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        """With the words of the page."""
        subject, is_person = self.consent.subject, bool(self.consent.contact_id)
        return super().get_context_data(**kwargs) | {
            "subject": subject,
            "consents_url": self.get_success_url(),
            "list_url": reverse("contact_list" if is_person else "actor_list"),
            "list_label": _("People") if is_person else _("Actors"),
            "heading": _("Enter a withdrawal"),
            "sentence": _("The consent to “%(purpose)s” ends at once. What was done until now stays lawful.")
            % {"purpose": self.consent.purpose},
            "save": _("Save withdrawal"),
        }

    def form_valid(self, form):
        """It ends now."""
        consent = self.consent
        actions.withdraw_consent(consent=consent, user=self.request.user, **form.cleaned_data)
        return self.done(_("The withdrawal is noted: %(purpose)s.") % {"purpose": consent.purpose})

    def get_success_url(self):
        """The table with its history."""
        return _consents_of(self.consent)


class ObjectionLiftView(OfficeView, View):
    """Whoever objected takes it back."""

    right = WRITE

    @cached_property
    def objection(self):
        """Of this city, and of nobody whose data are restricted."""
        return get_object_or_404(self.visible(Objection), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(_consents_of(self.objection))

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        actions.lift_objection(user=request.user, objection=self.objection)
        messages.success(request, _("The objection is lifted: %(purpose)s.") % {"purpose": self.objection.purpose})
        return redirect(_consents_of(self.objection))


# --- purposes ------------------------------------------------------------------------------------------------
class PurposeListView(OfficeView, TemplateView):
    """For what the office uses data, on which ground, and who consented."""

    right = "initiatives.view_purpose"
    template_name = "initiatives/purpose_list.html"

    def get_context_data(self, **kwargs):
        """Each with the consents and objections in force."""
        rows = (
            self.visible(Purpose)
            .annotate(
                consent_count=Count("consents", filter=Q(consents__confirmed_at__isnull=False, consents__withdrawn_at=None), distinct=True),
                objection_count=Count("objections", filter=Q(objections__lifted_at=None), distinct=True),
            )
            .order_by("position", "label", "pk")
        )
        texts = texts_in_force(self.request.municipality)
        return super().get_context_data(**kwargs) | {
            "lines": [(purpose, texts.get(purpose.pk)) for purpose in rows],
            "may_change": self.request.user.has_perm("initiatives.change_purpose", self.request.municipality),
        }


class PurposeUpdateView(FormPage, UpdateView):
    """The management words a purpose, its ground and the text of its consent."""

    right = "initiatives.change_purpose"
    model = Purpose
    form_class = PurposeForm
    template_name = "initiatives/purpose_form.html"

    def get_context_data(self, **kwargs):
        """With every version and how many stand by it."""
        in_force = Q(consents__confirmed_at__isnull=False, consents__withdrawn_at=None)
        # Counting drops the order that the model names.
        versions = self.object.texts.select_related("written_by").annotate(consent_count=Count("consents", filter=in_force))
        versions = versions.order_by("-number")
        return super().get_context_data(**kwargs) | {"versions": versions}

    def form_valid(self, form):
        """The same words again make no new version."""
        actions.change_purpose(user=self.request.user, purpose=self.object, values=form.values, text=form.cleaned_data["text"])
        return self.done(_("Saved."))

    def get_success_url(self):
        """Back to the list."""
        return reverse("purpose_list")
