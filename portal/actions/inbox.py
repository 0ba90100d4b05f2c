"""What comes in is received once, talked about, answered and closed."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import MessageRefused, placeholder, queue_message
from initiatives.models import Contact
from initiatives.search import index
from portal.choices import EntryKind, EntryResult, EntryState
from portal.links import PROFILE
from portal.models import InboxEntry, Remark
from portal.profile import fingerprint
from portal.site import promised_day

# So many entries one link may send in within an hour; a person needs fewer.
MOST_AN_HOUR = 12


class TooMany(Exception):
    """More came from one link within an hour than a person writes; its text says what to do."""


def refuse_flood(link) -> None:
    """Raises `TooMany` where one link sends more than a person would."""
    recent = InboxEntry.objects.filter(municipality=link.municipality_id, link=link, received_at__gt=timezone.now() - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise TooMany(_("You have sent us a great deal within an hour. Please go on later, or call us."))


def sender_of(link) -> dict:
    """Who comes by a link, as an entry keeps it."""
    return {
        "actor": link.actor,
        "contact": link.contact,
        "link": link,
        "sender_name": str(link.contact or ""),
        "sender_email": link.email,
    }


def receive(*, municipality, kind: str, form_key=None, link=None, **values) -> InboxEntry:
    """Something came in; the same form sent twice is one entry. With a link its holder is the sender. Raises `TooMany`."""
    known = InboxEntry.objects.filter(municipality=municipality, form_key=form_key)
    if form_key and (found := known.first()):
        return found
    if link is not None:
        refuse_flood(link)
        values = sender_of(link) | values
    try:
        with transaction.atomic():
            entry = InboxEntry.objects.create(
                municipality=municipality, kind=kind, form_key=form_key, due_on=promised_day(municipality, kind), **values
            )
            index(InboxEntry, [entry.pk])
    except IntegrityError:
        if form_key and (found := known.first()):
            return found
        raise
    return entry


def locked(entry) -> InboxEntry:
    """The entry as it is now, locked until the end of the transaction."""
    rows = InboxEntry.objects.select_for_update(of=("self",)).select_related("municipality", "actor", "contact", "link")
    return rows.get(pk=entry.pk)


def say(*, entry, text: str, user=None, change=None) -> Remark:
    """One word of the office (with a user) or of the sender about an entry or one proposed value."""
    return Remark.objects.create(
        municipality=entry.municipality, entry=entry, change=change, text=text, is_of_office=user is not None, written_by=user
    )


def close(entry, *, result: str, user=None) -> None:
    """The entry is done, by a person or by what was decided about all its parts; in the caller's transaction."""
    now = timezone.now()
    entry.state, entry.result, entry.done_at, entry.done_by = EntryState.DONE, result, now, user
    if user is not None:
        # What the sender took back, or what went live by itself, nobody of the office answered.
        entry.answered_at = entry.answered_at or now
    entry.save()


@transaction.atomic
def answer_entry(*, user, entry, text: str, result: str = "") -> InboxEntry:
    """The office answers; with a result the entry is done, without one it waits for the sender. A second time with the same result
    changes nothing. Raises a ValidationError without a word to say."""
    entry = locked(entry)
    if entry.state == EntryState.DONE:
        return entry
    text = text.strip()
    if not text and result in ("", EntryResult.REJECTED):
        raise ValidationError({"text": _("Please write what the sender is to read.")}, code="required")
    if text:
        say(entry=entry, text=text, user=user)
    if result:
        close(entry, result=result, user=user)
    else:
        entry.state, entry.answered_at = EntryState.ASKED, entry.answered_at or timezone.now()
        entry.save()
    index(InboxEntry, [entry.pk])
    return entry


def was_said(entry, text: str, change=None) -> bool:
    """The office's word is the newest one already: the same form was sent twice."""
    newest = entry.remarks.filter(change=change).order_by("-written_at", "-pk").first()
    return newest is not None and newest.is_of_office and newest.text == text.strip()


@transaction.atomic
def answer_sender(*, user, entry, text: str, result: str = "") -> tuple[InboxEntry, bool, str]:
    """As `answer_entry`, and the sender reads it by mail: (entry, whether anything was done, why no mail left).

    Without a word to say no mail leaves. The same form sent twice acts once.
    """
    entry, text = locked(entry), text.replace("\r\n", "\n").strip()
    if entry.state == EntryState.DONE or (entry.state == EntryState.ASKED and not result and was_said(entry, text)):
        return entry, False, ""
    entry = answer_entry(user=user, entry=entry, text=text, result=result)
    if not text:
        return entry, True, _("nothing was written to the sender")
    about = {"kind": entry.get_kind_display(), "day": f"{timezone.localtime(entry.received_at):%d.%m.%Y}"}
    subject = _("Our answer: %(kind)s of %(day)s") % about if result else _("A question to you: %(kind)s of %(day)s") % about
    body = text
    if not result and (entry.actor_id is None or entry.kind == EntryKind.CLAIM):
        body = "\n\n".join((text, _("Please simply answer this mail.")))
    _message, why_none = tell_sender(entry=entry, subject=subject, body=body, user=user)
    return entry, True, why_none


@transaction.atomic
def reply_to_entry(*, entry, text: str) -> InboxEntry:
    """The sender answers what was asked back; a word after the end opens nothing again, but stands there."""
    entry = locked(entry)
    say(entry=entry, text=text)
    if entry.state == EntryState.ASKED:
        entry.state, entry.due_on = EntryState.OPEN, promised_day(entry.municipality, entry.kind)
        entry.save()
    return entry


@transaction.atomic
def assign_entry(*, entry, assignee) -> InboxEntry:
    """Somebody of the office looks after it, or nobody in particular."""
    entry = locked(entry)
    entry.assignee = assignee
    entry.save(update_fields=["assignee"])
    return entry


@transaction.atomic
def keep_note(*, entry, note: str, seen: str) -> tuple[InboxEntry, bool]:
    """The office's own note, unless somebody changed it since the person looked (`seen`, a fingerprint): (entry, whether it is kept)."""
    entry = locked(entry)
    if entry.office_note == note:
        return entry, True
    if fingerprint(entry.office_note) != seen:
        return entry, False
    entry.office_note = note
    entry.save(update_fields=["office_note"])
    index(InboxEntry, [entry.pk])
    return entry, True


def tell_sender(*, entry, subject: str, body: str, user=None):
    """Mail the sender what the office said, with the link to the profile where there is one; returns (message, why none was sent).

    `body` is what stands between greeting and sign-off.
    """
    office = entry.municipality
    # Who claims an entry is nobody's voice yet: the way to its profile goes to the address on record, never in an answer.
    is_known = entry.actor_id is not None and entry.kind != EntryKind.CLAIM
    if not is_known and not entry.sender_email:
        return None, _("the sender left no e-mail address")
    greeting = entry.contact.letter_salutation() if isinstance(entry.contact, Contact) else _("Good day")
    links = {}
    if is_known:
        links = {"profile": (PROFILE, None)}
        more = _("There you see everything and can answer; the link works for 90 days:\n\n%(link)s") % {"link": placeholder("profile")}
        body = f"{body}\n\n{more}"
    words = _("%(greeting)s,\n\n%(body)s\n\nKind regards\n%(office)s") % {"greeting": greeting, "body": body, "office": office.office_name}
    to = {"actor": entry.actor, "contact": entry.contact} if is_known else {"stranger_of": office}
    try:
        return queue_message(purpose="service", subject=subject, body=words, email=entry.sender_email, links=links, user=user, **to), ""
    except MessageRefused as refused:
        return None, str(refused)
