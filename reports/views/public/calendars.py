"""The calendar of a programme: when data are due, when reports are due and when they were published."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.models import Programme
from cooperation.services.addresses import absolute_url, portal_host
from cooperation.text import Sentence, capitalized, say, say_many
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import programme_with_version
from indicators.queries.results import Results, load_results
from indicators.rules.periods import Period
from indicators.rules.phrases import period_name
from reports.exports.calendar import CalendarEvent, calendar_text
from reports.queries.reports import ReportVersions, reports_of_programmes
from reports.wording import reports as report_wording


@public_page(programme_with_version)
def programme_calendar(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    events = [*_data_events(results), *_expected_events(results), *_report_events(programme)]
    text = calendar_text(
        sorted(events, key=lambda event: (event.day, event.key)),
        name=_marked(programme, _("Due dates: %(title)s") % {"title": programme.title}),
        host=portal_host(),
        changed_at=programme.content_changed_at or datetime(2021, 1, 1, tzinfo=UTC),
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="terminy-{programme.slug}.ics"'
    return response


def _marked(programme: Programme, text: str) -> str:
    """Return the text with the mark that an example programme carries outside the portal."""
    mark = _("example data")
    return f"[{mark}] {text}" if programme.is_example else text


def _data_events(results: Results) -> Iterator[CalendarEvent]:
    """Yield the due date of each period, with the number of indicators that are measured in it."""
    programme = results.programme
    due: Counter[tuple[date, str]] = Counter()
    periods: dict[str, Period] = {}
    for _node, reading in results.required():
        due[reading.due_on, reading.period.code] += 1
        periods[reading.period.code] = reading.period
    page = absolute_url(reverse("indicators:action_list", args=[programme.slug]))
    for (day, code), number in due.items():
        title = rendering.render(say("Data due for {period}", period=period_name(periods[code])))
        details = rendering.render(_number_of_indicators(number))
        yield CalendarEvent(
            key=f"dane.{programme.slug}.{code}", day=day, title=_marked(programme, title), details=details, url=page
        )


def _expected_events(results: Results) -> Iterator[CalendarEvent]:
    """Yield the day on which the office expects data that are in preparation."""
    programme = results.programme
    for node, reading in results.required():
        if reading.expected_on is None:
            continue
        title = say("Data expected: “{indicator}”, {period}", indicator=node.name, period=period_name(reading.period))
        yield CalendarEvent(
            key=f"spodziewane.{programme.slug}.{node.id}.{reading.period.code}",
            day=reading.expected_on,
            title=_marked(programme, rendering.render(title)),
            details=rendering.render(say("The due date was {day}.", day=reading.due_on)),
            url=absolute_url(reverse("indicators:indicator_detail", args=[node.id])),
        )


def _number_of_indicators(number: int) -> Sentence:
    return say_many(
        "{number} indicator is measured in this period.",
        "{number} indicators are measured in this period.",
        number,
        number=number,
    )


def _report_events(programme: Programme) -> Iterator[CalendarEvent]:
    for versions in reports_of_programmes([programme]):
        name = capitalized(rendering.render(report_wording.name_of(versions.span)))
        key = f"sprawozdanie.{programme.slug}.{versions.span.code}"
        if versions.newest is None:
            title = rendering.render(say("Publication due: {report}", report=name))
            yield _report_event(programme, versions, f"{key}-termin", versions.due_on, title)
        for publication in versions.publications:
            day = timezone.localtime(publication.published_at).date()
            title = rendering.render(
                say("Published: {report}, version {version}", report=name, version=str(publication.version))
            )
            yield _report_event(programme, versions, f"{key}-v{publication.version}", day, title)


def _report_event(programme: Programme, versions: ReportVersions, key: str, day: date, title: str) -> CalendarEvent:
    is_published = versions.newest is not None
    name = "reports:report" if is_published else "reports:published_report_list"
    args = [programme.slug, versions.span.code] if is_published else [programme.slug]
    url = absolute_url(reverse(name, args=args))
    return CalendarEvent(key=key, day=day, title=_marked(programme, title), details=programme.title, url=url)
