"""Every page about an indicator is rendered, whatever its target."""

import re
from datetime import date
from decimal import Decimal

import pytest

from indicators.queries.measurements import figure_entry_for
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from tests import factories
from tests.drill import size
from tests.indicators.conftest import slot_of

TARGETS = [
    ("1/rok", "count"),
    ("4/kwartał", "count"),
    ("co najmniej 5 w latach 2021-2025", "count"),
    ("min. 5", "count"),
    ("maks. 30 dni", "decimal"),
    ("od 3 do 5 rocznie", "count"),
    ("80% do końca 2025 r.", "percent"),
    ("100%", "percent"),
    ("wzrost o 5% w stosunku do 2020 r.", "decimal"),
    ("wzrost o 5 p.p. w stosunku do roku poprzedniego", "percent"),
    ("zmniejszenie o 10%", "signed"),
    ("12,5 mln zł rocznie", "money"),
    ("2021: 1, 2022: 2, 2023: 2, 2024: 3, 2025: 3", "count"),
    ("do 31.12.2024 r.", "yes_no"),
    ("tak", "yes_no"),
    ("poprawa ocen", "decimal"),
    ("wg potrzeb", "count"),
    ("-", "count"),
]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2024-11-05T09:00:00Z")


FREQUENCIES = [*Frequency, None]  # None: nobody has chosen yet
EVERY = size("FREQUENCY_EVERY", 3)  # each target meets every third frequency, the next target other ones


@pytest.mark.parametrize(
    ("target", "value_type", "frequencies"),
    [(*target, FREQUENCIES[number % EVERY :: EVERY]) for number, target in enumerate(TARGETS)],
)
def test_every_page_renders_every_target_and_frequency(client, office, target, value_type, frequencies):
    figures = {indicator_with(office, target, value_type, frequency): measured(frequency) for frequency in frequencies}
    for indicator, codes in figures.items():
        record(office, indicator, codes)
    pages = [f"{language}/wskazniki/{indicator.pk}/" for indicator in figures for language in ("", "/en")]
    for address in [*pages, "/programy/2021-2025/", "/programy/2021-2025/dzialania/?rok=2023"]:
        content = client.get(address).content.decode()
        assert "data-status=" in content, address
        assert "{" not in re.sub(r'<script type="application/ld\+json">.*?</script>', "", content), address
    staff = [
        f"/panel/wskazniki/{measurement.pk}/pomiary/{code}/"
        for measurement, codes in figures.items()
        for code in codes[-2:]
    ]
    client.force_login(office.officer)
    for address in ("/panel/", *staff):
        assert client.get(address).status_code == 200, address
    client.force_login(office.coordinator)
    for address in ("/panel/zatwierdzanie/", *(f"{measurement}decyzja/" for measurement in staff)):
        assert client.get(address).status_code == 200, address


def indicator_with(office, target, value_type, frequency):
    return factories.in_programme(
        office.programme,
        unit=office.unit,
        value_type=value_type,
        baseline_value=Decimal(10),
        baseline_year=2020,
        measure="zł" if value_type == "money" else "",
        terms__verbatim=target,
        terms__frequency=frequency or "",
        terms__aggregation="last" if value_type in ("percent", "yes_no") else "sum",
    )


def measured(frequency):
    """Return the codes of the last five periods that have ended."""
    periods = programme_periods(frequency, 2021, 2025) if frequency else []
    return [period.code for period in periods if period.end <= date(2024, 11, 5)][-5:]


def record(office, indicator, codes):
    """Record a figure in each period; the fifth one waits for approval."""
    is_done = indicator.value_type == "yes_no"
    for place, code in enumerate(codes):
        slot = slot_of(indicator, office.programme, code)
        figure = Figure(Decimal(1 if is_done else place), achieved_on=slot.period.end if is_done else None)
        revision = measurements.submit(slot, figure, by=office.officer, based_on=0)
        if place < 4:
            measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def test_entry_of_quarter_lists_other_quarters_and_quarter_of_last_year(office):
    indicator = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="4/rok", terms__frequency="quarterly"
    )
    for code, value in (("2023-K3", 2), ("2024-K1", 1), ("2024-K2", 0)):
        slot = slot_of(indicator, office.programme, code)
        measurements.submit(slot, Figure(Decimal(value)), by=office.officer, based_on=0)
    entry = figure_entry_for(office.officer, indicator.pk, "2024-K3", on=date(2024, 11, 5))
    assert entry is not None
    assert entry.last_year is not None
    assert entry.last_year.revision.value == 2
    periods = [(period.code, step.revision.value if step else None) for period, step in entry.so_far]
    assert periods == [("2024-K1", 1), ("2024-K2", 0), ("2024-K4", None)]
    assert entry.due_on == date(2024, 10, 30)
