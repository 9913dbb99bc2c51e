"""The meaning of targets: set in one module, from the text, the years, the baseline and the name."""

import re
from decimal import Decimal

import pytest
from django.conf import settings

from cooperation.models import Programme
from indicators.models import Indicator, Target
from indicators.services.targets import meaning_of, set_meaning

# The page of patterns stores nothing.
PARSING_MODULES = {"indicators/services/targets.py", "indicators/views/panel/patterns.py"}


def test_targets_are_parsed_in_one_module():
    """Code that parses a text elsewhere may omit the programme's years, the baseline or the name."""
    readers = set()
    for app in ("cooperation", "goals", "indicators", "reports"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            if not name.startswith(("indicators/rules/", "indicators/models/")) and re.search(
                r"\bparse_(?:target|frequency)\(|\.meaning = ", path.read_text(encoding="utf-8")
            ):
                readers.add(name)
    assert readers == PARSING_MODULES


@pytest.mark.parametrize(
    ("text", "years", "indicator", "scope", "comparator"),
    [
        ("2", (2026, 2026), {}, "year", "at_least"),
        ("80%", (2026, 2026), {}, "year", "at_least"),
        ("2", (2021, 2025), {}, "undecided", "at_least"),
        ("2", None, {}, "undecided", "at_least"),
        ("10 w latach 2021-2025", (2021, 2025), {}, "programme", "at_least"),
        ("10 w latach 2014-2020", (2021, 2025), {}, "undecided", "at_least"),
        ("5/rok", (2021, 2025), {"baseline_value": Decimal(9), "baseline_year": 2020}, "year", "at_most"),
        ("5/rok", (2021, 2025), {"baseline_value": Decimal(0), "baseline_year": 2020}, "year", "at_least"),
        ("5/rok", (2021, 2025), {"name": "Liczba skarg"}, "year", "at_most"),
    ],
)
def test_meaning_depends_on_years_baseline_and_name(text, years, indicator, scope, comparator):
    programme = Programme(first_year=years[0], last_year=years[1]) if years else None
    meaning = meaning_of(text, Indicator(**indicator), programme)
    assert (meaning.scope, meaning.comparator) == (scope, comparator)


@pytest.mark.parametrize(
    ("words", "chosen", "frequency", "origin"),
    [
        ("Raz w kwartale", "", "quarterly", "document"),
        ("Raz w kwartale", "yearly", "quarterly", "document"),
        ("Regularnie", "yearly", "yearly", "default"),
        ("Regularnie", "", "", ""),
    ],
)
def test_frequency_in_the_text_replaces_the_chosen_one(words, chosen, frequency, origin):
    target = Target(verbatim="4/rok", frequency_verbatim=words, frequency=chosen, frequency_origin="document")
    set_meaning(target, Indicator(), None)
    assert (target.frequency, target.frequency_origin, target.value) == (frequency, origin, Decimal(4))
