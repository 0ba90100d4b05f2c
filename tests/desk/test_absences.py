"""Absences: who enters them for whom, what is refused, and what is only said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Absence
from tests import factories
from wf40.rights import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def shown(days):
    return f"{timezone.localdate() + timedelta(days=days):%d.%m.%Y}"


def absence(first, last, cover, **more):
    return {"first_day": shown(first), "last_day": shown(last), "covered_by": cover.pk} | more


def test_adviser_enters_the_own_absence_once_and_only_the_own(wuppertal_adviser, second_adviser, sign_in):
    client, url = sign_in(wuppertal_adviser), reverse("absence_create")
    assert "person" not in client.get(url).context["form"].fields
    for _twice in range(2):
        answer = client.post(url, absence(1, 5, second_adviser, person=second_adviser.pk))
        assert answer.url == reverse("absence_list")
    row = Absence.objects.get()
    assert (row.person, row.covered_by) == (wuppertal_adviser, second_adviser)
    client.force_login(second_adviser)
    for name in ("absence_change", "absence_remove"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    client.force_login(wuppertal_adviser)
    client.post(reverse("absence_change", args=[row.pk]), absence(2, 5, second_adviser))
    assert f"{Absence.objects.get().first_day:%d.%m.%Y}" == shown(2)
    assert client.get(reverse("absence_remove", args=[row.pk])).status_code == 200
    client.post(reverse("absence_remove", args=[row.pk]))
    assert not Absence.objects.exists()


def test_impossible_absences_are_refused_at_their_field(
    wuppertal, wuppertal_adviser, second_adviser, wuppertal_reader, wuppertal_manager, witten_adviser, sign_in
):
    left = factories.make_user(wuppertal, Role.ADVISER, "Fort Gegangen")
    left.memberships.update(is_active=False)
    factories.make_absence(wuppertal, wuppertal_adviser, second_adviser, 10, 20)
    client = sign_in(wuppertal_adviser)
    tries = [
        (absence(5, 4, second_adviser), "last_day"),
        (absence(20, 30, second_adviser), "first_day"),
        (absence(-4000, 3, second_adviser), "first_day"),
        ({"first_day": "morgen", "last_day": "01.01.1823", "covered_by": second_adviser.pk}, "first_day"),
        *((absence(1, 5, cover), "covered_by") for cover in (wuppertal_adviser, wuppertal_reader, witten_adviser, left)),
    ]
    for sent, field in tries:
        answer = client.post(reverse("absence_create"), sent)
        assert (answer.status_code, list(answer.context["form"].errors)[0]) == (200, field), sent
    client.force_login(wuppertal_manager)
    for person, field in ((second_adviser, "covered_by"), (witten_adviser, "person")):
        answer = client.post(reverse("absence_create"), absence(1, 5, second_adviser, person=person.pk))
        assert list(answer.context["form"].errors) == [field]
    assert Absence.objects.count() == 1


def test_cover_who_is_away_or_left_is_said_and_not_refused(wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager, sign_in):
    factories.make_absence(wuppertal, second_adviser, wuppertal_manager, 3, 8)
    client = sign_in(wuppertal_manager)
    answer = client.post(reverse("absence_create"), absence(1, 5, second_adviser, person=wuppertal_adviser.pk), follow=True)
    words = {row.absence.person: row.trouble for row in answer.context["rows"]}
    assert words[second_adviser] == ""
    assert "Toni Muster" in words[wuppertal_adviser]
    assert [str(message) for message in answer.context["messages"] if message.level_tag == "warning"] == [words[wuppertal_adviser]]
    second_adviser.memberships.update(is_active=False)
    (trouble,) = [row.trouble for row in client.get(reverse("absence_list")).context["rows"] if row.absence.person == wuppertal_adviser]
    assert trouble not in ("", words[wuppertal_adviser])


def test_list_shows_this_city_alone_the_past_folded_and_is_in_the_own_menu(
    wuppertal, witten, wuppertal_adviser, second_adviser, witten_adviser, witten_manager, sign_in
):
    factories.make_absence(witten, witten_adviser, witten_manager)
    now = factories.make_absence(wuppertal, second_adviser, wuppertal_adviser, 0, 0)
    past = factories.make_absence(wuppertal, second_adviser, wuppertal_adviser, -9, -1)
    answer = sign_in(wuppertal_adviser).get(reverse("absence_list"))
    assert [(row.absence, row.is_now, row.may_change) for row in answer.context["rows"]] == [(now, True, False)]
    assert answer.context["past"] == [past]
    menu = answer.content.decode().partition('class="wf-menu"')[2].partition("</details>")[0]
    assert f'href="{reverse("absence_list")}"' in menu
