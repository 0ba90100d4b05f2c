"""The network's models, one file per thing."""

from network.models.connection import Connection, ConnectionStep
from network.models.introduction import IntroductionSide
from network.models.listing import Listing, TakenPeriod
from network.models.outcome import OutcomeQuestion
from network.models.picture import NetworkCache
from network.models.suggestion import FieldPair, MutedRule, SuggestionDecision

__all__ = [
    "Connection",
    "ConnectionStep",
    "FieldPair",
    "IntroductionSide",
    "Listing",
    "MutedRule",
    "NetworkCache",
    "OutcomeQuestion",
    "SuggestionDecision",
    "TakenPeriod",
]
