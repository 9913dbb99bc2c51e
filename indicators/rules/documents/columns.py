"""Columns of a table of actions and indicators, recognised by the words of their headers.

The words of a header are folded (lower case, no diacritics, no punctuation), and the first pattern that matches all
of it decides. A header that matches no pattern is unknown: its column becomes a remark under its own name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cooperation.text import fold


class ColumnRole(StrEnum):
    NUMBER = "number"
    MAIN_GOAL = "main_goal"
    GOAL = "goal"
    ACTION = "action"
    INDICATOR = "indicator"
    LEVEL = "level"  # whether the row is a goal, an action or an indicator
    NAME = "name"  # goals, actions or indicators, distinguished by their numbers or by the other columns
    BASELINE = "baseline"
    BASELINE_YEAR = "baseline_year"
    TARGET = "target"
    VALUES = "values"  # baseline and target in one cell
    FREQUENCY = "frequency"
    UNIT = "unit"
    RESPONSIBLE = "responsible"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column: its role, its header and the year in it; `holds_target`: indicator and target together."""

    role: ColumnRole
    header: str = ""
    year: int | None = None
    is_yearly: bool = False  # one of several columns of targets
    holds_target: bool = False
    is_unknown: bool = False
    is_beside: bool = False  # the numbers of the texts in the next column

    @property
    def folded(self) -> str:
        return fold(self.header)


_INDICATOR = r"(?:wskaznik|miernik|indykator)\w*"
_RESULT = r"(?:produkt|rezultat|efekt|wynik|oddzialywani)\w*"
_ACTION = r"(?:dzialan|zadan|zadani|przedsiewziec|przedsiewzieci|aktywnosc|inicjatyw|projekt)\w*"
_VALUE = r"(?:wartosc|poziom|stan|wielkosc)\w*"
_PERIOD = r"(?: (?:w|na|za|do|od|z|roku|rok|lata|latach|r|koniec|dzien|\d{4}|\d{1,2}))*"
_NAME = r"(?:(?:nazwa|tytul|tresc|opis|rodzaj|brzmienie) )?"
_SOURCE = r"zrodl"
_METHOD = r"definicj|metod|sposob|opis wskaznik|opis miernik"
_PATTERNS: tuple[tuple[ColumnRole, str], ...] = (
    (ColumnRole.GOAL, r"(?:nr|numer) celu(?: .*)?"),  # a table that repeats only the number of the goal
    (ColumnRole.NUMBER, r"l ?p|nr(?: \w+)?|numer(?: \w+)?|poz|pozycja|liczba porzadkowa|symbol|kod|oznaczenie|id"),
    (
        ColumnRole.REMARK,
        rf"(?:{_SOURCE}|{_METHOD}|uwag|komentarz|termin|budzet|koszt|finansow|srodki|szacunk|naklad|beneficjent|odbiorc|adresat|"
        r"grupa docelow|partner|harmonogram|okres realizacj|czas realizacj|"
        r"uzasadnien|ryzyk|waga|trend|tendencj|osoba do kontakt|podstawa|status|wykonani|realizacja|osiagniet|"
        r"zrealizowan)\w*.*|(?:rok|data|termin)\w* (?:docelow|koncow|osiagniec)\w*.*",
    ),
    (
        ColumnRole.BASELINE_YEAR,
        r"(?:rok|data|okres)\w* (?:bazow|bazy|wyjsciow|odniesieni|wartosci bazow|pomiaru bazow)\w*.*|"
        r"rok(?: dla)? wartosci (?:bazow|wyjsciow)\w*|rok wyjsciowy",
    ),
    (
        ColumnRole.VALUES,
        rf"wartosci|{_VALUE} (?:bazow|wyjsciow|poczatkow)\w* (?:i|oraz|a|lub)? ?(?:{_VALUE} )?(?:docelow|koncow)\w*.*",
    ),
    (
        ColumnRole.BASELINE,
        r"punkt wyjscia|"
        r"(?:.* )?(?:bazow|wyjsciow|poczatkow)\w*(?: .*)?|(?:.* )?baza(?: (?!danych).*)?|"
        r"(?:stan|wartosc) (?:obecn|aktualn|biezac|istniejac)\w*(?: .*)?|"
        r"(?:stan|wartosc) (?:na|w|za)(?: (?:dzien|koniec|roku|rok|\d+|\w+a))* \d{4}(?: r\w*)?|"
        r"stan(?: rok)? \d{4}(?: r\w*)?",
    ),
    (
        ColumnRole.FREQUENCY,
        r"(?:czestotliwosc|czestosc|cyklicznosc)\w*(?: .*)?|pomiar|jak czesto.*|(?:okres|cykl|interwal)\w* "
        r"(?:pomiar|monitor|badan|sprawozda|zbierani)\w*.*|kiedy mierz\w+|termin\w* pomiaru.*",
    ),
    (ColumnRole.UNIT, r"(?:jednostk\w+|jedn|j) (?:miar\w*|m)(?: .*)?|jedn|jm|miara|jednostka"),
    (
        ColumnRole.RESPONSIBLE,
        r"(?:.* )?odpowiedzialn\w*(?: .*)?|odpowiada|kto(?: .*)?|(?:realizator|wykonawc|koordynator|podmiot|"
        r"jednostka realizuj|komork|wydzial|departament|referat|realizuj)\w*(?: .*)?|jednostka (?:organizacyjna|"
        r"wiodaca).*",
    ),
    (ColumnRole.REMARK, rf"(?:rodzaj|typ|kategoria) {_INDICATOR}(?: .*)?"),
    (
        ColumnRole.INDICATOR,
        rf"{_NAME}{_INDICATOR}(?: .*)?|(?:kluczow|glown|przykladow|proponowan|mierzaln)\w+ {_INDICATOR}(?: .*)?",
    ),
    (
        ColumnRole.TARGET,
        rf"(?:.* )?(?:docelow|koncow|zakladan|planowan|oczekiwan|pozadan|"
        rf"zamierzon)\w* ?(?:{_VALUE})?(?: {_INDICATOR})?{_PERIOD}|"
        rf"(?:.* )?docelow\w*(?: .*)?|{_VALUE}(?: {_INDICATOR})?|cel na{_PERIOD}|plan{_PERIOD}|target{_PERIOD}|"
        rf"{_VALUE} posredni\w*{_PERIOD}|"
        rf"{_VALUE}{_PERIOD}|"
        rf"(?:zakladan|planowan|oczekiwan)\w+ {_VALUE}(?: .*)?",
    ),
    (ColumnRole.MAIN_GOAL, rf"{_NAME}cele? (?:glown|ogoln|strategiczn|nadrzedn|generaln)\w*(?: .*)?"),
    (
        ColumnRole.ACTION,
        rf"{_NAME}(?:planowan\w+ |glown\w+ |kluczow\w+ |konkretn\w+ )?{_ACTION}(?: .*)?|(?:kierun\w+|obszar\w*|"
        rf"sposob\w*) {_ACTION}(?: .*)?|kierun\w+",
    ),
    (
        ColumnRole.GOAL,
        rf"{_NAME}(?:cel|cele|celu)(?: (?:szczegolow|operacyjn|posredni|kierunkow|programu|wspolpracy)\w*)*(?: .*)?|"
        rf"{_NAME}priorytet\w*(?: .*)?|obszar\w*(?: .*)?",
    ),
    (ColumnRole.INDICATOR, rf"{_NAME}(?:planowan\w+ |oczekiwan\w+ )?{_RESULT}(?: .*)?"),
    (ColumnRole.NAME, r"nazwa|tresc|wyszczegolnienie|opis|pozycja|nazwa pozycji"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ONLY_YEAR = re.compile(r"(?:(?:rok|r|w roku|plan|cel|wartosc|na rok|do) )*(?:19|20)\d\d(?: r| rok\w*)?")
_SEVERAL_PARTS = re.compile(rf"\b(?:cel\w*|{_ACTION}|{_INDICATOR})\b")
_WITH_TARGET = re.compile(
    rf"{_INDICATOR} .*\b(?:wartosc|docelow|poziom|target)\w*|.*\b{_INDICATOR} (?:i|oraz|z|wraz z) .*"
)
_ONLY_VALUE = re.compile(rf"{_ONLY_YEAR.pattern}|{_VALUE}")
_DATE = re.compile(r"(?:rok|data)(?: (?:pomiaru|wartosci|danych))?")
# What a remark says, for those who store it in a field of its own.
SOURCE_HEADER = re.compile(rf"{_SOURCE}\w*(?: (?!finans).*)?")
METHOD_HEADER = re.compile(rf"(?:{_METHOD})\w*(?: (?!realizacj|finans|wykonani).*)?")
MAX_HEADER = 160  # characters

# Roles that a table has at most once; the others may occur several times.
SINGLE = frozenset(ColumnRole) - {ColumnRole.REMARK, ColumnRole.TARGET, ColumnRole.INDICATOR, ColumnRole.BASELINE}
# A row is a header when it names what is measured or done, and something beside it.
_SUBJECTS = {ColumnRole.INDICATOR, ColumnRole.ACTION, ColumnRole.GOAL, ColumnRole.MAIN_GOAL, ColumnRole.NAME}
# Columns of whole texts, each of which may be the only cell of a row.
TEXTS = {ColumnRole.MAIN_GOAL, ColumnRole.GOAL, ColumnRole.ACTION, ColumnRole.INDICATOR}
# Columns that describe the indicators of a row.
DETAILS = frozenset(ColumnRole) - {*_SUBJECTS, ColumnRole.NUMBER, ColumnRole.LEVEL}
# Each indicator of a row may have them in columns of its own: “Wskaźnik produktu | Miara | Wskaźnik rezultatu | Miara”.
OF_INDICATOR = {ColumnRole.BASELINE_YEAR, ColumnRole.FREQUENCY, ColumnRole.UNIT, ColumnRole.RESPONSIBLE}


def column_of(header: str) -> TableColumn:
    """Return the column that a header names."""
    text = " ".join(header.split())
    folded = fold(text)
    years = _YEAR.findall(folded)
    year = int(years[-1]) if years else None
    if not folded or len(text) > MAX_HEADER:
        return TableColumn(role=ColumnRole.REMARK, header=text, is_unknown=bool(folded))
    if year and _ONLY_YEAR.fullmatch(folded):
        return TableColumn(role=ColumnRole.TARGET, header=text, year=year)
    if _is_hierarchy(text, folded):
        return TableColumn(role=ColumnRole.NAME, header=text)
    role = next((role for role, pattern in _COMPILED if pattern.fullmatch(folded)), None)
    # "Cel 1 Wiedza" is a goal and not the header of a column.
    if role is None or (role in _SUBJECTS and re.search(r"[0-9]", _YEAR.sub("", text))):
        return TableColumn(role=ColumnRole.REMARK, header=text, year=year, is_unknown=True)
    holds_target = role is ColumnRole.INDICATOR and _WITH_TARGET.fullmatch(folded) is not None
    return TableColumn(role=role, header=text, year=year, holds_target=holds_target)


def _is_hierarchy(text: str, folded: str) -> bool:
    """Return whether a header announces goals, actions and indicators in one column: “Cel / działanie / wskaźnik”."""
    kinds = {match[:4] for match in _SEVERAL_PARTS.findall(folded)}
    return len(kinds) > 1 and ("/" in text or "," in text) and not re.search(r"docelow|wartosc", folded)


def columns_of(headers: Sequence[str], first_year: int | None = None) -> list[TableColumn]:
    """Return the columns of a row of headers; a second column of a role in SINGLE becomes a remark.

    Values of a year before the programme's first one are a baseline.
    """
    columns: list[TableColumn] = []
    for header in headers:
        column = column_of(header)
        last = max((at for at, other in enumerate(columns) if other.role is ColumnRole.INDICATOR), default=0)
        others = columns[last:] if column.role in OF_INDICATOR else columns
        if column.role is ColumnRole.ACTION and not any(other.role is ColumnRole.GOAL for other in columns):
            columns = [_as_goal(other) for other in columns]
            others = columns
        if column.role is ColumnRole.ACTION and others is columns:  # a direction between the goal and the action
            columns = [_as_remark(other) for other in columns]
            others = columns
        if column.role in SINGLE and any(column.role is other.role for other in others):
            column = TableColumn(role=ColumnRole.REMARK, header=column.header, is_unknown=True)
        columns.append(column)
    columns = _with_names([_among_others(column, columns) for column in columns])
    if first_year is not None:
        columns = [
            replace(column, role=ColumnRole.BASELINE)
            if column.role is ColumnRole.TARGET and column.year is not None and column.year < first_year
            else column
            for column in columns
        ]
    dated = [column for column in columns if column.role is ColumnRole.TARGET and column.year]
    return [replace(column, is_yearly=len(dated) > 1 and column in dated) for column in columns]


def _as_goal(column: TableColumn) -> TableColumn:
    """Return the column of directions, which are above the actions of the same table, as a column of goals."""
    is_direction = column.role is ColumnRole.ACTION and fold(column.header).startswith("kierun")
    return replace(column, role=ColumnRole.GOAL) if is_direction else column


def _as_remark(column: TableColumn) -> TableColumn:
    is_direction = column.role is ColumnRole.ACTION and column.folded.startswith("kierun")
    return replace(column, role=ColumnRole.REMARK) if is_direction else column


def _with_names(columns: list[TableColumn]) -> list[TableColumn]:
    """Return the columns; beside a column of targets, an unknown first one has the names: “Pozycja”, “Struktura”."""
    has_subject = any(column.role in _SUBJECTS for column in columns)
    target = next(
        (at for at, column in enumerate(columns) if column.role is ColumnRole.TARGET and "docelow" in column.folded), 0
    )
    at = next((at for at, column in enumerate(columns[:target]) if _may_be_name(column)), None)
    others = {column.role for column in columns} & {ColumnRole.BASELINE, ColumnRole.FREQUENCY, ColumnRole.UNIT}
    if not has_subject and at is not None and at < 2 and others:
        columns[at] = TableColumn(role=ColumnRole.NAME, header=columns[at].header)
    return columns


def _may_be_name(column: TableColumn) -> bool:
    is_word = column.role is ColumnRole.NUMBER and column.folded in ("pozycja", "oznaczenie")
    return is_word or (column.is_unknown and not any(map(str.isdigit, column.header)))


def _among_others(column: TableColumn, columns: Sequence[TableColumn]) -> TableColumn:
    """Return the column with its role corrected by the other columns."""
    roles = {other.role for other in columns}
    folded = fold(column.header)
    if column.role is ColumnRole.UNIT and folded == "miara" and not roles & {ColumnRole.INDICATOR, ColumnRole.NAME}:
        return replace(column, role=ColumnRole.INDICATOR)
    if _DATE.fullmatch(folded) and ColumnRole.BASELINE in roles and ColumnRole.BASELINE_YEAR not in roles:
        return replace(column, role=ColumnRole.BASELINE_YEAR, is_unknown=False)
    is_plain_name = column.role is ColumnRole.NAME and not _is_hierarchy(column.header, folded)
    if is_plain_name and ColumnRole.INDICATOR not in roles and roles & {ColumnRole.ACTION, ColumnRole.GOAL}:
        return replace(column, role=ColumnRole.INDICATOR)
    if column.role is ColumnRole.NAME and ColumnRole.INDICATOR in roles:
        role = ColumnRole.REMARK if ColumnRole.ACTION in roles else ColumnRole.ACTION
        return replace(column, role=role, is_unknown=role is ColumnRole.REMARK)
    return column


def names_only_actions(columns: Sequence[TableColumn]) -> bool:
    """Whether a table lists actions and only remarks about them, as a budget does."""
    return {column.role for column in columns} <= {ColumnRole.NUMBER, ColumnRole.ACTION, ColumnRole.REMARK}


def is_date(header: str) -> bool:
    """Whether a header names only a date, which belongs to the values beside it."""
    return _DATE.fullmatch(fold(header)) is not None


def is_value_of(header: str) -> bool:
    """Whether a header names only a value or a year, so that the header above it says of what."""
    return _ONLY_VALUE.fullmatch(fold(header)) is not None


def is_header(columns: Sequence[TableColumn]) -> bool:
    """Whether these are the headers of a table of actions or indicators."""
    named = [column for column in columns if column.header]
    roles = {column.role for column in named if not column.is_unknown}
    known = sum(not column.is_unknown for column in named)
    if not roles & _SUBJECTS or known < 2 or known * 2 < len(named):
        return False
    if roles <= {ColumnRole.NUMBER, ColumnRole.NAME, ColumnRole.REMARK, ColumnRole.UNIT}:
        return False
    # "Wskaźniki | Wskaźniki cen | Waga wskaźnika" is a table of statistics.
    return not roles <= {ColumnRole.INDICATOR, ColumnRole.REMARK}
