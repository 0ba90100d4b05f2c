"""What a colleague must know who takes on somebody's work: the single rows to hand over, and the package on paper."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery

from initiatives.models import Actor, Consultation, ContactRole, Draft, FollowUp, WarningFlag

# Up to so many follow-ups and so many actors are handed over one by one; above, only all of a kind.
ONE_BY_ONE = 200
NOTE_SHOWN = 300


def single_rows(user, municipality, person) -> dict[str, list]:
    """The open follow-ups and the looked-after actors that may be handed over one by one, as far as this person sees them; of too many
    none. Two queries."""
    follow_ups = FollowUp.objects.visible_to(user, municipality).still_open().filter(assignee=person)
    actors = Actor.objects.visible_to(user, municipality).filter(steward=person).order_by("sort_key", "pk").defer("search_text")
    found = {"follow_ups": follow_ups.select_related("actor"), "actors": actors}
    rows = {name: list(query[: ONE_BY_ONE + 1]) for name, query in found.items()}
    return {name: kept if len(kept) <= ONE_BY_ONE else [] for name, kept in rows.items()}


@dataclass
class Entrusted:
    """One looked-after actor as the package shows it."""

    actor: Actor
    roles: list
    talk: Consultation | None
    # The first words of an open note; of a confidential one only that there is one.
    note: str
    ours: list[FollowUp]
    theirs: list[FollowUp]
    warnings: list[WarningFlag]


@dataclass
class Package:
    """What has to be known about somebody's work. Data under restriction are counted and not shown, confidential notes never stand here."""

    entrusted: list[Entrusted] = field(default_factory=list)
    # Promises of the person at no actor, or at actors that somebody else looks after.
    elsewhere: list[FollowUp] = field(default_factory=list)
    deputised: list[Actor] = field(default_factory=list)
    drafts: int = 0
    restricted: int = 0

    @property
    def count(self) -> int:
        """How many actors and promises stand on the paper."""
        return len(self.entrusted) + len(self.elsewhere) + len(self.deputised)

    @property
    def actor_keys(self) -> set[int]:
        """The actors that it names."""
        named = {entry.actor.pk for entry in self.entrusted} | {actor.pk for actor in self.deputised}
        return named | {row.actor_id for row in self.elsewhere if row.actor_id}

    @property
    def contact_keys(self) -> set[int]:
        """The people whom it names."""
        return {role.contact_id for entry in self.entrusted for role in entry.roles}


def _first_words(talk: Consultation | None) -> str:
    if talk is None or talk.is_confidential:
        return ""
    words = " ".join(talk.note.split())
    return words if len(words) <= NOTE_SHOWN else f"{words[:NOTE_SHOWN].rstrip()} …"


def make_package(user, municipality, person) -> Package:
    """Everything in a fixed number of queries, as far as the person who asks sees it."""
    talks = Consultation.objects.visible_to(user, municipality)
    promises = FollowUp.objects.visible_to(user, municipality).still_open().select_related("assignee", "actor")
    last = Consultation.objects.visible_to(user, municipality, at=OuterRef("pk")).order_by("-held_on", "-pk").values("pk")[:1]
    visible = Actor.objects.visible_to(user, municipality)
    actors = list(
        visible.filter(steward=person)
        .select_related("deputy")
        .annotate(last_talk=Subquery(last))
        .prefetch_related(
            Prefetch(
                "contact_roles",
                ContactRole.objects.sighted().select_related("contact").order_by("-is_main", "contact__sort_key", "pk"),
                to_attr="known_roles",
            ),
            Prefetch("warning_flags", WarningFlag.objects.visible_to(user, municipality).in_force(), to_attr="known_warnings"),
            Prefetch("follow_ups", promises, to_attr="known_promises"),
        )
        .order_by("sort_key", "pk")
    )
    told = talks.prefetch_related("topics").in_bulk([actor.last_talk for actor in actors if actor.last_talk])
    entrusted = [
        Entrusted(
            actor,
            actor.known_roles,
            talk := told.get(actor.last_talk),
            _first_words(talk),
            [row for row in actor.known_promises if not row.is_theirs],
            [row for row in actor.known_promises if row.is_theirs],
            actor.known_warnings,
        )
        for actor in actors
    ]
    at_own = {actor.pk for actor in actors}
    return Package(
        entrusted,
        [row for row in promises.filter(assignee=person) if row.actor_id not in at_own],
        list(visible.filter(deputy=person).select_related("steward").order_by("sort_key", "pk")),
        Draft.objects.filter(municipality=municipality, owner=person).count(),
        Actor.objects.filter(municipality=municipality, steward=person).exclude(restricted_at=None).count(),
    )
