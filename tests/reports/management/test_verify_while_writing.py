"""`verify_history` reports no fault because people record while it reads."""

import threading
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cooperation.services import ledger_verification, table_copies
from indicators.models import Evidence, Measurement
from indicators.services import comments, evidence
from indicators.services.evidence_files import store
from tests.indicators.conftest import ON
from tests.reports.history import history, trusted_files

__all__ = ["history", "trusted_files"]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def in_another_connection(write):
    """Call the function as another process would, and wait for its commit."""
    errors = []

    def call():
        try:
            write()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=call)
    writer.start()
    writer.join(timeout=10)
    assert not writer.is_alive()
    assert errors == []


@pytest.fixture
def comment_meanwhile(history, monkeypatch):
    """A comment is added after the entries of the ledger have been read and before its head is."""
    check_head = ledger_verification._check_head
    measurement = Measurement.objects.get(period_code="2024")

    def check_head_after_comment(report):
        in_another_connection(lambda: comments.add(measurement, "W trakcie.", history.coordinator))
        return check_head(report)

    monkeypatch.setattr(ledger_verification, "_check_head", check_head_after_comment)


@pytest.mark.usefixtures("comment_meanwhile")
def test_commit_during_verification_is_no_fault():
    call_command("verify_history", stdout=StringIO())


@pytest.mark.usefixtures("comment_meanwhile")
def test_control_commit_during_verification_without_snapshot_is_a_fault(monkeypatch):
    monkeypatch.setattr(table_copies, "snapshot", lambda _using: nullcontext())
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=StringIO())


def test_file_of_evidence_that_is_removed_during_verification_is_not_missing(history, monkeypatch):
    row, digest_of = Evidence.objects.earliest("pk"), store.digest_of

    def digest_after_removal(name):
        if name == row.stored_name:
            in_another_connection(lambda: evidence.remove(row, history.coordinator, on=ON))
        return digest_of(name)

    monkeypatch.setattr(store, "digest_of", digest_after_removal)
    call_command("verify_history", stdout=StringIO())
    assert not store.path_of(row.stored_name).exists()
