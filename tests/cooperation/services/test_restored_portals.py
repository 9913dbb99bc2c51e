"""A restored portal continues the saved one: every row has its file, and no number is given to a second row."""

import json
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection

from cooperation.management.commands import restore
from cooperation.models import Programme
from cooperation.services import backups
from cooperation.services.backups import BackupError, create_backup, restore_backup
from cooperation.services.ledger_verification import verify_ledger
from indicators.models import Evidence, ReportingRound, Revision
from indicators.services import evidence
from indicators.services.evidence_files.cleanup import check_store
from indicators.services.programmes import adapt_to_years
from tests import factories
from tests.cooperation.services.test_backups import NOW, empty_portal, manifest_of, portal, rewrite
from tests.tampering import rewritable

__all__ = ["portal"]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


# --- evidence that is removed during a backup -------------------------------------------------------------------------


def missing_files_after_restore(portal, monkeypatch):
    """Back up while the evidence is removed just after the snapshot has begun; return rows without a file."""
    applied_migrations = backups._applied_migrations

    def remove():
        try:
            row = Evidence.objects.get()
            evidence.remove(row, row.added_by)
        finally:
            connection.close()

    def applied_while_evidence_is_removed():
        applied = applied_migrations()
        remover = threading.Thread(target=remove)
        remover.start()
        remover.join(timeout=10)
        assert not remover.is_alive()
        return applied

    monkeypatch.setattr(backups, "_applied_migrations", applied_while_evidence_is_removed)
    summary = create_backup(portal / "copies", now=NOW)
    monkeypatch.undo()
    assert list((portal / "evidence").iterdir()) == []
    empty_portal(portal)
    restore_backup(summary.path)
    assert Evidence.objects.current().count() == 1  # as the snapshot was
    return check_store().missing


def test_backup_contains_file_of_evidence_that_is_removed_meanwhile(portal, monkeypatch):
    assert missing_files_after_restore(portal, monkeypatch) == []


def test_control_files_read_after_snapshot_lack_evidence_that_is_removed_meanwhile(portal, monkeypatch):
    add_new_files, calls = backups._add_new_files, []

    def add_second_time_only(tar, files):
        calls.append(files)
        if len(calls) > 1:
            add_new_files(tar, files)

    monkeypatch.setattr(backups, "_add_new_files", add_second_time_only)
    assert len(missing_files_after_restore(portal, monkeypatch)) == 1


def test_backup_skips_file_that_is_deleted_before_it_is_read(portal, monkeypatch):
    listed = [*backups._evidence_files(), ("0" * 32, portal / "evidence" / ("0" * 32))]
    monkeypatch.setattr(backups, "_evidence_files", lambda: listed)
    assert create_backup(portal / "copies", now=NOW).files == 1


# --- numbers of rows ------------------------------------------------------------------------------------------------


@pytest.fixture
def shortened(portal):
    """A programme in preparation whose last two years, and so their rounds, were removed again."""
    programme = factories.ProgrammeFactory(slug="nowy", first_year=2030, last_year=2033, is_published=False)
    change_last_year(programme, 2031)
    return programme


def change_last_year(programme, year):
    programme.last_year = year
    programme.save()
    adapt_to_years(programme, programme.first_year, at=NOW)


def without_sequences(members):
    content = json.loads(members["manifest.json"])
    del content["sequences"]
    members["manifest.json"] = json.dumps(content | {"format": 1}).encode()


@pytest.mark.parametrize("change", [lambda _members: None, without_sequences], ids=["new", "older"])
def test_numbers_of_deleted_rows_are_not_given_again(portal, shortened, change):
    last = ReportingRound.objects.latest("pk").pk
    path = create_backup(portal / "copies", now=NOW).path
    rewrite(path, change)
    empty_portal(portal)
    manifest = restore_backup(path)
    change_last_year(Programme.objects.get(pk=shortened.pk), 2032)
    assert ReportingRound.objects.latest("pk").pk == last + 3
    assert verify_ledger().fault is None
    assert manifest.sequences.get("indicators.ReportingRound", last + 2) == last + 2


def test_sequences_are_restored_exactly(portal):
    Group.objects.create(name="gone").delete()  # neither the ledger nor a record of edits knows it
    path = create_backup(portal / "copies", now=NOW).path
    numbers = manifest_of(path)["sequences"]
    empty_portal(portal)
    restore_backup(path)
    assert manifest_of(create_backup(portal / "again", now=NOW).path)["sequences"] == numbers
    assert Group.objects.create(name="later").pk == numbers["auth.Group"] + 1


# --- what a restore reports -----------------------------------------------------------------------------------------


def test_file_that_cannot_be_read_is_not_called_damaged(portal):
    empty_portal(portal)
    with pytest.raises(BackupError, match=r"absent\.tar.*No such file"):
        restore_backup(portal / "absent.tar")
    with pytest.raises(BackupError, match="Is a directory"):
        restore_backup(portal / "evidence")


def test_refused_restore_migrates_nothing(portal, monkeypatch):
    path = create_backup(portal / "copies", now=NOW).path
    commands = []
    monkeypatch.setattr(restore, "call_command", lambda name, **_options: commands.append(name))
    with pytest.raises(CommandError):
        call_command("restore", str(path), stdout=StringIO())
    assert commands == []
    empty_portal(portal)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    backups.check_place()  # a database without tables is a place to restore to


def test_restored_history_with_fault_has_exit_code_of_its_own(portal):
    rewritable(Revision).filter(number=1).update(note="inna")
    Path(portal / "evidence", Evidence.objects.get().stored_name).unlink()
    path = create_backup(portal / "copies", now=NOW).path
    empty_portal(portal)
    with pytest.raises(CommandError) as error:
        call_command("restore", str(path), stdout=StringIO())
    assert error.value.returncode == restore.NOT_INTACT
    assert len(str(error.value).splitlines()) == 3  # of the history, of the files, and that all was restored
    assert User.objects.count() == 2
