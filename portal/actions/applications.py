"""New initiatives: somebody applies, confirms the address, and the office takes them in, hands an entry over to them, or declines."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import (
    create_actor,
    create_contact,
    placeholder,
    queue_message,
    record_confirmed,
    release_actor,
    set_role,
)
from initiatives.models import ContactRole, Message, PersonalLink, Purpose, PurposeText
from initiatives.search import index
from portal.actions.inbox import answer_entry, close, locked, receive, tell_sender
from portal.actions.links import send_profile_link
from portal.applications import (
    OF_ACTOR,
    actor_fields,
    address_on_record,
    application_of,
    consents_given,
    same_person,
    seems_known,
)
from portal.choices import OF_STRANGERS, EntryKind, EntryResult, EntryState, Proof
from portal.links import APPLICATION
from portal.models import InboxEntry, Remark
from portal.site import promised_day

CONFIRM_WITHIN = timedelta(days=7)
STRANGERS_KEPT = timedelta(days=365)
LONGEST_NOTE = InboxEntry._meta.get_field("office_note").max_length


def _around(entry) -> tuple:
    """The mails and the links by which an application was to be confirmed: they name its address, as it does."""
    mails = Message.objects.filter(municipality=entry.municipality_id, email=entry.sender_email, is_to_stranger=True)
    keys = [mail.pk for mail in mails if mail.links.get("application") == [APPLICATION, entry.pk]]
    links = PersonalLink.objects.filter(municipality=entry.municipality_id, purpose=APPLICATION, subject_id=entry.pk)
    return Message.objects.filter(pk__in=keys), links


# --- the applicant -----------------------------------------------------------------------------------------
@transaction.atomic
def apply(*, municipality, form_key, details: dict, sender: dict, text: str = "") -> InboxEntry:
    """Somebody wants an initiative to be taken in; nothing is done before the mail to them is answered. Sent twice it is one.

    The mail repeats nothing that was typed: nobody writes to others by our hand.
    """
    known = InboxEntry.objects.filter(municipality=municipality, form_key=form_key)
    if form_key and (found := known.first()):
        return found
    about = {"details": details, "text": text, "state": EntryState.UNCONFIRMED} | sender
    entry = receive(municipality=municipality, kind=EntryKind.REGISTRATION, form_key=form_key, **about)
    body = _(
        "Good day,\n\nan initiative is to be taken into our directory, and this address was given for it.\n\n"
        "If that was you, please confirm it here within seven days; before that nothing happens:\n\n%(link)s\n\n"
        "If it was not you, you need not do anything: what was entered is deleted after seven days.\n\nKind regards\n%(office)s"
    ) % {"link": placeholder("application"), "office": municipality.office_name}
    queue_message(
        purpose="service",
        subject=_("Please confirm: application for the directory"),
        body=body,
        stranger_of=municipality,
        email=entry.sender_email,
        links={"application": (APPLICATION, entry.pk)},
    )
    return entry


@transaction.atomic
def confirm_application(*, link) -> InboxEntry | None:
    """The applicant reads the mailbox that was given; from now on the office has the application. A second time changes nothing.

    If the register seems to have the initiative, the office gets a claim to decide; the applicant learns nothing of that. None if it
    was deleted meanwhile.
    """
    entry = application_of(link)
    if entry is None:
        return None
    entry, now = locked(entry), timezone.now()
    if entry.state != EntryState.UNCONFIRMED:
        return entry
    entry.kind = EntryKind.CLAIM if seems_known(entry) else EntryKind.REGISTRATION
    entry.state, entry.received_at, entry.link = EntryState.OPEN, now, link
    entry.due_on = promised_day(entry.municipality, entry.kind)
    entry.save()
    PersonalLink.objects.filter(pk=link.pk).update(used_at=now)
    index(InboxEntry, [entry.pk])
    return entry


@transaction.atomic
def drop_unconfirmed(now) -> int:
    """What nobody confirmed within seven days is deleted, with its mail and its link: the address may be somebody else's."""
    rows = InboxEntry.objects.filter(state=EntryState.UNCONFIRMED, received_at__lte=now - CONFIRM_WITHIN)
    entries = list(rows)
    for entry in entries:
        for around in _around(entry):
            around.delete()
        entry.delete()
    return len(entries)


@transaction.atomic
def forget_strangers(now) -> int:
    """Of somebody who never came into the register nothing personal stays longer than a year after the last word; the entry stays as a
    count."""
    rows = InboxEntry.objects.filter(kind__in=OF_STRANGERS, contact=None, done_at__lte=now - STRANGERS_KEPT).exclude(
        sender_email="", text=""
    )
    keys = list(rows.values_list("pk", flat=True))
    Remark.objects.filter(entry__in=keys).delete()
    PersonalLink.objects.filter(purpose=APPLICATION, subject_id__in=keys).delete()
    InboxEntry.objects.filter(pk__in=keys).update(
        sender_name="", sender_email="", sender_phone="", text="", details={}, office_note="", link=None
    )
    index(InboxEntry, keys)
    return len(keys)


# --- the office --------------------------------------------------------------------------------------------
def _person(entry, actor, user):
    """The applicant as a person of the actor; who is in the register already, under this address and name, is not entered twice."""
    details, person = entry.details, same_person(entry)
    role_title = (details.get("role") or "")[:120]
    if person is None:
        # Who gave their own data has no other source.
        values = {"given_name": details.get("given_name") or "", "family_name": details.get("family_name") or entry.sender_name[:80]}
        values |= {"email": entry.sender_email, "phone": entry.sender_phone}
        person, _is_new = create_contact(user=user, municipality=entry.municipality, values=values, actor=actor, role_title=role_title)
    elif not ContactRole.objects.filter(actor=actor, contact=person).exists():
        set_role(actor=actor, contact=person, role_title=role_title, is_main=not actor.contact_roles.exists())
    # From now on what is stored about the applicant is told, merged and erased with the person.
    for around in _around(entry):
        around.update(contact=person)
    return person


def _note_consents(entry, actor, person) -> None:
    """The consents that were ticked, in the version that was read; given at the moment of the confirmation, by the confirmed address."""
    for code, key in consents_given(entry).items():
        purpose = Purpose.objects.filter(municipality=entry.municipality, code=code).first()
        if purpose is not None:
            record_confirmed(
                subject=actor if code == OF_ACTOR else person,
                purpose=purpose,
                text=PurposeText.objects.filter(purpose=purpose, pk=key or 0).first(),
                confirmed_at=entry.received_at,
                email=entry.sender_email,
            )


def _finish(entry, *, user, result: str) -> None:
    close(entry, result=result, user=user)
    index(InboxEntry, [entry.pk])


@transaction.atomic
def take_in(*, user, entry, is_released: bool = False) -> tuple[InboxEntry, bool, str]:
    """The office takes the initiative into its register, with the person and the consents that were given.

    Returns (entry, whether anything was done, why no mail left); what is decided already stays as it is.
    """
    entry = locked(entry)
    if not entry.is_open:
        return entry, False, ""
    day = timezone.localtime(entry.received_at).date()
    source = _("Application of the initiative of %(day)s") % {"day": f"{day:%d.%m.%Y}"}
    # Who enters the data has read by it what becomes of them (Art. 13): nobody has to be told again.
    values = actor_fields(entry) | {"source": source, "informed_on": day}
    actor, _is_new = create_actor(user=user, municipality=entry.municipality, values=values)
    person = _person(entry, actor, user)
    _note_consents(entry, actor, person)
    if is_released:
        release_actor(user=user, actor=actor)
    # It looked like an entry that the register has, and is none.
    entry.kind, entry.actor, entry.contact = EntryKind.REGISTRATION, actor, person
    _finish(entry, user=user, result=EntryResult.ACCEPTED)
    body = _("we have taken %(name)s into our register. You can look after the entry yourself from now on.") % {"name": actor}
    _message, why_none = tell_sender(entry=entry, subject=_("Taken in: %(name)s") % {"name": actor}, body=body, user=user)
    return entry, True, why_none


@transaction.atomic
def assign_claim(*, user, entry, actor, proof: str, note: str = "") -> tuple[InboxEntry, bool]:
    """The application is about an actor that the register has: (entry, whether anything was done). Raises `MessageRefused`.

    By the address on record the link goes there, whoever applied; by the website's domain or by a call the applicant becomes a person
    of the actor and gets the link. What the application says about the profile changes nothing there.
    """
    entry = locked(entry)
    if not entry.is_open:
        return entry, False
    entry.kind, entry.actor, entry.proof = EntryKind.CLAIM, actor, proof
    entry.office_note = "\n".join(filter(None, (entry.office_note, note.strip())))[:LONGEST_NOTE]
    if proof == Proof.ADDRESS:
        email, person = address_on_record(actor)
        send_profile_link(user=user, actor=actor, contact=person, email=email)
        _answer_neutrally(entry, user)
    else:
        entry.contact = _person(entry, actor, user)
        send_profile_link(user=user, actor=actor, contact=entry.contact, email=entry.sender_email)
    _finish(entry, user=user, result=EntryResult.ACCEPTED)
    return entry, True


def _answer_neutrally(entry, user) -> None:
    """The applicant learns that the application was dealt with, and neither whether the register has the entry nor whose address."""
    body = _(
        "Good day,\n\nwe have dealt with your application of %(day)s. If an initiative stands in our register already, the way to its entry"
        " goes to the address that we know of it. Please ask there, or call us.\n\nKind regards\n%(office)s"
    ) % {"day": f"{timezone.localtime(entry.received_at):%d.%m.%Y}", "office": entry.municipality.office_name}
    queue_message(
        purpose="service",
        subject=_("Your application"),
        body=body,
        stranger_of=entry.municipality,
        email=entry.sender_email,
        user=user,
    )


@transaction.atomic
def reject_application(*, user, entry, text: str) -> tuple[InboxEntry, bool, str]:
    """The office declines, and says why: (entry, whether anything was done, why no mail left). Raises a ValidationError without a word."""
    entry = locked(entry)
    if not entry.is_open:
        return entry, False, ""
    entry = answer_entry(user=user, entry=entry, text=text, result=EntryResult.REJECTED)
    _message, why_none = tell_sender(entry=entry, subject=_("Your application"), body=text.strip(), user=user)
    return entry, True, why_none
