"""All settings, read from the environment and the git-ignored `.env`; what differs between places is a variable.

`DEMO=1` (written to `.env` by the first `make run`) is the demonstration on this computer: SQLite under `var/`, plain
HTTP on 127.0.0.1, made-up accounts. Without it a missing SECRET_KEY, ALLOWED_HOSTS or DATABASE_URL stops the start and
is named.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cooperation import __version__

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# ENV_FILE names another file, or none when empty: the tests ignore a person's own .env.
_env_file = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
if _env_file and Path(_env_file).is_file():
    environ.Env.read_env(_env_file)

DEMO = env.bool("DEMO", default=False)
DEBUG = False  # no traceback is ever shown, not in the demonstration either

if not DEMO:
    _missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env.str(name, default="")]
    if _missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(_missing)} in the environment or in .env (see .env.example). "
            "For a demonstration on this computer run: make run"
        )

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
RELEASE = env.str("RELEASE", default=__version__)

# --- applications --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's templates
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "corsheaders",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "cooperation",
    "goals",
    "indicators",
    "reports",
]

# Redis, when an office has it; otherwise the database counts log-ins and forms, and files of this machine the API.
CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL is the address of a Redis server: redis://host:6379/0, rediss:// or unix://.")
_redis = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": CACHE_URL,
    "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},  # seconds
}
_database = {
    "BACKEND": "cooperation.cache.SharedCache",
    "LOCATION": "cooperation_cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
_files = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": env.str("API_CACHE_DIR", default=str(BASE_DIR / "var" / "cache" / "api")),
    "OPTIONS": {"MAX_ENTRIES": 1_000},
}
_shared = {"KEY_FUNCTION": "cooperation.cache.hashed_key"}  # no network address is written down
CACHES = {
    "default": {**(_redis if CACHE_URL else _database), **_shared, "KEY_PREFIX": "portal"},
    "api": {**(_redis if CACHE_URL else _files), **_shared, "KEY_PREFIX": "api"},
    # In each process: what is kept has the version of what it shows in its key, so nothing has to be deleted.
    "sheets": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sheets",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
KEEP_PAGES = env.bool("KEEP_PAGES", default=True)
TYPESET = env.bool("TYPESET", default=True)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # static files carry the headers above too
    "cooperation.web.middleware.PublicDataCorsMiddleware",  # before a refusal: scripts may read that too
    "cooperation.web.middleware.HeadMiddleware",
    "cooperation.web.middleware.CacheHeadersMiddleware",
    "cooperation.web.middleware.AddressLanguageMiddleware",
    "reports.api.middleware.ApiMiddleware",  # before a refusal: programs are told in their own form
    "cooperation.web.middleware.RefusalMiddleware",  # before a cookie is looked up in the database
    "cooperation.web.middleware.BodyLimitMiddleware",  # before anybody reads the body
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cooperation.web.middleware.LoginByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # who edits
]

ROOT_URLCONF = "cooperation.urls"
WSGI_APPLICATION = "cooperation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "cooperation.web.typography.TypesetTemplates",
        "NAME": "django",  # what packages ask for
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cooperation.web.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "cooperation.templatetags.polish"],
        },
    }
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- database ------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE, parallel writers are refused with "database is locked"; FULL survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # a new connection for each request took a third of its time
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # reading would take SQLite's write lock
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"  # a reporting year and a due date end at midnight in Warsaw
USE_THOUSAND_SEPARATOR = env.bool(
    "USE_THOUSAND_SEPARATOR", default=False
)  # on in one test run: nothing may leak into addresses

# --- static files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}

WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages

# --- evidence: files that are sent ---------------------------------------------------------------------------

EVIDENCE_DIR = env.path("EVIDENCE_DIR", default=str(BASE_DIR / "var" / "evidence"))
EVIDENCE_SCANNER = env.str("EVIDENCE_SCANNER", default="")
for _served in (STATIC_ROOT, BASE_DIR / "static"):
    if Path(EVIDENCE_DIR).resolve().is_relative_to(Path(_served).resolve()):
        raise ImproperlyConfigured("EVIDENCE_DIR lies among the static files, which everybody may read. Move it.")
UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # of one file; nginx: client_max_body_size 25m
BODY_MAX_BYTES = 25 * 1024 * 1024  # of a form with a file
FORM_MAX_BYTES = 3 * 1024 * 1024  # of every other form
DATA_UPLOAD_MAX_MEMORY_SIZE = FORM_MAX_BYTES  # without files: what the first limit lets through is read
FILE_UPLOAD_HANDLERS = [
    "cooperation.web.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "cooperation.web.uploads.DiskHandler",
]

# --- the open API --------------------------------------------------------------------------------------------------

API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=60)  # from one address; 0: not counted

# --- accounts ------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["cooperation.web.accounts.StaffBackend"]
PASSWORD_HASHERS = env.list(
    "PASSWORD_HASHERS",
    default=["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"],
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# One proxy in front is trusted for the reader's address: log-in limits count people, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = int(not DEMO and env.bool("BEHIND_PROXY", default=True))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "indicators:due"
ACCOUNT_ADAPTER = "cooperation.web.accounts.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Counted in the shared cache. The account comes first: what is refused there does not count against the address, so
# that one person's failures do not lock out the colleagues behind it.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # who gets in is not counted: a whole office may come at eight
    "login_failed": "5/5m/key,60/5m/ip",
    "reset_password": "5/m/key,20/m/ip",
    "reader_question": "10/h/ip",  # a room full of people at a workshop is less
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the portal writes to nobody whom it does not know
ACCOUNT_FORMS = {
    "login": "cooperation.forms.accounts.LogInForm",
    "reauthenticate": "cooperation.forms.accounts.ConfirmationForm",
    "reset_password": "cooperation.forms.accounts.ForgottenPasswordForm",
}
# Django's own: the library's would keep a second list of addresses, an old mailbox of a person among them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a class, no password
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # of links in invitations, too

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "cooperation.web.accounts.MessageStorage"
MESSAGE_COOKIE_NAME = "messages"
CSRF_FAILURE_VIEW = "cooperation.web.session_end.csrf_failure"
STAFF_BROWSER_COOKIE_NAME = "staff_browser"  # whose sessions the browser had (cooperation/web/staff_browser.py)

# --- mail ----------------------------------------------------------------------------------------------------

# The demonstration prints its messages. A server without EMAIL_URL sends nothing: messages wait, and the panel says so.
EMAIL_URL = env.str("EMAIL_URL", default="") or ("consolemail://" if DEMO else "")
MAIL_IS_SET_UP = bool(EMAIL_URL)
_mail = env.email_url_config(EMAIL_URL or "dummymail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_FILE_PATH = _mail["EMAIL_HOST"] or "", _mail["EMAIL_FILE_PATH"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_PORT = _mail["EMAIL_PORT"] or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer holds nobody up for long
EMAIL_USE_LOCALTIME = True
# Messages link to the portal; a command that writes them sees no request to take the address from.
_host = ALLOWED_HOSTS[0].lstrip("*.") or "localhost"
_address = f"http://127.0.0.1:{env.int('DEMO_PORT', default=8000)}" if DEMO else f"https://{_host}"
PORTAL_URL = env.str("PORTAL_URL", default=_address).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"portal@{_host}")

# --- transport and headers -----------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own style sheet holds data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Scripts of other sites may read public data without cookies: files of a programme, an indicator and a report, the
# catalogue, the feed, the API.
CORS_URLS_REGEX = (
    r"^(/en)?/("
    r"programy/[^/]+/dane/[^/]+|programy/[^/]+/sprawozdania/[^/]+/v\d+/sprawozdanie\.(json|xlsx)|"
    r"wskazniki/\d+/wartosci\.csv|dane/catalog\.jsonld|zmiany/atom\.xml|api/v1/(?!docs$).*"
    r")$"
)
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After"]

if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=True) else None
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)
    if SESSION_COOKIE_SECURE:
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
        MESSAGE_COOKIE_NAME, STAFF_BROWSER_COOKIE_NAME = "__Host-messages", "__Host-staff-browser"
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- logs ----------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "cooperation.logs.NoTracebackForClientErrors"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
