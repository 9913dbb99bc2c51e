"""A machine is lost: from the nightly backup and the settings file the portal runs again within five minutes.

The file's name puts it last, because it deletes the office's database, folders and settings.
"""

import json
import shutil
import tarfile
import time

from tests.deploy.installed.conftest import FOLDER, HOST, MACHINE, OFFICE, attempt, measured, query, run

BACKUPS = MACHINE / "var/backups/portal" / OFFICE
LIMIT = 300  # seconds
LOSE = f"""
systemctl stop portal@{OFFICE} 'portal-*@{OFFICE}.timer'
systemctl stop 'portal-*@{OFFICE}.service'
runuser -u postgres -- dropdb --force portal-{OFFICE}
runuser -u postgres -- dropuser portal-{OFFICE}
runuser -u postgres -- dropuser portal-{OFFICE}-owner
rm -rf /srv/portal/{OFFICE} /var/backups/portal/{OFFICE} /etc/portal/{OFFICE}.env
rm -f /etc/nginx/sites-*/portal-{OFFICE} /etc/systemd/system/multi-user.target.wants/portal@{OFFICE}.service
userdel portal-{OFFICE}-owner
userdel portal-{OFFICE}
"""


def newest_backup():
    return max(BACKUPS.glob("portal-*.tar"))


def manifest_of(path):
    with tarfile.open(path) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        return json.load(file)


def test_lost_office_is_restored_within_five_minutes(send, indicator_id):
    page = send("GET", f"/wskazniki/{indicator_id}/").text
    run("systemctl", "start", f"portal-backup@{OFFICE}.service")
    saved = FOLDER / "saved"
    shutil.rmtree(saved, ignore_errors=True)
    saved.mkdir()
    backup = newest_backup()
    assert backup.stat().st_mode & 0o777 == 0o600
    shutil.copy2(backup, saved)
    shutil.copy2(MACHINE / "etc/portal" / f"{OFFICE}.env", saved)
    before = manifest_of(backup)
    assert before["tables"]["indicators.Revision"]["rows"] >= 1
    run("bash", "-ec", LOSE)
    assert attempt("getent", "passwd", f"portal-{OFFICE}").returncode != 0

    begun = time.monotonic()
    shutil.copy2(saved / f"{OFFICE}.env", MACHINE / "etc/portal")
    (MACHINE / "root" / backup.name).write_bytes((saved / backup.name).read_bytes())
    run("/src/deploy/install", OFFICE, HOST)
    restored = run("portal", OFFICE, "restore", f"/root/{backup.name}")
    run("systemctl", "restart", f"portal@{OFFICE}")
    while send("GET", "/readyz").status != 200:
        assert time.monotonic() < begun + LIMIT
        time.sleep(1)
    seconds = time.monotonic() - begun
    measured("G8", "seconds from nothing to the restored portal", round(seconds), f"<= {LIMIT}")
    assert seconds <= LIMIT
    assert str(sum(table["rows"] for table in before["tables"].values())) in restored
    assert send("GET", f"/wskazniki/{indicator_id}/").text == page
    run("systemctl", "start", f"portal-backup@{OFFICE}.service")
    after = manifest_of(newest_backup())
    assert after["files"] == before["files"]
    counts = {"cooperation.CacheEntry"}  # counted requests
    assert {k: v for k, v in after["tables"].items() if k not in counts} == {
        k: v for k, v in before["tables"].items() if k not in counts
    }
    assert query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == "0"
