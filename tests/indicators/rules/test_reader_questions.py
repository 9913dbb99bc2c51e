"""Due dates of answers and the shortening of readers' questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.reader_questions import REDACTION_MARK, answer_due_on, is_shortened, normalize_marks


def test_answer_is_due_14_days_after_confirmation():
    assert answer_due_on(date(2025, 2, 10)) == date(2025, 2, 24)
    assert answer_due_on(date(2024, 12, 31)) == date(2025, 1, 14)


def test_three_dots_in_brackets_become_redaction_mark():
    assert normalize_marks(" a [...] b\r\nc […]\r\n") == "a […] b\nc […]"


ORIGINAL = "Jan Kowalski, tel. 600: skąd liczba 3? Jan Kowalski"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("[…], tel. […]: skąd liczba 3? […]", True),
        ("[…] skąd liczba 3? […]", True),
        ("Jan Kowalski, tel. […]: skąd liczba 3? Jan Kowalski", True),
        ("[…] skąd liczba 3? Jan Kowalski", True),
        ("Jan […]", True),
        ("[…] Kowalski[…] Kowalski", True),
        ("[…]Kowalski[…]Kowalski", True),
        (ORIGINAL, False),  # nothing was removed
        ("skąd liczba 3?", False),  # unmarked
        ("[…] skąd liczba 4? […]", False),  # other words
        ("[…] skąd  liczba 3? […]", False),
        ("[…] liczba 3? skąd […]", False),  # another order
        ("Pan […]", False),
        ("[…] Nowak", False),
        ("[…]", False),  # nothing is left of it
        ("[…] […]", False),
        (f"{ORIGINAL}[…]", False),  # a mark without a removed part
        (f"[…]{ORIGINAL}", False),
        ("Jan Kowalski[…], tel. 600: skąd liczba 3? Jan Kowalski", False),
        ("Jan Kowalski, tel. 600: skąd […] liczba 3? Jan Kowalski", False),
        ("Jan Kowalski […] Kowalski […] Kowalski", False),  # only two occurrences
        ("", False),
    ],
)
def test_only_marked_parts_may_be_removed(shown, expected):
    assert is_shortened(ORIGINAL, shown) is expected


def test_last_piece_does_not_overlap_text_before_mark():
    assert not is_shortened("aba", f"ab{REDACTION_MARK}ba")
    assert is_shortened("abxba", f"ab{REDACTION_MARK}ba")


TEXT = st.text("abc .\n", min_size=1, max_size=30)


@given(st.lists(TEXT, min_size=2, max_size=5), st.lists(TEXT, min_size=4, max_size=4))
def test_any_removal_is_accepted_and_any_addition_is_rejected(pieces, removed):
    pairs = zip(pieces, [*removed, ""], strict=False)
    original = "".join(piece + gap for piece, gap in list(pairs)[:-1]) + pieces[-1]
    shown = REDACTION_MARK.join(pieces)
    assert is_shortened(original, shown) == bool("".join(pieces).strip())
    assert not is_shortened(original, f"{shown}X")
    assert not is_shortened(original, f"X{shown}")
