"""Parts that a new programme takes from an earlier one, and years in its texts."""

import pytest

from indicators.rules.programme_copies import (
    CarriedPart,
    following_years,
    outdated_years,
    parts_without_basis,
    title_for_years,
)


def test_part_requires_the_part_above_it():
    assert parts_without_basis(list(CarriedPart)) == []
    assert parts_without_basis([CarriedPart.DIAGNOSIS]) == []
    assert parts_without_basis([CarriedPart.GOALS, CarriedPart.INDICATORS]) == [
        (CarriedPart.INDICATORS, CarriedPart.ACTIONS)
    ]


def test_following_years_are_as_many():
    assert following_years(2021, 2025) == (2026, 2030)
    assert following_years(2026, 2026) == (2027, 2027)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("do 30.06.2025 r.", [2025]),
        ("2017 r. - 44%, 2030 r. - 69%", []),  # a baseline and a year of the new programme
        ("2021: 1, 2022: 2, 2026: 3", [2021, 2022]),
        ("do końca 2031 r.", [2031]),
        ("1/rok, 12021, 20255", []),
    ],
)
def test_outdated_years_are_those_of_the_earlier_programme_and_later_ones(text, years):
    assert outdated_years(text, earlier=2021, first_year=2026, last_year=2030) == years


@pytest.mark.parametrize(
    ("title", "old", "new", "wanted"),
    [
        ("Program współpracy na lata 2021-2025", (2021, 2025), (2026, 2030), "Program współpracy na lata 2026-2030"),
        ("Program współpracy na lata 2021–2025", (2021, 2025), (2026, 2026), "Program współpracy na rok 2026"),
        ("Program na rok 2026 (plan z 2025 r.)", (2026, 2026), (2027, 2027), "Program na rok 2027 (plan z 2025 r.)"),
        ("Współpraca w roku 2026", (2026, 2026), (2027, 2028), "Współpraca w latach 2027–2028"),
        ("Współpraca w latach 2021-2025", (2021, 2025), (2026, 2026), "Współpraca w roku 2026"),
        ("Program 2021-2025", (2021, 2025), (2026, 2030), "Program 2026-2030"),
        ("Program na lata 2020-2025", (2021, 2025), (2026, 2030), "Program na lata 2020-2025"),
        ("Program", (2021, 2025), (2026, 2030), "Program"),
    ],
)  # fmt: skip
def test_title_has_new_years(title, old, new, wanted):
    assert title_for_years(title, old, new) == wanted
