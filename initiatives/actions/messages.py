"""Mails of the office: put into the queue, handed to the mail server, never sent twice."""

import logging
import smtplib
from collections import Counter
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from initiatives.choices import MessageState
from initiatives.links import mail_secret, make_link
from initiatives.models import Message, Purpose
from initiatives.models.message import TO_DECIDE
from initiatives.rules import Decision, may_process

logger = logging.getLogger(__name__)

STOP = "stop"
# After so many minutes a mail that the server did not take yet is tried again; after the last pause it has failed.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 1440)
# A server that does not answer at all is no fault of the mail: it is kept, and tried at least each hour.
PAUSES_OF_AN_OUTAGE = 4
# Longer than any mail server may take: who is still being sent after that was being sent when the worker died.
LOST_AFTER = timedelta(minutes=15)
AT_ONCE = 200
BETWEEN_QUESTIONS = "\n\n– – –\n\n"


class MessageRefused(Exception):
    """The mail may not be written; its text says why, in words for the office."""


def placeholder(name: str) -> str:
    """What stands in a body where a link will be; replaced plainly, never formatted."""
    return f"[[{name}]]"


def _decision(actor, contact, code: str) -> Decision:
    """A mail about an actor to a person needs the yes of both."""
    decisions = [may_process(subject, code) for subject in (contact, actor) if subject is not None]
    return next((decision for decision in decisions if not decision.yes), decisions[0])


def queue_message(
    *,
    purpose: str,
    subject: str,
    body: str,
    actor=None,
    contact=None,
    stranger_of=None,
    email="",
    links=None,
    user=None,
    is_automatic=False,
    once_key="",
) -> Message:
    """Put a mail into the queue; it leaves after the transaction. Raises `MessageRefused` with the reason.

    `links` maps a placeholder of the body (without its brackets) to (kind of link or of secret, key of what it is about). Somebody who
    is in no register yet is written to for a city (`stranger_of`), for what they asked for themselves. `once_key` makes the same
    question a single row. What the clock asks for one purpose leaves in one mail with what is waiting for the address.
    """
    recipient = contact or actor
    municipality = recipient.municipality if recipient else stranger_of
    email = (email or (recipient.email if recipient else "")).strip()
    if not email:
        raise MessageRefused(_("%(name)s has no e-mail address.") % {"name": recipient})
    try:
        validate_email(email)
    except ValidationError as error:
        words = _("The e-mail address of %(name)s cannot be right. Please correct it.") % {"name": recipient or email}
        raise MessageRefused(words) from error
    decision = _decision(actor, contact, purpose) if recipient else None
    if decision is not None and not decision.yes:
        raise MessageRefused(_("%(name)s gets no mail: %(reason)s.") % {"name": recipient, "reason": decision.reason})
    message = Message(
        municipality=municipality,
        actor=actor,
        contact=contact,
        purpose=Purpose.objects.get(municipality=municipality, code=purpose),
        email=email,
        subject=" ".join(subject.split())[:200],
        body=body.replace("\r\n", "\n"),
        links={name: list(link) for name, link in (links or {}).items()},
        created_by=user,
        is_automatic=is_automatic,
        is_to_stranger=recipient is None,
        once_key=once_key,
    )
    try:
        with transaction.atomic():
            if is_automatic:
                _lock_city(municipality)
                message.send_after = _automatic_start(message)
            message.save()
    except IntegrityError:
        known = Message.objects.filter(municipality=municipality, once_key=once_key).first() if once_key else None
        if known is None:
            raise
        return known
    transaction.on_commit(lambda: send_soon.enqueue())
    return message


def _lock_city(municipality) -> None:
    """One after the other for a city: neither may two jobs think that nothing is waiting, nor two senders part what belongs together."""
    type(municipality).objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _together(message):
    """The automatic mails that are waiting for the same reader and purpose: they leave as one."""
    rows = Message.objects.filter(municipality=message.municipality_id, state=MessageState.WAITING, is_automatic=True)
    return rows.filter(email__iexact=message.email, purpose=message.purpose_id).order_by("pk")


def _automatic_start(message):
    """When the clock may write to this address again: nobody gets more than one automatic mail in 14 days."""
    if waiting := _together(message).first():
        return waiting.send_after
    earlier = Message.objects.filter(municipality=message.municipality_id, email__iexact=message.email, is_automatic=True)
    last = earlier.exclude(state=MessageState.FAILED).order_by("-send_after").first()
    now = timezone.now()
    return max(now, last.send_after + timedelta(days=settings.WF40_DAYS_BETWEEN_AUTOMATIC_MAILS)) if last else now


# --- handing over ------------------------------------------------------------------------------------------
@task()
def send_soon() -> None:
    """Right after a mail was queued, so that nobody waits for the next minute of the clock."""
    send_due_messages()


def send_due_messages(now=None) -> Counter:
    """Hand every mail whose time has come to the server; returns how many ended in which state.

    May run in several processes at once: each mail is marked in a commit of its own before the server hears of it. Must not run
    inside a transaction.
    """
    now = now or timezone.now()
    done = +Counter({MessageState.UNCERTAIN: mark_lost_as_uncertain(now)})  # without those of which there is none
    connection = None
    for key in list(Message.objects.due(now).values_list("pk", flat=True)[:AT_ONCE]):
        if connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError as error:  # smtplib's errors are such too
                done[MessageState.WAITING] += _keep_all(now, error)
                return done
        if messages := _take(key, now):
            states, is_spoilt = _hand_over(messages, connection)
            done += states
            if is_spoilt:
                _close(connection)
                connection = None
    if connection is not None:
        _close(connection)
    return done


def mark_lost_as_uncertain(now) -> int:
    """What was being sent when a worker died may have arrived or not: it is shown, and only a person repeats it."""
    lost = Message.objects.filter(state=MessageState.SENDING, sending_at__lt=now - LOST_AFTER)
    return lost.update(
        state=MessageState.UNCERTAIN, last_error=_("The background service stopped while this mail was being sent. It may have arrived.")
    )


def _close(connection) -> None:
    try:
        connection.close()
    except OSError:
        logger.info("the mail server closed first")


def _words(error) -> str:
    """What the server said, otherwise what became of the line."""
    answer = None
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_code, error.smtp_error
    if answer is None:
        return _clean(f"{type(error).__name__}: {error}")
    code, text = answer
    return _clean(f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}")


def _clean(words: str) -> str:
    """What every database stores, in one line."""
    return " ".join(words.replace("\x00", " ").split())[:500]


def _keep_all(now, error) -> int:
    """The server does not answer: all that are due wait on, with pauses that grow to an hour; none of them fails by it."""
    words = _clean(_("The mail server does not answer (%(error)s).") % {"error": _words(error)})
    count = 0
    for message in Message.objects.due(now)[:AT_ONCE]:
        step = min(message.attempts, PAUSES_OF_AN_OUTAGE - 1)
        count += (
            Message.objects.due(now)
            .filter(pk=message.pk)
            .update(
                attempts=max(message.attempts, step + 1),
                send_after=timezone.now() + timedelta(minutes=PAUSES[step]),
                last_error=words,
            )
        )
    return count


def _take(key: int, now) -> list[Message]:
    """Mark a mail, and what leaves together with it: from here on nobody else takes it, and a crash leaves it for a person to decide.

    Empty if another process was quicker.
    """
    first = Message.objects.due(now).filter(pk=key).select_related("municipality").first()
    if first is None:
        return []
    # Durable: a mark that a surrounding transaction could take back would be none.
    with transaction.atomic(durable=True):
        _lock_city(first.municipality)
        mark = {"state": MessageState.SENDING, "sending_at": timezone.now()}
        if not Message.objects.due(now).filter(pk=key).update(**mark):
            return []
        keys = [key, *(_together(first).values_list("pk", flat=True) if first.is_automatic else ())]
        Message.objects.filter(pk__in=keys[1:]).update(**mark)
    rows = Message.objects.select_related("municipality", "purpose", "actor", "contact").order_by("pk")
    return list(rows.filter(pk__in=keys, **mark))


def _end(messages, state: str, words: str = "", **fields) -> Counter:
    """The last word on mails that this process has marked; what was sent is sent, also if it was given up for lost meanwhile."""
    for message in messages:
        own = Message.objects.filter(pk=message.pk)
        if state != MessageState.SENT:
            own = own.filter(state=MessageState.SENDING, sending_at=message.sending_at)
        own.update(state=state, last_error=words, **fields)
    return Counter({state: len(messages)})


def _try_again(messages, words: str) -> Counter:
    """Back into the queue after a pause; failed when the pauses are used up."""
    done = Counter()
    for message in messages:
        if message.attempts < len(PAUSES):
            pause = timedelta(minutes=PAUSES[message.attempts])
            done += _end([message], MessageState.WAITING, words, attempts=message.attempts + 1, send_after=timezone.now() + pause)
        else:
            done += _end([message], MessageState.FAILED, words)
    return done


def _obstacle(message) -> str:
    """Why a mail may not leave now, though it could be queued; empty if it may."""
    if message.is_to_stranger and message.email:
        return ""
    if not message.email or not (message.actor or message.contact):
        return _("the record is gone")
    decision = _decision(message.actor, message.contact, message.purpose.code)
    return "" if decision.yes else str(decision.reason)


def _hand_over(messages, connection) -> tuple[Counter, bool]:
    """Send marked mails as one; returns the states in which they ended and whether the connection is of no more use."""
    done, kept = Counter(), []
    for message in messages:
        if reason := _obstacle(message):
            done += _end([message], MessageState.FAILED, _clean(_("Not sent: %(reason)s.") % {"reason": reason}))
        else:
            kept.append(message)
    if not kept:
        return done, False
    try:
        mail, links = _make_mail(kept)
    except Exception:  # a fault of ours, whatever it is: nothing has left, and the other mails go on
        logger.exception("A mail could not be written: %s", [message.pk for message in kept])
        return done + _end(kept, MessageState.FAILED, _("This mail could not be written, so nothing was sent.")), False
    states, is_spoilt = _speak(kept, mail, links, connection)
    return done + states, is_spoilt


def _speak(messages, mail, links, connection) -> tuple[Counter, bool]:
    """The talk with the server, and what its end means for the mails."""
    try:
        is_taken = connection.send_messages([mail]) != 0
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _refused(messages, links, error), True
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        # Nothing was said to the server yet: an address or a letter that this server cannot take.
        _forget(links)
        return _end(messages, MessageState.FAILED, _words(error)), True
    except OSError as error:
        return _end(messages, MessageState.UNCERTAIN, _broken(error)), True
    if not is_taken:
        _forget(links)
        return _try_again(messages, _("The mail server did not take this mail.")), True
    return _end(messages, MessageState.SENT, sent_at=timezone.now()), False


def _broken(error) -> str:
    """The line broke while the mail was under way: the server may have taken it."""
    words = _("The connection broke while this mail was being sent. It may have arrived. (%(error)s)") % {"error": _words(error)}
    return _clean(words)


def _refused(messages, links, error) -> Counter:
    """The server said no: for now (4xx), for good (5xx), or something that nobody understands."""
    code = next(iter(error.recipients.values()))[0] if isinstance(error, smtplib.SMTPRecipientsRefused) else error.smtp_code
    if not 400 <= code < 600:
        return _end(messages, MessageState.UNCERTAIN, _broken(error))
    _forget(links)
    # Some servers repeat the text that they dislike, with the link in it.
    words = _words(error)
    for _link, url in links:
        words = words.replace(url.rstrip("/").rpartition("/")[2], "…")
    for secret in messages[0].secrets_said:
        words = words.replace(secret, "…")
    return _try_again(messages, words) if code < 500 else _end(messages, MessageState.FAILED, words)


def _forget(links) -> None:
    """Nobody got these links."""
    for link, _url in links:
        link.delete()


def _make_mail(messages) -> tuple[EmailMessage, list]:
    """One mail of all these, with their links, made at this moment and stored nowhere, and with the way to end such mails."""
    first, links = messages[0], []
    municipality = first.municipality

    def address(message, kind, subject_id):
        link, url = make_link(
            purpose=kind,
            municipality=municipality,
            actor=message.actor,
            contact=message.contact,
            subject_id=subject_id,
            email=message.email,
        )
        links.append((link, url))
        return url

    bodies, stops, secrets_said = [], {}, []
    with transaction.atomic():
        for message in messages:
            body = message.body
            for name, (kind, subject_id) in message.links.items():
                secret = mail_secret(kind)
                words = secret.make(subject_id) if secret else address(message, kind, subject_id)
                if secret:
                    secrets_said.append(words)
                body = body.replace(placeholder(name), words)
            bodies.append(body.strip())
        for message in messages:  # one for each reader: several only where an address stands at several actors
            reader = message.contact or message.actor
            # Who is not in the register gets nothing by itself that could be ended.
            if reader is not None and reader not in stops:
                stops[reader] = address(message, STOP, message.purpose_id)
    address_line = f"{municipality.street}, {municipality.postcode} {municipality.locality}".strip(", ")
    end = _("You receive this mail for the purpose “%(purpose)s”. To end such mails: %(url)s")
    sign_off = ["-- ", municipality.office_name, *filter(None, (address_line, municipality.phone)), ""]
    if stops:
        sign_off.append(end % {"purpose": first.purpose, "url": "\n".join(stops.values())})
    mail = EmailMessage(
        subject=first.subject,
        body=f"{BETWEEN_QUESTIONS.join(bodies)}\n\n" + "\n".join(sign_off) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[first.email],
        reply_to=[municipality.reply_to or municipality.email] if municipality.reply_to or municipality.email else None,
        headers={
            "Message-ID": make_msgid(f"{first.pk}.{first.attempts}", domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")),
            **({"List-Unsubscribe": ", ".join(f"<{url}>" for url in stops.values())} if stops else {}),
            "Auto-Submitted": "auto-generated",
        },
    )
    # Kept in memory for the case that the server repeats the text in its answer.
    first.secrets_said = secrets_said
    return mail, links


# --- what a person decides ---------------------------------------------------------------------------------
@transaction.atomic
def repeat_message(*, message) -> bool:
    """A person decides that a failed or uncertain mail goes out again; False if somebody else decided already."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not message.needs_a_person:
        return False
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.WAITING, attempts=0, send_after=timezone.now(), sending_at=None, last_error=""
    )
    transaction.on_commit(lambda: send_soon.enqueue())
    return True


def discard_message(*, message) -> bool:
    """A person decides that nothing follows from a failed or uncertain mail, or that a waiting one is not sent after all.

    False if it is being sent, was sent or put aside already. What went wrong stays readable.
    """
    rows = Message.objects.filter(TO_DECIDE | Q(state=MessageState.WAITING), pk=message.pk)
    return bool(rows.update(state=MessageState.FAILED, sending_at=None))
