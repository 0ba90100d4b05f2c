"""What somebody types is kept until it is saved: by its owner alone, one row per form, not for ever."""

import json
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import Channel, DraftKind
from initiatives.models import Consultation, Draft

TEXT_AT_MOST = 20_000
# What else stands in the form: ticks, days, keys; more is no form of ours.
FIELDS_AT_MOST = 40_000
DRAFTS_AT_MOST = 50
DAYS_KEPT = 90


class DraftRefused(Exception):
    """This cannot be kept; the sentence says why, in words for the person who types."""


def keep_draft(*, user, municipality, form_key, kind, text: str, fields: dict) -> Draft | None:
    """Keep what stands in a form now, in place of what stood in it before; returns the draft.

    None if nothing is typed, or if the form was saved meanwhile: then there is no draft afterwards. Raises `DraftRefused` for a form of
    somebody else and for what is too long; what was kept before stays. The oldest drafts of a person beyond 50 go.
    """
    text = text.replace("\x00", "")
    if len(text) > TEXT_AT_MOST or len(json.dumps(fields)) > FIELDS_AT_MOST:
        raise DraftRefused(_("The text is longer than 20,000 characters."))
    try:
        return _keep(user, municipality, form_key, kind, text, _clean(fields))
    except IntegrityError:  # the same form sent it a moment ago
        return _keep(user, municipality, form_key, kind, text, _clean(fields))


def _clean(fields: dict) -> dict:
    return {name.replace("\x00", ""): [value.replace("\x00", "") for value in values] for name, values in fields.items()}


@transaction.atomic
def _keep(user, municipality, form_key, kind, text, fields):
    draft = Draft.objects.select_for_update().filter(municipality=municipality, form_key=form_key).first()
    if draft and draft.owner_id != user.pk:
        raise DraftRefused(_("This form belongs to somebody else. Please open it again."))
    # A request that was still on its way when the form was saved must not bring the draft back.
    is_saved = Consultation.objects.filter(municipality=municipality, form_key=form_key).exists()
    if is_saved or not (text.strip() or kind == DraftKind.FORM):
        if draft:
            draft.delete()
        return None
    draft = draft or Draft(municipality=municipality, owner=user, form_key=form_key)
    draft.kind, draft.text, draft.fields, draft.changed_at = kind, text, fields, timezone.now()
    draft.save()
    mine = Draft.objects.filter(municipality=municipality, owner=user)
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[DRAFTS_AT_MOST:])).delete()
    return draft


def keep_mail_draft(*, user, municipality, actor=None, contact=None) -> Draft:
    """A mail is being written to an actor or a person: the talk is kept as a draft, one a day as long as nobody has gone on with it."""
    name = str(contact or actor)
    about = f"{municipality.pk}/{user.pk}/{actor.pk if actor else 0}/{contact.pk if contact else 0}/{timezone.localdate()}"
    form_key = uuid.uuid5(uuid.NAMESPACE_OID, f"wf40/mail/{about}")
    if draft := Draft.objects.filter(municipality=municipality, owner=user, form_key=form_key).first():
        return draft
    if Consultation.objects.filter(municipality=municipality, form_key=form_key).exists():
        form_key = uuid.uuid4()  # the second mail of the day
    fields = {"channel": [Channel.EMAIL.value], "held_on": [timezone.localdate().strftime("%d.%m.%Y")]}
    fields |= {"actors": [str(actor.pk)]} if actor else {}
    fields |= {"contacts": [str(contact.pk)]} if contact else {}
    text = _("E-mail to %(name)s") % {"name": name}
    return keep_draft(user=user, municipality=municipality, form_key=form_key, kind=DraftKind.NOTE, text=text, fields=fields)


def discard_draft(*, user, municipality, form_key) -> bool:
    """Throw a draft of one's own away; whether there was one."""
    _count, kinds = Draft.objects.filter(municipality=municipality, owner=user, form_key=form_key).delete()
    return bool(kinds)


def drop_old_drafts(now) -> int:
    """Throw away the drafts that nobody has touched for 90 days; returns how many."""
    _count, kinds = Draft.objects.filter(changed_at__lt=now - timedelta(days=DAYS_KEPT)).delete()
    return kinds.get("initiatives.Draft", 0)
