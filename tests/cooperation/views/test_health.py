from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client


@pytest.mark.django_db
def test_health_and_readiness_answer_ok(client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").content == b"ok"


@pytest.mark.django_db
def test_not_ready_without_a_database(client):
    with mock.patch("cooperation.views.health.MigrationExecutor", side_effect=OperationalError):
        assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_not_ready_with_unapplied_migrations(client):
    with mock.patch("cooperation.views.health.MigrationExecutor") as executor:
        executor.return_value.migration_plan.return_value = ["one"]
        assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_not_ready_when_evidence_cannot_be_stored(client, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "later" / "evidence"  # created with the first file
    assert client.get("/readyz").status_code == 200
    (tmp_path / "file").touch()
    settings.EVIDENCE_DIR = tmp_path / "file"
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"evidence")


@pytest.mark.django_db
def test_error_page_shows_no_traceback():
    with mock.patch(
        "indicators.views.public.programmes.published_programmes", side_effect=RuntimeError("tajny szczegół")
    ):
        response = Client(raise_request_exception=False).get("/")
    content = response.content.decode()
    assert response.status_code == 500
    assert "tajny" not in content
    assert "Traceback" not in content
    assert "site" in content


def test_unknown_host_answers_400(client):
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_robots_txt_disallows_panel_and_favicon_redirects(client):
    assert b"Disallow: /panel/" in client.get("/robots.txt").content
    assert client.get("/favicon.ico").status_code == 302
