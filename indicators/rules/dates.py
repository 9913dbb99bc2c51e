"""Productions for years, dates, spans of years and ends of periods, as Polish documents write them.

A production returns None and leaves the cursor in place when its words do not match or name an impossible date (month
13, 31.02., a span whose last year comes first). Impossible dates are never corrected.
"""

import re
from calendar import monthrange
from datetime import date

from indicators.rules.numerals import MONTHS, ORDINALS, ROMAN
from indicators.rules.tokens import Cursor, Token

# Introduces a date by which something is due.
BY = {
    "do [dnia]": True,
    "do końca": True,
    "na koniec": True,
    "na dzień": True,
    "z końcem": True,
    "najpóźniej [do] [dnia]": True,
    "najpóźniej do końca": True,
    "nie później niż [do|w] [dnia]": True,
    "nie później niż do końca": True,
    "w terminie [do] [dnia]": True,
    "w terminie do końca": True,
}
# "w I kwartale 2022 r.", "w 2022 r.", "termin: grudzień 2025": a date that may be a whole target, but not the deadline
# of a number.
WITHIN = {"w": True, "koniec": True, "termin [:]": True, "termin [:|realizacji] [:] do": True}

_SPAN = {
    "w latach": True,
    "w okresie [lat]": True,
    "w ciągu lat": True,
    "na lata": True,
    "za lata": True,
    "przez lata": True,
    "lata": True,
}
_DURING = "[trwania|realizacji|obowiązywania|wdrażania]"
_OF_IT = "[wieloletniego] programu [wieloletniego|współpracy]"
DURING, AT_THE_END = "during", "at the end"
_PROGRAMME = dict.fromkeys(
    (
        f"w [całym] okresie {_DURING} {_OF_IT}",
        "w [całym] okresie trwania|realizacji|obowiązywania|wdrażania",
        "w całym okresie",
        f"w ciągu [całego] [okresu] {_DURING} {_OF_IT}",
        f"przez|na|za [cały] okres {_DURING} {_OF_IT}",
        f"przez|na|za cały okres {_DURING}",
        f"przez|na|za cały czas {_DURING} {_OF_IT}",
        f"w trakcie|czasie {_DURING} {_OF_IT}",
        f"podczas {_DURING} {_OF_IT}",
        "w całym programie",
    ),
    DURING,
) | dict.fromkeys(
    (
        f"do końca [okresu] {_DURING} {_OF_IT}",
        f"na koniec|zakończenie [okresu] {_DURING} {_OF_IT}",
    ),
    AT_THE_END,
)


def is_year(token: Token) -> bool:
    """Whether the token is four digits in the range 1980-2099."""
    is_plain_number = token.kind == "number" and not token.is_grouped
    return is_plain_number and re.fullmatch("(19[89]|20[0-9])[0-9]", token.key) is not None


def is_bare_year(token: Token) -> bool:
    """Whether a number without "r." can be a year of a programme (2010-2069); a bare 2000 is taken for a number."""
    return is_year(token) and "2010" <= token.key <= "2069"


def year(cursor: Cursor) -> int | None:
    """Parse a marked year or a bare one such as 2025."""
    start = cursor.at
    marked = marked_year(cursor)
    if marked is not None:
        return marked
    token = cursor.peek()
    if is_bare_year(token):
        cursor.at = start + 1
        return int(token.key)
    return None


def marked_year(cursor: Cursor) -> int | None:
    """Parse a year marked by a word: "2025 r.", "2025 roku", "roku 2025", "rokiem 2025"."""
    start = cursor.at
    is_marked = cursor.match("rok|roku|rokiem")
    token = cursor.peek()
    if is_year(token):
        cursor.at += 1
        if is_marked or cursor.match("r|rok|roku|rokiem"):
            return int(token.key)
    cursor.at = start
    return None


def named_day(cursor: Cursor, *, is_bare: bool = False) -> date | None:
    """Parse a date, a month, a quarter, a half-year or a year, and return its last day.

    `is_bare`: no preposition comes before it, so a year must be marked.
    """
    for production in (_numeric_date, _day_and_month, _month, _part_of_year):
        start = cursor.at
        day = production(cursor)
        if day is not None:
            return day
        cursor.at = start
    last_year = marked_year(cursor) if is_bare else year(cursor)
    return None if last_year is None else date(last_year, 12, 31)


def by_day(cursor: Cursor) -> date | None:
    """Parse a deadline with its year: "do 31.12.2022 r.", "do końca czerwca 2024 r.", "na koniec 2025 r."."""
    return _introduced_day(cursor, BY)


def standalone_day(cursor: Cursor) -> date | None:
    """Parse a date that can be a whole target: after "do", "w" or "termin", or bare ("I kwartał 2022 r.")."""
    return _introduced_day(cursor, BY | WITHIN) or named_day(cursor, is_bare=True)


def span(cursor: Cursor) -> tuple[int, int] | None:
    """Parse "w latach 2021-2025", "2021-2025", "od 2021 do 2025 r." and return the first and the last year."""
    start = cursor.at
    cursor.choose(_SPAN)
    is_from = cursor.match("od")
    first = year(cursor)
    if first is not None and cursor.match("do" if is_from else "-"):
        last = year(cursor)
        if last is not None and first < last:
            cursor.match("lat")
            return first, last
    cursor.at = start
    return None


def whole_programme(cursor: Cursor) -> str | None:
    """Parse "w całym okresie realizacji programu" (`DURING`) or "na koniec programu" (`AT_THE_END`)."""
    return cursor.choose(_PROGRAMME)


def _introduced_day(cursor: Cursor, introductions: dict[str, bool]) -> date | None:
    """Parse a day after one of the introductory phrases; None leaves the cursor in place."""
    start = cursor.at
    if cursor.choose(introductions):
        day = named_day(cursor)
        if day is not None:
            return day
    cursor.at = start
    return None


def _numeric_date(cursor: Cursor) -> date | None:
    """Parse "30.06.2023", "30 VI 2023", "2023-06-30", and "06.2023" as the last day of the month."""
    token = cursor.peek()
    if token.kind != "date":
        return None
    cursor.at += 1
    cursor.match("r|rok|roku")
    if roman := re.fullmatch(r"([0-9]+)\.?([ivx]+)\.?([0-9]{4})", token.key.lower()):
        return _valid_date(int(roman[3]), ROMAN.get(roman[2], 13), int(roman[1]))
    numbers = [int(number) for number in re.split("[^0-9]", token.key)]
    if len(numbers) == 2:
        return _last_of_month(numbers[1], numbers[0])
    if numbers[0] > 31:
        return _valid_date(numbers[0], numbers[1], numbers[2])
    return _valid_date(numbers[2], numbers[1], numbers[0])


def _day_and_month(cursor: Cursor) -> date | None:
    number, month = cursor.peek(), MONTHS.get(cursor.peek(1).key)
    if re.fullmatch("[0-9]{1,2}", number.key) is None or month is None:
        return None
    cursor.at += 2
    named_year = year(cursor)
    return None if named_year is None else _valid_date(named_year, month, int(number.key))


def _month(cursor: Cursor) -> date | None:
    month = MONTHS.get(cursor.peek().key)
    if month is None:
        return None
    cursor.at += 1
    named_year = year(cursor)
    return None if named_year is None else _last_of_month(named_year, month)


def _part_of_year(cursor: Cursor) -> date | None:
    key = cursor.peek().key
    number = int(key) if re.fullmatch("[1-4]", key) else (ROMAN | ORDINALS).get(key)
    cursor.at += 1
    if cursor.match("kwartał|kwartału|kwartale|kw"):
        months, parts = 3, 4
    elif cursor.match("półrocze|półrocza|półroczu|połowa|połowy|połowie"):
        months, parts = 6, 2
    else:
        return None
    named_year = year(cursor)
    if number is None or number > parts or named_year is None:
        return None
    return _last_of_month(named_year, number * months)


def _last_of_month(of_year: int, month: int) -> date | None:
    return _valid_date(of_year, month, monthrange(of_year, month)[1]) if 1 <= month <= 12 and of_year > 0 else None


def _valid_date(of_year: int, month: int, day: int) -> date | None:
    if not 1980 <= of_year <= 2099:
        return None
    try:
        return date(of_year, month, day)
    except ValueError:
        return None
