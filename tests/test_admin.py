"""The admin: every kind of row, every role, every page, by GET and by POST; and what must hold for all of them."""

from collections import Counter

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import connection, transaction
from django.forms.formsets import DELETION_FIELD_NAME
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import (
    Actor,
    Consultation,
    ConsultationTopic,
    Contact,
    Enterprise,
    FollowUp,
    Initiative,
    NoteReading,
    Tag,
    WarningFlag,
    WorkField,
)
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from network.models import Connection, FieldPair, Listing, SuggestionDecision
from portal.models import InboxEntry, ProfileChange, ProfileCheck
from tests import factories
from tests.axe import broken_rules
from wf40.rights import TECHNICIAN, Role, rights_of
from wf40.scoping import SESSION_KEY

pytestmark = pytest.mark.django_db
INDEX = "/admin/"


# --- one row of every kind ---------------------------------------------------------------------------------
def _make_note_reading(municipality, user, marker):
    talk = factories.make_consultation(factories.make_actor(municipality, marker), user, is_confidential=True, note=f"{marker} vertraulich")
    return NoteReading.objects.create(municipality=municipality, consultation=talk, reader=user)


def _make_postcode(municipality, user, marker):
    district = factories.make_district(municipality, marker, code=marker.lower())
    postcode = f"{41000 + PostcodeDistrict.objects.count()}"
    return PostcodeDistrict.objects.create(municipality=municipality, district=district, postcode=postcode)


def _make_connection(municipality, user, marker):
    return factories.make_connection(factories.make_actor(municipality, marker), factories.make_actor(municipality), user)


def _make_field_pair(municipality, user, marker):
    fields = [factories.make_work_field(municipality, f"{marker} {side}", code=f"{marker.lower()}-{side}") for side in ("a", "b")]
    return FieldPair.objects.create(municipality=municipality, seeking=fields[0], giving=fields[1])


def _make_decision(municipality, user, marker):
    first, second = factories.make_actor(municipality, marker), factories.make_actor(municipality)
    return SuggestionDecision.objects.create(
        municipality=municipality, first_actor=first, second_actor=second, verdict="accepted", score=3, made_by=user
    )


def _make_change(municipality, user, marker):
    return factories.make_proposal(factories.make_actor(municipality, marker), {"description": marker}).changes.get()


def _make_check(municipality, user, marker):
    return ProfileCheck.objects.create(municipality=municipality, actor=factories.make_actor(municipality, marker), asked_at=timezone.now())


FACTORIES = {
    Actor: lambda city, user, marker: factories.make_actor(city, marker, user, steward=user),
    Enterprise: lambda city, user, marker: factories.make_actor(city, marker, user, kind="cooperative"),
    Initiative: lambda city, user, marker: factories.make_actor(city, marker, user, kind="association"),
    Contact: lambda city, user, marker: factories.make_contact(city, marker, user=user),
    Consultation: lambda city, user, marker: factories.make_consultation(factories.make_actor(city, marker), user, need=marker),
    FollowUp: lambda city, user, marker: factories.make_follow_up(factories.make_actor(city, marker), user, task=marker),
    WarningFlag: lambda city, user, marker: factories.make_warning(factories.make_actor(city, marker), user, text=marker),
    NoteReading: _make_note_reading,
    Connection: _make_connection,
    Listing: lambda city, user, marker: factories.make_listing(factories.make_actor(city, marker), marker),
    FieldPair: _make_field_pair,
    SuggestionDecision: _make_decision,
    InboxEntry: lambda city, user, marker: factories.make_entry(city, actor=factories.make_actor(city, marker), text=marker),
    ProfileChange: _make_change,
    ProfileCheck: _make_check,
    WorkField: lambda city, user, marker: factories.make_work_field(city, marker, code=marker.lower()),
    Tag: lambda city, user, marker: factories.make_tag(city, marker),
    ConsultationTopic: lambda city, user, marker: factories.make_topic(city, marker, code=marker.lower()),
    District: lambda city, user, marker: factories.make_district(city, marker),
    PostcodeDistrict: _make_postcode,
    Municipality: lambda city, user, marker: city,
    User: lambda city, user, marker: factories.make_user(city, Role.READER, marker),
    Membership: lambda city, user, marker: factories.make_user(city, Role.READER, marker).memberships.get(),
}
# Who looks at the list in the test of queries, if it is not the manager of Wuppertal.
KEEPERS = {Municipality: "technician", User: "technician", Membership: "technician"}
# Every changelist takes so many queries, however many rows it shows.
QUERIES = {
    Actor: 8,
    Enterprise: 8,
    Initiative: 8,
    Contact: 5,
    Consultation: 9,
    FollowUp: 6,
    WarningFlag: 5,
    NoteReading: 5,
    Connection: 6,
    Listing: 6,
    FieldPair: 5,
    SuggestionDecision: 5,
    InboxEntry: 5,
    ProfileChange: 5,
    ProfileCheck: 5,
    WorkField: 5,
    Tag: 5,
    ConsultationTopic: 5,
    District: 5,
    PostcodeDistrict: 6,
    Municipality: 5,
    User: 7,
    Membership: 6,
}

# Written by the office's own pages alone, whatever else the rights allow.
READ_ONLY = {SuggestionDecision, InboxEntry, ProfileChange, ProfileCheck}

# person of the cast -> (the role that decides, the city chosen)
CAST = {
    "stranger": (None, None),
    "wuppertal_reader": (Role.READER, "wuppertal"),
    "wuppertal_adviser": (Role.ADVISER, "wuppertal"),
    "wuppertal_manager": (Role.MANAGER, "wuppertal"),
    "witten_manager": (Role.MANAGER, "witten"),
    "manager_here_reader_there": (Role.MANAGER, "wuppertal"),
    "manager_here_reader_there in Witten": (Role.READER, "witten"),
    "researcher": (Role.RESEARCHER, "wuppertal"),
    "technician": (TECHNICIAN, None),
}


def url(model, view, *args):
    """The address of an admin's page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def source_of(model):
    """A field by which the autocomplete asks for rows of this kind, None if no field points at them."""
    fields = [
        field
        for other in (Actor, Consultation, FollowUp, NoteReading, Membership, PostcodeDistrict, District, WorkField)
        for field in (*other._meta.fields, *other._meta.many_to_many)
        if field.is_relation and field.related_model is model
    ]
    return fields[0] if fields else None


@pytest.fixture
def enter(client, request):
    """Signs a person of the cast in, with the city chosen; the client is given."""

    def do(person):
        if person == "stranger":
            return client
        _role, city = CAST[person]
        client.force_login(request.getfixturevalue(person.split()[0]))
        if city:
            session = client.session
            session[SESSION_KEY] = request.getfixturevalue(city).pk
            session.save()
        return client

    return do


@pytest.fixture
def rows(wuppertal, witten, wuppertal_adviser, witten_adviser):
    """For every kind a row in each of the two cities; its words name the city."""
    made = {}
    for model, make in FACTORIES.items():
        name = model._meta.model_name
        made[model] = {
            "wuppertal": make(wuppertal, wuppertal_adviser, f"Talmarke{name}"),
            "witten": make(witten, witten_adviser, f"Ruhrmarke{name}"),
        }
    return made


def test_every_admin_has_a_row_in_the_table_of_factories():
    assert set(admin.site._registry) == set(FACTORIES) == set(QUERIES)


class Walk:
    """Asks all pages of one kind of row as one person and compares with what the person's rights say."""

    def __init__(self, client, person, model, rows):
        self.client, self.person, self.model = client, person, model
        self.role, self.city = CAST[person]
        self.row, self.other = (rows["witten"], rows["wuppertal"]) if self.city == "witten" else (rows["wuppertal"], rows["witten"])
        self.marker = "Talmarke" if self.city == "witten" else "Ruhrmarke"
        self.faults, self.count = [], 0

    def may(self, action):
        meta = self.model._meta.concrete_model._meta
        if action != "view" and self.model in READ_ONLY:
            return False
        return self.role is not None and f"{meta.app_label}.{action}_{meta.model_name}" in rights_of(self.role)

    @property
    def sees_all(self):
        return self.role == TECHNICIAN and self.may("view")

    def ask(self, what, path, method, expected, content=None):
        """One request; a page must never name a row of another city."""
        with transaction.atomic():
            response = self.client.get(path, content) if method == "GET" else self.client.post(path, content or {})
            transaction.set_rollback("delete" in what)
        self.count += 1
        said = response.status_code if response.status_code != 302 else ("index" if response["Location"] == INDEX else response["Location"])
        if expected == "sign in":
            good = response.status_code == 302 and response["Location"].startswith(("/konto/anmelden/", "/admin/login/"))
        else:
            good = said == expected
        if not good:
            self.faults.append(f"{self.person}: {method} {what} of {self.model.__name__}: {said}, not {expected}")
        if not self.sees_all and self.marker in response.content.decode():
            self.faults.append(f"{self.person}: {method} {what} of {self.model.__name__} names another city's row")

    def all(self):
        """Every page; what a stranger and a researcher get is the same everywhere."""
        for what, path, get, post, content in self.pages():
            if self.role is None:
                get = post = "sign in"
            elif self.role == Role.RESEARCHER:
                get = post = 403
            self.ask(what, path, "GET", get, content if what == "autocomplete" else None)
            self.ask(what, path, "POST", post, None if self.role is None else content)
        return self.count

    def pages(self):
        model = self.model
        view, change, add, delete = (self.may(action) for action in ("view", "change", "add", "delete"))
        other = "index" if not self.sees_all else None
        yield "list", url(model, "changelist"), 200 if view else 403, 200 if view else 403, {}
        yield "add", url(model, "add"), 200 if add else 403, 200 if add else 403, {"name": "x"}
        yield "change", url(model, "change", self.row.pk), 200 if view else 403, 200 if change else 403, {"name": "x"}
        yield (
            "foreign change",
            url(model, "change", self.other.pk),
            (other or 200) if view else 403,
            (other or 200) if change else 403,
            {"name": "x"},
        )
        gone = url(model, "changelist") if change else "index"
        yield "delete", url(model, "delete", self.row.pk), 200 if delete else 403, gone if delete else 403, {"post": "yes"}
        foreign = url(model, "delete", self.other.pk)
        yield "foreign delete", foreign, (other or 200) if delete else 403, (other or gone) if delete else 403, {"post": "yes"}
        yield "history", url(model, "history", self.row.pk), 200 if view else 403, 200 if view else 403, {}
        yield "foreign history", url(model, "history", self.other.pk), (other or 200) if view else 403, (other or 200) if view else 403, {}
        if field := source_of(model):
            asked = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name, "field_name": field.name}
            yield "autocomplete", reverse("admin:autocomplete"), 200 if view else 403, 405, asked


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("person", CAST)
def test_every_page_of_every_admin_answers_as_the_rights_say(person, enter, rows):
    client = enter(person)
    walks = [Walk(client, person, model, rows[model]) for model in admin.site._registry]
    before = Counter({model: model._default_manager.count() for model in FACTORIES})
    count = sum(walk.all() for walk in walks)
    print(f"{person}: {count} checks")
    assert [fault for walk in walks for fault in walk.faults] == []
    assert Counter({model: model._default_manager.count() for model in FACTORIES}) == before


@pytest.mark.once
@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_a_changelist_takes_the_same_queries_for_one_row_and_for_three(model, enter, wuppertal, wuppertal_manager, request):
    person = KEEPERS.get(model, "wuppertal_manager")
    user = request.getfixturevalue(person)
    client = enter(person)
    make = FACTORIES[model]
    if model is Municipality:
        make = lambda city, user, marker: factories.make_municipality(marker, f"0599{Municipality.objects.count():04}")  # noqa: E731
    make(wuppertal, user, "Erste")
    shown = [client.get(url(model, "changelist")).context["cl"].result_count]
    for more in ((), ("Zweite", "Dritte")):
        for marker in more:
            make(wuppertal, user, marker)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url(model, "changelist"))
        shown.append(response.context["cl"].result_count)
        assert len(queries) == QUERIES[model], [query["sql"][:200] for query in queries]
    assert shown[2] == shown[0] + 2


# --- forms as a browser sends them -------------------------------------------------------------------------
def _sent(field):
    value = field.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return [str(getattr(key, "pk", key)) for key in value]
    if hasattr(value, "year") or hasattr(value, "hour"):
        return [field.field.widget.format_value(value)]
    return [] if value is None else [str(value)]


def filled(response, **changes):
    """What a browser would send from this page, with some entries changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    content = {field.html_name: _sent(field) for form in forms for field in form}
    return content | {name: value if isinstance(value, list) else [value] for name, value in changes.items()}


def errors_of(response):
    """All words of the errors on a form's page."""
    form = response.context["adminform"].form
    inlines = [form.errors for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    return " ".join(str(errors) for errors in [form.errors, *inlines])


def test_an_adviser_takes_in_an_actor_with_its_names_place_and_person(enter, wuppertal, wuppertal_adviser):
    contact = factories.make_contact(wuppertal, "Färber")
    field, tag, district = factories.make_work_field(wuppertal), factories.make_tag(wuppertal), factories.make_district(wuppertal)
    client = enter("wuppertal_adviser")
    content = filled(
        client.get(url(Actor, "add")),
        trading_name="Färberei Oberbarmen",
        kind="initiative",
        work_fields=[str(field.pk)],
        tags=[str(tag.pk)],
        steward=str(wuppertal_adviser.pk),
        **{
            "aliases-TOTAL_FORMS": "1",
            "aliases-0-name": "Stadtteilzentrum",
            "locations-TOTAL_FORMS": "1",
            "locations-0-street": "Peter-Hansen-Platz",
            "locations-0-house_number": "1",
            "locations-0-district": str(district.pk),
            "locations-0-is_main": "on",
            "contact_roles-TOTAL_FORMS": "1",
            "contact_roles-0-contact": str(contact.pk),
            "contact_roles-0-role_title": "Leitung",
        },
    )
    response = client.post(url(Actor, "add"), content)
    assert response.status_code == 302, errors_of(response)
    actor = Actor.objects.get()
    assert (actor.municipality, actor.created_by, actor.version) == (wuppertal, wuppertal_adviser, 1)
    assert [row.municipality for row in (actor.aliases.get(), actor.locations.get(), actor.contact_roles.get())] == [wuppertal] * 3
    assert list(actor.work_fields.all()) == [field]
    assert actor.search_text.startswith("faerberei oberbarmen stadtteilzentrum holz")
    # The same form once more, as a second press on the button sends it.
    assert client.post(url(Actor, "add"), content).status_code == 302
    assert Actor.objects.count() == 1


def test_a_saving_is_one_version_and_one_line_of_history(enter, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Färberei")
    tag = factories.make_tag(wuppertal)
    client = enter("wuppertal_adviser")
    content = filled(client.get(url(Actor, "change", actor.pk)), trading_name="Färberei am Platz", tags=[str(tag.pk)])
    assert client.post(url(Actor, "change", actor.pk), content).status_code == 302
    actor.refresh_from_db()
    assert (actor.version, actor.history.count(), actor.sort_key) == (2, 2, "farberei am platz")
    assert actor.history.first().history_user == wuppertal_adviser
    page = client.get(url(Actor, "history", actor.pk)).content.decode()
    assert "<del>Färberei</del>" in page
    assert "<ins>Färberei am Platz</ins>" in page
    # Nothing changed: no version.
    client.post(url(Actor, "change", actor.pk), filled(client.get(url(Actor, "change", actor.pk))))
    actor.refresh_from_db()
    assert (actor.version, actor.history.count()) == (2, 2)


@pytest.mark.parametrize("model", [Enterprise, Initiative])
def test_what_is_saved_among_enterprises_or_initiatives_has_its_history(enter, wuppertal, wuppertal_adviser, model):
    client = enter("wuppertal_adviser")
    page = client.get(url(model, "add"))
    kinds = [value for value, _label in page.context["adminform"].form.fields["kind"].choices]
    assert ("cooperative" in kinds) == (model is Enterprise)
    assert client.post(url(model, "add"), filled(page, trading_name="Neu im Tal", kind=kinds[0])).status_code == 302
    actor = Actor.objects.get()
    content = filled(client.get(url(model, "change", actor.pk)), trading_name="Länger im Tal")
    assert client.post(url(model, "change", actor.pk), content).status_code == 302
    assert [row.trading_name for row in actor.history.all()] == ["Länger im Tal", "Neu im Tal"]


def test_the_second_of_two_editors_is_told_and_loses_nothing(enter, wuppertal, wuppertal_adviser, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Werkstatt", phone="0202 1", description="alt")
    client = enter("wuppertal_adviser")
    content = filled(client.get(url(Actor, "change", actor.pk)), trading_name="Werkstatt am Berg", email="post@werkstatt.example")
    enter("wuppertal_manager")
    theirs = filled(client.get(url(Actor, "change", actor.pk)), trading_name="Werkstatt im Tal", phone="0202 2")
    assert client.post(url(Actor, "change", actor.pk), theirs).status_code == 302
    enter("wuppertal_adviser")
    response = client.post(url(Actor, "change", actor.pk), content)
    assert response.status_code == 200
    said = response.content.decode()
    assert "M.\N{NO-BREAK SPACE}Leitner" in said
    assert "Werkstatt im Tal" in said
    form = response.context["adminform"].form
    assert [form[name].value() for name in ("trading_name", "phone", "email")] == ["Werkstatt am Berg", "0202 2", "post@werkstatt.example"]
    actor.refresh_from_db()
    assert (actor.trading_name, actor.email, actor.version) == ("Werkstatt im Tal", "", 2)
    # Having seen it, the second person decides.
    assert client.post(url(Actor, "change", actor.pk), filled(response)).status_code == 302
    actor.refresh_from_db()
    assert (actor.trading_name, actor.phone, actor.email, actor.version) == ("Werkstatt am Berg", "0202 2", "post@werkstatt.example", 3)


@pytest.mark.parametrize("base", ["", "abc", "x" * 5000])
def test_a_form_without_its_base_changes_nothing(enter, wuppertal, wuppertal_adviser, base):
    actor = factories.make_actor(wuppertal, "Werkstatt")
    client = enter("wuppertal_adviser")
    content = filled(client.get(url(Actor, "change", actor.pk)), trading_name="Anders", base=base)
    assert client.post(url(Actor, "change", actor.pk), content).status_code == 200
    actor.refresh_from_db()
    assert actor.trading_name == "Werkstatt"


# --- other cities ------------------------------------------------------------------------------------------
def test_choices_of_forms_and_filters_are_the_citys_own(enter, rows, witten_adviser, wuppertal_manager):
    client = enter("wuppertal_manager")
    for model in (Actor, Consultation, FollowUp, WorkField, PostcodeDistrict):
        for page in (client.get(url(model, "add")), client.get(url(model, "changelist"))):
            content = page.content.decode()
            assert "Ruhrmarke" not in content
            assert "Wim Nachbar" not in content
    assert "Talmarketag" in client.get(url(Actor, "changelist")).content.decode()


@pytest.mark.once
def test_foreign_keys_are_refused_wherever_they_are_posted(enter, rows, wuppertal, witten_adviser, wuppertal_manager):
    client = enter("wuppertal_manager")
    foreign = {model: str(pair["witten"].pk) for model, pair in rows.items()}
    actor, talk, follow_up = (rows[model]["wuppertal"] for model in (Actor, Consultation, FollowUp))
    roles = {"contact_roles-TOTAL_FORMS": "1", "contact_roles-0-actor": str(actor.pk), "contact_roles-0-contact": foreign[Contact]}
    places = {"locations-TOTAL_FORMS": "1", "locations-0-actor": str(actor.pk), "locations-0-district": foreign[District]}
    for row, changes in (
        (actor, {"work_fields": foreign[WorkField]}),
        (actor, {"tags": foreign[Tag]}),
        (actor, {"steward": str(witten_adviser.pk)}),
        (actor, roles),
        (actor, places),
        (talk, {"actors": [str(actor.pk), foreign[Actor]]}),
        (talk, {"contacts": foreign[Contact]}),
        (talk, {"topics": foreign[ConsultationTopic]}),
        (follow_up, {"actor": foreign[Actor]}),
        (follow_up, {"consultation": foreign[Consultation]}),
        (follow_up, {"assignee": str(witten_adviser.pk)}),
        (rows[WorkField]["wuppertal"], {"parent": foreign[WorkField]}),
        (rows[PostcodeDistrict]["wuppertal"], {"district": foreign[District]}),
    ):
        page = client.get(url(type(row), "change", row.pk))
        response = client.post(page.request["PATH_INFO"], filled(page, **changes))
        assert response.status_code == 200, changes
        assert "Ruhrmarke" not in response.content.decode(), changes
        said = errors_of(response)
        assert "Please choose an entry of your city" in said or "Bitte wählen Sie einen Eintrag Ihrer Kommune" in said, (changes, said)


def test_unreadable_input_is_answered_without_an_error_page(enter, rows, wuppertal_manager):
    client = enter("wuppertal_manager")
    actor = rows[Actor]["wuppertal"]
    for value in ("abc", "-1;'", "9" * 400, "\x00"):
        fields = dict.fromkeys(("work_fields", "tags", "steward", "kind", "legal_form", "base", "trading_name", "website"), value)
        inline = {
            "contact_roles-TOTAL_FORMS": "1",
            "contact_roles-0-contact": value,
            "contact_roles-0-id": value,
            "locations-TOTAL_FORMS": value,
        }
        page = client.get(url(Actor, "change", actor.pk))
        assert client.post(url(Actor, "change", actor.pk), filled(page, **fields, **inline)).status_code == 200
        page = client.get(url(Consultation, "add"))
        dates = {"held_on": value, "held_at": value, "minutes": value, "actors": value, "sent_key": value}
        assert client.post(url(Consultation, "add"), filled(page, **dates)).status_code == 200
        assert client.post(url(Tag, "changelist"), {"action": "switch_off", "_selected_action": value}).status_code == 400
        if "\x00" not in value:
            for query in ("q", "p", "o", "all", "steward__id__exact", "kind__exact", "_changelist_filters", "_facets"):
                assert client.get(url(Actor, "changelist"), {query: value}).status_code in (200, 302), (query, value)
            for query in ("held_on__year", "held_on__month", "topics__id__exact", "is_confidential__exact"):
                assert client.get(url(Consultation, "changelist"), {query: value}).status_code in (200, 302), (query, value)
            assert client.get(url(Actor, "add"), {"steward": value, "work_fields": value, "kind": value}).status_code == 200
            assert client.get(url(FollowUp, "add"), {"actor": value, "consultation": value}).status_code == 200
            asked = {"app_label": "initiatives", "model_name": "followup", "field_name": "actor", "term": value, "page": value}
            assert client.get(reverse("admin:autocomplete"), asked).status_code in (200, 404)
            assert client.get(url(Actor, "change", value.replace("/", "_"))).status_code == 302
    assert client.get(url(Actor, "changelist"), {"unknown": "1", ERROR_FLAG: "1"}).status_code == 400


def test_a_list_tells_nothing_about_fields_that_it_does_not_filter(enter, rows, wuppertal_manager):
    client = enter("wuppertal_manager")
    for model, query in (
        (Consultation, "note__contains"),
        (Consultation, "need"),
        (Consultation, "actors__municipality"),
        (Actor, "steward__password__startswith"),
        (Actor, "steward__email"),
        (Actor, "municipality"),
        (Actor, "search_text__contains"),
    ):
        response = client.get(url(model, "changelist"), {query: "a"})
        assert (response.status_code, response["Location"]) == (302, f"{url(model, 'changelist')}?{ERROR_FLAG}=1"), query


def test_no_way_leads_to_a_row_by_its_number_alone(enter, rows, wuppertal_manager):
    assert enter("wuppertal_manager").get(f"/admin/r/1/{rows[Actor]['witten'].pk}/").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("trick", [{"_popup": "1"}, {"_popup": "1", "_to_field": "id"}, {"_to_field": "id"}, {"_saveasnew": "1"}])
def test_popups_do_not_open_other_cities(enter, rows, wuppertal_manager, trick):
    client = enter("wuppertal_manager")
    for model in (Actor, Contact, Tag, District):
        path = url(model, "change", rows[model]["witten"].pk)
        assert "Ruhrmarke" not in client.get(path, trick, follow=True).content.decode()
        assert "Ruhrmarke" not in client.post(path, trick, follow=True).content.decode()
        assert "Ruhrmarke" not in client.get(url(model, "changelist"), trick, follow=True).content.decode()


def test_an_inline_of_another_actor_is_not_taken_over(enter, wuppertal, wuppertal_manager, witten):
    actor, foreign = factories.make_actor(wuppertal, "Hier"), factories.make_actor(witten, "Dort", aliases=["Alias dort"])
    alias = foreign.aliases.get()
    client = enter("wuppertal_manager")
    page = client.get(url(Actor, "change", actor.pk))
    changes = {
        "aliases-TOTAL_FORMS": "1",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": str(alias.pk),
        "aliases-0-actor": str(actor.pk),
        "aliases-0-name": "Entführt",
    }
    for extra in ({}, {f"aliases-0-{DELETION_FIELD_NAME}": "on"}):
        client.post(url(Actor, "change", actor.pk), filled(page, **changes, **extra))
        alias.refresh_from_db()
        assert (alias.name, alias.actor) == ("Alias dort", foreign)


# --- confidential notes ------------------------------------------------------------------------------------
def test_the_admin_never_shows_a_confidential_note(enter, wuppertal, wuppertal_adviser, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Werkstatt")
    talk = factories.make_consultation(
        actor, wuppertal_adviser, note="Siegelwort Zinnober", need="Siegelwort Zinnober", is_confidential=True
    )
    for person in ("wuppertal_manager", "wuppertal_adviser", "wuppertal_reader"):
        client = enter(person)
        for path in (
            url(Consultation, "changelist"),
            url(Consultation, "changelist") + "?q=Siegelwort",
            url(Consultation, "change", talk.pk),
            url(Consultation, "history", talk.pk),
            url(Actor, "history", actor.pk),
            reverse("admin:autocomplete") + "?app_label=initiatives&model_name=followup&field_name=consultation&term=Siegelwort",
        ):
            assert "Zinnober" not in client.get(path).content.decode(), path
    assert client.get(url(Consultation, "changelist"), {"q": "Siegelwort"}).context["cl"].result_count == 0
    assert NoteReading.objects.count() == 0


def test_the_admin_saves_a_confidential_consultation_without_its_note(enter, wuppertal, wuppertal_adviser, wuppertal_manager):
    talk = factories.make_consultation(factories.make_actor(wuppertal), wuppertal_adviser, note="Siegelwort", is_confidential=True)
    client = enter("wuppertal_manager")
    content = filled(client.get(url(Consultation, "change", talk.pk)), minutes="25", note="überschrieben", is_confidential=[])
    response = client.post(url(Consultation, "change", talk.pk), content)
    assert response.status_code == 302
    talk.refresh_from_db()
    assert (talk.note, talk.is_confidential, talk.minutes) == ("Siegelwort", True, 25)


# --- lists, people, cities ---------------------------------------------------------------------------------
def test_a_manager_switches_rows_of_the_own_city_off_and_on_but_deletes_none(enter, rows, wuppertal_manager):
    client = enter("wuppertal_manager")
    own, foreign = rows[Tag]["wuppertal"], rows[Tag]["witten"]
    page = client.get(url(Tag, "changelist"))
    assert [name for name, _label in page.context["action_form"].fields["action"].choices] == ["", "switch_on", "switch_off"]
    sent = {"action": "switch_off", "_selected_action": [own.pk, foreign.pk], "index": "0"}
    client.post(url(Tag, "changelist"), sent)
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.is_active, foreign.is_active) == (False, True)
    client.post(url(Tag, "changelist"), sent | {"action": "delete_selected", "post": "yes"})
    client.post(url(Tag, "changelist"), sent | {"select_across": "1"})
    foreign.refresh_from_db()
    assert (Tag.objects.count(), foreign.is_active) == (2, True)
    assert "Talmarketag" not in client.get(url(Actor, "add")).content.decode()


def test_a_tag_that_an_actor_has_stays_a_choice_after_it_was_switched_off(enter, wuppertal, wuppertal_manager):
    tag = factories.make_tag(wuppertal)
    actor = factories.make_actor(wuppertal, tags=[tag])
    Tag.objects.update(is_active=False)
    client = enter("wuppertal_manager")
    assert client.post(url(Actor, "change", actor.pk), filled(client.get(url(Actor, "change", actor.pk)), phone="1")).status_code == 302
    assert list(actor.tags.all()) == [tag]


def test_a_renamed_tag_finds_its_actors_under_the_new_name(enter, wuppertal, wuppertal_manager):
    tag = factories.make_tag(wuppertal)
    factories.make_actor(wuppertal, tags=[tag])
    client = enter("wuppertal_manager")
    assert client.post(url(Tag, "change", tag.pk), filled(client.get(url(Tag, "change", tag.pk)), label="Möbel")).status_code == 302
    found = {word: client.get(url(Actor, "changelist"), {"q": word}).context["cl"].result_count for word in ("moebel", "Möbel", "Holz")}
    assert found == {"moebel": 1, "Möbel": 1, "Holz": 0}


def test_a_code_is_there_once_in_a_city_and_never_changes(enter, wuppertal, wuppertal_manager, witten):
    factories.make_tag(witten)
    client = enter("wuppertal_manager")
    content = filled(client.get(url(Tag, "add")), label="Holz", code="holz")
    assert [client.post(url(Tag, "add"), content).status_code for _time in range(2)] == [302, 200]
    tag = Tag.objects.get(municipality=wuppertal)
    client.post(url(Tag, "change", tag.pk), filled(client.get(url(Tag, "change", tag.pk)), label="Wald", code="wald"))
    tag.refresh_from_db()
    assert (tag.label, tag.code) == ("Wald", "holz")


def test_the_technician_keeps_the_lists_of_all_cities_and_chooses_the_city_of_a_new_row(enter, rows, wuppertal, witten, technician):
    client = enter("technician")
    page = client.get(url(District, "changelist")).content.decode()
    assert "Talmarkedistrict" in page
    assert "Ruhrmarkedistrict" in page
    content = filled(client.get(url(District, "add")), label="Vohwinkel", code="vohwinkel", city=str(wuppertal.pk))
    assert client.post(url(District, "add"), content).status_code == 302
    assert District.objects.get(code="vohwinkel").municipality == wuppertal
    foreign = rows[District]["witten"]
    content = filled(client.get(url(PostcodeDistrict, "add")), postcode="42103", district=str(foreign.pk), city=str(wuppertal.pk))
    response = client.post(url(PostcodeDistrict, "add"), content)
    assert response.status_code == 200
    assert "district" in response.context["adminform"].form.errors
    assert client.get(url(Actor, "changelist")).status_code == 403


def test_a_manager_keeps_the_offices_address_but_not_the_citys_name_in_addresses(enter, wuppertal, wuppertal_manager):
    client = enter("wuppertal_manager")
    path = url(Municipality, "change", wuppertal.pk)
    content = filled(client.get(path), office_name="Neue Wirtschaftsförderung", slug="andere-stadt", ags="05111000")
    assert client.post(path, content).status_code == 302
    wuppertal.refresh_from_db()
    assert (wuppertal.office_name, wuppertal.slug, wuppertal.ags) == ("Neue Wirtschaftsförderung", "wuppertal", "05124000")
    assert len(client.get(url(Municipality, "history", wuppertal.pk)).context["entries"]) == 1


def test_a_city_made_by_the_technician_starts_with_the_core_lists(enter, technician):
    client = enter("technician")
    fields = {"name": "Neustadt", "slug": "neustadt", "ags": "05999000", "state": "05", "office_name": "Amt"}
    assert client.post(url(Municipality, "add"), filled(client.get(url(Municipality, "add")), **fields)).status_code == 302
    city = Municipality.objects.get(slug="neustadt")
    assert WorkField.objects.filter(municipality=city).exists()
    assert District.objects.filter(municipality=city, code="unbekannt").exists()


def test_the_technician_makes_an_account_whose_owner_sets_the_password_by_mail(enter, wuppertal, technician, mailoutbox):
    client = enter("technician")
    member = {"memberships-TOTAL_FORMS": "1", "memberships-0-municipality": str(wuppertal.pk), "memberships-0-role": "adviser"}
    content = filled(client.get(url(User, "add")), name="Neu Hier", email="Neu@Office.example", **member)
    assert client.post(url(User, "add"), content | {"memberships-0-is_active": ["on"]}).status_code == 302
    user = User.objects.get(email="neu@office.example")
    assert not user.has_usable_password()
    assert user.role_in(wuppertal) == Role.ADVISER
    assert "password" not in client.get(url(User, "change", user.pk)).context["adminform"].form.fields
    client.post(url(User, "changelist"), {"action": "send_link", "_selected_action": [user.pk], "index": "0"})
    assert [mail.to for mail in mailoutbox] == [["neu@office.example"]]
    assert "/konto/passwort-neu/" in mailoutbox[0].body


def test_the_technician_does_not_lock_the_own_account_out(enter, technician):
    client = enter("technician")
    path = url(User, "change", technician.pk)
    assert client.post(path, filled(client.get(path), is_superuser=[], is_active=[])).status_code == 200
    technician.refresh_from_db()
    assert (technician.is_active, technician.is_superuser) == (True, True)


# --- places ------------------------------------------------------------------------------------------------
def test_the_main_place_can_change_and_is_one(enter, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, street="Alte Straße")
    actor.locations.create(municipality=wuppertal, street="Neue Straße", is_main=False)
    client = enter("wuppertal_adviser")
    path = url(Actor, "change", actor.pk)
    both = filled(client.get(path), **{"locations-1-is_main": "on"})
    response = client.post(path, both)
    assert response.status_code == 200
    assert client.post(path, both | {"locations-0-is_main": []}).status_code == 302
    assert [(place.street, place.is_main) for place in actor.locations.all()] == [("Neue Straße", True), ("Alte Straße", False)]
    actor.refresh_from_db()
    assert actor.version == 2
    half = filled(client.get(path), **{"locations-0-latitude": "51.25"})
    assert "precision" in str(client.post(path, half).context["inline_admin_formsets"][1].formset.errors)


# --- promises ----------------------------------------------------------------------------------------------
def test_promises_are_marked_done_together(enter, rows, wuppertal_adviser):
    client = enter("wuppertal_adviser")
    own, foreign = rows[FollowUp]["wuppertal"], rows[FollowUp]["witten"]
    client.post(url(FollowUp, "changelist"), {"action": "mark_done", "_selected_action": [own.pk, foreign.pk], "index": "0"})
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.done_by, foreign.done_at, own.version) == (wuppertal_adviser, None, 2)
    assert timezone.now() >= own.done_at


# --- the way in and out ------------------------------------------------------------------------------------
def test_the_admin_has_no_sign_in_and_no_password_page_of_its_own(client, enter, wuppertal_manager):
    response = client.get("/admin/login/?next=/admin/initiatives/actor/")
    assert response["Location"] == "/konto/anmelden/?next=%2Fadmin%2Finitiatives%2Factor%2F"
    client = enter("wuppertal_manager")
    assert client.get("/admin/login/")["Location"] == INDEX
    assert client.get("/admin/password_change/")["Location"] == reverse("account_change_password")
    response = client.post("/admin/logout/")
    assert (response.status_code, response["Location"]) == (307, reverse("account_logout"))


def test_the_index_names_only_what_the_person_may_see(enter, wuppertal_reader, technician):
    def named():
        return {entry["model"] for app in client.get(INDEX).context["app_list"] for entry in app["models"]}

    client = enter("wuppertal_reader")
    everything = set(FACTORIES)
    assert named() == everything - {NoteReading, Municipality, User, Membership}
    client = enter("technician")
    assert named() == {Municipality, User, Membership, District, PostcodeDistrict, WorkField, Tag, ConsultationTopic}


# --- in a browser ------------------------------------------------------------------------------------------
# Faults of select2, which Django's autocomplete brings; this list may only shrink.
SELECT2_FAULTS = {"aria-input-field-name", "aria-required-attr", "label", "list"}


def _faults(page, known=frozenset()):
    page.wait_for_load_state()
    return broken_rules(page) - known


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_admin_keeps_to_the_content_policy_and_passes_axe(browse, live_server, rows, wuppertal_manager):
    page = browse(wuppertal_manager)
    actor, talk, postcode, tag = (rows[model]["wuppertal"].pk for model in (Actor, Consultation, PostcodeDistrict, Tag))
    paths = {
        "index": INDEX,
        "list": url(Actor, "changelist"),
        "list with actions": url(Tag, "changelist"),
        "change": url(Actor, "change", actor),
        "consultation": url(Consultation, "change", talk),
        "history": url(Actor, "history", actor),
        "history of a list row": url(Tag, "history", tag),
        "delete": url(PostcodeDistrict, "delete", postcode),
        "add": url(Actor, "add"),
    }
    found, wide = {}, {}
    for name, path in paths.items():
        page.goto(live_server.url + path)
        found[name] = _faults(page, SELECT2_FAULTS if name == "consultation" else frozenset())
        page.set_viewport_size({"width": 320, "height": 900})
        wide[name] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".submit-row input[name=_save]").click()
    page.wait_for_selector(".errornote")
    found["errors"] = _faults(page)
    User.objects.update(theme="dark")
    for name in ("list", "change", "history"):
        page.goto(live_server.url + paths[name])
        found[f"{name}, dark"] = _faults(page)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert {name: pixels for name, pixels in wide.items() if pixels} == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_autocomplete_finds_an_actor_by_a_part_of_its_name(browse, live_server, wuppertal, witten, wuppertal_adviser):
    factories.make_actor(wuppertal, "Färberei am Tal")
    factories.make_actor(witten, "Färberei an der Ruhr")
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + url(FollowUp, "add"))
    page.locator(".field-actor .select2-selection").click()
    page.keyboard.type("faerb")
    page.wait_for_selector(".select2-results__option:has-text('Färberei')")
    page.locator(".loading-results").wait_for(state="detached")
    assert page.locator(".select2-results__option").all_inner_texts() == ["Färberei am Tal"]
    assert _faults(page, SELECT2_FAULTS) == set()
    page.keyboard.press("Enter")
    assert page.locator(".field-actor .select2-selection__rendered").inner_text().endswith("Färberei am Tal")
