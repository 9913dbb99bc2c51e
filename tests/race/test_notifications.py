"""Every message is sent exactly once by concurrent and by killed runs, with real processes and a mail server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest

from tests import environment
from tests.databases import own_database
from tests.mailserver import PATIENCE, MailServer, mail_server
from tests.race.mail_seed import OFFICERS
from tests.servers import Arena, seeded_template

EVERYBODY = sorted(f"osoba{number}@example.org" for number in range(OFFICERS))
REMIND = ("manage.py", "send_reminders")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    directory = tmp_path_factory.mktemp("mail")
    with own_database(directory, "mail", seeded_template("mail", "tests.race.mail_seed")) as url:
        yield Arena(url, directory, people={})


_numbers = count(1)


@pytest.fixture
def arena(seeded: Arena) -> Iterator[Arena]:
    with seeded.copy(f"mail{next(_numbers)}") as copy:
        yield copy


def start(arena: Arena, server: MailServer, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=environment.PROJECT,
        env={**arena.environment, "EMAIL_URL": server.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def bodies(message: EmailMessage) -> str:
    return "".join(part.get_content() for part in message.iter_parts())


def queue(arena: Arena) -> list[tuple[Any, ...]]:
    return arena.rows("SELECT tries, sent_at IS NOT NULL, fault FROM cooperation_letter ORDER BY id")


@pytest.mark.parametrize("protected", [True, False], ids=["leased", "control"])
def test_concurrent_runs_send_each_message_once(arena, protected):
    """The control: without the claims both runs send every message."""
    command = REMIND if protected else ("-m", "tests.race.unprotected_reminders")
    with mail_server() as server:
        arena.attempt(*REMIND, EMAIL_URL="smtp://127.0.0.1:1")  # written, not sent
        arena.run("-m", "tests.race.mail_seed", "expire")
        server.wait_for = 2
        for run in [start(arena, server, *command) for _ in range(2)]:
            assert run.wait(PATIENCE) == 0
        assert server.recipients == (EVERYBODY if protected else sorted(EVERYBODY * 2))


def test_concurrent_runs_write_and_send_each_message_once(arena):
    with mail_server() as server:
        for run in [start(arena, server, *REMIND) for _ in range(2)]:
            assert run.wait(PATIENCE) == 0
        assert server.recipients == EVERYBODY
    assert queue(arena) == [(1, True, "")] * OFFICERS


@pytest.mark.parametrize("dies", ["before", "after"])
def test_killed_run_loses_no_message_and_sends_no_different_duplicate(arena, dies):
    """The run is killed before or after the mail server has accepted the message, but before its answer."""
    with mail_server() as server:
        server.dies = dies
        run = start(arena, server, *REMIND)
        start_time = time.monotonic()
        while not server.is_held and time.monotonic() < start_time + PATIENCE:
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
        run.wait(PATIENCE)
        server.dies = ""
        arena.attempt(*REMIND, EMAIL_URL=server.url)
        # Until the claim expires, no run sends the message again.
        assert len(set(server.recipients)) == OFFICERS - (dies == "before")
        arena.run("-m", "tests.race.mail_seed", "expire")
        assert arena.attempt(*REMIND, EMAIL_URL=server.url).returncode == 0
        assert arena.attempt(*REMIND, EMAIL_URL=server.url).returncode == 0
    assert len(server.taken) == OFFICERS + (dies == "after")
    different = {(str(message["To"]), str(message["Message-ID"]), bodies(message)) for message in server.taken}
    assert sorted(to for to, _number, _bodies in different) == EVERYBODY
    assert queue(arena) == [(2, True, ""), *[(1, True, "")] * (OFFICERS - 1)]


def test_messages_are_sent_once_mail_server_is_available(arena):
    closed = arena.attempt(*REMIND, EMAIL_URL="smtp://127.0.0.1:1")
    assert closed.returncode == 1
    tries, is_sent, fault = queue(arena)[0]
    assert (tries, is_sent, fault.split(":")[0]) == (1, False, "ConnectionRefusedError")
    arena.run("-m", "tests.race.mail_seed", "expire")
    with mail_server() as server:
        assert arena.attempt(*REMIND, EMAIL_URL=server.url).returncode == 0
        assert server.recipients == EVERYBODY
        message = server.taken[0]
        assert message["Subject"] == "Po terminie: 5 pomiarów"
        parts = [part.get_content_type() for part in message.iter_parts()]
        assert parts == ["text/plain", "text/html"]
        for part in message.iter_parts():
            assert part.get_content().count("https://portal.example.org/panel/wskazniki/") == 5
        assert str(message["Auto-Submitted"]) == "auto-generated"
