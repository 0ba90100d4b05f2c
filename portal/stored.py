"""All that the office has stored about an initiative and about the person who comes by its link, as they may read it (Art. 15 GDPR).

Every section asks the database a fixed number of times. What another person said or is, what the office notes for its own work and who of
its staff wrote what stands in none of them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.choices import ExportPurpose, MessageState
from initiatives.links import link_purpose
from initiatives.models import Consultation, Message
from initiatives.models.purpose import subject_fields
from initiatives.timelines import exports_of
from network.choices import Side
from network.listings import amount_words
from network.models import Connection, IntroductionSide
from network.models.connection import at_actor
from network.names import Names
from portal.wishes import entries_of, wish_rows
from wf40.exports import TableExport

# So many rows of a kind are shown, the newest ones; more are asked for at the office.
MOST = 200
# The order of the page; what is left out is the office's own: its note, who looks after the entry, who released it.
ACTOR_FIELDS = (
    *("trading_name", "registered_name", "kind", "legal_form", "is_charitable", "charity_notice_on", "register_kind", "register_court"),
    *("register_number", "business_id", "founded", "industry", "size_class", "life_cycle", "work_fields", "tags", "goals", "languages"),
    *("description", "opening_hours", "website", "email", "phone", "common_good_report", "common_good_year", "source", "source_id"),
    *("informed_on", "assured_on", "published_since", "paused_at", "created_at", "changed_at"),
)
PERSON_FIELDS = (
    *("salutation", "title", "given_name", "family_name", "email", "phone", "mobile", "preferred_channel", "source", "informed_on"),
    *("created_at", "changed_at"),
)


@dataclass(frozen=True)
class StoredSection:
    """One heading of the page with its rows as (label, value)."""

    key: str
    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    # Where there is nothing.
    empty: str = ""

    @property
    def is_cut(self) -> bool:
        """There may be more."""
        return len(self.rows) >= MOST


# --- words -------------------------------------------------------------------------------------------------
def _day(moment) -> str:
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), "d.m.Y H:i")
    return date_format(moment, "d.m.Y") if moment else ""


def _joined(*parts, by=" · ") -> str:
    return by.join(str(part) for part in parts if part)


def _words(record, name: str) -> str:
    """One field as people read it; empty without a value."""
    kind, value = record._meta.get_field(name), getattr(record, name)
    if kind.many_to_many:
        return ", ".join(str(row) for row in value.all())
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(kind, "words"):
        return kind.words(value)
    if kind.flatchoices:
        return str(dict(kind.flatchoices).get(value, value))
    if isinstance(value, date):
        return _day(value)
    return str(value) if isinstance(value, int) else str(localize(value))


def _fields(record, names) -> list[tuple[str, str]]:
    """The filled fields of a record."""
    found = [(capfirst(str(record._meta.get_field(name).verbose_name)), _words(record, name)) for name in names]
    return [(label, words) for label, words in found if words]


# --- the initiative ----------------------------------------------------------------------------------------
def _entry(actor) -> StoredSection:
    """The fields of the register, the city's own ones and other names; four queries."""
    rows = _fields(actor, ACTOR_FIELDS)
    rows += [(capfirst(alias._meta.verbose_name), alias.name) for alias in actor.aliases.all()[:MOST]]
    rows += [(value.field.label, str(value)) for value in actor.custom_values.select_related("field")[:MOST]]
    return StoredSection("entry", _("The entry of %(name)s") % {"name": actor}, rows)


def _places(actor) -> StoredSection:
    """Each place with its point on the map; one query."""
    rows = []
    for place in actor.locations.select_related("district")[:MOST]:
        point = _("point %(latitude)s, %(longitude)s") % {"latitude": place.latitude, "longitude": place.longitude}
        told = _joined(place.address, place.district, point if place.latitude is not None else "")
        rows.append((place.label or (_("Main place") if place.is_main else _("Further place")), told or "–"))
    return StoredSection("places", _("Places"), rows)


def _files(actor, contact) -> StoredSection:
    """Pictures with what they show; of other files that they are there, since their titles are the office's. One query for each."""
    rows = []
    for subject in filter(None, (actor, contact)):
        for file in subject.attachments.all()[:MOST]:
            told = _joined(file.alt_text, file.credit) if file.is_picture else ""
            rows.append((file.get_kind_display(), _joined(_day(file.uploaded_at), told)))
    return StoredSection("files", _("Pictures and files"), rows[:MOST])


def _listings(actor) -> StoredSection:
    """Wants and offers; the text of one that began in a talk is the office's note of it. One query."""
    rows = []
    for row in actor.listings.all()[:MOST]:
        days = " – ".join(_day(day) for day in (row.available_from, row.available_to) if day)
        text = "" if row.consultation_id else row.text
        until = _("valid until %(day)s") % {"day": _day(row.expires_on)} if row.expires_on else ""
        amount = amount_words(row.amount, row.unit)
        told = _joined(row.title, amount, days, until, row.get_state_display(), row.get_visibility_display(), text)
        rows.append((row.get_exchange_type_display(), told))
    return StoredSection("listings", _("Wants and offers"), rows)


# --- who learned of it -------------------------------------------------------------------------------------
def _met(actor, contact) -> list[StoredSection]:
    """With whom the initiative was introduced, and what was passed on about it or about the person; four queries at most."""
    connections = Connection.objects.filter(at_actor(actor), introduced_at__isnull=False).sighted().with_names().defer("note")
    connections = list(connections.order_by("-introduced_at", "-pk")[:MOST])
    own_side = Q(side=Side.FROM, connection__from_actor=actor) | Q(side=Side.TO, connection__to_actor=actor)
    if contact:
        own_side |= Q(contact=contact)
    sides = IntroductionSide.objects.sighted().filter(own_side, connection__introduced_at__isnull=False)
    sides = sides.select_related("connection__from_actor__municipality", "connection__to_actor__municipality")
    sides = list(sides.order_by("-connection__introduced_at", "-pk")[:MOST])
    names = Names.of_rows(actor.municipality, [*connections, *(side.connection for side in sides)])
    known = []
    for row in connections:
        side = Side(row.side_of(actor))
        known.append((names.of(row.actor_of(side.other)), _joined(_day(row.introduced_at), row.words_for(side), row.get_stage_display())))
    passed = []
    for side in sides:
        other = names.of(side.connection.actor_of(Side(side.side).other))
        about = "" if side.actor == actor else names.of(side.actor)
        data = IntroductionSide._meta.get_field("passed_on").words(side.passed_on) or _("the name alone")
        passed.append((other, _joined(_day(side.connection.introduced_at), about, data)))
    return [
        StoredSection("introduced", _("With whom we introduced you"), known, _("With nobody yet.")),
        StoredSection("passed", _("To whom contact data were passed on"), passed, _("To nobody. Before each time we ask both sides.")),
    ]


def _exports(actor, contact) -> StoredSection:
    """The files in which the initiative or the person was: when and for what, not by whom. One query for each."""
    found = []
    for subject in filter(None, (actor, contact)):
        for entry in exports_of(actor.municipality, subject, MOST):
            export = TableExport.registered.get(entry.slug)
            purpose = ExportPurpose(entry.purpose).label
            found.append((entry.exported_at, _joined(subject, export.title if export else entry.slug, purpose)))
    found.sort(key=lambda row: row[0], reverse=True)
    rows = [(_day(moment), told) for moment, told in found[:MOST]]
    return StoredSection("exports", _("Files in which your data were"), rows, _("In none within the last year."))


# --- the person --------------------------------------------------------------------------------------------
def _person(contact) -> StoredSection:
    """The person's own fields and roles; one query."""
    roles = contact.roles.sighted().select_related("actor")[:MOST]
    rows = _fields(contact, PERSON_FIELDS) + [(_("Role"), _joined(row.actor, row.role_title)) for row in roles]
    return StoredSection("person", _("About you: %(name)s") % {"name": contact}, rows)


def _talks(contact) -> StoredSection:
    """Day, channel and topics of the talks in which the person took part; two queries."""
    talks = Consultation.objects.sighted().filter(contacts=contact).prefetch_related("topics").defer("note", "need")
    talks = talks.order_by("-held_on", "-pk")[:MOST]
    rows = [(_day(row.held_on), _joined(row.get_channel_display(), ", ".join(str(topic) for topic in row.topics.all()))) for row in talks]
    return StoredSection("talks", _("Talks with you"), rows, _("None."))


# --- what was said and sent --------------------------------------------------------------------------------
def _consents(actor, contact) -> StoredSection:
    """Every consent and objection with all its times; two queries for each."""
    rows = []
    for subject in filter(None, (actor, contact)):
        for row in subject.consents.select_related("purpose", "text")[:MOST]:
            times = (
                (_("asked"), row.recorded_at if row.request_id else None),
                (_("given"), row.confirmed_at),
                (_("declined"), row.declined_at),
                (_("withdrawn"), row.withdrawn_at),
            )
            said = [f"{what} {_day(moment)}" for what, moment in times if moment]
            version = _("version %(number)s of the text") % {"number": row.text.number}
            rows.append((str(row.purpose), _joined(subject, *said, row.get_channel_display(), version)))
        for row in subject.objections.select_related("purpose")[:MOST]:
            said = [_("objected") + f" {_day(row.raised_at)}", _("lifted") + f" {_day(row.lifted_at)}" if row.lifted_at else ""]
            rows.append((str(row.purpose), _joined(subject, *said, row.get_channel_display())))
    return StoredSection("consents", _("Consents and objections"), rows, _("None."))


def _mails(actor, contact) -> StoredSection:
    """The mails that were sent to the person, and those to the initiative's own address; one query."""
    own = Q(actor=actor, contact=None)
    if contact:
        own |= Q(contact=contact)
    mails = Message.objects.sighted().filter(own, state=MessageState.SENT).defer("body").order_by("-sent_at", "-pk")[:MOST]
    return StoredSection("mails", _("Mails to you"), [(_day(row.sent_at), row.subject) for row in mails], _("None."))


def _sent(link) -> StoredSection:
    """What came from the holder of the link, of a proposal the fields that it is about; two queries."""
    rows = []
    for entry in entries_of(link).prefetch_related("changes")[:MOST]:
        fields = ", ".join(change.get_part_display() for change in entry.changes.all())
        result = entry.get_result_display() or entry.get_state_display()
        told = [f"{label}: {words}" for label, words in wish_rows(entry)]
        rows.append((_day(entry.received_at), _joined(entry.get_kind_display(), result, fields, *told, entry.text)))
    return StoredSection("sent", _("What you sent us"), rows, _("Nothing yet."))


def _checks(actor, contact) -> StoredSection:
    """When the holder of the link was asked whether the entry is still right; one query."""
    checks = actor.profile_checks.filter(contact=contact)[:MOST]
    rows = [(_day(row.asked_at or row.answered_at), _joined(row.get_answer_display(), _day(row.answered_at))) for row in checks]
    return StoredSection("checks", _("Whether the entry is still right"), rows, _("You have not been asked yet."))


def _links(link) -> StoredSection:
    """The links that lead the holder to pages of the office; one query."""
    rows = []
    own = subject_fields(link.contact) if link.contact else {"actor": link.actor, "contact": None}
    for row in type(link).objects.filter(municipality=link.municipality_id, expires_at__isnull=False, **own)[:MOST]:
        kind = link_purpose(row.purpose)
        until = _("valid until %(day)s") % {"day": _day(row.expires_at)}
        ended = _("withdrawn on %(day)s") % {"day": _day(row.revoked_at)} if row.revoked_at else ""
        used = _("used on %(day)s") % {"day": _day(row.used_at)} if row.used_at else ""
        rows.append((str(kind.label) if kind else row.purpose, _joined(_day(row.created_at), row.email, until, used, ended)))
    return StoredSection("links", _("Your personal links"), rows)


def stored_sections(link) -> list[StoredSection]:
    """Everything, in the order of the page; of an initiative's own link without a person what is the initiative's."""
    actor, contact = link.actor, link.contact
    own = [_person(contact), _talks(contact)] if contact else []
    return [
        _entry(actor),
        _places(actor),
        *own,
        *_met(actor, contact),
        _exports(actor, contact),
        _consents(actor, contact),
        _listings(actor),
        _sent(link),
        _mails(actor, contact),
        _checks(actor, contact),
        _links(link),
        _files(actor, contact),
    ]
