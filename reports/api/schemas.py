"""The objects in the answers, read from what the queries return.

Fields are named as the columns of the open data, so that a row of a file can be joined with an object.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.urls import reverse
from ninja import Field, Schema
from pydantic import create_model

from cooperation.models import Change, Programme
from cooperation.rendering import render
from cooperation.services.addresses import absolute_url
from indicators.queries.diagnosis import DiagnosisFinding
from indicators.queries.results import count_by_status
from indicators.queries.revisions import Correction
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode, YearRow
from indicators.rules.completeness import Completeness
from indicators.wording import changes as change_wording
from indicators.wording import figures as figure_wording
from reports.api.types import (
    Address,
    ChangeKindCode,
    LevelCode,
    OptionalDay,
    OptionalDecimal,
    OptionalInteger,
    OptionalMoment,
    OptionalNarrativeCode,
    OptionalRoleCode,
    OptionalStatusCode,
    OptionalText,
    QuadrantCode,
    StatusCode,
)
from reports.api.types import translatable as _
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What the resolvers need besides the object itself; an operation sets it as `request.facts`."""

    programme: Programme
    on: date
    goal_numbers: Mapping[int, int] = field(default_factory=dict)  # by id
    conclusions: Sequence[tuple[int, str, str]] = ()  # number, place in the document, text
    completeness: Sequence[Completeness] = ()
    corrections: Sequence[Correction] = ()  # newest first


def _facts(context: dict[str, Any]) -> AnswerFacts:
    facts: AnswerFacts = context["request"].facts
    return facts


def _page_address(name: str, *args: str | int) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=args))


class ParameterError(Schema):
    parameter: str = Field(description=_("name of the parameter"))
    detail: str = Field(description=_("what it must be"))


class Problem(Schema):
    type: str = Field(description=_("address of the explanation; the same for every problem of this kind"))
    title: str = Field(description=_("the kind of problem in a few words"))
    status: int = Field(description=_("the status of the answer"))
    detail: str = Field(description=_("what is wrong with this request, or what is available instead"))
    instance: str = Field(description=_("the requested address"))
    errors: list[ParameterError] = Field(
        description=_("the parameters that are wrong; empty if the problem does not concern parameters")
    )


class ItemOfProgramme(Schema):
    program: str = Field(description=_("the programme's address in the portal, e.g. 2021-2025"))
    przyklad: bool = Field(description=_("true: the programme and its figures are fictitious"))

    @staticmethod
    def resolve_program(item: object, context: dict[str, Any]) -> str:
        return _programme(item, context).slug

    @staticmethod
    def resolve_przyklad(item: object, context: dict[str, Any]) -> bool:
        return _programme(item, context).is_example


def _programme(item: object, context: dict[str, Any]) -> Programme:
    if isinstance(item, Programme):
        return item
    return item.programme if isinstance(item, Change) else _facts(context).programme


class ProgrammeSchema(ItemOfProgramme):
    tytul: str = Field(alias="title", description=_("title of the programme"))
    pierwszy_rok: int = Field(alias="first_year", description=_("the programme's first year"))
    ostatni_rok: int = Field(alias="last_year", description=_("the programme's last year"))
    wydawca: OptionalText = Field(alias="issuer", description=_("the office that runs the programme"))
    uchwala: OptionalText = Field(alias="resolution", description=_("number and day of the resolution"))
    cel_glowny: OptionalText = Field(description=_("the main goal, as in the document"))
    wersja: int = Field(
        alias="content_version", description=_("version of the data; it grows with every public change")
    )
    zmieniono: OptionalMoment = Field(description=_("when the data last changed, with the time zone"))
    strona: Address = Field(description=_("the web page"))

    @staticmethod
    def resolve_cel_glowny(programme: Programme) -> str:
        return programme.main_goal.text if hasattr(programme, "main_goal") else ""

    @staticmethod
    def resolve_zmieniono(programme: Programme) -> datetime | None:
        return whole_seconds(programme.content_changed_at) if programme.content_changed_at else None

    @staticmethod
    def resolve_strona(programme: Programme) -> str:
        return _page_address("programme_detail", programme.slug)


class ConclusionSchema(Schema):
    numer: int = Field(description=_("number of the conclusion"))
    miejsce: OptionalText = Field(description=_("place in the document"))
    tekst: str = Field(description=_("the conclusion, as in the document"))


class CompletenessSchema(Schema):
    rok: int = Field(alias="year", description=_("the reporting year"))
    wymagane: int = Field(alias="required", description=_("number of figures of the year that are due"))
    zatwierdzone: int = Field(alias="approved", description=_("number of them that are approved"))
    wskazniki: int = Field(alias="indicators_required", description=_("number of indicators that have a due figure"))
    wskazniki_kompletne: int = Field(
        alias="indicators_full", description=_("number of them with every due figure approved")
    )


class ProgrammeDetailSchema(ProgrammeSchema):
    uwaga: OptionalText = Field(alias="source_note", description=_("the note under the document's tables"))
    wnioski: list[ConclusionSchema] = Field(description=_("conclusions of the diagnosis"))
    kompletnosc: list[CompletenessSchema] = Field(
        description=_("how complete the data are, by year; years without a due figure are left out")
    )

    @staticmethod
    def resolve_wnioski(_programme: Programme, context: dict[str, Any]) -> list[dict[str, str | int]]:
        return [
            {"numer": number, "miejsce": reference, "tekst": text}
            for number, reference, text in _facts(context).conclusions
        ]

    @staticmethod
    def resolve_kompletnosc(_programme: Programme, context: dict[str, Any]) -> Sequence[Completeness]:
        return _facts(context).completeness


class FindingSchema(ItemOfProgramme):
    ustalenie_id: int = Field(alias="id", description=_("permanent number of the finding"))
    rodzaj: QuadrantCode = Field(alias="quadrant", description=_("strength, weakness, opportunity or threat"))
    ustalenie: str = Field(alias="text", description=_("the finding, as in the document"))
    pochodzenie: OptionalText = Field(
        alias="origin", description=_("origin of the kind: document, default (assumed) or decision")
    )
    cele: list[int] = Field(description=_("numbers of the specific goals that answer the finding"))

    @staticmethod
    def resolve_cele(finding: DiagnosisFinding, context: dict[str, Any]) -> list[int]:
        numbers = _facts(context).goal_numbers
        return sorted(numbers[goal_id] for goal_id in finding.goal_ids if goal_id in numbers)


class GoalSchema(ItemOfProgramme):
    cel_nr: int = Field(alias="position", description=_("number of the specific goal"))
    miejsce: OptionalText = Field(alias="reference", description=_("place in the document"))
    cel: str = Field(alias="text", description=_("the specific goal, as in the document"))
    liczba_dzialan: int = Field(description=_("number of actions under the goal"))
    liczba_wskaznikow: int = Field(description=_("number of indicators under the goal"))
    statusy: dict[str, int] = Field(
        description=_("number of indicators with each status over the whole programme; never an average")
    )
    strona: Address = Field(description=_("the web page"))

    @staticmethod
    def resolve_liczba_dzialan(goal: GoalNode) -> int:
        return len(goal.actions)

    @staticmethod
    def resolve_liczba_wskaznikow(goal: GoalNode) -> int:
        return len(goal.indicators)

    @staticmethod
    def resolve_statusy(goal: GoalNode, context: dict[str, Any]) -> dict[str, int]:
        statuses = count_by_status(node.overall(_facts(context).on).status for node in goal.indicators)
        return {str(status): number for status, number in statuses}

    @staticmethod
    def resolve_strona(goal: GoalNode, context: dict[str, Any]) -> str:
        return _page_address("goal_detail", _facts(context).programme.slug, goal.position)


class ActionSchema(ItemOfProgramme):
    cel_nr: int = Field(alias="goal.position", description=_("number of the specific goal"))
    dzialanie_lp: int = Field(alias="position", description=_("number of the action (“L.p.” in the document)"))
    miejsce: OptionalText = Field(alias="reference", description=_("place in the document"))
    dzialanie: str = Field(alias="name", description=_("the action, as in the document"))
    realizacja_opisowa: OptionalNarrativeCode = Field(
        alias="narrative", description=_("implementation in one word: done, under_way, not_done; null: not given")
    )
    uwagi: OptionalText = Field(
        alias="remarks", description=_("public remarks: difficulties, reasons for abandoning the action")
    )
    wskazniki: list[int] = Field(description=_("permanent numbers of the action's indicators"))

    @staticmethod
    def resolve_wskazniki(action: ActionNode) -> list[int]:
        return [node.id for node in action.indicators]


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


def _year_field(name: str, alias: str = "") -> Any:
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
    def resolve_status(node: IndicatorNode, context: dict[str, Any]) -> str:
        return node.overall(_facts(context).on).status

    @staticmethod
    def resolve_zdanie(node: IndicatorNode, context: dict[str, Any]) -> str:
        return render(node.overall(_facts(context).on).sentence)

    @staticmethod
    def resolve_lata(node: IndicatorNode, context: dict[str, Any]) -> Sequence[YearRow]:
        return node.years(_facts(context).on)

    @staticmethod
    def resolve_strona(node: IndicatorNode) -> str:
        return _page_address("indicator_detail", node.id)


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
    sprostowania: list[CorrectionSchema] = Field(
        description=_("published figures that were corrected, the newest first")
    )

    @staticmethod
    def resolve_sprostowania(_node: IndicatorNode, context: dict[str, Any]) -> Sequence[Correction]:
        return _facts(context).corrections


class ChangeSchema(ItemOfProgramme):
    zmiana_id: int = Field(alias="pk", description=_("permanent number of the entry"))
    rodzaj: ChangeKindCode = Field(alias="kind", description=_("kind of change"))
    kiedy: OptionalMoment = Field(description=_("when the change was made, with the time zone"))
    rola: OptionalRoleCode = Field(alias="role", description=_("role of the person who made it; no person is named"))
    jednostka: OptionalText = Field(alias="unit_name", description=_("unit of the person who made it"))
    zdanie: str = Field(description=_("the change in one sentence"))
    powod: OptionalText = Field(alias="text", description=_("the public reason"))
    wskaznik_id: OptionalInteger = Field(description=_("the indicator concerned, if any"))

    @staticmethod
    def resolve_kiedy(change: Change) -> datetime:
        return whole_seconds(change.at)

    @staticmethod
    def resolve_zdanie(change: Change) -> str:
        return render(change_wording.change_text(change).sentence)

    @staticmethod
    def resolve_wskaznik_id(change: Change) -> int | None:
        return change_wording.change_text(change).indicator_id


class ContentsSchema(Schema):
    tytul: str = Field(description=_("title of the API"))
    wersja: str = Field(description=_("version of the API"))
    licencja: Address = Field(description=_("licence of the data"))
    dokumentacja: Address = Field(description=_("the web page"))
    openapi: Address = Field(description=_("this machine-readable description"))
    programy: Address = Field(description=_("the starting point: the programmes"))
    zmiany: Address = Field(description=_("the register of changes"))
