"""Rows of the dashboard: what waits, since or until when, and the page where it is resolved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Letter, Programme
from cooperation.text import Sentence, say, say_many
from indicators.models import Indicator, ReaderQuestion
from indicators.queries.dashboard import LoadedFigures, OpenYear, UnitWithoutPeople, local_day
from indicators.queries.due_figures import DueFigure
from indicators.queries.open_questions import OpenQuestion
from indicators.queries.unit_reminders import RecentLetters, given_up_first
from indicators.rules.periods import period_of
from indicators.rules.phrases import enumeration
from indicators.wording import dashboard as wording
from indicators.wording import notifications as notification_wording
from indicators.wording.open_questions import question_text
from reports.queries.terms import ReportTerm, is_earlier
from reports.wording import reports as report_wording

_NAMES_LISTED = 3


@dataclass(frozen=True, kw_only=True)
class TaskButton:
    """A button that sends `name=value` to `url`."""

    text: str
    url: str
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """One row; `when_note`: a second, smaller line; `action`: the text of the link to `url`.

    With a `button` the link stands below the texts, and the button in its place.
    """

    title: Sentence
    texts: Sequence[Sentence]
    when: Sentence
    when_note: Sentence | None = None
    is_late: bool = False
    action: str
    url: str
    anchor: str = ""
    button: TaskButton | None = None


def returned_task(figure: DueFigure, *, on: date, is_own: bool) -> Task:
    """Return the row of a returned figure; `is_own`: the person who sees the row corrects it."""
    head = figure.head
    if head is None:
        raise ValueError(figure.period.code)
    person = head.author.get_full_name() or head.author.get_username()
    day, is_late = local_day(head), figure.due_on < on
    return Task(
        title=say("Returned for correction: {name}", name=figure.indicator.name),
        texts=[
            say("{period}, {person}", period=figure.period.label, person=person),
            say("“{comment}”", comment=head.comment),
        ],
        when=wording.returned_ago((on - day).days),
        when_note=wording.due_date_passed(figure.due_on) if is_late else wording.by_day(figure.due_on),
        action=_("Correct") if is_own else _("See the comment"),
        url=reverse("indicators:measurement", args=[figure.indicator.pk, figure.period.code]),
    )


def approval_task(loaded: LoadedFigures) -> Task | None:
    submitted = loaded.submitted
    if not submitted:
        return None
    oldest, count = submitted[0], len(submitted)
    names = {indicator.pk: indicator.name for indicator in loaded.indicators}
    return Task(
        title=say_many("{count} figure to approve", "{count} figures to approve", count, count=count),
        texts=[
            say(
                "Oldest: {indicator}, {period}, submitted on {day}",
                indicator=names[oldest.measurement.indicator_id],
                period=period_of(oldest.measurement.period_code).label,
                day=local_day(oldest),
            )
        ],
        when=wording.oldest_waits((loaded.on - local_day(oldest)).days),
        action=_("Approve"),
        url=reverse("indicators:approval_list"),
        anchor="zatwierdzenie",
    )


def reader_question_task(questions: Sequence[ReaderQuestion], *, on: date) -> Task | None:
    if not questions:
        return None
    first, count = questions[0], len(questions)
    due_on = first.due_on or on
    address = reverse("indicators:reader_question", args=[first.pk])
    return Task(
        title=say_many("{count} reader's question", "{count} readers' questions", count, count=count),
        texts=[
            say("First: about “{indicator}”", indicator=first.indicator.name),
            say("Readers see the promised day of the answer"),
        ],
        when=wording.days_until(due_on, on),
        when_note=wording.by_day(due_on),
        is_late=due_on < on,
        action=_("Reply"),
        url=address if count == 1 else reverse("indicators:reader_question_list"),
        anchor="czytelnicy",
    )


def open_question_task(asked: Mapping[Programme, Sequence[OpenQuestion]], *, published_on: date | None) -> Task | None:
    """Return a row that leads to the questions of the first programme that has any.

    `published_on`: when the first of these programmes was published.
    """
    programme = next((programme for programme, questions in asked.items() if questions), None)
    if programme is None:
        return None
    count, first = sum(map(len, asked.values())), question_text(asked[programme][0])
    when, when_note = wording.since_publication(published_on)
    return Task(
        title=say_many(
            "{count} open question about indicators", "{count} open questions about indicators", count, count=count
        ),
        texts=[say("First: {indicator}: {question}", indicator=first.indicator, question=first.what)],
        when=when,
        when_note=when_note,
        action=_("Decide"),
        url=f"{reverse('indicators:open_question_list')}?{urlencode({'program': programme.slug})}",
        anchor="otwarte",
    )


def report_tasks(terms: Iterable[ReportTerm], *, on: date, several_programmes: bool) -> list[Task]:
    """Return a row for each unpublished report, but not for those that were due more than a year ago."""
    rows = []
    for term in terms:
        if term.published_on is None and not is_earlier(term.due_on, on=on):
            name = report_wording.name_of(term.span)
            title = say("{report}, {years}", report=name, years=wording.programme_label(term.source.programme))
            rows.append(
                Task(
                    title=title if several_programmes else name,
                    texts=[report_wording.what_is_missing(term.source, term.unmet)],
                    when=wording.days_until(term.due_on, on),
                    when_note=wording.by_day(term.due_on),
                    is_late=term.due_on < on,
                    action=_("Open the report"),
                    url=reverse("reports:panel_report", args=[term.source.programme.slug, term.span.code]),
                )
            )
    return rows


def closing_tasks(years: Iterable[OpenYear], *, several_programmes: bool) -> list[Task]:
    """Return a row for each open year of which nothing is missing."""
    rows = []
    for year in years:
        if not year.can_be_closed:
            continue
        row, count, since = year.round_year, len(year.figures), year.last_approved_on
        title = say("The year {year} can be closed", year=str(row.year))
        programme = wording.programme_label(row.programme)
        rows.append(
            Task(
                title=say("{title}, {years}", title=title, years=programme) if several_programmes else title,
                texts=[
                    say_many("{count} figure is approved", "All {count} figures are approved", count, count=count)
                    if count
                    else say("No figure is required for this year."),
                    say("After closing, values are changed by corrections only"),
                ],
                when=say("since {day}", day=since) if since else say("no due date"),
                action=_("Close the year"),
                url=reverse("indicators:round_detail", args=[row.programme.slug, row.year]) + "#h-zamkniecie",
            )
        )
    return rows


def undelivered_tasks(letters: Sequence[Letter], *, is_administrator: bool) -> list[Task]:
    """Return a row for each person whose address is refused, and one for letters that the server refused."""
    of_person: dict[User, list[Letter]] = {}
    of_server: list[Letter] = []
    for letter in letters:
        if letter.recipient is not None and notification_wording.concerns_recipient(letter):
            of_person.setdefault(letter.recipient, []).append(letter)
        else:
            of_server.append(letter)
    rows = [_refused_address_task(person, own, is_administrator=is_administrator) for person, own in of_person.items()]
    return [*rows, _mail_server_task(of_server)] if of_server else rows


def unsent_tasks(letters: RecentLetters) -> list[Task]:
    """Return a row for late letters, and one for those that were given up."""
    action, url = _("Show the letters"), reverse("indicators:notification_list")
    rows = []
    if letters.late:
        count, oldest = len(letters.late), min(letters.late, key=lambda letter: letter.next_try_at)
        rows.append(
            Task(
                title=say_many("{count} letter is late", "{count} letters are late", count, count=count),
                texts=[notification_wording.waiting_since(oldest), notification_wording.why_late()],
                when=say("{day}", day=timezone.localtime(oldest.next_try_at).date()),
                is_late=True,
                action=action,
                url=url,
            )
        )
    if letters.given_up:
        first = given_up_first(letters.given_up)
        rows.append(
            Task(
                title=notification_wording.given_up_title(len(letters.given_up)),
                texts=[notification_wording.given_up_reason(first)],
                when=say("{day}", day=timezone.localtime(first.given_up_at).date()),
                action=action,
                url=url,
            )
        )
    return rows


def _refused_address_task(person: User, letters: Sequence[Letter], *, is_administrator: bool) -> Task:
    """`letters`: of the person, the newest first."""
    newest, count = letters[0], len(letters)
    if is_administrator:
        place = _("Correct the address"), reverse("admin:auth_user_change", args=[person.pk])
    else:
        place = _("Show the letters"), f"{reverse('indicators:notification_list')}?{urlencode({'osoba': person.pk})}"
    return Task(
        title=say("Not delivered: {address}", address=person.email or newest.address),
        texts=[
            say("To: {person}", person=person.get_full_name() or person.get_username()),
            _subjects(newest, count),
            notification_wording.state(newest, on=timezone.now(), is_mail_set_up=True),
            notification_wording.remedy(newest),
        ],
        when=say("{day}", day=timezone.localtime(newest.created_at).date()),
        action=place[0],
        url=place[1],
        button=TaskButton(
            text=_("Queue again"), url=reverse("indicators:requeue"), name="recipient", value=str(person.pk)
        ),
    )


def _mail_server_task(letters: Sequence[Letter]) -> Task:
    newest, count = letters[0], len(letters)
    people = dict.fromkeys(letter.recipient for letter in letters if letter.recipient is not None)
    names = [say("{name}", name=person.get_full_name() or person.get_username()) for person in people]
    listed = enumeration(names[:_NAMES_LISTED])
    if len(names) > _NAMES_LISTED:
        listed = say("{list} and {count} more", list=listed, count=len(names) - _NAMES_LISTED)
    return Task(
        title=say_many("{count} letter not sent", "{count} letters not sent", count, count=count),
        texts=[
            say("To: {person}", person=listed),
            _subjects(newest, count),
            notification_wording.state(newest, on=timezone.now(), is_mail_set_up=True),
            notification_wording.remedy(newest),
        ],
        when=say("{day}", day=timezone.localtime(letters[-1].created_at).date()),
        action=_("Show the letters"),
        url=reverse("indicators:notification_list"),
        button=TaskButton(text=_("Queue again"), url=reverse("indicators:requeue"), name="recipient", value="wszyscy"),
    )


def _subjects(newest: Letter, count: int) -> Sentence:
    if count == 1:
        return say("Subject: “{title}”", title=newest.subject)
    return say_many(
        "Subject: “{title}” and {count} more letter",
        "Subject: “{title}” and {count} more letters",
        count - 1, title=newest.subject, count=count - 1,
    )  # fmt: skip


def empty_unit_tasks(units: Iterable[UnitWithoutPeople], *, on: date, is_administrator: bool) -> list[Task]:
    rows = []
    for row in units:
        count = len(row.indicators)
        texts = [
            say_many(
                "Responsible for {count} indicator; reminders reach nobody",
                "Responsible for {count} indicators; reminders reach nobody",
                count,
                count=count,
            )
        ]
        if not is_administrator:
            texts.append(say("An administrator adds people"))
        action, url = add_person_link(row.unit.pk, is_administrator=is_administrator)
        rows.append(
            Task(
                title=say("No people: {name}", name=row.unit.name),
                texts=texts,
                when=wording.days_until(row.next_due_on, on) if row.next_due_on else say("no due date"),
                when_note=wording.by_day(row.next_due_on) if row.next_due_on else None,
                is_late=row.next_due_on is not None and row.next_due_on < on,
                action=action,
                url=url,
            )
        )
    return rows


def add_person_link(unit_id: int, *, is_administrator: bool) -> tuple[str, str]:
    """Return the text and the address of the link that helps a unit without people."""
    if is_administrator:
        return _("Add a person"), reverse("admin:cooperation_unit_change", args=[unit_id])
    return _("See the figures"), reverse("indicators:completeness")


def missing_addresses_link() -> tuple[str, str]:
    """Return the text and the address of the list of people whom no letter reaches."""
    return _("Who has no address"), reverse("indicators:notification_list") + "#h-bez"


def no_unit_task(loaded: LoadedFigures, indicators: Sequence[Indicator], *, is_administrator: bool) -> Task | None:
    if not indicators:
        return None
    count = len(indicators)
    administration = reverse("admin:indicators_indicator_changelist")
    when, when_note = wording.since_publication(loaded.published_on(indicator.programme for indicator in indicators))
    return Task(
        title=say_many("{count} indicator without a unit", "{count} indicators without a unit", count, count=count),
        texts=[say("Until a unit is chosen, the coordinator is responsible")],
        when=when,
        when_note=when_note,
        action=_("Choose the unit") if is_administrator else _("See the indicators"),
        url=administration if is_administrator else reverse("indicators:open_question_list"),
    )


def earlier_reports_task(terms: Iterable[ReportTerm], *, on: date) -> Task | None:
    earlier = [term for term in terms if term.published_on is None and is_earlier(term.due_on, on=on)]
    if not earlier:
        return None
    count = len(earlier)
    return Task(
        title=say_many(
            "{count} earlier report is not published here",
            "{count} earlier reports are not published here",
            count,
            count=count,
        ),
        texts=[say("Their statutory due date passed more than a year ago")],
        when=wording.due_date_passed(earlier[-1].due_on),
        action=_("See the reports"),
        url=reverse("reports:report_list"),
    )
