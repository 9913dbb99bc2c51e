"""Rules for copying a programme: which parts can be copied, and which texts name years of the earlier programme."""

import re
from collections.abc import Collection
from enum import StrEnum

from cooperation.rules.years import year_span

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(
    r"(?:(?:na|w)\s+(?:lata|latach|rok|roku)\s+)?(?P<first>(?:19|20)\d\d)(?:\s*[-–—]\s*(?P<last>(?:19|20)\d\d))?"
)


class CarriedPart(StrEnum):
    """What a new programme takes from the earlier one."""

    DIAGNOSIS = "diagnosis"  # findings and conclusions
    GOALS = "goals"
    ACTIONS = "actions"
    INDICATORS = "indicators"  # with targets, breakdowns and method
    UNITS = "units"  # responsible for the indicators


REQUIRED_PARTS = {
    CarriedPart.ACTIONS: CarriedPart.GOALS,
    CarriedPart.INDICATORS: CarriedPart.ACTIONS,
    CarriedPart.UNITS: CarriedPart.INDICATORS,
}


def parts_without_basis(parts: Collection[CarriedPart]) -> list[tuple[CarriedPart, CarriedPart]]:
    """Return (part, part that it requires) for each chosen part whose required part is not chosen."""
    return [(part, needed) for part, needed in REQUIRED_PARTS.items() if part in parts and needed not in parts]


def following_years(first_year: int, last_year: int) -> tuple[int, int]:
    """Return the years of equal number that follow."""
    return last_year + 1, last_year + 1 + last_year - first_year


def outdated_years(text: str, *, earlier: int, first_year: int, last_year: int) -> list[int]:
    """Return the years in the text that a programme of these years does not have.

    `earlier`: the first year of the earlier programme; a year before it is a baseline or a date of an act.
    """
    years = {int(year) for year in _YEAR.findall(text)}
    return sorted(year for year in years if year >= earlier and not first_year <= year <= last_year)


def title_for_years(title: str, old_years: tuple[int, int], new_years: tuple[int, int]) -> str:
    """Return the title with the new years: "na lata 2021-2025" becomes "na rok 2026"."""
    hyphen = "-" if re.search(r"\d-\d", title) else "–"
    span = year_span(*new_years).replace("–", hyphen)

    def with_new_years(match: re.Match[str]) -> str:
        years = int(match["first"]), int(match["last"] or match["first"])
        if years != old_years:
            return match[0]
        if match[0].lower().startswith("na "):
            return f"{match[0][:2]} {'rok' if new_years[0] == new_years[1] else 'lata'} {span}"
        if match[0].lower().startswith("w "):
            return f"{match[0][:1]} {'roku' if new_years[0] == new_years[1] else 'latach'} {span}"
        return span

    return _SPAN.sub(with_new_years, title)
