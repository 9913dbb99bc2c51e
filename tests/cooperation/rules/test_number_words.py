"""Numbers in words."""

from decimal import Decimal

import pytest

from cooperation.rules.number_words import number_in_words

NUMBERS = [
    ("0", "zero", "zero"),
    ("7", "siedem", "seven"),
    ("12", "dwanaście", "twelve"),
    ("20", "dwadzieścia", "twenty"),
    ("41", "czterdzieści jeden", "forty-one"),
    ("100", "sto", "one hundred"),
    ("140", "sto czterdzieści", "one hundred and forty"),
    ("215", "dwieście piętnaście", "two hundred and fifteen"),
    ("999", "dziewięćset dziewięćdziesiąt dziewięć", "nine hundred and ninety-nine"),
    ("1000", "tysiąc", "one thousand"),
    ("1001", "tysiąc jeden", "one thousand and one"),
    ("2300", "dwa tysiące trzysta", "two thousand three hundred"),
    ("5020", "pięć tysięcy dwadzieścia", "five thousand and twenty"),
    ("12000", "dwanaście tysięcy", "twelve thousand"),
    ("22000", "dwadzieścia dwa tysiące", "twenty-two thousand"),
    ("121000", "sto dwadzieścia jeden tysięcy", "one hundred and twenty-one thousand"),
    ("1000000", "milion", "one million"),
    ("3000004", "trzy miliony cztery", "three million and four"),
    ("1000000000", "miliard", "one billion"),
    (
        "159000000000012",
        "sto pięćdziesiąt dziewięć bilionów dwanaście",
        "one hundred and fifty-nine trillion and twelve",
    ),
    ("1.5", "jeden i 5/10", "one and 5/10"),
    ("12500.05", "dwanaście tysięcy pięćset i 5/100", "twelve thousand five hundred and 5/100"),
    ("2.500", "dwa i 5/10", "two and 5/10"),
    ("-3", "minus trzy", "minus three"),
]


@pytest.mark.parametrize(("number", "polish", "english"), NUMBERS)
def test_number_in_words(number, polish, english):
    assert number_in_words(Decimal(number), language="pl") == polish
    assert number_in_words(Decimal(number), language="en") == english


def test_different_numbers_have_different_words():
    for language in ("pl", "en"):
        words = {number_in_words(Decimal(number), language=language) for number in range(20_000)}
        assert len(words) == 20_000
