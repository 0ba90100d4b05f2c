"""`manage.py read_note`: what the box would read from a note, as JSON, for whoever is asked why a word was read so."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.capture import Candidate, Fact, Reading, Span, read_note
from initiatives.management.cities import city_of_slug


def _words(span: Span | None) -> str:
    return span.words if span else ""


def _offered(candidates: tuple[Candidate, ...]) -> list[dict]:
    return [{"id": candidate.key, "name": candidate.name, "meta": candidate.meta} for candidate in candidates]


def _fact(fact: Fact | None, *names: str) -> dict | None:
    """The fact under the names of its value and its label, with its words."""
    return fact and dict(zip(names, (fact.value, fact.label), strict=False)) | {"words": _words(fact.span)}


def as_json(reading: Reading) -> dict:
    """The reading as plain values; words that nothing caused are empty."""
    promise = reading.follow_up
    chosen = [entry for entry in reading.actors if entry.chosen]
    people = [entry for entry in reading.contacts if entry.chosen]
    return {
        "text": reading.text,
        "today": reading.today.isoformat(),
        "actors": [{"id": entry.chosen.key, "name": entry.chosen.name, "words": entry.span.words} for entry in chosen],
        "open_actors": [
            {"words": entry.span.words, "candidates": _offered(entry.candidates)} for entry in reading.actors if entry.candidates
        ],
        "new_actors": [{"name": entry.new_name, "words": entry.span.words} for entry in reading.actors if entry.new_name],
        "contacts": [{"id": entry.chosen.key, "name": entry.chosen.name, "words": entry.span.words} for entry in people],
        "open_contacts": [
            {"words": entry.span.words, "candidates": _offered(entry.candidates)} for entry in reading.contacts if entry.candidates
        ],
        "date": {"value": reading.held_on.value.isoformat(), "words": _words(reading.held_on.span)},
        "minutes": _fact(reading.minutes, "value"),
        "channel": _fact(reading.channel, "value", "label"),
        "topics": [_fact(topic, "code", "label") for topic in reading.topics],
        "outcomes": [_fact(outcome, "value", "label") for outcome in reading.outcomes],
        "need": _fact(reading.need, "value"),
        "follow_up": promise
        and {
            "date": promise.due_on.isoformat(),
            "task": promise.task,
            "is_theirs": promise.is_theirs,
            "words": _words(promise.day_span),
            "task_words": _words(promise.task_span),
        },
        "listing": reading.listing
        and {
            "exchange_type": reading.listing.exchange_type,
            "item_type": reading.listing.item_type,
            "title": reading.listing.title,
            "amount": None if reading.listing.amount is None else f"{reading.listing.amount:f}",
            "unit": reading.listing.unit,
            "available_from": reading.listing.available_from and reading.listing.available_from.isoformat(),
            "available_to": reading.listing.available_to and reading.listing.available_to.isoformat(),
            "transaction_type": reading.listing.transaction_type,
            "is_sure": reading.listing.is_sure,
            "words": reading.listing.span.words,
        },
        "confidential": {
            "value": reading.is_confidential is not None,
            "words": _words(reading.is_confidential and reading.is_confidential.span),
        },
    }


class Command(BaseCommand):
    """Reads and prints."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _("Prints as JSON what the capture box would read from a note; writes nothing.")

    def add_arguments(self, parser):
        parser.add_argument("text", metavar="TEXT")
        parser.add_argument("--municipality", metavar="SLUG", required=True, help=_("the city whose register is asked"))
        parser.add_argument("--today", metavar="YYYY-MM-DD", help=_("the day on which the note is written; otherwise today"))

    def handle(self, *, text, municipality, today, **options):
        city = city_of_slug(municipality)
        try:
            day = date.fromisoformat(today) if today else None
        except ValueError:
            raise CommandError(_("%(day)s is no day; please write it like 2026-11-18.") % {"day": today}) from None
        with override("de"):
            reading = read_note(text, municipality=city, today=day)
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=2))
