"""How often an indicator is read, from the words of the document; None where a person must choose.

As with targets every word must be understood. Events ("po każdym wydarzeniu"), intervals outside the list (a week,
three years, a school year) and single dates are no frequency. "Co najmniej raz w roku" is yearly: reading once a year
fulfils it; "zwykle raz w roku" binds nobody and "nie częściej niż raz w roku" sets no reading at all.
"""

import re

from indicators.rules.amounts import numeral, times
from indicators.rules.dates import DURING, whole_programme
from indicators.rules.meanings import Frequency, Scope
from indicators.rules.numerals import MONTHS, ORDINALS, ROMAN
from indicators.rules.scopes import PERIODS
from indicators.rules.tokens import Cursor

_AT_LEAST = dict.fromkeys(
    ("nie rzadziej niż", "co najmniej", "conajmniej|minimum|min|przynajmniej", "nie mniej niż"), True
)
# What is done so often; the word changes nothing.
_SUBJECT = dict.fromkeys(
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
_A_YEAR = {1: Frequency.YEARLY, 2: Frequency.HALF_YEARLY, 4: Frequency.QUARTERLY, 12: Frequency.MONTHLY}
_PER_YEAR = {Scope.MONTH: 12, Scope.QUARTER: 4, Scope.HALF_YEAR: 2, Scope.YEAR: 1}
_EVERY_MONTHS = {months: _A_YEAR[12 // months] for months in (1, 3, 6, 12)} | {24: Frequency.EVERY_TWO_YEARS}
# "kwartalnie" says how often by itself; "w roku" only after "raz".
_BY_ITSELF = {
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
_IT = "[wieloletniego] programu [wieloletniego|współpracy]"
# What is made so often: "coroczne sprawozdanie", "raz w roku (raport)".
_RESULT = "pomiar|sprawozdanie|sprawozdawczość|raport|raporty|ankieta|ewaluacja|ocena|monitoring|analiza|badanie"


def _every_form(*stems: str) -> str:
    """roczn -> roczna|roczny|roczne|roczną|rocznej|rocznym|rocznych"""
    return "|".join(stem + ending for stem in stems for ending in ("a", "y", "e", "ą", "ej", "ym", "ych"))


_ADJECTIVES = {
    _every_form("roczn", "coroczn", "doroczn"): Frequency.YEARLY,
    _every_form("półroczn"): Frequency.HALF_YEARLY,
    _every_form("kwartaln", "cokwartaln"): Frequency.QUARTERLY,
    _every_form("miesięczn", "comiesięczn"): Frequency.MONTHLY,
    "dwuletni|dwuletnia|dwuletnie|dwuletnią|dwuletniej|dwuletnim|dwuletnich": Frequency.EVERY_TWO_YEARS,
}
_MADE = f"[{_RESULT}|częstotliwość]"
_CALENDAR = "[kalendarzowego|budżetowego|sprawozdawczego]"
_END = f"na koniec|końcu|zakończenie {_DURING}"
_AFTER = f"po zakończeniu|upływie {_DURING}"
_HALF = f"w|na połowie|półmetku {_DURING}"
_NEEDS = "[zgłaszanych|zgłoszonych|bieżących] potrzeb|potrzeby|zapotrzebowania"
_WORDS = {
    **{f"{forms} {_MADE}": frequency for forms, frequency in _ADJECTIVES.items()},
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
    f"{_END} {_IT}": Frequency.ONCE,
    f"{_AFTER} {_IT}": Frequency.ONCE,
    f"raz {_END} {_IT}": Frequency.ONCE,
    f"raz {_AFTER} {_IT}": Frequency.ONCE,
    f"{_HALF} [,] i|oraz {_END} {_IT}": Frequency.MID_TERM_AND_END,
    f"{_HALF} [,] i|oraz {_AFTER} {_IT}": Frequency.MID_TERM_AND_END,
    f"{_HALF} {_IT} [,] i|oraz {_END} [programu]": Frequency.MID_TERM_AND_END,
    f"{_HALF} {_IT} [,] i|oraz {_AFTER} [programu]": Frequency.MID_TERM_AND_END,
    f"{_HALF} {_IT} [,] i|oraz po|na jego zakończeniu|koniec|zakończenie": Frequency.MID_TERM_AND_END,
    f"{_HALF} [okresu] [,] i|oraz na koniec|zakończenie": Frequency.MID_TERM_AND_END,
    f"śródokresowo i|oraz {_END} {_IT}": Frequency.MID_TERM_AND_END,
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
_WHOLE_WORK = {  # "stały monitoring (...) przez cały okres realizacji przedsięwzięcia"
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


def parse_frequency(text: str) -> Frequency | None:
    """The frequency that the text names, None when a person must choose it. Never raises."""
    cursor = Cursor(text)
    cursor.choose(_SUBJECT)
    is_minimum = cursor.choose(_AT_LEAST) is not None
    cursor.choose(_SUBJECT)
    found = _core(cursor)
    if found is None or (is_minimum and found in (Frequency.ONCE, Frequency.MID_TERM_AND_END, Frequency.ONGOING)):
        return None
    while not cursor.is_done:
        if not _addition(cursor, found):
            return None
    return found


def _core(cursor: Cursor) -> Frequency | None:
    """The reading that reaches furthest: "raz na koniec programu" before "raz"."""
    start = best = cursor.at
    found: Frequency | None = None
    for production in (_by_words, _so_often, _every_so_long, _by_itself, _on_a_day_of_each_year):
        cursor.at = start
        candidate = production(cursor)
        if cursor.at > best and candidate is not None:
            best, found = cursor.at, candidate
    cursor.at = best
    return found


def _addition(cursor: Cursor, found: Frequency) -> bool:
    """What may stand after the frequency: the same once more, the whole programme, as many days as it has readings."""
    start = cursor.at
    cursor.match("[,|:|;|-|/]")
    in_brackets = cursor.match("(")
    if in_brackets and found is Frequency.ONGOING and cursor.match(". . . )"):
        return True
    if not (
        _days_of_the_year(cursor, found)
        or (found is Frequency.ONGOING and (cursor.choose(_WHOLE_WORK) or cursor.choose(_ALL_YEAR)))
        or _is_said_again(cursor, found)
        or cursor.match(_RESULT)
        or whole_programme(cursor) == DURING
    ):
        cursor.at = start
        return False
    return not in_brackets or cursor.match(")")


def _is_said_again(cursor: Cursor, found: Frequency) -> bool:
    start = cursor.at
    if _core(cursor) is found:
        return True
    cursor.at = start
    return False


def _by_words(cursor: Cursor) -> Frequency | None:
    start = cursor.at
    is_twice = cursor.match("dwukrotnie [:|,|-]")  # "dwukrotnie: w połowie i na koniec programu"
    found = cursor.choose(_WORDS)
    if is_twice and found is not Frequency.MID_TERM_AND_END:
        cursor.at = start
        return None
    return found


def _so_often(cursor: Cursor) -> Frequency | None:
    """Read "raz w roku", "2 razy w roku", "1/kwartał", "dwukrotnie w ciągu roku"; "raz" alone is once."""
    start = cursor.at
    repeated = times(cursor)
    number = numeral(cursor) if repeated is None else None
    count = repeated.value if repeated is not None else number.value if number is not None else None
    if count is None:
        return None
    scope = Scope.YEAR if repeated is not None and cursor.match("do roku") else cursor.choose(PERIODS)
    if scope is not None:
        return _A_YEAR.get(int(count) * _PER_YEAR[scope]) if count == int(count) else None
    if repeated is not None and count == 1:
        return Frequency.ONCE
    cursor.at = start
    return None


def _every_so_long(cursor: Cursor) -> Frequency | None:
    """Read "co 3 miesiące", "raz na pół roku", "co dwa lata"."""
    start = cursor.at
    if cursor.match("co [każde]") or cursor.match("[1|jeden] raz na") or cursor.match("raz w ciągu"):
        length = numeral(cursor)
        if length is not None and cursor.match("miesiąc|miesiące|miesięcy|mies|m-cy"):
            return _EVERY_MONTHS.get(int(length.value)) if length.value == int(length.value) else None
        if length is not None and cursor.match("lata|lat"):
            return Frequency.EVERY_TWO_YEARS if length.value == 2 else None
    cursor.at = start
    return None


def _by_itself(cursor: Cursor) -> Frequency | None:
    scope = cursor.choose(_BY_ITSELF)
    return None if scope is None else _A_YEAR[_PER_YEAR[scope]]


def _on_a_day_of_each_year(cursor: Cursor) -> Frequency | None:
    """Read "do dnia 31 marca każdego roku", "do 31 maja i 30 listopada każdego roku", "w I kwartale każdego roku"."""
    days = _recurring_days(cursor)
    return _A_YEAR.get(days) if days and cursor.choose(_EACH_YEAR) else None


def _days_of_the_year(cursor: Cursor, found: Frequency) -> bool:
    """One day for each reading of the year: "do 31 marca", "do 31 maja i do 30 listopada", "za rok poprzedni"."""
    start = cursor.at
    is_yearly = found is Frequency.YEARLY
    if (days := _recurring_days(cursor)) and _A_YEAR.get(days) is found:
        if is_yearly:
            cursor.choose(_OF_WHICH_YEAR)
            cursor.choose(_FOR_THE_YEAR)
        return True
    cursor.at = start
    return is_yearly and cursor.choose(_FOR_THE_YEAR) is not None


def _recurring_days(cursor: Cursor) -> int:
    """How many places of a year are listed here."""
    days, end = 0, cursor.at
    while True:
        cursor.choose(_BY_A_DAY)
        if not _recurring_day(cursor):
            cursor.at = end
            return days
        days, end = days + 1, cursor.at
        cursor.match("[,] [i|oraz]")


def _recurring_day(cursor: Cursor) -> bool:
    """Read "31 marca", "31.03", "marcu", "I kwartale": a place in every year, without a year."""
    first, second = cursor.peek().key, cursor.peek(1).key
    written = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})", first)
    if written:
        cursor.at += 1
        return 1 <= int(written[1]) <= 31 and 1 <= int(written[2]) <= 12
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
