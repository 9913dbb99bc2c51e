"""What the pages about one figure share: the figure itself, its context, and its row in a list of figures."""

from datetime import date
from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.text import Sentence, typeset
from cooperation.web.context import Context
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest
from indicators.forms.comments import CommentForm
from indicators.models import Evidence, Revision
from indicators.models.measurements import State
from indicators.queries.evidence import evidence_of
from indicators.queries.figures import YearFigure
from indicators.queries.measurements import FigureEntry, RevisionWithParts, figure_entry_for
from indicators.rules.figures import unusual_value_warning
from indicators.views.panel.timeline import timeline
from indicators.wording import figures as figure_wording
from indicators.wording import measurements as measurement_wording


def entry_or_404(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> FigureEntry:
    entry = figure_entry_for(request.user, indicator_id, period_code, on=timezone.localdate())
    if entry is None:
        raise Http404
    return entry


def figure_frame(request: AuthenticatedHttpRequest, entry: FigureEntry, *, subpage: str = "") -> Context:
    """Navigation with the breadcrumbs To do / figure / subpage."""
    address = reverse("indicators:measurement", args=[entry.indicator.pk, entry.period.code])
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("reports:dashboard")),
        (figure_crumb(entry.indicator.name, entry.period.label), address if subpage else None),
    ]
    if subpage:
        crumbs.append((subpage, None))
    return staff_frame(request, programme=entry.programme, crumbs=crumbs)


def figure_context(entry: FigureEntry) -> Context:
    """Context of `_figure_context.html` (target, last year, this year so far) and `_figure_history.html`."""
    return {
        "head_figure": step_figure(entry, entry.head),
        "last_year_figure": step_figure(entry, entry.last_year),
        "last_year_state": figure_wording.unapproved_state_label(entry.last_year.revision if entry.last_year else None),
        "last_year_parts": step_parts(entry, entry.last_year),
        "other_period_figures": [
            (period, step_figure(entry, step), figure_wording.unapproved_state_label(step.revision if step else None))
            for period, step in entry.so_far
        ],
        "approved_figure": step_figure(entry, entry.approved),
        "is_late": entry.due_on < entry.on,
        "timeline": timeline(entry),
        "comment_form": CommentForm(),
        "can_withdraw": entry.head is not None and entry.head.revision.state == State.SUBMITTED,
        "State": State,
    }


def entry_evidence(entry: FigureEntry) -> list[Evidence]:
    return evidence_of(entry.head.revision.measurement_id if entry.head else None)


def step_figure(entry: FigureEntry, step: RevisionWithParts | None) -> Sentence | None:
    return figure_wording.revision_figure(entry.indicator, step.revision) if step is not None else None


def step_parts(entry: FigureEntry, step: RevisionWithParts | None) -> list[tuple[str, tuple[Decimal, int]]]:
    """Return (category name, (value, decimals)) of each recorded part."""
    if step is None:
        return []
    return [(name, step.parts[category]) for category, name in entry.categories if category in step.parts]


def entry_warning(entry: FigureEntry, revision: Revision) -> Sentence | None:
    last_year = entry.last_year.revision.value if entry.last_year else None
    return unusual_value_warning(revision.value, last_year, entry.value_type)


def figure_names(entry: FigureEntry) -> dict[str, str]:
    """Parameters of a message about the figure."""
    return {"name": typeset(entry.indicator.name), "period": rendering.render(entry.period.label)}


def figure_row(figure: YearFigure, *, on: date, links_to_approval: bool = False) -> Context:
    """Context of `_figure_row.html`. `links_to_approval`: a submitted figure links to its approval page."""
    page = "indicators:approval" if links_to_approval and figure.is_waiting else "indicators:measurement"
    content = figure.revision_to_review or figure.revision
    value = None
    if content is not None:
        value = figure_wording.figure(
            content.value,
            content.no_value_reason,
            value_type=figure.indicator.value_type,
            measure=figure.indicator.measure,
            decimals=content.decimals,
            expected_on=content.expected_on,
        )
    return {
        "figure": figure,
        "value": value,
        "state": measurement_wording.year_figure_state(figure),
        "is_late": on > figure.reading.due_on and not figure.required_figure.is_handed_in,
        "warning": figure.warning,
        "url": reverse(page, args=[figure.indicator.id, figure.period.code]),
    }
