"""`manage.py send_mail`: once, and as a service with a real process and mail server."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from cooperation.models import Letter
from cooperation.services import outbox
from tests import environment
from tests.databases import own_database
from tests.mailserver import PATIENCE, mail_server
from tests.servers import Arena, seeded_template

WRITE = (
    "from cooperation.models import Letter; from cooperation.services.outbox import enqueue; "
    "enqueue(kind=Letter.Kind.TEST, subject='Kod', text='x', address='osoba@example.org')"
)
_numbers = count(1)


@pytest.fixture
def arena(tmp_path: Any) -> Iterator[Arena]:
    with own_database(tmp_path, f"sendmail{next(_numbers)}", seeded_template("mail", "tests.race.mail_seed")) as url:
        yield Arena(url, tmp_path, people={})


def start(arena: Arena, url: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_mail", "--wait", *arguments],
        cwd=environment.PROJECT,
        env={**arena.environment, "EMAIL_URL": url},
    )


def wait_for(is_true: Any) -> float:
    begun = time.monotonic()
    while not is_true() and time.monotonic() < begun + PATIENCE:
        time.sleep(0.02)
    assert is_true()
    return time.monotonic() - begun


def test_letter_is_sent_once_and_counted(db, settings, capsys):
    settings.MAIL_IS_SET_UP = True
    outbox.enqueue(kind=Letter.Kind.TEST, subject="Kod", text="x", address="osoba@example.org")
    call_command("send_mail")
    call_command("send_mail")
    assert capsys.readouterr().out.splitlines() == [
        "Wysłano: 1, nie udało się wysłać: 0, czeka: 0.",
        "Wysłano: 0, nie udało się wysłać: 0, czeka: 0.",
    ]
    assert [message.to for message in outgoing.outbox] == [["osoba@example.org"]]


def test_failure_ends_with_error_and_without_server_letters_wait(db, settings, capsys):
    outbox.enqueue(kind=Letter.Kind.TEST, subject="Kod", text="x", address="osoba@example.org")
    call_command("send_mail")
    assert "Poczta nie jest skonfigurowana" in capsys.readouterr().out
    settings.MAIL_IS_SET_UP = True
    is_down = mock.patch.object(EmailBackend, "send_messages", side_effect=ConnectionRefusedError)
    with is_down, pytest.raises(CommandError):
        call_command("send_mail")


def test_service_sends_new_letter_within_seconds_and_stops_on_signal(arena):
    with mail_server() as server:
        service = start(arena, server.url)
        try:
            time.sleep(1)
            arena.run("manage.py", "shell", "-c", WRITE)
            wait_for(lambda: server.recipients == ["osoba@example.org"])
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE) == 0
        finally:
            service.kill()
            service.wait(PATIENCE)


def test_run_of_a_timer_ends_after_its_seconds(arena):
    begun = time.monotonic()
    with mail_server() as server:
        arena.run("manage.py", "shell", "-c", WRITE)
        assert start(arena, server.url, "--seconds", "2").wait(PATIENCE) == 0
        assert server.recipients == ["osoba@example.org"]
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize("lifetime", [0, 5])
def test_service_of_demonstration_ends_with_its_parent(arena, lifetime):
    """As in `make run`: the shell that starts the service becomes the web server, which ends, perhaps at once."""
    with mail_server() as server:
        command = f"{sys.executable} manage.py send_mail --wait --parent $$ >/dev/null & echo $!; exec sleep {lifetime}"
        parent = subprocess.run(
            ["bash", "-c", command],
            cwd=environment.PROJECT,
            env={**arena.environment, "EMAIL_URL": server.url},
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
            check=True,
        )
        directory = environment.PROJECT.__class__(f"/proc/{int(parent.stdout.split()[0])}")
        wait_for(lambda: not directory.exists() or " Z " in (directory / "stat").read_text())
