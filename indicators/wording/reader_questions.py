"""Sentences about readers' questions that are not answered yet."""

from collections.abc import Sequence
from datetime import date

from cooperation.text import Sentence, say_many


def waiting_questions(due_dates: Sequence[date], on: date) -> list[Sentence]:
    """Return the number of unanswered questions with their due date, those past it in a sentence of their own."""
    overdue, open_ = [day for day in due_dates if day < on], [day for day in due_dates if day >= on]
    overdue_sentence = say_many(
        "{count} question is waiting for an answer; it was due on {day}",
        "{count} questions are waiting for an answer; the first was due on {day}",
        len(overdue),
        count=len(overdue),
        day=min(overdue, default=on),
    )
    open_sentence = say_many(
        "{count} question is waiting for an answer, due on {day}",
        "{count} questions are waiting for an answer, the last one due on {day}",
        len(open_),
        count=len(open_),
        day=max(open_, default=on),
    )
    return [sentence for days, sentence in ((overdue, overdue_sentence), (open_, open_sentence)) if days]
