"""The register's tables."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.access_log import LogKind, log_lines
from initiatives.choices import (
    ActorKind,
    Channel,
    CustomKind,
    ExportPurpose,
    ExportStage,
    FieldScheme,
    Goal,
    Industry,
    LifeCycle,
    MessageState,
    Outcome,
    PreferredChannel,
    SizeClass,
    WarningKind,
)
from initiatives.models import (
    Actor,
    ActorAlias,
    Consultation,
    ConsultationTopic,
    Contact,
    ContactRole,
    CustomField,
    CustomValue,
    Location,
    Tag,
    WarningFlag,
    WorkField,
)
from initiatives.models.actor import ActorQuerySet
from wf40.compiled import fetch
from wf40.fields import partial_words
from wf40.registry import actor_columns
from wf40.tables import MISSING, Column, Table, day, link, record_url, text


# --- what stands beside the rows of a page ------------------------------------------------------------------
def _part(name: str, rows, row: str, label: str, *, place="pk", group="", more=""):
    """The rows of one kind that stand at the rows of a page: (name, row, place, words, group, further words, key)."""
    return (
        rows.order_by()
        .annotate(
            part_name=Value(name, CharField()),
            part_row=F(row),
            part_place=F(place) if isinstance(place, str) else place,
            part_label=Cast(F(label), TextField()),
            part_group=Cast(F(group), TextField()) if group else Value("", TextField()),
            part_more=Cast(F(more), TextField()) if more else Value("", TextField()),
            part_key=F("pk"),
        )
        .values_list("part_name", "part_row", "part_place", "part_label", "part_group", "part_more", "part_key")
    )


class Part(NamedTuple):
    """Something that stands at a row of a page: an alias, a field, a tag, a place, a role."""

    place: int
    label: str
    group: str
    more: str
    key: int


def _put_beside(rows, about: str, parts: dict[str, Callable]) -> None:
    """Give every row what stands at it, by the name of the kind and in its order; one query for all kinds.

    `parts` are questions by their names, each made for the keys of rows; `about` names the table that asks.
    """
    found = {row.pk: defaultdict(list) for row in rows}

    def make(keys):
        first, *others = (part(keys) for part in parts.values())
        return first.union(*others, all=True) if others else first

    if parts:
        for name, row, place, label, group, more, key in fetch((about, *parts), make, list(found)):
            found[row][name].append(Part(place, label or "", group or "", more or "", key))
    for row in rows:
        row.beside = {name: sorted(entries) for name, entries in found[row.pk].items()}


def _labels(row, name: str, group: str = "") -> list[str]:
    return [entry.label for entry in row.beside.get(name, ()) if not group or entry.group == group]


def _joined(labels) -> str:
    return ", ".join(labels) or MISSING


def _colleague(person) -> str:
    return person.get_short_name() if person else MISSING


def _mail(address: str) -> str:
    return format_html('<a href="mailto:{0}">{0}</a>', address) if address else MISSING


def _yes_no(value) -> str:
    return gettext("yes") if value else gettext("no")


def _worded(choices, name: str) -> Callable:
    """The label of a code; `get_…_display` makes the list of all labels anew for each row."""
    labels = dict(choices)

    @cache
    def said(code: str, _language: str) -> str:
        return str(labels.get(code, code)) if code else MISSING

    return lambda row: said(getattr(row, name), get_language())


def _coded(choices, name: str) -> Callable:
    """The labels of several codes."""
    labels = dict(choices)
    return lambda row: ", ".join(str(labels.get(code, code)) for code in getattr(row, name)) or MISSING


# --- actors ------------------------------------------------------------------------------------------------
def _actor_link(key: int, name: str, below: str = "") -> str:
    return link(record_url("actor_detail", key), name, below)


def _actor_name(actor) -> str:
    below = [gettext("archived")] if actor.archived_at else []
    if names := _labels(actor, "alias"):
        below.append(gettext("also: %(names)s") % {"names": ", ".join(names)})
    return _actor_link(actor.pk, actor.trading_name, " · ".join(below))


def _place(actor) -> Part | None:
    return next(iter(actor.beside.get("place", ())), None)


def _district(actor) -> str:
    place = _place(actor)
    return place.label or MISSING if place else MISSING


def _address_part(number: int) -> Callable:
    """Postcode or town of the main place."""

    def cell(actor) -> str:
        place = _place(actor)
        return (place.group, place.more)[number] or MISSING if place else MISSING

    return cell


def _fields(actor) -> str:
    labels = _labels(actor, "field", FieldScheme.ROLLOUT) or _labels(actor, "field")
    return _joined(labels[:2])


def _warnings(actor) -> str:
    """The warnings in force."""
    return (
        format_html_join(
            " ",
            '<span class="kern-badge kern-badge--small kern-badge--warning"><span class="kern-label">{}</span></span>',
            [(WarningKind(kind).label,) for kind in _labels(actor, "warning")],
        )
        or MISSING
    )


def _website(actor) -> str:
    address = actor.website
    return format_html('<a href="{}" rel="noopener">{}</a>', address, address.partition("//")[2].rstrip("/")) if address else MISSING


def _actor_phone(actor) -> str:
    return format_html('<a href="{}">{}</a>', actor.phone_url, actor.phone) if actor.phone_url else text(actor.phone)


def _first_field(scheme: str = "") -> Callable:
    """Adds the name of each actor's first field, to sort by."""

    def ask(rows):
        fields = WorkField.objects.filter(actors=OuterRef("pk"))
        # As the column shows them: those of the rollout, of an actor without any its business fields.
        fields = fields.filter(scheme=scheme).order_by("position", "label") if scheme else fields.order_by("-scheme", "position", "label")
        return rows.annotate(first_field=Subquery(fields.values("label")[:1]))

    return ask


def _first_tag(rows):
    return rows.annotate(first_tag=Subquery(Tag.objects.filter(actors=OuterRef("pk")).order_by("position", "label").values("label")[:1]))


def _main_place(rows):
    """Joins each actor's main place, of which there is one at most, to sort by."""
    return rows.annotate(main_place=FilteredRelation("locations", condition=Q(locations__is_main=True)))


def _own_column(own: CustomField) -> Column:
    """A column for a field of the office's own."""
    name = f"sort_{own.key}"
    is_number = own.kind == CustomKind.NUMBER

    def ask(rows):
        of_actor = CustomValue.objects.filter(field=own, actor=OuterRef("pk"))
        return rows.annotate(**{name: Subquery(of_actor.values("number" if is_number else "value")[:1])})

    def cell(actor) -> str:
        found = _labels(actor, "own", str(own.pk))
        return own.words(CustomValue(field=own, value=found[0]).python_value) if found else MISSING

    css = "wf-num" if is_number else "wf-date" if own.kind == CustomKind.DATE else ""
    return Column(own.key, own.label, cell, (name,), css, True, has_gaps=True, beside="own", ask_order=ask, is_default=False)


class ActorTable(Table):
    """The list of actors; `own_fields` are those of its office. For a `reader` (a person in a city) with what higher floors add."""

    caption = _("Actors")
    counted = ngettext_lazy("%(shown)s actor", "%(shown)s actors", "number")
    default_sort = "name"
    always = ("trading_name",)
    columns = (
        Column("name", _("Name"), _actor_name, ("sort_key",), "wf-table__name", load=("trading_name", "archived_at"), beside="alias"),
        Column("kind", _("Kind"), _worded(ActorKind.choices, "kind"), ("kind", "sort_key"), "wf-wide", load=("kind",)),
        Column("field", _("Field"), _fields, ("first_field",), has_gaps=True, beside="field", ask_order=_first_field()),
        Column(
            "district",
            _("District"),
            _district,
            ("main_place__district__label",),
            has_gaps=True,
            beside="place",
            ask_order=_main_place,
        ),
        Column(
            "steward",
            _("Looked after by"),
            lambda actor: _colleague(actor.steward),
            ("steward__name",),
            "wf-wide",
            has_gaps=True,
            load=("steward__name",),
        ),
        Column(
            "last",
            _("Last contact"),
            lambda actor: day(actor.last_consulted_on),
            ("activity__last_consulted_on",),
            "wf-num",
            True,
            has_gaps=True,
            ask=ActorQuerySet.with_activity,
            ask_order=ActorQuerySet.walking_activity,
            tie="activity__actor_id",
        ),
        Column(
            "open",
            _("Open"),
            lambda actor: text(actor.open_follow_up_count or ""),
            ("activity__open_follow_up_count",),
            "wf-num",
            True,
            ask=ActorQuerySet.with_activity,
            ask_order=ActorQuerySet.walking_activity,
            tie="activity__actor_id",
        ),
        Column(
            "business_field",
            _("Business field"),
            lambda actor: _joined(_labels(actor, "field", FieldScheme.BUSINESS_FIELD)),
            ("first_field",),
            has_gaps=True,
            beside="field",
            ask_order=_first_field(FieldScheme.BUSINESS_FIELD),
            is_default=False,
        ),
        Column(
            "tags",
            _("Tags"),
            lambda actor: _joined(_labels(actor, "tag")),
            ("first_tag",),
            has_gaps=True,
            beside="tag",
            ask_order=_first_tag,
            is_default=False,
        ),
        Column("goals", _("Goals"), _coded(Goal.choices, "goals"), ("goals",), load=("goals",), is_default=False),
        Column(
            "legal_form",
            _("Legal form"),
            lambda actor: str(actor.legal_form_entry or MISSING),
            ("legal_form",),
            load=("legal_form",),
            is_default=False,
        ),
        Column("size", _("Size"), _worded(SizeClass.choices, "size_class"), ("size_class",), load=("size_class",), is_default=False),
        Column("industry", _("Industry"), _worded(Industry.choices, "industry"), ("industry",), load=("industry",), is_default=False),
        Column(
            "life_cycle", _("Life cycle"), _worded(LifeCycle.choices, "life_cycle"), ("life_cycle",), load=("life_cycle",), is_default=False
        ),
        Column(
            "founded",
            _("Founded"),
            lambda actor: text(partial_words(actor.founded)),
            ("founded",),
            "wf-num",
            True,
            load=("founded",),
            is_default=False,
        ),
        Column("email", _("E-mail"), lambda actor: _mail(actor.email), ("email",), load=("email",), is_default=False),
        Column("phone", _("Phone"), _actor_phone, ("phone",), load=("phone",), is_default=False),
        Column("website", _("Website"), _website, ("website",), load=("website",), is_default=False),
        Column(
            "postcode",
            _("Postcode"),
            _address_part(0),
            ("main_place__postcode",),
            has_gaps=True,
            beside="place",
            ask_order=_main_place,
            is_default=False,
        ),
        Column(
            "town",
            _("Town"),
            _address_part(1),
            ("main_place__locality",),
            has_gaps=True,
            beside="place",
            ask_order=_main_place,
            is_default=False,
        ),
        Column(
            "deputy",
            _("Deputy"),
            lambda actor: _colleague(actor.deputy),
            ("deputy__name",),
            has_gaps=True,
            load=("deputy__name",),
            is_default=False,
        ),
        Column("warning", _("Warning"), _warnings, (), beside="warning", is_default=False),
        Column(
            "assured",
            _("Last assured"),
            lambda actor: day(actor.assured_on),
            ("assured_on",),
            "wf-date",
            True,
            has_gaps=True,
            load=("assured_on",),
            is_default=False,
        ),
        Column(
            "changed",
            _("Changed"),
            lambda actor: day(actor.changed_at),
            ("changed_at",),
            "wf-date",
            True,
            load=("changed_at",),
            is_default=False,
        ),
    )

    def __init__(self, params=None, *, own_fields=(), reader=None):
        self.columns += tuple(_own_column(own) for own in own_fields)
        self.reader = reader
        if reader is not None:
            self.columns += tuple(entry.make() for entry in actor_columns)
        super().__init__(params)

    def complete(self, rows, beside):
        """Names, fields, places, tags and values of own fields, and what higher floors add, as far as they show."""
        fields, tags = Actor.work_fields.through.objects, Actor.tags.through.objects
        parts = {
            "alias": lambda keys: _part("alias", ActorAlias.objects.filter(actor__in=keys), "actor", "name"),
            "field": lambda keys: _part(
                "field", fields.filter(actor__in=keys), "actor", "workfield__label", place="workfield__position", group="workfield__scheme"
            ),
            "place": lambda keys: _part(
                "place",
                Location.objects.filter(actor__in=keys),
                "actor",
                "district__label",
                place=Case(When(is_main=True, then=0), default=F("pk"), output_field=BigIntegerField()),
                group="postcode",
                more="locality",
            ),
            "tag": lambda keys: _part("tag", tags.filter(actor__in=keys), "actor", "tag__label", place="tag__position"),
            "warning": lambda keys: _part("warning", WarningFlag.objects.in_force().filter(actor__in=keys), "actor", "kind"),
            "own": lambda keys: _part("own", CustomValue.objects.filter(actor__in=keys), "actor", "value", group="field"),
        }
        _put_beside(rows, "actors", {name: part for name, part in parts.items() if name in beside})
        for entry in actor_columns:
            if entry.key in beside:
                entry.complete(*self.reader, rows)


# --- people ------------------------------------------------------------------------------------------------
def _roles(contact) -> str:
    roles = contact.beside.get("role", ())
    return (
        format_html_join(
            ", ",
            '<a href="{}">{}</a>{}',
            [(record_url("actor_detail", role.place), role.label, f" ({role.group})" if role.group else "") for role in _by_rank(roles)],
        )
        or MISSING
    )


def _by_rank(roles) -> list[Part]:
    """The actor whose first person to ask somebody is stands first."""
    return sorted(roles, key=lambda role: (role.more != "1", role.label.casefold(), role.key))


def _phone(contact) -> str:
    url, number = (contact.phone_url, contact.phone) if contact.phone else (contact.mobile_url, contact.mobile)
    return format_html('<a href="{}">{}</a>', url, number) if url else text(number)


def _mobile(contact) -> str:
    return format_html('<a href="{}">{}</a>', contact.mobile_url, contact.mobile) if contact.mobile_url else text(contact.mobile)


def _first_actor(rows):
    roles = ContactRole.objects.sighted().filter(contact=OuterRef("pk")).order_by("actor__sort_key")
    return rows.annotate(first_actor=Subquery(roles.values("actor__sort_key")[:1]))


def _first_role(rows):
    roles = ContactRole.objects.sighted().filter(contact=OuterRef("pk")).exclude(role_title="").order_by("-is_main", "role_title")
    return rows.annotate(first_role=Subquery(roles.values("role_title")[:1]))


class ContactTable(Table):
    """The list of people."""

    caption = _("People")
    counted = ngettext_lazy("%(shown)s person", "%(shown)s people", "number")
    default_sort = "name"
    always = ("title", "given_name", "family_name")
    columns = (
        Column(
            "name",
            _("Name"),
            lambda contact: link(record_url("contact_detail", contact.pk), contact),
            ("sort_key",),
            "wf-table__name",
            load=("family_name",),
        ),
        Column("actors", _("Actors"), _roles, ("first_actor",), has_gaps=True, beside="role", ask_order=_first_actor),
        Column("phone", _("Phone"), _phone, ("phone",), load=("phone", "mobile")),
        Column("email", _("E-mail"), lambda contact: _mail(contact.email), ("email",), load=("email",)),
        Column(
            "role",
            _("Role"),
            lambda contact: _joined(dict.fromkeys(role.group for role in _by_rank(contact.beside.get("role", ())) if role.group)),
            ("first_role",),
            has_gaps=True,
            beside="role",
            ask_order=_first_role,
            is_default=False,
        ),
        Column("mobile", _("Mobile"), _mobile, ("mobile",), load=("mobile",), is_default=False),
        Column(
            "channel",
            _("Prefers to be reached by"),
            _worded(PreferredChannel.choices, "preferred_channel"),
            ("preferred_channel",),
            load=("preferred_channel",),
            is_default=False,
        ),
        Column("source", _("Source"), lambda contact: text(contact.source), ("source",), load=("source",), is_default=False),
        Column(
            "informed",
            _("Informed (Art. 14)"),
            lambda contact: day(contact.informed_on),
            ("informed_on",),
            "wf-date",
            True,
            has_gaps=True,
            load=("informed_on",),
            is_default=False,
        ),
        Column(
            "changed",
            _("Changed"),
            lambda contact: day(contact.changed_at),
            ("changed_at",),
            "wf-date",
            True,
            load=("changed_at",),
            is_default=False,
        ),
    )

    def complete(self, rows, beside):
        """The actors that each person serves, without restricted ones."""
        is_main = Case(When(is_main=True, then=Value("1")), default=Value(""), output_field=TextField())

        def roles(keys):
            return _part(
                "role",
                ContactRole.objects.sighted().filter(contact__in=keys).annotate(rank=is_main),
                "contact",
                "actor__trading_name",
                place="actor",
                group="role_title",
                more="rank",
            )

        _put_beside(rows, "contacts", {"role": roles})


# --- consultations -----------------------------------------------------------------------------------------
def _with_whom(consultation) -> str:
    names = _labels(consultation, "actor")
    shown = ", ".join(names[:3]) + (f" (+{len(names) - 3})" if len(names) > 3 else "")
    return link(
        record_url("consultation_detail", consultation.pk),
        shown or MISSING,
        gettext("confidential") if consultation.is_confidential else consultation.need,
    )


def _first_partner(rows):
    actors = Actor.objects.sighted().filter(consultations=OuterRef("pk")).order_by("sort_key")
    return rows.annotate(first_partner=Subquery(actors.values("sort_key")[:1]))


def _first_topic(rows):
    topics = ConsultationTopic.objects.filter(consultations=OuterRef("pk")).order_by("position", "label")
    return rows.annotate(first_topic=Subquery(topics.values("label")[:1]))


def _first_person(rows):
    people = Contact.objects.sighted().filter(consultations=OuterRef("pk")).order_by("sort_key")
    return rows.annotate(first_person=Subquery(people.values("sort_key")[:1]))


class ConsultationTable(Table):
    """The list of consultations; notes stay in the database."""

    caption = _("Consultations")
    counted = ngettext_lazy("%(shown)s consultation", "%(shown)s consultations", "number")
    default_sort = "-day"
    always = ("channel", "held_on")
    columns = (
        Column(
            "actors",
            _("With"),
            _with_whom,
            ("first_partner",),
            "wf-table__name",
            has_gaps=True,
            load=("is_confidential", "need"),
            beside="actor",
            ask_order=_first_partner,
        ),
        Column("day", _("Date"), lambda consultation: day(consultation.held_on), ("held_on",), "wf-num", load=("held_on",)),
        Column("channel", _("Channel"), _worded(Channel.choices, "channel"), ("channel",), load=("channel",)),
        Column(
            "topics",
            _("Topics"),
            lambda consultation: _joined(_labels(consultation, "topic")),
            ("first_topic",),
            "wf-wide",
            has_gaps=True,
            beside="topic",
            ask_order=_first_topic,
        ),
        Column("outcome", _("Outcome"), _worded(Outcome.choices, "outcome"), ("outcome",), load=("outcome",)),
        Column(
            "minutes",
            _("Minutes"),
            lambda consultation: text(consultation.minutes),
            ("minutes",),
            "wf-num",
            True,
            has_gaps=True,
            load=("minutes",),
        ),
        Column(
            "adviser",
            _("Recorded by"),
            lambda consultation: _colleague(consultation.created_by),
            ("created_by__name",),
            "wf-wide",
            has_gaps=True,
            load=("created_by__name",),
        ),
        Column(
            "people",
            _("People"),
            lambda consultation: _joined(_labels(consultation, "person")),
            ("first_person",),
            has_gaps=True,
            beside="person",
            ask_order=_first_person,
            is_default=False,
        ),
        Column(
            "time",
            _("Time"),
            lambda consultation: f"{consultation.held_at:%H:%M}" if consultation.held_at else MISSING,
            ("held_at",),
            "wf-num",
            True,
            has_gaps=True,
            load=("held_at",),
            is_default=False,
        ),
        Column(
            "confidential",
            _("Confidential"),
            lambda consultation: _yes_no(consultation.is_confidential),
            ("is_confidential",),
            phone_label=True,
            load=("is_confidential",),
            is_default=False,
        ),
        Column(
            "entered",
            _("Entered on"),
            lambda consultation: day(consultation.created_at),
            ("created_at",),
            "wf-date",
            True,
            load=("created_at",),
            is_default=False,
        ),
    )

    def complete(self, rows, beside):
        """Actors, topics and people, without restricted ones."""
        actors, topics, people = (getattr(Consultation, name).through.objects for name in ("actors", "topics", "contacts"))
        # Of a role as of a person the place is no number of ours; by name they stand in order.
        first = Value(0, IntegerField())
        parts = {
            "actor": lambda keys: _part(
                "actor", actors.filter(consultation__in=keys, actor__restricted_at=None), "consultation", "actor__trading_name", place=first
            ),
            "topic": lambda keys: _part(
                "topic",
                topics.filter(consultation__in=keys),
                "consultation",
                "consultationtopic__label",
                place="consultationtopic__position",
            ),
            "person": lambda keys: _part(
                "person",
                people.filter(consultation__in=keys, contact__restricted_at=None).annotate(
                    full_name=Trim(Concat("contact__given_name", Value(" "), "contact__family_name"))
                ),
                "consultation",
                "full_name",
                place=first,
            ),
        }
        _put_beside(rows, "consultations", {name: part for name, part in parts.items() if name in beside})


# --- follow-ups --------------------------------------------------------------------------------------------
def _side(is_theirs: bool) -> str:
    return gettext("the other side") if is_theirs else gettext("the office")


def _due(follow_up) -> str:
    if follow_up.is_overdue:
        return format_html('<span class="wf-overdue">{} <span class="wf-hidden">{}</span></span>', day(follow_up.due_on), _("overdue"))
    return day(follow_up.due_on)


def _state_button(follow_up) -> str:
    """The button of a row; it belongs to the page's one form (`state-form`), which carries the token."""
    name, label = ("follow_up_reopen", _("Open again")) if follow_up.done_at else ("follow_up_finish", _("Mark as done"))
    return format_html(
        '<button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit" form="state-form" formaction="{}">'
        '<span class="kern-label">{}<span class="wf-hidden">: {}</span></span></button>',
        record_url(name, follow_up.pk),
        label,
        follow_up.task,
    )


def _move_button(follow_up) -> str:
    """Puts a promise off for a week from today; where it is due later than that, it would be brought forward."""
    week = timezone.localdate() + timedelta(days=7)
    if follow_up.done_at or follow_up.due_on >= week:
        return ""
    return format_html(
        '<button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit" form="state-form" formaction="{}" name="days"'
        ' value="7"><span class="kern-label">{}<span class="wf-hidden">: {}</span></span></button>',
        record_url("follow_up_move", follow_up.pk),
        _("In a week"),
        follow_up.task,
    )


def _task(follow_up) -> str:
    """What was promised; what the other side promised says so."""
    name = link(record_url("follow_up_change", follow_up.pk), follow_up.task, follow_up.actor.trading_name if follow_up.actor else "")
    if not follow_up.is_theirs:
        return name
    badge = '{} <span class="kern-badge kern-badge--small kern-badge--info"><span class="kern-label">{}</span></span>'
    return format_html(badge, name, _("promised to us"))


def _promised_to(follow_up) -> str:
    return _actor_link(follow_up.actor_id, follow_up.actor.trading_name) if follow_up.actor else MISSING


class FollowUpTable(Table):
    """The list of promises; who may change them gets the button of each row."""

    caption = _("Follow-ups")
    counted = ngettext_lazy("%(shown)s follow-up", "%(shown)s follow-ups", "number")
    default_sort = "due"
    always = ("task", "done_at")
    columns = (
        Column("due", _("Due on"), _due, ("due_on",), "wf-date", load=("due_on", "done_at")),
        Column(
            "task",
            _("What"),
            _task,
            ("task",),
            "wf-table__name",
            load=("task", "is_theirs", "actor__trading_name"),
        ),
        Column("assignee", _("Who"), lambda row: row.assignee.get_short_name(), ("assignee__name",), load=("assignee__name",)),
        Column(
            "actor",
            _("Actor"),
            _promised_to,
            ("actor__sort_key",),
            has_gaps=True,
            load=("actor__trading_name",),
            is_default=False,
        ),
        Column(
            "talk",
            _("From consultation"),
            lambda row: (
                link(record_url("consultation_detail", row.consultation_id), day(row.consultation.held_on)) if row.consultation else MISSING
            ),
            ("consultation__held_on",),
            "wf-date",
            True,
            has_gaps=True,
            load=("consultation__held_on",),
            is_default=False,
        ),
        Column(
            "entered",
            _("Entered on"),
            lambda row: day(row.created_at),
            ("created_at",),
            "wf-date",
            True,
            load=("created_at",),
            is_default=False,
        ),
        Column(
            "by",
            _("Promised by"),
            lambda row: _colleague(row.created_by),
            ("created_by__name",),
            has_gaps=True,
            load=("created_by__name",),
            is_default=False,
        ),
        Column(
            "done_by",
            _("Done by"),
            lambda row: _colleague(row.done_by),
            ("done_by__name",),
            has_gaps=True,
            load=("done_by__name",),
            is_default=False,
        ),
        Column("side", _("Who promised it"), lambda row: _side(row.is_theirs), ("is_theirs",), load=("is_theirs",), is_default=False),
        Column("done_note", _("What became of it"), lambda row: text(row.done_note), ("done_note",), load=("done_note",), is_default=False),
        Column(
            "done",
            _("Done on"),
            lambda row: day(row.done_at),
            ("done_at",),
            "wf-date",
            True,
            has_gaps=True,
            load=("done_at",),
            is_default=False,
        ),
    )
    button = Column(
        "state",
        _("Next step"),
        lambda row: format_html('<span class="wf-nextsteps">{}{}</span>', _state_button(row), _move_button(row)),
        (),
        "wf-step",
        load=("due_on",),
        is_choice=False,
    )

    def __init__(self, params=None, *, shows_done=False, may_change=False):
        *columns, note, done = self.columns
        done = [replace(column, is_default=shows_done) for column in (note, done)]
        self.columns = (*columns, *done) + (self.button,) * may_change
        super().__init__(params)


class OwnFieldTable(Table):
    """The fields of an office's own; the rows know their `actor_count`."""

    caption = _("Own fields")
    columns = (
        Column(
            "label", _("Name"), lambda row: link(reverse("own_field_change", args=[row.pk]), row.label, row.help_text), (), "wf-table__name"
        ),
        Column("kind", _("Holds"), lambda row: row.get_kind_display()),
        Column("options", _("Choices"), lambda row: text(", ".join(row.choices)), (), "wf-wide"),
        Column("position", _("Position"), lambda row: row.position, (), "wf-num wf-wide"),
        Column("actors", _("Filled at"), lambda row: _actors(row.actor_count), (), "wf-num", True),
        Column("state", _("State"), lambda row: gettext("in use") if row.is_active else gettext("switched off"), phone_label=True),
    )


def _actors(count: int) -> str:
    return ngettext("%(shown)s actor", "%(shown)s actors", count) % {"shown": intcomma(count)}


def _told_by(row) -> str:
    if row.is_overdue:
        return format_html('<span class="wf-overdue">{} <span class="wf-meta">{}</span></span>', day(row.told_by), gettext("overdue"))
    return day(row.told_by)


def _inform_button(row) -> str:
    """The button of a row; it belongs to the page's one form, which carries the token."""
    return format_html(
        '<button class="kern-btn kern-btn--secondary kern-btn--x-small" type="submit" form="state-form" formaction="{}">'
        '<span class="kern-label">{}<span class="wf-hidden">: {}</span></span></button>',
        reverse(f"{row.kind}_informed", args=[row.record.pk]),
        gettext("Informed today"),
        row.record,
    )


class NotInformedTable(Table):
    """People, and actors whose data are a person's, who still have to be told that the office holds their data."""

    caption = _("Not yet informed")
    counted = ngettext_lazy("%(shown)s entry", "%(shown)s entries", "number")
    columns = (
        Column("by", _("To be told by"), _told_by, (), "wf-date"),
        Column(
            "name",
            _("Who"),
            lambda row: link(row.record.get_absolute_url(), row.record, gettext("Person") if row.kind == "contact" else gettext("Actor")),
            (),
            "wf-table__name",
        ),
        Column("source", _("Source"), lambda row: row.record.source),
        Column("entered", _("Entered on"), lambda row: day(row.record.created_at), (), "wf-date", True),
        Column("button", _("Next step"), _inform_button, (), "wf-step"),
    )


# state -> KERN's kind of badge, which is the name of its icon too
MESSAGE_BADGES = {
    MessageState.WAITING: "info",
    MessageState.SENDING: "info",
    MessageState.SENT: "success",
    MessageState.FAILED: "danger",
    MessageState.UNCERTAIN: "warning",
}


def message_state(message) -> str:
    """The state of a mail as a badge: an icon and its word."""
    if message.is_put_aside:
        return format_html('<span class="kern-badge kern-badge--small"><span class="kern-label">{}</span></span>', gettext("put aside"))
    return format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{0}">'
        '<span class="kern-icon kern-icon--{0} wf-icon" aria-hidden="true"></span><span class="kern-label">{1}</span></span>',
        MESSAGE_BADGES[message.state],
        message.get_state_display(),
    )


def _recipient(message) -> str:
    """The address, and under it whose it is."""
    subject = message.contact or message.actor
    if subject is None:
        return text(message.email)
    return format_html('{}<span class="wf-meta"><a href="{}">{}</a></span>', message.email, subject.get_absolute_url(), subject)


def _written(message) -> str:
    """The day, and under it by whom."""
    if message.created_by:
        who = message.created_by.get_short_name()
    else:
        who = gettext("by the clock") if message.is_automatic else gettext("System")
    return format_html('{}<span class="wf-meta">{}</span>', day(message.created_at), who)


class MessageTable(Table):
    """The outbox: what somebody has to decide stands first, then what is on its way; the newest first of each."""

    caption = _("Mails")
    counted = ngettext_lazy("%(shown)s mail", "%(shown)s mails", "number")
    default_sort = "-state"
    columns = (
        Column(
            "subject", _("Subject"), lambda row: link(row.get_absolute_url(), row.subject, row.last_error), ("subject",), "wf-table__name"
        ),
        Column("state", _("State"), message_state, ("urgency", "created_at")),
        Column("to", _("To"), _recipient, ("email",)),
        Column("purpose", _("Purpose"), lambda row: str(row.purpose), ("purpose__label",), "wf-wide"),
        Column("written", _("Written"), _written, ("created_at",), "wf-date", True),
        Column("sent", _("Sent"), lambda row: day(row.sent_at), ("sent_at",), "wf-date", True, has_gaps=True),
    )


def _moment(value) -> str:
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%d.%m.%Y, %H:%M"))


def _with_meta(first, meta: str) -> str:
    return format_html('{}<span class="wf-meta">{}</span>', first, meta) if meta else format_html("{}", first)


def _deed(line) -> str:
    if line.kind != LogKind.RESTRICTION:
        return line.kind.label
    return gettext("Restricted") if line.entry.is_restricted else gettext("Restriction lifted")


def _export_words(line) -> str:
    entry = line.last_entry
    what = ngettext("%(list)s, %(rows)s row (%(format)s)", "%(list)s, %(rows)s rows (%(format)s)", entry.row_count)
    if entry.stage == ExportStage.BEGUN:
        what = gettext("%(list)s (%(format)s)")  # nobody knows how many rows left
    what %= {"list": line.list_name, "rows": intcomma(entry.row_count), "format": entry.file_format}
    purpose = gettext("Purpose: %(purpose)s") % {"purpose": dict(ExportPurpose.choices).get(entry.purpose, entry.purpose)}
    filters = gettext("Filters: %(filters)s") % {"filters": entry.selection or gettext("none")}
    stages = {ExportStage.BEGUN: gettext("begun, not ended"), ExportStage.BROKEN: gettext("broken off")}
    parts = [part for part in (stages.get(entry.stage), purpose, filters) if part]
    words = _with_meta(what, " · ".join(parts))
    if entry.snapshot_id is None:
        return words
    return format_html('{} <a href="{}">{}</a>', words, reverse("snapshot_detail", args=[entry.snapshot_id]), gettext("Who was in it"))


def _reading_words(line) -> str:
    return link(line.record.get_absolute_url(), line.record) if line.record else gettext("a consultation whose data are restricted")


def _restriction_words(line) -> str:
    entry = line.entry
    meta = " · ".join(str(part) for part in (entry.get_reason_display(), entry.note) if part)
    if line.record is None:
        return _with_meta(gettext("deleted"), meta)
    url = reverse("restricted_list") if line.is_closed else line.record.get_absolute_url()
    return link(url, line.record, meta)


def _reason_words(line) -> str:
    return gettext("Reason: %(reason)s") % {"reason": line.entry.reason}


def _log_words(line) -> str:
    told = {
        LogKind.EXPORT: _export_words,
        LogKind.READING: _reading_words,
        LogKind.RESTRICTION: _restriction_words,
        LogKind.LOG: _reason_words,
    }
    return told[line.kind](line)


LOG_PEOPLE = {LogKind.EXPORT: "exported_by", LogKind.READING: "reader", LogKind.RESTRICTION: "entered_by", LogKind.LOG: "reader"}


class AccessLogTable(Table):
    """Who took out, read or restricted what, and when; its rows come from four tables."""

    caption = _("Log of accesses")
    counted = ngettext_lazy("%(shown)s entry", "%(shown)s entries", "number")
    default_sort = "-when"
    columns = (
        Column("when", _("When"), lambda line: _moment(line.at), ("log_at",), "wf-date"),
        Column("who", _("Who"), lambda line: getattr(line.entry, LOG_PEOPLE[line.kind]).get_short_name()),
        Column("what", _("What"), _deed),
        Column("about", _("About"), _log_words),
    )

    def __init__(self, params=None, *, user=None, municipality=None):
        super().__init__(params)
        self.user, self.municipality = user, municipality

    def ordered(self, queryset):
        """By time; at the same time by kind and number, since the rows of four tables have no common key."""
        sign = "-" if self.sort.startswith("-") else ""
        return queryset.order_by(f"{sign}log_at", "log_kind", f"{sign}log_key")

    def fill(self, rows):
        """Load what the lines tell, in a fixed number of queries."""
        return super().fill(log_lines(rows, self.user, self.municipality))


def _change_set_state(change_set) -> str:
    if change_set.undone_at:
        who = change_set.undone_by.get_short_name() if change_set.undone_by else MISSING
        return _with_meta(gettext("taken back"), f"{timezone.localtime(change_set.undone_at):%d.%m.%Y, %H:%M} · {who}")
    return MISSING


def _undo_link(change_set) -> str:
    if not change_set.may_be_undone:
        return ""
    return format_html(
        '<a class="kern-btn kern-btn--secondary kern-btn--x-small" href="{}"><span class="kern-label">{}'
        '<span class="wf-hidden">: {}</span></span></a>',
        reverse("change_set_undo", args=[change_set.pk]),
        gettext("Take back …"),
        change_set,
    )


class ChangeSetTable(Table):
    """Steps that touched many records; who may take them back gets the way to it in each row."""

    caption = _("Bulk changes")
    counted = ngettext_lazy("%(shown)s bulk change", "%(shown)s bulk changes", "number")
    default_sort = "-when"
    columns = (
        Column("what", _("What"), lambda row: _with_meta(row.get_verb_display(), row.about), ("verb",), "wf-table__name"),
        Column("when", _("When"), lambda row: _moment(row.made_at), ("made_at",), "wf-date"),
        Column("who", _("Who"), lambda row: row.made_by.get_short_name() if row.made_by else gettext("System")),
        Column("count", _("Records"), lambda row: intcomma(row.count), ("count",), "wf-num", True),
        Column("state", _("State"), _change_set_state),
    )
    button = Column("undo", _("Next step"), _undo_link, (), "wf-step", is_choice=False)

    def __init__(self, params=None, *, may_undo=False):
        self.columns += (self.button,) * may_undo
        super().__init__(params)


def _lacks(gap, may_change: bool) -> str:
    """What an actor lacks in short words; whoever may enter it is led to its field."""
    if not may_change:
        return ", ".join(str(entry.label) for entry in gap.lacks)
    return format_html_join(", ", '<a href="{}">{}</a>', [(entry.mend_url(gap.actor), entry.label) for entry in gap.lacks])


class GapTable(Table):
    """Actors whose entries are not whole for a purpose, with what each lacks."""

    caption = _("To be filled in")
    counted = ngettext_lazy("%(shown)s actor", "%(shown)s actors", "number")

    def __init__(self, params=None, *, may_change=False):
        self.columns = (
            Column(
                "name",
                _("Name"),
                lambda gap: link(gap.actor.get_absolute_url(), gap.actor, gap.actor.get_kind_display()),
                (),
                "wf-table__name",
            ),
            Column("lacks", _("Missing"), lambda gap: _lacks(gap, may_change), (), "", True),
            Column(
                "steward",
                _("Looked after by"),
                lambda gap: gap.actor.steward.get_short_name() if gap.actor.steward else MISSING,
                (),
                "",
                True,
            ),
        )
        super().__init__(params)
