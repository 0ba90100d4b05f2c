"""The two modes of an installation: `production`, which refuses to start unsafely, and `demo`, which stays on this machine."""

import enum
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Mode(enum.Enum):
    """How an installation runs."""

    PRODUCTION = "production"
    DEMO = "demo"


def demo_secret(var: Path) -> str:
    """The demo's own secret, made once and readable by its owner alone."""
    path = var / "demo-secret"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # web and worker start together
            return demo_secret(var)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def refuse_unsafe(*, mode: Mode, debug: bool, secret: str, hosts: list[str]) -> None:
    """Stop a production start with the one reason that has to be mended first."""
    if mode is Mode.DEMO:
        if any(host.strip("[]") not in {"localhost", "127.0.0.1", "::1"} for host in hosts):
            raise ImproperlyConfigured("The demo answers on this machine only: WF40_HOSTS may name localhost, nothing else.")
        return
    if debug:
        raise ImproperlyConfigured("WF40_DEBUG must be off in production: error pages would show data.")
    if len(secret) < 50 or "insecure" in secret or len(set(secret)) < 5:
        raise ImproperlyConfigured("WF40_SECRET_KEY is missing or weak: set at least 50 random characters.")
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured("WF40_HOSTS is missing or '*': name the hosts under which the installation is reached.")
