"""Mails of the office: put into the queue, handed to the mail server, never sent twice."""

import logging
import smtplib
from collections import Counter
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from initiatives.choices import MessageState
from initiatives.links import make_link
from initiatives.models import Message, Purpose
from initiatives.rules import Decision, may_process

logger = logging.getLogger(__name__)

STOP = "stop"
# After so many minutes a mail that the server did not take is tried again; after the last pause it has failed.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 1440)
# Longer than any mail server may take: who is still being sent after that was being sent when the worker died.
LOST_AFTER = timedelta(minutes=15)
AT_ONCE = 200


class MessageRefused(Exception):
    """The mail may not be written; its text says why, in words for the office."""


def placeholder(name: str) -> str:
    """What stands in a body where a link will be; replaced plainly, never formatted."""
    return f"[[{name}]]"


def _decision(actor, contact, code: str) -> Decision:
    """A mail about an actor to a person needs the yes of both."""
    decisions = [may_process(subject, code) for subject in (contact, actor) if subject is not None]
    return next((decision for decision in decisions if not decision.yes), decisions[0])


def _automatic_start(municipality, email: str, now):
    """When the clock may write to this address again: nobody gets more than one automatic mail in 14 days."""
    earlier = Message.objects.filter(municipality=municipality, email__iexact=email, is_automatic=True)
    last = earlier.exclude(state=MessageState.FAILED).order_by("-send_after").first()
    return max(now, last.send_after + timedelta(days=settings.WF40_DAYS_BETWEEN_AUTOMATIC_MAILS)) if last else now


def queue_message(
    *, purpose: str, subject: str, body: str, actor=None, contact=None, email="", links=None, user=None, is_automatic=False, once_key=""
) -> Message:
    """Put a mail into the queue; it leaves after the transaction. Raises `MessageRefused` with the reason.

    `links` maps a placeholder of the body (without its brackets) to (kind of link, key of what it is about). `once_key` makes
    the same question a single mail. What the clock asks goes into one mail with what is already waiting for the address.
    """
    recipient = contact or actor
    municipality, email = recipient.municipality, (email or recipient.email).strip()
    if not email:
        raise MessageRefused(_("%(name)s has no e-mail address.") % {"name": recipient})
    decision = _decision(actor, contact, purpose)
    if not decision.yes:
        raise MessageRefused(_("%(name)s gets no mail: %(reason)s.") % {"name": recipient, "reason": decision.reason})
    values = {
        "actor": actor,
        "contact": contact,
        "purpose": Purpose.objects.get(municipality=municipality, code=purpose),
        "email": email,
        "subject": " ".join(subject.split())[:200],
        "body": body.replace("\r\n", "\n"),
        "links": {name: list(link) for name, link in (links or {}).items()},
        "created_by": user,
        "once_key": once_key,
    }
    try:
        with transaction.atomic():
            # One after the other for a city: two jobs at once may not both think that nothing is waiting.
            type(municipality).objects.select_for_update().get(pk=municipality.pk)
            message = _queue_automatic(municipality, values) if is_automatic else None
            if message is None:
                message = Message.objects.create(municipality=municipality, **values)
    except IntegrityError:
        message = Message.objects.filter(municipality=municipality, once_key=once_key).first() if once_key else None
        if message is None:
            raise
        return message
    transaction.on_commit(lambda: send_soon.enqueue())
    return message


def _queue_automatic(municipality, values: dict) -> Message:
    """A question of the clock: added to the mail that is waiting for the same reader and purpose, otherwise a mail of its own."""
    now = timezone.now()
    waiting = Message.objects.select_for_update().filter(
        municipality=municipality, email__iexact=values["email"], purpose=values["purpose"], is_automatic=True, state=MessageState.WAITING
    )
    if (message := waiting.first()) is None:
        start = _automatic_start(municipality, values["email"], now)
        return Message.objects.create(municipality=municipality, is_automatic=True, send_after=start, **values)
    if values["once_key"] and message.once_key == values["once_key"]:
        return message
    # Placeholders of the second question get names of their own.
    body, number = values["body"], len(message.links) + 1
    for name, link in values["links"].items():
        body = body.replace(placeholder(name), placeholder(f"{name}-{number}"))
        message.links[f"{name}-{number}"] = link
    message.body = f"{message.body.rstrip()}\n\n– – –\n\n{body}"
    message.save(update_fields=["body", "links"])
    return message


# --- handing over ------------------------------------------------------------------------------------------
@task()
def send_soon() -> None:
    """Right after a mail was queued, so that nobody waits for the next minute of the clock."""
    send_due_messages()


def send_due_messages(now=None) -> Counter:
    """Hand every mail whose time has come to the server; returns how many ended in which state.

    May run in several processes at once: each mail is marked in a commit of its own before the server hears of it.
    """
    now = now or timezone.now()
    done = Counter(uncertain=mark_lost_as_uncertain(now))
    connection = None
    for key in list(Message.objects.due(now).values_list("pk", flat=True)[:AT_ONCE]):
        if connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (OSError, smtplib.SMTPException) as error:
                done["waiting"] += _postpone_all(now, error)
                return done
        # The mark: from here on nobody else takes it, and a crash leaves it for a person to decide.
        if not Message.objects.filter(pk=key, state=MessageState.WAITING).update(state=MessageState.SENDING, sending_at=timezone.now()):
            continue
        state, is_spoilt = _hand_over(Message.objects.select_related("municipality", "purpose", "actor", "contact").get(pk=key), connection)
        done[state] += 1
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
    except (OSError, smtplib.SMTPException):
        logger.info("the mail server closed first")


def _words(error) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _postpone_all(now, error) -> int:
    """The server does not answer: all that wait wait on, with growing pauses."""
    count = 0
    for message in Message.objects.due(now)[:AT_ONCE]:
        count += _try_again(message, _("The mail server does not answer (%(error)s).") % {"error": _words(error)}) == MessageState.WAITING
    return count


def _try_again(message, words: str) -> str:
    """Back into the queue after a pause; failed when the pauses are used up."""
    is_last = message.attempts >= len(PAUSES)
    pause = timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES) - 1)])
    state = MessageState.FAILED if is_last else MessageState.WAITING
    Message.objects.filter(pk=message.pk).exclude(state__in=(MessageState.SENT, MessageState.UNCERTAIN)).update(
        state=state, attempts=message.attempts + 1, send_after=timezone.now() + pause, last_error=words[:500]
    )
    return state


def _end(message, state: str, words: str = "", **fields) -> str:
    Message.objects.filter(pk=message.pk).update(state=state, last_error=words[:500], **fields)
    return state


def _hand_over(message, connection) -> tuple[str, bool]:
    """Send one marked mail; returns the state in which it ended and whether the connection is of no more use."""
    decision = _decision(message.actor, message.contact, message.purpose.code) if message.actor or message.contact else None
    if decision is None or not decision.yes:
        reason = decision.reason if decision else _("the record is gone")
        return _end(message, MessageState.FAILED, _("Not sent: %(reason)s.") % {"reason": reason}), False
    mail, links = _make_mail(message)
    try:
        connection.send_messages([mail])
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return _refused(message, links, error, error.smtp_code), True
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return _refused(message, links, error, code), True
    except (smtplib.SMTPHeloError, smtplib.SMTPNotSupportedError, ValueError) as error:
        return _refused(message, links, error, 500), True
    except (OSError, smtplib.SMTPException) as error:
        # The line broke while the mail was under way: the server may have taken it.
        words = _("The connection broke while this mail was being sent. It may have arrived. (%(error)s)") % {"error": _words(error)}
        return _end(message, MessageState.UNCERTAIN, words), True
    return _end(message, MessageState.SENT, sent_at=timezone.now()), False


def _refused(message, links, error, code: int) -> str:
    """The server said no: for now (4xx) or for good."""
    for link in links:
        link.delete()
    if 400 <= code < 500:
        return _try_again(message, _words(error))
    return _end(message, MessageState.FAILED, _words(error))


def _make_mail(message) -> tuple[EmailMessage, list]:
    """The mail with its links, made at this moment and stored nowhere; with the way to end such mails."""
    municipality, body, links = message.municipality, message.body, []

    def address(kind, subject_id):
        link, url = make_link(
            purpose=kind,
            municipality=municipality,
            actor=message.actor,
            contact=message.contact,
            subject_id=subject_id,
            email=message.email,
        )
        links.append(link)
        return url

    with transaction.atomic():
        for name, (kind, subject_id) in message.links.items():
            body = body.replace(placeholder(name), address(kind, subject_id))
        stop = address(STOP, message.purpose_id)
    address_line = f"{municipality.street}, {municipality.postcode} {municipality.locality}".strip(", ")
    end = _("You receive this mail for the purpose “%(purpose)s”. To end such mails: %(url)s")
    sign_off = ["-- ", municipality.office_name, *filter(None, (address_line, municipality.phone)), ""]
    sign_off.append(end % {"purpose": message.purpose, "url": stop})
    mail = EmailMessage(
        subject=message.subject,
        body=f"{body.rstrip()}\n\n" + "\n".join(sign_off) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.email],
        reply_to=[municipality.reply_to or municipality.email] if municipality.reply_to or municipality.email else None,
        headers={
            "Message-ID": make_msgid(f"{message.pk}.{message.attempts}", domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")),
            "List-Unsubscribe": f"<{stop}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    return mail, links


@transaction.atomic
def repeat_message(*, message) -> bool:
    """A person decides that a failed or uncertain mail goes out again; False if somebody else decided already."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not message.needs_a_person:
        return False
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.WAITING, attempts=0, send_after=timezone.now(), sending_at=None, last_error=""
    )
    transaction.on_commit(lambda: send_soon.enqueue())
    return True


@transaction.atomic
def discard_message(*, message) -> bool:
    """A person decides that an uncertain mail is settled, or that a waiting one is not sent after all."""
    rows = Message.objects.filter(pk=message.pk, state__in=(MessageState.UNCERTAIN, MessageState.WAITING))
    return bool(rows.update(state=MessageState.FAILED, last_error=_("Put aside by the office.")))
