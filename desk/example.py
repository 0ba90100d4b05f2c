"""What the demo shows of the desk: rounds, an absence, a draft, a silent actor that may wait."""

import random
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from desk.choices import StopResult
from desk.models import Round, RoundStop, Snooze
from initiatives.actions import create_actor, create_contact, log_consultation
from initiatives.choices import ActorKind, Channel, DraftKind, Outcome
from initiatives.models import Actor, Consultation, Draft, Location
from municipalities.models import UNKNOWN_DISTRICT, Absence
from wf40.registry import ExamplePart, example_parts

STOPS = 8
NOTES = {
    StopResult.MET: ("Kurz gesprochen, Faltblatt dagelassen.", "Kennt das Büro schon, freut sich über einen Termin im neuen Jahr."),
    StopResult.ABSENT: ("Geschlossen, Karte eingeworfen.",),
}
DRAFT = "Tel mit der Solawi wegen Lagerplatz, ca. 30 m² trocken, brauchen es ab"


def fill(chance: random.Random, office) -> None:
    """One city's rows."""
    _named(office)
    _walk(chance, office)
    _away(office)
    _typed(office)


def _named(office) -> None:
    """The two repair cafés of the guide, whose names are easily taken for one another, and a person at the first."""
    if office.municipality.slug != "wuppertal":
        return
    at = timezone.make_aware(datetime.combine(office.yesterday - timedelta(days=90), datetime.min.time())) + timedelta(hours=11)
    steward = list(office.advisers)[1]
    for name, alias, street, code in (
        ("Repair-Café Ölberg", "Reparaturtreff Ölberg", "Nesselgrund", "elberfeld"),
        ("Repair-Café Am Ölbergpark", "", "Kupferstieg", "vohwinkel"),
    ):
        values = {"trading_name": name, "kind": ActorKind.INITIATIVE, "legal_form": "informal", "steward": steward}
        values |= {"aliases": [alias] if alias else [], "street": street, "house_number": "9", "locality": "Wuppertal"}
        values |= {
            "district": office.districts.get(code),
            "description": "Ehrenamtliche reparieren einmal im Monat, was sonst weggeworfen würde.",
        }
        actor, _is_new = create_actor(user=steward, municipality=office.municipality, values=values)
        _as_of(actor, at)
        if alias:
            said = {"given_name": "Kim", "family_name": "Vorlage", "email": "kim.vorlage@repaircafe-oelberg.example"}
            person, _is_new = create_contact(
                user=steward, municipality=office.municipality, values=said, actor=actor, role_title="Organisation"
            )
            _as_of(person, at)


def _as_of(record, at: datetime) -> None:
    """The record as if it had been made then, in one step."""
    type(record).objects.filter(pk=record.pk).update(created_at=at, changed_at=at)
    whole = record.history.latest()
    record.history.exclude(history_id=whole.history_id).delete()
    as_made = {"history_type": "+", "history_date": at, "history_user": record.created_by}
    record.history.update(**as_made, created_at=at, changed_at=at)


def _walk(chance: random.Random, office) -> None:
    """A round of yesterday, half done, through the district in which most was still to see."""
    places = Location.objects.filter(municipality=office.municipality, is_main=True, actor__archived_at=None).exclude(latitude=None)
    places = places.exclude(district=None).exclude(district__code=UNKNOWN_DISTRICT).select_related("actor", "district")
    by_district: dict = {}
    for place in places.order_by("pk"):
        by_district.setdefault(place.district, []).append(place)
    if not by_district:
        return
    district, there = max(by_district.items(), key=lambda entry: len(entry[1]))
    stops = sorted(chance.sample(there, min(STOPS, len(there))), key=lambda place: -place.latitude)
    owner = list(office.advisers)[-1]
    walk = Round.objects.create(
        municipality=office.municipality,
        title=f"Rundgang {district}",
        held_on=office.yesterday,
        owner=owner,
        form_key=uuid.UUID(int=chance.getrandbits(128)),
    )
    hour = timezone.make_aware(datetime.combine(office.yesterday, datetime.min.time())) + timedelta(hours=10)
    for position, place in enumerate(stops, 1):
        stop = RoundStop(municipality=office.municipality, round=walk, actor=place.actor, position=position)
        if position <= len(stops) // 2:
            stop.result = StopResult.ABSENT if position % 3 == 0 else StopResult.MET
            stop.answered_at = hour + timedelta(minutes=12 * position)
            stop.consultation = _visit(office, place.actor, owner, stop, chance.choice(NOTES[stop.result]))
        stop.save()


def _visit(office, actor, owner, stop, note: str) -> Consultation:
    """The consultation that a tap makes."""
    outcome = Outcome.NO_ANSWER if stop.result == StopResult.ABSENT else Outcome.OPEN
    values = {"actors": [actor], "held_on": office.yesterday, "channel": Channel.VISIT, "note": note, "outcome": outcome}
    talk, _is_new = log_consultation(user=owner, municipality=office.municipality, values=values)
    _as_of(talk, stop.answered_at)
    return talk


def _away(office) -> None:
    """A colleague is away for a week from now on, another one covers."""
    advisers = list(office.advisers)
    colleague, person = advisers[min(1, len(advisers) - 1)], advisers[-1] if len(advisers) > 2 else advisers[0]
    if person != colleague:
        first = office.yesterday - timedelta(days=1)
        about = {"person": person, "covered_by": colleague}
        Absence.objects.create(municipality=office.municipality, first_day=first, last_day=first + timedelta(days=8), **about)
    quiet = Actor.objects.filter(municipality=office.municipality, archived_at=None, activity__open_follow_up_count=0)
    quiet = quiet.filter(activity__last_consulted_on__lt=office.yesterday - timedelta(days=200)).order_by(
        "activity__last_consulted_on", "pk"
    )
    if actor := quiet.first():
        until = office.yesterday + timedelta(days=60)
        Snooze.objects.create(
            municipality=office.municipality, actor=actor, until=until, reason="Meldet sich nach dem Umbau.", made_by=person
        )


def _typed(office) -> None:
    """Somebody was called away in the middle of a sentence."""
    owner = list(office.advisers)[1] if len(office.advisers) > 1 else list(office.advisers)[0]
    at = timezone.make_aware(datetime.combine(office.yesterday, datetime.min.time())) + timedelta(hours=17, minutes=42)
    key = uuid.uuid5(uuid.NAMESPACE_URL, office.municipality.slug)
    about = {"kind": DraftKind.NOTE, "text": DRAFT, "created_at": at, "changed_at": at}
    Draft.objects.create(municipality=office.municipality, owner=owner, form_key=key, **about)


def declare() -> None:
    """Tell the demo."""
    example_parts.register(ExamplePart("desk", fill))
