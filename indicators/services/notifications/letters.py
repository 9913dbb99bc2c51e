"""The words of each message: sentences and links, laid out by `templates/indicators/mail/letter.*`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence, say, say_many
from indicators.models import Indicator, ReaderQuestion, ReportingRound, Revision
from indicators.queries.due import DueFigure
from indicators.rules.periods import period_of
from indicators.wording.figures import revision_figure


@dataclass(frozen=True)
class Line:
    """One figure (its name is the programme's own words) or one unit, with its page."""

    name: str
    about: Sentence
    url: str = ""


@dataclass(frozen=True)
class Part:
    title: Sentence
    lines: Sequence[Line]


@dataclass(frozen=True)
class Letter:
    subject: Sentence
    lead: Sentence
    parts: Sequence[Part]
    button: Sentence
    url: str
    why: Sentence


BECAUSE_UNIT = say("You get this message because you answer for these figures in the portal.")
BECAUSE_COORDINATOR = say("You get this message because you coordinate the monitoring.")
BECAUSE_AUTHOR = say("You get this message because you submitted the figure.")
TO_TYPE = say("To enter")


def figure_url(indicator_id: int, period_code: str) -> str:
    return absolute_url(reverse("indicators:record", args=[indicator_id, period_code]))


def _page(name: str) -> str:
    return absolute_url(reverse(f"indicators:{name}"))


def _count(number: int) -> Sentence:
    return say_many("{count} figure", "{count} figures", number, count=number)


def _line(row: DueFigure) -> Line:
    about = say("{period}, due on {day}", period=row.period.label, day=row.due_on)
    if row.is_returned:
        about = say("{about}; returned for correction", about=about)
    elif row.reading.is_in_preparation:
        about = say("{about}; the data were in preparation", about=about)
    return Line(row.indicator.name, about, figure_url(row.indicator.pk, row.period.code))


def _figures(rows: Sequence[DueFigure]) -> list[Part]:
    """Figures to mend first, then those to type, each with its own link."""
    returned, owed = [row for row in rows if row.is_returned], [row for row in rows if not row.is_returned]
    parts = [Part(say("Returned for correction"), [_line(row) for row in returned])] if returned else []
    return [*parts, Part(TO_TYPE, [_line(row) for row in owed])] if owed else parts


def round_opened(one: ReportingRound, mine: Sequence[DueFigure], everybody: Sequence[DueFigure] | None) -> Letter:
    """To an officer: own figures; to a coordinator (`everybody`): how many each unit has, and the own ones."""
    parts = [Part(TO_TYPE, [_line(row) for row in mine])] if mine else []
    if everybody is not None:
        parts.append(Part(say("What is to be collected, by unit"), _by_unit(everybody)))
    return Letter(
        subject=say("Figures for {year} can be typed", year=str(one.year)),
        lead=say(
            "The reporting round of {year} is open. Figures are due on {day}.", year=str(one.year), day=one.due_on
        ),
        parts=parts,
        button=say("Open the list of figures"),
        url=_page("due"),
        why=BECAUSE_UNIT if everybody is None else BECAUSE_COORDINATOR,
    )


def due_soon(day: date, rows: Sequence[DueFigure], on: date) -> Letter:
    left, count = (day - on).days, len(rows)
    in_days = say_many("in {days} day", "in {days} days", left, days=left) if left else say("today")
    return Letter(
        subject=say_many(
            "{count} figure is due on {day}", "{count} figures are due on {day}", count, count=count, day=day
        ),
        lead=say_many(
            "{count} figure waits to be typed and submitted. The due date is {day}, {in_days}.",
            "{count} figures wait to be typed and submitted. The due date is {day}, {in_days}.",
            count, count=count, day=day, in_days=in_days,
        ),
        parts=_figures(rows),
        button=say("Open the list of figures"),
        url=_page("due"),
        why=BECAUSE_UNIT,
    )  # fmt: skip


def overdue(rows: Sequence[DueFigure]) -> Letter:
    count = len(rows)
    return Letter(
        subject=say_many("Overdue: {count} figure", "Overdue: {count} figures", count, count=count),
        lead=say_many(
            "The due date of {count} figure has passed. It can still be recorded, until the round is closed.",
            "The due date of {count} figures has passed. They can still be recorded, until the round is closed.",
            count, count=count,
        ),
        parts=_figures(rows),
        button=say("Open the list of figures"),
        url=_page("due"),
        why=BECAUSE_UNIT,
    )  # fmt: skip


def digest(
    waiting: int,
    missing: Sequence[DueFigure],
    returned: Sequence[DueFigure],
    questions: Sequence[ReaderQuestion],
    on: date,
) -> Letter:
    parts = []
    if missing:
        parts.append(Part(say("Overdue, by unit"), _by_unit(missing)))
    if returned:
        parts.append(Part(say("Returned and not corrected yet, by unit"), _by_unit(returned)))
    if questions:
        parts.append(Part(say("Readers' questions to answer"), [_question(one, on) for one in questions]))
    counts = {"waiting": waiting, "missing": len(missing), "returned": len(returned)}
    if questions:
        subject = say(
            "This week: {waiting} to approve, {missing} overdue, {returned} sent back, {questions} from readers",
            **counts,
            questions=len(questions),
        )
    else:
        subject = say("This week: {waiting} to approve, {missing} overdue, {returned} sent back", **counts)
    if waiting:
        button, page = say("Go to approval"), "approval_list"
    elif missing or returned:
        button, page = say("Open the list of figures"), "due"
    else:
        button, page = say("Open readers' questions"), "reader_question_list"
    return Letter(
        subject=subject,
        lead=say_many(
            "{count} figure waits for approval.", "{count} figures wait for approval.", waiting, count=waiting
        )
        if waiting
        else say("Nothing waits for approval."),
        parts=parts,
        button=button,
        url=_page(page),
        why=BECAUSE_COORDINATOR,
    )  # fmt: skip


def _question(one: ReaderQuestion, on: date) -> Line:
    day = one.due_on
    is_late = day is not None and day < on
    about = say("the answer was due on {day}", day=day) if is_late else say("the answer is due on {day}", day=day)
    return Line(one.indicator.name, about, absolute_url(reverse("indicators:reader_question", args=[one.pk])))


def _by_unit(rows: Sequence[DueFigure]) -> list[Line]:
    found: dict[str, int] = {}
    units = sorted(
        (row.indicator.unit.sort_key, row.indicator.unit.name) if row.indicator.unit else ("", "") for row in rows
    )
    for _key, name in units:
        found[name] = found.get(name, 0) + 1
    return [
        Line(name, say("{name}: {count}", name=name or say("without a unit"), count=_count(number)))
        for name, number in found.items()
    ]


def returned(revision: Revision) -> Letter:
    """The comment is the coordinator's; only the office reads it, in the panel and here."""
    indicator, code = revision.measurement.indicator, revision.measurement.period_code
    period = period_of(code).label
    return Letter(
        subject=say("Returned for correction: {name}, {period}", name=indicator.name, period=period),
        lead=say("The coordinator sent a figure back with a comment: “{comment}”", comment=revision.comment),
        parts=[Part(say("Returned for correction"), [_decided(indicator, revision)])],
        button=say("Correct the figure"),
        url=figure_url(indicator.pk, code),
        why=BECAUSE_AUTHOR,
    )


def approved(revisions: Sequence[Revision]) -> Letter:
    count = len(revisions)
    return Letter(
        subject=say_many("Approved: {count} figure", "Approved: {count} figures", count, count=count),
        lead=say_many(
            "The coordinator approved {count} figure that you submitted. It is public now.",
            "The coordinator approved {count} figures that you submitted. They are public now.",
            count, count=count,
        ),
        parts=[Part(say("Approved"), [_decided(one.measurement.indicator, one) for one in revisions])],
        button=say("Open the list of figures"),
        url=_page("due"),
        why=BECAUSE_AUTHOR,
    )  # fmt: skip


def _decided(indicator: Indicator, revision: Revision) -> Line:
    code = revision.measurement.period_code
    about = say("{period}: {figure}", period=period_of(code).label, figure=revision_figure(indicator, revision))
    return Line(indicator.name, about, figure_url(indicator.pk, code))


def question(indicator: Indicator, due_on: date, question_id: int) -> Letter:
    """To the coordinators. The reader's own words stay in the panel, where personal data can be taken out of them."""
    return Letter(
        subject=say("A reader's question: {name}", name=indicator.name),
        lead=say(
            "A reader asked about “{name}” or reported an error. The answer is due on {day}; readers see this day.",
            name=indicator.name, day=due_on,
        ),
        parts=[],
        button=say("Read the question"),
        url=absolute_url(reverse("indicators:reader_question", args=[question_id])),
        why=BECAUSE_COORDINATOR,
    )  # fmt: skip
