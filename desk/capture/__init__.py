"""Reading a note: what a sentence of the office says about a consultation, by rules and word lists alone."""

from desk.capture.note import read_note
from desk.capture.reading import ActorMention, Candidate, ContactMention, Fact, ListingMention, Promise, Reading, Span

__all__ = ["ActorMention", "Candidate", "ContactMention", "Fact", "ListingMention", "Promise", "Reading", "Span", "read_note"]
