"""Rulings of a coordinator: decisions on an indicator, and assessments of its years."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation import rendering
from cooperation.text import Sentence, fill, typeset
from cooperation.web.context import Context
from cooperation.web.navigation import in_polish, staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.rulings import AssessmentForm, DecisionForm
from indicators.models import Assessment, Decision
from indicators.queries.rulings import RulingContext, ruling_context_for
from indicators.queries.tree import IndicatorNode
from indicators.rules import status as rules
from indicators.rules.status_sentences import QUESTIONS
from indicators.services import errors, rulings
from indicators.wording import open_questions as open_question_wording
from indicators.wording.rulings import ruling_row


def ruling_context_or_404(indicator_id: int) -> RulingContext:
    ruling_context = ruling_context_for(indicator_id, on=timezone.localdate())
    if ruling_context is None:
        raise Http404
    return ruling_context


# --- decisions ---------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def decision(request: AuthenticatedHttpRequest, indicator_id: int) -> HttpResponse:
    """POST: `do=preview` shows what the decision would change, `do=decide` records it."""
    ruling_context = ruling_context_or_404(indicator_id)
    if request.method == "POST":
        return _preview_or_decide(request, ruling_context)
    typed = restored_input(request)
    initial: Context = {"is_public": True, "sets": ""} if typed is None else {"is_public": False, **typed.dict()}
    form = DecisionForm(initial=initial | {"based_on": ruling_context.newest_decision}, ruling_context=ruling_context)
    conflict = _newer_rulings(ruling_context.decisions, typed)
    return _render_decision(request, ruling_context, form, conflict=conflict)


def _preview_or_decide(request: AuthenticatedHttpRequest, ruling_context: RulingContext) -> HttpResponse:
    form = DecisionForm(request.POST, ruling_context=ruling_context)
    step = request.POST.get("do", "")
    is_valid = form.is_valid()
    if step == "preview" and "sets" not in form.errors:
        form.errors.pop("text", None)  # a preview needs no text yet
        return _render_decision(request, ruling_context, form, preview=_preview(ruling_context, form))
    if is_valid and step != "decide":
        form.add_error(None, _("Choose one of the two buttons: record the decision or show what it changes."))
    if not form.is_valid():
        return _render_decision(request, ruling_context, form)
    indicator = ruling_context.indicator
    try:
        rulings.decide(
            indicator,
            form.cleaned_data["text"],
            request.user,
            based_on=form.cleaned_data["based_on"],
            on=ruling_context.on,
            is_public=form.cleaned_data["is_public"],
            question=_question_text(ruling_context),
            **form.choice.sets,
        )
    except errors.StaleRuling:
        return _render_decision_conflict(request, ruling_context_or_404(indicator.pk))
    except errors.NotOpen:
        form.add_error(
            "sets", _("This has already been settled. Choose something else, or only the text of the decision.")
        )
        return _render_decision(request, ruling_context_or_404(indicator.pk), form)
    messages.success(request, fill(_("The decision is recorded: %(name)s."), {"name": typeset(indicator.name)}))
    return redirect("indicators:open_question_list")


def _question_text(ruling_context: RulingContext) -> str:
    """Return the open questions in Polish, the language of the programme, to be stored with the decision."""
    with translation.override("pl"):
        texts = [rendering.render(QUESTIONS[row.question]) for row in ruling_context.questions if row.question]
    return "; ".join(dict.fromkeys(texts))


def _preview(ruling_context: RulingContext, form: DecisionForm) -> Context:
    """Return the label of the choice, the years whose status would change, and the questions left open."""
    choice, on = form.choices[form.cleaned_data["sets"]], ruling_context.on
    before, after = ruling_context.node, ruling_context.if_decided(**choice.sets)
    changes = [
        {"year": now.year, "was": rules.status_label(was.result.status), "now": now.result.sentence}
        for was, now in zip(before.years(on), after.years(on), strict=True)
        if was.result.sentence != now.result.sentence
    ]
    return {"label": choice.label, "changes": changes, "still_open": _questions_left(after, ruling_context)}


def _questions_left(after: IndicatorNode, ruling_context: RulingContext) -> list[Sentence]:
    questions = (
        question
        for year in after.facts.years
        for question in rules.open_questions(after.facts, year, ruling_context.on)
    )
    return [QUESTIONS[question] for question in dict.fromkeys(questions)]


def _render_decision_conflict(request: AuthenticatedHttpRequest, current: RulingContext) -> HttpResponse:
    """Answer 409: the decisions recorded in the meantime, and the typed input in a form based on the newest one."""
    typed = request.POST
    initial = {"text": typed.get("text", ""), "sets": typed.get("sets", ""), "is_public": "is_public" in typed}
    form = DecisionForm(initial=initial | {"based_on": current.newest_decision}, ruling_context=current)
    seen = int(typed["based_on"])  # the form was valid
    conflict = [ruling_row(row) for row in reversed(current.decisions) if row.pk > seen or row is current.decisions[-1]]
    return _render_decision(request, current, form, status=409, conflict=conflict)


def _render_decision(
    request: AuthenticatedHttpRequest,
    ruling_context: RulingContext,
    form: DecisionForm,
    *,
    status: int = 200,
    preview: Context | None = None,
    conflict: list[Context] | None = None,
) -> HttpResponse:
    node, on = ruling_context.node, ruling_context.on
    context = {
        "form": form,
        "questions": [open_question_wording.question_text(question) for question in ruling_context.questions],
        "target_sentence": node.in_year(max(node.facts.terms), on).target_sentence if node.facts.terms else None,
        "earlier_rulings": [ruling_row(row) for row in reversed(ruling_context.decisions)],
        "preview": preview,
        "conflict": conflict,
        "assessable_years": [year for year in node.facts.years if ruling_context.may_be_assessed(year)],
        **_indicator_context(request, ruling_context),
    }
    return render(request, "indicators/decision.html", context, status=status)


# --- assessments -------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def assessment(request: AuthenticatedHttpRequest, indicator_id: int, year: int) -> HttpResponse:
    ruling_context = ruling_context_or_404(indicator_id)
    if year not in ruling_context.programme.years:
        raise Http404
    if request.method == "POST":
        return _assess(request, ruling_context, year)
    typed = restored_input(request) or QueryDict()
    form = _unbound_form(ruling_context, year, typed.dict())
    conflict = _newer_rulings(_assessments_of_year(ruling_context, year), typed)
    return _render_assessment(request, ruling_context, year, form, conflict=conflict)


def _unbound_form(ruling_context: RulingContext, year: int, initial: Context) -> AssessmentForm:
    return AssessmentForm(initial=initial | {"based_on": ruling_context.newest_assessment(year)})


def _assess(request: AuthenticatedHttpRequest, ruling_context: RulingContext, year: int) -> HttpResponse:
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _render_assessment(request, ruling_context, year, form)
    indicator, sent = ruling_context.indicator, form.cleaned_data
    try:
        rulings.assess(
            indicator,
            year,
            sent["verdict"],
            sent["reason"],
            request.user,
            based_on=sent["based_on"],
            on=ruling_context.on,
        )
    except errors.StaleRuling:
        current = ruling_context_or_404(indicator.pk)
        newer = [row for row in _assessments_of_year(current, year) if row.pk > sent["based_on"]]
        new_form = _unbound_form(current, year, {"verdict": sent["verdict"], "reason": sent["reason"]})
        conflict = [ruling_row(row) for row in reversed(newer)]
        return _render_assessment(request, current, year, new_form, status=409, conflict=conflict)
    except errors.NotToBeAssessed:
        return _render_assessment(request, ruling_context_or_404(indicator.pk), year, form, status=409)
    names = {"name": typeset(indicator.name), "year": year}
    messages.success(request, fill(_("The assessment is recorded: %(name)s, %(year)s."), names))
    return redirect("indicators:open_question_list")


def _assessments_of_year(ruling_context: RulingContext, year: int) -> list[Assessment]:
    return [row for row in ruling_context.assessments if row.year == year]


def _render_assessment(
    request: AuthenticatedHttpRequest,
    ruling_context: RulingContext,
    year: int,
    form: AssessmentForm,
    *,
    status: int = 200,
    conflict: list[Context] | None = None,
) -> HttpResponse:
    row = ruling_context.unassessed(year)
    context = {
        "form": form,
        "year": year,
        "year_row": row,
        "status_label": rules.status_label(row.result.status),
        "is_open": ruling_context.may_be_assessed(year),
        "target_sentence": row.target_sentence,
        "figures": [
            {"label": period.label, "period": period.code, "public": public}
            for period, public in ruling_context.figures_of(year)
        ],
        "earlier_rulings": [ruling_row(row) for row in reversed(_assessments_of_year(ruling_context, year))],
        "conflict": conflict,
        **_indicator_context(request, ruling_context),
    }
    return render(request, "indicators/assessment.html", context, status=status)


# --- both --------------------------------------------------------------------------------------------------------


def _newer_rulings(rows: Sequence[Decision | Assessment], typed: QueryDict | None) -> list[Context]:
    """Return the rulings recorded after the page of restored input was opened, newest first."""
    based_on = typed.get("based_on", "") if typed is not None else ""
    if not based_on.isdecimal() or len(based_on) > 18:
        return []
    return [ruling_row(row) for row in reversed(rows) if row.pk > int(based_on)]


def _indicator_context(request: AuthenticatedHttpRequest, ruling_context: RulingContext) -> Context:
    indicator = ruling_context.indicator
    crumbs: list[tuple[str, str | None]] = [
        (_("Questions"), reverse("indicators:open_question_list")),
        (in_polish(typeset(indicator.name)), None),
    ]
    return {
        **staff_frame(request, programme=ruling_context.programme, crumbs=crumbs),
        "indicator": indicator,
        "targets": ruling_context.terms,
    }
