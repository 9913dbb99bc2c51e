"""Days and names on the first page of the panel."""

from collections.abc import Iterable
from datetime import date

from cooperation.models import Programme
from cooperation.text import Sentence, say, say_many
from indicators.queries.dashboard import NextDay
from indicators.queries.due_figures import DueFigure
from indicators.queries.unit_reminders import OverdueUnit, ReminderState
from indicators.rules.phrases import enumeration
from indicators.wording import measurements as measurement_wording


def days_until(day: date, on: date) -> Sentence:
    """How far a due date is: days overdue, today, or in how many days."""
    days = (day - on).days
    if days < 0:
        return say_many("{days} day overdue", "{days} days overdue", -days, days=-days)
    return say_many("in {days} day", "in {days} days", days, days=days) if days else say("today")


def by_day(day: date) -> Sentence:
    return say("by {day}", day=day)


def since_publication(published_on: date | None) -> tuple[Sentence, Sentence | None]:
    """Since when a matter without a due date waits, in one or two lines."""
    if published_on is None:
        return say("no due date"), None
    return say("since the publication"), say("{day}", day=published_on)


def due_date_passed(day: date) -> Sentence:
    return say("the due date passed on {day}", day=day)


def returned_ago(days: int) -> Sentence:
    if days == 0:
        return say("returned today")
    return say_many("returned {days} day ago", "returned {days} days ago", days, days=days)


def oldest_waits(days: int) -> Sentence:
    if days == 0:
        return say("submitted today")
    return say_many("the oldest has waited {days} day", "the oldest has waited {days} days", days, days=days)


def programme_label(programme: Programme) -> Sentence:
    """The short name of a programme where there are several."""
    if programme.is_example:
        return say("example programme {years}", years=programme.year_span)
    return say("programme {years}", years=programme.year_span)


def overdue_unit_name(row: OverdueUnit) -> Sentence:
    count = len(row.figures)
    if row.unit is None:
        return say_many("Without a unit: {count} figure", "Without a unit: {count} figures", count, count=count)
    return say_many("{name}: {count} figure", "{name}: {count} figures", count, name=row.unit.name, count=count)


def people(row: OverdueUnit) -> Sentence:
    """The people of the unit with their deputies, and those whom letters do not reach; or that there is nobody."""
    if row.unit is None:
        return say("The coordinator is responsible until a unit is chosen.")
    if not row.people:
        return say("Nobody in this unit has an account, so a reminder would reach nobody.")
    names = []
    for person in row.people:
        name = say("{name}", name=person.user.get_full_name() or person.user.get_username())
        if person.deputises_for is not None:
            absent = person.deputises_for.get_full_name() or person.deputises_for.get_username()
            name = say("{person} (deputy of {absent})", person=name, absent=absent)
        if not person.is_reachable:
            name = say("{person} (without an e-mail address)", person=name)
        names.append(name)
    return say("{people}.", people=enumeration(names))


def last_letter(row: OverdueUnit) -> Sentence | None:
    letter = row.last_letter
    if letter is None or row.reminder is not None:
        return None
    return say("Last reminder: {day}.", day=letter.sent_at or letter.created_at)


def figure_state(figure: DueFigure) -> Sentence:
    """What is recorded of an owed figure: nothing, or the draft with its day."""
    in_preparation = measurement_wording.in_preparation(figure)
    if in_preparation is not None:
        return in_preparation
    if figure.head is None:
        return say("empty")
    if figure.state == "draft":
        return say("draft of {day}", day=figure.head.at)
    return say("withdrawn on {day}", day=figure.head.at)


_WHY_NOT = {
    ReminderState.REMINDED: say("reminded today"),
    ReminderState.NO_PEOPLE: say("nobody has an account"),
    ReminderState.NO_ADDRESS: say("nobody has an e-mail address"),
    ReminderState.EXAMPLE: say("example programme"),
}


def why_no_reminder(row: OverdueUnit) -> Sentence | None:
    """Why a unit gets no reminder now."""
    return _WHY_NOT.get(row.state)


def reach(rows: Iterable[OverdueUnit]) -> list[Sentence]:
    """Whom the reminder to all units reaches, and whom not and why."""
    by_state: dict[ReminderState, list[Sentence]] = {}
    for row in rows:
        if row.unit is not None:
            by_state.setdefault(row.state, []).append(say("{name}", name=row.unit.name))
    reached = by_state.pop(ReminderState.POSSIBLE, None)
    sentences = [say("Letters go to: {units}.", units=enumeration(reached))] if reached else []
    return sentences + [
        say("No letter ({why}): {units}.", why=_WHY_NOT[state], units=enumeration(units))
        for state, units in by_state.items()
    ]


def next_day(row: NextDay) -> Sentence:
    """What comes on the day: figures can be submitted, or are due."""
    count, units = len(row.figures), len({figure.indicator.unit_id for figure in row.figures})
    period = row.figures[0].period.label
    figures = say_many("{count} figure", "{count} figures", count, count=count)
    of_units = say_many("{units} unit", "{units} units", units, units=units)
    if len({figure.period.code for figure in row.figures}) > 1:
        if row.is_due_date:
            return say("Due date of {figures} of {units}.", figures=figures, units=of_units)
        return say("The submission of {figures} of {units} begins.", figures=figures, units=of_units)
    if row.is_due_date:
        return say("Due date for {period}: {figures}, {units}.", period=period, figures=figures, units=of_units)
    return say("Submission for {period} begins: {figures}, {units}.", period=period, figures=figures, units=of_units)
