"""The years that a report covers, and their code in addresses."""

import re
from dataclasses import dataclass

from cooperation.rules.years import year_span

FINAL = "koncowe"
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


@dataclass(frozen=True)
class Span:
    """Years `first` to `last`, both included; the final report covers a whole programme."""

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
        """The years for readers, e.g. 2024 or 2022–2024."""
        return year_span(self.first, self.last)

    @property
    def code(self) -> str:
        """The permanent code: 2024, 2022-2024 or koncowe."""
        if self.is_final:
            return FINAL
        return str(self.first) if self.is_one_year else f"{self.first}-{self.last}"

    def has_begun(self, year: int) -> bool:
        """Whether the report's first year has begun in `year`."""
        return year >= self.first

    def has_ended(self, year: int) -> bool:
        """Whether the report's last year is over in `year`."""
        return year > self.last


def span_of(code: str, first_year: int, last_year: int) -> Span | None:
    """Return the span for a code within a programme's years, None if there is none.

    A whole programme has only the code `koncowe`; in a programme of one year, the year has its own report as well.
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
    """Return the span for a code of an unknown programme; the years of a final report are 0."""
    if code == FINAL:
        return Span(0, 0, is_final=True)
    match = _YEARS.fullmatch(code)
    if match is None or match[1] == match[2]:
        return None
    return Span(int(match[1]), int(match[2] or match[1]))


def spans_of(first_year: int, last_year: int) -> list[Span]:
    """Return the usual reports: one for each year and, for several years, the final one."""
    years = [Span(year, year) for year in range(first_year, last_year + 1)]
    return years if first_year == last_year else [*years, Span(first_year, last_year, is_final=True)]
