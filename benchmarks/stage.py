"""Where the targets act: somebody signed in, an actor, and the means to ask for a page."""

import time
import uuid
from contextlib import contextmanager
from html.parser import HTMLParser

from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone

from benchmarks import data, floors
from benchmarks.wsgi import DJANGOS_OWN
from desk.capture import read_note
from initiatives.models import Actor, ConsultationTopic, ContactRole, ExportFile
from municipalities.models import Municipality, User


class FormReader(HTMLParser):
    """What a page's form for a file would send if nobody changed anything."""

    def __init__(self, page: str):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.is_inside = False
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Collect what is filled in, ticked or chosen."""
        said = dict(attrs)
        name = said.get("name", "")
        if tag == "form":
            self.is_inside = said.get("method", "get").lower() == "post" and "abmelden" not in said.get("action", "")
        elif not self.is_inside:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in said:
            self.fields.setdefault(self.select, []).append(said.get("value", ""))
        elif tag == "input" and name and (said.get("type") not in ("checkbox", "radio", "submit") or "checked" in said):
            self.fields.setdefault(name, []).append(said.get("value", ""))

    def handle_endtag(self, tag):
        """A form or a choice ends."""
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = ""


class Stage:
    """A register of some size, with a manager signed in to it and to plain admin."""

    def __init__(self, size: int):
        self.size = size
        self.municipality = Municipality.objects.get()
        self.manager = User.objects.get(email=data.MANAGER)
        self.actor = Actor.objects.get(pk=data.SHOWN_AT)
        self.factory = RequestFactory()
        self.client = self.signed_in()
        # When a form for a file was sent: clock and processor.
        self.asked_at = 0.0, 0.0
        with override_settings(MIDDLEWARE=DJANGOS_OWN):
            self.admin = self.signed_in()
            self.admin.get(reverse("plain:index"))

    def signed_in(self) -> Client:
        """The manager's browser, over an encrypted connection; its first page notes when the sign-in began."""
        client = Client()
        client.force_login(self.manager)
        if SESSION_KEY not in client.session:
            raise RuntimeError("nobody is signed in")
        return client

    def page(self, url: str, **headers) -> bytes:
        """A page of the register, through all of its middleware."""
        return self._checked(self.client.get(url, secure=True, headers=headers or None), 200)

    def admin_page(self, url: str) -> bytes:
        """A page of plain admin, through the middleware that Django brings."""
        return self._checked(self.admin.get(url, secure=True), 200)

    def bare(self, view, *arguments) -> bytes:
        """What a function makes of an address, without anything before it."""
        return self._checked(view(self.factory.get("/"), *arguments), 200)

    def _checked(self, response, status: int) -> bytes:
        if response.status_code != status:
            raise RuntimeError(f"answer {response.status_code} instead of {status}: {response.content[:300]!r}")
        return response.content

    def read_note(self) -> None:
        """What the box reads from a sentence about the actor."""
        text = f"Tel mit {self.actor.trading_name}, sucht Raum ab März, 30 min, Wiedervorlage 15.1."
        reading = read_note(text, user=self.manager, municipality=self.municipality)
        if self.actor.pk not in {mention.chosen.key for mention in reading.actors if mention.chosen}:
            raise RuntimeError(f"the actor was not found in {text!r}")

    def talk(self) -> dict:
        """What a form sends that records a talk; each time with a key of its own."""
        return {
            "actors": [self.actor.pk],
            "contacts": [ContactRole.objects.filter(actor=self.actor).values_list("contact", flat=True)[0]],
            "held_on": timezone.localdate().strftime("%d.%m.%Y"),
            "minutes": "25",
            "channel": "phone",
            "topics": [ConsultationTopic.objects.values_list("pk", flat=True)[0]],
            "note": " ".join(data.SENTENCES[:3]),
            "need": "Räume",
            "outcome": "informed",
            "form_key": str(uuid.uuid4()),
        }

    def save(self, values: dict) -> None:
        """A talk is recorded through the register's own form."""
        self._checked(self.client.post(reverse("consultation_create"), values, secure=True), 302)

    def bare_save(self, values: dict) -> None:
        """The same by a function and Django's own form."""
        self._checked(floors.bare_save(self.factory.post("/", values)), 302)

    def admin_save(self, values: dict) -> None:
        """The same in plain admin."""
        many = {name: ",".join(str(key) for key in values[name]) for name in ("actors", "contacts")}
        self._checked(self.admin.post(reverse("plain:initiatives_consultation_add"), values | many, secure=True), 302)

    def ask_for_file(self, file_format: str):
        """The answer to the form of an export, with everything left as it stands there but the format.

        A large file is made in the background, here at once, and fetched from its own page.
        """
        url = reverse("actor_export")
        form = FormReader(self.page(url).decode()).fields
        form |= {"file_format": [file_format], "purpose": ["office"]}
        self.asked_at = time.perf_counter(), time.process_time()
        answer = self.client.post(url, form, secure=True)
        if answer.status_code == 302:
            file = ExportFile.objects.latest("pk")
            answer = self.client.post(reverse("export_file_fetch", args=[file.pk]), secure=True)
        return answer


@contextmanager
def counted_queries():
    """Counts what the database is asked."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked
