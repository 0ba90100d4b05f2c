"""Lists used by several models; official codes come from data/choices.json, its sources stand in it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data"


class ActorKind(models.TextChoices):
    """What an actor is; enterprises and informal initiatives stand side by side."""

    ENTERPRISE = "enterprise", _("Enterprise")
    INITIATIVE = "initiative", _("Initiative")
    ASSOCIATION = "association", _("Association")
    COOPERATIVE = "cooperative", _("Cooperative")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    PUBLIC_BODY = "public_body", _("Public body")
    EDUCATION_RESEARCH = "education_research", _("Education and research")
    NETWORK = "network", _("Network or alliance")
    PLATFORM = "platform", _("Platform")
    VENUE = "venue", _("Place or room")
    INDIVIDUAL = "individual", _("Single person")


ENTERPRISE_KINDS = (ActorKind.ENTERPRISE, ActorKind.COOPERATIVE, ActorKind.SOCIAL_ENTERPRISE)
INITIATIVE_KINDS = (ActorKind.INITIATIVE, ActorKind.ASSOCIATION, ActorKind.NETWORK, ActorKind.INDIVIDUAL)


class LifeCycle(models.TextChoices):
    """How far an actor is, from the idea to its end."""

    IDEA = "idea", _("Idea")
    IN_PLANNING = "in_planning", _("Being planned")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("Paused")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Dissolved")


class FieldScheme(models.TextChoices):
    """The two ways to sort Wf4.0 actors: researchers use one, offices the other."""

    ROLLOUT = "rollout", _("Fields of the rollout")
    BUSINESS_FIELD = "business_field", _("Business fields")


class PointPrecision(models.TextChoices):
    """What a point on the map stands for; a city's point never poses as a place's."""

    EXACT = "exact", _("the place itself")
    CITY = "city", _("only the city")


class Channel(models.TextChoices):
    """How a consultation took place."""

    VISIT = "visit", _("Visit on site")
    OFFICE = "office", _("Meeting in the office")
    PHONE = "phone", _("Phone")
    VIDEO = "video", _("Video call")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    EVENT = "event", _("Event")
    CHANCE = "chance", _("Chance meeting")
    WEB = "web", _("Online form")


class Outcome(models.TextChoices):
    """What came out of a consultation on the day itself."""

    INFORMED = "informed", _("Information given")
    NEED_RECORDED = "need_recorded", _("Need recorded")
    INTRODUCED = "introduced", _("Contact brokered")
    FUNDING_POINTED = "funding_pointed", _("Pointed to funding")
    REFERRED = "referred", _("Referred to another body")
    TASK = "task", _("Task taken on")
    SOLVED = "solved", _("Matter solved")
    NOT_SOLVABLE = "not_solvable", _("Not solvable")
    NO_INTEREST = "no_interest", _("No interest")
    OPEN = "open", _("Open")


class ExportPurpose(models.TextChoices):
    """For what a list is taken out of the register."""

    OFFICE = "office", _("Work of the office")
    FUNDING_NOTICE = "funding_notice", _("Notice of a grant")
    INVITATION = "invitation", _("Invitation")
    LETTER = "letter", _("Letter")
    REPORT = "report", _("Report to the funder")


class Salutation(models.TextChoices):
    """How a person wishes to be addressed; neutral unless they said otherwise."""

    NEUTRAL = "", _("neutral")
    MS = "ms", _("Ms")
    MR = "mr", _("Mr")


@dataclass(frozen=True)
class LegalForm:
    """A legal form with its official codes: ELF (ISO 20275), FIM "rechtsformen-gaengig" and the kind of register."""

    code: str
    label: str
    abbreviation: str
    elf: str
    fim: str
    register_kind: str
    is_person_like: bool

    def __str__(self):
        return f"{self.label} ({self.abbreviation})" if self.abbreviation and self.abbreviation not in self.label else self.label


@cache
def official_lists() -> dict:
    """The lists with official codes and the core rows that every new city starts with."""
    return json.loads((DATA / "choices.json").read_text(encoding="utf-8"))


@cache
def legal_forms() -> dict[str, LegalForm]:
    """The 35 legal forms by our code; their German names are official and not translated."""
    return {
        row["code"]: LegalForm(
            code=row["code"],
            label=row["label_de"],
            abbreviation=row["abbr"],
            elf=row["elf"],
            fim=row["fim_rechtsformen_gaengig"],
            register_kind=row["register_kind"],
            is_person_like=row["person_like"],
        )
        for row in official_lists()["legal_forms"]
    }


def legal_form_choices() -> list[tuple[str, str]]:
    """The legal forms for a select."""
    return [(form.code, str(form)) for form in legal_forms().values()]


PERSON_LIKE_FORMS = tuple(code for code, form in legal_forms().items() if form.is_person_like)
