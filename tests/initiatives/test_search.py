"""The search box: what it finds, in which order, for whom. All names are invented."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives import actions
from initiatives.bulk import refold
from initiatives.models import Actor
from initiatives.search import search
from network import actions as network_actions
from tests import factories
from wf40.registry import search_sources

pytestmark = pytest.mark.django_db

NAMES = (
    "Gemüselager",
    "Gemüse-Lager Nord e. V.",
    "Lagerhaus Süd",
    "Das Möbellager Vohwinkel gGmbH",
    "Alte Färberei",
    "Radwerk Friedrichstraße",
    "GV Nordstadt",
    "Bund für Reparatur und Umwelt",
    "Volkshochschule im Tal",
    "Sankt-Anna-Haus",
    "Halle 1",
    "Halle 2",
    "Sørens Łódka",
)


@pytest.fixture
def find(wuppertal, wuppertal_reader):
    """The titles of the hits, the best first."""

    def do(text, user=wuppertal_reader, city=wuppertal, **how):
        return [hit.title for hit in search(user, city, text, **how).hits]

    return do


@pytest.fixture
def town(wuppertal):
    """Some actors."""
    made = Actor.objects.bulk_create(Actor(municipality=wuppertal, trading_name=name, kind="initiative") for name in NAMES)
    refold(Actor, [actor.pk for actor in made])


# --- spellings ---------------------------------------------------------------------------------------------
def test_parts_of_compounds_and_umlauts_are_found_however_they_are_written(town, find):
    found = find("Lager")
    assert found[0] == "Lagerhaus Süd"  # names that begin so come first
    assert set(found) == {"Lagerhaus Süd", "Gemüselager", "Gemüse-Lager Nord e. V.", "Das Möbellager Vohwinkel gGmbH"}
    assert find("Gemüselager")[:2] == ["Gemüselager", "Gemüse-Lager Nord e. V."]
    assert find("gemüse lager")[0] == "Gemüselager"
    assert find("Gemuselager Nord")[0] == "Gemüse-Lager Nord e. V."

    for text in ("Färberei", "Faerberei", "Farberei", "FÄRBEREI", "Fa\u0308rberei", "ärber", "die alte färberei"):
        assert find(text)[0] == "Alte Färberei", text
    assert find("Sorens")[0] == find("Soerens Lodka")[0] == "Sørens Łódka"


def test_one_typing_error_is_forgiven_anywhere(town, find):
    for name, slips in (
        ("Lagerhaus Süd", ["Lagehraus", "Lagerhas", "Lagerrhaus", "Kagerhaus", "Lagerhaus Süt"]),
        ("Alte Färberei", ["Färbreei", "Alte Färberi", "Fräberei", "Ate Färberei"]),
        ("Das Möbellager Vohwinkel gGmbH", ["Möbellagre Vohwinkel", "Mobbellager", "Möbellager Vowinkel"]),
        ("GV Nordstadt", ["Nordstat", "Nrodstadt"]),
    ):
        for text in slips:
            assert find(text)[0] == name, text


def test_legal_forms_abbreviations_and_short_words_are_no_obstacle(town, find):
    for text in ("Gemüse-Lager Nord", "Gemüse-Lager Nord eV", "Gemüse-Lager Nord e.V.", "Gemüse-Lager Nord gGmbH"):
        assert find(text)[0] == "Gemüse-Lager Nord e. V.", text
    assert find("Möbellager Vohwinkel GmbH")[0] == "Das Möbellager Vohwinkel gGmbH"
    assert find("gGmbH") == ["Das Möbellager Vohwinkel gGmbH"]  # alone it is what is asked for

    for text in ("Friedrichstr.", "Friedrichstraße", "friedrich str", "Friedrichstra"):
        assert find(text)[0] == "Radwerk Friedrichstraße", text
    assert find("VHS")[0] == find("VHS Tal")[0] == "Volkshochschule im Tal"
    assert find("St. Anna")[0] == find("st anna haus")[0] == "Sankt-Anna-Haus"
    assert find("BfRU")[0] == "Bund für Reparatur und Umwelt"
    assert find("gv") == ["GV Nordstadt"]
    assert find("Halle 2")[:2] == ["Halle 2", "Halle 1"]
    # Words that fit nowhere are left out last.
    assert find("Färberei Wuppertal") == ["Alte Färberei"]
    assert find("Lagerhaus Xylophon")[0] == "Lagerhaus Süd"
    assert find("Xylophon") == []


def test_odd_questions_are_answered_without_an_error(town, find, wuppertal, wuppertal_reader):
    assert search(wuppertal_reader, wuppertal, " x ").is_too_short
    assert search(wuppertal_reader, wuppertal, "").is_too_short
    for text in ('"', "%%__", "'; DROP TABLE x; --", "AND OR NOT", "folded_names : x*", "\\", "()", "Ж Ж", "\ud800", "²½", "a b c d"):
        find(text)
    assert find("Lager\0haus")[:1] == find("Lager haus")[:1] == ["Lagerhaus Süd"]
    assert find("Färberei " + "x" * 500)[:1] == ["Alte Färberei"]
    assert find("0" * 300) == []


# --- what is found, and why --------------------------------------------------------------------------------
def pieces(hit):
    return "".join(f"[{text}]" if fits else text for text, fits in hit.snippet)


def test_hit_says_what_fitted(wuppertal, wuppertal_adviser, find):
    tag = factories.make_tag(wuppertal, "Holzbau")
    actor = factories.make_actor(
        wuppertal,
        "Schwimmoper",
        registered_name="Bäderbetrieb Süd GmbH",
        aliases=["Hallenbad Johannisberg"],
        tags=[tag],
        street="Südstraße",
        house_number="29",
        locality="Wuppertal",
        phone="0202 563-2630",
        email="bad@schwimmoper.example",
        website="https://www.wasserfroh.example/start",
        description="Lange Bahnen, warmes Wasser. " * 10 + "Dienstags schwimmen Seepferdchen. " + "Und so weiter. " * 20,
    )

    def first(text):
        return search(wuppertal_adviser, wuppertal, text, kinds=["actor"]).hits[0]

    hit = first("schwimm")
    assert (hit.kind, hit.kind_label, hit.key, hit.url) == ("actor", "Akteur", actor.pk, actor.get_absolute_url())
    assert (hit.matched, pieces(hit), hit.is_past) == ("", "[Schwimm]oper", False)
    assert hit.meta == "Initiative, Südstraße 29"
    hit = first("Hallenbad")
    assert (hit.title, hit.matched, pieces(hit)) == ("Schwimmoper", "auch: Hallenbad Johannisberg", "auch: [Hallenbad] Johannisberg")
    assert pieces(first("Baderbetrieb")) == "auch: [Bäderbetrieb] Süd GmbH"
    assert pieces(first("Holzbau")) == "[Holzbau]"
    assert pieces(first("südstr. 29")) == "[Südstr]aße [29], Wuppertal"
    assert first("0202563").matched == first("+49 202 5632630").matched == first("0049 (0)202 563").matched == "0202 563-2630"
    assert first("bad@schwimmoper.example").matched == "bad@schwimmoper.example"
    assert first("wasserfroh.example").matched == "wasserfroh.example"
    hit = first("Seepferdchen")
    assert "schwimmen [Seepferdchen]." in pieces(hit)
    assert hit.matched.startswith("… ")
    assert hit.matched.endswith(" …")
    assert len(hit.matched) < 200
    assert pieces(first("schwimoper")) == "[Schwimmoper]"
    # One letter off, and not in the name.
    factories.make_contact(wuppertal, "Färber", given_name="Ada", email="ada@faerberei-stecknadel.example")
    [hit] = search(wuppertal_adviser, wuppertal, "farberei", kinds=["contact"]).hits
    assert (hit.title, pieces(hit)) == ("Ada Färber", "ada@[faerberei]-stecknadel.example")


def test_better_names_come_first_and_archived_actors_last_of_their_kind(wuppertal, wuppertal_adviser, find):
    names = ["Ofen", "Ofenbau Krug", "Haus am Ofen", "Backofen", "Grill", "Ofen und Herd"]
    for name in names:
        factories.make_actor(wuppertal, name, aliases=["Ofen & Co."] if name == "Grill" else [])
    factories.make_actor(wuppertal, "Schmiede", description="Baut jeden Ofen.")
    gone = factories.make_actor(wuppertal, "Ofen Alt")
    actions.archive_actor(user=wuppertal_adviser, actor=gone, reason="dissolved")
    found = search(wuppertal_adviser, wuppertal, "Ofen")
    order = ["Ofen", "Grill", "Ofenbau Krug", "Ofen und Herd", "Ofen Alt", "Haus am Ofen", "Backofen", "Schmiede"]
    assert [hit.title for hit in found.hits] == order
    assert [hit.title for hit in found.hits if hit.is_past] == ["Ofen Alt"]
    assert (len(found.hits), found.has_more) == (8, False)
    less = search(wuppertal_adviser, wuppertal, "Ofen", limit=3)
    assert ([hit.title for hit in less.hits], less.has_more) == (order[:3], True)


def test_namesakes_leave_room_for_others(wuppertal, find):
    for name in ("Bühne Ost", "Bühne Ost", "Bühne Ost", "Opernhaus"):
        factories.make_actor(wuppertal, name, aliases=["Wuppertaler Bühnen"])
    assert sorted(find("Wuppertaler Bühnen", limit=2)) == ["Bühne Ost", "Opernhaus"]


def test_people_talks_promises_and_tags_are_found(wuppertal, wuppertal_adviser, wuppertal_reader):
    actor = factories.make_actor(wuppertal, "Werkhof")
    factories.make_tag(wuppertal, "Lastenrad")
    person = factories.make_contact(wuppertal, "Radler", actor=actor, role_title="Vorstand", email="kim@rad.example", mobile="0170 1234567")
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Sucht ein Lastenrad.", need="Verleih", held_on=date(2026, 3, 12))
    task = factories.make_follow_up(actor, wuppertal_adviser, "Lastenrad zeigen")

    def found(text, user=wuppertal_reader):
        return [(hit.kind, hit.title, hit.meta, hit.url) for hit in search(user, wuppertal, text).hits]

    assert [hit[0] for hit in found("Lastenrad")] == ["tag", "follow_up", "consultation"]
    tag_hit, task_hit, talk_hit = found("Lastenrad")
    assert tag_hit[3].startswith("/buero/akteure/?tag=")
    assert (task_hit[1], task_hit[3]) == ("Lastenrad zeigen", actor.get_absolute_url())
    assert found("Lastenrad", wuppertal_adviser)[1][3] == task.get_absolute_url()
    assert talk_hit[1:] == (str(talk), "Werkhof", talk.get_absolute_url())
    for text in ("Radler Kim", "kim radler", "kim@rad.example", "+49 170 1234567"):
        assert found(text)[0] == ("contact", "Kim Radler", "Vorstand, Werkhof", person.get_absolute_url()), text
    assert found("12.03.2026")[0][0] == "consultation"


# --- who finds what ----------------------------------------------------------------------------------------
def everything(city, user, marker):
    """One record of each kind that is searched, all with the same word."""
    actor = factories.make_actor(city, f"{marker} Hof", tags=[factories.make_tag(city, marker)])
    factories.make_contact(city, marker, actor=actor)
    factories.make_consultation(actor, user, note=f"Über {marker} gesprochen.")
    factories.make_follow_up(actor, user, f"{marker} anrufen")
    factories.make_warning(actor, user, text=f"{marker} zieht um")
    factories.make_round([actor], user, f"Rund um {marker}")
    factories.make_connection(actor, factories.make_actor(city), user, note=f"{marker} kennt sie")
    values = {"exchange_type": "offer", "item_type": "good", "title": f"Regal von {marker}"}
    network_actions.create_listing(user=user, actor=actor, values=values)
    factories.make_entry(city, actor=actor, text=f"Wann kommt {marker}?")
    return actor


def test_nobody_finds_what_is_another_citys_or_not_theirs_to_see(
    wuppertal, witten, wuppertal_adviser, witten_adviser, researcher, technician, manager_here_reader_there
):
    everything(wuppertal, wuppertal_adviser, "Zwirnwerk")
    everything(witten, witten_adviser, "Zwirnwerk")

    def kinds(user, city):
        found = search(user, city, "Zwirnwerk", limit=50)
        assert all(hit.key for hit in found.hits)
        return sorted(hit.kind for hit in found.hits)

    assert kinds(wuppertal_adviser, wuppertal) == sorted(source.key for source in search_sources)
    assert kinds(wuppertal_adviser, witten) == kinds(researcher, wuppertal) == kinds(wuppertal_adviser, None) == []
    assert kinds(technician, wuppertal) == ["tag"]  # lists are the technician's, records are not
    assert kinds(manager_here_reader_there, witten) == kinds(witten_adviser, witten)
    assert sorted(hit.kind for hit in search(wuppertal_adviser, wuppertal, "Zwirnwerk", kinds=["contact", "x"]).hits) == ["contact"]


def test_number_of_queries_does_not_grow_with_the_hits(wuppertal, wuppertal_adviser):
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    asked = {}
    for round_ in range(2):
        for number in range(1 + round_ * 5):
            everything(wuppertal, wuppertal_adviser, f"Zwirnwerk{round_}{number}")
        for text in ("Zwirnwerk", "Zwirnwekr", "Zwirnwerk Xylophon"):
            with CaptureQueriesContext(connection) as queries:
                assert search(wuppertal_adviser, wuppertal, text, limit=30).hits
            asked.setdefault(text, set()).add(len(queries))
    # One for entries, or two for a word that is spelled wrong and five if one fits nowhere; one for each of the
    # kinds that are shown; one for the words of the hits.
    assert asked == {"Zwirnwerk": {12}, "Zwirnwekr": {9}, "Zwirnwerk Xylophon": {12}}


# --- on the command line -----------------------------------------------------------------------------------
def test_command_prints_what_the_box_would_show(wuppertal, witten, wuppertal_adviser, capsys):
    actor = factories.make_actor(wuppertal, "Schwimmoper", aliases=["Hallenbad Johannisberg"])
    secret = factories.make_actor(wuppertal, "Hallenbad geheim")
    actions.restrict(user=wuppertal_adviser, record=secret, reason="objection")
    factories.make_consultation(actor, wuppertal_adviser, note="Hallenbad vertraulich", is_confidential=True)
    call_command("search", "hallenbat", municipality="wuppertal")
    said = capsys.readouterr().out
    assert ["actor", str(actor.pk), "Schwimmoper", "(auch:", "Hallenbad", "Johannisberg)"] == said.splitlines()[1].split()
    assert len(said.splitlines()) == 2
    call_command("search", "Schwimmoper", limit=1)
    assert "Witten:\n  Nichts gefunden." in capsys.readouterr().out
    with pytest.raises(CommandError, match="wuppertal"):
        call_command("search", "Hallenbad", municipality="nirgends")
