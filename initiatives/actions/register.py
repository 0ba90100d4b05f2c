"""Actors, people, consultations, promises: taken in, changed, finished."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.actions.own_fields import save_own_values
from initiatives.models import Actor, ActorAlias, Consultation, Contact, ContactRole, FollowUp, Location, NoteReading
from initiatives.own_fields import is_own, own_values
from initiatives.promises import refuse_leaving, refuse_task_alone
from initiatives.search import index
from wf40.editing import Conflict, Difference, assign, merged, read_fields
from wf40.folding import sort_key

MAIN_PLACE = ("street", "house_number", "postcode", "locality", "district")
PLACE_FIELDS = ("label", *MAIN_PLACE, "latitude", "longitude", "precision", "is_main")
ACTOR_FIELDS = (
    "trading_name",
    "kind",
    "registered_name",
    "legal_form",
    "is_charitable",
    "life_cycle",
    "steward",
    "work_fields",
    "tags",
    "website",
    "email",
    "phone",
    "description",
    "internal_note",
    "source",
    "source_id",
    "charity_notice_on",
    "register_kind",
    "register_court",
    "register_number",
    "business_id",
    "founded",
    "industry",
    "size_class",
    "goals",
    "languages",
    "opening_hours",
    "common_good_report",
    "common_good_year",
    "deputy",
    "informed_on",
)


def once(model, municipality, form_key, make):
    """Run `make` unless the same form made a record already; returns (record, whether it is new)."""
    if form_key is None:
        with transaction.atomic():
            return make(), True
    try:
        with transaction.atomic():
            found = model.objects.filter(municipality=municipality, form_key=form_key).first()
            return (found, False) if found else (make(), True)
    except IntegrityError:
        found = model.objects.filter(municipality=municipality, form_key=form_key).first()
        if found is None:
            raise
        return found, False


def _save_names(actor, names: list[str]) -> None:
    """Make the actor's other names those of the list; a name that stays keeps its row and history."""
    known = {alias.name: alias for alias in actor.aliases.all()}
    for name, alias in known.items():
        if name not in names:
            alias.delete()
    for name in names:
        if name not in known:
            ActorAlias.objects.create(municipality=actor.municipality, actor=actor, name=name)


def _save_main_place(actor, values: dict) -> None:
    """Save the main place; an address without any entry makes no row, an unchanged one no history."""
    place = actor.locations.filter(is_main=True).first()
    if place is None:
        if not any(value not in (None, "") for value in values.values()):
            return
        place = Location(municipality=actor.municipality, actor=actor)
    elif all(getattr(place, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(place, name, value)
    place._change_reason = getattr(actor, "_change_reason", None)
    place.save()


def _save_around(actor, values: dict) -> None:
    """Other names, main place and the office's own fields, and what follows from them."""
    if "aliases" in values:
        _save_names(actor, values["aliases"])
    if place := {name: values[name] for name in MAIN_PLACE if name in values}:
        _save_main_place(actor, place)
    save_own_values(actor=actor, values=values)
    refold_actor(actor)


def refold_actor(actor) -> None:
    """Renew what lists sort by, and what lists and search look in; this is no change of the actor in its history."""
    fresh = Actor.objects.prefetch_related("aliases", "tags").get(pk=actor.pk)
    fresh.refold()
    Actor.objects.filter(pk=actor.pk).update(
        sort_key=fresh.sort_key, search_text=fresh.search_text, match_key=fresh.match_key, phone_key=fresh.phone_key
    )
    index(Actor, [actor.pk])


def actor_values(actor) -> dict:
    """What the form of an actor edits: its own fields, its other names, its main place."""
    place = actor.locations.filter(is_main=True).first()
    own = read_fields(actor, ACTOR_FIELDS)
    around = {"aliases": [alias.name for alias in actor.aliases.all()]}
    return own | around | {name: getattr(place, name) if place else None if name == "district" else "" for name in MAIN_PLACE}


def create_actor(*, user, municipality, values: dict, form_key=None):
    """Take an actor into the register; returns (actor, whether it is new): the same form sent twice makes one.

    `values` may hold the actor's fields, `aliases` as a list of names, the fields of the main place, and the office's own fields.
    """

    def make():
        many = {name: values[name] for name in ("work_fields", "tags") if name in values}
        actor = Actor(municipality=municipality, created_by=user, form_key=form_key)
        for name in set(values) & set(ACTOR_FIELDS) - set(many):
            setattr(actor, name, values[name])
        actor.sort_key = sort_key(actor.trading_name)
        actor.save()
        for name, rows in many.items():
            getattr(actor, name).set(rows)
        _save_around(actor, values)
        return actor

    return once(Actor, municipality, form_key, make)


@transaction.atomic
def change_actor(*, actor, values: dict, base: dict, choices: dict, seen_version, source: str = ""):
    """Save an edit of an actor; raises `wf40.editing.Conflict` when somebody else changed the same fields meanwhile. `source` stands in
    the history: from where the values came."""
    actor = Actor.objects.select_for_update().get(pk=actor.pk)
    current = actor_values(actor) | own_values(actor, filter(is_own, values))
    values = merged(actor, current, values, base=base, choices=choices, seen_version=seen_version)
    if not values.get("common_good_report", actor.common_good_report):
        values["common_good_year"] = None  # of two edits one may have taken the report away and the other changed its year
    assign(actor, {name: value for name, value in values.items() if name in ACTOR_FIELDS}, source=source)
    _save_around(actor, values)
    return actor


def _make_main(place) -> None:
    """The place becomes the main one; the one that was it stays as a further place."""
    for other in place.actor.locations.filter(is_main=True).exclude(pk=place.pk):
        other.is_main = False
        other.save()


@transaction.atomic
def add_place(*, actor, values: dict):
    """A further place of an actor; returns (place, whether it is new): the same place twice is one. The first one is the main place."""
    actor = Actor.objects.select_for_update().get(pk=actor.pk)
    places = list(actor.locations.all())
    said = {name: value for name, value in values.items() if name != "is_main"}
    for place in places:
        if all(getattr(place, name) == value for name, value in said.items()):
            return place, False
    place = Location(municipality=actor.municipality, actor=actor, **values)
    place.is_main = values.get("is_main", False) or not any(other.is_main for other in places)
    if place.is_main:
        _make_main(place)
    place.save()
    assign(actor, {})
    index(Actor, [actor.pk])
    return place, True


@transaction.atomic
def change_place(*, place, values: dict, base: dict, choices: dict, seen_version):
    """Save an edit of a place, as a next version of its actor; raises `wf40.editing.Conflict`."""
    actor = Actor.objects.select_for_update().get(pk=place.actor_id)
    place = Location.objects.select_related("actor").get(pk=place.pk)
    values = merged(place, read_fields(place, values), values, base=base, choices=choices, seen_version=seen_version)
    # The main place stops being it only when another one becomes it.
    values["is_main"] = place.is_main or values.get("is_main", False)
    if {None, ""} & {values.get(name, getattr(place, name)) for name in ("latitude", "longitude", "precision")}:
        values |= {"latitude": None, "longitude": None, "precision": ""}  # two edits may each have taken a part of the point
    for name, value in values.items():
        setattr(place, name, value)
    if place.is_main:
        _make_main(place)
    place.save()
    assign(actor, {})
    index(Actor, [actor.pk])
    return place


@transaction.atomic
def remove_place(*, place) -> None:
    """The actor is no longer there; of several places the oldest other one becomes the main place."""
    actor = Actor.objects.select_for_update().get(pk=place.actor_id)
    place = actor.locations.filter(pk=place.pk).first()
    if place is None:
        return
    next_main = actor.locations.exclude(pk=place.pk).order_by("pk").first() if place.is_main else None
    place.delete()
    if next_main:
        next_main.is_main = True
        next_main.save()
    assign(actor, {})
    index(Actor, [actor.pk])


def create_contact(*, user, municipality, values: dict, actor=None, role_title="", form_key=None):
    """Take a person into the register, at an actor if one is given; returns (person, whether new)."""

    def make():
        contact = Contact(municipality=municipality, created_by=user, form_key=form_key, **values)
        contact.refold()
        contact.save()
        if actor is not None:
            is_first = not actor.contact_roles.exists()
            ContactRole.objects.create(municipality=municipality, actor=actor, contact=contact, role_title=role_title, is_main=is_first)
        index(Contact, [contact.pk])
        return contact

    return once(Contact, municipality, form_key, make)


@transaction.atomic
def change_contact(*, contact, values: dict, base: dict, choices: dict, seen_version):
    """Save an edit of a person; raises `wf40.editing.Conflict`."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    values = merged(contact, read_fields(contact, values), values, base=base, choices=choices, seen_version=seen_version)
    for name in {"given_name", "family_name", "phone", "mobile"} & set(values):
        setattr(contact, name, values[name])
    contact.refold()
    assign(contact, values)
    index(Contact, [contact.pk])
    return contact


@transaction.atomic
def set_role(*, actor, contact, role_title: str, is_main: bool):
    """Say what a person does at an actor."""
    role, _new = ContactRole.objects.update_or_create(
        actor=actor, contact=contact, defaults={"municipality": actor.municipality, "role_title": role_title, "is_main": is_main}
    )
    return role


@transaction.atomic
def end_role(*, role) -> None:
    """A person no longer serves an actor; both stay."""
    role.delete()


def log_consultation(*, user, municipality, values: dict, follow_up: dict | None = None, form_key=None):
    """Record a consultation and what was promised in it; returns (consultation, whether new).

    `follow_up` has task, due_on and assignee; it is tied to the first of the actors. Raises a ValidationError if a task was taken on
    without one.
    """

    def make():
        refuse_task_alone(values.get("outcome", ""), follow_up=follow_up)
        many = {name: values[name] for name in ("actors", "contacts", "topics") if name in values}
        consultation = Consultation(municipality=municipality, created_by=user, form_key=form_key)
        for name, value in values.items():
            if name not in many:
                setattr(consultation, name, value)
        consultation.save()
        for name, rows in many.items():
            getattr(consultation, name).set(rows)
        if follow_up:
            first = next(iter(many["actors"]), None)
            made = FollowUp.objects.create(municipality=municipality, created_by=user, actor=first, consultation=consultation, **follow_up)
            index(FollowUp, [made.pk])
        index(Consultation, [consultation.pk])
        return consultation

    return once(Consultation, municipality, form_key, make)


@transaction.atomic
def change_consultation(*, user, consultation, values: dict, follow_up: dict | None = None, base: dict, choices: dict, seen_version):
    """Save an edit of a consultation, with a further promise if there is one; raises `wf40.editing.Conflict`, or a ValidationError if a
    task was taken on and nothing is promised."""
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    values = merged(consultation, read_fields(consultation, values), values, base=base, choices=choices, seen_version=seen_version)
    refuse_task_alone(values.get("outcome", consultation.outcome), follow_up=follow_up, consultation=consultation)
    assign(consultation, values)
    if follow_up:
        made = FollowUp.objects.create(
            municipality=consultation.municipality,
            created_by=user,
            actor=consultation.actors.sighted().first(),
            consultation=consultation,
            **follow_up,
        )
        index(FollowUp, [made.pk])
    index(Consultation, [consultation.pk])
    return consultation


def promise(*, user, municipality, values: dict, form_key=None):
    """Note a promise; returns (follow-up, whether new)."""

    def make():
        follow_up = FollowUp.objects.create(municipality=municipality, created_by=user, form_key=form_key, **values)
        index(FollowUp, [follow_up.pk])
        return follow_up

    return once(FollowUp, municipality, form_key, make)


@transaction.atomic
def change_follow_up(*, follow_up, values: dict, base: dict, choices: dict, seen_version):
    """Move a promise, hand it over or reword it; raises `wf40.editing.Conflict`, or a ValidationError if the only promise of a task
    taken on would leave its talk."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    values = merged(follow_up, read_fields(follow_up, values), values, base=base, choices=choices, seen_version=seen_version)
    if "consultation" in values:
        refuse_leaving(follow_up, values["consultation"])
    assign(follow_up, values)
    index(FollowUp, [follow_up.pk])
    return follow_up


@transaction.atomic
def move_follow_up(*, follow_up, due_on, seen_due_on=None):
    """Another day for an open promise; twice the same day, or for a kept promise, nothing happens.

    `seen_due_on` is the day that the person saw: if somebody else gave it another one meanwhile, raises `wf40.editing.Conflict`.
    """
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is not None or follow_up.due_on == due_on:
        return follow_up
    if seen_due_on is not None and follow_up.due_on != seen_due_on:
        raise Conflict(follow_up, [Difference("due_on", due_on, follow_up.due_on)])
    assign(follow_up, {"due_on": due_on})
    return follow_up


@transaction.atomic
def finish_follow_up(*, user, follow_up, note: str = ""):
    """The promise is kept, with a word about it if there is one; a second click changes nothing."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is None:
        assign(follow_up, {"done_at": timezone.now(), "done_by": user, "done_note": note})
    return follow_up


@transaction.atomic
def reopen_follow_up(*, follow_up):
    """It was not done after all; what was said about it stands in the history."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is not None:
        assign(follow_up, {"done_at": None, "done_by": None, "done_note": ""})
    return follow_up


def read_confidential_note(*, user, consultation) -> str:
    """The note of a confidential consultation; the reading is logged before anything is shown. The caller has asked `may_read_note`."""
    NoteReading.objects.create(municipality=consultation.municipality, consultation=consultation, reader=user)
    return consultation.note
