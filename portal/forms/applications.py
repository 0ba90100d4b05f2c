"""The forms of those who want to be taken in or want the link to their entry, and of the office that decides about them."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from initiatives.models import Actor, Contact, ContactRole, Location, WorkField
from municipalities.models import District, PostcodeDistrict
from portal.applications import KINDS, consents_on_offer, proofs_for
from portal.choices import Proof
from portal.models import InboxEntry, Remark
from portal.plain import PlainText
from portal.spam import PublicForm
from wf40.forms import LARGEST_KEY, OfficeForm, Section

LONGEST_DESCRIPTION = 2000
LONGEST_MESSAGE = 2000
PLACE = ("street", "house_number", "postcode", "locality")


def _of_actor(name: str, **kwargs):
    return Actor._meta.get_field(name).formfield(**kwargs)


def _of_place(name: str, **kwargs):
    return Location._meta.get_field(name).formfield(**kwargs)


def _of_person(name: str, **kwargs):
    return Contact._meta.get_field(name).formfield(help_text="", **kwargs)


class SafeChoice(forms.ModelChoiceField):
    """One row; a key that no database could hold is an unknown choice, not an error page."""

    def to_python(self, value):
        """Refuse what is no key before the database is asked."""
        text = str(value or "")
        if text and (not text.isascii() or not text.isdecimal() or int(text[:30]) > LARGEST_KEY):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:40]})
        return super().to_python(value)


class LinkRequestForm(PublicForm):
    """Where the link to the own entry is to go."""

    widths = {"email": "s8"}

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address that the office knows of you or of your initiative."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ApplicationForm(PublicForm):
    """An initiative wants to be taken in: what it is, where it is, who writes, and what the office may do with it."""

    name = _of_actor("trading_name", label=_("Name of the initiative"), help_text=_("As people know it."))
    description = PlainText(
        label=_("What do you do?"),
        max_length=LONGEST_DESCRIPTION,
        lines=5,
        help_text=_("In two or three sentences: what, for whom, since when."),
    )
    kind = forms.ChoiceField(label=_("What are you?"), choices=[("", _("Please choose")), *KINDS])
    field = SafeChoice(label=_("In which field?"), queryset=WorkField.objects.none(), required=False, empty_label=_("I do not know"))
    website = _of_actor("website")
    email = _of_actor("email", label=_("E-mail of the initiative"), help_text=_("Such as info@…; it can be shown in the directory."))
    phone = _of_actor("phone", label=_("Phone of the initiative"))
    street = _of_place("street", label=_("Street"))
    house_number = _of_place("house_number", label=_("House number"))
    postcode = forms.RegexField(
        r"^[0-9]{5}\Z",
        label=_("Postcode"),
        required=False,
        error_messages={"invalid": _("Please enter five digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    locality = _of_place("locality", label=_("Town"))
    district = SafeChoice(label=_("District"), queryset=District.objects.none(), required=False, empty_label=_("I do not know"))
    given_name = _of_person("given_name", label=_("Your first name"))
    family_name = _of_person("family_name", label=_("Your last name"))
    role = PlainText(
        label=_("Your role"),
        max_length=ContactRole._meta.get_field("role_title").max_length,
        required=False,
        help_text=_("Such as chair, founder, workshop."),
    )
    own_email = _of_person("email", label=_("Your e-mail address"), required=True)
    own_phone = _of_person("phone", label=_("Your phone"))
    message = PlainText(label=_("Is there anything else?"), max_length=LONGEST_MESSAGE, required=False, lines=3)
    consents = forms.MultipleChoiceField(
        label=_("What may we publish?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("The wording has changed meanwhile. Please read it once more and decide.")},
    )

    widths = {"given_name": "s6", "family_name": "s6", "own_email": "s6", "own_phone": "s6", "kind": "s6", "field": "s6"} | {
        "street": "s8", "house_number": "s4", "postcode": "s4", "locality": "s4", "district": "s4", "email": "s6", "phone": "s6",
    }  # fmt: skip

    def __init__(self, *args, office, **kwargs):
        self.office = office
        super().__init__(*args, **kwargs)
        self.offers = consents_on_offer(office)
        self.fields["consents"].choices = [(offer.value, str(offer.purpose)) for offer in self.offers]
        fields = WorkField.objects.filter(municipality=office, is_active=True)
        # The other scheme is for those who do research.
        self.fields["field"].queryset = fields.filter(scheme=FieldScheme.ROLLOUT) if self._has_rollout(fields) else fields
        self.fields["district"].queryset = District.objects.filter(municipality=office, is_active=True)
        self.fields["locality"].initial = office.locality or office.name
        for name, words in {"given_name": "given-name", "family_name": "family-name", "own_email": "email", "own_phone": "tel"}.items():
            self.fields[name].widget.attrs["autocomplete"] = words
        # What is said about the initiative is not what the browser knows about the person.
        for name in ("name", "email", "phone", *PLACE):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @staticmethod
    def _has_rollout(fields) -> bool:
        return fields.filter(scheme=FieldScheme.ROLLOUT).exists()

    @property
    def sections(self) -> list[Section]:
        """The headings of the page with their fields; the consents stand below with their words."""
        groups = (
            (_("Your initiative"), ("name", "description", "kind", "field")),
            (_("Where people find you"), ("street", "house_number", "postcode", "locality", "district", "website", "email", "phone")),
            (_("About you"), ("given_name", "family_name", "role", "own_email", "own_phone", "message")),
        )
        return [Section(heading, [self[name] for name in names]) for heading, names in groups]

    @property
    def consent_boxes(self) -> list[dict]:
        """Each consent with its words; ticked is only what somebody ticked."""
        chosen = set(self["consents"].value() or ())
        return [{"offer": offer, "is_ticked": offer.value in chosen} for offer in self.offers]

    def clean_own_email(self):
        """Written as every mail server takes it."""
        return self.cleaned_data["own_email"].strip()

    def clean(self):
        """Without a street nothing is said about a place; the postcode tells the district where nobody chose one."""
        cleaned = super().clean()
        if cleaned.get("house_number") and not cleaned.get("street") and "street" not in self.errors:
            self.add_error("street", forms.ValidationError(_("Please enter the street as well."), code="required"))
        if not any(cleaned.get(name) for name in ("street", "house_number", "postcode", "district")):
            cleaned["locality"] = ""
        elif cleaned.get("postcode"):
            self._check_postcode(cleaned)
        return cleaned

    def _check_postcode(self, cleaned) -> None:
        """In this city, as far as the office has said which postcodes are; the postcode tells the district where nobody chose one."""
        rows = PostcodeDistrict.objects.filter(municipality=self.office)
        row = rows.filter(postcode=cleaned["postcode"]).select_related("district").first()
        said = {"postcode": cleaned["postcode"], "city": self.office.name}
        if row is None and rows.exists():
            words = gettext("The postcode %(postcode)s is not in %(city)s. If you are active here all the same, leave the address empty.")
            self.add_error("postcode", forms.ValidationError(words % said, code="elsewhere"))
        elif row is not None:
            # A postcode may reach into two districts: what the applicant chose stays, and the office sees it.
            cleaned["district"] = cleaned.get("district") or row.district

    @property
    def details(self) -> dict:
        """What the entry of the inbox keeps, with the versions of the consents that were ticked."""
        entered = self.cleaned_data
        plain = ("name", "description", "kind", "website", "email", "phone", "given_name", "family_name", "role")
        place = {name: entered.get(name) or "" for name in PLACE} | {"district": entered["district"].pk if entered["district"] else None}
        given = (value.rpartition(":") for value in entered["consents"])
        return {name: entered.get(name) or "" for name in plain} | {
            "fields": [entered["field"].pk] if entered["field"] else [],
            "address": place if any(place.values()) else {},
            "consents": {code: int(key) for code, _colon, key in given},
        }

    @property
    def sender(self) -> dict:
        """Who writes."""
        entered = self.cleaned_data
        name = f"{entered['given_name']} {entered['family_name']}".strip()
        return {"sender_name": name[:160], "sender_email": entered["own_email"], "sender_phone": entered["own_phone"]}


# --- the office --------------------------------------------------------------------------------------------
class TakeInForm(OfficeForm):
    """It is new: into the register, and at once to the public if the person may say so."""

    step = forms.CharField(widget=forms.HiddenInput, initial="take_in", required=False)
    release = forms.BooleanField(
        label=_("Release for publication at once"),
        required=False,
        help_text=_("It is public as soon as there is a consent to publish the profile."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user.has_perm("initiatives.release_actor", self.municipality):
            del self.fields["release"]


class ClaimForm(OfficeForm):
    """It is an entry that the register has: what shows that the applicant speaks for it."""

    step = forms.CharField(widget=forms.HiddenInput, initial="assign", required=False)
    proof = forms.ChoiceField(
        label=_("What shows that the applicant speaks for this entry?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what shows it."),
            "invalid_choice": _("This proof does not fit this entry. Please choose another one."),
        },
    )
    note = forms.CharField(
        label=_("Whom did you call, when, at which number?"),
        required=False,
        max_length=InboxEntry._meta.get_field("office_note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed after a call; the applicant may ask to read it."),
    )

    def __init__(self, *args, entry, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [(str(proof), proof.label) for proof in proofs_for(entry, actor)]

    def clean(self):
        """A call without a word about it proves nothing."""
        cleaned = super().clean()
        if cleaned.get("proof") == Proof.CALL and not (cleaned.get("note") or "").strip():
            self.add_error("note", forms.ValidationError(_("Please write whom you called and when."), code="required"))
        return cleaned


class RejectForm(OfficeForm):
    """It does not belong into the register."""

    step = forms.CharField(widget=forms.HiddenInput, initial="reject", required=False)
    text = forms.CharField(
        label=_("What the sender reads"),
        max_length=Remark._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what the sender is to read.")},
    )
