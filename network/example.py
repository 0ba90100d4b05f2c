"""The network of each example city: what two years of brokering would have left there, with what became of it."""

import random
from datetime import date, datetime, timedelta

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from initiatives.choices import ActorKind, MessageState, Outcome
from initiatives.example.chance import Deck, moment, office_day, weighted
from initiatives.models import Actor, Consultation, Contact, ContactRole, Message, Purpose
from network.actions import answer_introduction, ask_side, begin_introduction
from network.choices import (
    ATTRIBUTION_OF,
    LIVING,
    Answer,
    ConnectionKind,
    ExchangeType,
    ItemType,
    ListingState,
    Origin,
    PassedOn,
    Running,
    Side,
    Stage,
    SuggestionVerdict,
    Through,
    TransactionType,
    Unit,
    Visibility,
)
from network.models import (
    Connection,
    ConnectionStep,
    IntroductionSide,
    Listing,
    OutcomeQuestion,
    SuggestionDecision,
    TakenPeriod,
)
from network.reading import read_words
from wf40.registry import ExamplePart, example_parts

# After so many days each side is asked what became of it (first, second, third round).
ROUNDS = (28, 182, 365)
# item, terms, title, text, (least, most) of the amount, unit
WANTS = (
    (ItemType.SPACE, TransactionType.RENT, "Lagerraum", "Trocken und abschließbar, ebenerdig wäre gut.", (15, 60), Unit.SQUARE_METRE),
    (
        ItemType.SPACE,
        TransactionType.RENT,
        "Werkstatt",
        "Mit Strom und Wasser, Lärm sollte niemanden stören.",
        (40, 120),
        Unit.SQUARE_METRE,
    ),
    (
        ItemType.SPACE,
        TransactionType.BORROW,
        "Raum für Treffen",
        "Einmal im Monat am Abend, barrierefrei, mit Küche.",
        (25, 60),
        Unit.SQUARE_METRE,
    ),
    (ItemType.SPACE, TransactionType.RENT, "Stand auf dem Weihnachtsmarkt", "Eine Woche im Dezember genügt.", None, ""),
    (
        ItemType.SPACE,
        TransactionType.RENT,
        "Verkaufsfläche in einem Laden",
        "Ein Regal oder eine Ecke, mit Abrechnung im Monat.",
        (2, 8),
        Unit.SQUARE_METRE,
    ),
    (ItemType.GOOD, TransactionType.BORROW, "Lastenrad", "Für Lieferungen in der Innenstadt, zwei Tage in der Woche.", (1, 2), Unit.PIECE),
    (ItemType.GOOD, TransactionType.RECEIVE, "Restholz", "Ab 30 cm Länge, gern auch Platten.", (50, 200), Unit.KILOGRAM),
    (ItemType.GOOD, TransactionType.RECEIVE, "Gebrauchte Nähmaschinen", "Sie dürfen kaputt sein, wir richten sie her.", (2, 6), Unit.PIECE),
    (ItemType.GOOD, TransactionType.BUY, "Gemüse aus der Region", "Für die Küche, jede Woche, auch krumme Ware.", (30, 120), Unit.KILOGRAM),
    (ItemType.GOOD, TransactionType.RECEIVE, "Gläser mit Deckel", "Gespült, ab 250 ml.", (100, 400), Unit.PIECE),
    (
        ItemType.SERVICE,
        TransactionType.BUY,
        "Buchhaltung",
        "Zwei Stunden im Monat, gern von jemandem, der Vereine kennt.",
        (2, 6),
        Unit.HOUR,
    ),
    (ItemType.SERVICE, TransactionType.RECEIVE, "Beratung zur Rechtsform", "Verein oder Genossenschaft? Wir sind zu siebt.", None, ""),
    (ItemType.SERVICE, TransactionType.COOPERATE, "Gemeinsame Lieferung", "Wer fährt zweimal in der Woche in die Stadt?", None, ""),
    (ItemType.SERVICE, TransactionType.SWAP, "Fotos für die Website", "Gegen Brot und Kaffee oder gegen Geld.", None, ""),
)
OFFERS = (
    (
        ItemType.SPACE,
        TransactionType.RENT,
        "Lagerfläche in der Halle",
        "Trocken, mit Rampe, Zufahrt von 6 bis 20 Uhr.",
        (30, 160),
        Unit.SQUARE_METRE,
    ),
    (
        ItemType.SPACE,
        TransactionType.RENT,
        "Werkstattraum zur Mitnutzung",
        "Mit Starkstrom, Wasser und zwei Werkbänken.",
        (50, 140),
        Unit.SQUARE_METRE,
    ),
    (
        ItemType.SPACE,
        TransactionType.BORROW,
        "Seminarraum mit Küche",
        "An Abenden und am Wochenende, barrierefrei.",
        (30, 90),
        Unit.SQUARE_METRE,
    ),
    (ItemType.SPACE, TransactionType.RENT, "Regal im Laden", "Für Waren aus der Region, Abrechnung im Monat.", (1, 4), Unit.SQUARE_METRE),
    (ItemType.SPACE, TransactionType.RENT, "Marktstand mit Dach", "Tageweise, Aufbau machen wir.", (6, 12), Unit.SQUARE_METRE),
    (ItemType.GOOD, TransactionType.BORROW, "Lastenrad mit Kasten", "Bis 100 kg, mit Einweisung.", (1, 3), Unit.PIECE),
    (ItemType.GOOD, TransactionType.RECEIVE, "Verschnitt aus der Tischlerei", "Buche und Eiche, jede Woche.", (40, 150), Unit.KILOGRAM),
    (ItemType.GOOD, TransactionType.BUY, "Gemüse der Saison", "Lieferung mit der Kiste oder Abholung am Hof.", (50, 300), Unit.KILOGRAM),
    (ItemType.GOOD, TransactionType.BORROW, "Werkzeug und Maschinen", "Bohrhammer, Kreissäge, Leitern; mit Kaution.", None, ""),
    (ItemType.GOOD, TransactionType.RECEIVE, "Kisten und Paletten", "Zum Abholen, solange der Vorrat reicht.", (20, 80), Unit.PIECE),
    (ItemType.SERVICE, TransactionType.RECEIVE, "Hilfe bei der Gründung", "Ehrenamtlich, drei Gespräche.", (3, 6), Unit.HOUR),
    (ItemType.SERVICE, TransactionType.BUY, "Buchhaltung für Vereine", "Auf Stundenbasis, auch vor Ort.", (4, 20), Unit.HOUR),
    (ItemType.SERVICE, TransactionType.COOPERATE, "Fahrten in die Innenstadt", "Dienstag und Freitag ist im Wagen Platz.", None, ""),
    (ItemType.SERVICE, TransactionType.SWAP, "Fotos und Text", "Gegen Räume oder Verpflegung.", (2, 8), Unit.HOUR),
)
REASONS = (
    "Die eine Seite sucht Platz, die andere hat welchen übrig.",
    "Beide liefern in dieselben Läden und könnten gemeinsam fahren.",
    "Was bei der einen Seite übrig bleibt, braucht die andere jede Woche.",
    "Beide wollen im Frühjahr etwas im Stadtteil auf die Beine stellen.",
    "Die eine Seite kennt sich mit Vereinsrecht aus, die andere gründet gerade.",
    "Werkzeug steht an drei Tagen in der Woche ungenutzt.",
    "Die eine Seite sucht regionale Ware, die andere verkauft bisher nur ab Hof.",
)
DESCRIBED = {
    "enterprise": "ein Betrieb aus dem Stadtgebiet",
    "association": "ein eingetragener Verein mit eigenen Räumen",
    "initiative": "eine ehrenamtliche Initiative",
    "venue": "ein Haus mit mehreren Räumen",
    "cooperative": "eine Genossenschaft",
}
OTHERWISE = ("Wir treffen uns, liefern aber noch nicht.", "Läuft, nur anders als gedacht: jetzt gemeinsam mit dem Nachbarladen.")
REFUSALS = ("Im Moment keine Zeit.", "Der Bedarf hat sich erledigt.", "Möchte lieber selbst suchen.")
# How far an introduction came that began so many days ago, with its weight.
# How far introductions of the last weeks came: drawn like cards, so that every city shows most of the steps.
YOUNG = (
    Stage.IDEA,
    Stage.ASKED,
    Stage.ASKED,
    Stage.ASKED,
    Stage.AGREED,
    Stage.AGREED,
    Stage.INTRODUCED,
    Stage.INTRODUCED,
    Stage.DECLINED,
)
OLD = {
    Stage.IN_CONTACT: 7,
    Stage.COOPERATING: 9,
    Stage.LASTING: 6,
    Stage.DECLINED: 5,
    Stage.NO_REPLY: 4,
    Stage.UNSUITABLE: 3,
    Stage.ENDED: 4,
}
BROKERED_KINDS = {
    ConnectionKind.INTRODUCTION: 6,
    ConnectionKind.COOPERATION: 4,
    ConnectionKind.SUPPLY: 4,
    ConnectionKind.SPACE_USE: 4,
    ConnectionKind.SHARED_USE: 2,
    ConnectionKind.SALES_OUTLET: 3,
    ConnectionKind.EXPERTISE: 2,
    ConnectionKind.JOINT_PROJECT: 2,
    ConnectionKind.EXCHANGE: 2,
}
FOUND_KINDS = {
    ConnectionKind.COOPERATION: 5,
    ConnectionKind.SUPPLY: 5,
    ConnectionKind.EXCHANGE: 4,
    ConnectionKind.VOLUNTEERING: 2,
    ConnectionKind.JOINT_PROJECT: 3,
    ConnectionKind.JOINT_APPLICATION: 1,
    ConnectionKind.MENTORING: 1,
    ConnectionKind.FINANCING: 1,
}


class Weaving:
    """One city's network, gathered as plain rows and saved together."""

    def __init__(self, chance: random.Random, office):
        self.chance, self.office, self.city = chance, office, office.municipality
        self.today = office.yesterday + timedelta(days=1)
        actors = Actor.objects.filter(municipality=self.city, archived_at=None, restricted_at=None)
        self.actors = list(actors.exclude(kind=ActorKind.INDIVIDUAL).prefetch_related("work_fields").order_by("sort_key", "pk"))
        self.by_key = {actor.pk: actor for actor in self.actors}
        self.advisers = list(office.advisers)
        self.people = {}
        for role in ContactRole.objects.sighted().filter(actor__in=self.actors).order_by("is_main", "-pk"):
            self.people[role.actor_id] = role.contact_id
        self.pairs: set[tuple] = set()
        self.connections: list[Connection] = []
        self.steps: list[ConnectionStep] = []
        self.sides: list[IntroductionSide] = []
        self.questions: list[OutcomeQuestion] = []
        self.listings: list[Listing] = []
        self.followed = 0
        self.young = Deck(chance, YOUNG)

    # --- helpers -------------------------------------------------------------------------------------------
    def of_kind(self, *kinds) -> list[Actor]:
        """The actors of some kinds."""
        return [actor for actor in self.actors if actor.kind in kinds]

    def at(self, day: date) -> datetime:
        """A moment of a day at the office, never later than yesterday."""
        return moment(self.chance, min(day, self.office.yesterday))

    def known_day(self, *actors, least=0) -> date:
        """A working day on which the office knew the actors, at least so many days ago."""
        first = max([self.office.first_talk, *(timezone.localdate(actor.created_at) for actor in actors)])
        last = self.office.yesterday - timedelta(days=least)
        return office_day(self.chance, min(first, last), last)

    def link(self, first, second, kind, stage, day, *, origin, user, **values) -> Connection | None:
        """A connection that began on a day; none if the two have one already."""
        pair = (min(first.pk, second.pk), max(first.pk, second.pk))
        if first.pk == second.pk or pair in self.pairs:
            return None
        self.pairs.add(pair)
        made_at = self.at(day)
        connection = Connection(
            municipality=self.city,
            from_actor=first,
            to_actor=second,
            kind=kind,
            stage=stage,
            stage_since=day,
            origin=origin,
            attribution=ATTRIBUTION_OF[origin],
            created_at=made_at,
            changed_at=made_at,
            created_by=user,
            **values,
        )
        connection._history_date, connection._history_user = made_at, user
        self.connections.append(connection)
        return connection

    def step(self, connection, stage, at, *, user=None, side="", through="", reason="") -> None:
        """A line of the log; the last one is the stage of today."""
        about = {"stage": stage, "made_at": at, "made_by": user, "side": side, "through": through, "reason": reason}
        self.steps.append(ConnectionStep(municipality=self.city, connection=connection, **about))
        connection.stage, connection.stage_since = stage, timezone.localdate(at)
        connection.changed_at = connection._history_date = max(connection.changed_at, at)

    # --- what stood before anybody brokered ----------------------------------------------------------------
    def found(self, number: int) -> None:
        """Alliances with their members, carriers, shops on the platform, and what actors told of themselves."""
        others = [actor for actor in self.actors if actor.kind not in (ActorKind.NETWORK, ActorKind.PLATFORM)]
        for alliance in self.of_kind(ActorKind.NETWORK):
            for member in self.chance.sample(others, min(len(others), self.chance.randint(3, 9))):
                self._noted(member, alliance, ConnectionKind.MEMBERSHIP, Origin.OBSERVED)
        associations = self.of_kind(ActorKind.ASSOCIATION)
        informal = [actor for actor in self.of_kind(ActorKind.INITIATIVE) if actor.legal_form in ("", "informal")]
        for carried in self.chance.sample(informal, len(informal) // 4):
            self._noted(self.chance.choice(associations), carried, ConnectionKind.UMBRELLA, Origin.OBSERVED)
        for platform in [actor for actor in self.of_kind(ActorKind.PLATFORM) if actor.trading_name.startswith("Online-Marktplatz")]:
            shops = self.of_kind(ActorKind.ENTERPRISE, ActorKind.COOPERATIVE)
            for shop in self.chance.sample(shops, min(len(shops), 14)):
                address = f"https://marktplatz.{self.city.slug}.example/laden/{shop.pk}"
                self._noted(shop, platform, ConnectionKind.PLATFORM_LISTING, Origin.BROKERED, web_address=address)
        for _number in range(number):
            first, second = self._neighbours()
            origin = weighted(self.chance, {Origin.SELF_REPORTED: 5, Origin.OBSERVED: 3, Origin.EVENT: 3})
            self._noted(first, second, weighted(self.chance, FOUND_KINDS), origin)

    def _neighbours(self):
        """Two actors who share a field more often than not: so networks hang together."""
        first = self.chance.choice(self.actors)
        fields = {field.pk for field in first.work_fields.all()}
        for _attempt in range(6):
            second = self.chance.choice(self.actors)
            if fields & {field.pk for field in second.work_fields.all()}:
                break
        return first, second

    def _noted(self, first, second, kind, origin, **values) -> None:
        day, user = self.known_day(first, second, least=5), self.chance.choice(self.advisers)
        begun = day - timedelta(days=self.chance.randint(20, 900))
        stage = Stage.LASTING if kind in (ConnectionKind.MEMBERSHIP, ConnectionKind.UMBRELLA) else Stage.COOPERATING
        values |= {"started_on": max(begun, date(2015, 1, 1))}
        if origin != Origin.OBSERVED and self.chance.random() < 0.12:
            stage, values["ended_on"] = Stage.ENDED, day
        connection = self.link(first, second, kind, stage, day, origin=origin, user=user, **values)
        if connection:
            self.step(connection, stage, connection.created_at, user=user)

    # --- wants and offers ----------------------------------------------------------------------------------
    def list_things(self, number: int) -> None:
        """What actors seek and give; some of it from talks in which somebody named a need."""
        talks = {}
        for talk in Consultation.objects.filter(municipality=self.city, is_confidential=False).exclude(need="").prefetch_related("actors"):
            for actor in talk.actors.all():
                talks.setdefault(actor.pk, talk)
        wants, offers = Deck(self.chance, WANTS), Deck(self.chance, OFFERS)
        seekers = sorted(self.actors, key=lambda actor: (actor.pk not in talks, self.chance.random()))
        for place, actor in enumerate(seekers[:number]):
            # Every other want was taken down from the need of a talk, the others were told without one.
            self._list(actor, ExchangeType.WANT, wants.draw(), talks.get(actor.pk) if place % 2 == 0 else None)
        for actor in self.chance.sample(self.actors, min(number, len(self.actors))):
            self._list(actor, ExchangeType.OFFER, offers.draw(), None)
        self._cool_rooms()
        listings = self.listings
        ending = [row for row in listings if row.state == ListingState.OPEN][:4]
        for number, listing in enumerate(ending, 1):
            listing.expires_on = self.today + timedelta(days=3 * number)
        for listing in listings:
            listing._history_date, listing._history_user = listing.changed_at, listing.created_by
        self.listings = bulk_create_with_history(listings, Listing)
        rooms = [row for row in self.listings if not row.is_want and row.item_type == ItemType.SPACE and row.is_sought]
        taken = []
        for row in rooms[::3]:
            first = self.today + timedelta(days=self.chance.randint(3, 40))
            last = first + timedelta(days=self.chance.randint(1, 20))
            taken.append(TakenPeriod(municipality=self.city, listing=row, first_day=first, last_day=last, note="Kurs"))
        TakenPeriod.objects.bulk_create(taken)

    def _list(self, actor, exchange, about, talk) -> None:
        item, terms, title, text, amounts, unit = about
        day = max(talk.held_on if talk else self.known_day(actor), timezone.localdate(actor.created_at))
        age = (self.today - day).days
        state = ListingState.OPEN
        if age > 200:
            ends = {
                ListingState.FULFILLED: 5,
                ListingState.MATCHED: 3,
                ListingState.EXPIRED: 4,
                ListingState.WITHDRAWN: 2,
                ListingState.OPEN: 2,
            }
            state = weighted(self.chance, ends)
        expires = day + timedelta(days=180)
        if state == ListingState.OPEN and expires <= self.today:
            expires = self.today + timedelta(days=self.chance.randint(2, 150))
        from_day = (day + timedelta(days=self.chance.randint(20, 120))).replace(day=1) if self.chance.random() < 0.6 else None
        values = {
            "item_type": item,
            "transaction_type": terms,
            "title": title,
            "text": text,
            "amount": self.chance.randrange(*amounts) if amounts else None,
            "unit": unit,
            "available_from": from_day,
        }
        if talk:
            values = {"item_type": ItemType.GOOD, "title": talk.need} | read_words(talk.need, talk.held_on)
        values["exchange_type"] = exchange
        self._add(
            actor,
            day,
            expires_on=expires,
            state=state,
            visibility=weighted(self.chance, {Visibility.INTERNAL: 5, Visibility.ON_REQUEST: 3, Visibility.PUBLIC: 2}),
            consultation=talk,
            **values,
        )

    def _cool_rooms(self) -> None:
        """The store for vegetables: a cooperative seeks a cool room from March, and there are some."""
        march = date(self.today.year + (self.today.month >= 3), 3, 1)
        cooperatives = self.of_kind(ActorKind.COOPERATIVE) or self.actors
        given = [actor for actor in self.of_kind(ActorKind.ENTERPRISE, ActorKind.VENUE) if actor not in cooperatives]
        day, open_until = self.known_day(cooperatives[0]), self.today + timedelta(days=160)
        self._add(
            cooperatives[0],
            max(day, self.today - timedelta(days=20)),
            exchange_type=ExchangeType.WANT,
            item_type=ItemType.SPACE,
            transaction_type=TransactionType.RENT,
            title="Kühlraum für Gemüse",
            text="Für die Ernte der Mitglieder, 4 bis 8 Grad, Anlieferung zweimal in der Woche.",
            amount=20,
            unit=Unit.SQUARE_METRE,
            available_from=march,
            expires_on=open_until,
        )
        for actor, title, amount, begin in zip(
            self.chance.sample(given, min(3, len(given))),
            ("Kühlzelle im Hof", "Kühlraum, Mitnutzung möglich", "Kleiner Kühlraum"),
            (24, 35, 12),
            (march - timedelta(days=28), march, march + timedelta(days=31)),
            strict=False,
        ):
            self._add(
                actor,
                self.known_day(actor),
                exchange_type=ExchangeType.OFFER,
                item_type=ItemType.SPACE,
                transaction_type=TransactionType.RENT,
                title=title,
                text="Mit Zufahrt, Strom wird nach Zähler abgerechnet.",
                amount=amount,
                unit=Unit.SQUARE_METRE,
                available_from=begin,
                expires_on=open_until,
            )

    def _add(self, actor, day, **values) -> None:
        at, user = self.at(day), self.chance.choice(self.advisers)
        about = {"contact_id": self.people.get(actor.pk), "created_at": at, "changed_at": at, "created_by": user}
        self.listings.append(Listing(municipality=self.city, actor=actor, **about, **values))

    # --- introductions -------------------------------------------------------------------------------------
    def broker(self) -> None:
        """The talks that ended with an introduction, and what came of it."""
        talks = Consultation.objects.filter(municipality=self.city, outcome=Outcome.INTRODUCED).prefetch_related("actors")
        for talk in talks.select_related("created_by").order_by("held_on", "pk"):
            known = [self.by_key[actor.pk] for actor in talk.actors.all() if actor.pk in self.by_key]
            if known:
                partner = self.chance.choice(known[1:]) if len(known) > 1 else self._partner(known[0], talk.held_on)
                self._introduce(known[0], partner, talk)

    def _partner(self, actor, day: date):
        """Somebody whom the office knew by then."""
        known = [other for other in self.actors if other.pk != actor.pk and timezone.localdate(other.created_at) <= day]
        return self.chance.choice(known)

    def _introduce(self, seeker, giver, talk) -> None:
        day, user = talk.held_on, talk.created_by
        age = (self.today - day).days
        stage = self.young.draw() if age < 60 else weighted(self.chance, OLD)
        connection = self.link(
            seeker,
            giver,
            weighted(self.chance, BROKERED_KINDS),
            Stage.IDEA,
            day,
            origin=Origin.BROKERED,
            user=user,
            broker=user,
            consultation=talk,
            reason=self.chance.choice(REASONS),
        )
        if connection is None:
            return
        self.step(connection, Stage.IDEA, connection.created_at, user=user)
        self._ask(connection, stage, day, user)

    def _ask(self, connection, stage, day, user) -> None:
        """The questions to both sides, as far as the introduction came."""
        rows = [
            IntroductionSide(
                municipality=self.city,
                connection=connection,
                side=side,
                contact_id=self.people.get(connection.actor_of(side).pk),
                described_as=DESCRIBED.get(connection.actor_of(side).kind, "ein Akteur aus unserer Stadt"),
                passed_on=[PassedOn.PERSON, PassedOn.EMAIL],
            )
            for side in Side
        ]
        self.sides += rows
        if stage == Stage.IDEA:
            return
        day = min(day + timedelta(days=self.chance.randint(0, 4)), self.office.yesterday)
        first, second = rows
        self._put(first, day, user, after=connection.created_at)
        self.step(connection, Stage.ASKED, first.asked_at, user=user)
        if stage == Stage.ASKED and self.chance.random() < 0.5:
            return
        if stage == Stage.NO_REPLY:
            self.step(connection, Stage.NO_REPLY, self.at(day + timedelta(days=40)), user=user)
            return
        day = self._answered(first, Answer.YES, day, user)
        connection.from_agreed_at = first.answered_at
        through, recorded_by = first.answered_through, first.recorded_by
        self.step(connection, Stage.ASKED, first.answered_at, user=recorded_by, side=Side.FROM, through=through)
        self._put(second, day, user, after=first.answered_at)
        if stage == Stage.ASKED:
            return
        if stage == Stage.DECLINED:
            self._answered(second, Answer.NO, day, user)
            through = second.answered_through
            self.step(connection, Stage.DECLINED, second.answered_at, side=Side.TO, through=through, reason=self.chance.choice(REFUSALS))
            return
        day = self._answered(second, Answer.YES, day, user)
        connection.to_agreed_at = second.answered_at
        through, recorded_by = second.answered_through, second.recorded_by
        self.step(connection, Stage.AGREED, second.answered_at, user=recorded_by, side=Side.TO, through=through)
        if stage == Stage.AGREED:
            return
        day = min(day + timedelta(days=self.chance.randint(0, 3)), self.office.yesterday)
        connection.introduced_at = max(self.at(day), second.answered_at + timedelta(minutes=20))
        connection.started_on = day
        self.step(connection, Stage.INTRODUCED, connection.introduced_at, user=user)
        if stage != Stage.INTRODUCED:
            self._follow(connection, stage, day, user)

    def _put(self, side, day, user, *, after: datetime) -> None:
        side.asked_at, side.asked_by = max(self.at(day), after + timedelta(minutes=20)), user

    def _answered(self, side, answer, day, user) -> date:
        """The day of the answer."""
        day = min(day + timedelta(days=self.chance.randint(1, 9)), self.office.yesterday)
        by_link = self.chance.random() < 0.6
        side.answer, side.answered_at = answer, max(self.at(day), side.asked_at + timedelta(minutes=5))
        side.answered_through, side.recorded_by = (Through.LINK, None) if by_link else (Through.PHONE, user)
        return day

    def _follow(self, connection, stage, introduced: date, user) -> None:
        """What both sides said when they were asked, and how the connection moved by it."""
        reached = {Stage.IN_CONTACT: 1, Stage.COOPERATING: 2, Stage.LASTING: 3}.get(stage, 1)
        for number, days in enumerate(ROUNDS, 1):
            asked = introduced + timedelta(days=days)
            if asked >= self.today:
                break
            answer = (
                Running.YES
                if number <= reached and stage in LIVING
                else Running.NO
                if number > reached or stage not in LIVING
                else Running.YES
            )
            is_last = stage not in LIVING and number == reached
            self.followed += 1
            for side in Side:
                at = self.at(asked)
                question = OutcomeQuestion(municipality=self.city, connection=connection, round=number, side=side, asked_at=at)
                question.contact_id = self.people.get(connection.actor_of(side).pk)
                if number <= reached and (side == Side.FROM or self.chance.random() < 0.75):
                    question.answer, question.answered_through = answer, Through.LINK
                    question.answered_at = max(self.at(asked + timedelta(days=self.chance.randint(0, 8))), at + timedelta(minutes=9))
                    if side == Side.TO and number == reached and stage in LIVING and self.followed % 12 == 0:
                        # One side sees it otherwise: shown, and nothing moves by it.
                        question.answer, question.answer_text = Running.OTHERWISE, self.chance.choice(OTHERWISE)
                    elif side == Side.TO and number == reached and stage in LIVING and self.followed % 12 == 6:
                        question.answer = Running.NO
                question._history_date = question.answered_at or at
                self.questions.append(question)
            at = self.questions[-2].answered_at or self.questions[-2].asked_at
            if is_last or (stage not in LIVING and number == len(ROUNDS)):
                if stage == Stage.ENDED:
                    connection.ended_on = timezone.localdate(at)
                self.step(connection, stage, at, side=Side.FROM, through=Through.LINK)
                return
            if number <= reached and stage in LIVING:
                self.step(
                    connection, (Stage.IN_CONTACT, Stage.COOPERATING, Stage.LASTING)[number - 1], at, side=Side.FROM, through=Through.LINK
                )
        if stage not in LIVING and connection.stage == Stage.INTRODUCED:
            at = self.at(introduced + timedelta(days=20))
            if stage == Stage.ENDED:
                connection.ended_on = timezone.localdate(at)
            self.step(connection, stage, at, user=user)

    # --- the end -------------------------------------------------------------------------------------------
    def save(self) -> None:
        """All rows, with their history."""
        bulk_create_with_history(self.connections, Connection)
        self._write()
        ConnectionStep.objects.bulk_create(self.steps)
        IntroductionSide.objects.bulk_create(self.sides)
        bulk_create_with_history(self.questions, OutcomeQuestion)
        self._decide()

    def _write(self) -> None:
        """The mails behind the questions of the last weeks that nobody answered yet: without one the office would have to ask by word."""
        purpose = Purpose.objects.get(municipality=self.city, code="service")
        emails = dict(Contact.objects.filter(pk__in=self.people.values()).values_list("pk", "email"))
        open_ones = [row for row in self.questions if not row.answer and timezone.localdate(row.asked_at) > self.today - timedelta(days=70)]
        for row in open_ones:
            actor = row.connection.actor_of(row.side)
            email = emails.get(row.contact_id) or actor.email
            if email:
                row.message = Message.objects.create(
                    municipality=self.city,
                    actor=actor,
                    contact_id=row.contact_id,
                    purpose=purpose,
                    email=email,
                    subject="Läuft es noch?",
                    body="Vor einiger Zeit haben wir Sie miteinander bekannt gemacht. Läuft es noch?",
                    is_automatic=True,
                    state=MessageState.SENT,
                    created_at=row.asked_at,
                    send_after=row.asked_at,
                    sending_at=row.asked_at,
                    sent_at=row.asked_at,
                )

    def ask_afar(self) -> None:
        """An actor of this city would like to be introduced to one of Wuppertal, whose office is asked."""
        afar = Actor.objects.published().filter(municipality__slug="wuppertal", kind__in=(ActorKind.COOPERATIVE, ActorKind.ENTERPRISE))
        giver = afar.order_by("sort_key", "pk").first()
        seeker, user = self.of_kind(ActorKind.INITIATIVE, ActorKind.ASSOCIATION)[0], self.advisers[0]
        if giver is None:
            return
        described = {"described_as": "eine Initiative aus Witten, die regional einkaufen möchte", "passed_on": [PassedOn.EMAIL]}
        connection, _is_new = begin_introduction(
            user=user,
            municipality=self.city,
            seeker=seeker,
            giver=giver,
            kind=ConnectionKind.SUPPLY,
            values={"reason": "Die eine Seite sucht Ware für ihren Mittagstisch, die andere liefert sie.", "turned": True},
            sides={seeker.pk: described, giver.pk: {"described_as": "ein Betrieb aus Wuppertal", "passed_on": [PassedOn.EMAIL]}},
        )
        side = connection.first_asked
        ask_side(user=user, connection=connection, side=side, is_by_word=True)
        answer_introduction(user=user, connection=connection, side=side, answer=Answer.YES, through=Through.PHONE)
        own = ask_side(user=user, connection=connection, side=Side(side).other)
        # As of yesterday, in one step.
        at = self.at(self.office.yesterday)
        for record in (own.follow_up, connection):
            type(record).objects.filter(pk=record.pk).update(created_at=at, changed_at=at, version=1)
            newest = record.history.latest()
            record.history.exclude(history_id=newest.history_id).delete()
            record.history.update(history_type="+", history_date=at, created_at=at, changed_at=at, version=1)

    def _decide(self) -> None:
        """What brokers made of suggestions."""
        rows, decks = [], Deck(self.chance, ["field", "district", "third", "listing"])
        brokered = [row for row in self.connections if row.broker_id]
        for connection in brokered[:: max(1, len(brokered) // 18)]:
            rows.append(
                self._decision(connection.from_actor, connection.to_actor, SuggestionVerdict.ACCEPTED, connection.created_at, decks)
            )
            rows[-1].connection = connection
        for number in range(len(rows) * 2):
            first, second = self.chance.sample(self.actors, 2)
            verdict = SuggestionVerdict.SNOOZED if number % 4 == 0 else SuggestionVerdict.REJECTED
            row = self._decision(first, second, verdict, self.at(self.known_day(first, second)), decks)
            if verdict == SuggestionVerdict.REJECTED:
                row.reason = self.chance.choice(("Passen nicht zueinander.", "Arbeiten schon über Dritte zusammen.", "Kein Bedarf."))
            else:
                row.until = timezone.localdate(row.made_at) + timedelta(days=90)
            rows.append(row)
        SuggestionDecision.objects.bulk_create(rows)

    def _decision(self, one, other, verdict, at, decks) -> SuggestionDecision:
        first, second = sorted((one, other), key=lambda actor: actor.pk)
        facts = [{"code": decks.draw(), "points": self.chance.randint(2, 4)} for _number in range(2)]
        score = sum(fact["points"] for fact in facts)
        about = {"first_actor": first, "second_actor": second, "verdict": verdict, "facts": facts, "score": score}
        return SuggestionDecision(municipality=self.city, made_at=at, made_by=self.chance.choice(self.advisers), **about)


def fill(chance: random.Random, office) -> None:
    """One city's rows."""
    weaving = Weaving(chance, office)
    size = len(weaving.actors)
    weaving.list_things(max(8, size // 8))
    weaving.broker()
    weaving.found(size // 5)
    weaving.save()
    if office.municipality.slug == "witten":
        weaving.ask_afar()


def declare() -> None:
    """Tell the demo."""
    example_parts.register(ExamplePart("network", fill, position=50))
