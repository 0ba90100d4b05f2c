"""Actors of whom nothing was heard for long: five a day, the same all day, and put off only with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.models import Snooze
from desk.silent import silent_actors, silent_of_today
from initiatives import actions
from initiatives.models import Actor
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def entered_yesterday(row):
    """As if it had been there when the day began."""
    type(row).objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=1))
    return row


@pytest.fixture
def once_advised(wuppertal, wuppertal_adviser):
    """An actor with one talk so many days ago."""

    def do(days, name=None, **values):
        actor = factories.make_actor(wuppertal, name or f"Still {days}", **values)
        factories.make_consultation(actor, wuppertal_adviser, held_on=ago(days))
        return actor

    return do


@pytest.fixture
def names_of_today(wuppertal):
    """The day's silent actors as one person sees them."""

    def do(user):
        return [actor.trading_name for actor in silent_of_today(user, wuppertal, timezone.localdate()).actors]

    return do


def test_silent_is_who_was_advised_once_long_ago_and_has_nothing_open(
    wuppertal, witten, wuppertal_adviser, witten_adviser, wuppertal_manager, once_advised
):
    silent, tried = once_advised(200), once_advised(300, "Nicht erreicht")
    factories.make_consultation(tried, wuppertal_adviser, held_on=ago(250), outcome="no_answer")
    once_advised(180, "Noch nicht")
    factories.make_consultation(once_advised(400, "Zweimal"), wuppertal_adviser, held_on=ago(300))
    factories.make_consultation(once_advised(401, "Neulich versucht"), wuppertal_adviser, held_on=ago(10), outcome="no_answer")
    factories.make_follow_up(once_advised(500, "Offen"), wuppertal_adviser)
    actions.archive_actor(user=wuppertal_adviser, actor=once_advised(501, "Abgelegt"), reason="moved")
    actions.restrict(user=wuppertal_manager, record=once_advised(502, "Gesperrt"), reason="contested")
    never = factories.make_actor(wuppertal, "Nur versucht")
    factories.make_consultation(never, wuppertal_adviser, held_on=ago(300), outcome="no_answer")
    there = factories.make_actor(witten, "Nachbar")
    factories.make_consultation(there, witten_adviser, held_on=ago(300))
    later = once_advised(600, "Zurückgestellt")
    put_off = {"municipality": wuppertal, "actor": later, "reason": "Elternzeit", "made_by": wuppertal_adviser}
    Snooze.objects.create(until=ago(1), made_at=timezone.now() - timedelta(days=3), **put_off)
    Snooze.objects.create(until=ago(-9), made_at=timezone.now() - timedelta(days=2), **put_off)
    day = timezone.localdate()
    assert list(silent_actors(wuppertal_adviser, wuppertal, day)) == [tried, silent]
    assert list(silent_actors(wuppertal_adviser, wuppertal, ago(-9)))[0] == later


def test_five_stay_the_same_all_day_whatever_is_done_with_them(wuppertal, wuppertal_adviser, second_adviser, once_advised, names_of_today):
    rows = [once_advised(900 - number, f"Still {number}") for number in range(6)]
    names = [actor.trading_name for actor in rows[:5]]
    assert names_of_today(wuppertal_adviser) == names
    until = timezone.localdate() + timedelta(days=30)
    actions.archive_actor(user=wuppertal_adviser, actor=rows[0], reason="moved")
    factories.make_consultation(rows[1], wuppertal_adviser, held_on=timezone.localdate())
    factories.make_follow_up(rows[2], wuppertal_adviser)
    Snooze.objects.create(municipality=wuppertal, actor=rows[3], until=until, reason="Elternzeit", made_by=second_adviser)
    assert names_of_today(wuppertal_adviser) == names_of_today(second_adviser) == names[4:]
    factories.make_consultation(rows[4], wuppertal_adviser, outcome="no_answer")
    of_today = silent_of_today(wuppertal_adviser, wuppertal, timezone.localdate())
    assert (of_today.actors, of_today.is_done) == ([], True)
    tomorrow = silent_of_today(wuppertal_adviser, wuppertal, timezone.localdate() + timedelta(days=1))
    assert [actor.trading_name for actor in tomorrow.actors] == ["Still 5"]


def test_promise_kept_today_brings_its_actor_up_tomorrow_and_not_at_once(wuppertal, wuppertal_adviser, once_advised, names_of_today):
    promise = entered_yesterday(factories.make_follow_up(once_advised(700, "Werkhof"), wuppertal_adviser))
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=promise)
    assert names_of_today(wuppertal_adviser) == []
    tomorrow = silent_of_today(wuppertal_adviser, wuppertal, timezone.localdate() + timedelta(days=1))
    assert [actor.trading_name for actor in tomorrow.actors] == ["Werkhof"]


def test_own_actors_come_first_three_are_shown_and_two_are_folded(wuppertal_adviser, second_adviser, once_advised, sign_in):
    for number, steward in enumerate((second_adviser, None, wuppertal_adviser, second_adviser, None)):
        once_advised(900 - number, f"Still {number}", steward=steward)
    answer = sign_in(wuppertal_adviser).get(reverse("office"))
    (panel,) = [found for panel, found in answer.context["aside"] if panel.key == "silent"]
    shown, more = ([actor.trading_name for actor in panel[part]] for part in ("actors", "more"))
    assert (shown, more) == (["Still 1", "Still 2", "Still 4"], ["Still 0", "Still 3"])


def test_later_needs_a_reason_and_a_day_and_sent_twice_is_one_decision(
    wuppertal, wuppertal_adviser, wuppertal_reader, once_advised, sign_in, names_of_today
):
    actor, client = once_advised(400, "Werkhof"), sign_in(wuppertal_adviser)
    url, day = reverse("silent_snooze", args=[actor.pk]), timezone.localdate() + timedelta(days=91)
    assert client.get(url).context["form"].initial["until"] == day
    wrong = client.post(url, {"reason": " ", "until": f"{timezone.localdate():%d.%m.%Y}"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (200, {"reason", "until"})
    sent = {"reason": "In Elternzeit bis zum Frühjahr", "until": f"{day:%d.%m.%Y}"}
    back = reverse("silent_list")
    assert [client.post(f"{url}?next={back}", sent).url for _twice in range(2)] == [back, back]
    assert client.post(f"{url}?next=//boese.example/", sent).url == reverse("office")
    assert list(Snooze.objects.values_list("reason", "until", "made_by")) == [(sent["reason"], day, wuppertal_adviser.pk)]
    assert names_of_today(wuppertal_adviser) == []
    assert client.get(back).context["rows"] == []
    ((listed, decision),) = client.get(f"{back}?nur=zurueckgestellt").context["rows"]
    assert (listed, decision.reason) == (actor, sent["reason"])
    client.force_login(wuppertal_reader)
    assert url not in client.get(f"{back}?nur=zurueckgestellt").content.decode()


def test_list_of_all_pages_and_asks_as_often_for_three_as_for_one(wuppertal_adviser, once_advised, sign_in, django_assert_num_queries):
    client = sign_in(wuppertal_adviser)
    client.get(reverse("silent_list"))
    for count in (1, 2):
        for number in range(count):
            once_advised(300 + count * 10 + number)
        with django_assert_num_queries(6):
            answer = client.get(reverse("silent_list"))
    assert answer.context["page"].count == 3 == Actor.objects.count()
