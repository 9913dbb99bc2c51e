"""Texts of notifications."""

from datetime import timedelta

from cooperation.models import Letter
from indicators.services.notifications import queue
from tests import factories
from tests.indicators.services.notifications.conftest import DUE


def test_one_message_lists_all_figures_with_links(mailing):
    other = factories.in_programme(mailing.programme, unit=mailing.unit, name="Liczba konkursów")
    queue.write_notifications(on=DUE - timedelta(days=14))
    row = Letter.objects.get()
    assert row.subject.replace("\u00a0", " ") == "2 pomiary do 31 marca 2025 r."
    for indicator in (mailing.indicator, other):
        link = f"https://portal.example.org/panel/wskazniki/{indicator.pk}/pomiary/2024/"
        assert row.text.count(f"{link}\n") == 1
        assert row.html.count(f'href="{link}"') == 1
    assert "https://portal.example.org/panel/powiadomienia/" in row.text
