"""A report as a document: headings, words, tables and pictures in order. Page, PDF and DOCX draw the same outline."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cooperation.text import format_number, typeset
from reports.exports.blocks import Bar, Block, Cell, Column, Document, Heading, Picture, cell
from reports.rules import chapters
from reports.wording.reports import absent_in

Content = dict[str, Any]
MOST_YEAR_COLUMNS = 3  # more years stand below each other in one cell


def outline_of(content: Content) -> list[Block]:
    """The document's blocks; call it in the document's language, Polish."""
    made = Document(source=source_of(content))
    words = content["words"]
    made.heading(_("Introduction"))
    made.words(words.get(chapters.INTRODUCTION, ""))
    _results(made, content)
    _goals(made, content)
    _finance(made, content)
    _gaps(made, content)
    _corrections(made, content)
    _rulings(made, content)
    made.heading(_("Conclusions and recommendations"))
    made.words(words.get(chapters.CONCLUSIONS, ""))
    made.heading(_("What is planned"))
    made.words(words.get(chapters.PLANS, ""))
    return made.blocks


def blocks_of(content: Content, key: str) -> list[Block]:
    """What stands in one chapter, by the key of its words."""
    made = Document(source=source_of(content))
    if key == chapters.FINANCE:
        _finance(made, content)
    for goal in content["goals"]:
        if goal["key"] == key and goal["actions"]:
            _goal_table(made, content, goal)
    return made.blocks


def tables_of_goals(content: Content, position: int | None = None) -> list[Block]:
    """Each goal with its table, without words; or one goal alone."""
    made = Document(source=source_of(content))
    for goal in content["goals"]:
        if position in (None, goal["position"]):
            if position is None:
                made.blocks.append(Heading(2, "", typeset(goal_title(goal))))
            _goal(made, content, goal)
    return made.blocks


def source_of(content: Content) -> str:
    return _("Source: own study based on figures approved up to %(day)s") % {"day": content["as_of_shown"]}


def goal_title(goal: dict[str, Any]) -> str:
    return _("Goal %(number)s. %(goal)s") % {"number": goal["position"], "goal": goal["text"]}


# --- the chapters that fill themselves -----------------------------------------------------------------------------


def _results(made: Document, content: Content) -> None:
    summary, years = content["summary"], content["summary"]["years"]
    made.heading(_("Results in short"))
    made.tell(summary["sentence"])
    made.tell(summary["completeness"])
    if not any(year["counts"] for year in years):
        return
    words = {one["status"]: one["label"] for year in years for one in year["counts"]}
    counted = [{one["status"]: one["count"] for one in year["counts"]} for year in years]
    made.table(
        _("Indicators by status"),
        [Column(_("Status"), 4), *(Column(str(year["year"]), 1, is_number=True) for year in years)],
        [
            [cell(word, status=status), *(cell(_number_cell(of_year.get(status, 0))) for of_year in counted)]
            for status, word in words.items()
        ],
    )
    made.pictures += 1
    bars = tuple(
        Bar(
            _("Goal %(number)s") % {"number": goal["position"]},
            tuple((one["status"], one["label"], one["count"]) for one in goal["counts"]),
        )
        for goal in content["goals"]
    )
    year = content["last_year"]
    caption = _("Indicators of each goal by their final status") if content["is_final"] else (
        _("Indicators of each goal by status in %(year)s") % {"year": year}
    )  # fmt: skip
    made.blocks.append(Picture(made.pictures, caption, bars, made.source))


def _goals(made: Document, content: Content) -> None:
    made.heading(_("Realisation of the goals"))
    if content["main_goal"]:
        made.tell(_("Main goal of the programme: %(goal)s") % {"goal": content["main_goal"]})
    for goal in content["goals"]:
        made.subheading(goal_title(goal))
        made.words(content["words"].get(goal["key"], ""))
        _goal(made, content, goal)


def _goal(made: Document, content: Content, goal: dict[str, Any]) -> None:
    if goal["actions"]:
        _goal_table(made, content, goal)
    else:
        made.tell(absent_in(content, "actions under this goal"), is_missing=True)


def _goal_table(made: Document, content: Content, goal: dict[str, Any]) -> None:
    years = list(range(content["first_year"], content["last_year"] + 1))
    is_wide = 1 < len(years) <= MOST_YEAR_COLUMNS
    columns = [
        Column(_("No."), 3),
        Column(_("Action"), 9),
        Column(_("Indicator"), 8),
        Column(_("Target"), 6),
        *([Column(str(year), 4) for year in years] if is_wide else [Column(_("Achieved"), 9)]),
        Column(_("Status"), 7),
        Column(_("Remarks"), 9 if is_wide else 11),
    ]
    rows = []
    for action in goal["actions"]:
        first = [cell(action["position"]), cell(action["name"])]
        if not action["indicators"]:
            gap = cell(absent_in(content, "indicator"))
            empty = [cell("–")] * (len(columns) - 5)
            rows.append([*first, gap, *empty, cell(action["state"] or "–"), cell(action["remarks"])])
        for indicator in action["indicators"]:
            rows.append([*first, *_indicator_cells(content, indicator, is_wide=is_wide), _remarks(action, indicator)])
    made.table(_("Realisation of goal %(number)s") % {"number": goal["position"]}, columns, rows)


def _indicator_cells(content: Content, indicator: dict[str, Any], *, is_wide: bool) -> list[Cell]:
    years = indicator["years"]
    if is_wide:
        values = [cell(*_value_lines(year)) for year in years]
    elif len(years) == 1:
        values = [cell(*_value_lines(years[0]))]
    else:
        values = [cell(*(f"{year['year']}: {_value_in_a_line(year)}" for year in years))]
    judged = indicator["overall"] if content["is_final"] or len(years) > 1 else years[0]
    target = years[-1]["target"] or indicator["target"]
    return [
        cell(indicator["name"]),
        cell(target or _("none in the text"), indicator["frequency"]),
        *values,
        cell(judged["label"], status=judged["status"]),
    ]


def _value_lines(year: dict[str, Any]) -> list[str]:
    parts = [f"{part['name']}: {part['shown']}" for part in year["parts"]]
    return [year["shown"], *parts]


def _value_in_a_line(year: dict[str, Any]) -> str:
    whole, *parts = _value_lines(year)
    return f"{whole} ({'; '.join(parts)})" if parts else whole


def _remarks(action: dict[str, Any], indicator: dict[str, Any]) -> Cell:
    """The status in a sentence, public notes, and what the programme says of the action."""
    years = indicator["years"]
    overall = indicator["overall"]
    told = [years[0]["sentence"]] if len(years) == 1 else [overall["sentence"]]
    if len(years) > 1 and overall["sentence"] == overall["label"]:
        told = []  # the count of years stands in the column of the status
    for year in years:
        told += [note if len(years) == 1 else f"{year['year']}: {note}" for note in year["notes"]]
    return cell(*told, action["remarks"])


def _finance(made: Document, content: Content) -> None:
    finance = content["finance"]
    made.heading(_("Financial cooperation"))
    made.words(content["words"].get(chapters.FINANCE, ""))
    if not finance["rows"]:
        made.tell(_("The financial table was not filled in."), is_missing=True)
        return
    columns = [
        Column(_("Call or task"), 5),
        Column(_("Calls"), 2, is_number=True),
        Column(_("Offers"), 2, is_number=True),
        Column(_("Contracts"), 2, is_number=True),
        Column(_("Planned"), 3, is_number=True),
        Column(_("Spent"), 3, is_number=True),
        Column(_("Beneficiaries"), 2, is_number=True),
    ]
    rows = [[cell(row["name"]), *_finance_cells(row)] for row in finance["rows"]]
    made.table(_("Calls, contracts and money"), columns, rows, [cell(_("Total")), *_finance_cells(finance["totals"])])


def _finance_cells(row: dict[str, Any]) -> list[Cell]:
    names = ("calls", "offers", "contracts", "planned_shown", "spent_shown", "beneficiaries")
    return [cell(_number_cell(row[name])) for name in names]


def _number_cell(value: int | str | None) -> str:
    """A count with its thousands apart, an amount as it was written."""
    if value in (None, ""):
        return "–"
    return format_number(Decimal(value)) if isinstance(value, int) else str(value)


def _gaps(made: Document, content: Content) -> None:
    made.heading(_("Missing figures"))
    if not content["gaps"]:
        made.tell(_("Every required figure is approved."))
        return
    columns = [Column(_("Indicator"), 4), Column(_("Period"), 2), Column(_("Why there is no figure"), 4)]
    rows = [[cell(gap["indicator"]), cell(gap["period"]), cell(gap["why"], gap["note"])] for gap in content["gaps"]]
    made.table(_("Required figures without a value"), columns, rows)


def _corrections(made: Document, content: Content) -> None:
    made.heading(_("Corrections"))
    if not content["corrections"]:
        made.tell(_("No published figure was corrected."))
        return
    columns = [
        Column(_("Indicator"), 4),
        Column(_("Period"), 2),
        Column(_("Was"), 2),
        Column(_("Is"), 2),
        Column(_("Day and reason"), 4),
    ]
    rows = [
        [
            cell(one["indicator"]),
            cell(one["period"]),
            cell(one["old"]),
            cell(one["new"]),
            cell(one["day_shown"], one["reason"]),
        ]
        for one in content["corrections"]
    ]
    made.table(_("Corrected figures"), columns, rows)


def _rulings(made: Document, content: Content) -> None:
    made.heading(_("Decisions and assessments of the coordinator"))
    if not content["decisions"] and not content["assessments"]:
        made.tell(_("Nothing had to be decided."))
        return
    columns = [Column(_("Indicator"), 4), Column(_("What was decided"), 3), Column(_("Day and reason"), 5)]
    rows = [
        [cell(one["indicator"]), cell(one["sets"] or "–"), cell(one["day_shown"], one["text"])]
        for one in content["decisions"]
    ]
    rows += [
        [cell(one["indicator"]), cell(f"{one['year']}: {one['label']}"), cell(one["day_shown"], one["reason"])]
        for one in content["assessments"]
    ]
    made.table(_("Decisions and assessments"), columns, rows)
