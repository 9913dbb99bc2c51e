import pytest

from cooperation.rules.json_text import MAX_DEPTH, MAX_LENGTH, parse_object

REFUSED = {
    "empty": "",
    "not JSON": "{",
    "list": "[]",
    "number": "1",
    "deep lists": "[" * 100_000,
    "deep lists of allowed length": "[" * MAX_LENGTH,
    "deep objects of allowed length": '{"a":' * (MAX_LENGTH // 5),
    "one level too deep": '{"a":' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}",
    "long": '{"a": "' + "x" * MAX_LENGTH + '"}',
    "huge integer": '{"a": ' + "9" * 5000 + "}",
    "infinite number": '{"a": 1e999}',
    "not a number": '{"a": NaN}',
    "Infinity": '{"a": [-Infinity]}',
    "NUL": '{"a": "\\u0000"}',
    "NUL in a name": '{"a": {"\\u0000": 1}}',
    "lone surrogate": '{"a": ["\\ud800"]}',
    "second half alone": '{"a": "\\udc00"}',
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_parse_object_refuses_what_cannot_be_stored(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_object(text)


def test_parse_object_returns_object_of_greatest_depth():
    deepest = '{"a":' + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "}"
    assert parse_object(deepest)["a"]
    assert parse_object('{"a": ["ż", "\\ud83d\\ude00", 1.5, null, true]}') == {"a": ["ż", "😀", 1.5, None, True]}
