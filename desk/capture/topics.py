"""What a talk was about, by the words that the office keeps at each of its topics."""

from dataclasses import dataclass
from functools import lru_cache

from desk.capture.spans import Word
from initiatives.search.words import both_forms

# Below these a word with a star fits nearly every note.
FEWEST_LETTERS, FEWEST_BESIDE_STAR = 2, 3
MOST_LINES, LONGEST_LINE = 400, 80
MOST_WORDS_READ = 1500


@dataclass(frozen=True)
class Words:
    """The words of one topic, sorted by how they are looked up."""

    whole: frozenset[tuple[str, ...]]
    begin: frozenset[str]
    end: frozenset[str]
    inside: tuple[str, ...]
    split: tuple[tuple[str, str], ...]
    # The first words of those lines that have several, and how many words they have at most.
    first: frozenset[str]
    longest: int

    def fits(self, letters: str) -> bool:
        """Whether a single word is one of these."""
        if (letters,) in self.whole:
            return True
        sizes = range(FEWEST_BESIDE_STAR, min(len(letters), LONGEST_LINE) + 1)
        if self.begin and any(letters[:size] in self.begin for size in sizes):
            return True
        if self.end and any(letters[-size:] in self.end for size in sizes):
            return True
        if any(part in letters for part in self.inside):
            return True
        return any(
            len(letters) >= len(first) + len(last) and letters.startswith(first) and letters.endswith(last) for first, last in self.split
        )


@lru_cache(maxsize=512)
def read_words(lines: str) -> Words:
    """What an office wrote at a topic, one a line; a line that says nothing (only stars, a single letter) is left out."""
    whole, begin, end, inside, split = set(), set(), set(), [], []
    for line in lines.splitlines()[:MOST_LINES]:
        line = " ".join(line.split())[:LONGEST_LINE]
        parts = [part for part in line.split("*") if part.strip()]
        if "*" not in line:
            for form in both_forms(line):
                words = tuple(form.split())
                if 0 < len(words) <= 5 and len("".join(words)) >= FEWEST_LETTERS:
                    whole.add(words)
            continue
        for way in (0, 1):
            letters = [both_forms(part)[way].replace(" ", "") for part in parts]
            if not letters or max(map(len, letters)) < FEWEST_BESIDE_STAR:
                continue
            if len(letters) > 1:
                split.append((letters[0], letters[-1]))
            elif line.startswith("*") and line.endswith("*"):
                inside.append(letters[0])
            elif line.startswith("*"):
                end.add(letters[0])
            else:
                begin.add(letters[0])
    first = frozenset(words[0] for words in whole if len(words) > 1)
    longest = max((len(words) for words in whole), default=1)
    return Words(
        frozenset(whole), frozenset(begin), frozenset(end), tuple(dict.fromkeys(inside)), tuple(dict.fromkeys(split)), first, longest
    )


def find_topic(text: str, words: list[Word], lists: Words) -> tuple[int, int] | None:
    """Where the first word of a topic stands; parts of a word with hyphens are looked at by themselves and together."""
    checked: dict[str, bool] = {}
    for at, word in enumerate(words[:MOST_WORDS_READ]):
        for form in (word.plain, word.bare):
            if form not in checked:
                checked[form] = lists.fits(form)
            if checked[form]:
                return word.start, word.end
        for count in range(2, lists.longest + 1) if word.plain in lists.first else ():
            following = words[at : at + count]
            if len(following) == count and tuple(entry.plain for entry in following) in lists.whole:
                return word.start, following[-1].end
        if (
            at + 1 < len(words)
            and text[word.end : words[at + 1].start] == "-"
            and lists.fits((word.plain + words[at + 1].plain)[:LONGEST_LINE])
        ):
            return word.start, words[at + 1].end
    return None
