"""The reports of the example programme, written and published by its coordinator, each on its own day.

Their content is `data/example-reports.json`; `indicators.services.example` creates the programme and its figures.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from cooperation.json_object import JsonObject
from cooperation.models import Programme
from cooperation.text import ValueType, parse_number
from goals.models import SpecificGoal
from indicators.services import example
from indicators.services.example import ExampleEvent, moment
from reports.models import AnnualReport, Publication
from reports.rules.chapters import goal_key
from reports.rules.span import Span, span_of
from reports.services import chapters as chapter_services
from reports.services import publications as publication_services

CONTENT = Path(settings.BASE_DIR) / "data" / "example-reports.json"


def load() -> tuple[Programme, bool]:
    """Load the programme with its reports; return it, and whether this call created it."""
    return example.load(more_events=_events)


def _events(programme: Programme, coordinator: User) -> Iterator[ExampleEvent]:
    for report in json.loads(CONTENT.read_text(encoding="utf-8")):
        span = span_of(report["code"], programme.first_year, programme.last_year)
        if span is None:
            raise ValueError(f"{report['code']} names no report of {programme.slug}")
        author = ExampleAuthor(programme, span, coordinator)
        for number, version in enumerate(report["versions"], 1):
            on = date.fromisoformat(version["on"])
            yield ExampleEvent(at=moment(on - timedelta(days=2)), act=partial(author.write, version))
            yield ExampleEvent(at=moment(on), act=partial(author.publish, number, version, on))
            for day, text in version.get("errata", ()):
                yield ExampleEvent(at=moment(date.fromisoformat(day)), act=partial(author.correct, number, text, day))


class ExampleAuthor:
    """Writes, publishes and corrects one report as the coordinator."""

    def __init__(self, programme: Programme, span: Span, by: User) -> None:
        self.programme, self.span, self.by = programme, span, by

    def write(self, version: JsonObject) -> None:
        """Save the chapters and the financial table; a later version holds only what it changes."""
        report = chapter_services.locked_report(self.programme, self.span)
        at = moment(date.fromisoformat(version["on"]) - timedelta(days=2))
        numbers = dict(report.chapters.values_list("key", "number"))
        for key, text in self._texts(version).items():
            chapter_services.save_chapter(
                self.programme, self.span, key, text, self.by, based_on=numbers.get(key, 0), at=at
            )
        rows = [_finance_row(row) for row in version["finance"]]
        chapter_services.save_finance(self.programme, self.span, rows, self.by, based_on=report.finance_number)

    def _texts(self, version: JsonObject) -> dict[str, str]:
        """Return the texts by chapter key; those of the goals are listed in the goals' order."""
        goals = SpecificGoal.objects.in_programme(self.programme).order_by("position")
        keys = [goal_key(pk) for pk in goals.values_list("pk", flat=True)]
        texts = {**version["chapters"], **dict(zip(keys, version.get("goals", ()), strict=False))}
        return {key: "\n\n".join(paragraphs) for key, paragraphs in texts.items()}

    def publish(self, number: int, version: JsonObject, on: date) -> None:
        publication_services.publish(
            self.programme, self.span, self.by,
            based_on=number - 1, reason=version.get("reason", ""), open_is_known=True, on=on, at=moment(on),
        )  # fmt: skip

    def correct(self, number: int, text: str, day: str) -> None:
        report = AnnualReport.objects.get(
            programme=self.programme,
            first_year=self.span.first,
            last_year=self.span.last,
            is_final=self.span.is_final,
        )
        publication = Publication.objects.get(report=report, version=number)
        publication_services.add_erratum(publication, text, self.by, at=moment(date.fromisoformat(day)))


def _finance_row(row: JsonObject) -> chapter_services.FinanceCells:
    """Return the row's cells: counts are numbers, amounts are parsed as from a form; a missing cell is None."""
    amounts = {
        name: parse_number(row[name], ValueType.MONEY).value if name in row else None for name in ("planned", "spent")
    }
    counts = {name: row.get(name) for name in ("calls", "offers", "contracts", "beneficiaries")}
    return {"name": row["name"], **counts, **amounts}
