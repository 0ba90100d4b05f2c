"""What the register is measured against: bare views without sign-in and rights, plain Django admin, and the drivers themselves."""

import csv
import io
from functools import cache

import xlsxwriter
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from initiatives.choices import INITIATIVE_KINDS
from initiatives.models import Actor, Consent, Consultation, ContactRole, CustomValue, FollowUp, Location, Message, Objection, Purpose
from municipalities.models import Municipality

# Only `make bench` installs it, and only its settings take it in; the tests run without, wherever they run.
if apps.is_installed("import_export"):
    from import_export.admin import ImportExportModelAdmin as PlainModelAdmin
    from import_export.resources import modelresource_factory
else:
    from django.contrib.admin import ModelAdmin as PlainModelAdmin

    modelresource_factory = None

ROWS = 50
COLUMNS = (
    "pk",
    "trading_name",
    "kind",
    "legal_form",
    "life_cycle",
    "steward__name",
    "email",
    "activity__last_consulted_on",
    "activity__open_follow_up_count",
)
FILE_COLUMNS = (
    "trading_name",
    "registered_name",
    "kind",
    "legal_form",
    "is_charitable",
    "charity_notice_on",
    "register_kind",
    "register_court",
    "register_number",
    "business_id",
    "founded",
    "industry",
    "size_class",
    "common_good_report",
    "common_good_year",
    "life_cycle",
    "goals",
    "languages",
    "locations__street",
    "locations__house_number",
    "locations__postcode",
    "locations__locality",
    "locations__district__label",
    "phone",
    "email",
    "website",
    "opening_hours",
    "steward__name",
    "deputy__name",
    "activity__last_consulted_on",
    "assured_on",
    "pk",
)


@cache
def city() -> int:
    """The one city of the database."""
    return Municipality.objects.values_list("pk", flat=True).get()


# --- bare views --------------------------------------------------------------------------------------------
def actors(kinds=(), order=("sort_key", "pk")):
    """The rows of the bare list: fifty actors with nine values each, in one query."""
    rows = Actor.objects.filter(municipality=city(), restricted_at=None, archived_at=None)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.order_by(*order).values_list(*COLUMNS)


def longest_without_talk():
    """The order of the filtered list, for the bare one."""
    return actors(INITIATIVE_KINDS, ("activity__last_consulted_on", "pk"))


def bare_list(request, rows=None):
    """The list as one function, a plain template and the house's page around it."""
    return render(request, "bench/list.html", {"rows": list((actors() if rows is None else rows)[:ROWS])})


def bare_actor(request, key: int):
    """The facts of an actor's page, each kind of them by one query."""
    actor = Actor.objects.select_related("steward").get(pk=key)
    talks = Consultation.objects.filter(actors=key).order_by("-held_on").values_list("pk", "held_on", "channel", "minutes", "note")
    promises = FollowUp.objects.filter(actor=key)
    done = promises.exclude(done_at=None).order_by("-done_at").values_list("done_at", "task", "done_by__name")
    past = Actor.history.filter(id=key).order_by("-history_date").values_list("history_date", "history_type", "history_user__name")
    people = ContactRole.objects.filter(actor=key)
    places = Location.objects.filter(actor=key).values_list("street", "house_number", "postcode", "locality", "district__label")
    mails = Message.objects.filter(actor=key).order_by("-sent_at").values_list("sent_at", "subject", "email")
    facts = {
        "actor": actor,
        "fields": list(actor.work_fields.values_list("label", flat=True)),
        "tags": list(actor.tags.values_list("label", flat=True)),
        "names": list(actor.aliases.values_list("name", flat=True)),
        "open": list(promises.filter(done_at=None).order_by("due_on").values_list("task", "due_on", "assignee__name")),
        "talks": list(talks[:50]),
        "done": list(done[:50]),
        "past": list(past[:50]),
        "mails": list(mails[:50]),
        "people": list(people.values_list("contact__pk", "contact__given_name", "contact__family_name", "contact__phone", "role_title")),
        "places": list(places),
        "files": list(actor.attachments.values_list("title", "uploaded_at")),
        "own": list(CustomValue.objects.filter(actor=key).values_list("field__label", "value")),
        "purposes": list(Purpose.objects.filter(municipality=actor.municipality_id).values_list("label", "legal_basis")),
        "consents": list(Consent.objects.filter(actor=key).values_list("purpose", "confirmed_at", "withdrawn_at")),
        "objections": list(Objection.objects.filter(actor=key).values_list("purpose", "raised_at")),
    }
    return render(request, "bench/actor.html", facts)


class BareConsultationForm(ModelForm):
    """Django's form of the same fields, which knows of no city and no double sending."""

    class Meta:
        model = Consultation
        fields = ("actors", "contacts", "held_on", "held_at", "minutes", "channel", "topics", "note", "need", "outcome", "is_confidential")


def bare_save(request):
    """A talk is saved: the same tables, with the same history, by Django's own form."""
    form = BareConsultationForm(request.POST)
    form.instance.municipality_id = city()
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    talk = form.save()
    return HttpResponseRedirect(reverse("actor_detail", args=[talk.actors.first().pk]))


# --- plain admin -------------------------------------------------------------------------------------------
class NoCity:
    """The page around the admin asks which city is chosen; here nobody chose one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.municipality = None
        return self.get_response(request)


class PlainActorAdmin(PlainModelAdmin):
    """What a developer gets in ten lines."""

    list_display = ("trading_name", "kind", "legal_form", "life_cycle", "steward", "email", "last_talk", "open_promises", "changed_at")
    list_select_related = ("steward", "activity")
    list_filter = ("kind",)
    list_per_page = ROWS
    search_fields = ("trading_name", "aliases__name")
    raw_id_fields = ("steward", "deputy")

    @admin.display(ordering="activity__last_consulted_on")
    def last_talk(self, actor):
        """The day of the last talk."""
        return actor.activity.last_consulted_on

    @admin.display(ordering="activity__open_follow_up_count")
    def open_promises(self, actor):
        """How many promises are open."""
        return actor.activity.open_follow_up_count


class PlainConsultationAdmin(PlainModelAdmin):
    """The same for talks."""

    raw_id_fields = ("actors", "contacts")

    def save_model(self, request, obj, form, change):
        """The one thing without which the row cannot be saved."""
        obj.municipality_id = city()
        super().save_model(request, obj, form, change)


plain_admin = admin.AdminSite(name="plain")
plain_admin.register(Actor, PlainActorAdmin)
plain_admin.register(Consultation, PlainConsultationAdmin)


def plain_resource():
    """What django-import-export makes a file of by itself; None where it is not installed."""
    return modelresource_factory(Actor)() if modelresource_factory else None


# --- the drivers alone -------------------------------------------------------------------------------------
def driver():
    """The connection of sqlite3 or psycopg that Django works with."""
    connection.ensure_connection()
    return connection.connection


def statement(queryset) -> tuple[str, tuple]:
    """A queryset's SQL as its driver takes it."""
    sql, params = queryset.query.sql_with_params()
    return (sql.replace("%s", "?") if connection.vendor == "sqlite" else sql), params


def read(sql: str, params=()) -> list:
    """All rows of a statement."""
    cursor = driver().cursor()
    cursor.execute(sql, params)
    return cursor.fetchall()


def file_rows():
    """What a file of actors holds."""
    rows = Actor.objects.filter(municipality=city(), restricted_at=None, archived_at=None, locations__is_main=True)
    return rows.order_by("sort_key", "pk").values_list(*FILE_COLUMNS)


def bare_csv() -> int:
    """COPY on PostgreSQL, the standard library's writer over the driver's rows on SQLite; how many bytes."""
    sql, params = statement(file_rows())
    if connection.vendor == "postgresql":
        with driver().cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT CSV", params) as copy:
            return sum(len(block) for block in copy)
    cursor, size = driver().cursor(), 0
    cursor.execute(sql, params)
    while rows := cursor.fetchmany(500):
        block = io.StringIO()
        csv.writer(block, delimiter=";").writerows(rows)
        size += len(block.getvalue().encode())
    return size


def bare_xlsx() -> int:
    """The same rows by xlsxwriter alone; how many bytes."""
    sql, params = statement(file_rows())
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    cursor = driver().cursor()
    cursor.execute(sql, params)
    for number, row in enumerate(cursor):
        for column, value in enumerate(row):
            sheet.write_string(number, column, "" if value is None else str(value))
    book.close()
    return target.tell()


def bare_search(text: str, *, is_typo: bool = False) -> list:
    """The keys of fifty names that hold the text, or trigrams of it, by the database's own index."""
    word = text.lower()
    if connection.vendor == "postgresql":
        if is_typo:
            sql = "SELECT id FROM initiatives_searchentry WHERE %s <%% folded_names ORDER BY %s <<-> folded_names LIMIT 50"
            return read(sql, (word, word))
        return read("SELECT id FROM initiatives_searchentry WHERE folded_names LIKE %s LIMIT 50", (f"%{word}%",))
    parts = [word[at : at + 3] for at in range(len(word) - 2)] if is_typo else [word]
    match = "folded_names : (" + " OR ".join(f'"{part}"' for part in parts) + ")"
    order = "ORDER BY rank " if is_typo else ""
    return read(
        f"SELECT rowid FROM initiatives_searchentry_trigram WHERE initiatives_searchentry_trigram MATCH ? {order}LIMIT 50", (match,)
    )
