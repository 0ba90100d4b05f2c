"""Which actors a note names: for sure, perhaps, or not yet in the register."""

import re
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from desk.capture.reading import ActorMention
from desk.capture.register import Known, Register
from desk.capture.spans import Note, Word
from desk.capture.vocabulary import CALLED, DOES, FIRST_NAMES, NO_NAMES, NOBODY, NOBODY_ENDS, SHARED, TALKED
from initiatives.search.words import UNIMPORTANT, both_forms
from wf40.folding import LEGAL_WORDS

# A shorter single word is also a word of every day ("Glück", "Anker"), a longer one hardly.
EVERYDAY_UP_TO = 7
LONGEST_NAME = 9
MOST_OFFERED, MOST_MENTIONS = 8, 30
SHORTEST_PART = 5
SHORTEST_WITH_SLIP = 7
LONGEST_WORD = 40
# In the first so many words a name is looked for.
MOST_WORDS = 400

STRICT, JOINED, START, WEAK, NONE = "strict", "joined", "start", "weak", "none"
_STRICT = frozenset("mit bei beim von vom im".split())
_WEAK = frozenset("fuer zu zum zur an am wegen ueber in ins gegen des aus ans".split())
_ARTICLES = frozenset("der die das dem den des neue neuen neuer neuem".split())
_JOINS = frozenset("und sowie u".split())
_TITLES = frozenset("frau herr herrn hr fr familie dr prof".split())
_GAP = re.compile(r"[\s\-&+/.'\"„“”»«|]*\Z")
_INSIDE_NO_NAME = re.compile(r"\b(?:im|in|mit|bei|beim|von|vom|zum|zur|zu|ohne|auf|um|bis)\b", re.I)
_ONLY_CALLED = frozenset("firma fa startup akteur betrieb gruendung neugruendung unternehmen".split())
_STREETS = ("str", "platz", "gasse", "allee", "ufer", "weg", "chaussee", "ring", "damm")
_LIST_GOES_ON = re.compile(r"\s*(?:,|&|/|und\b)")
_INDEFINITE = frozenset("ein eine einen einem einer kein keine keinen viele mehr eigene eigenen eigenes neues".split())
_AS_IDIOM = frozenset("reden sprechen sagen gehabt".split())


@dataclass(frozen=True)
class Found:
    """A name in the note with the records that it may mean."""

    start: int
    end: int
    keys: tuple[int, ...]
    is_sure: bool
    new_name: str = ""


class NameReader:
    """Reads the actors of one note."""

    def __init__(self, note: Note, register: Register):
        self.note, self.register = note, register
        self.found: list[Found] = []
        self.known: dict[int, Known] = {}
        self.entries: dict[int, list] = {}
        # Words that are the name of an actor and mean something else here ("zum Glück").
        self.meant_otherwise: set[int] = set()

    # --- what is looked up -----------------------------------------------------------------------------
    @cached_property
    def words(self) -> list[Word]:
        """The words that a name is made of: without legal forms and small words."""
        words, kept = self.note.words[:MOST_WORDS], []
        for at, word in enumerate(words):
            following = words[at + 1] if at + 1 < len(words) else None
            before = words[at - 1] if at else None
            if (
                len(word.raw) == 1
                and word.plain == "e"
                and following
                and following.plain in ("v", "g", "k")
                and following.start - word.end <= 2
            ):
                continue
            if len(word.raw) == 1 and word.plain in ("v", "g", "k") and before and before.plain == "e" and word.start - before.end <= 2:
                continue
            if word.plain not in UNIMPORTANT:
                kept.append(word)
        return kept

    def _asked(self) -> tuple[list, list]:
        first, later, pairs = [], [], []
        previous = None
        for word in self.words:
            is_name = word.plain not in NO_NAMES and 1 < len(word.plain) <= LONGEST_WORD and not word.plain.isdigit()
            if is_name:
                (first if word.is_capital or self.position(word)[0] in (STRICT, JOINED) else later).append((word.plain, word.bare))
            if (
                previous
                and self._hangs(previous, word)
                and max(len(word.plain), len(previous.plain)) <= LONGEST_WORD
                and min(len(word.plain), len(previous.plain)) > 1
            ):
                if previous.end + 1 == word.start:
                    first.append((previous.plain + word.plain, previous.bare + word.bare))
                if previous.plain not in NO_NAMES or word.plain not in NO_NAMES:
                    pairs.append(((previous.plain, previous.bare), (word.plain, word.bare)))
            previous = word
        return list(dict.fromkeys([*first, *later])), list(dict.fromkeys(pairs))

    def look_up(self) -> None:
        """Ask for all names that begin like words of the note, and once more with a slip for those that stand nowhere; three queries."""
        words, pairs = self._asked()
        self.entries = self.register.named("actor", words, pairs)
        heard = {form for names in self.entries.values() for plain, bare in names for form in (*plain, *bare)}
        begun = {form[:size] for form in heard for size in range(SHORTEST_PART, len(form) + 1)}
        doubtful = [
            (word.plain, word.bare)
            for word in self.words
            if SHORTEST_PART <= len(word.plain) <= LONGEST_WORD
            and not {word.plain, word.bare} & (heard | begun)
            and word.plain not in NO_NAMES | TALKED | DOES
            and (word.is_capital or self.position(word)[0] in (STRICT, JOINED))
        ]
        doubtful.sort(key=lambda forms: -len(forms[0]))
        if doubtful:
            for key, names in self.register.nearly_named(list(dict.fromkeys(doubtful))).items():
                self.entries.setdefault(key, names)
        self.known = self.register.actors(self.entries) if self.entries else {}

    # --- where a name may stand ------------------------------------------------------------------------
    def _hangs(self, first: Word, second: Word, *, comma: bool = False) -> bool:
        """Whether nothing but blanks, hyphens and small words (and a comma) stands between two words."""
        between = self.note.plain[first.end : second.start]
        between = between.replace(",", " ") if comma else between
        if len(between) > 24 or "\n" in between:
            return False
        if re.search(r"[.]\s", between) and len(first.raw) > 4:
            return False
        letters = re.sub(r"[^\W_]+", lambda match: "" if both_forms(match[0])[0] in UNIMPORTANT else match[0], between)
        return bool(_GAP.match(letters))

    def position(self, word: Word) -> tuple[str, bool]:
        """How a name may stand here, and whether the words before tell of a talk ("Tel mit …", "beim …")."""
        at = self._places[word.start] - 1
        words, is_article = self.note.words, False
        end = word.start
        while at >= 0:
            before = words[at]
            between = self.note.plain[before.end : end]
            # "mit Mina, Glück und Anker": a list of names.
            if between.strip() == "," and self._ends_name(before.end) and _LIST_GOES_ON.match(self.note.plain, word.end):
                return JOINED, True
            if re.search(r"[,;:!?\n(]|\.\s|\s[–-]\s", between):
                return START, is_article or (":" in between and (self._is_channel(before) or before.plain in CALLED))
            if "/" in between or "&" in between or "+" in between:
                return (JOINED, True) if self._ends_name(before.end) else (START, False)
            if before.plain in _ARTICLES:
                is_article, end, at = True, before.start, at - 1
                continue
            if self.note.is_taken(before.start, before.end):
                return START, self._is_channel(before)
            if before.plain in CALLED and before.is_capital:
                return STRICT, True
            if before.plain in _JOINS:
                return (JOINED, True) if at and self._ends_name(words[at - 1].end) else (START, False)
            if before.plain in _STRICT:
                if before.plain in ("von", "vom") and at and words[at - 1].plain in FIRST_NAMES:
                    return STRICT, True
                return STRICT, is_article or before.plain in ("beim", "vom", "bei") or self._talks_before(at) or self._talks_after(word)
            if before.plain in TALKED:
                return START, True
            return (WEAK if before.plain in _WEAK else NONE), False
        return START, False

    @cached_property
    def _places(self) -> dict[int, int]:
        return {word.start: at for at, word in enumerate(self.note.words)}

    def _ends_name(self, place: int) -> bool:
        return any(entry.end == place for entry in self.found)

    def _is_channel(self, word: Word) -> bool:
        return word.plain in TALKED or any(start <= word.start < end for start, end in self.note.channel_places)

    def _talks_before(self, at: int) -> bool:
        """A word of talking stands up to three words before, or a name joined by "mit … und"."""
        words = self.note.words
        start = self.note.sentence(words[at].start)[0]
        before = [words[number] for number in range(max(0, at - 4), at) if words[number].start >= start]
        return any(word.plain in TALKED or self._is_channel(word) for word in before)

    def _talks_after(self, word: Word) -> bool:
        words, at = self.note.words, self._places[word.start]
        return any(entry.plain in TALKED for entry in words[at + 1 : at + 5])

    def _next(self, place: int) -> Word | None:
        return next((word for word in self.note.words if word.start >= place), None)

    # --- whole names -----------------------------------------------------------------------------------
    def read_whole(self) -> None:
        """Names as the register has them; the longest one wins."""
        index: dict[str, set[int]] = {}
        for key in self.known:
            for plain, bare in self.entries[key]:
                index.setdefault("".join(plain), set()).add(key)
                index.setdefault("".join(bare), set()).add(key)
        hits = []
        for at in range(len(self.words)):
            plain = bare = ""
            previous = None
            for number, word in enumerate(self.words[at : at + LONGEST_NAME]):
                if previous and not self._hangs(previous, word, comma=True):
                    break
                plain, bare, previous = plain + word.plain, bare + word.bare, word
                keys = index.get(plain, set()) | index.get(bare, set())
                if keys:
                    hits.append((len(plain), at, self.words[at : at + number + 1], keys))
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        # Twice, because "Mina und Glück" tells that the second is a name only when the first is known to be one.
        for _letters, _at, words, keys in hits + hits:
            start, end = words[0].start, words[-1].end
            if len(self.found) >= MOST_MENTIONS or any(entry.start < end and start < entry.end for entry in self.found):
                continue
            sureness = self._of_one_word(words[0], keys) if len(words) == 1 else self._of_words(words)
            if sureness is None:
                self.meant_otherwise.add(start)
                continue
            end = self._with_legal_form(end)
            self.meant_otherwise.discard(start)
            self.found.append(Found(start, end, tuple(sorted(keys)), sureness and self._is_one(keys)))
            self.note.cover(start, end)
        self.found.sort(key=lambda entry: entry.start)

    def _is_one(self, keys) -> bool:
        return len(keys) == 1 and not any(self.known[key].is_past for key in keys)

    def _with_legal_form(self, end: int) -> int:
        if match := re.compile(r",?\s+(?:e\.?\s?V\b\.?|e\.?\s?G\b\.?|g?GmbH\b|UG\b|GbR\b|KG\b|AG\b)").match(self.note.plain, end):
            return match.end()
        return end

    def _of_words(self, words: list[Word]) -> bool | None:
        """Whether a name of several words is one here (None: no name at all)."""
        if self._is_person(words[0]):
            return None
        kind, _talks = self.position(words[0])
        is_small = not any(word.is_capital for word in words)
        if words[0].is_capital and (words[-1].is_capital or len(words) > 2):
            return True
        if is_small and (self.note.is_small or kind in (STRICT, JOINED, START)):
            return kind in (STRICT, JOINED, START) or not all(word.plain in SHARED | NO_NAMES for word in words)
        if kind in (STRICT, JOINED, START):
            return words[0].is_capital
        return False if is_small and not all(word.plain in SHARED | NO_NAMES for word in words) else None

    def _of_one_word(self, word: Word, keys) -> bool | None:
        """The same for a name of a single word, which may be a word of every day."""
        if self._is_person(word):
            return None
        plain, (kind, talks) = self.note.plain, self.position(word)
        following = self._next(word.end)
        before = self.note.words[self._places[word.start] - 1] if self._places[word.start] else None
        hangs_on = plain[word.end : word.end + 1] == "-" or plain[max(0, word.start - 1) : word.start] == "-"
        everyday = len(word.plain) <= EVERYDAY_UP_TO or word.plain in SHARED | NO_NAMES
        if following and following.plain in _AS_IDIOM and everyday and not talks:
            return None
        if before and before.plain in _INDEFINITE:
            return None
        if not word.is_capital:
            if everyday:
                return True if self.note.is_small and kind in (STRICT, JOINED) and talks and word.plain not in SHARED | NO_NAMES else None
            return True if kind in (STRICT, JOINED) or (kind == START and self.note.is_small) else None
        # "Café Anker" and "Anker Apotheke" are other names than "Anker".
        named_before = (
            before is not None and kind == NONE and before.is_capital and self._hangs(before, word)
            and before.plain not in NO_NAMES | TALKED | CALLED and not self.note.is_taken(before.start, before.end)
        )  # fmt: skip
        named_after = following is not None and following.is_capital and not following.raw.isdigit() and self._hangs(word, following) and (
            following.plain not in NO_NAMES | TALKED | DOES | LEGAL_WORDS
        )  # fmt: skip
        if named_before and not everyday and before.plain not in SHARED:
            named_before = False
        if hangs_on or named_before:
            return False if kind != WEAK else None
        if everyday:
            if kind == START:
                does = following is not None and following.plain in DOES and following.start - word.end <= 2
                sign = plain[word.end : word.end + 1]
                if named_after:
                    return False if talks or not plain[: word.start].strip() else None
                if talks or does or (sign in ",:" and sign and not plain[: word.start].strip()):
                    return True
                return None
            if kind in (STRICT, JOINED):
                return talks and not named_after
            return None
        if named_after and following.plain in self.places:
            return following.plain in {form for key in keys for form in both_forms(self.known[key].district)}
        if kind == NONE:
            return None if self.is_wanted(word.start) else True
        return True

    def is_wanted(self, place: int) -> bool:
        """Whether a word of wanting stands before it in its sentence, without a comma between."""
        start = self.note.sentence(place)[0]
        before = self.note.plain[start:place].rpartition(",")[2]
        return bool(re.search(r"\b(?:such\w*|brauch\w*|benötig\w*|will|wollen|möchten?|fehl\w+|bedarf)\b", before, re.I))

    def _is_person(self, word: Word) -> bool:
        """ "Frau Glück", "Annegret Glück": a person's name."""
        at = self._places[word.start] - 1
        if at < 0:
            return False
        before = self.note.words[at]
        if word.start - before.end > 2 or re.search(r"[,;:]", self.note.plain[before.end : word.start]):
            return False
        if before.plain in _TITLES:
            return True
        return (
            before.plain in FIRST_NAMES
            and before.is_capital
            and self.note.plain[before.end : word.start] == " "
            and not self._ends_name(before.end)
        )

    @cached_property
    def places(self) -> frozenset[str]:
        """The city and its districts; one query."""
        return self.register.places()

    # --- parts of names, slips, new names ----------------------------------------------------------------
    def read_parts(self, topic_fits, blocked: list[tuple[int, int]], people: set[tuple[str, str]]) -> None:
        """Names that stand in part or with a slip, and names that the register does not know.

        `topic_fits` says whether a word is one of a topic; in `blocked` (needs, promises) nobody new is named; `people` are first and
        last names that belong together.
        """
        words, at = self.note.words[:MOST_WORDS], 0
        while at < len(words) and len(self.found) < MOST_MENTIONS:
            word = words[at]
            phrase = self._phrase(at, people)
            if not phrase:
                at += 1
                continue
            kind, talks = self.position(word)
            is_blocked = any(start <= word.start < end for start, end in blocked)
            entry = self._part(phrase, kind, talks, topic_fits, is_blocked)
            if entry is None:
                at += 1
                continue
            self.found.append(entry)
            self.note.cover(entry.start, entry.end)
            at = next((number for number in range(at + 1, len(words)) if words[number].start >= entry.end), len(words))
        self.found.sort(key=lambda entry: entry.start)

    def _phrase(self, at: int, people) -> list[Word]:
        """The words from here on that may be one name."""
        words = self.note.words
        word = words[at]
        if self.note.is_taken(word.start, word.end) or word.plain in UNIMPORTANT | NO_NAMES | TALKED | DOES or word.raw.isdigit():
            return []
        if word.plain in _TITLES or word.start in self.meant_otherwise or self._is_person(word):
            return []
        kind, talks = self.position(word)
        if kind == NONE or (not word.is_capital and not (kind in (STRICT, JOINED) or (kind == START and talks))):
            return []
        following = words[at + 1] if at + 1 < len(words) else None
        if (
            following
            and word.plain in CALLED
            and (word.plain in _ONLY_CALLED and following.is_capital or re.search(r"[\"„“»]", self.note.plain[word.end : following.start]))
        ):
            return []
        if following and (
            (word.plain, following.plain) in people
            or (word.plain in FIRST_NAMES and word.is_capital and not self._is_in_name(word, following))
        ):
            return []
        phrase, previous = [word], word
        for entry in words[at + 1 : at + LONGEST_NAME]:
            between = self.note.plain[previous.end : entry.start]
            if (
                self.note.is_taken(entry.start, entry.end)
                or not re.fullmatch(r"[\s\-&+'\"„“”.]{0,4}", between)
                or re.search(r"\.\s|\s-\s|\n", between)
            ):
                break
            if entry.plain in UNIMPORTANT:
                previous = entry
                continue
            if entry.plain in NO_NAMES | DOES or (entry.plain in TALKED and not entry.is_capital):
                break
            if word.is_capital and not entry.is_capital and "-" not in between:
                break
            phrase.append(entry)
            previous = entry
        if word.plain in FIRST_NAMES:
            return phrase if len(phrase) > 1 and self._is_in_name(word, phrase[1]) else []
        return phrase

    def _is_in_name(self, first: Word, second: Word) -> bool:
        """Whether an actor is named after a person: "Svenja Mohr, Kräuterwanderungen"."""
        return any(first.plain in plain and second.plain in plain for names in self.entries.values() for plain, _bare in names)

    def _part(self, phrase: list[Word], kind: str, talks: bool, topic_fits, is_blocked: bool) -> Found | None:
        fits: dict[int, int] = {}
        count = len(phrase)
        if not phrase[0].is_capital:
            count = min(count, 4)
        while count:
            fits = self._fitting(phrase[:count])
            if fits:
                break
            count -= 1
        rest = [word for word in phrase[count:] if word.plain not in SHARED | NOBODY]
        if not fits:
            return self._new(phrase, kind, talks, is_blocked, topic_fits) if phrase[0].is_capital else None
        used = phrase[:count]
        telling = [word for word in used if not self._says_little(word, topic_fits)]
        start, end = used[0].start, used[-1].end
        if rest and all(word.raw.isdigit() for word in rest):
            return (
                Found(start, rest[-1].end, self._in_order(fits), False)
                if kind in (STRICT, JOINED) or talks or self._acts(rest[-1].end)
                else None
            )
        if rest and phrase[0].is_capital:
            if not telling or (count == 1 and rest[0].plain not in self.places):
                return self._new(phrase, kind, talks, is_blocked, topic_fits)
            return Found(start, phrase[-1].end, self._in_order(fits), False) if kind in (STRICT, JOINED) or talks else None
        slips = min(fits.values())
        begins_talk = talks or (kind == START and self._acts(end))
        if len(used) > 1 and kind in (STRICT, JOINED, START, WEAK):
            if kind == WEAK and not telling:
                return None
            is_clear = bool(telling) or (slips == 0 and (len(used) > 2 or begins_talk))
            is_sure = len(fits) == 1 and is_clear and (slips < 2 or sum(len(word.plain) for word in used) > 9)
            if not telling and not begins_talk and len(used) < 3:
                return None
        elif telling:
            if kind == WEAK and (slips or is_blocked):
                return None
            if not begins_talk and kind not in (STRICT, JOINED):
                is_long = kind == WEAK and not slips and len(used[0].plain) > EVERYDAY_UP_TO and used[0].is_capital and self._is_one(fits)
                return None if kind == START and is_blocked else Found(start, end, self._in_order(fits), is_long) if slips < 2 else None
            is_sure = len(fits) == 1 and (begins_talk or kind == JOINED) and (slips < 2 or len(used[0].plain) >= SHORTEST_WITH_SLIP)
            if slips == 2 and not begins_talk:
                return None
        elif begins_talk and not is_blocked and slips < 2:
            is_sure = False
        else:
            return None
        return Found(start, end, self._in_order(fits), is_sure and self._is_one(fits))

    def _acts(self, end: int) -> bool:
        """Whether what follows tells of somebody: "Nähwerk sucht …", "Nähwerk: …", "Nähwerk, braucht …"."""
        following = self._next(end)
        between = self.note.plain[end : following.start] if following else self.note.plain[end:]
        if ":" in between[:2]:
            return True
        return following is not None and following.plain in DOES | TALKED and len(between) <= 3 and not re.search(r"[.;!?\n]", between)

    def _says_little(self, word: Word, topic_fits) -> bool:
        return (
            len(word.plain) < SHORTEST_PART
            or word.plain in SHARED | NO_NAMES | self.places
            or word.plain in FIRST_NAMES
            or topic_fits(word.plain)
        )

    def _fitting(self, words: list[Word]) -> dict[int, int]:
        """Actors of whose names all these words are a part; 0: as they stand, 1: a word begins so, 2: with a slip."""
        found: dict[int, int] = {}
        for key, entry in self.known.items():
            district = set(both_forms(entry.district))
            best = min((fit for plain, bare in self.entries[key] if (fit := _fit(words, plain, bare, district)) is not None), default=None)
            if best is not None:
                found[key] = best
        if any(fit < 2 for fit in found.values()):
            found = {key: fit for key, fit in found.items() if fit < 2}
        return found

    def _in_order(self, fits: dict[int, int]) -> tuple[int, ...]:
        return tuple(sorted(fits, key=lambda key: (self.known[key].is_past, fits[key], self.known[key].name, key)))

    def _new(self, phrase: list[Word], kind: str, talks: bool, is_blocked: bool, topic_fits) -> Found | None:
        """A name that no actor has yet, if it looks like one."""
        if is_blocked or not (talks or (kind == START and self._acts(phrase[-1].end))) or kind in (WEAK, NONE):
            return None
        if not talks and (len(phrase) < 2 or self.note.plain[: phrase[0].start].strip()):
            return None
        for at, (first, last) in enumerate(zip(phrase, phrase[1:], strict=False)):
            if _INSIDE_NO_NAME.search(self.note.plain, first.end, last.start):
                phrase = phrase[: at + 1]
                break
        while phrase and (phrase[-1].plain in NOBODY or phrase[-1].plain in NO_NAMES):
            phrase = phrase[:-1]
        if not phrase or phrase[0].plain in NOBODY | NO_NAMES | FIRST_NAMES:
            return None
        start, end = phrase[0].start, phrase[-1].end
        named = self.note.plain[start:end]
        is_special = any(char.isdigit() for char in named) or re.search(r"[a-zäöü][A-ZÄÖÜ]", named)
        if len(phrase) == 1:
            word = phrase[0]
            if word.plain in self.places | SHARED or topic_fits(word.plain) or word.plain.endswith(NOBODY_ENDS):
                return None
            if word.plain.endswith(_STREETS) and not is_special:
                return None
            article = re.search(r"\b(?:dem|der|den|die|das|einem|einer|beim|vom)\s+\Z", self.note.plain[:start], re.I)
            if not is_special and (len(word.plain) < 8 or article):
                return None
        elif all(
            word.plain in NOBODY | SHARED | self.places or word.plain.endswith(NOBODY_ENDS) or topic_fits(word.plain) for word in phrase
        ):
            return None
        if phrase[0].plain.endswith(("amt", "kammer", "verwaltung", "ministerium")):
            return None
        # "mit Liora Mond vom Anker": a person.
        if len(phrase) == 2 and re.match(r",?\s*(?:\(|vom\b|von\b)", self.note.plain[end:]) and phrase[0].end + 1 == phrase[1].start:
            return None
        end = self._with_legal_form(end)
        return Found(start, end, (), False, self.note.span(start, end).words)

    # --- what comes of it --------------------------------------------------------------------------------
    def mentions(self) -> list[ActorMention]:
        """Each actor once; a name that may mean one who is named for sure already means him."""
        sure = {entry.keys[0] for entry in self.found if entry.is_sure}
        told, result = set(), []
        for entry in self.found:
            span = self.note.span(entry.start, entry.end)
            mark = (entry.keys, entry.new_name.casefold())
            if mark in told or (not entry.is_sure and sure & set(entry.keys)):
                continue
            told.add(mark)
            if entry.new_name:
                result.append(ActorMention(span, new_name=entry.new_name[:200]))
            elif entry.is_sure:
                result.append(ActorMention(span, chosen=self.known[entry.keys[0]].candidate()))
            else:
                result.append(ActorMention(span, candidates=tuple(self._offered(entry))))
        return result

    def _offered(self, entry: Found):
        """Those whose district stands in the note first, living ones before archived ones."""
        said = {form for word in self.note.words for form in (word.plain, word.bare)}
        keys = sorted(
            (key for key in entry.keys if key in self.known),
            key=lambda key: (self.known[key].is_past, not said & set(both_forms(self.known[key].district)), entry.keys.index(key)),
        )
        return [self.known[key].candidate() for key in keys[:MOST_OFFERED]]


def _fit(words: list[Word], plain: tuple[str, ...], bare: tuple[str, ...], district: set[str]) -> int | None:
    """How well some words stand in one name; None if one of them does not."""
    worst, slips = 0, 0
    joined = "".join(plain)
    for at, word in enumerate(words):
        forms = (word.plain, word.bare)
        if any(form in plain or form in bare or (at and form in district) for form in forms):
            continue
        begins = len(word.plain) >= SHORTEST_PART and any(name.startswith(forms) for name in (*plain, *bare))
        if begins or (len(word.plain) >= SHORTEST_WITH_SLIP and word.plain in joined):
            worst = max(worst, 1)
        elif len(word.plain) >= SHORTEST_PART and any(
            len(name) >= SHORTEST_PART and OSA.distance(form, name, score_cutoff=1) <= 1 for form in forms for name in (*plain, *bare)
        ):
            worst, slips = 2, slips + 1
        else:
            return None
    return worst if slips < 2 else None
