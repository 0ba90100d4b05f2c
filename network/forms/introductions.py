"""The forms of introductions: begun, a side prepared, an answer given by word, the mail to both."""

import uuid
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Consultation, Contact
from network.choices import DIRECTED, Answer, ConnectionKind, PassedOn, Side, Through
from network.introductions import GIVER_FIRST, OF_A_PROFILE, introduction_subject, people_at, says_name, suggested_description, usual_for
from network.models import Connection, IntroductionSide, Listing
from wf40.forms import OfficeForm

SEEKER, GIVER = "seeker", "giver"
ROLES = (SEEKER, GIVER)
BY_WORD = (Through.PHONE, Through.IN_PERSON, Through.EMAIL, Through.LETTER)
DAY_EXPECTED = gettext_lazy("Please enter the day like 14.01.2026.")
WITHOUT_NAME = gettext_lazy("Please describe it without its name.")
ASKED_PERSON_WHY = gettext_lazy(
    "The person gets the question, by mail where there is an address. Seen by the office alone until both agree."
)
ABOUT_NAME = gettext_lazy(
    "Without a name, for example “a repair café in Elberfeld with two work benches”. So it is called as long as it may not be named."
)


def contact_field() -> forms.ModelChoiceField:
    """Whom to ask at an actor."""
    return forms.ModelChoiceField(
        label=gettext_lazy("Person to ask"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody by name: the organisation’s own address"),
        error_messages={"invalid_choice": gettext_lazy("Please choose a person of this actor.")},
    )


def description_field() -> forms.CharField:
    """How a side is called before it may be named."""
    length = IntroductionSide._meta.get_field("described_as").max_length
    return forms.CharField(
        label=gettext_lazy("Described to the other side as"),
        max_length=length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=ABOUT_NAME,
    )


def passed_on_field() -> forms.MultipleChoiceField:
    """What the other side gets to know beside the name."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("Is passed on, beside the name"),
        choices=PassedOn.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only after both have said yes, and nothing else."),
    )


def prepare_side(form, name: str, actor) -> None:
    """The fields of a side offer the people of its actor; another city's actor is asked through its office, with its public profile."""
    contact, passed_on = form.fields[f"{name}contact"], form.fields[f"{name}passed_on"]
    if actor.municipality_id != form.municipality.pk:
        del form.fields[f"{name}contact"]
        passed_on.choices = [(code.value, code.label) for code in PassedOn if code in OF_A_PROFILE]
        passed_on.help_text = _("From its public profile. The question goes to its own office.")
    else:
        contact.queryset = people_at(form.user, form.municipality, actor)


def refuse_name(form, field: str, actor, contact) -> None:
    """A description that holds the name describes nobody."""
    if says_name(form.cleaned_data.get(field, ""), actor, contact):
        form.add_error(field, ValidationError(WITHOUT_NAME, code="named"))


def kind_choices(seeker: str, giver: str) -> list:
    """The kinds, those with a direction as a sentence about the two."""
    found = []
    for kind in ConnectionKind:
        words = kind.label
        if kind in DIRECTED:
            first, second = (giver, seeker) if kind in GIVER_FIRST else (seeker, giver)
            words = f"{kind.label}: {first} {DIRECTED[kind][0]} {second}"
        found.append((kind.value, words))
    return found


class IntroductionForm(OfficeForm):
    """An introduction begins: what it is about, and for each side whom to ask, what would be passed on, how it is called before its yes."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    want = forms.ModelChoiceField(queryset=Listing.objects.none(), required=False, widget=forms.HiddenInput)
    offer = forms.ModelChoiceField(queryset=Listing.objects.none(), required=False, widget=forms.HiddenInput)
    consultation = forms.ModelChoiceField(queryset=Consultation.objects.none(), required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ConnectionKind.choices)
    reason = Connection._meta.get_field("reason").formfield(
        label=gettext_lazy("Why the two fit together"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Both sides read it when they are asked. Without names: what each has of the other."),
    )
    seeker_contact = contact_field()
    seeker_described_as = description_field()
    seeker_passed_on = passed_on_field()
    giver_contact = contact_field()
    giver_described_as = description_field()
    giver_passed_on = passed_on_field()

    widths = {"seeker_contact": "s6", "giver_contact": "s6"}
    why = {"seeker_contact": ASKED_PERSON_WHY, "giver_contact": ASKED_PERSON_WHY}

    def __init__(self, *args, seeker, giver, **kwargs):
        self.actors = {SEEKER: seeker, GIVER: giver}
        super().__init__(*args, **kwargs)
        headings = {SEEKER: _("Who seeks: %(name)s"), GIVER: _("Who gives: %(name)s")}
        self.fields["kind"].choices = kind_choices(seeker.trading_name, giver.trading_name)
        about = ("contact", "passed_on", "described_as")
        self.groups = (
            (_("What it is about"), ("kind", "reason")),
            *((headings[role] % {"name": actor}, tuple(f"{role}_{name}" for name in about)) for role, actor in self.actors.items()),
        )
        for role, actor in self.actors.items():
            prepare_side(self, f"{role}_", actor)
        if not self.is_bound:
            self._suggest()

    def _suggest(self):
        self.initial.setdefault("form_key", uuid.uuid4())
        for role, actor in self.actors.items():
            field = self.fields.get(f"{role}_contact")
            contact = field.queryset.first() if field else None
            self.initial.setdefault(f"{role}_contact", contact and contact.pk)
            self.initial.setdefault(f"{role}_passed_on", usual_for(actor, contact, self.municipality))
            self.initial.setdefault(f"{role}_described_as", suggested_description(actor))

    def clean(self):
        """Nothing that a side reads before the other's yes holds a name."""
        cleaned = super().clean()
        for name, role in (("want", SEEKER), ("offer", GIVER)):
            if (listing := cleaned.get(name)) and (listing.actor_id != self.actors[role].pk or listing.exchange_type != name):
                cleaned[name] = None  # of somebody who stands on no side, or on the other one
        for role, actor in self.actors.items():
            contact = cleaned.get(f"{role}_contact")
            refuse_name(self, f"{role}_described_as", actor, contact)
            if "reason" not in self.errors and says_name(cleaned.get("reason", ""), actor, contact):
                words = _("Please leave the name %(name)s out: both read this before they agreed.")
                self.add_error("reason", ValidationError(words % {"name": actor}, code="named"))
        return cleaned

    @property
    def values(self) -> dict:
        """What is kept at the connection."""
        kept = {name: self.cleaned_data.get(name) for name in ("want", "offer", "consultation")}
        return kept | {"reason": self.cleaned_data["reason"], "turned": self.cleaned_data["kind"] in GIVER_FIRST}

    @property
    def sides(self) -> dict:
        """What is kept of each side, by the key of its actor."""
        return {
            actor.pk: {
                "contact": self.cleaned_data.get(f"{role}_contact"),
                "described_as": self.cleaned_data[f"{role}_described_as"],
                "passed_on": self.cleaned_data[f"{role}_passed_on"],
            }
            for role, actor in self.actors.items()
        }


class SideForm(OfficeForm):
    """One side is prepared anew: another person, other words, other data to pass on."""

    contact = contact_field()
    passed_on = passed_on_field()
    described_as = description_field()

    widths = {"contact": "s6"}
    why = {"contact": ASKED_PERSON_WHY}

    def __init__(self, *args, side, **kwargs):
        self.side = side
        super().__init__(*args, **kwargs)
        prepare_side(self, "", side.actor)
        self.initial.setdefault("contact", side.contact_id)
        self.initial.setdefault("passed_on", side.passed_on)
        self.initial.setdefault("described_as", side.described_as)

    def clean(self):
        """Without a name."""
        cleaned = super().clean()
        refuse_name(self, "described_as", self.side.actor, cleaned.get("contact"))
        return cleaned

    @property
    def values(self) -> dict:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in ("contact", "passed_on", "described_as") if name in self.fields}


class AnswerForm(OfficeForm):
    """A side answered by word: what, how and when."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[(Answer.YES.value, gettext_lazy("Yes, may be introduced")), (Answer.NO.value, gettext_lazy("No, does not want to"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose yes or no.")},
    )
    through = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[(through.value, through.label) for through in BY_WORD], initial=Through.PHONE
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": DAY_EXPECTED, "invalid": DAY_EXPECTED},
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "14:30"}),
        error_messages={
            "required": gettext_lazy("Please enter the time like 14:30."),
            "invalid": gettext_lazy("Please enter the time like 14:30."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=IntroductionSide._meta.get_field("answer_note").max_length,
        help_text=gettext_lazy("For the office alone; the other side learns no reason."),
    )

    widths = {"through": "s4", "day": "s4", "time": "s4"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = timezone.localtime()
        self.initial.setdefault("day", now.date())
        self.initial.setdefault("time", now.time())

    def clean(self):
        """An answer was given at some time until now."""
        cleaned = super().clean()
        day, time = cleaned.get("day"), cleaned.get("time")
        if day and time:
            at = timezone.make_aware(datetime.combine(day, time))
            if at > timezone.now():
                self.add_error("day", ValidationError(_("This time is in the future."), code="future"))
            elif day.year < timezone.localdate().year - 1:
                self.add_error("day", ValidationError(_("This day is too long ago. Please check the year."), code="too_early"))
            cleaned["answered_at"] = at
        return cleaned


class IntroductionMailForm(OfficeForm):
    """The words of the mails that introduce; the data are added by the saving and stand in no field."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text_from = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 9}), required=False)
    text_to = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 9}), required=False)

    def __init__(self, *args, texts: dict, names: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("subject", introduction_subject())
        for side in Side:
            name = f"text_{side}"
            if side in texts:
                self.fields[name].label = _("Text to %(name)s") % {"name": names[side]}
                self.fields[name].required = True
                self.initial.setdefault(name, texts[side])
            else:
                del self.fields[name]

    @property
    def texts(self) -> dict:
        """The words by side."""
        return {side.value: self.cleaned_data[f"text_{side}"] for side in Side if f"text_{side}" in self.fields}
