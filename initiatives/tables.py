"""The register's tables."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.access_log import LogKind, log_lines
from initiatives.choices import ExportPurpose, MessageState
from wf40.tables import MISSING, Column, Table, day, link, text


def _actor_name(actor) -> str:
    names = ", ".join(alias.name for alias in actor.aliases.all())
    below = [gettext("archived")] if actor.archived_at else []
    below += [gettext("also: %(names)s") % {"names": names}] if names else []
    return link(actor.get_absolute_url(), actor.trading_name, " · ".join(below))


def _district(actor) -> str:
    place = next(iter(actor.locations.all()), None)
    return str(place.district) if place and place.district else MISSING


def _fields(actor) -> str:
    return ", ".join(field.label for field in actor.work_fields.all()[:2]) or MISSING


class ActorTable(Table):
    """The list of actors."""

    caption = _("Actors")
    counted = ngettext_lazy("%(shown)s actor", "%(shown)s actors", "number")
    default_sort = "name"
    columns = (
        Column("name", _("Name"), _actor_name, ("sort_key",), "wf-table__name"),
        Column("kind", _("Kind"), lambda actor: actor.get_kind_display(), ("kind",), "wf-wide"),
        Column("field", _("Field"), _fields),
        Column("district", _("District"), _district),
        Column(
            "steward",
            _("Looked after by"),
            lambda actor: actor.steward.get_short_name() if actor.steward else MISSING,
            ("steward__name",),
            "wf-wide",
            has_gaps=True,
        ),
        Column(
            "last", _("Last contact"), lambda actor: day(actor.last_consulted_on), ("last_consulted_on",), "wf-num", True, has_gaps=True
        ),
        Column("open", _("Open"), lambda actor: text(actor.open_follow_up_count or ""), ("open_follow_up_count",), "wf-num", True),
    )


def _roles(contact) -> str:
    return (
        format_html_join(
            ", ",
            '<a href="{}">{}</a>{}',
            [
                (role.actor.get_absolute_url(), role.actor.trading_name, f" ({role.role_title})" if role.role_title else "")
                for role in contact.roles.all()
            ],
        )
        or MISSING
    )


def _phone(contact) -> str:
    url, number = (contact.phone_url, contact.phone) if contact.phone else (contact.mobile_url, contact.mobile)
    return format_html('<a href="{}">{}</a>', url, number) if url else text(number)


class ContactTable(Table):
    """The list of people."""

    caption = _("People")
    counted = ngettext_lazy("%(shown)s person", "%(shown)s people", "number")
    default_sort = "name"
    columns = (
        Column("name", _("Name"), lambda contact: link(contact.get_absolute_url(), contact), ("sort_key",), "wf-table__name"),
        Column("actors", _("Actors"), _roles),
        Column("phone", _("Phone"), _phone, ("phone",)),
        Column(
            "email",
            _("E-mail"),
            lambda contact: format_html('<a href="mailto:{0}">{0}</a>', contact.email) if contact.email else MISSING,
            ("email",),
        ),
    )


def _with_whom(consultation) -> str:
    actors = list(consultation.actors.all())
    names = ", ".join(actor.trading_name for actor in actors[:3]) + (f" (+{len(actors) - 3})" if len(actors) > 3 else "")
    return link(
        consultation.get_absolute_url(), names or MISSING, gettext("confidential") if consultation.is_confidential else consultation.need
    )


class ConsultationTable(Table):
    """The list of consultations."""

    caption = _("Consultations")
    counted = ngettext_lazy("%(shown)s consultation", "%(shown)s consultations", "number")
    default_sort = "-day"
    columns = (
        Column("actors", _("With"), _with_whom, (), "wf-table__name"),
        Column("day", _("Date"), lambda consultation: day(consultation.held_on), ("held_on",), "wf-num"),
        Column("channel", _("Channel"), lambda consultation: consultation.get_channel_display(), ("channel",)),
        Column(
            "topics",
            _("Topics"),
            lambda consultation: ", ".join(topic.label for topic in consultation.topics.all()) or MISSING,
            (),
            "wf-wide",
        ),
        Column("outcome", _("Outcome"), lambda consultation: consultation.get_outcome_display(), ("outcome",)),
        Column("minutes", _("Minutes"), lambda consultation: text(consultation.minutes), ("minutes",), "wf-num", True, has_gaps=True),
        Column(
            "adviser",
            _("Recorded by"),
            lambda consultation: consultation.created_by.get_short_name() if consultation.created_by else MISSING,
            ("created_by__name",),
            "wf-wide",
            has_gaps=True,
        ),
    )


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
        reverse(name, args=[follow_up.pk]),
        label,
        follow_up.task,
    )


class FollowUpTable(Table):
    """The list of promises; who may change them gets the button of each row."""

    caption = _("Follow-ups")
    counted = ngettext_lazy("%(shown)s follow-up", "%(shown)s follow-ups", "number")
    default_sort = "due"
    columns = (
        Column("due", _("Due on"), _due, ("due_on",), "wf-date"),
        Column(
            "task",
            _("What"),
            lambda row: link(row.get_absolute_url(), row.task, row.actor.trading_name if row.actor else ""),
            ("task",),
            "wf-table__name",
        ),
        Column("assignee", _("Who"), lambda row: row.assignee.get_short_name(), ("assignee__name",)),
    )
    done = Column("done", _("Done on"), lambda row: day(row.done_at), ("done_at",), "wf-date", True, has_gaps=True)
    button = Column("state", _("Next step"), _state_button, (), "wf-step")

    def __init__(self, params=None, *, shows_done=False, may_change=False):
        self.columns += (self.done,) * shows_done + (self.button,) * may_change
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
    entry = line.entry
    what = ngettext("%(list)s, %(rows)s row (%(format)s)", "%(list)s, %(rows)s rows (%(format)s)", entry.row_count)
    what %= {"list": line.list_name, "rows": intcomma(entry.row_count), "format": entry.file_format}
    purpose = gettext("Purpose: %(purpose)s") % {"purpose": dict(ExportPurpose.choices).get(entry.purpose, entry.purpose)}
    filters = gettext("Filters: %(filters)s") % {"filters": entry.selection or gettext("none")}
    return _with_meta(what, f"{purpose} · {filters}")


def _reading_words(line) -> str:
    return link(line.record.get_absolute_url(), line.record) if line.record else gettext("a consultation whose data are restricted")


def _restriction_words(line) -> str:
    entry = line.entry
    meta = " · ".join(str(part) for part in (entry.get_reason_display(), entry.note) if part)
    if line.record is None:
        return _with_meta(gettext("deleted"), meta)
    url = reverse("restricted_list") if line.is_closed else line.record.get_absolute_url()
    return link(url, line.record, meta)


def _log_words(line) -> str:
    told = {LogKind.EXPORT: _export_words, LogKind.READING: _reading_words, LogKind.RESTRICTION: _restriction_words}
    return told[line.kind](line)


LOG_PEOPLE = {LogKind.EXPORT: "exported_by", LogKind.READING: "reader", LogKind.RESTRICTION: "entered_by"}


class AccessLogTable(Table):
    """Who took out, read or restricted what, and when; its rows come from three tables."""

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
        """By time; at the same time by kind and number, since the rows of three tables have no common key."""
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
    button = Column("undo", _("Next step"), _undo_link, (), "wf-step")

    def __init__(self, params=None, *, may_undo=False):
        self.columns += (self.button,) * may_undo
        super().__init__(params)
