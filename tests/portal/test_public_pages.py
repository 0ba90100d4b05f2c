"""The city's list of published profiles and the page of each: what the public sees, and from when on it no longer sees it."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, Purpose
from portal.models import PortalSettings, ProfileCheck
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PICTURE = b"drawn anew"


def read(name, *args, query=None, status=200):
    """What a stranger reads there."""
    response = Client().get(reverse(name, args=args), query)
    assert response.status_code == status, name
    return response.content.decode() if status == 200 else ""


def consent(user, subject, code):
    purpose = Purpose.objects.get(municipality=subject.municipality, code=code)
    return actions.record_consent(user=user, subject=subject, purpose=purpose, channel="paper", given_at=timezone.now())


def withdraw(subject, code):
    for row in subject.consents.in_force().filter(purpose__code=code):
        actions.withdraw_consent(consent=row, channel="paper")


@pytest.fixture
def picture(actor):
    """A picture of the actor, with the words for those who do not see it."""
    file = {"kind": "picture", "title": "Hof", "content": PICTURE, "content_type": "image/png"}
    return actions.add_attachment(user=None, subject=actor, alt_text="Eine Werkbank", credit="Kim Muster", **file)[0]


def test_directory_shows_published_profiles_alone_and_so_do_page_and_picture(actor, wuppertal, wuppertal_manager, publish, picture):
    publish(actor, "publish_photo")

    def published(name):
        return publish(factories.make_actor(wuppertal, name))

    unreleased, without = factories.make_actor(wuppertal, "Nie freigegeben"), factories.make_actor(wuppertal, "Ohne Einwilligung")
    consent(wuppertal_manager, unreleased, "publish_profile")
    actions.release_actor(user=wuppertal_manager, actor=published("Widerrufen"))
    withdrawn, paused, archived, restricted, objected = (
        published(name) for name in ("Nicht mehr gewollt", "Macht Pause", "Abgelegt", "Gesperrt", "Widersprochen")
    )
    Actor.objects.filter(pk=without.pk).update(published_since=timezone.now())
    withdraw(withdrawn, "publish_profile")
    withdraw(Actor.objects.get(trading_name="Widerrufen"), "publish_profile")
    actions.pause_profile(actor=paused)
    actions.archive_actor(user=wuppertal_manager, actor=archived, reason="moved")
    actions.restrict(user=wuppertal_manager, record=restricted, reason="claims")
    purpose = Purpose.objects.get(municipality=wuppertal, code="publish_profile")
    actions.raise_objection(subject=objected, purpose=purpose, channel="paper")

    page = read("directory", "wuppertal")
    assert re.findall(r'/wuppertal/profil/(\d+)/"', page) == [str(actor.pk)]
    assert "1 Eintrag" in page
    for hidden in Actor.objects.exclude(pk=actor.pk):
        assert hidden.trading_name not in page
        for name in ("public_profile", "public_picture"):
            read(name, "wuppertal", hidden.pk, status=404)
    assert "Eine Werkbank" in read("public_profile", "wuppertal", actor.pk)
    response = Client().get(reverse("public_picture", args=["wuppertal", actor.pk]))
    assert (response.status_code, b"".join(response), response.headers["Cache-Control"]) == (200, PICTURE, "no-store, private")


def test_withdrawal_hides_at_once_and_everywhere(actor, publish, picture):
    publish(actor, "publish_photo")
    withdraw(actor, "publish_photo")
    assert "Eine Werkbank" not in read("public_profile", "wuppertal", actor.pk)
    read("public_picture", "wuppertal", actor.pk, status=404)
    withdraw(actor, "publish_profile")
    read("public_profile", "wuppertal", actor.pk, status=404)
    assert "Noch ist kein Eintrag veröffentlicht." in read("directory", "wuppertal")


def test_profile_says_what_the_actor_says_and_nothing_of_the_office(actor, chair, wuppertal, wuppertal_manager, publish):
    told = {"description": "Wir reparieren.\n\nUnd teilen.", "opening_hours": "Mo–Fr 9–17 Uhr", "website": "https://hof.example"}
    Actor.objects.filter(pk=actor.pk).update(internal_note="Nur hier", languages=["de", "tr"], phone="0202 12-3", **told)
    factories.make_listing(actor, "Kühlraum", visibility="public")
    for hidden in ({"visibility": "internal"}, {"state": "fulfilled", "visibility": "public"}):
        factories.make_listing(actor, f"Verborgen {hidden}", **hidden)
    yesterday = timezone.localdate() - timedelta(days=1)
    factories.make_listing(actor, "Vorbei", visibility="public", expires_on=yesterday)
    publish(actor)
    page = read("public_profile", "wuppertal", actor.pk)
    for words in ("<p>Wir reparieren.</p>", "Mo–Fr 9–17 Uhr", 'href="https://hof.example" rel="noopener nofollow"', "Kühlraum", "Türkisch"):
        assert words in page
    for words in ("Nur hier", "Verborgen", "Vorbei", "Kim Muster", "bürgt:"):
        assert words not in page
    assert "sucht Kühlraum" in read("directory", "wuppertal")
    consent(wuppertal_manager, chair, "publish_person")
    assert "Kim Muster" in read("public_profile", "wuppertal", actor.pk)
    withdraw(chair, "publish_person")
    assert "Kim Muster" not in read("public_profile", "wuppertal", actor.pk)


def test_profile_names_the_alliance_that_vouches_as_long_as_it_is_public(actor, wuppertal, wuppertal_manager, publish):
    alliance, today = factories.make_actor(wuppertal, "Bündnis Werkhöfe"), timezone.localdate()
    publish(actor)
    said = {"answer": "yes", "answered_at": timezone.now(), "answered_through": "alliance", "vouched_by": alliance}
    ProfileCheck.objects.create(municipality=wuppertal, actor=actor, **said)
    Actor.objects.filter(pk=actor.pk).update(assured_on=today)
    page = read("public_profile", "wuppertal", actor.pk)
    assert f"zuletzt bestätigt am {today:%d.%m.%Y}" in page
    assert "Bündnis Werkhöfe" not in page
    publish(alliance)
    page = read("public_profile", "wuppertal", actor.pk)
    assert (page.count("bürgt:"), f"/wuppertal/profil/{alliance.pk}/" in page) == (1, True)


def test_script_in_every_field_stands_as_text_also_in_the_data_for_search_engines(actor, wuppertal, publish):
    evil = "</script><script>alert(1)</script><!--"
    factories.make_listing(actor, evil, visibility="public", text=evil)
    told = dict.fromkeys(("trading_name", "description", "opening_hours", "phone"), evil)
    Actor.objects.filter(pk=actor.pk).update(**told)
    PortalSettings.objects.create(municipality=wuppertal, title=evil, introduction=evil)
    publish(actor)
    page = read("public_profile", "wuppertal", actor.pk)
    for text in (page, read("directory", "wuppertal"), read("directory", "wuppertal", query={"q": evil})):
        assert "<script>alert" not in text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    assert (json.loads(blocks[0])["name"], "<" in blocks[0]) == (evil, False)


def test_search_engines_read_what_the_page_says(actor, wuppertal, publish):
    Actor.objects.filter(pk=actor.pk).update(opening_hours="Mo–Fr 9–17 Uhr", languages=["de"])
    place = {"street": "Hof", "house_number": "1", "locality": "Wuppertal", "latitude": 51.25, "longitude": 7.1}
    actor.locations.update(**place, precision="city")
    publish(actor)

    def values():
        return json.loads(re.search(r"ld\+json\">(.*?)</script>", read("public_profile", "wuppertal", actor.pk))[1])

    found = values()
    assert (found["@type"], found["email"], found["knowsLanguage"]) == ("LocalBusiness", "hof@x.example", ["de"])
    address = {"streetAddress": "Hof 1", "postalCode": "42103", "addressLocality": "Wuppertal", "addressCountry": "DE"}
    assert found["address"] == {"@type": "PostalAddress"} | address
    assert (found["openingHoursSpecification"][0]["opens"], "geo" in found) == ("09:00", False)
    actor.locations.update(precision="exact")
    assert values()["geo"] == {"@type": "GeoCoordinates", "latitude": 51.25, "longitude": 7.1}


def test_directory_is_asked_by_words_field_district_and_goal(actor, wuppertal, publish):
    parent = factories.make_work_field(wuppertal, "Teilen", "sharing")
    field = factories.make_work_field(wuppertal, "Leihsystem", "leihsystem", parent=parent)
    district, tag = factories.make_district(wuppertal, "Elberfeld"), factories.make_tag(wuppertal, "Sorgenkind")
    told = {"work_fields": [field], "district": district, "goals": ["climate"], "tags": [tag], "description": "Lastenräder für alle"}
    other = publish(factories.make_actor(wuppertal, "Färberei", **told))
    publish(actor)
    factories.make_listing(other, "Werkstatt", visibility="public")

    def found(**query):
        return re.findall(r"<h3><a [^>]*>([^<]*)</a>", read("directory", "wuppertal", query=query))

    assert found() == ["Färberei", "Werkhof Muster"]
    for query in (
        *({"q": words} for words in ("faerberei", "farb lastenräder", "LASTENRÄDER", "elberfeld", "leihsystem", "werkstatt")),
        {"feld": "sharing"}, {"feld": "leihsystem"}, {"stadtteil": "elberfeld"}, {"ziel": "climate"}, {"q": "für", "ziel": "climate"},
    ):  # fmt: skip
        assert (query, found(**query)) == (query, ["Färberei"])
    # A keyword of the office is no public word.
    assert found(q="Sorgenkind") == []
    wrong = {"feld": "gibtesnicht", "stadtteil": "unbekannt", "ziel": "' OR 1=1", "page": "-5", "groesse": "x", "q": "%"}
    assert found(**wrong) == []
    assert found(**wrong | {"q": ""}) == ["Färberei", "Werkhof Muster"]
    assert found(q="x" * 5000) == ["Färberei", "Werkhof Muster"]
    assert "Dazu passt kein Eintrag." in read("directory", "wuppertal", query={"q": "Sorgenkind"})


def test_profile_of_another_city_is_not_here(actor, witten, publish):
    publish(actor)
    for name in ("public_profile", "public_picture"):
        read(name, "witten", actor.pk, status=404)
    assert "Werkhof" not in read("directory", "witten")
    read("directory", "gibtesnicht", status=404)


def test_closed_portal_shows_nothing_but_its_legal_pages(actor, wuppertal, publish):
    publish(actor)
    PortalSettings.objects.create(municipality=wuppertal, is_open=False)
    read("directory", "wuppertal", status=404)
    read("public_profile", "wuppertal", actor.pk, status=404)
    for name in ("imprint", "privacy", "accessibility", "barrier_report"):
        page = read(name, "wuppertal")
        assert ('href="/wuppertal/"' in page, 'href="/wuppertal/impressum/"' in page) == (False, True)


def test_public_pages_may_be_found_set_no_cookie_and_ask_as_often_for_many_as_for_few(actor, wuppertal, publish, django_assert_num_queries):
    publish(actor)
    field, district = factories.make_work_field(wuppertal), factories.make_district(wuppertal)
    for count in (1, 3):
        for _each in range(count):
            row = factories.make_actor(wuppertal, work_fields=[field], district=district, opening_hours="Mo 9–10 Uhr")
            factories.make_listing(publish(row), visibility="public")
        with django_assert_num_queries(10):
            response = Client().get(reverse("directory", args=["wuppertal"]))
        page = response.content.decode()
        assert ("noindex" in page, response.cookies.output()) == (False, "")
    assert '<link rel="canonical" href="http://localhost:8000/wuppertal/">' in page
