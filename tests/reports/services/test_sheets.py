"""Documents are drawn one at a time and stored for all processes; `prepare_files` draws them ahead."""

import errno
import io
import os
import subprocess
import sys
import time
from threading import Event, Thread

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management import CommandError, call_command

from reports.exports.files import ExportFailed
from reports.models import Publication, ReportFile
from reports.services import drawing, prepared_files, report_files, sheets
from tests.environment import PROJECT
from tests.indicators.conftest import approve
from tests.reports.conftest import publish

HOLD = """
import django, sys
django.setup()
from reports.services.drawing import drawing_slot
with drawing_slot():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _empty_cache():
    caches["sheets"].clear()


@pytest.fixture
def drawn(monkeypatch):
    """Replace the writers; return the list of the documents that were drawn."""
    documents = []

    def draw(kind, snapshot, facts, template=None):
        documents.append((kind, facts.get("kind", "")))
        return b"document"

    monkeypatch.setattr(sheets, "export_in_subprocess", draw)
    monkeypatch.setattr(report_files, "export_in_subprocess", draw)
    monkeypatch.setattr(prepared_files, "TURN", 0)
    return documents


def prepare():
    output = io.StringIO()
    call_command("prepare_files", stdout=output)
    return output.getvalue()


def test_prepare_files_draws_each_document_once(office, client, drawn):
    approve(office, "3")
    publish(office)
    assert "3" in prepare()
    assert sorted(drawn) == [("docx", ""), ("pdf", ""), ("sheet", "goal"), ("sheet", "programme"), ("xlsx", "")]
    assert ReportFile.objects.count() == 3
    assert prepare() == ""
    assert client.get("/programy/2021-2025/karta.pdf").content == b"document"
    assert len(drawn) == 5


def test_prepare_files_draws_sheets_again_after_approval(office, drawn):
    prepare()
    approve(office, "3")
    drawn.clear()
    prepare()
    assert sorted(drawn) == [("sheet", "goal"), ("sheet", "programme")]


def test_prepare_files_leaves_out_programmes_in_preparation(office, drawn):
    approve(office, "3")
    publish(office)
    office.programme.is_published = False
    office.programme.save()
    assert Publication.objects.exists()
    assert prepared_files.missing_files() == []
    prepare()
    assert drawn == []


def test_failed_document_is_reported_and_others_are_created(office, monkeypatch, capsys):
    approve(office, "3")
    publish(office)
    monkeypatch.setattr(sheets, "export_in_subprocess", fail_for("goal"))
    monkeypatch.setattr(report_files, "export_in_subprocess", fail_for("docx"))
    with pytest.raises(CommandError, match="more than 120 s") as error:
        call_command("prepare_files")
    assert str(error.value).count("Nie utworzono dokumentu") == 2
    assert "docx" in str(error.value)
    assert "/programy/2021-2025/cele/1/" in str(error.value)
    assert "Utworzono pliki sprawozdań: 2, karty: 1." in capsys.readouterr().out


def test_waiting_reader_gets_turn_between_two_prepared_documents(office, monkeypatch):
    order = []

    def read():
        with drawing.drawing_slot():
            order.append("reader")

    reader = Thread(target=read)

    def draw(*args):
        if not order:
            reader.start()
        order.append("prepared")
        return b"document"

    monkeypatch.setattr(drawing, "PAUSE", 0.01)
    monkeypatch.setattr(prepared_files, "TURN", 2)
    monkeypatch.setattr(sheets, "export_in_subprocess", draw)
    prepare()
    reader.join(10)
    assert order == ["prepared", "reader", "prepared"]


def fail_for(failing):
    def draw(kind, snapshot, facts, template=None):
        if failing in (kind, facts.get("kind")):
            raise ExportFailed(f"{kind}: more than 120 s")
        return b"document"

    return draw


def test_only_one_thread_of_a_process_waits(office, client, drawn, monkeypatch):
    waits, sleep = Event(), time.sleep

    def pause(seconds):
        waits.set()
        sleep(seconds)

    def wait():
        with drawing.drawing_slot():
            pass

    monkeypatch.setattr(time, "sleep", pause)
    waiter = Thread(target=wait)
    with drawing.drawing_slot():
        waiter.start()
        assert waits.wait(10)
        start = time.monotonic()
        assert client.get("/programy/2021-2025/karta.pdf").status_code == 503
        assert time.monotonic() - start < drawing.MAX_WAIT / 3
    waiter.join(10)
    assert client.get("/programy/2021-2025/karta.pdf").status_code == 200


def test_other_process_waits_while_one_draws(office, client, drawn, monkeypatch):
    monkeypatch.setattr(drawing, "MAX_WAIT", 0.3)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=PROJECT,
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        assert client.get("/programy/2021-2025/karta.pdf").status_code == 503
        holder.stdin.close()
        holder.wait(10)
    assert client.get("/programy/2021-2025/karta.pdf").status_code == 200
    assert len(drawn) == 1


def test_full_disk_stores_nothing_and_answers(office, client, drawn, monkeypatch):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileBasedCache, "set", fail)
    assert client.get("/programy/2021-2025/karta.pdf").status_code == 200
