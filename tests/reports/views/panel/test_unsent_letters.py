"""Rows of the dashboard about letters that nobody tries to send, and about letters that were given up."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cooperation.models import Letter

LATE, ANCHOR = "1 list czeka zbyt długo na wysłanie", "Znacznik historii nie dotarł na adres archiwum@example.org"


@pytest.fixture(autouse=True)
def _mail_server(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def panel(client: Any, office: Any) -> Any:
    def page() -> str:
        client.force_login(office.coordinator)
        return re.sub(r"\s+", " ", client.get("/panel/").content.decode().replace("\u00a0", " "))

    return page


def write(minutes: int = 0, **fields: Any) -> Letter:
    """Write a letter that has been due for some minutes."""
    due = timezone.now() - timedelta(minutes=minutes)
    return Letter.objects.create(**{"kind": "reminder", "subject": "Termin", "next_try_at": due} | fields)


@pytest.mark.parametrize(("minutes", "is_shown"), [(14, False), (16, True)])
def test_late_letter_is_shown(panel, office, minutes, is_shown):
    write(minutes, recipient=office.officer)
    assert (LATE in panel()) is is_shown


@pytest.mark.parametrize(
    "fields",
    [
        {"sent_at": timezone.now()},
        {"given_up_at": timezone.now()},
        {"taken_until": timezone.now() + timedelta(days=1)},
        {"expires_at": timezone.now() - timedelta(days=3650)},
    ],
)
def test_letter_that_is_not_waiting_is_not_late(panel, office, fields):
    write(16, recipient=office.officer, **fields)
    assert LATE not in panel()


def test_letter_to_disabled_account_is_neither_late_nor_given_up(panel, office):
    office.officer.is_active = False
    office.officer.save()
    write(16, recipient=office.officer)
    write(16, recipient=office.officer, given_up_at=timezone.now())
    assert LATE not in panel()
    assert "nie został wysłany" not in panel()


def test_letter_is_not_late_without_mail_server(panel, office, settings):
    settings.MAIL_IS_SET_UP = False
    write(16, recipient=office.officer)
    assert LATE not in panel()


def test_given_up_head_of_history_comes_first(panel, office):
    now = timezone.now()
    write(kind="chain_head", address="archiwum@example.org", given_up_at=now, created_at=now - timedelta(days=1))
    assert ANCHOR in panel()
    write(recipient=office.officer, given_up_at=now)
    assert "2 listy nie zostały wysłane" in panel()
    assert ANCHOR in panel()
    Letter.objects.update(given_up_at=now - timedelta(days=15))
    assert "nie zostały wysłane" not in panel()


def test_refused_address_of_reader_is_no_task(panel):
    letter = write(kind="reader", address="ewa@example.org", given_up_at=timezone.now())
    assert "nie został wysłany" not in panel()
    Letter.objects.update(given_up_at=letter.expires_at)
    assert "1 list nie został wysłany" in panel()
