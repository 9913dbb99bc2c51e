"""The hourly command `send_reminders`."""

from unittest import mock

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from cooperation.services import delivery
from tests.indicators.services.notifications.conftest import notification_keys


def test_send_reminders_prints_counts_and_dry_run_writes_nothing(mailing, time_machine, capsys):
    time_machine.move_to("2025-04-07T08:00:00Z", tick=False)
    call_command("send_reminders", "--dry-run")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["urzednik@example.org", "overdue:2025-04-07"],
        ["koord@example.org", "digest:2025-W15"],
    ]
    assert notification_keys() == []
    is_down = mock.patch.object(EmailBackend, "send_messages", side_effect=ConnectionRefusedError)
    with is_down, pytest.raises(CommandError):
        call_command("send_reminders")
    time_machine.shift(delivery.PAUSES[0])
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == [
        "Zapisano: 2, wysłano: 0, nie udało się wysłać: 1, czeka: 2.",
        "Zapisano: 0, wysłano: 2, nie udało się wysłać: 0, czeka: 0.",
        "Zapisano: 0, wysłano: 0, nie udało się wysłać: 0, czeka: 0.",
    ]
