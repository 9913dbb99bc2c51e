"""Texts that a spreadsheet would evaluate."""

import pytest

from cooperation.rules.formulas import is_call, is_formula


@pytest.mark.parametrize(
    "text",
    ["=1", "+48", "@a", "\t=1", " =1", "-1+1", "-2+3+cmd|' /C calc'!A0", "＝1", "＋1", "－1+2", "＠a", "﹦1"],
)
def test_text_with_operator_is_formula(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "–", "-5", "-0,4%", "- 1 200,50", "−5", "1+1", "a=b", "10-12"])
def test_dashes_numbers_and_plain_texts_are_no_formulas(text):
    assert not is_formula(text)


@pytest.mark.parametrize("text", ["=1", "＠a", " =1", "-2+3+cmd|' /C calc'!A0", "+cmd|'x'!A0", "－HYPERLINK(1)"])
def test_operator_and_call_are_refused_in_uploaded_table(text):
    assert is_call(text)


@pytest.mark.parametrize("text", ["", "-5", "+48 600 100 200", "- uwagi (2024)", "-", "a|b", "f(x)"])
def test_signed_numbers_and_dashes_are_accepted_in_uploaded_table(text):
    assert not is_call(text)
