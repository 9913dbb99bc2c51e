"""A backup restores every row and file exactly; a damaged one changes nothing."""

import json
import os
import sqlite3
import tarfile
import threading
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import psycopg2
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings as project_settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from cooperation.management.commands import move_to_postgres
from cooperation.services import backups, table_copies
from cooperation.services.backups import BackupError, create_backup, restore_backup
from cooperation.services.sealing import seal
from indicators.models import Indicator, Measurement
from indicators.rules.figures import Figure
from indicators.services import evidence, measurements
from indicators.services.verification import verify
from tests import databases, factories
from tests.indicators.conftest import slot_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


@pytest.fixture
def portal(tmp_path, settings):
    """The real programme with a corrected figure, its evidence file and a reader's question."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    call_command("load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), verbosity=0)
    indicator = Indicator.objects.get()
    indicator.unit = factories.UnitFactory()
    indicator.save()
    officer, coordinator = factories.officer(indicator.unit), factories.coordinator()
    slot = slot_of(indicator, indicator.programme, "2023")
    measurements.submit(slot, Figure(Decimal("2.5"), decimals=1, note="„Zażółć”\nżółw"), by=officer, based_on=0)
    measurement = Measurement.objects.get()
    measurements.approve(measurement, by=coordinator, based_on=1)
    file = SimpleUploadedFile("lista.csv", b"lp;instytucja\n1;Fundacja")
    evidence.add_file(measurement, "Lista", file, officer)
    factories.ReaderQuestionFactory(indicator=indicator, text="Kto prowadził warsztaty?")
    return tmp_path


def empty_portal(portal):
    call_command("flush", interactive=False, verbosity=0)
    for path in (portal / "evidence").iterdir():
        path.unlink()


def manifest_of(path):
    with tarfile.open(path) as tar:
        file = tar.extractfile(backups.MANIFEST)
        assert file is not None
        return json.load(file)


def rewrite(path, change):
    """Replace members: `change` maps the dictionary of name -> bytes."""
    with tarfile.open(path) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar.getmembers() if member.isfile()}
    change(members)
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))


def test_restored_portal_equals_saved_portal(portal):
    summary = create_backup(portal / "copies", now=NOW)
    assert summary.path.name == "portal-20260301T023000Z.tar"
    assert summary.path.stat().st_mode & 0o777 == 0o600
    assert summary.files == 1
    before = manifest_of(summary.path)
    empty_portal(portal)
    out = StringIO()
    call_command("restore", str(summary.path), stdout=out)
    after = manifest_of(create_backup(portal / "again", now=NOW).path)
    assert after["tables"] == before["tables"]
    assert after["files"] == before["files"]
    assert before["tables"]["indicators.Revision"]["rows"] == 2
    assert verify().links == 2
    assert "1, all unchanged" in out.getvalue() or "1, wszystkie" in out.getvalue()


def test_new_rows_after_restore_get_new_keys(portal):
    summary = create_backup(portal / "copies", now=NOW)
    last = User.objects.latest("pk").pk
    empty_portal(portal)
    restore_backup(summary.path)
    assert factories.coordinator(username="later").pk > last


def users_of_backup_while_one_is_added(portal, monkeypatch):
    """Return the number of users in a backup; another connection adds one just before their table is read."""
    write_table = table_copies._write_table

    def add_user():
        try:
            User.objects.create(username="meanwhile")
        finally:
            connection.close()

    def write(model, path, using):
        if model is User:
            writer = threading.Thread(target=add_user)
            writer.start()
            writer.join(timeout=10)  # a writer does not wait
            assert not writer.is_alive()
        return write_table(model, path, using)

    monkeypatch.setattr(table_copies, "_write_table", write)
    assert User.objects.count() == 2
    summary = create_backup(portal / "copies", now=NOW)
    assert User.objects.count() == 3
    return manifest_of(summary.path)["tables"]["auth.User"]["rows"]


def test_backup_contains_nothing_that_is_written_meanwhile(portal, monkeypatch):
    assert users_of_backup_while_one_is_added(portal, monkeypatch) == 2


def test_control_backup_without_snapshot_contains_what_is_written_meanwhile(portal, monkeypatch):
    monkeypatch.setattr(table_copies, "snapshot", lambda _using: nullcontext())
    assert users_of_backup_while_one_is_added(portal, monkeypatch) == 3


def test_backup_keeps_newest_and_foreign_files(portal):
    folder = portal / "copies"
    folder.mkdir()
    (folder / "notes.txt").write_text("x")
    create_backup(folder, now=NOW.replace(day=1), keep=2)
    create_backup(folder, now=NOW.replace(day=2), keep=2)
    summary = create_backup(folder, now=NOW.replace(day=3), keep=2)
    assert sorted(path.name for path in folder.iterdir()) == [
        "notes.txt",
        "portal-20260302T023000Z.tar",
        "portal-20260303T023000Z.tar",
    ]
    assert [path.name for path in summary.removed] == ["portal-20260301T023000Z.tar"]


def test_backup_removes_what_killed_backups_left(portal):
    folder = portal / "copies"
    for name, hours in ((".backup-old", 25), (".backup-running", 1)):
        (folder / name / "tables").mkdir(parents=True)
        moment = NOW.timestamp() - hours * 3600
        os.utime(folder / name, (moment, moment))
    create_backup(folder, now=NOW)
    assert not (folder / ".backup-old").exists()
    assert (folder / ".backup-running").exists()


def flip(name):
    def change(members):
        content = members[name] if name in members else members[next(key for key in members if key.startswith(name))]
        key = next(key for key in members if key.startswith(name))
        members[key] = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]

    return change


def drop(name):
    return lambda members: members.pop(next(key for key in members if key.startswith(name)))


def forget_table(members):
    content = json.loads(members["manifest.json"])
    del content["tables"]["indicators.Revision"]
    members["manifest.json"] = json.dumps(content).encode()


DAMAGES = {
    "a changed table": flip("tables/indicators.Revision.jsonl.gz"),
    "a changed evidence file": flip("evidence/"),
    "a changed manifest": flip("manifest.json"),
    "a missing table": drop("tables/auth.User.jsonl.gz"),
    "a missing evidence file": drop("evidence/"),
    "no manifest": drop("manifest.json"),
    "an unlisted table": forget_table,
    "another file": lambda members: members.update({"tables/evil.jsonl.gz": b""}),
    "a file outside": lambda members: members.update({"../outside": b"x"}),
}
OTHER_FILES = {"empty": b"", "text": b"no archive", "gzip": b"\x1f\x8b" + bytes(100)}


def is_refused(portal, path):
    """Fail if the backup is restored, or if anything of it remains."""
    with pytest.raises(CommandError):
        call_command("restore", str(path), stdout=StringIO())
    assert not User.objects.exists()
    assert list((portal / "evidence").iterdir()) == []
    assert not (portal / "outside").exists()


def test_damaged_backup_is_refused_and_nothing_changes(portal):
    whole = create_backup(portal / "copies", now=NOW).path.read_bytes()
    empty_portal(portal)
    path = portal / "damaged.tar"
    for damage in DAMAGES.values():
        path.write_bytes(whole)
        rewrite(path, damage)
        is_refused(portal, path)
    path.write_bytes(whole)
    with tarfile.open(path, "a") as tar:
        link = tarfile.TarInfo("evidence/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    is_refused(portal, path)
    for content in (*OTHER_FILES.values(), whole[: len(whole) // 2]):
        path.write_bytes(content)
        is_refused(portal, path)
    path.write_bytes(whole)
    restore_backup(path)


def test_control_damaged_file_is_restored_when_its_hash_is_not_compared(portal, monkeypatch):
    path = create_backup(portal / "copies", now=NOW).path
    hashes = manifest_of(path)["files"]
    monkeypatch.setattr(
        backups, "_digest", lambda file: next(hashes[name] for name in hashes if file.as_posix().endswith(name))
    )
    rewrite(path, DAMAGES["a changed evidence file"])
    empty_portal(portal)
    with pytest.raises(AssertionError):  # the rows are there; the history then reports the changed file
        is_refused(portal, path)
    assert User.objects.exists()


def test_portal_with_data_is_not_overwritten(portal):
    path = create_backup(portal / "copies", now=NOW).path
    with pytest.raises(BackupError):
        restore_backup(path)
    assert User.objects.count() == 2
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(BackupError, match="evidence"):
        restore_backup(path)


def test_backup_of_other_version_names_it(portal):
    path = create_backup(portal / "copies", now=NOW).path

    def older(members):
        content = json.loads(members["manifest.json"])
        content |= {"migrations": content["migrations"][:-1], "version": "0.1.9"}
        members["manifest.json"] = json.dumps(content).encode()

    rewrite(path, older)
    empty_portal(portal)
    with pytest.raises(BackupError, match=r"0\.1\.9"):
        restore_backup(path)


def test_full_disk_leaves_no_partial_backup(portal, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "addfile", fail)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(portal / "copies"))
    assert list((portal / "copies").iterdir()) == []


def test_every_model_and_folder_is_covered():
    labels = {model._meta.label for model in table_copies.copied_models()}
    owned = {model._meta.label for model in apps.get_models() if not model._meta.proxy}
    assert owned - labels == table_copies.EXCLUDED
    files = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]
    assert files == []  # a file field needs its folder in the backup
    folders = {name for name in dir(project_settings) if name.endswith(("_DIR", "_ROOT"))}
    assert folders == {
        "BACKUP_DIR",
        "BASE_DIR",
        "CACHE_DIR",
        "EVIDENCE_DIR",
        "FILE_UPLOAD_TEMP_DIR",
        "MEDIA_ROOT",
        "STATIC_ROOT",
    }


def test_exact_values_survive(portal):
    user = User.objects.first()
    user.last_login = timezone.now().replace(microsecond=123_456)
    user.save()
    path = create_backup(portal / "copies", now=NOW).path
    empty_portal(portal)
    restore_backup(path)
    assert User.objects.get(pk=user.pk).last_login == user.last_login


@pytest.mark.skipif(databases.is_sqlite(), reason="the move ends on PostgreSQL")
def test_move_from_sqlite_to_postgresql_copies_every_row(tmp_path):
    source = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    programme = str(Path("data", "programme-2021-2025.txt"))
    for command in (["migrate", "--verbosity=0"], ["load_programme", programme], ["demo"]):
        assert databases.attempt_on(source, "manage.py", *command, DEMO="1").returncode == 0
    with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as database:
        # The numbers of rows that were deleted, as those of deleted rounds.
        database.execute("UPDATE sqlite_sequence SET seq = seq + 1000 WHERE name = 'indicators_reportinground'")
        database.commit()
        (last,) = database.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'indicators_reportinground'"
        ).fetchone()
    with databases.own_database(tmp_path, "moved", databases.tables()) as target:
        moved = databases.attempt_on(source, "manage.py", "move_to_postgres", TARGET_DATABASE_URL=target)
        assert moved.returncode == 0, moved.stderr
        again = databases.attempt_on(source, "manage.py", "move_to_postgres", TARGET_DATABASE_URL=target)
        assert again.returncode == 1
        assert "Traceback" not in again.stderr
        databases.run_on(target, "manage.py", "verify_history")
        with closing(psycopg2.connect(target)) as database, database.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('indicators_reportinground', 'id'))")
            assert cursor.fetchone() == (last + 1,)


def test_move_without_address_says_what_to_set():
    with pytest.raises(CommandError, match="TARGET_DATABASE_URL"):
        call_command("move_to_postgres")


@pytest.mark.parametrize(("query", "options"), [("?sslmode=verify-full", {"sslmode": "verify-full"}), ("", {})])
def test_move_uses_options_of_address(query, options):
    target = move_to_postgres.target_settings(f"postgres://u:p@host/name{query}")
    assert (target["NAME"], target["OPTIONS"]) == ("name", options)


@pytest.mark.parametrize(("key", "is_warned"), [("", False), ("another key", True)])
def test_restore_warns_when_secrets_cannot_be_read(portal, settings, key, is_warned):
    Authenticator.objects.create(user=User.objects.first(), type="totp", data={"secret": seal("s")})
    path = create_backup(portal / "copies", now=NOW).path
    empty_portal(portal)
    settings.SECRET_KEY = key or settings.SECRET_KEY
    errors = StringIO()
    call_command("restore", str(path), stdout=StringIO(), stderr=errors)
    assert ("SECRET_KEY" in errors.getvalue()) is is_warned
