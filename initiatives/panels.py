"""What the register itself shows on an actor's page: timeline, people, places. Other apps register theirs the same way."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Consultation, FollowUp
from wf40.history import changes_of
from wf40.registry import NavigationItem, TimelineEntry, TimelineSource, navigation, timeline

TEXT_SHOWN = 400


def _consultations(user, municipality, actor, limit) -> list[TimelineEntry]:
    """The talks with an actor; of a confidential one only that it took place."""
    rows = Consultation.objects.visible_to(user, municipality).filter(actors=actor).select_related("created_by").prefetch_related("topics")
    entries = []
    for row in rows[:limit]:
        topics = ", ".join(topic.label for topic in row.topics.all())
        what = f"{row.get_channel_display()}, {row.minutes}\N{NO-BREAK SPACE}min" if row.minutes else row.get_channel_display()
        note = _("The note is confidential.") if row.is_confidential else row.note
        text = note if len(note) <= TEXT_SHOWN else f"{note[:TEXT_SHOWN].rstrip()} …"
        meta = " · ".join(part for part in (row.created_by.get_short_name() if row.created_by else "", topics) if part)
        entries.append(TimelineEntry(row.held_on, what, meta, text, row.get_absolute_url(), is_talk=True))
    return entries


def _follow_ups(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Promises that were kept."""
    rows = (
        FollowUp.objects.visible_to(user, municipality)
        .filter(actor=actor)
        .exclude(done_at=None)
        .select_related("done_by")
        .order_by("-done_at", "-pk")
    )
    return [
        TimelineEntry(
            row.done_at,
            _("Done: %(task)s") % {"task": row.task},
            row.done_by.get_short_name() if row.done_by else "",
            url=row.get_absolute_url(),
        )
        for row in rows[:limit]
    ]


def _changes(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Changes of the actor's own fields, one line per saving."""
    url = reverse("actor_changes", args=[actor.pk])
    entries = []
    for step in changes_of(actor, limit=limit):
        fields = ", ".join(change.label for change in step.changes)
        what = _("Taken into the register") if step.is_first else _("Changed: %(fields)s") % {"fields": fields}
        entries.append(TimelineEntry(step.when, what, step.who, url=url))
    return entries


def declare() -> None:
    """Tell the registry what the register adds."""
    navigation.register(NavigationItem("actors", gettext_lazy("Actors"), "actor_list", "initiatives.view_actor", 20))
    navigation.register(NavigationItem("contacts", gettext_lazy("People"), "contact_list", "initiatives.view_contact", 30))
    navigation.register(
        NavigationItem("consultations", gettext_lazy("Consultations"), "consultation_list", "initiatives.view_consultation", 40)
    )
    navigation.register(NavigationItem("follow_ups", gettext_lazy("Follow-ups"), "follow_up_list", "initiatives.view_followup", 50))
    timeline.register(TimelineSource("consultations", _consultations, queries=2, position=10))
    timeline.register(TimelineSource("follow_ups", _follow_ups, queries=1, position=20))
    # The history rows, its two lists, and the names of three kinds of rows that a change may point at.
    timeline.register(TimelineSource("changes", _changes, queries=6, position=30))
