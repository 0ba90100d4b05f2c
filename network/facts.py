"""What speaks for or against bringing two actors together, as people read it and as it is added up."""

from collections.abc import Iterable
from dataclasses import dataclass

# A fact that only details another one stands and falls with that rule.
RULE_OF = dict.fromkeys(("listing_type", "listing_terms", "listing_amount", "listing_time", "listing_place"), "listing")


@dataclass(frozen=True)
class Fact:
    """One line of the sum: `words` hold the words of each link; points above zero speak for it, below against it."""

    code: str
    points: int
    words: str
    # Each with its words and its address.
    links: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> str:
        """The rule that a broker mutes when she does not want to read this."""
        return RULE_OF.get(self.code, self.code)

    @property
    def is_for(self) -> bool:
        """Speaks for it."""
        return self.points > 0

    @property
    def signed(self) -> str:
        """The points as they stand in the sum: "+4", "−2"."""
        return f"{'+' if self.points > 0 else '−' if self.points < 0 else ''}{abs(self.points)}"

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The words in pieces, as (words, address or nothing)."""
        found, rest = [], self.words
        for words, url in self.links:
            before, is_there, after = rest.partition(words)
            if not is_there:
                before, after = f"{rest} ", ""
            found += [(before, ""), (words, url)]
            rest = after
        return [(words, url) for words, url in [*found, (rest, "")] if words]


def score_of(facts: Iterable[Fact]) -> int:
    """The visible sum."""
    return sum(fact.points for fact in facts)
