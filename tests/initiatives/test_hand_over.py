"""Somebody leaves: open promises, actors, deputyships and drafts go to colleagues in one step, which can be taken back; and the paper."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, ChangeSet, Draft, ExportEntry, FollowUp
from municipalities.models import Membership
from tests import factories
from tests.pages import typed, words
from wf40.packing import unpack
from wf40.rights import Role

# What both databases are asked here, other tests ask of both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def leaver(wuppertal, witten, wuppertal_adviser, second_adviser):
    """Ada has two open promises and a kept one, looks after two actors, one of them restricted, and is deputy for a third; also
    something in Witten."""
    first = factories.make_actor(wuppertal, "Radwerk", steward=wuppertal_adviser)
    hidden = factories.make_actor(wuppertal, "Verborgen", steward=wuppertal_adviser)
    factories.make_actor(wuppertal, "Hofladen", steward=second_adviser, deputy=wuppertal_adviser)
    for task in ("Anrufen", "Besuchen"):
        factories.make_follow_up(first, wuppertal_adviser, task, due_on=date(2030, 1, 1))
    kept = factories.make_follow_up(first, wuppertal_adviser, "Erledigt")
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=kept)
    actions.restrict(user=wuppertal_adviser, record=hidden, reason="claims")
    factories.make_membership(wuppertal_adviser, witten)
    elsewhere = factories.make_actor(witten, "Ruhrwerk", steward=wuppertal_adviser)
    factories.make_follow_up(elsewhere, wuppertal_adviser, "Dort", due_on=date(2030, 1, 1))
    return wuppertal_adviser


@pytest.fixture
def url(leaver, wuppertal):
    return reverse("hand_over", args=[leaver.memberships.get(municipality=wuppertal).pk])


def who_has_what(municipality):
    promises = {row.task: row.assignee.name for row in FollowUp.objects.filter(municipality=municipality)}
    actors = {
        row.trading_name: (row.steward and row.steward.name, row.deputy and row.deputy.name)
        for row in Actor.objects.filter(municipality=municipality)
    }
    return promises, actors


ADA, TONI, MAREN = "Ada Beispiel", "Toni Muster", "Maren Leitner"
BEFORE = (
    {"Anrufen": ADA, "Besuchen": ADA, "Erledigt": ADA},
    {"Radwerk": (ADA, None), "Verborgen": (ADA, None), "Hofladen": (TONI, ADA)},
)
AFTER = (
    {"Anrufen": TONI, "Besuchen": TONI, "Erledigt": ADA},
    {"Radwerk": (MAREN, None), "Verborgen": (MAREN, None), "Hofladen": (TONI, None)},
)


def test_manager_hands_everything_over_and_ends_the_access(url, sign_in, leaver, wuppertal, witten, second_adviser, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    page = client.get(url)
    assert [(page.context["work"].follow_ups, page.context["work"].stewarded, page.context["work"].deputised)] == [(2, 2, 1)]
    assert ADA not in [str(person) for person in page.context["form"].fields["actors_to"].queryset]
    assert "Verborgen" not in words(page)
    form = typed(page, follow_ups_to=str(second_adviser.pk), actors_to=str(wuppertal_manager.pk), is_leaving="on")
    told = words(client.post(url, form, follow=True))
    assert "2 Wiedervorlagen, 2 Akteure, 1 Vertretung" in told
    assert "Zurücknehmen" in told
    assert who_has_what(wuppertal) == AFTER
    assert who_has_what(witten) == ({"Dort": ADA}, {"Ruhrwerk": (ADA, None)})
    assert not leaver.memberships.get(municipality=wuppertal).is_active
    assert leaver.memberships.get(municipality=witten).is_active
    step = ChangeSet.objects.get()
    assert (step.count, step.about, step.made_by) == (5, ADA, wuppertal_manager)
    newest = Actor.objects.get(trading_name="Radwerk").history.order_by("-history_id").first()
    assert (newest.change_set, newest.history_user, newest.version) == (step, wuppertal_manager, 2)


def test_same_form_sent_twice_hands_over_once(url, sign_in, wuppertal, second_adviser, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    form = typed(client.get(url), follow_ups_to=str(second_adviser.pk), actors_to=str(wuppertal_manager.pk))
    client.post(url, form)
    assert "nichts in der Hand" in words(client.post(url, form, follow=True))
    assert ChangeSet.objects.count() == 1
    assert "Nichts zu übergeben" in words(client.get(url))


def test_handing_over_is_taken_back_but_for_what_somebody_changed_since(url, sign_in, leaver, wuppertal, second_adviser, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    client.post(url, typed(client.get(url), follow_ups_to=str(second_adviser.pk), actors_to=str(wuppertal_manager.pk), is_leaving="on"))
    actions.lift_restriction(user=wuppertal_manager, record=Actor.objects.get(trading_name="Verborgen"))
    actions.finish_follow_up(user=second_adviser, follow_up=FollowUp.objects.get(task="Anrufen"))
    undone = actions.undo_change_set(user=wuppertal_manager, change_set=ChangeSet.objects.get())
    assert (undone.count, undone.kept) == (3, ["Anrufen", "Verborgen"])
    promises, actors = who_has_what(wuppertal)
    assert promises == BEFORE[0] | {"Anrufen": TONI}
    assert actors == BEFORE[1] | {"Verborgen": (MAREN, None)}
    assert not leaver.memberships.get(municipality=wuppertal).is_active


def test_last_manager_keeps_the_access_and_then_nothing_is_handed_over(wuppertal, leaver, second_adviser, wuppertal_manager, technician):
    own = Membership.objects.get(user=wuppertal_manager)
    factories.make_actor(wuppertal, "Tal", steward=wuppertal_manager)
    before = who_has_what(wuppertal)
    with pytest.raises(ValidationError, match="letzte"):
        actions.hand_over(user=technician, municipality=wuppertal, person=wuppertal_manager, actors_to=second_adviser, leaving=own)
    own.refresh_from_db()
    assert (own.is_active, who_has_what(wuppertal), ChangeSet.objects.count()) == (True, before, 0)


def test_refused_switching_off_is_said_at_its_box(url, sign_in, wuppertal, leaver, second_adviser, wuppertal_manager):
    """While the page was open, Maren lost the right to lead and Ada was the last who can."""
    client = sign_in(wuppertal_manager)
    form = typed(client.get(url), follow_ups_to=str(second_adviser.pk), actors_to=str(second_adviser.pk), is_leaving="on")
    Membership.objects.filter(user=leaver, municipality=wuppertal).update(role=Role.MANAGER)
    Membership.objects.filter(user=wuppertal_manager).update(role=Role.ADVISER)
    # The page itself asks for the right first; what decides about the last manager is the action, under its lock.
    assert client.post(url, form).status_code == 403
    assert who_has_what(wuppertal) == BEFORE


def test_own_work_is_handed_over_without_ending_the_own_access(sign_in, wuppertal, wuppertal_manager, second_adviser):
    factories.make_actor(wuppertal, "Tal", steward=wuppertal_manager)
    client, url = sign_in(wuppertal_manager), reverse("hand_over", args=[wuppertal_manager.memberships.get().pk])
    page = client.get(url)
    assert "is_leaving" not in page.context["form"].fields
    client.post(url, typed(page, actors_to=str(second_adviser.pk), is_leaving="on"))
    assert who_has_what(wuppertal)[1] == {"Tal": (TONI, None)}
    assert wuppertal_manager.memberships.get().is_active


@pytest.mark.parametrize("field", ["follow_ups_to", "actors_to", "deputy_to"])
def test_only_colleagues_who_work_here_are_chosen(field, url, sign_in, leaver, wuppertal_manager, wuppertal_reader, witten_adviser):
    client = sign_in(wuppertal_manager)
    good = str(wuppertal_manager.pk)
    for person in (leaver, wuppertal_reader, witten_adviser):
        form = typed(client.get(url), follow_ups_to=good, actors_to=good) | {field: str(person.pk)}
        answer = client.post(url, form)
        assert list(answer.context["form"].errors) == [field]
    assert ChangeSet.objects.count() == 0


def test_nobody_is_chosen_nothing_is_handed_over(url, sign_in, wuppertal, wuppertal_manager, leaver):
    answer = sign_in(wuppertal_manager).post(url, {})
    assert sorted(answer.context["form"].errors) == ["actors_to", "follow_ups_to"]
    assert who_has_what(wuppertal) == BEFORE


# --- to several colleagues ---------------------------------------------------------------------------------
@pytest.mark.once
def test_single_promises_and_actors_go_to_other_colleagues(url, sign_in, wuppertal, second_adviser, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    page = client.get(url)
    visit, mill = FollowUp.objects.get(task="Besuchen"), Actor.objects.get(trading_name="Radwerk")
    form = typed(page, follow_ups_to=str(second_adviser.pk), actors_to=str(second_adviser.pk), deputy_to=str(second_adviser.pk))
    # What may not be seen goes with the others.
    hidden = Actor.objects.get(trading_name="Verborgen")
    assert (f"actor_{mill.pk}" in form, f"actor_{hidden.pk}" in form) == (True, False)
    wrong = client.post(url, form | {f"actor_{mill.pk}": "999999"})
    assert list(wrong.context["form"].errors) == [f"actor_{mill.pk}"]
    client.post(url, form | {f"follow_up_{visit.pk}": str(wuppertal_manager.pk), f"actor_{mill.pk}": str(wuppertal_manager.pk)})
    assert who_has_what(wuppertal) == (
        {"Anrufen": TONI, "Besuchen": MAREN, "Erledigt": ADA},
        # Toni looks after the farm shop already and does not become its deputy as well.
        {"Radwerk": (MAREN, None), "Verborgen": (TONI, None), "Hofladen": (TONI, None)},
    )
    step = ChangeSet.objects.get()
    # A record whose data are restricted stays where it is.
    assert (step.count, actions.undo_change_set(user=wuppertal_manager, change_set=step).count) == (5, 4)
    assert who_has_what(wuppertal) == (BEFORE[0], BEFORE[1] | {"Verborgen": (TONI, None)})


@pytest.mark.once
def test_page_asks_as_often_with_many_rows_as_with_few(url, sign_in, wuppertal, wuppertal_adviser, wuppertal_manager):
    client, asked = sign_in(wuppertal_manager), []
    client.get(url)
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
        for number in range(5):
            actor = factories.make_actor(wuppertal, f"Werk {number}", steward=wuppertal_adviser)
            factories.make_follow_up(actor, wuppertal_adviser, due_on=date(2030, 1, 1))
    assert asked[0] == asked[1]


def make_draft(city, owner, text, **fields):
    return actions.keep_draft(user=owner, municipality=city, form_key=uuid.uuid4(), kind="note", text=text, fields=fields)


@pytest.mark.once
def test_draft_of_a_confidential_note_goes_to_nobody(wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager):
    secret = make_draft(wuppertal, wuppertal_adviser, "Vertraulich", is_confidential=["on"])
    plain = make_draft(wuppertal, wuppertal_adviser, "Offen", is_confidential=[])
    assert actions.open_work(person=wuppertal_adviser, municipality=wuppertal).drafts == 1
    actions.hand_over(user=wuppertal_manager, municipality=wuppertal, person=wuppertal_adviser, drafts_to=second_adviser)
    owners = {draft.pk: draft.owner for draft in Draft.objects.all()}
    assert owners == {secret.pk: wuppertal_adviser, plain.pk: second_adviser}


def test_drafts_change_their_owner_and_go_back_unless_somebody_typed_on(
    url, sign_in, wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager
):
    drafts = [make_draft(wuppertal, wuppertal_adviser, text) for text in ("Geheimes Getipptes", "Zweites")]
    client, toni = sign_in(wuppertal_manager), str(second_adviser.pk)
    assert "Geheimes Getipptes" not in words(client.get(url))
    told = client.post(url, typed(client.get(url), follow_ups_to=toni, actors_to=toni, drafts_to=toni), follow=True)
    assert "Geheimes Getipptes" not in words(told)
    assert {draft.owner for draft in Draft.objects.all()} == {second_adviser}
    assert list(Draft.objects.visible_to(wuppertal_manager, wuppertal)) == []
    kept = {"user": second_adviser, "municipality": wuppertal, "form_key": drafts[1].form_key, "kind": "note", "fields": {}}
    actions.keep_draft(text="Zweites, weiter getippt", **kept)
    step = ChangeSet.objects.get()
    assert step.count == 7
    undone = actions.undo_change_set(user=wuppertal_manager, change_set=step)
    # Besides the draft the actor whose data are restricted stays.
    assert (undone.count, len(undone.kept)) == (5, 2)
    assert {draft.text: (draft.owner.name, draft.fields) for draft in Draft.objects.all()} == {
        "Geheimes Getipptes": (ADA, {}),
        "Zweites, weiter getippt": (TONI, {}),
    }


# --- the package -------------------------------------------------------------------------------------------
@pytest.fixture
def package_url(url):
    return f"{url}paket/"


@pytest.mark.once
def test_package_tells_what_a_successor_must_know(package_url, sign_in, wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager):
    mill = Actor.objects.get(trading_name="Radwerk")
    Actor.objects.filter(pk=mill.pk).update(deputy=second_adviser)
    person = factories.make_contact(wuppertal, "Färber", actor=mill, role_title="Vorstand", phone="0202 11", email="kim@radwerk.example")
    topic, yesterday = factories.make_topic(wuppertal), timezone.localdate() - timedelta(days=1)
    factories.make_consultation(mill, wuppertal_adviser, held_on=yesterday - timedelta(days=9), note="Älteres Gespräch.")
    factories.make_consultation(mill, wuppertal_adviser, topics=[topic], held_on=yesterday, note="Sucht Räume. " + "Wort " * 100)
    factories.make_follow_up(mill, second_adviser, "Satzung schicken", is_theirs=True)
    factories.make_warning(mill, wuppertal_adviser, "moving", "Zieht im Juni aus.")
    factories.make_warning(Actor.objects.get(trading_name="Verborgen"), wuppertal_adviser, text="Streng geheim")
    talked = factories.make_actor(wuppertal, "Teestube", steward=wuppertal_adviser)
    factories.make_consultation(talked, wuppertal_adviser, note="Nur unter uns", is_confidential=True)
    actions.promise(
        user=wuppertal_adviser,
        municipality=wuppertal,
        values={"task": "Flyer bestellen", "due_on": date(2030, 1, 1), "assignee": wuppertal_adviser},
    )
    make_draft(wuppertal, wuppertal_adviser, "Halb getippt")
    client = sign_in(wuppertal_manager)
    before = words(client.get(package_url))
    assert ("Radwerk" in before, ExportEntry.objects.count()) == (False, 0)
    with CaptureQueriesContext(connection) as few:
        page = words(client.post(package_url))
    for said in (
        "Radwerk", "Kim Färber", "Vorstand", "0202 11", "kim@radwerk.example", f"{yesterday:%d.%m.%Y}", "Räume", "Sucht Räume.",
        "Satzung schicken", "Anrufen", "Zieht im Juni aus.", "T. Muster", "Teestube", "Flyer bestellen", "Hofladen",
    ):  # fmt: skip
        assert said in page, said
    for unsaid in ("Verborgen", "Streng geheim", "Nur unter uns", "Älteres Gespräch", "Halb getippt", "Ruhrwerk", "Wort " * 70):
        assert unsaid not in page, unsaid
    begun, ended = ExportEntry.objects.order_by("pk")
    assert (begun.slug, begun.purpose, begun.exported_by, ended.stage) == ("uebergabe", "office", wuppertal_manager, "done")
    assert (mill.pk in unpack(ended.actor_keys), unpack(ended.contact_keys)) == (True, [person.pk])
    for number in range(3):
        more = factories.make_actor(wuppertal, f"Werk {number}", steward=wuppertal_adviser)
        factories.make_contact(wuppertal, actor=more)
        factories.make_consultation(more, wuppertal_adviser, topics=[topic])
    with CaptureQueriesContext(connection) as many:
        client.post(package_url)
    assert len(many) == len(few)


@pytest.mark.once
def test_package_opens_for_who_leads_and_for_the_own_work_alone(
    package_url, wuppertal, leaver, second_adviser, wuppertal_reader, wuppertal_manager
):
    answers = {}
    for person in (leaver, second_adviser, wuppertal_reader, wuppertal_manager):
        client = Client()
        client.force_login(person)
        client.post(reverse("choose_municipality"), {"municipality": wuppertal.pk})
        answers[person.name] = [client.get(package_url).status_code, client.post(package_url).status_code]
        if person == leaver:
            assert client.get(reverse("own_hand_over_package")).url == package_url
    assert list(answers.values()) == [[200, 200], [404, 404], [403, 403], [200, 200]]
    assert ExportEntry.objects.filter(begun=None).count() == 2
