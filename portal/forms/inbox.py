"""The forms of one entry of the inbox: a proposal decided field by field, an answer, a note, who looks after it."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms import district_by_postcode, working_colleagues
from initiatives.models import Actor, Attachment, Location, WorkField
from municipalities.models import District
from portal.actions.proposals import Decision
from portal.choices import OF_STRANGERS, ChangeState, EntryKind, EntryResult, ProfilePart
from portal.models import InboxEntry, Remark
from portal.plain import PlainText
from portal.profile import NOWHERE, PLACE, fingerprint
from wf40.forms import OfficeForm, ScopedModelMultipleChoiceField

LONGEST_WORD = Remark._meta.get_field("text").max_length
# Asking back and refusing need a word.
NEED_A_WORD = (ChangeState.ASKED, ChangeState.REJECTED)
VERDICTS = (
    ("", gettext_lazy("leave open")),
    (ChangeState.APPROVED.value, gettext_lazy("approve")),
    (ChangeState.ADAPTED.value, gettext_lazy("take over in other words")),
    (ChangeState.ASKED.value, gettext_lazy("ask back")),
    (ChangeState.REJECTED.value, gettext_lazy("do not take over")),
)
# The parts that are one field of the register, with the field's name there.
OF_THE_REGISTER = {
    ProfilePart.NAME: "trading_name",
    ProfilePart.DESCRIPTION: "description",
    ProfilePart.GOALS: "goals",
    ProfilePart.HOURS: "opening_hours",
    ProfilePart.WEBSITE: "website",
    ProfilePart.EMAIL: "email",
    ProfilePart.PHONE: "phone",
    ProfilePart.LANGUAGES: "languages",
}
LINES = {ProfilePart.DESCRIPTION: 5, ProfilePart.HOURS: 3}
OWN, VERDICT, COMMENT, SEEN = "own", "verdict", "comment", "seen"
WIDTHS = {"street": "s5", "house_number": "s3", "postcode": "s4", "locality": "s6", "district": "s6"}


class ProposalForm(OfficeForm):
    """For each undecided field of a proposal: the choice, the word to the initiative, the office's own words.

    `rows` are those of `portal.review.review_rows`. The button "all" approves what nobody chose otherwise.
    """

    ALL = "all"

    def __init__(self, *args, rows, **kwargs):
        self.rows = [row for row in rows if row.change.is_undecided]
        self.widths = {}
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for row in self.rows:
            self._add(row)
            row.fields = self._bound(row)

    @property
    def is_all(self) -> bool:
        """The quick way was taken."""
        return self.is_bound and self.ALL in self.data

    @property
    def quick_count(self) -> int:
        """So many fields the quick way approves."""
        return sum(row.is_quick for row in self.rows)

    # --- the fields of a row
    def _add(self, row):
        """The fields of one proposed value."""
        key, about = row.change.pk, {"part": row.change.get_part_display()}
        self.fields[f"{VERDICT}_{key}"] = forms.ChoiceField(
            label=_("Decision on “%(part)s”") % about, choices=VERDICTS, required=False, initial="", widget=forms.RadioSelect
        )
        self.fields[f"{COMMENT}_{key}"] = PlainText(
            label=_("Word to the initiative on “%(part)s”") % about,
            lines=2,
            max_length=LONGEST_WORD,
            required=False,
            help_text=_("Stands in the mail. Needed if you ask back or do not take the value over."),
        )
        self.fields[f"{SEEN}_{key}"] = forms.CharField(required=False, initial=row.seen, widget=forms.HiddenInput)
        for name, field in self._own_fields(row.change).items():
            field.required = field.required and name in ("name", "alt_text")
            self.fields[f"{name}_{key}"] = field
            if name in WIDTHS:
                self.widths[f"{name}_{key}"] = WIDTHS[name]

    def _own_fields(self, change) -> dict:
        """What the office types where it takes a value over in other words, filled with what was proposed."""
        part, value = ProfilePart(change.part), change.proposed
        if part == ProfilePart.ADDRESS:
            return self._address_fields(NOWHERE | (value or {}))
        if part == ProfilePart.PICTURE:
            words = {name: Attachment._meta.get_field(name) for name in ("alt_text", "credit")}
            found = {name: field.formfield(initial=(value or {}).get(name, "")) for name, field in words.items()}
            found["alt_text"].required = True
            found["alt_text"].error_messages["required"] = _("Please say what the picture shows.")
            return found
        if part == ProfilePart.FIELDS:
            rows = WorkField.objects.visible_to(self.user, self.municipality)
            offered = rows.filter(is_active=True) | rows.filter(pk__in=value or [])
            return {OWN: ScopedModelMultipleChoiceField(offered, label=part.label, initial=value, widget=forms.CheckboxSelectMultiple)}
        stored = Actor._meta.get_field(OF_THE_REGISTER[part])
        if part in LINES:
            most = stored.max_length
            return {OWN: PlainText(label=part.label, lines=LINES[part], max_length=most, required=False, initial=value)}
        field = stored.formfield()
        field.label, field.initial, field.help_text = part.label, value, ""
        if part == ProfilePart.NAME:
            field.error_messages["required"] = _("Please enter the name of the actor.")
            return {"name": field}
        return {OWN: field}

    def _address_fields(self, value) -> dict:
        """The address in the parts that the register keeps."""
        found = {name: Location._meta.get_field(name).formfield(initial=value[name]) for name in PLACE}
        rows = District.objects.visible_to(self.user, self.municipality)
        found["district"].queryset = rows.filter(is_active=True) | rows.filter(pk=value["district"])
        return found

    def _own_names(self, row) -> list[str]:
        """The names of the office's own words in this form."""
        key = row.change.pk
        fixed = {f"{name}_{key}" for name in (VERDICT, COMMENT, SEEN)}
        return [name for name in self.fields if name.endswith(f"_{key}") and name not in fixed]

    def _bound(self, row) -> dict:
        """The fields of a row as its part of the page shows them."""
        key = row.change.pk
        return {name: self[f"{name}_{key}"] for name in (VERDICT, COMMENT, SEEN)} | {"own": [self[name] for name in self._own_names(row)]}

    # --- what was sent
    def clean(self):
        """A word where one is needed; what stands in own words counts only where they were chosen."""
        cleaned, chosen = super().clean(), 0
        for row in self.rows:
            verdict = self._verdict(row)
            chosen += bool(verdict)
            if verdict != ChangeState.ADAPTED:
                for name in self._own_names(row):
                    self._errors.pop(name, None)
            comment = f"{COMMENT}_{row.change.pk}"
            self.fields[comment].required = verdict in NEED_A_WORD
            if verdict in NEED_A_WORD and comment not in self._errors and not cleaned.get(comment):
                self.add_error(comment, ValidationError(_("Please write a word about it; the initiative reads it."), code="required"))
        if not chosen and not self._errors:
            raise ValidationError(_("Please choose what becomes of at least one field."), code="nothing")
        return cleaned

    def _verdict(self, row) -> str:
        """What was chosen for a row."""
        verdict = self.cleaned_data.get(f"{VERDICT}_{row.change.pk}") or ""
        return ChangeState.APPROVED.value if not verdict and self.is_all and row.is_quick else verdict

    def _own_value(self, row):
        """The office's own words in the form that the part has in the register."""
        key, cleaned, part = row.change.pk, self.cleaned_data, row.change.part
        if part == ProfilePart.ADDRESS:
            place = {name: cleaned[f"{name}_{key}"] for name in PLACE}
            district = place["district"] or district_by_postcode(self, place)
            return place | {"district": district.pk if district else None}
        if part == ProfilePart.PICTURE:
            return (row.change.proposed or {}) | {name: cleaned[f"{name}_{key}"] for name in ("alt_text", "credit")}
        if part == ProfilePart.NAME:
            return cleaned[f"name_{key}"]
        value = cleaned[f"{OWN}_{key}"]
        if part == ProfilePart.FIELDS:
            return sorted(field.pk for field in value)
        return value if isinstance(value, str) else list(value)

    @property
    def decisions(self) -> dict[int, Decision]:
        """{key of the change: decision} for the rows with a choice."""
        found = {}
        for row in self.rows:
            if verdict := self._verdict(row):
                key = row.change.pk
                own = self._own_value(row) if verdict == ChangeState.ADAPTED else None
                found[key] = Decision(verdict, self.cleaned_data[f"{COMMENT}_{key}"], self.cleaned_data[f"{SEEN}_{key}"], own)
        return found

    def see_again(self) -> None:
        """The page shows the register's values of now; what was typed and chosen stays."""
        self.data = self.data.copy()
        for row in self.rows:
            self.data[f"{SEEN}_{row.change.pk}"] = row.seen

    def refuse(self, part: str, error) -> None:
        """Something that only the saving could know, said at the field's choice."""
        row = next((row for row in self.rows if row.change.part == part), None)
        self.add_error(f"{VERDICT}_{row.change.pk}" if row else None, error)


class AnswerForm(OfficeForm):
    """The office's words to the sender, and what became of the matter; with the button "ask" it is a question and nothing is closed."""

    ASK = "ask"

    text = PlainText(label=gettext_lazy("Your words to the sender"), lines=6, max_length=LONGEST_WORD, required=False)
    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        error_messages={"required": gettext_lazy("Please choose what became of it.")},
        widget=forms.RadioSelect,
        choices=[(result.value, result.label) for result in (EntryResult.ANSWERED, EntryResult.ACCEPTED, EntryResult.REJECTED)],
    )
    # Of these something is taken over or not; all else is answered.
    ASKS_FOR_A_STEP = (EntryKind.CORRECTION, EntryKind.DELETION, EntryKind.GONE, EntryKind.WANT, EntryKind.OFFER)

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        # New initiatives and claims are decided on a page of their own.
        self.only_asks = entry.kind in OF_STRANGERS and entry.kind != EntryKind.BARRIER
        if self.only_asks:
            del self.fields["result"]
            self.fields["text"].required = True
            self.fields["text"].error_messages["required"] = _("Please write what the sender is to read.")
        else:
            self.fields["result"].initial = EntryResult.ACCEPTED if entry.kind in self.ASKS_FOR_A_STEP else EntryResult.ANSWERED
        if entry.sender_email or entry.actor_id:
            self.fields["text"].help_text = (
                _("Leaves by mail. Left empty, nothing is mailed: for what you have said on the phone.") if not self.only_asks else ""
            )
        else:
            self.fields["text"].help_text = _("The sender left no e-mail address: your words are kept here and not mailed.")

    @property
    def is_question(self) -> bool:
        """The sender is asked back."""
        return self.only_asks or self.data.get("step") == self.ASK

    def clean(self):
        """A question needs words, a refusal too; what is closed needs a result."""
        cleaned = super().clean()
        if self.is_question:
            self._errors.pop("result", None)
        if "text" not in self._errors and not cleaned.get("text") and (self.is_question or cleaned.get("result") == EntryResult.REJECTED):
            self.add_error("text", ValidationError(_("Please write what the sender is to read."), code="required"))
        return cleaned

    @property
    def outcome(self) -> str:
        """What became of the matter; empty for a question."""
        return "" if self.is_question else self.cleaned_data["result"]


class NoteForm(OfficeForm):
    """What the office notes for itself."""

    office_note = PlainText(
        label=gettext_lazy("Note of the office"),
        lines=3,
        max_length=InboxEntry._meta.get_field("office_note").max_length,
        required=False,
        help_text=InboxEntry._meta.get_field("office_note").help_text,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, entry, **kwargs):
        kwargs["initial"] = {"office_note": entry.office_note, "seen": fingerprint(entry.office_note)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def say_changed(self, entry) -> None:
        """A colleague was quicker: both notes stand there, nothing is lost."""
        self.data = self.data.copy()
        self.data["seen"] = fingerprint(entry.office_note)
        words = _("A colleague changed the note meanwhile; it reads: “%(note)s”. Please put both together and save again.")
        self.add_error("office_note", ValidationError(words % {"note": entry.office_note or "–"}, code="changed"))


class AssignForm(OfficeForm):
    """Who looks after an entry."""

    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Looked after by"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody in particular"),
        error_messages={"invalid_choice": gettext_lazy("Please choose a colleague of this office.")},
    )

    def __init__(self, *args, entry, **kwargs):
        kwargs["initial"] = {"assignee": entry.assignee_id} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = working_colleagues(self.municipality, also=entry.assignee_id)
