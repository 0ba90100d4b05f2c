"""Whatever somebody sends: a clear answer, no broken page, nothing half-written, nobody else's rows."""

import string
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.urls import get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.filters import ActorFilter, ConsultationFilter, ContactFilter, FollowUpFilter, MessageFilter
from initiatives.forms import ActorForm, ConsultationForm, ContactForm, FollowUpForm, PlaceForm, RoleForm
from initiatives.models import Actor, Consultation, Contact, ContactRole, FollowUp
from network.filters.connections import ConnectionFilter
from network.filters.picture import PictureFilter
from network.forms.listings import ListingForm
from portal.filters.checks import CheckFilter
from portal.filters.inbox import InboxFilter
from tests import factories
from tests.pages import typed
from wf40.input import small_int

pytestmark = pytest.mark.django_db
# Percent-encoded lone surrogate and broken UTF-8 go over the wire as bytes; a client cannot send them as text.
NASTY = [
    "\x00",
    "a\x00b",
    "x" * 100_000,
    "9" * 30,
    "9" * 5000,
    "-1",
    "0",
    "1.5",
    "1e400",
    "NaN",
    "²",
    "٣",
    "½",
    "on",
    "null",
    "[]",
    "{}",
    "%s%s%n",
    "{0.__class__}",
    "' OR 1=1 --",
    "\u202e\U0001f9d1\u200d\U0001f33e",
    "\r\n\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "=1+1",
    " ",
    "\ufeff",
    "00000000-0000-0000-0000-000000000000",
    "31.02.2025",
    "01.01.0001",
    "99.99.9999",
    "31.12.9999",
    "25:61",
    "javascript:alert(1)",
    "http://[",
    "a@b",
    "\N{DEVANAGARI DIGIT FOUR}",
]
# What breaks one field alone; the rest is sent to all fields of a page at once.
CORE = ["\x00", "x" * 100_000, "9" * 30, "9" * 5000, "²", "quatsch"]
FORM = "application/x-www-form-urlencoded"


def some_of(values, name, names, parts):
    """What breaks most, and of the rest every second or third value: pages share the code that reads them, so together they try all."""
    share = values[sorted(names).index(name) % parts :: parts]
    return [value for value in values if value in CORE or value in share]


FINE = {200, 302, 400, 409}
COUNTED = (Actor, Contact, ContactRole, Consultation, FollowUp)


def counts():
    return {
        model.__name__: model.objects.count() for model in apps.get_models() if model._meta.app_label in ("initiatives", "municipalities")
    }


@dataclass
class World:
    """A city with one of each, and its neighbour with the same."""

    client: object
    user: object
    urls: dict
    foreign: dict


@pytest.fixture
def world(sign_in, wuppertal, witten, wuppertal_adviser, witten_adviser):
    def things(city, user):
        actor = factories.make_actor(city, f"Werkhof {city}", user=user, street="Hof")
        contact = factories.make_contact(city, "Muster", actor=actor)
        talk = factories.make_consultation(actor, user, contacts=[contact])
        return {
            "actor": actor,
            "contact": contact,
            "role": contact.roles.get(),
            "consultation": talk,
            "follow_up": factories.make_follow_up(actor, user),
            "tag": factories.make_tag(city),
            "field": factories.make_work_field(city),
            "topic": factories.make_topic(city),
            "district": factories.make_district(city),
            "person": user,
        }

    here, foreign = things(wuppertal, wuppertal_adviser), things(witten, witten_adviser)
    urls = {
        "actor_create": reverse("actor_create"),
        "actor_change": reverse("actor_change", args=[here["actor"].pk]),
        "contact_create": reverse("contact_create"),
        "actor_contact_create": reverse("actor_contact_create", args=[here["actor"].pk]),
        "contact_change": reverse("contact_change", args=[here["contact"].pk]),
        "location_create": reverse("location_create", args=[here["actor"].pk]),
        "location_change": reverse("location_change", args=[here["actor"].locations.get().pk]),
        "role_create": reverse("role_create", args=[here["actor"].pk]),
        "consultation_create": reverse("consultation_create"),
        "consultation_change": reverse("consultation_change", args=[here["consultation"].pk]),
        "follow_up_create": reverse("follow_up_create", args=[here["actor"].pk]),
        "follow_up_change": reverse("follow_up_change", args=[here["follow_up"].pk]),
        "listing_create": f"{reverse('listing_create')}?actor={here['actor'].pk}",
    }
    client = sign_in(wuppertal_adviser)
    client.raise_request_exception = False
    return World(client, wuppertal_adviser, urls, foreign)


FORMS = {
    "actor_create": ActorForm,
    "actor_change": ActorForm,
    "contact_create": ContactForm,
    "actor_contact_create": ContactForm,
    "contact_change": ContactForm,
    "location_create": PlaceForm,
    "location_change": PlaceForm,
    "role_create": RoleForm,
    "consultation_create": ConsultationForm,
    "consultation_change": ConsultationForm,
    "follow_up_create": FollowUpForm,
    "follow_up_change": FollowUpForm,
    "listing_create": ListingForm,
}
# What the pages read beside the fields of the form.
BESIDE = {
    "actor_create": ["is_new"],
    "consultation_create": ["actor_query", "find_actor"],
    "consultation_change": ["actor_query", "find_actor"],
    "actor_change": ["keep-phone", "keep-tags"],
}
GOOD = {
    "actor_create": {"trading_name": "Neu"},
    "contact_create": {"family_name": "Neu"},
    "actor_contact_create": {"family_name": "Neu"},
    "location_create": {"label": "Neu"},
    "role_create": {},
    "follow_up_create": {"task": "Neu", "due_on": "31.12.2030"},
    "consultation_create": {},
    "listing_create": {"title": "Neu"},
}


def good_form(world, name):
    """What a browser would send, filled in so far that it could be saved."""
    page = world.client.get(world.urls[name])
    form = {} if name == "role_create" else typed(page)
    if name == "consultation_create":
        form["actors"] = [str(Actor.objects.get(trading_name="Werkhof Wuppertal").pk)]
    return form | GOOD.get(name, {})


@pytest.mark.on_postgresql
@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_field_breaks_its_page(name, world):
    """Every field is looked at even if another one is wrong, so eight at a time are tried; a fault names its eight."""
    form, wrong = good_form(world, name), []
    fields = [*FORMS[name].base_fields, *BESIDE.get(name, [])]
    for together in [fields[at : at + 8] for at in range(0, len(fields), 8)]:
        for value in CORE:
            answer = world.client.post(world.urls[name], form | dict.fromkeys(together, value))
            if answer.status_code not in FINE:
                wrong.append((together, value[:40], answer.status_code))
            if answer.status_code == 302:  # saved: the next one starts from the record as it is now
                form = good_form(world, name)
    assert wrong == []


# PostgreSQL, which is the stricter one, tries the fields one by one below.
@pytest.mark.once
@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_value_in_all_fields_breaks_a_page(name, world):
    form = good_form(world, name)
    fields = [*FORMS[name].base_fields, *BESIDE.get(name, [])]
    wrong = []
    for value in some_of(NASTY, name, FORMS, 2):
        # All fields together stay below what a request may weigh.
        everywhere = dict.fromkeys(fields, value[:5_000])
        # With the proof that it is our form; without it only what breaks most.
        ours = {key: form[key] for key in ("base", "form_key") if key in form}
        for sent in [everywhere | ours] + [everywhere] * (bool(ours) and value in CORE):
            answer = world.client.post(world.urls[name], sent)
            if answer.status_code not in FINE:
                wrong.append((value[:40], answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("name", ["consultation_create", "consultation_change"])
@pytest.mark.parametrize("words", ["x" * 100_000, "wort " * 20_000, "\x00", "%", "²"], ids=["long", "many", "nul", "percent", "square"])
def test_no_search_for_an_actor_breaks_the_form(name, words, world):
    answer = world.client.post(
        world.urls[name],
        good_form(world, name) | {"actor_query": words, "find_actor": "1", "note": "Schon getippt"},
    )
    assert answer.status_code == 200
    assert "Schon getippt" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "field"),
    [("actor_create", "tags"), ("consultation_create", "actors"), ("consultation_create", "topics"), ("actor_create", "work_fields")],
)
def test_no_list_of_values_breaks_its_page(name, field, world):
    form = good_form(world, name)
    for values in (NASTY, [], [str(number) for number in range(900)], ["1", "1", "\x00"]):
        assert world.client.post(world.urls[name], form | {field: values}).status_code in FINE


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(FORMS))
def test_empty_form_is_answered_in_words_and_writes_nothing(name, world):
    before = counts()
    answer = world.client.post(world.urls[name], {})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert counts() == before


@pytest.mark.on_postgresql
@pytest.mark.parametrize("name", sorted(FORMS))
def test_form_with_a_wrong_field_writes_nothing_at_all(name, world):
    """Names, places and promises beside the record are not written either."""
    wrong = {
        "ActorForm": "kind",
        "ContactForm": "salutation",
        "PlaceForm": "precision",
        "RoleForm": "contact",
        "ConsultationForm": "channel",
        "FollowUpForm": "assignee",
        "ListingForm": "item_type",
    }[FORMS[name].__name__]
    form = good_form(world, name) | {
        wrong: "quatsch",
        "aliases": "Neuer Name",
        "street": "Neuer Weg",
        "task": "Neue Aufgabe",
        "due_on": "31.12.2030",
    }
    before = counts()
    answer = world.client.post(world.urls[name], form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [wrong])
    assert counts() == before


@pytest.mark.logs_errors
def test_too_many_fields_are_a_400(world):
    form = good_form(world, "actor_create") | {f"field{number}": "x" for number in range(1500)}
    before = counts()
    assert world.client.post(world.urls["actor_create"], form).status_code == 400
    assert counts() == before


# --- other cities ------------------------------------------------------------------------------------------
FOREIGN = [
    ("actor_create", "steward", "person"),
    ("actor_create", "deputy", "person"),
    ("actor_create", "tags", "tag"),
    ("actor_create", "work_fields", "field"),
    ("actor_create", "district", "district"),
    ("actor_change", "steward", "person"),
    ("actor_change", "deputy", "person"),
    ("actor_change", "tags", "tag"),
    ("actor_change", "work_fields", "field"),
    ("actor_change", "district", "district"),
    ("location_create", "district", "district"),
    ("location_change", "district", "district"),
    ("consultation_create", "actors", "actor"),
    ("consultation_create", "contacts", "contact"),
    ("consultation_create", "topics", "topic"),
    ("consultation_create", "assignee", "person"),
    ("consultation_change", "actors", "actor"),
    ("consultation_change", "contacts", "contact"),
    ("consultation_change", "topics", "topic"),
    ("follow_up_create", "assignee", "person"),
    ("follow_up_change", "assignee", "person"),
    ("role_create", "contact", "contact"),
    ("listing_create", "actor", "actor"),
    ("listing_create", "contact", "contact"),
    ("listing_create", "district", "district"),
]


@pytest.mark.once
@pytest.mark.parametrize(("name", "field", "thing"), FOREIGN)
def test_row_of_another_city_is_refused(name, field, thing, world):
    form = good_form(world, name)
    before, own = counts(), {model: list(model.objects.values_list("pk", "version")) for model in (Actor, Consultation, FollowUp)}
    key = str(world.foreign[thing].pk)
    own_value = form.get(field, [])
    for sent in (key, [*(own_value if isinstance(own_value, list) else [own_value]), key]):
        answer = world.client.post(world.urls[name], form | {field: sent})
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field]), sent
        assert "Werkhof Witten" not in answer.content.decode()
    assert counts() == before
    assert {model: list(model.objects.values_list("pk", "version")) for model in own} == own


def test_every_field_that_chooses_rows_is_tried_with_a_foreign_one():
    choosing = {(name, field) for name, form in FORMS.items() for field, value in form.base_fields.items() if hasattr(value, "queryset")}
    follow_up_of_an_edit = {("consultation_change", "assignee")}
    assert choosing - follow_up_of_an_edit == {(name, field) for name, field, _thing in FOREIGN}


def test_actor_of_another_city_is_not_chosen_by_the_address(world):
    answer = world.client.get(reverse("consultation_create"), {"akteur": world.foreign["actor"].pk})
    assert answer.context["picker"].chosen == []
    assert "Werkhof Witten" not in answer.content.decode()


def test_picker_offers_no_row_of_another_city(world):
    answer = world.client.get(
        reverse("actor_pick"),
        {"actors": [world.foreign["actor"].pk], "contacts": [world.foreign["contact"].pk], "actor_query": "Werkhof"},
    )
    assert [str(actor) for actor in answer.context["picker"].found] == ["Werkhof Wuppertal"]
    assert answer.context["picker"].chosen == []
    assert "Witten" not in answer.content.decode()


@pytest.mark.parametrize("parameter", ["person", "contact"])
def test_person_of_another_city_is_not_offered_for_a_role(parameter, world, witten):
    factories.make_contact(witten, "Nachbarin")
    answer = world.client.get(world.urls["role_create"], {"person": "Nachbarin"})
    assert answer.context["offered"] == []
    answer = world.client.post(world.urls["role_create"], {"contact": Contact.objects.get(family_name="Nachbarin").pk})
    assert "Nachbarin" not in answer.content.decode()


# --- addresses ---------------------------------------------------------------------------------------------
# What every list takes beside its filters.
SHAPE = ["page", "groesse", "genau", "sort", "spalten", "nur"]
PARAMETERS = {
    "network_picture": [
        *("stage", "kind", "field", "held_on", "origin", "held_from", "held_until"),
        *("um", "schritte", "tabelle", "wer", "nur", "page", "groesse", "sort"),
    ],
    "network_picture_data": ["stage", "field", "held_on", "held_from", "um", "schritte"],
    "network_figures": ["sort", "page", "groesse"],
    "network_gaps": ["liste", "schema", "sort", "page", "groesse", "genau"],
    "network_way": ["von", "nach", "von_name", "nach_name"],
    "network": ["art", "listing", "suche", "was", "text", "reihenfolge", "page", "groesse", "genau"],
    "actor_list": [
        "q",
        "kind",
        "field",
        "district",
        "main_district",
        "tag",
        "legal_form",
        "life_cycle",
        "steward",
        "deputy",
        "industry",
        "size_class",
        "goal",
        "language",
        "founded_from",
        "founded_to",
        "standing",
        "release",
        "assured",
        "informed",
        "incomplete",
        "warning",
        *("business_field", "no_contact", "outreach", "has_email", "purpose"),
        *("first_reached_from", "first_reached_until", "presented_from", "presented_until", "advised_from", "advised_until"),
        *SHAPE,
        "unbekannt",
    ],
    "inbox_list": ["q", "kind", "state", "assignee", "due_until", "received_from", "received_until", "result", "actor", *SHAPE],
    "profile_check_list": ["q", "state", "answer", "through", *SHAPE],
    "not_informed_list": ["page", "groesse", "genau"],
    "search": ["q", "kind"],
    "introduction_begin": ["seeker", "giver", "want", "offer", "consultation", "kind", "seeker_query", "giver_query"],
    "silent_list": ["nur", "page", "groesse", "genau"],
    "gap_list": ["zweck", "fehlt", "nur", "page", "groesse", "genau"],
    "actor_matrix": ["felder", "kind", "teile"],
    "outreach": ["zeilen", "kind"],
    "contact_list": ["q", "actor", "role", "has_email", "has_phone", "purpose", "informed", *SHAPE],
    "consultation_list": [
        *("q", "channel", "topic", "outcome", "since", "until", "actor", "adviser", "field", "business_field", "district"),
        *("main_district", "actor_kind", "minutes"),
        *SHAPE,
    ],
    "consultation_figures": ["zeitraum", "von", "bis", "nach", "datei"],
    "outreach_figures": ["jahr"],
    "follow_up_list": ["q", "state", "assignee", "theirs", "due_until", "done_since", "field", "business_field", "district", *SHAPE],
    "message_list": ["q", "state", "purpose", "since", "until", "page", "groesse", "genau", "sort"],
    "listing_list": [
        *("q", "exchange_type", "item_type", "state", "transaction_type", "amount", "free_from", "free_until", "district", "field"),
        *("business_field", "visibility", "expires", "actor"),
        *SHAPE,
    ],
    "connection_list": [
        *("q", "kind", "stage", "field", "origin", "attribution", "broker", "district", "waiting", "across", "since", "until"),
        *("introduced_since", "introduced_until", "actor"),
        *SHAPE,
    ],
    "connection_pick": ["seite", "first", "second", "first_query", "second_query"],
    "connection_create": ["actor", "second", "consultation", "kind"],
    "actor_pick": ["actors", "contacts", "actor_query"],
    "actor_create": ["name"],
    "actor_bulk_edit": [
        "keys",
        "all",
        "query",
        "shown",
        "add_tag",
        "take_field",
        # Once more in the second six, without which nobody would be chosen.
        "all",
        "steward",
        "life_cycle",
        "archive_reason",
        "archive_note",
    ],
    "consultation_create": ["akteur"],
    "capture": ["akteur", "person", "keys", "weg"],
}
SHORT = [value for value in NASTY if len(value) < 6000]


@pytest.mark.on_postgresql
@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_parameter_breaks_its_page(name, world):
    """Six at a time, since each filter looks at its own; what all together do is tried below."""
    names = list(PARAMETERS[name])
    answers = {
        (", ".join(together), value[:40]): world.client.get(reverse(name), dict.fromkeys(together, value)).status_code
        for together in [names[at : at + 6] for at in range(0, len(names), 6)]
        for value in CORE
    }
    assert {key: status for key, status in answers.items() if status != (400 if "\x00" in key[1] else 200)} == {}


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_value_in_all_parameters_breaks_a_page(name, world):
    values = some_of(NASTY, name, PARAMETERS, 3)
    answers = {value[:40]: world.client.get(reverse(name), dict.fromkeys(PARAMETERS[name], value)).status_code for value in values}
    assert {value: status for value, status in answers.items() if status != (400 if "\x00" in value else 200)} == {}


def test_every_filter_of_every_list_is_tried():
    filters = {
        "actor_list": ActorFilter,
        "contact_list": ContactFilter,
        "consultation_list": ConsultationFilter,
        "follow_up_list": FollowUpFilter,
        "message_list": MessageFilter,
        "connection_list": ConnectionFilter,
        "network_picture": PictureFilter,
        "inbox_list": InboxFilter,
        "profile_check_list": CheckFilter,
    }
    assert {name: set(filterset.base_filters) - set(PARAMETERS[name]) for name, filterset in filters.items()} == dict.fromkeys(
        filters,
        set(),
    )


@pytest.mark.once
@pytest.mark.parametrize("name", ["actor_list", "contact_list", "consultation_list", "follow_up_list", "actor_pick", "search"])
def test_broken_encoding_in_an_address_is_answered(name, world):
    for sent in ("%ff", "%ed%a0%80", "%c3%28", "%00", "%u1234", "%", "a%0d%0ab"):
        for query in (f"q={sent}", f"{sent}=1", f"actor_query={sent}&page={sent}", f"sort={sent}"):
            assert world.client.get(f"{reverse(name)}?{query}").status_code in (200, 400), query


@pytest.mark.once
@pytest.mark.parametrize("sent", ["%ff", "%ed%a0%80", "%c3%28", "%00", "a%0d%0ab"])
@pytest.mark.parametrize("name", ["actor_create", "contact_create", "follow_up_create"])
def test_broken_encoding_in_a_form_is_answered(name, sent, world):
    form = good_form(world, name)
    field = next(iter(GOOD[name]))
    body = "&".join(f"{key}={quote(str(value[0] if isinstance(value, list) else value))}" for key, value in form.items() if key != field)
    answer = world.client.post(world.urls[name], f"{body}&{field}={sent}", content_type="application/x-www-form-urlencoded")
    assert answer.status_code in FINE
    assert not any("\x00" in str(value) for model in COUNTED for row in model.objects.values_list() for value in row)


@pytest.mark.once
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded; charset=utf-16",
    ],
)
def test_broken_body_is_answered(kind, world):
    before = counts()
    for body in (b"", b"\xff\xfe", b"a" * 5000, b'--x\r\nContent-Disposition: form-data; name="a"', b"\x00"):
        assert world.client.generic("POST", world.urls["actor_create"], body, content_type=kind).status_code in FINE, body[:20]
    assert counts() == before


KEYS = ["0", "9" * 18, "9223372036854775807", "9223372036854775808", "9" * 30]


@pytest.mark.parametrize("key", KEYS)
def test_record_that_cannot_exist_is_not_found(key, world, sign_in, wuppertal_manager):
    sign_in(wuppertal_manager)  # some pages are the management's alone
    routes = [
        (pattern.name, pattern.pattern) for pattern in get_resolver("initiatives.urls").url_patterns if "<int:" in str(pattern.pattern)
    ]
    assert len(routes) > 12
    for name, route in routes:
        url = "/buero/" + str(route).replace("<int:pk>", key).replace("<int:actor>", key).replace("<int:contact>", key)
        for answer in (world.client.get(url), world.client.post(url)):
            assert answer.status_code in (404, 405), (name, answer.status_code)


@pytest.mark.parametrize(
    "path",
    ["/buero/akteure/%00/", "/buero/%ff/", "/%00", "/buero/akteure/1%0d%0a/", "/" + "a" * 3000, "/buero/akteure/²/"],
)
def test_strange_address_is_answered(path, world):
    assert world.client.get(path).status_code in (400, 404)


@pytest.mark.once
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_strange_method_is_answered(method, world):
    before = counts()
    for name in ("actor_list", "actor_create", "actor_change", "consultation_change", "role_create"):
        url = world.urls.get(name) or reverse(name)
        assert getattr(world.client, method)(url).status_code in (200, 405)
    assert counts() == before


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", None),
        ("-1", None),
        ("", None),
        (None, None),
        ("7.0", None),
        ("9" * 30, None),
        ("²", None),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ([], None),
    ],
)
def test_small_number_is_a_key_or_nothing(text, number):
    assert small_int(text) == number


# --- by chance ---------------------------------------------------------------------------------------------
TEXTS = st.text(max_size=120) | st.text(alphabet=string.printable, max_size=40) | st.sampled_from(SHORT)
CHANCE = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)


def on_the_wire(values):
    """Values as bytes in a request; half a character goes as the bytes that a broken client sends."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in values.items()})


@CHANCE
@given(text=TEXTS)
@example(text="\x00")
@example(text="\ud800")
@example(text="ß" * 200)
def test_no_search_breaks_a_list(world, text):
    for name in ("actor_list", "contact_list", "consultation_list", "follow_up_list"):
        assert world.client.get(f"{reverse(name)}?{on_the_wire({'q': text})}").status_code in (200, 400)


@pytest.mark.on_postgresql
@CHANCE
@given(values=st.dictionaries(st.sampled_from(sorted(ActorForm.base_fields)), TEXTS, max_size=8))
@example(values={"trading_name": "\x00"})
@example(values={"trading_name": "\ud800"})
@example(values={"work_fields": "²"})
def test_no_mixture_breaks_the_form_of_an_actor(world, values):
    good = {"trading_name": "Neu", "kind": "initiative", "life_cycle": "active"}
    assert world.client.post(world.urls["actor_create"], on_the_wire(good | values), content_type=FORM).status_code in FINE


@pytest.mark.on_postgresql
@CHANCE
@given(values=st.dictionaries(st.sampled_from(sorted(ConsultationForm.base_fields)), TEXTS, max_size=8))
@example(values={"note": "\x00"})
@example(values={"note": "\udfff"})
@example(values={"actors": "²"})
def test_no_mixture_breaks_the_form_of_a_talk(world, values):
    actor = Actor.objects.get(trading_name="Werkhof Wuppertal")
    good = {"actors": str(actor.pk), "held_on": f"{timezone.localdate():%d.%m.%Y}", "channel": "phone", "outcome": "open"}
    assert world.client.post(world.urls["consultation_create"], on_the_wire(good | values), content_type=FORM).status_code in FINE
