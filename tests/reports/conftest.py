"""An office whose year 2024 has ended, and its report."""

from types import SimpleNamespace
from typing import Any

import pytest

from reports.models import Publication
from reports.rules.span import Span
from reports.services import chapters as chapter_services
from reports.services import publications as publication_services
from tests.indicators.conftest import approve, office

__all__ = ["office"]
YEAR = Span(2024, 2024)
PUBLIC = "/programy/2021-2025/sprawozdania/2024/"
PANEL = "/panel/programy/2021-2025/sprawozdania/2024/"
MONEY = {
    "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "based_on": "0",
    "form-0-name": "Kultura", "form-0-calls": "2", "form-0-offers": "1 234", "form-0-planned": "1 000,50",
    "form-0-spent": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")


def write(office: SimpleNamespace, key: str, text: str, based_on: int = 0, span: Span = YEAR) -> Any:
    return chapter_services.save_chapter(office.programme, span, key, text, office.coordinator, based_on=based_on)


def publish(office: SimpleNamespace, span: Span = YEAR, **kwargs: Any) -> Publication:
    """Publish the report regardless of the checklist."""
    return publication_services.publish(
        office.programme, span, office.coordinator, **{"based_on": 0, "open_is_known": True, **kwargs}
    )


@pytest.fixture
def published(office: SimpleNamespace) -> Publication:
    approve(office, "3")
    write(office, "wprowadzenie", "Na podstawie **art. 5a ust. 3** ustawy.")
    return publish(office)
