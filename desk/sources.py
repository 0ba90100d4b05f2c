"""What the search box finds of the desk: rounds."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from desk.models import Round
from initiatives.search import register
from wf40.registry import Found, Searched, SearchSource


def read_rounds(rows):
    """Rounds by their title; one query."""
    for walk in rows:
        yield Searched(walk.pk, walk.municipality_id, (walk.title,))


def show_rounds(user, municipality, keys) -> dict[int, Found]:
    """Rounds with their day; one query."""
    rows = Round.objects.visible_to(user, municipality).filter(pk__in=keys).order_by()
    return {walk.pk: Found(walk.title, walk.get_absolute_url(), date_format(walk.held_on, "SHORT_DATE_FORMAT")) for walk in rows}


def declare() -> None:
    """Tell the search box."""
    register(SearchSource("round", gettext_lazy("Round"), Round._meta.label, "desk.view_round", read_rounds, show_rounds, 70))
