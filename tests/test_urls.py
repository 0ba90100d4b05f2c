"""Every address × every role × GET and POST: who gets in, who is led to the sign-in, who is told no, and to whom it does not exist.

A pattern without a row in `TABLE` fails, so nobody adds a page without saying who may open it.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db

READERS = {"reader", "adviser", "manager", "manager_here_reader_there"}
WRITERS = READERS - {"reader"}
EVERYBODY = READERS | {"other_adviser", "researcher", "technician"}
NOBODY: set[str] = set()
SECRET = "Geheimer Kreis"


@dataclass(frozen=True)
class Row:
    """Who may open an address of Wuppertal; `subject` names the record in it; statuses are those of somebody who may."""

    may: frozenset | set
    subject: str = ""
    get: int = 200
    post: int = 200
    stranger: int = 302
    # For pages without a record somebody of another city sees the same page with their own rows.
    is_own_city_for_all: bool = False


def page(may, *, get=200, post=405):
    return Row(may, get=get, post=post, is_own_city_for_all=True)


def record(may, subject, *, get=200, post=405):
    return Row(may, subject, get, post)


def public(*, get=200, post=200):
    return Row(EVERYBODY, get=get, post=post, stranger=200)


TABLE = {
    "home": Row(EVERYBODY, get=302, post=302),
    "healthz": public(post=405),
    "account_login": public(get=302, post=302),
    "account_logout": Row(EVERYBODY, get=200, post=302),
    "account_inactive": public(post=405),
    "account_reauthenticate": Row(EVERYBODY),
    "account_change_password": Row(EVERYBODY, post=200),
    "account_reset_password": public(post=200),
    "account_reset_password_done": public(post=405),
    "account_reset_password_from_key": public(get=200, post=200),
    "account_reset_password_from_key_done": public(post=405),
    "own_account": Row(EVERYBODY),
    "choose_municipality": Row(EVERYBODY, get=405, post=302),
    "test_mail": Row(EVERYBODY - {"researcher"}, post=405),
    "office": Row(EVERYBODY, post=405),
    "actor_list": page(READERS),
    "actor_create": page(WRITERS, post=200),
    "actor_pick": page(READERS),
    "actor_export": Row({"manager", "manager_here_reader_there"}, get=200, post=200),
    "actor_detail": record(READERS, "actor"),
    "actor_change": record(WRITERS, "actor", post=200),
    "actor_changes": record(READERS, "actor"),
    "actor_contact_create": record(WRITERS, "actor", post=200),
    "role_create": record(WRITERS, "actor", post=200),
    "follow_up_create": record(WRITERS, "actor", post=200),
    "contact_list": page(READERS),
    "contact_create": page(WRITERS, post=200),
    "contact_detail": record(READERS, "contact"),
    "contact_change": record(WRITERS, "contact", post=200),
    "contact_changes": record(READERS, "contact"),
    "role_end": record(WRITERS, "role", post=302),
    "consultation_list": page(READERS),
    "consultation_create": page(WRITERS, post=200),
    "consultation_detail": record(READERS, "consultation"),
    "consultation_change": record(WRITERS, "consultation", post=200),
    "consultation_note": record(READERS, "consultation", post=200),
    "consultation_changes": record(READERS, "consultation"),
    "follow_up_list": page(READERS),
    "follow_up_change": record(WRITERS, "follow_up", post=200),
    "follow_up_finish": record(WRITERS, "follow_up", get=302, post=302),
    "follow_up_reopen": record(WRITERS, "follow_up", get=302, post=302),
}
ROLES = sorted(EVERYBODY)
CHECKS = {"count": 0}


def patterns(resolver=None, prefix=""):
    """(name, route) of every pattern outside the admin, which has a walk of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from patterns(pattern, route)
        else:
            yield pattern.name, route


def test_every_pattern_has_a_row_and_every_row_a_pattern():
    names = [name for name, _route in patterns()]
    assert sorted(names) == sorted(TABLE)
    assert len(names) == len(set(names))


@pytest.fixture
def world(
    wuppertal,
    witten,
    wuppertal_reader,
    wuppertal_adviser,
    wuppertal_manager,
    witten_adviser,
    manager_here_reader_there,
    researcher,
    technician,
):
    actor = factories.make_actor(wuppertal, SECRET, user=wuppertal_adviser, internal_note="Nur hier")
    contact = factories.make_contact(wuppertal, "Verschwiegen", actor=actor)
    promise = {"task": "Geheimes Versprechen", "due_on": timezone.localdate() + timedelta(days=3), "assignee": wuppertal_adviser}
    consultation = factories.make_consultation(actor, wuppertal_adviser, contacts=[contact], need="Geheimer Bedarf", follow_up=promise)
    factories.make_actor(witten, "Nachbarkreis")
    people = {
        "reader": wuppertal_reader, "adviser": wuppertal_adviser, "manager": wuppertal_manager, "other_adviser": witten_adviser,
        "manager_here_reader_there": manager_here_reader_there, "researcher": researcher, "technician": technician,
    }  # fmt: skip
    subjects = {
        "actor": actor.pk, "contact": contact.pk, "role": contact.roles.get().pk, "consultation": consultation.pk,
        "follow_up": consultation.follow_ups.get().pk,
    }  # fmt: skip
    return people, subjects, wuppertal


def address(name, row, subjects, people):
    if name == "account_reset_password_from_key":
        return reverse(name, args=["1", default_token_generator.make_token(people["reader"])])
    return reverse(name, args=[subjects[row.subject]] if row.subject else [])


def expected(name, row, role, method):
    if name == "office" and role in READERS | {"other_adviser"} and method == "get":
        return 302  # to the actors; the others are told what is there for them
    if role in row.may:
        return row.get if method == "get" else row.post
    if row.is_own_city_for_all and role == "other_adviser":
        return row.get if method == "get" else row.post
    if row.subject and role == "other_adviser":
        return 405 if method == "post" and row.post == 405 else 404
    return 403


@pytest.mark.parametrize("name", sorted(TABLE))
def test_address_opens_for_its_roles_alone(name, world, client):
    people, subjects, wuppertal = world
    row = TABLE[name]
    url = address(name, row, subjects, people)
    wrong = []
    for role in ROLES:
        for method in ("get", "post"):
            with transaction.atomic():
                client.force_login(people[role])
                if role == "manager_here_reader_there":
                    session = client.session
                    session["municipality"] = wuppertal.pk
                    session.save()
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            CHECKS["count"] += 1
            if response.status_code != expected(name, row, role, method):
                wrong.append((role, method, response.status_code, expected(name, row, role, method)))
            if role in ("other_adviser", "researcher", "technician") and any(
                word in response.content.decode() for word in (SECRET, "Verschwiegen", "Geheim", "Nur hier")
            ):
                wrong.append((role, method, "shows another city's words"))
    client.logout()
    for method in ("get", "post"):
        response = getattr(client, method)(url)
        CHECKS["count"] += 1
        if row.stranger == 302:
            if response.status_code != 302 or not response.url.startswith(reverse("account_login")):
                wrong.append(("stranger", method, response.status_code))
        elif response.status_code not in (200, 302, 405) or SECRET in response.content.decode():
            wrong.append(("stranger", method, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.subject))
def test_reader_there_sees_no_record_of_here_after_switching(name, world, client, witten):
    people, subjects, _wuppertal = world
    client.force_login(people["manager_here_reader_there"])
    session = client.session
    session["municipality"] = witten.pk
    session.save()
    CHECKS["count"] += 1
    response = client.get(address(name, TABLE[name], subjects, people))
    assert response.status_code in (403, 404)
    assert SECRET not in response.content.decode()


def test_stranger_who_sends_text_gets_the_sign_in_page_with_it(world, client):
    _people, subjects, _wuppertal = world
    response = client.post(reverse("actor_change", args=[subjects["actor"]]), {"trading_name": "Lange getippt"})
    assert response.status_code == 401
    assert 'name="kept"' in response.content.decode()
    assert SECRET not in response.content.decode()
