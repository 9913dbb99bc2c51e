"""What pages say of reports: their names, states and due days."""

from datetime import date

from cooperation.text import Sentence, say, say_many
from reports.queries.shelf import Shelved
from reports.rules.span import Span


def name_of(span: Span) -> Sentence:
    """Sprawozdanie za 2024 r.; za lata 2022–2024; końcowe."""
    if span.is_final:
        return say("Final report")
    if span.is_one_year:
        return say("Report for {year}", year=str(span.first))
    return say("Report for the years {years}", years=f"{span.first}–{span.last}")


def state_of(shelved: Shelved, on: date) -> Sentence:
    if shelved.newest is not None:
        if shelved.newest.version == 1:
            return say("published")
        return say("published, version {version}", version=str(shelved.newest.version))
    if not shelved.span.has_ended(on.year):
        return say("its years are not over")
    return say("draft") if shelved.report is not None else say("not begun")


def due(shelved: Shelved, on: date) -> Sentence | None:
    """How far the day for the assembly is; nothing once the report is published or while its years last."""
    if shelved.newest is not None or not shelved.span.has_ended(on.year):
        return None
    days = (shelved.due_on - on).days
    if days < 0:
        return say("was due at the assembly and in the bulletin by {day}", day=shelved.due_on)
    return say_many(
        "due at the assembly and in the bulletin by {day}, in {days} day",
        "due at the assembly and in the bulletin by {day}, in {days} days",
        days, day=shelved.due_on, days=days,
    )  # fmt: skip
