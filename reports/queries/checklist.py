"""The checklist before a report is published: figures, closed years, chapters, the financial table."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.text import Sentence, say, say_many
from indicators.rules.phrases import enumeration
from reports.queries.report_sources import ReportSource
from reports.rules import chapters


@dataclass(frozen=True)
class ChecklistItem:
    """One condition; `chapter`: the key of the chapter to write, "" for a condition of another kind."""

    code: str
    name: Sentence
    state: Sentence
    is_met: bool
    chapter: str = ""


def publication_checklist(source: ReportSource) -> list[ChecklistItem]:
    return [_figures(source), _rounds(source), *_chapters(source), _finance(source)]


def unmet_items(source: ReportSource) -> list[ChecklistItem]:
    return [item for item in publication_checklist(source) if not item.is_met]


def _figures(source: ReportSource) -> ChecklistItem:
    approved = sum(year.approved for year in source.completeness)
    required = sum(year.required for year in source.completeness)
    state = say("{approved} of {required}", approved=approved, required=required)
    return ChecklistItem("figures", say("Approved figures"), state, approved == required)


def _rounds(source: ReportSource) -> ChecklistItem:
    rounds = source.results.rounds
    still_open = [year for year in source.span.years if year not in rounds or not rounds[year].is_closed]
    name = say_many("Year closed", "Years closed", len(source.span.years))
    if not still_open:
        return ChecklistItem("rounds", name, say("yes"), is_met=True)
    years = enumeration([say("{year}", year=str(year)) for year in still_open])
    return ChecklistItem("rounds", name, say("not closed: {years}", years=years), is_met=False)


def _chapters(source: ReportSource) -> Sequence[ChecklistItem]:
    def is_written(key: str) -> bool:
        return bool(source.text_of(key).strip())

    goals = [chapter for chapter in source.chapters if chapter.key.startswith(chapters.GOAL)]
    written = sum(is_written(chapter.key) for chapter in goals)
    missing = next((chapter.key for chapter in goals if not is_written(chapter.key)), "")
    state = say("{written} of {total}", written=written, total=len(goals))
    items = [ChecklistItem("goals", say("A description of each goal"), state, written == len(goals), missing)]
    for chapter in source.chapters:
        if not chapter.key.startswith(chapters.GOAL) and chapter.key != chapters.FINANCE:
            is_done = is_written(chapter.key)
            items.append(
                ChecklistItem(
                    chapter.key, chapter.title, say("written") if is_done else say("empty"), is_done, chapter.key
                )
            )
    return items


def _finance(source: ReportSource) -> ChecklistItem:
    rows = source.finance_lines
    state = say_many("{count} line", "{count} lines", rows, count=rows) if rows else say("empty")
    return ChecklistItem("finance", say("The financial table"), state, bool(rows), chapters.FINANCE)
