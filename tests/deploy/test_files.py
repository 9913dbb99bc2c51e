"""The files of `deploy/` agree with the portal and with each other; `make deploy-check` shows that they work."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command, get_commands

from cooperation import wsgi
from cooperation.management.commands.write_error_pages import PAGES
from cooperation.services.personal_data.register import FAULT_DAYS
from tests.environment import PROJECT

DEPLOY = PROJECT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
UNITS = [path for path in SERVICES if path.stem not in ("portal-base-backup", "portal-failure@")]  # of an office
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
SCRIPTS = [
    "install",
    "portal",
    "container",
    "report-failure",
    "postgresql/base-backup",
    "postgresql/container-roles.sh",
]


def text(path: Path | str) -> str:
    return (DEPLOY / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_executable_and_parses(script):
    assert os.access(DEPLOY / script, os.X_OK)
    subprocess.run(["bash", "-n", DEPLOY / script], check=True)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_unit_runs_existing_command_as_account_of_its_office(unit):
    content = text(unit)
    commands = re.findall(r"manage\.py (\w+)", content)
    assert commands
    assert set(commands) <= set(get_commands())
    assert "User=portal-%i\nGroup=portal-%i\n" in content
    assert "Environment=ENV_FILE=/etc/portal/%i.env\n" in content
    assert "SECRET_KEY" not in content


def test_jobs_of_container_are_those_of_timers():
    timed = {
        command for unit in UNITS if unit.stem != "portal@" for command in re.findall(r"manage\.py (\w+)", text(unit))
    }
    assert set(re.findall(r"^ +job (\w+)", text("container"), re.MULTILINE)) == timed


def test_every_job_has_timer_that_install_starts():
    jobs = {unit.stem.removesuffix("@") for unit in UNITS} - {"portal"}
    assert {timer.stem.removesuffix("@") for timer in TIMERS} == jobs | {"portal-base-backup"}
    names = re.search(r"^units=\(([^)]*)\)", text("install"), re.MULTILINE)[1].split()
    assert names[0] == "portal"
    assert set(names[1:]) == jobs
    removed = re.search(r"portal-\{([a-z,]+)\}@torun\.timer", text("README.md"))[1]
    assert {f"portal-{name}" for name in removed.split(",")} == jobs
    for job in jobs:
        assert f"`{job}@" in text("README.md")


def test_units_that_write_files_keep_them_private():
    assert "\nUMask=0077\n" in text("systemd/hardening.conf")  # deploy/install adds it to each unit of an office
    assert "\nUMask=0077\n" in text("systemd/portal-base-backup.service")
    assert [unit.stem for unit in UNITS if "\nUser=portal-%i\n" not in text(unit)] == []
    assert """grep -q '^User=portal-%i$' "$file" && put deploy/systemd/hardening.conf""" in text("install")


def test_jobs_have_lower_priority_than_portal():
    jobs = [text(unit) for unit in SERVICES if unit.stem not in ("portal@", "portal-failure@")]
    assert len(jobs) == 7
    assert all("\nNice=19" in job and "\nCPUWeight=20\n" in job for job in jobs)


def test_sender_of_letters_restarts_with_portal():
    assert "\nPartOf=portal@%i.service\n" in text("systemd/portal-mail@.service")


def test_failure_of_a_job_is_reported():
    """Failures of sending are on the page of notifications, and a letter about them could not be sent either."""
    reported = {unit.stem for unit in SERVICES if "\nOnFailure=portal-failure@%N.service\n" in text(unit)}
    assert {unit.stem for unit in SERVICES} - reported == {"portal@", "portal-mail@", "portal-failure@"}
    assert "\nSuccessExitStatus=SIGTERM\n" in text("systemd/hardening.conf")  # an update stops running jobs


@pytest.mark.parametrize(
    ("unit", "letters"),
    [
        ("portal-backup@torun", ["torun report_failed_job portal-backup"]),
        ("portal-verify@kujawsko-pomorskie", ["kujawsko-pomorskie report_failed_job portal-verify"]),
        (
            "portal-base-backup",
            ["kujawsko-pomorskie report_failed_job portal-base-backup", "torun report_failed_job portal-base-backup"],
        ),
    ],
)
def test_failure_is_reported_to_its_office_or_to_all(tmp_path, unit, letters):
    for name in ("torun.env", "kujawsko-pomorskie.env", "torun.nginx.conf"):
        (tmp_path / name).touch()
    portal = tmp_path / "portal"
    portal.write_text(f'#!/bin/bash\necho "$@" >>{tmp_path}/calls\nexit 1\n', encoding="utf-8")
    portal.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "SETTINGS": str(tmp_path)}
    assert subprocess.run([DEPLOY / "report-failure", unit], env=env, check=False).returncode == 1
    assert (tmp_path / "calls").read_text(encoding="utf-8").splitlines() == letters


def test_evidence_files_are_read_nightly():
    readers = [unit.stem for unit in UNITS if re.search("sweep_evidence|verify_history", text(unit))]
    assert readers == ["portal-verify@"]
    assert "OnCalendar=*-*-* 03:00" in text("systemd/portal-verify@.timer")


def test_portal_never_gives_up_on_database():
    content = text("systemd/portal@.service")
    assert "\nStartLimitIntervalSec=0\n" in content
    assert "\nRestart=always\n" in content
    assert "manage.py check --database default" in content


def test_nginx_passes_on_more_than_portal_accepts_and_portal_reads_all_of_it():
    limit = int(re.search(r"client_max_body_size (\d+)m;", text("nginx/office.conf"))[1]) * 1024**2
    assert settings.BODY_MAX_BYTES < limit == wsgi.MAX_DISCARDED_BYTES


def test_nginx_shows_pages_that_the_command_writes(tmp_path):
    named = set(re.findall(r"/(\d{3})\.html;", text("nginx/office.conf")))
    assert named == set(PAGES)
    call_command("write_error_pages", str(tmp_path))
    for status in PAGES:
        page = (tmp_path / f"{status}.html").read_text(encoding="utf-8")
        assert f"Błąd {status}" in page
        assert "<script" not in page
        assert 'lang="pl"' in page


def test_nginx_logs_no_secret_of_a_link_and_no_query():
    secret = re.compile(re.search(r'"~(\^\(\?<link>.*)" "', text("nginx/portal.conf"))[1].replace("?<", "?P<"))
    for address in (
        "/konto/haslo/nowe/2f-x/",
        "/en/konto/zaproszenie/2f-x/",
        "/powiadomienia/rezygnacja/t/",
        "/pytania/ab/",
    ):
        assert address.startswith(secret.match(address)["link"])
        assert len(secret.match(address)["link"]) < len(address)
    assert "$request_uri" not in text("nginx/portal.conf").partition("log_format")[2]
    assert "$remote_addr" not in text("nginx/portal.conf").partition("log_format")[2]


def test_terms_of_logs_and_backups_are_those_of_the_privacy_page():
    (journal,) = re.findall(r"^MaxRetentionSec=(\d+)day$", text("systemd/journald@portal.conf"), re.MULTILINE)
    assert int(journal) == settings.LOG_DAYS
    rules = dict(re.findall(r"^(/var/log/nginx/\S+) \{\n(.*?)^\}", text("logrotate/portal"), re.MULTILINE | re.DOTALL))
    terms = {name: set(re.findall(r"(?:rotate|maxage) (\d+)\n", rule)) for name, rule in rules.items()}
    assert terms == {
        "/var/log/nginx/portal/*.log": {str(settings.LOG_DAYS)},
        "/var/log/nginx/portal/*.faults": {str(FAULT_DAYS)},
    }
    assert all("daily\n" in rule and "ifempty\n" in rule for rule in rules.values())  # else a line would stay longer
    for file in ("systemd/portal-backup@.service", "install", "container"):
        assert set(re.findall(r"--keep (\d+)", text(file))) == {str(settings.BACKUP_DAYS)}, file


def test_logs_of_nginx_are_where_logrotate_looks():
    logs = set(re.findall(r"(?:access|error)_log (\S+)", text("nginx/office.conf")))
    assert logs == {"/var/log/nginx/portal/@OFFICE@.log", "/var/log/nginx/portal/@OFFICE@.faults"}
    assert "put deploy/logrotate/portal /etc/logrotate.d/portal" in text("install")


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_logrotate_reads_the_file(tmp_path):
    rules = tmp_path / "portal"
    rules.write_text(text("logrotate/portal"), encoding="utf-8")
    command = ["logrotate", "--debug", "--state", tmp_path / "state", rules]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "error" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize(
    ("address", "is_limited"),
    [("/wskazniki/1/karta.pdf", True), ("/wskazniki/1/obraz.png", True), ("/logo/0a1b.png", False), ("/", False)],
)
def test_nginx_limits_documents_but_not_logos(address, is_limited):
    content = text("nginx/office.conf")
    assert "limit_req zone=portal_documents burst=30 delay=10;" in content
    exempt = re.findall(r"location \^~ (\S+) \{ proxy_pass", content)
    limited = re.search(r"location ~ (\S+) \{\s+limit_req", content)[1]
    assert (re.search(limited, address) is not None and not address.startswith(tuple(exempt))) == is_limited


def test_logs_name_the_offset_of_their_times():
    assert '"time":"$time_iso8601"' in text("nginx/portal.conf")


def test_settings_written_by_install_are_documented():
    written = re.search(r"<<SETTINGS\n(.*?)\nSETTINGS", text("install"), re.DOTALL)[1]
    names = set(re.findall(r"^#? ?([A-Z_]+)=", written, re.MULTILINE))
    documented = set(
        re.findall(r"^#? ?([A-Z_]+)=", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= names
    assert names <= documented


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Toruń", "x.example.org"], "an office has up to 18 small letters"),
        (["portal-very-long-office-name", "x.example.org"], "an office has up to 18 small letters"),
        (["never-installed"], "name the host, too"),
        (["torun", "x.example.org;rm"], "is not a host name"),
    ],
)
def test_install_refuses_wrong_arguments_before_it_changes_anything(tmp_path, arguments, message):
    for name in ("id", "apt-get"):
        program = tmp_path / name
        program.write_text('#!/bin/bash\n[ "$1" = -u ] && echo 0\nexit 0\n', encoding="utf-8")
        program.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([str(DEPLOY / "install"), *arguments], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr


def test_both_programs_that_build_images_leave_out_the_same_files():
    """Podman reads `.containerignore`, Docker `.dockerignore`."""
    ignored = (PROJECT / ".containerignore").read_text(encoding="utf-8")
    assert (PROJECT / ".dockerignore").read_text(encoding="utf-8") == ignored
    assert {".env", "var", "deploy/secrets"} <= set(ignored.split())


def test_containers_can_have_every_setting_of_an_office():
    compose = yaml.safe_load(text("compose.yaml"))
    for name in ("migrate", "portal", "jobs"):
        service = compose["services"][name]
        assert service["env_file"] == ["./secrets/office.env"]
        fixed = {"ALLOWED_HOSTS", "SECRET_KEY_FILE", "DATABASE_URL_FILE", "APP_ROLE"}
        assert set(service["environment"]) <= fixed  # what is here overrules the file


def test_container_reads_secrets_from_files(tmp_path):
    secrets = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "SECRET_KEY": os.environ["SECRET_KEY"]}
    env = {name: text for name, text in os.environ.items() if name not in secrets}
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        env[f"{name}_FILE"] = str(tmp_path / name)
    command = [str(DEPLOY / "container"), "migrate", "contenttypes", "--verbosity=0"]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.sqlite3").exists()
    assert subprocess.run(
        [DEPLOY / "container", "no_such_command"], cwd=PROJECT, env=env, capture_output=True, check=False
    ).returncode
