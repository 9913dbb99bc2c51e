"""Numbers in words, in Polish and English: a person who reads "one hundred and forty" notices a digit too many.

Fractions follow as on a cheque: "dwanaście i 5/10", "twelve and 5/10".
"""

from decimal import Decimal

from cooperation.text import plain, plural


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_POLISH_SMALL = _words(
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście "
    "piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
)
_POLISH_TENS = _words(
    "- - dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
)
_POLISH_HUNDREDS = _words("- sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset")
_POLISH_SCALES = (
    ("tysiąc", "tysiące", "tysięcy"),
    ("milion", "miliony", "milionów"),
    ("miliard", "miliardy", "miliardów"),
    ("bilion", "biliony", "bilionów"),
)
_ENGLISH_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = _words("- - twenty thirty forty fifty sixty seventy eighty ninety")
_ENGLISH_SCALES = _words("thousand million billion trillion")


def number_in_words(value: Decimal, *, language: str) -> str:
    """Return the number in words; `value` is below 10^15 in absolute value, as every recorded number is."""
    whole, _, fraction = plain(abs(value)).partition(".")
    words = _polish(int(whole)) if language == "pl" else _english(int(whole))
    if fraction:
        words += f" {'i' if language == 'pl' else 'and'} {int(fraction)}/{10 ** len(fraction)}"
    return f"minus {words}" if value < 0 else words


def _groups(number: int) -> list[int]:
    """Return the groups of three digits, the lowest first: [567, 234, 1] for 1234567."""
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    return groups


def _polish(number: int) -> str:
    if number == 0:
        return _POLISH_SMALL[0]
    words: list[str] = []
    for scale, group in reversed(list(enumerate(_groups(number)))):
        if group and not (scale and group == 1):  # "tysiąc", not "jeden tysiąc"
            words += _polish_below_thousand(group)
        if group and scale:
            words.append(plural(group, *_POLISH_SCALES[scale - 1]))
    return " ".join(words)


def _polish_below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_POLISH_HUNDREDS[hundreds]] if hundreds else []
    if rest >= 20:
        tens, rest = divmod(rest, 10)
        words.append(_POLISH_TENS[tens])
    return [*words, _POLISH_SMALL[rest]] if rest else words


def _english(number: int) -> str:
    if number == 0:
        return _ENGLISH_SMALL[0]
    words: list[str] = []
    for scale, group in reversed(list(enumerate(_groups(number)))):
        if not group:
            continue
        if words and not scale and group < 100:
            words.append("and")  # one thousand and five
        words += _english_below_thousand(group)
        if scale:
            words.append(_ENGLISH_SCALES[scale - 1])
    return " ".join(words)


def _english_below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_ENGLISH_SMALL[hundreds], "hundred"] if hundreds else []
    if hundreds and rest:
        words.append("and")
    if rest >= 20:
        tens, rest = divmod(rest, 10)
        return [*words, f"{_ENGLISH_TENS[tens]}-{_ENGLISH_SMALL[rest]}" if rest else _ENGLISH_TENS[tens]]
    return [*words, _ENGLISH_SMALL[rest]] if rest else words
