"""Sentences about reports: names, states and due dates."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from cooperation.queries.offices import BodyNames
from cooperation.rendering import render
from cooperation.text import Sentence, say, say_many
from indicators.rules.phrases import enumeration
from indicators.wording.programmes import absent
from reports.queries.checklist import ChecklistItem
from reports.queries.report_sources import ReportSource
from reports.queries.reports import ReportVersions
from reports.rules.snapshot import ReportContent
from reports.rules.span import Span


def name_of(span: Span) -> Sentence:
    """Sprawozdanie za 2024 r.; za lata 2022–2024; końcowe."""
    if span.is_final:
        return say("Final report")
    if span.is_one_year:
        return say("Report for {year}", year=str(span.first))
    return say("Report for the years {years}", years=span.year_span)


def state_of(versions: ReportVersions, on: date) -> Sentence:
    if versions.newest is not None:
        day, version = timezone.localtime(versions.newest.published_at).date(), versions.newest.version
        if version == 1:
            return say("published on {day}", day=day)
        return say("published on {day}, version {version}", day=day, version=str(version))
    if not versions.span.has_begun(on.year):
        return say("its years have not begun yet")
    if not versions.span.has_ended(on.year):
        return say("its years have not ended")
    return say("draft") if versions.report is not None else say("not begun")


def due(versions: ReportVersions, on: date, council: str) -> Sentence | None:
    """Return how far the statutory due date is; None for a published report and while its years last.

    `council`: its name in the dative.
    """
    if versions.newest is not None or not versions.span.has_ended(on.year):
        return None
    days = (versions.due_on - on).days
    if days < 0:
        return say(
            "was due to be submitted to {council} and published in the bulletin by {day}",
            council=council,
            day=versions.due_on,
        )
    if days == 0:
        return say(
            "to be submitted to {council} and published in the bulletin today, {day}",
            council=council,
            day=versions.due_on,
        )
    return say_many(
        "to be submitted to {council} and published in the bulletin by {day}, in {days} day",
        "to be submitted to {council} and published in the bulletin by {day}, in {days} days",
        days, council=council, day=versions.due_on, days=days,
    )  # fmt: skip


def what_is_missing(source: ReportSource, unmet: Sequence[ChecklistItem]) -> Sentence:
    """What the checklist of the report lacks, the chapters as a number."""
    codes = {item.code: item for item in unmet}
    figures, rounds, finance = (codes.pop(code, None) for code in ("figures", "rounds", "finance"))
    parts = []
    if figures is not None:
        parts.append(say("approved figures ({state})", state=figures.state))
    if rounds is not None:
        years = len(source.span.years)
        parts.append(say_many("the year is not closed", "not every year is closed", years))
    if codes:
        count = len(codes)
        parts.append(say_many("{count} part to write", "{count} parts to write", count, count=count))
    if finance is not None:
        parts.append(say("the financial table is empty"))
    if not parts:
        return say("Everything on the checklist is ready")
    return say("Not ready: {parts}", parts=enumeration(parts))


def duty(names: BodyNames) -> Sentence:
    """Who submits the report to whom (art. 5a(3) of the act)."""
    return say(
        "{executive} submits the report to {council} and publishes it in the public information bulletin by 31 May "
        "(art. 5a(3) of the Act on Public Benefit and Volunteer Work)",
        executive=names.executive,
        council=names.council_dative,
    )


def list_introduction(names: BodyNames) -> Sentence:
    """The introduction to the list of a programme's reports."""
    return say(
        "The reports that {executive} submits to {council} for each year of the programme, as they were on the day of "
        "publication",
        executive=names.executive,
        council=names.council_dative,
    )


def absent_in(content: ReportContent, what: str) -> str:
    """Return the text for what the programme of a frozen report lacks.

    A content without `is_excerpt` was published before whole programmes could be entered, so it is of an excerpt.
    """
    return render(absent(what, is_excerpt=content["programme"].get("is_excerpt", True)))
