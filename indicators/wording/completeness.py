"""Sentences about how many of the required figures are approved."""

from collections.abc import Sequence

from cooperation.text import Sentence, say, say_many
from indicators.rules.completeness import Completeness
from indicators.rules.phrases import enumeration


def completeness_summary(years: Sequence[Completeness]) -> Sentence:
    """Return the number of approved figures of the required ones, and the years with gaps."""
    if not years:
        return say("No figure is due yet.")
    approved, required = sum(year.approved for year in years), sum(year.required for year in years)
    summary = say_many(
        "Approved: {approved} of {required} figure.",
        "Approved: {approved} of {required} figures.",
        required,
        approved=approved,
        required=required,
    )
    without_data = [say("{year}", year=str(year.year)) for year in years if not year.approved]
    incomplete = [
        say_many(
            "{year} ({approved} of {required} figure)",
            "{year} ({approved} of {required} figures)",
            year.required,
            year=str(year.year),
            approved=year.approved,
            required=year.required,
        )
        for year in years
        if year.is_partial
    ]
    if without_data:
        summary = say("{summary} No data for: {years}.", summary=summary, years=enumeration(without_data))
    if incomplete:
        summary = say("{summary} Incomplete data for: {years}.", summary=summary, years=enumeration(incomplete))
    return summary


def approved_summary(years: Sequence[Completeness]) -> Sentence:
    """Return the number of approved figures only, for a page that draws every year under it."""
    approved, required = sum(year.approved for year in years), sum(year.required for year in years)
    if not required:
        return say("No figure is due yet.")
    if not approved:
        return say("No figure has been approved yet.")
    if approved == required:
        return say("All required figures are approved.")
    return say_many(
        "Approved: {approved} of {required} figure.",
        "Approved: {approved} of {required} figures.",
        required,
        approved=approved,
        required=required,
    )
