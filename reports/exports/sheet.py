"""Printed sheets: an indicator, a goal or a whole programme as it stands today, from the same tables as the report."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cooperation.text import capitalized, full_stop
from reports.exports import outline
from reports.exports.blocks import Block, Column, Document, cell
from reports.exports.page import shown
from reports.exports.pdf import pdf_of

Content = dict[str, Any]


def sheet_pdf(content: Content, facts: dict[str, str]) -> bytes:
    """`facts`: kind (programme, goal, indicator), key (of the goal, of the indicator), address (where it stands)."""
    title, blocks = _parts(content, facts)
    context = {"content": content, "title": title, "blocks": [shown(one) for one in blocks], "facts": facts}
    return pdf_of(render_to_string("reports/sheet_print.html", context))


def _parts(content: Content, facts: dict[str, str]) -> tuple[str, list[Block]]:
    if facts["kind"] == "programme":
        return content["programme"]["title"], outline.tables_of_goals(content)
    if facts["kind"] == "goal":
        goal = next(one for one in content["goals"] if str(one["position"]) == facts["key"])
        return outline.goal_title(goal), outline.tables_of_goals(content, goal["position"])
    goal, action, indicator = next(
        (goal, action, indicator)
        for goal in content["goals"]
        for action in goal["actions"]
        for indicator in action["indicators"]
        if str(indicator["id"]) == facts["key"]
    )
    return indicator["name"], _indicator(content, goal, action, indicator)


def _indicator(content: Content, goal: Content, action: Content, indicator: Content) -> list[Block]:
    """Its verdict, what it belongs to, and a table of its years; years of quarters and months period by period."""
    made = Document(source=outline.source_of(content))
    made.tell(full_stop(capitalized(indicator["overall"]["sentence"])))
    made.tell(outline.goal_title(goal))
    made.tell(_("Action %(number)s. %(action)s") % {"number": action["position"], "action": action["name"]})
    if indicator["unit"]:
        made.tell(_("Unit responsible: %(unit)s") % {"unit": indicator["unit"]})
    columns = [
        Column(_("Year"), 3),
        Column(_("Target"), 6),
        Column(_("Achieved"), 7),
        Column(_("Status"), 6),
        Column(_("Remarks"), 12),
    ]
    rows = []
    for year in indicator["years"]:
        parts = [f"{part['name']}: {part['shown']}" for part in year["parts"]]
        periods = [f"{one['label']}: {one['shown']}" for one in year["periods"]]
        rows.append(
            [
                cell(year["year"]),
                cell(year["target"] or _("none in the text"), indicator["frequency"]),
                cell(year["shown"], *parts, *periods),
                cell(year["label"], status=year["status"]),
                cell(year["sentence"], *year["notes"]),
            ]
        )
    made.table(_("Year by year"), columns, rows)
    return made.blocks
