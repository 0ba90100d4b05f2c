"""The list of published profiles: how the public looks in it, and what stands in one of its rows."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from initiatives.models import Actor, Location, WorkField
from municipalities.models import UNKNOWN_DISTRICT, District
from network.choices import ListingState, Visibility
from network.models import Listing
from portal.publication import public_listings
from wf40.folding import folded_forms, written

# More words than a person types.
MOST_WORDS = 6
# So much of the description stands in a row.
LINE = 170
# So many wants and offers stand in a row; the page of the profile has them all.
MOST_LISTINGS = 2


def _with_word(municipality, word: str) -> Q:
    """Public text that holds a word: name, description, fields, district, public wants and offers; never a keyword of the office."""
    bare = folded_forms(word)[1]
    # "Faerberei" is typed for "Färberei", whose key for sorting has no sign of the umlaut.
    plain = bare.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    names = Q(sort_key__contains=bare) | Q(sort_key__contains=plain) if bare else Q()
    fields = WorkField.objects.filter(written("label", word), municipality=municipality)
    districts = District.objects.filter(written("label", word), municipality=municipality)
    listings = Listing.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()),
        written("title", word),
        municipality=municipality,
        visibility=Visibility.PUBLIC,
        state=ListingState.OPEN,
    )
    return (
        names
        | written("trading_name", word)
        | written("description", word)
        | Q(pk__in=Actor.work_fields.through.objects.filter(workfield__in=fields).values("actor"))
        | Q(pk__in=Location.objects.filter(municipality=municipality, is_main=True, district__in=districts).values("actor"))
        | Q(pk__in=listings.order_by().values("actor"))
    )


def matching(rows, municipality, text: str):
    """The published profiles whose public text holds every word."""
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(_with_word(municipality, word))
    return rows


@dataclass(frozen=True)
class DirectoryRow:
    """One published profile as the list shows it."""

    actor: object
    fields: str
    district: str
    hours: str
    line: str
    listings: list = field(default_factory=list)
    more_count: int = 0


def _fields(actor) -> str:
    """The sub-fields are the words that people know; the wide fields stand in for them where there are none."""
    found = list(actor.work_fields.all())
    narrow = [entry for entry in found if entry.parent_id]
    return " · ".join(str(entry) for entry in (narrow or found)[:3])


def _district(actor) -> str:
    main = next((place for place in actor.locations.all() if place.is_main and place.district), None)
    return main.district.label if main and main.district.code != UNKNOWN_DISTRICT else ""


def rows_of(municipality, actors) -> list[DirectoryRow]:
    """The rows of some published actors, whose fields and places were fetched (`SHOWN`); one query more."""
    listings = public_listings(municipality, actors)
    return [
        DirectoryRow(
            actor,
            _fields(actor),
            _district(actor),
            ", ".join(line.strip() for line in actor.opening_hours.splitlines() if line.strip()),
            Truncator(" ".join(actor.description.split())).chars(LINE),
            (found := listings.get(actor.pk, []))[:MOST_LISTINGS],
            len(found[MOST_LISTINGS:]),
        )
        for actor in actors
    ]


# What `rows_of` reads of several actors at once.
SHOWN = ("work_fields", "locations__district")
