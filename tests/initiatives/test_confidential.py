"""A confidential note is read on its own page alone, by its author, a steward of its actors and managers; every reading is logged."""

import pytest
from django.contrib import admin
from django.urls import reverse

from initiatives.models import Consultation, NoteReading
from initiatives.rules import may_read_note
from tests import factories
from tests.pages import typed, words
from wf40.registry import obligations
from wf40.rights import Role

# What both databases are asked here, other tests ask of both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTE, NEED = "Steht vor der Zahlungsunfaehigkeit", "Geheimer Bedarf"


@pytest.fixture
def actor(wuppertal, second_adviser):
    """Toni looks after the actor; Ada writes the note."""
    return factories.make_actor(wuppertal, "Werkhof", steward=second_adviser)


@pytest.fixture
def talk(actor, wuppertal, wuppertal_adviser):
    contact = factories.make_contact(wuppertal, "Muster", actor=actor)
    return factories.make_consultation(
        actor,
        wuppertal_adviser,
        note=NOTE,
        need=NEED,
        is_confidential=True,
        contacts=[contact],
        topics=[factories.make_topic(wuppertal)],
    )


@pytest.fixture
def third_adviser(wuppertal):
    return factories.make_user(wuppertal, Role.ADVISER, "Dora Dritte")


def page(talk, name="consultation_note"):
    return reverse(name, args=[talk.pk])


def readings():
    return [(row.consultation_id, row.reader.name) for row in NoteReading.objects.order_by("pk")]


# --- who may -----------------------------------------------------------------------------------------------
def test_author_steward_and_manager_may_read(
    talk,
    wuppertal_adviser,
    second_adviser,
    wuppertal_manager,
    third_adviser,
    wuppertal_reader,
    researcher,
    technician,
    witten_manager,
    manager_here_reader_there,
):
    people = [
        wuppertal_adviser,
        second_adviser,
        wuppertal_manager,
        manager_here_reader_there,
        third_adviser,
        wuppertal_reader,
        researcher,
        technician,
        witten_manager,
    ]
    assert [user.name for user in people if may_read_note(user, talk)] == [
        "Ada Beispiel",
        "Toni Muster",
        "Maren Leitner",
        "Robin Zweistadt",
    ]


def test_author_who_left_the_office_may_no_longer_read(talk, wuppertal_adviser):
    wuppertal_adviser.memberships.update(is_active=False)
    assert not may_read_note(type(wuppertal_adviser).objects.get(pk=wuppertal_adviser.pk), talk)


def test_open_note_is_read_by_everybody_of_the_office(actor, wuppertal_adviser, wuppertal_reader, sign_in):
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Für alle")
    assert "Für alle" in words(sign_in(wuppertal_reader).get(talk.get_absolute_url()))
    assert readings() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["consultation_note", "consultation_change"])
def test_others_are_refused_and_nothing_is_logged(method, name, talk, sign_in, third_adviser):
    answer = getattr(sign_in(third_adviser), method)(page(talk, name))
    assert answer.status_code == 403
    assert NOTE not in answer.content.decode()
    assert readings() == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_citys_manager_finds_nothing(method, talk, sign_in, witten_manager):
    assert getattr(sign_in(witten_manager), method)(page(talk)).status_code == 404


# --- reading is logged -------------------------------------------------------------------------------------
def test_note_is_shown_only_after_the_button_and_the_reading_is_logged(talk, sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    before = client.get(page(talk))
    assert NOTE not in before.content.decode()
    assert NEED not in before.content.decode()
    assert readings() == []
    after = client.post(page(talk))
    assert NOTE in after.content.decode()
    assert NEED in after.content.decode()
    assert readings() == [(talk.pk, "Maren Leitner")]


def test_each_reading_is_logged(talk, sign_in, wuppertal_manager, second_adviser, wuppertal_adviser):
    for user in (wuppertal_manager, second_adviser, wuppertal_adviser, wuppertal_manager):
        sign_in(user).post(page(talk))
    assert [name for _talk, name in readings()] == ["Maren Leitner", "Toni Muster", "Ada Beispiel", "Maren Leitner"]


def test_opening_the_form_is_a_reading(talk, sign_in, second_adviser):
    answer = sign_in(second_adviser).get(page(talk, "consultation_change"))
    assert NOTE in answer.content.decode()
    assert readings() == [(talk.pk, "Toni Muster")]


def test_conflict_that_shows_the_others_note_is_a_reading(talk, client, wuppertal_adviser, second_adviser):
    url = page(talk, "consultation_change")
    client.force_login(second_adviser)
    second = typed(client.get(url), note="Tonis Fassung")
    client.force_login(wuppertal_adviser)
    client.post(url, typed(client.get(url), note="Adas neue Fassung"))
    client.force_login(second_adviser)
    before = len(readings())
    answer = client.post(url, second)
    assert answer.status_code == 409
    assert "Adas neue Fassung" in answer.content.decode()
    assert readings()[before:] == [(talk.pk, "Toni Muster")]


def test_pages_that_hide_the_note_log_nothing(talk, sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    for name in ("consultation_detail", "consultation_changes"):
        client.get(page(talk, name))
    client.get(reverse("consultation_list"))
    assert readings() == []


def test_reading_stays_logged_when_the_talk_is_opened_up(talk, sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    client.post(page(talk))
    Consultation.objects.update(is_confidential=False)
    assert readings() == [(talk.pk, "Maren Leitner")]


# --- never anywhere else -----------------------------------------------------------------------------------
def places(talk):
    actor, contact = talk.actors.get(), talk.contacts.get()
    return {
        "list": reverse("consultation_list"),
        "search for a word of the note": reverse("consultation_list") + "?q=Zahlungsunfaehigkeit",
        "list of the actor": reverse("consultation_list") + f"?actor={actor.pk}",
        "page": talk.get_absolute_url(),
        "history": page(talk, "consultation_changes"),
        "actor": actor.get_absolute_url(),
        "timeline of talks": actor.get_absolute_url() + "?chronik=beratungen",
        "changes of the actor": reverse("actor_changes", args=[actor.pk]),
        "person": contact.get_absolute_url(),
        "actors": reverse("actor_list"),
        "follow-ups": reverse("follow_up_list") + "?state=all",
        "a new talk with the actor": reverse("consultation_create") + f"?akteur={actor.pk}",
    }


@pytest.mark.parametrize("role", ["author", "manager", "reader"])
def test_note_and_need_stand_on_no_other_page(role, talk, sign_in, wuppertal_adviser, wuppertal_manager, wuppertal_reader):
    client = sign_in({"author": wuppertal_adviser, "manager": wuppertal_manager, "reader": wuppertal_reader}[role])
    answers = {name: client.get(url) for name, url in places(talk).items()}
    assert {name for name, answer in answers.items() if NOTE in answer.content.decode() or NEED in answer.content.decode()} == set()
    assert {name for name, answer in answers.items() if answer.status_code != 200} == (
        {"a new talk with the actor"} if role == "reader" else set()
    )


@pytest.mark.parametrize("word", ["Zahlungsunfaehigkeit", "Geheimer", "Bedarf", "zahlungs"])
def test_search_does_not_look_into_a_confidential_note(word, talk, sign_in, wuppertal_adviser):
    answer = sign_in(wuppertal_adviser).get(reverse("consultation_list"), {"q": word})
    assert answer.context["page"].count == 0


def test_search_finds_a_confidential_talk_by_its_actor(talk, sign_in, wuppertal_reader):
    assert sign_in(wuppertal_reader).get(reverse("consultation_list"), {"q": "werkhof"}).context["page"].count == 1


def test_history_hides_the_words_also_after_the_talk_was_opened_up(talk, client, wuppertal_adviser, wuppertal_reader):
    url = page(talk, "consultation_change")
    client.force_login(wuppertal_adviser)
    form = typed(client.get(url), note="Nun für alle", need="Räume")
    form.pop("is_confidential")
    assert client.post(url, form).status_code == 302
    client.force_login(wuppertal_reader)
    history = client.get(page(talk, "consultation_changes"))
    assert NOTE not in history.content.decode()
    assert NEED not in history.content.decode()
    assert "Nun für alle" in words(client.get(talk.get_absolute_url()))


def test_note_that_becomes_confidential_disappears_from_history(actor, client, wuppertal_adviser, wuppertal_reader):
    talk = factories.make_consultation(actor, wuppertal_adviser, note=NOTE)
    url = page(talk, "consultation_change")
    client.force_login(wuppertal_adviser)
    assert client.post(url, typed(client.get(url), is_confidential="on")).status_code == 302
    client.force_login(wuppertal_reader)
    assert NOTE not in client.get(page(talk, "consultation_changes")).content.decode()
    assert NOTE not in client.get(talk.get_absolute_url()).content.decode()


def test_expired_form_of_a_confidential_note_shows_it_to_no_colleague(talk, client, third_adviser):
    """The sign-in page of a stranger carries what was typed, sealed; a colleague without the right gets the page refused."""
    answer = client.post(page(talk, "consultation_change"), {"note": "Neu getippt"})
    assert answer.status_code == 401
    assert NOTE not in answer.content.decode()
    client.force_login(third_adviser)
    assert client.get(page(talk, "consultation_change")).status_code == 403


def test_admin_shows_neither_note_nor_need_of_a_confidential_talk(talk, sign_in, wuppertal_manager):
    if Consultation not in admin.site._registry:
        return
    client = sign_in(wuppertal_manager)
    history, detail = (reverse(f"admin:initiatives_consultation_{name}", args=[talk.pk]) for name in ("history", "change"))
    overview = reverse("admin:initiatives_consultation_changelist")
    for url in (overview, f"{overview}?q=Zahlungsunfaehigkeit", detail, history, reverse("admin:index")):
        content = client.get(url, follow=True).content.decode()
        assert NOTE not in content, url
        assert NEED not in content, url
    assert client.get(f"{overview}?q=Zahlungsunfaehigkeit").context["cl"].result_count == 0


def test_person_report_holds_the_note_because_it_is_theirs_to_read(talk):
    report = next(entry for entry in obligations if entry.key == "initiatives.Consultation").person_report(talk.contacts.get())
    assert [row["note"] for row in report] == [NOTE]
