"""What `deploy/install` made: units, accounts, folders, roles of the database, nginx."""

import json
import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.installed.conftest import (
    ADMINISTRATOR,
    FOLDER,
    HOST,
    MACHINE,
    OFFICE,
    SECOND,
    attempt,
    measured,
    query,
    run,
    settings_of,
)

JOBS = ("mail", "reminders", "retention", "files", "backup", "verify")
HARDEST = 3.0  # exposure that systemd-analyze may find


def wait_for(check, seconds=90):
    """Return the seconds until the check is true."""
    begun = time.monotonic()
    while not check():
        assert time.monotonic() < begun + seconds, check
        time.sleep(0.5)
    return time.monotonic() - begun


def is_ready(office=OFFICE):
    address = f"http://{settings_of(office)['BIND']}/readyz"
    code = f"import urllib.request; urllib.request.urlopen({address!r}, timeout=5)"
    return attempt("python3", "-c", code).returncode == 0


def test_second_run_changes_nothing_and_asks_nothing():
    again = (FOLDER / "again.log").read_text(encoding="utf-8")
    assert "written" not in again
    assert "Packages" not in again
    assert f"portal {OFFICE} setup_office" in again
    restarts = run("journalctl", "--unit", f"portal@{OFFICE}", "--output=cat", "--no-pager").count("Started portal@")
    assert restarts == 1  # not by the second run, and not by the one for the other office


def test_no_unit_has_failed():
    assert run("systemctl", "--failed", "--no-legend", "--plain").strip() == ""
    for office in (OFFICE, SECOND):
        assert run("systemctl", "is-active", f"portal@{office}").strip() == "active"
        for job in JOBS:
            assert run("systemctl", "is-active", f"portal-{job}@{office}.timer").strip() == "active"


@pytest.mark.parametrize("job", JOBS)
def test_job_runs_within_its_limits(job, indicator_id):
    run("systemctl", "start", f"portal-{job}@{OFFICE}.service")


def test_sender_of_letters_keeps_running():
    run("systemctl", "start", f"portal-mail@{OFFICE}.service")
    time.sleep(5)
    assert run("systemctl", "is-active", f"portal-mail@{OFFICE}.service").strip() == "active"


def test_failed_job_writes_letter_to_administrators(indicator_id):
    run("portal", OFFICE, "setup_office", "--email", ADMINISTRATOR, "--print-link")
    letters = "SELECT count(*) FROM cooperation_letter WHERE key LIKE 'failed-job:portal-backup:%'"
    folder = f"/var/backups/portal/{OFFICE}"
    run("chmod", "0500", folder)
    try:
        assert attempt("systemctl", "start", f"portal-backup@{OFFICE}.service").returncode != 0
        wait_for(lambda: query(letters) == "1")
    finally:
        run("chmod", "0700", folder)
    run("systemctl", "start", f"portal-backup@{OFFICE}.service")


def test_job_that_is_stopped_has_not_failed():
    job = f"portal-verify@{OFFICE}"
    run("systemctl", "start", "--no-block", f"{job}.service")
    wait_for(lambda: run("systemctl", "show", "--property=ActiveState", job).strip() == "ActiveState=activating")
    run("systemctl", "stop", f"{job}.service")
    assert attempt("systemctl", "is-failed", f"{job}.service").returncode != 0


def test_base_backup_runs_and_archive_receives_log():
    query("SELECT pg_switch_wal()", as_user="postgres", database="postgres")
    archive = MACHINE / "var/backups/postgresql/wal"
    wait_for(lambda: any(re.fullmatch(r"[0-9A-F]{24}\.gz", path.name) for path in archive.iterdir()))
    run("systemctl", "start", "portal-base-backup.service")
    bases = [path for path in (MACHINE / "var/backups/postgresql").iterdir() if path.name.startswith("base-")]
    assert {path.name for path in bases[0].iterdir()} >= {"base.tar.gz", "backup_manifest"}


def test_units_are_valid_and_hardened():
    units = [
        f"portal@{OFFICE}.service",
        "portal-base-backup.service",
        *(f"portal-{job}@{OFFICE}.service" for job in JOBS),
    ]
    timers = [f"portal-{job}@{OFFICE}.timer" for job in JOBS]
    folder = "/etc/systemd/system"
    files = [f"{folder}/{unit.replace(f'@{OFFICE}', '@')}" for unit in (*units, *timers)]
    checked = attempt("systemd-analyze", "verify", *files)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    exposures = {}
    for unit in units:
        output = run("systemd-analyze", "security", "--no-pager", unit)
        exposures[unit] = float(re.search(r"exposure level for \S+: ([0-9.]+)", output)[1])
    measured("", "exposure of the worst unit (systemd-analyze security)", max(exposures.values()), f"<= {HARDEST}")
    assert {unit: level for unit, level in exposures.items() if level > HARDEST} == {}


def test_accounts_have_no_shell_and_files_are_private():
    for account in (f"portal-{OFFICE}", f"portal-{OFFICE}-owner"):
        assert run("getent", "passwd", account).strip().endswith(":/usr/sbin/nologin")
    modes = run("stat", "--format", "%n %U:%G %a", f"/etc/portal/{OFFICE}.env", f"/srv/portal/{OFFICE}/evidence",
                f"/var/backups/portal/{OFFICE}", f"/etc/portal/tls/{OFFICE}")  # fmt: skip
    account = f"portal-{OFFICE}"
    assert modes.splitlines() == [
        f"/etc/portal/{OFFICE}.env root:{account} 640",
        f"/srv/portal/{OFFICE}/evidence {account}:{account} 700",
        f"/var/backups/portal/{OFFICE} {account}:{account} 700",
        f"/etc/portal/tls/{OFFICE} root:root 700",
    ]


def test_office_cannot_read_other_office():
    for path in (f"/etc/portal/{SECOND}.env", f"/srv/portal/{SECOND}/evidence", f"/var/backups/portal/{SECOND}"):
        assert attempt("runuser", "-u", f"portal-{OFFICE}", "--", "ls", "-a", path + "/.").returncode != 0
        assert attempt("runuser", "-u", f"portal-{OFFICE}", "--", "cat", path).returncode != 0
    assert "permission denied" in query("SELECT 1", database=f"portal-{SECOND}")


def test_database_has_connections_for_twenty_offices():
    assert int(query("SHOW max_connections")) >= 20 * (12 + 4)


def test_portal_owns_no_table_and_cannot_change_one():
    assert query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == "0"
    for statement in ("DROP TABLE indicators_revision", "ALTER TABLE indicators_revision ADD x int",
                      "TRUNCATE indicators_revision", "CREATE TABLE x (y int)"):  # fmt: skip
        assert re.search("must be owner|permission denied", query(statement)), statement
    for statement in ("UPDATE indicators_revision SET value = 1", "DELETE FROM cooperation_ledgerentry"):
        assert "permission denied" in query(statement), statement
        owner = f"portal-{OFFICE}-owner"
        assert "ERROR" not in query("SELECT count(*) FROM indicators_revision", as_user=owner)
    assert query("SELECT count(*) FROM auth_user").isdecimal()


def test_processes_show_no_password_and_no_database_address():
    arguments = run("bash", "-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '")
    assert "gunicorn" in arguments
    assert settings_of()["SECRET_KEY"] not in arguments
    assert "postgres://" not in arguments


def test_portal_waits_for_late_database():
    run("systemctl", "stop", "postgresql")
    run("systemctl", "restart", "--no-block", f"portal@{OFFICE}")
    time.sleep(20)  # several attempts
    state = run("systemctl", "show", "--property=ActiveState,NRestarts", f"portal@{OFFICE}")
    assert "ActiveState=failed" not in state
    assert int(re.search(r"NRestarts=(\d+)", state)[1]) >= 1
    run("systemctl", "start", "postgresql")
    seconds = wait_for(is_ready)
    measured("G4", "seconds until the portal is ready after a late database", round(seconds), "<= 60")
    assert seconds <= 60
    run("systemctl", "restart", f"portal@{SECOND}")


def test_readiness_looks_at_evidence_folder():
    assert is_ready()
    run("chown", "root:root", f"/srv/portal/{OFFICE}/evidence")
    try:
        assert not is_ready()
    finally:
        run("chown", f"portal-{OFFICE}:portal-{OFFICE}", f"/srv/portal/{OFFICE}/evidence")
    assert is_ready()


# --- nginx ---------------------------------------------------------------------------------------------------


def test_host_name_of_another_office_is_refused():
    done = attempt("/src/deploy/install", "plock", HOST)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{HOST} is a host name of two offices: {OFFICE}, plock" in done.stderr
    assert not (MACHINE / "etc/portal/plock.env").exists()


def test_unknown_host_gets_no_certificate_and_no_answer(send):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name in ("evil.example", "127.0.0.1"):
        with socket.create_connection(("127.0.0.1", 443)) as plain, pytest.raises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname=name)
    with socket.create_connection(("127.0.0.1", 80)) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert plain.recv(100) == b""
    with pytest.raises((ConnectionError, Exception), match=r"without response|reset|421"):
        send("GET", "/", Host="evil.example")
    assert send("GET", "/").status == 200


def test_host_with_port_is_served_and_accepts_forms(send):
    page = send("GET", "/konto/logowanie/", Host=f"{HOST}:443")
    assert page.status == 200
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    body = f"csrfmiddlewaretoken={token}&login=nobody&password=wrong".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    for host in (f"{HOST}:443", HOST, f"{HOST}:8443"):
        answer = send("POST", "/konto/logowanie/", body, Host=host, Origin=f"https://{host}", **headers)
        assert answer.status == 200, host  # the form again: the password is wrong
    assert send("POST", "/konto/logowanie/", body, Origin="https://evil.example", **headers).status == 403


BIG = b"x" * 10_000_000
REFUSALS = {
    "too large for a form": ("POST", "/konto/logowanie/", BIG, 413, "Błąd 413"),
    "NUL in the address": ("POST", "/metoda/?a=%00", BIG, 400, "Błąd 400"),
    "no such page": ("POST", "/nie-ma/", b"x" * 2_000_000, 404, "Błąd 404"),
    "without a token": ("POST", "/konto/logowanie/", b"x" * 2_000_000, 403, "Błąd 403"),
    "more than nginx passes on": ("POST", "/konto/logowanie/", b"x" * 105_000_000, 413, "Błąd 413"),
    "address of 6 KB": ("GET", "/" + "a" * 6000, None, 404, "Błąd 404"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusal_is_page_of_portal(send, refusal):
    method, path, body, status, text = REFUSALS[refusal]
    for _attempt in range(3):  # a closed connection shows as 502 only sometimes
        answer = send(method, path, body)
        assert answer.status == status
        assert text in answer.text
        assert answer.headers["Content-Security-Policy"]


def test_monitoring_addresses(send):
    assert send("GET", "/metrics").status == 404
    assert send("GET", "/healthz").text == "ok"
    bind = settings_of()["BIND"]
    code = f"import urllib.request as u; print(u.urlopen('http://{bind}/metrics').read().decode())"
    figures = run("python3", "-c", code)
    assert "django_http_responses_total_by_status_total" in figures
    assert re.search(r"^portal_newest_backup_timestamp_seconds \d{10}$", figures, re.MULTILINE)
    assert is_ready()


def test_pages_with_tokens_are_not_compressed(send):
    assert "Content-Encoding" not in send("GET", "/konto/logowanie/", Accept_Encoding="gzip").headers
    assert send("GET", "/metoda/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_http_is_redirected_and_challenge_of_certificate_is_served():
    (MACHINE / "var/lib/portal/acme/.well-known/acme-challenge").mkdir(parents=True, exist_ok=True)
    (MACHINE / "var/lib/portal/acme/.well-known/acme-challenge/probe").write_text("token")
    for path, expected in (("/panel/?a=1", b"301"), ("/.well-known/acme-challenge/probe", b"200")):
        with socket.create_connection(("127.0.0.1", 80)) as plain:
            plain.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            assert plain.recv(4000).split()[1] == expected


def test_flood_of_documents_is_limited_but_a_council_is_served(send, indicator_id):
    def ask(_number):
        return send("GET", f"/wskazniki/{indicator_id}/nie-ma.pdf")

    with ThreadPoolExecutor(45) as pool:
        answers = list(pool.map(ask, range(45)))
    refused = [answer for answer in answers if answer.status == 429]
    assert 5 <= len(refused) <= 15
    assert "Błąd 429" in refused[0].text
    assert {send("GET", f"/logo/{'0' * 64}.png").status for _request in range(45)} == {404}


def test_restarting_portal_shows_page_with_retry(send):
    run("systemctl", "stop", f"portal@{OFFICE}")
    try:
        answer = send("GET", "/")
        assert (answer.status, answer.headers["Retry-After"]) == (502, "60")
        assert "Portal chwilowo nie odpowiada" in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    finally:
        run("systemctl", "start", f"portal@{OFFICE}")


# --- logs ----------------------------------------------------------------------------------------------------


def test_logs_are_json_without_secrets_and_share_request_number(send):
    time.sleep(3)  # after the flood above
    secret = "2f-canary-0123456789abcdef"
    answers = []
    for path in (f"/konto/zaproszenie/{secret}/", "/szukaj/?q=kanarek.nowak@example.org", "/nie-ma/?q=kanarek"):
        answers.append(send("GET", path))
    last = answers[-1]
    time.sleep(1)  # nginx writes its line after the answer
    access = (MACHINE / f"var/log/nginx/portal/{OFFICE}.log").read_text(encoding="utf-8")
    lines = {line["request_id"]: line for line in map(json.loads, access.splitlines())}
    line = lines[last.headers["X-Request-ID"]]
    assert line["network"] == "127.0.0.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", line["time"])  # with the offset
    journal = run("journalctl", "--namespace=portal", "--output=cat", "--no-pager")
    entries = [json.loads(line) for line in journal.splitlines() if line.startswith("{")]
    assert last.headers["X-Request-ID"] in [entry.get("request_id") for entry in entries]
    assert all(entry["time"].endswith("+00:00") for entry in entries)
    for text in (access, journal):
        assert "canary" not in text
        assert "kanarek" not in text


def test_logs_of_nginx_are_rotated_and_private():
    for name in (f"{OFFICE}.log", f"{OFFICE}.faults"):
        log = f"/var/log/nginx/portal/{name}"
        assert run("stat", "--format=%A %U %G", log).split() == ["-rw-r-----", "www-data", "adm"]
    checked = run("bash", "-c", "logrotate --debug /etc/logrotate.conf 2>&1")
    assert "error:" not in checked
    assert f"/var/log/nginx/portal/{OFFICE}.log" in checked
    run("logrotate", "--force", "/etc/logrotate.d/portal")
    assert run("stat", "--format=%A", f"/var/log/nginx/portal/{OFFICE}.log").strip() == "-rw-r-----"


def test_sandboxed_service_still_draws_documents(send, indicator_id):
    """PDF (Pango), DOCX reading (pandoc) and images run in processes of the hardened service."""
    time.sleep(12)  # the limit of documents
    answer = send("GET", f"/wskazniki/{indicator_id}/karta.pdf")
    assert (answer.status, answer.text[:5]) == (200, "%PDF-")
    assert send("GET", f"/wskazniki/{indicator_id}/obraz.png").status == 200
