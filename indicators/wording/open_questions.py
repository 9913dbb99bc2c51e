"""Open questions of a programme in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from cooperation.text import Sentence, say
from indicators.queries.open_questions import OpenQuestion
from indicators.rules.phrases import enumeration
from indicators.rules.status_sentences import QUESTIONS
from indicators.rules.verdicts import QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestionText:
    """One open question in words, with what has to be done about it and by whom."""

    indicator_id: int
    indicator: str
    years: Sentence
    verbatim: str
    what: Sentence
    settled: Sentence
    is_administrators: bool


def question_text(open_question: OpenQuestion) -> OpenQuestionText:
    question = open_question.question
    return OpenQuestionText(
        indicator_id=open_question.indicator.id,
        indicator=open_question.indicator.name,
        years=enumeration([say("{year}", year=str(year)) for year in open_question.years]),
        verbatim=open_question.verbatim,
        what=QUESTIONS[question] if question else say("no unit is responsible for it"),
        settled=_REMEDIES.get(question, say("A coordinator decides, in public.")),
        is_administrators=question in _FOR_ADMINISTRATORS,
    )


_FOR_ADMINISTRATORS = {None, QuestionKind.NO_FREQUENCY, QuestionKind.NO_REFERENCE}  # None: the indicator has no unit
_REMEDIES: Mapping[QuestionKind | None, Sentence] = {
    None: say("Choose the unit; until then the coordinator is responsible."),
    QuestionKind.NO_FREQUENCY: say("Choose the frequency in the terms; until then no figure can be recorded."),
    QuestionKind.NO_REFERENCE: say("Enter the baseline and its year in the method sheet."),
    QuestionKind.DESCRIPTIVE: say("A coordinator assesses each year, in public."),
    QuestionKind.DIRECTION: say("A coordinator decides, in public; until then lower values count as better."),
    QuestionKind.MISSING_YEARS: say("A coordinator decides, in public; until then these years have no target."),
}
