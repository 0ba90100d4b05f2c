"""How long a sign-in lasts, what ends it, and how typed text survives its end."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Actor
from municipalities.models import Membership
from tests import factories
from tests.pages import typed, words
from wf40.sessions import SALT

pytestmark = [pytest.mark.django_db, pytest.mark.once]
START = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)
LOGIN = "/konto/anmelden/"
LIST = "/buero/akteure/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def sign_in_by_form(client, user, **more):
    return client.post(LOGIN, {"login": user.email, "password": factories.PASSWORD} | more)


def is_signed_in(client):
    return client.get(LIST).status_code == 200


# --- its length --------------------------------------------------------------------------------------------
def test_sign_in_lasts_through_sixty_idle_minutes(clock, client, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=55))
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=55))
    assert is_signed_in(client)


def test_sign_in_ends_after_more_than_sixty_idle_minutes(clock, client, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=61))
    response = client.get(LIST)
    assert (response.status_code, response.url.split("?")[0]) == (302, LOGIN)


def test_sign_in_without_any_page_after_it_ends_too(clock, client, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    clock.shift(timedelta(minutes=61))
    assert not is_signed_in(client)


def test_sign_in_ends_after_twelve_hours_of_work(clock, client, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    for _half_hour in range(24):
        assert is_signed_in(client)
        clock.shift(timedelta(minutes=30))
    clock.shift(timedelta(seconds=1))
    assert not is_signed_in(client)


def test_a_read_page_writes_the_session_at_most_once_in_five_minutes(clock, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    client.get(LIST)

    def session_writes():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return sum("django_session" in query["sql"] and query["sql"].startswith(("INSERT", "UPDATE")) for query in queries)

    assert [session_writes() for _visit in range(3)] == [0, 0, 0]
    clock.shift(timedelta(minutes=5, seconds=1))
    assert [session_writes(), session_writes()] == [1, 0]


# --- what ends it ------------------------------------------------------------------------------------------
def test_session_is_renewed_at_sign_in(client, wuppertal_adviser):
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    before = session.session_key
    sign_in_by_form(client, wuppertal_adviser)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_kills_the_session_for_whoever_kept_its_cookie(client, settings, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/konto/abmelden/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_signed_in(thief)


def test_looking_at_the_sign_out_page_signs_nobody_out(sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    client.get("/konto/abmelden/")
    assert is_signed_in(client)


def test_changing_the_password_ends_all_other_sessions(client, wuppertal_adviser):
    elsewhere = Client()
    sign_in_by_form(elsewhere, wuppertal_adviser)
    sign_in_by_form(client, wuppertal_adviser)
    assert is_signed_in(elsewhere)
    new = "Ein-neues-Wort-2026"
    answer = client.post("/konto/passwort/", {"oldpassword": factories.PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert not is_signed_in(elsewhere)
    wuppertal_adviser.refresh_from_db()
    assert wuppertal_adviser.check_password(new)


def test_switching_a_person_off_ends_sight_at_once(sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    assert is_signed_in(client)
    type(wuppertal_adviser).objects.filter(pk=wuppertal_adviser.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_switching_a_membership_off_ends_sight_at_once(sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    client = sign_in(wuppertal_adviser)
    assert client.get(actor.get_absolute_url()).status_code == 200
    Membership.objects.filter(user=wuppertal_adviser).update(is_active=False)
    assert client.get(actor.get_absolute_url()).status_code == 403
    assert client.get(LIST).status_code == 403


def test_lowering_a_role_holds_at_once(sign_in, wuppertal, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    Membership.objects.filter(user=wuppertal_adviser).update(role="reader")
    assert client.get("/buero/akteure/neu/").status_code == 403


# --- typed text --------------------------------------------------------------------------------------------
@pytest.fixture
def actor(wuppertal, wuppertal_adviser):
    return factories.make_actor(wuppertal, "Werkhof", user=wuppertal_adviser)


def edit_url(actor):
    return reverse("actor_change", args=[actor.pk])


@pytest.fixture
def expired(clock, client, actor, wuppertal_adviser):
    """Somebody typed for longer than an hour and sends the form."""
    sign_in_by_form(client, wuppertal_adviser)
    form = typed(client.get(edit_url(actor)), trading_name="Lange getippt", description="Viel\r\nText & <mehr>")
    clock.shift(timedelta(minutes=61))
    return client.post(edit_url(actor), form)


def test_expired_form_leads_to_the_sign_in_page_and_changes_nothing(expired, actor):
    assert expired.status_code == 401
    assert "no-store" in expired["Cache-Control"]
    assert 'name="kept"' in expired.content.decode()
    assert Actor.objects.get(pk=actor.pk).trading_name == "Werkhof"


def test_typed_text_comes_back_after_signing_in_and_is_saved_when_sent(expired, client, actor, wuppertal_adviser):
    kept = typed_login(expired)["kept"][0]
    answer = sign_in_by_form(client, wuppertal_adviser, kept=kept)
    assert (answer.status_code, answer.url) == (302, edit_url(actor))
    page = client.get(answer.url)
    form = typed(page)
    assert form["trading_name"] == ["Lange getippt"]
    assert form["description"][0].replace("\r\n", "\n") == "Viel\nText & <mehr>"
    assert page.context["restored"]
    assert Actor.objects.get(pk=actor.pk).trading_name == "Werkhof"
    assert client.post(edit_url(actor), form).status_code == 302
    assert Actor.objects.get(pk=actor.pk).trading_name == "Lange getippt"
    assert typed(client.get(edit_url(actor)))["trading_name"] == ["Lange getippt"]
    assert not client.get(edit_url(actor)).context.get("restored")


def typed_login(response):
    """The hidden fields of the sign-in page."""
    content = response.content.decode()
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', content) for name in ("kept",)}


def test_typed_text_survives_a_wrong_password(expired, client, actor, wuppertal_adviser):
    kept = typed_login(expired)["kept"][0]
    again = client.post(LOGIN, {"login": wuppertal_adviser.email, "password": "falsch", "kept": kept})
    assert typed_login(again)["kept"] == [kept]
    assert sign_in_by_form(client, wuppertal_adviser, kept=kept).url == edit_url(actor)


def test_typed_text_of_a_new_record_comes_back(clock, client, wuppertal_adviser):
    sign_in_by_form(client, wuppertal_adviser)
    form = typed(client.get("/buero/akteure/neu/"), trading_name="Ganz neu", aliases="Erster Name\r\nZweiter Name")
    clock.shift(timedelta(hours=2))
    answer = client.post("/buero/akteure/neu/", form)
    sign_in_by_form(client, wuppertal_adviser, kept=typed_login(answer)["kept"][0])
    back = typed(client.get("/buero/akteure/neu/"))
    assert (back["trading_name"], back["aliases"][0].split()) == (["Ganz neu"], "Erster Name Zweiter Name".split())
    assert back["form_key"] == form["form_key"]
    client.post("/buero/akteure/neu/", back)
    client.post("/buero/akteure/neu/", form)
    assert Actor.objects.filter(trading_name="Ganz neu").count() == 1


def test_kept_text_of_a_colleague_brings_nothing(expired, client, actor, second_adviser):
    answer = sign_in_by_form(client, second_adviser, kept=typed_login(expired)["kept"][0])
    assert answer.status_code == 302
    assert answer.url != edit_url(actor)
    assert typed(client.get(edit_url(actor)))["trading_name"] == ["Werkhof"]


def test_tampered_kept_text_brings_nothing(expired, client, actor, wuppertal_adviser):
    kept = typed_login(expired)["kept"][0]
    for wrong in (
        kept[:-1] + ("A" if kept[-1] != "A" else "B"),
        f"X{kept}",
        "nonsense",
        "\x00",
        ":",
        signing.dumps({"path": edit_url(actor)}, salt="other"),
    ):
        client.logout()
        assert sign_in_by_form(client, wuppertal_adviser, kept=wrong).status_code == 302
        assert typed(client.get(edit_url(actor)))["trading_name"] == ["Werkhof"]


def test_kept_text_is_worth_nothing_after_twelve_hours(expired, clock, client, actor, wuppertal_adviser):
    clock.shift(timedelta(hours=12, seconds=1))
    sign_in_by_form(client, wuppertal_adviser, kept=typed_login(expired)["kept"][0])
    assert typed(client.get(edit_url(actor)))["trading_name"] == ["Werkhof"]


@pytest.mark.parametrize("path", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"])
def test_kept_text_never_leads_to_another_host(path, client, wuppertal_adviser):
    kept = signing.dumps({"path": path, "fields": {}, "user": None}, salt=SALT, compress=True)
    answer = sign_in_by_form(client, wuppertal_adviser, kept=kept)
    assert answer.url == "/buero/"


def test_kept_text_holds_no_password_and_no_token(client, actor):
    answer = client.post(edit_url(actor), {"trading_name": "Getippt", "password": "geheim-1", "csrfmiddlewaretoken": "geheim-2"})
    content = signing.loads(typed_login(answer)["kept"][0], salt=SALT)
    assert content == {"path": edit_url(actor), "fields": {"trading_name": ["Getippt"]}, "user": None}


def test_stranger_finds_no_trace_of_kept_text_on_the_server(client, actor):
    before = Session.objects.count()
    client.post(edit_url(actor), {"trading_name": "Getippt"})
    assert Session.objects.count() == before


# --- a form whose page is older than the sign-in -----------------------------------------------------------
@pytest.fixture
def strict(wuppertal_adviser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(wuppertal_adviser)
    return client


@pytest.mark.parametrize("header", ["HTTP_ORIGIN", "HTTP_REFERER"])
def test_stale_form_from_our_own_page_gets_its_text_back(header, strict, actor):
    form = typed(strict.get(edit_url(actor)), trading_name="Alt, aber meins", csrfmiddlewaretoken="x" * 64)
    answer = strict.post(edit_url(actor), form, **{header: "http://testserver" + ("/buero/" if header == "HTTP_REFERER" else "")})
    assert (answer.status_code, answer.url) == (302, edit_url(actor))
    assert typed(strict.get(edit_url(actor)))["trading_name"] == ["Alt, aber meins"]
    assert Actor.objects.get(pk=actor.pk).trading_name == "Werkhof"


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.example",
        "http://testserver.elsewhere.example",
        "http://testserver@elsewhere.example",
        "http://testserver:81",
        "http://[",
        "null",
        "",
    ],
)
def test_form_from_elsewhere_brings_nothing_into_ours(origin, strict, actor):
    strict.get(edit_url(actor))
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    answer = strict.post(edit_url(actor), {"trading_name": "Untergeschoben"}, **headers)
    assert answer.status_code == 403
    assert typed(strict.get(edit_url(actor)))["trading_name"] == ["Werkhof"]


def test_stale_form_of_a_stranger_leads_to_the_sign_in_page(actor):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(edit_url(actor), {"trading_name": "Getippt"}, HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 401
    assert len(typed_login(answer)["kept"]) == 1


def test_stale_button_is_refused_with_our_own_page(strict, actor, wuppertal_adviser):
    promise = factories.make_follow_up(actor, wuppertal_adviser)
    answer = strict.post(reverse("follow_up_finish", args=[promise.pk]), {}, HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()
    promise.refresh_from_db()
    assert promise.done_at is None
    assert "Werkhof" not in words(answer)
