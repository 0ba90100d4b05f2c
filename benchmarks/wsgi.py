"""What gunicorn serves under load: the register, the bare view without middleware, plain admin with Django's own middleware."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

DJANGOS_OWN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "benchmarks.floors.NoCity",
]

ours = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    bare = get_wsgi_application()
with override_settings(MIDDLEWARE=DJANGOS_OWN):
    admin = get_wsgi_application()
