"""Services of readers' questions, from the form to the answer and the deletion of personal data."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection

from cooperation.models import Change, Letter, Programme
from cooperation.services import delivery
from indicators.models import MailChoice, ReaderQuestion
from indicators.queries.indicators import indicator_page
from indicators.queries.reader_questions import confirmed_question, question_by_link, token_hash
from indicators.services import errors, reader_question_letters, reader_questions
from indicators.services.reader_questions import NewQuestion
from tests import factories

NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
EMAIL = "Ewa.Czytelna@example.org"
ASKED = NewQuestion(kind="question", year=2024, text="Skąd ta liczba? Ewa, tel. 600 100 200", email=EMAIL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _mail(settings: Any, time_machine: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def commit() -> Any:
    """Return a function that calls `do` and then sends the letters in the outbox."""

    def run(do: Any) -> Any:
        returned = do()
        delivery.send()
        return returned

    return run


def ask(office: Any, asked: NewQuestion = ASKED, key: str = "k", now: datetime = NOW) -> Any:
    return reader_questions.ask(office.indicator, asked, form_key=key, language="pl", now=now)


@pytest.fixture
def waiting(office: Any) -> ReaderQuestion:
    office.coordinator.email = "koord@example.org"
    office.coordinator.save()
    question = reader_questions.confirm(ask(office), now=NOW)
    Letter.objects.all().delete()  # to the coordinator
    return question


def publish(question: ReaderQuestion, by: Any, text: str = "", answer: str = "Z list.") -> ReaderQuestion:
    return reader_questions.publish(question, text or question.text, answer, by, now=NOW + HOUR)


def version() -> int:
    return Programme.objects.get().content_version


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def only_letter() -> Any:
    (letter,) = outgoing.outbox
    return letter


# --- asking --------------------------------------------------------------------------------------------------------


def test_ask_stores_question_and_sends_confirmation_link(office, commit):
    before = version()
    question = commit(lambda: ask(office))
    row = ReaderQuestion.objects.get()
    assert (row.state, row.kind, row.year, row.text, row.email) == ("unconfirmed", *_of(ASKED))
    assert (row.asked_at, row.confirmed_at, row.due_on) == (NOW, None, None)
    assert (version(), Change.objects.count()) == (before, 0)
    assert confirmed_question(question.pk) is None
    letter = only_letter()
    assert letter.to == [EMAIL]
    assert letter.subject == "Potwierdź pytanie: Liczba warsztatów"
    html = letter.alternatives[0][0]
    for body in (letter.body, html):
        link = re.search(r"https://portal.example.org/pytania/([0-9a-f]{64})/", body)
        assert question_by_link(link[1]) == row
        assert "600" not in body  # whoever has not confirmed writes to nobody
    assert "Link działa 3 dni." in letter.body


def _of(asked: NewQuestion) -> tuple[Any, ...]:
    return asked.kind, asked.year, asked.text, asked.email


def test_confirmation_link_is_not_stored(office, settings):
    question = ask(office)
    token = reader_question_letters.token_of(question.form_sha256)
    assert question.token_sha256 == token_hash(token)
    assert token not in everything_in_the_database()
    settings.SECRET_KEY = "another-secret-key-that-nobody-knows-0123456789"
    assert reader_question_letters.token_of(question.form_sha256) != token


def test_ask_twice_with_same_form_stores_one_question(office, commit):
    assert ask(office) is not None
    assert commit(lambda: ask(office)) is None
    assert (
        commit(lambda: ask(office, NewQuestion(kind="question", year=2024, text="Inaczej.", email=EMAIL))) is not None
    )
    assert commit(lambda: ask(office, key="other")) is not None
    assert (ReaderQuestion.objects.count(), len(outgoing.outbox)) == (3, 3)


def test_ask_stores_ten_questions_per_address_and_day(office, commit):
    sent = [commit(lambda number=number: ask(office, key=str(number))) for number in range(11)]
    assert [question is not None for question in sent] == [True] * 10 + [False]
    in_capitals = NewQuestion(kind="error", year=None, text="Inny tekst", email=EMAIL.upper())
    assert commit(lambda: ask(office, in_capitals, now=NOW + DAY - HOUR)) is None
    other = NewQuestion(kind="error", year=None, text="Inny tekst", email="inny@example.org")
    assert commit(lambda: ask(office, other)) is not None
    assert commit(lambda: ask(office, in_capitals, now=NOW + DAY + HOUR)) is not None
    assert [letter.to for letter in outgoing.outbox] == [[EMAIL]] * 10 + [["inny@example.org"], [EMAIL.upper()]]


@pytest.mark.parametrize("text", ["", " \r\n ", "\u200b\u202e", "\x07"])
def test_ask_rejects_empty_text(office, text):
    with pytest.raises(errors.WordsRequired):
        ask(office, NewQuestion(kind="question", year=None, text=text, email=EMAIL))


def test_ask_removes_invisible_characters(office):
    question = ask(
        office, NewQuestion(kind="question", year=None, text=" a\u202eb \r\n\r\nc\u200bd[...] ", email=EMAIL)
    )
    assert question.text == "ab\n\ncd[…]"


# --- confirming ----------------------------------------------------------------------------------------------------


def test_confirm_sets_due_date_once(office, time_machine):
    question, before = ask(office), version()
    time_machine.move_to("2025-02-10T23:30:00Z")  # the next day in Warsaw
    confirmed = reader_questions.confirm(question, now=datetime(2025, 2, 10, 23, 30, tzinfo=UTC))
    assert (confirmed.state, confirmed.due_on) == ("waiting", date(2025, 2, 25))
    assert (version(), Change.objects.count()) == (before + 1, 0)
    page = indicator_page(office.indicator)
    assert (page.questions.answered, page.questions.due) == ([], [date(2025, 2, 25)])
    again = reader_questions.confirm(question, now=NOW + 2 * DAY)
    assert (again.confirmed_at, version()) == (confirmed.confirmed_at, before + 1)


def test_confirm_rejects_expired_link(office):
    question = ask(office)
    with pytest.raises(errors.LinkExpired):
        reader_questions.confirm(question, now=NOW + 3 * DAY)
    assert reader_questions.confirm(question, now=NOW + 3 * DAY - HOUR).state == "waiting"


def test_coordinators_are_notified_without_text_of_question(office, commit):
    people = [factories.coordinator(email=f"k{number}@example.org") for number in range(3)]
    MailChoice.objects.create(person=people[1], only_overdue=True)
    people[2].is_active = False
    people[2].save()
    factories.coordinator(email="")
    factories.officer(office.unit, email="u@example.org")
    question = ask(office)
    commit(lambda: reader_questions.confirm(question, now=NOW))
    assert [letter.to for letter in outgoing.outbox] == [["k0@example.org"]]
    letter = only_letter()
    assert letter.subject == "Pytanie czytelnika: Liczba warsztatów"
    assert f"https://portal.example.org/panel/pytania/czytelnicy/{question.pk}/" in letter.body
    assert "Termin odpowiedzi: 24 lutego 2025 r." in letter.body.replace("\u00a0", " ")
    assert not re.search("600|Ewa", letter.body + letter.alternatives[0][0])


def test_question_about_example_notifies_nobody(office, commit):
    office.programme.is_example = True
    office.programme.save()
    office.coordinator.email = "koord@example.org"
    office.coordinator.save()
    question = ask(office)
    commit(lambda: reader_questions.confirm(question, now=NOW))
    assert (Letter.objects.exclude(kind="reader").count(), outgoing.outbox) == (0, [])


# --- taking back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_withdraw_deletes_question(office, waiting, is_confirmed):
    question = waiting if is_confirmed else ask(office, key="other")
    if not is_confirmed:
        waiting.delete()
    before = version()
    reader_questions.withdraw(question, now=NOW)
    left = everything_in_the_database()
    assert not re.search("czytelna|600 100 200", left, re.IGNORECASE)
    assert version() == before + is_confirmed  # readers saw how many wait


def test_withdraw_rejects_settled_question(office, waiting):
    publish(waiting, office.coordinator)
    with pytest.raises(errors.AlreadySettled):
        reader_questions.withdraw(waiting, now=NOW)
    assert ReaderQuestion.objects.count() == 1


# --- answering -----------------------------------------------------------------------------------------------------


def test_publish_registers_and_sends_answer(office, waiting, commit):
    before = version()
    commit(lambda: publish(waiting, office.coordinator, answer=" Z list obecności.\r\nZ trzech. "))
    (answered,) = indicator_page(office.indicator).questions.answered
    assert (answered.kind, answered.year, answered.language, answered.text, answered.is_redacted) == (
        "question",
        2024,
        "pl",
        ASKED.text,
        False,
    )
    assert (answered.answer, answered.asked_on, answered.answered_on) == (
        "Z list obecności.\nZ trzech.",
        date(2025, 2, 10),
        date(2025, 2, 10),
    )
    change = Change.objects.get()
    assert (change.kind, change.role, change.unit_id, change.text) == ("answered", "coordinator", office.unit.pk, "")
    assert change.details == {
        "indicator": "Liczba warsztatów",
        "indicator_id": office.indicator.pk,
        "asked": "question",
    }
    assert (change.object_type, change.object_id, change.at) == ("readerquestion", waiting.pk, NOW + HOUR)
    assert version() == before + 1
    letter = only_letter()
    assert (letter.to, letter.subject) == ([EMAIL], "Odpowiedź na pytanie: Liczba warsztatów")
    assert "Z list obecności.\nZ trzech." in letter.body
    assert f"https://portal.example.org/wskazniki/{office.indicator.pk}/#pytania" in letter.body


def test_publish_deletes_removed_text(office, waiting, commit):
    commit(lambda: publish(waiting, office.coordinator, text="Skąd ta liczba? [...]"))
    (answered,) = indicator_page(office.indicator).questions.answered
    assert (answered.text, answered.is_redacted) == ("Skąd ta liczba? […]", True)
    assert not re.search("czytelna|Ewa|600 100 200", everything_in_the_database(), re.IGNORECASE)
    assert "600" not in only_letter().body


def take_out(question: ReaderQuestion, by: Any, text: str = "", answer: str = "") -> ReaderQuestion:
    return reader_questions.redact(question, text or question.text, answer or question.answer, by, now=NOW + HOUR)


def test_redact_shortens_published_texts(office, waiting):
    published = publish(waiting, office.coordinator, answer="Liczyła Anna Nowak, z list.")
    before = version()
    take_out(published, office.coordinator, text="Skąd ta liczba? [...]", answer="Liczyła […], z list.")
    (answered,) = indicator_page(office.indicator).questions.answered
    assert (answered.text, answered.answer, answered.is_redacted) == (
        "Skąd ta liczba? […]",
        "Liczyła […], z list.",
        True,
    )
    assert version() == before + 1
    assert not re.search("600 100 200|Nowak", everything_in_the_database())
    again = take_out(reloaded(published), office.coordinator, answer="[…], z list.")
    assert (again.text, again.answer) == ("Skąd ta liczba? […]", "[…], z list.")


def reloaded(question: ReaderQuestion) -> ReaderQuestion:
    return ReaderQuestion.objects.get(pk=question.pk)


@pytest.mark.parametrize(
    ("field", "words"), [("text", "Inne pytanie. […]"), ("answer", "Z innej listy."), ("answer", "[…]")]
)
def test_redact_rejects_other_changes(office, waiting, field, words):
    published = publish(waiting, office.coordinator)
    with pytest.raises(errors.NotAShortening) as refused:
        take_out(published, office.coordinator, **{field: words})
    assert refused.value.field == field
    assert (reloaded(published).text, reloaded(published).answer) == (ASKED.text, "Z list.")
    with pytest.raises(errors.NotAllowed):
        take_out(published, office.officer, answer="Z […].")


def test_redact_rejects_unpublished_question(office, waiting):
    with pytest.raises(errors.AlreadySettled):
        take_out(waiting, office.coordinator, text="Skąd ta liczba? […]", answer="x")


@pytest.mark.parametrize("text", ["Skąd ta liczba?", "Inne pytanie. […]", "[…]"])
def test_publish_rejects_other_changes_than_shortening(office, waiting, text):
    with pytest.raises(errors.NotAShortening):
        publish(waiting, office.coordinator, text=text)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text, Change.objects.count()) == ("waiting", ASKED.text, 0)


def test_decline_sends_reason_to_author_only(office, waiting, commit):
    before = version()
    commit(lambda: reader_questions.decline(waiting, " Nie o programie. ", office.coordinator, now=NOW))
    page = indicator_page(office.indicator)
    assert (page.questions.answered, page.questions.due) == ([], [])
    assert (version(), Change.objects.count()) == (before + 1, 0)
    letter = only_letter()
    assert (letter.to, letter.subject) == ([EMAIL], "Pytanie nie zostanie opublikowane: Liczba warsztatów")
    assert "Nie o programie." in letter.body
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decline_reason, waiting.email) == ("declined", "Nie o programie.", "")


def test_answer_in_hidden_programme_is_not_registered(office, waiting):
    office.programme.is_published = False
    office.programme.save()
    publish(waiting, office.coordinator)
    assert not Change.objects.exists()


def test_answer_and_refusal_require_coordinator_and_text(office, waiting):
    for person in (office.officer, factories.administrator(), factories.officer()):
        with pytest.raises(errors.NotAllowed):
            publish(waiting, person)
        with pytest.raises(errors.NotAllowed):
            reader_questions.decline(waiting, "x", person, now=NOW)
    for words in ("", " \n"):
        with pytest.raises(errors.WordsRequired):
            publish(waiting, office.coordinator, answer=words)
        with pytest.raises(errors.WordsRequired):
            reader_questions.decline(waiting, words, office.coordinator, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_publish_rejects_answered_question_and_ignores_repetition(office, waiting):
    other = factories.coordinator()
    publish(waiting, office.coordinator)
    assert publish(waiting, office.coordinator).answer == "Z list."
    for by, answer in ((other, "Z list."), (office.coordinator, "Inna."), (other, "Inna.")):
        with pytest.raises(errors.AlreadySettled) as settled:
            publish(waiting, by, answer=answer)
        assert settled.value.question.answer == "Z list."
    with pytest.raises(errors.AlreadySettled):
        reader_questions.decline(waiting, "Nie.", office.coordinator, now=NOW)
    assert (ReaderQuestion.objects.get().answer, Change.objects.count()) == ("Z list.", 1)


def test_decline_ignores_repetition(office, waiting):
    reader_questions.decline(waiting, "Nie.", office.coordinator, now=NOW)
    reader_questions.decline(waiting, "Nie.", office.coordinator, now=NOW)
    with pytest.raises(errors.AlreadySettled):
        publish(waiting, office.coordinator)


def test_publish_rejects_withdrawn_question(office, waiting):
    opened_before = ReaderQuestion.objects.get(pk=waiting.pk)
    reader_questions.withdraw(waiting, now=NOW)
    with pytest.raises(errors.AlreadySettled) as settled:
        publish(opened_before, office.coordinator)
    assert settled.value.question is None
