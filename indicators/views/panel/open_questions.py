"""The list of open questions: what a coordinator or the administrator must settle before figures can be judged."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.roles import may_administer
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required, role_required
from indicators.queries.open_questions import OpenQuestion, open_questions
from indicators.queries.reader_questions import count_waiting_questions
from indicators.queries.rulings import latest_rulings
from indicators.rules import status as rules
from indicators.rules.verdicts import QuestionKind
from indicators.web.programmes import select_programme
from indicators.wording import open_questions as open_question_wording
from indicators.wording import rulings as ruling_wording

# A decision that a year is not judged settles these, although a decision cannot answer the question itself.
EXEMPTED = {QuestionKind.DESCRIPTIVE, QuestionKind.NO_FREQUENCY, QuestionKind.NO_REFERENCE}


@require_safe
@role_required
@coordinator_required
def open_question_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    on = timezone.localdate()
    programmes, programme = select_programme(request)
    questions = open_questions(programme, on=on) if programme else []
    group = {"programme": programme, "rows": [_question_row(question, on) for question in questions]}
    context = {
        "groups": [group] if questions else [],
        "selected_programme": programme,
        "other_programmes": [other for other in programmes if other != programme],
        "open_question_count": len(questions),
        "latest_rulings": [ruling_wording.ruling_row(ruling) for ruling in latest_rulings()],
        "may_administer": may_administer(request.user),
        "reader_question_count": count_waiting_questions(),
    }
    return render(request, "indicators/open_question_list.html", {**staff_frame(request), **context})


def _question_row(question: OpenQuestion, on: date) -> Context:
    """`years`: of a descriptive target, the years that can be assessed now.

    `may_be_exempted`: whether a decision that a year is not judged settles the question. `grid_year`: of an indicator
    without a unit, whose figures the coordinator enters.
    """
    is_assessed, facts = question.question is QuestionKind.DESCRIPTIVE, question.indicator.facts
    begun = [year for year in question.years if year <= on.year] or question.years[:1]
    return {
        "may_be_exempted": question.question in EXEMPTED,
        "grid_year": begun[-1] if question.question is None and begun else None,
        "question": open_question_wording.question_text(question),
        "is_assessed": is_assessed,
        "years": [year for year in question.years if is_assessed and rules.may_be_assessed(facts, year, on)],
    }
