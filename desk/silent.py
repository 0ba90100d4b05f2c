"""Actors who were advised once and of whom nothing was heard since: which they are, and the five that the office looks at today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.models import Snooze
from initiatives.choices import Outcome
from initiatives.models import Actor, Consultation, FollowUp
from wf40.registry import TodayLine
from wf40.tables import record_url

SILENT_AFTER = timedelta(days=180)
# Within so many days a talk is entered; looking through half a year for the late ones would cost the page more than it is worth.
ENTERED_WITHIN = timedelta(days=31)
A_DAY = 5
SHOWN = 3
TALKS = Consultation.actors.through.objects
ORDER = ("activity__last_consulted_on", "activity__actor_id")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _number(rows):
    """How many rows stand at the actor, 0 as well."""
    return Coalesce(Subquery(rows.order_by().values("actor").annotate(number=Count("pk")).values("number")), 0)


def _reached(**which):
    """The talks of an actor in which somebody was reached."""
    return TALKS.filter(actor=OuterRef("pk"), **which).exclude(consultation__outcome=Outcome.NO_ANSWER)


def _put_off_until(**which):
    """The day that the newest decision to wait names; None without one."""
    return Subquery(Snooze.objects.filter(actor=OuterRef("pk"), **which).order_by("-made_at", "-pk").values("until")[:1])


def _long_ago(user, municipality, day):
    """Actors whose last talk is long ago, walked through the index of their activity: the caller takes only the first few."""
    return (
        Actor.objects.visible_to(user, municipality)
        .walking_activity()
        .filter(activity__municipality=municipality, activity__last_consulted_on__lt=day - SILENT_AFTER)
        .order_by(*ORDER)
    )


def _silent(user, municipality, day):
    rows = _long_ago(user, municipality, day).current().filter(activity__open_follow_up_count=0)
    return rows.with_activity().annotate(reached=_number(_reached()), put_off_until=_put_off_until()).filter(reached=1)


def silent_actors(user, municipality, day):
    """Advised once, nothing heard for half a year, nothing open, nobody decided to wait: the longest silence first."""
    return _silent(user, municipality, day).filter(Q(put_off_until=None) | Q(put_off_until__lte=day))


def put_off_actors(user, municipality, day):
    """Those of whom somebody decided to wait."""
    return _silent(user, municipality, day).filter(put_off_until__gt=day)


def newest_snoozes(user, municipality, actors) -> dict[int, Snooze]:
    """The decision that counts for each of these actors; one query."""
    rows = Snooze.objects.visible_to(user, municipality).filter(actor__in=[actor.pk for actor in actors]).select_related("made_by")
    return {row.actor_id: row for row in rows.order_by("made_at", "pk")}


def _of_the_morning(user, municipality, day) -> list[tuple[date, int, Actor, bool]]:
    """(last talk, key, actor, is dealt with) of the five that were silent longest when the day began; two queries.

    What happened today takes nobody from the five, so that the list is the same all day and who works it off gets no further names.
    """
    begin = _begin(day)
    promised = FollowUp.objects.filter(Q(done_at=None) | Q(done_at__gte=begin), actor=OuterRef("pk"), created_at__lt=begin)
    was_silent = Q(put_off_before=None) | Q(put_off_before__lte=day), Q(archived_at=None) | Q(archived_at__gte=begin), ~Exists(promised)
    # A talk from before the silence that is entered today is no sign of life.
    of_today = {"consultation__created_at__gte": begin, "consultation__held_on__gte": day - SILENT_AFTER}
    before = {"put_off_before": _put_off_until(made_at__lt=begin)}
    rows = (
        _long_ago(user, municipality, day)
        .with_activity()
        .annotate(reached=_number(_reached()), put_off_until=_put_off_until(), **before)
        .filter(*was_silent, reached=1)
    )
    found = []
    for actor in rows.select_related("steward")[:A_DAY]:
        is_put_off = actor.put_off_until is not None and actor.put_off_until > day
        is_dealt_with = is_put_off or actor.open_follow_up_count > 0 or actor.archived_at is not None
        found.append((actor.last_consulted_on, actor.pk, actor, is_dealt_with))
    spoken = Consultation.objects.filter(municipality=municipality, held_on__gte=day - ENTERED_WITHIN, created_at__gte=begin)
    earlier = TALKS.filter(actor=OuterRef("pk")).exclude(**of_today)
    last = earlier.order_by().values("actor").annotate(last=Max("consultation__held_on")).values("last")
    called = (
        Actor.objects.visible_to(user, municipality)
        .filter(pk__in=TALKS.filter(consultation__in=spoken.values("pk")).values("actor"))
        .annotate(reached=_number(_reached().exclude(**of_today)), last_before=Subquery(last), **before)
        .filter(*was_silent, reached=1, last_before__lt=day - SILENT_AFTER)
        .order_by(F("last_before"), "pk")
    )
    found += [(actor.last_before, actor.pk, actor, True) for actor in called[:A_DAY]]
    return sorted(found, key=lambda row: row[:2])[:A_DAY]


@dataclass(frozen=True)
class SilentOfToday:
    """What is left of the day's five for one person: the own ones and those of nobody first."""

    actors: list[Actor]
    is_done: bool


def silent_of_today(user, municipality, day) -> SilentOfToday:
    """The day's silent actors that nobody has dealt with yet; two queries."""
    rows = _of_the_morning(user, municipality, day)
    left = [actor for _last, _key, actor, is_dealt_with in rows if not is_dealt_with]
    own_first = sorted(left, key=lambda actor: actor.steward_id not in (None, user.pk))
    return SilentOfToday(own_first, bool(rows) and not left)


def silent_panel(user, municipality, day) -> dict | None:
    """Three of the day's silent actors, the others folded away; nothing where nobody is silent. Two queries."""
    of_today = silent_of_today(user, municipality, day)
    if not of_today.actors and not of_today.is_done:
        return None
    return {
        "actors": of_today.actors[:SHOWN],
        "more": of_today.actors[SHOWN:],
        "may_put_off": user.has_perm("desk.add_snooze", municipality),
    }


def silent_lines(user, municipality, day) -> list[TodayLine]:
    """The day's silent actors for the mail; two queries."""
    return [
        TodayLine(
            _("Nothing heard of %(actor)s for long") % {"actor": actor},
            _("advised once, %(day)s") % {"day": f"{actor.last_consulted_on:%d.%m.%Y}"},
            record_url("actor_detail", actor.pk),
        )
        for actor in silent_of_today(user, municipality, day).actors
    ]
