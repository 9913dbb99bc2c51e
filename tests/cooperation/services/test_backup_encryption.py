"""Backups are encrypted for a public key with the system's age or gpg; no password is involved."""

import signal
import subprocess
from io import StringIO
from pathlib import Path
from shutil import which

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from cooperation.services import backup_encryption
from cooperation.services.backups import exit_on_sigterm
from tests.cooperation.services.test_backups import empty_portal, portal

__all__ = ["portal"]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def age_key(tmp_path):
    """Return (file of a private key, its recipient)."""
    if not which("age-keygen"):
        pytest.skip("age is not installed")
    file = tmp_path / "key.txt"
    generated = subprocess.run(["age-keygen", "-o", file], capture_output=True, text=True, check=True)
    return file, generated.stderr.split()[-1]


def test_encrypted_backup_is_restored_with_private_key_only(portal, age_key, settings):
    key, settings.BACKUP_RECIPIENT = age_key
    call_command("backup", str(portal / "copies"), "--keep", "1", stdout=StringIO())
    call_command("backup", str(portal / "copies"), "--keep", "1", stdout=StringIO())
    (path,) = (portal / "copies").iterdir()
    assert path.name.endswith(".tar.age")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"manifest.json" not in path.read_bytes()
    empty_portal(portal)
    with pytest.raises(CommandError, match="--identity"):
        call_command("restore", str(path), stdout=StringIO())
    subprocess.run(["age-keygen", "-o", portal / "other.txt"], capture_output=True, check=True)
    with pytest.raises(CommandError, match="age"):
        call_command("restore", str(path), identity=portal / "other.txt", stdout=StringIO())
    assert not User.objects.exists()
    call_command("restore", str(path), identity=key, stdout=StringIO())
    assert User.objects.count() == 2


def test_gpg_encrypts_without_password(portal, settings, gpg_key):
    settings.BACKUP_RECIPIENT = gpg_key
    call_command("backup", str(portal / "copies"), stdout=StringIO())
    (path,) = (portal / "copies").iterdir()
    assert path.name.endswith(".tar.gpg")
    empty_portal(portal)
    call_command("restore", str(path), stdout=StringIO())
    assert User.objects.count() == 2


@pytest.mark.parametrize("recipient", ["age1nobody", "nobody@example.org"])
@pytest.mark.usefixtures("keyring")
def test_failed_encryption_leaves_no_readable_backup(portal, settings, recipient, monkeypatch):
    settings.BACKUP_RECIPIENT = recipient
    with pytest.raises(CommandError, match=r"age|gpg"):
        call_command("backup", str(portal / "copies"))
    monkeypatch.setenv("PATH", str(portal))
    with pytest.raises(CommandError, match="apt-get install"):
        call_command("backup", str(portal / "copies"))
    assert list((portal / "copies").iterdir()) == []


@pytest.mark.usefixtures("keyring")
def test_folder_of_backups_never_contains_unencrypted_rows(portal, settings, monkeypatch):
    settings.BACKUP_RECIPIENT = "age1nobody"
    seen: list[str] = []

    def look(program, *arguments):
        seen.extend(path.name for path in (portal / "copies").rglob("*") if path.is_file())
        seen.append(arguments[-1])
        raise SystemExit(143)  # as SIGTERM ends the command

    monkeypatch.setattr(backup_encryption, "_run", look)
    with pytest.raises(SystemExit):
        call_command("backup", str(portal / "copies"))
    (archive,) = seen
    assert Path(archive).is_relative_to(Path(settings.EVIDENCE_DIR).parent)
    assert not Path(archive).is_relative_to(portal / "copies")
    assert list(portal.rglob(".backup-*")) == []


def test_sigterm_ends_with_exit_and_former_handler_returns():
    former = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), exit_on_sigterm():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == former
