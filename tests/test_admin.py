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
    WorkField,
)
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from tests import factories
from wf40.rights import TECHNICIAN, Role, rights_of
from wf40.scoping import SESSION_KEY

INDEX = "/admin/"


# --- one row of every kind ---------------------------------------------------------------------------------
def _make_note_reading(municipality, user, marker):
    talk = factories.make_consultation(factories.make_actor(municipality, marker), user, is_confidential=True, note=f"{marker} vertraulich")
    return NoteReading.objects.create(municipality=municipality, consultation=talk, reader=user)


def _make_postcode(municipality, user, marker):
    district = factories.make_district(municipality, marker, code=marker.lower())
    postcode = f"{41000 + PostcodeDistrict.objects.count()}"
    return PostcodeDistrict.objects.create(municipality=municipality, district=district, postcode=postcode)


FACTORIES = {
    Actor: lambda city, user, marker: factories.make_actor(city, marker, user, steward=user),
    Enterprise: lambda city, user, marker: factories.make_actor(city, marker, user, kind="cooperative"),
    Initiative: lambda city, user, marker: factories.make_actor(city, marker, user, kind="association"),
    Contact: lambda city, user, marker: factories.make_contact(city, marker, user=user),
    Consultation: lambda city, user, marker: factories.make_consultation(factories.make_actor(city, marker), user, need=marker),
    FollowUp: lambda city, user, marker: factories.make_follow_up(factories.make_actor(city, marker), user, task=marker),
    NoteReading: _make_note_reading,
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
    NoteReading: 5,
    WorkField: 5,
    Tag: 5,
    ConsultationTopic: 5,
    District: 5,
    PostcodeDistrict: 6,
    Municipality: 5,
    User: 7,
    Membership: 6,
}

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
            "wuppertal": make(wuppertal, wuppertal_adviser, f"Tal{name}"),
            "witten": make(witten, witten_adviser, f"Ruhr{name}"),
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
        self.marker = "Tal" if self.city == "witten" else "Ruhr"
        self.faults, self.count = [], 0

    def may(self, action):
        meta = self.model._meta.concrete_model._meta
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
        yield "foreign change", url(model, "change", self.other.pk), (other or 200) if view else 403, (other or 200) if change else 403, {"name": "x"}
        gone = url(model, "changelist") if change else "index"
        yield "delete", url(model, "delete", self.row.pk), 200 if delete else 403, gone if delete else 403, {"post": "yes"}
        yield (
            "foreign delete",
            url(model, "delete", self.other.pk),
            (other or 200) if delete else 403,
            (other or gone) if delete else 403,
            {"post": "yes"},
        )
        yield "history", url(model, "history", self.row.pk), 200 if view else 403, 200 if view else 403, {}
        yield "foreign history", url(model, "history", self.other.pk), (other or 200) if view else 403, (other or 200) if view else 403, {}
        if field := source_of(model):
            asked = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name, "field_name": field.name}
            yield "autocomplete", reverse("admin:autocomplete"), 200 if view else 403, 405, asked


@pytest.mark.parametrize("person", CAST)
def test_every_page_of_every_admin_answers_as_the_rights_say(person, enter, rows):
    client = enter(person)
    walks = [Walk(client, person, model, rows[model]) for model in admin.site._registry]
    before = Counter({model: model._default_manager.count() for model in FACTORIES})
    count = sum(walk.all() for walk in walks)
    print(f"{person}: {count} checks")
    assert [fault for walk in walks for fault in walk.faults] == []
    assert Counter({model: model._default_manager.count() for model in FACTORIES}) == before


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
