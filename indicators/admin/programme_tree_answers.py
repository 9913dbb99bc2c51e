"""The buttons of a programme's tree that answer an open question of an indicator with a decision."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from cooperation.models import Programme
from cooperation.rendering import render
from cooperation.roles import is_coordinator
from cooperation.text import Sentence, say
from indicators.models import Decision, Indicator
from indicators.queries.open_questions import open_questions_of_indicator
from indicators.queries.question_answers import answers_to
from indicators.queries.results import load_results
from indicators.rules.programme_tree import NodeKey, NodeKind
from indicators.rules.status_sentences import QUESTIONS
from indicators.services import rulings
from indicators.services.errors import NodeChanged


def answer_question(request: HttpRequest, programme: Programme, key: NodeKey, choice: str) -> Decision:
    """Record the decision of a button, `<newest decision>:<setting>:<value>`; its text repeats the target.

    Raises NodeChanged if the question is no longer open, and StaleRuling.
    """
    if not is_coordinator(request.user):
        raise PermissionDenied
    based_on, _colon, code = choice.partition(":")
    if key.kind is not NodeKind.INDICATOR or not based_on.isdecimal() or len(based_on) > 18:
        raise BadRequest("not an answer to a question")
    indicator = Indicator.objects.in_programme(programme).filter(pk=key.pk).first()
    if indicator is None:
        raise Http404
    results = load_results(programme, on=timezone.localdate())
    node = next(node for node in results.indicators if node.id == key.pk)
    for question in open_questions_of_indicator(node, results.on):
        for answer in answers_to(question, results):
            if answer.code == code and question.question is not None:
                name, _colon, value = code.partition(":")
                sentence = say(
                    "The target “{verbatim}” means: {target}.", verbatim=question.verbatim, target=answer.target
                )
                return rulings.decide(
                    indicator,
                    _in_polish(sentence),
                    request.user,  # type: ignore[arg-type]  # a coordinator is no anonymous user
                    based_on=int(based_on),
                    question=_in_polish(QUESTIONS[question.question]),
                    scope=value if name == "scope" else "",
                    comparator=value if name == "comparator" else "",
                )
    raise NodeChanged(key.anchor)


def _in_polish(sentence: Sentence) -> str:
    """Render a stored text in the language of the programme."""
    with translation.override("pl"):
        return render(sentence)
