"""The button that reminds units: messages, other people, forged posts."""

from typing import Any

import pytest

from cooperation.models import Letter

ADDRESS = "/panel/przypomnienia/"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-04-14T06:12:00Z")


@pytest.fixture
def late(office: Any, client: Any) -> Any:
    office.officer.email = "urzednik@example.org"
    office.officer.save()
    client.force_login(office.coordinator)
    return office


@pytest.mark.parametrize("unit", ["own", "wszystkie"])
def test_button_queues_reminder_and_returns_to_the_row(late, client, unit):
    value = str(late.unit.pk) if unit == "own" else unit
    answer = client.post(ADDRESS, {"unit": value}, follow=True)
    assert answer.redirect_chain == [("/panel/#h-po", 302)]
    content = answer.content.decode().replace("\u00a0", " ")
    assert "Przypomnienie do 1 jednostki jest w kolejce" in content
    assert "Przypomnienie w kolejce od 8.12." in content
    assert Letter.objects.get().recipient == late.officer


def test_second_press_says_that_nothing_was_queued(late, client):
    client.post(ADDRESS, {"unit": "wszystkie"})
    answer = client.post(ADDRESS, {"unit": str(late.unit.pk)}, follow=True)
    assert "Nie dodano żadnego przypomnienia" in answer.content.decode().replace("\u00a0", " ")
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("unit", ["", "0", "-1", "٣", "x", "1" * 5000, "999999999", "\0"])
def test_forged_unit_returns_404(late, client, unit):
    assert client.post(ADDRESS, {"unit": unit}).status_code == 404
    assert not Letter.objects.exists()


def test_officer_may_not_remind(late, client):
    client.force_login(late.officer)
    assert client.post(ADDRESS, {"unit": "wszystkie"}).status_code == 403
    assert not Letter.objects.exists()
