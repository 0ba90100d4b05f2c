"""An installation in production, with its tables in a folder or database of its own, and plain Django admin beside it."""

import importlib.util
import os

os.environ["WF40_MODE"] = "production"
os.environ["WF40_HOSTS"] = "testserver,127.0.0.1"
# One for all processes of a run, as their sessions are shared; nobody else ever reaches them.
os.environ["WF40_SECRET_KEY"] = "benchmarks " * 5
os.environ["WF40_BEHIND_PROXY"] = "on"

from wf40.settings import *  # noqa: F403  all settings of the product hold, but for those below
from wf40.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES, VAR_DIR

# Collected once and used by all processes.
STATIC_ROOT = VAR_DIR.parent / "static"
ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")
if importlib.util.find_spec("import_export"):
    INSTALLED_APPS.append("import_export")
# A file that is made in the background is measured as well, so it is made at once.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
