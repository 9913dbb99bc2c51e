"""The daily letter with the head of the history."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from cooperation.models import LedgerHead, Letter
from cooperation.services.history_letters import write_head_letter
from tests.indicators.conftest import office

__all__ = ["office"]
DAY = date(2026, 3, 1)


@pytest.fixture
def address(settings, office):
    settings.HISTORY_ANCHOR_EMAIL = "archiwum@example.org"
    return settings.HISTORY_ANCHOR_EMAIL


def test_letter_carries_head_to_configured_address_once_a_day(address):
    letter = write_head_letter(on=DAY)
    assert (letter.address, letter.kind, letter.recipient) == (address, Letter.Kind.CHAIN_HEAD, None)
    assert str(LedgerHead.objects.get()) in letter.text
    assert "verify_history --expect" in letter.text
    assert write_head_letter(on=DAY) is None
    assert write_head_letter(on=date(2026, 3, 2)) is not None


def test_no_letter_without_address(office):
    assert write_head_letter(on=DAY) is None
    assert not Letter.objects.exists()


def test_hourly_command_writes_letter(address):
    call_command("send_reminders", stdout=StringIO())
    assert Letter.objects.filter(kind=Letter.Kind.CHAIN_HEAD).count() == 1
