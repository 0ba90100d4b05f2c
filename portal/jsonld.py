"""A published profile as search engines read it (schema.org in JSON-LD), in a block of data that no browser runs."""

import json

from django.utils.html import format_html

from portal.choices import ProfilePart
from portal.hours import schema_org
from portal.publication import public_point

# What would end the block or begin a comment in it; the same signs that Django's `json_script` writes.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class Block:
    """Values as the inside of a script element: JSON in which no sign can end the element."""

    def __init__(self, values: dict):
        self.values = values

    def __html__(self):
        return json.dumps(self.values, ensure_ascii=False).translate(ESCAPED)


def _address(actor) -> dict | None:
    main = next((place for place in actor.locations.all() if place.is_main), None)
    if main is None or not (main.street or main.postcode or main.locality):
        return None
    street = f"{main.street} {main.house_number}".strip()
    named = {"streetAddress": street, "postalCode": main.postcode, "addressLocality": main.locality or str(actor.municipality)}
    return {"@type": "PostalAddress"} | {name: value for name, value in named.items() if value} | {"addressCountry": "DE"}


def profile_values(actor, parts: dict, *, address: str, picture: str = "") -> dict:
    """What schema.org says of a published actor; `parts` are its public parts, `address` and `picture` whole addresses."""
    point, hours = public_point(actor), schema_org(parts.get(ProfilePart.HOURS, ""))
    values = {
        "@context": "https://schema.org",
        # Opening hours belong to a place that people go to.
        "@type": "LocalBusiness" if hours else "Organization",
        "@id": address,
        "name": parts.get(ProfilePart.NAME),
        "description": parts.get(ProfilePart.DESCRIPTION),
        "url": parts.get(ProfilePart.WEBSITE) or address,
        "address": _address(actor),
        "geo": {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]} if point else None,
        "telephone": parts.get(ProfilePart.PHONE),
        "email": parts.get(ProfilePart.EMAIL),
        "openingHoursSpecification": hours,
        "image": picture,
        "knowsLanguage": list(actor.languages),
        "areaServed": str(actor.municipality),
    }
    return {name: value for name, value in values.items() if value}


def profile_block(actor, parts: dict, *, address: str, picture: str = ""):
    """The script element of a profile's page."""
    block = Block(profile_values(actor, parts, address=address, picture=picture))
    return format_html('<script type="application/ld+json">{}</script>', block)
