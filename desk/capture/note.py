"""Puts together what a note says: names first, then days, minutes, promises, need, channel, topics and outcomes."""

import re
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.capture.channels import choose_channel, find_channels
from desk.capture.clauses import segment_at, segments, without
from desk.capture.days import Day, find_days
from desk.capture.listings import find_offer, read_listing, want_of, with_rest
from desk.capture.minutes import find_minutes
from desk.capture.names import NameReader
from desk.capture.outcomes import ORDER, find_outcomes
from desk.capture.people import PeopleReader
from desk.capture.promises import Plan, days_of, find_plans, read_follow_up
from desk.capture.reading import Fact, ListingMention, Reading
from desk.capture.register import Register
from desk.capture.spans import Note
from desk.capture.topics import find_topic, read_words
from desk.capture.wants import find_need, wants_something
from initiatives.choices import Channel, Outcome

# A talk is written down within some years or not at all.
EARLIEST_TALK = timedelta(3660)
FAR_BACK = timedelta(240)
_SECRET = re.compile(
    r"(?<!\w)(?<!nicht )(?:(?:streng\s+)?vertraulich(?:e[rsnm]?)?|unter\s+uns|nicht\s+weiter\s?(?:sagen|geben|erzählen)"
    r"|bitte\s+diskret|im\s+vertrauen)(?!\w)",
    re.I,
)
_NO_TALK_BEFORE = re.compile(
    r"\b(?:ab|seit|bis|zum|zur|für|frist|spätestens|gegründet|eröffnet\w*|eröffnung|geöffnet|nach|von|deadline|rechnung\s+vom"
    r"|bescheid\s+vom"
    r"|antrag\s+vom|einladung\s+(?:für|zum|am)?|stand)\s*(?:am\s+|dem\s+|den\s+|zum\s+)?\Z",
    re.I,
)
_OTHERS_DEED = re.compile(r"\b(?:hat|haben|hatte|hatten|will|wollen|ist|sind|wird|werden|seit|ab|eröffne\w*|öffne\w*|zieh\w*)\b", re.I)


def read_note(text: str, *, user=None, municipality, today: date | None = None) -> Reading:
    """What a note says of a consultation in a city, for somebody who may see its register (without a user: for the office).

    At most eight queries besides those of the person's rights, whatever the note and the register hold.
    """
    text = str(text)
    today = today or timezone.localdate()
    note, register = Note(text), Register(user, municipality)
    names = NameReader(note, register)
    # What is surely a day or a length tells where a name may begin; it is read again when the names are known.
    days, lengths = find_days(note.plain, today), find_minutes(note.plain)
    note.take_only([*((day.start, day.end) for day in days), *(entry[:2] for entry in lengths)])
    names.look_up()
    names.read_whole()
    note.take_only([(entry.start, entry.end) for entry in names.found])

    facts = _Facts(note, today)
    people = PeopleReader(note, register, names)
    people.look_up()
    topics = register.topics()
    lists = [(code, label, read_words(words)) for code, label, words in topics]
    names.read_parts(lambda word: any(words.fits(word) for _code, _label, words in lists), facts.blocked, people.pairs())
    contacts = people.read()
    mentions = names.mentions()

    # Names tell no topic, nor does the word for how the talk took place.
    note.take_only([*((entry.start, entry.end) for entry in names.found), *people.places, *facts.without_topic])
    open_words = [word for word in note.words if not note.is_taken(word.start, word.end)]
    found_topics = []
    for code, label, words in lists:
        if place := find_topic(note.plain, open_words, words):
            found_topics.append((place[0], Fact(code, label, note.span(*place))))
    return Reading(
        text=text,
        today=today,
        held_on=facts.held_on(),
        actors=tuple(mentions),
        contacts=tuple(contacts),
        minutes=facts.minutes(),
        channel=facts.channel(),
        topics=tuple(fact for _place, fact in sorted(found_topics, key=lambda entry: entry[0])),
        outcomes=facts.outcomes(),
        need=Fact(facts.need_words, facts.need_words, note.span(*facts.need)) if facts.need else None,
        follow_up=read_follow_up(note, facts.plans, facts.parts, facts.days_to_do, today),
        listing=facts.listing,
        is_confidential=Fact(True, _("confidential"), note.span(*facts.secret)) if facts.secret else None,
    )


class _Facts:
    """Everything but the names, read from the letters that no name covers."""

    def __init__(self, note: Note, today: date):
        self.note, self.today = note, today
        self.days = find_days(note.open, today)
        self.lengths = find_minutes(note.open)
        # "14:30" is a time, not the 14th of something.
        self.days = [day for day in self.days if not any(start < day.end and day.start < end for start, end, _minutes in self.lengths)]
        secret = _SECRET.search(note.open)
        self.secret = secret.span() if secret else None
        self.parts = segments(note)
        self.told = find_outcomes(note, self.parts)
        channels = find_channels(note.open)
        ends = [(start, end) for start, end, _minutes in self.lengths] + ([self.secret] if self.secret else [])
        self.plans: list[Plan] = find_plans(note, self.parts, ends, self.days, [(start, end) for start, end, _channel in channels])
        planned = [(plan.start, plan.end) for plan in self.plans]
        ends = self._facts(channels)
        self.offer = find_offer(note, self.parts, ends, planned)
        # What somebody wishes to give is no need.
        given = [(self.offer.start, self.offer.end)] if self.offer and self.offer.is_wish else []
        self.need = find_need(note, self.parts, ends, planned + given)
        self.need_words = note.span(*self.need).words if self.need else ""
        self.listing = self._listing(ends)
        if self.listing is None and given:
            # No thing is given: what they wish to do is read as ever.
            self.offer, self.need = None, find_need(note, self.parts, ends, planned)
            self.need_words = note.span(*self.need).words if self.need else ""
            self.listing = self._listing(ends)
        blocked = planned + self._without_talk()
        self.blocked = blocked
        # From when to when something is sought or given is no day on which something is to be done.
        self.days_to_do = [day for day in self.days if not (self.listed and self.listed[0] <= day.start < self.listed[1])]
        free = [entry for entry in channels if not any(start <= entry[0] < end for start, end in blocked)]
        self.way = choose_channel(free)
        self._take()

    def _listing(self, ends) -> ListingMention | None:
        """What is sought or given, whichever stands first and names something."""
        places = [self.offer, want_of(self.note, self.need) if self.need else None]
        for place in sorted(filter(None, places), key=lambda place: place.start):
            place = with_rest(self.note, place, self.parts, ends)
            if listing := read_listing(self.note, place, self.parts, ends, self.today):
                self.listed = (place.start, place.end)
                return listing
        self.listed = None
        return None

    def _without_talk(self) -> list[tuple[int, int]]:
        """Where needs and offers stand: their days and lengths are not those of the talk."""
        return [place for place in dict.fromkeys((self.need, self.listed)) if place]

    def _facts(self, channels) -> list[tuple[int, int]]:
        """The places at which a need ends."""
        note, found = self.note, [(plan.start, plan.end) for plan in self.plans]
        found += [(start, end) for start, end, _minutes in self.lengths]
        for place in [entry[:2] for entry in self.told] + ([self.secret] if self.secret else []):
            found.append((segment_at(self.parts, place[0])[0], place[1]))
        for start, end, channel in channels:
            first = segment_at(self.parts, start)[0]
            words = note.plain[first:start].split()
            if len(words) <= (1 if channel in (Channel.EMAIL, Channel.LETTER, Channel.WEB) else 2) and not wants_something(
                note.plain[first:start]
            ):
                found.append((first, end))
        for day in self.days:
            start, end = segment_at(self.parts, day.start)
            if re.fullmatch(r"\s*(?:am|war|vom|den)?\s*", note.plain[start : day.start], re.I) and not note.plain[day.end : end].strip(
                " ."
            ):
                found.append((day.start, day.end))
        return found

    def _take(self) -> None:
        note = self.note
        for day in self.days:
            note.take(day.start, day.end)
        for start, end, _minutes in self.lengths:
            note.take(start, end)
        if self.way:
            note.take(*self.way[:2])
            note.channel_places.append(self.way[:2])
        if self.secret:
            note.take(*self.secret)
        self.without_topic = [self.way[:2]] if self.way else []
        self.without_topic += [(plan.start, plan.start + 13) for plan in self.plans if plan.kind == "reminder"]
        for start, end, _outcome in self.told:
            note.take(start, end)

    def held_on(self) -> Fact:
        """The day of the talk; today if the note does not say."""
        planned = days_of(self.plans, self.note, self.parts, self.days_to_do)
        for day in self.days:
            if day.start in planned or day.is_loose or not self._is_talk(day):
                continue
            if day.past and max(self.today - EARLIEST_TALK, date.min) <= day.past <= self.today:
                return Fact(day.past, date_format(day.past, "SHORT_DATE_FORMAT"), self.note.span(day.start, day.end))
        return Fact(self.today, date_format(self.today, "SHORT_DATE_FORMAT"))

    def _is_talk(self, day: Day) -> bool:
        if day.points == "future" or any(start <= day.start < end for start, end in self._without_talk()):
            return False
        note, (start, end) = self.note, segment_at(self.parts, day.start)
        if any(plan.start <= day.start < plan.end for plan in self.plans):
            return False
        before = note.open[start : day.start]
        channel = self.way and start <= self.way[0] <= end
        if _NO_TALK_BEFORE.search(before) and not (channel and re.search(r"\bvo[nm]\s*(?:dem\s+)?\Z", before)):
            return False
        # Of a day without a year that is soon and was long ago, only a word of talking makes a talk.
        if not channel and day.past and day.future and day.future > self.today and self.today - day.past > FAR_BACK:
            return False
        if channel or start == self.parts[0][0]:
            return not (_OTHERS_DEED.search(note.open, start, day.start) and not channel)
        rest = without(note.open, start, end, [(day.start, day.end)])
        return len(rest.split()) <= 3 and not _OTHERS_DEED.search(rest)

    def minutes(self) -> Fact | None:
        """How long the talk took."""
        for start, end, minutes in self.lengths:
            if any(first <= start < last for first, last in self._without_talk()):
                continue
            return Fact(minutes, _("%(count)s minutes") % {"count": minutes}, self.note.span(start, end))
        return None

    def channel(self) -> Fact | None:
        """How the talk took place."""
        if not self.way:
            return None
        start, end, channel = self.way
        return Fact(channel.value, str(channel.label), self.note.span(start, end))

    def outcomes(self) -> tuple[Fact, ...]:
        """What came of it, with the one first that the consultation takes."""
        places = {outcome: (start, end) for start, end, outcome in self.told}
        if self.need:
            places[Outcome.NEED_RECORDED] = self.need
        if ours := next((plan for plan in self.plans if plan.kind == "ours"), None):
            places[Outcome.TASK] = (ours.start, ours.end)
        return tuple(Fact(outcome.value, str(outcome.label), self.note.span(*places[outcome])) for outcome in ORDER if outcome in places)
