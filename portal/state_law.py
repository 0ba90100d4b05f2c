"""What the law of a state says about public pages: its rules on accessibility, and the bodies to which citizens turn."""

from dataclasses import dataclass

from municipalities.choices import State


@dataclass(frozen=True)
class StateLaw:
    """The short names of the state's rules on accessible websites of public bodies, and the names of its two bodies; empty where the
    office has to enter them itself."""

    accessibility: str = ""
    enforcement: str = ""
    data_protection: str = ""


_LAWS = {
    State.NW: StateLaw(
        "BGG NRW, BITVNRW",
        "Ombudsstelle für barrierefreie Informationstechnik",
        "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
    ),
    State.NI: StateLaw("NBGG", "", "Der Landesbeauftragte für den Datenschutz Niedersachsen"),
    State.HE: StateLaw("HessBGG, HVBIT", "", "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit"),
}


def law_of(state: str) -> StateLaw:
    """The law of a state (its two-digit key)."""
    return _LAWS.get(state, StateLaw())
