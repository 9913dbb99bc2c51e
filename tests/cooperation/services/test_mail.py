"""E-mail settings from environment variables, and messages."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from cooperation.services import mail
from cooperation.services.addresses import portal_host
from tests import environment

ASKED = [
    "MAIL_IS_SET_UP",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_USE_TLS",
    "PORTAL_URL",
    "DEFAULT_FROM_EMAIL",
]
SHOW = f"import json, cooperation.settings as s; print(json.dumps([getattr(s, name) for name in {ASKED}]))"
BACKENDS = "django.core.mail.backends"


def settings_with(**variables: str) -> dict[str, Any]:
    left_out = ("PORTAL_URL", "DEFAULT_FROM_EMAIL")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    command = [sys.executable, "-c", SHOW]
    shown = subprocess.run(command, cwd=environment.PROJECT, env=inherited | variables, capture_output=True, check=True)
    return dict(zip(ASKED, json.loads(shown.stdout), strict=True))


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        (
            {"ALLOWED_HOSTS": "monitoring.example.org,inna"},
            [False, "dummy", "", 25, False, "https://monitoring.example.org", "portal@monitoring.example.org"],
        ),
        (
            {"EMAIL_URL": "smtp+tls://portal:ta%40jne@smtp.example.org", "PORTAL_URL": "https://p.example.org/"},
            [True, "smtp", "smtp.example.org", 587, True, "https://p.example.org", "portal@testserver"],
        ),
        ({"DEMO": "1"}, [True, "console", "", 25, False, "http://127.0.0.1:8000", "portal@testserver"]),
        (
            {"DEMO": "1", "DEMO_PORT": "8871"},
            [True, "console", "", 25, False, "http://127.0.0.1:8871", "portal@testserver"],
        ),
        (
            {"DEMO": "1", "DEMO_PORT": "8871", "PORTAL_URL": "https://p.example.org"},
            [True, "console", "", 25, False, "https://p.example.org", "portal@testserver"],
        ),
    ],
    ids=["a server without mail", "a server with mail", "the demonstration", "another port", "its own address"],
)
def test_email_backend_follows_environment(variables, wanted):
    wanted[1] = f"{BACKENDS}.{wanted[1]}.EmailBackend"
    assert list(settings_with(**variables).values()) == wanted


def test_message_has_single_line_subject_and_is_marked_automatic():
    message = mail.build_message(to="a@example.org", subject="Zwrócono:\r\n Bcc: x@example.org", text="x")
    assert message.subject == "Zwrócono: Bcc: x@example.org"
    assert (message.extra_headers["Auto-Submitted"], message.alternatives) == ("auto-generated", [])
    assert portal_host() == "portal.example.org"
