"""The shape of every answer. Names are those of the open data's columns: a row of a file joins an object by them.

Descriptions are marked for translation here and translated where the description of the API is made.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema, create_model

from cooperation.models import Change, SwotFinding
from cooperation.roles import Role
from indicators.models import Action
from indicators.rules.facts import Status
from reports.api.parameters import LEVELS
from reports.exports.columns import COLUMNS, DAY, DECIMAL, MOMENT, TEXT, WHOLE, YES_NO, ExportColumn

Decimals = Annotated[Decimal | None, WithJsonSchema({"type": ["number", "null"]})]
_NullForBlank = BeforeValidator(lambda value: None if value == "" else value)  # a missing text is null, never ""
Text = Annotated[str | None, _NullForBlank, WithJsonSchema({"type": ["string", "null"]})]
Integer = Annotated[int | None, WithJsonSchema({"type": ["integer", "null"]})]
Day = Annotated[date | None, WithJsonSchema({"type": ["string", "null"], "format": "date"})]
Moment = Annotated[datetime | None, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})]
StatusIs = Annotated[str, WithJsonSchema({"type": "string", "enum": [str(status) for status in Status]})]
QuadrantIs = Annotated[str, WithJsonSchema({"type": "string", "enum": list(SwotFinding.Quadrant.values)})]
KindIs = Annotated[str, WithJsonSchema({"type": "string", "enum": list(Change.Kind.values)})]
_ROLES, _STATES = [*map(str, Role), None], [*Action.Narrative.values, None]
RoleIs = Annotated[str | None, _NullForBlank, WithJsonSchema({"type": ["string", "null"], "enum": _ROLES})]
StateIs = Annotated[str | None, _NullForBlank, WithJsonSchema({"type": ["string", "null"], "enum": _STATES})]
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
AddressOrNot = Annotated[str | None, WithJsonSchema({"type": ["string", "null"], "format": "uri"})]
_KINDS: dict[str, Any] = {TEXT: Text, WHOLE: Integer, DECIMAL: Decimals, DAY: Day, MOMENT: Moment, YES_NO: bool}
_CLOSED = {
    "status": Annotated[str | None, WithJsonSchema({"type": ["string", "null"], "enum": [*map(str, Status), None]})],
    "poziom": Annotated[str, WithJsonSchema({"type": "string", "enum": list(LEVELS)})],
}


class Fault(Schema):
    parameter: str = Field(description=_("name of the parameter"))
    detail: str = Field(description=_("what it must be"))


class Problem(Schema):
    """RFC 9457."""

    type: str = Field(description=_("address of the explanation; the same for every problem of the kind"))
    title: str = Field(description=_("the kind of problem in a few words"))
    status: int = Field(description=_("the status of the answer"))
    detail: str = Field(description=_("what is wrong with this request, or what there is instead"))
    instance: str = Field(description=_("the address that was asked"))
    errors: list[Fault] = Field(description=_("the parameters that are wrong; empty when it is not about them"))


class OfProgramme(Schema):
    """What every object says first: where it belongs, and whether it is made up."""

    program: str = Field(description=_("the programme's address in the portal, e.g. 2021-2025"))
    przyklad: bool = Field(description=_("true: the programme and its figures are made up"))


class ProgrammeBrief(OfProgramme):
    tytul: str = Field(description=_("title of the programme"))
    pierwszy_rok: int = Field(description=_("the programme's first year"))
    ostatni_rok: int = Field(description=_("the programme's last year"))
    wydawca: Text = Field(description=_("the office that runs the programme"))
    uchwala: Text = Field(description=_("number and day of the resolution"))
    cel_glowny: Text = Field(description=_("the main goal, as in the document"))
    wersja: int = Field(description=_("version of the data; it grows with every public change"))
    zmieniono: Moment = Field(description=_("when the data last changed, with the time zone"))
    strona: Address = Field(description=_("the page for people"))


class Conclusion(Schema):
    numer: int = Field(description=_("number of the conclusion"))
    miejsce: Text = Field(description=_("place in the document"))
    tekst: str = Field(description=_("the conclusion, as in the document"))


class CompletenessOf(Schema):
    """Readings that are due: their period has ended, the indicator is in force, the year is not exempt."""

    rok: int = Field(description=_("the reporting year"))
    wymagane: int = Field(description=_("how many figures of the year are due"))
    zatwierdzone: int = Field(description=_("how many of them are approved"))
    wskazniki: int = Field(description=_("how many indicators have a due figure"))
    wskazniki_kompletne: int = Field(description=_("of how many of them every due figure is approved"))


class Programme(ProgrammeBrief):
    uwaga: Text = Field(description=_("the note under the document's tables"))
    wnioski: list[Conclusion] = Field(description=_("conclusions of the diagnosis"))
    kompletnosc: list[CompletenessOf] = Field(
        description=_("how complete the data are, by year; years without a due figure are left out")
    )


class Finding(OfProgramme):
    ustalenie_id: int = Field(description=_("permanent number of the finding"))
    rodzaj: QuadrantIs = Field(description=_("strength, weakness, opportunity or threat"))
    ustalenie: str = Field(description=_("the finding, as in the document"))
    pochodzenie: Text = Field(description=_("origin of the kind: document, default (assumed) or decision"))
    cele: list[int] = Field(description=_("numbers of the specific goals that answer the finding"))


class Goal(OfProgramme):
    cel_nr: int = Field(description=_("number of the specific goal"))
    miejsce: Text = Field(description=_("place in the document"))
    cel: str = Field(description=_("the specific goal, as in the document"))
    liczba_dzialan: int = Field(description=_("how many actions the goal has"))
    liczba_wskaznikow: int = Field(description=_("how many indicators the goal has"))
    statusy: dict[str, int] = Field(
        description=_("how many indicators have each status of the whole programme; never an average")
    )
    strona: Address = Field(description=_("the page for people"))


class ActionOf(OfProgramme):
    cel_nr: int = Field(description=_("number of the specific goal"))
    dzialanie_lp: int = Field(description=_("number of the action (“L.p.” in the document)"))
    miejsce: Text = Field(description=_("place in the document"))
    dzialanie: str = Field(description=_("the action, as in the document"))
    realizacja_opisowa: StateIs = Field(
        description=_("realisation in a word: done, under_way, not_done; null: not given")
    )
    uwagi: Text = Field(description=_("public remarks: difficulties, reasons for giving up"))
    wskazniki: list[int] = Field(description=_("permanent numbers of the action's indicators"))


class YearOf(Schema):
    rok: int = Field(description=_("the reporting year"))
    prog: Decimals = Field(
        description=_("the number that the year's figure is held against; of a range its lower bound")
    )
    prog_gorny: Decimals = Field(description=_("upper bound of a range, e.g. 12 of “10-12”; empty for other targets"))
    wartosc: Decimals = Field(description=_("the approved value; of yes or no: 1 or 0"))
    wartosc_slownie: str = Field(
        description=_("the value with its unit as the pages show it; without a value, why there is none")
    )
    status: StatusIs = Field(
        description=_("status of the year, a word of the method page, e.g. met, partly_met, overdue")
    )
    realizacja: Decimals = Field(
        description=_(
            "achievement, 1 is 100%; cut to 12 significant digits, so 1 means met; empty where it cannot be counted"
        )
    )
    zdanie: str = Field(description=_("the status in one sentence, with its numbers and dates"))


class Indicator(OfProgramme):
    cel_nr: int = Field(description=_("number of the specific goal"))
    dzialanie_lp: int = Field(description=_("number of the action (“L.p.” in the document)"))
    wskaznik_id: int = Field(description=_("permanent number of the indicator"))
    wskaznik: str = Field(description=_("the indicator, as in the document"))
    rodzaj: str = Field(description=_("kind of figure: count, decimal, signed, percent, money, yes_no"))
    miara: Text = Field(description=_("unit of measurement"))
    jednostka_id: Integer = Field(description=_("number of the unit responsible; null: none"))
    jednostka: Text = Field(description=_("unit of the office responsible"))
    cel_doslownie: Text = Field(description=_("the target, word for word"))
    czestotliwosc_doslownie: Text = Field(description=_("the frequency of measurement, word for word"))
    status: StatusIs = Field(description=_("status over the whole programme"))
    zdanie: str = Field(description=_("the status in one sentence, with its numbers and dates"))
    lata: list[YearOf] = Field(description=_("every year of the programme"))
    strona: Address = Field(description=_("the page for people"))


class CorrectionOf(Schema):
    okres: str = Field(description=_("code of the period: 2024, 2024-K3, 2024-P1, 2024-M07, 2021-2022"))
    bylo: Decimals = Field(description=_("the value that had been published"))
    jest: Decimals = Field(description=_("the value that replaced it"))
    powod: Text = Field(description=_("the public reason"))
    opublikowano: Moment = Field(description=_("when the revision was approved, with the time zone"))


class IndicatorInFull(Indicator):
    sprostowania: list[CorrectionOf] = Field(description=_("published figures that were corrected, the newest first"))


class ChangeOf(OfProgramme):
    zmiana_id: int = Field(description=_("permanent number of the line"))
    rodzaj: KindIs = Field(description=_("kind of change"))
    kiedy: Moment = Field(description=_("when it was made, with the time zone"))
    rola: RoleIs = Field(description=_("role of the person who made it; no person is named"))
    jednostka: Text = Field(description=_("unit of the person who made it"))
    zdanie: str = Field(description=_("the change in one sentence"))
    powod: Text = Field(description=_("the public reason"))
    wskaznik_id: Integer = Field(description=_("the indicator that it is about, if it is about one"))


def _column(column: ExportColumn) -> tuple[Any, Any]:
    with override(None):  # the English source: the description translates it like the others
        return _CLOSED.get(column.name, _KINDS[column.kind]), Field(description=str(column.description))


_ROW: dict[str, Any] = {one.name: _column(one) for one in COLUMNS}
Measurement: Any = create_model("Measurement", __base__=Schema, **_ROW)


class Listing(Schema):
    """One page of a list."""

    total: int = Field(description=_("how many there are on all pages together"))
    page: int = Field(description=_("number of this page, from 1"))
    page_size: int = Field(description=_("how many a page holds at most"))
    next: AddressOrNot = Field(description=_("address of the next page; null on the last one"))
    previous: AddressOrNot = Field(description=_("address of the page before; null on the first one"))


class Programmes(Listing):
    items: list[ProgrammeBrief]


class Findings(Listing):
    items: list[Finding]


class Goals(Listing):
    items: list[Goal]


class Actions(Listing):
    items: list[ActionOf]


class Indicators(Listing):
    items: list[Indicator]


class Measurements(Listing):
    items: list[Measurement]


class Changes(Listing):
    items: list[ChangeOf]


class Contents(Schema):
    tytul: str = Field(description=_("title of the API"))
    wersja: str = Field(description=_("version of the API"))
    licencja: Address = Field(description=_("licence of the data"))
    dokumentacja: Address = Field(description=_("the page for people"))
    openapi: Address = Field(description=_("this description for programs"))
    programy: Address = Field(description=_("where to begin: the programmes"))
    zmiany: Address = Field(description=_("the register of changes"))
