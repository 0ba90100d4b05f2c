"""Two people edit one record: what only one changed is merged, what both changed is shown to the second, nothing is lost."""

from datetime import date, time

import pytest
from django.core import signing
from django.urls import reverse

from initiatives import actions
from initiatives.models import Actor, Consultation, Contact, FollowUp
from tests import factories
from tests.pages import typed
from wf40.editing import SALT, Conflict, comparable, merged, read_base, sign_base

# What both databases are asked here, other tests ask of both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


# --- the merge itself --------------------------------------------------------------------------------------
@pytest.fixture
def actor(wuppertal, wuppertal_adviser):
    values = {
        "description": "Alt",
        "phone": "0202 1",
        "tags": [factories.make_tag(wuppertal, "Holz")],
        "aliases": ["Hofwerk"],
        "street": "Hauptstraße",
        "house_number": "1",
    }
    factories.make_tag(wuppertal, "Metall")
    factories.make_tag(wuppertal, "Papier")
    return factories.make_actor(wuppertal, "Werkhof", user=wuppertal_adviser, **values)


def base_of(actor, **values):
    return read_base(sign_base(actor, values), actor)


def merge(actor, before, theirs, mine, **answer):
    """Somebody started from `before`, meanwhile the record holds `theirs`, now they send `mine`."""
    base = base_of(actor, **before)
    actor.version += 1
    return merged(actor, theirs, mine, base=base, choices=answer.get("choices", {}), seen_version=answer.get("seen_version"))


def test_what_only_i_changed_is_saved(actor):
    assert merge(actor, {"phone": "1"}, {"phone": "1"}, {"phone": "2"}) == {"phone": "2"}


def test_what_only_the_other_changed_stays(actor):
    assert merge(actor, {"phone": "1"}, {"phone": "3"}, {"phone": "1"}) == {"phone": "3"}


def test_what_both_changed_alike_is_no_conflict(actor):
    assert merge(actor, {"phone": "1"}, {"phone": "4"}, {"phone": "4"}) == {"phone": "4"}


def test_different_fields_of_two_people_are_both_saved(actor):
    before = {"phone": "1", "email": "a@b.example"}
    assert merge(actor, before, before | {"phone": "3"}, before | {"email": "c@d.example"}) == {"phone": "3", "email": "c@d.example"}


def test_what_both_changed_differently_is_a_conflict_with_both_versions(actor):
    with pytest.raises(Conflict) as conflict:
        merge(actor, {"phone": "1", "email": "x"}, {"phone": "3", "email": "x"}, {"phone": "2", "email": "y"})
    assert [(entry.name, entry.mine, entry.theirs) for entry in conflict.value.differences] == [("phone", "2", "3")]


@pytest.mark.once
@pytest.mark.parametrize(("choice", "saved"), [("mine", "2"), ("theirs", "3")])
def test_answered_conflict_is_saved_as_chosen(choice, saved, actor):
    answer = {"choices": {"phone": choice}, "seen_version": actor.version + 1}
    assert merge(actor, {"phone": "1"}, {"phone": "3"}, {"phone": "2"}, **answer) == {"phone": saved}


def test_answer_to_an_older_version_is_asked_again(actor):
    with pytest.raises(Conflict):
        merge(actor, {"phone": "1"}, {"phone": "5"}, {"phone": "2"}, choices={"phone": "mine"}, seen_version=actor.version)


@pytest.mark.parametrize("choice", ["", "both", "MINE", None])
def test_unclear_answer_is_asked_again(choice, actor):
    with pytest.raises(Conflict):
        merge(actor, {"phone": "1"}, {"phone": "3"}, {"phone": "2"}, choices={"phone": choice}, seen_version=actor.version + 1)


def test_unanswered_field_is_asked_even_if_another_was_answered(actor):
    with pytest.raises(Conflict) as conflict:
        merge(
            actor,
            {"phone": "1", "email": "1"},
            {"phone": "3", "email": "3"},
            {"phone": "2", "email": "2"},
            choices={"phone": "mine"},
            seen_version=actor.version + 1,
        )
    assert [entry.name for entry in conflict.value.differences] == ["email"]


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("Zwei\nZeilen", "Zwei\r\nZeilen"),
        ("Text", "Text  "),
        (date(2026, 1, 14), "2026-01-14"),
        (time(14, 30), "14:30:00"),
        ([3, 1], [1, 3]),
        (("b", "a"), ["a", "b"]),
    ],
)
def test_same_values_in_two_forms_are_the_same(stored, sent):
    assert comparable(stored) == comparable(sent)


def test_rows_are_compared_by_their_keys(actor):
    tags = actor.tags.all()
    assert comparable(tags) == comparable(list(tags)) == [tags[0].pk]
    assert comparable(actor) == actor.pk


def test_base_is_read_back_for_its_record_alone(actor, wuppertal):
    other = factories.make_actor(wuppertal)
    signed = sign_base(actor, {"phone": "1"})
    assert read_base(signed, actor) == {"pk": actor.pk, "version": actor.version, "values": {"phone": "1"}}
    assert read_base(signed, other) is None


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "\x00", "²", "ö" * 100, "X" * 100_000])
def test_tampered_base_is_none(text, actor):
    assert read_base(text, actor) is None
    assert read_base(f"{sign_base(actor, {})}{text or 'x'}", actor) is None


def test_base_signed_for_something_else_is_none(actor):
    assert read_base(signing.dumps({"pk": actor.pk, "version": 1, "values": {}}, salt="other"), actor) is None
    assert SALT != "wf40.kept-input"


# --- through the pages -------------------------------------------------------------------------------------
def url_of(actor):
    return reverse("actor_change", args=[actor.pk])


@pytest.fixture
def two_forms(client, actor, wuppertal_adviser, second_adviser):
    """Both open the page; `send` posts as one of them."""

    class Two:
        def open(self, user):
            client.force_login(user)
            return typed(client.get(url_of(actor)))

        def send(self, user, form, **changes):
            client.force_login(user)
            return client.post(url_of(actor), form | changes)

    return Two()


def stored(actor):
    values = actions.actor_values(Actor.objects.get(pk=actor.pk))
    return values | {"tags": sorted(tag.label for tag in values["tags"])}


def keys(actor, *labels):
    model = Actor._meta.get_field("tags").related_model
    return [str(row.pk) for row in model.objects.filter(label__in=labels)]


def test_two_people_who_change_different_fields_are_both_saved(two_forms, actor, wuppertal_adviser, second_adviser):
    first, second = two_forms.open(wuppertal_adviser), two_forms.open(second_adviser)
    assert two_forms.send(wuppertal_adviser, first, phone="0202 2", tags=keys(actor, "Holz", "Metall")).status_code == 302
    assert two_forms.send(second_adviser, second, description="Neu", aliases="Hofwerk\r\nWerk", street="Nebenweg").status_code == 302
    now = stored(actor)
    assert (now["phone"], now["description"], now["tags"]) == ("0202 2", "Neu", ["Holz", "Metall"])
    assert (now["aliases"], now["street"]) == (["Hofwerk", "Werk"], "Nebenweg")


BOTH = [
    ("trading_name", "Werkhof Nord", "Werkhof Süd"),
    ("description", "Von Ada\r\nzwei Zeilen", "Von Toni"),
    ("kind", "association", "cooperative"),
    ("is_charitable", ["on"], None),
    ("aliases", "Hofwerk\r\nAdas Name", "Tonis Name"),
    ("street", "Adaweg", "Toniweg"),
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "adas", "tonis"),
    [row for row in BOTH if row[2] is not None],
    ids=lambda value: value if isinstance(value, str) else None,
)
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_second_person_sees_both_versions_and_decides(name, adas, tonis, choice, two_forms, actor, wuppertal_adviser, second_adviser):
    first, second = two_forms.open(wuppertal_adviser), two_forms.open(second_adviser)
    two_forms.send(wuppertal_adviser, first, **{name: adas})
    after_first = stored(actor)
    answer = two_forms.send(second_adviser, second, **{name: tonis}, phone="0202 99")
    assert answer.status_code == 409
    assert [row.name for row in answer.context["conflict"]["rows"]] == [name]
    assert answer.context["conflict"]["who"] == wuppertal_adviser.get_short_name()
    assert stored(actor) == after_first
    form = typed(answer)
    assert form[name] == [tonis]
    assert form["phone"] == ["0202 99"]
    assert form[f"keep-{name}"] == ["mine"]
    assert two_forms.send(second_adviser, form, **{f"keep-{name}": choice}).status_code == 302
    wanted = {"mine": tonis, "theirs": adas}[choice]
    wanted = wanted.split("\r\n") if name == "aliases" else wanted
    now = stored(actor)
    assert (comparable(now[name]), now["phone"]) == (comparable(wanted), "0202 99")


def test_rows_that_both_chose_differently_are_shown_by_name(two_forms, actor, wuppertal_adviser, second_adviser):
    first, second = two_forms.open(wuppertal_adviser), two_forms.open(second_adviser)
    two_forms.send(wuppertal_adviser, first, tags=keys(actor, "Metall"))
    answer = two_forms.send(second_adviser, second, tags=keys(actor, "Papier"))
    assert answer.status_code == 409
    row = answer.context["conflict"]["rows"][0]
    assert (row.name, row.mine, row.theirs) == ("tags", "Papier", "Metall")
    two_forms.send(second_adviser, typed(answer), **{"keep-tags": "mine"})
    assert stored(actor)["tags"] == ["Papier"]


def test_text_of_both_versions_stands_on_the_page(two_forms, actor, wuppertal_adviser, second_adviser):
    first, second = two_forms.open(wuppertal_adviser), two_forms.open(second_adviser)
    two_forms.send(wuppertal_adviser, first, description="Adas <b>Fassung</b>")
    page = two_forms.send(second_adviser, second, description="Tonis Fassung").content.decode()
    assert "Adas &lt;b&gt;Fassung&lt;/b&gt;" in page
    assert "Tonis Fassung" in page
    assert "<b>Fassung" not in page


def test_third_change_meanwhile_is_shown_again(two_forms, actor, wuppertal_adviser, second_adviser):
    first, second = two_forms.open(wuppertal_adviser), two_forms.open(second_adviser)
    two_forms.send(wuppertal_adviser, first, phone="0202 2")
    answer = two_forms.send(second_adviser, second, phone="0202 3")
    two_forms.send(wuppertal_adviser, two_forms.open(wuppertal_adviser), phone="0202 4")
    again = two_forms.send(second_adviser, typed(answer), **{"keep-phone": "mine"})
    assert again.status_code == 409
    assert (again.context["conflict"]["rows"][0].mine, again.context["conflict"]["rows"][0].theirs) == ("0202 3", "0202 4")
    assert stored(actor)["phone"] == "0202 4"
    assert two_forms.send(second_adviser, typed(again), **{"keep-phone": "mine"}).status_code == 302
    assert stored(actor)["phone"] == "0202 3"


@pytest.mark.parametrize("base", ["", "x", "foreign", "\x00"])
def test_form_with_a_tampered_base_saves_nothing_and_keeps_the_text(base, two_forms, actor, wuppertal, wuppertal_adviser):
    form = two_forms.open(wuppertal_adviser)
    base = sign_base(factories.make_actor(wuppertal), {}) if base == "foreign" else base
    answer = two_forms.send(wuppertal_adviser, form, base=base, trading_name="Untergeschoben")
    assert answer.status_code == 200
    assert typed(answer)["trading_name"] == ["Untergeschoben"]
    assert answer.context["form"].errors
    assert stored(actor)["trading_name"] == "Werkhof"


def test_form_without_a_change_adds_no_history_to_place_and_names(two_forms, actor, wuppertal_adviser):
    place, alias = actor.locations.get(), actor.aliases.get()
    two_forms.send(wuppertal_adviser, two_forms.open(wuppertal_adviser), phone="0202 7")
    assert (place.history.count(), alias.history.count()) == (1, 1)


def test_version_of_the_record_grows_by_one_with_each_saving(two_forms, actor, wuppertal_adviser):
    for number in (2, 3):
        two_forms.send(wuppertal_adviser, two_forms.open(wuppertal_adviser), phone=f"0202 {number}")
        assert Actor.objects.get(pk=actor.pk).version == number


def test_city_owner_and_version_cannot_be_sent_along(two_forms, actor, witten, wuppertal_adviser, second_adviser):
    before = Actor.objects.get(pk=actor.pk)
    form = two_forms.open(wuppertal_adviser)
    two_forms.send(
        wuppertal_adviser,
        form,
        municipality=witten.pk,
        created_by=second_adviser.pk,
        version=99,
        source_id="Erfunden",
        sort_key="a",
        phone="0202 8",
        pk=1,
        id=1,
    )
    now = Actor.objects.get(pk=actor.pk)
    assert (now.municipality, now.created_by, now.version) == (before.municipality, before.created_by, before.version + 1)
    assert now.source_id == ""
    assert now.sort_key == before.sort_key


# --- the other records -------------------------------------------------------------------------------------
@pytest.fixture
def records(actor, wuppertal, wuppertal_adviser):
    contact = factories.make_contact(wuppertal, "Muster", actor=actor)
    topic = factories.make_topic(wuppertal)
    consultation = factories.make_consultation(
        actor,
        wuppertal_adviser,
        contacts=[contact],
        topics=[topic],
        held_at=time(14, 30),
        minutes=20,
    )
    follow_up = factories.make_follow_up(actor, wuppertal_adviser)
    return {"contact": contact, "consultation": consultation, "follow_up": follow_up}


CASES = {
    "contact": (Contact, "family_name", "Adas Name", "Tonis Name", "phone", "0202 5"),
    "consultation": (Consultation, "note", "Adas Notiz", "Tonis Notiz", "minutes", "45"),
    "follow_up": (FollowUp, "task", "Adas Aufgabe", "Tonis Aufgabe", "due_on", "31.12.2030"),
}


@pytest.mark.parametrize("kind", sorted(CASES))
def test_record_keeps_both_editors_entries(kind, records, client, wuppertal_adviser, second_adviser):
    model, field, adas, tonis, other_field, other_value = CASES[kind]
    record = records[kind]
    url = reverse(f"{kind}_change", args=[record.pk])
    client.force_login(second_adviser)
    second = typed(client.get(url), **{field: tonis, other_field: other_value})
    client.force_login(wuppertal_adviser)
    assert client.post(url, typed(client.get(url), **{field: adas})).status_code == 302
    client.force_login(second_adviser)
    answer = client.post(url, second)
    assert answer.status_code == 409
    assert [(row.name, row.mine, row.theirs) for row in answer.context["conflict"]["rows"]] == [(field, tonis, adas)]
    assert getattr(model.objects.get(pk=record.pk), field) == adas
    assert client.post(url, typed(answer, **{f"keep-{field}": "mine"})).status_code == 302
    now = model.objects.get(pk=record.pk)
    assert (getattr(now, field), now.version) == (tonis, 3)
    assert str(getattr(now, other_field)) in (other_value, "2030-12-31")


@pytest.mark.parametrize("kind", sorted(CASES))
def test_saving_what_was_opened_changes_no_value(kind, records, client, wuppertal_adviser):
    """Dates, times, chosen rows come back from the form as they were."""
    record = records[kind]
    url = reverse(f"{kind}_change", args=[record.pk])
    client.force_login(wuppertal_adviser)
    page = client.get(url)
    before = page.context["form"].stored_values()
    assert client.post(url, typed(page)).status_code == 302
    assert {name: comparable(value) for name, value in client.get(url).context["form"].stored_values().items()} == {
        name: comparable(value) for name, value in before.items()
    }


def test_talk_that_gained_an_actor_meanwhile_keeps_it(records, client, wuppertal, wuppertal_adviser, second_adviser):
    talk, newcomer = records["consultation"], factories.make_actor(wuppertal, "Dazu")
    url = reverse("consultation_change", args=[talk.pk])
    client.force_login(second_adviser)
    second = typed(client.get(url), need="Räume")
    client.force_login(wuppertal_adviser)
    first = typed(client.get(url))
    client.post(url, first | {"actors": [*first["actors"], str(newcomer.pk)]})
    client.force_login(second_adviser)
    assert client.post(url, second).status_code == 302
    assert sorted(actor.trading_name for actor in talk.actors.all()) == ["Dazu", "Werkhof"]
