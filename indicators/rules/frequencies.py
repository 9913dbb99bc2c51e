"""The parser of measurement frequencies; it returns None where a person must choose the frequency.

As with targets, every token must be consumed. Events ("po każdym wydarzeniu"), intervals outside the list (a week,
three years, a school year) and single dates are no frequency. "Co najmniej raz w roku" (at least once a year) is
yearly; "zwykle raz w roku" (usually) and "nie częściej niż raz w roku" (at most) do not require any measurement.
"""

import re
from functools import lru_cache

from indicators.rules.amounts import numeral, times
from indicators.rules.dates import DURING, whole_programme
from indicators.rules.meanings import Frequency, Scope
from indicators.rules.numerals import MONTHS, ORDINALS, ROMAN
from indicators.rules.scopes import PERIODS
from indicators.rules.tokens import Cursor

_AT_LEAST = dict.fromkeys(
    ("nie rzadziej niż", "co najmniej", "conajmniej|minimum|min|przynajmniej", "nie mniej niż"), True
)
# Words for the measuring itself; they do not change the frequency.
_MEASURING = dict.fromkeys(
    (
        "pomiar|monitoring|sprawozdanie|sprawozdania|sprawozdawczość|raport|raporty|raportowanie|ewaluacja|ocena [:]",
        "analiza|weryfikacja|ankieta|ankietyzacja|przegląd|badanie|aktualizacja|monitorowanie [:]",
        "[mierzone|mierzony|badane|badany|prowadzony|prowadzone] [w] cyklu|cyklach|okresach|trybie|odstępach",
        "w systemie|ujęciu|układzie|wymiarze",
        "[z] częstotliwość|częstotliwością [:]",
        "dane w cyklu|cyklach",
        "pomiaru [dokonuje się]",
    ),
    True,
)
_BY_COUNT_PER_YEAR = {1: Frequency.YEARLY, 2: Frequency.HALF_YEARLY, 4: Frequency.QUARTERLY, 12: Frequency.MONTHLY}
_PER_YEAR = {Scope.MONTH: 12, Scope.QUARTER: 4, Scope.HALF_YEAR: 2, Scope.YEAR: 1}
_EVERY_MONTHS = {months: _BY_COUNT_PER_YEAR[12 // months] for months in (1, 3, 6, 12)} | {24: Frequency.EVERY_TWO_YEARS}
# Patterns that are a frequency without "raz" (once): "kwartalnie", but not "w roku".
_STANDALONE = {
    pattern: scope
    for pattern, scope in PERIODS.items()
    if re.match(r"co |każd|rocznie|rok\|co |pół|kwartalnie|miesięcznie", pattern)
} | {
    "w każdym roku [kalendarzowym|budżetowym]": Scope.YEAR,
    "w każdym półroczu": Scope.HALF_YEAR,
    "w każdym kwartale": Scope.QUARTER,
    "w każdym miesiącu": Scope.MONTH,
}

_DURING = "[okresu] [trwania|realizacji|obowiązywania|wdrażania]"
_OF_PROGRAMME = "[wieloletniego] programu [wieloletniego|współpracy]"
# Products of a measurement: "coroczne sprawozdanie", "raz w roku (raport)".
_PRODUCT = "pomiar|sprawozdanie|sprawozdawczość|raport|raporty|ankieta|ewaluacja|ocena|monitoring|analiza|badanie"


def _adjective_forms(*stems: str) -> str:
    """Return "roczna|roczny|roczne|roczną|rocznej|rocznym|rocznych" for "roczn"."""
    return "|".join(stem + ending for stem in stems for ending in ("a", "y", "e", "ą", "ej", "ym", "ych"))


_ADJECTIVES = {
    _adjective_forms("roczn", "coroczn", "doroczn"): Frequency.YEARLY,
    _adjective_forms("półroczn"): Frequency.HALF_YEARLY,
    _adjective_forms("kwartaln", "cokwartaln"): Frequency.QUARTERLY,
    _adjective_forms("miesięczn", "comiesięczn"): Frequency.MONTHLY,
    "dwuletni|dwuletnia|dwuletnie|dwuletnią|dwuletniej|dwuletnim|dwuletnich": Frequency.EVERY_TWO_YEARS,
}
_OPTIONAL_PRODUCT = f"[{_PRODUCT}|częstotliwość]"
_CALENDAR = "[kalendarzowego|budżetowego|sprawozdawczego]"
_END = f"na koniec|końcu|zakończenie {_DURING}"
_AFTER = f"po zakończeniu|upływie {_DURING}"
_MIDWAY = f"w|na połowie|półmetku {_DURING}"
_NEEDS = "[zgłaszanych|zgłoszonych|bieżących] potrzeb|potrzeby|zapotrzebowania"
_PHRASES = {
    **{f"{forms} {_OPTIONAL_PRODUCT}": frequency for forms, frequency in _ADJECTIVES.items()},
    **{f"o|z {forms} częstotliwości|częstotliwością": frequency for forms, frequency in _ADJECTIVES.items()},
    f"na koniec [każdego|danego] roku {_CALENDAR}": Frequency.YEARLY,
    f"po zakończeniu|upływie [każdego|danego] roku {_CALENDAR}": Frequency.YEARLY,
    "po każdym roku [kalendarzowym|budżetowym]": Frequency.YEARLY,
    f"do|z końca|końcem każdego roku {_CALENDAR}": Frequency.YEARLY,
    "do|z końca|końcem każdego półrocza": Frequency.HALF_YEARLY,
    "do|z końca|końcem każdego kwartału": Frequency.QUARTERLY,
    "do|z końca|końcem każdego miesiąca": Frequency.MONTHLY,
    "na koniec [każdego] półrocza": Frequency.HALF_YEARLY,
    "po zakończeniu|upływie [każdego] półrocza": Frequency.HALF_YEARLY,
    "po każdym półroczu": Frequency.HALF_YEARLY,
    "na koniec [każdego] kwartału": Frequency.QUARTERLY,
    "po zakończeniu|upływie [każdego] kwartału": Frequency.QUARTERLY,
    "po każdym kwartale": Frequency.QUARTERLY,
    "na koniec [każdego] miesiąca": Frequency.MONTHLY,
    "po zakończeniu|upływie [każdego] miesiąca": Frequency.MONTHLY,
    "po każdym miesiącu": Frequency.MONTHLY,
    "co drugi rok": Frequency.EVERY_TWO_YEARS,
    "2 [-] letni|letnia|letnie|letnim|letnich": Frequency.EVERY_TWO_YEARS,
    "raz w ciągu dwóch|2 lat": Frequency.EVERY_TWO_YEARS,
    "raz w cyklu|okresie dwuletnim": Frequency.EVERY_TWO_YEARS,
    "raz w cyklu|okresie rocznym": Frequency.YEARLY,
    "jednorazowo|jednorazowa|jednorazowy|jednokrotnie": Frequency.ONCE,
    f"{_END} {_OF_PROGRAMME}": Frequency.ONCE,
    f"{_AFTER} {_OF_PROGRAMME}": Frequency.ONCE,
    f"raz {_END} {_OF_PROGRAMME}": Frequency.ONCE,
    f"raz {_AFTER} {_OF_PROGRAMME}": Frequency.ONCE,
    f"{_MIDWAY} [,] i|oraz {_END} {_OF_PROGRAMME}": Frequency.MID_TERM_AND_END,
    f"{_MIDWAY} [,] i|oraz {_AFTER} {_OF_PROGRAMME}": Frequency.MID_TERM_AND_END,
    f"{_MIDWAY} {_OF_PROGRAMME} [,] i|oraz {_END} [programu]": Frequency.MID_TERM_AND_END,
    f"{_MIDWAY} {_OF_PROGRAMME} [,] i|oraz {_AFTER} [programu]": Frequency.MID_TERM_AND_END,
    f"{_MIDWAY} {_OF_PROGRAMME} [,] i|oraz po|na jego zakończeniu|koniec|zakończenie": Frequency.MID_TERM_AND_END,
    f"{_MIDWAY} [okresu] [,] i|oraz na koniec|zakończenie": Frequency.MID_TERM_AND_END,
    f"śródokresowo i|oraz {_END} {_OF_PROGRAMME}": Frequency.MID_TERM_AND_END,
    "śródokresowo|śródokresowa i|oraz końcowo|końcowa": Frequency.MID_TERM_AND_END,
    "mid-term i|oraz ex-post": Frequency.MID_TERM_AND_END,
    "na bieżąco": Frequency.ONGOING,
    "bieżąco|bieżący|bieżąca|bieżące|stale|stały|stała|stałe|ciągle|ciągły|ciągła|ciągłe|ciągłym": Frequency.ONGOING,
    "stały|bieżący|ciągły monitoring|pomiar": Frequency.ONGOING,
    "w sposób|trybie ciągły|ciągłym|stały": Frequency.ONGOING,
    f"wg|według {_NEEDS}": Frequency.ONGOING,
    f"w miarę|razie {_NEEDS}": Frequency.ONGOING,
    f"zależnie od {_NEEDS}": Frequency.ONGOING,
    f"w zależności od {_NEEDS}": Frequency.ONGOING,
    f"stosownie|odpowiednio do {_NEEDS}": Frequency.ONGOING,
    "zgodnie z potrzebami|zapotrzebowaniem": Frequency.ONGOING,
}
_ALL_YEAR = dict.fromkeys(("przez cały rok", "w ciągu [całego] roku", "całorocznie|całoroczny"), True)
_WHOLE_UNDERTAKING = {  # "stały monitoring (...) przez cały okres realizacji przedsięwzięcia"
    "przez cały okres [trwania|realizacji] przedsięwzięcia|projektu|zadania|działania": True,
    "w całym okresie [trwania|realizacji] przedsięwzięcia|projektu|zadania|działania": True,
}
_BY_A_DAY = dict.fromkeys(
    (
        "do [dnia|końca]",
        "nie później niż [do|w] [dnia|końca]",
        "najpóźniej [do|w] [dnia|końca]",
        "w terminie|terminach do [dnia|końca]",
        "do [dnia] końca",
        "na [dzień|koniec]",
        "w [dniu]",
        "[wg] stan|stanu na [dzień]",
    ),
    True,
)
_EACH_YEAR = {"każdego [kolejnego] roku [kalendarzowego]": True, "co roku": True}
_OF_WHICH_YEAR = {
    "każdego roku": True,
    "roku następnego|kolejnego": True,
    "roku następującego po roku sprawozdawczym|budżetowym|którego": True,
    "następnego|kolejnego|danego roku": True,
}
_FOR_THE_YEAR = {
    "za rok poprzedni|ubiegły|miniony": True,
    "za poprzedni|ubiegły|miniony rok": True,
    "za rok poprzedni kalendarzowy": True,
}


@lru_cache(maxsize=512)  # a table repeats the same words in each row
def parse_frequency(text: str) -> Frequency | None:
    """Return the frequency that the text names, None when a person must choose it. Never raises."""
    cursor = Cursor(text)
    cursor.choose(_MEASURING)
    is_minimum = cursor.choose(_AT_LEAST) is not None
    cursor.choose(_MEASURING)
    frequency = _core(cursor)
    if frequency is None:
        return None
    if is_minimum and frequency in (Frequency.ONCE, Frequency.MID_TERM_AND_END, Frequency.ONGOING):
        return None
    while not cursor.is_done:
        if not _qualifier(cursor, frequency):
            return None
    return frequency


def _core(cursor: Cursor) -> Frequency | None:
    """Consume the longest match: "raz na koniec programu" rather than "raz"."""
    start = longest_end = cursor.at
    frequency: Frequency | None = None
    for production in (_phrase, _times_per_period, _interval, _standalone, _days_of_every_year):
        cursor.at = start
        candidate = production(cursor)
        if cursor.at > longest_end and candidate is not None:
            longest_end, frequency = cursor.at, candidate
    cursor.at = longest_end
    return frequency


def _qualifier(cursor: Cursor, frequency: Frequency) -> bool:
    """Consume a qualifier after the frequency.

    It may repeat the frequency, name the whole programme, or list one day for each measurement of the year.
    """
    start = cursor.at
    cursor.match("[,|:|;|-|/]")
    in_brackets = cursor.match("(")
    if in_brackets and frequency is Frequency.ONGOING and cursor.match(". . . )"):
        return True
    if not (
        _days_of_the_year(cursor, frequency)
        or (frequency is Frequency.ONGOING and (cursor.choose(_WHOLE_UNDERTAKING) or cursor.choose(_ALL_YEAR)))
        or _is_repeated(cursor, frequency)
        or cursor.match(_PRODUCT)
        or whole_programme(cursor) == DURING
    ):
        cursor.at = start
        return False
    return not in_brackets or cursor.match(")")


def _is_repeated(cursor: Cursor, frequency: Frequency) -> bool:
    start = cursor.at
    if _core(cursor) is frequency:
        return True
    cursor.at = start
    return False


def _phrase(cursor: Cursor) -> Frequency | None:
    """Parse one of `_PHRASES`; "dwukrotnie" may precede only "w połowie i na koniec programu"."""
    start = cursor.at
    is_twice = cursor.match("dwukrotnie [:|,|-]")  # "dwukrotnie: w połowie i na koniec programu"
    frequency = cursor.choose(_PHRASES)
    if is_twice and frequency is not Frequency.MID_TERM_AND_END:
        cursor.at = start
        return None
    return frequency


def _times_per_period(cursor: Cursor) -> Frequency | None:
    """Parse "raz w roku", "2 razy w roku", "1/kwartał", "dwukrotnie w ciągu roku"; "raz" alone is `ONCE`."""
    start = cursor.at
    repeated = times(cursor)
    number = numeral(cursor) if repeated is None else None
    count = repeated.value if repeated is not None else number.value if number is not None else None
    if count is None:
        return None
    scope = Scope.YEAR if repeated is not None and cursor.match("do roku") else cursor.choose(PERIODS)
    if scope is not None:
        return _BY_COUNT_PER_YEAR.get(int(count) * _PER_YEAR[scope]) if count == int(count) else None
    if repeated is not None and count == 1:
        return Frequency.ONCE
    cursor.at = start
    return None


def _interval(cursor: Cursor) -> Frequency | None:
    """Parse "co 3 miesiące", "raz na pół roku", "co dwa lata"."""
    start = cursor.at
    if cursor.match("co [każde]") or cursor.match("[1|jeden] raz na") or cursor.match("raz w ciągu"):
        length = numeral(cursor)
        if length is not None and cursor.match("miesiąc|miesiące|miesięcy|mies|m-cy"):
            return _EVERY_MONTHS.get(int(length.value)) if length.value == int(length.value) else None
        if length is not None and cursor.match("lata|lat"):
            return Frequency.EVERY_TWO_YEARS if length.value == 2 else None
    cursor.at = start
    return None


def _standalone(cursor: Cursor) -> Frequency | None:
    scope = cursor.choose(_STANDALONE)
    return None if scope is None else _BY_COUNT_PER_YEAR[_PER_YEAR[scope]]


def _days_of_every_year(cursor: Cursor) -> Frequency | None:
    """Parse "do dnia 31 marca każdego roku", "do 31 maja i 30 listopada każdego roku", "w I kwartale każdego roku"."""
    days = _recurring_days(cursor)
    return _BY_COUNT_PER_YEAR.get(days) if days and cursor.choose(_EACH_YEAR) else None


def _days_of_the_year(cursor: Cursor, frequency: Frequency) -> bool:
    """Consume one day for each measurement of the year: "do 31 marca", "do 31 maja i do 30 listopada"."""
    start = cursor.at
    is_yearly = frequency is Frequency.YEARLY
    if (days := _recurring_days(cursor)) and _BY_COUNT_PER_YEAR.get(days) is frequency:
        if is_yearly:
            cursor.choose(_OF_WHICH_YEAR)
            cursor.choose(_FOR_THE_YEAR)
        return True
    cursor.at = start
    return is_yearly and cursor.choose(_FOR_THE_YEAR) is not None


def _recurring_days(cursor: Cursor) -> int:
    """Consume a list of days without a year and return their number."""
    days, end = 0, cursor.at
    while True:
        cursor.choose(_BY_A_DAY)
        if not _recurring_day(cursor):
            cursor.at = end
            return days
        days, end = days + 1, cursor.at
        cursor.match("[,] [i|oraz]")


def _recurring_day(cursor: Cursor) -> bool:
    """Consume a day, a month or a part of the year without a year: "31 marca", "31.03", "marcu", "I kwartale"."""
    first, second = cursor.peek().key, cursor.peek(1).key
    numeric = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})", first)
    if numeric:
        cursor.at += 1
        return 1 <= int(numeric[1]) <= 31 and 1 <= int(numeric[2]) <= 12
    if re.fullmatch("[0-9]{1,2}", first) and second in MONTHS:
        cursor.at += 2
        return 1 <= int(first) <= 31
    if first in MONTHS:
        cursor.at += 1
        return True
    if re.fullmatch("[1-4]", first) or first in ROMAN or first in ORDINALS:
        cursor.at += 1
        return cursor.match("kwartał|kwartału|kwartale|półrocze|półrocza|półroczu")
    return False
