"""Lists kept by a name and in words; frozen lists that prove who was in them and why."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives import actions
from initiatives.exports import LISTS
from initiatives.models import Actor, Purpose, Selection, SelectionSnapshot, SnapshotRow
from initiatives.office_start import start_purposes
from initiatives.selections import BEHIND, JOINED, NOUNS, check, criteria_of, describe, describe_kept, gone_filters, kept_query
from initiatives.snapshots import Comparison
from municipalities.models import District
from tests import factories
from wf40.registry import obligations

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEPT_QUERIES = 0


@pytest.fixture
def asked(wuppertal, wuppertal_adviser):
    """The filters of a list, as an address asks for them."""

    def do(query, office_list="actors"):
        return LISTS[office_list].filterset(wuppertal_adviser, wuppertal, query)

    return do


@pytest.fixture
def keep(wuppertal, wuppertal_adviser):
    """Keeps a selection."""

    def do(name="Elberfeld", query="kind=initiatives", *, user=wuppertal_adviser, office_list="actors", is_shared=True):
        said = {"office_list": office_list, "name": name, "query": query, "is_shared": is_shared}
        return actions.save_selection(user=user, municipality=wuppertal, **said)

    return do


# --- in words ----------------------------------------------------------------------------------------------
def test_list_reads_as_one_phrase(asked, wuppertal, wuppertal_adviser):
    district, tag = factories.make_district(wuppertal), factories.make_tag(wuppertal)
    factories.make_district(wuppertal, "Barmen")
    query = f"kind=initiatives&district={district.pk}"
    assert describe(asked(query), "actors") == "Initiativen in Elberfeld"
    query = f"steward={wuppertal_adviser.pk}&tag={tag.pk}&kind=enterprises&standing=all&district={district.pk}&industry=handel"
    words = "Unternehmen in Elberfeld mit Schlagwort Holz, betreut von Ada Beispiel, auch abgelegte · Branche: Handel"
    assert describe(asked(query), "actors") == words
    unknown = District.objects.get(municipality=wuppertal, code="unbekannt")
    query = f"district={unknown.pk}&no_contact=12&steward=none&assured=never"
    assert describe(asked(query), "actors") == "Akteure ohne Stadtteil ohne Betreuung ohne Kontakt seit 12\u00a0Monaten, nie bestätigt"
    query = f"kind=initiatives&no_contact=12&district={district.pk}"
    assert describe(asked(query), "actors") == "Initiativen in Elberfeld ohne Kontakt seit 12\u00a0Monaten"


def test_lists_without_a_filter_and_of_other_kinds_are_named_too(asked):
    assert describe(asked(""), "actors") == "Akteure"
    assert describe(asked("", "follow_ups"), "follow_ups") == "Offene Wiedervorlagen"
    assert describe(asked("state=due&q=Raum", "follow_ups"), "follow_ups") == "Fällige Wiedervorlagen mit „Raum“"
    assert describe(asked("since=01.02.2026&until=28.02.2026", "consultations"), "consultations") == (
        "Beratungen ab 01.02.2026 bis 28.02.2026"
    )
    assert describe(asked("actor=Werkhof", "contacts"), "contacts") == "Personen bei „Werkhof“"


def test_every_phrase_belongs_to_a_filter_that_there_is(asked):
    known = {name for key in LISTS for name in asked("", key).form.fields}
    named = {key if isinstance(key, str) else key[0] for key in [*BEHIND, *JOINED]}
    assert named - known == set()
    assert {name for name, _words in NOUNS.values()} <= known


def test_many_selections_are_described_with_a_fixed_number_of_queries(asked, wuppertal, django_assert_num_queries):
    districts = [factories.make_district(wuppertal, label) for label in ("Elberfeld", "Barmen", "Vohwinkel")]
    queries = [f"kind=initiatives&district={district.pk}" for district in districts]
    for some in (queries[:1], queries):
        filterset = asked("")
        with django_assert_num_queries(KEPT_QUERIES):
            words = describe_kept(filterset, "actors", some)
        assert words == [describe(asked(query), "actors") for query in some]


# --- what is kept ------------------------------------------------------------------------------------------
def test_only_what_the_list_knows_is_kept(asked):
    sent = (
        "page=7&csrfmiddlewaretoken=x&kind=initiatives&q=&tag=999999&standing=current&sort=-last&groesse=25&auswahl=3&spalten=name&evil=1"
    )
    assert kept_query(asked(sent)) == "kind=initiatives&sort=-last&groesse=25&spalten=name"
    # The same filters in another order are the same selection.
    assert kept_query(asked("district=&sort=name&kind=initiatives")) == kept_query(asked("kind=initiatives&sort=name"))


def test_address_that_is_too_long_is_refused_in_words(asked, monkeypatch):
    monkeypatch.setattr("initiatives.selections.LONGEST_QUERY", 20)
    with pytest.raises(ValidationError, match="zu viele Filter"):
        kept_query(asked("kind=initiatives&q=Holzwerkstatt"))


def test_value_that_is_no_choice_any_more_is_said(asked, wuppertal):
    own = factories.make_own_field(wuppertal, "Stellplätze", "number")
    query = f"tag=999999&{own.key}_from=3&kind=initiatives"
    assert gone_filters(asked(query)) == ["Schlagwörter"]
    values = {"label": own.label, "help_text": "", "options": "", "position": 1, "is_active": False}
    actions.change_field(field=own, values=values)
    assert gone_filters(asked(query)) == ["Schlagwörter", "Stellplätze"]


# --- by a name ---------------------------------------------------------------------------------------------
def test_selection_sent_twice_is_kept_once_and_a_taken_name_is_refused(keep, second_adviser, wuppertal):
    first = keep()
    assert keep() == first
    with pytest.raises(ValidationError, match="schon eine Auswahl"):
        keep(query="kind=enterprises")
    with pytest.raises(ValidationError):
        keep(user=second_adviser)
    # A private one may be called like somebody else's, and another list has names of its own.
    keep(user=second_adviser, is_shared=False)
    keep(office_list="contacts", query="")
    assert Selection.objects.count() == 3


def test_person_finds_what_is_shared_and_what_is_their_own(keep, wuppertal, witten, wuppertal_adviser, second_adviser, witten_adviser):
    shared, private = keep(), keep("Meine", is_shared=False)
    assert set(Selection.objects.visible_to(wuppertal_adviser, wuppertal)) == {shared, private}
    assert set(Selection.objects.visible_to(second_adviser, wuppertal)) == {shared}
    assert set(Selection.objects.visible_to(witten_adviser, wuppertal)) == set()
    assert set(Selection.objects.visible_to(witten_adviser, witten)) == set()


def test_selection_gets_another_name_and_other_filters(keep):
    selection, other = keep(), keep("Barmen")
    changed = actions.change_selection(selection=selection, values={"name": "Im Westen", "query": "kind=enterprises"})
    assert (changed.name, changed.query, changed.saved_at > selection.saved_at) == ("Im Westen", "kind=enterprises", True)
    with pytest.raises(ValidationError):
        actions.change_selection(selection=other, values={"name": "Im Westen"})


# --- frozen ------------------------------------------------------------------------------------------------
@pytest.fixture
def freeze(wuppertal, wuppertal_adviser, asked):
    """Freezes a list of actors, as the page does."""

    def do(query="kind=initiatives", purpose="", **more):
        filterset = asked(query)
        return actions.freeze(
            user=wuppertal_adviser,
            municipality=wuppertal,
            title="Liste",
            actors=filterset.qs,
            query=kept_query(filterset),
            criteria=describe(filterset, "actors"),
            reasons=[criterion.reason for criterion in criteria_of(filterset)],
            purpose=purpose,
            asks=bool(purpose),
            **more,
        )

    return do


@pytest.fixture
def four(wuppertal, wuppertal_adviser):
    """Three initiatives, of which one objects to invitations, and an enterprise."""
    start_purposes(wuppertal)
    actors = {name: factories.make_actor(wuppertal, name) for name in ("Anton", "Berta", "Cäsar")}
    actors["Dora"] = factories.make_actor(wuppertal, "Dora", kind="enterprise")
    invitation = Purpose.objects.get(code="invitation")
    actions.raise_objection(user=wuppertal_adviser, subject=actors["Berta"], purpose=invitation, channel="paper")
    return actors


def compare(snapshot, asked, asks=False):
    return Comparison(snapshot, asked(snapshot.query), asks=asks)


def test_frozen_list_holds_who_was_in_and_who_was_left_out_and_why(freeze, four):
    snapshot = freeze(purpose="invitation")
    today = timezone.localdate().isoformat()
    asked_for = [{"code": "kind", "value": "initiatives"}, {"code": "standing", "value": "current"}]
    assert {row.actor_key: (row.actor_id, row.verdict, row.reasons) for row in snapshot.rows.all()} == {
        four["Anton"].pk: (four["Anton"].pk, "in", [*asked_for, {"code": "basis", "value": "6_1_e"}]),
        four["Berta"].pk: (four["Berta"].pk, "out", [{"code": "objection", "value": today}]),
        four["Cäsar"].pk: (four["Cäsar"].pk, "in", [*asked_for, {"code": "basis", "value": "6_1_e"}]),
    }
    assert (snapshot.row_count, snapshot.query, snapshot.criteria) == (3, "kind=initiatives", "Initiativen")


def test_frozen_list_holds_no_name(freeze, four):
    snapshot = freeze("q=Anton&steward=&kind=initiatives")
    stored = [value for row in snapshot.rows.values_list() for value in row]
    assert "Anton" not in str(stored)
    assert [row.reasons[0] for row in snapshot.rows.all()] == [{"code": "q"}]


def test_checksum_holds_until_a_row_is_changed(freeze, four):
    snapshot = freeze()
    assert check(snapshot)
    # The order in which the reasons were found is no difference.
    row = snapshot.rows.first()
    SnapshotRow.objects.filter(pk=row.pk).update(reasons=row.reasons[::-1])
    assert check(snapshot)
    for change in ({"verdict": "out"}, {"reasons": []}, {"actor_key": 10**6}):
        before = {name: getattr(row, name) for name in change}
        SnapshotRow.objects.filter(pk=row.pk).update(**change)
        assert not check(snapshot), change
        SnapshotRow.objects.filter(pk=row.pk).update(**before)
    assert check(snapshot)
    row.delete()
    assert not check(snapshot)


def test_list_longer_than_a_batch_is_frozen_whole_in_the_same_way(wuppertal, wuppertal_adviser, monkeypatch):
    monkeypatch.setattr("initiatives.actions.selections.BATCH", 4)
    Actor.objects.bulk_create(Actor(municipality=wuppertal, trading_name=f"A {number}", sort_key="a") for number in range(13))
    keys = list(Actor.objects.order_by("-pk").values_list("pk", flat=True))
    said = {"user": wuppertal_adviser, "municipality": wuppertal, "title": "T" * 200, "query": "", "criteria": "", "purpose": ""}
    upwards, downwards = (actions.freeze_rows(**said, rows=((key, "in", []) for key in order)) for order in (keys, keys[::-1]))
    assert (upwards.row_count, upwards.rows.count(), upwards.title) == (13, 13, "T" * 120)
    assert upwards.digest == downwards.digest != ""


def test_key_of_another_city_or_of_nobody_stays_a_number(wuppertal, witten, wuppertal_adviser):
    foreign = factories.make_actor(witten, "Nachbarkreis")
    rows = [(foreign.pk, "in", []), (10**9, "out", [])]
    said = {"user": wuppertal_adviser, "municipality": wuppertal, "title": "T", "query": "", "criteria": "", "purpose": ""}
    snapshot = actions.freeze_rows(**said, rows=rows)
    assert set(snapshot.rows.values_list("actor_key", "actor")) == {(foreign.pk, None), (10**9, None)}


def test_list_frozen_twice_at_once_is_one(freeze, four):
    first = freeze()
    assert freeze() == first
    SelectionSnapshot.objects.update(taken_at=timezone.now() - timedelta(minutes=2))
    assert freeze() != first


def test_comparison_says_who_came_who_went_and_who_is_judged_otherwise(freeze, four, asked, wuppertal, wuppertal_adviser):
    snapshot = freeze(purpose="invitation")
    came = factories.make_actor(wuppertal, "Emil")
    actions.archive_actor(user=wuppertal_adviser, actor=four["Cäsar"], reason="dissolved")
    objection = four["Berta"].objections.get()
    actions.lift_objection(user=wuppertal_adviser, objection=objection)
    actions.raise_objection(user=wuppertal_adviser, subject=four["Anton"], purpose=Purpose.objects.get(code="invitation"), channel="paper")
    today = compare(snapshot, asked, asks=True)
    assert set(today.came()) == {came}
    assert [row.actor for row in today.went()] == [four["Cäsar"]]
    assert {row.actor for row in today.changed()} == {four["Anton"], four["Berta"]}
    lines = {line.name: line for line in today.lines(list(today.rows.select_related("actor")))}
    day = timezone.localdate().strftime("%d.%m.%Y")
    assert lines["Anton"].today == f"ausgelassen: Widerspruch vom {day}"
    assert (lines["Berta"].verdict, lines["Berta"].reasons, lines["Berta"].today) == (
        "ausgelassen",
        f"Widerspruch vom {day}",
        "dabei",
    )
    assert lines["Cäsar"].today == "nicht dabei"
    assert lines["Cäsar"].reasons.startswith("Art: alle Initiativen; Bestand: aktuell; ")


def test_rows_show_the_living_name_and_never_a_restricted_one(freeze, four, asked, wuppertal_manager):
    snapshot = freeze()
    actions.restrict(user=wuppertal_manager, record=four["Anton"], reason="claims")
    Actor.objects.filter(pk=four["Berta"].pk).update(trading_name="Berta neu")
    Actor.objects.filter(pk=four["Cäsar"].pk).delete()
    today = compare(snapshot, asked)
    lines = {line.key: line for line in today.lines(list(today.rows.select_related("actor")))}
    said = {name: (lines[actor.pk].name, bool(lines[actor.pk].url)) for name, actor in four.items() if actor.pk in lines}
    assert said == {"Anton": ("Daten eingeschränkt (Art.\u00a018)", False), "Berta": ("Berta neu", True), "Cäsar": ("gelöscht", False)}
    assert {row.actor_key for row in today.went()} == {four["Anton"].pk, four["Cäsar"].pk}
    assert check(snapshot)


def test_merging_shows_the_survivor_under_the_number_of_that_day(freeze, four, asked):
    snapshot = freeze()
    duty = next(entry for entry in obligations if entry.key == "initiatives.SnapshotRow")
    assert duty.merge(four["Anton"], four["Berta"]) == 1
    today = compare(snapshot, asked)
    lines = {line.key: line.name for line in today.lines(list(today.rows.select_related("actor")))}
    assert lines[four["Berta"].pk] == "Anton"
    assert check(snapshot)


def test_looking_up_an_actor_says_why_it_is_in_or_not(freeze, four, asked):
    snapshot = freeze()
    Actor.objects.filter(pk=four["Anton"].pk).update(kind="enterprise")
    said = compare(snapshot, asked).explain([four["Anton"], four["Berta"], four["Dora"]])
    told = {entry["line"].name: ([row.verdict for row in entry["then"]], entry["line"].today, entry["failing"]) for entry in said}
    assert told == {
        "Anton": (["dabei"], "nicht dabei", ["Art: alle Initiativen"]),
        "Berta": (["dabei"], "dabei", []),
        "Dora": ([], "nicht dabei", ["Art: alle Initiativen"]),
    }
