"""The Debian that `make deploy-check` has installed and started; without it nothing here is collected."""

import gzip
import json
import os
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

if "DEPLOY_CHECK" not in os.environ:
    collect_ignore_glob = ["test_*.py"]

FOLDER = Path(os.environ.get("DEPLOY_CHECK", "/nonexistent"))
MACHINE = FOLDER / "machine"
HOST = os.environ.get("DEPLOY_HOST", "")
OFFICE = "torun"
SECOND, SECOND_HOST = "kujawsko-pomorskie", "monitoring.region.example.org"
ENVIRONMENT = [
    "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG=C.UTF-8",
    "PIP_NO_INDEX=1",
    "PIP_FIND_LINKS=/wheels",
]
ADMINISTRATOR = "administrator@example.org"
PASSWORD = "Zielona-Kaczka-Plywa-7"
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)


def attempt(*command: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a command inside, as root."""
    enter = ["nsenter", "-t", os.environ["DEPLOY_LEADER"], "-a", "env", "-i", *ENVIRONMENT]
    return subprocess.run([*enter, *command], input=stdin, capture_output=True, text=True, check=False)


def run(*command: str, stdin: str | None = None) -> str:
    """Run a command inside, as root, and return its output; fail if it does."""
    done = attempt(*command, stdin=stdin)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def query(statement: str, *, as_user: str = f"portal-{OFFICE}", database: str = f"portal-{OFFICE}") -> str:
    command = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname", database, "--command", statement]
    done = attempt("runuser", "-u", as_user, "--", *command)
    return (done.stdout + done.stderr).strip()


def measured(goal: str, what: str, value: object, wanted: str) -> None:
    """Add a row to the table that `make deploy-check` prints and writes (docs/reliability-installed.md)."""
    with (FOLDER / "measured.txt").open("a", encoding="utf-8") as file:
        file.write(f"| {goal} | {what} | {wanted} | {value} |\n")


def settings_of(office: str = OFFICE) -> dict[str, str]:
    lines = (MACHINE / "etc/portal" / f"{office}.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """`content`: the body as sent, perhaps compressed."""

    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        is_compressed = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.content) if is_compressed else self.content).decode("utf-8", "replace")


SendRequest = Callable[..., ReceivedResponse]


@pytest.fixture(scope="session")
def send() -> SendRequest:
    """Return a function that sends a request through nginx and checks the certificate."""
    context = ssl.create_default_context(cafile=str(MACHINE / "etc/portal/tls" / OFFICE / "fullchain.pem"))

    def send_request(method: str, path: str, body: bytes | None = None, **headers: str) -> ReceivedResponse:
        connection = HTTPSConnection("127.0.0.1", context=context, timeout=120)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", 443), 120), server_hostname=HOST)
        names = {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        response = connection.getresponse()
        answer = ReceivedResponse(response.status, response.headers, response.read())
        connection.close()
        return answer

    return send_request


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
        )
        yield chromium
        chromium.close()


OpenPage = Callable[[], Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a page with cookies of its own; errors in a console fail the test."""
    contexts = []
    errors: list[str] = []

    def new_page() -> Page:
        context = browser.new_context(ignore_https_errors=True, base_url=f"https://{HOST}", locale="pl-PL")
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        return opened

    yield new_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page that trusts the self-made certificate."""
    return open_page()


SEED = """
from datetime import date
from django.contrib.auth.models import Group, User
from cooperation.models import Unit, UnitMember
from indicators.models import Indicator
unit = Unit.objects.create(name="Biuro Współpracy")
indicator = Indicator.objects.get()
indicator.unit = unit
indicator.save()
for name, role in (("urzednik", "officer"), ("koordynator", "coordinator")):
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=role))
UnitMember.objects.create(unit=unit, user=User.objects.get(username="urzednik"), since=date(2020, 1, 1))
print(indicator.pk)
"""


@pytest.fixture(scope="session")
def indicator_id() -> int:
    """Load the real programme and two people on the installed portal; return the number of its indicator."""
    run("portal", OFFICE, "load_programme", "data/programme-2021-2025.txt")
    return int(shell(f"PASSWORD = {PASSWORD!r}\n{SEED}"))


SEED_SECOND = """
import json
from datetime import date
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from cooperation.models import Unit, UnitMember
from cooperation.services.sealing import seal
from cooperation.web.sessions import SessionStore
from indicators.models import Indicator, Measurement
def session_of(name, role):
    user, _new = User.objects.get_or_create(username=name, defaults={"first_name": name, "last_name": f"{name}owska"})
    user.groups.add(Group.objects.get(name=role))
    if role == "coordinator":
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": seal("x")}})
    else:
        for unit in Unit.objects.filter(is_example=True):
            UnitMember.objects.get_or_create(unit=unit, user=user, since=date(2020, 1, 1))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
measurements = Measurement.objects.order_by("pk").values_list("indicator_id", "period_code")
print(json.dumps({
    "officers": {f"{name}owska": session_of(name, "officer") for name in ("Brzoz", "Dąbr", "Jawor", "Kasztan")},
    "coordinators": {f"{name}owska": session_of(name, "coordinator") for name in ("Lip", "Modrzewi")},
    "figures": [f"/panel/wskazniki/{number}/pomiary/{period}/" for number, period in measurements],
    "indicators": list(Indicator.objects.order_by("pk").values_list("pk", flat=True)),
}))
"""


@dataclass(frozen=True, slots=True)
class SecondOffice:
    """People (last name, which nobody else has -> session), addresses of recorded figures, numbers of indicators."""

    officers: dict[str, str]
    coordinators: dict[str, str]
    figures: list[str]
    indicators: list[int]


@pytest.fixture(scope="session")
def second_office() -> SecondOffice:
    """Load the real programme, the example and people on the portal of the second office."""
    run("portal", SECOND, "load_programme", "data/programme-2021-2025.txt", "--publish")
    run("portal", SECOND, "load_example")
    return SecondOffice(**json.loads(shell(SEED_SECOND, SECOND)))


def shell(code: str, office: str = OFFICE) -> str:
    return run("portal", office, "shell", "--no-imports", "-c", code).strip()
