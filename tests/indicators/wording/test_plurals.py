"""Polish plural forms (for 1, 2, 5, 12, 22 and 1,5) in sentences with numbers."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from cooperation.rendering import render
from cooperation.text import ValueType, say_many
from indicators.rules.completeness import Completeness
from indicators.rules.facts import Status
from indicators.wording import completeness as completeness_wording
from indicators.wording import figures as figure_wording
from indicators.wording import periods as period_wording

COUNTS = (1, 2, 5, 12, 22)


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


# The English sentence, its plural, and the words that follow the number (or "z" and the number) for each count.
FIGURES = ("pomiar", "pomiary", "pomiarów", "pomiarów", "pomiary")
SHARE_OF_FIGURES = ("pomiaru", *["pomiarów"] * 4)
SHARE_OF_YEARS = ("roku", *["lat"] * 4)
TEMPLATES = [
    ("{{ n }} figure", "{{ n }} figures", FIGURES),
    ("{{ n }} overdue", "{{ n }} overdue", ("po terminie",) * 5),
    (
        "{{ n }} more returned figure",
        "{{ n }} more returned figures",
        ("zwrócony pomiar", "zwrócone pomiary", "zwróconych pomiarów", "zwróconych pomiarów", "zwrócone pomiary"),
    ),
    (
        "{{ n }} task is waiting",
        "{{ n }} tasks are waiting",
        ("sprawa", "sprawy", "spraw", "spraw", "sprawy"),
    ),
    (
        "{{ n }} indicator",
        "{{ n }} indicators",
        ("wskaźnik", "wskaźniki", "wskaźników", "wskaźników", "wskaźniki"),
    ),
]


@pytest.mark.parametrize(("singular", "plural", "forms"), TEMPLATES, ids=[singular for singular, _, _ in TEMPLATES])
def test_template_uses_correct_plural_form(singular, plural, forms):
    source = (
        f"{{% load i18n %}}{{% blocktranslate count n=n %}}{singular}{{% plural %}}{plural}{{% endblocktranslate %}}"
    )
    for count, word in zip(COUNTS, forms, strict=True):
        text = Template(source).render(Context({"n": count})).replace("\u00a0", " ")
        assert f"{count} {word}" in text


def polish_text(sentence):
    return render(sentence).replace("\u00a0", " ")


SHARES = [
    ("not measured in {missing} of {total} year", "not measured in {missing} of {total} years", SHARE_OF_YEARS),
    ("met in {met} of {total} year", "met in {met} of {total} years", SHARE_OF_YEARS),
    ("{missing} of {total} measurement missing", "{missing} of {total} measurements missing", SHARE_OF_FIGURES),
    (
        "{year} – {filled} of {total} month",
        "{year} – {filled} of {total} months",
        ("miesiąca", *["miesięcy"] * 4),
    ),
    (
        "{year} – {filled} of {total} quarter",
        "{year} – {filled} of {total} quarters",
        ("kwartału", *["kwartałów"] * 4),
    ),
    (
        "{year} – {filled} of {total} half-year",
        "{year} – {filled} of {total} half-years",
        ("półrocza", *["półroczy"] * 4),
    ),
]


@pytest.mark.parametrize(("singular", "plural", "forms"), SHARES, ids=[singular for singular, _, _ in SHARES])
def test_share_uses_genitive_after_of(singular, plural, forms):
    for count, word in zip(COUNTS, forms, strict=True):
        parameters = dict.fromkeys(("missing", "met", "filled"), 1) | {"year": "2024", "total": count}
        assert f"1 z {count} {word}" in polish_text(say_many(singular, plural, count, **parameters))


@pytest.mark.parametrize(("count", "word"), list(zip(COUNTS, SHARE_OF_FIGURES, strict=True)))
def test_completeness_summary_uses_correct_plural_form(count, word):
    full, empty = Completeness(2021, count, count), Completeness(2022, 0, count)
    assert polish_text(completeness_wording.completeness_summary([full])) == f"Zatwierdzono {count} z {count} {word}."
    assert polish_text(completeness_wording.completeness_summary([full, empty])).endswith(" Brak danych za: 2022.")
    if count > 1:
        text = polish_text(completeness_wording.completeness_summary([full, empty, Completeness(2023, 1, count)]))
        assert text.endswith(f" Brak danych za: 2022. Niepełne dane za: 2023 (1 z {count} {word}).")


@pytest.mark.parametrize(
    ("months", "noun"), [(12, "miesięcy"), (4, "kwartałów"), (2, "półroczy")], ids=["12", "4", "2"]
)
def test_periods_summary_uses_correct_plural_form(months, noun):
    filled: Any = SimpleNamespace(public=SimpleNamespace(is_in_preparation=False), status=None)
    missing: Any = SimpleNamespace(public=None, status=Status.OVERDUE)
    other: Any = SimpleNamespace(public=filled.public, status=Status.NOT_APPLICABLE)
    rows = [*[missing] * (months - 1), filled]
    assert polish_text(period_wording.periods_summary(2024, rows)) == f"2024: zatwierdzono 1 z {months} {noun}"
    assert polish_text(period_wording.periods_summary(2024, [other] * months)) == "2024: nie dotyczy"
    if months == 12:
        rows = [other, *rows[1:]]
        assert polish_text(period_wording.periods_summary(2024, rows)) == "2024: zatwierdzono 1 z 11 miesięcy"


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("warsztaty", "1", "1 warsztat"),
        ("warsztaty", "2", "2 warsztaty"),
        ("warsztaty", "5", "5 warsztatów"),
        ("warsztaty", "12", "12 warsztatów"),
        ("warsztaty", "22", "22 warsztaty"),
        ("warsztaty", "1.5", "1,5 (warsztaty)"),
        ("dni", "1.5", "1,5 dnia"),
        ("zł", "12610400.5", "12 610 400,50 zł"),
        ("", "1.5", "1,50"),
    ],
)
def test_figure_has_inflected_measure(measure, value, text):
    decimals = 2 if measure in ("zł", "") else 0
    figure = figure_wording.figure(Decimal(value), "", value_type=ValueType.DECIMAL, measure=measure, decimals=decimals)
    assert polish_text(figure) == text


def test_percentage_and_yes_no_have_no_measure():
    assert polish_text(figure_wording.figure(Decimal("97.5"), "", value_type=ValueType.PERCENT, measure="x")) == "97,5%"
    assert polish_text(figure_wording.figure(Decimal(0), "", value_type=ValueType.YES_NO, measure="x")) == "nie"
    assert polish_text(figure_wording.figure(None, "not_measured", value_type=ValueType.COUNT)) == "nie zmierzono"
