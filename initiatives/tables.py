"""The register's tables."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wf40.tables import MISSING, Column, Table, day, link, text


def _actor_name(actor) -> str:
    names = ", ".join(alias.name for alias in actor.aliases.all())
    below = gettext("also: %(names)s") % {"names": names} if names else ""
    return link(actor.get_absolute_url(), actor.trading_name, below)


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


class ContactTable(Table):
    """The list of people."""

    caption = _("People")
    counted = ngettext_lazy("%(shown)s person", "%(shown)s people", "number")
    default_sort = "name"
    columns = (
        Column("name", _("Name"), lambda contact: link(contact.get_absolute_url(), contact), ("sort_key",), "wf-table__name"),
        Column("actors", _("Actors"), _roles),
        Column("phone", _("Phone"), lambda contact: text(contact.phone or contact.mobile), ("phone",)),
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
