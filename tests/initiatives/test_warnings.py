"""An actor is closing, moving, in a crisis or in conflict: it stands above its page until somebody ends it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from initiatives import actions
from initiatives.models import SnapshotRow, WarningFlag
from tests import factories
from tests.pages import typed, words
from tests.test_admin import filled
from wf40.editing import Conflict

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def actor(wuppertal):
    return factories.make_actor(wuppertal, "Radwerk")


def test_warning_stands_on_top_until_it_is_ended_and_then_in_the_timeline(actor, sign_in, wuppertal_adviser):
    factories.make_follow_up(actor, wuppertal_adviser, "Nachfassen")
    client, url = sign_in(wuppertal_adviser), reverse("warning_create", args=[actor.pk])
    form = typed(client.get(url), kind="closing", text="Schließt Ende Juni.")
    assert [client.post(url, form).url for _time in range(2)] == [actor.get_absolute_url()] * 2
    flag = WarningFlag.objects.get()
    page = words(client.get(actor.get_absolute_url()))
    assert page.index("Schließt Ende Juni.") < page.index("Nachfassen")
    change = flag.get_absolute_url()
    client.post(change, typed(client.get(change), text="Schließt Ende Juli."))
    assert "Schließt Ende Juli." in words(client.get(reverse("actor_changes", args=[actor.pk])))
    end = reverse("warning_end", args=[flag.pk])
    assert client.get(end).url == change
    for _time in range(2):
        client.post(end)
    flag.refresh_from_db()
    assert (flag.ended_by, flag.version) == (wuppertal_adviser, 3)
    shown = client.get(actor.get_absolute_url())
    assert [panel for panel in shown.context["panels"] if panel["is_first"]] == []
    assert words(shown).count("Schließt Ende Juli.") == 1
    assert client.get(change).status_code == 200


def test_second_warning_of_a_kind_is_refused_at_its_field_as_long_as_the_first_holds(actor, sign_in, wuppertal_adviser):
    flag = factories.make_warning(actor, wuppertal_adviser, "crisis")
    client, url = sign_in(wuppertal_adviser), reverse("warning_create", args=[actor.pk])
    form = typed(client.get(url), kind="crisis", text="Noch einmal")
    assert list(client.post(url, form).context["form"].errors) == ["kind"]
    other = factories.make_warning(actor, wuppertal_adviser, "moving")
    change = other.get_absolute_url()
    assert list(client.post(change, typed(client.get(change), kind="crisis")).context["form"].errors) == ["kind"]
    add = reverse("admin:initiatives_warningflag_add")
    answer = client.post(add, filled(client.get(add), actor=str(actor.pk), kind="crisis"))
    assert "kind" in answer.context["adminform"].form.errors
    actions.end_warning(user=wuppertal_adviser, warning=flag)
    assert client.post(url, form).status_code == 302
    assert WarningFlag.objects.in_force().count() == 2


def test_two_who_correct_a_warning_lose_nothing(actor, wuppertal_adviser):
    flag = factories.make_warning(actor, wuppertal_adviser, text="Alt")
    actions.change_warning(warning=flag, values={"text": "Adas"}, base={"version": 1, "values": {}}, choices={}, seen_version=None)
    start = {"version": 1, "values": {"text": "Alt"}}
    with pytest.raises(Conflict):
        actions.change_warning(warning=flag, values={"text": "Tonis"}, base=start, choices={}, seen_version=None)
    flag.refresh_from_db()
    assert (flag.text, flag.version) == ("Adas", 2)
    with pytest.raises(ValidationError):
        factories.make_warning(actor, wuppertal_adviser)


def test_list_finds_actors_by_their_warnings_and_shows_them(actor, sign_in, wuppertal, wuppertal_adviser):
    factories.make_warning(actor, wuppertal_adviser, "closing")
    over = factories.make_actor(wuppertal, "Bienenhaus")
    actions.end_warning(user=wuppertal_adviser, warning=factories.make_warning(over, wuppertal_adviser, "closing"))
    client = sign_in(wuppertal_adviser)
    for asked, found in (({"warning": "any"}, True), ({"warning": "closing"}, True), ({"warning": "crisis"}, False)):
        page = client.get(reverse("actor_list"), asked | {"spalten": ["name", "warning"]})
        said = words(page)
        assert ("Radwerk" in said, "Bienenhaus" in said) == (found, False), asked
        assert ("kern-badge--warning" in page.content.decode()) is found
    frozen = reverse("snapshot_create") + "?warning=closing"
    client.post(frozen, typed(client.get(frozen), title="Schließend"))
    assert {"code": "warning", "value": "closing"} in SnapshotRow.objects.get(actor=actor).reasons
