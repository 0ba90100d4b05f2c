"""Bulk changes are taken back as a whole: what nobody touched since goes back, what somebody changed or used stays and is named."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import actions
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.models import Actor, ActorAlias, ChangeSet, Location, Tag
from initiatives.models.change_set import marked
from initiatives.undo import plan_undo
from tests import factories
from tests.pages import words

pytestmark = pytest.mark.django_db
TITLES = "Name;Telefon;Straße;PLZ;Weitere Namen;Tags"
ROWS = ["Radwerk;0202 1;Am Weg;42103;Radhaus;Holz", "Nähwerk;0202 2;Am Weg;42103;;", "Hofladen;0202 3;;;;Holz"]


@pytest.fixture
def take_in(tmp_path, wuppertal, wuppertal_manager):
    """Takes a list into Wuppertal and gives the bulk change."""

    def do(*rows, user=wuppertal_manager):
        file = tmp_path / "liste.csv"
        file.write_text("\n".join([TITLES, *rows]), encoding="utf-8")
        run(plan_import(read_table(file), [wuppertal], only=wuppertal), user=user)
        return ChangeSet.objects.filter(municipality=wuppertal).first()

    return do


def undo(change_set, user):
    return actions.undo_change_set(user=user, change_set=change_set)


def names(municipality):
    return sorted(Actor.objects.filter(municipality=municipality).values_list("trading_name", flat=True))


def test_list_that_was_taken_in_is_one_bulk_change_with_its_file_and_count(take_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    assert (step.get_verb_display(), step.about, step.count, step.made_by) == ("Liste eingelesen", "liste.csv", 3, wuppertal_manager)
    for model in (Actor, ActorAlias, Location):
        assert set(model.history.values_list("change_set", flat=True)) == {step.pk}
    assert take_in(*ROWS) == step  # nothing was changed by the same list, so there is no second one


def test_command_makes_a_bulk_change_of_nobody_in_each_city(wuppertal, witten, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("Name;AGS\nRadwerk;05124000\nNähwerk;05124000\nRuhrwerk;05954036", encoding="utf-8")
    call_command("import_actors", str(file), verbosity=0)
    steps = ChangeSet.objects.order_by("municipality__name").values_list("municipality__name", "count", "made_by")
    assert list(steps) == [("Witten", 1, None), ("Wuppertal", 2, None)]
    witten_step = ChangeSet.objects.get(municipality=witten)
    assert set(Actor.history.filter(change_set=witten_step).values_list("trading_name", flat=True)) == {"Ruhrwerk"}


def test_untouched_actors_go_with_places_and_names_and_the_changed_one_stays_whole(take_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    changed = Actor.objects.get(trading_name="Radwerk")
    values = actions.actor_values(changed) | {"phone": "0202 99"}
    actions.change_actor(actor=changed, values=values, base={"version": 1, "values": {}}, choices={}, seen_version=None)
    undone = undo(step, wuppertal_manager)
    assert (undone.count, undone.kept, names(wuppertal)) == (2, ["Radwerk"], ["Radwerk"])
    changed.refresh_from_db()
    assert (changed.phone, changed.aliases.get().name, changed.locations.get().street) == ("0202 99", "Radhaus", "Am Weg")
    assert [tag.label for tag in changed.tags.all()] == ["Holz"]
    last = Actor.history.filter(trading_name="Hofladen").order_by("-history_id").first()
    assert (last.history_type, last.history_user, last.change_set.get_verb_display()) == (
        "-",
        wuppertal_manager,
        "Sammeländerung zurückgenommen",
    )
    assert last.tags.get().tag.label == "Holz"


@pytest.mark.parametrize("use", ["talk", "promise", "person", "place", "name"])
def test_actor_that_somebody_used_since_stays(use, take_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    actor = Actor.objects.get(trading_name="Radwerk")
    {
        "talk": lambda: factories.make_consultation(actor, wuppertal_manager),
        "promise": lambda: factories.make_follow_up(actor, wuppertal_manager),
        "person": lambda: factories.make_contact(wuppertal, actor=actor),
        "place": lambda: Location.objects.create(municipality=wuppertal, actor=actor, street="Neu", is_main=False),
        "name": lambda: ActorAlias.objects.create(municipality=wuppertal, actor=actor, name="Neu"),
    }[use]()
    assert undo(step, wuppertal_manager).kept == ["Radwerk"]
    assert names(wuppertal) == ["Radwerk"]


def test_actor_whose_name_or_place_of_the_list_went_by_hand_stays(take_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    ActorAlias.objects.get().delete()
    Location.objects.get(actor__trading_name="Nähwerk").delete()
    assert undo(step, wuppertal_manager).kept == ["Nähwerk", "Radwerk"]


def test_changes_of_a_list_go_back_to_what_was_before(take_in, wuppertal, wuppertal_manager, wuppertal_adviser):
    tag = factories.make_tag(wuppertal, "Rad")
    known = factories.make_actor(wuppertal, "Radwerk", phone="0202 7", street="Alter Weg", tags=[tag], aliases=["Schon da"])
    bare = factories.make_actor(wuppertal, "Hofladen", phone="")
    step = take_in(*ROWS)
    known.refresh_from_db()
    assert (known.phone, known.locations.get().street, known.tags.count(), known.aliases.count()) == ("0202 1", "Am Weg", 2, 2)
    assert known.phone_key.endswith("1")
    undone = undo(step, wuppertal_manager)
    assert (undone.count, undone.kept, names(wuppertal)) == (3, [], ["Hofladen", "Radwerk"])
    known.refresh_from_db()
    bare.refresh_from_db()
    assert (known.phone, known.locations.get().street, known.version) == ("0202 7", "Alter Weg", 3)
    assert (list(known.tags.all()), [alias.name for alias in known.aliases.all()]) == ([tag], ["Schon da"])
    assert ("radhaus" in known.search_text, "holz" in known.search_text, known.phone_key[-1]) == (False, False, "7")
    assert (bare.phone, bare.tags.count(), bare.source) == ("", 0, "")
    newest = known.history.order_by("-history_id").first()
    assert (newest.phone, [row.tag for row in newest.tags.all()]) == ("0202 7", [tag])


def test_where_nothing_can_be_put_back_nothing_happens_and_it_may_be_tried_again(take_in, sign_in, wuppertal, wuppertal_manager):
    step = take_in(ROWS[0])
    talk = factories.make_consultation(Actor.objects.get(), wuppertal_manager)
    client, url = sign_in(wuppertal_manager), reverse("change_set_undo", args=[step.pk])
    assert "Nichts lässt sich zurücksetzen" in words(client.get(url))
    told = words(client.post(url, follow=True))
    assert "Radwerk" in told
    assert "zurückgesetzt" not in told
    assert ChangeSet.objects.filter(verb="undo").count() == 0
    talk.delete()
    assert undo(step, wuppertal_manager).count == 1


def test_second_taking_back_is_refused(take_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    assert undo(step, wuppertal_manager).count == 3
    assert undo(step, wuppertal_manager) is None
    taken_back = ChangeSet.objects.get(verb="undo")
    assert (taken_back.count, undo(taken_back, wuppertal_manager)) == (3, None)
    step.refresh_from_db()
    assert step.undone_by == wuppertal_manager


def test_restricted_actor_stays_and_is_not_named(take_in, wuppertal, wuppertal_manager, sign_in):
    step = take_in(*ROWS)
    Actor.objects.filter(trading_name="Radwerk").update(restricted_at="2026-01-14T08:00Z", restriction_reason="claims")
    page = sign_in(wuppertal_manager).get(reverse("change_set_undo", args=[step.pk]))
    assert "Radwerk" not in words(page)
    assert undo(step, wuppertal_manager).kept == ["ein Datensatz, dessen Daten eingeschränkt sind"]
    assert names(wuppertal) == ["Radwerk"]


def test_value_that_points_at_a_row_which_is_gone_is_not_put_back(take_in, wuppertal, wuppertal_manager):
    factories.make_actor(wuppertal, "Radwerk", tags=[factories.make_tag(wuppertal, "Alt")])
    step = take_in(*ROWS)
    Actor.tags.through.objects.all().delete()
    Tag.objects.filter(label="Alt").delete()
    assert undo(step, wuppertal_manager).kept == ["Radwerk"]


def test_records_that_went_with_a_change_come_back(wuppertal, wuppertal_manager):
    """As a bulk change may do that takes names away."""
    actor = factories.make_actor(wuppertal, "Radwerk", aliases=["Radhaus"])
    step = actions.open_change_set(user=wuppertal_manager, municipality=wuppertal, verb="import")
    with marked(step):
        actor.aliases.get().delete()
    assert undo(step, wuppertal_manager).count == 1
    actor.refresh_from_db()
    assert (actor.aliases.get().name, actor.version) == ("Radhaus", 2)
    assert "radhaus" in actor.search_text


def test_number_of_queries_does_not_grow_with_the_records(take_in, wuppertal_manager):
    def queries(*numbers):
        step = take_in(*(f"Werk {number};0202 1;Am Weg;42103;Kreis {number};Holz" for number in numbers))
        with CaptureQueriesContext(connection) as preview:
            plan_undo(step)
        with CaptureQueriesContext(connection) as deed:
            assert undo(step, wuppertal_manager).count == len(numbers)
        return len(preview), len(deed)

    # Within what one statement of SQLite holds.
    assert queries(1) == queries(*range(2, 16))


def test_seven_hundred_records_of_a_list_are_taken_back_at_once(take_in, wuppertal, wuppertal_manager):
    step = take_in(*(f"Werk {number};0202 {number};Am Weg;42103;Kreis {number};Holz" for number in range(700)))
    with CaptureQueriesContext(connection) as deed:
        assert undo(step, wuppertal_manager).count == 700
    assert (Actor.objects.count(), Location.objects.count(), ActorAlias.objects.count()) == (0, 0, 0)
    assert len(deed) < 400


# --- the pages ---------------------------------------------------------------------------------------------
def test_manager_takes_a_list_back_and_is_told_what_stays(take_in, sign_in, wuppertal, wuppertal_manager):
    step = take_in(*ROWS)
    factories.make_consultation(Actor.objects.get(trading_name="Hofladen"), wuppertal_manager)
    client = sign_in(wuppertal_manager)
    text = words(client.get(reverse("change_set_list")))
    assert "liste.csv" in text
    assert "M. Leitner" in text
    url = reverse("change_set_undo", args=[step.pk])
    asked = words(client.get(url))
    assert "2 Datensätze zurücksetzen?" in asked
    assert "Hofladen" in asked
    assert Actor.objects.count() == 3
    told = words(client.post(url, follow=True))
    assert "2 Datensätze wurden zurückgesetzt." in told
    assert "Hofladen" in told
    assert names(wuppertal) == ["Hofladen"]
    assert "schon zurückgenommen" in words(client.get(url))
    assert "schon zurückgenommen" in words(client.post(url, follow=True))
    assert ChangeSet.objects.filter(verb="undo").count() == 1
    own = ChangeSet.objects.get(verb="undo")
    assert client.get(reverse("change_set_undo", args=[own.pk])).status_code == 404


def test_bulk_change_of_another_city_does_not_exist_here(take_in, sign_in, wuppertal, witten_manager):
    step = take_in(*ROWS)
    client = sign_in(witten_manager)
    url = reverse("change_set_undo", args=[step.pk])
    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    assert "liste.csv" not in words(client.get(reverse("change_set_list")))
    assert Actor.objects.count() == 3


def test_bulk_changes_are_filtered_by_what_and_who(take_in, sign_in, wuppertal, wuppertal_manager, wuppertal_adviser, second_adviser):
    take_in(*ROWS)
    factories.make_actor(wuppertal, steward=wuppertal_adviser)
    actions.hand_over(user=wuppertal_manager, municipality=wuppertal, person=wuppertal_adviser, actors_to=second_adviser)
    client = sign_in(wuppertal_manager)
    shown = {
        query: [row.verb for row in client.get(reverse("change_set_list") + query).context["page"].rows]
        for query in ("", "?verb=import", "?verb=hand_over", f"?person={wuppertal_adviser.pk}", "?sort=-count")
    }
    assert shown == {
        "": ["hand_over", "import"],
        "?verb=import": ["import"],
        "?verb=hand_over": ["hand_over"],
        f"?person={wuppertal_adviser.pk}": [],
        "?sort=-count": ["import", "hand_over"],
    }


def test_list_of_bulk_changes_asks_as_often_with_three_rows_as_with_one(take_in, sign_in, wuppertal_manager):
    client, asked = sign_in(wuppertal_manager), []
    for rows in (ROWS[:1], ROWS[1:2], ROWS[2:]):
        undo(take_in(*rows), wuppertal_manager)
        client.get(reverse("change_set_list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("change_set_list"))
        asked.append(len(queries))
    assert len(set(asked)) == 1
