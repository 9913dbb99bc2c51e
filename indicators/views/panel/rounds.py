"""Reporting rounds: every year of every programme, and one year's round with the checklist for closing it."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.rendering import long_date
from cooperation.text import fill
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.rounds import ClosingForm, DaysForm, ReopeningForm
from indicators.queries.figures import YearFigure
from indicators.queries.rounds import (
    ClosingChecklist,
    RoundState,
    RoundYear,
    closing_checklist,
    programme_by_slug,
    round_version,
    round_years,
)
from indicators.services import errors, rounds
from indicators.views.panel.figures import figure_row
from indicators.web.programmes import select_programme
from indicators.wording import open_questions as open_question_wording
from indicators.wording import rounds as round_wording


@require_safe
@coordinator_required
def round_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    programmes, programme = select_programme(request)
    rows = [_year_row(row) for row in round_years(programme, on=timezone.localdate())] if programme else []
    context = {
        "groups": [{"programme": programme, "years": programme.year_span, "rows": rows}] if programme else [],
        "other_programmes": [other for other in programmes if other != programme],
    }
    return render(request, "indicators/round_list.html", {**staff_frame(request), **context})


def _year_row(round_year: RoundYear) -> Context:
    return {"round_year": round_year, "state": round_wording.round_state(round_year)}


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_required
def round_detail(request: AuthenticatedHttpRequest, slug: str, year: int) -> HttpResponse:
    programme = programme_by_slug(slug)
    if programme is None or year not in programme.years:
        raise Http404
    current = closing_checklist(programme, year, on=timezone.localdate())
    if request.method == "POST":
        return _change_round(request, current)
    return _render_round(request, current, typed=restored_input(request))


# --- the steps ---------------------------------------------------------------------------------------------------


def _change_round(request: AuthenticatedHttpRequest, current: ClosingChecklist) -> HttpResponse:
    steps = {"open": _open_round, "days": _change_days, "close": _close_round, "reopen": _reopen_round}
    step = steps.get(request.POST.get("do", ""))
    if step is None:
        messages.warning(request, _("Nothing was changed: use one of the buttons of this page."))
        return redirect(request.path)
    if (current.round_year.round is None) != (step is _open_round):
        return _render_conflict(request, current)
    return step(request, current)


def _open_round(request: AuthenticatedHttpRequest, current: ClosingChecklist) -> HttpResponse:
    round_year, form = current.round_year, DaysForm(request.POST, asks_reason=False)
    if not form.is_valid():
        return _render_round(request, current, days_form=form)
    opens_on, due_on = form.days
    try:
        rounds.open_round(round_year.programme, round_year.year, opens_on=opens_on, due_on=due_on, by=request.user)
    except (errors.DaysOutOfOrder, errors.DaysFarAway) as error:
        _add_days_error(form, error, round_year.year)
        return _render_round(request, current, days_form=form)
    except errors.RoundAlreadyOpen:
        return _render_conflict(request, current)
    messages.success(
        request,
        fill(_("The round for %(year)s is open; figures are due by %(day)s."), _year_and_day(round_year.year, due_on)),
    )
    return redirect(request.path)


def _change_days(request: AuthenticatedHttpRequest, current: ClosingChecklist) -> HttpResponse:
    round_year, form = current.round_year, DaysForm(request.POST, asks_reason=True)
    if not form.is_valid() or round_year.round is None:
        return _render_round(request, current, days_form=form)
    opens_on, due_on = form.days
    try:
        rounds.change_days(
            round_year.round,
            opens_on=opens_on,
            due_on=due_on,
            reason=form.cleaned_data["reason"],
            by=request.user,
            based_on=form.cleaned_data["seen"],
        )
    except (errors.DaysOutOfOrder, errors.DaysFarAway) as error:
        _add_days_error(form, error, round_year.year)
        return _render_round(request, current, days_form=form)
    except errors.NothingChanged:
        form.add_error(None, _("The round already has these dates: enter different ones."))
        return _render_round(request, current, days_form=form)
    except errors.ReasonRequired:
        form.add_error("reason", _("Say why the dates are changing, e.g. “The units asked for two more weeks.”"))
        return _render_round(request, current, days_form=form)
    except (errors.RoundChanged, errors.RoundClosed):
        return _render_conflict(request, current)
    text = _("The dates have been changed: figures for %(year)s are due by %(day)s.")
    messages.success(request, fill(text, _year_and_day(round_year.year, due_on)))
    return redirect(request.path)


def _close_round(request: AuthenticatedHttpRequest, current: ClosingChecklist) -> HttpResponse:
    round_year, form = current.round_year, ClosingForm(request.POST, has_gaps=True)
    if not form.is_valid() or round_year.round is None:
        return _render_round(request, current, closing_form=form)
    reason, version = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        rounds.close(round_year.round, by=request.user, based_on=version, reason=reason)
    except errors.GapsNeedReason:
        form.add_error(
            "reason", _("Say why the year is being closed without these figures, e.g. “The unit was dissolved.”")
        )
        return _render_round(request, current, closing_form=form)
    except errors.RoundNotOpenYet:
        form.add_error(None, _("The round cannot be closed before it opens."))
        return _render_round(request, current, closing_form=form)
    except (errors.RoundClosed, errors.ChecklistChanged):
        return _render_conflict(request, current)
    messages.success(request, _("The round for %(year)s is closed.") % {"year": round_year.year})
    return redirect(request.path)


def _reopen_round(request: AuthenticatedHttpRequest, current: ClosingChecklist) -> HttpResponse:
    round_year, form = current.round_year, ReopeningForm(request.POST)
    if not form.is_valid() or round_year.round is None:
        return _render_round(request, current, reopening_form=form)
    reason, version = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        rounds.reopen(round_year.round, reason=reason, by=request.user, based_on=version)
    except errors.ReasonRequired:
        form.add_error("reason", _("Say why the round is being reopened, e.g. “The missing figure has arrived.”"))
        return _render_round(request, current, reopening_form=form)
    except (errors.RoundChanged, errors.RoundNotClosed):
        return _render_conflict(request, current)
    messages.success(request, _("The round for %(year)s is open again.") % {"year": round_year.year})
    return redirect(request.path)


def _add_days_error(form: DaysForm, error: errors.RoundError, year: int) -> None:
    if isinstance(error, errors.DaysOutOfOrder):
        form.add_error("due_on", _("The due date must not be earlier than the opening."))
    else:
        form.add_error(
            None, _("One of the dates is years away from %(year)s: check the year of both dates.") % {"year": year}
        )


def _year_and_day(year: int, day: date) -> dict[str, int | str]:
    return {"year": year, "day": long_date(day)}


_FIELD_LABELS = {
    "opens_on": gettext_lazy("Opens on"),
    "due_on": gettext_lazy("Due on"),
    "reason": gettext_lazy("Reason"),
}


def _render_conflict(request: AuthenticatedHttpRequest, outdated: ClosingChecklist) -> HttpResponse:
    """Answer 409: what has changed since the page was rendered, the current round, and the typed input."""
    round_year = outdated.round_year
    current = closing_checklist(round_year.programme, round_year.year, on=round_year.on)
    typed = [(label, value) for name, label in _FIELD_LABELS.items() if (value := request.POST.get(name))]
    conflict = {"explanation": round_wording.change_refused(current), "typed_values": typed}
    return _render_round(request, current, typed=request.POST, status=409, conflict=conflict)


# --- the page ----------------------------------------------------------------------------------------------------


def _render_round(
    request: AuthenticatedHttpRequest,
    current: ClosingChecklist,
    *,
    days_form: DaysForm | None = None,
    closing_form: ClosingForm | None = None,
    reopening_form: ReopeningForm | None = None,
    typed: QueryDict | None = None,
    status: int = 200,
    conflict: Context | None = None,
) -> HttpResponse:
    """Render the round with its forms; a form that is not given is unbound and filled with the `typed` input."""
    round_year, version = current.round_year, round_version(current.round_year.round)
    typed_values = {name: value for name, value in (typed or QueryDict()).items() if name in _FIELD_LABELS and value}
    # A reason typed beside days belongs to them; otherwise to closing or reopening.
    has_typed_days = not {"opens_on", "due_on"}.isdisjoint(typed_values)
    days = {"opens_on": round_year.opens_on, "due_on": round_year.due_on, "seen": version}
    days |= typed_values if has_typed_days else {}
    was_closed_meanwhile = conflict is not None and round_year.state is RoundState.CLOSED
    reason = {} if has_typed_days or was_closed_meanwhile else typed_values
    context = {
        "form": next(
            (form for form in (days_form, closing_form, reopening_form) if form is not None and form.errors), None
        ),
        "conflict": conflict,
        "round_year": round_year,
        "state_label": round_wording.STATE_LABELS[round_year.state],
        "state": round_wording.round_state(round_year),
        "summary": round_wording.checklist_summary(current),
        "gap_count": current.gaps,
        "days_form": days_form or DaysForm(initial=days, asks_reason=round_year.round is not None),
        "closing_form": closing_form
        or ClosingForm(initial=reason | {"seen": current.version}, has_gaps=current.gaps > 0),
        "reopening_form": reopening_form or ReopeningForm(initial=reason | {"seen": version}),
        "missing_by_unit": [
            {"gap": gap, "rows": _figure_rows(gap.figures, on=round_year.on)} for gap in current.missing
        ],
        "missing_count": sum(len(gap.figures) for gap in current.missing),
        "checklist_sections": _checklist_sections(current),
        "questions": [open_question_wording.question_text(question) for question in current.questions],
        "questions_url": reverse("indicators:open_question_list"),
    }
    crumbs: list[tuple[str, str | None]] = [
        (_("Rounds"), reverse("indicators:round_list")),
        (f"{round_year.programme.year_span}, {round_year.year}", None),
    ]
    frame = staff_frame(request, programme=round_year.programme, crumbs=crumbs)
    return render(request, "indicators/round_detail.html", {**frame, **context}, status=status)


def _figure_rows(figures: Sequence[YearFigure], *, on: date, links_to_approval: bool = False) -> list[Context]:
    return [figure_row(figure, on=on, links_to_approval=links_to_approval) for figure in figures]


def _checklist_sections(current: ClosingChecklist) -> list[Context]:
    """Return the sections below the missing figures; those without evidence are folded by indicator.

    `shows_warning`: whether a row says what is unusual about its value.
    """
    on = current.round_year.on
    sections: list[Context] = [
        {
            "id": "zwrocone",
            "heading": _("Returned for correction"),
            "link_label": _("Open"),
            "shows_warning": False,
            "empty_text": _("No figure has been sent back."),
            "rows": _figure_rows(current.returned, on=on),
        },
        {
            "id": "czekaja",
            "heading": _("Waiting for approval"),
            "link_label": _("Check"),
            "shows_warning": False,
            "empty_text": _("No figure is waiting for approval."),
            "rows": _figure_rows(current.waiting, on=on, links_to_approval=True),
        },
        {
            "id": "nietypowe",
            "heading": _("Unusual figures without a note"),
            "link_label": _("Review the list again"),
            "shows_warning": True,
            "empty_text": _("Every unusual figure has a note."),
            "rows": _figure_rows(current.with_warning, on=on, links_to_approval=True),
        },
        {
            "id": "dowody",
            "heading": _("Figures without evidence"),
            "link_label": _("Add"),
            "shows_warning": False,
            "empty_text": _("Every figure has evidence."),
            "rows": _figure_rows(current.without_evidence, on=on),
        },
    ]
    for section in sections:
        rows = section["rows"]
        section["groups"] = (
            _by_indicator(rows) if section["id"] == "dowody" else [{"indicator": "", "rows": rows}] if rows else []
        )
    return sections


def _by_indicator(rows: Sequence[Context]) -> list[Context]:
    """Group rows by indicator, in their order; an indicator with a single figure is folded, too."""
    groups: dict[int, Context] = {}
    for row in rows:
        indicator = row["figure"].indicator
        groups.setdefault(indicator.id, {"indicator": indicator.name, "rows": []})["rows"].append(row)
    return list(groups.values())
