"""Parameters of an address: every one a closed list or a whole number between two, read strictly, named when wrong.

Python would read "1_000", "+1" or "٣" as numbers; here a number is its digits and nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query
from pydantic import BeforeValidator, WithJsonSchema

from cooperation.models import Change, SwotFinding
from indicators.rules.facts import Status
from reports.api.problems import Fault
from reports.exports.row_facts import PART, PERIOD, YEAR

LEVELS = (YEAR, PERIOD, PART)
DIGITS = re.compile(r"0|[1-9][0-9]{0,17}")  # 18 digits fit any database's integer
LARGEST = 10**18 - 1
LARGEST_PAGE = 1_000_000
MOST_ON_PAGE = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of any programme


@dataclass(frozen=True)
class Whole:
    """A whole number between two, both included."""

    least: int
    most: int

    def __call__(self, typed: Any) -> int:
        text = str(typed)
        if not DIGITS.fullmatch(text) or not self.least <= int(text) <= self.most:
            raise ValueError(
                _("a whole number from %(least)s to %(most)s") % {"least": f"{self.least:d}", "most": f"{self.most:d}"}
            )
        return int(text)

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class OneOf:
    """A word of a closed list."""

    words: tuple[str, ...]

    def __call__(self, typed: Any) -> str:
        if typed not in self.words:
            raise ValueError(_("one of: %(words)s") % {"words": ", ".join(self.words)})
        return str(typed)

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.words)}


_PAGE, _SIZE = Whole(1, LARGEST_PAGE), Whole(1, MOST_ON_PAGE)
_YEAR, _NUMBER, _UNIT = Whole(FIRST_YEAR, LAST_YEAR), Whole(1, LARGEST), Whole(0, LARGEST)
_STATUS, _LEVEL = OneOf(tuple(Status)), OneOf(LEVELS)
_QUADRANT, _KIND = OneOf(tuple(SwotFinding.Quadrant.values)), OneOf(tuple(Change.Kind.values))
_SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60}


def _optional(reads: Whole | OneOf, description: str) -> Any:
    return BeforeValidator(reads), WithJsonSchema(reads.schema), Query(None, description=description)


Page = Annotated[
    int,
    BeforeValidator(_PAGE),
    WithJsonSchema(_PAGE.schema | {"default": 1}),
    Query(1, description=gettext_noop("number of the page, from 1")),
]
PageSize = Annotated[
    int,
    BeforeValidator(_SIZE),
    WithJsonSchema(_SIZE.schema | {"default": 50}),
    Query(50, description=gettext_noop("how many objects a page holds")),
]
Goal = Annotated[int | None, *_optional(_NUMBER, gettext_noop("number of a specific goal of the programme (cel_nr)"))]
IndicatorId = Annotated[
    int | None, *_optional(_NUMBER, gettext_noop("number of an indicator of the programme (wskaznik_id)"))
]
UnitId = Annotated[
    int | None, *_optional(_UNIT, gettext_noop("number of the unit responsible (jednostka_id); 0: none"))
]
Year = Annotated[int | None, *_optional(_YEAR, gettext_noop("one of the programme's years (rok)"))]
YearOfStatus = Annotated[
    int | None,
    *_optional(_YEAR, gettext_noop("one of the programme's years: the filter of statuses looks at this year")),
]
YearOfChange = Annotated[
    int | None, *_optional(_YEAR, gettext_noop("the year in which the change was made, in Warsaw"))
]
StatusOfYear = Annotated[
    str | None, *_optional(_STATUS, gettext_noop("status of the year; periods and parts have none and stay away"))
]
StatusOfAll = Annotated[
    str | None, *_optional(_STATUS, gettext_noop("status over the whole programme, or in the year that is chosen"))
]
Level = Annotated[
    str | None, *_optional(_LEVEL, gettext_noop("“rok”: years; “okres”: their periods; “część”: parts (poziom)"))
]
Quadrant = Annotated[str | None, *_optional(_QUADRANT, gettext_noop("kind of finding (rodzaj)"))]
ChangeKind = Annotated[str | None, *_optional(_KIND, gettext_noop("kind of change (rodzaj)"))]
SlugAsked = Annotated[
    str | None, WithJsonSchema(_SLUG), Query(None, description=gettext_noop("address of a programme (program)"))
]
Slug = Annotated[str, WithJsonSchema(_SLUG)]
Id = Annotated[int, WithJsonSchema(_NUMBER.schema)]


def faults_in_names(request: HttpRequest, known: Iterable[str]) -> list[Fault]:
    """Names that this address does not know or that are given twice: a misspelt filter must not filter nothing."""
    names = list(known)
    permitted = _("permitted here: %(names)s") % {"names": ", ".join(names)} if names else _("no parameter here")
    unknown = _("no such parameter; %(permitted)s") % {"permitted": permitted}
    return [
        Fault(name, unknown if name not in names else _("once only"))
        for name, values in request.GET.lists()
        if name not in names or len(values) > 1
    ]
