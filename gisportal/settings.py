"""All settings, read from the environment in this one file. `./run` and `./test` set what is not set."""

import sys
import time
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gisportal import cluster
from gisportal.region import load_region
from gisportal.secret_key import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("GISPORTAL_VAR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("GISPORTAL_DEBUG", default=False)
ALLOWED_HOSTS = env.list("GISPORTAL_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Answers of another release are other answers. By default the moment of the start, so that no deployment can forget it.
RELEASE = env.str("GISPORTAL_RELEASE", default=str(int(time.time())))
SECRET_KEY = env.str("GISPORTAL_SECRET_KEY", default="") or secret_key(VAR_DIR)
CSRF_TRUSTED_ORIGINS = env.list("GISPORTAL_TRUSTED_ORIGINS", default=[])

REGION = load_region(env.str("GISPORTAL_REGION", default="wuerzburg"))

INSTALLED_APPS = [
    "accounts",
    "published",
    "layers",
    "observations",
    "network",
    "analysis",
    "participation",
    "texts",
    "importers",
    "tiles",
    "ogc",
    "frontend",
    "planning",
    "gisportal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
]

MIDDLEWARE = [
    "published.middleware.PublishedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "gisportal.urls"
# Paths that serve published data only; the first middleware answers them without session, CSRF or messages.
PUBLISHED_URLCONF = "gisportal.published_urls"
WSGI_APPLICATION = "gisportal.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(role: str, url_variable: str) -> dict[str, Any]:
    """Return the settings of one alias: from its URL, or the private cluster's socket and the given role."""
    if env.str("DATABASE_URL", default=""):
        database = env.db_url(url_variable, engine="django.contrib.gis.db.backends.postgis")
    else:
        database = {
            "ENGINE": "django.contrib.gis.db.backends.postgis",
            "HOST": str(cluster.socket_dir(BASE_DIR)),
            "NAME": env.str("GISPORTAL_DB_NAME", default="gisportal"),
            "USER": role,
        }
    # What the URL says (sslmode, host) stays.
    database["OPTIONS"] = database.get("OPTIONS", {}) | {
        # A generic plan for a bounding box is up to five times slower; a run-away query ends by itself. Starting
        # parallel workers takes longer than a tile does (26 ms instead of 8), and a busy server has no idle cores.
        "options": "-c plan_cache_mode=force_custom_plan"
        + (
            " -c statement_timeout=20s -c default_transaction_read_only=on -c max_parallel_workers_per_gather=0"
            if role != "gisportal"
            # Where it is not set, the history's trigger raises and catches an error for every row; undoing that walks
            # through all deferred checks of the transaction: 20,000 rows take 17 s instead of 5, and it is quadratic.
            else " -c pgtrigger.ignore={}"
        ),
    }
    if role == "gisportal_public":
        # Each thread keeps its own: to take one from a pool and make it ready is a sixth of the work for an item.
        database["CONN_MAX_AGE"] = None
    else:
        pool = {"min_size": 1, "max_size": env.int("GISPORTAL_POOL_SIZE", default=6), "timeout": 10}
        database["OPTIONS"]["pool"] = pool
    database["TEST"] = {"TEMPLATE": "template_postgis"}
    return database


DATABASES = {
    "default": _database("gisportal", "DATABASE_URL"),
    "published": _database("gisportal_public", "PUBLISHED_DATABASE_URL"),
    "staff": _database("gisportal_staff", "STAFF_DATABASE_URL"),
}
DATABASE_ROUTERS = ["gisportal.routers.PublishedRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LANGUAGE_COOKIE_NAME = "unused_the_language_is_part_of_the_path"
TIME_ZONE = REGION.timezone
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Served from where they are built: Vite hashes and compresses them, so nothing is left to collect.
WHITENOISE_USE_FINDERS = True
# Vite writes a hash into every name below build/assets/; only those may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/build/assets/.+-[\w-]{8,}\.\w+$"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# Other hosts learn nothing. Not "no-referrer": with that a browser sends `Origin: null` with a form, and every sign-in
# is refused as forged.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Behind TLS in production; the private demo on http://localhost must still be able to sign in.
HTTPS = env.bool("GISPORTAL_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# GDAL 3.6 of Debian 12 cannot block files and network by itself. No text or dict ever reaches a spatial lookup here,
# and uploads are opened in a restricted process of their own (importers), so the warning has no case to warn of.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# Node evaluates opening hours. gisportal/setup.sh puts the one that it chose beside this environment's Python.
_NODE = Path(sys.prefix) / "bin" / "node"
NODE = env.str("GISPORTAL_NODE", default=str(_NODE) if _NODE.exists() else "node")

# Reports of citizens are always in the administration; with these the office hears of them by e-mail as well.
OFFICE_EMAILS = env.list("GISPORTAL_OFFICE_EMAILS", default=[])
OFFICE_URL = env.str("GISPORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")  # where links in e-mails lead
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("GISPORTAL_FROM_EMAIL", default="portal@localhost")
vars().update(env.email_url("GISPORTAL_EMAIL_URL", default="dummymail:"))
EMAIL_TIMEOUT = 20
# How many proxies in front of the portal add the address of whoever asks to X-Forwarded-For; what is left of theirs is
# the visitor's own claim.
TRUSTED_PROXIES = env.int("GISPORTAL_PROXIES", default=0)

TILE_CACHE_DIR = VAR_DIR / "tiles"
TILE_CACHE_MAX_BYTES = env.int("GISPORTAL_TILE_CACHE_BYTES", default=1_000_000_000)
# The arrays of the street network; a host that has none fetches them from the database.
NETWORK_DIR = VAR_DIR / "network"
IMPORT_MAX_BYTES = env.int("GISPORTAL_IMPORT_MAX_BYTES", default=150_000_000)

PGHISTORY_APPEND_ONLY = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "gisportal.logs.DiscreetFormatter", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "filters": {"without_path": {"()": "gisportal.logs.WithoutPath"}},
    "handlers": {
        "nothing": {"class": "logging.NullHandler"},
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "requests": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_path"]},
    },
    "root": {"handlers": ["console"], "level": env.str("GISPORTAL_LOG_LEVEL", default="WARNING")},
    # Whole paths with their query, positions and search words must not reach a log.
    "loggers": {
        "django.request": {"handlers": ["requests"], "propagate": False},
        "django.server": {"handlers": ["requests"], "propagate": False},
        # Whoever asks under a foreign name is refused; that is no fault of ours.
        "django.security.DisallowedHost": {"handlers": ["nothing"], "propagate": False},
    },
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
