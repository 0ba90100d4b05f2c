"""What happened with an actor or a person, line by line: talks, promises, changes, mails, files, consents, people, bulk steps, exports.

Each function gives lines for the registry's `timeline` or `contact_timeline`, the newest `limit` of its kind, and starts from rows that
the reader sees; what only a history tells is told to whoever sees the record itself.
"""

from collections import defaultdict
from datetime import datetime, time
from functools import partial

from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.choices import Channel, ConsentChannel, ExportPurpose, ExportStage, MessageState
from initiatives.models import (
    Actor,
    ActorAlias,
    Attachment,
    ChangeSet,
    Consent,
    Consultation,
    Contact,
    ContactRole,
    CustomValue,
    ExportEntry,
    FollowUp,
    Location,
    Message,
    Objection,
    WarningFlag,
)
from initiatives.models.purpose import subject_fields
from initiatives.undo import histories
from wf40.exports import TableExport
from wf40.history import SAME_SAVING, changes_of
from wf40.packing import unpack
from wf40.registry import TimelineEntry
from wf40.tables import MISSING, record_url

TEXT_SHOWN = 400
# So many of the city's newest files are looked through for one record.
FILES_LOOKED_THROUGH = 200
# A promise is saved a few times: with so many rows of history for each line that is wanted, enough of them tell something.
ROWS_PER_LINE = 4


# --- the whole ---------------------------------------------------------------------------------------------
def _moment(entry: TimelineEntry) -> tuple:
    """Day, then the moment where one is known, then the text, so that the order is always the same."""
    if isinstance(entry.when, datetime):
        moment = timezone.localtime(entry.when)
        return (moment.date(), moment.timestamp(), entry.what)
    return (entry.when, datetime.combine(entry.when, time.min).timestamp(), entry.what)


def tell(sources, user, municipality, record, limit: int) -> dict[str, list[TimelineEntry]]:
    """The lines of some sources: {key of the source: lines}."""
    return {source.key: source.entries(user, municipality, record, limit) for source in sources}


def in_order(told: dict[str, list[TimelineEntry]]) -> list[TimelineEntry]:
    """The lines of all sources, newest first."""
    return sorted((entry for lines in told.values() for entry in lines), key=_moment, reverse=True)


# --- words -------------------------------------------------------------------------------------------------
def _meta(*parts) -> str:
    return " · ".join(str(part) for part in parts if part)


def _who(user) -> str:
    return user.get_short_name() if user else ""


def _day(day) -> str:
    return date_format(day, "d.m.Y")


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN].rstrip()} …"


def _kind(record) -> str:
    """The first word of the names of addresses and fields: "actor", also for its proxies, or "contact"."""
    return "contact" if isinstance(record, Contact) else "actor"


def _is_seen(user, municipality, record) -> bool:
    """Whether the reader sees the record: then its history too."""
    is_here = municipality is not None and record.municipality_id == municipality.pk and record.restricted_at is None
    return is_here and user.has_perm(f"initiatives.view_{_kind(record)}", municipality)


def _named(record, url_name: str) -> tuple[str, str]:
    """Name and address of an actor or a person in a history; one who is gone or restricted has neither."""
    if record is None:
        return _("deleted"), ""
    if record.restricted_at:
        return _("not shown"), ""
    return str(record), record_url(url_name, record.pk)


def _of(model, record, *related):
    """The rows of the history of what stands around a record, newest first."""
    rows = model.history.filter(**{f"{_kind(record)}_id": record.pk}).select_related("history_user", *related)
    return rows.order_by("-history_date", "-history_id")


# --- warnings ----------------------------------------------------------------------------------------------
def warnings(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Warnings as they were raised and as they ended."""
    rows = WarningFlag.objects.visible_to(user, municipality).filter(actor=actor).select_related("created_by", "ended_by")
    entries = []
    # Ended or not, the younger of the two days decides which ones are told.
    for row in rows.order_by(Coalesce("ended_at", "created_at").desc(), "-pk")[:limit]:
        url, kind = record_url("warning_change", row.pk), {"kind": row.get_kind_display()}
        if row.ended_at:
            entries.append(TimelineEntry(row.ended_at, _("Warning ended: %(kind)s") % kind, _who(row.ended_by), url=url))
        entries.append(TimelineEntry(row.created_at, _("Warning: %(kind)s") % kind, _who(row.created_by), row.text, url))
    return entries


# --- talks and promises ------------------------------------------------------------------------------------
def _talk(row, *about) -> TimelineEntry:
    """One line of a talk; of a confidential one only that it took place."""
    channel = str(Channel(row.channel).label)
    what = f"{channel}, {row.minutes}\N{NO-BREAK SPACE}min" if row.minutes else channel
    note = _("The note is confidential.") if row.is_confidential else _cut(row.note)
    topics = ", ".join(topic.label for topic in row.topics.all())
    meta = _meta(*about, _who(row.created_by), topics)
    return TimelineEntry(row.held_on, what, meta, note, record_url("consultation_detail", row.pk), is_talk=True)


def consultations(user, municipality, actor, limit) -> list[TimelineEntry]:
    """The talks with an actor."""
    rows = Consultation.objects.visible_to(user, municipality, at=actor).select_related("created_by").prefetch_related("topics")
    return [_talk(row) for row in rows[:limit]]


def talks_of_person(user, municipality, contact, limit) -> list[TimelineEntry]:
    """The talks in which a person took part, with the actors that may be named."""
    rows = Consultation.objects.visible_to(user, municipality).filter(contacts=contact).select_related("created_by")
    rows = rows.prefetch_related("topics", Prefetch("actors", Actor.objects.sighted()))
    return [_talk(row, ", ".join(str(actor) for actor in row.actors.all())) for row in rows[:limit]]


def follow_ups(user, municipality, actor, limit) -> list[TimelineEntry]:
    """What was promised, by either side and until when, and what became of it."""
    rows = FollowUp.objects.visible_to(user, municipality, at=actor).select_related("created_by", "assignee", "done_by")
    entries = []
    # Whatever happened to a promise is no younger than its last change.
    for row in rows.order_by("-changed_at", "-pk")[:limit]:
        url = record_url("follow_up_change", row.pk)
        what = _("Promised by the other side: %(task)s") if row.is_theirs else _("Promised: %(task)s")
        due = _("due on %(day)s") % {"day": _day(row.due_on)}
        entries.append(TimelineEntry(row.created_at, what % {"task": row.task}, _meta(due, _who(row.assignee)), url=url))
        if row.done_at:
            done = _("Done: %(task)s") % {"task": row.task}
            entries.append(TimelineEntry(row.done_at, done, _who(row.done_by), row.done_note, url))
    return sorted(entries, key=_moment, reverse=True)[:limit]


def follow_up_moves(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Promises that were moved, handed over or opened again."""
    seen = FollowUp.objects.visible_to(user, municipality, at=actor)
    rows = FollowUp.history.filter(id__in=seen.values("pk")).select_related("history_user", "assignee", "done_by")
    later, entries = {}, []
    for row in rows.order_by("-history_date", "-history_id")[: limit * ROWS_PER_LINE]:
        after, later[row.id] = later.get(row.id), row
        if after is None:
            continue
        add = partial(_add_move, entries, after)
        if row.due_on != after.due_on:
            days = {"old": _day(row.due_on), "new": _day(after.due_on)}
            add(_("Moved: %(task)s"), _("from %(old)s to %(new)s") % days)
        if row.assignee_id != after.assignee_id:
            add(_("Handed over: %(task)s"), _("to %(name)s") % {"name": _who(after.assignee) or _("deleted")})
        if row.done_at and not after.done_at:
            add(_("Opened again: %(task)s"))
            # That it was done before stands in no field any more.
            done = _("Done: %(task)s") % {"task": row.task}
            entries.append(TimelineEntry(row.done_at, done, _who(row.done_by), row.done_note, record_url("follow_up_change", row.id)))
    return entries[:limit]


def _add_move(entries, row, what: str, about: str = "") -> None:
    url = record_url("follow_up_change", row.id)
    entries.append(TimelineEntry(row.history_date, what % {"task": row.task}, _meta(about, _who(row.history_user)), url=url))


# --- changes -----------------------------------------------------------------------------------------------
def _standing(emptied: dict[str, bool]) -> list[str]:
    """What a saving changed in how a record stands, in words; `emptied` says of each changed field whether it lost its value."""
    said = {
        "archived_at": (_("Archived"), _("Brought back into the lists")),
        "published_since": (_("Released for publication"), _("Release taken back")),
        "paused_at": (_("Profile hidden by the actor"), _("Profile shown again by the actor")),
        "restricted_at": (_("Data restricted (Art. 18)"), _("Restriction lifted")),
        "informed_on": (_("Informed about the data (Art. 14)"), ""),
    }
    words = [said[name][emptied[name]] for name in said if name in emptied]
    if "assured_on" in emptied or "assured_by" in emptied:
        words.append(_("Entries assured"))
    return [word for word in words if word]


STANDING = frozenset(
    "archived_at archived_by archive_reason archive_note published_since released_by paused_at restricted_at restricted_by"
    " restriction_reason assured_on assured_by".split()
)


def changes(user, municipality, record, limit) -> list[TimelineEntry]:
    """Changes of a record's own fields, one line per saving, and one for each change of how it stands: archived, released …"""
    if not _is_seen(user, municipality, record):
        return []
    url = reverse(f"{_kind(record)}_changes", args=[record.pk])
    entries = []
    for step in changes_of(record, limit=limit, with_values=False):
        if step.is_first:
            entries.append(TimelineEntry(step.when, _("Taken into the register"), step.who, url=url))
            continue
        standing = _standing({change.field: change.new == MISSING for change in step.changes})
        entries += [TimelineEntry(step.when, words, step.who, url=url) for words in standing]
        plain = [change for change in step.changes if change.field not in STANDING and not (standing and change.field == "informed_on")]
        if plain:
            fields = ", ".join(change.label for change in plain)
            entries.append(TimelineEntry(step.when, _("Changed: %(fields)s") % {"fields": fields}, step.who, url=url))
    return entries


def changes_around(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Places, other names and the office's own fields of an actor; what came with the actor itself is no line of its own."""
    if not _is_seen(user, municipality, actor):
        return []
    url = reverse("actor_changes", args=[actor.pk])
    place = {"+": _("Place added: %(name)s"), "~": _("Place changed: %(name)s"), "-": _("Place removed: %(name)s")}
    name = {"+": _("Other name added: %(name)s"), "~": _("Other name changed: %(name)s"), "-": _("Other name removed: %(name)s")}
    own = dict.fromkeys("+~-", _("Changed: %(name)s"))
    found = [
        (row, place, _meta(f"{row.street} {row.house_number}".strip(), row.locality) or row.label or MISSING)
        for row in _of(Location, actor)[:limit]
    ]
    found += [(row, name, row.name) for row in _of(ActorAlias, actor)[:limit]]
    found += [(row, own, row.field.label if row.field else _("deleted")) for row in _of(CustomValue, actor, "field")[:limit]]
    return [
        TimelineEntry(row.history_date, words[row.history_type] % {"name": said}, _who(row.history_user) or _("System"), url=url)
        for row, words, said in found
        if not (row.history_type == "+" and row.history_date - actor.created_at < SAME_SAVING)
    ]


def bulk_steps(user, municipality, record, limit) -> list[TimelineEntry]:
    """Lists that were taken in, edits of many, hand-overs and what took them back, as far as they touched this record."""
    if not _is_seen(user, municipality, record):
        return []
    own, touched = _kind(record), Q()
    root = {"actor": Actor, "contact": Contact}[own]
    for past in histories():
        model, names = past.instance_type, {entry.attname for entry in past.tracked_fields}
        field = model._meta.pk.attname if model is root else f"{own}_id"
        if field in names:
            touched |= Q(pk__in=past.objects.filter(change_set__isnull=False, **{field: record.pk}).values("change_set"))
    # Not `visible_to`, which says who may take a step back: that it touched the record is told to whoever sees the record.
    rows = ChangeSet.objects.filter(touched, municipality=municipality).select_related("made_by")
    url = reverse("change_set_list") if user.has_perm("initiatives.view_changeset", municipality) else ""
    entries = []
    for row in rows[:limit]:
        what = f"{row.get_verb_display()}: {row.about}" if row.about else row.get_verb_display()
        entries.append(TimelineEntry(row.made_at, what, _who(row.made_by) or _("System"), url=url))
    return entries


# --- people ------------------------------------------------------------------------------------------------
def people(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Who came, left or took another role at an actor."""
    said = {"+": _("Person added: %(name)s"), "~": _("Role changed: %(name)s"), "-": _("Person no longer there: %(name)s")}
    return _roles(user, municipality, actor, limit, said, "contact")


def roles(user, municipality, contact, limit) -> list[TimelineEntry]:
    """Whom a person began and ceased to serve."""
    said = {"+": _("Now at: %(name)s"), "~": _("Role changed: %(name)s"), "-": _("No longer at: %(name)s")}
    return _roles(user, municipality, contact, limit, said, "actor")


def _roles(user, municipality, record, limit, said: dict[str, str], other: str) -> list[TimelineEntry]:
    if not _is_seen(user, municipality, record):
        return []
    entries = []
    for row in _of(ContactRole, record, other)[:limit]:
        subject = getattr(row, other)
        name, url = _named(subject, f"{other}_detail")
        # What somebody does here is told to nobody while their data are restricted.
        role = "" if getattr(subject, "restricted_at", None) else row.role_title
        meta = _meta(role, _who(row.history_user) or _("System"))
        entries.append(TimelineEntry(row.history_date, said[row.history_type] % {"name": name}, meta, url=url))
    return entries


# --- mails, files, consents --------------------------------------------------------------------------------
def messages(user, municipality, record, limit) -> list[TimelineEntry]:
    """What was mailed, and what did not arrive or perhaps not; the text stands on the mail's own page."""
    ended = (MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN)
    rows = Message.objects.visible_to(user, municipality).filter(state__in=ended, **subject_fields(record))
    rows = rows.annotate(ended_at=Coalesce("sent_at", "sending_at", "created_at")).select_related("purpose").defer("body")
    entries = []
    for row in rows.order_by("-ended_at", "-pk")[:limit]:
        state = "" if row.state == MessageState.SENT else _("put aside") if row.is_put_aside else row.get_state_display()
        meta = _meta(state, _("to %(email)s") % {"email": row.email}, row.purpose)
        entries.append(
            TimelineEntry(row.ended_at, _("Mail: %(subject)s") % {"subject": row.subject}, meta, url=record_url("message_detail", row.pk))
        )
    return entries


def files(user, municipality, record, limit) -> list[TimelineEntry]:
    """Files that were added, described anew or removed."""
    if not (_is_seen(user, municipality, record) and user.has_perm("initiatives.view_attachment", municipality)):
        return []
    said = {"+": _("File added: %(title)s"), "~": _("File changed: %(title)s"), "-": _("File removed: %(title)s")}
    rows, gone, entries = list(_of(Attachment, record)[:limit]), set(), []
    for row in rows:
        if row.history_type == "-":
            gone.add(row.id)
        url = "" if row.id in gone else record_url("attachment_file", row.id)
        meta = _meta(row.get_kind_display(), _who(row.history_user) or _("System"))
        entries.append(TimelineEntry(row.history_date, said[row.history_type] % {"title": row.title}, meta, url=url))
    return entries


def consents(user, municipality, record, limit) -> list[TimelineEntry]:
    """What was asked, given, refused and withdrawn, and what was objected to; several purposes of one moment share a line."""
    own = subject_fields(record)
    given = Consent.objects.visible_to(user, municipality).filter(**own).select_related("purpose", "recorded_by", "withdrawn_by")
    objected = Objection.objects.visible_to(user, municipality).filter(**own).select_related("purpose", "recorded_by", "lifted_by")
    given, happened = list(given[:limit]), defaultdict(list)

    def add(when, what, purpose, *meta):
        if when:
            happened[when, what, _meta(*meta)].append(str(purpose))

    for row in given:
        by_link = row.channel == ConsentChannel.LINK
        if row.request_id or (by_link and row.confirmed_at is None):
            add(row.recorded_at, _("Asked for consent: %(purposes)s"), row.purpose, _who(row.recorded_by))
        add(row.declined_at, _("Consent refused: %(purposes)s"), row.purpose, row.get_channel_display())
        who = "" if by_link else _who(row.recorded_by)
        add(row.confirmed_at, _("Consent given: %(purposes)s"), row.purpose, row.get_channel_display(), who)
        is_replaced = any(other.purpose_id == row.purpose_id and other.came_at == row.withdrawn_at for other in given if other is not row)
        what = _("Consent replaced by a newer one: %(purposes)s") if is_replaced else _("Consent withdrawn: %(purposes)s")
        add(row.withdrawn_at, what, row.purpose, row.get_withdrawn_channel_display(), _who(row.withdrawn_by))
    for row in objected[:limit]:
        add(row.raised_at, _("Objection: %(purposes)s"), row.purpose, row.get_channel_display(), _who(row.recorded_by))
        add(row.lifted_at, _("Objection lifted: %(purposes)s"), row.purpose, _who(row.lifted_by))
    url = reverse(f"{_kind(record)}_consents", args=[record.pk])
    entries = [
        TimelineEntry(when, what % {"purposes": ", ".join(purposes)}, meta, url=url) for (when, what, meta), purposes in happened.items()
    ]
    return sorted(entries, key=_moment, reverse=True)[:limit]


# --- files that left the register --------------------------------------------------------------------------
def exports_of(municipality, record, limit: int = FILES_LOOKED_THROUGH) -> list[ExportEntry]:
    """The ends of the files that showed an actor or a person, newest first, among the city's newest 200 since it is in the register;
    one query. Entries go after a year, and with them what they tell."""
    name = f"{_kind(record)}_keys"
    rows = ExportEntry.objects.filter(municipality=municipality, exported_at__gte=record.created_at, **{f"{name}__isnull": False})
    rows = rows.exclude(stage=ExportStage.BEGUN).select_related("exported_by")
    rows = rows.defer("columns", "selection", "contact_keys" if name == "actor_keys" else "actor_keys")
    return [row for row in rows[:FILES_LOOKED_THROUGH] if record.pk in unpack(getattr(row, name))][:limit]


def exports(user, municipality, record, limit) -> list[TimelineEntry]:
    """In which files it left the register, for what; who took them out is told to those who may read the log."""
    # Not `visible_to`: the log is for a few, that somebody's data left is no secret from whoever sees them.
    if not _is_seen(user, municipality, record):
        return []
    reads_log = user.has_perm("initiatives.view_exportentry", municipality)
    url = reverse("access_log") if reads_log else ""
    entries = []
    for row in exports_of(municipality, record, limit):
        export = TableExport.registered.get(row.slug)
        what = _("In a file: %(list)s") % {"list": export.title if export else row.slug}
        broken = row.get_stage_display() if row.stage == ExportStage.BROKEN else ""
        purpose = _("for: %(purpose)s") % {"purpose": ExportPurpose(row.purpose).label}
        entries.append(TimelineEntry(row.exported_at, what, _meta(broken, purpose, _who(row.exported_by) if reads_log else ""), url=url))
    return entries
