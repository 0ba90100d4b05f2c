"""What an entry has to hold to come into question, said once for both databases."""

from dataclasses import dataclass

from initiatives.search.words import TRIGRAM, Question, Word

# A word of fewer letters is taken as it is typed; the letters around a slip must be enough for a trigram.
SHORTEST_WITH_SLIP = 4
# From here on another letter is looked for inside words as well.
INSIDE_FROM = 7


@dataclass(frozen=True)
class Part:
    """Letters (and the blanks around a word) that stand in the folded names, or in names or text."""

    letters: str
    only_names: bool = False


@dataclass(frozen=True)
class All:
    """Everything has to be there."""

    parts: tuple


@dataclass(frozen=True)
class Any:
    """One of these has to be there."""

    parts: tuple


@dataclass(frozen=True)
class Beginning:
    """The name of the record begins so."""

    letters: str


def one_or(kind, parts):
    """A group, or its only member; None if it is empty."""
    parts = tuple(dict.fromkeys(part for part in parts if part is not None))
    return parts[0] if len(parts) == 1 else kind(parts) if parts else None


def inside(word: Word, *, only_names: bool):
    """The word stands somewhere, also inside a longer one; None for a single letter, which no index knows."""
    forms = [form if len(form) >= TRIGRAM else f" {form}" for form in word.forms if len(form) > 1]
    return one_or(Any, [Part(form, only_names) for form in forms])


def at_start(word: Word):
    """A word of a name begins so."""
    return one_or(Any, [Part(f" {form}", True) for form in word.forms if len(form) > 1])


def anywhere(question: Question) -> list:
    """All words, in names or text."""
    words = one_or(All, [inside(word, only_names=False) for word in question.needed])
    joined = [Part(f" {form}", True) for form in question.joined if len(form) > 1] if len(question.needed) > 1 else []
    return [part for part in [one_or(Any, [words, *joined])] if part]


def in_names(question: Question) -> list:
    """All words stand in names, and the names that begin like the question, each asked by itself, since many may fit."""
    words = one_or(All, [inside(word, only_names=True) for word in question.needed])
    return [part for part in (words, *(Beginning(form) for form in question.beginnings)) if part]


def best_in_names(question: Question) -> list:
    """The names that fit best: as a whole, or where words begin."""
    whole = [Part(f" {form} \t", True) for form in question.beginnings if len(form) > 1]
    parts = (one_or(Any, whole), one_or(All, [at_start(word) for word in question.needed]))
    return [part for part in parts if part]


def _spellings(letters: str) -> list:
    """What the word of a name becomes when two of its letters are swapped or one goes."""
    if len(letters) < SHORTEST_WITH_SLIP or letters.isdigit():
        return []
    edge = "" if len(letters) > SHORTEST_WITH_SLIP else " "
    swapped = [letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(len(letters) - 1)]
    shorter = [letters[:at] + letters[at + 1 :] for at in range(len(letters))]
    return [Part(edge + spelling + edge, True) for spelling in (*swapped, *shorter)]


def _around(letters: str) -> list:
    """What stands in a name around a letter that is another one, or that is missing in the question."""
    if len(letters) < SHORTEST_WITH_SLIP or letters.isdigit():
        return []
    edge = "" if len(letters) >= INSIDE_FROM else " "
    pieces = [(edge + letters[:at], letters[at + 1 :] + edge) for at in range(len(letters))]
    return [one_or(All, [Part(piece, True) for piece in pair if len(piece) >= TRIGRAM]) for pair in pieces]


def each_alone(question: Question) -> list:
    """Every word by itself, to learn which of them stand nowhere."""
    return [inside(word, only_names=False) or Part(f" {word.text} ") for word in question.needed]


def with_slips(question: Question, unknown: set[Word]) -> list:
    """All words, those that stand nowhere with a slip; if each of them stands somewhere, one after the other.

    First the few spellings that swap or leave out a letter, then these with what stands around another letter, which fits many.
    """

    def off(wrong, ways):
        found = []
        for word in question.needed:
            spelled = one_or(Any, [part for form in word.forms for way in ways for part in way(form)]) if word in wrong else None
            if word in wrong and spelled is None:
                return None
            found.append(spelled or inside(word, only_names=False))
        return one_or(All, found)

    def some_off(*ways):
        return one_or(Any, [off(unknown, ways)] if unknown else [off({word}, ways) for word in question.needed])

    return [part for part in (some_off(_spellings), some_off(_spellings, _around)) if part]


def without_one(question: Question, unknown: set[Word]) -> list:
    """All words that stand somewhere; if they do not stand together, all but one of them; of many also a longer one in a name."""
    words = [word for word in question.needed if word not in unknown]
    if len(question.needed) < 2 or not words:
        return []
    found = [one_or(All, [inside(word, only_names=False) for word in words])] if unknown else []
    if len(words) > 1:
        found += [one_or(All, [inside(word, only_names=False) for word in words if word is not left_out]) for left_out in words]
    if len(words) > 2:
        found.append(one_or(Any, [inside(word, only_names=True) for word in words if len(word.text) > TRIGRAM]))
    return [part for part in dict.fromkeys(found) if part is not None]
