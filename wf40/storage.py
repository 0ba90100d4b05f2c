"""The two stores: private files behind a view that asks who sees them, public ones that were published."""

import uuid

from django.core.files.storage import storages


def private_store():
    """Attachments, proofs, imports: never in reach of the web server."""
    return storages["private"]


def random_name(instance, filename: str, folder: str) -> str:
    """A name that tells nothing and cannot be guessed; what the person called the file stands in the row."""
    key = uuid.uuid4().hex
    return f"{folder}/{key[:2]}/{key}"
