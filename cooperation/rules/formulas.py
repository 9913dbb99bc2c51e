"""Texts that a spreadsheet would evaluate as a formula, in files that the portal writes and reads."""

import re
import unicodedata

_CONTROLS = ("\t", "\r", "\n")  # Excel skips them and evaluates what follows
_OPERATORS = frozenset("=+-@")
# A minus alone ("-": no target), dashes and negative numbers ("-0,4") are not formulas.
_DASHES_OR_NUMBER = re.compile(r"-(?:[-–—]*|[ \u00a0\u202f]?\d[\d \u00a0\u202f]*(?:[.,]\d+)?[ \u00a0\u202f]?%?)")
# Sheets of offices contain "+48 600 100 200" and "- uwagi (2024)"; a call needs a name before its bracket, DDE a bar.
_CALL = re.compile(r"\||[^\W\d_]\(")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may evaluate the text: it begins with an operator, possibly a full-width one."""
    begins = text.strip(" \u00a0\u202f\u2009\u3000\ufeff\u200b")
    if begins.startswith(_CONTROLS):
        return True
    return _operator(begins) != "" and not _DASHES_OR_NUMBER.fullmatch(begins)


def is_call(text: str) -> bool:
    """Return whether the text is a formula that must not be in an uploaded table.

    Signed numbers and texts after a dash are accepted, because people write them.
    """
    begins = text.strip()
    operator = _operator(begins)
    return operator in ("=", "@") or (operator != "" and bool(_CALL.search(begins)))


def _operator(text: str) -> str:
    """Return the operator that the text begins with, as ASCII; empty if it begins with none."""
    first = unicodedata.normalize("NFKC", text[:1])
    return first if first in _OPERATORS else ""
