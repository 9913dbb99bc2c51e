"""The years of a programme in words."""

from cooperation.text import Sentence, say


def year_span(first: int, last: int) -> str:
    """Return "2021–2025", or "2026" for a single year."""
    return str(first) if first == last else f"{first}–{last}"


def for_years(first: int, last: int) -> Sentence:
    """Return "na lata 2021–2025", or "na rok 2026" for a single year."""
    if first == last:
        return say("for the year {year}", year=str(first))
    return say("for {years}", years=year_span(first, last))


def programme_title(first: int, last: int) -> Sentence:
    """Return "Program współpracy 2021–2025", or "Program współpracy na rok 2026" for a single year."""
    if first == last:
        return say("Cooperation programme for {year}", year=str(first))
    return say("Cooperation programme {years}", years=year_span(first, last))
