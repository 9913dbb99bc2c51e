"""A proposal for an indicator's value type, made from its name (product.md § 6) and shown as an assumption."""

import re
from dataclasses import dataclass

from cooperation.text import ValueType, fold
from indicators.rules.cases import BINARY_KINDS
from indicators.rules.meanings import Aggregation, Kind, TargetMeaning
from indicators.rules.nouns import is_plural_noun

# The unit in brackets or at the end of the name: "[tys.]", "(w mln zł)", ", zł", "w zł".
_SCALE = r"tys\.?|mln\.?|mld\.?"
_CURRENCY = r"zł|zl|pln|euro|eur"
_PHYSICAL = r"km|ha|m2|m²|m3|m³|mg|kg|t|ton[ay]?|kwh|mwh|gwh|gj|wzkm|l|h|godz\.?|godziny|min\.?|minuty|mb|km2|km²|w?mw"
_COUNTED = r"szt\.?|sztuki?|os\.?|osoby|dni|egz\.?|ob\."
_DURATION = re.compile(r"dni|h|godz\.?|godziny|min\.?|minuty", re.IGNORECASE)
_UNIT = re.compile(
    rf"(?:[\[(]\s*(?:w|wg)?\s*|,\s*|\sw\s)(?P<unit>%|proc\.?|procentach|(?:{_SCALE})?\s*(?:{_CURRENCY})|{_SCALE}|{_PHYSICAL}|"
    rf"(?:{_SCALE})?\s*(?:{_COUNTED}))\s*(?:[\])]|$)",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\(\s*tak\s*/\s*nie\s*\)", re.IGNORECASE)
# The patterns below are matched against the folded name: lower case, no diacritics, no punctuation.
_MEASURING = r"(?:(?:laczn|ogoln|calkowit|roczn)\w*\s)?"
_SIGNED = re.compile(rf"{_MEASURING}(saldo|przyrost|zmian[ay])\b")
_RATE = re.compile(
    r"\bna (?:1|10|100|1000|10 000|100 000|1 000|\d+ tys|glowe)\b|\bna (?:jedn|mieszkanc|osobe|uczni|pracownik)\w*|"
    r"\bw przeliczeniu na\b|\bprzypadajac\w+ na\b|\bper capita\b|\b100$|^(?:sredni|przecietn|wskaznik|indeks|gestosc)"
)
_PERCENT = re.compile(rf"{_MEASURING}(odsetek|udzial|procent|stopa|frekwencja)\b")
_PERCENT_INDEX = re.compile(
    r"wskaznik (?:procentowy|wykrywalnosci|zatrudnienia|skolaryzacji|frekwencji|aktywnosci zawodowej|terminowosci)\b"
)
_MONEY = re.compile(
    rf"{_MEASURING}(kwot\w+|(?:wysokosc|wielkosc|suma) (?:\w+ ){{0,2}}(?:srodk|dotacj|wydatk|nakl|fundusz|dofinans)\w+|"
    r"wartosc(?! (?:wskaznik|indeks|miernik))|srodki|wydatki|naklady|dochody?|przychody?|koszty?|zadluzenie|budzet|"
    r"(?:sredni|przecietn)\w+ (?:\w+ )?(?:wartosc|dochod|wynagrodzenie|koszt|kwota|wysokosc dotacji)|pkb)\b"
)
_COUNT = re.compile(rf"{_MEASURING}(liczba|ilosc)\b")
_STOCK = re.compile(
    r"^(?:\w+ )?(?:liczba|ilosc)? ?(?:mieszkanc|ludnosc|czlonkow|bezrobotn|kamer|populacj|uczniow\b)|"
    r"\b(?:wpisan|zarejestrowan|figurujac|funkcjonujac|dzialajac|istniejac|czynn|aktywn|pracujac|zatrudnion|zameldowan)"
    r"(?:ych|e|i|y)\b|"
    r"\bw (?:rejestrze|ewidencji|bazie)\b|^(?:laczna )?(?:dlugosc|powierzchnia|pojemnosc)|^stan\b|^zadluzenie|^zasob"
)
_FLOW = re.compile(
    r"\b(?:nowo|nowych|nowe|utworzon|wybudowan|wyremontowan|zmodernizowan|przebudowan|oddan|zalozon|udzielon|wypromowan)\w*|"
    r"\bpo raz pierwszy\b"
)


@dataclass(frozen=True)
class ValueTypeProposal:
    """A proposed value type and aggregation; `measure`: the unit or the scale in the name, "" for none."""

    value_type: ValueType
    aggregation: Aggregation
    measure: str = ""


def propose_value_type(name: str, meaning: TargetMeaning | None = None) -> ValueTypeProposal:
    """Propose value type, aggregation and measure from the name, and from the meaning of the target where it says more.

    Rates, levels and percentages are not added up. A number of items is a count, unless it is given in thousands or
    has a target such as 0,3: then it is a decimal.
    """
    folded, unit = fold(name), _unit(name)
    kind = meaning.kind if meaning is not None else None
    is_money = meaning is not None and meaning.measure.startswith("zł")
    if kind in BINARY_KINDS or _YES_NO.search(name):
        return ValueTypeProposal(ValueType.YES_NO, Aggregation.LAST)
    if _SIGNED.match(folded):
        return ValueTypeProposal(ValueType.SIGNED, Aggregation.LAST, "" if unit == "%" else unit)
    if unit == "%" or kind is Kind.PERCENT or _is_share(folded):
        return ValueTypeProposal(ValueType.PERCENT, Aggregation.LAST)
    adds_up = not (_is_rate(folded) or (_STOCK.search(folded) and not _FLOW.search(folded)))
    aggregation = Aggregation.SUM if adds_up else Aggregation.LAST
    if "zł" in unit or "euro" in unit or is_money or (_MONEY.match(folded) and not unit):
        return ValueTypeProposal(
            ValueType.MONEY, aggregation, unit or (meaning.measure if meaning and is_money else "")
        )
    if _is_rate(folded):
        return ValueTypeProposal(ValueType.DECIMAL, Aggregation.LAST, unit)
    is_counted = bool(_COUNT.match(folded)) or is_plural_noun(name)
    if is_counted and not re.match(f"{_SCALE}|{_PHYSICAL}", unit) and _is_whole(meaning):
        return ValueTypeProposal(ValueType.COUNT, aggregation, unit)
    is_amount = is_counted or (unit and not _DURATION.fullmatch(unit))
    return ValueTypeProposal(ValueType.DECIMAL, aggregation if is_amount else Aggregation.LAST, unit)


def _unit(name: str) -> str:
    """Return the unit as written, with "zł" for "PLN" and "%" for each way to write per cent; "" without a unit."""
    units = [match["unit"] for match in _UNIT.finditer(name)]
    if not units:
        return ""
    unit = " ".join(units[-1].split())
    if re.fullmatch(r"%|proc\.?|procentach", unit, re.IGNORECASE):
        return "%"
    return re.sub(r"\b(?:zl|pln)\b", "zł", re.sub(r"\beur\b", "euro", unit, flags=re.IGNORECASE), flags=re.IGNORECASE)


def _is_rate(folded: str) -> bool:
    return _RATE.search(folded) is not None


def _is_share(folded: str) -> bool:
    """Whether the name is that of a percentage: "Odsetek", or an index that is defined as one."""
    return _PERCENT_INDEX.match(folded) is not None or (_PERCENT.match(folded) is not None and not _is_rate(folded))


def _is_whole(meaning: TargetMeaning | None) -> bool:
    """Whether all numbers of the target are whole."""
    if meaning is None:
        return True
    numbers = [meaning.value, meaning.upper, *(value for _, value in meaning.schedule)]
    return all(number is None or number == number.to_integral_value() for number in numbers)
