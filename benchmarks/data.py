"""A city's register of any size: invented names, places, people, talks and promises, the same ones at each run."""

import random
from datetime import timedelta
from itertools import chain

from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from initiatives.choices import ActorKind, ArchiveReason, Channel, Goal, Industry, LifeCycle, Outcome, SizeClass, legal_forms
from initiatives.example import words
from initiatives.migrations import _triggers
from initiatives.models import (
    Actor,
    ActorAlias,
    Consent,
    Consultation,
    ConsultationTopic,
    Contact,
    ContactRole,
    FollowUp,
    Location,
    Purpose,
    SearchEntry,
    Tag,
    WorkField,
)
from initiatives.office_start import start_lists
from initiatives.search.index import WRITTEN
from initiatives.search.index import _entry as entry_of
from municipalities.models import UNKNOWN_DISTRICT, District, Membership, Municipality, User
from network.choices import CLOSED, LIVING, ConnectionKind, Origin, Stage
from network.models import Connection
from portal.choices import EntryKind, EntryState
from portal.models import InboxEntry
from wf40.folding import folded_text, match_key, phone_key, sort_key
from wf40.registry import search_sources
from wf40.rights import Role

SEED = 40
CITY = "wuppertal"
MANAGER = "leitung@buero.example"
ADVISERS = 12
# In nearly half of the names; in three names; the same with two letters changed round.
FREQUENT, RARE, TYPO = "verein", "Zwirnstern", "Zwirnstren"
RARE_AT = (5, 9, 14)
# The actor whose page is measured has the same facts and the same past at every size.
SHOWN_AT = 14
TALKS_SHOWN, PROMISES_SHOWN, PEOPLE_SHOWN = 12, 4, 3
CONNECTIONS_EACH = 3
# Every third actor is published, every tenth has sent something in that is still open.
PUBLISHED_EVERY, WAITING_EVERY = 3, 10
BATCH = 20_000
DAYS = 3 * 365
SENTENCES = (
    "Hat nach Räumen für eine gemeinsame Werkstatt gefragt.",
    "Sucht jemanden, der bei der Buchhaltung hilft.",
    "Möchte mit anderen Höfen zusammen liefern und fragt nach einer Kühlhalle.",
    "Wir haben über die Förderung der Gründung gesprochen, die Unterlagen gehen per Post.",
    "Der Mietvertrag läuft aus, eine Verlängerung ist unsicher.",
    "Plant ein Reparaturcafé und braucht Werkzeug sowie eine Versicherung.",
    "Will sich mit der Genossenschaft im Nachbarviertel abstimmen.",
    "Die Satzung wird geändert, danach meldet sich der Vorstand wieder.",
)
TASKS = ("Rückruf", "Unterlagen schicken", "Raum zeigen", "Antrag durchsehen", "Kontakt herstellen", "Termin vorschlagen")
PLACES = ("am Markt", "am Fluss", "im Hof", "am Hang", "an der Brücke", "im Viertel", "am Bahnhof", "im Tal", "am Park", "an der Mühle")
TIES, ORIGINS = list(ConnectionKind.values), list(Origin.values)
KINDS, LIFE_CYCLES, CHANNELS, OUTCOMES = (list(choices.values) for choices in (ActorKind, LifeCycle, Channel, Outcome))
LEGAL_FORMS, GOALS = ["", *legal_forms()], list(Goal.values)
INDUSTRIES, SIZES = ["", *Industry.values], ["", *SizeClass.values]
FORMS = ("verein", "verein", "verein", "lager", "werkstatt", "laden", "garten", "hof", "küche", "genossenschaft", "netz", "atelier")


class Rows:
    """Rows of one model on their way into its table: what differs is said, everything else is as the model has it by itself."""

    def __init__(self, model, **same):
        self.table = model._meta.db_table
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        blank = model(**same)
        self.same = {name: field.get_db_prep_save(getattr(blank, name), connection) for name, field in self.fields.items()}
        self.rows: list[tuple] = []

    def add(self, **values) -> None:
        """One more row."""
        row = dict(self.same)
        for name, value in values.items():
            # Words and numbers are stored as they are.
            is_plain = value is None or isinstance(value, str | int)
            row[name] = value if is_plain else self.fields[name].get_db_prep_save(value, connection)
        self.rows.append(tuple(row.values()))
        if len(self.rows) >= BATCH:
            self.save()

    def save(self) -> None:
        """Into the table, by the database's own quick way."""
        columns = ", ".join(f'"{field.column}"' for field in self.fields.values())
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.table} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(f"INSERT INTO {self.table} ({columns}) VALUES ({marks})", self.rows)
        self.rows.clear()


class Generator:
    """Fills an empty city."""

    def __init__(self, size: int):
        self.size = size
        self.chance = random.Random(SEED)
        self.today, self.now = timezone.localdate(), timezone.now()
        self.firsts = [name for women, men, _last in words.NAMES.values() for name in (*women, *men)]
        self.lasts = [name for _women, _men, last in words.NAMES.values() for name in last]

    @transaction.atomic
    def fill(self) -> None:
        """The office, then everything in it."""
        self.start_office()
        models = (Actor, ActorAlias, Location, Contact, ContactRole, Consultation, FollowUp, Connection, Consent, InboxEntry)
        through = (
            Actor.work_fields.through,
            Actor.tags.through,
            Consultation.actors.through,
            Consultation.contacts.through,
            Consultation.topics.through,
        )
        self.rows = {model: Rows(model, **({"municipality": self.city} if model in models else {})) for model in (*models, *through)}
        for number in range(1, self.size + 1):
            self.add_actor(number)
        self.add_talks()
        self.add_promises()
        self.add_connections()
        self.add_public()
        # In the order above: the triggers of what points at a talk read the talk.
        for rows in self.rows.values():
            rows.save()
        for model in (Actor, Consultation, Connection):
            self.copy_into_history(model)
        self.move_sequences()

    def start_office(self) -> None:
        """The city with its lists, a manager and advisers."""
        self.city = Municipality.objects.create(
            name="Wuppertal", slug=CITY, ags="05124000", state="05", office_name="Wirtschaftsförderung Wuppertal"
        )
        start_lists(self.city)
        Tag.objects.bulk_create(
            Tag(municipality=self.city, code=word.lower(), label=word, position=at) for at, word in enumerate(words.WORDS[:40])
        )
        self.manager = User.objects.create_user(MANAGER, name="Maren Leitner")
        Membership.objects.create(user=self.manager, municipality=self.city, role=Role.MANAGER)
        # In production a manager has a second factor.
        TOTP.activate(self.manager, "JBSWY3DPEHPK3PXP")
        self.advisers = []
        for number in range(ADVISERS):
            name = f"{self.firsts[number * 7]} {self.lasts[number * 5]}"
            user = User.objects.create_user(f"beratung{number}@buero.example", name=name)
            Membership.objects.create(user=user, municipality=self.city, role=Role.ADVISER)
            self.advisers.append(user.pk)
        self.districts = list(District.objects.filter(municipality=self.city).exclude(code=UNKNOWN_DISTRICT).values_list("pk", flat=True))
        self.work_fields = list(WorkField.objects.filter(municipality=self.city).values_list("pk", flat=True))
        self.tags = list(Tag.objects.filter(municipality=self.city).values_list("pk", "label"))
        self.topics = list(ConsultationTopic.objects.filter(municipality=self.city).values_list("pk", flat=True))

    def add_actor(self, number: int) -> None:
        """An actor with its place, other names, fields, tags and a person."""
        chance, pick = self.chance, self.chance.choice
        form = "verein" if chance.random() < 0.27 else pick(FORMS)
        name = f"{pick(words.WORDS)}{form} {pick(words.WORDS)} {pick(PLACES)}"
        if number in RARE_AT:
            name = f"{RARE} {name}"
        is_shown = number == SHOWN_AT
        is_archived = number not in RARE_AT and chance.random() < 0.04
        tags = [pick(self.tags) for _ in range(2 if is_shown else chance.choice((0, 0, 1, 1, 2)))]
        aliases = [f"{pick(words.WORDS)} {number}"] if is_shown or chance.random() < 0.3 else []
        phone = f"0202 {number:07}"
        self.rows[Actor].add(
            id=number,
            kind=pick(KINDS),
            trading_name=name,
            legal_form=pick(LEGAL_FORMS),
            life_cycle=LifeCycle.ACTIVE if chance.random() < 0.8 else pick(LIFE_CYCLES),
            industry=pick(INDUSTRIES),
            size_class=pick(SIZES),
            goals=[pick(GOALS)],
            founded=str(chance.randint(1950, 2025)),
            email=f"kontakt{number}@akteur.example" if chance.random() < 0.7 else "",
            phone=phone,
            website=f"https://akteur{number}.example/",
            description=f"{pick(SENTENCES)} {pick(SENTENCES)}",
            steward_id=pick(self.advisers) if is_shown or chance.random() < 0.7 else None,
            created_by_id=self.manager.pk,
            created_at=self.now - timedelta(days=chance.randint(0, DAYS)),
            published_since=self.now if self.is_published(number) and not is_archived else None,
            archived_at=self.now if is_archived else None,
            archive_reason=ArchiveReason.values[0] if is_archived else "",
            sort_key=sort_key(name),
            search_text=folded_text(name, *aliases, *(label for _key, label in tags)),
            match_key=match_key(name),
            phone_key=phone_key(phone),
        )
        for alias in aliases:
            self.rows[ActorAlias].add(id=number, actor_id=number, name=alias)
        self.rows[Location].add(
            id=number,
            actor_id=number,
            street=f"{pick(words.STREET_STARTS)}straße",
            house_number=str(chance.randint(1, 180)),
            postcode=f"42{chance.randint(103, 399)}",
            locality="Wuppertal",
            district_id=pick(self.districts),
        )
        for field in {pick(self.work_fields) for _ in range(chance.choice((1, 1, 2)))}:
            self.rows[Actor.work_fields.through].add(id=self.key("field"), actor_id=number, workfield_id=field)
        for tag in {key for key, _label in tags}:
            self.rows[Actor.tags.through].add(id=self.key("tag"), actor_id=number, tag_id=tag)
        for place in range(PEOPLE_SHOWN if is_shown else 1):
            self.add_person(number, is_main=place == 0)

    def add_person(self, actor: int, *, is_main: bool) -> None:
        """A person who serves an actor."""
        given, family, number = self.chance.choice(self.firsts), self.chance.choice(self.lasts), self.key("contact")
        self.rows[Contact].add(
            id=number,
            given_name=given,
            family_name=family,
            email=f"person{number}@akteur.example",
            phone=f"0202 9{number:06}",
            sort_key=sort_key(f"{family} {given}"),
            search_text=folded_text(given, family),
            match_key=match_key(f"{family} {given}"),
            phone_key=phone_key(f"0202 9{number:06}"),
        )
        self.rows[ContactRole].add(id=self.key("role"), actor_id=actor, contact_id=number, role_title="Vorstand", is_main=is_main)

    def add_talks(self) -> None:
        """About one talk an actor: some have many, half of them none."""
        talk = 0
        actors = [SHOWN_AT] * TALKS_SHOWN + [1 + int(self.size * self.chance.random() ** 2) for _ in range(self.size)]
        for actor in actors:
            if actor == SHOWN_AT and talk >= TALKS_SHOWN:
                continue
            talk += 1
            self.rows[Consultation].add(
                id=talk,
                held_on=self.today - timedelta(days=self.chance.randint(0, DAYS)),
                channel=self.chance.choice(CHANNELS),
                minutes=self.chance.choice((10, 20, 30, 45, 60)),
                note=" ".join(self.chance.sample(SENTENCES, 3)),
                outcome=self.chance.choice(OUTCOMES),
                created_by_id=self.chance.choice(self.advisers),
            )
            self.rows[Consultation.actors.through].add(id=talk, consultation_id=talk, actor_id=actor)
            self.rows[Consultation.topics.through].add(id=talk, consultation_id=talk, consultationtopic_id=self.chance.choice(self.topics))

    def add_promises(self) -> None:
        """One for every second actor, two of three kept already."""
        actors = [SHOWN_AT] * PROMISES_SHOWN + [self.chance.randint(1, self.size) for _ in range(self.size // 2)]
        for number, actor in enumerate(actors, 1):
            if actor == SHOWN_AT and number > PROMISES_SHOWN:
                continue
            is_done = number % 3 > 0
            self.rows[FollowUp].add(
                id=number,
                actor_id=actor,
                task=self.chance.choice(TASKS),
                due_on=self.today + timedelta(days=self.chance.randint(-200, 60)),
                assignee_id=self.chance.choice(self.advisers),
                done_at=self.now - timedelta(days=self.chance.randint(1, 200)) if is_done else None,
            )

    def add_connections(self) -> None:
        """Three for each actor, most of them alive: to somebody near by or to anybody."""
        seen, number = set(), 0
        for first in [SHOWN_AT, *(self.chance.randint(1, self.size) for _ in range(self.size * CONNECTIONS_EACH))]:
            near = first + self.chance.randint(1, 40)
            second = near if self.chance.random() < 0.6 and near <= self.size else self.chance.randint(1, self.size)
            pair = (min(first, second), max(first, second))
            if first == second or pair in seen:
                continue
            seen.add(pair)
            number += 1
            share = self.chance.random()
            stage = self.chance.choice(LIVING) if share < 0.8 else Stage.IDEA if share < 0.85 else self.chance.choice(CLOSED)
            began = self.today - timedelta(days=self.chance.randint(0, DAYS))
            # Nobody was introduced by us here: that needs the word of both.
            self.rows[Connection].add(
                id=number,
                from_actor_id=first,
                to_actor_id=second,
                kind=self.chance.choice(TIES),
                stage=Stage.IN_CONTACT.value if stage == Stage.INTRODUCED else stage.value,
                stage_since=began,
                origin=self.chance.choice(ORIGINS),
                started_on=began if stage in LIVING else None,
                created_by_id=self.chance.choice(self.advisers),
                created_at=self.now - timedelta(days=(self.today - began).days),
            )

    def is_published(self, number: int) -> bool:
        """Whether the public sees an actor; the measured one is among them."""
        return number % PUBLISHED_EVERY == SHOWN_AT % PUBLISHED_EVERY

    def add_public(self) -> None:
        """The consents of published actors, and what waits in the inbox."""
        purpose = Purpose.objects.get(municipality=self.city, code="publish_profile")
        text, inbox = purpose.text, 0
        for number in range(1, self.size + 1):
            if self.is_published(number):
                given = {"recorded_at": self.now, "confirmed_at": self.now, "channel": "paper"}
                self.rows[Consent].add(id=self.key("consent"), actor_id=number, purpose_id=purpose.pk, text_id=text.pk, **given)
            if number % WAITING_EVERY == 0:
                inbox += 1
                received_at = self.now - timedelta(days=inbox % 400)
                self.rows[InboxEntry].add(
                    id=inbox,
                    kind=EntryKind.QUESTION.value,
                    actor_id=number,
                    sender_name="Kim Muster",
                    sender_email=f"kontakt{number}@akteur.example",
                    text=SENTENCES[inbox % len(SENTENCES)],
                    received_at=received_at,
                    due_on=received_at.date() + timedelta(days=7),
                    state=EntryState.OPEN.value,
                )

    def key(self, kind: str) -> int:
        """The next number of a kind of rows."""
        self.keys = getattr(self, "keys", {})
        self.keys[kind] = self.keys.get(kind, 0) + 1
        return self.keys[kind]

    def copy_into_history(self, model) -> None:
        """The first version of each record."""
        past = model.history.model
        columns = ", ".join(f'"{field.column}"' for field in past.tracked_fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {past._meta.db_table} ({columns}, history_date, history_type, history_user_id)"
                f" SELECT {columns}, created_at, '+', created_by_id FROM {model._meta.db_table}"
            )

    def move_sequences(self) -> None:
        """PostgreSQL gives new keys after those that were said here."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            for model in chain.from_iterable(
                apps.get_app_config(name).get_models(include_auto_created=True) for name in ("initiatives", "network", "portal")
            ):
                if model._meta.pk.get_internal_type() == "BigAutoField" and not model._meta.proxy:
                    table, column = model._meta.db_table, model._meta.pk.column
                    sequence = f"pg_get_serial_sequence('{table}', '{column}')"
                    cursor.execute(f'SELECT setval({sequence}, coalesce(max("{column}"), 0) + 1, false) FROM {table}')


def fill_search() -> None:
    """What `reindex_search` would write, without its comparing: the entries first, then the index over all of them at once."""
    entries = Rows(SearchEntry)
    is_postgresql = connection.vendor == "postgresql"
    with transaction.atomic():
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute("DROP INDEX search_entry_folded_names_trigram, search_entry_folded_text_trigram")
            else:
                cursor.execute("DROP TRIGGER initiatives_searchentry_enters")
        number = 0
        for source in search_sources:
            rows = apps.get_model(source.model).objects.order_by("pk")
            last = rows.last().pk if rows else 0
            for start in range(0, last, 2000):
                for searched in source.read(rows.filter(pk__gt=start, pk__lte=start + 2000)):
                    number += 1
                    written = dict(zip(WRITTEN, entry_of(source, searched), strict=True))
                    entries.add(id=number, kind=source.key, record_key=searched.record_key, **written)
        entries.save()
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute("SELECT setval(pg_get_serial_sequence('initiatives_searchentry', 'id'), %s)", [number])
            else:
                index = "initiatives_searchentry_trigram"
                cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    # Makes anew what was put aside.
    with connection.schema_editor() as editor:
        _triggers.install(editor)


def fill(size: int) -> None:
    """Fill an empty database, its search as well, and let the database look at what it holds."""
    Generator(size).fill()
    fill_search()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" and not connection.in_atomic_block else "ANALYZE")
