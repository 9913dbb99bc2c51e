"""Open questions and how they are settled: decisions of an indicator, assessments of its years."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperation import rendering
from cooperation.roles import may_administer
from cooperation.text import fill, typeset
from cooperation.web.navigation import in_polish, staff_frame
from cooperation.web.staff_pages import coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.rulings import AssessmentForm, RulingForm
from indicators.models import Assessment, Decision
from indicators.queries.open_questions import OpenQuestion, open_questions
from indicators.queries.reader_questions import count_waiting_questions
from indicators.queries.rulings import RulingContext, latest_rulings, ruling_context_for
from indicators.queries.tree import IndicatorNode
from indicators.rules import status as rules
from indicators.rules.status_sentences import QUESTIONS
from indicators.rules.verdicts import QuestionKind
from indicators.services import errors, rulings
from indicators.views.panel.programmes import select_programme
from indicators.wording import open_questions as open_question_wording
from indicators.wording import rulings as ruling_wording


@require_safe
@role_required
@coordinator_required
def question_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    programmes, programme = select_programme(request)
    questions = open_questions(programme, on=on) if programme else []
    context = {
        "programmes": [{"programme": programme, "lines": [_line(question, on) for question in questions]}]
        if questions
        else [],
        "programme_shown": programme,
        "other_programmes": [other for other in programmes if other != programme],
        "open_number": len(questions),
        "latest": [ruling_row(ruling) for ruling in latest_rulings()],
        "may_administer": may_administer(request.user),
        "readers_number": count_waiting_questions(),
    }
    return render(request, "indicators/question_list.html", {**staff_frame(request), **context})


def _line(found: OpenQuestion, on: date) -> dict[str, Any]:
    """A question with the place where it is settled; words are assessed year by year, once their figure is approved."""
    is_assessed, facts = found.question is QuestionKind.DESCRIPTIVE, found.indicator.facts
    return {
        "told": open_question_wording.question_text(found),
        "is_assessed": is_assessed,
        "years": [year for year in found.years if is_assessed and rules.may_be_assessed(facts, year, on)],
    }


def desk_or_404(indicator_id: int) -> RulingContext:
    desk = ruling_context_for(indicator_id, on=timezone.localdate())
    if desk is None:
        raise Http404
    return desk


# --- decisions ---------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def ruling(request: HttpRequest, indicator_id: int) -> HttpResponse:
    desk = desk_or_404(indicator_id)
    if request.method == "POST":
        return _rule(request, desk)
    initial: dict[str, Any] = {"is_public": True, "sets": ""}
    typed = restored_input(request)
    if typed is not None:
        initial = {"is_public": False, **typed.dict()}
    return _ruling_page(request, desk, RulingForm(initial={"based_on": desk.newest_decision, **initial}, desk=desk))


def _rule(request: HttpRequest, desk: RulingContext) -> HttpResponse:
    form = RulingForm(request.POST, desk=desk)
    step = request.POST.get("do", "")
    is_valid = form.is_valid()
    if step == "preview" and "sets" not in form.errors:
        form.errors.pop("text", None)  # the words may come later; the record asks for them
        return _ruling_page(request, desk, form, preview=_preview(desk, form))
    if is_valid and step != "decide":
        form.add_error(None, _("Choose one of the two buttons: record the decision or show what it changes."))
    if not form.is_valid():
        return _ruling_page(request, desk, form)
    sent = {**form.choice.sets, "is_public": form.cleaned_data["is_public"], "question": _questions_of(desk)}
    try:
        rulings.decide(
            desk.indicator,
            form.cleaned_data["text"],
            request.user,
            based_on=form.cleaned_data["based_on"],
            on=desk.on,
            **sent,
        )
    except errors.StaleRuling:
        return _ruling_conflict(request, desk_or_404(desk.indicator.pk))
    except errors.NotOpen:
        form.add_error("sets", _("This is settled already. Choose something else, or nothing but the words."))
        return _ruling_page(request, desk_or_404(desk.indicator.pk), form)
    messages.success(request, fill(_("The decision is recorded: %(name)s."), {"name": typeset(desk.indicator.name)}))
    return redirect("indicators:question_list")


def _questions_of(desk: RulingContext) -> str:
    """The question in the language of the programme, because it is kept with the decision."""
    with translation.override("pl"):
        found = dict.fromkeys(rendering.render(QUESTIONS[one.question]) for one in desk.questions if one.question)
    return "; ".join(found)


def _preview(desk: RulingContext, form: RulingForm) -> dict[str, Any]:
    """The target as it would be understood, and the years whose status would change."""
    choice = form.choices[form.cleaned_data["sets"]]
    before, after = desk.node, desk.if_decided(**choice.sets)
    rows = zip(before.years(desk.on), after.years(desk.on), strict=True)
    changes = [
        {"year": now.year, "was": rules.status_label(was.result.status), "now": now.result.sentence}
        for was, now in rows
        if was.result.sentence != now.result.sentence
    ]
    return {"label": choice.label, "changes": changes, "still_open": _still_open(after, desk)}


def _still_open(after: IndicatorNode, desk: RulingContext) -> list[Any]:
    """What a person must settle even after this decision."""
    asked = (one for year in after.facts.years for one in rules.open_questions(after.facts, year, desk.on))
    return [QUESTIONS[question] for question in dict.fromkeys(asked)]


def _ruling_conflict(request: HttpRequest, desk: RulingContext) -> HttpResponse:
    """409: what was ruled meanwhile, and everything typed in a form made from it."""
    typed = request.POST
    initial = {"text": typed.get("text", ""), "sets": typed.get("sets", ""), "is_public": "is_public" in typed}
    form = RulingForm(initial=initial | {"based_on": desk.newest_decision}, desk=desk)
    seen = int(typed["based_on"])  # the form was valid
    conflict = [ruling_row(one) for one in reversed(desk.decisions) if one.pk > seen or one is desk.decisions[-1]]
    return _ruling_page(request, desk, form, status=409, conflict=conflict)


def _ruling_page(
    request: HttpRequest,
    desk: RulingContext,
    form: RulingForm,
    *,
    status: int = 200,
    preview: dict[str, Any] | None = None,
    conflict: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    node = desk.node
    context = {
        "form": form,
        "questions": [open_question_wording.question_text(one) for one in desk.questions],
        "promise": node.in_year(max(node.facts.terms), desk.on).promise if node.facts.terms else None,
        "earlier": [ruling_row(one) for one in reversed(desk.decisions)],
        "preview": preview,
        "conflict": conflict,
        "assessable": [year for year in node.facts.years if desk.may_be_assessed(year)],
        **_of_indicator(request, desk, _("Decision")),
    }
    return render(request, "indicators/ruling.html", context, status=status)


# --- assessments -------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def assessment(request: HttpRequest, indicator_id: int, year: int) -> HttpResponse:
    desk = desk_or_404(indicator_id)
    if year not in desk.programme.years:
        raise Http404
    if request.method == "POST":
        return _assess(request, desk, year)
    typed = (restored_input(request) or QueryDict()).dict()
    return _assessment_page(request, desk, year, _fresh(desk, year, typed))


def _fresh(desk: RulingContext, year: int, initial: dict[str, Any]) -> AssessmentForm:
    return AssessmentForm(initial={"based_on": desk.newest_assessment(year), **initial})


def _assess(request: HttpRequest, desk: RulingContext, year: int) -> HttpResponse:
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _assessment_page(request, desk, year, form)
    sent = form.cleaned_data
    try:
        rulings.assess(
            desk.indicator, year, sent["verdict"], sent["reason"], request.user, based_on=sent["based_on"], on=desk.on
        )
    except errors.StaleRuling:
        fresh = desk_or_404(desk.indicator.pk)
        conflict = [ruling_row(one) for one in reversed(_of_year(fresh, year)) if one.pk > sent["based_on"]]
        again = _fresh(fresh, year, {"verdict": sent["verdict"], "reason": sent["reason"]})
        return _assessment_page(request, fresh, year, again, status=409, conflict=conflict)
    except errors.NotToBeAssessed:
        return _assessment_page(request, desk_or_404(desk.indicator.pk), year, form, status=409)
    names = {"name": typeset(desk.indicator.name), "year": year}
    messages.success(request, fill(_("The assessment is recorded: %(name)s, %(year)s."), names))
    return redirect("indicators:question_list")


def _of_year(desk: RulingContext, year: int) -> list[Assessment]:
    return [one for one in desk.assessments if one.year == year]


def _assessment_page(
    request: HttpRequest,
    desk: RulingContext,
    year: int,
    form: AssessmentForm,
    *,
    status: int = 200,
    conflict: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    row = desk.unassessed(year)
    context = {
        "form": form,
        "year": year,
        "row": row,
        "word": rules.status_label(row.result.status),
        "is_open": desk.may_be_assessed(year),
        "promise": row.promise,
        "figures": [
            {"label": period.label, "period": period.code, "public": public} for period, public in desk.figures_of(year)
        ],
        "earlier": [ruling_row(one) for one in reversed(_of_year(desk, year))],
        "conflict": conflict,
        **_of_indicator(request, desk, _("Assessment of %(year)s") % {"year": year}),
    }
    return render(request, "indicators/assessment.html", context, status=status)


# --- both --------------------------------------------------------------------------------------------------------


def ruling_row(one: Decision | Assessment) -> dict[str, Any]:
    return {
        "ruling": one,
        "indicator": one.indicator,
        "year": one.year if isinstance(one, Assessment) else None,
        "what": ruling_wording.ruling_effect(one),
        "words": one.reason if isinstance(one, Assessment) else one.text,
        "is_public": not isinstance(one, Decision) or one.is_public,
    }


def _of_indicator(request: HttpRequest, desk: RulingContext, here: str) -> dict[str, Any]:
    crumbs: list[tuple[str, str | None]] = [
        (_("Questions"), reverse("indicators:question_list")),
        (in_polish(typeset(desk.indicator.name)), None),
    ]
    return {
        **staff_frame(request, programme=desk.programme, crumbs=crumbs),
        "indicator": desk.indicator,
        "terms": desk.terms,
        "here": here,
    }
