"""All settings of an installation. What varies comes from the environment and is listed in docs/configuration.md."""

import os
import shlex
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from wf40.headers import static_headers
from wf40.modes import Mode, demo_secret, refuse_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- mode --------------------------------------------------------------------------------------------------
MODE = Mode(env.str("WF40_MODE", "production"))
IS_DEMO = MODE is Mode.DEMO
IS_PRODUCTION = MODE is Mode.PRODUCTION
VAR_DIR = Path(env.str("WF40_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("WF40_DEBUG", False)
SECRET_KEY = env.str("WF40_SECRET_KEY", "")
ALLOWED_HOSTS = env.list("WF40_HOSTS", default=[])
# The address under which people reach the installation; links in mails start with it.
WF40_URL = env.str("WF40_URL", "")
if IS_DEMO:
    SECRET_KEY = SECRET_KEY or demo_secret(VAR_DIR)
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    WF40_URL = WF40_URL or f"http://localhost:{env.int('PORT', 8000)}"
elif not WF40_URL and ALLOWED_HOSTS:
    WF40_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
CSRF_TRUSTED_ORIGINS = env.list("WF40_TRUSTED_ORIGINS", default=[])
refuse_unsafe(mode=MODE, debug=DEBUG, secret=SECRET_KEY, hosts=ALLOWED_HOSTS)

# --- what the system is made of ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "wf40.apps.PlatformConfig",
    "municipalities",
    "initiatives",
    "network",
    "desk",
    "portal",
    "wf40.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "crispy_forms",
    "simple_history",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wf40.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wf40.sessions.SessionLimitsMiddleware",
    "wf40.scoping.MunicipalityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wf40.sessions.KeptInputMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "municipalities.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "wf40.input.CleanInputMiddleware",
]

ROOT_URLCONF = "wf40.urls"
WSGI_APPLICATION = "wf40.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wf40.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("kern",)
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False

# --- database ----------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The address may bring options of its own (sslmode).
    DATABASES["default"].setdefault("OPTIONS", {})
    # Files are read through a cursor, and to their end; by itself PostgreSQL would plan for their first rows.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c cursor_tuple_fraction=1.0")
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": env.int("WF40_DATABASE_POOL", 4), "timeout": 10}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "wf40.sqlite3",
            "OPTIONS": {
                # Writers queue instead of failing at the end of a transaction that began with a read.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- state shared by all processes: nothing in memory ------------------------------------------------------
# The library's 300 would let tries from many addresses push the counters of guesses out.
CACHE_OPTIONS = {"MAX_ENTRIES": 100_000}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wf40_cache", "OPTIONS": CACHE_OPTIONS}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "municipalities.User"
AUTHENTICATION_BACKENDS = ["municipalities.backends.SignInBackend", "municipalities.backends.MembershipBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# How long a link holds with which an invited person sets the first password, and how long one that somebody asked for.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
LOST_PASSWORD_TIMEOUT = 3 * 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "office"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "municipalities.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "municipalities.accounts.SignInForm", "reset_password": "municipalities.accounts.ResetPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/5m/ip,5/5m/key",
    "reset_password": "20/h/ip,3/h/key",
    "change_password": "5/m/user",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "municipalities.password_links.PasswordLinks"  # noqa: S105  a path
# Who must have a second factor: roles in an office, and "technician".
WF40_SECOND_FACTOR = env.list("WF40_SECOND_FACTOR", default=[] if IS_DEMO else ["manager", "technician"])
MFA_ADAPTER = "municipalities.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "municipalities.second_factor.CodeForm",
    "reauthenticate": "municipalities.second_factor.CodeAgainForm",
    "activate_totp": "municipalities.second_factor.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "wf40"
# The code before and the one after count as well: clocks differ, and typing takes time.
MFA_TOTP_TOLERANCE = 1
# Behind a proxy the address of the caller stands in this header; empty: the connection's own address counts.
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = env.str("WF40_CLIENT_IP_HEADER", "") or None

# --- language ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["wf40.formats"]

# --- files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Reached only through a view that asks who sees the file; any of Django's storages may stand here.
    "private": {
        "BACKEND": "wf40.storage.PrivateFolder",
        "OPTIONS": {"location": VAR_DIR / "media" / "private", "file_permissions_mode": 0o640},
    },
    # Pictures that were published and stored anew; a view gives them out as well.
    "public": {
        "BACKEND": "wf40.storage.Folder",
        "OPTIONS": {"location": VAR_DIR / "media" / "public", "file_permissions_mode": 0o640},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# The city's virus scanner: a command that is given the path of a file and ends with 0 if it is clean. Empty: there is none.
WF40_SCAN_COMMAND = shlex.split(env.str("WF40_SCAN_COMMAND", ""))

# --- mail --------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("WF40_MAIL_FROM", "wf40@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
if IS_DEMO:
    # Nothing leaves the machine: /testpost/ shows what would have been sent.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for key, value in env.email_url("WF40_MAIL_URL", "smtp://localhost:25").items():
        if key != "EMAIL_FILE_PATH":
            globals()[key] = value

# Nobody gets more than one automatic mail within these days; what falls together goes into one.
WF40_DAYS_BETWEEN_AUTOMATIC_MAILS = env.int("WF40_DAYS_BETWEEN_AUTOMATIC_MAILS", 14)

# --- walls -------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wf40.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
if IS_PRODUCTION:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    if env.bool("WF40_BEHIND_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- history -----------------------------------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

# --- log ---------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Sign-ins and refusals are always written down; only their own lines, so that a quiet log stays quiet.
    "loggers": {"wf40.security": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": env.str("WF40_LOG_LEVEL", "WARNING")},
}

# --- limits of a list --------------------------------------------------------------------------------------
LIST_PAGE_SIZES = (25, 50, 100)
LIST_PAGE_SIZE = 50
# A file with more rows is made in the background.
EXPORT_AT_ONCE = 10_000

os.umask(0o027)
