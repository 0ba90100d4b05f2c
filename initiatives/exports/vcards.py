"""People as vCards: version 3.0 (RFC 2426), which Outlook reads, or 4.0 (RFC 6350)."""

from collections.abc import Iterator
from datetime import UTC
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from initiatives.exports.parts import InFile, main_places
from initiatives.models import Contact, ContactRole
from wf40.exports import CHUNK

OLD, NEW = "3.0", "4.0"
VERSIONS = (OLD, NEW)
CONTENT_TYPE = "text/vcard; charset=utf-8"
# Octets of a line without its end.
LONGEST_LINE = 75


def escaped(text: str) -> str:
    """A value in which no comma, semicolon or line break parts anything."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each further one behind a blank; no character is cut in two."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])


def _parts(*values) -> str:
    return ";".join(escaped(value) for value in values)


def uid(contact) -> str:
    """The same person has the same number in every file, so that an address book updates instead of adding."""
    return uuid5(NAMESPACE_URL, f"{settings.WF40_URL}/contact/{contact.pk}").urn


def vcard(contact, role=None, place: dict | None = None, version: str = OLD) -> str:
    """One person: name, where and as what they work, how to reach them; nothing private beyond that."""
    types = {OLD: ("TEL;TYPE=WORK,VOICE", "TEL;TYPE=CELL,VOICE", "EMAIL;TYPE=INTERNET", "ADR;TYPE=WORK")}.get(
        version, ('TEL;TYPE="work,voice"', 'TEL;TYPE="cell,voice"', "EMAIL;TYPE=work", "ADR;TYPE=work")
    )
    changed = contact.changed_at.astimezone(UTC)
    lines = [
        "BEGIN:VCARD",
        f"VERSION:{version}",
        "PRODID:-//wf40//DE",
        *(["KIND:individual"] if version == NEW else []),
        f"UID:{uid(contact)}",
        f"REV:{changed:%Y%m%dT%H%M%SZ}",
        f"N:{_parts(contact.family_name, contact.given_name, '', contact.title, '')}",
        f"FN:{escaped(contact)}",
    ]
    if role:
        lines.append(f"ORG:{escaped(role.actor.trading_name)}")
        lines += [f"TITLE:{escaped(role.role_title)}"] if role.role_title else []
    reached = ((types[0], contact.phone), (types[1], contact.mobile), (types[2], contact.email))
    lines += [f"{name}:{escaped(value)}" for name, value in reached if value]
    if place and any(place[name] for name in ("street", "locality", "postcode")):
        street = f"{place['street'] or ''} {place['house_number'] or ''}".strip()
        lines.append(f"{types[3]}:{_parts('', '', street, place['locality'] or '', '', place['postcode'] or '', '')}")
    return "\r\n".join([*map(folded, lines), "END:VCARD", ""])


def vcards(contacts, version: str = OLD, in_file: InFile | None = None) -> Iterator[str]:
    """A queryset of people as vCards, read in chunks; each with the actor where they are asked first, none that is restricted.

    `in_file` gathers whom they show.
    """
    rows = contacts.select_related(None).prefetch_related(None).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        roles: dict[int, ContactRole] = {}
        found = ContactRole.objects.sighted().filter(contact__among=[contact.pk for contact in chunk]).select_related("actor")
        for role in found.order_by("-is_main", "actor__sort_key", "pk"):
            roles.setdefault(role.contact_id, role)
        places = main_places({role.actor_id for role in roles.values()})
        if in_file is not None:
            in_file.contacts.extend(contact.pk for contact in chunk)
            in_file.actors.extend(role.actor_id for role in roles.values())
        for contact in chunk:
            role = roles.get(contact.pk)
            yield vcard(contact, role, places.get(role.actor_id) if role else None, version)


def one_vcard(contact: Contact, version: str = OLD, in_file: InFile | None = None) -> bytes:
    """One person as a file."""
    return "".join(vcards(Contact.objects.filter(pk=contact.pk), version, in_file)).encode()
