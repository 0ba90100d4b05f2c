"""Checks before a start."""

from django.conf import settings
from django.core.checks import Error
from django.db import connections

from municipalities.models import Municipality, User


def has_example_rows(using: str = "default") -> bool:
    """Whether a city or an account of the example data is in the database; no on one that has no tables yet."""
    tables = set(connections[using].introspection.table_names())
    return any(
        model._meta.db_table in tables and model.objects.using(using).filter(is_example=True).exists() for model in (Municipality, User)
    )


def check_no_example(app_configs=None, databases=None, **kwargs):
    """Production refuses example cities and accounts: their passwords stand in the README."""
    if not settings.IS_PRODUCTION or not any(has_example_rows(name) for name in databases or ()):
        return []
    return [
        Error(
            "The database holds example data, whose passwords everybody knows.",
            hint="Take them away with `manage.py remove_example_data`.",
            id="municipalities.E001",
        )
    ]
