"""Lists: pages that never break, sorting from our own list of columns, exact counts to 1,000, and a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, Purpose
from initiatives.office_start import start_purposes
from initiatives.tables import ActorTable, ConsultationTable, ContactTable, FollowUpTable, MessageTable
from portal.tables.checks import CheckTable
from portal.tables.inbox import InboxTable
from tests import factories
from tests.pages import words
from wf40.paging import paginate
from wf40.tables import MISSING, day, link, text

pytestmark = pytest.mark.django_db
LISTS = {
    "actor_list": ActorTable,
    "contact_list": ContactTable,
    "consultation_list": ConsultationTable,
    "follow_up_list": FollowUpTable,
    "message_list": MessageTable,
    "inbox_list": InboxTable,
    "profile_check_list": CheckTable,
}
STRANGE = ["0", "-1", "abc", "1.5", "1e3", "10**3", str(10**12), str(10**30), "9" * 4000, "²", "١", " 2 ", "\u202e1", "NaN", "null", ""]


def many(municipality, count):
    """That many actors, in one step."""
    Actor.objects.bulk_create(
        Actor(municipality=municipality, trading_name=f"Initiative {number:04}", sort_key=f"initiative {number:04}")
        for number in range(count)
    )


def page_of(count=0, **params):
    query = QueryDict(mutable=True)
    query.update(params)
    return paginate(Actor.objects.order_by("sort_key"), query)


# --- pages -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(LISTS))
def test_list_answers_whatever_stands_in_its_address(name, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    assert {client.get(reverse(name), dict.fromkeys(("page", "groesse", "genau", "sort"), value)).status_code for value in STRANGE} == {200}


@pytest.mark.parametrize("value", STRANGE)
def test_strange_page_is_a_page_that_there_is(value, wuppertal):
    many(wuppertal, 120)
    page = page_of(page=value)
    assert 1 <= page.number <= page.last == 3
    assert page.rows


@pytest.mark.parametrize("value", [str(10**12), "4", "99"])
def test_page_beyond_the_end_is_the_last_one(value, wuppertal):
    many(wuppertal, 120)
    page = page_of(page=value)
    assert (page.number, page.first_row, page.last_row, len(page.rows)) == (3, 101, 120, 20)


@pytest.mark.parametrize(
    ("value", "size"),
    [("25", 25), ("50", 50), ("100", 100), ("10", 50), ("1000000", 50), ("0", 50), ("-25", 50), ("x", 50), ("", 50)],
)
def test_page_size_is_one_of_ours(value, size, wuppertal):
    many(wuppertal, 60)
    page = page_of(groesse=value)
    assert (page.size, len(page.rows)) == (size, min(60, size))


def test_empty_list_has_one_page_and_no_links():
    page = page_of()
    assert (page.count, page.is_exact, page.number, page.last, page.first_row, page.last_row, page.links) == (0, True, 1, 1, 0, 0, [])


def test_pages_overlap_nowhere_even_among_equal_rows(wuppertal):
    Actor.objects.bulk_create(Actor(municipality=wuppertal, trading_name="Gleich", sort_key="gleich") for _number in range(120))
    table = ActorTable(QueryDict("sort=kind"))
    seen = [row.pk for number in (1, 2, 3) for row in paginate(table.ordered(Actor.objects.all()), QueryDict(f"page={number}")).rows]
    assert sorted(seen) == sorted(Actor.objects.values_list("pk", flat=True))


def test_links_lead_to_neighbours_and_both_ends(wuppertal):
    many(wuppertal, 1000)
    page = page_of(groesse="25", page="20", q="werk")
    assert [number for number, _url, _current in page.links] == [1, None, 18, 19, 20, 21, 22, None, 40]
    assert {url.split("&page")[0] for number, url, _current in page.links if number} == {"?groesse=25"} or all(
        "q=werk" in url for number, url, _c in page.links if number
    )


@pytest.mark.parametrize(("count", "is_exact", "shown"), [(999, True, 999), (1000, True, 1000), (1001, False, 1000), (1200, False, 1000)])
def test_count_is_exact_to_a_thousand(count, is_exact, shown, wuppertal):
    many(wuppertal, count)
    page = page_of()
    assert (page.count, page.is_exact) == (shown, is_exact)


def test_more_than_a_thousand_is_said_and_counted_on_request(sign_in, wuppertal, wuppertal_adviser):
    many(wuppertal, 1234)
    client = sign_in(wuppertal_adviser)
    answer = client.get(reverse("actor_list"), {"groesse": "100", "kind": "initiative"})
    assert "mehr als 1.000 Akteure" in words(answer)
    assert answer.context["page"].last == 10
    exact = client.get(reverse("actor_list") + answer.context["page"].exact_url)
    assert (exact.context["page"].count, exact.context["page"].last, exact.context["page"].is_exact) == (1234, 13, True)
    assert "1.234 Akteure" in words(exact)
    last = client.get(reverse("actor_list"), {"groesse": "100", "genau": "1", "page": "13"})
    assert (last.context["page"].first_row, last.context["page"].last_row) == (1201, 1234)


def test_a_page_is_two_queries(wuppertal):
    many(wuppertal, 60)
    with CaptureQueriesContext(connection) as queries:
        page_of(page="2")
    assert len(queries) == 2


ORDERS = {
    "by name": ("sort_key",),
    "by name, downwards": ("-sort_key", "-pk"),
    "with gaps, upwards": (F("informed_on").asc(nulls_first=True), "pk"),
    "with gaps, downwards": (F("informed_on").desc(nulls_last=True), "-pk"),
    "as the model has it": (),
}


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_page_is_the_same_from_whichever_end_it_is_read(order, wuppertal, monkeypatch):
    monkeypatch.setattr("wf40.paging.FAR", 30)  # the keys first, from the second page on
    many(wuppertal, 130)
    Actor.objects.filter(sort_key__gte="initiative 0090").update(sort_key="gleich")
    Actor.objects.filter(sort_key__lt="initiative 0040").update(informed_on=date(2026, 1, 2))
    rows = Actor.objects.order_by(*ORDERS[order]) if ORDERS[order] else Actor.objects.all()
    whole = list(rows if ORDERS[order][-1:] != ("sort_key",) else rows.order_by("sort_key", "pk"))
    for number in range(1, 7):
        page = paginate(rows.prefetch_related("tags"), QueryDict(f"groesse=25&genau=1&page={number}"))
        assert page.rows == whole[(number - 1) * 25 : number * 25]


def test_deep_page_reads_keys_before_rows_and_the_last_page_reads_backwards(wuppertal, monkeypatch):
    monkeypatch.setattr("wf40.paging.FAR", 30)
    many(wuppertal, 200)
    asked = {}
    for number in (1, 4, 8):
        with CaptureQueriesContext(connection) as queries:
            page_of(groesse="25", genau="1", page=str(number))
        asked[number] = [query["sql"] for query in queries]
    assert {number: len(sql) for number, sql in asked.items()} == {1: 2, 4: 3, 8: 2}
    assert "OFFSET" not in asked[8][1]


def test_rows_of_several_queries_are_paged_as_they_come(wuppertal):
    many(wuppertal, 60)
    keys = Actor.objects.order_by().values("sort_key")
    both = keys.filter(sort_key__lt="initiative 0030").union(keys.filter(sort_key__gte="initiative 0030"), all=True)
    page = paginate(both.order_by("sort_key"), QueryDict("groesse=25&genau=1&page=3"))
    assert [row["sort_key"] for row in page.rows] == [f"initiative {number:04}" for number in range(50, 60)]


# --- sorting -----------------------------------------------------------------------------------------------
UNKNOWN = [
    "--name",
    "-",
    "name-",
    "pk",
    "id",
    "municipality__name",
    "steward__password",
    "created_by__password",
    "?",
    "name;DROP",
    "name,kind",
    "NAME",
    "x" * 4000,
]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_unknown_order_is_the_lists_own(name):
    table = LISTS[name]
    assert {table(QueryDict(mutable=False, query_string=f"sort={value}")).sort for value in UNKNOWN} == {table.default_sort}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_order_that_is_offered_works_both_ways(name, full_city, sign_in, wuppertal_adviser):
    full_city(3)
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse(name), {"state": "all"})
    offered = [head for head in page.context["table"].heads if head.url]
    assert len(offered) >= 3
    for head in offered:
        first = client.get(reverse(name) + head.url)
        assert first.status_code == 200
        current = next(entry for entry in first.context["table"].heads if entry.label == head.label)
        assert current.aria_sort in ("ascending", "descending")
        second = client.get(reverse(name) + current.url)
        assert second.status_code == 200
        again = next(entry for entry in second.context["table"].heads if entry.label == head.label)
        assert {current.aria_sort, again.aria_sort} == {"ascending", "descending"}


def test_names_with_umlauts_stand_where_people_look(wuppertal, sign_in, wuppertal_adviser):
    for name in ("Zeche", "Ähre", "Anker", "ärzte", "Öl", "Ofen", "Straße", "Strand"):
        factories.make_actor(wuppertal, name)
    rows = sign_in(wuppertal_adviser).get(reverse("actor_list")).context["page"].rows
    assert [row.trading_name for row in rows] == ["Ähre", "Anker", "ärzte", "Ofen", "Öl", "Strand", "Straße", "Zeche"]


def test_actors_never_talked_to_stand_first_or_last_on_every_database(wuppertal, sign_in, wuppertal_adviser):
    talked, recently = factories.make_actor(wuppertal, "Früher"), factories.make_actor(wuppertal, "Neulich")
    factories.make_actor(wuppertal, "Nie")
    factories.make_consultation(talked, wuppertal_adviser, held_on=date(2025, 1, 1))
    factories.make_consultation(recently, wuppertal_adviser, held_on=date(2025, 6, 1))
    client = sign_in(wuppertal_adviser)
    orders = [
        [row.trading_name for row in client.get(reverse("actor_list"), {"sort": sort}).context["page"].rows] for sort in ("last", "-last")
    ]
    assert orders == [["Nie", "Früher", "Neulich"], ["Neulich", "Früher", "Nie"]]


def test_changing_the_order_starts_at_the_first_page_and_keeps_the_filter():
    head = next(head for head in ActorTable(QueryDict("q=werk&page=3")).heads if head.url)
    assert "page" not in head.url
    assert "q=werk" in head.url


# --- columns -----------------------------------------------------------------------------------------------
def heads_of(answer):
    return [head.label for head in answer.context["table"].heads]


def test_reader_chooses_columns_in_the_lists_own_order(sign_in, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof", email="hof@example.org", legal_form="ev")
    client, url = sign_in(wuppertal_adviser), reverse("actor_list")
    standard = heads_of(client.get(url))
    assert standard == ["Name", "Art", "Feld", "Stadtteil", "Betreuung", "Letzter Kontakt", "Offen"]
    chosen = client.get(url, {"spalten": ["email", "legal_form", "quatsch"], "sort": "-name", "groesse": "25"})
    assert heads_of(chosen) == ["Name", "Rechtsform", "E-Mail"]  # the name always shows
    assert "hof@example.org" in chosen.content.decode()
    # Sorting, leafing and filtering keep the columns.
    page = chosen.context["page"]
    assert "spalten=email&spalten=legal_form" in chosen.context["table"].heads[0].url
    assert "spalten=email&spalten=legal_form" in page.url(page=1)
    assert chosen.context["filterset"].clear_url == "?spalten=email&spalten=legal_form&spalten=quatsch&sort=-name&groesse=25"
    assert chosen.context["filterset"].shape[:2] == [("sort", "-name"), ("groesse", "25")]
    assert heads_of(client.get(url, {"spalten": ["quatsch"]})) == standard
    assert heads_of(client.get(url, {"spalten": ["name"]})) == ["Name"]
    assert heads_of(client.get(url + chosen.context["table"].default_url)) == standard


def test_label_of_an_own_field_is_no_pattern_and_no_markup(sign_in, wuppertal, wuppertal_adviser):
    own = factories.make_own_field(wuppertal, "{0.__class__} <b>{x}</b>", "number")
    factories.make_actor(wuppertal, "Viel", **{own.key: "1250.5"})
    factories.make_actor(wuppertal, "Wenig", **{own.key: "9"})
    factories.make_actor(wuppertal, "Nichts")
    page = sign_in(wuppertal_adviser).get(reverse("actor_list"), {"spalten": own.key, "sort": f"-{own.key}"})
    assert [row.trading_name for row in page.context["page"].rows] == ["Viel", "Wenig", "Nichts"]
    assert [str(cells[-1]) for cells in page.context["table"].cells] == ["1.250,5", "9", MISSING]
    assert 'data-label="{0.__class__} &lt;b&gt;{x}&lt;/b&gt;"' in page.content.decode()


def test_boxes_in_front_of_the_rows_are_named_after_them(wuppertal):
    actor = factories.make_actor(wuppertal, "<b>Hof</b>")
    table = ActorTable(QueryDict("spalten=name"))
    table.check_form = "bulk-form"
    html = table.fill([Actor.objects.get(pk=actor.pk)]).html
    assert f'name="keys" value="{actor.pk}" form="bulk-form" aria-label="&lt;b&gt;Hof&lt;/b&gt;"' in html
    assert '<th scope="col" class="wf-check"><span class="wf-hidden">' in html


# --- the count while filters are set -----------------------------------------------------------------------
def test_filter_bar_says_how_many_rows_there_would_be(sign_in, wuppertal, wuppertal_adviser):
    many(wuppertal, 1001)
    factories.make_actor(wuppertal, "Verein", kind="association")
    client, url = sign_in(wuppertal_adviser), reverse("actor_list")
    said = {query: words(client.get(f"{url}?nur=anzahl{query}")) for query in ("", "&kind=association", "&q=xyz")}
    assert said == {
        "": "Mehr als 1.000 Akteure zeigen mehr als 1.000 Akteure",
        "&kind=association": "1 Akteur zeigen 1 Akteur",
        "&q=xyz": "Nichts passt Nichts passt",
    }
    assert all("nur=" not in head.url for head in client.get(url).context["table"].heads)
    assert client.get(url, {"nur": "quatsch"}).context["page"].count == 1000


# --- cells -------------------------------------------------------------------------------------------------
def test_cells_are_text_and_never_markup():
    assert link("/x", "<b>fett</b>", "<i>") == '<a href="/x">&lt;b&gt;fett&lt;/b&gt;</a><span class="wf-meta">&lt;i&gt;</span>'
    assert (text(None), text(""), text(0), text("<b>")) == (MISSING, MISSING, "0", "<b>")
    assert (day(None), str(day(date(2026, 1, 14)))) == (MISSING, '<time datetime="2026-01-14">14.01.2026</time>')


PAYLOAD = "<img src=x onerror=alert(1)>"


def test_name_that_looks_like_markup_stands_as_text_on_every_list(sign_in, wuppertal, wuppertal_adviser):
    tag, field = factories.make_tag(wuppertal, PAYLOAD[:60]), factories.make_work_field(wuppertal, PAYLOAD)
    actor = factories.make_actor(wuppertal, PAYLOAD, aliases=[PAYLOAD], registered_name=PAYLOAD, tags=[tag], work_fields=[field])
    contact = factories.make_contact(wuppertal, PAYLOAD, actor=actor, role_title=PAYLOAD)
    talk = factories.make_consultation(actor, wuppertal_adviser, need=PAYLOAD, note=PAYLOAD, contacts=[contact])
    listing = factories.make_listing(actor, PAYLOAD, text=PAYLOAD, contact=contact)
    entry = factories.make_entry(wuppertal, actor=actor, contact=contact, sender_name=PAYLOAD, text=PAYLOAD)
    factories.make_check(actor, contact=contact)
    promise = factories.make_follow_up(actor, wuppertal_adviser, PAYLOAD)
    start_purposes(wuppertal)
    mail = actions.queue_message(purpose="service", subject=PAYLOAD, body=PAYLOAD, contact=contact, email="kim@werkhof.example")
    file = {"kind": "picture", "title": PAYLOAD, "content": b"-", "content_type": "image/png", "alt_text": PAYLOAD, "credit": PAYLOAD}
    attachment, _is_new = actions.add_attachment(user=wuppertal_adviser, subject=actor, **file)
    client = sign_in(wuppertal_adviser)
    records = {"actor": actor, "contact": contact, "consultation": talk, "follow_up": promise, "listing": listing}
    urls = [reverse(name) for name in LISTS] + [f"{reverse(name)}?q={PAYLOAD}" for name in LISTS]
    urls += [
        reverse(f"{kind}_{page}", args=[row.pk])
        for kind, row in records.items()
        for page in ("detail", "change", "changes")
        if (kind, page) not in {("follow_up", "detail"), ("follow_up", "changes")}
    ]
    urls += [
        mail.get_absolute_url(),
        entry.get_absolute_url(),
        *(reverse(f"attachment_{page}", args=[attachment.pk]) for page in ("change", "remove")),
    ]
    for url in urls:
        content = client.get(url).content.decode()
        assert PAYLOAD not in content, url
        assert "&lt;img src=x" in content, url


# --- the number of queries ---------------------------------------------------------------------------------
@pytest.fixture
def full_city(wuppertal, wuppertal_adviser, second_adviser):
    """Adds that many of everything, each row with everything that a page may show."""
    topic, tag, field = factories.make_topic(wuppertal), factories.make_tag(wuppertal), factories.make_work_field(wuppertal)
    district, own = factories.make_district(wuppertal), factories.make_own_field(wuppertal)
    start_purposes(wuppertal)

    def add(count):
        actor = Actor.objects.filter(trading_name="Werkhof").first() or factories.make_actor(
            wuppertal,
            "Werkhof",
            user=wuppertal_adviser,
            steward=second_adviser,
            tags=[tag],
            work_fields=[field],
            street="Weg",
            district=district,
            aliases=["Hof"],
            **{own.key: "12"},
        )
        person = None
        for number in range(count):
            values = {
                "steward": second_adviser,
                "tags": [tag],
                "work_fields": [field],
                "street": "Weg",
                "district": district,
                "aliases": [f"Name {number}"],
                own.key: "12",
            }
            other = factories.make_actor(wuppertal, user=wuppertal_adviser, **values)
            person = factories.make_contact(wuppertal, f"Muster {number}", actor=actor, user=wuppertal_adviser, role_title="Vorstand")
            actions.set_role(actor=other, contact=person, role_title="Kasse", is_main=False)
            first = person.__class__.objects.order_by("pk").first()
            mail = {"subject": f"Mail {number}", "body": "Text", "email": "kim@werkhof.example", "user": second_adviser}
            for about in ({"actor": actor, "contact": person}, {"actor": actor}, {"contact": first}):
                actions.queue_message(purpose="service", **mail | about)
            for subject in (actor, first):
                file = {"title": f"Datei {other.pk}", "content": b"-", "content_type": "image/png"}
                actions.add_attachment(user=second_adviser, subject=subject, kind="picture", **file)
            talk = factories.make_consultation(
                [actor, other],
                second_adviser,
                contacts={person, first},
                topics=[topic],
                need="Räume",
                minutes=20,
            )
            factories.make_connection(actor, other, second_adviser)
            factories.make_connection(other, actor, second_adviser, kind="umbrella")
            factories.make_listing(actor)
            factories.make_proposal(actor, contact=person)
            factories.make_check(other)
            factories.make_entry(wuppertal, "registration", details={"name": f"Neue {number}"}, assignee=second_adviser)
            for state in ("offen", "erledigt"):
                promise = factories.make_follow_up(
                    actor,
                    second_adviser,
                    f"{state} {number}",
                    timezone.localdate() - timedelta(days=1),
                    consultation=talk,
                )
                if state == "erledigt":
                    actions.finish_follow_up(user=second_adviser, follow_up=promise)
        return actor

    return add


QUERIES = {
    "actor_list": 8,
    "contact_list": 8,
    "consultation_list": 8,
    "follow_up_list": 8,
    "inbox_list": 10,
    "actor_detail": 39,
    "actor_changes": 20,
    "contact_detail": 20,
    "actor_timeline": 32,
    "contact_timeline": 19,
    "contact_changes": 5,
    "consultation_detail": 12,
    "consultation_changes": 15,
    "consultation_note": 7,
    "actor_change": 24,
    "contact_change": 4,
    "consultation_change": 17,
    "message_list": 8,
    "profile_check_list": 5,
    "message_detail": 4,
    "follow_up_change": 6,
    "actor_create": 9,
    "consultation_create": 7,
    "own_account": 4,
    "gap_list": 7,
    "network": 7,
    "suggestion_list": 16,
    "actor_matrix": 7,
}


# How often a page asks is decided in Python, the same for every database.
@pytest.mark.once
@pytest.mark.parametrize("name", sorted(QUERIES))
def test_page_asks_the_database_as_often_with_three_rows_as_with_one(name, full_city, sign_in, wuppertal_adviser):
    client, asked = sign_in(wuppertal_adviser), []
    if name == "consultation_change":
        full_city(1)  # beside the form stand the other talks: of the only one there is nothing to look up
    for count in (1, 2):
        actor = full_city(count)
        kinds = {
            "actor": actor,
            "contact": actor.contact_roles.first().contact,
            "consultation": actor.consultations.last(),
            "follow_up": actor.follow_ups.first(),
            "message": actor.messages.first(),
        }
        kind = next((kind for kind in kinds if name.startswith(f"{kind}_") and not name.endswith(("_list", "_create", "_matrix"))), None)
        url = reverse(name, args=[kinds[kind].pk] if kind else [])
        client.get(url)  # the first page of a sign-in also notes when it began
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert (name, asked) == (name, [QUERIES[name]] * 2)


def test_filters_and_columns_cost_a_list_no_further_query(full_city, sign_in, wuppertal, wuppertal_adviser, second_adviser):
    client, asked = sign_in(wuppertal_adviser), []
    for count in (1, 2):
        actor = full_city(count)
        keys = {
            "field": actor.work_fields.get().pk,
            "district": actor.locations.get().district_id,
            "tag": actor.tags.get().pk,
            "steward": second_adviser.pk,
            "deputy": "none",
            "purpose": Purpose.objects.get(municipality=wuppertal, code="service").pk,
            "kind": "initiatives",
            "standing": "all",
            "assured": "never",
            "spalten": [column.key for column in ActorTable.columns] + [actor.custom_values.get().field.key],
            "sort": "district",
        }
        url = reverse("actor_list")
        client.get(url, keys)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url, keys)
        assert page.context["filterset"].form.errors == {}
        assert page.context["page"].rows
        assert len(page.context["table"].columns) == len(ActorTable.columns) + 1
        asked.append(len(queries))
    assert asked == [QUERIES["actor_list"]] * 2
