"""Parameters of the operations. They filter rows computed in Python, which ninja's FilterSchema (for querysets) cannot.

Whole numbers and codes are validated here, because pydantic also reads "1_000", "+1" and "٣" as numbers and has no
Polish messages.
"""

import re
from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext
from ninja import Field, Path, Schema
from pydantic import BeforeValidator, WithJsonSchema

from cooperation.models import Change, SwotFinding
from indicators.rules.facts import Status
from reports.api.schemas.fields import translatable as _
from reports.exports.row_facts import LEVELS
from reports.exports.rows import Row

DIGITS = re.compile(r"0|[1-9][0-9]{0,17}")
LARGEST = 10**18 - 1  # 18 digits fit any database's integer
SLUG_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60})
Validation = tuple[BeforeValidator, WithJsonSchema]


def whole_number(minimum: int, maximum: int) -> Validation:
    """Return the annotations of a parameter that is a whole number between two, both included."""

    def parse(text: object) -> int:
        if not DIGITS.fullmatch(str(text)) or not minimum <= int(str(text)) <= maximum:
            bounds = {"least": f"{minimum:d}", "most": f"{maximum:d}"}
            raise ValueError(gettext("a whole number from %(least)s to %(most)s") % bounds)
        return int(str(text))

    return BeforeValidator(parse), WithJsonSchema({"type": "integer", "minimum": minimum, "maximum": maximum})


def one_of(codes: Iterable[str]) -> Validation:
    """Return the annotations of a parameter that is one of the codes."""
    permitted = [str(code) for code in codes]

    def parse(text: object) -> str:
        if text not in permitted:
            raise ValueError(gettext("one of: %(words)s") % {"words": ", ".join(permitted)})
        return str(text)

    return BeforeValidator(parse), WithJsonSchema({"type": "string", "enum": permitted})


YearNumber = Annotated[int | None, *whole_number(1990, 2100)]
ObjectNumber = Annotated[int | None, *whole_number(1, LARGEST)]
UnitNumber = Annotated[int | None, *whole_number(0, LARGEST)]
StatusFilter = Annotated[str | None, *one_of(Status)]

ProgrammeSlug = Annotated[
    str,
    SLUG_SCHEMA,
    Path(description=_("the programme's address in the portal, e.g. 2021-2025"), example="2021-2025"),
]
IndicatorNumber = Annotated[
    int,
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST}),
    Path(description=_("permanent number of the indicator"), example=1),
]


class FindingFilters(Schema):
    quadrant: Annotated[str | None, *one_of(SwotFinding.Quadrant.values)] = Field(
        None, description=_("kind of finding (rodzaj)")
    )


class ActionFilters(Schema):
    goal: ObjectNumber = Field(None, description=_("number of a specific goal of the programme (cel_nr)"))


class IndicatorFilters(ActionFilters):
    unit: UnitNumber = Field(None, description=_("number of the unit responsible (jednostka_id); 0: none"))
    status: StatusFilter = Field(None, description=_("status over the whole programme, or in the chosen year"))
    year: YearNumber = Field(None, description=_("one of the programme's years, to which the status filter applies"))


class MeasurementFilters(Schema):
    year: YearNumber = Field(None, description=_("one of the programme's years (rok)"))
    goal: ObjectNumber = Field(None, description=_("number of a specific goal of the programme (cel_nr)"))
    unit: UnitNumber = Field(None, description=_("number of the unit responsible (jednostka_id); 0: none"))
    indicator: ObjectNumber = Field(None, description=_("number of an indicator of the programme (wskaznik_id)"))
    status: StatusFilter = Field(
        None, description=_("status of the year; periods and parts have no status and are left out")
    )
    level: Annotated[str | None, *one_of(LEVELS)] = Field(
        None, description=_("rows of one level (poziom): “rok” (year), “okres” (period) or “część” (category)")
    )

    def matches(self, row: Row) -> bool:
        """Whether the row has the chosen year, status and level."""
        columns = {"rok": self.year, "status": self.status, "poziom": self.level}
        return all(value in (None, row[name]) for name, value in columns.items())


class ChangeFilters(Schema):
    programme: Annotated[str | None, SLUG_SCHEMA] = Field(None, description=_("address of a programme (program)"))
    kind: Annotated[str | None, *one_of(Change.Kind.values)] = Field(None, description=_("kind of change (rodzaj)"))
    year: YearNumber = Field(None, description=_("the year in which the change was made (Warsaw time)"))
