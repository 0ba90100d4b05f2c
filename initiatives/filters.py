"""The filter bars of the register's lists."""

from calendar import monthrange
from datetime import date

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.access_log import LogKind, log_rows
from initiatives.choices import (
    ENTERPRISE_KINDS,
    INITIATIVE_KINDS,
    ActorKind,
    ChangeVerb,
    Channel,
    FieldScheme,
    Goal,
    Industry,
    Language,
    LifeCycle,
    MessageState,
    Outcome,
    SizeClass,
    WarningKind,
    legal_form_choices,
)
from initiatives.city_lists import city_rows
from initiatives.completeness import Need, is_incomplete
from initiatives.models import Actor, Consultation, ContactRole, CustomField, Location, WarningFlag, WorkField
from initiatives.outreach import BY_CODE, Outreach, advised, first_presented, first_reached
from initiatives.own_fields import own_filters
from municipalities.models import UNKNOWN_DISTRICT, District
from wf40.fields import EARLIEST_YEAR
from wf40.filters import NOBODY, CodesFilter, OfficeFilterSet, RowFilter, RowsFilter
from wf40.folding import written
from wf40.registry import actor_filters

GROUPS = {"enterprises": ENTERPRISE_KINDS, "initiatives": INITIATIVE_KINDS}
INFORMED = [("no", _("not yet informed")), ("yes", _("informed"))]
YES_NO = [("yes", _("yes")), ("no", _("no"))]


def months_ago(months: int) -> date:
    """The day that many months before today; of a month that is too short its last one."""
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def in_field(actors, field_key: int):
    """The actors in a field or in one of its sub-fields; no join, so none stands twice."""
    fields = WorkField.objects.filter(Q(pk=field_key) | Q(parent=field_key))
    return actors.filter(pk__in=Actor.work_fields.through.objects.filter(workfield__in=fields).values("actor"))


def in_district(actors, district, municipality):
    """The actors with a place in a district; "unbekannt" also finds those without any district."""
    if district.code == UNKNOWN_DISTRICT:
        known = District.objects.filter(municipality=municipality).exclude(code=UNKNOWN_DISTRICT)
        return actors.exclude(locations__district__in=known)
    return actors.filter(pk__in=Location.objects.filter(municipality=municipality, district=district.pk).values("actor"))


def at_main_place(actors, district, municipality):
    """The actors whose main place is in a district; "unbekannt" also finds those without one, or without its district."""
    main = Location.objects.filter(municipality=municipality, is_main=True)
    if district.code == UNKNOWN_DISTRICT:
        return actors.exclude(pk__in=main.exclude(district=None).exclude(district=district.pk).values("actor"))
    return actors.filter(pk__in=main.filter(district=district.pk).values("actor"))


class RegisterFilterSet(OfficeFilterSet):
    """Filters that choose from the lists of the city, which come in one query."""

    def load_rows(self, sources):
        """The city's lists."""
        return city_rows(self.user, self.municipality, sources)

    def actors_in(self, name: str, value):
        """The actors that this person sees in a field or a district."""
        actors = Actor.objects.visible_to(self.user, self.municipality)
        return in_district(actors, value, self.municipality) if name == "district" else in_field(actors, value.pk)


def field_filter(scheme, nobody=""):
    """A field of one of the two schemes; a link that names a field of the other one works as well."""
    label = _("Field") if scheme == FieldScheme.ROLLOUT else _("Business field")
    return RowFilter(label=label, method="by_field", source="field", group=scheme, nobody=nobody)


def district_filter():
    """A part of the city."""
    return RowFilter(label=_("District"), method="by_district", source="district")


class YearFilter(django_filters.Filter):
    """A year of four digits."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(*args, min_value=EARLIEST_YEAR, max_value=2100, widget=widget, **kwargs)


class AsksAboutPermission:
    """What the lists of actors and of people ask alike: how to reach somebody, who was told, what the data may be used for."""

    def by_information(self, queryset, name, value):
        """Not told yet, or told (Art. 14)."""
        return queryset.not_informed() if value == "no" else queryset.exclude(informed_on=None)

    def by_email(self, queryset, name, value):
        """With a mail address, or without."""
        return queryset.filter(email="") if value == "no" else queryset.exclude(email="")

    def by_purpose(self, queryset, name, value):
        """Whose data may be used for a purpose at this moment."""
        return queryset.allowed_for(value.code)


def purpose_filter():
    """A purpose of the city."""
    return RowFilter(label=_("May be used for"), method="by_purpose", source="purpose")


def email_filter():
    """With a mail address, or without."""
    return django_filters.ChoiceFilter(label=_("Has e-mail"), method="by_email", empty_label=_("all"), choices=YES_NO)


def informed_filter():
    """Told that the office has the data, or not yet."""
    return django_filters.ChoiceFilter(label=_("Informed (Art. 14)"), method="by_information", empty_label=_("all"), choices=INFORMED)


def day_filter(label, method: str):
    """One end of a stretch of days."""
    return django_filters.DateFilter(label=label, method=method)


def colleague_filter(label, nobody="", **kwargs):
    """Somebody of the office, also one who left."""
    return RowFilter(label=label, source="colleague", nobody=nobody, **kwargs)


class ActorFilter(AsksAboutPermission, RegisterFilterSet):
    """Actors by text, kind, field, district and more, and by the office's own fields; archived ones only where somebody asks for them."""

    STANDINGS = [("current", _("current")), ("archived", _("archived")), ("all", _("all"))]
    RELEASES = [("released", _("released")), ("public", _("public now")), ("no", _("not released"))]
    SILENCES = [
        ("3", _("3 months")),
        ("6", _("6 months")),
        ("12", _("12 months")),
        ("24", _("24 months")),
        ("never", _("never had contact")),
    ]
    DOUBTS = [("6", _("6 months")), ("12", _("12 months")), ("24", _("24 months")), ("never", _("never confirmed"))]

    WARNINGS = [("any", _("any")), *WarningKind.choices]

    q = django_filters.CharFilter(label=_("Name or keyword"), method="by_text", max_length=200)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        method="by_kind",
        empty_label=_("all"),
        choices=[("enterprises", _("all enterprises")), ("initiatives", _("all initiatives")), *ActorKind.choices],
    )
    field = field_filter(FieldScheme.ROLLOUT)
    district = district_filter()
    no_contact = django_filters.ChoiceFilter(label=_("No contact for"), method="by_silence", empty_label=_("all"), choices=SILENCES)
    outreach = django_filters.ChoiceFilter(label=_("Outreach"), method="by_outreach", empty_label=_("all"), choices=Outreach.choices)
    assured = django_filters.ChoiceFilter(label=_("Not confirmed for"), method="by_assurance", empty_label=_("all"), choices=DOUBTS)
    steward = colleague_filter(_("Looked after by"), nobody=_("nobody"))
    deputy = colleague_filter(_("Deputy"), nobody=_("nobody"))
    tag = RowsFilter(label=_("Tags"), method="by_tags", source="tag")
    goal = CodesFilter(label=_("Goals"), field_name="goals", method="by_codes", choices=Goal.choices)
    business_field = field_filter(FieldScheme.BUSINESS_FIELD)
    legal_form = django_filters.ChoiceFilter(label=_("Legal form"), empty_label=_("all"), choices=legal_form_choices)
    size_class = django_filters.ChoiceFilter(label=_("Size"), empty_label=_("all"), choices=SizeClass.choices)
    industry = django_filters.ChoiceFilter(label=_("Industry"), empty_label=_("all"), choices=Industry.choices)
    life_cycle = django_filters.ChoiceFilter(label=_("Life cycle"), empty_label=_("all"), choices=LifeCycle.choices)
    language = django_filters.ChoiceFilter(
        label=_("Language"), field_name="languages", method="by_code", empty_label=_("all"), choices=Language.choices
    )
    founded_from = YearFilter(label=_("Founded from year"), method="founded_since")
    founded_to = YearFilter(label=_("Founded to year"), method="founded_until")
    has_email = email_filter()
    purpose = purpose_filter()
    release = django_filters.ChoiceFilter(label=_("Publication"), method="by_release", empty_label=_("all"), choices=RELEASES)
    informed = informed_filter()
    incomplete = django_filters.ChoiceFilter(
        label=_("Incomplete for"), method="by_completeness", empty_label=_("all"), choices=Need.choices
    )
    warning = django_filters.ChoiceFilter(label=_("Warning"), method="by_warning", empty_label=_("all"), choices=WARNINGS)
    main_district = RowFilter(label=_("District of the main place"), method="by_main_district", source="district")
    first_reached_from = day_filter(_("First reached from day"), "by_first_reached")
    first_reached_until = day_filter(_("First reached to day"), "by_first_reached")
    presented_from = day_filter(_("Presented from day"), "by_presented")
    presented_until = day_filter(_("Presented to day"), "by_presented")
    advised_from = day_filter(_("Advised from day"), "by_advised")
    advised_until = day_filter(_("Advised to day"), "by_advised")
    standing = django_filters.ChoiceFilter(label=_("Standing"), method="by_standing", empty_label=None, choices=STANDINGS)

    first = ("q", "kind", "field", "district")
    defaults = {"standing": "current"}

    def load_rows(self, sources):
        """With the fields of the office's own."""
        return super().load_rows(sources | {"own"})

    def further_filters(self, rows):
        """What the filter bar is made of for this one city alone, and what higher floors add."""
        self.own_fields = [
            CustomField(pk=row.pk, municipality=self.municipality, code=row.code, label=row.label, kind=row.group, options=row.note)
            for row in rows["own"]
        ]
        return own_filters(self.own_fields) | {entry.key: entry.make(self.user, self.municipality) for entry in actor_filters}

    def by_code(self, queryset, name, value):
        """One of the codes that a field holds."""
        return queryset.filter(**{f"{name}__contains": f",{value},"})

    def by_codes(self, queryset, name, value):
        """Every one of the codes."""
        for code in value:
            queryset = self.by_code(queryset, name, code)
        return queryset

    def by_tags(self, queryset, name, value):
        """Actors with every one of the tags."""
        for tag in value:
            queryset = queryset.filter(pk__in=Actor.tags.through.objects.filter(tag=tag.pk).values("actor"))
        return queryset

    def founded_since(self, queryset, name, value):
        """In this year or later."""
        return queryset.filter(founded__gte=str(value))

    def founded_until(self, queryset, name, value):
        """In this year or earlier; without the actors of which nobody knows it."""
        return queryset.filter(founded__lte=f"{value}-12-31").exclude(founded="")

    def by_standing(self, queryset, name, value):
        """In the lists, archived, or both."""
        if value == "archived":
            return queryset.exclude(archived_at=None)
        return queryset if value == "all" else queryset.current()

    def by_release(self, queryset, name, value):
        """Released by the office, shown to the public at this moment, or neither."""
        if value == "public":
            return queryset.published()
        return queryset.filter(published_since__isnull=value == "no")

    def by_assurance(self, queryset, name, value):
        """Nobody has confirmed the data for that many months, or ever."""
        never = Q(assured_on=None)
        return queryset.filter(never if value == "never" else never | Q(assured_on__lt=months_ago(int(value))))

    def by_silence(self, queryset, name, value):
        """No consultation for that many months, or ever."""
        never = Q(activity__last_consulted_on=None)
        silent = never if value == "never" else never | Q(activity__last_consulted_on__lt=months_ago(int(value)))
        return queryset.walking_activity().filter(silent)

    def by_warning(self, queryset, name, value):
        """With a warning in force, of one kind or of any."""
        flags = WarningFlag.objects.filter(municipality=self.municipality).in_force()
        return queryset.filter(pk__in=(flags if value == "any" else flags.filter(kind=value)).values("actor"))

    def by_outreach(self, queryset, name, value):
        """How far the office has come with them."""
        return BY_CODE[value](queryset)

    def by_text(self, queryset, name, value):
        """Every word, umlauts in either way."""
        return queryset.matching(value)

    def by_kind(self, queryset, name, value):
        """One kind or one of the two groups."""
        return queryset.filter(kind__in=GROUPS.get(value, (value,)))

    def by_field(self, queryset, name, value):
        """The field itself or a sub-field of it."""
        return in_field(queryset, value.pk)

    def by_district(self, queryset, name, value):
        """A place in the district."""
        return in_district(queryset, value, self.municipality)

    def by_main_district(self, queryset, name, value):
        """The main place alone; "unbekannt" also finds actors without one, or with one of which nobody knows the district."""
        return at_main_place(queryset, value, self.municipality)

    def _within(self, find, queryset, name: str):
        """The actors that something happened to between two days; each of the two may be left out, and the first one given asks."""
        kind, _sep, end = name.rpartition("_")
        since, until = (self.form.cleaned_data.get(f"{kind}_{side}") for side in ("from", "until"))
        return queryset if end == "until" and since else find(queryset, since or date.min, until or date.max)

    def by_first_reached(self, queryset, name, value):
        """Reached for the first time within the days."""
        return self._within(first_reached, queryset, name)

    def by_presented(self, queryset, name, value):
        """Told for the first time within the days what the office does."""
        return self._within(first_presented, queryset, name)

    def by_advised(self, queryset, name, value):
        """Reached within the days for more than a presentation."""
        return self._within(advised, queryset, name)

    def by_completeness(self, queryset, name, value):
        """Lacks something that a file or a report for this purpose needs."""
        return queryset.filter(is_incomplete(value))


class ContactFilter(AsksAboutPermission, RegisterFilterSet):
    """People by name, actor, what they do there, how to reach them, and what their data may be used for."""

    q = django_filters.CharFilter(label=_("Name"), method="by_text", max_length=200)
    actor = django_filters.CharFilter(label=_("Actor"), method="by_actor", max_length=200)
    role = django_filters.CharFilter(label=_("Role"), method="by_role", max_length=120)
    has_email = email_filter()
    has_phone = django_filters.ChoiceFilter(label=_("Has phone"), method="by_phone", empty_label=_("all"), choices=YES_NO)
    purpose = purpose_filter()
    informed = informed_filter()

    first = ("q", "actor", "role", "purpose")

    def by_text(self, queryset, name, value):
        """Every word of the name."""
        return queryset.matching(value)

    def by_actor(self, queryset, name, value):
        """People who serve an actor of that name."""
        actors = Actor.objects.visible_to(self.user, self.municipality).matching(value)
        return queryset.filter(pk__in=ContactRole.objects.filter(actor__in=actors.values("pk")).values("contact"))

    def by_role(self, queryset, name, value):
        """People whose role at an actor is called so."""
        words = Q(*[written("role_title", word) for word in value.split()[:12]])
        return queryset.filter(pk__in=ContactRole.objects.sighted().filter(words, municipality=self.municipality).values("contact"))

    def by_phone(self, queryset, name, value):
        """With a phone or mobile number, or with neither."""
        return queryset.filter(phone="", mobile="") if value == "no" else queryset.exclude(phone="", mobile="")


class AsksAboutActors:
    """What the lists of consultations and follow-ups ask about the actors concerned, which `by_actors` finds."""

    def by_field(self, queryset, name, value):
        """With an actor of the field."""
        return self.by_actors(queryset, self.actors_in("field", value))

    def by_district(self, queryset, name, value):
        """With an actor of the district."""
        return self.by_actors(queryset, self.actors_in("district", value))


class ConsultationFilter(AsksAboutActors, RegisterFilterSet):
    """Consultations by text, channel, topic, outcome, days, adviser, minutes, and by the actors' field, district and kind."""

    ACTOR_KINDS = [*ActorKind.choices, (NOBODY, _("without an actor"))]
    MINUTES = [("yes", _("entered")), ("no", _("not entered"))]

    q = django_filters.CharFilter(label=_("Actor, note or need"), method="by_text", max_length=200)
    channel = django_filters.ChoiceFilter(label=_("Channel"), empty_label=_("all"), choices=Channel.choices)
    topic = RowFilter(label=_("Topic"), method="by_topic", source="topic", nobody=_("without a topic"))
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), empty_label=_("all"), choices=Outcome.choices)
    since = django_filters.DateFilter(label=_("From day"), field_name="held_on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("To day"), field_name="held_on", lookup_expr="lte")
    actor = django_filters.ModelChoiceFilter(label=_("Actor"), field_name="actors", queryset=Actor.objects.none(), widget=forms.HiddenInput)
    adviser = colleague_filter(_("Recorded by"), field_name="created_by", nobody=_("nobody"))
    field = field_filter(FieldScheme.ROLLOUT, nobody=_("without a field"))
    business_field = field_filter(FieldScheme.BUSINESS_FIELD, nobody=_("without a field"))
    district = district_filter()
    main_district = RowFilter(label=_("District of the main place"), method="by_main_district", source="district")
    actor_kind = django_filters.ChoiceFilter(label=_("Kind of actor"), method="by_actor_kind", empty_label=_("all"), choices=ACTOR_KINDS)
    minutes = django_filters.ChoiceFilter(label=_("Minutes"), method="by_minutes", empty_label=_("all"), choices=MINUTES)

    first = ("q", "channel", "topic", "outcome")

    def by_text(self, queryset, name, value):
        """Words in the actor's name, the need or an open note."""
        return queryset.mentioning(value)

    def by_topic(self, queryset, name, value):
        """About a topic, or about none."""
        through = Consultation.topics.through.objects
        if value.pk is None:
            return queryset.filter(topics=None)
        return queryset.filter(pk__in=through.filter(consultationtopic=value.pk).values("consultation"))

    def by_field(self, queryset, name, value):
        """With an actor of the field; or none of whose actors has a field of this scheme."""
        if value.pk is not None:
            return super().by_field(queryset, name, value)
        in_scheme = WorkField.objects.filter(municipality=self.municipality, scheme=value.group)
        sorted_in = Actor.work_fields.through.objects.filter(workfield__in=in_scheme).values("actor")
        actors = Actor.objects.visible_to(self.user, self.municipality).filter(pk__in=sorted_in)
        return queryset.exclude(pk__in=self.talks_with(actors))

    def by_main_district(self, queryset, name, value):
        """With an actor whose main place is there; "unbekannt" also finds talks with nobody whom this person sees."""
        actors = Actor.objects.visible_to(self.user, self.municipality)
        found = Q(pk__in=self.talks_with(at_main_place(actors, value, self.municipality)))
        return queryset.filter(found | ~Q(pk__in=self.talks_with(actors)) if value.code == UNKNOWN_DISTRICT else found)

    def by_actor_kind(self, queryset, name, value):
        """With an actor of the kind, or with nobody whom this person sees."""
        actors = Actor.objects.visible_to(self.user, self.municipality)
        if value == NOBODY:
            return queryset.exclude(pk__in=self.talks_with(actors))
        return self.by_actors(queryset, actors.filter(kind=value))

    def by_minutes(self, queryset, name, value):
        """Whether somebody wrote down how long it took."""
        return queryset.filter(minutes__isnull=value == "no")

    def talks_with(self, actors):
        """The keys of the talks with one of these actors."""
        return Consultation.actors.through.objects.filter(actor__in=actors.values("pk")).values("consultation")

    def by_actors(self, queryset, actors):
        """Talks with one of these actors."""
        return queryset.filter(pk__in=self.talks_with(actors))


class FollowUpFilter(AsksAboutActors, RegisterFilterSet):
    """Promises: whose, in which state, until or since when, to the actors of which field and district."""

    SIDES = [("no", _("promised by the office")), ("yes", _("promised by the other side"))]
    STATES = [("open", _("open")), ("due", _("due by today")), ("late", _("overdue")), ("done", _("done")), ("all", _("all"))]

    q = django_filters.CharFilter(label=_("What or with whom"), method="by_text", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=None, choices=STATES)
    assignee = colleague_filter(_("Who"))
    theirs = django_filters.ChoiceFilter(label=_("Who promised it"), method="by_side", empty_label=_("all"), choices=SIDES)
    due_until = django_filters.DateFilter(label=_("Due by"), field_name="due_on", lookup_expr="lte")
    done_since = django_filters.DateFilter(label=_("Done since"), field_name="done_at", lookup_expr="date__gte")
    field = field_filter(FieldScheme.ROLLOUT)
    business_field = field_filter(FieldScheme.BUSINESS_FIELD)
    district = district_filter()

    first = ("q", "state", "assignee")
    defaults = {"state": "open"}

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and data.get("done_since") and not data.get("state"):
            # Who asks what was done since a day does not mean the open ones.
            data = data.copy()
            data["state"] = "done"
        super().__init__(data, *args, **kwargs)

    def by_text(self, queryset, name, value):
        """Words of the task or the actor's name."""
        visible = Actor.objects.visible_to(self.user, self.municipality)
        for word in value.split()[:12]:
            queryset = queryset.filter(written("task", word) | Q(actor__in=visible.matching(word)))
        return queryset

    def by_side(self, queryset, name, value):
        """What the office promised, or what was promised to it."""
        return queryset.filter(is_theirs=value == "yes")

    def by_state(self, queryset, name, value):
        """Open, due, overdue, done or all."""
        if value == "open":
            return queryset.still_open()
        if value == "due":
            return queryset.due(timezone.localdate())
        if value == "late":
            return queryset.still_open().filter(due_on__lt=timezone.localdate())
        return queryset.exclude(done_at=None) if value == "done" else queryset

    def by_actors(self, queryset, actors):
        """What was promised to one of these actors."""
        return queryset.filter(actor__in=actors.values("pk"))


class MessageFilter(RegisterFilterSet):
    """Mails by subject or address, state, purpose and days; what they say is not looked into."""

    STATES = [("decide", _("to decide")), *MessageState.choices, ("aside", _("put aside"))]

    q = django_filters.CharFilter(label=_("Subject or address"), method="by_text", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=_("all"), choices=STATES)
    purpose = RowFilter(label=_("Purpose"), source="purpose")
    since = django_filters.DateFilter(label=_("From day"), field_name="created_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label=_("To day"), field_name="created_at", lookup_expr="date__lte")

    first = ("q", "state", "purpose")

    def by_text(self, queryset, name, value):
        """Words of the subject or parts of the address."""
        for word in value.split()[:12]:
            queryset = queryset.filter(written("subject", word) | Q(email__icontains=word))
        return queryset

    def by_state(self, queryset, name, value):
        """A state, or what somebody has to decide; failed mails are those that nobody has put aside."""
        if value == "decide":
            return queryset.to_decide()
        if value == "aside":
            return queryset.put_aside()
        queryset = queryset.filter(state=value)
        return queryset.exclude(sending_at=None) if value == MessageState.FAILED else queryset


class AccessLogFilter(RegisterFilterSet):
    """The log of exports, readings, restrictions and looks into it by kind, person and day."""

    kind = django_filters.ChoiceFilter(label=_("What"), empty_label=_("all"), choices=LogKind.choices)
    person = colleague_filter(_("Who"))
    since = django_filters.DateFilter(label=_("From day"))
    until = django_filters.DateFilter(label=_("To day"))

    @property
    def qs(self):
        """The entries of all four tables that fit."""
        self.form.is_valid()
        asked = {name: getattr(value, "pk", value) for name, value in getattr(self.form, "cleaned_data", {}).items() if value}
        return log_rows(self.user, self.municipality, **asked)


class ChangeSetFilter(RegisterFilterSet):
    """Bulk changes by what was done and by whom."""

    verb = django_filters.ChoiceFilter(label=_("What"), empty_label=_("all"), choices=ChangeVerb.choices)
    person = colleague_filter(_("Who"), field_name="made_by")
