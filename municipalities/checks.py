"""Checks before a start."""

from django.conf import settings
from django.core.checks import Error
from django.db import connections

from municipalities.models import Municipality, User
from wf40.rights import TECHNICIAN, Role


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


def check_second_factor(app_configs=None, **kwargs):
    """A role that does not exist would demand a second factor of nobody, unnoticed."""
    known = {*Role.values, TECHNICIAN}
    if not (unknown := set(settings.WF40_SECOND_FACTOR) - known):
        return []
    return [
        Error(
            f"WF40_SECOND_FACTOR names {', '.join(sorted(unknown))}, which is no role.",
            hint=f"Choose among {', '.join(sorted(known))}.",
            id="municipalities.E002",
        )
    ]
