"""What stands on the page "Heute": promises that are due, what others owe us, drafts, warnings, gaps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Window
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.choices import Channel
from initiatives.completeness import Need, is_incomplete, missing
from initiatives.models import Actor, Draft, FollowUp, WarningFlag
from municipalities.models import Absence
from wf40.registry import TodayLine
from wf40.tables import record_url

# So many rows stand on the page; beyond that the list shows all of them.
SHOWN = 50
NEXT_DAYS = 7
WARNINGS_SHOWN, WARNINGS_FOLDED = 5, 45
DRAFTS_SHOWN = 5
DONE_SHOWN = 20
GAPS_SHOWN = 5
GAPS_FOR = Need.FUNDING_NOTICE


def since_words(days: int) -> str:
    """For how long something is overdue, as one would say it."""
    if days < 14:
        return ngettext("for %(count)d day", "for %(count)d days", days) % {"count": days}
    if days < 60:
        return ngettext("for %(count)d week", "for %(count)d weeks", days // 7) % {"count": days // 7}
    if days < 730:
        return ngettext("for %(count)d month", "for %(count)d months", days // 30) % {"count": days // 30}
    return ngettext("for %(count)d year", "for %(count)d years", days // 365) % {"count": days // 365}


def day_words(day: date, today: date) -> str:
    """A day as one would say it today; far ones are a date."""
    near = {0: _("today"), 1: _("tomorrow")}
    return near.get((day - today).days) or f"{day:%d.%m.%Y}"


@dataclass(frozen=True)
class Promise:
    """A row of the page: the promise, its day in words, and for whom somebody else sees it."""

    follow_up: FollowUp
    when: str
    below: str
    is_late: bool
    instead_of: str
    origin: str


def _row(follow_up, user, today: date) -> Promise:
    days = (follow_up.due_on - today).days
    if days < 0:
        when, below = f"{follow_up.due_on:%d.%m.%Y}", since_words(-days)
    else:
        # Today needs no weekday, and beyond a week it helps nobody.
        when, below = day_words(follow_up.due_on, today), date_format(follow_up.due_on, "D") if 0 < days <= NEXT_DAYS else ""
    talk = follow_up.consultation
    origin = f"{Channel(talk.channel).label}, {talk.held_on:%d.%m.%Y}" if talk else ""
    instead_of = "" if follow_up.assignee_id == user.pk else follow_up.assignee.get_short_name()
    return Promise(follow_up, when, below, days < 0, instead_of, origin)


def covered_by(user, municipality, day) -> list[Absence]:
    """The absences in which this person stands in for somebody on a day; one query."""
    return list(Absence.objects.visible_to(user, municipality).on(day).filter(covered_by=user).select_related("person"))


def _open_of(user, municipality, day):
    """(people, rows): the open promises of this person and of those whom they cover; one query for the people."""
    people = [user, *dict.fromkeys(absence.person for absence in covered_by(user, municipality, day))]
    rows = FollowUp.objects.visible_to(user, municipality).still_open().filter(assignee__in=people)
    return people, rows.select_related("actor", "consultation", "assignee").order_by("due_on", "pk")


def _list_url(person, **asked) -> str:
    query = QueryDict(mutable=True)
    query.update({"assignee": person.pk} | asked)
    return f"{reverse('follow_up_list')}?{query.urlencode()}"


def _promises(user, municipality, day, which, *, summary, **asked) -> dict | None:
    """The panel of one kind of promise; two queries. `summary` says in words how many they are."""
    people, rows = _open_of(user, municipality, day)
    rows = list(rows.filter(which).annotate(of_all=Window(Count("pk")), of_today=Window(Count("pk", filter=Q(due_on=day))))[:SHOWN])
    if not rows:
        return None
    count = rows[0].of_all
    return {
        "rows": [_row(row, user, day) for row in rows],
        "count": count,
        # Nothing is left out silently: whatever does not stand here stands there.
        "whole": [(person, _list_url(person, **asked)) for person in people] if count > len(rows) else [],
        "is_more": count > len(rows),
        "may_change": user.has_perm("initiatives.change_followup", municipality),
        "summary": summary(count, rows[0].of_today),
        "list_url": _list_url(user),
    }


def overdue(user, municipality, day) -> dict | None:
    """Promises whose day has passed, the own ones and those of the colleagues who are covered; two queries."""

    def words(count, _of_today):
        return [(ngettext("%(count)d overdue", "%(count)d overdue", count) % {"count": count}, True)]

    return _promises(user, municipality, day, Q(is_theirs=False, due_on__lt=day), summary=words, state="late")


def due(user, municipality, day) -> dict | None:
    """Promises of today and the next seven days; two queries."""

    def words(count, of_today):
        later = count - of_today
        parts = []
        if of_today:
            parts.append((ngettext("%(count)d due today", "%(count)d due today", of_today) % {"count": of_today}, False))
        if later:
            text = ngettext("%(count)d in the next days", "%(count)d in the next days", later) % {"count": later}
            parts.append((text, False))
        return parts

    until = day + timedelta(days=NEXT_DAYS)
    which = Q(is_theirs=False, due_on__range=(day, until))
    return _promises(user, municipality, day, which, summary=words, due_until=f"{until:%d.%m.%Y}")


def waiting(user, municipality, day) -> dict | None:
    """What others promised the office, whenever it is due; two queries."""
    return _promises(user, municipality, day, Q(is_theirs=True), summary=lambda _count, _of_today: [])


def _lines(panel) -> list[TodayLine]:
    if panel is None:
        return []
    lines = []
    for row in panel["rows"]:
        follow_up = row.follow_up
        day = f"{follow_up.due_on:%d.%m.%Y}"
        words = [f"{day} ({row.below})" if row.is_late else day]
        if follow_up.actor:
            words.append(str(follow_up.actor))
        if row.instead_of:
            words.append(_("in place of %(name)s") % {"name": row.instead_of})
        # A mail leaves the house: of a confidential talk it holds no words.
        is_confidential = follow_up.consultation is not None and follow_up.consultation.is_confidential
        what = _("Follow-up") if is_confidential else follow_up.task
        lines.append(TodayLine(what, " · ".join(words), follow_up.get_absolute_url()))
    for person, url in panel["whole"]:
        lines.append(TodayLine(_("All follow-ups of %(name)s") % {"name": person}, "", url))
    return lines


def overdue_lines(user, municipality, day) -> list[TodayLine]:
    """The overdue promises for the mail; two queries."""
    return _lines(overdue(user, municipality, day))


def due_lines(user, municipality, day) -> list[TodayLine]:
    """The promises of today and the next days for the mail; two queries."""
    return _lines(due(user, municipality, day))


def waiting_lines(user, municipality, day) -> list[TodayLine]:
    """What others promised, for the mail; two queries."""
    return _lines(waiting(user, municipality, day))


def drafts(user, municipality, day) -> dict | None:
    """What this person typed and did not save, the newest first; one query."""
    rows = list(Draft.objects.visible_to(user, municipality)[: DRAFTS_SHOWN + 1])
    if not rows:
        return None
    shown = []
    for draft in rows[:DRAFTS_SHOWN]:
        typed_at = timezone.localtime(draft.changed_at)
        ago = (day - typed_at.date()).days
        words = {0: _("Draft of today, %(time)s"), 1: _("Draft of yesterday, %(time)s")}.get(ago, _("Draft of %(day)s, %(time)s"))
        shown.append({"draft": draft, "when": words % {"day": f"{typed_at:%d.%m.%Y}", "time": f"{typed_at:%H:%M}"}})
    return {"drafts": shown, "is_more": len(rows) > DRAFTS_SHOWN}


def done_today(user, municipality, day) -> dict | None:
    """What this person ticked off today, the latest first, so that a slip is taken back at once; one query."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    rows = FollowUp.objects.visible_to(user, municipality).filter(done_by=user, done_at__gte=begin)
    rows = list(rows.select_related("actor").order_by("-done_at", "-pk")[:DONE_SHOWN])
    return {"rows": rows, "is_work": False} if rows else None


def _warnings(user, municipality):
    rows = WarningFlag.objects.visible_to(user, municipality).in_force().filter(actor__archived_at=None)
    return rows.select_related("actor").annotate(of_all=Window(Count("pk")))


def warnings(user, municipality, _day) -> dict | None:
    """What must not be overlooked, the newest first; one query."""
    rows = list(_warnings(user, municipality)[: WARNINGS_SHOWN + WARNINGS_FOLDED])
    if not rows:
        return None
    return {"flags": rows[:WARNINGS_SHOWN], "more": rows[WARNINGS_SHOWN:], "count": rows[0].of_all}


def warning_lines(user, municipality, _day) -> list[TodayLine]:
    """The newest warnings for the mail; one query."""
    return [
        TodayLine(f"{flag.get_kind_display()}: {flag.actor}", flag.text, record_url("actor_detail", flag.actor_id))
        for flag in _warnings(user, municipality)[:WARNINGS_SHOWN]
    ]


def gaps(user, municipality, _day) -> dict | None:
    """A few of the own actors that lack what a notice needs, in the order of the list behind them; two queries."""
    actors = Actor.objects.visible_to(user, municipality).current().filter(is_incomplete(GAPS_FOR), steward=user)
    rows = list(actors.order_by("sort_key", "pk")[:GAPS_SHOWN])
    if not rows:
        return None
    lacks = missing(rows, GAPS_FOR)
    return {
        "rows": [(actor, ", ".join(str(entry.label) for entry in lacks.get(actor.pk, {}).get(GAPS_FOR, []))) for actor in rows],
        "url": f"{reverse('gap_list')}?nur=meine&zweck={GAPS_FOR.value}",
    }


def own_absence(user, municipality, day) -> Absence | None:
    """The absence in which this person is on a day, otherwise the next one within a week; one query."""
    rows = Absence.objects.visible_to(user, municipality).filter(
        person=user, last_day__gte=day, first_day__lte=day + timedelta(days=NEXT_DAYS)
    )
    return rows.select_related("covered_by").first()
