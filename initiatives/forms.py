"""The register's forms: fields in scope, errors in the words of the office."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.actions import ACTOR_FIELDS, MAIN_PLACE, actor_values
from initiatives.choices import ExportPurpose, Outcome
from initiatives.models import EARLIEST_DAY, Actor, ActorAlias, Consultation, Contact, ContactRole, FollowUp, Location
from municipalities.models import Membership, PostcodeDistrict
from wf40.forms import OfficeForm, RecordForm, ScopedModelMultipleChoiceField
from wf40.rights import Role


def working_colleagues(municipality, also=None):
    """The people who can take on something in this city, and the one who has it now."""
    working = Membership.objects.filter(
        municipality=municipality, is_active=True, role__in=(Role.ADVISER, Role.MANAGER), user__is_active=True
    )
    return get_user_model().objects.filter(Q(pk__in=working.values("user")) | Q(pk=also)).order_by("name", "pk")


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
    }
    groups = (
        (_("Facts"), ("trading_name", "kind", "registered_name", "legal_form", "aliases", "life_cycle", "steward", "is_charitable")),
        (_("Place"), MAIN_PLACE),
        (_("Contact"), ("website", "email", "phone")),
        (_("Fields and tags"), ("work_fields", "tags")),
        (_("Texts"), ("description", "internal_note")),
    )

    class Meta:
        model = Actor
        # Where an entry came from is the import's to say.
        fields = tuple(name for name in ACTOR_FIELDS if name not in ("source", "source_id"))
        field_classes = {"work_fields": ScopedModelMultipleChoiceField, "tags": ScopedModelMultipleChoiceField}
        widgets = {
            "work_fields": forms.CheckboxSelectMultiple,
            "tags": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 4}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {"trading_name": {"required": _("Please enter the name of the actor.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["steward"].queryset = working_colleagues(self.municipality, also=self.instance.steward_id)
        if self.instance.pk and not self.is_bound:
            stored = self.stored_values()
            self.initial |= {name: stored[name] for name in MAIN_PLACE} | {"aliases": "\n".join(stored["aliases"])}

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
        """The postcode brings its district where the office has said so."""
        cleaned = super().clean()
        if cleaned.get("postcode") and not cleaned.get("district"):
            row = (
                PostcodeDistrict.objects.visible_to(self.user, self.municipality)
                .filter(postcode=cleaned["postcode"])
                .select_related("district")
                .first()
            )
            if row:
                cleaned["district"] = row.district
        return cleaned

    @property
    def edited(self):
        """The actor's own fields, its other names and its main place."""
        return (*self._meta.fields, "aliases", *MAIN_PLACE)

    def stored_values(self):
        """What the register holds in these fields."""
        stored = actor_values(self.instance)
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
        "role_title": "s6",
    }

    class Meta:
        model = Contact
        fields = ("salutation", "title", "given_name", "family_name", "email", "phone", "mobile", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"family_name": {"required": _("Please enter the last name.")}}

    def __init__(self, *args, actor=None, **kwargs):
        super().__init__(*args, **kwargs)
        if actor is None:
            del self.fields["role_title"]


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
        (_("Follow-up"), ("task", "due_on", "assignee")),
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
    def follow_up(self) -> dict | None:
        """The promise to note, None if nothing was promised."""
        if not self.cleaned_data.get("task"):
            return None
        return {name: self.cleaned_data[name] for name in ("task", "due_on", "assignee")}


class FollowUpForm(RecordForm):
    """A promise: moved, handed over, reworded, or noted by hand."""

    widths = {"task": "s6", "due_on": "s3", "assignee": "s3"}

    class Meta:
        model = FollowUp
        fields = ("task", "due_on", "assignee")
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
    """For what a list is taken out, and as which file."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=ExportPurpose)
    file_format = forms.ChoiceField(
        label=_("File"), choices=[("xlsx", _("Excel (XLSX)")), ("csv", _("CSV for German Excel"))], widget=forms.RadioSelect, initial="xlsx"
    )
