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


def year_completeness(year: Completeness) -> Sentence:
    """Return the number of indicators whose required figures of the year are all approved."""
    if not year.is_over:
        return say_many(
            "data for {year} so far: {complete} of {required} indicator",
            "data for {year} so far: {complete} of {required} indicators",
            year.indicators_required,
            year=str(year.year),
            complete=year.indicators_full,
            required=year.indicators_required,
        )
    return say_many(
        "data for {year}: {complete} of {required} indicator",
        "data for {year}: {complete} of {required} indicators",
        year.indicators_required,
        year=str(year.year),
        complete=year.indicators_full,
        required=year.indicators_required,
    )
