"""The two stores: private files behind a view that asks who sees them, public ones that were published."""

import contextlib
import uuid

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _


class Folder(FileSystemStorage):
    """A folder of this machine that keeps no half of a file when the disk is full."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            with contextlib.suppress(OSError):
                self.delete(name)
            raise


class PrivateFolder(Folder):
    """A folder whose files have no address: they are reached through a view alone."""

    def url(self, name):
        """A link that would lead past the view is a mistake in our code."""
        raise ValueError("A private file has no address; link to the view that asks who sees it.")


def private_store():
    """Attachments, proofs, imports: never in reach of the web server."""
    return storages["private"]


def public_store():
    """What was published: pictures that were stored anew."""
    return storages["public"]


@contextlib.contextmanager
def file_and_row(file):
    """Around the saving of a row with a new file (`with file_and_row(attachment.file): attachment.save()`): both are stored or neither.

    Raises `ValidationError`, with words for the form, when the store takes no file (the disk is full). It is an action's last
    step: what fails later in the same transaction would take the row back and leave the file.
    """
    before = file.name if file._committed else None
    try:
        with transaction.atomic():
            yield
    except BaseException as error:
        if file._committed and file.name and file.name != before:
            with contextlib.suppress(OSError):
                file.storage.delete(file.name)
        if isinstance(error, OSError):
            message = _(
                "The file could not be stored, and nothing was saved. Please try again later or tell the people who run the installation."
            )
            raise ValidationError(message, code="not_stored") from error
        raise


def random_name(instance, filename: str, folder: str) -> str:
    """A name that tells nothing and cannot be guessed; what the person called the file stands in the row."""
    key = uuid.uuid4().hex
    return f"{folder}/{key[:2]}/{key}"
