"""Letters in the log of messages: deleted after MAIL_LOG_DAYS, and not earlier."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cooperation.models import Letter


@pytest.mark.parametrize("ended", ["sent_at", "given_up_at"])
def test_retention_deletes_old_letters_and_no_younger(db: Any, settings: Any, capsys: Any, ended: str) -> None:
    settings.MAIL_LOG_DAYS = 100
    now = timezone.now()
    for subject, days in (("old", 101), ("young", 99)):
        Letter.objects.create(kind="test", subject=subject, text="x", **{ended: now - timedelta(days=days)})
    Letter.objects.create(kind="test", subject="unsent", text="x", created_at=now - timedelta(days=1000))
    call_command("retention")
    assert sorted(Letter.objects.values_list("subject", flat=True)) == ["unsent", "young"]
    assert "dzienniku wiadomości: 1" in capsys.readouterr().out
