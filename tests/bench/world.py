"""A programme for measurements: N indicators x 5 years, all figures approved."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.db import transaction

from indicators.models import Indicator, ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from tests import factories

GOALS = 4


def build(slug: str, indicators: int) -> SimpleNamespace:
    """A realistic programme 2021-2025, without 2024 in every fifth row; an officer, coordinator and administrator."""
    programme = factories.ProgrammeFactory(slug=slug, title=f"Program współpracy {slug}", issuer=slug)
    unit = factories.UnitFactory()
    officer, coordinator = factories.officer(unit), factories.coordinator()
    main_goal = factories.MainGoalFactory(programme=programme)
    goals = [factories.SpecificGoalFactory(main_goal=main_goal, position=place) for place in range(1, GOALS + 1)]
    rounds = {row.year: round_days(row) for row in ReportingRound.objects.filter(programme=programme)}
    periods = programme_periods(Frequency.YEARLY, 2021, 2025)
    built: list[Indicator] = []
    with transaction.atomic():
        for number in range(indicators):
            action = factories.ActionFactory(specific_goal=goals[number % GOALS])
            indicator = factories.IndicatorFactory(action=action, unit=unit, name=f"Liczba działań {number + 1}")
            built.append(indicator)
            for period in periods:
                if period.year == 2024 and number % 5 == 0:
                    continue
                slot, figure = Slot(indicator, period, rounds[period.year]), Figure(Decimal(number % 7))
                on = period.end + timedelta(days=20)
                revision = measurements.submit(slot, figure, by=officer, based_on=0, on=on, at=_moment(on))
                measurements.approve(
                    revision.measurement, by=coordinator, based_on=1, at=_moment(on + timedelta(days=5))
                )
    return SimpleNamespace(
        programme=programme,
        indicators=built,
        officer=officer,
        coordinator=coordinator,
        administrator=factories.administrator(),
    )


def _moment(day: date) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T10:00:00+00:00")
