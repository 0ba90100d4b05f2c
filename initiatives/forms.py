"""The register's forms: fields in scope, errors in the words of the office."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.actions import ACTOR_FIELDS, MAIN_PLACE, PLACE_FIELDS, BulkEdit, actor_values
from initiatives.choices import (
    ArchiveReason,
    AttachmentKind,
    ConsentChannel,
    CustomKind,
    ExportPurpose,
    LegalBasis,
    LifeCycle,
    Outcome,
    RegisterKind,
    RestrictionReason,
)
from initiatives.exports import ASKING, EXPLAINED
from initiatives.models import (
    EARLIEST_DAY,
    Actor,
    ActorAlias,
    Attachment,
    Consultation,
    Contact,
    ContactRole,
    CustomField,
    FollowUp,
    Location,
    Purpose,
    PurposeText,
    Tag,
    WarningFlag,
    WorkField,
)
from initiatives.own_fields import form_field, form_width, offered_fields, own_values
from municipalities.models import Membership, PostcodeDistrict
from wf40.forms import LARGEST_KEY, OfficeForm, RecordForm, ScopedModelMultipleChoiceField
from wf40.rights import Role
from wf40.uploads import checked_document, clean_picture


def working_colleagues(municipality, also=None):
    """The people who can take on something in this city, and the one who has it now."""
    working = Membership.objects.filter(
        municipality=municipality, is_active=True, role__in=(Role.ADVISER, Role.MANAGER), user__is_active=True
    )
    return get_user_model().objects.filter(Q(pk__in=working.values("user")) | Q(pk=also)).order_by("name", "pk")


def said(*sentences):
    """Sentences one after the other, translated when they are shown."""
    return format_lazy(" ".join(["{}"] * len(sentences)), *sentences)


# Entries in these registers have no court: there is none by law, or it is abroad.
WITHOUT_COURT = (RegisterKind.BY_LAW, RegisterKind.ABROAD)
DAY = {"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")}
DAY_EXPECTED = _("Please enter the day like 14.01.2026.")
KEPT_WHILE_WORKING = _("Kept as long as the office works with the actor; after three years without contact it is reviewed.")
OFFICE_AND_PUBLIC = _("Seen by the office; by the public only with the actor’s consent.")
OFFICE_ALONE = _("Seen by the office alone.")


def check_past(day):
    """What is noted as done was done by today."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This day is in the future."), code="future")
    return day


def district_by_postcode(form, cleaned):
    """The district of the postcode, where the office has said which one it is; None without."""
    if not cleaned.get("postcode"):
        return None
    rows = PostcodeDistrict.objects.visible_to(form.user, form.municipality).filter(postcode=cleaned["postcode"])
    row = rows.select_related("district").first()
    return row.district if row else None


def check_point(form, cleaned) -> None:
    """Latitude, longitude and what they show belong together."""
    given = [cleaned.get("latitude") is not None, cleaned.get("longitude") is not None, bool(cleaned.get("precision"))]
    if any(given) and not all(given) and not {"latitude", "longitude", "precision"} & set(form.errors):
        text = _("Please enter latitude, longitude and what the point shows, or none of the three.")
        form.add_error("precision", forms.ValidationError(text, code="half_a_point"))


class ActorForm(RecordForm):
    """An actor with its other names and its main place on one page."""

    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One name per line. Search and import find the actor under each."),
    )
    street = Location._meta.get_field("street").formfield()
    house_number = Location._meta.get_field("house_number").formfield()
    postcode = Location._meta.get_field("postcode").formfield()
    locality = Location._meta.get_field("locality").formfield()
    district = Location._meta.get_field("district").formfield(help_text=_("Left empty, the postcode decides where the office has said so."))

    widths = {
        "trading_name": "s8",
        "kind": "s4",
        "registered_name": "s8",
        "legal_form": "s4",
        "life_cycle": "s4",
        "steward": "s4",
        "is_charitable": "s4",
        "street": "s6",
        "house_number": "s2",
        "postcode": "s2",
        "locality": "s2",
        "district": "s4",
        "website": "s4",
        "email": "s4",
        "phone": "s4",
        "work_fields": "s6",
        "tags": "s6",
        "founded": "s4",
        "industry": "s4",
        "size_class": "s4",
        "charity_notice_on": "s4",
        "deputy": "s4",
        "register_kind": "s4",
        "register_court": "s4",
        "register_number": "s4",
        "business_id": "s4",
        "common_good_report": "s4",
        "common_good_year": "s4",
        "source": "s6",
        "informed_on": "s6",
    }
    groups = (
        (_("Facts"), ("trading_name", "kind", "legal_form", "life_cycle", "steward")),
        (_("Place"), MAIN_PLACE),
        (_("Contact"), ("website", "email", "phone")),
        (_("Fields and tags"), ("work_fields", "tags")),
        (_("Texts"), ("description", "internal_note")),
    )
    rare_groups = (
        (
            _("Names and key figures"),
            (
                "registered_name",
                "founded",
                "aliases",
                "industry",
                "size_class",
                "deputy",
                "is_charitable",
                "charity_notice_on",
            ),
        ),
        (_("Register entry"), ("register_kind", "register_court", "register_number", "business_id")),
        (_("Opening hours and languages"), ("opening_hours", "languages")),
        (_("Goals"), ("goals",)),
        (_("Common-good report"), ("common_good_report", "common_good_year")),
        (_("Data protection"), ("source", "informed_on")),
    )
    why = {
        "email": said(_("So that the office reaches the actor (public task)."), OFFICE_AND_PUBLIC),
        "phone": said(_("So that the office reaches the actor (public task)."), OFFICE_AND_PUBLIC),
        "street": said(_("So that the office can visit and write (public task)."), OFFICE_AND_PUBLIC),
        "house_number": said(_("So that the office can visit and write (public task)."), OFFICE_AND_PUBLIC),
        "opening_hours": said(_("So that nobody stands before a closed door."), OFFICE_AND_PUBLIC),
        "languages": said(_("So that the actor is addressed in a language that fits."), OFFICE_AND_PUBLIC),
        "internal_note": said(_("So that colleagues know what matters in the work with this actor."), OFFICE_ALONE),
        "steward": said(_("So that the actor has one colleague to turn to."), OFFICE_ALONE),
        "deputy": said(_("So that somebody answers while the other colleague is away."), OFFICE_ALONE),
        "source": said(_("So that the office can say where the data come from (Art. 14 GDPR)."), OFFICE_ALONE),
        "informed_on": said(_("So that the office can prove that the actor was told (Art. 14 GDPR)."), OFFICE_ALONE),
    }
    why_kept = KEPT_WHILE_WORKING

    class Meta:
        model = Actor
        # The number in the source is the import's to say.
        fields = tuple(name for name in ACTOR_FIELDS if name != "source_id")
        field_classes = {"work_fields": ScopedModelMultipleChoiceField, "tags": ScopedModelMultipleChoiceField}
        widgets = {
            "work_fields": forms.CheckboxSelectMultiple,
            "tags": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 4}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
            "opening_hours": forms.Textarea(attrs={"rows": 3}),
            "charity_notice_on": forms.DateInput(attrs=DAY),
            "informed_on": forms.DateInput(attrs=DAY),
            "common_good_year": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        error_messages = {
            "trading_name": {"required": _("Please enter the name of the actor.")},
            "charity_notice_on": {"invalid": DAY_EXPECTED},
            "informed_on": {"invalid": DAY_EXPECTED},
            "common_good_year": {"invalid": _("Please enter a year like 2024.")},
        }
        help_texts = {
            "source": _("Empty if the actor gave the data; otherwise where they come from."),
            "opening_hours": _("As on the door: Tue 10–18, Sat 10–13."),
        }

    def __init__(self, *args, user, municipality, **kwargs):
        self._offer_own_fields(user, municipality, kwargs.get("instance"))
        super().__init__(*args, user=user, municipality=municipality, **kwargs)
        self.fields["steward"].queryset = working_colleagues(self.municipality, also=self.instance.steward_id)
        self.fields["deputy"].queryset = working_colleagues(self.municipality, also=self.instance.deputy_id)
        if self.instance.pk and not self.is_bound:
            stored = self.stored_values()
            self.initial |= {name: stored[name] for name in MAIN_PLACE} | {"aliases": "\n".join(stored["aliases"])} | self.own_stored

    def _offer_own_fields(self, user, municipality, actor):
        """The office's own fields stand below the others, in a group of their own."""
        fields = offered_fields(user, municipality)
        names = tuple(own.key for own in fields)
        self.own_stored = own_values(actor, names) if actor and actor.pk else dict.fromkeys(names)
        # What the form is made of, for this one form alone.
        self.base_fields = self.base_fields | {own.key: form_field(own, self.own_stored[own.key]) for own in fields}
        self.widths = self.widths | {own.key: form_width(own) for own in fields}
        if names:
            self.groups = (*self.groups, (_("Own fields"), names))

    def clean_charity_notice_on(self):
        """Not in the future."""
        return check_past(self.cleaned_data["charity_notice_on"])

    def clean_informed_on(self):
        """Not in the future."""
        return check_past(self.cleaned_data["informed_on"])

    def clean_aliases(self):
        """One name per line, each once."""
        names = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines() if line.strip()))
        limit = ActorAlias._meta.get_field("name").max_length
        if long := next((name for name in names if len(name) > limit), None):
            raise forms.ValidationError(
                _("The name “%(name)s…” is too long: at most %(limit)s characters per line."), params={"name": long[:30], "limit": limit}
            )
        return names

    def clean(self):
        """The postcode brings its district where the office has said so; entries that need one another stand together."""
        cleaned = super().clean()
        cleaned["district"] = cleaned.get("district") or district_by_postcode(self, cleaned)
        self._check_register_entry(cleaned)
        if cleaned.get("common_good_year") and not cleaned.get("common_good_report") and "common_good_report" not in self.errors:
            self.add_error("common_good_report", forms.ValidationError(_("Please choose which report is of this year."), code="no_report"))
        if cleaned.get("charity_notice_on") and not cleaned.get("is_charitable"):
            text = _("There is a notice of the tax office only for a charitable actor. Please tick “charitable” or empty the day.")
            self.add_error("charity_notice_on", forms.ValidationError(text, code="not_charitable"))
        if cleaned.get("deputy") and cleaned["deputy"] == cleaned.get("steward"):
            text = _("This colleague looks after the actor already. Please choose another one.")
            self.add_error("deputy", forms.ValidationError(text, code="same_person"))
        return cleaned

    def _check_register_entry(self, cleaned):
        if not cleaned.get("register_number"):
            return
        kind = cleaned.get("register_kind")
        if not kind:
            if "register_kind" not in self.errors:
                text = _("Please choose the register in which this number stands.")
                self.add_error("register_kind", forms.ValidationError(text, code="no_register"))
        elif kind not in WITHOUT_COURT and not cleaned.get("register_court") and "register_court" not in self.errors:
            text = _("Please enter the court that keeps this register, such as Amtsgericht Wuppertal.")
            self.add_error("register_court", forms.ValidationError(text, code="no_court"))

    @property
    def edited(self):
        """The actor's facts, its other names, its main place, and the office's own fields."""
        return (*self._meta.fields, "aliases", *MAIN_PLACE, *self.own_stored)

    def stored_values(self):
        """What the register holds in these fields."""
        stored = actor_values(self.instance) | self.own_stored
        return {name: stored[name] for name in self.edited}


class ContactForm(RecordForm):
    """A person; on the way from an actor's page also what they do there."""

    role_title = ContactRole._meta.get_field("role_title").formfield()

    widths = {
        "salutation": "s3",
        "title": "s3",
        "given_name": "s3",
        "family_name": "s3",
        "email": "s4",
        "phone": "s4",
        "mobile": "s4",
        "preferred_channel": "s4",
        "role_title": "s6",
        "source": "s6",
        "informed_on": "s6",
    }
    groups = (
        (_("Person"), ("salutation", "title", "given_name", "family_name", "role_title")),
        (_("Contact"), ("email", "phone", "mobile", "preferred_channel")),
        (_("Note"), ("note",)),
        (_("Data protection"), ("source", "informed_on")),
    )
    why = {
        "salutation": _("So that letters address the person as they wish."),
        "title": _("So that letters address the person as they wish."),
        "given_name": _("So that the office knows whom it talks to (public task)."),
        "family_name": _("So that the office knows whom it talks to (public task)."),
        "role_title": _("So that the office asks the right person."),
        "email": _("So that the office reaches the person (public task)."),
        "phone": _("So that the office reaches the person (public task)."),
        "mobile": _("So that the office reaches the person (public task)."),
        "preferred_channel": _("So that the office disturbs as little as possible."),
        "note": _("So that colleagues know what matters in the work with this person."),
        "source": _("So that the office can say where the data come from (Art. 14 GDPR)."),
        "informed_on": _("So that the office can prove that the person was told (Art. 14 GDPR)."),
    }
    why_kept = said(OFFICE_ALONE, KEPT_WHILE_WORKING)

    class Meta:
        model = Contact
        fields = (
            "salutation",
            "title",
            "given_name",
            "family_name",
            "email",
            "phone",
            "mobile",
            "preferred_channel",
            "note",
            "source",
            "informed_on",
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "informed_on": forms.DateInput(attrs=DAY)}
        error_messages = {
            "family_name": {"required": _("Please enter the last name.")},
            "informed_on": {"invalid": DAY_EXPECTED},
        }

    def __init__(self, *args, actor=None, **kwargs):
        super().__init__(*args, **kwargs)
        if actor is None:
            del self.fields["role_title"]

    def clean_informed_on(self):
        """Not in the future."""
        return check_past(self.cleaned_data["informed_on"])


class DegreeField(forms.FloatField):
    """Degrees as maps show them, with a point or a comma, up to a limit on either side."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, limit, **kwargs):
        super().__init__(min_value=-limit, max_value=limit, **kwargs)

    def to_python(self, value):
        """The comma is a point here, whatever separates thousands."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class PlaceForm(RecordForm):
    """One of an actor's places: address, district, point, and whether it is the main one."""

    latitude = Location._meta.get_field("latitude").formfield(form_class=DegreeField, limit=90)
    longitude = Location._meta.get_field("longitude").formfield(form_class=DegreeField, limit=180)

    widths = {
        "label": "s6",
        "street": "s6",
        "house_number": "s2",
        "postcode": "s2",
        "locality": "s2",
        "district": "s6",
        "latitude": "s4",
        "longitude": "s4",
        "precision": "s4",
    }
    groups = (("", ("label", *MAIN_PLACE, "is_main")),)
    rare_groups = ((_("Point on the map"), ("latitude", "longitude", "precision")),)
    why = dict.fromkeys(("street", "house_number"), ActorForm.why["street"])
    why_kept = KEPT_WHILE_WORKING

    class Meta:
        model = Location
        fields = PLACE_FIELDS
        help_texts = {
            "district": _("Left empty, the postcode decides where the office has said so."),
            "is_main": _("The place that lists, letters and the map show first; the place that is it now becomes a further one."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The main place stops being it only when another one becomes it, and the first one is it anyway.
        if self.instance.is_main if self.instance.pk else not self.instance.actor.locations.exists():
            del self.fields["is_main"]

    def clean(self):
        """Something that can be found again; the postcode brings its district; a point is whole or not there."""
        cleaned = super().clean()
        cleaned["district"] = cleaned.get("district") or district_by_postcode(self, cleaned)
        check_point(self, cleaned)
        if not self.errors and not any(cleaned.get(name) not in (None, "", False) for name in self.fields if name in PLACE_FIELDS):
            raise forms.ValidationError(_("Please enter at least what is there, or a part of the address."), code="empty")
        return cleaned

    def _get_validation_exclusions(self):
        """That there is one main place is the action's to keep."""
        return super()._get_validation_exclusions() | {"actor"}

    @property
    def edited(self):
        """The fields that the page shows."""
        return tuple(name for name in PLACE_FIELDS if name in self.fields)


class ArchiveForm(OfficeForm):
    """Why an actor leaves the lists."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=ArchiveReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say why the actor leaves the lists.")},
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class RoleForm(OfficeForm, forms.ModelForm):
    """An existing person takes on a role at an actor."""

    widths = {"contact": "s6", "role_title": "s6"}

    class Meta:
        model = ContactRole
        fields = ("contact", "role_title", "is_main")
        error_messages = {"contact": {"required": _("Please choose a person.")}}


class FollowUpFields(forms.Form):
    """What was promised: what, until when, by whom."""

    task = forms.CharField(label=_("What is to be done?"), max_length=300, required=False)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")})
    )
    assignee = forms.ModelChoiceField(label=_("Who"), queryset=get_user_model().objects.none(), required=False)
    is_theirs = FollowUp._meta.get_field("is_theirs").formfield(label=_("The other side promised it"))


def check_held(day):
    """A talk took place between 1990 and today."""
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is in the future. Please enter the day on which the talk took place."), code="future")
    if day < EARLIEST_DAY:
        raise forms.ValidationError(_("This day is too long ago. Please check the year."), code="too_early")
    return day


def check_future(day):
    """A promise is due from today on, and not in another century."""
    today = timezone.localdate()
    if day and day < today:
        raise forms.ValidationError(_("This day has passed. Please choose a day from today on."), code="past")
    if day and day.year > today.year + 20:
        raise forms.ValidationError(_("This day is more than 20 years away. Please check the year."), code="far")
    return day


class ConsultationForm(RecordForm, FollowUpFields):
    """The plain form: who, when, how, what about, what came out, and what was promised."""

    actors = ScopedModelMultipleChoiceField(
        label=_("Actors"),
        queryset=Actor.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose an actor of your city."),
            "invalid_choice": _("Please choose an actor of your city."),
        },
    )
    contacts = ScopedModelMultipleChoiceField(
        label=_("People"),
        queryset=Contact.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Please choose people of your city.")},
    )

    widths = {
        "held_on": "s3",
        "held_at": "s3",
        "minutes": "s3",
        "channel": "s3",
        "need": "s6",
        "outcome": "s6",
        "task": "s6",
        "due_on": "s3",
        "assignee": "s3",
    }
    groups = (
        (_("Talk"), ("held_on", "held_at", "minutes", "channel", "topics", "note", "need", "outcome", "is_confidential")),
        (_("Follow-up"), ("task", "due_on", "assignee", "is_theirs")),
    )

    class Meta:
        model = Consultation
        fields = ("actors", "contacts", "held_on", "held_at", "minutes", "channel", "topics", "note", "need", "outcome", "is_confidential")
        field_classes = {"topics": ScopedModelMultipleChoiceField}
        widgets = {
            "held_on": forms.DateInput(attrs={"inputmode": "numeric"}),
            "held_at": forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "14:30"}),
            "minutes": forms.TextInput(attrs={"inputmode": "numeric"}),
            "topics": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 6}),
            "need": forms.TextInput,
        }
        error_messages = {
            "held_on": {"required": _("Please enter the day of the talk."), "invalid": _("Please enter the day like 14.01.2026.")},
            "minutes": {"invalid": _("Please enter the minutes as a number, for example 25.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # An archived actor is no choice any more, except in the talks that it took part in.
        held_with = self.instance.actors.values("pk") if self.instance.pk else ()
        self.fields["actors"].queryset = self.fields["actors"].queryset.filter(Q(archived_at=None) | Q(pk__in=held_with))
        self.fields["assignee"].queryset = working_colleagues(self.municipality)
        self.fields["need"].max_length = 500
        if not self.instance.pk and not self.is_bound:
            self.initial.setdefault("assignee", self.user.pk)

    def clean_held_on(self):
        """Between 1990 and today."""
        return check_held(self.cleaned_data["held_on"])

    def clean_due_on(self):
        """Not in the past."""
        return check_future(self.cleaned_data["due_on"])

    def clean(self):
        """A task that was taken on always has a promise; a promise is whole or not there."""
        cleaned = super().clean()
        task, due_on = cleaned.get("task"), cleaned.get("due_on")
        has_promise = bool(self.instance.pk and self.instance.follow_ups.exists())
        if cleaned.get("outcome") == Outcome.TASK and not task and not has_promise and "task" not in self.errors:
            self.add_error("task", forms.ValidationError(_("You took on a task: please say what is to be done."), code="task_missing"))
        if task and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", forms.ValidationError(_("Please choose the day on which this is due."), code="due_missing"))
        if due_on and not task and "task" not in self.errors:
            self.add_error("task", forms.ValidationError(_("Please say what is due on this day."), code="task_missing"))
        if task and not cleaned.get("assignee"):
            cleaned["assignee"] = self.user
        return cleaned

    @property
    def values(self) -> dict:
        """What is to be saved: actors and people whose data are restricted are shown to nobody and stay tied to the talk."""
        values = super().values
        if self.instance.pk:
            for name in ("actors", "contacts"):
                values[name] = [*values[name], *getattr(self.instance, name).exclude(restricted_at=None)]
        return values

    @property
    def follow_up(self) -> dict | None:
        """The promise to note, None if nothing was promised."""
        if not self.cleaned_data.get("task"):
            return None
        return {name: self.cleaned_data[name] for name in ("task", "due_on", "assignee", "is_theirs")}


class FollowUpForm(RecordForm):
    """A promise: moved, handed over, reworded, or noted by hand."""

    widths = {"task": "s6", "due_on": "s3", "assignee": "s3"}

    class Meta:
        model = FollowUp
        fields = ("task", "due_on", "assignee", "is_theirs")
        labels = {"is_theirs": _("The other side promised it")}
        widgets = {"due_on": forms.DateInput(attrs={"inputmode": "numeric"})}
        error_messages = {
            "task": {"required": _("Please say what is to be done.")},
            "due_on": {"required": _("Please choose the day on which this is due."), "invalid": _("Please enter the day like 14.01.2026.")},
            "assignee": {"required": _("Please choose who does it.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = working_colleagues(self.municipality, also=self.instance.assignee_id)
        if not self.instance.pk and not self.is_bound:
            self.initial.setdefault("assignee", self.user.pk)

    def clean_due_on(self):
        """An unchanged day may lie in the past, a new one not."""
        day = self.cleaned_data["due_on"]
        return day if self.instance.pk and day == self.instance.due_on else check_future(day)


class ExportForm(forms.Form):
    """For what a list is taken out, as which file, with which columns."""

    SAVE = "save"

    file_format = forms.ChoiceField(label=_("File"), widget=forms.RadioSelect, initial="xlsx")
    purpose = forms.ChoiceField(
        label=_("What for?"), widget=forms.RadioSelect, error_messages={"required": _("Please say what the file is for.")}
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple, required=False)
    template_name = forms.CharField(
        label=_("Keep these columns under a name"), max_length=80, required=False, help_text=_("The whole office finds them here.")
    )

    FORMATS = [("xlsx", _("Excel (XLSX)")), ("csv", _("CSV for German Excel"))]
    CARDS = [("vcf", _("vCard for Outlook (3.0)")), ("vcf4", _("vCard for newer address books (4.0)"))]

    def __init__(self, *args, columns=(), preset=(), asks=False, has_cards=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.preset = list(preset)
        self.fields["file_format"].choices = self.FORMATS + self.CARDS * has_cards
        purposes = [purpose for purpose in EXPLAINED if asks or purpose not in ASKING]
        self.fields["purpose"].choices = [
            (purpose.value, format_html('{}<span class="wf-meta">{}</span>', purpose.label, EXPLAINED[purpose])) for purpose in purposes
        ]
        self.fields["columns"].choices = [(column.key, column.title) for column in columns]
        self.fields["columns"].initial = self.preset

    def clean_columns(self):
        """In the order of the file; nothing ticked means the columns that were offered."""
        chosen = set(self.cleaned_data["columns"])
        return [key for key, _title in self.fields["columns"].choices if key in chosen] or self.preset

    def clean(self):
        """Columns are kept under a name only."""
        cleaned = super().clean()
        if self.SAVE in self.data and not (cleaned.get("template_name") or "").strip():
            self.add_error("template_name", forms.ValidationError(_("Please give the columns a name."), code="no_name"))
        return cleaned


# --- consents and purposes ---------------------------------------------------------------------------------
# What people do by a link is not entered by hand.
BY_HAND = [(value, label) for value, label in ConsentChannel.choices if value != ConsentChannel.LINK]


class AboutSubjectForm(OfficeForm):
    """A form about one actor or one person, `subject`."""

    def __init__(self, *args, subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject


class ConsentAskForm(AboutSubjectForm):
    """Which consents somebody is asked for in one mail."""

    purposes = ScopedModelMultipleChoiceField(
        label=_("Purposes"),
        queryset=Purpose.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All that you tick stands in one mail; the reader decides for each point."),
        error_messages={
            "required": _("Please choose at least one purpose."),
            "invalid_choice": _("Please choose purposes of your city for which a consent is missing."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What is allowed already is not asked for; whoever withdrew is asked only where somebody ticks it on purpose.
        given = self.subject.consents.in_force().values("purpose")
        wanted = Q(needs_consent=True) | Q(pk__in=self.subject.consents.exclude(withdrawn_at=None).values("purpose"))
        rows = self.fields["purposes"].queryset
        self.fields["purposes"].queryset = rows.filter(wanted).exclude(pk__in=given)


class ConsentRecordForm(AboutSubjectForm):
    """A consent that came on paper, by mail or by word."""

    purpose = forms.ModelChoiceField(
        label=_("Purpose"), queryset=Purpose.objects.none(), error_messages={"required": _("Please choose the purpose.")}
    )
    channel = forms.ChoiceField(label=_("How"), choices=BY_HAND)
    given_on = forms.DateField(
        label=_("Given on"),
        required=False,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")}),
        help_text=_("As it stands on the paper or in the mail. Empty: today."),
    )
    given_at = forms.TimeField(
        label=_("Time of day"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "14:30"}),
        help_text=_("If it is known."),
    )
    version = forms.IntegerField(
        label=_("Version of the text"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("It stands on the printed sheet. Empty: the one in force."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("Who said what to whom? By word the note is the only proof. The person may ask to read it."),
    )
    proof = forms.ModelChoiceField(
        label=_("Proof"),
        required=False,
        queryset=Attachment.objects.none(),
        help_text=_("A file of this actor or this person that is marked as the proof of a consent."),
    )

    widths = {"purpose": "s8", "channel": "s4", "given_on": "s4", "given_at": "s4", "version": "s4", "proof": "s6"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self.subject.attachments.filter(kind=AttachmentKind.PROOF)
        self.fields["proof"].queryset = self.fields["proof"].queryset.filter(pk__in=own.values("pk"))
        if not own.exists():
            del self.fields["proof"]

    def clean_given_on(self):
        """Between 1990 and today."""
        day = self.cleaned_data["given_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. Please enter the day on which the consent was given."), code="future")
        if day < EARLIEST_DAY:
            raise forms.ValidationError(_("This day is too long ago. Please check the year."), code="too_early")
        return day

    def clean(self):
        """By word only with a note; in the past; not older than what is known; in a version that exists."""
        cleaned = super().clean()
        if cleaned.get("channel") == ConsentChannel.ORAL and not cleaned.get("note") and "note" not in self.errors:
            words = _("Please note who said what to whom: there is no other proof.")
            self.add_error("note", forms.ValidationError(words, code="note_missing"))
        if "given_on" in cleaned and "given_at" not in self.errors:
            cleaned["moment"] = self._moment(cleaned["given_on"], cleaned.get("given_at"))
        if "moment" in cleaned and cleaned.get("purpose"):
            self._refuse_older(cleaned["purpose"], cleaned["moment"])
        if cleaned.get("purpose") and cleaned.get("version"):
            cleaned["text"] = cleaned["purpose"].texts.filter(number=cleaned["version"]).first()
            if cleaned["text"] is None:
                self.add_error("version", forms.ValidationError(_("There is no such version of this text."), code="no_version"))
        return cleaned

    def _moment(self, day, at):
        """When it was given; without a time the day alone counts, today this moment."""
        now = timezone.now()
        if at is None and day == timezone.localdate(now):
            return now
        moment = timezone.make_aware(datetime.combine(day, at or time.min))
        if moment > now:
            self.add_error("given_at", forms.ValidationError(_("This time is in the future. Please check it."), code="future"))
        return moment

    def _refuse_older(self, purpose, moment):
        """What was said later holds: an old sheet does not undo a withdrawal or an objection, and replaces no newer consent."""
        consents = self.subject.consents.filter(purpose=purpose)
        withdrawn = consents.aggregate(last=Max("withdrawn_at"))["last"]
        objected = self.subject.objections.filter(purpose=purpose).aggregate(last=Max("raised_at"))["last"]
        given = consents.in_force().values_list("confirmed_at", flat=True).first()
        refused = None
        if last := max(filter(None, (withdrawn, objected)), default=None):
            words = _("On %(moment)s this was withdrawn or objected to. Only a later consent counts; please check day and time.")
            refused = (words, last) if moment <= last else None
        if refused is None and given and moment < given:
            refused = (_("A consent of %(moment)s is in force already; an older one changes nothing."), given)
        if refused:
            words, last = refused
            moment_words = date_format(timezone.localtime(last), "d.m.Y, H:i")
            self.add_error("given_on", forms.ValidationError(words, code="older", params={"moment": moment_words}))


class ConsentWithdrawForm(OfficeForm):
    """How a withdrawal reached the office."""

    channel = forms.ChoiceField(label=_("How"), choices=BY_HAND)
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=_("The person may ask to read it."))

    widths = {"channel": "s4", "note": "s8"}


class ObjectionForm(AboutSubjectForm):
    """Somebody does not want their data used for a purpose."""

    purpose = forms.ModelChoiceField(
        label=_("Purpose"), queryset=Purpose.objects.none(), error_messages={"required": _("Please choose the purpose.")}
    )
    channel = forms.ChoiceField(label=_("How"), choices=BY_HAND)
    note = forms.CharField(label=_("Note"), required=False, max_length=500, help_text=_("The person may ask to read it."))

    widths = {"purpose": "s8", "channel": "s4"}


class PurposeForm(OfficeForm, forms.ModelForm):
    """A purpose of the office with the text of its consent; it carries what it started from, so that nobody overwrites a colleague."""

    text = forms.CharField(
        label=_("Text of the consent"),
        max_length=PurposeText._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In the words of the person who consents. Another wording becomes a new version; consents given keep theirs."),
        error_messages={"required": _("Please write what somebody consents to.")},
    )
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    widths = {"label": "s8", "legal_basis": "s4", "needs_consent": "s6", "is_active": "s6"}

    class Meta:
        model = Purpose
        fields = ("label", "legal_basis", "needs_consent", "is_active")
        error_messages = {"label": {"required": _("Please enter a name for the purpose.")}}

    SALT = "wf40.purpose"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        current = self.instance.text
        self.started_from = [self.instance.pk, current.number if current else 0, *(self.initial[name] for name in self._meta.fields)]
        self.initial |= {"text": current.text if current else "", "base": signing.dumps(self.started_from, salt=self.SALT)}

    def clean_text(self):
        """Line ends as they are stored, so that the same words make no new version."""
        return self.cleaned_data["text"].replace("\r\n", "\n").strip()

    def clean(self):
        """A purpose that rests on consent needs one; a colleague's change is not overwritten unseen."""
        cleaned = super().clean()
        if cleaned.get("legal_basis") == LegalBasis.CONSENT and not cleaned.get("needs_consent"):
            words = _("Whatever rests on consent needs one: please tick this.")
            self.add_error("needs_consent", forms.ValidationError(words, code="needs_consent"))
        try:
            base = signing.loads(cleaned.get("base") or "", salt=self.SALT)
        except signing.BadSignature:
            base = None
        if base != self.started_from:
            # Sent once more the form overwrites, as it starts from what is shown now.
            self.data = self.data.copy()
            self.data["base"] = self.initial["base"]
            raise forms.ValidationError(
                _("Somebody changed this purpose meanwhile; what is stored now stands beside. Save again to replace it by your entries."),
                code="stale",
            )
        return cleaned

    @property
    def stored(self) -> list[tuple[str, str]]:
        """What is stored now, field by field in words."""
        answers = {True: gettext("yes"), False: gettext("no")}
        bases = dict(LegalBasis.choices)
        fields = [(self.fields[name].label, self.initial[name]) for name in self._meta.fields]
        return [(label, answers[value] if isinstance(value, bool) else bases.get(value, value)) for label, value in fields]

    @property
    def values(self) -> dict:
        """The purpose's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class OwnFieldForm(OfficeForm, forms.ModelForm):
    """A field of the office's own; once it is there, only its look and its choices change."""

    # Named here, as SQLite would take any number.
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=9999,
        help_text=_("Fields stand in the order of these numbers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Please enter a number."), "invalid": _("Please enter a number.")},
    )

    widths = {"label": "s6", "kind": "s3", "position": "s3", "options": "s6"}
    MOST_CHOICES, LONGEST_CHOICE = 100, 200

    class Meta:
        model = CustomField
        fields = ("label", "kind", "help_text", "options", "position", "is_active")
        widgets = {"options": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"kind": _("Stays as it is once the field is there.")}
        error_messages = {
            "label": {"required": _("Please enter a name for the field.")},
            "kind": {"required": _("Please choose what the field holds.")},
            "options": {"required": _("Please enter at least one choice.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["kind"]
            self.fields["options"].required = True
            if self.instance.kind != CustomKind.CHOICE:
                del self.fields["options"]
        else:
            del self.fields["is_active"]

    def clean_label(self):
        """In one line."""
        return " ".join(self.cleaned_data["label"].split())

    def clean_options(self):
        """One choice per line, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        choices = list(dict.fromkeys(line for line in lines if line))
        if len(choices) > self.MOST_CHOICES:
            raise forms.ValidationError(_("At most %(limit)d choices are possible."), params={"limit": self.MOST_CHOICES})
        if long := next((choice for choice in choices if len(choice) > self.LONGEST_CHOICE), None):
            raise forms.ValidationError(
                _("The choice “%(choice)s…” is too long: at most %(limit)d characters."),
                params={"choice": long[:30], "limit": self.LONGEST_CHOICE},
            )
        return "\n".join(choices)

    def clean(self):
        """A choice needs something to choose from; to other kinds choices would mean nothing."""
        cleaned = super().clean()
        if "options" not in self.fields or "options" in self.errors:
            return cleaned
        kind = self.instance.kind if self.instance.pk else cleaned.get("kind")
        if kind == CustomKind.CHOICE and not cleaned.get("options"):
            self.add_error("options", forms.ValidationError(_("Please enter at least one choice."), code="missing"))
        elif kind and kind != CustomKind.CHOICE and cleaned.get("options"):
            self.add_error("options", forms.ValidationError(_("Only a field of the kind “Choice” has choices."), code="needless"))
        return cleaned

    @property
    def values(self) -> dict:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in self.fields}


class EnteredForm(forms.Form):
    """What was typed so far into the form of an actor or a person, to look for whoever seems to be the same; nothing is needed."""

    # The fields that are compared, as the form names them.
    compared: tuple[str, ...] = ()

    email = forms.CharField(required=False, max_length=254)
    phone = forms.CharField(required=False, max_length=60)
    form_key = forms.UUIDField(required=False)
    record = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    similar_seen = forms.CharField(required=False, max_length=20)


class EnteredActor(EnteredForm):
    """An actor that is being typed."""

    compared = ("trading_name", "registered_name", "legal_form", "aliases", "email", "phone", "street", "house_number", "postcode")

    trading_name = forms.CharField(required=False, max_length=200)
    registered_name = forms.CharField(required=False, max_length=300)
    legal_form = forms.CharField(required=False, max_length=30)
    aliases = forms.CharField(required=False, max_length=4000)
    street = forms.CharField(required=False, max_length=120)
    house_number = forms.CharField(required=False, max_length=20)
    postcode = forms.CharField(required=False, max_length=10)

    def clean_aliases(self):
        """One name per line; a few are enough to find somebody."""
        return self.cleaned_data["aliases"].splitlines()[:10]


class EnteredContact(EnteredForm):
    """A person who is being typed."""

    compared = ("given_name", "family_name", "email", "phone", "mobile")

    given_name = forms.CharField(required=False, max_length=80)
    family_name = forms.CharField(required=False, max_length=80)
    mobile = forms.CharField(required=False, max_length=60)


class AttachmentForm(RecordForm):
    """A new file at an actor or a person: what it is and, for a picture, what it shows and whose it is."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # said in our words by the check of the content
        help_text=_("PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, plain text, CSV, PNG, JPEG or WebP, at most 10 MB."),
        error_messages={"required": _("Please choose a file.")},
    )

    widths = {"kind": "s4", "file": "s8", "title": "s8", "alt_text": "s8", "credit": "s8"}
    groups = (
        ("", ("kind", "file", "title")),
        (_("For pictures"), ("alt_text", "credit")),
    )

    class Meta:
        model = Attachment
        fields = ("kind", "title", "alt_text", "credit")
        help_texts = {"title": _("Left empty, the name of the file.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def clean(self):
        """The content is looked into; a picture is drawn anew. A browser never sends a file twice by itself, so that is said."""
        cleaned = super().clean()
        if file := cleaned.get("file"):
            try:
                cleaned["checked"] = self._check(file, cleaned.get("kind"))
            except forms.ValidationError as error:
                self.add_error("file", error)
            cleaned["title"] = cleaned.get("title") or self._name(file)
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error("file", forms.ValidationError(_("Please choose the file again; it was not kept."), code="again"))
        return cleaned

    def _check(self, file, kind) -> tuple[bytes, str]:
        """The content that is stored, and its type."""
        if kind == AttachmentKind.PICTURE:
            picture = clean_picture(file)
            return picture.read(), picture.content_type
        checked = checked_document(file)
        file.seek(0)
        return file.read(), checked.content_type

    def _name(self, file) -> str:
        limit = Attachment._meta.get_field("title").max_length
        return " ".join(file.name.rpartition(".")[0].split())[:limit] or gettext("File")

    @property
    def stored(self) -> dict:
        """What is to be stored, as arguments of the action; only pictures are described."""
        cleaned = self.cleaned_data
        content, content_type = cleaned["checked"]
        described = {name: cleaned[name] for name in ("alt_text", "credit") if cleaned["kind"] == AttachmentKind.PICTURE}
        return {"kind": cleaned["kind"], "title": cleaned["title"], "content": content, "content_type": content_type} | described


class AttachmentChangeForm(OfficeForm, forms.ModelForm):
    """What is said of a file; the file itself is never exchanged."""

    widths = {"title": "s8", "alt_text": "s8", "credit": "s8"}

    class Meta:
        model = Attachment
        fields = ("title", "alt_text", "credit")
        error_messages = {"title": {"required": _("Please enter a title.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.is_picture:
            del self.fields["alt_text"], self.fields["credit"]

    @property
    def values(self) -> dict:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in self.fields}


class RestrictForm(OfficeForm):
    """On which ground the data of an actor or a person are restricted (Art. 18 GDPR)."""

    reason = forms.ChoiceField(
        label=_("Ground of the restriction"),
        choices=RestrictionReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the ground.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Stands in the log, such as the date of the letter. No details about the person."),
    )


class LiftRestrictionForm(OfficeForm):
    """The end of a restriction; whoever asked for it hears of it first (Art. 18(3) GDPR)."""

    is_told = forms.BooleanField(
        label=_("The person was told that the restriction ends"),
        error_messages={"required": _("Please tell the person first, then tick this box.")},
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Stands in the log, such as when and how the person was told.")
    )


class LogReasonForm(OfficeForm):
    """Why somebody looks into the log of accesses."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=300,
        help_text=_("Such as “Request of a person under Art. 15” or “Yearly check with the data protection officer”."),
        error_messages={"required": _("Please say why you look into the log.")},
    )


class HandOverForm(OfficeForm):
    """Who takes on what somebody has in hand: one colleague for each kind, and for single follow-ups and actors perhaps another one.

    Only what there is, is asked. `follow_ups` and `actors` are the rows that may be given away one by one.
    """

    follow_ups_to = forms.ModelChoiceField(
        label=_("Open follow-ups go to"),
        queryset=get_user_model().objects.none(),
        error_messages={"required": _("Please choose who takes on the follow-ups.")},
    )
    actors_to = forms.ModelChoiceField(
        label=_("Actors are looked after by"),
        queryset=get_user_model().objects.none(),
        error_messages={"required": _("Please choose who looks after the actors.")},
    )
    deputy_to = forms.ModelChoiceField(
        label=_("New deputy"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Without a choice the deputyships end."),
    )
    drafts_to = forms.ModelChoiceField(
        label=_("Drafts go to"),
        queryset=get_user_model().objects.none(),
        help_text=_("Only this colleague reads them from then on."),
        error_messages={"required": _("Please choose who goes on with the drafts.")},
    )
    is_leaving = forms.BooleanField(
        label=_("Switch the access off afterwards"),
        required=False,
        help_text=_("From then on the person sees nothing of the office, in open sessions too."),
    )

    widths = {"follow_ups_to": "s6", "actors_to": "s6", "deputy_to": "s6", "drafts_to": "s6"}

    def __init__(self, *args, person, work, may_switch_off, follow_ups=(), actors=(), **kwargs):
        super().__init__(*args, **kwargs)
        there = {
            "follow_ups_to": work.follow_ups,
            "actors_to": work.stewarded,
            "deputy_to": work.deputised,
            "drafts_to": work.drafts,
            "is_leaving": may_switch_off,
        }
        for name, is_there in there.items():
            if not is_there:
                del self.fields[name]
        colleagues = working_colleagues(self.municipality).exclude(pk=person.pk)
        for name in {"follow_ups_to", "actors_to", "deputy_to", "drafts_to"} & set(self.fields):
            self.fields[name].queryset = colleagues
        # One query for all selects of single rows.
        self.colleagues = {str(colleague.pk): colleague for colleague in colleagues} if follow_ups or actors else {}
        self.groups = (("", tuple(self.fields)),)
        self.rows = {"follow_up": list(follow_ups), "actor": list(actors)}
        choices = [("", _("as above")), *((key, str(colleague)) for key, colleague in self.colleagues.items())]
        for kind, rows in self.rows.items():
            for row in rows:
                self.fields[f"{kind}_{row.pk}"] = forms.ChoiceField(label=str(row), choices=choices, required=False)

    def _single(self, kind: str) -> dict:
        chosen = {row.pk: self.cleaned_data.get(f"{kind}_{row.pk}") for row in self.rows[kind]}
        return {key: self.colleagues[colleague] for key, colleague in chosen.items() if colleague}

    @property
    def single_follow_ups(self) -> dict:
        """The follow-ups that go to somebody else than the others."""
        return self._single("follow_up")

    @property
    def single_actors(self) -> dict:
        """The actors that go to somebody else than the others."""
        return self._single("actor")

    @property
    def single_groups(self) -> list[dict]:
        """The rows with their selects, as the page lists them below the choice for all."""
        headings = {"follow_up": _("Follow-ups one by one"), "actor": _("Actors one by one")}
        return [
            {
                "heading": headings[kind],
                "rows": [{"row": row, "field": self[f"{kind}_{row.pk}"]} for row in rows],
                "is_open": any(self[f"{kind}_{row.pk}"].value() for row in rows),
            }
            for kind, rows in self.rows.items()
            if rows
        ]


# --- follow-ups and warnings -------------------------------------------------------------------------------
class MoveForm(forms.Form):
    """To which day a promise is moved: so many days from today, or a day."""

    DAYS = (1, 7, 30)

    days = forms.TypedChoiceField(choices=[(str(number), number) for number in DAYS], coerce=int, empty_value=None, required=False)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs=DAY), error_messages={"invalid": DAY_EXPECTED})
    # The day that the page showed, so that nobody moves what a colleague has just moved.
    seen = forms.DateField(input_formats=["%Y-%m-%d"], required=False)

    def clean_due_on(self):
        """Not in the past."""
        return check_future(self.cleaned_data["due_on"])

    def clean(self):
        """One of the two."""
        cleaned = super().clean()
        if not self.errors:
            if not cleaned["days"] and not cleaned["due_on"]:
                raise forms.ValidationError(_("Please choose the day on which this is due."), code="due_missing")
            cleaned["target"] = cleaned["due_on"] or timezone.localdate() + timedelta(days=cleaned["days"])
        return cleaned


class FinishForm(forms.Form):
    """What became of a promise, in a word or two."""

    note = forms.CharField(label=FollowUp._meta.get_field("done_note").verbose_name, max_length=300, required=False)

    def clean_note(self):
        """In one line."""
        return " ".join(self.cleaned_data["note"].split())


class WarningForm(RecordForm):
    """What must not be overlooked about an actor."""

    widths = {"kind": "s4", "text": "s8"}
    why = {"text": _("So that nobody of the office calls or visits without knowing it.")}
    why_kept = said(OFFICE_ALONE, _("Once ended, it stands in the timeline only."))

    class Meta:
        model = WarningFlag
        fields = ("kind", "text")
        help_texts = {"text": _("One sentence, such as: closes at the end of June. No health, faith or origin.")}
        error_messages = {"kind": {"required": _("Please choose what is to be watched.")}}

    def _get_validation_exclusions(self):
        """That there is one of each kind is the action's to keep."""
        return super()._get_validation_exclusions() | {"actor"}


# --- bulk edit ---------------------------------------------------------------------------------------------
class BulkEditForm(OfficeForm):
    """What shall change at many actors; what is left empty stays as it is at each of them."""

    NOBODY = "nobody"

    add_tag = forms.ModelChoiceField(label=_("Add tag"), queryset=Tag.objects.none(), required=False, empty_label="–")
    take_tag = forms.ModelChoiceField(label=_("Take tag away"), queryset=Tag.objects.none(), required=False, empty_label="–")
    add_field = forms.ModelChoiceField(label=_("Add work field"), queryset=WorkField.objects.none(), required=False, empty_label="–")
    take_field = forms.ModelChoiceField(label=_("Take work field away"), queryset=WorkField.objects.none(), required=False, empty_label="–")
    steward = forms.ChoiceField(label=_("Looked after by"), required=False)
    life_cycle = forms.ChoiceField(label=_("Life cycle"), required=False, choices=[("", _("stays as it is")), *LifeCycle.choices])
    archive_reason = forms.ChoiceField(
        label=_("Reason for archiving"), required=False, choices=[("", _("do not archive")), *ArchiveReason.choices]
    )
    archive_note = forms.CharField(label=_("Remark on archiving"), max_length=300, required=False)

    widths = {
        "add_tag": "s6",
        "take_tag": "s6",
        "add_field": "s6",
        "take_field": "s6",
        "steward": "s6",
        "life_cycle": "s6",
        "archive_reason": "s6",
        "archive_note": "s6",
    }
    groups = (
        (_("Tags and fields"), ("add_tag", "take_tag", "add_field", "take_field")),
        (_("Steward and life cycle"), ("steward", "life_cycle")),
        (_("Archiving"), ("archive_reason", "archive_note")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What was switched off is offered no longer, but can be taken away.
        for name in ("take_tag", "take_field"):
            field = self.fields[name]
            field.queryset = field.queryset.model.objects.visible_to(self.user, self.municipality)
        self.colleagues = {str(person.pk): person for person in working_colleagues(self.municipality)}
        people = [(key, str(person)) for key, person in self.colleagues.items()]
        self.fields["steward"].choices = [("", _("stays as it is")), (self.NOBODY, _("nobody")), *people]

    def clean(self):
        """Something is to change, and nothing both ways at once."""
        cleaned = super().clean()
        for kind, text in (
            ("tag", _("This tag is to be added already. Please choose one of the two.")),
            ("field", _("This field is to be added already. Please choose one of the two.")),
        ):
            if cleaned.get(f"take_{kind}") and cleaned.get(f"add_{kind}") == cleaned[f"take_{kind}"]:
                self.add_error(f"take_{kind}", forms.ValidationError(text, code="both_ways"))
        if cleaned.get("archive_note") and not cleaned.get("archive_reason") and "archive_reason" not in self.errors:
            self.add_error("archive_reason", forms.ValidationError(_("Please say why the actors leave the lists."), code="no_reason"))
        if not self.errors and not self.edit.parts:
            raise forms.ValidationError(_("Please choose what shall change."), code="nothing")
        return cleaned

    @property
    def edit(self) -> BulkEdit:
        """The change that was chosen."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "steward"}
        steward = self.cleaned_data["steward"]
        return BulkEdit(**values, sets_steward=bool(steward), steward=self.colleagues.get(steward))


# --- selections and frozen lists ---------------------------------------------------------------------------
class SelectionForm(OfficeForm):
    """The name of a list, and who finds it under it."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Please give the selection a name.")})
    is_shared = forms.TypedChoiceField(
        label=_("Who finds it?"),
        choices=[("1", _("the whole office")), ("0", _("only I"))],
        coerce=lambda sent: sent == "1",
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say who finds the selection.")},
    )

    def __init__(self, *args, is_owner=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_owner:
            # What somebody else shared stays shared, or it would vanish for its owner's colleagues.
            del self.fields["is_shared"]


class FreezeForm(OfficeForm):
    """Under which name and for which purpose a list is frozen."""

    title = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Please give the frozen list a name.")})
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("none, only as a proof")), *ExportPurpose.choices],
        required=False,
        help_text=_("For a notice, an invitation or a letter it is also noted who does not allow it, and why."),
    )
