"""The cluster is restored from the base backup and the archived log to a moment, as deploy/README.md describes.

The file's name puts it after the tests that need the cluster as it is.
"""

import time

from tests.deploy.installed.conftest import MACHINE, OFFICE, query, run

ARCHIVE = MACHINE / "var/backups/postgresql"
RESTORE = """
data=$(echo /var/lib/postgresql/*/main)
configuration=$(echo /etc/postgresql/*/main/conf.d)
systemctl stop 'portal*@*' postgresql
mv "$data" "$data.old"
install -d -o postgres -g postgres -m 0700 "$data"
base=$(ls -d /var/backups/postgresql/base-* | tail -n 1)
runuser -u postgres -- tar -xzf "$base/base.tar.gz" -C "$data"
runuser -u postgres -- touch "$data/recovery.signal"
cat >"$configuration/recovery.conf" <<CONF
restore_command = 'gunzip < /var/backups/postgresql/wal/%f.gz > %p'
recovery_target_time = 'MOMENT'
recovery_target_action = 'promote'
CONF
systemctl start postgresql
"""


def ask(statement: str) -> str:
    return query(statement, as_user="postgres", database="postgres")


def archive_current_log() -> None:
    name = ask("SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + 60
    while not (ARCHIVE / "wal" / f"{name}.gz").exists():
        assert time.monotonic() < deadline, name
        time.sleep(0.5)


def test_cluster_returns_to_moment_between_two_backups(indicator_id: int) -> None:
    run("systemctl", "start", "portal-base-backup.service")
    assert len(list(ARCHIVE.glob("base-*"))) <= 2
    ask("CREATE TABLE marks (name text)")
    ask("INSERT INTO marks VALUES ('before')")
    time.sleep(1)
    moment = ask("SELECT clock_timestamp()")
    time.sleep(1)
    ask("INSERT INTO marks VALUES ('after')")
    archive_current_log()
    people = query("SELECT count(*) FROM auth_user")
    run("bash", "-ec", RESTORE.replace("MOMENT", moment))
    deadline = time.monotonic() + 90
    while ask("SELECT pg_is_in_recovery()") != "f":
        assert time.monotonic() < deadline
        time.sleep(1)
    assert ask("SELECT string_agg(name, ',') FROM marks") == "before"
    assert query("SELECT count(*) FROM auth_user") == people
    run("bash", "-c", "rm /etc/postgresql/*/main/conf.d/recovery.conf")
    run("systemctl", "start", f"portal@{OFFICE}", f"portal-mail@{OFFICE}.timer")
