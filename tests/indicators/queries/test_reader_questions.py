"""Readers' questions: the answered ones for readers, all of them for coordinators."""

from datetime import UTC, datetime

import pytest

from indicators.queries.reader_questions import (
    confirmed_question,
    count_waiting_questions,
    public_questions,
    question_by_link,
    settled_questions,
    token_hash,
    waiting_questions,
)
from indicators.services import reader_questions
from tests import factories

NOW = datetime(2025, 2, 10, 23, 30, tzinfo=UTC)  # 11 February in Warsaw


def ask(office, **kwargs):
    return factories.ReaderQuestionFactory(indicator=office.indicator, **kwargs)


def answer(office, **kwargs):
    question = ask(office, asked_at=NOW, **kwargs)
    reader_questions.publish(question, question.text, "Z rejestru.", office.coordinator, now=NOW)
    return question


def test_readers_see_answers_and_due_dates_of_open_questions(office):
    answer(office)
    waiting = ask(office)
    ask(office, state="unconfirmed")
    questions = public_questions(office.indicator.pk)
    (answered,) = questions.answered
    assert (answered.text, answered.answer, answered.is_error) == ("Skąd ta liczba?", "Z rejestru.", False)
    assert (answered.asked_on.isoformat(), answered.answered_on.isoformat()) == ("2025-02-11", "2025-02-11")
    assert questions.due == [waiting.due_on]


def test_answers_are_newest_first_and_of_the_indicator_only(office, other):
    answer(office, text="pierwsze")
    answer(office, text="drugie")
    factories.ReaderQuestionFactory(indicator=other.indicator)
    assert [question.text for question in public_questions(office.indicator.pk).answered] == ["drugie", "pierwsze"]
    assert public_questions(office.indicator.pk).due == []


def test_question_by_link_excludes_programme_in_preparation(office, other):
    question = ask(office, token_sha256=token_hash("tajny"))
    factories.ReaderQuestionFactory(indicator=other.indicator, token_sha256=token_hash("inny"))
    assert question_by_link("tajny") == question
    assert question_by_link("tajny").programme == office.programme
    assert question_by_link("inny") is None
    assert question_by_link("nieznany") is None


def test_unconfirmed_question_is_hidden_from_office(office):
    question = ask(office, state="unconfirmed")
    assert confirmed_question(question.pk) is None
    assert (waiting_questions(), count_waiting_questions()) == ([], 0)


def test_waiting_questions_come_by_due_day_and_settled_ones_by_answer(office):
    second, first = ask(office), ask(office)
    second.due_on = first.due_on.replace(year=first.due_on.year + 1)
    second.save()
    settled = answer(office)
    assert waiting_questions() == [first, second]
    assert settled_questions() == [settled]
    assert confirmed_question(settled.pk) == settled


@pytest.mark.parametrize("items", [1, 3])
def test_reader_questions_query_counts_are_constant(office, items, django_assert_num_queries):
    for _ in range(items):
        ask(office)
        answer(office)
    with django_assert_num_queries(1):
        assert len(public_questions(office.indicator.pk).answered) == items
    with django_assert_num_queries(1):
        assert {question.programme for question in waiting_questions()} == {office.programme}
    with django_assert_num_queries(1):
        assert {question.programme for question in settled_questions()} == {office.programme}
