"""What a management says about its public pages: who may, what a colleague changed meanwhile, what a new city begins with."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from portal.actions.settings import start_site
from portal.models import PortalSettings
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def manager(wuppertal_manager):
    """The management's browser."""
    client = Client()
    client.force_login(wuppertal_manager)
    return client


def opened(client):
    """What the form holds as it is opened."""
    form = client.get(reverse("portal_settings")).context["form"]
    values = {field.name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def send(client, values, status=302):
    response = client.post(reverse("portal_settings"), values)
    assert response.status_code == status, response.context["form"].errors
    return response.content.decode() if status != 302 else ""


def test_settings_are_the_managements(wuppertal, wuppertal_manager, wuppertal_adviser, wuppertal_reader):
    for user, status in ((wuppertal_manager, 200), (wuppertal_adviser, 403), (wuppertal_reader, 403)):
        client = Client()
        client.force_login(user)
        assert client.get(reverse("portal_settings")).status_code == status
    assert not PortalSettings.objects.exists()


def test_management_enters_its_texts_and_the_public_reads_them(manager, wuppertal, witten):
    values = opened(manager) | {"title": "Was Wuppertal macht", "trusted_parts": ["hours", "phone"], "imprint": "Vertreten durch Kim"}
    send(manager, values)
    send(manager, opened(manager) | {"answer_days": "5"})
    row = PortalSettings.objects.get()
    assert (row.municipality, row.trusted_parts, row.answer_days, row.imprint) == (wuppertal, ["hours", "phone"], 5, "Vertreten durch Kim")
    assert row.history.count() == 3  # made, first texts, the days
    assert "<h1>Was Wuppertal macht</h1>" in Client().get("/wuppertal/").content.decode()
    page = send(manager, opened(manager) | {"answer_days": "90", "introduction": "Bleibt stehen"}, 200)
    assert ("Bleibt stehen" in page, PortalSettings.objects.get().answer_days) == (True, 5)


def test_two_managers_at_once_lose_nothing(manager, wuppertal):
    start_site(wuppertal)
    first, second = opened(manager), opened(manager)
    send(manager, first | {"title": "Eins", "imprint": "Von der ersten"})
    page = send(manager, second | {"title": "Zwei", "retention": "Von der zweiten"}, 409)
    assert ("Eins" in page, "Von der zweiten" in page, PortalSettings.objects.get().title) == (True, True, "Eins")
    send(manager, second | {"title": "Zwei", "retention": "Von der zweiten", "seen_version": _seen(page), "keep-title": "mine"})
    row = PortalSettings.objects.get()
    assert (row.title, row.imprint, row.retention) == ("Zwei", "Von der ersten", "Von der zweiten")


def _seen(page):
    """The number of the version that a conflict showed."""
    return page.partition('name="seen_version" value="')[2].partition('"')[0]


def test_new_city_begins_with_open_pages_and_the_bodies_of_its_state(wuppertal):
    osnabrueck = factories.make_municipality("Osnabrück", "03404000")
    for city in (wuppertal, osnabrueck, wuppertal):
        start_site(city)
    here, there = PortalSettings.objects.order_by("municipality_id")
    assert (here.is_open, here.enforcement) == (True, "Ombudsstelle für barrierefreie Informationstechnik")
    assert (there.enforcement, "Niedersachsen" in there.supervisory_authority) == ("", True)


def test_today_reminds_the_management_of_an_old_statement_and_a_missing_imprint(manager, wuppertal, wuppertal_adviser):
    row = PortalSettings.objects.create(municipality=wuppertal, assessed_on=timezone.localdate() - timedelta(days=400))
    statement, imprint = "Erklärung zur Barrierefreiheit durchsehen", "Impressum eintragen"

    def shown(client):
        page = client.get(reverse("office")).content.decode()
        return statement in page, imprint in page

    assert shown(manager) == (True, True)
    adviser = Client()
    adviser.force_login(wuppertal_adviser)
    assert shown(adviser) == (False, False)
    PortalSettings.objects.filter(pk=row.pk).update(assessed_on=timezone.localdate(), imprint="Vertreten durch Kim")
    assert shown(manager) == (False, False)


def test_no_city_is_called_like_an_address_of_ours(wuppertal):
    for word in ("buero", "konto", "link", "profil", "admin", "healthz", "einwilligung", "frage", "kalender", "static"):
        with pytest.raises(ValidationError) as refused:
            Municipality(name="Neustadt", slug=word, ags="05000000", state="05", office_name="Büro").full_clean()
        assert list(refused.value.message_dict) == ["slug"]
    named = {"name": "Neustadt", "slug": "buero", "ags": "05000000", "office_name": "Büro", "manager_name": "Kim Muster"}
    with pytest.raises(CommandError, match="„buero“ ist schon eine Adresse"):
        call_command("create_office", manager_email="kim@x.example", verbosity=0, **named)
    assert not Municipality.objects.filter(name="Neustadt").exists()
    Municipality.objects.filter(pk=wuppertal.pk).update(slug="buero")
    wuppertal.refresh_from_db()
    wuppertal.clean()  # a city that is called so already can still be edited
