"""Types of fields: how a value is validated, and how the description of the API (OpenAPI) shows it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, cast

from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, WithJsonSchema

from cooperation.models import Change, SwotFinding
from cooperation.roles import Role
from indicators.models import Action
from indicators.rules.facts import Status
from reports.exports.row_facts import LEVELS

translatable = cast(Callable[[str], str], gettext_lazy)  # pydantic and ninja declare their texts as str
blank_as_null = BeforeValidator(lambda value: None if value == "" else value)


def _codes(codes: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(map(str, codes))})


def _optional_codes(codes: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "enum": [*map(str, codes), None]})


OptionalDecimal = Annotated[Decimal | None, WithJsonSchema({"type": ["number", "null"]})]
OptionalText = Annotated[str | None, blank_as_null, WithJsonSchema({"type": ["string", "null"]})]
OptionalInteger = Annotated[int | None, WithJsonSchema({"type": ["integer", "null"]})]
OptionalDay = Annotated[date | None, WithJsonSchema({"type": ["string", "null"], "format": "date"})]
OptionalMoment = Annotated[datetime | None, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})]
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
OptionalAddress = Annotated[str | None, WithJsonSchema({"type": ["string", "null"], "format": "uri"})]
StatusCode = Annotated[str, _codes(Status)]
OptionalStatusCode = Annotated[str | None, _optional_codes(Status)]
QuadrantCode = Annotated[str, _codes(SwotFinding.Quadrant.values)]
LevelCode = Annotated[str, _codes(LEVELS)]
ChangeKindCode = Annotated[str, _codes(Change.Kind.values)]
OptionalRoleCode = Annotated[str | None, blank_as_null, _optional_codes(Role)]
OptionalNarrativeCode = Annotated[str | None, blank_as_null, _optional_codes(Action.Narrative.values)]
