"""The facts behind one row of the open data; the columns read their values from here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cooperation.models import Programme
from indicators.models import Target
from indicators.queries.breakdowns import BreakdownCategories
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.meanings import TargetMeaning

YEAR, PERIOD, PART = "rok", "okres", "część"  # levels of rows
LEVELS = (YEAR, PERIOD, PART)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """One indicator's year, a period of that year, or a part (category) of either."""

    level: str
    programme: Programme
    node: IndicatorNode
    year_row: YearRow
    terms: Target | None
    breakdown: BreakdownCategories | None
    period_code: str
    starts_on: date
    ends_on: date
    value: Decimal | None
    value_text: str
    revision: PublicRevision | None  # the approved one in force; None for a year of several periods
    category: str = ""

    @property
    def judged_year(self) -> YearRow | None:
        """The year's verdict, in rows of years only."""
        return self.year_row if self.level == YEAR else None

    @property
    def meaning(self) -> TargetMeaning | None:
        terms = self.node.facts.terms.get(self.year_row.year)
        return terms.meaning if terms else None
