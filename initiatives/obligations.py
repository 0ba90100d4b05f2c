"""What the register's models owe to an actor or a person: merging, the report to the person, erasure (DSGVO Art. 15 and 17)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import (
    Actor,
    ActorActivity,
    ActorAlias,
    Attachment,
    Consent,
    ConsentRequest,
    Consultation,
    Contact,
    ContactRole,
    CustomValue,
    FollowUp,
    Location,
    Message,
    Objection,
    PersonalLink,
    SnapshotRow,
    WarningFlag,
)
from initiatives.models.purpose import subject_fields
from initiatives.search import index
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
    index(Actor, [kept.pk])
    return moved


def _merge_locations(kept, merged) -> int:
    """Places move; the kept actor's main place stays the main one."""
    has_main = kept.locations.filter(is_main=True).exists()
    moved = 0
    for place in merged.locations.all():
        place.actor, place.is_main = kept, place.is_main and not has_main
        place.save()
        moved += 1
    index(Actor, [kept.pk, merged.pk])
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


def _merge_by_subject(model):
    """Rows that simply go over to the kept one."""

    def merge(kept, merged) -> int:
        return _move(model.objects.filter(**subject_fields(merged)), **subject_fields(kept))

    return merge


def _merge_consents(kept, merged) -> int:
    """Consents go over; of two to one purpose one stays in force, and a withdrawal of either holds for both: the stricter wins."""
    now, moved = timezone.now(), 0
    of_kept, of_merged = (list(Consent.objects.filter(**subject_fields(subject))) for subject in (kept, merged))
    for purpose in {consent.purpose_id for consent in of_merged}:
        both = [[row for row in rows if row.purpose_id == purpose] for rows in (of_kept, of_merged)]
        in_force = [row for rows in both for row in rows if row.is_in_force]
        was_withdrawn = any(rows and any(row.withdrawn_at for row in rows) and not any(row.is_in_force for row in rows) for rows in both)
        for row in in_force if was_withdrawn else in_force[1:]:
            Consent.objects.filter(pk=row.pk).update(withdrawn_at=now, withdrawn_channel=row.channel)
        moved += _move(Consent.objects.filter(purpose=purpose, **subject_fields(merged)), **subject_fields(kept))
    return moved


def _merge_objections(kept, merged) -> int:
    """Objections hold for the kept one, each purpose once."""
    own = Objection.objects.in_force().filter(**subject_fields(kept))
    twice = Objection.objects.in_force().filter(purpose__in=list(own.values_list("purpose", flat=True)), **subject_fields(merged))
    twice.update(lifted_at=timezone.now())
    return _move(Objection.objects.filter(**subject_fields(merged)), **subject_fields(kept))


def _merge_custom_values(kept, merged) -> int:
    """What the kept actor has stays; empty own fields are filled from the merged one."""
    if isinstance(kept, Contact):
        return 0
    filled = list(kept.custom_values.values_list("field", flat=True))
    return _move(merged.custom_values.exclude(field__in=filled), actor=kept)


def _report_consents(contact) -> list[dict]:
    """Every consent of a person with its wording and all its times."""
    return [
        {
            "purpose": str(row.purpose),
            "text": row.text.text,
            "version": row.text.number,
            "how": row.get_channel_display(),
            "address": row.email,
            "recorded": row.recorded_at,
            "given": row.confirmed_at,
            "declined": row.declined_at,
            "withdrawn": row.withdrawn_at,
            "note": row.note,
        }
        for row in contact.consents.select_related("purpose", "text")
    ]


def _report_objections(contact) -> list[dict]:
    """What a person objected to."""
    return [
        {"purpose": str(row.purpose), "how": row.get_channel_display(), "raised": row.raised_at, "lifted": row.lifted_at, "note": row.note}
        for row in contact.objections.select_related("purpose")
    ]


def _report_requests(contact) -> list[dict]:
    """When a person was asked for consents, and at which address."""
    return [{"address": row.email, "asked": row.asked_at, "answered": row.answered_at} for row in contact.consentrequests.all()]


def _report_messages(contact) -> list[dict]:
    """The mails to a person, with their text."""
    return [
        {"to": row.email, "subject": row.subject, "text": row.body, "state": row.get_state_display(), "sent": row.sent_at}
        for row in contact.messages.all()
    ]


def _report_links(contact) -> list[dict]:
    """The personal links of a person; the links themselves are stored nowhere."""
    return [{"for": row.purpose, "mailed to": row.email, "made": row.created_at, "until": row.expires_at} for row in contact.links.all()]


def _report_attachments(contact) -> list[dict]:
    """The files at a person."""
    return [{"title": row.title, "kind": row.get_kind_display(), "added": row.uploaded_at} for row in contact.attachments.all()]


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


def _merge_snapshot_rows(kept, merged) -> int:
    """Frozen lists keep the number of that day and show the kept actor."""
    return _move(SnapshotRow.objects.filter(actor=merged), actor=kept)


def _erase_from_consultations(contact) -> int:
    """The talk stays as a count, without the person, in its history either."""
    talks = list(contact.consultations.all())
    for talk in talks:  # from the talk's side: the history knows no other
        talk.contacts.remove(contact)
    Consultation.history.model.contacts.model.objects.filter(contact_id=contact.pk).delete()
    return len(talks)


def _erase_by_contact(model):
    """Rows that say nothing without the person."""

    def erase(contact) -> int:
        return model.objects.filter(contact=contact).delete()[1].get(model._meta.label, 0)

    return erase


def _erase_messages(contact) -> int:
    """That a mail went out stays as a count, without address and text."""
    return contact.messages.update(contact=None, email="", subject=_("deleted"), body="", links={}, last_error="")


def _erase_attachments(contact) -> int:
    """The files go with their rows, in no history either."""
    rows = list(contact.attachments.all())
    for row in rows:
        transaction.on_commit(lambda name=row.file.name, storage=row.file.storage: storage.delete(name))
        row.delete()
    Attachment.history.filter(contact_id=contact.pk).delete()
    return len(rows)


def _merge_warnings(kept, merged) -> int:
    """Warnings go over; of two of one kind in force the merged actor's ends."""
    in_force = list(kept.warning_flags.in_force().values_list("kind", flat=True))
    merged.warning_flags.in_force().filter(kind__in=in_force).update(ended_at=timezone.now())
    return _move(merged.warning_flags.all(), actor=kept)


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
        # Consents before their requests and files, which they point at.
        (Consent, (actor, contact), _merge_consents, _report_consents, _erase_by_contact(Consent)),
        (Objection, (actor, contact), _merge_objections, _report_objections, _erase_by_contact(Objection)),
        (ConsentRequest, (actor, contact), _merge_by_subject(ConsentRequest), _report_requests, _erase_by_contact(ConsentRequest)),
        (Message, (actor, contact), _merge_by_subject(Message), _report_messages, _erase_messages),
        (PersonalLink, (actor, contact), _merge_by_subject(PersonalLink), _report_links, _erase_by_contact(PersonalLink)),
        (Attachment, (actor, contact), _merge_by_subject(Attachment), _report_attachments, _erase_attachments),
        (CustomValue, (actor,), _merge_custom_values, _nothing_to_report, _nothing),
        # The database counts the kept actor's activity anew when the talks and promises move.
        (ActorActivity, (actor,), _nothing, _nothing_to_report, _nothing),
        (SnapshotRow, (actor,), _merge_snapshot_rows, _nothing_to_report, _nothing),
        (WarningFlag, (actor,), _merge_warnings, _nothing_to_report, _nothing),
    ):
        obligations.register(Obligation(model._meta.label, points_at, merge, report, erase))
