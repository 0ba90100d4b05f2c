"""The network for research: who stands where is told, who it is is not."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date

# A cell of fewer actors would tell who they are.
FEWEST = 5
# Stands for the joined ones until a file says it in words.
OTHERS = "*"


def joined_cells(cells: dict[int, tuple[str, str]], fewest: int = FEWEST) -> dict[int, tuple[str, str]] | None:
    """(field, district) of each actor, so that no cell has fewer than `fewest` actors; None if there are too few altogether.

    What is too small goes to the other districts of its field, and if these are too few, the smallest district of the field joins them.
    Fields that are too small as a whole go to the others in the same way.
    """
    if len(cells) < fewest:
        return None
    sizes = Counter(cells.values())
    names = {cell: cell for cell in sizes}
    for work_field in sorted({cell[0] for cell in sizes}):
        own = [cell for cell in sizes if cell[0] == work_field]
        _join(names, sizes, own, (work_field, OTHERS), fewest)
    left = Counter()
    for cell, size in sizes.items():
        left[names[cell]] += size
    whole = {cell: cell for cell in left}
    _join(whole, left, list(left), (OTHERS, OTHERS), fewest)
    return {key: whole[names[cell]] for key, cell in cells.items()}


def _join(names: dict, sizes: Counter, cells: list, rest: tuple[str, str], fewest: int) -> None:
    """Give cells that are too small the name of the rest, then the smallest of the others until the rest is large enough."""
    count = sizes[rest] if rest in cells else 0
    for cell in sorted(cells, key=lambda cell: (sizes[cell], cell)):
        if cell != rest and (sizes[cell] < fewest or 0 < count < fewest):
            names[cell] = rest
            count += sizes[cell]


def numbers(keys: Iterable[int]) -> dict[int, int]:
    """A number for each actor that nobody can lead back to it, another one in each file."""
    found = list(keys)
    order = list(range(1, len(found) + 1))
    random.SystemRandom().shuffle(order)
    return dict(zip(found, order, strict=True))


def quarter_words(day: date | None) -> str:
    """ "2026-Q1": no day is finer than a quarter."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}" if day else ""
