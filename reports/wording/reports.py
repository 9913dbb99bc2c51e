"""What pages say of reports: their names, states and due days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from cooperation.queries.offices import BodyNames
from cooperation.rendering import render
from cooperation.text import Sentence, say, say_many
from indicators.wording.programmes import absent
from reports.queries.reports import ReportVersions
from reports.rules.span import Span


def name_of(span: Span) -> Sentence:
    """Sprawozdanie za 2024 r.; za lata 2022–2024; końcowe."""
    if span.is_final:
        return say("Final report")
    if span.is_one_year:
        return say("Report for {year}", year=str(span.first))
    return say("Report for the years {years}", years=span.year_span)


def state_of(shelved: ReportVersions, on: date) -> Sentence:
    if shelved.newest is not None:
        day, version = timezone.localtime(shelved.newest.published_at).date(), shelved.newest.version
        if version == 1:
            return say("published on {day}", day=day)
        return say("published on {day}, version {version}", day=day, version=str(version))
    if not shelved.span.has_begun(on.year):
        return say("its years have not begun yet")
    if not shelved.span.has_ended(on.year):
        return say("its years are not over")
    return say("draft") if shelved.report is not None else say("not begun")


def due(shelved: ReportVersions, on: date, council: str) -> Sentence | None:
    """How far the statutory day is; None once the report is published or while its years last.

    `council`: its name in the dative.
    """
    if shelved.newest is not None or not shelved.span.has_ended(on.year):
        return None
    days = (shelved.due_on - on).days
    if days < 0:
        return say("was due to {council} and in the bulletin by {day}", council=council, day=shelved.due_on)
    if days == 0:
        return say("due to {council} and in the bulletin today, {day}", council=council, day=shelved.due_on)
    return say_many(
        "due to {council} and in the bulletin by {day}, in {days} day",
        "due to {council} and in the bulletin by {day}, in {days} days",
        days, council=council, day=shelved.due_on, days=days,
    )  # fmt: skip


def duty(names: BodyNames) -> Sentence:
    """Who owes the report to whom (art. 5a ust. 3)."""
    return say(
        "{executive} submits the report to {council} and publishes it in the public information bulletin by 31 May "
        "(art. 5a(3) of the Act on Public Benefit and Volunteer Work)",
        executive=names.executive,
        council=names.council_dative,
    )


def listed(names: BodyNames) -> Sentence:
    """What the list of a programme's reports holds."""
    return say(
        "The reports that {executive} submits to {council} for each year of the programme, as they were on the day of "
        "publication",
        executive=names.executive,
        council=names.council_dative,
    )


def absent_in(content: Mapping[str, Any], what: str) -> str:
    """What the frozen report's programme lacks; reports published before programmes could be whole, of an excerpt."""
    return render(absent(what, is_excerpt=content["programme"].get("is_excerpt", True)))
