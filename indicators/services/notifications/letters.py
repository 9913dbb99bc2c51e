"""Texts of the notifications; the templates `indicators/mail/letter.*` lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence, say, say_many
from indicators.models import Indicator, ReaderQuestion, ReportingRound, Revision
from indicators.queries.due_figures import DueFigure
from indicators.rules.periods import period_of
from indicators.wording.figures import revision_figure


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A figure, question or unit in a list; without `url` the template shows only `about`."""

    name: str
    about: Sentence
    url: str = ""


@dataclass(frozen=True, slots=True)
class LetterPart:
    title: Sentence
    lines: Sequence[LetterLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationLetter:
    subject: Sentence
    lead: Sentence
    parts: Sequence[LetterPart]
    button: Sentence
    url: str
    why: Sentence


BECAUSE_UNIT = say("You are receiving this message because you are responsible for these figures in the portal.")
BECAUSE_COORDINATOR = say("You are receiving this message because you coordinate the monitoring.")
BECAUSE_AUTHOR = say("You are receiving this message because you submitted the figure.")
BECAUSE_REQUESTED = say("You are receiving this message because you requested it in the portal.")
TO_ENTER = say("To enter")
PANEL = "reports:dashboard"  # the page after log-in


def figure_url(indicator_id: int, period_code: str) -> str:
    return absolute_url(reverse("indicators:measurement", args=[indicator_id, period_code]))


def _page_url(name: str) -> str:
    return absolute_url(reverse(name))


def _figure_count(number: int) -> Sentence:
    return say_many("{count} figure", "{count} figures", number, count=number)


def _figure_line(row: DueFigure) -> LetterLine:
    about = say("{period}, due on {day}", period=row.period.label, day=row.due_on)
    if row.is_returned:
        about = say("{about}; returned for correction", about=about)
    elif row.reading.expected_on is not None:
        about = say("{about}; data in preparation, expected {day}", about=about, day=row.reading.expected_on)
    elif row.reading.is_in_preparation:
        about = say("{about}; the data were in preparation", about=about)
    return LetterLine(row.indicator.name, about, figure_url(row.indicator.pk, row.period.code))


def _parts_by_task(rows: Sequence[DueFigure]) -> list[LetterPart]:
    """Return the figures to correct, then those to enter, each with its link."""
    returned, new = [row for row in rows if row.is_returned], [row for row in rows if not row.is_returned]
    parts = [LetterPart(say("Returned for correction"), [_figure_line(row) for row in returned])] if returned else []
    return [*parts, LetterPart(TO_ENTER, [_figure_line(row) for row in new])] if new else parts


def round_opened(
    round_: ReportingRound, own: Sequence[DueFigure], all_figures: Sequence[DueFigure] | None
) -> NotificationLetter:
    """Return the message for an officer, with their own figures; for a coordinator also `all_figures`, by unit."""
    parts = [LetterPart(TO_ENTER, [_figure_line(row) for row in own])] if own else []
    if all_figures is not None:
        parts.append(LetterPart(say("Figures to be collected, by unit"), _lines_by_unit(all_figures)))
    return NotificationLetter(
        subject=say("Figures for {year} can now be entered", year=str(round_.year)),
        lead=say(
            "The reporting round for {year} is open. Figures are due on {day}.",
            year=str(round_.year),
            day=round_.due_on,
        ),
        parts=parts,
        button=say("Open the list of figures"),
        url=_page_url(PANEL),
        why=BECAUSE_UNIT if all_figures is None else BECAUSE_COORDINATOR,
    )


def due_soon(day: date, rows: Sequence[DueFigure], on: date) -> NotificationLetter:
    days, count = (day - on).days, len(rows)
    in_days = say_many("in {days} day", "in {days} days", days, days=days) if days else say("today")
    return NotificationLetter(
        subject=say_many(
            "{count} figure is due on {day}", "{count} figures are due on {day}", count, count=count, day=day
        ),
        lead=say_many(
            "{count} figure has to be entered and submitted. The due date is {day}, {in_days}.",
            "{count} figures have to be entered and submitted. The due date is {day}, {in_days}.",
            count, count=count, day=day, in_days=in_days,
        ),
        parts=_parts_by_task(rows),
        button=say("Open the list of figures"),
        url=_page_url(PANEL),
        why=BECAUSE_UNIT,
    )  # fmt: skip


def overdue(rows: Sequence[DueFigure]) -> NotificationLetter:
    count = len(rows)
    return NotificationLetter(
        subject=say_many("Overdue: {count} figure", "Overdue: {count} figures", count, count=count),
        lead=say_many(
            "The due date of {count} figure has passed. It can still be entered until the round is closed.",
            "The due date of {count} figures has passed. They can still be entered until the round is closed.",
            count, count=count,
        ),
        parts=_parts_by_task(rows),
        button=say("Open the list of figures"),
        url=_page_url(PANEL),
        why=BECAUSE_UNIT,
    )  # fmt: skip


def reminder(unit: str, rows: Sequence[DueFigure]) -> NotificationLetter:
    """To the people of a unit, at the request of a coordinator."""
    count = len(rows)
    return NotificationLetter(
        subject=say_many("Reminder: {count} overdue figure", "Reminder: {count} overdue figures", count, count=count),
        lead=say_many(
            "The coordinator reminds {name} of {count} figure whose due date has passed. It can still be entered until "
            "the round is closed.",
            "The coordinator reminds {name} of {count} figures whose due date has passed. They can still be entered "
            "until the round is closed.",
            count, count=count, name=unit,
        ),
        parts=_parts_by_task(rows),
        button=say("Open the list of figures"),
        url=_page_url(PANEL),
        why=BECAUSE_UNIT,
    )  # fmt: skip


def weekly_summary(
    *,
    submitted: int,
    missing: Sequence[DueFigure],
    returned: Sequence[DueFigure],
    questions: Sequence[ReaderQuestion],
    on: date,
) -> NotificationLetter:
    parts = []
    if missing:
        parts.append(LetterPart(say("Overdue, by unit"), _lines_by_unit(missing)))
    if returned:
        parts.append(LetterPart(say("Returned and not corrected yet, by unit"), _lines_by_unit(returned)))
    if questions:
        parts.append(
            LetterPart(say("Readers' questions to answer"), [_question_line(question, on) for question in questions])
        )
    counts = {"waiting": submitted, "missing": len(missing), "returned": len(returned)}
    if questions:
        subject = say(
            "This week: {waiting} to approve, {missing} overdue, {returned} sent back, {questions} from readers",
            **counts,
            questions=len(questions),
        )
    else:
        subject = say("This week: {waiting} to approve, {missing} overdue, {returned} sent back", **counts)
    if submitted:
        button, page = say("Go to approval"), "indicators:approval_list"
    elif missing or returned:
        button, page = say("Open the list of figures"), PANEL
    else:
        button, page = say("Open readers' questions"), "indicators:reader_question_list"
    return NotificationLetter(
        subject=subject,
        lead=say_many(
            "{count} figure is waiting for approval.",
            "{count} figures are waiting for approval.",
            submitted,
            count=submitted,
        )
        if submitted
        else say("Nothing is waiting for approval."),
        parts=parts,
        button=button,
        url=_page_url(page),
        why=BECAUSE_COORDINATOR,
    )  # fmt: skip


def _question_line(question: ReaderQuestion, on: date) -> LetterLine:
    day = question.due_on
    is_late = day is not None and day < on
    about = say("the answer was due on {day}", day=day) if is_late else say("the answer is due on {day}", day=day)
    return LetterLine(
        question.indicator.name, about, absolute_url(reverse("indicators:reader_question", args=[question.pk]))
    )


def _lines_by_unit(rows: Sequence[DueFigure]) -> list[LetterLine]:
    """Return a line for each unit, by name, with its number of figures; those without a unit come first."""
    counts: dict[str, int] = {}
    units = sorted(
        (row.indicator.unit.sort_key, row.indicator.unit.name) if row.indicator.unit else ("", "") for row in rows
    )
    for _key, name in units:
        counts[name] = counts.get(name, 0) + 1
    return [
        LetterLine(name, say("{name}: {count}", name=name or say("without a unit"), count=_figure_count(number)))
        for name, number in counts.items()
    ]


def returned(revision: Revision) -> NotificationLetter:
    """Return the message for the author of a submission; it quotes the comment, which is not public."""
    indicator, code = revision.measurement.indicator, revision.measurement.period_code
    period = period_of(code).label
    return NotificationLetter(
        subject=say("Returned for correction: {name}, {period}", name=indicator.name, period=period),
        lead=say("The coordinator sent a figure back with a comment: “{comment}”", comment=revision.comment),
        parts=[LetterPart(say("Returned for correction"), [_revision_line(revision)])],
        button=say("Correct the figure"),
        url=figure_url(indicator.pk, code),
        why=BECAUSE_AUTHOR,
    )


def approved(revisions: Sequence[Revision]) -> NotificationLetter:
    count = len(revisions)
    return NotificationLetter(
        subject=say_many("Approved: {count} figure", "Approved: {count} figures", count, count=count),
        lead=say_many(
            "The coordinator approved {count} figure that you submitted. It is public now.",
            "The coordinator approved {count} figures that you submitted. They are public now.",
            count, count=count,
        ),
        parts=[LetterPart(say("Approved"), [_revision_line(revision) for revision in revisions])],
        button=say("Open the list of figures"),
        url=_page_url(PANEL),
        why=BECAUSE_AUTHOR,
    )  # fmt: skip


def _revision_line(revision: Revision) -> LetterLine:
    indicator, code = revision.measurement.indicator, revision.measurement.period_code
    about = say("{period}: {figure}", period=period_of(code).label, figure=revision_figure(indicator, revision))
    return LetterLine(indicator.name, about, figure_url(indicator.pk, code))


def reader_question(indicator: Indicator, due_on: date, question_id: int) -> NotificationLetter:
    """Return the message for coordinators; it omits the question, which may still contain personal data."""
    return NotificationLetter(
        subject=say("Reader's question: {name}", name=indicator.name),
        lead=say(
            "A reader asked about “{name}” or reported an error. The answer is due on {day}; readers can see this "
            "date.",
            name=indicator.name, day=due_on,
        ),
        parts=[],
        button=say("Read the question"),
        url=absolute_url(reverse("indicators:reader_question", args=[question_id])),
        why=BECAUSE_COORDINATOR,
    )  # fmt: skip


def test_message() -> NotificationLetter:
    """To an administrator who checks whether the portal can send messages."""
    return NotificationLetter(
        subject=say("Test message of the monitoring portal"),
        lead=say("This message shows that the portal can send e-mail. Nothing else has to be done."),
        parts=[],
        button=say("Open the first set-up"),
        url=_page_url("indicators:office_setup"),
        why=BECAUSE_REQUESTED,
    )
