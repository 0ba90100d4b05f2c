"""Files at an actor or a person: taken in after a look at their content, taken away with their file."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from initiatives.models import Attachment
from initiatives.models.purpose import subject_fields


def add_attachment(*, user, subject, kind: str, title: str, content: bytes, content_type: str, alt_text="", credit="", form_key=None):
    """Store a file that the form has checked; returns (attachment, whether new). A failing store leaves neither row nor file."""
    municipality = subject.municipality
    known = Attachment.objects.filter(municipality=municipality, form_key=form_key) if form_key else Attachment.objects.none()
    if found := known.first():
        return found, False
    attachment = Attachment(
        municipality=municipality,
        kind=kind,
        title=title,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        alt_text=alt_text,
        credit=credit,
        uploaded_by=user,
        form_key=form_key,
        **subject_fields(subject),
    )
    # The file first, under a name of its own: a row never points at a file that is not there.
    attachment.file.save("", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            attachment.save()
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        if found := known.first():
            return found, False
        raise
    return attachment, True


@transaction.atomic
def remove_attachment(*, attachment) -> None:
    """Take a file away; the file itself goes once the row is gone for good."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))
