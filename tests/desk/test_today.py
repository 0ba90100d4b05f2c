"""The page "Heute": what stands there for whom, what never disappears, and what nobody else sees."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from desk.today import since_words
from initiatives import actions
from initiatives.models import Draft
from network import actions as network_actions
from tests import factories
from wf40 import registry

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def day_of(client):
    """Opens "Heute" as somebody and gives what stands in which panel."""

    def do(user):
        client.force_login(user)
        answer = client.get(reverse("office"))
        assert answer.status_code == 200
        panels = {panel.key: found for panel, found in [*answer.context["main"], *answer.context["aside"]]}
        tasks = {key: [row.follow_up.task for row in panels[key]["rows"]] for key in ("overdue", "due", "waiting") if key in panels}
        return answer, panels, tasks

    return do


def test_adviser_finds_the_own_promises_by_their_day_and_what_others_owe(wuppertal, wuppertal_adviser, second_adviser, day_of):
    actor = factories.make_actor(wuppertal, "Werkhof")
    talk = factories.make_consultation(actor, wuppertal_adviser, held_on=in_days(-30), channel="visit")
    for days, task in ((-1100, "Uralt"), (-1, "Gestern"), (0, "Jetzt"), (1, "Bald"), (7, "In einer Woche"), (8, "Später")):
        factories.make_follow_up(actor, wuppertal_adviser, task, in_days(days), consultation=talk)
    factories.make_follow_up(actor, wuppertal_adviser, "Satzung kommt", in_days(40), is_theirs=True)
    factories.make_follow_up(actor, second_adviser, "Sache der Kollegin", in_days(-2))
    done = factories.make_follow_up(actor, wuppertal_adviser, "Erledigt", in_days(-3))
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=done)
    answer, panels, tasks = day_of(wuppertal_adviser)
    assert tasks == {
        "overdue": ["Uralt", "Gestern"],
        "due": ["Jetzt", "Bald", "In einer Woche"],
        "waiting": ["Satzung kommt"],
    }
    assert [row.when for row in panels["overdue"]["rows"]] == [f"{in_days(-1100):%d.%m.%Y}", f"{in_days(-1):%d.%m.%Y}"]
    page = answer.content.decode()
    assert talk.get_absolute_url() in page
    assert actor.get_absolute_url() in page


def test_how_long_something_is_overdue_is_said_in_words():
    with translation.override("en"):
        said = [since_words(days) for days in (1, 13, 14, 59, 60, 729, 1100)]
    assert said == ["for 1 day", "for 13 days", "for 2 weeks", "for 8 weeks", "for 2 months", "for 24 months", "for 3 years"]


def test_promise_done_or_moved_on_the_page_leads_back_to_it(wuppertal, wuppertal_adviser, client, day_of):
    actor = factories.make_actor(wuppertal)
    late, due = (factories.make_follow_up(actor, wuppertal_adviser, task, in_days(days)) for task, days in (("A", -2), ("B", 0)))
    page = day_of(wuppertal_adviser)[0].content.decode()
    finish, move = reverse("follow_up_finish", args=[late.pk]), reverse("follow_up_move", args=[due.pk])
    assert f'action="{finish}"' in page
    assert f'action="{move}"' in page
    back = {"next": reverse("office")}
    assert client.post(finish, back).url == reverse("office")
    assert client.post(move, back | {"days": "30", "seen": f"{due.due_on:%Y-%m-%d}"}).url == reverse("office")
    answer, panels, tasks = day_of(wuppertal_adviser)
    assert (tasks, panels["done"]["rows"], answer.context["is_calm"]) == ({}, [late], True)
    client.post(reverse("follow_up_reopen", args=[late.pk]), back)
    assert day_of(wuppertal_adviser)[2] == {"overdue": ["A"]}


def test_cover_sees_the_promises_of_who_is_away_and_nobody_elses(wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager, day_of):
    actor = factories.make_actor(wuppertal)
    factories.make_follow_up(actor, second_adviser, "Nachfassen", in_days(-1))
    factories.make_follow_up(actor, second_adviser, "Zusage der anderen", in_days(3), is_theirs=True)
    factories.make_follow_up(actor, wuppertal_manager, "Sache der Leitung", in_days(-1))
    assert day_of(wuppertal_adviser)[2] == {}
    factories.make_absence(wuppertal, second_adviser, wuppertal_adviser)
    factories.make_absence(wuppertal, wuppertal_manager, wuppertal_adviser, 1, 5)
    answer, panels, tasks = day_of(wuppertal_adviser)
    assert tasks == {"overdue": ["Nachfassen"], "waiting": ["Zusage der anderen"]}
    assert panels["overdue"]["rows"][0].instead_of == "T.\N{NO-BREAK SPACE}Muster"
    assert [entry.person for entry in answer.context["covering"]] == [second_adviser]
    away, _panels, own = day_of(second_adviser)
    assert own == tasks
    assert away.context["is_absent"]
    assert "Ada Beispiel" in away.content.decode()


def test_nothing_of_another_city_or_of_somebody_elses_drafts_stands_there(
    wuppertal, witten, wuppertal_adviser, second_adviser, witten_adviser, manager_here_reader_there, day_of
):
    there = factories.make_actor(witten, "Nachbarkreis", steward=witten_adviser)
    factories.make_follow_up(there, manager_here_reader_there, "Nachbarsache", in_days(-1))
    factories.make_warning(there, witten_adviser, text="Nachbarsorge")
    factories.make_consultation(there, witten_adviser, held_on=in_days(-300))
    for owner, city in ((second_adviser, wuppertal), (manager_here_reader_there, witten)):
        Draft.objects.create(municipality=city, owner=owner, form_key=uuid.uuid4(), text="Fremder Entwurf")
    for person in (wuppertal_adviser, manager_here_reader_there):
        answer, panels, _tasks = day_of(person)
        assert set(panels) <= {"public_pages"}  # the own city's
        assert not any(word in answer.content.decode() for word in ("Nachbar", "Fremder"))


def test_draft_is_offered_above_everything_and_warnings_newest_first(wuppertal, wuppertal_adviser, client, day_of):
    hof, cafe, gone = (factories.make_actor(wuppertal, name) for name in ("Werkhof", "Café", "Altes Werk"))
    for actor in (hof, cafe, gone):
        factories.make_warning(actor, wuppertal_adviser, text="Räume gekündigt")
    actions.archive_actor(user=wuppertal_adviser, actor=gone, reason="moved")
    draft = Draft.objects.create(municipality=wuppertal, owner=wuppertal_adviser, form_key=uuid.uuid4(), text="Tel mit Nähwerk")
    factories.make_follow_up(hof, wuppertal_adviser, due_on=in_days(-1))
    answer, panels, _tasks = day_of(wuppertal_adviser)
    assert [panel.key for panel, _found in answer.context["main"]][0] == "drafts"
    page = answer.content.decode()
    assert f"{reverse('capture')}?entwurf={draft.pk}" in page
    assert client.post(reverse("draft_discard", args=[draft.pk]), {"next": reverse("office")}).url == reverse("office")
    assert "Tel mit Nähwerk" in page
    assert [flag.actor for flag in panels["warnings"]["flags"]] == [cafe, hof]


def test_own_actors_with_gaps_stand_there_at_most_five(wuppertal, wuppertal_adviser, second_adviser, client, day_of):
    own = [factories.make_actor(wuppertal, f"Hof {number}", steward=wuppertal_adviser) for number in range(6)]
    factories.make_actor(wuppertal, "A", steward=second_adviser)
    _answer, panels, _tasks = day_of(wuppertal_adviser)
    assert [actor for actor, _words in panels["gaps"]["rows"]] == own[:5]
    assert client.get(panels["gaps"]["url"]).context["page"].count == 6


def test_many_overdue_promises_are_counted_and_the_rest_is_one_link_away(wuppertal, wuppertal_adviser, client, day_of):
    actor = factories.make_actor(wuppertal)
    for number in range(51):
        factories.make_follow_up(actor, wuppertal_adviser, f"Zusage {number}", in_days(-60 + number))
    _answer, panels, tasks = day_of(wuppertal_adviser)
    assert (len(tasks["overdue"]), panels["overdue"]["count"]) == (50, 51)
    ((person, url),) = panels["overdue"]["whole"]
    assert person == wuppertal_adviser
    assert client.get(url).context["page"].count == 51


def test_panels_and_their_mail_lines_ask_what_they_state(wuppertal, wuppertal_manager, wuppertal_adviser, second_adviser, day_of):
    factories.make_absence(wuppertal, second_adviser, wuppertal_adviser)
    asked, _known = [], [user.active_memberships for user in (wuppertal_adviser, wuppertal_manager)]  # read once for a request
    for number in (1, 2):
        for _again in range(number):
            actor = factories.make_actor(wuppertal, steward=wuppertal_adviser)
            factories.make_consultation(factories.make_actor(wuppertal), wuppertal_adviser, held_on=in_days(-300))
            factories.make_warning(actor, wuppertal_adviser)
            for days, is_theirs in ((-3, False), (0, False), (3, False), (3, True)):
                factories.make_follow_up(actor, second_adviser, "Zusage", in_days(days), is_theirs=is_theirs)
            done = factories.make_follow_up(actor, wuppertal_adviser)
            actions.finish_follow_up(user=wuppertal_adviser, follow_up=done)
            Draft.objects.create(municipality=wuppertal, owner=wuppertal_adviser, form_key=uuid.uuid4(), text="x")
            asked_long_ago = {"asked_at": timezone.now() - timedelta(days=9)}
            factories.make_introduction(actor, factories.make_actor(wuppertal), wuppertal_adviser).sides.update(**asked_long_ago)
            known = factories.make_introduced(actor, factories.make_actor(wuppertal), wuppertal_adviser)
            network_actions.ask_due_outcomes(timezone.now())
            for question in known.outcome_questions.all():
                network_actions.answer_outcome(question=question, answer="otherwise", through="phone", user=wuppertal_adviser)
            factories.make_listing(actor, expires_on=in_days(3))
            factories.make_entry(wuppertal, actor=actor, assignee=second_adviser)
            factories.make_check(actor)
        day, counted = timezone.localdate(), {}
        for panel in registry.today:
            # What stands on the public pages is the management's.
            user = wuppertal_manager if panel.key == "public_pages" else wuppertal_adviser
            for kind in (panel.context, panel.lines):
                if kind is not None:
                    with CaptureQueriesContext(connection) as queries:
                        assert kind(user, wuppertal, day)
                    counted.setdefault(panel.key, set()).add(len(queries))
        assert counted == {panel.key: {panel.queries} for panel in registry.today}
        day_of(wuppertal_adviser)  # the first page of a sign-in also notes when it began
        with CaptureQueriesContext(connection) as queries:
            day_of(wuppertal_adviser)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_empty_day_says_what_to_do_next_and_the_researcher_sees_the_start_page(
    wuppertal, wuppertal_adviser, wuppertal_reader, researcher, technician, client, day_of
):
    answer, panels, _tasks = day_of(wuppertal_adviser)
    assert panels == {}
    page = answer.content.decode()
    assert reverse("consultation_create") in page
    assert reverse("actor_list") in page
    assert page.index(f'href="{reverse("office")}" aria-current="page"') < page.index(f'href="{reverse("actor_list")}"')
    assert reverse("consultation_create") not in day_of(wuppertal_reader)[0].content.decode()
    for person in (researcher, technician):
        client.force_login(person)
        answer = client.get(reverse("office"))
        assert [template.name for template in answer.templates][0] == "desk/start.html"
        assert "main" not in answer.context
