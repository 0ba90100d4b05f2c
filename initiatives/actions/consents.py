"""Consents and objections: asked for, given, withdrawn, raised, lifted; each with its times, as proof."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions.messages import placeholder, queue_message
from initiatives.choices import ConsentChannel
from initiatives.models import Consent, ConsentRequest, Contact, Message, Objection, PersonalLink, PurposeText
from initiatives.models.purpose import subject_fields

# Who presses a button twice within these minutes means it once.
JUST_NOW = timedelta(minutes=10)
# A printed link lies about: whoever finds it may have one mail a day sent to its owner, not many.
ASKED_BY_A_LINK = timedelta(days=1)


def _lock(subject):
    """One after the other for an actor or a person."""
    type(subject)._base_manager.select_for_update().get(pk=subject.pk)


def _text(purpose) -> PurposeText:
    """The version in force; a purpose whose text nobody wrote has its name as its first one."""
    return purpose.text or PurposeText.objects.create(municipality=purpose.municipality, purpose=purpose, number=1, text=purpose.label)


def write_text(*, user, purpose, text: str) -> PurposeText:
    """Put a new version of a consent's text into force; the same words again make none. Consents given keep their version."""
    with transaction.atomic():
        type(purpose).objects.select_for_update().get(pk=purpose.pk)
        current = purpose.text
        if current and current.text == text:
            return current
        number = current.number + 1 if current else 1
        return PurposeText.objects.create(municipality=purpose.municipality, purpose=purpose, number=number, text=text, written_by=user)


def change_purpose(*, user, purpose, values: dict, text: str) -> None:
    """Rename a purpose, rest it on another ground, switch it on or off, and put the new version of its text into force."""
    with transaction.atomic():
        for name, value in values.items():
            setattr(purpose, name, value)
        purpose.save(update_fields=list(values))
        write_text(user=user, purpose=purpose, text=text)


def _give(consent, *, confirmed_at, **fields) -> None:
    """A consent comes into force: one that was in force makes way, an objection to the purpose is lifted."""
    consent.confirmed_at = confirmed_at
    for name, value in fields.items():
        setattr(consent, name, value)
    own = subject_fields(consent.subject)
    Consent.objects.in_force().filter(purpose=consent.purpose, **own).exclude(pk=consent.pk).update(
        withdrawn_at=consent.came_at, withdrawn_channel=consent.channel
    )
    Objection.objects.in_force().filter(purpose=consent.purpose, **own).update(lifted_at=consent.came_at)
    consent.save()


@transaction.atomic
def request_consents(*, user, subject, purposes, email: str = "") -> ConsentRequest:
    """Ask by mail for consents, each for itself; the answer comes by a link. Raises `MessageRefused`; there is no reminder.

    What this address was asked just now is not asked again; a reader who asks for the mail by a link (no user) gets one a day.
    """
    _lock(subject)
    municipality, own, email = subject.municipality, subject_fields(subject), (email or subject.email).strip()
    fresh = timezone.now() - (JUST_NOW if user else ASKED_BY_A_LINK)
    lately = ConsentRequest.objects.filter(email=email, asked_at__gt=fresh, answered_at=None, **own)
    known = set(Consent.objects.filter(request__in=lately, confirmed_at=None, declined_at=None).values_list("purpose", flat=True))
    purposes = list(purposes)
    if purposes and known.issuperset(purpose.pk for purpose in purposes):
        return lately.first()
    purposes = [purpose for purpose in purposes if purpose.pk not in known]
    asked = {"recorded_by": user} | own
    request = ConsentRequest.objects.create(municipality=municipality, email=email, asked_by=user, **own)
    for purpose in purposes:
        # An older question to the same purpose is replaced by this one.
        Consent.objects.filter(purpose=purpose, confirmed_at=None, declined_at=None, **own).delete()
        Consent.objects.create(
            municipality=municipality,
            purpose=purpose,
            text=_text(purpose),
            request=request,
            channel=ConsentChannel.LINK,
            **asked,
        )
    greeting = subject.letter_salutation() if isinstance(subject, Contact) else _("Dear Sir or Madam")
    names = "\n".join(f"– {purpose}" for purpose in purposes)
    body = _(
        "%(greeting)s,\n\nwe ask for your consent to the following:\n\n%(names)s\n\n"
        "The full wording stands behind this link. There you decide for each point; it works for seven days:\n\n%(link)s\n\n"
        "If you do nothing, nothing changes. You can withdraw a consent at any time.\n\nKind regards\n%(office)s"
    ) % {"greeting": greeting, "names": names, "link": placeholder("consent"), "office": municipality.office_name}
    queue_message(
        purpose="service",
        subject=_("Your consent: please decide"),
        body=body,
        email=request.email,
        links={"consent": ("consent", request.pk)},
        user=user,
        **own,
    )
    return request


@transaction.atomic
def answer_request(*, request, link, given) -> list[Consent] | None:
    """The reader decided: `given` holds keys of consents; those of another request are not looked at. None if there is nothing to
    decide: it was answered before, or a newer request took its place.

    The link is used up. What was not ticked is declined.
    """
    _lock(request.subject)
    request = ConsentRequest.objects.select_for_update().get(pk=request.pk)
    asked = list(request.consents.filter(confirmed_at=None, declined_at=None).select_related("purpose", "actor", "contact"))
    if request.answered_at is not None or not asked:
        return None
    now = timezone.now()
    request.answered_at = now
    request.save()
    type(link).objects.filter(pk=link.pk).update(used_at=now)
    confirmed = []
    for consent in asked:
        if consent.pk in given:
            _give(consent, confirmed_at=now, email=request.email)
            confirmed.append(consent)
        else:
            consent.declined_at = now
            consent.save()
    return confirmed


@transaction.atomic
def record_consent(*, user, subject, purpose, channel: str, given_at, note: str = "", proof=None, email: str = "", text=None) -> Consent:
    """Note a consent that reached the office on paper, by mail or by word; the form has checked the time and asks for a note.

    `text` is the version that was signed, without it the one in force. The same entry again within minutes is one entry.
    """
    _lock(subject)
    text, own = text or _text(purpose), subject_fields(subject)
    known = Consent.objects.in_force().filter(purpose=purpose, recorded_by=user, channel=channel, text=text, note=note, **own)
    if found := known.filter(recorded_at__gt=timezone.now() - JUST_NOW).first():
        return found
    consent = Consent(
        municipality=subject.municipality,
        purpose=purpose,
        text=text,
        channel=channel,
        recorded_by=user,
        note=note,
        proof=proof,
        email=email,
        **own,
    )
    _give(consent, confirmed_at=given_at)
    return consent


@transaction.atomic
def record_confirmed(*, subject, purpose, text, confirmed_at, email: str) -> Consent | None:
    """Note a consent that somebody gave by a confirmed mail before the register had them; `text` is the version that they read.

    None, and nothing is noted, if one is in force or if they withdrew or objected since: the later word holds.
    """
    _lock(subject)
    own = {"purpose": purpose} | subject_fields(subject)
    given = Consent.objects.filter(**own).exclude(confirmed_at=None)
    if given.in_force().exists() or given.filter(withdrawn_at__gte=confirmed_at).exists():
        return None
    if Objection.objects.filter(raised_at__gte=confirmed_at, **own).exists():
        return None
    consent = Consent(municipality=subject.municipality, text=text or _text(purpose), channel=ConsentChannel.LINK, **own)
    _give(consent, confirmed_at=confirmed_at, email=email)
    return consent


@transaction.atomic
def give_by_link(*, link, purpose, subject=None) -> Consent:
    """The reader of a link that was mailed to them consents on their own page, for the person or (`subject`) for the actor of the link;
    the mailbox is the proof of the address.

    A printed link proves no address: its reader is asked by mail (`request_consents`).
    """
    if not link.email:
        raise ValueError("This link was not mailed to anybody.")
    subject = subject or link.subject
    if subject not in (link.actor, link.contact):
        raise ValueError("This link is about somebody else.")
    _lock(subject)
    if found := Consent.objects.in_force().filter(purpose=purpose, **subject_fields(subject)).first():
        return found
    consent = Consent(
        municipality=subject.municipality, purpose=purpose, text=_text(purpose), channel=ConsentChannel.LINK, **subject_fields(subject)
    )
    _give(consent, confirmed_at=timezone.now(), email=link.email)
    return consent


@transaction.atomic
def withdraw_consent(*, consent, channel: str, user=None, note: str = "") -> bool:
    """The consent ends now; False if it had ended already."""
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if not consent.is_in_force:
        return False
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_channel = timezone.now(), user, channel
    if note:
        consent.note = f"{consent.note} | {note}".strip(" |")[:500]
    consent.save()
    return True


def raise_objection(*, subject, purpose, channel: str, user=None, note: str = "") -> Objection:
    """Somebody does not want their data used for a purpose (Art. 21 GDPR); a second time changes nothing."""
    own = subject_fields(subject)
    known = Objection.objects.in_force().filter(purpose=purpose, **own)
    try:
        with transaction.atomic():
            return known.first() or Objection.objects.create(
                municipality=subject.municipality, purpose=purpose, channel=channel, recorded_by=user, note=note, **own
            )
    except IntegrityError:
        return known.get()


@transaction.atomic
def lift_objection(*, user, objection) -> bool:
    """The objection is taken back; False if it was already."""
    rows = Objection.objects.filter(pk=objection.pk, lifted_at=None)
    return bool(rows.update(lifted_at=timezone.now(), lifted_by=user))


def send_consents_link(*, user, subject, once_key: str = "") -> Message:
    """Mail an actor or a person the link to the page of their own consents. Raises `MessageRefused`."""
    greeting = subject.letter_salutation() if isinstance(subject, Contact) else _("Dear Sir or Madam")
    body = _(
        "%(greeting)s,\n\nbehind this link you see to what you consented, and you can change it. It works for 90 days:\n\n%(link)s\n\n"
        "The link is meant for you alone; please do not pass it on.\n\nKind regards\n%(office)s"
    ) % {"greeting": greeting, "link": placeholder("consents"), "office": subject.municipality.office_name}
    return queue_message(
        purpose="service",
        subject=_("Your consents"),
        body=body,
        links={"consents": ("consents", None)},
        user=user,
        once_key=once_key,
        **subject_fields(subject),
    )


@transaction.atomic
def revoke_link(*, link) -> None:
    """A personal link opens nothing from now on."""
    PersonalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def stop_purpose(*, subject, purpose) -> None:
    """The reader of a mail ends such mails: a consent is withdrawn, and where none was needed an objection is noted."""
    consent = Consent.objects.in_force().filter(purpose=purpose, **subject_fields(subject)).first()
    if consent:
        withdraw_consent(consent=consent, channel=ConsentChannel.LINK)
    if not purpose.needs_consent:
        raise_objection(subject=subject, purpose=purpose, channel=ConsentChannel.LINK)
