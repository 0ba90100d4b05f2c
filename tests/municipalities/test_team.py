"""The team: invited by mail, with a role that changes at once, never without a manager, kept by the managers of the city alone."""

import re
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from municipalities import actions
from municipalities.accounts import send_invitation
from municipalities.models import Membership, User
from municipalities.second_factor import has_second_factor
from tests import factories
from tests.pages import typed, words
from tests.test_admin import filled
from wf40.rights import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]
START = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)
NEW = "Ein-neues-Wort-2026"
TEAM, INVITE, LIST = "/buero/team/", "/buero/team/neu/", "/buero/akteure/"
ON_ONE_PERSON = ("team_member", "team_role", "team_invite_again", "team_switch_off", "team_switch_on", "team_reset_second_factor")


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What follows a write, such as the mail, happens at the end of this block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def manager(client, wuppertal_manager):
    """Signed in as the manager of Wuppertal."""
    client.force_login(wuppertal_manager)
    return client


def of(user, municipality=None):
    rows = user.memberships.filter(municipality=municipality) if municipality else user.memberships
    return rows.get()


def page_of(user, name="team_member"):
    return reverse(name, args=[of(user).pk])


def invite(client, name="Neu Hier", email="neu@office.example", role="adviser"):
    return client.post(INVITE, typed(client.get(INVITE), name=name, email=email, role=role))


def link_of(message):
    return urlsplit(re.search(r"http\S+/konto/passwort-neu/\S+", message.body)[0]).path


def set_password(path, client=None):
    """Follows the link of a mail; whether it let somebody set a password."""
    client = client or Client()
    form = client.get(path, follow=True)
    if form.context.get("token_fail"):
        return False
    return client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}).status_code == 302


# --- who sees it ---------------------------------------------------------------------------------------------
def test_manager_sees_who_works_here_and_how(manager, wuppertal, wuppertal_adviser, wuppertal_reader, witten_adviser):
    factories.make_second_factor(wuppertal_adviser)
    wuppertal_reader.memberships.update(is_active=False)
    factories.make_membership(User.objects.create_user("offen@office.example", name="Offen Geladen"), wuppertal, Role.RESEARCHER)
    page = manager.get(TEAM)
    rows = [[str(cell) for _css, _label, cell in row] for row in page.context["table"].rows]
    assert [re.search(r">([^<]+)</a>", row[0])[1] for row in rows] == ["Ada Beispiel", "Lena Leser", "Maren Leitner", "Offen Geladen"]
    assert [row[1] for row in rows] == [role.label for role in (Role.ADVISER, Role.READER, Role.MANAGER, Role.RESEARCHER)]
    active, left, same, invited = (row[2] for row in rows)
    assert (active == same, len({active, left, invited})) == (True, 3)
    assert [row[3] for row in rows] == ["ja", "nein", "nein", "nein"]
    assert [row[4] != "–" for row in rows] == [False, False, True, False]
    assert "Wim Nachbar" not in words(page)


def test_list_takes_the_same_queries_for_one_person_and_for_four(manager, wuppertal, wuppertal_adviser, django_assert_num_queries):
    Membership.objects.filter(user=wuppertal_adviser).delete()
    manager.get(TEAM)
    with django_assert_num_queries(5):
        manager.get(TEAM)
    for _number in range(3):
        factories.make_second_factor(factories.make_user(wuppertal))
    with django_assert_num_queries(5):
        manager.get(TEAM)


@pytest.mark.parametrize(
    ("query", "names"),
    [("?role=adviser", {"Ada Beispiel"}), ("?state=off", {"Lena Leser"}), ("?state=active", {"Ada Beispiel", "Maren Leitner"})],
)
def test_team_is_filtered(query, names, manager, wuppertal_adviser, wuppertal_reader):
    wuppertal_reader.memberships.update(is_active=False)
    page = words(manager.get(TEAM + query))
    assert {name for name in ("Ada Beispiel", "Lena Leser", "Maren Leitner") if f"{name} person" in page} == names


@pytest.mark.parametrize("name", ON_ONE_PERSON)
def test_person_of_another_city_is_not_there(name, manager, witten_adviser):
    path = page_of(witten_adviser, name)
    statuses = (manager.get(path).status_code, manager.post(path, {"role": "reader"}).status_code)
    assert statuses == (404, 405 if name == "team_member" else 404)
    assert (of(witten_adviser).role, of(witten_adviser).is_active) == (Role.ADVISER, True)


@pytest.mark.parametrize("person", ["wuppertal_reader", "wuppertal_adviser", "researcher", "technician"])
def test_nobody_else_sees_or_changes_the_team(person, request, client, wuppertal_manager):
    user = request.getfixturevalue(person)
    client.force_login(user)
    for path in (TEAM, INVITE, *(page_of(wuppertal_manager, name) for name in ON_ONE_PERSON)):
        assert client.get(path).status_code == 403
        assert client.post(path, {"role": "reader", "name": "X", "email": "x@office.example"}).status_code == 403
    assert (of(wuppertal_manager).role, of(wuppertal_manager).is_active) == (Role.MANAGER, True)
    assert TEAM not in client.get("/konto/").content.decode()


def test_stranger_is_led_to_the_sign_in(client, wuppertal_manager):
    for path in (TEAM, INVITE, page_of(wuppertal_manager)):
        assert client.get(path).url.startswith("/konto/anmelden/")


def test_manager_finds_the_team_in_the_own_menu(manager):
    assert f'href="{TEAM}"' in manager.get("/konto/").content.decode()


def test_manager_of_one_city_who_reads_in_another_keeps_the_first_alone(client, manager_here_reader_there, witten, witten_adviser):
    client.force_login(manager_here_reader_there)
    assert client.get(TEAM).status_code == 200
    client.post(reverse("choose_municipality"), {"municipality": witten.pk})
    assert client.get(TEAM).status_code == 403
    assert client.post(page_of(witten_adviser, "team_switch_off")).status_code == 403


# --- inviting ------------------------------------------------------------------------------------------------
def test_invited_person_sets_a_password_and_works_here(manager, wuppertal, mailoutbox, commit):
    with commit():
        answer = invite(manager, email="Neu@Office.example")
    user = User.objects.get(email="neu@office.example")
    assert answer.url == page_of(user)
    assert (user.name, user.has_usable_password(), of(user).municipality, of(user).role) == ("Neu Hier", False, wuppertal, Role.ADVISER)
    assert [mail.to for mail in mailoutbox] == [["neu@office.example"]]
    assert "Wirtschaftsförderung Wuppertal" in mailoutbox[0].subject
    assert set_password(link_of(mailoutbox[0]))
    fresh = Client()
    assert fresh.post("/konto/anmelden/", {"login": "neu@office.example", "password": NEW}).url == "/buero/"
    assert fresh.get(LIST).status_code == 200


def test_invitation_is_not_the_mail_of_a_lost_password(manager, wuppertal_adviser, mailoutbox, commit):
    with commit():
        invite(manager)
    Client().post("/konto/passwort-vergessen/", {"email": wuppertal_adviser.email})
    invitation, reset = mailoutbox
    assert invitation.subject != reset.subject
    assert invitation.body.splitlines()[0] != reset.body.splitlines()[0]


@pytest.mark.parametrize(("later", "opens"), [(timedelta(days=6, hours=23), True), (timedelta(days=7, minutes=1), False)])
def test_invitation_holds_seven_days(later, opens, wuppertal, mailoutbox):
    with time_machine.travel(START, tick=False) as clock:
        user = User.objects.create_user("neu@office.example", name="Neu Hier")
        factories.make_membership(user, wuppertal)
        send_invitation.enqueue(user.pk, wuppertal.pk)
        clock.shift(later)
        assert set_password(link_of(mailoutbox[0])) is opens


@pytest.mark.parametrize(("later", "opens"), [(timedelta(days=2, hours=23), True), (timedelta(days=3, minutes=1), False)])
def test_link_for_a_lost_password_holds_three_days(later, opens, wuppertal_adviser, mailoutbox):
    with time_machine.travel(START, tick=False) as clock:
        Client().post("/konto/passwort-vergessen/", {"email": wuppertal_adviser.email})
        clock.shift(later)
        assert set_password(link_of(mailoutbox[0])) is opens


def test_link_of_an_invitation_opens_once(manager, mailoutbox, commit):
    with commit():
        invite(manager)
    assert [set_password(link_of(mailoutbox[0])) for _number in range(2)] == [True, False]


def test_form_sent_twice_invites_once(manager, mailoutbox, commit):
    for _number in range(2):
        with commit():
            answer = invite(manager)
    assert answer.url == page_of(User.objects.get(email="neu@office.example"))
    assert (Membership.objects.count(), len(mailoutbox)) == (2, 1)


def test_person_of_the_team_is_not_changed_by_an_invitation(manager, wuppertal_adviser, mailoutbox, commit):
    with commit():
        invite(manager, name="Anders", email=wuppertal_adviser.email.upper(), role="manager")
    wuppertal_adviser.refresh_from_db()
    assert (wuppertal_adviser.name, of(wuppertal_adviser).role, mailoutbox) == ("Ada Beispiel", Role.ADVISER, [])


def test_known_account_gets_the_membership_and_the_sign_in_address(manager, wuppertal, witten_adviser, mailoutbox, commit):
    with commit():
        invite(manager, name="Anders Geschrieben", email=witten_adviser.email, role="reader")
    witten_adviser.refresh_from_db()
    assert (witten_adviser.name, witten_adviser.check_password(factories.PASSWORD)) == ("Wim Nachbar", True)
    assert of(witten_adviser, wuppertal).role == Role.READER
    assert "/konto/anmelden/" in mailoutbox[0].body
    assert "passwort-neu" not in mailoutbox[0].body


def test_account_that_was_switched_off_is_not_invited(manager, witten_adviser, mailoutbox, commit):
    User.objects.filter(pk=witten_adviser.pk).update(is_active=False)
    with commit():
        answer = invite(manager, email=witten_adviser.email)
    assert set(answer.context["form"].errors) == {"email"}
    assert (witten_adviser.memberships.count(), mailoutbox) == (1, [])


@pytest.mark.parametrize(
    "wrong", [{"email": "neu"}, {"email": ""}, {"name": " "}, {"role": "owner"}, {"role": "technician"}, {"role": ""}], ids=str
)
def test_invitation_without_sense_makes_nothing(wrong, manager, mailoutbox, commit):
    with commit():
        answer = invite(manager, **wrong)
    assert set(answer.context["form"].errors) == set(wrong)
    assert (User.objects.count(), mailoutbox) == (1, [])


def test_person_is_invited_again_until_a_password_is_set(manager, mailoutbox, commit):
    with commit():
        invite(manager)
    user = User.objects.get(email="neu@office.example")
    again = page_of(user, "team_invite_again")
    assert f'action="{again}"' in manager.get(page_of(user)).content.decode()
    for _press in range(2):
        with commit():
            assert manager.post(again).url == page_of(user)
    assert [mail.to for mail in mailoutbox] == [["neu@office.example"]] * 2
    set_password(link_of(mailoutbox[1]))
    assert f'action="{again}"' not in manager.get(page_of(user)).content.decode()


@pytest.mark.parametrize("what", ["person", "membership"])
def test_who_was_switched_off_meanwhile_gets_no_mail(what, wuppertal, mailoutbox):
    user = User.objects.create_user("neu@office.example", name="Neu Hier", is_active=what != "person")
    factories.make_membership(user, wuppertal)
    user.memberships.update(is_active=what != "membership")
    send_invitation.enqueue(user.pk, wuppertal.pk)
    assert mailoutbox == []


def test_link_starts_with_the_installations_address(settings, wuppertal, mailoutbox):
    settings.WF40_URL, settings.ALLOWED_HOSTS = "https://wf40.stadt.example", ["wf40.stadt.example"]
    user = User.objects.create_user("neu@office.example", name="Neu Hier")
    factories.make_membership(user, wuppertal)
    send_invitation.enqueue(user.pk, wuppertal.pk)
    assert set(re.findall(r"https?://[^/\s]+", mailoutbox[0].body)) == {"https://wf40.stadt.example"}


def test_technician_invites_an_account_without_password_and_resets_one_with(client, technician, wuppertal, wuppertal_adviser, mailoutbox):
    user = User.objects.create_user("neu@office.example", name="Neu Hier")
    alone = User.objects.create_user("technik2@office.example", name="Zwei Technik", is_superuser=True)
    factories.make_membership(user, wuppertal)
    client.force_login(technician)
    keys = [person.pk for person in (user, alone, wuppertal_adviser)]
    client.post("/admin/municipalities/user/", {"action": "send_link", "_selected_action": keys, "index": "0"})
    mails = {mail.to[0]: mail for mail in mailoutbox}
    assert set(mails) == {user.email, alone.email, wuppertal_adviser.email}
    assert "Wirtschaftsförderung Wuppertal" in mails[user.email].body
    assert len({mail.subject for mail in mails.values()}) == 3
    assert all(link_of(mail) for mail in mails.values())


# --- changing and leaving ------------------------------------------------------------------------------------
def test_new_role_counts_at_once_in_open_sessions(manager, wuppertal_adviser):
    open_session = Client()
    open_session.force_login(wuppertal_adviser)
    assert open_session.get("/buero/akteure/neu/").status_code == 200
    path = page_of(wuppertal_adviser, "team_role")
    assert manager.post(path, typed(manager.get(path), role="reader")).url == page_of(wuppertal_adviser)
    assert open_session.get("/buero/akteure/neu/").status_code == 403


def test_who_is_switched_off_sees_nothing_at_once_and_comes_back_as_before(manager, wuppertal_adviser):
    open_session = Client()
    open_session.force_login(wuppertal_adviser)
    assert open_session.get(LIST).status_code == 200
    assert manager.get(page_of(wuppertal_adviser, "team_switch_off")).status_code == 200
    assert of(wuppertal_adviser).is_active
    manager.post(page_of(wuppertal_adviser, "team_switch_off"))
    assert open_session.get(LIST).status_code == 403
    fresh = Client()
    assert fresh.post("/konto/anmelden/", {"login": wuppertal_adviser.email, "password": factories.PASSWORD}).status_code == 302
    assert fresh.get(LIST).status_code == 403
    assert fresh.get("/konto/").context["memberships"] == []
    manager.post(page_of(wuppertal_adviser, "team_switch_on"))
    assert open_session.get(LIST).status_code == 200
    assert of(wuppertal_adviser).role == Role.ADVISER


def test_link_changes_nothing(manager, wuppertal_adviser):
    for name in ON_ONE_PERSON:
        manager.get(page_of(wuppertal_adviser, name))
    assert (of(wuppertal_adviser).role, of(wuppertal_adviser).is_active, of(wuppertal_adviser).history.count()) == (Role.ADVISER, True, 1)


@pytest.mark.parametrize("name", ["team_role", "team_switch_off", "team_switch_on"])
def test_nobody_changes_the_own_membership(name, manager, wuppertal, wuppertal_manager):
    factories.make_user(wuppertal, Role.MANAGER)
    page = manager.get(page_of(wuppertal_manager)).content.decode()
    assert page_of(wuppertal_manager, name) not in page
    manager.post(page_of(wuppertal_manager, name), {"role": "reader"})
    assert (of(wuppertal_manager).role, of(wuppertal_manager).is_active) == (Role.MANAGER, True)


def test_page_of_a_person_says_who_changed_what(manager, wuppertal_adviser, wuppertal_manager):
    path = page_of(wuppertal_adviser, "team_role")
    manager.post(path, {"role": "manager"})
    Membership.history.update(history_date=START)
    manager.post(page_of(wuppertal_adviser, "team_switch_off"))
    steps = manager.get(page_of(wuppertal_adviser)).context["steps"]
    assert [(step.who, [change.field for change in step.changes]) for step in steps[:2]] == [
        (wuppertal_manager.get_short_name(), ["is_active"]),
        (wuppertal_manager.get_short_name(), ["role"]),
    ]


# --- never without a manager ---------------------------------------------------------------------------------
@pytest.fixture
def other_manager(wuppertal):
    """A second manager of Wuppertal, who acts in the tests of the last one."""
    return factories.make_user(wuppertal, Role.MANAGER, "Otto Zweit")


def is_led(municipality):
    return Membership.objects.leading().filter(municipality=municipality).exists()


def demote(by, membership):
    return actions.change_role(by=by, membership=membership, role=Role.READER)


def switch_off(by, membership):
    return actions.switch_off(by=by, membership=membership)


@pytest.mark.parametrize("act", [demote, switch_off])
@pytest.mark.parametrize("why", ["alone", "other left", "other locked", "other advises"])
def test_last_manager_stays(act, why, wuppertal, wuppertal_manager, other_manager, witten_manager):
    if why == "alone":
        of(other_manager).delete()
    elif why == "other left":
        other_manager.memberships.update(is_active=False)
    elif why == "other locked":
        User.objects.filter(pk=other_manager.pk).update(is_active=False)
    else:
        other_manager.memberships.update(role=Role.ADVISER)
    with pytest.raises(ValidationError) as refused:
        act(other_manager, of(wuppertal_manager))
    assert refused.value.code == "last_manager"
    assert is_led(wuppertal)


@pytest.mark.parametrize("act", [demote, switch_off])
def test_one_of_two_managers_may_go(act, wuppertal, wuppertal_manager, other_manager):
    act(other_manager, of(wuppertal_manager))
    assert {entry.user for entry in Membership.objects.leading().filter(municipality=wuppertal)} == {other_manager}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["team_switch_off", "team_role"])
def test_two_managers_who_remove_each_other_at_the_same_moment_leave_one(name, wuppertal, wuppertal_manager, other_manager):
    pairs = [(wuppertal_manager, other_manager), (other_manager, wuppertal_manager)]
    clients, statuses, start = [], [], threading.Barrier(2)
    for acting, _other in pairs:
        clients.append(Client())
        clients[-1].force_login(acting)
    paths = [page_of(other, name) for _acting, other in pairs]

    def send(client, path):
        start.wait(10)
        try:
            statuses.append(client.post(path, {"role": "reader"}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, paths, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(statuses) == 2
    assert set(statuses) <= {200, 302, 403}
    assert Membership.objects.leading().filter(municipality=wuppertal).count() == 1


def admin_paths(user):
    return f"/admin/municipalities/user/{user.pk}/change/", f"/admin/municipalities/membership/{of(user).pk}/"


@pytest.mark.parametrize("change", [{"is_active": []}, {"role": "reader"}])
def test_membership_page_of_the_admin_leaves_a_manager(change, client, technician, wuppertal, wuppertal_manager):
    client.force_login(technician)
    path = admin_paths(wuppertal_manager)[1] + "change/"
    assert client.post(path, filled(client.get(path), **change)).status_code == 200
    assert is_led(wuppertal)
    factories.make_user(wuppertal, Role.MANAGER)
    assert client.post(path, filled(client.get(path), **change)).status_code == 302
    assert of(wuppertal_manager) not in Membership.objects.leading()


@pytest.mark.parametrize(
    "change",
    [{"is_active": []}, {"memberships-0-role": "reader"}, {"memberships-0-is_active": []}, {"memberships-0-DELETE": "on"}],
    ids=str,
)
def test_account_page_of_the_admin_leaves_a_manager(change, client, technician, wuppertal, wuppertal_manager):
    client.force_login(technician)
    path = admin_paths(wuppertal_manager)[0]
    assert client.post(path, filled(client.get(path), **change)).status_code == 200
    assert is_led(wuppertal)
    other = factories.make_user(wuppertal, Role.MANAGER)
    assert client.post(path, filled(client.get(path), **change)).status_code == 302
    assert {entry.user for entry in Membership.objects.leading()} == {other}


def test_admin_does_not_move_a_membership_to_another_city(client, technician, wuppertal, witten, wuppertal_manager):
    client.force_login(technician)
    path = admin_paths(wuppertal_manager)[0]
    client.post(path, filled(client.get(path), **{"memberships-0-municipality": str(witten.pk)}))
    assert is_led(wuppertal)


def test_admin_deletes_every_membership_but_the_last_managers(client, technician, wuppertal, wuppertal_manager, wuppertal_adviser):
    client.force_login(technician)
    last, other = (f"{admin_paths(user)[1]}delete/" for user in (wuppertal_manager, wuppertal_adviser))
    assert [client.post(path, {"post": "yes"}).status_code for path in (last, other)] == [403, 302]
    assert is_led(wuppertal)
    assert not wuppertal_adviser.memberships.exists()


# --- a lost device -------------------------------------------------------------------------------------------
def test_manager_resets_the_second_factor_of_a_colleague(manager, wuppertal_adviser, wuppertal_manager, mailoutbox, commit):
    factories.make_second_factor(wuppertal_adviser)
    path = page_of(wuppertal_adviser, "team_reset_second_factor")
    assert f'href="{path}"' in manager.get(page_of(wuppertal_adviser)).content.decode()
    assert manager.get(path).status_code == 200
    assert has_second_factor(wuppertal_adviser)
    with commit():
        manager.post(path)
    assert not has_second_factor(wuppertal_adviser)
    assert [mail.to for mail in mailoutbox] == [[wuppertal_adviser.email]]
    assert wuppertal_manager.name in mailoutbox[0].body
    steps = manager.get(page_of(wuppertal_adviser)).context["steps"]
    assert steps[0].who == wuppertal_manager.get_short_name()
    assert path not in manager.get(page_of(wuppertal_adviser)).content.decode()


def test_manager_does_not_reset_the_own_one(manager, wuppertal_manager, mailoutbox, commit):
    factories.make_second_factor(wuppertal_manager)
    with commit():
        manager.post(page_of(wuppertal_manager, "team_reset_second_factor"))
    assert has_second_factor(wuppertal_manager)
    assert mailoutbox == []


@pytest.mark.parametrize("where", ["another office", "the installation"])
def test_inviting_somebody_is_no_way_to_weaken_their_account(where, manager, wuppertal, witten_manager, technician, mailoutbox, commit):
    person = witten_manager if where == "another office" else technician
    factories.make_second_factor(person)
    invite(manager, email=person.email)
    with commit():
        answer = manager.post(reverse("team_reset_second_factor", args=[of(person, wuppertal).pk]), follow=True)
    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    assert has_second_factor(person)
    assert mailoutbox == []


def test_manager_of_both_offices_resets_it(client, wuppertal, witten, wuppertal_manager, witten_adviser):
    for city, user in ((witten, wuppertal_manager), (wuppertal, witten_adviser)):
        factories.make_membership(user, city, Role.MANAGER if user == wuppertal_manager else Role.READER)
    factories.make_second_factor(witten_adviser)
    actions.reset_second_factor(by=User.objects.get(pk=wuppertal_manager.pk), person=User.objects.get(pk=witten_adviser.pk))
    assert not has_second_factor(witten_adviser)
