"""What the register's models owe to an actor or a person: merging, the report to the person, erasure (DSGVO Art. 15 and 17)."""

from django.utils.translation import gettext as _

from initiatives.models import Actor, ActorAlias, Consultation, Contact, ContactRole, FollowUp, Location
from wf40.registry import Obligation, obligations


def _move(rows, **target) -> int:
    return rows.update(**target)


def _merge_aliases(kept, merged) -> int:
    """Other names of both, and the merged name itself, find the kept actor."""
    known = {alias.name for alias in kept.aliases.all()} | {kept.trading_name}
    moved = 0
    for name in [*(alias.name for alias in merged.aliases.all()), merged.trading_name]:
        if name not in known:
            ActorAlias.objects.create(municipality=kept.municipality, actor=kept, name=name)
            known.add(name)
            moved += 1
    return moved


def _merge_locations(kept, merged) -> int:
    """Places move; the kept actor's main place stays the main one."""
    has_main = kept.locations.filter(is_main=True).exists()
    moved = 0
    for place in merged.locations.all():
        place.actor, place.is_main = kept, place.is_main and not has_main
        place.save()
        moved += 1
    return moved


def _merge_roles(kept, merged) -> int:
    """Roles move; a person who serves both keeps the role at the kept one."""
    if isinstance(kept, Contact):
        taken = kept.roles.values("actor")
        return _move(merged.roles.exclude(actor__in=list(taken.values_list("actor", flat=True))), contact=kept)
    taken = list(kept.contact_roles.values_list("contact", flat=True))
    return _move(merged.contact_roles.exclude(contact__in=taken), actor=kept)


def _merge_consultations(kept, merged) -> int:
    """Talks with the merged one become talks with the kept one, each once."""
    field = "contacts" if isinstance(kept, Contact) else "actors"
    moved = 0
    for consultation in merged.consultations.all():
        rows = getattr(consultation, field)
        rows.add(kept)
        rows.remove(merged)
        moved += 1
    return moved


def _merge_follow_ups(kept, merged) -> int:
    """Promises to the merged actor are promises to the kept one; people have none."""
    return 0 if isinstance(kept, Contact) else _move(merged.follow_ups.all(), actor=kept)


def _report_roles(contact) -> list[dict]:
    """The roles of a person, former ones as well."""
    rows = contact.roles.select_related("actor")
    former = ContactRole.history.filter(contact_id=contact.pk, history_type="-").select_related("actor")
    return [{"actor": str(row.actor), "role": row.role_title} for row in rows] + [
        {"actor": str(row.actor or _("deleted")), "role": row.role_title, "until": row.history_date} for row in former
    ]


def _report_consultations(contact) -> list[dict]:
    """The talks in which a person is named: also notes are theirs to read."""
    return [
        {"date": row.held_on, "channel": row.get_channel_display(), "note": row.note, "need": row.need, "minutes": row.minutes}
        for row in contact.consultations.all()
    ]


def _erase_roles(contact) -> int:
    """The person serves nobody any more, in no history either."""
    ContactRole.history.filter(contact_id=contact.pk).delete()
    count = contact.roles.count()
    contact.roles.all().delete()
    ContactRole.history.filter(contact_id=contact.pk).delete()
    return count


def _erase_from_consultations(contact) -> int:
    """The talk stays as a count, without the person, in its history either."""
    talks = list(contact.consultations.all())
    for talk in talks:  # from the talk's side: the history knows no other
        talk.contacts.remove(contact)
    Consultation.history.model.contacts.model.objects.filter(contact_id=contact.pk).delete()
    return len(talks)


def _nothing(*_args) -> int:
    return 0


def _nothing_to_report(_contact) -> list[dict]:
    return []


def declare() -> None:
    """Register the obligations, one per model that points at an actor or a person."""
    actor, contact = Actor._meta.label, Contact._meta.label
    for model, points_at, merge, report, erase in (
        (ActorAlias, (actor,), _merge_aliases, _nothing_to_report, _nothing),
        (Location, (actor,), _merge_locations, _nothing_to_report, _nothing),
        (ContactRole, (actor, contact), _merge_roles, _report_roles, _erase_roles),
        (Consultation, (actor, contact), _merge_consultations, _report_consultations, _erase_from_consultations),
        (FollowUp, (actor,), _merge_follow_ups, _nothing_to_report, _nothing),
    ):
        obligations.register(Obligation(model._meta.label, points_at, merge, report, erase))
