"""What the portal's models owe to an actor and a person: merging, the report to a person, erasure (DSGVO Art. 15 and 17)."""

from django.utils.translation import gettext as _

from initiatives.models import Actor, Contact
from initiatives.search import index
from portal.choices import CheckAnswer
from portal.models import InboxEntry, ProfileChange, ProfileCheck, Remark
from portal.profile import words_of
from wf40.registry import Obligation, obligations


def _merge_entries(kept, merged) -> int:
    """What came in about the merged one is about the kept one."""
    field = "contact" if isinstance(kept, Contact) else "actor"
    rows = InboxEntry.objects.filter(**{field: merged})
    keys = list(rows.values_list("pk", flat=True))
    rows.update(**{field: kept})
    index(InboxEntry, keys)
    return len(keys)


def _merge_checks(kept, merged) -> int:
    """Answers go over; where both are asked at the moment, the kept one's question stays."""
    if isinstance(kept, Contact):
        return ProfileCheck.objects.filter(contact=merged).update(contact=kept)
    if ProfileCheck.objects.filter(actor=kept, answer=CheckAnswer.OPEN).exists():
        ProfileCheck.objects.filter(actor=merged, answer=CheckAnswer.OPEN).delete()
    # Nobody vouches for itself.
    ProfileCheck.objects.filter(actor=kept, vouched_by=merged).update(vouched_by=None)
    ProfileCheck.objects.filter(actor=merged, vouched_by=kept).update(vouched_by=None)
    ProfileCheck.objects.filter(vouched_by=merged).update(vouched_by=kept)
    return ProfileCheck.objects.filter(actor=merged).update(actor=kept)


def _report_entries(contact) -> list[dict]:
    """Everything that a person sent in, with each proposed value and every word that was said about it."""
    rows = contact.inbox_entries.select_related("actor", "municipality").prefetch_related("changes", "remarks")
    return [
        {
            "kind": row.get_kind_display(),
            "actor": str(row.actor or ""),
            "name": row.sender_name,
            "address": row.sender_email,
            "phone": row.sender_phone,
            "text": row.text,
            "details": row.details,
            "received": row.received_at,
            "answer promised by": row.due_on,
            "answered": row.answered_at,
            "done": row.done_at,
            "result": row.get_result_display(),
            "note of the office": row.office_note,
            "proposed": [
                {
                    "field": change.get_part_display(),
                    "before": words_of(row.municipality, change.part, change.before),
                    "proposed": words_of(row.municipality, change.part, change.proposed),
                    "state": change.get_state_display(),
                }
                for change in row.changes.all()
            ],
            "said": [
                {"at": remark.written_at, "by": _("office") if remark.is_of_office else _("sender"), "text": remark.text}
                for remark in row.remarks.all()
            ],
        }
        for row in rows
    ]


def _report_checks(contact) -> list[dict]:
    """When a person was asked whether an entry is still right, and what it said."""
    return [
        {"actor": str(row.actor), "asked": row.asked_at, "reminders": row.reminder_count, "answer": row.get_answer_display()}
        | {"answered": row.answered_at}
        for row in contact.profile_checks.select_related("actor")
    ]


def _erase_entries(contact) -> int:
    """That something came in, and how long the answer took, stays as a count; who it was and what was said goes."""
    rows = contact.inbox_entries.all()
    keys = list(rows.values_list("pk", flat=True))
    Remark.objects.filter(entry__in=keys).delete()
    for change in ProfileChange.objects.filter(entry__in=keys).exclude(picture=""):
        change.picture.delete(save=False)
    changes = ProfileChange.objects.filter(entry__in=keys)
    # What went into the register is the actor's; what did not is the person's words.
    changes.update(picture="", picture_type="", before=None, proposed=None)
    rows.update(contact=None, link=None, sender_name="", sender_email="", sender_phone="", text="", details={}, office_note="")
    index(InboxEntry, keys)
    return len(keys)


def _erase_from_checks(contact) -> int:
    """The answer stays as a count."""
    return contact.profile_checks.update(contact=None)


def declare() -> None:
    """Register the obligations, one per model that points at an actor or a person."""
    points_at = (Actor._meta.label, Contact._meta.label)
    for model, merge, report, erase in (
        (InboxEntry, _merge_entries, _report_entries, _erase_entries),
        (ProfileCheck, _merge_checks, _report_checks, _erase_from_checks),
    ):
        obligations.register(Obligation(model._meta.label, points_at, merge, report, erase))
