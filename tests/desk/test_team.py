"""What those who lead the office see of the team's work."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_manager_sees_each_colleagues_work_and_every_number_opens_its_rows(
    wuppertal, witten, wuppertal_manager, wuppertal_adviser, second_adviser, wuppertal_reader, witten_adviser, sign_in
):
    today = timezone.localdate()
    actor = factories.make_actor(wuppertal, "Werkhof", steward=wuppertal_adviser)
    factories.make_actor(wuppertal, "Café", steward=wuppertal_adviser)
    for days in (-9, -1, 0, 7, 8):
        factories.make_follow_up(actor, wuppertal_adviser, due_on=today + timedelta(days=days))
    late = factories.make_follow_up(actor, second_adviser, due_on=today - timedelta(days=3))
    place = second_adviser.memberships.get()
    place.is_active = False
    place.save()
    factories.make_follow_up(factories.make_actor(witten), witten_adviser, due_on=today - timedelta(days=3))
    away = factories.make_absence(wuppertal, wuppertal_adviser, wuppertal_manager)
    client = sign_in(wuppertal_manager)
    answer = client.get(reverse("team_work"))
    figures = {row.name: (row.open, row.late, row.soon, row.stewarded) for row in answer.context["colleagues"]}
    assert figures == {"Ada Beispiel": (5, 2, 4, 2), "Maren Leitner": (0, 0, 0, 0)}
    ada = answer.context["colleagues"][0]
    urls = (ada.open_url, ada.late_url, ada.soon_url, ada.stewarded_url)
    assert tuple(client.get(url).context["page"].count for url in urls) == figures["Ada Beispiel"]
    (left,) = answer.context["left"]
    assert (left.name, left.late, left.hand_over_url) == ("Toni Muster", 1, reverse("hand_over", args=[place.pk]))
    assert left.hand_over_url in answer.content.decode()
    assert client.get(left.late_url).context["page"].rows == [late]
    assert [row.absence for row in answer.context["absences"]] == [away]


def test_team_page_asks_as_often_for_three_colleagues_as_for_one(wuppertal, wuppertal_manager, sign_in, django_assert_num_queries):
    client = sign_in(wuppertal_manager)
    client.get(reverse("team_work"))
    for count in (1, 2):
        for _again in range(count):
            colleague = factories.make_user(wuppertal)
            factories.make_follow_up(factories.make_actor(wuppertal, steward=colleague), colleague)
            factories.make_absence(wuppertal, colleague, wuppertal_manager)
        with django_assert_num_queries(9):
            client.get(reverse("team_work"))
