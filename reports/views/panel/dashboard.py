"""The first page of the panel: what waits for a coordinator or an officer, the most urgent first."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.roles import covered_absences, is_coordinator, is_officer, may_administer
from cooperation.services import mail
from cooperation.text import Sentence, say, say_many
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest
from indicators.queries import dashboard as queries
from indicators.queries.dashboard import LoadedFigures, OpenYear
from indicators.queries.due_figures import DueFigure, indicators_of
from indicators.queries.members import ResponsiblePerson, responsible_people
from indicators.queries.office_setup import is_office_set_up
from indicators.queries.open_questions import open_questions_of
from indicators.queries.reader_questions import waiting_questions
from indicators.queries.rounds import open_grids_of
from indicators.queries.unit_reminders import OverdueUnit, RecentLetters, ReminderState, overdue_units, recent_letters
from indicators.wording import dashboard as wording
from reports.queries.terms import ReportTerm, report_terms
from reports.views.panel import dashboard_tasks as tasks
from reports.views.panel.own_figures import count_by_year, due_row, group_by_goal, why_empty
from reports.wording import reports as report_wording

_SHOWN_RETURNED = 8  # further returned figures are folded
_SHOWN_OF_UNIT = 30  # overdue figures; more of them are counted by year, because the grids list them
_SHOWN_OTHERS = 200  # of figures that need nothing; more of them are counted by year, because the grids list them


@require_safe
def dashboard(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the first page after log-in; an administrator is redirected to the administration or the first set-up."""
    on = timezone.localdate()
    if is_coordinator(request.user):
        context = _coordinators_page(request, on=on)
    elif is_officer(request.user):
        context = _officers_page(request, on=on)
    elif may_administer(request.user):
        return redirect("admin:index" if is_office_set_up() else "indicators:office_setup")
    else:
        raise PermissionDenied
    context |= {"today": on, "now": timezone.now(), "is_coordinator": is_coordinator(request.user)}
    frame = staff_frame(request, counts={request.path: context["number"], **context.pop("nav_counts", {})})
    return render(request, "reports/dashboard.html", {**frame, **context})


def _officers_page(request: AuthenticatedHttpRequest, *, on: date) -> Context:
    indicators = indicators_of(request.user)
    programmes = list({indicator.programme.pk: indicator.programme for indicator in indicators}.values())
    loaded = queries.load_figures(indicators, programmes, on=on)
    returned = [figure for figure in loaded.figures if figure.is_returned and figure.is_to_do]
    owed = [figure for figure in loaded.figures if figure.is_owed]
    overdue, to_enter = [row for row in owed if row.due_on < on], [row for row in owed if row.due_on >= on]
    return {
        **_own_sections(loaded, overdue=overdue, to_enter=to_enter, shown=[*returned, *owed]),
        **_returned_sections(returned, on=on, is_own=True),
        "number": len(owed) + len(returned),
        "counts": _counts(
            ("h-po", len(overdue), say_many("overdue figure", "overdue figures", len(overdue))),
            ("h-zwrot", len(returned), say_many("returned figure", "returned figures", len(returned))),
            ("h-wpisz", len(to_enter), say_many("figure to enter", "figures to enter", len(to_enter))),
        ),
        "primary": _first_of(overdue=overdue, returned=returned, to_enter=to_enter),
        "absences": covered_absences(request.user),
        "lead": why_empty(indicators) if not loaded.figures else None,
        **_years(queries.open_years(loaded)),
        "next_days": _next_days(loaded),
    }


def _coordinators_page(request: AuthenticatedHttpRequest, *, on: date) -> Context:
    loaded, people = queries.load_all_figures(on=on), responsible_people(on=on)
    results, is_administrator = loaded.results(), may_administer(request.user)
    several_programmes = sum(programme.is_published for programme in loaded.programmes) > 1
    letters, questions, terms = recent_letters(on=on), waiting_questions(), report_terms(results, on=on)
    units, years = overdue_units(loaded.figures, people, letters, on=on), queries.open_years(loaded)
    returned = [figure for figure in loaded.figures if figure.is_returned and figure.is_to_do]
    own = queries.own_figures(loaded, request.user, people)
    in_units = {id(figure) for row in units for figure in row.figures}
    own_owed = [
        figure
        for figure in loaded.figures
        if figure.indicator.pk in own
        and figure.is_owed
        and figure.programme.is_published
        and id(figure) not in in_units
    ]
    asked = {
        of_programme.programme: [question for question in open_questions_of(of_programme) if question.question]
        for of_programme in results
    }
    open_questions = [question for of_programme in asked.values() for question in of_programme]
    asked_since = loaded.published_on(programme for programme, of_programme in asked.items() if of_programme)
    decisions = _present(
        tasks.approval_task(loaded),
        tasks.reader_question_task(questions, on=on),
        tasks.open_question_task(asked, published_on=asked_since),
    )
    year_tasks = [
        *tasks.report_tasks(terms, on=on, several_programmes=several_programmes),
        *tasks.closing_tasks(years, several_programmes=several_programmes),
    ]
    tidy = _tidying_tasks(loaded, people, units, terms, letters, is_administrator=is_administrator)
    own_loaded = [figure for figure in loaded.figures if figure.indicator.pk in own]
    return {
        **_own_sections(
            loaded, overdue=[], to_enter=own_owed, shown=[*returned, *own_owed, *_figures_of(units)], own=own_loaded
        ),
        **_returned_sections(returned, on=on, is_own=False),
        "units": [_unit_row(row, is_administrator=is_administrator) for row in units],
        "unit_summary": _unit_summary(units),
        "reach": wording.reach(units),
        "can_remind": any(row.state is ReminderState.POSSIBLE for row in units),
        "mail_is_set_up": mail.is_set_up(),
        "nav_counts": {
            reverse("indicators:approval_list"): len(loaded.submitted),
            reverse("indicators:open_question_list"): len(open_questions) + len(questions),
            reverse("indicators:notification_list"): len(
                {letter.pk for letter in (*letters.undelivered, *letters.late, *letters.given_up)}
            ),
        },
        "decisions": decisions,
        "year_tasks": year_tasks,
        "tidy": tidy,
        "number": len(units) + len(returned) + len(own_owed) + len(decisions) + len(year_tasks) + len(tidy),
        "counts": _counts(
            ("h-po", len(_figures_of(units)), say_many("overdue figure", "overdue figures", len(_figures_of(units)))),
            ("h-zwrot", len(returned), say_many("returned figure", "returned figures", len(returned))),
            (
                "zatwierdzenie",
                len(loaded.submitted),
                say_many("figure waiting for approval", "figures waiting for approval", len(loaded.submitted)),
            ),
            ("czytelnicy", len(questions), say_many("question of a reader", "questions of readers", len(questions))),
            ("otwarte", len(open_questions), say_many("open question", "open questions", len(open_questions))),
            ("h-wpisz", len(own_owed), say_many("figure to enter", "figures to enter", len(own_owed))),
            ("h-rok", len(year_tasks), say_many("term of the year", "terms of the year", len(year_tasks))),
            ("h-por", len(tidy), say_many("item to tidy up", "items to tidy up", len(tidy))),
        ),
        "primary": _first_of(
            units=units, returned=returned, decisions=decisions, to_enter=own_owed, year_tasks=year_tasks, tidy=tidy
        ),
        "absences": _absences(request, people),
        "lead": None,
        **_years(years),
        "next_days": _next_days(loaded),
        "done": _done(loaded, terms),
    }


def _own_sections(
    loaded: LoadedFigures,
    *,
    overdue: Sequence[DueFigure],
    to_enter: Sequence[DueFigure],
    shown: Sequence[DueFigure],
    own: Sequence[DueFigure] | None = None,
) -> Context:
    """Return the lists of figures that a person enters: overdue, to enter, and the others of published programmes.

    The others are those of `own` not in `shown`; `own` is by default every loaded figure.
    """
    own, shown_ids = loaded.figures if own is None else own, {id(figure) for figure in shown}
    others = [figure for figure in own if figure.programme.is_published and id(figure) not in shown_ids]
    is_listed = len(others) <= _SHOWN_OTHERS
    return {
        "overdue_groups": group_by_goal([due_row(figure, loaded.on) for figure in overdue]),
        "to_enter_groups": group_by_goal([due_row(figure, loaded.on) for figure in to_enter]),
        "to_enter_number": len(to_enter),
        "other_number": len(others),
        "other_groups": group_by_goal([due_row(figure, loaded.on) for figure in others]) if is_listed else [],
        "other_years": [] if is_listed else count_by_year(others),
        "several_programmes": len({figure.programme.pk for figure in own}) > 1,
    }


def _returned_sections(returned: Sequence[DueFigure], *, on: date, is_own: bool) -> Context:
    rows = [tasks.returned_task(figure, on=on, is_own=is_own) for figure in returned]
    return {"returned": rows[:_SHOWN_RETURNED], "returned_folded": rows[_SHOWN_RETURNED:]}


def _tidying_tasks(
    loaded: LoadedFigures,
    people: Mapping[int, Sequence[ResponsiblePerson]],
    units: Sequence[OverdueUnit],
    terms: Sequence[ReportTerm],
    letters: RecentLetters,
    *,
    is_administrator: bool,
) -> list[tasks.Task]:
    """Return what has no due date; a unit without people that has overdue figures is a row of those."""
    overdue = {row.unit for row in units}
    empty = [row for row in queries.units_without_people(loaded, people) if row.unit not in overdue]
    no_unit = queries.indicators_without_unit(loaded)
    return [
        *(tasks.unsent_tasks(letters) if mail.is_set_up() else []),
        *tasks.undelivered_tasks(letters.undelivered, is_administrator=is_administrator),
        *tasks.empty_unit_tasks(empty, on=loaded.on, is_administrator=is_administrator),
        *_present(
            tasks.no_unit_task(loaded, no_unit, is_administrator=is_administrator),
            tasks.earlier_reports_task(terms, on=loaded.on),
        ),
    ]


def _unit_row(row: OverdueUnit, *, is_administrator: bool) -> Context:
    action = ("", "")
    if row.state is ReminderState.NO_PEOPLE and row.unit is not None:
        action = tasks.add_person_link(row.unit.pk, is_administrator=is_administrator)
    elif row.state is ReminderState.NO_ADDRESS:
        action = tasks.missing_addresses_link()
    return {
        "row": row,
        "name": wording.overdue_unit_name(row),
        "people": wording.people(row),
        "last_letter": wording.last_letter(row),
        "late": wording.days_until(row.figures[0].due_on, row.on),
        "figures": [(figure, wording.figure_state(figure)) for figure in row.figures[:_SHOWN_OF_UNIT]],
        "more_years": count_by_year(row.figures[_SHOWN_OF_UNIT:]),
        "state": row.state,
        "why_not": wording.why_no_reminder(row),
        "action": action[0],
        "url": action[1],
    }


def _figures_of(units: Sequence[OverdueUnit]) -> list[DueFigure]:
    return [figure for row in units for figure in row.figures]


def _unit_summary(units: Sequence[OverdueUnit]) -> Sentence | None:
    if not units:
        return None
    figures, count = len(_figures_of(units)), len(units)
    return say(
        "{figures}, {units}",
        figures=say_many("{count} figure", "{count} figures", figures, count=figures),
        units=say_many("{units} unit", "{units} units", count, units=count),
    )


def _years(years: Sequence[OpenYear]) -> Context:
    """Return the table of open years, and the same grids for the menu."""
    rows = [
        {
            "programme": year.round_year.programme,
            "year": year.round_year.year,
            "tally": year.round_year.tally,
            "due_on": year.round_year.due_on if year.missing else None,  # as the grid itself shows it
            "can_be_closed": year.can_be_closed,
        }
        for year in years
    ]
    return {"years": rows, "grid_menu": open_grids_of(year.round_year for year in years)}


def _next_days(loaded: LoadedFigures) -> list[tuple[date, Sentence]]:
    return [(row.day, wording.next_day(row)) for row in queries.next_days(loaded)]


def _done(loaded: LoadedFigures, terms: Sequence[ReportTerm]) -> list[tuple[Sentence, str, str]]:
    """Return what has been done, for the page on which nothing waits, each with the label and address of a link."""
    year = loaded.on.year - 1
    required = [
        row for row in loaded.figures if row.is_required and row.period.year == year and row.programme.is_published
    ]
    completeness = _("Completeness"), reverse("indicators:completeness")
    questions = _("Questions"), reverse("indicators:open_question_list")
    rows = []
    if required and all(row.has_approved for row in required):
        count, last = len(required), max(queries.approved_on(row) for row in required)
        sentence = say_many(
            "{count} figure for {year} is approved, the last one on {day}.",
            "All {count} figures for {year} are approved, the last one on {day}.",
            count, count=count, year=str(year), day=last,
        )  # fmt: skip
        rows.append((sentence, *completeness))
    for term in terms:
        if term.published_on is not None and term.span.last == year:
            name = report_wording.name_of(term.span)
            address = reverse("reports:panel_report", args=[term.source.programme.slug, term.span.code])
            rows.append(
                (say("{report}: published on {day}.", report=name, day=term.published_on), _("Report"), address)
            )
    return [
        *rows,
        (say("No figure waits for approval and no reader waits for an answer."), *questions),
        (say("Every indicator can be assessed, or a coordinator has decided how."), "", ""),
        (say("Every unit has people, and every letter was delivered."), "", ""),
    ]


def _absences(
    request: AuthenticatedHttpRequest, people: Mapping[int, Sequence[ResponsiblePerson]]
) -> list[tuple[User, date]]:
    absences = {
        person.deputises_for: person.until
        for of_unit in people.values()
        for person in of_unit
        if person.user == request.user and person.deputises_for is not None and person.until is not None
    }
    return sorted(absences.items(), key=lambda absence: absence[1])


def _counts(*counts: tuple[str, int, Sentence]) -> list[tuple[str, int, Sentence]]:
    """Return (anchor, number, words) of everything that waits."""
    return [count for count in counts if count[1]]


def _first_of(**sections: Sequence[object]) -> str:
    """Return the name of the first section that has a row: its first action is the page's primary button."""
    return next((name for name, rows in sections.items() if rows), "")


def _present(*rows: tasks.Task | None) -> list[tasks.Task]:
    return [row for row in rows if row is not None]
