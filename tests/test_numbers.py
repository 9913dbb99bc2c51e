"""Figures of up to fifteen digits are stored, summed, shown and hashed exactly as entered, on both databases."""

from decimal import Decimal
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cooperation.text import MAX_DECIMALS, MAX_DIGITS, NBSP, NumberError, ValueType, format_number, parse_number, plain
from indicators.models import Revision
from indicators.queries.results import load_results
from indicators.rules.figures import Figure, FigureErrors, build_figure
from indicators.services import measurements
from indicators.services.verification import verify
from tests import factories
from tests.drill import row, size
from tests.indicators.conftest import ON, office, slot_of  # noqa: F401  # a fixture
from tests.tampering import rewritable

NUMBERS = size("NUMBERS", 200)  # of each kind
BATCH = 20  # in one transaction
IN_THOUSANDS = "tys. zł"  # an amount in it has six decimal places, one in zł only two
KINDS = [kind for kind in ValueType if kind is not ValueType.YES_NO]

pytestmark = pytest.mark.drill


def typed_numbers(kind: ValueType) -> st.SearchStrategy[str]:
    """Generate numbers as people enter them: up to 15 digits, 6 of them decimals, with or without group spaces."""

    def format_digits(digits: str, decimals: int, is_negative: bool, gap: str) -> str:
        decimals = 0 if kind is ValueType.COUNT else min(decimals, len(digits))
        whole, fraction = digits[: len(digits) - decimals] or "0", digits[len(digits) - decimals :]
        grouped = f"{int(whole):,}".replace(",", gap)
        sign = "-" if is_negative and kind is ValueType.SIGNED else ""
        return f"{sign}{grouped}{',' + fraction if fraction else ''}"

    return st.builds(
        format_digits,
        st.text("0123456789", min_size=1, max_size=MAX_DIGITS),
        st.integers(0, MAX_DECIMALS),
        st.booleans(),
        st.sampled_from(["", " ", NBSP, "\u202f", "\u2009"]),
    )


def as_decimal(typed: str) -> Decimal:
    """Parse the text independently of the portal's parser."""
    return Decimal("".join(sign for sign in typed if sign in "-0123456789,").replace(",", "."))


def hypothesis_settings(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_entered_number_is_stored_summed_shown_and_hashed_exactly(office, kind):  # noqa: F811  # the fixture
    checked = count()

    @hypothesis_settings(NUMBERS // BATCH)
    @given(st.lists(typed_numbers(kind), min_size=BATCH, max_size=BATCH))
    @example(["999999999,999999"] * BATCH if kind is not ValueType.COUNT else ["999999999999999"] * BATCH)
    @example(["123456789,123457", "0,000001", "0,1"] if kind is not ValueType.COUNT else ["1", "9007199254740993"[:15]])
    def check(texts):
        wanted = [as_decimal(text) for text in texts]
        with transaction.atomic():
            first = Revision.objects.count()
            for place, text in enumerate(texts, 1):
                number = parse_number(text, kind, IN_THOUSANDS)
                figure = Figure(number.value, number.decimals)
                draft = measurements.record(office.slot(), figure, by=office.officer, based_on=first + place - 1, on=ON)
                assert draft.number == first + place
                next(checked)
            read = list(Revision.objects.order_by("seq").values_list("value", "decimals")[first:])
            assert [value for value, _decimals in read] == wanted
            assert sum(value or 0 for value, _decimals in read) == sum(wanted)
            for value, decimals in read:
                assert value is not None
                assert parse_number(format_number(value, decimals), ValueType.SIGNED).value == value
                assert parse_number(format_number(value), ValueType.SIGNED).value == value
                assert Decimal(plain(value)) == value
            assert verify().fault is None  # the hash of what is read is the hash of what was written
            transaction.set_rollback(True)

    check()
    row("G10", f"figures of kind {kind} that changed, of {next(checked)}", wanted="0", measured=0, met=True)


MONTHS = 12


@hypothesis_settings(size("SUMS", 2))
@given(st.lists(typed_numbers(ValueType.MONEY), min_size=MONTHS, max_size=MONTHS))
@example(["999999999,999999"] * MONTHS)
def test_year_is_exact_sum_of_months(db, texts):
    with transaction.atomic():
        programme, unit = factories.ProgrammeFactory(), factories.UnitFactory()
        indicator = factories.in_programme(
            programme, unit=unit, value_type="money", terms__frequency="monthly", terms__verbatim="1000 zł/rok"
        )
        officer, coordinator = factories.officer(unit), factories.coordinator()
        for month, text in enumerate(texts, 1):
            number = parse_number(text, ValueType.MONEY, IN_THOUSANDS)
            sent = measurements.submit(
                slot_of(indicator, programme, f"2024-M{month:02}"), Figure(number.value, number.decimals),
                by=officer, based_on=0, on=ON,
            )  # fmt: skip
            measurements.approve(sent.measurement, by=coordinator, based_on=1)
        (shown,) = load_results(programme, on=ON).year_rows(2024)
        assert shown.result.actual == sum(as_decimal(text) for text in texts)
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", list(ValueType))
@pytest.mark.parametrize("typed", ["NaN", "nan", "inf", "-inf", "Infinity", "1e5", "1E5", "1_000", "１２", "٣", "0x1F"])
def test_technical_notations_of_numbers_are_rejected(typed, kind):
    with pytest.raises(NumberError):
        parse_number(typed, kind)


def test_parts_whose_sum_has_sixteen_digits_are_rejected():
    """SQLite would round the sum, and its hash would differ."""

    def sum_of(*typed: str) -> Figure:
        parts = [parse_number(text, ValueType.MONEY, IN_THOUSANDS) for text in typed]
        return build_figure(
            value_type=ValueType.MONEY, value=None, parts=parts, categories=[1, 2], on=ON, period_end=ON
        )

    assert sum_of("499999999,999999", "500000000").value == Decimal("999999999.999999")
    for typed in (("999999999,999999", "999999999,999999"), ("999999999999999", "1")):
        with pytest.raises(FigureErrors) as refused:
            sum_of(*typed)
        assert set(refused.value.errors) == {"parts"}


def test_control_sqlite_loses_sixteenth_digit(office):  # noqa: F811  # the fixture
    """Control: SQLite rounds the sixteenth digit, PostgreSQL stores it."""
    value = Decimal("1500000000.000003")
    draft = measurements.record(office.slot(), Figure(Decimal(1)), by=office.officer, based_on=0, on=ON)
    rewritable(Revision)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_revision SET value = %s", [str(value)])
    stored = Revision.objects.get(pk=draft.pk).value
    assert (stored == value) is (connection.vendor == "postgresql")
