"""The blocks of a report in order; the page, the PDF and the DOCX are rendered from the same outline."""

from decimal import Decimal

from django.utils.translation import gettext as _

from cooperation.json_object import JsonObject
from cooperation.text import format_number, typeset
from reports.exports.blocks import (
    DocumentBlock,
    DocumentBuilder,
    DocumentCell,
    DocumentColumn,
    DocumentHeading,
    StatusBar,
    StatusChart,
    StatusShare,
    cell,
)
from reports.exports.indicator_charts import chart_of
from reports.rules import chapters
from reports.rules.snapshot import ActionContent, GoalContent, ReportContent, YearContent
from reports.wording.reports import absent_in

MOST_YEAR_COLUMNS = 3  # more years are listed in one cell
MOST_CHARTS = 30  # more would take too many pages, and too much time


def outline_of(content: ReportContent) -> list[DocumentBlock]:
    """Return the document's blocks, in the active language: activate Polish, the language of reports."""
    document = DocumentBuilder(source=source_of(content))
    words = content["words"]
    document.heading(_("Introduction"))
    document.chapter_text(words.get(chapters.INTRODUCTION, ""))
    _results(document, content)
    _goals(document, content)
    _finance(document, content)
    _gaps(document, content)
    _corrections(document, content)
    _rulings(document, content)
    document.heading(_("Conclusions and recommendations"))
    document.chapter_text(words.get(chapters.CONCLUSIONS, ""))
    document.heading(_("What is planned"))
    document.chapter_text(words.get(chapters.PLANS, ""))
    return document.blocks


def blocks_of(content: ReportContent, key: str) -> list[DocumentBlock]:
    """Return the generated blocks of one chapter, by its key."""
    document = DocumentBuilder(source=source_of(content))
    if key == chapters.FINANCE:
        _finance(document, content)
    for goal in content["goals"]:
        if goal["key"] == key and goal["actions"]:
            _goal_table(document, content, goal)
    return document.blocks


def tables_of_goals(content: ReportContent, position: int | None = None) -> list[DocumentBlock]:
    """Return each goal with its table, or one goal's table, without the chapters' texts."""
    document = DocumentBuilder(source=source_of(content))
    for goal in content["goals"]:
        if position in (None, goal["position"]):
            if position is None:
                document.blocks.append(DocumentHeading(2, "", typeset(goal_title(goal))))
            _goal(document, content, goal, has_charts=position is not None)
    return document.blocks


def source_of(content: ReportContent) -> str:
    return _("Source: compiled from figures approved up to %(day)s") % {"day": content["as_of_shown"]}


def goal_title(goal: GoalContent) -> str:
    return _("Goal %(number)s. %(goal)s") % {"number": goal["position"], "goal": goal["text"]}


# --- chapters generated from data ---


def _results(document: DocumentBuilder, content: ReportContent) -> None:
    summary, years = content["summary"], content["summary"]["years"]
    document.heading(_("Summary of results"))
    document.paragraph(summary["sentence"])
    document.paragraph(summary["completeness"])
    if not any(year["counts"] for year in years):
        return
    labels = {count["status"]: count["label"] for year in years for count in year["counts"]}
    counted = [{count["status"]: count["count"] for count in year["counts"]} for year in years]
    document.table(
        _("Indicators by status"),
        [DocumentColumn(_("Status"), 4), *(DocumentColumn(str(year["year"]), 1, is_number=True) for year in years)],
        [
            [cell(label, status=status), *(cell(_number_cell(of_year.get(status, 0))) for of_year in counted)]
            for status, label in labels.items()
        ],
    )
    document.charts += 1
    bars = tuple(
        StatusBar(
            _("Goal %(number)s") % {"number": goal["position"]},
            tuple(StatusShare(count["status"], count["label"], count["count"]) for count in goal["counts"]),
        )
        for goal in content["goals"]
    )
    year = content["last_year"]
    caption = _("Indicators of each goal by their final status") if content["is_final"] else (
        _("Indicators of each goal by status in %(year)s") % {"year": year}
    )  # fmt: skip
    document.blocks.append(StatusChart(document.charts, caption, bars, document.source))


def _goals(document: DocumentBuilder, content: ReportContent) -> None:
    document.heading(_("Implementation of the goals"))
    if content["main_goal"]:
        document.paragraph(_("Main goal of the programme: %(goal)s") % {"goal": content["main_goal"]})
    has_charts = _has_few_charts(content)
    if not has_charts:
        sentence = _(
            "The charts of single indicators are left out, because there are more than %(count)s; each is on the page "
            "of its indicator."
        )
        document.paragraph(sentence % {"count": MOST_CHARTS})
    for goal in content["goals"]:
        document.subheading(goal_title(goal))
        document.chapter_text(content["words"].get(goal["key"], ""))
        _goal(document, content, goal, has_charts=has_charts)


def _has_few_charts(content: ReportContent) -> bool:
    indicators = (
        indicator for goal in content["goals"] for action in goal["actions"] for indicator in action["indicators"]
    )
    return sum("chart" in indicator for indicator in indicators) <= MOST_CHARTS


def _goal(document: DocumentBuilder, content: ReportContent, goal: GoalContent, *, has_charts: bool) -> None:
    if goal["actions"]:
        _goal_table(document, content, goal)
        charts = [
            chart
            for action in goal["actions"]
            for indicator in action["indicators"]
            if has_charts and (chart := chart_of(indicator))
        ]
        if charts:
            document.indicator_charts(_("Indicators of goal %(number)s by year") % {"number": goal["position"]}, charts)
    else:
        document.paragraph(absent_in(content, "actions under this goal"), is_missing=True)


def _goal_table(document: DocumentBuilder, content: ReportContent, goal: GoalContent) -> None:
    years = list(range(content["first_year"], content["last_year"] + 1))
    is_wide = 1 < len(years) <= MOST_YEAR_COLUMNS
    columns = [
        DocumentColumn(_("No."), 3),
        DocumentColumn(_("Action"), 9),
        DocumentColumn(_("Indicator"), 8),
        DocumentColumn(_("Target"), 6),
        *([DocumentColumn(str(year), 4) for year in years] if is_wide else [DocumentColumn(_("Achieved"), 9)]),
        DocumentColumn(_("Status"), 7),
        DocumentColumn(_("Remarks"), 9 if is_wide else 11),
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
    document.table(_("Implementation of goal %(number)s") % {"number": goal["position"]}, columns, rows)


def _indicator_cells(content: ReportContent, indicator: JsonObject, *, is_wide: bool) -> list[DocumentCell]:
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


def _value_lines(year: YearContent) -> list[str]:
    parts = [f"{part['name']}: {part['shown']}" for part in year["parts"]]
    return [year["shown"], *parts]


def _value_in_a_line(year: YearContent) -> str:
    whole, *parts = _value_lines(year)
    return f"{whole} ({'; '.join(parts)})" if parts else whole


def _remarks(action: ActionContent, indicator: JsonObject) -> DocumentCell:
    """Return the status in a sentence, the public notes and the remarks on the action."""
    years = indicator["years"]
    overall = indicator["overall"]
    remarks = [years[0]["sentence"]] if len(years) == 1 else [overall["sentence"]]
    if len(years) > 1 and overall["sentence"] == overall["label"]:
        remarks = []  # the sentence is already in the column of the status
    for year in years:
        remarks += [note if len(years) == 1 else f"{year['year']}: {note}" for note in year["notes"]]
    return cell(*remarks, action["remarks"])


def _finance(document: DocumentBuilder, content: ReportContent) -> None:
    finance = content["finance"]
    document.heading(_("Financial cooperation"))
    document.chapter_text(content["words"].get(chapters.FINANCE, ""))
    if not finance["rows"]:
        document.paragraph(_("The financial table was not filled in."), is_missing=True)
        return
    columns = [
        DocumentColumn(_("Call or task"), 5),
        DocumentColumn(_("Calls"), 2, is_number=True),
        DocumentColumn(_("Offers"), 2, is_number=True),
        DocumentColumn(_("Contracts"), 2, is_number=True),
        DocumentColumn(_("Planned"), 3, is_number=True),
        DocumentColumn(_("Spent"), 3, is_number=True),
        DocumentColumn(_("Beneficiaries"), 2, is_number=True),
    ]
    rows = [[cell(row["name"]), *_finance_cells(row)] for row in finance["rows"]]
    document.table(
        _("Calls, contracts and funds"), columns, rows, [cell(_("Total")), *_finance_cells(finance["totals"])]
    )


def _finance_cells(row: JsonObject) -> list[DocumentCell]:
    names = ("calls", "offers", "contracts", "planned_shown", "spent_shown", "beneficiaries")
    return [cell(_number_cell(row[name])) for name in names]


def _number_cell(value: int | str | None) -> str:
    """Return a count with separated thousands, an amount as it is stored."""
    if value in (None, ""):
        return "–"
    return format_number(Decimal(value)) if isinstance(value, int) else str(value)


def _gaps(document: DocumentBuilder, content: ReportContent) -> None:
    document.heading(_("Missing figures"))
    if not content["gaps"]:
        document.paragraph(_("Every required figure is approved."))
        return
    columns = [
        DocumentColumn(_("Indicator"), 4),
        DocumentColumn(_("Period"), 2),
        DocumentColumn(_("Reason for having no figure"), 4),
    ]
    rows = [[cell(gap["indicator"]), cell(gap["period"]), cell(gap["why"], gap["note"])] for gap in content["gaps"]]
    document.table(_("Required figures without a value"), columns, rows)


def _corrections(document: DocumentBuilder, content: ReportContent) -> None:
    document.heading(_("Corrections"))
    if not content["corrections"]:
        document.paragraph(_("No published figure was corrected."))
        return
    columns = [
        DocumentColumn(_("Indicator"), 4),
        DocumentColumn(_("Period"), 2),
        DocumentColumn(_("Was"), 2),
        DocumentColumn(_("Is"), 2),
        DocumentColumn(_("Day and reason"), 4),
    ]
    rows = [
        [
            cell(row["indicator"]),
            cell(row["period"]),
            cell(row["old"]),
            cell(row["new"]),
            cell(row["day_shown"], row["reason"]),
        ]
        for row in content["corrections"]
    ]
    document.table(_("Corrected figures"), columns, rows)


def _rulings(document: DocumentBuilder, content: ReportContent) -> None:
    document.heading(_("Decisions and assessments of the coordinator"))
    if not content["decisions"] and not content["assessments"]:
        document.paragraph(_("No decision was needed."))
        return
    columns = [
        DocumentColumn(_("Indicator"), 4),
        DocumentColumn(_("What was decided"), 3),
        DocumentColumn(_("Day and reason"), 5),
    ]
    rows = [
        [cell(row["indicator"]), cell(row["sets"] or "–"), cell(row["day_shown"], row["text"])]
        for row in content["decisions"]
    ]
    rows += [
        [cell(row["indicator"]), cell(f"{row['year']}: {row['label']}"), cell(row["day_shown"], row["reason"])]
        for row in content["assessments"]
    ]
    document.table(_("Decisions and assessments"), columns, rows)
