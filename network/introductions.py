"""What is said to whom in an introduction: how each side is called before its yes, what is passed on, and the texts of the mails."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import placeholder
from initiatives.choices import MessageState
from initiatives.models import Actor, Contact
from initiatives.rules import may_process
from municipalities.models import UNKNOWN_DISTRICT, Membership
from network.choices import ConnectionKind, ItemType, PassedOn, TransactionType
from network.models import IntroductionSide
from network.picking import SECOND, choosable
from wf40.folding import LEGAL_WORDS, folded_forms
from wf40.input import small_int
from wf40.rights import Role

LINK = "introduction"
PURPOSE = "service"
DAYS_BEFORE_A_REMINDER = 7
# What is ticked at first; only what is there.
USUAL = (PassedOn.PERSON, PassedOn.EMAIL)
# What an actor's own published profile shows of these.
OF_A_PROFILE = (PassedOn.EMAIL, PassedOn.PHONE, PassedOn.WEBSITE, PassedOn.ADDRESS)
# Kinds that run from the one who gives to the one who seeks; in all others with a direction the seeker is named first.
GIVER_FIRST = frozenset(
    {
        ConnectionKind.SUPPLY,
        ConnectionKind.MENTORING,
        ConnectionKind.EXPERTISE,
        ConnectionKind.FINANCING,
        ConnectionKind.UMBRELLA,
        ConnectionKind.VOLUNTEERING,
    }
)


# --- the two sides -----------------------------------------------------------------------------------------
def sides_of(connection) -> dict[str, IntroductionSide]:
    """Both sides by their code; empty for a connection that was only written down. One query."""
    rows = connection.sides.select_related("contact", "message", "follow_up", "asked_by", "recorded_by")
    found = {}
    for row in rows:
        row.connection = connection
        found[row.side] = row
    return found


def is_far(side) -> bool:
    """Whether the actor of a side is another city's."""
    return side.actor.municipality_id != side.connection.municipality_id


def contact_of(side) -> Contact | None:
    """The person to ask, unless her data are restricted."""
    return side.contact if side.contact is not None and side.contact.restricted_at is None else None


def published(actor) -> bool:
    """Whether an actor's profile is public at this moment."""
    return Actor.objects.published().filter(pk=actor.pk).exists()


def people_at(user, municipality, actor):
    """Who can be asked at an actor: its own people in this city, the first to ask first, none whose data are restricted."""
    people = Contact.objects.visible_to(user, municipality).filter(roles__actor=actor)
    main = Case(When(roles__is_main=True, then=0), default=1)
    return people.annotate(asked_first=main).order_by("asked_first", "sort_key", "pk")


def find_actor(user, municipality, key):
    """An actor that may stand on a side: an own one that is not archived, or another city's with a published profile; None otherwise."""
    key = small_int(key)
    rows = choosable(user, municipality, SECOND).current().select_related("municipality")
    return rows.filter(pk=key).first() if key else None


# --- what a listing suggests -------------------------------------------------------------------------------
def kind_from(listing) -> str:
    """The kind of connection that a want or an offer usually leads to."""
    if listing.transaction_type == TransactionType.COOPERATE:
        return ConnectionKind.COOPERATION
    if listing.item_type == ItemType.SPACE:
        return ConnectionKind.SPACE_USE
    if listing.item_type == ItemType.SERVICE:
        return ConnectionKind.EXPERTISE
    return ConnectionKind.SHARED_USE if listing.transaction_type == TransactionType.BORROW else ConnectionKind.SUPPLY


def reason_from(want, offer) -> str:
    """The reason in words, as far as a want and an offer tell it."""
    if want and offer:
        return _("Sought: %(want)s. Offered: %(offer)s.") % {"want": want.title, "offer": offer.title}
    if want:
        return _("Sought: %(want)s.") % {"want": want.title}
    return _("Offered: %(offer)s.") % {"offer": offer.title} if offer else ""


# --- without a name ----------------------------------------------------------------------------------------
def _says(text: str, name: str) -> bool:
    """Whether the words of a name stand in a text one after the other, however umlauts and hyphens are typed."""
    for told, sought in zip(folded_forms(text), folded_forms(name), strict=True):
        words = sought.split()
        short = list(words)
        while len(short) > 1 and short[-1] in LEGAL_WORDS | {"e", "v"}:
            short.pop()
        if any(found and f" {' '.join(found)} " in f" {told} " for found in (words, short)):
            return True
    return False


def names_of(actor, contact=None) -> list[str]:
    """All names by which a side could be known; one query."""
    aliases = [alias.name for alias in actor.aliases.all()]
    person = f"{contact.given_name} {contact.family_name}".strip() if contact else ""
    return [name for name in (actor.trading_name, actor.registered_name, *aliases, person) if name]


def says_name(text: str, actor, contact=None) -> bool:
    """Whether a text gives away who a side is."""
    return bool(text.strip()) and any(_says(text, name) for name in names_of(actor, contact))


def suggested_description(actor) -> str:
    """A first description without a name: "Initiative in Elberfeld"; empty if the name is nothing else."""
    place = next((place for place in actor.locations.select_related("district").order_by("-is_main", "pk")[:1]), None)
    district = place.district if place and place.district and place.district.code != UNKNOWN_DISTRICT else None
    words = _("%(kind)s in %(place)s") % {"kind": actor.get_kind_display(), "place": district or actor.municipality}
    return "" if says_name(words, actor) else words


def called(side) -> str:
    """How a side is called towards the other one: by its name once it said yes and if it is public, otherwise in the broker's words."""
    if side.connection.agreed_at(side.side) and published(side.actor):
        return side.actor.trading_name
    text = side.described_as.strip()
    return "" if says_name(text, side.actor, side.contact) else text


def reason_for(side, other) -> str:
    """Why, as a side may read it; nothing if the words name the other side before it may be named."""
    reason = side.connection.reason
    if called(other) != other.actor.trading_name and says_name(reason, other.actor, other.contact):
        return ""
    return reason


# --- what is passed on -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Datum:
    """One thing that the other side gets to know: what it is, and the very value."""

    label: str
    value: str


def _address(actor) -> str:
    place = actor.locations.order_by("-is_main", "pk").first()
    return place.address if place else ""


def _values(actor, contact) -> dict[str, str]:
    """What there is to pass on; the person's own data before those of the organisation."""
    of_person = {"email": contact.email, "phone": contact.phone or contact.mobile} if contact else {"email": "", "phone": ""}
    return {
        PassedOn.PERSON: str(contact) if contact else "",
        PassedOn.EMAIL: of_person["email"] or actor.email,
        PassedOn.PHONE: of_person["phone"] or actor.phone,
        PassedOn.WEBSITE: actor.website,
        PassedOn.ADDRESS: _address(actor),
    }


def usual_for(actor, contact, municipality) -> list[str]:
    """What is ticked at first for a side."""
    values = _values(actor, contact)
    return [code for code in USUAL if values[code] and (actor.municipality_id == municipality.pk or code in OF_A_PROFILE)]


def passed_on_by(side) -> list[Datum]:
    """Exactly what the other side gets: the name and what is ticked, with its value; what is not there is left out.

    Of another city's actor this is what its published profile shows, or the way to its office.
    """
    actor, contact, ticked = side.actor, contact_of(side), list(side.passed_on)
    if is_far(side):
        contact, ticked = None, [code for code in ticked if code in OF_A_PROFILE]
        if not published(actor):
            office = actor.municipality
            reach = ", ".join(part for part in (office.office_name, office.phone, office.email) if part)
            return [Datum(_("Name"), _("Actor in %(city)s") % {"city": office.name}), Datum(_("To be reached through"), reach)]
    values = _values(actor, contact)
    found = [Datum(_("Name"), actor.trading_name)]
    labels = {
        PassedOn.PERSON: _("Person"),
        PassedOn.EMAIL: _("E-mail"),
        PassedOn.PHONE: _("Phone"),
        PassedOn.WEBSITE: _("Website"),
        PassedOn.ADDRESS: _("Address"),
    }
    return found + [Datum(labels[code], values[code]) for code in PassedOn if code in ticked and values[code]]


def lines(data: list[Datum]) -> str:
    """As they stand in a mail."""
    return "\n".join(f"- {entry.label}: {entry.value}" for entry in data)


def fingerprint(side) -> str:
    """What a page showed of a side, so that a yes counts for exactly that."""
    shown = [side.pk, [(entry.label, entry.value) for entry in passed_on_by(side)]]
    return signing.Signer(salt="network.introduction").signature(repr(shown))


# --- the question ------------------------------------------------------------------------------------------
def greeting(side) -> str:
    """The first line of a mail to a side."""
    contact = contact_of(side)
    return f"{contact.letter_salutation()}," if contact else _("Good day,")


def question_subject() -> str:
    """The subject of the mail that asks."""
    return _("May we introduce you?")


def question_text(side, other) -> str:
    """The mail that asks a side, with a placeholder for its link. Raises a ValidationError if the other side could not be described."""
    if side.contact and side.contact.restricted_at:
        raise ValidationError(restricted_words(), code="person")
    name = called(other)
    if not name:
        words = _("Please describe %(name)s without its name first; the other side reads this as long as it may not be named.")
        raise ValidationError(words % {"name": other.actor}, code="described")
    if side.connection.reason and not reason_for(side, other):
        words = _("The reason names %(name)s, which may not be named yet. Please reword it.")
        raise ValidationError(words % {"name": other.actor}, code="reason")
    office = side.connection.municipality.office_name
    about = _("%(office)s here. We would like to introduce %(actor)s to somebody. It is about: %(other)s.")
    parts = [greeting(side), about % {"office": office, "actor": side.actor.trading_name, "other": name}]
    if side.connection.reason:
        parts.append(_("Why we think of it: %(reason)s") % {"reason": side.connection.reason})
    parts += [
        _("If you say yes and the other side does too, it learns this of you and nothing else:\n%(data)s")
        % {"data": lines(passed_on_by(side))},
        _("Please answer yes or no here:\n%(link)s") % {"link": placeholder("answer")},
        _("Without your answer nothing happens. You need not give a reason, and you can change your answer until we have introduced you."),
    ]
    return "\n\n".join(parts)


def office_question(side, other) -> str:
    """What the office of another city reads: whether its actor may be introduced, to somebody described or, if that is public, named.
    Raises as `question_text`."""
    name = called(other)
    if not name:
        question_text(side, other)
    words = _("%(city)s asks: may %(actor)s be introduced? To: %(other)s. Answer: Network, Requests of other cities.")
    return words % {"city": side.connection.municipality, "actor": side.actor.trading_name, "other": name}


def answer_words() -> str:
    """Where the mail has its link, as a preview shows it."""
    return _("[your personal link]")


def preview(text: str) -> str:
    """A text as its reader sees it, without the link that is made as it leaves."""
    return text.replace(placeholder("answer"), answer_words())


def restricted_words() -> str:
    """A person whose data are restricted is not asked, and not named either."""
    return _("The data of the person who would be asked are restricted. Please choose another one.")


def mail_contact(side) -> Contact | None:
    """The person to whom the mail goes; none if it goes to the organisation's own address."""
    contact = side.contact
    return contact if contact is not None and (contact.email or contact.restricted_at) else None


def address_of(side) -> str:
    """The address to which a side is written; empty without one."""
    contact = mail_contact(side)
    return contact.email if contact else side.actor.email


def obstacle(side) -> str:
    """Why a side cannot be written to, in words for the office; empty if it can."""
    if is_far(side):
        return ""
    contact = mail_contact(side)
    if contact and contact.restricted_at:
        return restricted_words()
    for subject in (contact, side.actor):
        if subject is not None:
            decision = may_process(subject, PURPOSE)
            if not decision.yes:
                return _("%(name)s gets no mail: %(reason)s.") % {"name": subject, "reason": decision.reason}
    return "" if address_of(side) else _("%(name)s has no e-mail address.") % {"name": contact_of(side) or side.actor}


def may_remind(side) -> bool:
    """Whether a side that was asked may be written to again: after a week, at once if the mail failed or it was only asked by word."""
    if not side.is_waiting or is_far(side):
        return False
    if side.message is None or side.message.state == MessageState.FAILED:
        return True
    return timezone.now() - side.message.created_at >= timedelta(days=DAYS_BEFORE_A_REMINDER)


def may_be_asked(side, other) -> bool:
    """Whether it is a side's turn: the one that wants first, the other after its yes."""
    connection = side.connection
    return connection.is_in_preparation and (side.side == connection.first_asked or connection.agreed_at(other.side) is not None)


# --- the introduction --------------------------------------------------------------------------------------
def introduction_subject() -> str:
    """The subject of the mail that introduces, until somebody words it otherwise."""
    return _("We introduce you to each other")


def introduction_text(side, other) -> str:
    """The words above the other side's data, until somebody words them otherwise; they hold no data themselves."""
    connection = side.connection
    parts = [greeting(side), _("You both said yes: we are glad to introduce you to each other.")]
    if connection.reason:
        parts.append(_("Why we think of it: %(reason)s") % {"reason": connection.reason})
    parts.append(_("Please get in touch directly. In four weeks we ask you once whether it led to something."))
    return "\n\n".join(parts)


def data_block(other) -> str:
    """What is added below the words, by the saving itself: the data that the other side allowed."""
    heading = _("This is how you reach the other side:")
    return f"{heading}\n{lines(passed_on_by(other))}"


def not_possible_text(side) -> str:
    """What a side that said yes reads when it comes to nothing; no reason is given."""
    return "\n\n".join(
        [
            greeting(side),
            _("You agreed that we introduce you to somebody. That is not possible at the moment. Your data were not passed on."),
            _("We keep it in mind and get in touch when something fits."),
        ]
    )


# --- who does it -------------------------------------------------------------------------------------------
def responsible(municipality, *candidates):
    """Who in an office takes something on: the first of these who works there, otherwise somebody who leads it; None if nobody works."""
    working = Membership.objects.filter(
        municipality=municipality, is_active=True, user__is_active=True, role__in=(Role.MANAGER, Role.ADVISER)
    )
    places = list(working.select_related("user").order_by("user__name", "user_id"))
    by_key = {place.user_id: place.user for place in places}
    known = next((by_key[person.pk] for person in candidates if person is not None and person.pk in by_key), None)
    leading = next((place.user for place in places if place.role == Role.MANAGER), None)
    return known or leading or next((place.user for place in places), None)


def once_key(*parts) -> uuid.UUID:
    """The same thing to do has the same key, so that it stands in an office's list once."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["wf40.network", *map(str, parts)]))
