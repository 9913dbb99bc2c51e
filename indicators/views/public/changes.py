"""The public register of changes, as a page and as an Atom feed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.models import Change, Programme
from cooperation.queries.offices import office_identity
from cooperation.roles import Role
from cooperation.services.addresses import absolute_url, portal_host
from cooperation.text import Sentence, capitalized, full_stop, say, strip_invalid_xml
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.pagination import page_or_404
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
from indicators.models import Indicator
from indicators.queries import changes as change_queries
from indicators.queries.changes import ChangeCounts, ChangeFilter
from indicators.queries.indicators import indicators_of_goal
from indicators.queries.programmes import (
    goal_with_version,
    indicator_with_version,
    programme_with_version,
    published_programmes,
    version_of,
)
from indicators.wording import changes as change_wording

LINES_PER_PAGE = 50
ENTRIES_PER_FEED_PAGE = 100
# Values of the query parameter `rodzaj`, which are permanent; labels on the page may change.
KINDS = {
    "wczytanie": Change.Kind.PROGRAMME_LOADED,
    "zatwierdzenie": Change.Kind.FIGURE_APPROVED,
    "sprostowanie": Change.Kind.FIGURE_CORRECTED,
    "okres": Change.Kind.ROUND_CHANGED,
    "rozstrzygniecie": Change.Kind.RULING,
    "zmiana-programu": Change.Kind.AMENDED,
    "opis": Change.Kind.EDITED,
    "publikacja": Change.Kind.PUBLISHED,
    "wycofanie": Change.Kind.HIDDEN,
    "dowod": Change.Kind.EVIDENCE,
    "sprawozdanie": Change.Kind.REPORT_PUBLISHED,
    "pytanie": Change.Kind.ANSWERED,
    "errata": Change.Kind.ERRATUM,
    "bip": Change.Kind.REPORT_LOCATED,
    "wycofanie-wskaznika": Change.Kind.INDICATOR_WITHDRAWN,
    "dane-osobowe": Change.Kind.REDACTED,
}
ROLE_LABELS: dict[str, Sentence] = {
    Role.OFFICER: say("officer"),
    Role.COORDINATOR: say("coordinator"),
    Role.ADMINISTRATOR: say("administrator"),
}
NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One line of the register with its sentence and its link."""

    change: Change
    sentence: Sentence
    who: str
    url: str
    programme: Programme

    @property
    def kind(self) -> str:
        return str(self.change.get_kind_display())


def _published_programmes() -> tuple[list[Programme], str]:
    """Return the programmes with the version of the page; without a programme only the office's name varies."""
    programmes = published_programmes()
    version = ",".join(version_of(programme) for programme in programmes)
    return programmes, f"changes:{version or office_identity()}"


@public_page(_published_programmes)
def changes(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    change_filter = _change_filter(request, programmes)
    counts = change_queries.count_changes(programmes)
    total = counts.total(change_filter)
    page, pages = _page_number(request, total, LINES_PER_PAGE)
    rows = (
        change_queries.list_changes(change_filter, programmes, first=(page - 1) * LINES_PER_PAGE, limit=LINES_PER_PAGE)
        if total
        else []
    )
    lines = _lines(rows, programmes)
    programme, feed = change_filter.programme, reverse("indicators:changes_feed")
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: _day(line.change))],
        "change_count": total,
        "public_head": change_queries.public_head(programmes),
        "is_everything": change_filter.is_everything,
        "filters": _filters(change_filter, counts, programmes),
        "page": page,
        "pages": pages,
        "earlier_url": _address(request.path, change_filter, page + 1) if page < pages else "",
        "later_url": _address(request.path, change_filter, page - 1) if page > 1 else "",
        "names_programme": programme is None and sum(not programme_.is_example for programme_ in programmes) > 1,
        "filtered_feed_url": reverse("indicators:programme_feed", args=[programme.slug]) if programme else feed,
        "calendar_url": reverse("reports:programme_calendar", args=[programme.slug]) if programme else "",
    }
    crumbs: list[tuple[str, str | None]] = [(_("Register of changes"), None)]
    office = office_identity()
    frame = public_frame(request, programme, crumbs=crumbs, office=office)
    return render(request, "indicators/changes.html", {**frame, **context})


@public_page(_published_programmes)
def changes_feed(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    """Return the register as a paged feed."""
    programme = _programme(request, programmes)
    total = change_queries.count_changes(programmes).total(ChangeFilter(programme))
    title = _("Changes: %(title)s") % {"title": programme.title} if programme else _("Register of changes")
    feed = Feed(
        title=title,
        tag=f"zmiany/{programme.slug}" if programme else "zmiany",
        page=_address(reverse("indicators:changes"), ChangeFilter(programme)),
        change_filter=ChangeFilter(programme),
    )
    return feed_response(request, feed, programmes, total)


@public_page(programme_with_version)
def programme_feed(request: HttpRequest, programme: Programme) -> HttpResponse:
    feed = Feed(
        title=_("Changes: %(title)s") % {"title": programme.title},
        tag=f"zmiany/{programme.slug}",
        page=_address(reverse("indicators:changes"), ChangeFilter(programme)),
        change_filter=ChangeFilter(programme),
    )
    return feed_response(request, feed, [programme])


@public_page(goal_with_version)
def goal_feed(request: HttpRequest, goal: SpecificGoal) -> HttpResponse:
    programme = goal.main_goal.programme
    feed = Feed(
        title=_("Changes of goal %(number)s: %(text)s") % {"number": goal.position, "text": goal.text},
        tag=f"zmiany/{programme.slug}/cel/{goal.position}",
        page=reverse("indicators:goal_detail", args=[programme.slug, goal.position]),
        change_filter=ChangeFilter(programme, indicators=indicators_of_goal(goal.pk)),
    )
    return feed_response(request, feed, [programme])


@public_page(indicator_with_version)
def indicator_feed(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    feed = Feed(
        title=_("Changes of the indicator: %(name)s") % {"name": indicator.name},
        tag=f"zmiany/wskaznik/{indicator.pk}",
        page=reverse("indicators:indicator_detail", args=[indicator.pk]),
        change_filter=ChangeFilter(indicator.programme, indicators=(indicator.pk,)),
    )
    return feed_response(request, feed, [indicator.programme])


@dataclass(frozen=True, kw_only=True)
class Feed:
    """An Atom feed: its title, the part of its permanent id, the page that shows the same, and its changes."""

    title: str
    tag: str
    page: str
    change_filter: ChangeFilter


def feed_response(
    request: HttpRequest, feed: Feed, programmes: list[Programme], total: int | None = None
) -> HttpResponse:
    """Return a paged feed (RFC 5005); an entry's id (portal, change, language) is permanent.

    `total`: the number of changes, if the caller has it.
    """
    if total is None:
        total = change_queries.count_matching(feed.change_filter, programmes)
    page, pages = _page_number(request, total, ENTRIES_PER_FEED_PAGE)
    rows = change_queries.list_changes(
        feed.change_filter, programmes, first=(page - 1) * ENTRIES_PER_FEED_PAGE, limit=ENTRIES_PER_FEED_PAGE
    )
    lines = _lines(rows, programmes)
    programme, office = feed.change_filter.programme, office_identity()
    language = get_language() or ""
    tag, twin = f"tag:{portal_host()},2021:", "" if language == "pl" else f"/{language}"
    slug = request.GET.get("program", "")
    self_filter = ChangeFilter(programme if slug else None)
    beside = {"first": 1, "previous": page - 1, "next": page + 1, "last": pages}
    context = {
        "language": language,
        "title": strip_invalid_xml(f"{_example_mark(programme)}{feed.title}"),
        "id": f"{tag}{feed.tag}{twin}",
        "updated": _moment(lines[0].change) if lines else "2021-01-01T00:00:00+01:00",
        "self": absolute_url(_address(request.path, self_filter, page)),
        "pages": {
            rel: absolute_url(_address(request.path, self_filter, number))
            for rel, number in beside.items()
            if pages > 1 and 1 <= number <= pages
        },
        "page": absolute_url(feed.page),
        "author": strip_invalid_xml(office.get("name") or _("Monitoring of the cooperation programme")),
        "entries": [
            {
                "id": f"{tag}zmiana/{line.change.pk}{twin}",
                "title": strip_invalid_xml(_entry_title(line, names_programme=programme is None)),
                "updated": _moment(line.change),
                "url": absolute_url(line.url),
                "kind": line.change.kind,
                "label": line.kind,
                "text": strip_invalid_xml(
                    f"{full_stop(capitalized(line.who or line.kind))} {line.change.text}".rstrip()
                ),
            }
            for line in lines
        ],
    }
    return render(request, "indicators/changes.xml", context, content_type="application/atom+xml; charset=utf-8")


# --- query parameters ---------------------------------------------------------------------------------------------


def _change_filter(request: HttpRequest, programmes: list[Programme]) -> ChangeFilter:
    """Read `?program=2021-2025&rodzaj=sprostowanie&rok=2024`; raise `Http404` for a value that is not allowed."""
    kind, year = request.GET.get("rodzaj", ""), request.GET.get("rok", "")
    if kind and kind not in KINDS:
        raise Http404
    return ChangeFilter(_programme(request, programmes), KINDS[kind] if kind else None, _number(year))


def _programme(request: HttpRequest, programmes: list[Programme]) -> Programme | None:
    slug = request.GET.get("program", "")
    programme = next((programme for programme in programmes if programme.slug == slug), None)
    if slug and programme is None:
        raise Http404
    return programme


def _page_number(request: HttpRequest, total: int, size: int) -> tuple[int, int]:
    """Return the requested page and the number of pages; an empty register has one page."""
    page = page_or_404(request, range(total), size)
    return page.number, page.paginator.num_pages


def _number(text: str) -> int | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text) or int(text) > 9999:
        raise Http404
    return int(text)


def _address(path: str, change_filter: ChangeFilter, page: int = 1) -> str:
    """Return the address of a choice without empty parameters, so that it has one address."""
    word = next((word for word, kind in KINDS.items() if kind == change_filter.kind), "")
    slug = change_filter.programme.slug if change_filter.programme else ""
    parts = {"program": slug, "rodzaj": word, "rok": change_filter.year, "strona": page if page > 1 else None}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path


def _filters(change_filter: ChangeFilter, counts: ChangeCounts, programmes: list[Programme]) -> list[Context]:
    """Return the selects of the form with the number of lines of each option; one programme needs no select."""
    of_programme, kinds, years = (
        counts.by_programme(),
        counts.kinds(change_filter.programme),
        counts.years(change_filter.programme),
    )
    filters = []
    if len(programmes) > 1 or change_filter.programme:
        options = [
            (programme.slug, _programme_label(programme), of_programme[programme.pk]) for programme in programmes
        ]
        chosen = change_filter.programme.slug if change_filter.programme else ""
        filters.append({"name": "program", "label": _("Programme"), "options": options, "selected": chosen})
    words = [
        (word, str(kind.label), kinds[kind])
        for word, kind in KINDS.items()
        if kinds[kind] or kind == change_filter.kind
    ]
    chosen = next((word for word, kind in KINDS.items() if kind == change_filter.kind), "")
    filters.append({"name": "rodzaj", "label": _("Type of change"), "options": words, "selected": chosen})
    known = sorted({*years} | ({change_filter.year} if change_filter.year else set()), reverse=True)
    options = [(str(year), str(year), years[year]) for year in known]
    chosen = str(change_filter.year or "")
    filters.append({"name": "rok", "label": _("Year of the change"), "options": options, "selected": chosen})
    return filters


def _programme_label(programme: Programme) -> str:
    label = ", ".join(part for part in (programme.year_span, programme.issuer) if part)
    return _("%(programme)s – example data") % {"programme": label} if programme.is_example else label


# --- lines --------------------------------------------------------------------------------------------------------


def _lines(rows: Iterable[Change], programmes: list[Programme]) -> list[RegisterLine]:
    by_id = {programme.pk: programme for programme in programmes}
    return [_line(row, by_id[row.programme_id]) for row in rows]


def _line(row: Change, programme: Programme) -> RegisterLine:
    text = change_wording.change_text(row)
    role = rendering.render(ROLE_LABELS[row.role]) if row.role in ROLE_LABELS else ""
    if text.indicator_id:
        url = reverse("indicators:indicator_detail", args=[text.indicator_id])
    elif row.object_type == "annualreport":  # the app `reports` may not be imported here
        url = reverse("reports:report_version", args=[programme.slug, row.details["code"], row.details["version"]])
    else:
        url = reverse("indicators:programme_detail", args=[programme.slug])
    who = ", ".join(part for part in (role, row.unit_name) if part)
    return RegisterLine(change=row, sentence=text.sentence, who=who, url=url, programme=programme)


def _day(row: Change) -> date:
    return timezone.localtime(row.at).date()


def _moment(row: Any) -> str:  # a Change with the annotation `at_place`
    """Return the moment of an entry, which is unique in the feed: simultaneous changes are a microsecond apart."""
    return (timezone.localtime(row.at) + timedelta(microseconds=row.at_place - 1)).isoformat()


def _entry_title(line: RegisterLine, *, names_programme: bool) -> str:
    """The feed of all programmes adds the title that the programme had at the time of the change."""
    title = f"{_example_mark(line.programme)}{rendering.render(line.sentence)}"
    return f"{title} ({line.change.programme_title})" if names_programme and line.change.programme_title else title


def _example_mark(programme: Programme | None) -> str:
    """Return the mark that every text about an example programme carries outside the portal."""
    if programme is None or not programme.is_example:
        return ""
    mark = _("example data")
    return f"[{mark}] "
