"""The forms of the desk."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from desk.capture import ActorMention, Reading
from desk.models import Round, Snooze
from desk.noting import LISTING, LISTING_READ, NEW, NONE, PROMISE, mentions_of, new_name_field, shared_minutes
from initiatives.choices import Channel, Outcome
from initiatives.forms import DAY, DAY_EXPECTED, ConsultationForm, check_future, working_colleagues
from initiatives.models import Actor, Consultation
from initiatives.picker import CHOSEN_AT_MOST
from municipalities.models import Absence
from network.choices import ExchangeType, ItemType
from network.models import Listing
from wf40.forms import OfficeForm, RecordForm

STARTS_OFFERED = 300
DAYS_AROUND = 366


# --- rounds ------------------------------------------------------------------------------------------------
class RoundForm(RecordForm):
    """A round: its title, its day, who walks it and where it begins."""

    start = forms.TypedChoiceField(label=_("Begin at"), required=False, coerce=int, empty_value=None)

    widths = {"title": "s6", "held_on": "s3", "owner": "s3", "start": "s6"}

    class Meta:
        model = Round
        fields = ("title", "held_on", "owner")
        widgets = {"held_on": forms.DateInput(attrs={"inputmode": "numeric"})}
        error_messages = {
            "title": {"required": _("Please give the round a title.")},
            "held_on": {
                "required": _("Please choose the day of the round."),
                "invalid": _("Please enter the day like 14.01.2026."),
            },
            "owner": {"required": _("Please choose who walks.")},
        }

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = working_colleagues(self.municipality)
        if not self.is_bound:
            self.initial.setdefault("owner", self.user.pk)
        starts = [(place.key, place.name) for place in places if place.has_point]
        if 2 < len(starts) <= STARTS_OFFERED:
            self.fields["start"].choices = [("", _("the northernmost actor")), *starts]
        else:
            del self.fields["start"]

    def clean_held_on(self):
        """A day within reach; a round of the last days may be noted down later."""
        day = self.cleaned_data["held_on"]
        if abs((day - timezone.localdate()).days) > DAYS_AROUND:
            raise forms.ValidationError(_("This day is too far away. Please check the year."), code="far")
        return day


class VisitForm(forms.Form):
    """A few words about a visit, typed at the door, and how long it took."""

    note = forms.CharField(required=False, max_length=Consultation._meta.get_field("note").max_length)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1440)
    seen_version = forms.IntegerField(min_value=1, max_value=1_000_000)


# --- the quick note ----------------------------------------------------------------------------------------
class NoteForm(ConsultationForm):
    """The box and what was read in it: the plain form's fields and checks, and a choice for each name in the note."""

    SHARED, EACH = "shared", "each"

    entries = forms.ChoiceField(
        label=_("Several actors"),
        choices=[(SHARED, _("one talk with all of them")), (EACH, _("an entry of its own for each actor"))],
        widget=forms.RadioSelect,
        required=False,
        initial=SHARED,
    )
    listing_exchange_type = forms.ChoiceField(label=_("Want or offer"), choices=ExchangeType.choices, required=False)
    listing_item_type = forms.ChoiceField(label=_("Kind of thing"), choices=ItemType.choices, required=False)
    listing_title = forms.CharField(
        label=_("What it is, in a few words"), max_length=Listing._meta.get_field("title").max_length, required=False
    )

    widths = ConsultationForm.widths | {"minutes": "s4", "channel": "s4", "held_on": "s4", "outcome": "s6"}
    widths |= {"listing_exchange_type": "s3", "listing_item_type": "s3", "listing_title": "s6"}

    class Meta(ConsultationForm.Meta):
        fields = tuple(name for name in ConsultationForm.Meta.fields if name != "held_at")
        widgets = ConsultationForm.Meta.widgets | {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, reading: Reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.mentions = mentions_of(reading)
        self.fields["note"].required = True
        self.fields["note"].label = _("What happened?")
        self.fields["note"].error_messages["required"] = _("Please write what happened.")
        # A name in the note may be the actor.
        self.fields["actors"].required = False
        self.fields["assignee"].empty_label = None
        if not self.user.has_perm("network.add_listing", self.municipality):
            for name in LISTING:
                del self.fields[name]
        for name, mention in self.mentions.items():
            self._ask_whom(name, mention)

    def _ask_whom(self, name, mention):
        """A choice for one name in the note: those who may be meant, a new actor, nobody."""
        is_actor = isinstance(mention, ActorMention)
        found = (mention.chosen,) if mention.chosen else mention.candidates
        choices = [(str(candidate.key), candidate.name) for candidate in found]
        if is_actor and self.user.has_perm("initiatives.add_actor", self.municipality):
            choices.append((NEW, _("Enter as a new actor")))
        choices.append((NONE, _("none of them") if found else _("no actor")))
        please = _("Please choose which actor is meant.") if is_actor else _("Please choose which person is meant.")
        self.fields[name] = forms.ChoiceField(
            label=_("Which actor is meant?") if is_actor else _("Which person is meant?"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": please, "invalid_choice": please},
        )
        if is_actor:
            longest = Actor._meta.get_field("trading_name").max_length
            self.fields[new_name_field(name)] = forms.CharField(
                label=_("Name of the new actor"),
                max_length=longest,
                required=False,
                initial=(getattr(mention, "new_name", "") or mention.span.words)[:longest],
            )

    @cached_property
    def dropped(self) -> frozenset[str]:
        """What was read and is not to be saved."""
        return frozenset(self.data.getlist("dropped"))

    def clean(self):
        """Dropped facts count as not said; the names in the note stand for actors and people."""
        unsaid = {
            "held_on": timezone.localdate(),
            "channel": Channel.PHONE.value,
            "minutes": None,
            "topics": self.fields["topics"].queryset.none(),
            "need": "",
            "outcome": Outcome.OPEN.value,
            "is_confidential": False,
        }
        if "promise" in self.dropped:
            unsaid |= {"task": "", "due_on": None, "is_theirs": False}
        if "listing" in self.dropped:
            unsaid |= dict.fromkeys(LISTING, "")
        for name in unsaid:
            if name in self.dropped or name in (*PROMISE, *LISTING):
                self._errors.pop(name, None)
                self.cleaned_data[name] = unsaid[name]
        cleaned = super().clean()
        self._take_names(cleaned)
        return cleaned

    def _take_names(self, cleaned):
        """The chosen rows and the names in the note together; without any actor there is no talk."""
        meant, self.new_actors, is_open = {"actors": set(), "contacts": set()}, [], False
        # The actors that the note names, in its order: a key of the register, or the name of a new one.
        self.named = []
        for name, mention in sorted(self.mentions.items(), key=lambda entry: entry[1].span.start):
            if name in self.dropped:
                self._errors.pop(name, None)
                continue
            choice = cleaned.get(name)
            is_open = is_open or not choice
            if choice == NEW:
                self.new_actors.append(self._new_name(name, mention, cleaned))
                self.named.append(self.new_actors[-1])
            elif choice and choice != NONE:
                meant["actors" if isinstance(mention, ActorMention) else "contacts"].add(int(choice))
                self.named += [int(choice)] if isinstance(mention, ActorMention) else []
        for name, keys in meant.items():
            if name in self.errors:
                continue
            keys |= {row.pk for row in cleaned.get(name) or ()}
            cleaned[name] = list(self.fields[name].queryset.filter(pk__in=keys))
        chosen = cleaned.get("actors") or []
        if not chosen and not self.new_actors and not is_open and "actors" not in self.errors:
            self.add_error("actors", forms.ValidationError(self.fields["actors"].error_messages["required"], code="required"))
        if len(chosen) + len(self.new_actors) > CHOSEN_AT_MOST:
            text = _("At most %(limit)s actors at once. Please choose fewer.")
            self.add_error("actors", forms.ValidationError(text, code="too_many", params={"limit": CHOSEN_AT_MOST}))

    def _new_name(self, name, mention, cleaned):
        typed = " ".join((cleaned.get(new_name_field(name)) or "").split())
        return typed or " ".join((mention.new_name or mention.span.words).split())[: Actor._meta.get_field("trading_name").max_length]

    def listing_values(self, said: dict) -> dict:
        """A want or an offer with what was corrected of it, and with what was read and stands on no field here."""
        read = self.reading.listing
        values = {name: value for name in LISTING_READ if (value := getattr(read, name, None))}
        kind, item, title = (said.get(name) for name in LISTING)
        return values | {"exchange_type": kind or ExchangeType.WANT, "item_type": item or ItemType.GOOD, "title": title or ""}

    @cached_property
    def listing(self) -> dict | None:
        """The want or offer to be noted; None if there is none, or it was dropped, or it has no title."""
        values = self.listing_values(self.cleaned_data)
        return values if values["title"] else None

    @cached_property
    def listing_actor(self):
        """Whose want or offer it is: the actor that the note names first, else the first chosen; a new one by its name."""
        chosen = {actor.pk: actor for actor in self.cleaned_data.get("actors") or ()}
        named = (chosen.get(one, "") if isinstance(one, int) else one for one in getattr(self, "named", ()))
        return next(filter(None, named), None) or next(iter(chosen.values()), None)

    @property
    def is_shared(self) -> bool:
        """Whether it is one talk with all actors."""
        return self.cleaned_data.get("entries") != self.EACH

    @cached_property
    def names(self) -> list[str]:
        """With whom it is, as far as it is known: registered actors and new ones."""
        cleaned = getattr(self, "cleaned_data", {})
        return [*(str(actor) for actor in cleaned.get("actors") or ()), *getattr(self, "new_actors", ())]

    @property
    def minutes_each(self) -> str:
        """How the minutes are shared out to entries of their own; empty where there are none."""
        minutes = self.cleaned_data.get("minutes")
        if not minutes or len(self.names) < 2:
            return ""
        parts = sorted(set(shared_minutes(minutes, len(self.names))))
        if len(parts) == 1:
            return ngettext("%(count)d minute each", "%(count)d minutes each", parts[0]) % {"count": parts[0]}
        return _("%(few)d or %(many)d minutes each") % {"few": parts[0], "many": parts[1]}


# --- silent actors and absences ----------------------------------------------------------------------------
class SnoozeForm(OfficeForm, forms.ModelForm):
    """Until when nobody needs to think of a silent actor, and why."""

    widths = {"reason": "s8", "until": "s4"}

    class Meta:
        model = Snooze
        fields = ("reason", "until")
        widgets = {"until": forms.DateInput(attrs=DAY)}
        labels = {"until": _("Bring up again on"), "reason": _("Reason")}
        help_texts = {"reason": _("For colleagues who wonder later. Such as: on parental leave until spring.")}
        error_messages = {
            "reason": {"required": _("Please say why nobody needs to get in touch before.")},
            "until": {"required": _("Please choose the day on which the actor is brought up again."), "invalid": DAY_EXPECTED},
        }

    def clean_until(self):
        """From tomorrow on; today the actor stands on the page already."""
        day = check_future(self.cleaned_data["until"])
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Please choose a day from tomorrow on."), code="past")
        return day


class AbsenceForm(OfficeForm, forms.ModelForm):
    """From when to when somebody is away, and who stands in; only who leads the office enters it for others."""

    widths = {"person": "s6", "covered_by": "s6", "first_day": "s3", "last_day": "s3"}

    class Meta:
        model = Absence
        fields = ("person", "covered_by", "first_day", "last_day")
        widgets = {"first_day": forms.DateInput(attrs=DAY), "last_day": forms.DateInput(attrs=DAY)}
        labels = {"person": _("Who is away"), "first_day": _("First day"), "last_day": _("Last day"), "covered_by": _("Covered by")}
        help_texts = {"covered_by": _("Sees the follow-ups on “Today” as long as the absence lasts.")}
        error_messages = {
            "person": {"required": _("Please choose who is away.")},
            "first_day": {"required": _("Please enter the first day of the absence."), "invalid": DAY_EXPECTED},
            "last_day": {"required": _("Please enter the last day of the absence."), "invalid": DAY_EXPECTED},
            "covered_by": {"required": _("Please choose a colleague who covers.")},
        }

    def __init__(self, *args, is_for_all, **kwargs):
        super().__init__(*args, **kwargs)
        working = working_colleagues(self.municipality)
        self.fields["covered_by"].queryset = working
        if is_for_all:
            self.fields["person"].queryset = working_colleagues(self.municipality, also=self.instance.person_id)
            if not self.instance.pk:
                self.initial.setdefault("person", self.user.pk)
        else:
            del self.fields["person"]
            self.fields["covered_by"].queryset = working.exclude(pk=self.user.pk)
            self.instance.person = self.user

    def clean_first_day(self):
        """Who was ill enters it afterwards, but not after a year."""
        day = self.cleaned_data["first_day"]
        if day < timezone.localdate() - timedelta(days=366):
            raise forms.ValidationError(_("This day is more than a year ago. Please check the year."), code="far")
        return day

    def clean_last_day(self):
        """Not before the first day, and not in another decade."""
        day, first = self.cleaned_data["last_day"], self.cleaned_data.get("first_day")
        if first and day < first:
            raise forms.ValidationError(_("The last day is before the first. Please check both days."), code="order")
        if day > timezone.localdate() + timedelta(days=5 * 366):
            raise forms.ValidationError(_("This day is more than five years away. Please check the year."), code="far")
        return day

    def clean(self):
        """Nobody covers themselves."""
        cleaned = super().clean()
        person = cleaned.get("person") or getattr(self.instance, "person", None)
        if person and cleaned.get("covered_by") == person:
            self.add_error("covered_by", forms.ValidationError(_("Please choose somebody else than the person who is away."), code="own"))
        return cleaned

    @property
    def values(self) -> dict:
        """What is to be saved."""
        days = {name: self.cleaned_data[name] for name in ("first_day", "last_day", "covered_by")}
        return days | {"person": self.cleaned_data.get("person", self.instance.person)}
