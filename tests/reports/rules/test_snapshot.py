"""One content, one text, one hash."""

from datetime import date

import pytest

from reports.rules.snapshot import canonical, digest, read


def test_the_order_of_keys_and_the_letters_make_no_difference():
    assert canonical({"b": 1, "a": "ł"}) == '{"a":"ł","b":1}' == canonical({"a": "ł", "b": 1})
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_it_is_read_back_as_it_was():
    content = {"text": 'A & B <x> "=1+1"\n😀\u202e', "none": None, "list": [1, True, "0.5"]}
    assert read(canonical(content)) == content


def test_a_value_that_is_no_plain_data_is_refused():
    with pytest.raises(TypeError, match="date has no place"):
        canonical({"day": date(2024, 1, 1)})
