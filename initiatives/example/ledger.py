"""Puts records into the database as if people had made and changed them day by day: each with the history that it would have."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from initiatives.models import Actor, ActorAlias, Consultation, Contact, ContactRole, FollowUp, Location, NoteReading, WarningFlag
from initiatives.models.record import Record

# Each kind after those that it points at.
ORDER = (Actor, Contact, ActorAlias, Location, ContactRole, Consultation, FollowUp, NoteReading, WarningFlag)


@dataclass
class Change:
    """A later saving: when, by whom, and what the changed fields held before."""

    when: datetime
    who: object
    before: dict


@dataclass
class Entry:
    """A record as it is today, its many-to-many rows, who made it and how it changed since."""

    record: object
    made_at: datetime
    made_by: object
    many: dict[str, list]
    changes: list[Change]

    def versions(self) -> list[tuple[str, datetime, object, dict]]:
        """The record's savings, oldest first: kind of saving, when, by whom, and the values that differ from today's."""
        steps = sorted(self.changes, key=lambda change: change.when)
        savings = [("+", self.made_at, self.made_by), *(("~", step.when, step.who) for step in steps)]
        past, result = {}, []
        for (kind, when, who), following in zip(reversed(savings), [None, *reversed(steps)], strict=True):
            past = past | (following.before if following else {})
            result.append((kind, when, who, past))
        return result[::-1]


class Ledger:
    """Collects the records of all example cities and saves them together."""

    def __init__(self):
        self.entries: dict[type, list[Entry]] = defaultdict(list)

    def add(self, record, made_at, made_by=None, *, many=None, changes=()):
        """Note a record; returns it."""
        entry = Entry(record, made_at, made_by, many or {}, list(changes))
        if isinstance(record, Record):
            record.created_at, record.created_by = made_at, made_by
            record.changed_at = max([made_at, *(change.when for change in entry.changes)])
            record.version = 1 + len(entry.changes)
        self.entries[type(record)].append(entry)
        return record

    def save(self) -> dict[type, int]:
        """Write everything, oldest records first; returns how many of each kind."""
        for model in ORDER:
            entries = sorted(self.entries[model], key=lambda entry: entry.made_at)
            model.objects.bulk_create([entry.record for entry in entries])
            kept = self._save_many(model, entries)
            if hasattr(model, "history"):
                self._save_history(model, entries, kept)
        return {model: len(self.entries[model]) for model in ORDER}

    def _save_many(self, model, entries) -> dict[tuple, int]:
        """The many-to-many rows of today; returns their keys."""
        keys = {}
        for field in model._meta.many_to_many:
            own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            through = field.remote_field.through
            rows = [through(**{own: entry.record.pk, other: row.pk}) for entry in entries for row in entry.many.get(field.name, ())]
            for row in through.objects.bulk_create(rows):
                keys[field.name, getattr(row, own), getattr(row, other)] = row.pk
        return keys

    def _save_history(self, model, entries, kept) -> None:
        """One historical row per saving, with the many-to-many rows of that time."""
        history = model.history.model
        rows, many = [], []
        for entry in entries:
            versions = entry.versions()
            is_record = isinstance(entry.record, Record)
            for number, (kind, when, who, past) in enumerate(versions, 1):
                values = {field.attname: getattr(entry.record, field.attname) for field in history.tracked_fields}
                for name, value in past.items():
                    field = model._meta.get_field(name)
                    if not field.many_to_many:
                        values[field.attname] = value.pk if field.is_relation and value else value
                if is_record:
                    values |= {"version": number, "changed_at": when}
                rows.append(history(history_date=when, history_user=who, history_type=kind, **values))
                many.append(entry.many | past)
        rows = history.objects.bulk_create(rows)
        for field in history._history_m2m_fields:
            own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            historical = getattr(history, field.name).model
            historical.objects.bulk_create(
                historical(history=row, **{own: row.id, other: target.pk, "id": kept.get((field.name, row.id, target.pk), 0)})
                for row, values in zip(rows, many, strict=True)
                for target in values.get(field.name, ())
            )
