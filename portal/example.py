"""What the demo shows of the portal: published profiles, proposals in every state, an inbox at work, applications and two claims."""

import random
import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from initiatives.actions import change_actor, record_consent
from initiatives.choices import AttachmentKind, ConsentChannel
from initiatives.example.chance import Deck, moment
from initiatives.models import Actor, Attachment, Contact, ContactRole, PersonalLink, Purpose
from initiatives.models.message import new_token, token_hash
from network.choices import ConnectionKind, Stage
from network.models import Connection
from portal.actions.links import send_profile_link
from portal.choices import (
    ChangeState,
    CheckAnswer,
    CheckedThrough,
    Conformity,
    EntryKind,
    EntryResult,
    EntryState,
    ProfilePart,
    Proof,
)
from portal.links import PROFILE
from portal.models import InboxEntry, PortalSettings, ProfileChange, ProfileCheck, Remark
from portal.profile import PARTS, read_profile
from portal.publication import published_profiles
from wf40.registry import ExamplePart, example_parts

HOURS = (
    "Mo–Fr 9–17 Uhr",
    "Di–Fr 10–18 Uhr, Sa 10–14 Uhr",
    "Do 17–20 Uhr",
    "Sa 14–17 Uhr; 1. und 3. Samstag im Monat",
    "Mo–Mi 8–13 Uhr, Fr 8–18 Uhr; nach Absprache auch abends",
    "Mi 15–19 Uhr, So 11–16 Uhr",
)
# Published ones get opening hours, but for a few.
SHARE_WITH_HOURS = 0.7
TITLES = {
    "wuppertal": "Was Wuppertal macht, teilt und repariert",
    "witten": "Witten wirtschaftet gemeinsam",
    "witzenhausen": "Witzenhausen tauscht, repariert und erntet",
    "osnabrueck": "Osnabrück teilt",
}
# kind, days ago, text, details, how far: state, result, what the office said
WISHES = (
    (EntryKind.QUESTION, 2, "Gibt es noch Geld aus dem Ehrenamtsfonds für Werkzeug?", {}, EntryState.OPEN, "", ""),
    (
        EntryKind.QUESTION,
        12,
        "Dürfen wir mit einem Stand auf den Stadtteilmarkt?",
        {},
        EntryState.DONE,
        EntryResult.ANSWERED,
        "Ja. Wir haben Sie für den Samstag vorgemerkt; der Strom ist gestellt.",
    ),
    (
        EntryKind.WANT,
        1,
        "Für zwölf Räder, möglichst ebenerdig und abschließbar.",
        {"title": "Trockener Keller, 30 m²", "item_type": "space", "transaction_type": "rent", "amount": "30", "unit": "m2"},
        EntryState.OPEN,
        "",
        "",
    ),
    (
        EntryKind.OFFER,
        9,
        "Steht ab Herbst meist leer.",
        {"title": "Beamer und Leinwand", "item_type": "good", "transaction_type": "borrow"},
        EntryState.ASKED,
        "",
        "Verleihen Sie ihn auch an Vereine aus anderen Stadtteilen?",
    ),
    (EntryKind.CORRECTION, 5, "Das Gründungsjahr ist 2019, nicht 2017.", {}, EntryState.OPEN, "", ""),
    (EntryKind.DELETION, 8, "Ich höre zum Jahresende auf und möchte, dass meine Daten gelöscht werden.", {}, EntryState.OPEN, "", ""),
    (EntryKind.GONE, 4, "", {}, EntryState.OPEN, "", ""),
)
APPLICATIONS = (
    (
        EntryKind.REGISTRATION,
        1,
        {
            "name": "Nähtreff Fadenlauf",
            "description": "Wir nähen, flicken und ändern gemeinsam; drei Maschinen stehen bereit.",
            "kind": "initiative",
        },
        ("Ronja", "Tannhauer", "ronja.tannhauer@fadenlauf.example"),
    ),
    (
        EntryKind.REGISTRATION,
        0,
        {"name": "Hofladen Kastanienweg", "description": "Gemüse und Eier von drei Höfen, freitags.", "kind": "enterprise"},
        ("Bent", "Ohlendiek", "bent.ohlendiek@kastanienweg.example"),
    ),
)


def fill(chance: random.Random, office) -> None:
    """One city's rows."""
    _Portal(chance, office).fill()


class _Portal:
    """The public pages and the inbox of one city."""

    def __init__(self, chance: random.Random, office):
        self.chance, self.office, self.city = chance, office, office.municipality
        self.staff = list(office.advisers)

    def fill(self) -> None:
        """All of it."""
        self._site()
        published = list(published_profiles(self.city).order_by("pk"))
        self._hours(published)
        speakers = self._speakers(published)
        self._links(speakers)
        self._checks(speakers)
        self._proposals(speakers)
        self._wishes(speakers)
        self._applications(published)
        self._guide()

    def _ago(self, days: int) -> datetime:
        return moment(self.chance, self.office.yesterday - timedelta(days=days - 1))

    # --- the site ------------------------------------------------------------------------------------------
    def _site(self) -> None:
        PortalSettings.objects.update_or_create(
            municipality=self.city,
            defaults={
                "title": TITLES.get(self.city.slug, ""),
                "introduction": "Initiativen, Genossenschaften und Betriebe, die teilen, reparieren und regional wirtschaften."
                " Die Einträge pflegen sie selbst.",
                "trusted_parts": [ProfilePart.HOURS, ProfilePart.LANGUAGES],
                "asks_yearly": True,
                "imprint": f"Vertreten durch die Leitung der {self.city.office_name} (Beispiel).\nUmsatzsteuernummer: entfällt.",
                "responsible_person": str(self.staff[0]),
                "privacy": "Die Seiten laden nichts von fremden Servern und zählen keine Besuche.",
                "retention": "Einträge bleiben, bis sie zurückgezogen werden; nach drei Jahren ohne Kontakt prüft das Büro, ob es sie noch"
                " braucht.",
                "supervisory_authority": "Die Datenschutzaufsicht des Landes; ihre Anschrift steht auf deren Website.",
                "conformity": Conformity.PARTIAL,
                "barriers": "Bilder der Initiativen: nicht jede Beschreibung sagt alles, was zu sehen ist. Wir beschreiben sie gern.",
                "assessed_on": self.office.yesterday - timedelta(days=60),
                "enforcement": "Ombudsstelle für barrierefreie Informationstechnik des Landes (Beispiel).",
            },
        )

    def _hours(self, published) -> None:
        deck = Deck(self.chance, HOURS)
        for actor in published:
            if not actor.opening_hours and self.chance.random() < SHARE_WITH_HOURS:
                words = deck.draw()
                Actor.objects.filter(pk=actor.pk).update(opening_hours=words)
                actor.history.update(opening_hours=words)

    def _speakers(self, published) -> list[tuple[Actor, Contact]]:
        """Published actors with the person who speaks for them and has an address."""
        roles = ContactRole.objects.sighted().filter(actor__in=published).exclude(contact__email="").select_related("actor", "contact")
        by_actor: dict = {}
        for role in roles.order_by("actor", "-is_main", "pk"):
            by_actor.setdefault(role.actor, role.contact)
        return list(by_actor.items())

    # --- links ---------------------------------------------------------------------------------------------
    def _link(self, actor, contact, days: int, *, is_used=True, is_revoked=False) -> PersonalLink:
        made_at = self._ago(days)
        return PersonalLink.objects.create(
            municipality=self.city,
            actor=actor,
            contact=contact,
            purpose=PROFILE,
            email=contact.email,
            token_hash=token_hash(new_token()),
            created_at=made_at,
            created_by=self.chance.choice(self.staff),
            expires_at=made_at + timedelta(days=90),
            used_at=made_at + timedelta(hours=3) if is_used else None,
            revoked_at=made_at + timedelta(days=2) if is_revoked else None,
        )

    def _links(self, speakers) -> None:
        for number, (actor, contact) in enumerate(speakers[:12]):
            self._link(actor, contact, days=7 + number * 6, is_used=number % 3 > 0, is_revoked=number == 5)

    # --- is it still right? --------------------------------------------------------------------------------
    def _checks(self, speakers) -> None:
        for number, (actor, contact) in enumerate(speakers[8:26]):
            asked_at = self._ago(20 + number * 14)
            check = ProfileCheck(municipality=self.city, actor=actor, contact=contact, asked_at=asked_at)
            if number % 6 == 5:
                check.reminder_count, check.reminded_at = 2, asked_at + timedelta(days=42)
                if check.reminded_at > self._ago(22):
                    check.asked_at, check.reminded_at = self._ago(80), self._ago(30)
            else:
                answered_at = asked_at + timedelta(days=self.chance.randint(0, 9), hours=2)
                check.answer = CheckAnswer.CHANGE if number % 6 == 3 else CheckAnswer.YES
                check.answered_at, check.answered_through = answered_at, CheckedThrough.LINK
                self._assured(actor, answered_at)
            check.save()
        self._vouchings()

    def _assured(self, actor, at) -> None:
        values = {"assured_on": timezone.localtime(at).date(), "assured_by": None}
        Actor.objects.filter(pk=actor.pk).update(**values)
        actor.history.update(**values)

    def _vouchings(self) -> None:
        """An alliance vouches for two of its members."""
        living = (Stage.INTRODUCED, Stage.IN_CONTACT, Stage.COOPERATING, Stage.LASTING)
        rows = Connection.objects.filter(municipality=self.city, kind=ConnectionKind.MEMBERSHIP, stage__in=living)
        public = set(published_profiles(self.city).values_list("pk", flat=True))
        for row in rows.select_related("from_actor", "to_actor").order_by("pk"):
            if row.from_actor_id in public and not ProfileCheck.objects.filter(actor=row.from_actor).exists():
                at = self._ago(15)
                ProfileCheck.objects.create(
                    municipality=self.city,
                    actor=row.from_actor,
                    answer=CheckAnswer.YES,
                    answered_at=at,
                    answered_through=CheckedThrough.ALLIANCE,
                    vouched_by=row.to_actor,
                )
                self._assured(row.from_actor, at)

    # --- what came in --------------------------------------------------------------------------------------
    def _entry(self, kind, actor, contact, days: int, **values) -> InboxEntry:
        received_at = self._ago(days)
        answered = {}
        if values.get("state") in (EntryState.DONE, EntryState.ASKED):
            day = timezone.localtime(received_at).date() + timedelta(days=self.chance.randint(1, 3))
            answered_at = moment(self.chance, min(day, self.office.yesterday))
            answered = {"answered_at": max(answered_at, received_at + timedelta(hours=1))}
        if values.get("state") == EntryState.DONE:
            answered |= {"done_at": answered["answered_at"], "done_by": self.chance.choice(self.staff)}
        sender = {"sender_name": str(contact), "sender_email": contact.email} if contact else {}
        within = 30 if kind in (EntryKind.CORRECTION, EntryKind.DELETION, EntryKind.BARRIER) else 7
        return InboxEntry.objects.create(
            municipality=self.city,
            kind=kind,
            actor=actor,
            contact=contact,
            received_at=received_at,
            due_on=timezone.localtime(received_at).date() + timedelta(days=within),
            form_key=uuid.UUID(int=self.chance.getrandbits(128)),
            **(sender | values | answered),
        )

    def _said(self, entry, text: str, *, change=None, is_of_office=True) -> None:
        at = (entry.answered_at or entry.received_at) + timedelta(minutes=0 if is_of_office else 90)
        Remark.objects.create(
            municipality=self.city,
            entry=entry,
            change=change,
            text=text,
            written_at=at,
            is_of_office=is_of_office,
            written_by=self.chance.choice(self.staff) if is_of_office else None,
        )

    def _change(self, entry, part, proposed, state, word="") -> ProfileChange:
        """One proposed value, as it stands after the office's word."""
        actor = Actor.objects.get(pk=entry.actor_id)
        before = read_profile(actor)[str(part)]
        is_written = state in (ChangeState.APPROVED, ChangeState.ADAPTED, ChangeState.LIVE)
        is_decided = is_written or state in (ChangeState.REJECTED, ChangeState.WITHDRAWN)
        change = ProfileChange.objects.create(
            municipality=self.city,
            entry=entry,
            part=part,
            before=before,
            proposed=proposed,
            written=proposed if is_written else None,
            state=state,
            decided_at=(entry.answered_at or entry.received_at) if is_decided else None,
            decided_by=entry.done_by or self.staff[1] if is_decided and entry.answered_at and state != ChangeState.LIVE else None,
        )
        if is_written:
            base = {"version": actor.version, "values": {}}
            source = f"Vorschlag des Akteurs vom {timezone.localtime(entry.received_at):%d.%m.%Y}"
            values = PARTS[ProfilePart(part)].values(self.city, proposed)
            change_actor(actor=actor, values=values, base=base, choices={}, seen_version=None, source=source)
            self._written_at(actor, change)
        if word:
            self._said(entry, word, change=change)
        return change

    def _written_at(self, actor, change) -> None:
        """The newest row of the actor's history as if it had been written when the office decided, after whatever stood there before."""
        change.decided_at = max(change.decided_at, actor.changed_at + timedelta(milliseconds=1))
        change.save(update_fields=["decided_at"])
        newest = actor.history.latest()
        at = {"history_date": change.decided_at, "changed_at": change.decided_at, "history_user": change.decided_by}
        actor.history.filter(history_id=newest.history_id).update(**at)
        Actor.objects.filter(pk=actor.pk).update(changed_at=change.decided_at)

    def _proposals(self, speakers) -> None:
        some = speakers[: min(len(speakers), 7)]
        if len(some) < 7:
            return
        phone = f"{self.city.phone.split(' ')[0]} 0000-2"
        (actor, contact), *others = some
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 1)
        self._change(entry, ProfilePart.PHONE, f"{phone}1", ChangeState.WAITING)
        self._change(entry, ProfilePart.DESCRIPTION, f"{actor.description} Neue Gesichter sind willkommen.".strip(), ChangeState.WAITING)
        actor, contact = others[0]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 3, state=EntryState.ASKED)
        self._change(entry, ProfilePart.WEBSITE, "http://neue-seite.example/", ChangeState.ASKED, "Ist die Seite schon erreichbar?")
        actor, contact = others[1]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 11, state=EntryState.DONE, result=EntryResult.PARTLY)
        self._change(entry, ProfilePart.PHONE, f"{phone}2", ChangeState.APPROVED)
        self._change(entry, ProfilePart.NAME, f"{actor.trading_name} – die Besten", ChangeState.REJECTED, "Der Name bleibt, wie er ist.")
        actor, contact = others[2]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 16, state=EntryState.DONE, result=EntryResult.ACCEPTED)
        self._change(entry, ProfilePart.EMAIL, contact.email, ChangeState.ADAPTED, "Wir haben die Adresse des Vereins genommen.")
        actor, contact = others[3]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 6, state=EntryState.DONE, result=EntryResult.ACCEPTED)
        self._change(entry, ProfilePart.HOURS, "Mo–Do 10–16 Uhr", ChangeState.LIVE)
        actor, contact = others[4]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 25, state=EntryState.DONE, result=EntryResult.WITHDRAWN)
        self._change(entry, ProfilePart.PHONE, f"{phone}3", ChangeState.WITHDRAWN)
        actor, contact = others[5]
        entry = self._entry(EntryKind.PROPOSAL, actor, contact, 30, state=EntryState.DONE, result=EntryResult.REJECTED)
        self._change(entry, ProfilePart.DESCRIPTION, "Bestes Angebot der Stadt", ChangeState.REJECTED, "Bitte sagen Sie, was Sie tun.")

    def _wishes(self, speakers) -> None:
        for (kind, days, text, details, state, result, word), (actor, contact) in zip(WISHES, speakers[7:], strict=False):
            entry = self._entry(kind, actor, contact, days, text=text, details=details, state=state, result=result)
            if word:
                self._said(entry, word)
            if state == EntryState.OPEN and kind in (EntryKind.QUESTION, EntryKind.CORRECTION):
                entry.assignee = self.staff[-1] if kind == EntryKind.QUESTION else self.staff[1]
                entry.save(update_fields=["assignee"])
            if kind == EntryKind.GONE:
                # Somebody was away: the promised day has passed.
                InboxEntry.objects.filter(pk=entry.pk).update(due_on=self.office.yesterday)

    def _applications(self, published) -> None:
        """Who wants to be taken in; two claim what the register has already; one has not confirmed the address yet."""
        for number, (kind, days, details, (given, family, email)) in enumerate(APPLICATIONS):
            state = EntryState.UNCONFIRMED if number else EntryState.OPEN
            self._application(kind, days, details, given, family, email, state=state)
        claimed = [actor for actor in published if actor.website][:1] + published[-1:]
        people = (("Enno", "Rittmeier"), ("Swantje", "Buchholt"))
        for days, actor, (given, family) in zip((2, 20), claimed, people, strict=False):
            email = f"{given}.{family}@{_domain(actor)}".lower()
            details = {"name": actor.trading_name, "description": "Wir möchten unseren Eintrag selbst pflegen.", "website": actor.website}
            done = {"state": EntryState.DONE, "result": EntryResult.ACCEPTED, "proof": Proof.ADDRESS, "actor": actor} if days > 10 else {}
            self._application(EntryKind.CLAIM, days, details, given, family, email, **done)

    def _application(self, kind, days, details, given, family, email, **values) -> None:
        purpose = Purpose.objects.get(municipality=self.city, code="publish_profile")
        details = details | {"given_name": given, "family_name": family, "role": "Organisation"}
        details |= {"consents": {purpose.code: purpose.text.pk if purpose.text else 0}}
        about = {"sender_name": f"{given} {family}", "sender_email": email, "details": details}
        actor = values.pop("actor", None)
        self._entry(kind, actor, None, days, **about, **values)

    # --- the guide's example -------------------------------------------------------------------------------
    def _guide(self) -> None:
        """The repair café of the guide, whose organiser has a mail with a link that works; and a barrier that somebody noticed."""
        self._entry(
            EntryKind.BARRIER,
            None,
            None,
            3,
            text="Auf dem Telefon ist die Schrift unter den Bildern kaum zu lesen.",
            details={"page": f"/{self.city.slug}/"},
        )
        actor = Actor.objects.filter(municipality=self.city, trading_name="Repair-Café Ölberg").first()
        if actor is None:
            return
        person, manager = actor.contact_roles.get().contact, self.staff[0]
        day = timezone.make_aware(datetime.combine(self.office.yesterday - timedelta(days=60), time(11)))
        for subject, code in ((actor, "publish_profile"), (actor, "publish_photo"), (person, "publish_person")):
            purpose = Purpose.objects.get(municipality=self.city, code=code)
            record_consent(user=manager, subject=subject, purpose=purpose, channel=ConsentChannel.PAPER, given_at=day)
        values = {"published_since": day, "released_by": manager, "opening_hours": "Sa 14–17 Uhr; 1. und 3. Samstag im Monat"}
        Actor.objects.filter(pk=actor.pk).update(**values)
        actor.history.update(**values)
        self._borrow_picture(actor)
        entry = self._entry(EntryKind.PROPOSAL, actor, person, 4, state=EntryState.ASKED)
        self._change(entry, ProfilePart.LANGUAGES, ["de", "en", "tr"], ChangeState.LIVE)
        words = "Ehrenamtliche reparieren zweimal im Monat, was sonst weggeworfen würde: Räder, Radios, Kleidung."
        self._change(entry, ProfilePart.DESCRIPTION, words, ChangeState.ASKED, "Räder auch? Haben Sie dafür jetzt Werkzeug?")
        self._change(entry, ProfilePart.PHONE, "0202 0000-22", ChangeState.WAITING)
        name = "Repair-Café Ölberg e. V."
        self._change(entry, ProfilePart.NAME, name, ChangeState.REJECTED, "Gern, sobald der Verein eingetragen ist.")
        # One of the four still waits for the office.
        InboxEntry.objects.filter(pk=entry.pk).update(state=EntryState.OPEN, assignee=self.staff[1])
        send_profile_link(user=self.staff[1], actor=actor, contact=person)

    def _borrow_picture(self, actor) -> None:
        """A picture as the demo draws them."""
        drawn = Attachment.objects.filter(municipality=self.city, kind=AttachmentKind.PICTURE).exclude(actor=None).first()
        if drawn is None:
            return
        with drawn.file.open("rb") as file:
            copy = Attachment(
                municipality=self.city,
                actor=actor,
                kind=AttachmentKind.PICTURE,
                title="Zeichen des Repair-Cafés",
                content_type=drawn.content_type,
                size=drawn.size,
                sha256=drawn.sha256,
                alt_text=drawn.alt_text,
                credit=drawn.credit,
                uploaded_by=self.staff[1],
                uploaded_at=self._ago(50),
            )
            copy.file.save("", file, save=False)
        copy.save()


def _domain(actor) -> str:
    """The domain of an actor's website, or one that belongs to nobody."""
    host = actor.website.split("//")[-1].split("/")[0].removeprefix("www.")
    return host or "initiative.example"


def declare() -> None:
    """Tell the demo; after the desk, whose repair cafés are shown here too."""
    example_parts.register(ExamplePart("portal", fill, position=200))
