"""Signing in: by e-mail, slowed down when guessed, telling nobody who has an account; a lost password comes back by mail."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from municipalities.accounts import AccountAdapter, send_reset_mail
from municipalities.models import User
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN, FORGOT = "/konto/anmelden/", "/konto/passwort-vergessen/"
NEW = "Ein-neues-Wort-2026"


def sign_in(client, email, password=factories.PASSWORD, address="10.0.0.1", **more):
    return client.post(LOGIN, {"login": email, "password": password} | more, REMOTE_ADDR=address)


def tries(count, *, email=None, address=None):
    """Statuses of wrong tries; a new account or address for each where none is given."""
    return [
        sign_in(Client(), email or f"niemand{number}@office.example", f"falsch-{number}", address or f"10.1.0.{number}").status_code
        for number in range(count)
    ]


# --- signing in --------------------------------------------------------------------------------------------
def test_person_signs_in_with_e_mail_and_password(client, wuppertal_adviser):
    answer = sign_in(client, wuppertal_adviser.email)
    assert (answer.status_code, answer.url) == (302, "/buero/")


@pytest.mark.parametrize("change", [str.upper, str.title, lambda email: f"  {email} "], ids=["upper", "title", "blanks"])
def test_e_mail_may_be_typed_in_any_case(change, client, wuppertal_adviser):
    assert sign_in(client, change(wuppertal_adviser.email)).status_code == 302


def test_password_keeps_its_case(client, wuppertal_adviser):
    assert sign_in(client, wuppertal_adviser.email, factories.PASSWORD.upper()).status_code == 200


def test_e_mail_is_stored_small_and_once(db):
    user = User.objects.create_user("Ada.Beispiel@Office.Example", factories.PASSWORD, name="Ada")
    assert user.email == "ada.beispiel@office.example"
    assert User.objects.get_by_natural_key("ADA.beispiel@office.example") == user


def test_person_comes_back_to_the_page_they_wanted(client, wuppertal_adviser):
    wanted = client.get("/buero/personen/?q=Muster").url
    answer = client.post(wanted, {"login": wuppertal_adviser.email, "password": factories.PASSWORD, "next": "/buero/personen/?q=Muster"})
    assert answer.url == "/buero/personen/?q=Muster"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_host(target, client, wuppertal_adviser):
    assert sign_in(client, wuppertal_adviser.email, next=target).url == "/buero/"


def test_person_who_was_switched_off_cannot_sign_in(client, wuppertal_adviser):
    User.objects.update(is_active=False)
    sign_in(client, wuppertal_adviser.email)
    assert client.get("/buero/akteure/").status_code == 302


def text_after(answer):
    """The page without what belongs to this one request."""
    return re.sub(r"\S+@\S+", "…", words(answer))


def test_wrong_password_and_unknown_account_get_the_same_answer(wuppertal_adviser):
    known, unknown = Client(), Client()
    answers = [sign_in(known, wuppertal_adviser.email, "falsch"), sign_in(unknown, "niemand@office.example", "falsch")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert text_after(answers[0]) == text_after(answers[1])


def test_switched_off_account_with_wrong_password_gets_the_same_answer(wuppertal_adviser):
    User.objects.update(is_active=False)
    assert text_after(sign_in(Client(), wuppertal_adviser.email, "falsch")) == text_after(
        sign_in(Client(), "niemand@office.example", "falsch"),
    )


@pytest.mark.parametrize("email", ["niemand@office.example", "known"])
def test_every_try_costs_one_hashing_so_that_time_tells_nothing(email, wuppertal_adviser, monkeypatch):
    """Known and unknown accounts take the same time: both hash the password once."""
    hashed, original = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(1) or original(self, password, salt))
    sign_in(Client(), wuppertal_adviser.email if email == "known" else email, "falsch")
    assert len(hashed) == 1


# --- guessing is slowed ------------------------------------------------------------------------------------
def test_guessing_one_account_is_stopped_after_ten_tries_at_most_from_wherever(wuppertal_adviser):
    statuses = tries(11, email=wuppertal_adviser.email)
    assert set(statuses) == {200, 429}
    assert statuses == sorted(statuses)
    assert statuses.index(429) <= 10


def test_guessing_from_one_address_is_stopped_after_ten_tries_at_most_for_whomever(db):
    statuses = tries(12, address="10.0.0.9")
    assert set(statuses) == {200, 429}
    assert statuses.index(429) <= 10


def test_unknown_account_is_stopped_like_a_known_one(wuppertal_adviser):
    assert tries(8, email=wuppertal_adviser.email) == tries(8, email="niemand@office.example")


def test_stopped_account_is_not_opened_by_the_right_password(client, wuppertal_adviser):
    tries(11, email=wuppertal_adviser.email)
    assert sign_in(client, wuppertal_adviser.email, address="10.9.9.9").status_code == 429
    assert client.get("/buero/akteure/").status_code == 302


def test_account_is_stopped_however_its_e_mail_is_typed(wuppertal_adviser):
    tries(11, email=wuppertal_adviser.email)
    assert sign_in(Client(), f" {wuppertal_adviser.email.upper()}", "falsch", "10.9.9.9").status_code == 429


def test_stopping_one_account_stops_nobody_else(client, wuppertal_adviser, second_adviser):
    tries(11, email=wuppertal_adviser.email)
    assert sign_in(client, second_adviser.email, address="10.9.9.9").status_code == 302


def test_tries_are_counted_in_the_database_that_all_processes_share(settings, wuppertal_adviser):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"

    def counters():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608  our own table's name
            return cursor.fetchone()[0]

    before = counters()
    tries(1, email=wuppertal_adviser.email)
    assert counters() > before


def test_caller_cannot_choose_the_address_by_which_tries_are_counted(db):
    statuses = [
        Client()
        .post(LOGIN, {"login": f"n{n}@office.example", "password": "falsch"}, HTTP_X_FORWARDED_FOR=f"10.2.0.{n}", REMOTE_ADDR="10.0.0.7")
        .status_code
        for n in range(12)
    ]
    assert statuses[-1] == 429


# --- a lost password ---------------------------------------------------------------------------------------
def ask(email, client=None, address="10.0.0.1"):
    return (client or Client()).post(FORGOT, {"email": email}, REMOTE_ADDR=address, follow=True)


def link_of(message):
    return re.search(r"http\S+", message.body)[0]


def test_reset_mail_brings_a_link_that_sets_a_new_password(client, wuppertal_adviser):
    ask(wuppertal_adviser.email)
    assert [message.to for message in mail.outbox] == [[wuppertal_adviser.email]]
    form = client.get(urlsplit(link_of(mail.outbox[0])).path, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer.url == reverse("account_reset_password_from_key_done")
    assert client.get("/buero/akteure/").status_code == 302
    assert sign_in(client, wuppertal_adviser.email, NEW).status_code == 302


def test_reset_link_works_once(client, wuppertal_adviser):
    ask(wuppertal_adviser.email)
    path = urlsplit(link_of(mail.outbox[0])).path
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    again = Client().get(path, follow=True)
    assert again.context["token_fail"] is True
    assert 'name="password1"' not in again.content.decode()


def test_reset_link_of_the_old_password_dies_with_it(client, wuppertal_adviser):
    ask(wuppertal_adviser.email)
    wuppertal_adviser.set_password(NEW)
    wuppertal_adviser.save()
    assert client.get(urlsplit(link_of(mail.outbox[0])).path, follow=True).context["token_fail"] is True


@pytest.mark.parametrize("key", ["x", "1-abc", "x" * 190, "%00", "ö"])
def test_invented_reset_link_opens_nothing(key, client, wuppertal_adviser):
    answer = client.get(f"/konto/passwort-neu/{wuppertal_adviser.pk}-{key}/", follow=True)
    assert answer.status_code in (200, 400)
    assert 'name="password1"' not in answer.content.decode()


def test_weak_new_password_is_refused(client, wuppertal_adviser):
    ask(wuppertal_adviser.email)
    form = client.get(urlsplit(link_of(mail.outbox[0])).path, follow=True)
    for weak in ("kurz", "123456789", "qwerty123456", wuppertal_adviser.email):
        assert client.post(form.redirect_chain[-1][0], {"password1": weak, "password2": weak}).status_code == 200
    wuppertal_adviser.refresh_from_db()
    assert wuppertal_adviser.check_password(factories.PASSWORD)


def test_unknown_address_gets_the_same_page_and_no_mail(wuppertal_adviser):
    known, unknown = ask(wuppertal_adviser.email), ask("niemand@office.example")
    assert text_after(known) == text_after(unknown)
    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [[wuppertal_adviser.email]]


def test_person_who_was_switched_off_gets_no_mail(wuppertal_adviser):
    User.objects.update(is_active=False)
    ask(wuppertal_adviser.email)
    assert mail.outbox == []


def test_asking_again_and_again_is_stopped(wuppertal_adviser):
    statuses = [ask(wuppertal_adviser.email, address=f"10.3.0.{number}").status_code for number in range(6)]
    assert statuses[-1] == 429
    assert len(mail.outbox) <= 5


@pytest.mark.parametrize("url", ["https://wf40.stadt.example", "http://localhost:8123", "https://stadt.example:8443"])
def test_link_in_the_mail_starts_with_the_installations_address(url, settings, wuppertal_adviser):
    settings.WF40_URL = url
    settings.ALLOWED_HOSTS = [urlsplit(url).hostname]
    send_reset_mail.enqueue(wuppertal_adviser.email)
    assert link_of(mail.outbox[0]).startswith(f"{url}/konto/passwort-neu/")


def test_mail_names_no_host_that_the_caller_sent(settings, wuppertal_adviser):
    settings.ALLOWED_HOSTS = ["*"]
    settings.WF40_URL = "https://wf40.stadt.example"
    Client().post(FORGOT, {"email": wuppertal_adviser.email}, HTTP_HOST="elsewhere.example")
    assert "elsewhere.example" not in mail.outbox[0].body


# --- no way around -----------------------------------------------------------------------------------------
def test_nobody_signs_up(client, rf):
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/konto/registrieren/", "/konto/signup/", "/accounts/signup/", "/signup/"):
        assert client.post(path, {"email": "neu@office.example", "password1": NEW, "password2": NEW}).status_code in (302, 401, 404)
    assert not User.objects.filter(email="neu@office.example").exists()


def test_accounts_have_no_other_page_than_ours():
    names = {pattern.name for pattern in get_resolver("municipalities.urls").url_patterns}
    assert {name for name in names if name.startswith("account_")} == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }


def test_admin_has_no_sign_in_page_of_its_own(client, wuppertal_manager):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)
    client.post("/admin/login/", {"username": wuppertal_manager.email, "password": factories.PASSWORD})
    assert client.get("/buero/akteure/").status_code == 302


def test_person_changes_their_own_account_alone(client, wuppertal_adviser, second_adviser):
    client.force_login(wuppertal_adviser)
    sent = {
        "name": "Ada Neu",
        "theme": "dark",
        "has_shortcuts": "on",
        "email": "andere@office.example",
        "is_superuser": "on",
        "is_staff": "on",
        "pk": second_adviser.pk,
    }
    assert client.post("/konto/", sent).status_code == 302
    wuppertal_adviser.refresh_from_db()
    second_adviser.refresh_from_db()
    assert (wuppertal_adviser.name, wuppertal_adviser.theme, wuppertal_adviser.is_superuser) == ("Ada Neu", "dark", False)
    assert wuppertal_adviser.email != "andere@office.example"
    assert second_adviser.name == "Toni Muster"


@pytest.mark.parametrize(
    ("name", "short", "initials"),
    [("Ada Beispiel", "A.\N{NO-BREAK SPACE}Beispiel", "AB"), ("Ada", "Ada", "A"), ("", "", "P")],
)
def test_person_is_named_short(name, short, initials, db):
    user = User(email="person@office.example", name=name)
    assert (user.get_short_name(), user.initials) == (short, initials)


def test_superuser_is_made_by_the_manager(db):
    user = User.objects.create_superuser("t@office.example", factories.PASSWORD, name="T")
    assert (user.is_superuser, user.is_staff, user.active_memberships) == (True, True, [])
