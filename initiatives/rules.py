"""The rights of each role in the register, who reads a confidential note, and whether the office may use data for a purpose."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.choices import LegalBasis
from initiatives.models import Actor, Consent, Contact, Objection, Purpose, PurposeText
from initiatives.models.purpose import subject_fields
from wf40.rights import TECHNICIAN, Role, grant

RECORDS = ("actor", "actoralias", "location", "contact", "contactrole", "consultation", "followup")
LISTS = ("workfield", "tag", "consultationtopic")
# Rows about a record that follow its rights.
AROUND = ("attachment", "consent", "consentrequest", "objection", "personallink", "message", "customvalue", "warningflag")
# What an office keeps of its lists.
KEPT = ("selection", "selectionsnapshot", "snapshotrow")
OFFICE_LISTS = ("purpose", "purposetext", "customfield")


def _rights(actions, models) -> tuple[str, ...]:
    return tuple(f"initiatives.{action}_{model}" for action in actions for model in models)


def declare() -> None:
    """Tell the platform who may do what here."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("view",), RECORDS + LISTS + AROUND + OFFICE_LISTS + KEPT))
    for role in (Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("add", "change"), RECORDS + AROUND))
        grant(role, *_rights(("add", "change", "delete"), ("selection",)), "initiatives.add_selectionsnapshot")
        grant(role, *_rights(("view", "add", "change", "delete"), ("draft",)))
        grant(role, "initiatives.bulk_change_actor", "initiatives.card_contact")
        grant(role, *_rights(("delete",), ("actoralias", "location", "contactrole", "attachment")))
    grant(
        Role.MANAGER,
        *_rights(("add", "change"), LISTS + OFFICE_LISTS),
        *_rights(("restrict",), ("actor", "contact")),
        *_rights(("export",), ("actor", "contact", "consultation", "followup")),
        *_rights(("view", "add", "delete"), ("exporttemplate", "exportfile")),
        "initiatives.release_actor",
        "initiatives.view_notereading",
        "initiatives.view_logreading",
        "initiatives.view_exportentry",
        "initiatives.view_restrictionentry",
        "initiatives.view_changeset",
        "initiatives.undo_changeset",
        "initiatives.hand_over",
    )
    grant(TECHNICIAN, *_rights(("view", "add", "change"), LISTS))


def may_read_note(user, consultation) -> bool:
    """Whether a person may read the note: everybody who sees the consultation, or, if it is confidential, its author, a
    steward of one of its actors, and managers of the city."""
    if not consultation.is_confidential:
        return True
    role = user.role_in(consultation)
    if role == Role.MANAGER:
        return True
    if role is None or role == Role.RESEARCHER:
        return False
    return consultation.created_by_id == user.pk or any(actor.steward_id == user.pk for actor in consultation.actors.all())


# --- may the office use data for a purpose? ----------------------------------------------------------------
@dataclass(frozen=True)
class Reason:
    """Why the office may use data for a purpose, or may not: a code that can be counted, and since when."""

    code: str
    since: datetime | None = None
    basis: str = ""

    def __str__(self):
        day = date_format(timezone.localtime(self.since), "SHORT_DATE_FORMAT") if self.since else ""
        return {
            "restricted": _("restricted since %(day)s (Art. 18)"),
            "archived": _("archived on %(day)s"),
            "purpose_off": _("the office does not pursue this purpose"),
            "objection": _("objection of %(day)s"),
            "withdrawn": _("consent withdrawn on %(day)s"),
            "asked": _("asked for consent on %(day)s, not confirmed yet"),
            "no_consent": _("no consent"),
            "consent": _("consent of %(day)s"),
            # The article stands with the purpose; here the ground in a word.
            "basis": str(dict(LegalBasis.choices).get(self.basis, self.basis)).partition(" (")[0],
        }[self.code] % {"day": day}


class Decision(NamedTuple):
    """The answer: (yes, reason)."""

    yes: bool
    reason: Reason


def decide(row) -> Decision:
    """The rule itself, on what `with_processing` adds to an actor or a person; the first thing that forbids is the reason."""
    if row.restricted_at:
        return Decision(False, Reason("restricted", row.restricted_at))
    if archived_at := getattr(row, "archived_at", None):
        return Decision(False, Reason("archived", archived_at))
    if not row.purpose_is_active:
        return Decision(False, Reason("purpose_off"))
    if row.objected_at:
        return Decision(False, Reason("objection", row.objected_at))
    if row.consented_at:
        return Decision(True, Reason("consent", row.consented_at))
    # Also where no consent is needed: who withdrew one does not want it.
    if row.consent_withdrawn_at:
        return Decision(False, Reason("withdrawn", row.consent_withdrawn_at))
    if row.purpose_needs_consent:
        return Decision(False, Reason("asked", row.consent_asked_at) if row.consent_asked_at else Reason("no_consent"))
    return Decision(True, Reason("basis", basis=row.purpose_basis))


def may_process(subject, purpose: str) -> Decision:
    """Whether the office may use an actor's or a person's data for a purpose (its code), as the register stands now: (yes, reason).

    Sending, exporting and publishing ask this and nothing else; for many rows at once `allowed_for` is the same rule.
    """
    model = Contact if isinstance(subject, Contact) else Actor
    return decide(model.objects.filter(pk=subject.pk).with_processing(purpose).get())


@dataclass
class PurposeState:
    """One purpose as the page of an actor or a person shows it: allowed or not, why, and what there is to act on."""

    purpose: Purpose
    decision: Decision
    consent: Consent | None
    objection: Objection | None
    # What `decide` reads.
    restricted_at: datetime | None = None
    archived_at: datetime | None = None
    purpose_is_active: bool = True
    purpose_needs_consent: bool = True
    purpose_basis: str = ""
    objected_at: datetime | None = None
    consented_at: datetime | None = None
    consent_withdrawn_at: datetime | None = None
    consent_asked_at: datetime | None = None


def purpose_states(subject) -> list[PurposeState]:
    """What is allowed with an actor's or a person's data and why, purpose by purpose; three queries."""
    consents = list(subject.consents.order_by("-recorded_at", "-pk"))
    objections = {row.purpose_id: row for row in subject.objections.in_force()}
    states = []
    for purpose in Purpose.objects.filter(municipality=subject.municipality_id, is_active=True):
        own = [row for row in consents if row.purpose_id == purpose.pk]
        consent = next((row for row in own if row.is_in_force), None)
        asked = next((row for row in own if row.confirmed_at is None and row.declined_at is None), None)
        objection = objections.get(purpose.pk)
        state = PurposeState(
            purpose,
            Decision(False, Reason("no_consent")),
            consent,
            objection,
            restricted_at=subject.restricted_at,
            archived_at=getattr(subject, "archived_at", None),
            purpose_is_active=purpose.is_active,
            purpose_needs_consent=purpose.needs_consent,
            purpose_basis=purpose.legal_basis,
            objected_at=objection.raised_at if objection else None,
            consented_at=consent.confirmed_at if consent else None,
            consent_withdrawn_at=max((row.withdrawn_at for row in own if row.withdrawn_at), default=None),
            consent_asked_at=asked.recorded_at if asked else None,
        )
        state.decision = decide(state)
        states.append(state)
    return states


def decision_of(states, subject, code: str) -> Decision:
    """What `may_process` says of a purpose, taken from the `purpose_states` of an actor or a person."""
    for state in states:
        if state.purpose.code == code:
            return state.decision
    standing = {"restricted_at": subject.restricted_at, "archived_at": getattr(subject, "archived_at", None)}
    return decide(PurposeState(None, Decision(False, Reason("purpose_off")), None, None, purpose_is_active=False, **standing))


def texts_in_force(municipality) -> dict[int, PurposeText]:
    """The newest text of each purpose of a city, by the purpose's key; one query."""
    return {row.purpose_id: row for row in PurposeText.objects.filter(municipality=municipality).order_by("number")}


def is_stopped(*, subject, purpose) -> bool:
    """Whether there is nothing left to end: no consent is in force, and where none is needed an objection stands."""
    own = subject_fields(subject)
    if Consent.objects.in_force().filter(purpose=purpose, **own).exists():
        return False
    return purpose.needs_consent or Objection.objects.in_force().filter(purpose=purpose, **own).exists()
