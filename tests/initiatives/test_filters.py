"""Each filter of each list finds exactly its rows; umlauts are found however they are typed."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.filters import ActorFilter, ConsultationFilter, ContactFilter, FollowUpFilter, months_ago
from initiatives.models import Actor, Consultation, Contact, FollowUp, Purpose
from initiatives.office_start import start_purposes
from municipalities.models import District
from tests import factories

pytestmark = pytest.mark.django_db
ROWS = {ActorFilter: Actor, ContactFilter: Contact, ConsultationFilter: Consultation, FollowUpFilter: FollowUp}


@pytest.fixture
def find(wuppertal, wuppertal_adviser):
    """The rows that a filter leaves, as texts; values as they stand in an address."""

    def do(filter_class, **values):
        query = QueryDict(mutable=True)
        query.update({name: str(getattr(value, "pk", value)) for name, value in values.items()})
        rows = ROWS[filter_class].objects.visible_to(wuppertal_adviser, wuppertal)
        return sorted(str(row) for row in filter_class(query, queryset=rows, user=wuppertal_adviser, municipality=wuppertal).qs)

    return do


# --- words -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["Färberei", "Faerberei", "Farberei", "färberei", "FÄRBEREI", "FAERBEREI", "färb", "Fa\N{COMBINING DIAERESIS}rberei", "arberei"],
)
def test_umlaut_is_found_however_it_is_typed(typed, wuppertal, find):
    factories.make_actor(wuppertal, "Die Färberei")
    factories.make_actor(wuppertal, "Die Gärtnerei")
    assert find(ActorFilter, q=typed) == ["Die Färberei"]


@pytest.mark.parametrize("typed", ["Straße", "Strasse", "strasse", "STRASSE"])
def test_sharp_s_is_found_however_it_is_typed(typed, wuppertal, find):
    factories.make_actor(wuppertal, "Café Straße 12")
    assert find(ActorFilter, q=typed) == ["Café Straße 12"]


@pytest.mark.parametrize("stored", ["Faerberei", "Farberei"])
def test_umlaut_that_was_typed_finds_the_name_without(stored, wuppertal, find):
    factories.make_actor(wuppertal, stored)
    assert find(ActorFilter, q="Färberei") == [stored]


def test_every_word_has_to_fit_in_any_order(wuppertal, find):
    factories.make_actor(wuppertal, "Offene Werkstatt Nord")
    factories.make_actor(wuppertal, "Werkstatt Süd")
    assert find(ActorFilter, q="nord werkstatt") == ["Offene Werkstatt Nord"]


@pytest.mark.parametrize("typed", ["registriert", "hofwerk", "holz"])
def test_actor_is_found_by_registered_name_other_name_and_tag(typed, wuppertal, find):
    factories.make_actor(
        wuppertal,
        "Werkhof",
        registered_name="Registriert e. V.",
        aliases=["Hofwerk"],
        tags=[factories.make_tag(wuppertal)],
    )
    factories.make_actor(wuppertal, "Anderer")
    assert find(ActorFilter, q=typed) == ["Werkhof"]


def test_actor_is_no_longer_found_by_a_name_that_was_taken_away(wuppertal, find):
    actor = factories.make_actor(wuppertal, "Werkhof", aliases=["Hofwerk"])
    values = actions.actor_values(actor) | {"aliases": []}
    actions.change_actor(actor=actor, values=values, base={"version": actor.version, "values": {}}, choices={}, seen_version=None)
    assert find(ActorFilter, q="Hofwerk") == []


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\", "!!!", "🧑‍🌾"])
def test_signs_are_no_wildcards(typed, wuppertal, find):
    factories.make_actor(wuppertal, "Werkhof")
    assert find(ActorFilter, q=f"xyz{typed}") == []


# --- actors ------------------------------------------------------------------------------------------------
KINDS = {
    "enterprise": "Firma",
    "cooperative": "Genossenschaft",
    "social_enterprise": "Sozial",
    "initiative": "Kreis",
    "association": "Verein",
    "network": "Bund",
    "individual": "Person",
    "venue": "Ort",
}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("enterprises", ["Firma", "Genossenschaft", "Sozial"]),
        ("initiatives", ["Bund", "Kreis", "Person", "Verein"]),
        ("venue", ["Ort"]),
        ("association", ["Verein"]),
        ("", sorted(KINDS.values())),
    ],
)
def test_kind_is_one_kind_or_a_group(value, names, wuppertal, find):
    for kind, name in KINDS.items():
        factories.make_actor(wuppertal, name, kind=kind)
    assert find(ActorFilter, kind=value) == names


def test_field_finds_its_sub_fields_and_nobody_twice(wuppertal, find):
    upper = factories.make_work_field(wuppertal, "Ernährung", "food")
    lower = factories.make_work_field(wuppertal, "Garten", "garden", parent=upper)
    other = factories.make_work_field(wuppertal, "Energie", "energy")
    factories.make_actor(wuppertal, "Beides", work_fields=[upper, lower])
    factories.make_actor(wuppertal, "Unten", work_fields=[lower])
    factories.make_actor(wuppertal, "Anders", work_fields=[other])
    assert find(ActorFilter, field=upper) == ["Beides", "Unten"]
    assert find(ActorFilter, field=lower) == ["Beides", "Unten"]
    assert find(ActorFilter, field=other) == ["Anders"]


def test_district_finds_every_place_of_an_actor_once(wuppertal, find):
    elberfeld, barmen = factories.make_district(wuppertal), factories.make_district(wuppertal, "Barmen")
    actor = factories.make_actor(wuppertal, "Zwei Orte", street="A", district=elberfeld)
    actor.locations.create(municipality=wuppertal, street="B", district=elberfeld, is_main=False)
    actor.locations.create(municipality=wuppertal, street="C", district=barmen, is_main=False)
    factories.make_actor(wuppertal, "Nur Barmen", street="D", district=barmen)
    assert find(ActorFilter, district=elberfeld) == ["Zwei Orte"]
    assert find(ActorFilter, district=barmen) == ["Nur Barmen", "Zwei Orte"]


def test_unknown_district_finds_those_without_any_known_one(wuppertal, find):
    elberfeld, unknown = factories.make_district(wuppertal), District.objects.get(municipality=wuppertal, code="unbekannt")
    factories.make_actor(wuppertal, "Mit Bezirk", street="A", district=elberfeld)
    factories.make_actor(wuppertal, "Ausdrücklich unbekannt", street="B", district=unknown)
    factories.make_actor(wuppertal, "Ohne Bezirk", street="C")
    factories.make_actor(wuppertal, "Ohne Ort")
    both = factories.make_actor(wuppertal, "Bekannt und unbekannt", street="D", district=elberfeld)
    both.locations.create(municipality=wuppertal, street="E", district=unknown, is_main=False)
    assert find(ActorFilter, district=unknown) == ["Ausdrücklich unbekannt", "Ohne Bezirk", "Ohne Ort"]


def test_tag_form_life_cycle_and_steward_each_find_their_own(wuppertal, wuppertal_adviser, find):
    tag = factories.make_tag(wuppertal)
    factories.make_actor(wuppertal, "Werkhof", tags=[tag], legal_form="ev", life_cycle="idea", steward=wuppertal_adviser)
    factories.make_actor(wuppertal, "Anderer")
    for values in ({"tag": tag}, {"legal_form": "ev"}, {"life_cycle": "idea"}, {"steward": wuppertal_adviser}):
        assert find(ActorFilter, **values) == ["Werkhof"], values


def test_filters_are_asked_together(wuppertal, find):
    factories.make_actor(wuppertal, "Werkhof", kind="association", life_cycle="idea")
    factories.make_actor(wuppertal, "Werkbund", kind="association")
    factories.make_actor(wuppertal, "Idee", life_cycle="idea")
    assert find(ActorFilter, q="werk", kind="association", life_cycle="idea") == ["Werkhof"]


FACTS = {
    "industry": "handwerk",
    "size_class": "micro",
    "goal": "climate",
    "language": "de",
    "founded_from": "2019",
    "founded_to": "2019",
    "release": "released",
    "informed": "yes",
}


@pytest.mark.parametrize("name", [*FACTS, "deputy"])
def test_fact_finds_its_own(name, wuppertal, wuppertal_adviser, find):
    today = timezone.localdate()
    values = {"goals": ["jobs", "climate"], "languages": ["de"], "industry": "handwerk", "size_class": "micro", "deputy": wuppertal_adviser}
    # "de-ls" is no "de", and 2019 begins in January.
    others = {"goals": ["jobs"], "languages": ["de-ls"], "industry": "handel"}
    founded = {"founded_from": "2018-12-31", "founded_to": "2020"}.get(name, "")
    actor = factories.make_actor(wuppertal, "Werkhof", founded="2019-05", informed_on=today, **values)
    factories.make_actor(wuppertal, "Anderer", founded=founded, **others)
    Actor.objects.filter(pk=actor.pk).update(published_since=timezone.now())
    assert find(ActorFilter, **{name: FACTS.get(name, wuppertal_adviser)}) == ["Werkhof"]
    assert find(ActorFilter, release="no") == ["Anderer"]
    assert find(ActorFilter, release="public") == []


def test_tags_and_goals_all_have_to_fit(wuppertal, find, wuppertal_adviser):
    wood, metal = factories.make_tag(wuppertal), factories.make_tag(wuppertal, "Metall")
    factories.make_actor(wuppertal, "Beides", tags=[wood, metal], goals=["jobs", "climate"])
    factories.make_actor(wuppertal, "Nur Holz", tags=[wood], goals=["jobs"])
    both = QueryDict(f"tag={wood.pk}&tag={metal.pk}&goal=jobs&goal=climate&sort=-name")
    filterset = ActorFilter(both, queryset=Actor.objects.all(), user=wuppertal_adviser, municipality=wuppertal)
    assert [actor.trading_name for actor in filterset.qs] == ["Beides"]
    assert find(ActorFilter, tag=wood) == find(ActorFilter, goal="jobs") == ["Beides", "Nur Holz"]
    assert [(chip.label, chip.value) for chip in filterset.chips] == [
        ("Schlagwörter", "Holz"),
        ("Schlagwörter", "Metall"),
        ("Ziele", "Arbeitsplätze vor Ort"),
        ("Ziele", "Klimaschutz"),
    ]
    assert filterset.chips[0].url == f"?goal=jobs&goal=climate&sort=-name&tag={metal.pk}"


def test_silence_and_doubt_are_found_by_months(wuppertal, wuppertal_adviser, find):
    today = timezone.localdate()
    for name, months in (("Neulich", 1), ("Lange her", 13), ("Nie", None)):
        actor = factories.make_actor(wuppertal, name)
        if months:
            factories.make_consultation(actor, wuppertal_adviser, held_on=months_ago(months))
            Actor.objects.filter(pk=actor.pk).update(assured_on=months_ago(months))
    assert find(ActorFilter, no_contact="12") == find(ActorFilter, assured="12") == ["Lange her", "Nie"]
    assert find(ActorFilter, no_contact="24") == find(ActorFilter, no_contact="never") == find(ActorFilter, assured="never") == ["Nie"]
    assert months_ago(0) == today


@pytest.mark.parametrize(("day", "months", "before"), [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")])
def test_months_are_counted_back_to_a_day_that_there_is(day, months, before, time_machine):
    time_machine.move_to(f"{day}T12:00:00+00:00", tick=False)
    assert months_ago(months).isoformat() == before


def test_scheme_mail_purpose_and_absent_steward_each_find_their_own(wuppertal, wuppertal_adviser, find):
    start_purposes(wuppertal)
    purpose = Purpose.objects.get(municipality=wuppertal, code="service")
    rollout, business = (
        factories.make_work_field(wuppertal),
        factories.make_work_field(wuppertal, "Klima", "climate", scheme="business_field"),
    )
    actor = factories.make_actor(wuppertal, "Werkhof", email="hof@example.org", work_fields=[business])
    factories.make_actor(wuppertal, "Anderer", steward=wuppertal_adviser, work_fields=[rollout])
    asked = {"has_email": "yes", "business_field": business, "steward": "none"}
    assert {name: find(ActorFilter, **{name: value}) for name, value in asked.items()} == dict.fromkeys(asked, ["Werkhof"])
    assert find(ActorFilter, field=business) == ["Werkhof"]  # as links of before name it
    assert find(ActorFilter, has_email="no") == ["Anderer"]
    expected = sorted(str(row) for row in Actor.objects.allowed_for("service"))
    assert find(ActorFilter, purpose=purpose) == expected
    assert actor in Actor.objects.allowed_for("service")


def test_list_says_who_was_not_told_yet(wuppertal, find):
    factories.make_actor(wuppertal, "Töpferin", kind="individual", source="Wochenmarkt")
    factories.make_actor(wuppertal, "Selbst angemeldet", kind="individual")
    factories.make_contact(wuppertal, "Muster", source="Vereinsregister")
    factories.make_contact(wuppertal, "Selbst")
    assert (find(ActorFilter, informed="no"), find(ContactFilter, informed="no")) == (["Töpferin"], ["Kim Muster"])


@pytest.mark.parametrize("name", ["kind", "field", "district", "tag", "steward", "purpose", "no_contact", "assured", *FACTS, "standing"])
@pytest.mark.parametrize("value", ["quatsch", "-1", "9" * 30, "²"])
def test_unknown_choice_filters_nothing_and_is_said(name, value, wuppertal, wuppertal_adviser, find):
    factories.make_actor(wuppertal, "Werkhof")
    assert find(ActorFilter, **{name: value}) == ["Werkhof"]
    filterset = ActorFilter(QueryDict(f"{name}={value}"), queryset=Actor.objects.all(), user=wuppertal_adviser, municipality=wuppertal)
    assert list(filterset.form.errors) == [name]
    assert filterset.chips == []


def test_lists_of_another_city_are_no_choice(wuppertal, witten, witten_adviser, find):
    factories.make_actor(wuppertal, "Werkhof")
    foreign = {
        "field": factories.make_work_field(witten),
        "district": factories.make_district(witten),
        "tag": factories.make_tag(witten),
        "steward": witten_adviser,
    }
    for name, row in foreign.items():
        assert find(ActorFilter, **{name: row}) == ["Werkhof"], name


# --- people ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["Müller", "mueller", "muller", "Änne Müller", "müller änne"])
def test_person_is_found_by_name(typed, wuppertal, find):
    factories.make_contact(wuppertal, "Müller", given_name="Änne")
    factories.make_contact(wuppertal, "Schulz")
    assert find(ContactFilter, q=typed) == ["Änne Müller"]


def test_person_is_found_by_their_actor_once(wuppertal, find):
    first, second = factories.make_actor(wuppertal, "Die Färberei"), factories.make_actor(wuppertal, "Färberei zwei")
    person = factories.make_contact(wuppertal, "Muster", actor=first)
    actions.set_role(actor=second, contact=person, role_title="", is_main=False)
    factories.make_contact(wuppertal, "Anders", actor=factories.make_actor(wuppertal, "Anderer"))
    assert find(ContactFilter, actor="faerberei") == ["Kim Muster"]


def test_person_is_found_by_role_mail_phone_and_purpose(wuppertal, find):
    start_purposes(wuppertal)
    actor = factories.make_actor(wuppertal, "Werkhof")
    factories.make_contact(wuppertal, "Muster", actor=actor, role_title="Werkstattleitung", email="kim@example.org", mobile="0170 123456")
    factories.make_contact(wuppertal, "Anders", actor=actor, role_title="Kasse")
    for asked in ({"role": "werkstatt"}, {"has_email": "yes"}, {"has_phone": "yes"}):
        assert find(ContactFilter, **asked) == ["Kim Muster"], asked
    assert find(ContactFilter, has_phone="no") == find(ContactFilter, has_email="no") == ["Kim Anders"]
    allowed = sorted(str(row) for row in Contact.objects.allowed_for("newsletter"))
    assert find(ContactFilter, purpose=Purpose.objects.get(municipality=wuppertal, code="newsletter")) == allowed == []


def test_talks_and_promises_are_found_by_the_actors_field_and_district(wuppertal, wuppertal_adviser, find):
    field, district = factories.make_work_field(wuppertal), factories.make_district(wuppertal)
    actor = factories.make_actor(wuppertal, "Werkhof", work_fields=[field], street="Weg", district=district)
    other = factories.make_actor(wuppertal, "Anderer")
    topic = factories.make_topic(wuppertal)
    factories.make_consultation(actor, wuppertal_adviser, channel="visit")
    factories.make_consultation(other, wuppertal_adviser, channel="video", topics=[topic])
    late = factories.make_follow_up(actor, wuppertal_adviser, "Spät", timezone.localdate() - timedelta(days=2))
    factories.make_follow_up(other, wuppertal_adviser, "Heute", timezone.localdate())
    for name, value in (("field", field), ("district", district)):
        assert [talk.split(",")[0] for talk in find(ConsultationFilter, **{name: value})] == ["Besuch vor Ort"]
        assert find(FollowUpFilter, **{name: value}) == ["Spät"]
    assert [talk.split(",")[0] for talk in find(ConsultationFilter, topic="none")] == ["Besuch vor Ort"]
    yesterday = timezone.localdate() - timedelta(days=1)
    assert find(FollowUpFilter, state="late") == find(FollowUpFilter, due_until=f"{yesterday:%d.%m.%Y}") == ["Spät"]
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=late)
    assert find(FollowUpFilter, done_since=f"{yesterday:%d.%m.%Y}") == ["Spät"]


# --- consultations -----------------------------------------------------------------------------------------
@pytest.fixture
def talks(wuppertal, wuppertal_adviser, second_adviser):
    actor, other = factories.make_actor(wuppertal, "Die Färberei"), factories.make_actor(wuppertal, "Werkhof")
    topic = factories.make_topic(wuppertal)
    factories.make_consultation(
        actor,
        wuppertal_adviser,
        held_on=date(2025, 1, 1),
        channel="visit",
        outcome="solved",
        topics=[topic],
        need="Werkraum",
    )
    factories.make_consultation([actor, other], second_adviser, held_on=date(2025, 2, 1), note="Über Öffnungszeiten gesprochen")
    return {"actor": other, "topic": topic, "adviser": second_adviser}


FIRST, SECOND = date(2025, 1, 1), date(2025, 2, 1)


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"q": "faerberei"}, [FIRST, SECOND]),
        ({"q": "werkhof"}, [SECOND]),
        ({"q": "werkraum"}, [FIRST]),
        ({"q": "zeiten"}, [SECOND]),
        ({"q": "färberei werkraum"}, [FIRST]),
        ({"channel": "visit"}, [FIRST]),
        ({"outcome": "solved"}, [FIRST]),
        ({"topic": "topic"}, [FIRST]),
        ({"actor": "actor"}, [SECOND]),
        ({"adviser": "adviser"}, [SECOND]),
        ({"since": "01.02.2025"}, [SECOND]),
        ({"until": "01.01.2025"}, [FIRST]),
        ({"since": "2025-01-01", "until": "2025-02-01"}, [FIRST, SECOND]),
        ({"since": "02.02.2025"}, []),
        ({"since": "32.13.2025"}, [FIRST, SECOND]),
    ],
    ids=str,
)
def test_talk_is_found_by(values, days, talks, wuppertal, wuppertal_adviser):
    query = QueryDict(mutable=True)
    query.update({name: str(talks[name].pk) if value == name else value for name, value in values.items()})
    rows = Consultation.objects.visible_to(wuppertal_adviser, wuppertal)
    found = ConsultationFilter(query, queryset=rows, user=wuppertal_adviser, municipality=wuppertal).qs
    assert sorted(talk.held_on for talk in found) == days


# --- promises ----------------------------------------------------------------------------------------------
@pytest.fixture
def promises(wuppertal, wuppertal_adviser, second_adviser):
    actor, today = factories.make_actor(wuppertal, "Die Färberei"), timezone.localdate()
    factories.make_follow_up(actor, wuppertal_adviser, "Überfällig", today - timedelta(days=3))
    factories.make_follow_up(actor, second_adviser, "Heute", today)
    factories.make_follow_up(actor, wuppertal_adviser, "Später", today + timedelta(days=3))
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=factories.make_follow_up(actor, wuppertal_adviser, "Erledigt", today))
    return second_adviser


@pytest.mark.parametrize(
    ("state", "tasks"),
    [
        (None, ["Heute", "Später", "Überfällig"]),
        ("open", ["Heute", "Später", "Überfällig"]),
        ("due", ["Heute", "Überfällig"]),
        ("done", ["Erledigt"]),
        ("all", ["Erledigt", "Heute", "Später", "Überfällig"]),
    ],
)
def test_promise_is_found_by_its_state(state, tasks, promises, find):
    assert find(FollowUpFilter, **({"state": state} if state else {})) == tasks


def test_promise_is_found_by_person_task_and_actor(promises, find):
    assert find(FollowUpFilter, assignee=promises) == ["Heute"]
    assert find(FollowUpFilter, q="heut") == ["Heute"]
    assert find(FollowUpFilter, q="faerberei", state="done") == ["Erledigt"]
    assert find(FollowUpFilter, q="färberei heute") == ["Heute"]


# --- chips -------------------------------------------------------------------------------------------------
def test_active_filters_are_named_and_each_can_be_taken_out(sign_in, wuppertal, wuppertal_adviser):
    district = factories.make_district(wuppertal)
    page = sign_in(wuppertal_adviser).get(reverse("actor_list"), {"q": "werk", "district": district.pk, "page": 3, "sort": "-name"})
    chips = page.context["filterset"].chips
    assert [chip.value for chip in chips] == ["werk", "Elberfeld"]
    assert [chip.url for chip in chips] == [f"?district={district.pk}&sort=-name", "?q=werk&sort=-name"]


def test_list_without_a_filter_has_no_chip(sign_in, wuppertal_adviser, wuppertal):
    for name in ("actor_list", "contact_list", "consultation_list", "follow_up_list"):
        assert sign_in(wuppertal_adviser).get(reverse(name)).context["filterset"].chips == []


@pytest.mark.parametrize("typed", ["öffnung", "Öffnung", "ÖFFNUNG"])
def test_notes_and_promises_are_found_however_an_umlaut_is_capitalised(typed, wuppertal, wuppertal_adviser, sign_in):
    actor = factories.make_actor(wuppertal, "Hof")
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Öffnungszeiten geklärt.")
    promise = factories.make_follow_up(actor, wuppertal_adviser, task="Neue Öffnungszeiten eintragen")
    client = sign_in(wuppertal_adviser)
    assert talk.get_absolute_url() in client.get(reverse("consultation_list"), {"q": typed}).content.decode()
    assert promise.get_absolute_url() in client.get(reverse("follow_up_list"), {"q": typed}).content.decode()
