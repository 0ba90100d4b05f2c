"""Takes the example cities and accounts away, with everything in them, and leaves all other rows."""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, router, transaction
from django.db.models import FileField, ProtectedError, Q

from municipalities.models import Municipality, User


@dataclass
class Removed:
    """How many rows of each table went, and the accounts that a staying city's log still names: kept, but nobody can use them."""

    counts: dict[type, int] = field(default_factory=dict)
    locked: list[str] = field(default_factory=list)


def rows_of_example_cities() -> list[tuple[type, Q]]:
    """Every table with rows of a city, whichever app it belongs to, and how its rows of the example cities are found.

    First the connecting tables, which find their city over what they connect, then those that name it.
    """
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    naming = [model for model in models if _names_a_city(model)]
    cities = Municipality.objects.filter(is_example=True)
    connecting = []
    for model in models:
        if model not in naming and (paths := [entry.name for entry in model._meta.fields if entry.related_model in naming]):
            # The history of a connection is found over the history of its record, for the record itself may be gone.
            path = "history" if "history" in paths else paths[0]
            connecting.append((model, Q(**{f"{path}__municipality__in": cities})))
    return [*connecting, *((model, Q(municipality__in=cities)) for model in naming)]


def _names_a_city(model) -> bool:
    return any(entry.name == "municipality" and entry.related_model is Municipality for entry in model._meta.fields)


@transaction.atomic
def remove() -> Removed:
    """Remove all example data."""
    removed = Removed()
    with connection.cursor() as cursor:
        # Loaded a moment ago, the tables are still thought to be empty: without it a database may compare each row with every other.
        cursor.execute("ANALYZE")
    for model, found in rows_of_example_cities():
        removed.counts[model] = _remove(model, found)
    removed.counts[Municipality] = _remove(Municipality, Q(is_example=True))
    accounts = list(User.objects.filter(is_example=True))
    for account in accounts:
        try:
            with transaction.atomic():
                account.delete()
        except ProtectedError:
            _lock(account)
            removed.locked.append(account.email)
    removed.counts[User] = len(accounts) - len(removed.locked)
    return removed


def _remove(model, found: Q) -> int:
    """Remove rows, and the administration's log of them, without signals: these would write a history of the removal.

    All in one transaction, at whose end the database itself makes sure that nothing points into the void.
    """
    rows = model._base_manager.filter(found)
    _remove_files(model, rows)
    # A history knows records that are gone and that the administration's log still names.
    subject = getattr(model, "instance_type", model)
    content_type = ContentType.objects.get_for_model(subject)
    if logged := dict(LogEntry.objects.filter(content_type=content_type).values_list("pk", "object_id")):
        keys = {str(key) for key in rows.values_list(subject._meta.pk.name, flat=True)}
        LogEntry.objects.filter(pk__in=[entry for entry, key in logged.items() if key in keys]).delete()
    return rows._raw_delete(router.db_for_write(model)) or 0


def _remove_files(model, rows) -> None:
    """What the rows hold in a store goes as soon as they are gone for good."""
    for entry in model._meta.fields:
        if isinstance(entry, FileField):
            for name in filter(None, rows.values_list(entry.name, flat=True)):
                transaction.on_commit(lambda name=name, storage=entry.storage: storage.delete(name), robust=True)


def _lock(account: User) -> None:
    """The account stays as a name in a log: it cannot sign in and belongs to no office."""
    account.memberships.all().delete()
    account.is_active = account.is_example = account.is_superuser = False
    account.set_unusable_password()
    account.save()
