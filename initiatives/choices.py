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
    NO_ANSWER = "no_answer", _("Nobody reached")
    OPEN = "open", _("Open")


class DraftKind(models.TextChoices):
    """In which form a draft is typed."""

    NOTE = "note", _("Note in the box")
    FORM = "form", _("Plain form")


class WarningKind(models.TextChoices):
    """What the office must not overlook about an actor."""

    CLOSING = "closing", _("Closing")
    MOVING = "moving", _("Moving")
    CRISIS = "crisis", _("Crisis")
    CONFLICT = "conflict", _("Conflict")


class ExportPurpose(models.TextChoices):
    """For what a list is taken out of the register."""

    OFFICE = "office", _("Work of the office")
    FUNDING_NOTICE = "funding_notice", _("Notice of a grant")
    INVITATION = "invitation", _("Invitation")
    LETTER = "letter", _("Letter")
    REPORT = "report", _("Report to the funder")


class ExportStage(models.TextChoices):
    """What an entry of the log says of a file."""

    BEGUN = "begun", _("begun")
    DONE = "done", _("finished")
    BROKEN = "broken", _("broken off")


class ExportFileState(models.TextChoices):
    """How far a file is that is made in the background."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FETCHED = "fetched", _("fetched")
    EXPIRED = "expired", _("expired")
    FAILED = "failed", _("failed")


class OfficeList(models.TextChoices):
    """The lists of the office that can be kept by a name, edited and taken out."""

    ACTORS = "actors", _("Actors")
    CONTACTS = "contacts", _("People")
    CONSULTATIONS = "consultations", _("Consultations")
    FOLLOW_UPS = "follow_ups", _("Follow-ups")
    CONNECTIONS = "connections", _("Connections")
    LISTINGS = "listings", _("Wants and offers")
    INBOX = "inbox", _("Inbox")


class Verdict(models.TextChoices):
    """What a frozen list says of an actor."""

    IN = "in", _("in")
    NEAR = "near", _("near miss")
    OUT = "out", _("left out")
    UNKNOWN = "unknown", _("unknown")


class Industry(models.TextChoices):
    """The eight short industries of the federal funding database (Förderdatenbank)."""

    SERVICES = "dienstleistungen", _("Services")
    PROFESSIONS = "freie_berufe", _("Liberal professions")
    HOSPITALITY = "gastgewerbe_tourismus", _("Hospitality and tourism")
    TRADE = "handel", _("Trade")
    CRAFT = "handwerk", _("Crafts")
    CULTURE = "kultur_kreativwirtschaft", _("Culture and creative industries")
    FARMING = "land_forst_fischwirtschaft", _("Farming, forestry and fishing")
    MANUFACTURING = "produzierendes_gewerbe", _("Manufacturing")


class SizeClass(models.TextChoices):
    """How many people work there."""

    VOLUNTEER = "volunteer", _("Volunteers only")
    SOLO = "solo", _("One person")
    MICRO = "micro", _("2 to 9 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people and more")


class Goal(models.TextChoices):
    """What an actor serves, as the Wf4.0 offices sort it."""

    CLIMATE = "climate", _("Climate protection")
    RESOURCES = "resources", _("Thrift with resources")
    COMMON_GOOD = "common_good", _("Common good of the region")
    REGIONAL_VALUE = "regional_value", _("Regional value creation")
    RESILIENCE = "resilience", _("Resilience in crises")
    COHESION = "cohesion", _("Cohesion and belonging")
    PARTICIPATION = "participation", _("Own initiative and participation")
    INCLUSION = "inclusion", _("Integration and inclusion")
    JOBS = "jobs", _("Local jobs")
    SOCIAL_INNOVATION = "social_innovation", _("Social innovation")


class Language(models.TextChoices):
    """Languages in which an actor can be addressed (ISO 639)."""

    GERMAN = "de", _("German")
    PLAIN_GERMAN = "de-ls", _("Easy German")
    SIGN = "gsg", _("German sign language")
    ENGLISH = "en", _("English")
    TURKISH = "tr", _("Turkish")
    ARABIC = "ar", _("Arabic")
    UKRAINIAN = "uk", _("Ukrainian")
    RUSSIAN = "ru", _("Russian")
    POLISH = "pl", _("Polish")
    PERSIAN = "fa", _("Persian")
    KURDISH = "ku", _("Kurdish")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    ITALIAN = "it", _("Italian")
    GREEK = "el", _("Greek")
    DUTCH = "nl", _("Dutch")


class RegisterKind(models.TextChoices):
    """Kinds of register entries (XUnternehmen, code list artdereintragung_2)."""

    TRADE_A = "A", _("Commercial register A")
    TRADE_B = "B", _("Commercial register B")
    COOPERATIVES = "G", _("Register of cooperatives")
    COMPANIES = "GesR", _("Register of civil-law companies")
    BY_LAW = "K", _("by law")
    PARTNERSHIPS = "P", _("Register of partnerships")
    FOUNDATIONS = "S", _("Register of foundations")
    ASSOCIATIONS = "V", _("Register of associations")
    ABROAD = "X", _("Register abroad")


class CommonGoodReport(models.TextChoices):
    """Which report of the Economy for the Common Good an actor has."""

    FOCUS = "focus", _("Focus report")
    COMPACT = "compact", _("Compact report")
    FULL = "full", _("Full report")


class ArchiveReason(models.TextChoices):
    """Why an actor left the lists."""

    DISSOLVED = "dissolved", _("dissolved")
    MOVED = "moved", _("moved away")
    NO_CONTACT = "no_contact", _("cannot be reached any more")
    OWN_WISH = "own_wish", _("by own wish")
    DUPLICATE = "duplicate", _("stands in the register twice")
    OTHER = "other", _("another reason")


class RestrictionReason(models.TextChoices):
    """The four grounds of Art. 18(1) GDPR."""

    CONTESTED = "contested", _("The person contests that the data are right")
    UNLAWFUL = "unlawful", _("The processing is unlawful, the person wants no erasure")
    CLAIMS = "claims", _("The person needs the data for legal claims")
    OBJECTION = "objection", _("An objection is being examined")


class PreferredChannel(models.TextChoices):
    """How a person wishes to be reached."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    MOBILE = "mobile", _("Mobile")
    LETTER = "letter", _("Letter")


class LegalBasis(models.TextChoices):
    """On which ground of Art. 6(1) GDPR a purpose rests."""

    PUBLIC_TASK = "6_1_e", _("public task (Art. 6(1)(e) GDPR)")
    CONSENT = "6_1_a", _("consent (Art. 6(1)(a) GDPR)")
    CONTRACT = "6_1_b", _("contract (Art. 6(1)(b) GDPR)")
    DUTY = "6_1_c", _("legal duty (Art. 6(1)(c) GDPR)")
    INTEREST = "6_1_f", _("legitimate interest (Art. 6(1)(f) GDPR)")


class ConsentChannel(models.TextChoices):
    """How a consent or an objection reached the office."""

    LINK = "double_opt_in", _("online, confirmed by a link")
    PAPER = "paper", _("on paper")
    EMAIL = "email", _("by e-mail")
    ORAL = "oral", _("by word, with a note")


class MessageState(models.TextChoices):
    """How far a mail is; one that is uncertain is only repeated by a person."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")


class CustomKind(models.TextChoices):
    """What a field of a city's own holds."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    BOOLEAN = "boolean", _("Yes or no")


class AttachmentKind(models.TextChoices):
    """What a file at an actor or a person is."""

    DOCUMENT = "document", _("Document")
    PROOF = "proof", _("Proof of a consent")
    PICTURE = "picture", _("Picture")


class ChangeVerb(models.TextChoices):
    """Steps that touch many records at once."""

    IMPORT = "import", _("List taken in")
    HAND_OVER = "hand_over", _("Work handed over")
    EDIT = "edit", _("List edited")
    UNDO = "undo", _("Bulk change taken back")
    PROPOSAL = "proposal", _("Proposal taken over")


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
def topic_words() -> dict[str, tuple[str, ...]]:
    """By which words a note tells a topic of the common list; every city starts with them and edits its own."""
    return {code: tuple(words) for code, words in json.loads((DATA / "topic_words.json").read_text(encoding="utf-8")).items()}


@cache
def core_purposes() -> tuple[dict, ...]:
    """The purposes that every new city starts with; its office may reword them and rest them on another legal basis."""
    return tuple(json.loads((DATA / "purposes.json").read_text(encoding="utf-8")))


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
