"""The environment of every test run, loaded by `-p tests.environment` before the settings.

Your own `.env`, DEMO or password never affects a test. A run can be configured with these variables:
TEST_DATABASE_URL, TEST_THOUSAND_SEPARATOR, TEST_KEEP_PAGES, TEST_REDIS_URL, TEST_RUN (a suffix for
database names), TEST_TEMPLATES (a directory of prepared databases that several runs share), E2E, CI.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from pathlib import Path

from cooperation.management.commands.compile_catalogue import compile_catalogues

PROJECT = Path(__file__).resolve().parent.parent


def _directory() -> Path:
    """Return the temporary directory of the run, shared by the workers of pytest-xdist and removed by their parent."""
    if "TEST_DIRECTORY" not in os.environ:
        os.environ["TEST_DIRECTORY"] = tempfile.mkdtemp(prefix="portal-test-")
        atexit.register(shutil.rmtree, os.environ["TEST_DIRECTORY"], ignore_errors=True)
    return Path(os.environ["TEST_DIRECTORY"])


DIRECTORY = _directory()
TEMPLATES = Path(os.environ.get("TEST_TEMPLATES", DIRECTORY))
RUN = os.environ.setdefault("TEST_RUN", uuid.uuid4().hex[:8])
STATIC_ROOT = DIRECTORY / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about a missing one

for _name in [name for name in os.environ if name == "DEMO" or name.startswith("DEMO_")]:
    del os.environ[_name]

os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "cooperation.settings",
        "ENV_FILE": "",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{DIRECTORY / 'portal.sqlite3'}",
        "STATIC_ROOT": str(STATIC_ROOT),
        "EVIDENCE_DIR": str(DIRECTORY / "evidence"),
        "EVIDENCE_SCANNER": "",
        "API_REQUESTS_A_MINUTE": "0",  # its own tests count: all others come from one address
        "CACHE_DIR": str(DIRECTORY / f"cache-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"),
        "API_CACHE_DIR": str(DIRECTORY / "api-cache"),
        "CACHE_URL": "",
        # Plain names: the live server does not know hashed ones.
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "PASSWORD_HASHERS": "django.contrib.auth.hashers.MD5PasswordHasher",  # fast on purpose
        "SECURE_SSL_REDIRECT": "0",
        "SECURE_COOKIES": "0",  # the live server speaks plain HTTP
        "USE_THOUSAND_SEPARATOR": os.environ.get("TEST_THOUSAND_SEPARATOR", "0"),
        "SECOND_FACTOR": "none",  # its own tests require it
        "EMAIL_URL": "",
        "PORTAL_URL": "https://portal.example.org",
        "DEFAULT_FROM_EMAIL": "portal@example.org",
        "LOG_LEVEL": "ERROR",
        "RELEASE": "test",
        "KEEP_PAGES": os.environ.get("TEST_KEEP_PAGES", "0"),  # in one run 1: a kept page must be like a drawn one
        "TYPESET": "0",  # tests compare words; no-break spaces are looked for in tests of their own
    }
)

compile_catalogues(PROJECT / "locale")
