"""What somebody says who wants an initiative to be taken in: the questions, the consents on offer, the proofs that an office accepts."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import ActorKind
from initiatives.duplicates import PHONE, similar_among
from initiatives.models import Actor, ActorAlias, Contact, ContactRole, Location, Purpose, PurposeText, WorkField
from initiatives.rules import texts_in_force
from municipalities.models import District
from portal.choices import EntryKind, Proof
from portal.models import InboxEntry
from wf40.folding import match_key

# The kinds that somebody can tell apart who knows no register.
KINDS = (
    (ActorKind.INITIATIVE, gettext_lazy("A group or initiative without a legal form")),
    (ActorKind.ASSOCIATION, gettext_lazy("A registered association")),
    (ActorKind.ENTERPRISE, gettext_lazy("A firm, a shop, a workshop or a farm")),
    (ActorKind.COOPERATIVE, gettext_lazy("A cooperative")),
    (ActorKind.SOCIAL_ENTERPRISE, gettext_lazy("A social enterprise")),
    (ActorKind.NETWORK, gettext_lazy("An alliance of several")),
    (ActorKind.VENUE, gettext_lazy("A place that is open to others")),
)
# What the applicant can consent to: the actor's profile, and to be named in it as a person.
OF_ACTOR, OF_PERSON = "publish_profile", "publish_person"
APPLICATIONS = (EntryKind.REGISTRATION, EntryKind.CLAIM)
PLACE = ("street", "house_number", "postcode", "locality")
REACH = ("website", "email", "phone")


@dataclass(frozen=True)
class Offer:
    """A consent that the form asks for: the purpose with the version of its text that is in force, None where nobody wrote one."""

    purpose: Purpose
    text: PurposeText | None

    @property
    def value(self) -> str:
        """Stands for exactly these words: if the office changes them meanwhile, they are shown anew."""
        return f"{self.purpose.code}:{self.text.pk if self.text else 0}"

    @property
    def words(self) -> str:
        """What is consented to."""
        return self.text.text if self.text else str(self.purpose)


def consents_on_offer(municipality) -> list[Offer]:
    """The consents that an application can bring along, the actor's first; two queries."""
    rows = {row.code: row for row in Purpose.objects.filter(municipality=municipality, is_active=True, code__in=(OF_ACTOR, OF_PERSON))}
    texts = texts_in_force(municipality)
    return [Offer(rows[code], texts.get(rows[code].pk)) for code in (OF_ACTOR, OF_PERSON) if code in rows]


def explain_application(link) -> str:
    """What awaits the reader of the mail."""
    return _("Somebody wants an initiative to be taken into the directory and gave this address. On the next page you see what was sent.")


def application_of(link) -> InboxEntry | None:
    """The application that a link confirms; None if it is gone."""
    rows = InboxEntry.objects.filter(municipality=link.municipality_id, kind__in=APPLICATIONS, sender_email=link.email)
    return rows.filter(pk=link.subject_id).first()


# --- what was entered --------------------------------------------------------------------------------------
def entered_actor(entry) -> dict:
    """What the application says about the initiative, under the names of the register's form."""
    details, place = entry.details, _place(entry)
    return {
        "trading_name": details.get("name") or "",
        "email": details.get("email") or entry.sender_email,
        "phone": details.get("phone") or "",
    } | {name: place[name] for name in PLACE[:-1]}


def _place(entry) -> dict:
    """The address, in the form that a profile gives it."""
    place = entry.details.get("address")
    place = place if isinstance(place, dict) else {}
    return {name: str(place.get(name) or "") for name in PLACE} | {"district": place.get("district")}


def entered_person(entry) -> dict:
    """What it says about the person."""
    names = {name: entry.details.get(name) or "" for name in ("given_name", "family_name")}
    return names | {"email": entry.sender_email, "phone": entry.sender_phone}


def actor_fields(entry) -> dict:
    """The fields of the actor that the office takes in; what the city no longer has in its lists is left out."""
    details, city, place = entry.details, entry.municipality, _place(entry)
    fields = WorkField.objects.filter(municipality=city, pk__in=details.get("fields") or [])
    district = District.objects.filter(municipality=city, pk=place["district"] or 0).first()
    kind = details.get("kind")
    return (
        {"trading_name": details.get("name") or entry.sender_name, "kind": kind if kind in ActorKind.values else ActorKind.INITIATIVE}
        | {name: details.get(name) or "" for name in ("description", *REACH)}
        | place
        | {"work_fields": list(fields), "district": district}
    )


def described_actor(entry) -> list[tuple[str, str]]:
    """The initiative as the application describes it: (question, answer), answered ones alone."""
    values = actor_fields(entry)
    street = f"{values['street']} {values['house_number']}".strip()
    town = f"{values['postcode']} {values['locality']}".strip()
    kinds = dict(KINDS)
    rows = (
        (_("Name"), values["trading_name"]),
        (_("Kind"), kinds.get(values["kind"]) or ActorKind(values["kind"]).label),
        (_("What you do"), values["description"]),
        (_("Fields"), ", ".join(str(row) for row in values["work_fields"])),
        (_("Address"), ", ".join(part for part in (street, town, str(values["district"] or "")) if part)),
        (_("Website"), values["website"]),
        (_("E-mail"), values["email"]),
        (_("Phone"), values["phone"]),
    )
    return [(label, str(value)) for label, value in rows if value]


def described_person(entry) -> list[tuple[str, str]]:
    """Who sent it, and what else was said."""
    given = consents_given(entry)
    purposes = Purpose.objects.filter(municipality=entry.municipality_id, code__in=given)
    rows = (
        (_("Name"), entry.sender_name),
        (_("Role"), entry.details.get("role") or ""),
        (_("E-mail"), entry.sender_email),
        (_("Phone"), entry.sender_phone),
        (_("Consents"), ", ".join(str(purpose) for purpose in purposes) or _("none")),
        (_("Message"), entry.text),
    )
    return [(label, value) for label, value in rows if value]


def consents_given(entry) -> dict[str, int]:
    """The consents that were ticked: {code of the purpose: key of the version that was read}."""
    given = entry.details.get("consents")
    return {code: key for code, key in given.items() if code in (OF_ACTOR, OF_PERSON)} if isinstance(given, dict) else {}


# --- what the register has ---------------------------------------------------------------------------------
def seems_known(entry) -> bool:
    """Whether an actor of the city has the same name, mail address or phone number; the same house alone says little."""
    rows = [model.objects.filter(municipality=entry.municipality_id).sighted() for model in (Actor, ActorAlias, Location)]
    return any(similar.weight >= PHONE for similar in similar_among(*rows, entry.municipality, entered_actor(entry)))


def same_person(entry) -> Contact | None:
    """The person of the register with this mail address and this last name; of a shared mailbox nobody else."""
    rows = Contact.objects.filter(municipality=entry.municipality_id, email__iexact=entry.sender_email).sighted().order_by("pk")
    family_name = match_key(entry.details.get("family_name") or "")
    return next((person for person in rows if match_key(person.family_name) == family_name), None)


def address_on_record(actor) -> tuple[str, Contact | None]:
    """Where the register reaches an actor: its own address, else that of the first person to ask who has one; ("", None) without."""
    if actor.email:
        return actor.email, None
    roles = ContactRole.objects.filter(actor=actor).sighted().exclude(contact__email="").select_related("contact")
    role = roles.first()
    return (role.contact.email, role.contact) if role else ("", None)


def numbers_on_record(actor) -> list[str]:
    """The phone numbers under which the office reaches an actor: its own, then those of its people."""
    people = ContactRole.objects.filter(actor=actor).sighted().values_list("contact__phone", "contact__mobile")
    return list(dict.fromkeys(filter(None, (actor.phone, *(number for row in people for number in row)))))


def has_its_domain(email: str, website: str) -> bool:
    """Whether a mail address belongs to a website."""
    try:
        host = (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return bool(host) and email.rpartition("@")[2].lower() == host


def proofs_for(entry, actor) -> list[Proof]:
    """How the office can find out whether the applicant speaks for an actor, the safest way first."""
    offered = (
        (Proof.ADDRESS, bool(address_on_record(actor)[0])),
        (Proof.DOMAIN, has_its_domain(entry.sender_email, actor.website)),
        (Proof.CALL, bool(numbers_on_record(actor))),
    )
    return [proof for proof, is_offered in offered if is_offered]
