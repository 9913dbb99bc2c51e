"""Canonical JSON and its hash."""

from datetime import date

import pytest

from reports.rules.snapshot import canonical, digest, read


def test_canonical_json_ignores_key_order():
    assert canonical({"b": 1, "a": "ł"}) == '{"a":"ł","b":1}' == canonical({"a": "ł", "b": 1})
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_read_returns_original_content():
    content = {"text": 'A & B <x> "=1+1"\n😀\u202e', "none": None, "list": [1, True, "0.5"]}
    assert read(canonical(content)) == content


def test_canonical_rejects_values_other_than_json():
    with pytest.raises(TypeError, match="date has no place"):
        canonical({"day": date(2024, 1, 1)})
