"""The columns of the open data: one list for the header, the metadata and the documentation on the page.

Names are Polish and permanent: people's spreadsheets and scripts rely on them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXT, WHOLE, DECIMAL, DAY, MOMENT, YES_NO = "string", "integer", "decimal", "date", "datetime", "boolean"

KIND_WORDS = {
    TEXT: _("text"),
    WHOLE: _("whole number"),
    DECIMAL: _("decimal number"),
    DAY: _("day"),
    MOMENT: _("day and time"),
    YES_NO: _("true or false"),
}


@dataclass(frozen=True)
class Column:
    """`kind` is the datatype of CSV on the Web; `about` says what the column holds."""

    name: str
    kind: str
    about: str | Promise

    @property
    def kind_words(self) -> str | Promise:
        return KIND_WORDS[self.kind]


COLUMNS = (
    Column("program", TEXT, _("the programme's address in the portal, e.g. 2021-2025")),
    Column("przyklad", YES_NO, _("true: the programme and its figures are made up")),
    Column(
        "poziom",
        TEXT,
        _(
            "“rok” (year): a year; “okres” (period): its month, quarter or half-year; “część” "
            "(part): a part of the row above"
        ),
    ),
    Column("rok", WHOLE, _("the reporting year")),
    Column("okres", TEXT, _("code of the period: 2024, 2024-K3, 2024-P1, 2024-M07, 2021-2022")),
    Column("okres_od", DAY, _("the period's first day")),
    Column("okres_do", DAY, _("the period's last day")),
    Column("cel_nr", WHOLE, _("number of the specific goal")),
    Column("cel", TEXT, _("the specific goal, as in the document")),
    Column("dzialanie_lp", WHOLE, _("number of the action (“L.p.” in the document)")),
    Column("dzialanie", TEXT, _("the action, as in the document")),
    Column("wskaznik_id", WHOLE, _("permanent number of the indicator")),
    Column("wskaznik", TEXT, _("the indicator, as in the document")),
    Column("rodzaj", TEXT, _("kind of figure: count, decimal, signed, percent, money, yes_no")),
    Column("miara", TEXT, _("unit of measurement")),
    Column("jednostka", TEXT, _("unit of the office responsible")),
    Column("cel_doslownie", TEXT, _("the target, word for word")),
    Column("czestotliwosc_doslownie", TEXT, _("the frequency of measurement, word for word")),
    Column("porownanie", TEXT, _("comparison: at_least, more_than, at_most, less_than, exactly, between")),
    Column("zakres", TEXT, _("period of the target: month, quarter, half_year, year, programme, final, undecided")),
    Column("prog", DECIMAL, _("the number that the year's figure is held against; of a range its lower bound")),
    Column("prog_gorny", DECIMAL, _("upper bound of a range, e.g. 12 of “10-12”; empty for other targets")),
    Column("podzial", TEXT, _("name of the breakdown")),
    Column("kategoria", TEXT, _("category of the breakdown; empty in rows of totals")),
    Column("wartosc", DECIMAL, _("the approved value; of yes or no: 1 or 0")),
    Column(
        "wartosc_slownie", TEXT, _("the value with its unit as the pages show it; without a value, why there is none")
    ),
    Column("brak", TEXT, _("why there is no value: not_measured, in_preparation, not_applicable; empty: not approved")),
    Column("osiagnieto_dnia", DAY, _("of yes or no: the day on which it was achieved")),
    Column("uwaga", TEXT, _("public note of the figure")),
    Column("status", TEXT, _("status of the year, a word of the method page, e.g. met, partly_met, overdue")),
    Column("status_slownie", TEXT, _("the same status in words")),
    Column(
        "realizacja",
        DECIMAL,
        _("achievement, 1 is 100%; cut to 12 significant digits, so 1 means met; empty where it cannot be counted"),
    ),
    Column("zdanie", TEXT, _("the status in one sentence, with its numbers and dates")),
    Column("wersja", WHOLE, _("number of the revision that is in force")),
    Column("opublikowano", MOMENT, _("when the revision was approved, with the time zone")),
)
NAMES = tuple(column.name for column in COLUMNS)
