"""Export and anonymisation of a person: `manage.py personal_data`."""

import io
import json
import logging
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db.models import TextField
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services.personal_data.mentions import (
    EDITABLE,
    NOT_SEARCHED,
    REMEDIES,
    remedy_for,
    searched_fields,
)
from cooperation.services.personal_data.register import Whose, field_label, fields_of
from indicators.models import Comment, ReaderQuestion, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements, reader_questions
from tests import factories
from tests.indicators.admin.conftest import filled
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


def edit_log() -> list[str]:
    return [f"{entry.object_repr} {entry.get_change_message()}" for entry in LogEntry.objects.order_by("pk")]


def test_anonymised_person_is_not_in_log_of_administration(anna, office, client):
    """Log entries about units and deputies quote the user name."""
    anna.first_name, anna.last_name = "Żaneta", "Wzorcowa"
    anna.save()
    client.force_login(factories.administrator())
    unit = factories.UnitFactory(name="Biuro Młodzieży")
    address = f"/admin/cooperation/unit/{unit.pk}/change/"
    member = {"members-0-user": anna.pk, "members-0-since": "2026-01-01"}
    assert client.post(address, filled(client.get(address)) | member).status_code == 302
    days = {"since": "2026-01-01", "until": "2026-01-05"}
    deputy = {"person": anna.pk, "deputy": office.coordinator.pk, **days}
    assert client.post("/admin/cooperation/deputy/add/", deputy).status_code == 302
    kind = ContentType.objects.get_for_model(Comment)
    names = ["Żaneta Wzorcowa", "Wzorcowa Żaneta", "anna@urzad.example", "anna.wzorcowa-inna, wanna.wzorcowa"]
    LogEntry.objects.bulk_create(
        LogEntry(user=office.coordinator, content_type=kind, object_repr=name, action_flag=CHANGE, change_message=name)
        for name in names
    )
    assert sum("anna.wzorcowa –" in entry or "anna.wzorcowa →" in entry for entry in edit_log()) == 2
    anna.is_active = False
    anna.save()
    personal_data("anonymise", "anna.wzorcowa", "--yes")
    log = edit_log()
    assert any(f"osoba-usunieta-{anna.pk} – Biuro Młodzieży" in entry for entry in log)
    assert any(entry.startswith(f"osoba-usunieta-{anna.pk} → ") for entry in log)
    new_name = f"osoba usunięta nr {anna.pk}"
    assert log[-4:-1] == [f"{new_name} {new_name}", f"{new_name} {new_name}", "[…] […]"]
    assert log[-1].startswith("anna.wzorcowa-inna, wanna.wzorcowa")


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
    place = f"indicators.readerquestion {question.pk} text (do poprawienia w\u00a0panelu lub administracji)"
    assert f"{place}: Kto to anna@urzad.example?" in lines
    tables = [line.split()[0] for line in lines if ": " in line and "." in line.split()[0]]
    assert sorted(tables[:-1]) == [
        "cooperation.historicalunit",
        "cooperation.letter",
        "cooperation.unit",
        "indicators.comment",
        "indicators.readerquestion",
    ]
    assert "tylko imię): Co z panią Bogumiłą?" in lines[-1]
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


EDITED_IN_PANEL = {
    "indicators.category",  # with its breakdown
    "indicators.readerquestion",
    "indicators.target",
    "reports.chapter",
    "reports.financerow",
}


def test_texts_called_editable_have_a_form(rf):
    """Nothing is called editable that only a database client could correct."""
    request = rf.get("/admin/")
    request.user = User(is_superuser=True, is_active=True)
    editable = {model for model in searched_fields() if remedy_for(model) is EDITABLE}
    for model in editable:
        fields = set(searched_fields()[model]) - set(getattr(model, "RECORDED_TEXTS", ()))
        if fields and model._meta.label_lower not in EDITED_IN_PANEL:
            assert admin.site._registry[model].has_change_permission(request), model
    tables = {model._meta.label_lower for model in apps.get_models()}
    assert [pattern for pattern in REMEDIES if not any(fnmatchcase(table, pattern) for table in tables)] == []


def test_mention_in_log_letter_and_report_says_what_happens_to_it(anna, office):
    LogEntry.objects.create(
        user=anna, object_repr="x", action_flag=CHANGE, change_message=json.dumps([{"added": {"object": "Żółć"}}])
    )
    Letter.objects.create(recipient=office.coordinator, kind="test", subject="Pani Żółć", text="x")
    lines = personal_data("mentions", "Ewa Żółć")
    assert "change_message (dziennik administracji, który pozostaje" in lines
    assert "subject (wiadomość, usuwana 365 dni po wysłaniu)" in lines


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


def test_login_that_is_the_address_of_another_account_is_exported(anna):
    other = factories.administrator(username="anna@urzad.example", email="anna@urzad.example")
    exported = json.loads(personal_data("export", "anna@urzad.example", "--login"))
    assert [row["id"] for row in exported["auth.User"]] == [other.pk]
    assert "cooperation.Letter" not in exported


def test_shared_address_and_unknown_name_are_refused(anna):
    factories.officer(username="druga", email="ANNA@urzad.example")
    for arguments in (("anonymise", "anna@urzad.example", "--yes"), ("export", "anna@urzad.example")):
        with pytest.raises(CommandError, match=r"anna\.wzorcowa, druga"):
            personal_data(*arguments)
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
