"""Productions for the period of a target and for the value that a growth is compared with."""

from indicators.rules.dates import marked_year, year
from indicators.rules.meanings import Scope
from indicators.rules.nouns import Governs, noun_phrase
from indicators.rules.tokens import Cursor

_PROGRAMME_OF_IT = "[trwania|realizacji|obowiązywania|wdrażania] programu"
# A week, a term of office or a school year is no scope: after "na rok szkolny" the token "szkolny" is left unparsed.
PERIODS = {
    "/ rok|r": Scope.YEAR,
    "x rok": Scope.YEAR,
    "rocznie|corocznie|rokrocznie": Scope.YEAR,
    "rok|co rocznie": Scope.YEAR,
    "co rok|roku": Scope.YEAR,
    "na|za [każdy|jeden|1] rok [kalendarzowy|budżetowy|sprawozdawczy]": Scope.YEAR,
    "w [każdym|danym|jednym|1] roku [kalendarzowym|budżetowym|sprawozdawczym]": Scope.YEAR,
    f"w każdym roku {_PROGRAMME_OF_IT}": Scope.YEAR,
    "w ciągu|skali [każdego|jednego|całego|1] roku [kalendarzowego|budżetowego|sprawozdawczego]": Scope.YEAR,
    "każdego roku [kalendarzowego|budżetowego|sprawozdawczego]": Scope.YEAR,
    f"każdego roku {_PROGRAMME_OF_IT}": Scope.YEAR,
    "w ujęciu|wymiarze rocznym": Scope.YEAR,
    "/ półrocze": Scope.HALF_YEAR,
    "/ pół roku": Scope.HALF_YEAR,
    "półrocznie": Scope.HALF_YEAR,
    "pół rocznie": Scope.HALF_YEAR,
    "co półrocze": Scope.HALF_YEAR,
    "co pół roku": Scope.HALF_YEAR,
    "na|za [każde|jedno|1] półrocze": Scope.HALF_YEAR,
    "na pół roku": Scope.HALF_YEAR,
    "w [każdym|jednym] półroczu [roku]": Scope.HALF_YEAR,
    "w ciągu|skali [każdego|jednego] półrocza": Scope.HALF_YEAR,
    "w ciągu|skali pół roku": Scope.HALF_YEAR,
    "każdego półrocza": Scope.HALF_YEAR,
    "/ kwartał|kw": Scope.QUARTER,
    "x kwartał|kw": Scope.QUARTER,
    "kwartalnie": Scope.QUARTER,
    "co kwartał": Scope.QUARTER,
    "na|za [każdy|jeden|1] kwartał|kw": Scope.QUARTER,
    "w [każdym|jednym] kwartale|kw [roku]": Scope.QUARTER,
    "w ciągu|skali [każdego|jednego] kwartału": Scope.QUARTER,
    "każdego kwartału [roku]": Scope.QUARTER,
    "/ miesiąc|mies|m-c|mc": Scope.MONTH,
    "x miesiąc|mies|m-c|mc": Scope.MONTH,
    "miesięcznie|comiesięcznie": Scope.MONTH,
    "co miesiąc|mies|m-c": Scope.MONTH,
    "na|za [każdy|jeden|1] miesiąc|mies|m-c": Scope.MONTH,
    "w [każdym|jednym] miesiącu|mies|m-cu [roku]": Scope.MONTH,
    "w ciągu|skali [każdego|jednego] miesiąca": Scope.MONTH,
    "każdego miesiąca": Scope.MONTH,
}
# Adjectives of frequency beside the counted noun: "1 coroczne spotkanie", "2 spotkania coroczne".
RECURRENCE_ADJECTIVES = {
    "coroczny|coroczna|coroczne|corocznych|doroczny|doroczna|doroczne|dorocznych": Scope.YEAR,
    "comiesięczny|comiesięczna|comiesięczne|comiesięcznych": Scope.MONTH,
    "cokwartalny|cokwartalna|cokwartalne|cokwartalnych": Scope.QUARTER,
}
TOTALS = {"łącznie|ogółem|razem": True, "w sumie": True}

_AGAINST = {
    "w stosunku|odniesieniu|relacji|porównaniu do": True,
    "w porównaniu z|ze": True,
    "względem|wobec": True,
}
_ADVERBIAL = {
    "rok do roku": True,
    "do roku poprzedniego|ubiegłego": True,
    "r [/] r": True,
    "rdr": True,
    "z roku na rok": True,
}
_LEVEL = "wartości|wartością|poziomu|poziomem|stanu|stanem|liczby|liczbą|wyniku|wynikiem|danych|danymi"
_PAST = "poprzedniego|poprzednim|poprzedni|ubiegłego|ubiegłym|zeszłego|zeszłym|poprzedzającego|poprzedzającym"
_PREVIOUS_YEAR = {
    f"roku|rokiem|rok {_PAST}": True,
    f"{_PAST} roku|rokiem|rok": True,
    f"{_LEVEL} z|za|w roku|rok {_PAST}": True,
    f"{_LEVEL} z|za|w {_PAST} roku|rok": True,
    f"{_LEVEL} roku {_PAST}": True,
}
_BASELINE = {
    "bazy": True,
    f"{_LEVEL}|roku|rokiem bazowej|bazową|bazowego|bazowym|bazowych|bazowymi": True,
    f"{_LEVEL} wyjściowej|wyjściową|wyjściowego|wyjściowym|wyjściowych|wyjściowymi": True,
    f"{_LEVEL} z|w roku bazowego|bazowym": True,
}

# What a growth is compared with: the previous year, the baseline or a named year.
PREVIOUS, BASELINE = "previous", "baseline"
Reference = str | int


def share_base(cursor: Cursor) -> str | None:
    """Parse the base of a percentage: "w stosunku do planu", "w relacji do liczby złożonych ofert"."""
    start = cursor.at
    if cursor.choose(_AGAINST):
        whole = noun_phrase(cursor, Governs.SHARE)
        if whole:
            return whole
    cursor.at = start
    return None


def reference(cursor: Cursor) -> Reference | None:
    """Parse "w stosunku do roku poprzedniego", "r/r", "względem wartości bazowej", "w porównaniu z 2020 r."."""
    if cursor.choose(_ADVERBIAL):
        return PREVIOUS
    start = cursor.at
    if cursor.choose(_AGAINST) and (compared := _reference_level(cursor)) is not None:
        return compared
    cursor.at = start
    return None


def reference_after_than(cursor: Cursor) -> Reference | None:
    """Parse what follows "niż" (than): "w roku poprzednim", "w 2020 r."."""
    start = cursor.at
    cursor.match("w")
    compared = _reference_level(cursor)
    if compared is None:
        cursor.at = start
    return compared


def _reference_level(cursor: Cursor) -> Reference | None:
    """Parse what a growth is compared with: the previous year, the baseline or a named year."""
    if cursor.choose(_PREVIOUS_YEAR):
        return PREVIOUS
    if cursor.choose(_BASELINE):
        start = cursor.at
        in_brackets = cursor.match("(")
        cursor.match("[-|,] [tj] [z]")
        named_year = year(cursor)
        if named_year is not None and (not in_brackets or cursor.match(")")):
            return named_year
        cursor.at = start
        return BASELINE
    start = cursor.at
    if (
        cursor.match(f"{_LEVEL} z|ze|w|na [końca|koniec]")
        and (named_year := marked_year(cursor) or year(cursor)) is not None
    ):
        return named_year
    cursor.at = start
    return year(cursor)
