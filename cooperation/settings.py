"""All settings; values that differ between installations are read from the environment and the git-ignored `.env`.

`DEMO=1` (written to `.env` by the first `make run`) is the demonstration on this computer: SQLite under `var/`, plain
HTTP on 127.0.0.1, demonstration accounts. Without it the portal does not start if SECRET_KEY, ALLOWED_HOSTS or
DATABASE_URL is missing.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cooperation import __version__, logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# ENV_FILE names another file, or none when empty: the tests do not read your own .env.
_env_file = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
if _env_file and Path(_env_file).is_file():
    environ.Env.read_env(_env_file)

DEMO = env.bool("DEMO", default=False)
DEBUG = False  # tracebacks are not shown, in the demonstration either

if not DEMO:
    _missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env.str(name, default="")]
    if _missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(_missing)} in the environment or in .env (see .env.example). "
            "For a demonstration on this computer run: make run"
        )

SECRET_KEY = env.str("SECRET_KEY")
# Former keys, which still read sessions, links and secrets of second factors until these are written with the new one.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", cast=str.strip, default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", cast=str.strip, default=["127.0.0.1", "localhost"])
if not DEMO and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS names the portal's hosts: with * anybody could forge links in messages.")
_host = ALLOWED_HOSTS[0].lstrip("*.") or "localhost"  # the public name, of which addresses are made
# Monitoring on this machine asks without the public name. Requests from outside have it: the proxy refuses others.
ALLOWED_HOSTS += [name for name in ("127.0.0.1", "localhost", "[::1]") if name not in ALLOWED_HOSTS]
if not DEMO and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters or repeats a few: see .env.example.")
RELEASE = env.str("RELEASE", default=__version__)
# prometheus_client reads this variable itself: the folder in which all processes count requests for /metrics.
METRICS = bool(env.str("PROMETHEUS_MULTIPROC_DIR", default=""))

# --- applications --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # used by templates of allauth
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
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

CACHE_DIR = Path(env.str("CACHE_DIR", default=str(BASE_DIR / "var" / "cache")))
# Redis if it is configured; otherwise log-ins and forms are counted in the database, requests to the API in files.
CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL is the address of a Redis server: redis://host:6379/0, rediss:// or unix://.")
_redis = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": CACHE_URL,
    "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},  # seconds
}
_entries = {"MAX_ENTRIES": 100_000}
_database = {"BACKEND": "cooperation.cache.SharedCache", "LOCATION": "cooperation_cache", "OPTIONS": _entries}
_files = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": env.str("API_CACHE_DIR", default=str(CACHE_DIR / "api")),
    "OPTIONS": {"MAX_ENTRIES": 1_000},
}
_documents = {"BACKEND": "cooperation.cache.DocumentCache", "OPTIONS": {"MAX_ENTRIES": 1_000}}
_memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
_shared = {"KEY_FUNCTION": "cooperation.cache.hashed_key"}  # keys are hashed, because they contain network addresses
CACHES = {
    "default": {**(_redis if CACHE_URL else _database), **_shared, "KEY_PREFIX": "portal"},
    "api": {**(_redis if CACHE_URL else _files), **_shared, "KEY_PREFIX": "api"},
    # Keys of these two contain the version of the content, so entries need not be deleted.
    "sheets": {**_documents, "LOCATION": str(CACHE_DIR / "sheets"), "TIMEOUT": 24 * 60 * 60},
    "pages": {**_memory, "LOCATION": "pages", "TIMEOUT": 60 * 60, "OPTIONS": {"MAX_ENTRIES": 500}},  # in each process
}
KEEP_PAGES = env.bool("KEEP_PAGES", default=True)
TYPESET = env.bool("TYPESET", default=True)

MIDDLEWARE = [
    "cooperation.web.request_ids.RequestIdMiddleware",  # first: whatever is logged later has the number
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # after the headers above, which static files need, too
    "cooperation.web.middleware.PublicDataCorsMiddleware",  # before the refusals, which scripts may read, too
    "cooperation.web.middleware.HeadMiddleware",
    "cooperation.web.middleware.CacheHeadersMiddleware",
    "cooperation.web.middleware.AddressLanguageMiddleware",
    "reports.api.problems.ApiMiddleware",  # before the refusals, which the API answers as problem+json
    "cooperation.web.middleware.RefusalMiddleware",  # before the session is loaded
    "cooperation.web.middleware.BodyLimitMiddleware",  # before the body is read
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cooperation.web.middleware.LoginByDefaultMiddleware",
    "cooperation.web.second_factor.SecondFactorMiddleware",  # after the log-in is required
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # stores the user of an edit
]
if METRICS:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "cooperation.urls"
WSGI_APPLICATION = "cooperation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "cooperation.web.typography.TypesetTemplates",
        "NAME": "django",  # packages look it up by this name
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
    # Without IMMEDIATE, concurrent writers fail with "database is locked". FULL prevents data loss in a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # opening a connection took a third of the time of a request
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # otherwise reads would wait for SQLite's write lock
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"  # reporting years and due dates end at midnight in Warsaw
# On in one test run, which checks that numbers in addresses have no separators.
USE_THOUSAND_SEPARATOR = env.bool("USE_THOUSAND_SEPARATOR", default=False)

# --- static files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_PARTS = BASE_DIR / "assets"  # site.css, site.js and panel.js, written in parts
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cooperation.web.joined_files.JoinedFilesFinder",
]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "staticfiles"))
_static_storage = env.str("STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites must not use our files

# --- evidence: uploaded files ---------------------------------------------------------------------------

EVIDENCE_DIR = env.path("EVIDENCE_DIR", default=str(BASE_DIR / "var" / "evidence"))
BACKUP_RECIPIENT, BACKUP_DIR = env.str("BACKUP_RECIPIENT", default=""), env.str("BACKUP_DIR", default="")
EVIDENCE_SCANNER = env.str("EVIDENCE_SCANNER", default="")
for _served in (STATIC_ROOT, BASE_DIR / "static"):
    if Path(EVIDENCE_DIR).resolve().is_relative_to(Path(_served).resolve()):
        raise ImproperlyConfigured("EVIDENCE_DIR lies among the static files, which everybody may read. Move it.")
UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # of a file; nginx: client_max_body_size must be more than BODY_MAX_BYTES
BODY_MAX_BYTES = 25 * 1024 * 1024  # of a form with a file
FORM_MAX_BYTES = 3 * 1024 * 1024  # of every other form
DATA_UPLOAD_MAX_MEMORY_SIZE = FORM_MAX_BYTES  # without files; the same limit as BodyLimitMiddleware
FILE_UPLOAD_HANDLERS = [
    "cooperation.web.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "cooperation.web.uploads.DiskHandler",
]

# --- the open API --------------------------------------------------------------------------------------------------

API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=60)  # from one address; 0: no limit

# --- accounts ------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["cooperation.web.accounts.StaffBackend"]
PASSWORD_HASHERS = env.list(
    "PASSWORD_HASHERS",
    str.strip,
    ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"],
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cooperation.services.passwords.SimilarityValidator"},
    {"NAME": "cooperation.services.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cooperation.services.passwords.RepetitionValidator"},
    {"NAME": "cooperation.services.passwords.ContextValidator"},
]
# One proxy is trusted to pass on the client's address, by which attempts are counted.
ALLAUTH_TRUSTED_PROXY_COUNT = int(not DEMO and env.bool("BEHIND_PROXY", default=True))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:dashboard"
IS_OFFICE_SET_UP = "indicators.queries.office_setup.is_office_set_up"  # administrators see the checklist until then
ACCOUNT_ADAPTER = "cooperation.web.accounts.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
READER_QUESTIONS_A_DAY = 3  # from one e-mail address in one network
# Counted in the shared cache. The key is counted first: attempts refused there do not count for the address, so that
# one person's failures do not lock out colleagues with the same address. See cooperation/web/log_in_limits.py.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("login", "login_failed", "reset_password", "reset_password_from_key")),  # allauth's: by network
    "login_failed_network": "5/5m/key,60/5m/ip",  # key: account and network
    "login_failed_account": "20/h/key",  # key: account
    **dict.fromkeys(("login_failed_known_browser", "second_factor_known_browser"), "5/5m/key"),  # by browser
    **dict.fromkeys(("second_factor", "second_factor_confirmation"), "5/5m/key"),  # key: account
    "password_letter": "20/m/ip",  # letters to one mailbox: cooperation/services/letter_requests.py
    "password_letter_known_browser": "5/m/key",  # key: account and browser
    "reader_question": "10/h/ip",  # enough for the participants of a workshop
    "reader_question_address": f"{READER_QUESTIONS_A_DAY}/d/key",  # key: e-mail address and network
    "request_login_code": "3/15m/key,20/m/ip",  # key: account and network; 3 codes, 3 attempts each
    "request_login_code_known_browser": "3/15m/key",  # key: account and browser
    "request_login_code_account": "10/h/key",  # key: account
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no message is sent to unknown addresses
ACCOUNT_FORMS = {
    "login": "cooperation.forms.accounts.LogInForm",
    "request_login_code": "cooperation.forms.accounts.LogInCodeForm",
    "reauthenticate": "cooperation.forms.accounts.ConfirmationForm",
    "reset_password": "cooperation.forms.accounts.ForgottenPasswordForm",
    "reset_password_from_key": "cooperation.forms.accounts.NewPasswordForm",
    "change_password": "cooperation.forms.accounts.PasswordChangeForm",
}
# Django's generator: allauth's depends on its own table of addresses, which may contain outdated ones.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "cooperation.services.passwords.LinkTokenGenerator"  # noqa: S105  # a class, no password
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # of links in invitations and messages

# Log-in by a code sent by e-mail, for people who come once a year.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; messages may be slow

# Log-in with the account of the office (OpenID Connect).
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME, OIDC_TRUST_EMAIL = env.str("OIDC_NAME", default=""), env.bool("OIDC_TRUST_EMAIL", default=False)
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_ISSUER.startswith(("https://", "http://localhost:"))):
    raise ImproperlyConfigured("OIDC_ISSUER begins with https:// and needs OIDC_CLIENT_ID.")
SOCIALACCOUNT_ADAPTER = "cooperation.web.openid_connect.OfficeSocialAdapter"

# The second factor. Whoever must have one and has none reaches nothing else until it is set up.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="none" if DEMO else "coordinators")
if SECOND_FACTOR not in ("none", "coordinators", "staff"):
    raise ImproperlyConfigured("SECOND_FACTOR is one of: none, coordinators, staff.")
MFA_ADAPTER = "cooperation.web.second_factor.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # codes of the previous and the next half-minute are accepted, each once
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a whole office may log in at the same time

SESSION_ENGINE = "cooperation.web.sessions"
SESSION_COOKIE_AGE = 30 * 60  # without a request
SESSION_MAX_SECONDS = 12 * 60 * 60  # since the log-in
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE, MESSAGE_COOKIE_NAME = "cooperation.web.accounts.MessageStorage", "messages"
CSRF_FAILURE_VIEW = "cooperation.web.session_end.csrf_failure"
STAFF_BROWSER_COOKIE_NAME, STAFF_BROWSER_COOKIE_AGE = "staff_browser", 180 * 24 * 60 * 60  # see web/staff_browser.py
LOG_DAYS, BACKUP_DAYS = env.int("LOG_DAYS", default=750), env.int("BACKUP_DAYS", default=30)  # for /prywatnosc/

# --- mail ----------------------------------------------------------------------------------------------------

# The demonstration prints its messages. A server without EMAIL_URL stores them, and the panel shows a notice.
EMAIL_URL = env.str("EMAIL_URL", default="") or ("consolemail://" if DEMO else "")
MAIL_IS_SET_UP = bool(EMAIL_URL)
_mail = env.email_url_config(EMAIL_URL or "dummymail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_FILE_PATH = _mail["EMAIL_HOST"] or "", _mail["EMAIL_FILE_PATH"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_PORT = _mail["EMAIL_PORT"] or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
EMAIL_TIMEOUT = 10  # seconds
EMAIL_USE_LOCALTIME = True
# For links in messages: commands that send them have no request from which to build an address.
_address = f"http://127.0.0.1:{env.int('DEMO_PORT', default=8000)}" if DEMO else f"https://{_host}"
HISTORY_ANCHOR_EMAIL = env.str("HISTORY_ANCHOR_EMAIL", default="")  # receives the head of the history every day
PORTAL_URL = env.str("PORTAL_URL", default=_address).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"portal@{_host}")

# --- terms of personal data ----------------------------------------------------------------------------------

RETENTION = ["cooperation.services.retention.RULES", "indicators.services.retention.RULES"]  # `manage.py retention`
# The register of personal fields; `/prywatnosc/` is generated from it.
PERSONAL_DATA = ["cooperation.services.personal_data.register.ENTRIES", "indicators.services.personal_data.ENTRIES"]
MAIL_LOG_DAYS = env.int("MAIL_LOG_DAYS", default=365)  # after sending; keys of letters are needed for 14 days
if MAIL_LOG_DAYS < 30:
    raise ImproperlyConfigured("MAIL_LOG_DAYS is at least 30: otherwise reminders would be sent twice.")

# --- transport and headers -----------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_devices = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone payment usb"
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in _devices.split()}
_forbidden = {name: [NONE] for name in ("default-src", "base-uri", "frame-ancestors", "object-src")}
_own_only = {name: [SELF] for name in ("script-src", "style-src", "font-src", "connect-src", "form-action")}
_pictures = {"img-src": [SELF, "data:"]}  # Bootstrap's style sheet contains data: images
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _forbidden | _own_only | _pictures}

# Scripts of other sites may read public data without cookies: files of a programme, an indicator and a report, the
# catalogue, the feeds, the API.
CORS_URLS_REGEX = (
    r"^(/en)?/("
    r"programy/[^/]+/dane/[^/]+|programy/[^/]+/sprawozdania/[^/]+/v\d+/sprawozdanie\.(json|xlsx)|"
    r"wskazniki/\d+/(wartosci\.csv|atom\.xml)|programy/[^/]+/(zmiany|cele/\d+)/atom\.xml|"
    r"dane/catalog\.jsonld|zmiany/atom\.xml|api/v1/(?!docs$).*"
    r")$"
)
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After"]

if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked on this machine, past the proxy
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=True) else None
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)
    if SESSION_COOKIE_SECURE:
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
        MESSAGE_COOKIE_NAME, STAFF_BROWSER_COOKIE_NAME = "__Host-messages", "__Host-staff-browser"
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", cast=str.strip, default=[])

# --- logs ----------------------------------------------------------------------------------------------------

LOGGING = logs.configuration(
    formatter=env.str("LOG_FORMAT", default="line" if DEMO else "json"),
    level=env.str("LOG_LEVEL", default="WARNING"),
    security_level="WARNING" if DEMO else "INFO",  # log-ins, refusals, changes of roles: always logged on a server
)
