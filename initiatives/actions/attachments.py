"""Files at an actor or a person: taken in after a look at their content, described, taken away with their file."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.models import Attachment
from initiatives.models.purpose import subject_fields
from wf40.storage import file_and_row

# Who sends the same file twice within these minutes means it once, also if the form lost its key.
JUST_NOW = timedelta(minutes=10)


def add_attachment(*, user, subject, kind: str, title: str, content: bytes, content_type: str, alt_text="", credit="", form_key=None):
    """Store a file that the form has checked; returns (attachment, whether new).

    A store that takes no file leaves no row and raises `ValidationError` with words for the form.
    """
    municipality, checksum = subject.municipality, hashlib.sha256(content).hexdigest()
    if form_key:
        known = Attachment.objects.filter(municipality=municipality, form_key=form_key)
    else:
        same = subject_fields(subject) | {"sha256": checksum, "kind": kind, "title": title, "uploaded_by": user}
        known = Attachment.objects.filter(municipality=municipality, uploaded_at__gt=timezone.now() - JUST_NOW, **same)
    if found := known.first():
        return found, False
    attachment = Attachment(
        municipality=municipality,
        kind=kind,
        title=title,
        content_type=content_type,
        size=len(content),
        sha256=checksum,
        alt_text=alt_text,
        credit=credit,
        uploaded_by=user,
        form_key=form_key,
        **subject_fields(subject),
    )
    attachment.file = ContentFile(content, name="file")  # the store gives it a name of its own
    try:
        with file_and_row(attachment.file):
            attachment.save()
    except IntegrityError:
        if found := known.first():
            return found, False
        raise
    return attachment, True


@transaction.atomic
def change_attachment(*, attachment, values: dict):
    """Another title, description or credit; the file stays."""
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    changed = {name: value for name, value in values.items() if getattr(attachment, name) != value}
    for name, value in changed.items():
        setattr(attachment, name, value)
    if changed:
        attachment.save()
    return attachment


@transaction.atomic
def remove_attachment(*, attachment) -> None:
    """Take a file away; the file itself goes once the row is gone for good."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)
