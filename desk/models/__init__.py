"""The desk's models, one file per thing."""

from desk.models.feed import CalendarFeed, MorningMail
from desk.models.round import Round, RoundStop
from desk.models.snooze import Snooze

__all__ = ["CalendarFeed", "MorningMail", "Round", "RoundStop", "Snooze"]
