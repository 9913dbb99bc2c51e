"""Reporting rounds: every year of every programme, and one year with the list to go through before it is closed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.rendering import long_date
from cooperation.text import Sentence, fill, say, say_many
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import coordinator_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.rounds import ClosingForm, DaysForm, ReopeningForm
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
from indicators.templatetags.results import person
from indicators.views.panel.figure_lines import figure_line
from indicators.views.panel.programmes import select_programme
from indicators.wording import open_questions as open_question_wording

STATE_WORDS = {
    RoundState.NOT_OPEN: say("not open yet"),
    RoundState.OPEN: say("open"),
    RoundState.CLOSED: say("closed"),
}


@require_safe
@coordinator_required
def round_list(request: HttpRequest) -> HttpResponse:
    programmes, programme = select_programme(request)
    rows = [_row(year) for year in round_years(programme, on=timezone.localdate())] if programme else []
    context = {
        "groups": [{"programme": programme, "years": programme.year_span, "rows": rows}] if programme else [],
        "other_programmes": [other for other in programmes if other != programme],
    }
    return render(request, "indicators/round_list.html", {**staff_frame(request), **context})


def _row(one: RoundYear) -> dict[str, Any]:
    return {"year": one, "state": _state(one)}


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_required
def round_detail(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    programme = programme_by_slug(slug)
    if programme is None or year not in programme.years:
        raise Http404
    found = closing_checklist(programme, year, on=timezone.localdate())
    if request.method == "POST":
        return _post(request, found)
    return _page(request, found, typed=restored_input(request))


# --- the steps ---------------------------------------------------------------------------------------------------


def _post(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    step = {"open": _open, "days": _days, "close": _close, "reopen": _reopen}.get(request.POST.get("do", ""))
    if step is None:
        messages.warning(request, _("Nothing was changed: use one of the buttons of this page."))
        return redirect(request.path)
    one = found.round_year
    if (one.round is None) != (step is _open):
        return _overtaken(request, found)
    return step(request, found)


def _open(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    one, form = found.round_year, DaysForm(request.POST, asks_reason=False)
    if not form.is_valid():
        return _page(request, found, days=form)
    opens_on, due_on = form.days
    try:
        rounds.open_round(one.programme, one.year, opens_on=opens_on, due_on=due_on, by=request.user)
    except (errors.DaysOutOfOrder, errors.DaysFarAway) as error:
        return _page(request, found, days=_days_refused(form, error, one.year))
    except errors.RoundAlreadyOpen:
        return _overtaken(request, found)
    messages.success(request, fill(_("The round of %(year)s is open, due by %(day)s."), _named(one.year, due_on)))
    return redirect(request.path)


def _days(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    one, form = found.round_year, DaysForm(request.POST, asks_reason=True)
    if not form.is_valid() or one.round is None:
        return _page(request, found, days=form)
    opens_on, due_on = form.days
    reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        rounds.change_days(one.round, opens_on=opens_on, due_on=due_on, reason=reason, by=request.user, seen=seen)
    except (errors.DaysOutOfOrder, errors.DaysFarAway) as error:
        return _page(request, found, days=_days_refused(form, error, one.year))
    except errors.NothingChanged:
        form.add_error(None, _("These are the days that the round has already: type other ones."))
        return _page(request, found, days=form)
    except errors.ReasonRequired:
        form.add_error("reason", _("Say why the days change, e.g. “The units asked for two more weeks.”"))
        return _page(request, found, days=form)
    except (errors.RoundChanged, errors.RoundClosed):
        return _overtaken(request, found)
    messages.success(
        request, fill(_("The days are changed: figures of %(year)s are due by %(day)s."), _named(one.year, due_on))
    )
    return redirect(request.path)


def _close(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    one, form = found.round_year, ClosingForm(request.POST, has_gaps=True)
    if not form.is_valid() or one.round is None:
        return _page(request, found, closing=form)
    reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        rounds.close(one.round, by=request.user, seen=seen, reason=reason)
    except errors.GapsNeedReason:
        form.add_error("reason", _("Say why the year is closed without these figures, e.g. “The unit was dissolved.”"))
        return _page(request, found, closing=form)
    except errors.RoundNotOpenYet:
        form.add_error(None, _("The round cannot be closed before it opens."))
        return _page(request, found, closing=form)
    except (errors.RoundClosed, errors.ChecklistChanged):
        return _overtaken(request, found)
    messages.success(request, _("The round of %(year)s is closed.") % {"year": one.year})
    return redirect(request.path)


def _reopen(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    one, form = found.round_year, ReopeningForm(request.POST)
    if not form.is_valid() or one.round is None:
        return _page(request, found, reopening=form)
    reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        rounds.reopen(one.round, reason=reason, by=request.user, seen=seen)
    except errors.ReasonRequired:
        form.add_error("reason", _("Say why the round is reopened, e.g. “The missing figure has arrived.”"))
        return _page(request, found, reopening=form)
    except (errors.RoundChanged, errors.RoundNotClosed):
        return _overtaken(request, found)
    messages.success(request, _("The round of %(year)s is open again.") % {"year": one.year})
    return redirect(request.path)


def _days_refused(form: DaysForm, error: errors.RoundError, year: int) -> DaysForm:
    if isinstance(error, errors.DaysOutOfOrder):
        form.add_error("due_on", _("The due date must not be earlier than the opening."))
    else:
        form.add_error(None, _("A day is years away from %(year)s: check the year of both days.") % {"year": year})
    return form


def _named(year: int, day: Any) -> dict[str, Any]:
    return {"year": year, "day": long_date(day)}


def _overtaken(request: HttpRequest, found: ClosingChecklist) -> HttpResponse:
    """409: the year is not as it was seen; the page shows how it stands and keeps what was typed."""
    one = found.round_year
    fresh = closing_checklist(one.programme, one.year, on=one.on)
    typed = [(label, value) for name, label in _LABELS.items() if (value := request.POST.get(name))]
    conflict = {"now": _what_stands(fresh), "typed": typed}
    return _page(request, fresh, typed=request.POST, status=409, conflict=conflict)


_LABELS = {"opens_on": gettext_lazy("Opens on"), "due_on": gettext_lazy("Due on"), "reason": gettext_lazy("Reason")}


def _what_stands(found: ClosingChecklist) -> Sentence:
    one = found.round_year
    if one.round is None:
        return say("Nobody has opened the round of {year} yet.", year=str(one.year))
    if one.state is RoundState.CLOSED:
        return say("The round of {year} is closed already.", year=str(one.year))
    return say(
        "Something has changed since you opened this page: a figure, a question or the round itself. "
        "Look through the list again."
    )


# --- the page ----------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    found: ClosingChecklist,
    *,
    days: DaysForm | None = None,
    closing: ClosingForm | None = None,
    reopening: ReopeningForm | None = None,
    typed: QueryDict | None = None,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    one, version = found.round_year, round_version(found.round_year.round)
    again = {name: value for name, value in (typed or QueryDict()).items() if name in _LABELS and value}
    moves_days = bool({"opens_on", "due_on"} & set(again))  # else the reason belongs to closing, or to reopening
    asked = {"opens_on": one.opens_on, "due_on": one.due_on, "seen": version} | (again if moves_days else {})
    reason = {} if moves_days or (conflict and one.state is RoundState.CLOSED) else again
    context = {
        "form": next((form for form in (days, closing, reopening) if form is not None and form.errors), None),
        "conflict": conflict,
        "one": one,
        "word": STATE_WORDS[one.state],
        "state": _state(one),
        "summary": _summary(found),
        "gaps": found.gaps,
        "days_form": days or DaysForm(initial=asked, asks_reason=one.round is not None),
        "closing_form": closing or ClosingForm(initial=reason | {"seen": found.seen}, has_gaps=found.gaps > 0),
        "reopening_form": reopening or ReopeningForm(initial=reason | {"seen": version}),
        "missing": [{"gap": gap, "lines": _lines(gap.figures, on=one.on)} for gap in found.missing],
        "missing_number": sum(len(gap.figures) for gap in found.missing),
        "parts": _parts(found),
        "questions": [open_question_wording.question_text(question) for question in found.questions],
        "questions_url": reverse("indicators:question_list"),
    }
    crumbs: list[tuple[str, str | None]] = [
        (_("Rounds"), reverse("indicators:round_list")),
        (f"{one.programme.year_span}, {one.year}", None),
    ]
    frame = staff_frame(request, programme=one.programme, crumbs=crumbs)
    return render(request, "indicators/round_detail.html", {**frame, **context}, status=status)


def _state(one: RoundYear) -> Sentence:
    """Where the year's round stands, with its day."""
    if one.round is None:
        return say(
            "not open yet; until then the usual days apply: figures from {opens}, due by {due}",
            opens=one.opens_on, due=one.due_on,
        )  # fmt: skip
    if one.round.closed_at is not None and one.round.closed_by is not None:
        return say("closed on {day}, {person}", day=one.round.closed_at, person=person(one.round.closed_by))
    if one.state is RoundState.NOT_OPEN:
        return say("not open yet, opens on {day}", day=one.opens_on)
    if one.is_late:
        return say("open, the due date passed on {day}", day=one.due_on)
    return say("open, due by {day}", day=one.due_on)


def _summary(found: ClosingChecklist) -> Sentence:
    """The year's figures in one sentence."""
    of, not_due = found.round_year.tally, len(found.not_due)
    if not found.figures:
        return say("No figure of this year is asked for.")
    if not of.due:
        return say("No figure of this year is due yet.")
    told = say_many(
        "Approved: {approved} of {due} figure. Waiting for approval: {submitted}, missing: {missing}.",
        "Approved: {approved} of {due} figures. Waiting for approval: {submitted}, missing: {missing}.",
        of.due, approved=of.approved, due=of.due, submitted=of.submitted, missing=of.missing,
    )  # fmt: skip
    return say("{told} Not due yet: {count}.", told=told, count=not_due) if not_due else told


def _lines(figures: Any, *, on: Any, decide: bool = False) -> list[dict[str, Any]]:
    return [figure_line(one, on=on, decide=decide) for one in figures]


def _parts(found: ClosingChecklist) -> list[dict[str, Any]]:
    """The parts of the list whose figures stand one by one."""
    on = found.round_year.on
    return [
        {
            "id": "zwrocone", "heading": _("Returned for correction"), "link": _("Open"), "why": False,
            "none": _("No figure is sent back."), "lines": _lines(found.returned, on=on),
        },
        {
            "id": "czekaja", "heading": _("Waiting for approval"), "link": _("Check"), "why": False,
            "none": _("No figure waits for approval."), "lines": _lines(found.waiting, on=on, decide=True),
        },
        {
            "id": "nietypowe", "heading": _("Unusual figures without a note"), "link": _("Look again"), "why": True,
            "none": _("No unusual figure is without a note."),
            "lines": _lines(found.unusual, on=on, decide=True),
        },
        {
            "id": "dowody", "heading": _("Figures without evidence"), "link": _("Add"), "why": False,
            "none": _("No figure is without evidence."), "lines": _lines(found.without_evidence, on=on),
        },
    ]  # fmt: skip
