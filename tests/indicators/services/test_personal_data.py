"""Export and anonymisation of a person: `manage.py personal_data`."""

import io
import json
import logging
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from cooperation.models import Letter
from indicators.models import ReaderQuestion, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements, reader_questions
from tests import factories
from tests.indicators.conftest import ON
from tests.indicators.services.test_reader_questions import everything_in_the_database

NAMES = {"username": "anna.wzorcowa", "first_name": "Bogumiła", "last_name": "Wzorcowa", "email": "anna@urzad.example"}


@pytest.fixture
def anna(office: Any) -> User:
    """An officer who recorded a figure and received a letter."""
    person = office.officer
    for name, value in NAMES.items():
        setattr(person, name, value)
    person.save()
    measurements.submit(office.slot("2024"), Figure(Decimal(3)), by=person, based_on=0, on=ON)
    Letter.objects.create(
        recipient=person, kind="test", address=person.email, subject="Pani Anno", text="x", sent_at=timezone.now()
    )
    return person


def personal_data(*arguments: str) -> str:
    out = io.StringIO()
    call_command("personal_data", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["ANNA.wzorcowa", "Anna@urzad.example"])
def test_export_contains_account_figures_and_letters_without_secrets(anna, name, caplog):
    with caplog.at_level(logging.INFO, logger="security"):
        exported = json.loads(personal_data("export", name))
    assert exported["auth.User"][0]["last_name"] == "Wzorcowa"
    assert exported["indicators.Revision"][0]["author_id"] == anna.pk
    assert exported["cooperation.Letter"][0]["subject"] == "Pani Anno"
    assert exported["cooperation.HistoricalUser"]
    assert "password" not in json.dumps(exported)
    assert [record.event for record in caplog.records] == ["personal_data_exported"]
    assert "anna" not in caplog.text.lower()


def test_export_contains_no_rows_of_other_people(anna, office):
    factories.officer(office.unit, username="inna", last_name="Inna")
    assert "Inna" not in personal_data("export", "anna.wzorcowa")


def test_export_of_reader_contains_question(office):
    factories.ReaderQuestionFactory(indicator=office.indicator, email="ewa@example.org", state="unconfirmed")
    assert json.loads(personal_data("export", "EWA@example.org"))["indicators.ReaderQuestion"][0]["text"]


def test_exported_file_is_private_and_never_overwritten(anna, tmp_path):
    path = tmp_path / "anna.json"
    personal_data("export", "anna.wzorcowa", "--output", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError):
        personal_data("export", "anna.wzorcowa", "--output", str(path))


def test_anonymised_account_is_nowhere_and_chain_stays_valid(anna, office, caplog):
    anna.is_active = False
    anna.save()
    with caplog.at_level(logging.INFO, logger="security"):
        output = personal_data("anonymise", "anna.wzorcowa", "--yes")
    assert f"osoba usunięta nr {anna.pk}" in output
    stored = everything_in_the_database()
    assert [value for value in (*NAMES.values(), "wzorcowa") if value in stored] == []
    anna.refresh_from_db()
    assert (anna.get_full_name(), anna.email, anna.has_usable_password()) == (f"osoba usunięta nr {anna.pk}", "", False)
    call_command("verify_history", stdout=io.StringIO())
    assert Revision.objects.get().author == anna
    assert anna.history.first().history_change_reason == "anonimizacja"
    assert [record.event for record in caplog.records if record.name == "security"] == ["person_anonymised"]


def test_anonymise_asks_for_confirmation_and_refuses_active_account(anna):
    with pytest.raises(CommandError, match="czynne"):
        personal_data("anonymise", "anna.wzorcowa", "--yes")
    anna.is_active = False
    anna.save()
    assert "--yes" in personal_data("anonymise", "anna.wzorcowa")
    anna.refresh_from_db()
    assert anna.last_name == "Wzorcowa"


def test_anonymise_refuses_shared_address_and_unknown_name(anna):
    factories.officer(username="druga", email="ANNA@urzad.example")
    with pytest.raises(CommandError, match=r"anna\.wzorcowa, druga"):
        personal_data("anonymise", "anna@urzad.example", "--yes")
    with pytest.raises(CommandError, match="nikt"):
        personal_data("export", "nikt")


def test_anonymised_reader_is_nowhere_and_question_can_be_answered(office):
    question = factories.ReaderQuestionFactory(indicator=office.indicator, email="ewa@example.org", state="waiting")
    Letter.objects.create(kind="reader", address="Ewa@example.org", subject="Pytanie", is_confidential=True)
    assert "ewa@example.org" in everything_in_the_database().lower()
    personal_data("anonymise", "ewa@example.org", "--yes")
    assert "ewa@example.org" not in everything_in_the_database().lower()
    reader_questions.publish(question, question.text, "Odpowiedź.", office.coordinator, now=timezone.now())
    assert (ReaderQuestion.objects.get().state, Letter.objects.exists()) == ("published", False)
