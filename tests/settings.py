"""The demo's settings, quick and leaving nothing behind: every test process has its own folder for files and database."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("WF40_MODE", "demo")
# Always a new one: no test may touch what lies in somebody's var/.
os.environ["WF40_VAR"] = tempfile.mkdtemp(prefix="wf40-test-")

from wf40.settings import *  # noqa: F403  all settings of the product hold, but for those below
from wf40.settings import DATABASE_URL, DATABASES, STORAGES, VAR_DIR

MAKER = os.getpid()


@atexit.register
def remove_folder():
    if os.getpid() == MAKER:  # a forked child also runs what was registered here
        shutil.rmtree(VAR_DIR, ignore_errors=True)


if not DATABASE_URL:
    # A file, not memory: the browser's requests come from other threads than the test.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # Nothing has to survive a power cut here.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files straight from their sources, through the same middleware and so with the same headers.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
