"""Chance that falls the same way every time: decks of cards that do not repeat before they are through, days and hours of an office."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5
# How much an office talks in a month, January first: little in the holidays.
MONTHS = (8, 9, 10, 9, 9, 9, 6, 5, 10, 10, 10, 6)

HOLIDAYS = {(5, 1), (10, 3)}


class Deck:
    """Draws in random order and shuffles again only when all cards were drawn."""

    def __init__(self, chance: random.Random, cards: Sequence):
        self.chance, self.cards, self.left = chance, list(cards), []

    def draw(self):
        """The next card."""
        if not self.left:
            self.left = self.chance.sample(self.cards, len(self.cards))
        return self.left.pop()

    def draw_fitting(self, fits: Callable[[object], bool]):
        """The next card that fits, LookupError if there is none; the others stay for later."""
        for cards in (self.left, self.chance.sample(self.cards, len(self.cards))):
            for at in range(len(cards) - 1, -1, -1):
                if fits(cards[at]):
                    self.left = cards
                    return cards.pop(at)
        raise LookupError("no card fits")


def weighted(chance: random.Random, weights: dict):
    """One key, the more often the higher its number."""
    return chance.choices(list(weights), list(weights.values()))[0]


def office_day(chance: random.Random, first: date, last: date, *, also_saturday: bool = False) -> date:
    """A day between two days on which an office works; holidays are quieter than other weeks."""
    days = max(0, (last - first).days)
    day = last
    for _attempt in range(40):
        day = first + timedelta(days=chance.randint(0, days))
        is_open = day.weekday() < SATURDAY or (also_saturday and day.weekday() == SATURDAY)
        is_quiet = (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 3) or (day.month, day.day) in HOLIDAYS
        if is_open and not is_quiet and chance.random() * 10 < MONTHS[day.month - 1]:
            break
    return day


def moment(chance: random.Random, day: date, *, after: time = time(8, 0)) -> datetime:
    """A moment of a working day, not before an hour."""
    opening = after.hour * 60 + after.minute
    minute = chance.randint(opening, max(opening + 20, 17 * 60))
    minute = min(minute, 19 * 60 + 30)
    local = datetime.combine(day, time(minute // 60, minute % 60, chance.randint(0, 59)))
    return timezone.make_aware(local)
