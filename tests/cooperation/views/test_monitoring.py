"""`/metrics` answers only a client on this machine, and counts the requests of all processes."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from cooperation.models import Letter
from tests import databases, environment

COUNT = """
from django.test import Client
local = Client()
for _ in range(3):
    local.get("/healthz")
print(local.get("/metrics").content.decode())
"""


@pytest.fixture
def switched_on(settings):
    settings.METRICS = True


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
    ],
)
@pytest.mark.django_db
def test_only_local_client_sees_metrics(client, switched_on, facts, status):
    assert client.get("/metrics", **facts).status_code == status


@pytest.mark.django_db
def test_metrics_are_off_without_folder(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_metrics_contain_time_of_newest_backup(client, switched_on, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    name = "\nportal_newest_backup_timestamp_seconds"
    assert name not in client.get("/metrics").content.decode()
    for day, seconds in ((1, 1_700_000_000), (2, 1_700_086_400)):
        path = tmp_path / f"portal-2026010{day}T010000Z.tar.age"
        path.touch()
        os.utime(path, (seconds, seconds))
    (tmp_path / "portal-notes.txt").touch()
    assert f"{name} 1700086400\n" in client.get("/metrics").content.decode()
    settings.BACKUP_DIR = str(tmp_path / "missing")
    assert client.get("/metrics").status_code == 200


@pytest.mark.django_db
def test_metrics_contain_time_of_oldest_late_letter(client, switched_on, settings):
    settings.MAIL_IS_SET_UP = True
    name, now = "\nportal_oldest_late_letter_timestamp_seconds", timezone.now()
    for minutes in (1, 16, 20):
        assert (name in client.get("/metrics").content.decode()) is (minutes == 20)
        due = now - timedelta(minutes=minutes)
        Letter.objects.create(kind="failed_job", address="a@example.org", subject="x", next_try_at=due)
    assert f"{name} {(now - timedelta(minutes=20)).timestamp():.0f}\n" in client.get("/metrics").content.decode()


def test_second_process_sees_requests_of_first(tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    variables = {"PROMETHEUS_MULTIPROC_DIR": str(folder), "ALLOWED_HOSTS": "testserver"}
    pages = [
        databases.run_on(url, "manage.py", "shell", "--no-imports", "-c", COUNT, **variables) for _process in range(2)
    ]
    name = 'django_http_responses_total_by_status_view_method_total{method="GET",status="200",view="healthz"}'
    assert [f"{name} {count}.0" in page for count, page in zip((3, 6), pages, strict=True)] == [True, True]
    assert environment.PROJECT.name not in pages[0]


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost", "[::1]:8001"])
def test_health_answers_on_loopback_without_public_host_and_tls(tmp_path, host):
    question = (
        "from django.test import Client\n"
        f"print([Client().get(path, headers={{'host': '{host}'}}).status_code for path in ('/healthz', '/metoda/')])"
    )
    variables = {"ALLOWED_HOSTS": "monitoring.example.org", "SECURE_SSL_REDIRECT": "1"}
    output = databases.run_on(
        f"sqlite:///{tmp_path / 'x.sqlite3'}", "manage.py", "shell", "--no-imports", "-c", question, **variables
    )
    assert output.strip() == "[200, 301]"
