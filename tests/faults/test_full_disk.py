"""Full disk: no partial data, no lost input, pages stay readable, and writing works again without a restart."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import psycopg2.errors
import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test import Client

from cooperation.models import Change, Programme
from indicators.models import ChainHead, Measurement, Revision, RevisionPart
from indicators.services import measurements
from tests import environment, factories
from tests.drill import row
from tests.servers import Arena, Post, Server

PROGRAMME = environment.PROJECT / "data" / "programme-2021-2025.txt"
LONG = "Warsztaty dla organizacji. " * 148  # the longest possible note, so that one row needs a new page
WRITES = ("INSERT", "UPDATE", "DELETE")
INNER = ("Traceback", "OperationalError", "disk is full", "No space left", "sqlite", "psycopg")

pytestmark = pytest.mark.drill


def is_understandable(text: str) -> bool:
    return "Nie zapisano" in text and "Co zrobić" in text and not any(word in text for word in INNER)


# --- every write of every step fails once, on both databases ------------------------------------------------------


def _disk_full() -> Exception:
    if connection.vendor == "postgresql":
        return psycopg2.errors.DiskFull("could not extend file: No space left on device")
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@contextmanager
def failing_write(number: int) -> Iterator[list[str]]:
    """Let the write of that number, counted from 1, fail with a full disk; yield the attempted writes."""
    attempted: list[str] = []

    def execute(run, statement, params, many, context):
        if statement.startswith(WRITES):
            attempted.append(statement)
            if len(attempted) == number:
                with connection.wrap_database_errors:
                    raise _disk_full()
        return run(statement, params, many, context)

    with connection.execute_wrapper(execute):
        yield attempted


def everything() -> list[object]:
    tables = (Measurement, Revision, RevisionPart, ChainHead, Change, Programme)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("step", ["record", "submit", "approve", "send_back", "withdraw"])
def test_failed_write_of_figure_saves_nothing(office, step):
    here = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    typed = {"part_1": "1", "part_2": "2", "part_3": "4", "note": "siedem <warsztatów>", "request_key": "k"}
    officer, coordinator = signed_in(office.officer), signed_in(office.coordinator)
    sent = {
        "record": (officer, here, {**typed, "based_on": "0", "do": "draft"}),
        "submit": (officer, here, {**typed, "based_on": "0", "do": "submit"}),
        "approve": (coordinator, f"{here}decyzja/", {"based_on": "1", "comment": "", "do": "approve"}),
        "send_back": (coordinator, f"{here}decyzja/", {"based_on": "1", "comment": "brak części", "do": "send_back"}),
        "withdraw": (officer, f"{here}wycofanie/", {"based_on": "1"}),
    }
    if step not in ("record", "submit"):
        client, path, fields = sent["submit"]
        assert client.post(path, fields).status_code == 302
    client, path, fields = sent[step]
    before, partial_writes = everything(), 0
    number = 1
    while True:
        with failing_write(number) as attempted:
            answer = client.post(path, fields)
        if answer.status_code == 302:
            break
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store")
        assert is_understandable(page)
        partial_writes += everything() != before
        assert partial_writes == 0
        if step in ("record", "submit"):
            assert '<input type="hidden" name="note" value="siedem &lt;warsztatów&gt;">' in page
            assert "<li>siedem &lt;warsztatów&gt;</li>" in page
        elif step == "send_back":
            assert "<li>brak części</li>" in page
        assert client.get(here if client is officer else f"{here}decyzja/").status_code == 200
        number += 1
    assert number > len(attempted) >= 2
    assert everything() != before
    row(
        "G5",
        f"partial data after each of the {number - 1} writes of {step} failed",
        wanted="0",
        measured=partial_writes,
        met=True,
    )


def test_failed_write_without_transaction_leaves_partial_data(office):
    """Control of the test above."""
    before, client = everything(), signed_in(office.officer)
    without = mock.patch.object(measurements, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
    fields = {"part_1": "1", "part_2": "2", "part_3": "4", "based_on": "0", "do": "submit"}
    with without, failing_write(4):
        client.post(f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/", fields)
    transaction.set_rollback(False)  # of the test's transaction, to query the data
    assert everything() != before


@pytest.mark.django_db(
    transaction=True, serialized_rollback=True
)  # a failed write would abort the transaction of the test
def test_failed_write_of_log_in_answers_503_without_password():
    user = factories.officer(factories.UnitFactory())
    secrets = {"login": user.username, "password": factories.PASSWORD}
    with failing_write(0) as attempted:
        assert Client().post("/konto/logowanie/", secrets).status_code == 302
    assert len(attempted) >= 2
    for number in range(1, len(attempted) + 1):
        caches["default"].clear()  # an attempt that could not be uncounted would refuse a later one
        with failing_write(number):
            answer = Client(raise_request_exception=False).post("/konto/logowanie/", secrets)
        page = answer.content.decode()
        assert (answer.status_code, "sessionid" in answer.cookies) == (503, False)
        assert is_understandable(page)
        assert factories.PASSWORD not in page


@pytest.mark.django_db
def test_failed_write_of_import_loads_nothing():
    with transaction.atomic(), failing_write(0) as attempted:
        call_command("load_programme", str(PROGRAMME))
        transaction.set_rollback(True)
    assert len(attempted) > 20
    partial_writes = 0
    for number in range(1, len(attempted) + 1):
        with failing_write(number), pytest.raises(CommandError, match="Nic nie wczytano"):
            call_command("load_programme", str(PROGRAMME))
        partial_writes += Programme.objects.count()
    assert partial_writes == 0
    call_command("load_programme", str(PROGRAMME))
    assert Programme.objects.count() == 1
    what = f"partial data after each of the {len(attempted)} writes of an import failed"
    row("G5", what, wanted="0", measured=partial_writes, met=partial_writes == 0)


# --- a database that does not answer, and an error of the portal ----------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("connection refused"), 503),
        (OperationalError("database is locked"), 503),
        (RuntimeError("an error of the portal"), 500),
    ],
)
@pytest.mark.django_db
def test_database_fault_answers_503_and_other_faults_500(error, status):
    with mock.patch("indicators.views.public.programmes.published_programmes", side_effect=error):
        answer = Client(raise_request_exception=False).get("/?a=1")
        english = Client(raise_request_exception=False).get("/en/")
    assert (answer.status_code, english.status_code) == (status, status)
    if status == 503:
        assert answer["Retry-After"] == "60"
        assert 'href="/?a=1"' in answer.content.decode()
        assert "Try again" in english.content.decode()


@pytest.mark.django_db
def test_control_outage_that_is_not_recognised_answers_500():
    error = OperationalError("connection refused")
    with (
        mock.patch("indicators.views.public.programmes.published_programmes", side_effect=error),
        mock.patch("cooperation.views.errors.is_outage", return_value=False),
    ):
        answer = Client(raise_request_exception=False).get("/?a=1")
    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)


# --- a real server on a SQLite file that may not grow ---------------------------------------------------------------


@pytest.fixture
def tight(seeded: Arena, tmp_path: Path) -> Iterator[tuple[Arena, Server, Path]]:
    """Return a portal whose disk is full while the file exists."""
    if not seeded.url.startswith("sqlite"):
        pytest.skip("PostgreSQL has its own disk; the tests above let each write fail")
    full = tmp_path / "full"
    with seeded.copy("full") as arena, arena.serve("tests.faults.full_disk", FULL_DISK=str(full)) as server:
        yield arena, server, full


def _fill_sessions(arena: Arena) -> None:
    """Fill the last page of the session table, so that another log-in needs a new page."""
    with closing(sqlite3.connect(arena.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        sessions = ((f"{number:032}", "x" * 100) for number in range(1000))
        with pytest.raises(sqlite3.OperationalError, match="full"):
            connection.executemany("INSERT INTO django_session VALUES (?, ?, '2099-01-01')", sessions)


def test_portal_stays_readable_on_full_disk_and_writes_again_with_space(tight):
    arena, server, full = tight
    officer, coordinator = arena.people["editors"][0], arena.people["coordinators"][0]
    draft, submission, waiting = arena.fresh("empty"), arena.fresh("empty"), arena.fresh("empty")

    def save(path: str, do: str) -> Post:
        return Post(officer, path, {"value": "7", "note": LONG, "based_on": "0", "request_key": "k", "do": do})

    assert server.post(save(waiting, "submit")).status == 302
    steps = [
        save(draft, "draft"),
        save(submission, "submit"),
        Post(coordinator, f"{waiting}decyzja/", {"based_on": "1", "comment": "", "do": "approve"}),
        Post("", "/konto/logowanie/", {"login": arena.people["logins"][0], "password": factories.PASSWORD}),
    ]
    _fill_sessions(arena)
    full.touch()
    refused = [server.post(step) for step in steps]
    assert [answer.status for answer in refused] == [503] * len(steps)
    assert all(is_understandable(answer.text) for answer in refused)
    assert f'name="note" value="{LONG.strip()}' in refused[0].text
    read = [("", "/"), ("", "/metoda/"), (officer, "/panel/"), (officer, draft), (coordinator, "/panel/zatwierdzanie/")]
    statuses = [server.get(path, session).status for session, path in read]
    assert statuses == [200] * len(read)
    other_programme = full.with_name("2031-2035.txt")
    other_programme.write_text(
        PROGRAMME.read_text(encoding="utf-8").replace("2021-2025", "2031-2035"), encoding="utf-8"
    )
    loading = arena.attempt("-m", "tests.faults.full_disk", "load_programme", str(other_programme), FULL_DISK=str(full))
    assert loading.returncode == 1
    assert "Nic nie wczytano" in loading.stderr
    assert "Traceback" not in loading.stderr
    assert arena.rows("SELECT count(*) FROM cooperation_programme") == [(1,)]

    full.unlink()  # no restart
    again = [server.post(step).status for step in steps]
    assert again == [302] * len(steps)
    history = arena.history()
    assert [[revision["state"] for revision in history[path]] for path in (draft, submission, waiting)] == [
        ["draft"],
        ["submitted"],
        ["submitted", "approved"],
    ]
    row("G5", "writes answered by a plain page, full disk", wanted=str(len(steps)), measured=len(refused), met=True)
    row("G5", "pages readable meanwhile", wanted=str(len(read)), measured=statuses.count(200), met=True)
    row(
        "G5", "writes that succeed again without a restart", wanted=str(len(steps)), measured=again.count(302), met=True
    )
