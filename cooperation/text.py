"""Sentences, numbers, plurals, sorting and typography of Polish texts, without Django.

Rules, forms and pages share the number parser and the formatter. A rule returns a `Sentence`, which
`cooperation.rendering` translates.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

NBSP = "\u00a0"
MINUS = "\u2212"
MAX_DIGITS = 15  # that a floating-point column of SQLite stores exactly
MAX_DECIMALS = 6


# --- sentences -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sentence:
    """An English source text with its parameters, which is translated when it is rendered.

    `count` selects `msgid` or `plural`: "of {total} year" or "of {total} years". A parameter is a number, a date, text
    of the document (never translated) or another `Sentence`.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        """Return the English text, for logs and tests; pages use `cooperation.rendering`."""
        text = self.plural if self.plural and self.count != 1 else self.msgid
        return fill(text, self.params)


def say(msgid: str, /, **params: object) -> Sentence:
    """Return a sentence; `makemessages` collects the first argument of every call."""
    return Sentence(msgid, params)


def say_many(msgid: str, plural: str, count: int, /, **params: object) -> Sentence:
    """Return a sentence whose form depends on `count`."""
    return Sentence(msgid, params, plural, count)


_SEAM = "\ue001"  # private use character: marks the end of a value while a template is filled
_TWO_STOPS = re.compile(rf"(?<=[.!?…]){_SEAM}\.(?!\.)")
# The dot of "r." (rok) belongs to the abbreviation; any other full stop follows the closing quotation mark in Polish.
_STOP_IN_QUOTES = re.compile(r"(?<!\br)\.([”»\"])$")
_STOPS_AROUND_QUOTE = re.compile(rf"(?<!\br)\.{_SEAM}([”»\"])\.")


def fill(template: str, params: Mapping[str, object]) -> str:
    """Fill a template ("… {name}." or "… %(name)s.") with values, without doubling full stops.

    "do {day}." with "31 marca 2025 r." ends with one full stop; "„{comment}”." with "Popraw dane." becomes
    "„Popraw dane”.".
    """
    marked = {name: f"{value}{_SEAM}" for name, value in params.items()}
    text = template % marked if "%(" in template else template.format(**marked)
    return _STOPS_AROUND_QUOTE.sub(r"\1.", _TWO_STOPS.sub("", text)).replace(_SEAM, "")


def full_stop(text: str) -> str:
    """Return the text with closing punctuation; an empty text stays empty."""
    text = text.rstrip()
    if not text or text.endswith((".", "!", "?", "…")):
        return text
    return _STOP_IN_QUOTES.sub(r"\1", text) + "."


def join_sentences(*texts: str) -> str:
    """Join the texts as sentences, each with closing punctuation; empty texts are left out."""
    return " ".join(full_stop(text) for text in texts if text.strip())


def capitalized(text: str) -> str:
    """Return the text with a capital first letter; the other letters do not change."""
    return f"{text[:1].upper()}{text[1:]}"


# --- numbers ---------------------------------------------------------------------------------------------------


class ValueType(StrEnum):
    """The type of an indicator's values; it decides which numbers are accepted."""

    COUNT = "count"
    DECIMAL = "decimal"
    SIGNED = "signed"
    PERCENT = "percent"
    MONEY = "money"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class TypedNumber:
    """A number as entered: its value and its number of decimal places ("1,50" has two)."""

    value: Decimal
    decimals: int

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f}"


def at_scale(value: Decimal, decimals: int) -> TypedNumber:
    """Return the value with `decimals` places, or with more where rounding would change it."""
    return TypedNumber(value, max(decimals, len(plain(value).partition(".")[2])))


class NumberError(ValueError):
    """Raised for a text that is not an unambiguous number; `message` tells the user what to enter."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


# Digits without spaces or in groups of three separated by the same kind of space; a comma and 1 to 6 decimal places.
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212])?(?P<whole>[0-9]+|[0-9]{1,3}(?:(?P<gap>[ \u00a0\u202f\u2009])[0-9]{3}(?:(?P=gap)[0-9]{3})*))"
    r"(?:,(?P<fraction>[0-9]{1,6}))?(?P<percent>[ \u00a0\u202f\u2009]?%)?"
)
_ZLOTY = ("zł", "złoty", "złote", "złotych", "pln")
_SPACES = " \u00a0\u202f\u2009\t\r\n"
_BREAK = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]")
# U+202E is not included: it reverses the text after it, so the number would differ from what the user sees.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff]")
_LETTER = re.compile(r"[^\W\d_]|^=")  # or the sign of a formula
_ENGLISH_THOUSAND = re.compile(r"[-\u2212]?[1-9][0-9]{0,2},[0-9]{3}")


def max_decimals(value_type: ValueType, measure: str = "") -> int:
    """Return the maximum number of decimal places: two for amounts in zł, six otherwise (also for "tys. zł")."""
    unit = " ".join(measure.split()).casefold()
    is_zloty = unit in _ZLOTY or (not unit and value_type is ValueType.MONEY)
    return 2 if is_zloty else MAX_DECIMALS


def parse_number(text: str, value_type: ValueType, measure: str = "", *, language: str = "pl") -> TypedNumber:
    """Parse a number in Polish notation; raise `NumberError` with an example for any other text.

    `language`: of the page. On an English page "1,500" is rejected as ambiguous, because it may mean 1500.
    """
    typed = without_invisible(text).strip(_SPACES)
    if not typed:
        raise NumberError(say("Enter a number, e.g. {example}.", example=_example(value_type)))
    if _BREAK.search(typed):
        raise NumberError(_several_lines_message(typed))
    if ("." in typed and not _LETTER.search(typed)) or (language != "pl" and _ENGLISH_THOUSAND.fullmatch(typed)):
        raise NumberError(_ambiguous_message(typed, value_type, measure, language))
    match = _NUMBER.fullmatch(typed)
    if match is None or (match["percent"] and value_type is not ValueType.PERCENT):
        raise NumberError(_not_a_number_message(typed, value_type))
    whole, fraction = re.sub(r"\D", "", match["whole"]), match["fraction"] or ""
    if len(whole.lstrip("0")) + len(fraction) > MAX_DIGITS:
        raise NumberError(
            say_many("Enter at most {digits} digit.", "Enter at most {digits} digits.", MAX_DIGITS, digits=MAX_DIGITS)
        )
    if fraction and value_type is ValueType.COUNT:
        raise NumberError(say("Enter a whole number, e.g. {example}.", example=_example(value_type)))
    if len(fraction) > max_decimals(value_type, measure):
        raise NumberError(
            say(
                "Enter an amount in zł with at most two decimal places, e.g. {example}. You entered “{typed}”.",
                example=_example(ValueType.MONEY), typed=typed,
            )
        )  # fmt: skip
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    if match["minus"] and value:
        if value_type is not ValueType.SIGNED:
            message = say("Enter zero or more, without a minus sign, e.g. {example}.", example=_example(value_type))
            raise NumberError(message)
        value = -value
    return TypedNumber(value, len(fraction))


def without_invisible(text: str) -> str:
    """Return the text without invisible characters, which copying may bring along: U+200B, U+200E, U+FEFF, U+00AD …"""
    return _INVISIBLE.sub("", text)


def _ambiguous_message(typed: str, value_type: ValueType, measure: str, language: str) -> Sentence:
    """Return the message about a dot, or about a comma on an English page, with the possible valid numbers."""
    if value_type is ValueType.COUNT and re.fullmatch(r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})", typed):
        return say("Enter a whole number, e.g. {example}.", example=_example(value_type))

    def is_valid(number: str) -> bool:
        try:
            parse_number(number, value_type, measure, language=language)
        except NumberError:
            return False
        return True

    candidates = [number for number in _interpretations(typed, language) if is_valid(number)]
    candidates = candidates or [number for number in ("1,5", "1500") if is_valid(number)]
    if "." in typed and len(candidates) == 1:
        return say("A full stop is ambiguous. Enter the number without it, e.g. {number}.", number=candidates[0])
    if len(candidates) == 1:
        return say("A comma is ambiguous. Enter the number without it, e.g. {number}.", number=candidates[0])
    fraction, whole = candidates
    if "." in typed:
        return say("A full stop is ambiguous. Enter {fraction} or {whole}.", fraction=fraction, whole=whole)
    return say("A comma is ambiguous. Enter {fraction} or {whole}.", fraction=fraction, whole=whole)


def _interpretations(typed: str, language: str) -> list[str]:
    """Return the numbers that the text may mean in Polish notation: with a decimal comma, then without separators."""
    if re.fullmatch(r"[-\u2212]?[0-9]+[.,][0-9]+", typed):
        return [_with_comma(typed, language), re.sub("[.,]", "", typed)]
    if re.fullmatch(r"[-\u2212]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", typed):  # 1.234.567,8
        return [typed.replace(".", "")]
    if re.fullmatch(r"[-\u2212]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", typed):  # 1,234.5
        return [typed.replace(",", "").replace(".", ",")]
    return []


def _with_comma(typed: str, language: str) -> str:
    """Return "1,500" for "1.500"; on an English page, where three decimal places are ambiguous, "1,5"."""
    number = typed.replace(".", ",")
    if language == "pl" or not _ENGLISH_THOUSAND.fullmatch(number):
        return number
    shortest = number.rstrip("0").rstrip(",")
    return f"{number}0" if _ENGLISH_THOUSAND.fullmatch(shortest) else shortest


def _several_lines_message(typed: str) -> Sentence:
    """Return the message about several cells of a spreadsheet in one field, which must not become one number."""
    shown = re.sub(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", "⏎", typed).replace("\t", "⇥")
    return say(
        "A field takes one number, but “{typed}” contains a line break or a tab. Enter each number in its own field.",
        typed=_shortened(shown),
    )


def _not_a_number_message(typed: str, value_type: ValueType) -> Sentence:
    shown, example = _shortened(typed), _example(value_type)
    if typed.startswith("="):
        return say(
            "Formulas are not computed here. Enter the result in digits, e.g. {example}. You entered “{typed}”.",
            example=example, typed=shown,
        )  # fmt: skip
    groups = r"[-\u2212]?(?:[0-9 \u00a0\u202f\u2009]+(?:,[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){2,})"
    if re.fullmatch(groups, typed):
        return say(
            "Use spaces between groups of three digits or no spaces at all, e.g. 1 234. You entered “{typed}”.",
            typed=shown,
        )
    invisible = next((sign for sign in typed if sign not in _SPACES and unicodedata.category(sign)[0] in "CZ"), None)
    if invisible is not None:
        return say(
            "Enter the number in digits, e.g. {example}. You entered “{typed}”, which contains the invisible "
            "character {sign}.",
            example=example, typed=shown, sign=f"U+{ord(invisible):04X}",
        )  # fmt: skip
    return say("Enter the number in digits, e.g. {example}. You entered “{typed}”.", example=example, typed=shown)


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def _example(value_type: ValueType) -> str:
    examples = {"count": "3", "percent": "97,5", "money": "1 234,50", "signed": "-1,5", "yes_no": "1"}
    return examples.get(value_type, "1,5")


def format_number(value: Decimal, decimals: int | None = None, *, language: str = "pl") -> str:
    """Format a number: "1 234,5" in Polish, "1,234.5" in English.

    `decimals`: number of decimal places; None for as few as the value needs.
    """
    gap, point = (NBSP, ",") if language == "pl" else (",", ".")
    shown = plain(value) if decimals is None else f"{value:.{decimals}f}"
    whole, _, fraction = shown.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", gap)
    sign = MINUS if shown.startswith("-") and shown.strip("-0.") else ""  # a value rounded to zero has no sign
    return f"{sign}{grouped}{point + fraction if fraction else ''}"


def plain(value: Decimal) -> str:
    """Return the canonical decimal text: no exponent, no trailing zeros, no negative zero. Hashes depend on it."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def significant_digits(value: Decimal) -> int:
    """Return the number of significant digits: 15 for 123456789,123456, 3 for 159000000 and for 0,00159."""
    return len(plain(value).replace(".", "").strip("-0"))


# --- words -----------------------------------------------------------------------------------------------------


def plural(number: Decimal | int, singular: str, few: str, many: str, other: str = "") -> str:
    """Return the Polish form of a noun: 1 warsztat, 2 warsztaty, 5 and 12 warsztatów, 22 warsztaty, 1,5 warsztatu."""
    if number != int(number):
        return other or few
    whole = abs(int(number))
    if whole == 1:
        return singular
    if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        return few
    return many


_ALPHABET = " 0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"


def collation_key(text: str) -> str:
    """Return a sort key for the Polish alphabet (ą after a, ł after l) that works on every database.

    Each letter is two base-36 digits, which every collation sorts alike. A foreign letter sorts as the letter without
    its diacritic (é as e); other characters are ignored.
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    ranks = (_rank(character) for character in " ".join(unicodedata.normalize("NFC", text).lower().split()))
    return "".join(digits[rank // 36] + digits[rank % 36] for rank in ranks if rank >= 0)[:200]


def _rank(character: str) -> int:
    if character not in _ALPHABET:
        character = unicodedata.normalize("NFD", character)[0]
    return _ALPHABET.find(character)


def fold(text: str) -> str:
    """Return the text in lower case without diacritics and punctuation: "Warsztatów, Łódź" is "warsztatow lodz"."""
    decomposed = unicodedata.normalize("NFKD", text)
    base_letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", base_letters.casefold().replace("ł", "l")))


_SHORT_WORD = re.compile(r"(?<![^\s(„\[])([aiouwzAIOUWZ])[^\S\n]+(?=\S)")
_DIGIT = re.compile(r"\d")
_BEFORE_NUMBER = re.compile(r"(§|\b(?:L\.p\.|Lp\.|art\.|ust\.|pkt|nr|poz\.|godz\.|str\.))[^\S\n]+(?=\d)", re.IGNORECASE)
_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_UNITS = r"r\.|zł|tys\.|mln|mld|p\.p\.|kB|MB|%|dzień|dni|dnia|lat|lata|rok|roku|godz\.|pkt(?!\s+\d)|osób|osoby|szt\."
_AFTER_NUMBER = re.compile(rf"(?<=\d)[^\S\n]+(?=(?:(?:{_UNITS})(?!\w)|z\s\d|(?:{_MONTHS})\b))")
_AFTER_MONTH = re.compile(rf"\b({_MONTHS})[^\S\n]+(?=\d{{4}}\b)")
_BEFORE_CURRENCY = re.compile(r"\b(tys\.|mln|mld)[^\S\n]+(?=zł)")
_QUARTER = re.compile(r"\b(I{1,3}|IV)[^\S\n]+(?=(?:kwartał|półrocz|kw\.|półr\.))")
_DASH = re.compile(r"(?<=\S)[^\S\n]+–[^\S\n]+(?=\S)")
_RANGE = re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)")


def typeset(text: str) -> str:
    """Apply Polish typography: no one-letter word at the end of a line, no break in "§ 3", "24 dni" and before " – ".

    Only spaces change, to no-break spaces, and hyphens between two years, to en dashes.
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


# Characters that XML 1.0 does not allow, not even escaped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def strip_invalid_xml(text: str) -> str:
    """Return the text without characters that XML does not allow, for feeds and office documents."""
    return _NOT_IN_XML.sub("", text)
