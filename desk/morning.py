"""The morning mail: what stands on "Heute", sent once on each working day to those who want it.

It goes to colleagues about their own work. So it is no `Message`: those go to actors and people, ask for a purpose, stand in the
outbox of the whole office and end by a link. This one belongs to its reader alone and is switched off on the reader's own page.
"""

import logging
import smtplib
from collections import Counter
from datetime import date, time
from email.utils import make_msgid
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.models import MorningMail
from desk.today import covered_by
from initiatives.models import FollowUp
from wf40.registry import TodayLine, today

logger = logging.getLogger(__name__)

RIGHT = "desk.view_morningmail"
FROM, UNTIL = time(6), time(12)
SATURDAY = 5
# How a mail ended.
SENT, EMPTY, REFUSED, LATER, UNCERTAIN = "sent", "empty", "refused", "later", "uncertain"


def send_morning_mails(now) -> Counter:
    """Send the mails of this morning that are not on their way yet; returns how many ended how.

    On working days from six to noon, so that a pause is caught up and nobody gets the morning's mail in the evening. Public holidays
    are not known. May run in several processes at once, and must not run inside a transaction.
    """
    local, done = timezone.localtime(now), Counter()
    if local.weekday() >= SATURDAY or not FROM <= local.time() < UNTIL:
        return done
    day, connection = local.date(), None
    waiting = MorningMail.objects.filter(Q(sent_for=None) | Q(sent_for__lt=day), is_wanted=True)
    for mail in waiting.select_related("owner", "municipality").order_by("pk"):
        if not mail.owner.has_perm(RIGHT, mail.municipality):
            continue
        if connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError:  # smtplib's errors are such too
                logger.info("The mail server does not answer; the morning mails wait.")
                done[LATER] += 1
                break
        if _take(mail, day):
            end = _send(mail, day, connection)
            done[end] += 1
            if end not in (SENT, EMPTY):
                _close(connection)
                connection = None
    if connection is not None:
        _close(connection)
    return done


def _take(mail: MorningMail, day: date) -> bool:
    """Mark the mail in a commit of its own: whatever happens from here on, nobody gets it twice. False if another process was quicker."""
    with transaction.atomic(durable=True):
        own = MorningMail.objects.filter(pk=mail.pk, is_wanted=True, sent_for=mail.sent_for)
        return own.update(sent_for=day) == 1


def _give_back(mail: MorningMail, day: date) -> str:
    """The server did not take it for now: it is tried again at the next stroke, until noon."""
    MorningMail.objects.filter(pk=mail.pk, sent_for=day).update(sent_for=mail.sent_for)
    return LATER


def _send(mail: MorningMail, day: date, connection) -> str:
    """Write a marked mail and speak to the server; what becomes of one mail does not stop the others."""
    try:
        letter = _letter(mail, day)
    except Exception:  # a fault of ours, whatever it is
        logger.exception("A morning mail could not be written: %s", mail.pk)
        return REFUSED
    if letter is None:
        return EMPTY
    try:
        is_taken = connection.send_messages([letter]) != 0
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _answer(mail, day, error)
    except (smtplib.SMTPNotSupportedError, ValueError):
        return REFUSED  # an address that this server cannot take
    except OSError:
        return UNCERTAIN  # the line broke: it may have arrived, and twice is worse than not at all
    return SENT if is_taken else _give_back(mail, day)


def _answer(mail: MorningMail, day: date, error) -> str:
    """The server said no: for now (4xx) or for good."""
    code = next(iter(error.recipients.values()))[0] if isinstance(error, smtplib.SMTPRecipientsRefused) else error.smtp_code
    return _give_back(mail, day) if 400 <= code < 500 else REFUSED


def _close(connection) -> None:
    try:
        connection.close()
    except OSError:
        logger.info("the mail server closed first")


# --- the words ---------------------------------------------------------------------------------------------
def _subject(user, municipality, day: date, count: int) -> str:
    """How much there is, without a name: a subject stands on locked screens and in the logs of mail servers."""
    people = [user, *(absence.person for absence in covered_by(user, municipality, day))]
    rows = FollowUp.objects.visible_to(user, municipality).due(day).filter(assignee__in=people, is_theirs=False)
    found = rows.aggregate(late=Count("pk", filter=Q(due_on__lt=day)), due=Count("pk", filter=Q(due_on=day)))
    parts = []
    if found["late"]:
        parts.append(ngettext("%(count)d overdue", "%(count)d overdue", found["late"]) % {"count": found["late"]})
    if found["due"]:
        parts.append(ngettext("%(count)d due today", "%(count)d due today", found["due"]) % {"count": found["due"]})
    if not parts:
        parts.append(ngettext("%(count)d entry for today", "%(count)d entries for today", count) % {"count": count})
    return f"wf40: {', '.join(parts)}"


def _words(line: TodayLine) -> str:
    """A line of the page as lines of a mail, with the whole address."""
    url = urljoin(settings.WF40_URL, line.url) if line.url else ""
    return "\n  ".join(" ".join(str(part).split()) for part in (f"- {line.what}", line.meta, url) if part)


def _letter(mail: MorningMail, day: date) -> EmailMessage | None:
    """The mail of this day; None if there is nothing to tell."""
    user, municipality = mail.owner, mail.municipality
    groups = [panel.lines(user, municipality, day) for panel in today if panel.lines]
    count = sum(len(lines) for lines in groups)
    if not count:
        return None
    greeting = _("Good morning. This is what %(day)s brings:") % {"day": date_format(day, "l, j. F")}
    whole = _("The whole page: %(url)s") % {"url": urljoin(settings.WF40_URL, reverse("office"))}
    own_page = urljoin(settings.WF40_URL, reverse("own_calendar"))
    end = _("You ordered this mail. To switch it off: %(url)s") % {"url": own_page}
    texts = ["\n".join(_words(line) for line in lines) for lines in groups if lines]
    return EmailMessage(
        subject=_subject(user, municipality, day, count),
        body="\n\n".join([greeting, *texts, whole]) + f"\n\n-- \n{municipality.office_name}\n{end}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[user.email],
        headers={
            "Message-ID": make_msgid(f"morning.{mail.pk}", domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")),
            "Auto-Submitted": "auto-generated",
        },
    )
