"""The second factor: set up by oneself, asked at sign-in, demanded by role, encrypted at rest, reset by others when the device is lost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from municipalities.checks import check_second_factor
from municipalities.models import User
from municipalities.second_factor import SecondFactorAdapter, has_second_factor
from tests import factories
from tests.pages import typed
from tests.test_urls import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN, CODE, SET_UP, LIST = "/konto/anmelden/", "/konto/zweiter-faktor/code/", "/konto/zweiter-faktor/einrichten/", "/buero/akteure/"
OFF = "/konto/zweiter-faktor/abschalten/"
DEMANDED = ["manager", "technician"]
START = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def enter_password(user, client=None, **more):
    client = client or Client()
    return client, client.post(LOGIN, {"login": user.email, "password": factories.PASSWORD} | more)


def enter_code(client, code):
    return client.post(CODE, {"code": code})


def is_in(client):
    return client.get(LIST).status_code == 200


def codes(form):
    return {error.code for errors in form.errors.as_data().values() for error in errors}


# --- set up --------------------------------------------------------------------------------------------------
def test_person_sets_it_up_right_after_signing_in(wuppertal_adviser):
    client, _answer = enter_password(wuppertal_adviser)
    page = client.get(SET_UP)
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page.content.decode())) == secret
    answer = client.post(SET_UP, {"code": factories.code_of(secret)})
    assert (answer.status_code, answer.url) == (302, reverse("mfa_view_recovery_codes"))
    shown = client.get(answer.url)
    assert len(shown.context["unused_codes"]) == 10
    assert all(code in shown.content.decode() for code in shown.context["unused_codes"])
    assert has_second_factor(wuppertal_adviser)


def test_wrong_first_code_sets_up_nothing_and_keeps_the_secret(wuppertal_adviser):
    client, _answer = enter_password(wuppertal_adviser)
    secret = client.get(SET_UP).context["form"].secret
    answer = client.post(SET_UP, {"code": "000000"})
    assert (answer.status_code, codes(answer.context["form"]), answer.context["form"].secret) == (200, {"incorrect_code"}, secret)
    assert not has_second_factor(wuppertal_adviser)


def test_password_is_asked_again_some_minutes_after_the_sign_in(clock, wuppertal_adviser):
    client, _answer = enter_password(wuppertal_adviser)
    assert client.get(SET_UP).status_code == 200
    clock.shift(timedelta(minutes=6))
    answer = client.get(SET_UP)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert client.post(answer.url, {"password": factories.PASSWORD}).url == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_secrets_are_encrypted_in_the_database(wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    client, _answer = enter_password(wuppertal_adviser)
    enter_code(client, factories.code_of(secret))
    client.post(reverse("mfa_generate_recovery_codes"))
    stored = {row.type: str(row.data) for row in Authenticator.objects.all()}
    assert set(stored) == {"totp", "recovery_codes"}
    assert secret not in stored["totp"]
    assert not re.search(r"\b[0-9a-f]{80}\b", stored["recovery_codes"])
    # A second saving of the same secret looks different: nobody sees who has the same.
    assert SecondFactorAdapter().encrypt(secret) != SecondFactorAdapter().encrypt(secret)
    assert SecondFactorAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


# --- signing in ----------------------------------------------------------------------------------------------
def test_sign_in_asks_for_the_code(wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    client, answer = enter_password(wuppertal_adviser)
    assert answer.url == CODE
    assert not is_in(client)
    answer = enter_code(client, "123")
    assert codes(answer.context["form"]) == {"incorrect_code"}
    assert not is_in(client)
    answer = enter_code(client, factories.code_of(secret))
    assert (answer.status_code, answer.url) == (302, "/buero/")
    assert is_in(client)


def test_code_page_opens_for_nobody_without_the_password(client, wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    assert client.get(CODE).url == LOGIN
    assert enter_code(client, factories.code_of(secret)).url == LOGIN
    assert not is_in(client)


def test_person_can_stop_at_the_code(wuppertal_adviser, second_adviser):
    factories.make_second_factor(wuppertal_adviser)
    client, _answer = enter_password(wuppertal_adviser)
    client.post(reverse("account_logout"))
    assert client.get(LOGIN).status_code == 200
    assert enter_password(second_adviser, client)[1].url == "/buero/"


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_neighbouring_codes_count_because_clocks_differ(steps, opens, clock, wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    client, _answer = enter_password(wuppertal_adviser)
    enter_code(client, factories.code_of(secret, steps))
    assert is_in(client) is opens


def test_code_opens_once_as_long_as_it_is_right(clock, wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    code = factories.code_of(secret, 1)
    first, _answer = enter_password(wuppertal_adviser)
    enter_code(first, code)
    assert is_in(first)
    clock.shift(timedelta(seconds=45))
    for typed_code in (code, f"{code[:3]} {code[3:]}"):
        second, _answer = enter_password(wuppertal_adviser)
        assert codes(enter_code(second, typed_code).context["form"]) == {"incorrect_code"}
        assert not is_in(second)


def test_recovery_code_opens_once(wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    client, _answer = enter_password(wuppertal_adviser)
    enter_code(client, factories.code_of(secret))
    client.post(reverse("mfa_generate_recovery_codes"))
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert file["Content-Disposition"].startswith("attachment")
    spare = re.findall(r"^\d{8}$", file.content.decode(), re.M)
    assert len(spare) == 10
    opened = []
    for code in (spare[0], spare[0], spare[1]):
        client, _answer = enter_password(wuppertal_adviser)
        enter_code(client, code)
        opened.append(is_in(client))
    assert opened == [True, False, True]


def test_guessing_codes_is_stopped_also_from_other_browsers(wuppertal_adviser):
    secret = factories.make_second_factor(wuppertal_adviser)
    first, _answer = enter_password(wuppertal_adviser)
    statuses = [enter_code(first, f"{number:06}").status_code for number in range(6)]
    assert statuses == [200] * 5 + [429]
    other, _answer = enter_password(wuppertal_adviser)
    assert enter_code(other, factories.code_of(secret)).status_code == 429
    assert not is_in(other)


def test_guessing_the_first_code_is_stopped_too(wuppertal_adviser):
    client, _answer = enter_password(wuppertal_adviser)
    client.get(SET_UP)
    assert [client.post(SET_UP, {"code": f"{number:06}"}).status_code for number in range(6)] == [200] * 5 + [429]


def test_typed_text_survives_the_sign_in_with_a_code(clock, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    secret = factories.make_second_factor(wuppertal_adviser)
    client = Client()
    client.force_login(wuppertal_adviser)
    path = reverse("actor_change", args=[actor.pk])
    form = typed(client.get(path), description="Lange getippt")
    clock.shift(timedelta(minutes=61))
    page = client.post(path, form)
    assert page.status_code == 401
    _client, answer = enter_password(wuppertal_adviser, client, kept=page.context["kept"])
    assert answer.url == CODE
    assert enter_code(client, factories.code_of(secret)).url == path
    assert "Lange getippt" in client.get(path).content.decode()


def test_secret_of_another_key_is_said_and_opens_nothing(settings, wuppertal_adviser):
    """After WF40_SECRET_KEY was changed nobody is told "wrong code", and nobody gets in by chance."""
    secret = factories.make_second_factor(wuppertal_adviser)
    settings.SECRET_KEY = "another-key-" * 6
    client, _answer = enter_password(wuppertal_adviser)
    answer = enter_code(client, factories.code_of(secret))
    assert codes(answer.context["form"]) == {"unreadable"}
    assert not is_in(client)


# --- demanded by role ----------------------------------------------------------------------------------------
def is_open(name):
    return name.startswith(("account_", "mfa_")) or name in ("own_account", "healthz")


@pytest.mark.parametrize("person", ["wuppertal_manager", "technician", "manager_here_reader_there"])
def test_without_it_every_other_page_leads_to_setting_it_up(person, request, settings, client, wuppertal):
    settings.WF40_SECOND_FACTOR = DEMANDED
    actor = factories.make_actor(wuppertal)
    client.force_login(request.getfixturevalue(person))
    closed = [reverse(name) for name, row in TABLE.items() if not row.subject and not is_open(name) and row.stranger == 302]
    assert len(closed) > 10
    paths = [*closed, "/admin/", "/admin/municipalities/user/", reverse("actor_detail", args=[actor.pk])]
    wrong = [
        (method, path)
        for path in paths
        for method in ("get", "post")
        if getattr(client, method)(path, {"trading_name": "Neu"}).headers.get("Location") != SET_UP
    ]
    assert wrong == []


def test_account_pages_stay_open_without_it(settings, client, wuppertal_manager):
    settings.WF40_SECOND_FACTOR = DEMANDED
    client.force_login(wuppertal_manager)
    for name in ("own_account", "mfa_index", "account_change_password", "account_reauthenticate", "account_logout", "healthz"):
        assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse("account_logout")).url == LOGIN


def test_demand_ends_with_setting_it_up(settings, wuppertal_manager):
    settings.WF40_SECOND_FACTOR = DEMANDED
    client, _answer = enter_password(wuppertal_manager)
    assert client.get(LIST).url == SET_UP
    client.post(SET_UP, {"code": factories.code_of(client.get(SET_UP).context["form"].secret)})
    assert is_in(client)


@pytest.mark.parametrize("demanded", [DEMANDED, []], ids=["managers", "nobody"])
def test_nobody_else_is_led_there(demanded, settings, client, wuppertal_adviser, wuppertal_reader, wuppertal_manager):
    settings.WF40_SECOND_FACTOR = demanded
    for person in (wuppertal_adviser, wuppertal_reader) if demanded else (wuppertal_manager,):
        client.force_login(person)
        assert is_in(client)


def test_who_becomes_a_manager_needs_it_at_once(settings, client, wuppertal_adviser):
    settings.WF40_SECOND_FACTOR = DEMANDED
    client.force_login(wuppertal_adviser)
    assert is_in(client)
    wuppertal_adviser.memberships.update(role="manager")
    assert client.get(LIST).url == SET_UP


def test_who_must_have_it_cannot_give_it_up(settings, wuppertal_manager):
    settings.WF40_SECOND_FACTOR = DEMANDED
    secret = factories.make_second_factor(wuppertal_manager)
    client, _answer = enter_password(wuppertal_manager)
    enter_code(client, factories.code_of(secret))
    page = client.get(OFF)
    assert page.status_code == 200
    assert f'action="{OFF}"' not in page.content.decode()
    assert client.post(OFF).status_code == 200
    assert has_second_factor(wuppertal_manager)


def test_who_need_not_have_it_gives_it_up_with_its_recovery_codes(settings, wuppertal_adviser):
    settings.WF40_SECOND_FACTOR = DEMANDED
    secret = factories.make_second_factor(wuppertal_adviser)
    client, _answer = enter_password(wuppertal_adviser)
    enter_code(client, factories.code_of(secret))
    client.post(reverse("mfa_generate_recovery_codes"))
    assert client.post(OFF).status_code == 302
    assert not Authenticator.objects.exists()
    assert enter_password(wuppertal_adviser)[1].url == "/buero/"


def test_own_account_says_whether_it_is_set_up(settings, client, wuppertal_manager):
    settings.WF40_SECOND_FACTOR = DEMANDED
    client.force_login(wuppertal_manager)
    page = client.get("/konto/")
    assert (page.context["has_second_factor"], page.context["is_demanded"]) == (False, True)
    assert f'href="{SET_UP}"' in page.content.decode()
    factories.make_second_factor(wuppertal_manager)
    page = client.get("/konto/").content.decode()
    assert f'href="{reverse("mfa_index")}"' in page
    assert f'href="{SET_UP}"' not in page


@pytest.mark.parametrize(("named", "found"), [(["manager"], []), ([], []), (["manager", "leitung"], ["municipalities.E002"])])
def test_setting_that_names_no_role_is_refused(named, found, settings):
    settings.WF40_SECOND_FACTOR = named
    assert [error.id for error in check_second_factor()] == found


# --- a lost device -------------------------------------------------------------------------------------------
def reset_in_admin(client, *people):
    keys = [person.pk for person in people]
    return client.post("/admin/municipalities/user/", {"action": "reset_second_factor", "_selected_action": keys, "index": "0"})


def test_technician_resets_it_and_the_person_is_told(client, technician, wuppertal_manager, mailoutbox, django_capture_on_commit_callbacks):
    factories.make_second_factor(wuppertal_manager)
    client.force_login(technician)
    with django_capture_on_commit_callbacks(execute=True):
        reset_in_admin(client, wuppertal_manager)
    assert not has_second_factor(wuppertal_manager)
    assert [mail.to for mail in mailoutbox] == [[wuppertal_manager.email]]
    assert "Tess Technik" in mailoutbox[0].body
    assert enter_password(wuppertal_manager)[1].url == "/buero/"
    history = client.get(f"/admin/municipalities/user/{wuppertal_manager.pk}/history/")
    assert [entry.user for entry in history.context["entries"]] == [technician]


def test_technician_does_not_reset_the_own_one_that_way(client, technician, mailoutbox, django_capture_on_commit_callbacks):
    factories.make_second_factor(technician)
    client.force_login(technician)
    with django_capture_on_commit_callbacks(execute=True):
        reset_in_admin(client, technician)
    assert has_second_factor(technician)
    assert mailoutbox == []


def test_last_technician_who_lost_the_device_is_helped_on_the_command_line(technician, mailoutbox, django_capture_on_commit_callbacks):
    factories.make_second_factor(technician)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", technician.email.upper(), verbosity=0)
    assert not has_second_factor(technician)
    assert [mail.to for mail in mailoutbox] == [[technician.email]]
    with pytest.raises(CommandError, match="niemand@office.example"):
        call_command("reset_second_factor", "niemand@office.example")


def test_manager_opens_no_reset_in_the_admin(client, wuppertal_manager, wuppertal_adviser):
    factories.make_second_factor(wuppertal_adviser)
    client.force_login(wuppertal_manager)
    assert reset_in_admin(client, wuppertal_adviser).status_code == 403
    assert has_second_factor(wuppertal_adviser)


def test_two_people_have_different_secrets(wuppertal_adviser, second_adviser):
    assert generate_totp_secret() != generate_totp_secret()
    one, two = factories.make_second_factor(wuppertal_adviser), factories.make_second_factor(second_adviser)
    client, _answer = enter_password(second_adviser)
    enter_code(client, factories.code_of(one))
    assert not is_in(client)
    enter_code(client, factories.code_of(two))
    assert is_in(client)
    assert User.objects.filter(authenticator__isnull=False).count() == 2
