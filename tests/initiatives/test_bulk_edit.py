"""Many actors changed at once: looked at before, done as one step, taken back as one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, ChangeSet
from tests import factories
from tests.pages import typed, words

# What both databases are asked here, other tests ask of both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = reverse("actor_bulk_edit")


@pytest.fixture
def edit(wuppertal, wuppertal_adviser):
    """Edits all actors of Wuppertal, or some, and gives the step."""

    def do(actors=None, seen="", **values):
        rows = Actor.objects.filter(municipality=wuppertal) if actors is None else actors
        change = actions.BulkEdit(**values)
        return actions.bulk_edit(user=wuppertal_adviser, municipality=wuppertal, actors=rows, edit=change, seen=seen)

    return do


def undo(step):
    return actions.undo_change_set(user=step.made_by, change_set=step)


def state(actor):
    """What a bulk edit can change, as it is now."""
    actor = Actor.objects.get(pk=actor.pk)
    return {
        "tags": sorted(tag.label for tag in actor.tags.all()),
        "fields": sorted(field.label for field in actor.work_fields.all()),
        "steward": actor.steward,
        "life_cycle": actor.life_cycle,
        "archive": (actor.archive_reason, actor.archive_note, actor.archived_by),
        "release": (actor.published_since, actor.released_by),
    }


def test_each_change_reaches_those_that_lack_it_and_goes_back_as_a_whole(edit, wuppertal, wuppertal_manager, wuppertal_adviser):
    wood, wheel = factories.make_tag(wuppertal, "Holz"), factories.make_tag(wuppertal, "Rad")
    share, repair = factories.make_work_field(wuppertal), factories.make_work_field(wuppertal, "Reparieren", "repair")
    first = factories.make_actor(wuppertal, "Radwerk", tags=[wheel], work_fields=[repair], steward=wuppertal_manager)
    second = factories.make_actor(wuppertal, "Nähwerk", tags=[wood], work_fields=[share], life_cycle="on_hold", steward=wuppertal_adviser)
    first = actions.release_actor(user=wuppertal_manager, actor=first)
    for values, count, expected in (
        ({"add_tag": wood}, 1, {"tags": ["Holz", "Rad"]}),
        ({"take_tag": wheel}, 1, {"tags": []}),
        ({"add_field": share}, 1, {"fields": ["Reparieren", "Teilen"]}),
        ({"take_field": repair}, 1, {"fields": []}),
        ({"sets_steward": True, "steward": wuppertal_adviser}, 1, {"steward": wuppertal_adviser}),
        ({"sets_steward": True}, 2, {"steward": None}),
        ({"life_cycle": "on_hold"}, 1, {"life_cycle": "on_hold"}),
        (
            {"archive_reason": "moved", "archive_note": "Nach Köln."},
            2,
            {"archive": ("moved", "Nach Köln.", wuppertal_adviser), "release": (None, None)},
        ),
        ({"add_tag": wood, "take_tag": wheel, "life_cycle": "idea"}, 2, {"tags": ["Holz"], "life_cycle": "idea"}),
    ):
        before, version = (state(first), state(second)), Actor.objects.get(pk=first.pk).version
        step = edit(**values)
        changed = Actor.objects.get(pk=first.pk)
        assert state(first) == before[0] | expected
        assert (step.verb, step.count, step.made_by, changed.version) == ("edit", count, wuppertal_adviser, version + 1)
        assert changed.history.latest().change_set == step
        assert ("holz" in changed.search_text) == ("Holz" in state(first)["tags"])
        assert edit(**values) is None  # sent twice
        undone = undo(step)
        assert (undone.count, undone.kept) == (count, [])
        assert (state(first), state(second)) == before
        assert "holz" not in Actor.objects.get(pk=first.pk).search_text
    assert ChangeSet.objects.filter(verb="edit").first().about == (
        "Schlagwort „Holz“ hinzufügen; Schlagwort „Rad“ wegnehmen; Lebensphase: Idee"
    )


def test_actor_that_somebody_changed_since_stays_and_is_named(edit, wuppertal, wuppertal_manager):
    first, second = factories.make_actor(wuppertal, "Radwerk"), factories.make_actor(wuppertal, "Nähwerk")
    step = edit(life_cycle="closed")
    actions.release_actor(user=wuppertal_manager, actor=second)
    undone = undo(step)
    assert (undone.count, undone.kept) == (1, ["Nähwerk"])
    assert (state(first)["life_cycle"], state(second)["life_cycle"]) == ("active", "closed")


def test_restricted_and_foreign_actors_are_never_touched(edit, wuppertal, witten, wuppertal_manager):
    here, hidden = factories.make_actor(wuppertal, "Radwerk"), factories.make_actor(wuppertal, "Stilles Werk")
    foreign = factories.make_actor(witten, "Nachbarkreis")
    actions.restrict(user=wuppertal_manager, record=hidden, reason="claims")
    step = edit(Actor.objects.all(), archive_reason="moved")
    assert step.count == 1
    assert list(Actor.objects.exclude(archived_at=None)) == [here]
    assert Actor.objects.get(pk=foreign.pk).version == foreign.version


def test_edit_of_300_actors_takes_hardly_more_statements_than_of_3(edit, wuppertal, wuppertal_adviser):
    tag = factories.make_tag(wuppertal)
    asked = []
    for count in (3, 300):
        made = [Actor(municipality=wuppertal, trading_name=f"Werk {number}", sort_key=f"werk {number}") for number in range(count)]
        rows = Actor.objects.filter(pk__in=[actor.pk for actor in Actor.objects.bulk_create(made)])
        with CaptureQueriesContext(connection) as queries:
            step = edit(rows, add_tag=tag, sets_steward=True, steward=wuppertal_adviser, archive_reason="other")
        assert step.count == count
        asked.append(len(queries))
    if connection.vendor == "postgresql":
        assert asked[0] == asked[1]
    else:  # One statement of SQLite holds fewer values, so wide rows of history come in portions.
        assert asked[1] < asked[0] + 60


# --- the pages ---------------------------------------------------------------------------------------------
def ways(client, keys, query="", **values):
    """The form with its entries, the preview, and what the deed would send."""
    chosen = {"keys": keys, "query": query} if keys else {"all": "1", "query": query}
    form = client.get(URL, chosen)
    preview = client.post(URL, typed(form, **values))
    return preview, typed(preview, step="do")


def test_adviser_ticks_two_looks_changes_and_takes_it_back(sign_in, wuppertal, wuppertal_adviser, witten):
    tag = factories.make_tag(wuppertal)
    first, second = factories.make_actor(wuppertal, "Radwerk"), factories.make_actor(wuppertal, "Nähwerk", tags=[tag])
    other, foreign = factories.make_actor(wuppertal, "Hofladen"), factories.make_actor(witten, "Nachbarkreis")
    client = sign_in(wuppertal_adviser)
    preview, deed = ways(client, [first.pk, second.pk, foreign.pk, "²", "9" * 30], "kind=initiative", add_tag=tag.pk)
    text = words(preview)
    assert "1 Akteur bearbeiten?" in text
    assert "bei 1 Akteur · 1 hat das Schlagwort schon" in text
    assert "Radwerk" in text
    assert "Hofladen" not in text
    assert "Nachbarkreis" not in text
    assert "Von 3 angehakten Akteuren sind 2 noch da." in text
    assert tag.actors.count() == 1  # looking changes nothing
    done = client.post(URL, deed)
    assert done.url == reverse("actor_list") + "?kind=initiative"
    told = client.get(done.url)
    step = ChangeSet.objects.get()
    assert "1 Akteur wurde bearbeitet." in words(told)
    assert f'<a href="{reverse("change_set_undo", args=[step.pk])}">Rückgängig</a>' in told.content.decode()
    assert set(tag.actors.all()) == {first, second}
    assert "ist alles schon so" in words(client.post(URL, deed, follow=True))
    assert ChangeSet.objects.count() == 1
    assert "1 Datensatz wurde zurückgesetzt." in words(client.post(reverse("change_set_undo", args=[step.pk]), follow=True))
    assert list(tag.actors.all()) == [second]
    assert not other.tags.exists()


@pytest.mark.once
def test_whole_list_is_chosen_by_its_filter_and_named_up_to_a_hundred(sign_in, wuppertal, wuppertal_manager):
    made = [Actor(municipality=wuppertal, trading_name=f"Werk {number:04}", sort_key=f"werk {number:04}") for number in range(1001)]
    Actor.objects.bulk_create(made)
    factories.make_actor(wuppertal, "Hofladen", kind="enterprise")
    client = sign_in(wuppertal_manager)
    preview, deed = ways(client, None, "kind=initiative", life_cycle="on_hold")
    text = words(preview)
    assert "1.001 Akteure bearbeiten?" in text
    assert "Werk 0099 bisher: Aktiv und 901 weitere" in text
    assert "Werk 0100" not in text
    client.post(URL, deed)
    assert Actor.objects.filter(life_cycle="on_hold").count() == 1001
    # As ticks they would be too many.
    keys = ",".join(str(key) for key in Actor.objects.values_list("pk", flat=True))
    assert "Höchstens 1000 Akteure" in words(client.post(URL, {"keys": keys, "life_cycle": "idea"}, follow=True))


def test_nothing_is_done_that_the_preview_did_not_show(sign_in, wuppertal, wuppertal_adviser):
    first = factories.make_actor(wuppertal, "Radwerk")
    client = sign_in(wuppertal_adviser)
    preview, deed = ways(client, None, life_cycle="on_hold")
    second = factories.make_actor(wuppertal, "Nähwerk")
    again = client.post(URL, deed)
    text = words(again)
    assert "inzwischen" in text
    assert "hatte die Liste 1 Akteure, jetzt hat sie 2." in text
    assert "Nähwerk" in text
    assert not Actor.objects.filter(life_cycle="on_hold").exists()
    client.post(URL, deed | {"seen": ""})
    assert not Actor.objects.filter(life_cycle="on_hold").exists()
    client.post(URL, typed(again, step="do"))
    assert {state(first)["life_cycle"], state(second)["life_cycle"]} == {"on_hold"}


def test_archiving_says_what_follows(sign_in, wuppertal, wuppertal_adviser, wuppertal_manager):
    first, second = factories.make_actor(wuppertal, "Radwerk"), factories.make_actor(wuppertal, "Nähwerk")
    actions.release_actor(user=wuppertal_manager, actor=first)
    factories.make_follow_up(second, wuppertal_adviser)
    client = sign_in(wuppertal_adviser)
    preview, deed = ways(client, None, archive_reason="dissolved")
    text = words(preview)
    assert "2 Akteure ablegen?" in text
    assert "Radwerk freigegeben" in text
    assert "Die Freigabe von 1 Akteur wird zurückgenommen" in text
    assert "Eine offene Zusage bleibt offen." in text
    assert "2 Akteure wurden abgelegt." in words(client.post(URL, deed, follow=True))
    assert not Actor.objects.current().exists()


def test_form_refuses_what_makes_no_sense_and_keeps_what_was_chosen(sign_in, wuppertal, witten, wuppertal_adviser, witten_adviser):
    actor, tag = factories.make_actor(wuppertal, "Radwerk"), factories.make_tag(wuppertal)
    foreign = factories.make_tag(witten, "Fremdes Schlagwort")
    old = factories.make_tag(wuppertal, "Abgeschaltet")
    type(old).objects.filter(pk=old.pk).update(is_active=False)
    client = sign_in(wuppertal_adviser)
    form = client.get(URL, {"keys": actor.pk, "life_cycle": "idea"})
    assert form.context["form"]["life_cycle"].value() == "idea"
    assert "Fremdes Schlagwort" not in words(form)
    for values, told in (
        ({"life_cycle": ""}, "Bitte wählen Sie, was sich ändern soll."),
        ({"add_tag": tag.pk, "take_tag": tag.pk}, "Dieses Schlagwort soll schon dazukommen."),
        ({"archive_note": "Weg"}, "Bitte sagen Sie, warum"),
    ):
        assert told in words(client.post(URL, typed(form, **values))), values
    for name, value in (("add_tag", foreign.pk), ("add_tag", old.pk), ("steward", witten_adviser.pk), ("take_tag", "9" * 30)):
        assert client.post(URL, typed(form, **{name: value})).context["form"].has_error(name, "invalid_choice"), (name, value)
    preview = client.post(URL, typed(form, take_tag=old.pk))
    assert preview.status_code == 200
    back = client.post(URL, typed(preview, step="choose"))
    assert back.context["form"]["take_tag"].value() == str(old.pk)
    assert not back.context["form"].errors
    assert not ChangeSet.objects.exists()


def test_without_a_chosen_actor_the_way_leads_back_to_the_list(sign_in, wuppertal, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    answer = client.get(URL, {"query": "kind=initiative&q=ä"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("actor_list") + "?kind=initiative&q=%C3%A4"
    assert "Niemand ist ausgewählt." in words(answer)


def test_reader_neither_edits_nor_takes_back_and_an_adviser_only_the_own_step(
    sign_in, edit, wuppertal, wuppertal_reader, second_adviser, wuppertal_adviser, wuppertal_manager
):
    actor = factories.make_actor(wuppertal, "Radwerk")
    step = edit(life_cycle="closed")
    way_back = reverse("change_set_undo", args=[step.pk])
    for user in (wuppertal_reader, second_adviser):
        client = Client()
        client.force_login(user)
        assert (client.get(way_back).status_code, client.post(way_back).status_code) == (403, 403)
        if user == wuppertal_reader:
            assert client.post(URL, {"keys": actor.pk, "life_cycle": "idea", "step": "do"}).status_code == 403
            assert client.get(reverse("change_set_list")).status_code == 403
        else:
            assert client.get(reverse("change_set_list")).context["page"].count == 0
    handed = actions.hand_over(user=wuppertal_adviser, municipality=wuppertal, person=wuppertal_adviser)
    client = sign_in(wuppertal_adviser)
    assert client.get(reverse("change_set_undo", args=[handed.pk])).status_code == 403
    assert list(client.get(reverse("change_set_list")).context["page"].rows) == [step]
    assert state(actor)["life_cycle"] == "closed"
    assert "Lebensphase" in words(client.get(way_back))
    client.post(way_back)
    assert state(actor)["life_cycle"] == "active"
    manager = Client()
    manager.force_login(wuppertal_manager)
    assert manager.get(reverse("change_set_list")).context["page"].count == 3


def test_what_was_chosen_survives_the_end_of_the_sign_in(sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Radwerk")
    client = sign_in(wuppertal_adviser)
    sent = typed(client.get(URL, {"keys": actor.pk}), life_cycle="idea")
    session = client.session
    session["kept_input"] = {URL: {name: value if isinstance(value, list) else [value] for name, value in sent.items()}}
    session.save()
    page = client.get(URL)
    assert "1 Akteur bearbeiten" in words(page)
    assert page.context["form"]["life_cycle"].value() == "idea"
    client.post(URL, typed(client.post(URL, typed(page)), step="do"))
    assert state(actor)["life_cycle"] == "idea"
    assert timezone.localtime(ChangeSet.objects.get().made_at).date() == timezone.localdate()
