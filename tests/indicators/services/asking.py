"""What tests of readers' questions share: a question on its way, letters that are sent at once, the whole database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection

from cooperation.models import Programme
from indicators.models import ReaderQuestion
from indicators.services import reader_letters, reader_questions
from indicators.services.reader_questions import Asked

NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
EMAIL = "Ewa.Czytelna@example.org"
ASKED = Asked("question", 2024, "Skąd ta liczba? Ewa, tel. 600 100 200", EMAIL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _mail(settings: Any, time_machine: Any, monkeypatch: Any) -> None:
    """Letters are sent at once, in this thread: another one does not see what a test has not committed."""
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(reader_letters, "send_beside", lambda number: reader_letters.send(only=number))


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    """What happens once the transaction is kept."""

    def run(do: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return do()

    return run


def ask(office: Any, asked: Asked = ASKED, key: str = "k", now: datetime = NOW) -> Any:
    return reader_questions.ask(office.indicator, asked, form_key=key, language="pl", now=now)


@pytest.fixture
def waiting(office: Any) -> ReaderQuestion:
    office.coordinator.email = "koord@example.org"
    office.coordinator.save()
    return reader_questions.confirm(ask(office), now=NOW)


def publish(question: ReaderQuestion, by: Any, text: str = "", answer: str = "Z list.") -> ReaderQuestion:
    return reader_questions.publish(question, text or question.text, answer, by, now=NOW + HOUR)


def version() -> int:
    return Programme.objects.get().content_version


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def only_letter() -> Any:
    (letter,) = outgoing.outbox
    return letter
