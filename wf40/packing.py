"""Many keys in few bytes: what a log entry keeps of a file with 100,000 rows."""

import zlib
from collections.abc import Iterable


def pack(keys: Iterable[int]) -> bytes:
    """The keys, each once and in order, as compressed differences."""
    before, steps = 0, []
    for key in sorted(set(keys)):
        steps.append(f"{key - before:x}")
        before = key
    return zlib.compress(",".join(steps).encode("ascii"), 6)


def unpack(packed: bytes | memoryview | None) -> list[int]:
    """The keys in rising order; none of an entry that kept none."""
    if packed is None:
        return []
    keys, key = [], 0
    text = zlib.decompress(bytes(packed)).decode("ascii")
    for step in text.split(",") if text else []:
        key += int(step, 16)
        keys.append(key)
    return keys
