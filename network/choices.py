"""The network's lists; their codes stand in data/choices.json of the register (connection_kinds, connection_stages, offer_need)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConnectionKind(models.TextChoices):
    """What connects two actors."""

    INTRODUCTION = "introduction", _("Introduction")
    COOPERATION = "cooperation", _("Cooperation")
    SUPPLY = "supply", _("Supply")
    SPACE_USE = "space_use", _("Use of a room or an area")
    SHARED_USE = "shared_use", _("Shared use")
    JOINT_PROJECT = "joint_project", _("Joint project")
    JOINT_APPLICATION = "joint_application", _("Joint application for a grant")
    SALES_OUTLET = "sales_outlet", _("Point of sale")
    PLATFORM_LISTING = "platform_listing", _("Entry on a platform")
    MENTORING = "mentoring", _("Mentoring")
    EXPERTISE = "expertise", _("Expert advice")
    FINANCING = "financing", _("Financing")
    MEMBERSHIP = "membership", _("Membership")
    UMBRELLA = "umbrella", _("Legal carrier")
    VOLUNTEERING = "volunteering", _("Voluntary help")
    EXCHANGE = "exchange", _("Exchange of experience")


# Kinds that run from one side to the other: kind -> (what the first side does, what the second side does).
DIRECTED = {
    ConnectionKind.SUPPLY: (_("supplies"), _("is supplied by")),
    ConnectionKind.SPACE_USE: (_("uses a room of"), _("gives a room to")),
    ConnectionKind.SALES_OUTLET: (_("is sold at"), _("sells for")),
    ConnectionKind.PLATFORM_LISTING: (_("is listed on"), _("lists")),
    ConnectionKind.MENTORING: (_("is mentor of"), _("is mentored by")),
    ConnectionKind.EXPERTISE: (_("advises"), _("is advised by")),
    ConnectionKind.FINANCING: (_("finances"), _("is financed by")),
    ConnectionKind.MEMBERSHIP: (_("is a member of"), _("has as a member")),
    ConnectionKind.UMBRELLA: (_("carries"), _("is carried by")),
    ConnectionKind.VOLUNTEERING: (_("helps"), _("is helped by")),
}


class Stage(models.TextChoices):
    """How far a connection is."""

    IDEA = "idea", _("Idea")
    ASKED = "asked", _("Both asked")
    AGREED = "agreed", _("Both agreed")
    INTRODUCED = "introduced", _("Introduced")
    IN_CONTACT = "in_contact", _("In contact")
    COOPERATING = "cooperating", _("Cooperating")
    LASTING = "lasting", _("Lasting")
    DECLINED = "declined", _("Declined")
    NO_REPLY = "no_reply", _("No reply")
    UNSUITABLE = "unsuitable", _("Unsuitable")
    ENDED = "ended", _("Ended")


# The way from the idea to what lasts; whoever stands further right in it is further.
WAY = (Stage.IDEA, Stage.ASKED, Stage.AGREED, Stage.INTRODUCED, Stage.IN_CONTACT, Stage.COOPERATING, Stage.LASTING)
# Before anybody's contact data were passed on.
IN_PREPARATION = WAY[:3]
# The two know each other.
LIVING = WAY[3:]
CLOSED = (Stage.DECLINED, Stage.NO_REPLY, Stage.UNSUITABLE, Stage.ENDED)


class Origin(models.TextChoices):
    """How a connection came about."""

    BROKERED = "brokered", _("brokered by us")
    EVENT = "event", _("arose at an event of ours")
    SELF_REPORTED = "self_reported", _("reported by themselves")
    OBSERVED = "observed", _("observed")
    IMPORTED = "imported", _("taken over")


class Attribution(models.TextChoices):
    """What the office contributed."""

    TRIGGERED = "triggered", _("set off by us")
    SUPPORTED = "supported", _("supported by us")
    OBSERVED = "observed", _("only observed by us")


ATTRIBUTION_OF = {
    Origin.BROKERED: Attribution.TRIGGERED,
    Origin.EVENT: Attribution.SUPPORTED,
    Origin.SELF_REPORTED: Attribution.OBSERVED,
    Origin.OBSERVED: Attribution.OBSERVED,
    Origin.IMPORTED: Attribution.OBSERVED,
}


class Side(models.TextChoices):
    """One of the two actors of a connection."""

    FROM = "from", _("first side")
    TO = "to", _("second side")

    @property
    def other(self):
        """The one across."""
        return Side.TO if self is Side.FROM else Side.FROM


class PassedOn(models.TextChoices):
    """What of a side the other one gets to know, beside its name."""

    PERSON = "person", _("name of the person")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    WEBSITE = "website", _("website")
    ADDRESS = "address", _("address")


class Answer(models.TextChoices):
    """What a side says to an introduction."""

    OPEN = "", _("open")
    YES = "yes", _("yes")
    NO = "no", _("no")


class Running(models.TextChoices):
    """What a side says to "Läuft es noch?"."""

    OPEN = "", _("not answered")
    YES = "yes", _("yes")
    NO = "no", _("no")
    OTHERWISE = "otherwise", _("otherwise")


class Through(models.TextChoices):
    """How an answer reached the office."""

    OPEN = "", _("not yet")
    LINK = "link", _("personal link")
    PHONE = "phone", _("phone")
    IN_PERSON = "in_person", _("in person")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    OFFICE = "office", _("through its own office")


class ExchangeType(models.TextChoices):
    """Whether somebody seeks or gives (Murmurations offers_wants_schema-v0.1.0)."""

    WANT = "want", _("Want")
    OFFER = "offer", _("Offer")

    @property
    def other(self):
        """What it is to be matched with."""
        return ExchangeType.OFFER if self is ExchangeType.WANT else ExchangeType.WANT


class ItemType(models.TextChoices):
    """What is sought or given; `space` is ours, towards Murmurations it is a good."""

    GOOD = "good", _("Good or thing")
    SERVICE = "service", _("Service or knowledge")
    SPACE = "space", _("Room or area")


class TransactionType(models.TextChoices):
    """On which terms; swap and cooperate are ours."""

    BORROW = "borrow-lend", _("Borrow or lend")
    RENT = "rent-lease", _("Rent or let")
    BUY = "buy-sell", _("Buy or sell")
    RECEIVE = "receive-donate", _("Get or give away")
    SWAP = "swap", _("Swap")
    COOPERATE = "cooperate", _("Do together")


class ListingState(models.TextChoices):
    """How far a want or an offer is."""

    OPEN = "open", _("open")
    IN_BROKERING = "in_brokering", _("being brokered")
    MATCHED = "matched", _("brokered")
    FULFILLED = "fulfilled", _("fulfilled")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Still to be matched.
SOUGHT = (ListingState.OPEN, ListingState.IN_BROKERING)


class Visibility(models.TextChoices):
    """Who gets to see a want or an offer."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("only in the office")
    ON_REQUEST = "on_request", _("on request")


class Unit(models.TextChoices):
    """In what an amount is counted."""

    PIECE = "piece", _("pieces")
    SQUARE_METRE = "m2", _("m²")
    CUBIC_METRE = "m3", _("m³")
    METRE = "m", _("m")
    KILOGRAM = "kg", _("kg")
    TONNE = "t", _("t")
    LITRE = "l", _("litres")
    HOUR = "h", _("hours")
    DAY = "d", _("days")
    PERSON = "person", _("people")


class SuggestionVerdict(models.TextChoices):
    """What a broker made of a suggestion."""

    ACCEPTED = "accepted", _("accepted")
    SNOOZED = "snoozed", _("later")
    REJECTED = "rejected", _("rejected")


class CacheKind(models.TextChoices):
    """What is worked out of the network and kept until it changes."""

    FIGURES = "figures", _("figures")
    GAPS = "gaps", _("gaps")
    LAYOUT = "layout", _("positions")
