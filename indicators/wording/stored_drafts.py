"""The questions about a draft of a programme, and what a draft contains, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from cooperation.text import Sentence, say, say_many
from indicators.models.choices import FREQUENCIES
from indicators.rules.documents.drafts import ProgrammeDraft
from indicators.rules.documents.questions import DROPPED, NEW_UNIT, DraftQuestion, DraftQuestionKind
from indicators.rules.meanings import Scope
from indicators.rules.phrases import enumeration

Choice = tuple[str, Sentence | str | Promise]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTexts:
    title: Sentence
    explanation: Sentence
    choices: Sequence[Choice]  # with the words for no answer first
    field: str = "select"  # "radio", "select" or "year"


COLUMN_CHOICES: Mapping[str, Sentence] = {
    "target": say("target"),
    "baseline": say("baseline"),
    "frequency_verbatim": say("frequency of measurement"),
    "unit": say("measure"),
    "responsible": say("responsible unit"),
    DROPPED: say("do not load it"),
}


TEXT_LABELS: Mapping[str, Sentence] = {
    **COLUMN_CHOICES,
    "title": say("title"),
    "issuer": say("issuer"),
    "first_year": say("first year"),
    "last_year": say("last year"),
    "slug": say("address"),
    "main_goal": say("main goal"),
    "strength": say("strengths"),
    "weakness": say("weaknesses"),
    "opportunity": say("opportunities"),
    "threat": say("threats"),
    "conclusions": say("conclusions"),
    "name": say("text"),
    "baseline_year": say("year of the baseline"),
    "frequency": say("measured"),
    "scope": say("period of the target"),
    "dropped": say("not loaded"),
    "row": say("the whole row"),
}
ROW_LABELS: Mapping[str, Sentence] = {
    "": say("Programme"),
    "g": say("Goal"),
    "a": say("Action"),
    "i": say("Indicator"),
}


def text_label(key: str, name: str) -> Sentence:
    """Return “Indicator: target” for a text of a row, “Programme: title” for one beside the rows."""
    return say("{row}: {text}", row=ROW_LABELS[key[:1]], text=TEXT_LABELS[name])


def question_texts(
    question: DraftQuestion, *, candidates: Sequence[str], units: Sequence[tuple[str, str]]
) -> QuestionTexts:
    """Return the texts of a question; `candidates`: main goals of the document, `units`: (key, name)."""
    leave_open = ("", say("leave open"))
    match question.kind:
        case DraftQuestionKind.MAIN_GOAL:
            return QuestionTexts(
                title=say("Which of these is the main goal?"),
                explanation=say("A programme has one. You can also write it yourself, below under “Programme”."),
                choices=[leave_open, *((str(at), text) for at, text in enumerate(candidates))],
                field="radio",
            )
        case DraftQuestionKind.COLUMN:
            return QuestionTexts(
                title=say("What does the column “{header}” contain?", header=question.subject),
                explanation=say("Its heading is not known. Without an answer its texts are kept as remarks."),
                choices=[("", say("keep it as a remark")), *COLUMN_CHOICES.items()],
            )
        case DraftQuestionKind.SCOPE:
            return QuestionTexts(
                title=say("Is the number to be reached in each year, or in the whole programme?"),
                explanation=say("For these indicators the programme gives a number without a period."),
                choices=[
                    (Scope.YEAR.value, say("in each year")),
                    (Scope.PROGRAMME.value, say("in the whole programme")),
                    leave_open,
                ],
                field="radio",
            )
        case DraftQuestionKind.FREQUENCY:
            return _frequency_texts(question, leave_open)
        case DraftQuestionKind.BASELINE_YEAR:
            return QuestionTexts(
                title=say("From which year are the baselines?"),
                explanation=say("Neither the heading nor the cells name it. Without a year they are kept as remarks."),
                choices=[],
                field="year",
            )
        case DraftQuestionKind.UNIT:
            create = (NEW_UNIT, say("create the unit “{name}”", name=question.subject))
            return QuestionTexts(
                title=say("Which unit is “{name}”?", name=question.subject),
                explanation=say("The portal has no unit of this name. It is created only if you choose so."),
                choices=[("", say("none: the coordinator is responsible")), create, *units],
            )


def _frequency_texts(question: DraftQuestion, leave_open: Choice) -> QuestionTexts:
    choices: list[Choice] = [leave_open, *FREQUENCIES]
    if not question.subject:
        return QuestionTexts(
            title=say("How often are these indicators measured?"),
            explanation=say("The document does not say it. Without an answer nobody can enter figures."),
            choices=choices,
        )
    return QuestionTexts(
        title=say("How often is “{words}”?", words=question.subject),
        explanation=say("These words name no frequency that the portal knows."),
        choices=choices,
    )


def reach(question: DraftQuestion) -> Sentence | None:
    count = len(question.rows)
    return say_many("{count} indicator", "{count} indicators", count, count=count) if count else None


def contents(draft: ProgrammeDraft) -> Sentence:
    """Return “3 goals, 9 actions, 40 indicators”, without what the draft has none of."""
    goals = sum(goal.text is not None for goal in draft.goals)
    actions = sum(action.name is not None for action in draft.actions)
    indicators = sum(1 for _indicator in draft.indicators)
    findings, conclusions = len(draft.findings), len(draft.conclusions)
    parts = [
        (goals, say_many("{count} goal", "{count} goals", goals, count=goals)),
        (actions, say_many("{count} action", "{count} actions", actions, count=actions)),
        (indicators, say_many("{count} indicator", "{count} indicators", indicators, count=indicators)),
        (findings, say_many("{count} finding", "{count} findings", findings, count=findings)),
        (conclusions, say_many("{count} conclusion", "{count} conclusions", conclusions, count=conclusions)),
    ]
    present = [sentence for count, sentence in parts if count]
    return enumeration(present) if present else say("nothing")


def questions_left(open_count: int, count: int) -> Sentence:
    if not count:
        return say("No questions.")
    if not open_count:
        return say("All questions are answered.")
    return say("Questions left: {open} of {count}.", open=open_count, count=count)
