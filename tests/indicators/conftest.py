"""A small office: a programme with one workshop indicator, its unit and its people."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from indicators.models import ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from tests import factories

ON = date(2025, 2, 10)


@pytest.fixture
def office(db: Any) -> SimpleNamespace:
    programme = factories.ProgrammeFactory(slug="2021-2025", issuer="")
    unit = factories.UnitFactory()
    breakdown = factories.BreakdownFactory(programme=programme)
    indicator = factories.in_programme(programme, unit=unit, name="Liczba warsztatów", terms__breakdown=breakdown)
    return SimpleNamespace(
        programme=programme,
        unit=unit,
        breakdown=breakdown,
        categories=list(breakdown.categories.values_list("pk", flat=True)),
        indicator=indicator,
        officer=factories.officer(unit, username="urzednik"),
        coordinator=factories.coordinator(username="koordynator"),
        slot=lambda code="2024", which=indicator: slot_of(which, programme, code),
    )


def approve(office: SimpleNamespace, value: str = "3", code: str = "2024", on: date = ON) -> Any:
    """The officer's figure, approved by the coordinator."""
    revision = measurements.submit(
        office.slot(code), Figure(Decimal(value), note="trzy razy"), by=office.officer, based_on=0, on=on
    )
    return measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def slot_of(indicator: Any, programme: Any, code: str) -> Slot:
    frequency = Frequency(indicator.targets.get().frequency)
    period = next(
        period
        for period in programme_periods(frequency, programme.first_year, programme.last_year)
        if period.code == code
    )
    return Slot(indicator, period, round_days(ReportingRound.objects.get(programme=programme, year=period.year)))
