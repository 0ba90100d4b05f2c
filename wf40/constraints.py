"""Constraints that several apps declare on their models."""

from django.db import models
from django.db.models import Q


def one_of(field: str, choices, name: str) -> models.CheckConstraint:
    """The database refuses a value that is not in the list, whichever way it came."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": sorted(choices.values)}), name=name)
