from datetime import date

import pytest

from indicators.rules.completeness import (
    Completeness,
    FigureState,
    RequiredFigure,
    Tally,
    completeness_of_year,
    figure_state,
    percent,
    tally_figures,
)
from indicators.rules.meanings import Frequency
from tests.indicators.rules.status_cases import IN_PREPARATION, NOT_APPLICABLE, facts, number

DUE = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("is_approved", "state", "expected"),
    [
        (True, "approved", FigureState.APPROVED),
        (True, "submitted", FigureState.APPROVED),  # a correction
        (True, "returned", FigureState.APPROVED),
        (False, "submitted", FigureState.SUBMITTED),
        (False, "returned", FigureState.RETURNED),
        (False, "approved", FigureState.MISSING),  # data in preparation
        (False, "draft", FigureState.MISSING),
        (False, "withdrawn", FigureState.MISSING),
        (False, "", FigureState.MISSING),
    ],
)
def test_figure_state_is_approved_or_follows_latest_revision(is_approved, state, expected):
    assert figure_state(is_approved=is_approved, state=state) is expected


@pytest.mark.parametrize(
    ("state", "first_submitted_on", "expected"),
    [
        (FigureState.APPROVED, DUE, True),
        (FigureState.SUBMITTED, DUE, True),
        (FigureState.SUBMITTED, date(2025, 4, 1), False),
        (FigureState.APPROVED, None, False),
        (FigureState.RETURNED, DUE, False),
        (FigureState.MISSING, DUE, False),
    ],
)
def test_figure_is_in_time_if_first_submitted_by_due_date(state, first_submitted_on, expected):
    assert RequiredFigure(state, DUE, first_submitted_on).is_in_time is expected


def test_tally_counts_each_figure_once():
    early, late = date(2025, 1, 2), date(2025, 4, 1)
    figures = [
        RequiredFigure(FigureState.APPROVED, DUE, early),
        RequiredFigure(FigureState.APPROVED, DUE, late),
        RequiredFigure(FigureState.SUBMITTED, DUE, early),
        RequiredFigure(FigureState.RETURNED, DUE, early),
        RequiredFigure(FigureState.MISSING, DUE, None),
    ]
    tally = tally_figures(figures)
    assert tally == Tally(due=5, handed_in=3, in_time=2, approved=2)
    assert (tally.submitted, tally.missing) == (1, 2)
    assert (tally.handed_in_percent, tally.in_time_percent, tally.approved_percent) == (60, 40, 40)
    assert tally_figures([]).handed_in_percent is None


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 5, 0), (5, 5, 100), (1, 1000, 1), (999, 1000, 99), (2, 3, 66)],
)
def test_percent_is_between_1_and_99_for_partial_share(part, whole, expected):
    assert percent(part, whole) == expected


def test_required_readings_exclude_exempt_withdrawn_not_applicable_and_without_frequency():
    def required_codes(*values, **other):
        case = facts(number(1), values, other.pop("frequency", Frequency.QUARTERLY), years=(2025, 2025), **other)
        return [reading.period.code for reading in case.required(2025)]

    assert required_codes() == ["2025-K1", "2025-K2", "2025-K3", "2025-K4"]
    assert required_codes(1, NOT_APPLICABLE, IN_PREPARATION) == ["2025-K1", "2025-K3", "2025-K4"]
    assert required_codes(exempt_years=frozenset({2025})) == []
    assert required_codes(withdrawn_from=2025) == []
    assert required_codes(frequency=None) == []


def test_readings_are_due_from_day_after_period_end():
    case = facts(number(1), [1], Frequency.QUARTERLY, years=(2025, 2025))
    assert case.due_readings(2025, date(2025, 3, 31)) == ()
    assert [reading.period.code for reading in case.due_readings(2025, date(2025, 4, 1))] == ["2025-K1"]
    exempt = facts(number(1), [1], Frequency.QUARTERLY, years=(2025, 2025), exempt_years=frozenset({2025}))
    assert exempt.due_readings(2025, date(2026, 4, 1)) == ()


def test_completeness_counts_due_readings_and_complete_indicators():
    indicators = [
        facts(number(1), [1, IN_PREPARATION], Frequency.QUARTERLY, years=(2025, 2025)),
        facts(number(1), [1], years=(2025, 2025)),
        facts(number(1), [], years=(2025, 2025), withdrawn_from=2025),
    ]
    assert completeness_of_year(indicators, 2025, date(2025, 3, 31)) is None
    running = completeness_of_year(indicators, 2025, date(2025, 7, 1))
    assert running == Completeness(2025, 1, 2, indicators_full=0, indicators_required=1, is_over=False)
    over = completeness_of_year(indicators, 2025, date(2026, 1, 1))
    assert over == Completeness(2025, 2, 5, indicators_full=1, indicators_required=2)
    assert (over.is_full, over.is_partial, over.percent) == (False, True, 40)
