"""Polish numerals, months and ordinals, in the case forms that targets use."""

from collections.abc import Mapping
from decimal import Decimal


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def _numbers_by_word(*lines: str) -> dict[str, int]:
    """Return {"pięć": 5, "pięciu": 5} for "5 pięć pięciu": a number, then its case forms."""
    numbers = {}
    for line in lines:
        number, *words = line.split()
        numbers.update(dict.fromkeys(words, int(number)))
    return numbers


UNITS = _numbers_by_word(
    "0 zero zera",
    "1 jeden jedna jedno jedną jednego jednej",
    "2 dwa dwie dwóch dwu dwoje dwojga",
    "3 trzy trzech troje trojga",
    "4 cztery czterech czworo czworga",
    "5 pięć pięciu pięcioro pięciorga",
    "6 sześć sześciu sześcioro sześciorga",
    "7 siedem siedmiu siedmioro siedmiorga",
    "8 osiem ośmiu ośmioro ośmiorga",
    "9 dziewięć dziewięciu dziewięcioro dziewięciorga",
    "10 dziesięć dziesięciu dziesięcioro dziesięciorga",
    "11 jedenaście jedenastu",
    "12 dwanaście dwunastu",
    "13 trzynaście trzynastu",
    "14 czternaście czternastu",
    "15 piętnaście piętnastu",
    "16 szesnaście szesnastu",
    "17 siedemnaście siedemnastu",
    "18 osiemnaście osiemnastu",
    "19 dziewiętnaście dziewiętnastu",
)
TENS = _numbers_by_word(
    "20 dwadzieścia dwudziestu",
    "30 trzydzieści trzydziestu",
    "40 czterdzieści czterdziestu",
    "50 pięćdziesiąt pięćdziesięciu",
    "60 sześćdziesiąt sześćdziesięciu",
    "70 siedemdziesiąt siedemdziesięciu",
    "80 osiemdziesiąt osiemdziesięciu",
    "90 dziewięćdziesiąt dziewięćdziesięciu",
)
HUNDREDS = _numbers_by_word(
    "100 sto stu",
    "200 dwieście dwustu",
    "300 trzysta trzystu",
    "400 czterysta czterystu",
    "500 pięćset pięciuset",
    "600 sześćset sześciuset",
    "700 siedemset siedmiuset",
    "800 osiemset ośmiuset",
    "900 dziewięćset dziewięciuset",
)
MULTIPLIERS: Mapping[str, Decimal] = {
    word: Decimal(number)
    for word, number in _numbers_by_word(
        "1000 tys tyś tysiąc tysiące tysięcy tysiąca",
        "1000000 mln milion miliony milionów miliona",
        "1000000000 mld miliard miliardy miliardów miliarda",
    ).items()
}
# Multipliers that are a number without a numeral before them: "tysiąc osób" is 1000; "tysięcy osób" is no number.
WHOLE_MULTIPLIERS = frozenset({"tysiąc", "tysiąca", "milion", "miliona", "miliard", "miliarda"})

HALVES = {"pół": Decimal("0.5"), "półtora": Decimal("1.5"), "półtorej": Decimal("1.5")}  # "pół miliona", "półtora tys."

# Adverbs such as "dwukrotnie" (twice); "2-krotnie" is tokenized as "2", "-", "krotnie".
MULTIPLICATIVES = _numbers_by_word(
    "1 jednokrotnie",
    "2 dwukrotnie",
    "3 trzykrotnie",
    "4 czterokrotnie",
    "5 pięciokrotnie",
    "6 sześciokrotnie",
    "7 siedmiokrotnie",
    "8 ośmiokrotnie",
    "9 dziewięciokrotnie",
    "10 dziesięciokrotnie",
    "12 dwunastokrotnie",
)

MONTHS = _numbers_by_word(
    "1 styczeń stycznia styczniu",
    "2 luty lutego lutym",
    "3 marzec marca marcu",
    "4 kwiecień kwietnia kwietniu",
    "5 maj maja maju",
    "6 czerwiec czerwca czerwcu",
    "7 lipiec lipca lipcu",
    "8 sierpień sierpnia sierpniu",
    "9 wrzesień września wrześniu",
    "10 październik października październiku",
    "11 listopad listopada listopadzie",
    "12 grudzień grudnia grudniu",
)
ROMAN = _numbers_by_word(
    "1 i", "2 ii", "3 iii", "4 iv", "5 v", "6 vi", "7 vii", "8 viii", "9 ix", "10 x", "11 xi", "12 xii"
)
ORDINALS = _numbers_by_word(
    "1 pierwszy pierwszego pierwszym pierwsze pierwsza pierwszej",
    "2 drugi drugiego drugim drugie druga drugiej",
    "3 trzeci trzeciego trzecim",
    "4 czwarty czwartego czwartym",
)
