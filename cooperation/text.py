"""Polish numbers both ways, plurals, collation and sentences: the words of the portal, without a framework.

Everything here is pure: the rules, the forms and the pages share one number parser, one formatter and one way
to say a sentence. A rule returns a `Sentence`; `cooperation.rendering` translates it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

NBSP = "\u00a0"
MINUS = "\u2212"
MAX_DIGITS = 15  # what SQLite's floating column gives back unchanged
MAX_DECIMALS = 6


# --- sentences -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """An English source text with its parameters; Polish comes from the catalogue when it is shown.

    `plural` and `count` choose the form: "of {total} year" / "of {total} years". A parameter may be a number, a date,
    text of the document (never translated) or another `Sentence`.
    """

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        """The English text: for logs and the shell; pages go through `cooperation.rendering`."""
        text = self.plural if self.plural and self.count != 1 else self.msgid
        return fill(text, self.params)


def say(msgid: str, /, **params: Any) -> Sentence:
    """A sentence; the catalogue tool collects the first argument of every call."""
    return Sentence(msgid, params)


def say_many(msgid: str, plural: str, count: int, /, **params: Any) -> Sentence:
    """A sentence whose form depends on `count`."""
    return Sentence(msgid, params, plural, count)


_SEAM = "\ue001"  # of a private use area: marks where a value ends while a text is filled in
_TWO_STOPS = re.compile(rf"(?<=[.!?…]){_SEAM}\.(?!\.)")
# The dot of an abbreviated "rok" belongs to the word; another one goes behind the closing mark, as Polish wants it.
_STOP_IN_QUOTES = re.compile(r"(?<!\br)\.([”»\"])$")
_STOPS_AROUND_QUOTE = re.compile(rf"(?<!\br)\.{_SEAM}([”»\"])\.")


def fill(template: str, params: Mapping[str, Any]) -> str:
    """The template, "… {name}." or "… %(name)s.", with its values; where two full stops meet, one stays.

    "do {day}." with "31 marca 2025 r." ends with one dot, "„{comment}”." with "Popraw dane." is "„Popraw dane”.".
    """
    marked = {name: f"{value}{_SEAM}" for name, value in params.items()}
    text = template % marked if "%(" in template else template.format(**marked)
    return _STOPS_AROUND_QUOTE.sub(r"\1.", _TWO_STOPS.sub("", text)).replace(_SEAM, "")


def full_stop(text: str) -> str:
    """The text as a whole sentence: with one sign at its end that closes it; an empty text stays empty."""
    text = text.rstrip()
    if not text or text.endswith((".", "!", "?", "…")):
        return text
    return _STOP_IN_QUOTES.sub(r"\1", text) + "."


def join_sentences(*texts: str) -> str:
    """The texts one after another, each closed by one sign; empty ones are left out."""
    return " ".join(full_stop(text) for text in texts if text.strip())


def capitalized(text: str) -> str:
    """With a capital first letter; the others stay as they are."""
    return f"{text[:1].upper()}{text[1:]}"


# --- years -----------------------------------------------------------------------------------------------------


def year_span(first: int, last: int) -> str:
    """2021–2025; 2026 of one year."""
    return str(first) if first == last else f"{first}–{last}"


def for_years(first: int, last: int) -> Sentence:
    """What a programme is for: "na lata 2021–2025", of one year "na rok 2026"."""
    if first == last:
        return say("for the year {year}", year=str(first))
    return say("for {years}", years=year_span(first, last))


# --- numbers ---------------------------------------------------------------------------------------------------


class ValueType(StrEnum):
    """What kind of figure an indicator counts; it decides which typed numbers are accepted."""

    COUNT = "count"
    DECIMAL = "decimal"
    SIGNED = "signed"
    PERCENT = "percent"
    MONEY = "money"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class TypedNumber:
    """A number as it was typed: its value and how many decimal places stood there ("1,50" has two)."""

    value: Decimal
    decimals: int

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f}"


def at_scale(value: Decimal, decimals: int) -> TypedNumber:
    """The value to be shown with `decimals` places, more where it needs them: nothing is ever rounded away."""
    return TypedNumber(value, max(decimals, len(plain(value).partition(".")[2])))


class NumberError(ValueError):
    """A text that is not one unambiguous number; `message` says what to type instead."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


# Digits bare or in threes by one kind of space; a comma and 1 to 6 decimal places.
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212])?(?P<whole>[0-9]+|[0-9]{1,3}(?:(?P<gap>[ \u00a0\u202f\u2009])[0-9]{3}(?:(?P=gap)[0-9]{3})*))"
    r"(?:,(?P<fraction>[0-9]{1,6}))?(?P<percent>[ \u00a0\u202f\u2009]?%)?"
)
_ZLOTY = ("zł", "złoty", "złote", "złotych", "pln")
_SPACES = " \u00a0\u202f\u2009\t\r\n"
_BREAK = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]")
# Not U+202E: what follows it is shown the other way round.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff]")
_ENGLISH_THOUSAND = re.compile(r"[-\u2212]?[1-9][0-9]{0,2},[0-9]{3}")


def max_decimals(value_type: ValueType, measure: str = "") -> int:
    """How many decimal places a typed number may have: two of an amount in zł, six of others ("tys. zł" too)."""
    unit = " ".join(measure.split()).casefold()
    is_zloty = unit in _ZLOTY or (not unit and value_type is ValueType.MONEY)
    return 2 if is_zloty else MAX_DECIMALS


def parse_number(text: str, value_type: ValueType, measure: str = "", *, language: str = "pl") -> TypedNumber:
    """Read a number typed the Polish way; raise `NumberError` with an example for everything else.

    `language` of the page: in English "1,500" is asked about, because it may mean 1500.
    """
    typed = without_invisible(text).strip(_SPACES)
    if not typed:
        raise NumberError(say("Type a number, e.g. {example}.", example=_example(value_type)))
    if _BREAK.search(typed):
        raise NumberError(_several_lines(typed))
    if "." in typed or (language != "pl" and _ENGLISH_THOUSAND.fullmatch(typed)):
        raise NumberError(_ask_which(typed, value_type, measure, language))
    match = _NUMBER.fullmatch(typed)
    if match is None or (match["percent"] and value_type is not ValueType.PERCENT):
        raise NumberError(_not_a_number(typed, value_type))
    whole, fraction = re.sub(r"\D", "", match["whole"]), match["fraction"] or ""
    if len(whole.lstrip("0")) + len(fraction) > MAX_DIGITS:
        raise NumberError(
            say_many("Enter at most {digits} digit.", "Enter at most {digits} digits.", MAX_DIGITS, digits=MAX_DIGITS)
        )
    if fraction and value_type is ValueType.COUNT:
        raise NumberError(say("Type a whole number, e.g. {example}.", example=_example(value_type)))
    if len(fraction) > max_decimals(value_type, measure):
        raise NumberError(
            say(
                "Type an amount in zł with at most two decimal places, e.g. {example}. You typed “{typed}”.",
                example=_example(ValueType.MONEY), typed=typed,
            )
        )  # fmt: skip
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if match["minus"] and value:
        if value_type is not ValueType.SIGNED:
            message = say("Type zero or more, without a minus sign, e.g. {example}.", example=_example(value_type))
            raise NumberError(message)
        value = -value
    return TypedNumber(value, len(fraction))


def without_invisible(text: str) -> str:
    """The text without the signs that copying brings along and nobody sees: U+200B, U+200E, U+FEFF, U+00AD …"""
    return _INVISIBLE.sub("", text)


def _ask_which(typed: str, value_type: ValueType, measure: str, language: str) -> Sentence:
    """What a dot, or a comma on an English page, may have meant: only what would be read is offered."""
    if value_type is ValueType.COUNT and re.fullmatch(r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})", typed):
        return say("Type a whole number, e.g. {example}.", example=_example(value_type))

    def is_read(number: str) -> bool:
        try:
            parse_number(number, value_type, measure, language=language)
        except NumberError:
            return False
        return True

    offered = [number for number in _readings(typed, language) if is_read(number)]
    offered = offered or [number for number in ("1,5", "1500") if is_read(number)]
    if "." in typed and len(offered) == 1:
        return say("A dot can be read in two ways. Type the number without a dot, e.g. {number}.", number=offered[0])
    if len(offered) == 1:
        return say("A comma can be read in two ways. Type the number without it, e.g. {number}.", number=offered[0])
    fraction, whole = offered
    if "." in typed:
        return say(
            "A dot can be read in two ways. Type a comma: {fraction} or {whole}?", fraction=fraction, whole=whole
        )
    return say("A comma can be read in two ways: {fraction} or {whole}?", fraction=fraction, whole=whole)


def _readings(typed: str, language: str) -> list[str]:
    """What the text may mean, as it would be typed: with a decimal comma, then without separators."""
    if re.fullmatch(r"[-\u2212]?[0-9]+[.,][0-9]+", typed):
        return [_with_comma(typed, language), re.sub("[.,]", "", typed)]
    if re.fullmatch(r"[-\u2212]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", typed):  # 1.234.567,8
        return [typed.replace(".", "")]
    if re.fullmatch(r"[-\u2212]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", typed):  # 1,234.5
        return [typed.replace(",", "").replace(".", ",")]
    return []


def _with_comma(typed: str, language: str) -> str:
    """1.500 as 1,500; on an English page, which asks about three places after a comma, 1,5, and 1,2340 for 1.234."""
    number = typed.replace(".", ",")
    if language == "pl" or not _ENGLISH_THOUSAND.fullmatch(number):
        return number
    shortest = number.rstrip("0").rstrip(",")
    return f"{number}0" if _ENGLISH_THOUSAND.fullmatch(shortest) else shortest


def _several_lines(typed: str) -> Sentence:
    """A column or a row of a spreadsheet in one field: its numbers must not become one."""
    shown = re.sub(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", "⏎", typed).replace("\t", "⇥")
    return say(
        "One field takes one number, and “{typed}” has a line break or a tab. Type each number in its own field.",
        typed=_shortened(shown),
    )


def _not_a_number(typed: str, value_type: ValueType) -> Sentence:
    shown, example = _shortened(typed), _example(value_type)
    groups = r"[-\u2212]?(?:[0-9 \u00a0\u202f\u2009]+(?:,[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){2,})"
    if re.fullmatch(groups, typed):
        return say(
            "Put spaces between groups of three digits or none at all, e.g. 1 234. You typed “{typed}”.", typed=shown
        )
    unseen = next((sign for sign in typed if sign not in _SPACES and unicodedata.category(sign)[0] in "CZ"), None)
    if unseen is not None:
        return say(
            "Type the number in digits, e.g. {example}. You typed “{typed}” with an invisible sign in it, {sign}.",
            example=example, typed=shown, sign=f"U+{ord(unseen):04X}",
        )  # fmt: skip
    return say("Type the number in digits, e.g. {example}. You typed “{typed}”.", example=example, typed=shown)


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def _example(value_type: ValueType) -> str:
    examples = {
        ValueType.COUNT: "3",
        ValueType.PERCENT: "97,5",
        ValueType.MONEY: "1 234,50",
        ValueType.SIGNED: "-1,5",
        ValueType.YES_NO: "1",
    }
    return examples.get(value_type, "1,5")


def format_number(value: Decimal, decimals: int | None = None, *, language: str = "pl") -> str:
    """Write a number: "1 234,5" in Polish, "1,234.5" in English.

    `decimals` keeps the typed scale, None shows as few as the value needs.
    """
    gap, point = (NBSP, ",") if language == "pl" else (",", ".")
    shown = plain(value) if decimals is None else f"{value:.{decimals}f}"
    whole, _, fraction = shown.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", gap)
    sign = MINUS if shown.startswith("-") and shown.strip("-0.") else ""  # what rounds to nothing has no sign
    return f"{sign}{grouped}{point + fraction if fraction else ''}"


def plain(value: Decimal) -> str:
    """The canonical decimal text: no exponent, no trailing zeros, no minus zero; what the hash takes."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def significant_digits(value: Decimal) -> int:
    """How many digits a database must keep: 15 for 123456789,123456, 3 for 159000000 and for 0,00159."""
    return len(plain(value).replace(".", "").strip("-0"))


# --- words -----------------------------------------------------------------------------------------------------


def plural(number: Decimal | int, one: str, few: str, many: str, other: str = "") -> str:
    """The Polish form of a noun: 1 warsztat, 2 warsztaty, 5 and 12 warsztatów, 22 warsztaty, 1,5 warsztatu."""
    if number != int(number):
        return other or few
    whole = abs(int(number))
    if whole == 1:
        return one
    if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        return few
    return many


_ALPHABET = " 0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"


def collation_key(text: str) -> str:
    """A key that sorts by plain comparison in the Polish order (ą after a, ł after l) on every database.

    Two base-36 digits a letter, so that no database's own collation can reorder it. A foreign letter sorts as the one
    without its mark (é as e); other characters are dropped.
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    ranks = (_rank(character) for character in " ".join(unicodedata.normalize("NFC", text).lower().split()))
    return "".join(digits[rank // 36] + digits[rank % 36] for rank in ranks if rank >= 0)[:200]


def _rank(character: str) -> int:
    if character not in _ALPHABET:
        character = unicodedata.normalize("NFD", character)[0]
    return _ALPHABET.find(character)


def fold(text: str) -> str:
    """A text as it is searched: "Warsztatów, Łódź" is "warsztatow lodz"; only letters and digits, one space between."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold().replace("ł", "l")))


_SHORT_WORD = re.compile(r"(?<![^\s(„\[])([aiouwzAIOUWZ])[^\S\n]+(?=\S)")
_DIGIT = re.compile(r"\d")
_BEFORE_NUMBER = re.compile(r"(§|\b(?:L\.p\.|Lp\.|art\.|ust\.|pkt|nr|poz\.|godz\.|str\.))[^\S\n]+(?=\d)", re.IGNORECASE)
_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_UNITS = r"r\.|zł|tys\.|mln|mld|p\.p\.|kB|MB|%|dzień|dni|dnia|lat|lata|rok|roku|godz\.|pkt(?!\s+\d)|osób|osoby|szt\."
_AFTER_NUMBER = re.compile(rf"(?<=\d)[^\S\n]+(?=(?:(?:{_UNITS})(?!\w)|z\s\d|(?:{_MONTHS})\b))")
_AFTER_MONTH = re.compile(rf"\b({_MONTHS})[^\S\n]+(?=\d{{4}}\b)")
_BEFORE_CURRENCY = re.compile(r"\b(tys\.|mln|mld)[^\S\n]+(?=zł)")
_QUARTER = re.compile(r"\b(I{1,3}|IV)[^\S\n]+(?=(?:kwartał|półrocz))")
_DASH = re.compile(r"(?<=\S)[^\S\n]+–[^\S\n]+(?=\S)")
_RANGE = re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)")


def typeset(text: str) -> str:
    """Polish typography for running text: no single letter at a line's end, "§ 3", "24 dni" and " – " unbroken.

    Words, their order and their lines stay as they are; only spaces become no-break spaces, a hyphen between two years
    an en dash.
    """
    text = _SHORT_WORD.sub(rf"\1{NBSP}", text)
    if _DIGIT.search(text):
        text = _BEFORE_NUMBER.sub(rf"\1{NBSP}", text)
        text = _AFTER_NUMBER.sub(NBSP, text)
        text = _AFTER_MONTH.sub(rf"\1{NBSP}", text)
        text = _RANGE.sub("–", text)
    text = _BEFORE_CURRENCY.sub(rf"\1{NBSP}", text)
    text = _QUARTER.sub(rf"\1{NBSP}", text)
    return _DASH.sub(f"{NBSP}–{NBSP}", text) if "–" in text else text


# What XML 1.0 has no place for, not even escaped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def in_xml(text: str) -> str:
    """The text without characters that no XML document may hold: feeds and office documents take the rest."""
    return _NOT_IN_XML.sub("", text)
