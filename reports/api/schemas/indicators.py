"""Indicators, and their figures as rows of the open data."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from ninja import Field, Schema
from pydantic import create_model

from cooperation.rendering import render
from indicators.queries.revisions import Correction
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.wording import figures as figure_wording
from reports.api.schemas.fields import (
    Address,
    LevelCode,
    OptionalDay,
    OptionalDecimal,
    OptionalInteger,
    OptionalMoment,
    OptionalStatusCode,
    OptionalText,
    StatusCode,
)
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.items import ItemOfProgramme, ResolverContext, answer_facts, page_address
from reports.exports.columns import (
    COLUMNS,
    DAY,
    DECIMAL,
    INDICATOR_COLUMNS,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    ExportColumn,
    whole_seconds,
)

OPTIONAL_TYPES: dict[str, object] = {
    TEXT: OptionalText,
    WHOLE: OptionalInteger,
    DECIMAL: OptionalDecimal,
    DAY: OptionalDay,
    MOMENT: OptionalMoment,
    YES_NO: bool,
}


REQUIRED_TYPES: dict[str, object] = {TEXT: str, WHOLE: int, DAY: date, YES_NO: bool}


CODED_COLUMNS: dict[str, object] = {"status": OptionalStatusCode, "poziom": LevelCode}


# The type of the values is that of the keywords of `create_model`.
def _fields_of_columns(columns: Iterable[ExportColumn], *, is_of_indicator: bool = False) -> dict[str, Any]:
    """Return the definitions of fields that `create_model` takes as keywords."""
    fields = {}
    for column in columns:
        types = REQUIRED_TYPES if column.is_required else OPTIONAL_TYPES
        alias = column.indicator_attribute if is_of_indicator else None
        field_info = Field(alias=alias, description=cast(str, column.description))
        fields[column.name] = (CODED_COLUMNS.get(column.name, types[column.kind]), field_info)
    return fields


MeasurementSchema = create_model("MeasurementSchema", __base__=Schema, **_fields_of_columns(COLUMNS))


IndicatorColumnsSchema = create_model(
    "IndicatorColumnsSchema",
    __base__=ItemOfProgramme,
    **_fields_of_columns(INDICATOR_COLUMNS, is_of_indicator=True),
)


def _year_field(name: str, alias: str = "") -> Any:  # assigned to attributes of several types
    column = next(column for column in COLUMNS if column.name == name)
    return Field(alias=alias or None, description=cast(str, column.description))


class YearSchema(Schema):
    rok: int = _year_field("rok", "year")
    prog: OptionalDecimal = _year_field("prog", "threshold")
    prog_gorny: OptionalDecimal = _year_field("prog_gorny", "upper")
    wartosc: OptionalDecimal = _year_field("wartosc", "result.actual")
    wartosc_slownie: str = _year_field("wartosc_slownie")
    status: StatusCode = _year_field("status", "result.status")
    realizacja: OptionalDecimal = _year_field("realizacja", "achievement")
    zdanie: str = _year_field("zdanie")

    @staticmethod
    def resolve_wartosc_slownie(row: YearRow) -> str:
        return render(figure_wording.year_figure(row))

    @staticmethod
    def resolve_zdanie(row: YearRow) -> str:
        return render(row.result.sentence)


class IndicatorSchema(IndicatorColumnsSchema):  # type: ignore[valid-type, misc]  # a model made from the columns
    cel_doslownie: OptionalText = Field(description=_("the target, word for word"))
    czestotliwosc_doslownie: OptionalText = Field(description=_("the frequency of measurement, word for word"))
    status: StatusCode = Field(description=_("status over the whole programme"))
    zdanie: str = Field(description=_("the status in one sentence, with its numbers and dates"))
    lata: list[YearSchema] = Field(description=_("every year of the programme"))
    strona: Address = Field(description=_("the web page"))

    @staticmethod
    def resolve_cel_doslownie(node: IndicatorNode) -> str:
        return node.latest_terms.verbatim if node.latest_terms else ""

    @staticmethod
    def resolve_czestotliwosc_doslownie(node: IndicatorNode) -> str:
        return node.latest_terms.frequency_verbatim if node.latest_terms else ""

    @staticmethod
    def resolve_status(node: IndicatorNode, context: ResolverContext) -> str:
        return node.overall_status(answer_facts(context).on).status

    @staticmethod
    def resolve_zdanie(node: IndicatorNode, context: ResolverContext) -> str:
        return render(node.overall_status(answer_facts(context).on).sentence)

    @staticmethod
    def resolve_lata(node: IndicatorNode, context: ResolverContext) -> Sequence[YearRow]:
        return node.years(answer_facts(context).on)

    @staticmethod
    def resolve_strona(node: IndicatorNode) -> str:
        return page_address("indicator_detail", node.id)


class CorrectionSchema(Schema):
    okres: str = Field(
        alias="after.period_code", description=_("code of the period: 2024, 2024-K3, 2024-P1, 2024-M07, 2021-2022")
    )
    bylo: OptionalDecimal = Field(alias="before.value", description=_("the value that had been published"))
    jest: OptionalDecimal = Field(alias="after.value", description=_("the value that replaced it"))
    powod: OptionalText = Field(alias="after.correction_reason", description=_("the public reason"))
    opublikowano: OptionalMoment = Field(description=_("when the revision was approved, with the time zone"))

    @staticmethod
    def resolve_opublikowano(correction: Correction) -> datetime:
        return whole_seconds(correction.after.at)


class IndicatorDetailSchema(IndicatorSchema):
    sprostowania: list[CorrectionSchema] = Field(description=_("published figures that were corrected, newest first"))

    @staticmethod
    def resolve_sprostowania(_node: IndicatorNode, context: ResolverContext) -> Sequence[Correction]:
        return answer_facts(context).corrections
