"""Two people edit one record: what only one of them changed is merged, what both changed is shown to the second, nothing is lost."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.core import signing
from django.db import models
from django.utils import timezone

SALT = "wf40.base"


def comparable(value):
    """A field's value in the form in which two versions are compared and signed."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")  # 12.50 and 12.5 are one number, and JSON knows no decimals
    if isinstance(value, models.QuerySet | list | tuple | set):
        return sorted(row.pk if isinstance(row, models.Model) else row for row in value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value


def read_fields(instance, names) -> dict:
    """The values of a record's fields as the database has them, many-to-many rows as a list."""
    many = {field.name for field in instance._meta.many_to_many}
    return {name: list(getattr(instance, name).all()) if name in many else getattr(instance, name) for name in names}


def sign_base(instance, values: dict) -> str:
    """The version and values that a form starts from, carried by the form itself."""
    compared = {name: comparable(value) for name, value in values.items()}
    return signing.dumps({"pk": instance.pk, "version": instance.version, "values": compared}, salt=SALT, compress=True)


def read_base(text: str, instance) -> dict | None:
    """What a form started from; None if it was tampered with or is another record's."""
    try:
        base = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return base if base["pk"] == instance.pk else None


@dataclass(frozen=True)
class Difference:
    """A field that both people changed."""

    name: str
    mine: object
    theirs: object


class Conflict(Exception):
    """Somebody else changed the same fields meanwhile; nothing was saved. Carries the record as it is now and the differences."""

    def __init__(self, current, differences: list[Difference]):
        super().__init__("changed meanwhile")
        self.current = current
        self.differences = differences


def merged(instance, current: dict, values: dict, *, base: dict, choices: dict[str, str], seen_version: int | None) -> dict:
    """The values to save, or `Conflict`.

    `current` is what the locked record holds now, `values` what this person sends, `base` what the form started from;
    `choices` says "mine" or "theirs" for the fields that were shown in a conflict with version `seen_version`.
    """
    if instance.version == base["version"]:
        return values
    result, differences = {}, []
    for name, mine in values.items():
        theirs, before = current[name], base["values"].get(name)
        if comparable(theirs) == before or comparable(mine) == comparable(theirs):
            result[name] = mine
        elif comparable(mine) == before:
            result[name] = theirs
        elif instance.version == seen_version and choices.get(name) in ("mine", "theirs"):
            result[name] = mine if choices[name] == "mine" else theirs
        else:
            differences.append(Difference(name, mine, theirs))
    if differences:
        raise Conflict(instance, differences)
    return result


def assign(instance, values: dict, *, source: str = "") -> None:
    """Save the values on a locked record as its next version, with its many-to-many rows and its history, in the caller's transaction.

    `source` stands in the history beside who saved: from where the values came.
    """
    many = {field.name for field in instance._meta.many_to_many}
    for name, value in values.items():
        if name not in many:
            setattr(instance, name, value)
    instance.version += 1
    instance.changed_at = timezone.now()
    instance._change_reason = source or None
    instance.skip_history_when_saving = True  # one saving, one history row: the one of save() below
    for name in many & set(values):
        getattr(instance, name).set(values[name])
    del instance.skip_history_when_saving
    instance.save()
