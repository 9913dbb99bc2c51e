"""The years that a report covers, and the word for them in an address."""

import re
from dataclasses import dataclass

from cooperation.text import year_span

FINAL = "koncowe"
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


@dataclass(frozen=True)
class Span:
    """Years `first` to `last` of a programme, both included; a whole programme of several years is its final report."""

    first: int
    last: int
    is_final: bool = False

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_one_year(self) -> bool:
        return self.first == self.last

    @property
    def year_span(self) -> str:
        """2024, 2022–2024: for readers; a final report's are those of its programme."""
        return year_span(self.first, self.last)

    @property
    def code(self) -> str:
        """2024, 2022-2024, koncowe: permanent."""
        if self.is_final:
            return FINAL
        return str(self.first) if self.is_one_year else f"{self.first}-{self.last}"

    def has_begun(self, year: int) -> bool:
        """In `year` the first year of the report has begun."""
        return year >= self.first

    def has_ended(self, year: int) -> bool:
        """In `year` the last year of the report is over."""
        return year > self.last


def span_of(code: str, first_year: int, last_year: int) -> Span | None:
    """The span that an address names within a programme's years; None where it names none.

    The whole programme has one address: `koncowe`, also of a programme of one year, whose year has its own report.
    """
    span = any_span_of(code)
    if span is None:
        return None
    if span.is_final:
        return Span(first_year, last_year, is_final=True)
    is_inside = first_year <= span.first <= span.last <= last_year
    is_whole = not span.is_one_year and (span.first, span.last) == (first_year, last_year)
    return span if is_inside and not is_whole else None


def any_span_of(code: str) -> Span | None:
    """The same before the programme is known: a final report's years are still to come (0)."""
    if code == FINAL:
        return Span(0, 0, is_final=True)
    match = _YEARS.fullmatch(code)
    if match is None or match[1] == match[2]:
        return None
    return Span(int(match[1]), int(match[2] or match[1]))


def spans_of(first_year: int, last_year: int) -> list[Span]:
    """What an office writes by itself: each year's report and, at the end of several years, the final one."""
    years = [Span(year, year) for year in range(first_year, last_year + 1)]
    return years if first_year == last_year else [*years, Span(first_year, last_year, is_final=True)]
