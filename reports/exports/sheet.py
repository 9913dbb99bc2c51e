"""Printed sheets of an indicator, a goal or a programme, with the same tables as in the report."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cooperation.json_object import JsonObject
from cooperation.text import capitalized, full_stop
from reports.exports import outline
from reports.exports.blocks import DocumentBlock, DocumentBuilder, DocumentColumn, cell
from reports.exports.indicator_charts import chart_of, svg_files
from reports.exports.page import block_context
from reports.exports.pdf import pdf_of
from reports.rules.snapshot import ActionContent, GoalContent, ReportContent


def sheet_pdf(content: ReportContent, facts: dict[str, str]) -> bytes:
    """Return the PDF. `facts`: kind (programme, goal, indicator), key of the goal or indicator, page's address."""
    title, blocks = title_and_blocks(content, facts)
    context = {"content": content, "title": title, "blocks": [block_context(block) for block in blocks], "facts": facts}
    return pdf_of(render_to_string("reports/sheet_print.html", context), svg_files(blocks))


def title_and_blocks(content: ReportContent, facts: dict[str, str]) -> tuple[str, list[DocumentBlock]]:
    if facts["kind"] == "programme":
        return content["programme"]["title"], outline.tables_of_goals(content)
    if facts["kind"] == "goal":
        goal = next(goal for goal in content["goals"] if str(goal["position"]) == facts["key"])
        return outline.goal_title(goal), outline.tables_of_goals(content, goal["position"])
    goal, action, indicator = next(
        (goal, action, indicator)
        for goal in content["goals"]
        for action in goal["actions"]
        for indicator in action["indicators"]
        if str(indicator["id"]) == facts["key"]
    )
    return indicator["name"], _indicator(content, goal, action, indicator)


def _indicator(
    content: ReportContent, goal: GoalContent, action: ActionContent, indicator: JsonObject
) -> list[DocumentBlock]:
    """Return its verdict, its goal, action and unit, and a table of its years with their periods."""
    document = DocumentBuilder(source=outline.source_of(content))
    document.paragraph(full_stop(capitalized(indicator["overall"]["sentence"])))
    document.paragraph(outline.goal_title(goal))
    document.paragraph(_("Action %(number)s. %(action)s") % {"number": action["position"], "action": action["name"]})
    if indicator["unit"]:
        document.paragraph(_("Unit responsible: %(unit)s") % {"unit": indicator["unit"]})
    if chart := chart_of(indicator):
        document.indicator_charts(indicator["name"], [chart], is_single=True)
    columns = [
        DocumentColumn(_("Year"), 3),
        DocumentColumn(_("Target"), 6),
        DocumentColumn(_("Achieved"), 7),
        DocumentColumn(_("Status"), 6),
        DocumentColumn(_("Remarks"), 12),
    ]
    rows = []
    for year in indicator["years"]:
        parts = [f"{part['name']}: {part['shown']}" for part in year["parts"]]
        periods = [f"{period['label']}: {period['shown']}" for period in year["periods"]]
        rows.append(
            [
                cell(year["year"]),
                cell(year["target"] or _("none in the text"), indicator["frequency"]),
                cell(year["shown"], *parts, *periods),
                cell(year["label"], status=year["status"]),
                cell(year["sentence"], *year["notes"]),
            ]
        )
    document.table(_("Year by year"), columns, rows)
    return document.blocks
