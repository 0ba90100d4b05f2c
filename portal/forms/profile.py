"""What an actor changes in its own entry: one form for all parts of the profile, or for one of them."""

import json
import re
import uuid

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme, Goal, Language
from initiatives.models import Actor, Attachment, Location, WorkField
from municipalities.models import UNKNOWN_DISTRICT, District, PostcodeDistrict
from portal.choices import ProfilePart
from portal.hours import MIDNIGHT, MOST_SPANS, Week, fault_of, parse
from portal.models import Remark
from portal.plain import PlainText, with_plain_breaks
from portal.profile import NOWHERE, PLACE, fingerprint
from wf40.forms import OfficeBoundField
from wf40.uploads import clean_picture

DAYS = (
    ("mo", _("Monday")),
    ("di", _("Tuesday")),
    ("mi", _("Wednesday")),
    ("do", _("Thursday")),
    ("fr", _("Friday")),
    ("sa", _("Saturday")),
    ("so", _("Sunday")),
)
# What a field or a goal means, in words that everybody knows.
FIELD_EXAMPLES = {
    "production": _("Such as: an open workshop, a town garden, a bakery that mills its own flour."),
    "regional_trade": _("Such as: a shop for goods from the region, a farmers' box, a regional currency."),
    "sharing": _("Such as: a library of things, cargo bikes to lend, a room for everybody."),
    "cooperation": _("Such as: a repair café, a cooperative, neighbours who help each other."),
}
GOAL_EXAMPLES = {
    Goal.CLIMATE: _("Such as: fewer cars, solar power, food without long ways."),
    Goal.RESOURCES: _("Such as: repairing, lending, using things twice."),
    Goal.COMMON_GOOD: _("Such as: what you earn goes back into the quarter."),
    Goal.REGIONAL_VALUE: _("Such as: you buy from firms nearby, and they buy from you."),
    Goal.RESILIENCE: _("Such as: your own water, power or food when others fail."),
    Goal.COHESION: _("Such as: meals at one long table, a feast of the street."),
    Goal.PARTICIPATION: _("Such as: everybody may join in and decide."),
    Goal.INCLUSION: _("Such as: no steps, several languages, a job after a long break."),
    Goal.JOBS: _("Such as: you employ or train people from here."),
    Goal.SOCIAL_INNOVATION: _("Such as: you try a way that nobody here has gone before."),
}
# The parts that stand under one heading of the page.
GROUPS = (
    (_("Name and description"), (ProfilePart.NAME, ProfilePart.DESCRIPTION)),
    (_("Picture"), (ProfilePart.PICTURE,)),
    (_("Fields and goals"), (ProfilePart.FIELDS, ProfilePart.GOALS)),
    (_("Opening hours"), (ProfilePart.HOURS,)),
    (_("Address"), (ProfilePart.ADDRESS,)),
    (_("How people reach you"), (ProfilePart.WEBSITE, ProfilePart.EMAIL, ProfilePart.PHONE)),
    (_("Talking with each other"), (ProfilePart.LANGUAGES,)),
)
HOURS_REMARK = "hours_remark"
FIELDS_OF = {
    ProfilePart.NAME: ("name",),
    ProfilePart.DESCRIPTION: ("description",),
    ProfilePart.PICTURE: ("picture", "alt_text", "credit", "may_use"),
    ProfilePart.FIELDS: ("work_fields",),
    ProfilePart.GOALS: ("goals",),
    ProfilePart.HOURS: (HOURS_REMARK,),
    ProfilePart.ADDRESS: PLACE,
    ProfilePart.WEBSITE: ("website",),
    ProfilePart.EMAIL: ("email",),
    ProfilePart.PHONE: ("phone",),
    ProfilePart.LANGUAGES: ("languages",),
}
_PHONE = re.compile(r"\+?[0-9 ()/.\-–]+")
FEWEST_DIGITS, MOST_DIGITS = 5, 16
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?")


def _longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


class OwnForm(forms.Form):
    """A form of the own entry: KERN's look, and a key against double sending."""

    bound_field_class = OfficeBoundField
    widths: dict[str, str] = {}
    # Nobody's data but the sender's own are asked here; what they are for stands on the page.
    why: dict[str, str] = {}
    why_kept = ""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("form_key", uuid.uuid4())


class ClockField(forms.Field):
    """A time of the day as minutes since midnight; "9", "9.30" and "09:30" are taken."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Please enter a time like 9:30.")}

    def to_python(self, value):
        """None if nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text) if text.isascii() else None
        minutes = int(found[1]) * 60 + int(found[2] or 0) if found else None
        if found is None or int(found[2] or 0) > 59 or minutes > MIDNIGHT:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return minutes


def clock(minutes: int) -> str:
    """As the field of a browser wants it; the end of the day is its beginning there."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


class ProfileForm(OwnForm):
    """The parts of a profile as the actor fills them in. `shown` are the values that it starts from ({part: value}), `now` those of the
    register; after `is_valid`, `proposals` holds what was changed on the page.

    What was on the page travels as a fingerprint (`seen`): an edit of the office meanwhile is not taken for a wish to undo it.
    """

    widths = {
        "name": "s8",
        "street": "s8",
        "house_number": "s4",
        "postcode": "s4",
        "locality": "s4",
        "district": "s4",
        "email": "s6",
        "phone": "s6",
        "alt_text": "s8",
        "credit": "s8",
    }

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    agreed_pair = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = PlainText(
        label=_("Name"),
        max_length=_longest(Actor, "trading_name"),
        help_text=_("As people know you, such as: Repair-Café Ölberg. At most 200 characters."),
        error_messages={"required": _("Please enter the name.")},
    )
    description = PlainText(
        label=_("What you do"),
        lines=8,
        required=False,
        max_length=_longest(Actor, "description"),
        help_text=_(
            "In plain words: what is there, for whom, what it costs, how one joins in. Such as: Every first Saturday we repair things"
            " together; it costs nothing. At most 4,000 characters."
        ),
    )
    picture = forms.FileField(
        label=_("New picture"),
        required=False,
        allow_empty_file=True,  # said in our words by the check of the content
        help_text=_("PNG, JPEG or WebP, at most 10 MB. We store it without place, camera and other hidden data."),
    )
    alt_text = PlainText(
        label=_("What does it show?"),
        required=False,
        max_length=_longest(Attachment, "alt_text"),
        help_text=_(
            "Needed with a picture, for people who do not see it, such as: Three people at a bench with a toaster. At most 300 characters."
        ),
    )
    credit = PlainText(
        label=_("Who took it?"),
        required=False,
        max_length=_longest(Attachment, "credit"),
        help_text=_("Needed with a picture, the name stands below it, such as: Photo: Kim Muster. At most 200 characters."),
    )
    may_use = forms.BooleanField(
        label=_("Whoever took the picture allows you and us to publish it, and whoever can be recognised in it agrees."), required=False
    )
    work_fields = forms.MultipleChoiceField(
        label=_("Fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where does most of your work belong? One field is enough."),
    )
    goals = forms.MultipleChoiceField(
        label=_("Goals"),
        required=False,
        choices=Goal.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What do you want to achieve? Tick what matters most to you."),
    )
    hours_remark = PlainText(
        label=_("What else is to be known about it"),
        lines=2,
        required=False,
        max_length=_longest(Actor, "opening_hours"),
        help_text=_("Such as: by arrangement, or: 1st and 3rd Saturday of the month, 10 to 14."),
    )
    street = PlainText(
        label=_("Street"),
        required=False,
        max_length=_longest(Location, "street"),
        help_text=_("Such as: Schneiderstraße. Leave it empty if nobody is to come."),
    )
    house_number = PlainText(
        label=_("House number"), required=False, max_length=_longest(Location, "house_number"), help_text=_("Such as: 12 a.")
    )
    postcode = PlainText(label=_("Postcode"), required=False, max_length=_longest(Location, "postcode"), help_text=_("Five digits."))
    locality = PlainText(
        label=_("Town"), required=False, max_length=_longest(Location, "locality"), help_text=_("Empty: the town of this directory.")
    )
    district = forms.TypedChoiceField(
        label=_("District"), required=False, coerce=int, empty_value=None, help_text=_("Empty: we look it up by the postcode.")
    )
    website = Actor._meta.get_field("website").formfield(
        label=_("Website"),
        required=False,
        help_text=_("Such as: https://www.example.org. At most 300 characters."),
        error_messages={"invalid": _("Please enter an address that begins with https:// or http://.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=_longest(Actor, "email"),
        help_text=_("For everybody to write to, such as: hallo@example.org."),
        error_messages={"invalid": _("Please enter an address like hallo@example.org.")},
    )
    phone = PlainText(
        label=_("Phone"), required=False, max_length=_longest(Actor, "phone"), help_text=_("With area code, such as: 0202 123456.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which somebody of yours can talk with people who come."),
    )

    def __init__(self, *args, actor, parts, shown: dict, now: dict, **kwargs):
        self.actor, self.municipality = actor, actor.municipality
        self.parts = [part for part in ProfilePart if part in parts]
        self.shown, self.now = shown, now
        super().__init__(*args, **kwargs)
        kept = {name for part in self.parts for name in FIELDS_OF[part]}
        for name in {name for names in FIELDS_OF.values() for name in names} - kept:
            del self.fields[name]
        if ProfilePart.FIELDS in self.parts:
            self.fields["work_fields"].choices = [(str(row.pk), str(row)) for row in self.offered_fields]
        if ProfilePart.ADDRESS in self.parts:
            rows = self._districts.values()
            self.fields["district"].choices = [("", "–"), *((row.pk, str(row)) for row in rows)]
        if ProfilePart.HOURS in self.parts:
            self._add_hours()
        if not self.is_bound:
            self.initial |= self._initial()

    # --- what the form offers ------------------------------------------------------------------------------
    @cached_property
    def offered_fields(self) -> list[WorkField]:
        """The fields by which the city sorts; those that the office alone gives are not asked here."""
        return list(WorkField.objects.filter(municipality=self.municipality, scheme=FieldScheme.ROLLOUT, is_active=True))

    @cached_property
    def _districts(self) -> dict[int, District]:
        """The districts of the city, with the one that is in use though it was switched off."""
        own = (self._shown(ProfilePart.ADDRESS) or {}).get("district")
        rows = District.objects.filter(municipality=self.municipality).exclude(code=UNKNOWN_DISTRICT)
        return {row.pk: row for row in rows if row.is_active or row.pk == own}

    def _add_hours(self) -> None:
        for code, label in DAYS:
            for number in range(MOST_SPANS):
                for end, words in (("from", gettext("from")), ("to", gettext("until"))):
                    self.fields[f"hours_{code}_{number}_{end}"] = ClockField(label=f"{label}, {words}", required=False)

    def _shown(self, part):
        return self.shown.get(part)

    def _initial(self) -> dict:
        """The values as the fields show them."""
        found = {"seen": json.dumps({part: fingerprint(self._plain(part, self._shown(part))) for part in self._compared})}
        for part in self._compared:
            value = self._shown(part)
            if part == ProfilePart.FIELDS:
                found["work_fields"] = [str(key) for key in value or []]
            elif part == ProfilePart.ADDRESS:
                found |= NOWHERE | (value or {})
            elif part == ProfilePart.HOURS:
                found |= self._initial_hours(parse(value or ""))
            else:
                found[FIELDS_OF[part][0]] = value
        return found

    @staticmethod
    def _initial_hours(week: Week) -> dict:
        found = {HOURS_REMARK: week.remark}
        for (code, _label), spans in zip(DAYS, week.days, strict=True):
            for number, (begin, end) in enumerate(spans):
                found |= {f"hours_{code}_{number}_from": clock(begin), f"hours_{code}_{number}_to": clock(end)}
        return found

    # --- how the page lays it out --------------------------------------------------------------------------
    @property
    def groups(self) -> list[dict]:
        """The headings of the page, each with its parts and their fields."""
        found = []
        for heading, parts in GROUPS:
            rows = [self._laid_out(part) for part in parts if part in self.parts]
            if rows:
                found.append({"heading": heading, "parts": rows})
        return found

    def _laid_out(self, part) -> dict:
        row = {"part": str(part), "fields": [self[name] for name in FIELDS_OF[part]], "days": [], "choices": []}
        if part == ProfilePart.HOURS:
            row["days"] = [self._day(code, label) for code, label in DAYS]
        elif part == ProfilePart.FIELDS:
            row["choices"] = self._explained("work_fields", [FIELD_EXAMPLES.get(field.core_code, "") for field in self.offered_fields])
        elif part == ProfilePart.GOALS:
            row["choices"] = self._explained("goals", [GOAL_EXAMPLES.get(code, "") for code in Goal])
        return row

    def _explained(self, name: str, examples: list) -> list[tuple]:
        return list(zip(self[name].subwidgets, examples, strict=True))

    def _day(self, code: str, label) -> dict:
        pairs = [[self[f"hours_{code}_{number}_{end}"] for end in ("from", "to")] for number in range(MOST_SPANS)]
        return {
            "code": code,
            "label": label,
            "pairs": pairs,
            "errors": [error for pair in pairs for field in pair for error in field.errors],
        }

    # --- what was typed ------------------------------------------------------------------------------------
    @property
    def _compared(self) -> list:
        """A picture is there or not; everything else is compared with what stood on the page."""
        return [part for part in self.parts if part != ProfilePart.PICTURE]

    def _plain(self, part, value):
        """A value as the form would give it back if nobody touched it, so that it can be compared."""
        if part == ProfilePart.HOURS:
            return parse(value or "").text
        if part == ProfilePart.FIELDS:
            return sorted(value or [])
        if part == ProfilePart.ADDRESS:
            value = NOWHERE | (value or {})
            district = value["district"] if value["district"] in self._districts else None
            return {name: str(value[name] or "").strip() for name in PLACE[:-1]} | {"district": district}
        if part in (ProfilePart.GOALS, ProfilePart.LANGUAGES):
            return [code for code in (Goal if part == ProfilePart.GOALS else Language) if code in (value or [])]
        text = with_plain_breaks(str(value or "")).strip()
        return text if part == ProfilePart.DESCRIPTION else " ".join(text.split("\n"))

    def _typed(self, part, cleaned):
        """What stands in the fields of a part now; None where one of them is wrong."""
        if any(name in self.errors for name in self._names(part)):
            return None
        if part == ProfilePart.HOURS:
            return self._typed_hours(cleaned)
        if part == ProfilePart.FIELDS:
            offered = {row.pk for row in self.offered_fields}
            others = [key for key in self.now.get(ProfilePart.FIELDS) or [] if key not in offered]
            return sorted({*others, *map(int, cleaned["work_fields"])})
        if part == ProfilePart.ADDRESS:
            return {name: cleaned[name] for name in PLACE}
        return cleaned[FIELDS_OF[part][0]]

    def _names(self, part) -> tuple[str, ...]:
        days = tuple(name for name in self.fields if name.startswith("hours_")) if part == ProfilePart.HOURS else ()
        return (*FIELDS_OF[part], *days)

    def _typed_hours(self, cleaned) -> str | None:
        """The week as one line; what cannot be is said at its day."""
        days = [self._typed_day(code, cleaned) for code, _label in DAYS]
        if None in days:
            return None
        text = Week(tuple(days), cleaned[HOURS_REMARK]).text
        longest = _longest(Actor, "opening_hours")
        if len(text) > longest:
            words = _("All together the hours are longer than %(most)d characters. Please shorten this remark.")
            self.add_error(HOURS_REMARK, forms.ValidationError(words, code="max_length", params={"most": longest}))
            return None
        return text

    def _typed_day(self, code: str, cleaned):
        spans = []
        for number in range(MOST_SPANS):
            names = [f"hours_{code}_{number}_{end}" for end in ("from", "to")]
            begin, end = (cleaned[name] for name in names)
            if (begin is None) != (end is None):
                missing = begin is None
                words = _("Please enter also from when.") if missing else _("Please enter also until when.")
                return self._wrong(names[0] if missing else names[1], words, "half")
            if begin is None:
                continue
            span = (begin, end or MIDNIGHT)
            if fault_of([span]):
                return self._wrong(names[1], _("The end is not later than the beginning; midnight is 0:00."), "order")
            spans.append(span)
        if fault_of(spans):
            return self._wrong(f"hours_{code}_1_from", _("The two times overlap."), "overlap")
        return tuple(sorted(spans))

    def _wrong(self, name: str, words, code: str) -> None:
        self.add_error(name, forms.ValidationError(words, code=code))

    def clean(self):
        """Gathers what differs from what stood on the page."""
        cleaned = super().clean()
        self.proposals: dict[str, object] = {}
        self.new_picture = None
        seen = self._seen(cleaned.get("seen") or "")
        for part in self._compared:
            value = self._typed(part, cleaned)
            if value is None or fingerprint(self._plain(part, value)) == seen[part]:
                continue
            value = self._checked(part, value)
            if value is not None:
                self.proposals[str(part)] = value
        if ProfilePart.PICTURE in self.parts:
            self._take_picture(cleaned)
        return cleaned

    def _seen(self, sent: str) -> dict:
        """The fingerprints of what stood on the page; those of today where they did not come along."""
        try:
            found = json.loads(sent)
        except (ValueError, RecursionError):
            found = None
        found = found if isinstance(found, dict) else {}
        return {part: found.get(str(part)) or fingerprint(self._plain(part, self._shown(part))) for part in self._compared}

    def _checked(self, part, value):
        if part == ProfilePart.ADDRESS:
            return self._checked_address(dict(value))
        if part == ProfilePart.PHONE and value:
            digits = sum(sign.isdigit() for sign in value)
            if not _PHONE.fullmatch(value) or not value.isprintable() or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
                return self._wrong("phone", _("Please enter the number with its area code, such as 0202 123456."), "invalid")
        return value

    # --- the address ---------------------------------------------------------------------------------------
    def _checked_address(self, value: dict):
        """Postcode and district belong together and to the city, as far as the office has said which do."""
        if not value["postcode"]:
            if value["street"]:
                return self._wrong("postcode", _("Please enter the postcode as well."), "required")
            return value
        if not re.fullmatch(r"[0-9]{5}", value["postcode"]):
            return self._wrong("postcode", _("Please enter five digits."), "invalid")
        known = dict(PostcodeDistrict.objects.filter(municipality=self.municipality).values_list("postcode", "district"))
        if known and value["postcode"] not in known:
            words = gettext("The postcode %(postcode)s is not in %(city)s. If you have moved away, please write to us.")
            return self._wrong("postcode", words % {"postcode": value["postcode"], "city": self.municipality.name}, "elsewhere")
        right = self._districts.get(known.get(value["postcode"]))
        if right and value["district"] and value["district"] != right.pk:
            words = gettext(
                "In our list the postcode %(postcode)s belongs to the district %(district)s. If yours is right all the same, send it again."
            )
            pair = f"{value['postcode']} {value['district']}"
            if self.cleaned_data.get("agreed_pair") != pair:
                # A postcode may reach into two districts, and the office's table knows one: who sends it again means it.
                self.data = self.data.copy()
                self.data[self.add_prefix("agreed_pair")] = pair
                return self._wrong("district", words % {"postcode": value["postcode"], "district": right}, "mismatch")
        value["district"] = value["district"] or (right.pk if right else None)
        value["locality"] = value["locality"] or self.municipality.name
        return value

    # --- the picture ---------------------------------------------------------------------------------------
    def _take_picture(self, cleaned) -> None:
        """Drawn anew as it comes; a browser never sends a file twice by itself, so that is said."""
        file = cleaned.get("picture")
        said = any(cleaned.get(name) for name in ("alt_text", "credit", "may_use"))
        if not file:
            if said and "picture" not in self.errors:
                words = _("These words belong to a picture. Please choose it; to change the words alone, choose the same picture again.")
                self.add_error("picture", forms.ValidationError(words, code="required"))
            return
        for name, words in (
            ("alt_text", _("Please say what the picture shows; without it people who do not see it get nothing.")),
            ("credit", _("Please say who took the picture.")),
            ("may_use", _("Without this permission we cannot take the picture.")),
        ):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, forms.ValidationError(words, code="required"))
        try:
            picture = clean_picture(file)
        except forms.ValidationError as error:
            self.add_error("picture", error)
            return
        if self.errors:
            self.add_error("picture", forms.ValidationError(_("Please choose the file again; it was not kept."), code="again"))
            return
        self.new_picture = picture
        self.proposals[str(ProfilePart.PICTURE)] = {"alt_text": cleaned["alt_text"], "credit": cleaned["credit"]}


class AnswerForm(ProfileForm):
    """An answer to what the office asked back about one proposed value, with another value if the sender likes."""

    reply = PlainText(
        label=_("Your answer"),
        lines=4,
        max_length=_longest(Remark, "text"),
        help_text=gettext_lazy("The office reads it beside your proposal. At most 2,000 characters."),
        error_messages={"required": _("Please write a few words.")},
    )

    @property
    def is_other_value_open(self) -> bool:
        """Whether the proposal was put differently, or wrongly."""
        return bool(set(self.errors) - {"reply"} or (self.is_bound and getattr(self, "proposals", None)))
