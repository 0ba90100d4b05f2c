"""What each role may do. Apps declare their rights in their `rules.py`; a right is always asked for a city."""

from collections import defaultdict

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in one city's office; the words say what the role opens."""

    READER = "reader", _("Reading")
    ADVISER = "adviser", _("Advising")
    MANAGER = "manager", _("Managing")
    RESEARCHER = "researcher", _("Accompanying research")


# Keeps the installation (cities, people, lists, tasks) and sees no record of any city.
TECHNICIAN = "technician"

_granted: dict[str, set[str]] = defaultdict(set)


def grant(role: str, *rights: str) -> None:
    """Give a role the rights named as "app.action_model"."""
    _granted[str(role)].update(rights)


def rights_of(role: str) -> frozenset[str]:
    """All rights of one role."""
    return frozenset(_granted[str(role)])
