"""Contents of the API, programmes, and the findings, goals and actions of a programme."""

from collections.abc import Sequence
from datetime import datetime

from ninja import Field, Schema

from cooperation.models import Programme
from indicators.queries.diagnosis import DiagnosisFinding
from indicators.queries.results import count_by_status
from indicators.queries.tree import ActionNode, GoalNode
from indicators.rules.completeness import Completeness
from reports.api.schemas.fields import Address, OptionalMoment, OptionalNarrativeCode, OptionalText, QuadrantCode
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.items import ItemOfProgramme, ResolverContext, answer_facts, page_address
from reports.exports.columns import whole_seconds


class ContentsSchema(Schema):
    tytul: str = Field(description=_("title of the API"))
    wersja: str = Field(description=_("version of the API"))
    licencja: Address = Field(description=_("licence of the data"))
    dokumentacja: Address = Field(description=_("the web page"))
    openapi: Address = Field(description=_("this machine-readable description"))
    programy: Address = Field(description=_("the starting point: the programmes"))
    zmiany: Address = Field(description=_("the register of changes"))


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
        return page_address("programme_detail", programme.slug)


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
    def resolve_wnioski(_programme: Programme, context: ResolverContext) -> list[dict[str, str | int]]:
        return [
            {"numer": conclusion.number, "miejsce": conclusion.reference, "tekst": conclusion.text}
            for conclusion in answer_facts(context).conclusions
        ]

    @staticmethod
    def resolve_kompletnosc(_programme: Programme, context: ResolverContext) -> Sequence[Completeness]:
        return answer_facts(context).completeness


class FindingSchema(ItemOfProgramme):
    ustalenie_id: int = Field(alias="id", description=_("permanent number of the finding"))
    rodzaj: QuadrantCode = Field(alias="quadrant", description=_("strength, weakness, opportunity or threat"))
    ustalenie: str = Field(alias="text", description=_("the finding, as in the document"))
    pochodzenie: OptionalText = Field(
        alias="origin", description=_("origin of the kind: document, default (assumed) or decision")
    )
    cele: list[int] = Field(description=_("numbers of the specific goals that address the finding"))

    @staticmethod
    def resolve_cele(finding: DiagnosisFinding, context: ResolverContext) -> list[int]:
        numbers = answer_facts(context).goal_numbers
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
    def resolve_statusy(goal: GoalNode, context: ResolverContext) -> dict[str, int]:
        statuses = count_by_status(node.overall_status(answer_facts(context).on).status for node in goal.indicators)
        return {str(status): number for status, number in statuses}

    @staticmethod
    def resolve_strona(goal: GoalNode, context: ResolverContext) -> str:
        return page_address("goal_detail", answer_facts(context).programme.slug, goal.position)


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
