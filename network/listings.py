"""What holds for every want and offer, however it is entered: how long it is valid, what fits together, which days are taken."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import PointPrecision
from initiatives.models import Location
from network.choices import ItemType, Unit
from network.models import TakenPeriod

MONTHS_VALID = 6
MONTHS_SHOWN = 12
# Of one thing the word is another one.
ONE = {Unit.HOUR: gettext_lazy("hour"), Unit.DAY: gettext_lazy("day"), Unit.PERSON: gettext_lazy("person")}


def valid_until(day: date) -> date:
    """Until when a want or an offer of a day is valid, if nobody says otherwise."""
    at = day.year * 12 + day.month - 1 + MONTHS_VALID
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def amount_words(amount: Decimal | None, unit: str) -> str:
    """An amount as people write it: "20 m²", "2,5 t"; empty without one."""
    if amount is None:
        return ""
    number = number_format(f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else amount, force_grouping=True)
    word = ONE.get(unit) if amount == 1 else None
    return f"{number}\N{NO-BREAK SPACE}{word or Unit(unit).label}" if unit else number


def main_place(actor) -> Location | None:
    """Where an actor is, as far as the register knows."""
    return Location.objects.filter(actor=actor, is_main=True).select_related("district").first()


def exact_places():
    """Places whose point is their own; the point of a city never poses as one."""
    return Location.objects.filter(is_main=True, precision=PointPrecision.EXACT)


def check_listing(values: dict) -> None:
    """Raises a ValidationError at the field that does not fit the others: an amount without a unit, an end before the start."""
    faults = {}
    if values.get("amount") is not None and not values.get("unit"):
        faults["unit"] = ValidationError(_("Please say in what the amount is counted."), code="no_unit")
    first, last = values.get("available_from"), values.get("available_to")
    if first and last and last < first:
        words = _("The end (%(end)s) lies before the start (%(start)s). Please check both days.")
        days = {"end": date_format(last, "d.m.Y"), "start": date_format(first, "d.m.Y")}
        faults["available_to"] = ValidationError(words, code="order", params=days)
    if faults:
        raise ValidationError(faults)


def with_unit(values: dict) -> dict:
    """The values with the unit that goes without saying: rooms are counted in square metres, nothing is counted in nothing."""
    values = dict(values)
    if "amount" in values and values["amount"] is None:
        values["unit"] = ""
    elif values.get("amount") is not None and not values.get("unit") and values.get("item_type") == ItemType.SPACE:
        values["unit"] = Unit.SQUARE_METRE
    return values


def free_between(listings, first: date, last: date):
    """Those that are to be had on all days from one to another and are not taken on any of them."""
    taken = TakenPeriod.objects.filter(first_day__lte=last, last_day__gte=first)
    available = (Q(available_from=None) | Q(available_from__lte=first)) & (Q(available_to=None) | Q(available_to__gte=last))
    return listings.filter(available).exclude(pk__in=taken.values("listing"))


# --- the calendar ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stretch:
    """Some days of a month, from the first to the last one; `kind` is "taken" or "shut" (not to be had)."""

    first: int
    last: int
    kind: str

    @property
    def x(self) -> int:
        """Where it begins in the strip, ten units for each day."""
        return (self.first - 1) * 10

    @property
    def width(self) -> int:
        """How wide it is there."""
        return (self.last - self.first + 1) * 10


@dataclass(frozen=True)
class Month:
    """A month of the calendar: its first day, its days, and the stretches in which the thing cannot be had."""

    first: date
    days: int
    stretches: list[Stretch]

    @property
    def width(self) -> int:
        """The length of its strip."""
        return self.days * 10

    @property
    def words(self) -> str:
        """What the strip shows: "belegt 3.–14.", "frei"."""
        said = []
        for stretch in self.stretches:
            days = f"{stretch.first}." if stretch.first == stretch.last else f"{stretch.first}.–{stretch.last}."
            if stretch.last - stretch.first + 1 == self.days:
                days = _("the whole month")
            said.append((_("taken: %(days)s") if stretch.kind == "taken" else _("not to be had: %(days)s")) % {"days": days})
        return "; ".join(said) or _("free")


def _cut(first: date, last: date, begin: date | None, end: date | None, kind: str) -> list[Stretch]:
    begin, end = max(begin or first, first), min(end or last, last)
    return [Stretch(begin.day, end.day, kind)] if begin <= end else []


def months_of(listing, periods, today: date | None = None) -> list[Month]:
    """The next twelve months with the days on which something is taken, or not to be had."""
    today = today or timezone.localdate()
    months = []
    for number in range(MONTHS_SHOWN):
        year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
        first = date(year, month + 1, 1)
        last = first.replace(day=calendar.monthrange(year, month + 1)[1])
        stretches = []
        if listing.available_from:
            stretches += _cut(first, last, None, listing.available_from - timedelta(1), "shut") if listing.available_from > first else []
        for period in periods:
            stretches += _cut(first, last, period.first_day, period.last_day, "taken")
        if listing.available_to and listing.available_to < last:
            stretches += _cut(first, last, listing.available_to + timedelta(1), None, "shut")
        months.append(Month(first, last.day, stretches))
    return months
