"""The list of open questions: what a coordinator or the administrator must settle before figures can be judged."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.roles import may_administer
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required, role_required
from indicators.queries.open_questions import OpenQuestion, open_questions
from indicators.queries.rulings import latest_rulings
from indicators.rules import status as rules
from indicators.rules.verdicts import QuestionKind
from indicators.wording import open_questions as open_question_wording
from indicators.wording import rulings as ruling_wording


@require_safe
@role_required
@coordinator_required
def question_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    on = timezone.localdate()
    programmes = open_questions(on=on)
    context = {
        "groups": [
            {"programme": programme, "lines": [_question_row(question, on) for question in questions]}
            for programme, questions in programmes
            if questions
        ],
        "open_number": sum(len(questions) for _programme, questions in programmes),
        "latest": [ruling_wording.ruling_row(ruling) for ruling in latest_rulings()],
        "may_administer": may_administer(request.user),
        "readers_number": sum(getattr(programme, "readers_waiting") for programme, _questions in programmes),  # noqa: B009  # annotated by the query
    }
    return render(request, "indicators/question_list.html", {**staff_frame(request), **context})


def _question_row(question: OpenQuestion, on: date) -> dict[str, Any]:
    """`years`: of a descriptive target, the years that can be assessed now."""
    is_assessed, facts = question.question is QuestionKind.DESCRIPTIVE, question.indicator.facts
    return {
        "question": open_question_wording.question_text(question),
        "is_assessed": is_assessed,
        "years": [year for year in question.years if is_assessed and rules.may_be_assessed(facts, year, on)],
    }
