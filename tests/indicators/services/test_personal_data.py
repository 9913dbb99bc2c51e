"""Export and anonymisation of a person: `manage.py personal_data`."""

import io
import json
import logging
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import TextField
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services.personal_data.mentions import NOT_SEARCHED, searched_fields
from cooperation.services.personal_data.register import Whose, field_label, fields_of
from indicators.models import Comment, ReaderQuestion, Revision
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


def commented(office: Any, text: str) -> Comment:
    measurement = Revision.objects.get().measurement
    return Comment.objects.create(measurement=measurement, author=office.coordinator, text=text, at=timezone.now())


def test_mentions_list_texts_of_others_with_their_place(anna, office):
    comment = commented(office, "Zapytać Bogumiłę Wzorcową o listy.")
    question = factories.ReaderQuestionFactory(indicator=office.indicator, text="Kto to anna@urzad.example?")
    factories.ReaderQuestionFactory(indicator=office.indicator, text="Co z panią Bogumiłą?", state="unconfirmed")
    Letter.objects.create(recipient=office.coordinator, kind="test", subject="Zwrot: Wzorcowa", text="x")
    office.unit.contact = "p. Wzorcowa, pok. 12"
    office.unit.save()
    lines = [line.strip() for line in personal_data("mentions", "anna.wzorcowa").splitlines()]
    place = f"indicators.comment {comment.pk} text (redact_history usunie)"
    assert f"{place}: Zapytać Bogumiłę Wzorcową o listy." in lines
    assert f"indicators.readerquestion {question.pk} text: Kto to anna@urzad.example?" in lines
    tables = [line.split()[0] for line in lines if ": " in line and "." in line.split()[0]]
    assert sorted(tables[:-1]) == [
        "cooperation.historicalunit",
        "cooperation.letter",
        "cooperation.unit",
        "indicators.comment",
        "indicators.readerquestion",
    ]
    assert "(tylko imię): Co z panią Bogumiłą?" in lines[-2]
    call_command(
        "redact_history", "indicators.comment", str(comment.pk), "text", reason="wniosek", stdout=io.StringIO()
    )
    assert f"indicators.comment {comment.pk}" not in personal_data("mentions", "Bogumiła Wzorcowa")


def test_anonymise_lists_mentions_before_and_after(anna, office):
    anna.is_active = False
    anna.save()
    commented(office, "p. Wzorcowa")
    for options in ((), ("--yes",)):
        assert "indicators.comment" in personal_data("anonymise", "anna.wzorcowa", *options)
    assert "osoba usunięta" in User.objects.get(pk=anna.pk).get_full_name()


def test_mentions_search_every_free_text():
    """Every text of the tables with free texts is searched; each exception is a pattern that matches a field."""
    searched = {f"{model._meta.label}.{name}" for model, names in searched_fields().items() for name in names}
    expected = {
        "indicators.Revision.note",
        "indicators.Decision.text",
        "reports.Chapter.text",
        "cooperation.Change.text",
    }
    expected |= {"reports.Publication.snapshot", "indicators.StoredDraft.edits", "cooperation.HistoricalUnit.contact"}
    assert expected <= searched
    labels = [field_label(field) for model in apps.get_models() for field in model._meta.concrete_fields]
    assert [pattern for pattern in NOT_SEARCHED if not any(fnmatchcase(label, pattern) for label in labels)] == []
    personal = {field_label(field) for whose in Whose for field in fields_of(whose) if isinstance(field, TextField)}
    own = ["auth.*", "account.*", "mfa.*", "sessions.*", "socialaccount.*", "usersessions.*", "*.search_text"]
    own += ["cooperation.CacheEntry.*", "cooperation.PersonIndex.*"]
    assert {label for label in personal - searched if not any(fnmatchcase(label, pattern) for pattern in own)} == set()


def test_person_without_mentions_is_reported(anna):
    assert "Żaden tekst" in personal_data("mentions", "Jan Nieobecny")


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
