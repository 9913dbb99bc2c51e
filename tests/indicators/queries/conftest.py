"""A second programme, so that a query that does not filter by programme returns too many rows."""

from types import SimpleNamespace

import pytest

from indicators.models import Indicator
from tests import factories
from tests.indicators.conftest import slot_of


@pytest.fixture
def other(office: SimpleNamespace) -> SimpleNamespace:
    """A programme in preparation with one indicator of the same unit."""
    programme = factories.ProgrammeFactory(slug="2026-2030", first_year=2026, last_year=2030, is_published=False)
    indicator = factories.in_programme(programme, unit=office.unit, terms__applies_from=2026)
    return SimpleNamespace(programme=programme, indicator=indicator)


def with_indicator(office: SimpleNamespace, indicator: Indicator) -> SimpleNamespace:
    """Return the office with this indicator as the one whose figures are recorded."""
    return SimpleNamespace(
        **vars(office)
        | {"indicator": indicator, "slot": lambda code="2024": slot_of(indicator, office.programme, code)}
    )
