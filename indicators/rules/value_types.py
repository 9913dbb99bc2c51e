"""A proposal for an indicator's value type, derived from its name (product.md § 6) and shown as an assumption."""

import re
from dataclasses import dataclass, field, replace

from cooperation.text import ValueType, fold
from indicators.rules.cases import BINARY_KINDS
from indicators.rules.meanings import Aggregation, Kind, TargetMeaning
from indicators.rules.nouns import is_plural_noun

# The unit in brackets or at the end of the name: "[tys.]", "(w mln zł)", ", zł", "w zł".
_SCALE = r"tys\.?|mln\.?|mld\.?"
_CURRENCY = r"zł|zl|pln|euro|eur"
_PHYSICAL = r"km|ha|m2|m²|m3|m³|mg|kg|t|ton[ay]?|kwh|mwh|gwh|gj|wzkm|l|h|godz\.?|godziny|min\.?|minuty|mb|km2|km²|w?mw"
_COUNTED = r"szt\.?|sztuki?|os\.?|osoby|dni|egz\.?|ob\."
_NOMINATIVES = {"osób": "osoby", "godzin": "godziny", "minut": "minuty", "sztuk": "sztuki"}
_WITH_MEASURE = (ValueType.COUNT, ValueType.DECIMAL, ValueType.SIGNED)
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
    r"\bna (?:\d+ tys|100 000|10 000|1 000|1000|100|10|1|glowe)\b|\bna (?:jedn|mieszkanc|osobe|uczni|pracownik)\w*|"
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
    """A proposed value type and aggregation; `measure`: the unit or the scale in the name, "" for none.

    `reason`: the words of the name on which the value type is based; "" if it is based on the target, or on no word.
    """

    value_type: ValueType
    aggregation: Aggregation
    measure: str = ""
    reason: str = field(default="", compare=False)


def propose_value_type(name: str, meaning: TargetMeaning | None = None) -> ValueTypeProposal:
    """Propose value type, aggregation and measure from the name, and from the meaning of the target where it says more.

    Rates, levels and percentages are not added up. A number of items is a count, unless it is given in thousands or
    has a target such as 0,3: then it is a decimal. A unit that only the target names ("30 h") is proposed as well.
    """
    proposal = _proposal(name, meaning)
    is_open = not proposal.measure and proposal.value_type in _WITH_MEASURE
    return replace(proposal, measure=_unit_of_target(meaning)) if is_open and meaning is not None else proposal


def _unit_of_target(meaning: TargetMeaning) -> str:
    """Return the unit of measurement that the target names; "" for a counted noun ("10 szkoleń")."""
    unit = meaning.measure.strip()
    return _NOMINATIVES.get(unit, unit if re.fullmatch(rf"{_PHYSICAL}|{_COUNTED}", unit, re.IGNORECASE) else "")


def _proposal(name: str, meaning: TargetMeaning | None) -> ValueTypeProposal:
    folded, unit = fold(name), _unit(name)
    kind = meaning.kind if meaning is not None else None
    is_money = meaning is not None and meaning.measure.startswith("zł")
    yes_no = _YES_NO.search(name)
    if kind in BINARY_KINDS or yes_no:
        return ValueTypeProposal(ValueType.YES_NO, Aggregation.LAST, reason=yes_no[0].strip("()") if yes_no else "")
    if signed := _SIGNED.match(folded):
        measure = "" if unit == "%" else unit
        return ValueTypeProposal(ValueType.SIGNED, Aggregation.LAST, measure, reason=_as_written(name, signed))
    share = _share(folded)
    if unit == "%" or kind is Kind.PERCENT or share:
        reason = _as_written(name, share) or (unit if unit == "%" else "")
        return ValueTypeProposal(ValueType.PERCENT, Aggregation.LAST, reason=reason)
    rate, money = _RATE.search(folded), _MONEY.match(folded)
    adds_up = not (rate or (_STOCK.search(folded) and not _FLOW.search(folded)))
    aggregation = Aggregation.SUM if adds_up else Aggregation.LAST
    if "zł" in unit or "euro" in unit or is_money or (money and not unit):
        measure = unit or (meaning.measure if meaning and is_money else "")
        return ValueTypeProposal(ValueType.MONEY, aggregation, measure, reason=unit or _as_written(name, money))
    if rate:
        return ValueTypeProposal(ValueType.DECIMAL, Aggregation.LAST, unit, reason=_as_written(name, rate))
    count = _COUNT.match(folded)
    is_counted = bool(count) or is_plural_noun(name)
    if is_counted and not re.match(f"{_SCALE}|{_PHYSICAL}", unit) and _is_whole(meaning):
        reason = _as_written(name, count or re.match(r"\S+", folded))
        return ValueTypeProposal(ValueType.COUNT, aggregation, unit, reason=reason)
    is_amount = is_counted or (unit and not _DURATION.fullmatch(unit))
    return ValueTypeProposal(ValueType.DECIMAL, aggregation if is_amount else Aggregation.LAST, unit, reason=unit)


def _as_written(name: str, match: re.Match[str] | None) -> str:
    """Return the words of the name that a pattern matched; `match`: in the folded name."""
    if match is None:
        return ""
    words = [word for word in name.split() for _part in fold(word).split()]
    first = match.string.count(" ", 0, match.start())
    last = match.string.count(" ", 0, len(match.string[: match.end()].rstrip()))
    return " ".join(dict.fromkeys(words[first : last + 1])).strip(",;:[]()")


def _unit(name: str) -> str:
    """Return the unit as written, with "zł" for "PLN" and "%" for each way to write per cent; "" without a unit."""
    units = [match["unit"] for match in _UNIT.finditer(name)]
    if not units:
        return ""
    unit = " ".join(units[-1].split())
    if re.fullmatch(r"%|proc\.?|procentach", unit, re.IGNORECASE):
        return "%"
    return re.sub(r"\b(?:zl|pln)\b", "zł", re.sub(r"\beur\b", "euro", unit, flags=re.IGNORECASE), flags=re.IGNORECASE)


def _share(folded: str) -> re.Match[str] | None:
    """Return the words that make it the name of a percentage: "Odsetek", or an index that is defined as one."""
    return _PERCENT_INDEX.match(folded) or (None if _RATE.search(folded) else _PERCENT.match(folded))


def _is_whole(meaning: TargetMeaning | None) -> bool:
    """Whether all numbers of the target are whole."""
    if meaning is None:
        return True
    numbers = [meaning.value, meaning.upper, *(value for _, value in meaning.schedule)]
    return all(number is None or number == number.to_integral_value() for number in numbers)
