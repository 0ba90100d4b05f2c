"""The change history of a record, field by field: who, when, from what, to what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from wf40.tables import MISSING

SAME_SAVING = timedelta(seconds=2)
# A saving writes its row and one more for each many-to-many field that changed.
ROWS_PER_STEP = 4
HIDDEN_FIELDS = {"version", "changed_at", "created_at", "created_by", "form_key", "municipality", "sort_key", "search_text"}


@dataclass(frozen=True)
class FieldChange:
    """One field's old and new value in words; `past` names the row of the history that holds the old value ("actor-12"), and is
    empty where nothing can be put back: the value is today's, or the field is hidden or fixed."""

    field: str
    label: str
    old: str
    new: str
    past: str = ""


@dataclass(frozen=True)
class Step:
    """One saving of a record."""

    when: datetime
    who: str
    is_first: bool
    changes: list[FieldChange]


def _many_values(history_model, field, records) -> dict[int, list]:
    """The keys that a many-to-many field held at each historical record: one query."""
    rows = getattr(history_model, field.name).model.objects.filter(history__in=[record.pk for record in records])
    result = defaultdict(list)
    for history_id, key in rows.values_list("history_id", f"{field.related_model._meta.model_name}_id"):
        result[history_id].append(key)
    return {record.pk: sorted(result[record.pk]) for record in records}


def _words(field, value, names: dict) -> str:
    """A stored value as people read it."""
    if value in (None, "", []):
        return MISSING
    if isinstance(field, models.ManyToManyField):
        return ", ".join(names.get((field.name, key), _("deleted")) for key in value) or MISSING
    if isinstance(field, models.ForeignKey):
        return names.get((field.name, value), _("deleted"))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if hasattr(field, "words"):
        return field.words(value) or MISSING
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    # A moment is stored in UTC and read as the office's time of day.
    return str(localize(timezone.localtime(value) if isinstance(value, datetime) else value))


def _saves(records) -> list[list]:
    """Records grouped by saving, newest first: what one person wrote within two seconds was one step to them."""
    groups = []
    for record in records:
        last = groups[-1][-1] if groups else None
        if (
            last
            and last.history_user_id == record.history_user_id
            and last.history_date - record.history_date < SAME_SAVING
            and last.history_type == "~"
        ):
            groups[-1].append(record)
        else:
            groups.append([record])
    return groups


def changes_of(
    *instances, hidden=frozenset(), without=frozenset(), fixed=frozenset(), limit: int | None = None, with_values=True
) -> list[Step]:
    """The steps in the history of one record, or of several of one kind, newest first; `hidden` fields are named without their
    values, `without` fields left out, `fixed` ones never put back. Without `with_values` the steps say which fields changed, not from what
    to what, and of the first one nothing.

    The number of queries grows neither with the records nor with the steps: history rows, one per many-to-many field, one per
    field that points at other rows.
    """
    if not instances:
        return []
    history_model, key = instances[0].history.model, instances[0]._meta.pk.attname
    fields = [field for field in history_model.tracked_fields if field.name not in HIDDEN_FIELDS | without and not field.primary_key]
    rows = history_model.objects.filter(**{f"{key}__in": [instance.pk for instance in instances]})
    rows = rows.select_related("history_user").order_by("-history_date", "-history_id")
    records = list(rows[: limit * ROWS_PER_STEP] if limit else rows)
    # Where nothing was changed since the first saving, there is nothing to compare.
    many = list(getattr(history_model, "_history_m2m_fields", ())) if with_values or len(records) > 1 else []
    many_values = {field.name: _many_values(history_model, field, records) for field in many}
    values = {
        record.pk: {field.name: getattr(record, field.attname) for field in fields}
        | {name: kept[record.pk] for name, kept in many_values.items()}
        for record in records
    }
    names = _names_of([*fields, *many], values.values()) if with_values else None
    by_instance = defaultdict(list)
    for record in records:
        by_instance[getattr(record, key)].append(record)
    compare = partial(_compare, [*fields, *many], names=names, hidden=hidden, fixed=fixed)
    steps = [step for own in by_instance.values() for step in _steps(own, values, compare)]
    steps.sort(key=lambda step: step.when, reverse=True)
    return steps[:limit]


def _steps(records, values, compare) -> list[Step]:
    """The steps of one record."""
    groups = _saves(records)
    today, kind = values[records[0].pk], records[0].instance_type._meta.model_name
    steps = []
    for index, group in enumerate(groups):
        newest, is_first = group[0], group[-1].history_type == "+"
        older = None if is_first or index + 1 >= len(groups) else groups[index + 1][0]
        if older is None and not is_first:
            continue  # its older version was not fetched
        past = f"{kind}-{older.pk}" if older else ""
        changes = compare(values[older.pk] if older else None, values[newest.pk], today, past)
        if changes or is_first:
            steps.append(Step(newest.history_date, _who(newest), is_first, changes))
    return steps


def _who(row) -> str:
    """Who saved, and from where what was saved came: a list that was taken in, an actor's own proposal."""
    name, source = row.history_user.get_short_name() if row.history_user else "", row.history_change_reason or ""
    return " · ".join(filter(None, (name, source))) or _("System")


def comings_and_goings(records, label: str) -> list[Step]:
    """Steps of rows that belong to a record, such as its other names: each was added or taken away. `records` are history rows."""
    steps = []
    for record in records.select_related("history_user"):
        if record.history_type == "~":
            continue
        name = str(record.instance)
        old, new = (name, MISSING) if record.history_type == "-" else (MISSING, name)
        steps.append(Step(record.history_date, _who(record), False, [FieldChange("", label, old, new)]))
    return steps


def _compare(fields, before, after, today, past, names, hidden, fixed) -> list[FieldChange]:
    """The fields that differ between two versions, in words; without an older version, those that are filled in. Where no names were
    asked for, the values stay unsaid; only that a field was emptied can be told."""
    if names is None:
        differ = [field for field in fields if before and before[field.name] != after[field.name]]
        said = {field.name: "" if after[field.name] not in (None, "", []) else MISSING for field in differ}
        return [FieldChange(field.name, str(field.verbose_name), "", said[field.name]) for field in differ]
    changes = []
    for field in fields:
        old, new = (before[field.name] if before else None), after[field.name]
        if old == new or (before is None and new in (None, "", [], False)):
            continue
        label = str(field.verbose_name)
        if field.name in hidden:
            changes.append(FieldChange(field.name, label, _("not shown"), _("not shown")))
        else:
            way_back = past if field.name not in fixed and old != today[field.name] else ""
            changes.append(FieldChange(field.name, label, _words(field, old, names), _words(field, new, names), way_back))
    return changes


def _names_of(fields, values) -> dict:
    """The names of all rows that the history points at: one query per field that points at rows."""
    names = {}
    for field in fields:
        if not field.is_relation:
            continue
        keys = set()
        for row in values:
            value = row[field.name]
            keys |= set(value) if isinstance(value, list) else {value} - {None}
        if keys:
            names |= {(field.name, row.pk): _shown(row) for row in field.related_model._base_manager.filter(pk__in=keys)}
    return names


def _shown(row) -> str:
    """The name of a row; that of one whose data are restricted (Art. 18 GDPR) stands nowhere."""
    return _("not shown") if getattr(row, "restricted_at", None) else str(row)
