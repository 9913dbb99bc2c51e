"""What to look at before a report is published: figures, gaps, the round, the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.text import Sentence, say, say_many
from indicators.rules.phrases import enumeration
from reports.queries.material import Material
from reports.rules import chapters


@dataclass(frozen=True)
class ChecklistItem:
    """One condition; `chapter`: where it is mended, "" elsewhere."""

    code: str
    name: Sentence
    state: Sentence
    is_met: bool
    chapter: str = ""


def publication_checklist(material: Material) -> list[ChecklistItem]:
    return [_figures(material), _rounds(material), *_words(material), _finance(material)]


def unmet_items(material: Material) -> list[ChecklistItem]:
    return [point for point in publication_checklist(material) if not point.is_met]


def _figures(material: Material) -> ChecklistItem:
    approved = sum(year.approved for year in material.completeness)
    required = sum(year.required for year in material.completeness)
    state = say("{approved} of {required}", approved=approved, required=required)
    return ChecklistItem("figures", say("Approved figures"), state, approved == required)


def _rounds(material: Material) -> ChecklistItem:
    rounds = material.results.rounds
    still_open = [year for year in material.span.years if year not in rounds or not rounds[year].is_closed]
    name = say_many("Year closed", "Years closed", len(material.span.years))
    if not still_open:
        return ChecklistItem("rounds", name, say("yes"), is_met=True)
    years = enumeration([say("{year}", year=str(year)) for year in still_open])
    return ChecklistItem("rounds", name, say("not closed: {years}", years=years), is_met=False)


def _words(material: Material) -> Sequence[ChecklistItem]:
    def is_written(key: str) -> bool:
        return bool(material.text_of(key).strip())

    goals = [chapter for chapter in material.chapters if chapter.key.startswith(chapters.GOAL)]
    written = sum(is_written(chapter.key) for chapter in goals)
    missing = next((chapter.key for chapter in goals if not is_written(chapter.key)), "")
    state = say("{written} of {total}", written=written, total=len(goals))
    points = [ChecklistItem("goals", say("A description of each goal"), state, written == len(goals), missing)]
    for chapter in material.chapters:
        if not chapter.key.startswith(chapters.GOAL) and chapter.key != chapters.FINANCE:
            done = is_written(chapter.key)
            points.append(
                ChecklistItem(chapter.key, chapter.title, say("written") if done else say("empty"), done, chapter.key)
            )
    return points


def _finance(material: Material) -> ChecklistItem:
    rows = material.finance_lines
    state = say_many("{count} line", "{count} lines", rows, count=rows) if rows else say("empty")
    return ChecklistItem("finance", say("The financial table"), state, bool(rows), chapters.FINANCE)
