"""Brings the example cities into an empty register: accounts, lists, and what two years of work would have left there."""

import random
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from initiatives.example.agreements import Agreements
from initiatives.example.ahead import Ahead
from initiatives.example.chance import moment
from initiatives.example.cities import CITIES, FURTHER_ACCOUNTS, City
from initiatives.example.facts import Facts
from initiatives.example.invention import Invention
from initiatives.example.kept import Kept
from initiatives.example.ledger import Ledger
from initiatives.example.register import Office, Register
from initiatives.example.words import TAGS
from initiatives.example.work import Work
from initiatives.models import ConsultationTopic, Tag, WorkField
from initiatives.office_start import city_table, core_code, start_lists
from initiatives.search import rebuild
from municipalities.choices import EXAMPLE_PASSWORD
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from wf40.registry import example_parts
from wf40.rights import Role

SEED = 4
# The register begins with an inventory some weeks before the two years of consultations.
DAYS_OF_REGISTER = 785
DAYS_OF_TALKS = 730


def example_emails() -> list[str]:
    """The addresses that the example accounts need."""
    of_offices = [f"{colleague.account}@{city.slug}.example" for city in CITIES for colleague in city.colleagues]
    return of_offices + [email for email, *_rest in FURTHER_ACCOUNTS]


@transaction.atomic
def load(today=None) -> dict[type, int]:
    """Load all example cities as if today were the day; returns how many records of each kind there are."""
    today = today or timezone.localdate()
    cities = {city.slug: _start_city(city) for city in CITIES}
    accounts = _start_accounts(cities, today)
    ledger, agreements = Ledger(), []
    for city in CITIES:
        # A chance of its own for each city: words added for one do not reshuffle the others.
        own = random.Random(f"{SEED} {city.slug}")  # noqa: S311 chance for examples, not for secrets
        office = _office(city, cities[city.slug], accounts, today)
        invention = Invention(own, city, office.municipality.name)
        known = Register(own, invention, office, ledger).fill(city.actor_count)
        # What came later has a chance of its own, so that the names stay those of the pictures in the documents.
        later = random.Random(f"{SEED} {city.slug} later")  # noqa: S311 as above
        Facts(later, office).fill(known)
        kept = Kept(random.Random(f"{SEED} {city.slug} kept"), office)  # noqa: S311 as above
        agreements.append((Agreements(later, office), known, kept, office))
        topics = {topic.code: topic for topic in ConsultationTopic.objects.filter(municipality=office.municipality)}
        Work(own, office, topics, known, ledger).fill(city.consultation_count)
        Ahead(random.Random(f"{SEED} {city.slug} ahead"), office, known, ledger).fill(len(city.colleagues) + 1)  # noqa: S311 as above
    counts = ledger.save()
    for agreement, known, kept, office in agreements:
        agreement.fill(known)
        kept.fill()
        for part in example_parts:
            part.fill(random.Random(f"{SEED} {office.municipality.slug} {part.key}"), office)  # noqa: S311 as above
    for municipality in cities.values():
        rebuild(municipality)
    return {Municipality: len(cities), User: len(accounts)} | counts


def _start_city(city: City) -> Municipality:
    """The city with its office, core lists and tags."""
    row = next(row for row in city_table("municipalities.csv") if row["slug"] == city.slug)
    controller = (
        f"Stadt {row['name']} (Beispiel), {city.street}, {city.postcode} {row['name']}\n"
        f"Datenschutzbeauftragte Person: datenschutz@{city.slug}.example, Telefon {city.dialling_code} 0000-90"
    )
    municipality = Municipality.objects.create(
        name=row["name"],
        slug=city.slug,
        ags=row["ags"],
        state=row["ags"][:2],
        office_name=row["office_name"],
        street=city.street,
        postcode=city.postcode,
        locality=row["name"],
        phone=f"{city.dialling_code} 0000-40",
        email=f"wirtschaft@{city.slug}.example",
        website=f"https://{city.slug}.example/",
        reply_to=f"wirtschaft@{city.slug}.example",
        controller=controller,
        is_example=True,
    )
    start_lists(municipality)
    tags = [Tag(municipality=municipality, code=core_code(label), label=label, position=at) for at, label in enumerate(TAGS, 1)]
    Tag.objects.bulk_create(tags)
    return municipality


def _start_accounts(cities: dict[str, Municipality], today) -> dict[str, User]:
    """All accounts with the one password that stands in the README, hashed once."""
    password = make_password(EXAMPLE_PASSWORD)
    made_at = moment(random.Random(SEED), today - timedelta(days=DAYS_OF_REGISTER + 10))  # noqa: S311 as above
    rows = [(f"{who.account}@{city.slug}.example", who.name, False, {city.slug: who.role}) for city in CITIES for who in city.colleagues]
    rows += FURTHER_ACCOUNTS
    users = [
        User(email=email, name=name, is_superuser=is_superuser, password=password, is_example=True, created_at=made_at)
        for email, name, is_superuser, _roles in rows
    ]
    accounts = {user.email: user for user in User.objects.bulk_create(users)}
    Membership.objects.bulk_create(
        Membership(user=accounts[email], municipality=cities[slug], role=role)
        for email, _name, _is_superuser, roles in rows
        for slug, role in roles.items()
    )
    return accounts


def _office(city: City, municipality: Municipality, accounts: dict[str, User], today) -> Office:
    """What the inventions of a city draw on."""
    working = [who for who in city.colleagues if who.role in (Role.MANAGER, Role.ADVISER)]
    fields = WorkField.objects.filter(municipality=municipality).select_related("parent")
    postcodes = PostcodeDistrict.objects.filter(municipality=municipality).select_related("district")
    return Office(
        municipality=municipality,
        advisers={accounts[f"{who.account}@{city.slug}.example"]: who.share for who in working},
        fields={field.code: field for field in fields},
        tags={tag.label: tag for tag in Tag.objects.filter(municipality=municipality)},
        districts={district.code: district for district in District.objects.filter(municipality=municipality)},
        postcodes={row.postcode: row.district.code for row in postcodes},
        first_day=today - timedelta(days=DAYS_OF_REGISTER),
        first_talk=today - timedelta(days=DAYS_OF_TALKS),
        yesterday=today - timedelta(days=1),
    )
