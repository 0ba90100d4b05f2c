"""What the people of an example city agreed to and objected to, the mails and files that came of it, and the city's own fields."""

import hashlib
import io
import random
from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from initiatives.choices import AttachmentKind, ChangeVerb, ConsentChannel, CustomKind, MessageState, RestrictionReason
from initiatives.example.chance import moment, office_day, weighted
from initiatives.example.register import Known, Office
from initiatives.models import (
    Attachment,
    ChangeSet,
    Consent,
    ConsentRequest,
    CustomField,
    CustomValue,
    Message,
    Objection,
    Purpose,
    PurposeText,
    RestrictionEntry,
)
from initiatives.models.change_set import marked
from initiatives.office_start import core_code
from wf40.editing import assign

OWN_FIELDS = (
    ("Mitglieder", CustomKind.NUMBER, "Zahl der Mitglieder oder Genossinnen und Genossen.", ""),
    ("Barrierefrei", CustomKind.BOOLEAN, "Stufenloser Zugang zu den Räumen.", ""),
    (
        "Weihnachtsmarkt",
        CustomKind.CHOICE,
        "Wunsch für den nächsten Markt.",
        "fester Stand\nWanderstand\nnur Ware auf Kommission\nkein Interesse",
    ),
)
CHANNELS = {ConsentChannel.LINK: 60, ConsentChannel.PAPER: 25, ConsentChannel.EMAIL: 10, ConsentChannel.ORAL: 5}
# Share of the actors and people with a way to reach them who said yes.
ACTOR_PURPOSES = {"publish_profile": 0.34, "publish_photo": 0.12, "social_media": 0.1, "introduce": 0.15, "murmurations": 0.05}
PERSON_PURPOSES = {"newsletter": 0.2, "publish_person": 0.15, "introduce": 0.12, "research": 0.06}


class Agreements:
    """Consents, objections, mails, files and own fields of one city; the actors are saved already."""

    def __init__(self, chance: random.Random, office: Office):
        self.chance, self.office, self.city = chance, office, office.municipality
        self.purposes = {purpose.code: purpose for purpose in Purpose.objects.filter(municipality=self.city)}
        self.texts = {text.purpose_id: text for text in PurposeText.objects.filter(municipality=self.city)}

    def fill(self, known: list[Known]) -> None:
        """Everything."""
        # Written before anybody consented to them.
        written_at = timezone.make_aware(datetime.combine(self.office.first_day, time(9)))
        PurposeText.objects.filter(municipality=self.city).update(written_at=written_at)
        self._own_fields(known)
        people = list({person.pk: (person, entry) for entry in known for person in entry.people}.values())
        rows = [row for entry in known for row in self._consents("actor", entry.actor, entry.since, ACTOR_PURPOSES)]
        rows += [row for person, entry in people for row in self._consents("contact", person, entry.since, PERSON_PURPOSES)]
        Consent.objects.bulk_create(rows)
        self._release(known, rows)
        self._objections(people)
        self._open_requests(people)
        self._files(known)
        self._restriction(people)
        self._hand_over([entry.actor for entry in known])

    def _who(self):
        return weighted(self.chance, self.office.advisers)

    def _when(self, since):
        return moment(self.chance, office_day(self.chance, max(since, self.office.first_talk), self.office.yesterday))

    def _consents(self, kind, subject, since, shares) -> list[Consent]:
        found = []
        for code, share in shares.items():
            if not subject.email or self.chance.random() >= share:
                continue
            purpose, channel, given_at = self.purposes[code], weighted(self.chance, CHANNELS), self._when(since)
            consent = Consent(municipality=self.city, purpose=purpose, text=self.texts[purpose.pk], channel=channel, **{kind: subject})
            consent.recorded_at = consent.confirmed_at = given_at
            if channel == ConsentChannel.LINK:
                consent.email, consent.recorded_at = subject.email, given_at - timedelta(hours=self.chance.randint(1, 60))
            consent.recorded_by = self._who()
            consent.note = "Am Telefon zugesagt, Wortlaut vorgelesen." if channel == ConsentChannel.ORAL else ""
            if self.chance.random() < 0.07:
                consent.withdrawn_at = moment(self.chance, self.office.yesterday - timedelta(days=self.chance.randint(0, 30)))
                consent.withdrawn_at = max(consent.withdrawn_at, given_at)
                consent.withdrawn_channel = ConsentChannel.LINK
            found.append(consent)
        return found

    def _release(self, known, consents) -> None:
        """The office released most of those who said yes to their profile."""
        purpose = self.purposes["publish_profile"].pk
        agreed = {row.actor_id: row for row in consents if row.purpose_id == purpose and row.is_in_force}
        for entry in known:
            row = agreed.get(entry.actor.pk)
            if row is not None and entry.actor.archived_at is None and self.chance.random() < 0.85:
                values = {"published_since": row.confirmed_at + timedelta(days=1), "released_by": self._manager()}
                type(entry.actor).objects.filter(pk=entry.actor.pk).update(**values)
                entry.actor.history.update(**values)

    def _manager(self):
        return next(iter(self.office.advisers))

    def _objections(self, people) -> None:
        purposes = [self.purposes[code] for code in ("invitation", "funding_notice", "letter")]
        chosen = self.chance.sample(people, max(2, len(people) // 60))
        Objection.objects.bulk_create(
            Objection(
                municipality=self.city,
                purpose=self.chance.choice(purposes),
                contact=person,
                channel=self.chance.choice((ConsentChannel.EMAIL, ConsentChannel.ORAL)),
                raised_at=self._when(entry.since),
                recorded_by=self._who(),
                note="Möchte derzeit keine Post.",
            )
            for person, entry in chosen
        )

    def _open_requests(self, people) -> None:
        """Questions of the last days: answered by nobody yet, one whose mail failed, and one of which nobody knows."""
        reachable = [person for person, _entry in people if person.email]
        states = (MessageState.SENT, MessageState.SENT, MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN)
        purpose, service = self.purposes["newsletter"], self.purposes["service"]
        for number, (person, state) in enumerate(zip(self.chance.sample(reachable, len(states)), states, strict=True)):
            asked_at = moment(self.chance, self.office.yesterday - timedelta(days=number))
            user = self._who()
            request = ConsentRequest.objects.create(
                municipality=self.city, contact=person, email=person.email, asked_at=asked_at, asked_by=user
            )
            Consent.objects.create(
                municipality=self.city,
                purpose=purpose,
                text=self.texts[purpose.pk],
                request=request,
                contact=person,
                channel=ConsentChannel.LINK,
                recorded_at=asked_at,
                recorded_by=user,
            )
            Message.objects.create(
                municipality=self.city,
                contact=person,
                purpose=service,
                email=person.email,
                subject="Ihre Einwilligung: bitte entscheiden Sie",
                body=f"{person.letter_salutation()},\n\nwir bitten um Ihre Einwilligung zu unserem Newsletter.\n\n[[consent]]",
                links={"consent": ["consent", request.pk]},
                state=state,
                created_at=asked_at,
                created_by=user,
                send_after=asked_at,
                sending_at=asked_at,
                sent_at=asked_at if state == MessageState.SENT else None,
                attempts=0,
                last_error={
                    MessageState.FAILED: "550 Postfach unbekannt",
                    MessageState.UNCERTAIN: "Die Verbindung brach ab, während diese Mail verschickt wurde. Sie kann angekommen sein.",
                }.get(state, ""),
            )

    def _own_fields(self, known) -> None:
        fields = [
            CustomField.objects.create(
                municipality=self.city, code=core_code(label), label=label, kind=kind, help_text=hint, options=options, position=at
            )
            for at, (label, kind, hint, options) in enumerate(OWN_FIELDS, 1)
        ]
        values = []
        for entry in known:
            for field in fields:
                if self.chance.random() < 0.3:
                    value = CustomValue(municipality=self.city, actor=entry.actor, field=field)
                    value.set(
                        {
                            CustomKind.NUMBER: lambda: self.chance.randint(5, 240),
                            CustomKind.BOOLEAN: lambda: self.chance.random() < 0.5,
                            CustomKind.CHOICE: lambda field=field: self.chance.choice(field.choices),
                        }[field.kind]()
                    )
                    values.append(value)
        CustomValue.objects.bulk_create(values)

    def _files(self, known) -> None:
        """A drawn picture for some actors, and bylaws in plain words for others."""
        current = [entry for entry in known if entry.actor.archived_at is None]
        for entry in self.chance.sample(current, 3):
            about = {
                "alt_text": "Drei Kreise in Grün, Blau und Gelb, die sich überschneiden.",
                "credit": "Eigene Zeichnung, frei verwendbar",
            }
            self._file(entry, AttachmentKind.PICTURE, "Zeichen für die Karte", self._picture(), "image/png", **about)
        for entry in self.chance.sample(current, 3):
            text = (
                f"Selbstdarstellung\n\n{entry.actor.trading_name}\n\n{entry.actor.description or 'Wir stellen uns gern persönlich vor.'}\n"
            )
            self._file(entry, AttachmentKind.DOCUMENT, "Selbstdarstellung", text.encode(), "text/plain")

    def _file(self, entry, kind, title, content: bytes, content_type, **about) -> None:
        attachment = Attachment(municipality=self.city, actor=entry.actor, kind=kind, title=title, content_type=content_type, **about)
        attachment.size, attachment.sha256 = len(content), hashlib.sha256(content).hexdigest()
        attachment.uploaded_at, attachment.uploaded_by = self._when(entry.since), self._who()
        attachment.file.save("", ContentFile(content), save=False)
        attachment.save()

    def _picture(self) -> bytes:
        image = Image.new("RGB", (640, 400), (244, 246, 248))
        draw = ImageDraw.Draw(image)
        for number, colour in enumerate(((63, 125, 88), (38, 92, 158), (224, 170, 62))):
            left = 110 + number * 130 + self.chance.randint(-15, 15)
            draw.ellipse((left, 110, left + 180, 290), outline=colour, width=14)
        file = io.BytesIO()
        image.save(file, "PNG")
        return file.getvalue()

    def _hand_over(self, actors) -> None:
        """A colleague gave some actors to another one last week, as one step that can be taken back."""
        giver, taker = list(self.office.advisers)[-1], self._manager()
        chosen = [actor for actor in actors if actor.steward == giver and actor.archived_at is None][:4]
        step = ChangeSet.objects.create(
            municipality=self.city, made_by=taker, verb=ChangeVerb.HAND_OVER, about=str(giver), count=len(chosen)
        )
        with marked(step):
            for actor in chosen:
                assign(type(actor).objects.get(pk=actor.pk), {"steward": taker})
                newest = actor.history.latest()
                changed_at = type(actor).objects.get(pk=actor.pk).changed_at
                actor.history.filter(history_id=newest.history_id).update(history_user=taker, history_date=changed_at)

    def _restriction(self, people) -> None:
        """One person contests that their data are right; the page for managers shows them, no list does."""
        alone = [
            person
            for person, entry in people
            if len(entry.people) > 1 and not entry.actor.contact_roles.filter(contact=person, is_main=True)
        ]
        if not alone:
            return
        person, manager = self.chance.choice(alone), self._manager()
        values = {"restricted_at": timezone.now() - timedelta(days=2), "restricted_by": manager}
        assign(person, values | {"restriction_reason": RestrictionReason.CONTESTED})
        newest = person.history.latest()
        person.history.filter(history_id=newest.history_id).update(history_user=manager, history_date=person.changed_at)
        RestrictionEntry.objects.create(
            municipality=self.city,
            record_kind="contact",
            record_key=person.pk,
            is_restricted=True,
            reason=RestrictionReason.CONTESTED,
            note="Angaben werden mit der Person geklärt.",
            entered_by=manager,
            entered_at=person.restricted_at,
        )
