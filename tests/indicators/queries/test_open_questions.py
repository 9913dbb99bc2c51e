"""Open questions of indicators."""

import pytest

from indicators.queries.open_questions import open_questions
from indicators.rules.verdicts import QuestionKind
from tests import factories
from tests.indicators.conftest import ON


def test_undecided_target_is_one_question_for_all_its_years(office):
    indicator = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="5 szt.")
    (question,) = open_questions(office.programme, on=ON)
    assert (question.indicator.id, question.question, question.verbatim) == (
        indicator.pk, QuestionKind.UNDECIDED, "5 szt.",
    )  # fmt: skip
    assert question.years == (2021, 2022, 2023, 2024, 2025)


def test_indicator_without_a_unit_is_a_question(office):
    factories.in_programme(office.programme, unit=None)
    (question,) = open_questions(office.programme, on=ON)
    assert (question.question, question.understood) == (None, None)


def test_open_questions_leave_out_other_programmes(office, other):
    factories.in_programme(other.programme, unit=None, terms__applies_from=2026)
    assert open_questions(office.programme, on=ON) == []
    assert len(open_questions(other.programme, on=ON)) == 1


@pytest.mark.parametrize("items", [1, 3])
def test_open_questions_query_count_is_constant(office, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(office.programme, unit=None)
        factories.in_programme(factories.ProgrammeFactory(), unit=None)
    with django_assert_num_queries(7):
        assert len(open_questions(office.programme, on=ON)) == items - 1
