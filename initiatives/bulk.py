"""Writing many records in few statements, with the history that a single saving would leave."""

from collections import defaultdict

from django.db import models, router
from django.utils import timezone

from initiatives.models import Actor, Contact
from initiatives.models.change_set import mark
from initiatives.search import index, unindex

STATEMENT = 500
# So many different sets of values are still written one by one.
FEW = 3


def links_of(model, keys) -> dict[str, dict[int, list[int]]]:
    """The many-to-many rows that some records have now, as far as their history keeps them: {field: {key: keys}}; one query per field."""
    found = {}
    for field in getattr(model.history.model, "_history_m2m_fields", ()):
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        found[field.name] = defaultdict(list)
        for key, target in field.remote_field.through.objects.filter(**{f"{own}__in": keys}).order_by(other).values_list(own, other):
            found[field.name][key].append(target)
    return found


def write_history(records: list, kind: str, *, user, reason: str = "") -> None:
    """One history row for each record ("+", "~" or "-") with the many-to-many rows that it has now, which the library's bulk
    functions leave out."""
    if not records:
        return
    model = type(records[0])
    past, key = model.history.model, model._meta.pk.attname
    rows = [
        past(
            history_date=timezone.now(),
            history_user=user,
            history_change_reason=reason or None,
            history_type=kind,
            **{field.attname: getattr(record, field.attname) for field in past.tracked_fields},
            **mark(),
        )
        for record in records
    ]
    past.objects.bulk_create(rows, batch_size=STATEMENT)
    by_key = {getattr(row, key): row for row in rows}
    for many in getattr(past, "_history_m2m_fields", ()):
        through, kept = many.remote_field.through, getattr(past, many.name).model
        names, own = [part.attname for part in through._meta.fields], f"{many.m2m_field_name()}_id"
        links = through.objects.filter(**{f"{own}__in": by_key}).values(*names)
        kept.objects.bulk_create([kept(history=by_key[link[own]], **link) for link in links], batch_size=STATEMENT)


def save_changes(changes: list[tuple[models.Model, dict]], *, user, reason: str = "") -> None:
    """Save new values (names of fields; rows or keys for many-to-many ones) on locked records of one kind, each as its next version."""
    if not changes:
        return
    model, own, many, now = type(changes[0][0]), set(), defaultdict(dict), timezone.now()
    links = {field.name for field in model._meta.many_to_many}
    has_version = any(field.name == "version" for field in model._meta.concrete_fields)
    for record, values in changes:
        for name, value in values.items():
            if name in links:
                many[name][record.pk] = value
            else:
                setattr(record, model._meta.get_field(name).attname, getattr(value, "pk", value))
                own.add(name)
        if has_version:
            record.version += 1
            record.changed_at = now
    if names := sorted(own | ({"version", "changed_at"} if has_version else set())):
        _write(model, [record for record, _values in changes], names)
    for name, targets in many.items():
        set_links(model._meta.get_field(name), targets)
    if model not in (Actor, Contact):
        index(model, [record.pk for record, _values in changes])  # of actors and people `refold` renews it
    write_history([record for record, _values in changes], "~", user=user, reason=reason)


def _write(model, records: list, names: list[str]) -> None:
    """Write some fields of locked records. Where only few different sets of values are set, each goes in one statement: one that says
    for each row what it gets takes many times as long."""
    attributes = [model._meta.get_field(name).attname for name in names if name != "version"]
    groups = defaultdict(list)
    for record in records:
        groups[repr([getattr(record, attribute) for attribute in attributes])].append(record)
    if len(groups) > FEW:
        model._base_manager.bulk_update(records, names, batch_size=STATEMENT)
        return
    for same in groups.values():
        values = {attribute: getattr(same[0], attribute) for attribute in attributes}
        if "version" in names:
            values["version"] = models.F("version") + 1
        for start in range(0, len(same), STATEMENT):
            model._base_manager.filter(pk__in=[record.pk for record in same[start : start + STATEMENT]]).update(**values)


def set_links(field, targets: dict[int, list]) -> None:
    """Make the many-to-many rows of some records those of the lists."""
    through = field.remote_field.through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.filter(**{f"{own}__in": targets}).delete()
    through.objects.bulk_create(
        [through(**{own: key, other: getattr(row, "pk", row)}) for key, rows in targets.items() for row in rows], batch_size=STATEMENT
    )


def goes_along(relation) -> bool:
    """Whether the rows behind a relation are but the log of the row that they point at: they go with it and are no use of it."""
    return getattr(relation.related_model, "goes_with", "") == relation.field.name


def delete_records(records: list, *, user, reason: str = "") -> None:
    """Delete records at which nothing points, with their last row of history; the caller made sure of that."""
    if not records:
        return
    model, keys = type(records[0]), [record.pk for record in records]
    write_history(records, "-", user=user, reason=reason)
    for field in model._meta.many_to_many:
        field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": keys}).delete()
    for relation in filter(goes_along, model._meta.related_objects):
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys}).delete()
    unindex(model, keys)
    # The library listens to `delete` and would write each row of history once more.
    model._base_manager.filter(pk__in=keys)._raw_delete(router.db_for_write(model))


def refold(model, keys) -> None:
    """Renew what lists sort by and what lists and search look in, without a history row of its own."""
    if model is Actor:
        rows, names = Actor.objects.prefetch_related("aliases", "tags"), ("sort_key", "search_text", "match_key", "phone_key")
    else:
        rows, names = Contact.objects, ("sort_key", "search_text", "match_key", "phone_key", "mobile_key")
    records = list(rows.filter(pk__in=keys))
    changed, differing = [], set()
    for record in records:
        before = [getattr(record, name) for name in names]
        record.refold()
        if differences := [name for name, value in zip(names, before, strict=True) if getattr(record, name) != value]:
            changed.append(record)
            differing.update(differences)
    if changed:
        model.objects.bulk_update(changed, sorted(differing), batch_size=STATEMENT)
    index(model, keys)
