"""The register of changes: what the public saw change, when, by whom, why; as a page and as an Atom feed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
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
from cooperation.queries.offices import office_of
from cooperation.roles import Role
from cooperation.services.addresses import absolute, portal_host
from cooperation.text import Sentence, capitalized, full_stop, in_xml, say
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.queries import changes as change_queries
from indicators.queries import results as read
from indicators.queries.changes import ChangeCounts, ChangeFilter
from indicators.queries.published import version_of
from indicators.wording import changes as change_wording

PER_PAGE = 50
IN_FEED = 100
# What an address says, for ever; the words on the page may change.
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
ROLES: dict[str, Sentence] = {
    Role.OFFICER: say("officer"),
    Role.COORDINATOR: say("coordinator"),
    Role.ADMINISTRATOR: say("administrator"),
}
NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Line:
    """One line of the register, ready to be read."""

    change: Change
    sentence: Sentence
    who: str
    url: str
    programme: Programme

    @property
    def kind(self) -> str:
        return str(self.change.get_kind_display())


def _published() -> tuple[list[Programme], str]:
    programmes = read.published_programmes()
    version = ",".join(version_of(programme) for programme in programmes)
    return programmes, f"changes:{version or office_of(None)}"


@public_page(_published)
def changes(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    asked = _asked(request, programmes)
    counts = change_queries.count_changes(programmes)
    total = counts.total(asked)
    page, pages = _page(request, total, PER_PAGE)
    rows = change_queries.list_changes(asked, programmes, first=(page - 1) * PER_PAGE, limit=PER_PAGE) if total else []
    lines = _told(rows, programmes)
    programme, feed = asked.programme, reverse("indicators:changes_feed")
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: _day(line.change))],
        "total": total,
        "is_everything": asked.is_everything,
        "filters": _filters(asked, counts, programmes),
        "page": page,
        "pages": pages,
        "earlier": _address(request.path, asked, page + 1) if page < pages else "",
        "later": _address(request.path, asked, page - 1) if page > 1 else "",
        "several": programme is None and sum(not one.is_example for one in programmes) > 1,
        "feed": _address(feed, ChangeFilter(programme)),
    }
    crumbs: list[tuple[str, str | None]] = [(_("Register of changes"), None)]
    office = office_of(programme or (programmes[0] if programmes else None))
    frame = public_frame(request, programme, crumbs=crumbs, office=office)
    return render(request, "indicators/changes.html", {**frame, **context})


@public_page(_published)
def changes_feed(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    """The register as a feed in pages of a hundred lines (RFC 5005). Ids are permanent: portal, line, language."""
    asked = ChangeFilter(_programme(request, programmes))
    page, pages = _page(request, change_queries.count_changes(programmes).total(asked), IN_FEED)
    rows = change_queries.list_changes(asked, programmes, first=(page - 1) * IN_FEED, limit=IN_FEED)
    lines = _told(rows, programmes)
    programme, office = asked.programme, office_of(programmes[0] if programmes else None)
    language = get_language() or ""
    tag, twin = f"tag:{portal_host()},2021:", "" if language == "pl" else f"/{language}"
    title = _("Changes: %(title)s") % {"title": programme.title} if programme else _("Register of changes")
    beside = {"first": 1, "previous": page - 1, "next": page + 1, "last": pages}
    context = {
        "language": language,
        "title": in_xml(f"{_marked(programme)}{title}"),
        "id": f"{tag}zmiany{f'/{programme.slug}' if programme else ''}{twin}",
        "updated": _moment(lines[0].change) if lines else "2021-01-01T00:00:00+01:00",
        "self": absolute(_address(request.path, asked, page)),
        "pages": {
            rel: absolute(_address(request.path, asked, number))
            for rel, number in beside.items()
            if pages > 1 and 1 <= number <= pages
        },
        "page": absolute(_address(reverse("indicators:changes"), asked)),
        "author": in_xml(office.get("name") or _("Monitoring of the cooperation programme")),
        "entries": [
            {
                "id": f"{tag}zmiana/{line.change.pk}{twin}",
                "title": in_xml(_entry_title(line, names_programme=programme is None)),
                "updated": _moment(line.change),
                "url": absolute(line.url),
                "kind": line.change.kind,
                "label": line.kind,
                "text": in_xml(f"{full_stop(capitalized(line.who or line.kind))} {line.change.text}".rstrip()),
            }
            for line in lines
        ],
    }
    return render(request, "indicators/changes.xml", context, content_type="application/atom+xml; charset=utf-8")


# --- what is asked for --------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, programmes: list[Programme]) -> ChangeFilter:
    """?program=2021-2025&rodzaj=sprostowanie&rok=2024: closed lists; anything else is no address of this portal."""
    kind, year = request.GET.get("rodzaj", ""), request.GET.get("rok", "")
    if kind and kind not in KINDS:
        raise Http404
    return ChangeFilter(_programme(request, programmes), KINDS[kind] if kind else None, _number(year))


def _programme(request: HttpRequest, programmes: list[Programme]) -> Programme | None:
    slug = request.GET.get("program", "")
    found = next((one for one in programmes if one.slug == slug), None)
    if slug and found is None:
        raise Http404
    return found


def _page(request: HttpRequest, total: int, size: int) -> tuple[int, int]:
    """The page that is asked for, and how many there are; the first one always exists."""
    page, pages = _number(request.GET.get("strona", "")) or 1, max(1, -(-total // size))
    if page > pages:
        raise Http404
    return page, pages


def _number(text: str) -> int | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text) or int(text) > 9999:
        raise Http404
    return int(text)


def _address(path: str, asked: ChangeFilter, page: int = 1) -> str:
    """The same choice has one address, whatever the form sent."""
    word = next((word for word, kind in KINDS.items() if kind == asked.kind), "")
    slug = asked.programme.slug if asked.programme else ""
    parts = {"program": slug, "rodzaj": word, "rok": asked.year, "strona": page if page > 1 else None}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path


def _filters(asked: ChangeFilter, counts: ChangeCounts, programmes: list[Programme]) -> list[dict[str, Any]]:
    """Each list with how many lines a choice has; of one programme there is nothing to choose."""
    of_programme, kinds, years = counts.by_programme(), counts.kinds(asked.programme), counts.years(asked.programme)
    found = []
    if len(programmes) > 1 or asked.programme:
        options = [(one.slug, _programme_label(one), of_programme[one.pk]) for one in programmes]
        chosen = asked.programme.slug if asked.programme else ""
        found.append({"name": "program", "label": _("Programme"), "options": options, "chosen": chosen})
    words = [(word, str(kind.label), kinds[kind]) for word, kind in KINDS.items() if kinds[kind] or kind == asked.kind]
    chosen = next((word for word, kind in KINDS.items() if kind == asked.kind), "")
    found.append({"name": "rodzaj", "label": _("Kind of change"), "options": words, "chosen": chosen})
    known = sorted({*years} | ({asked.year} if asked.year else set()), reverse=True)
    options = [(str(year), str(year), years[year]) for year in known]
    chosen = str(asked.year or "")
    found.append({"name": "rok", "label": _("Year of the change"), "options": options, "chosen": chosen})
    return found


def _programme_label(programme: Programme) -> str:
    label = ", ".join(part for part in (programme.year_span, programme.issuer) if part)
    return _("%(programme)s – example data") % {"programme": label} if programme.is_example else label


# --- how it is told -----------------------------------------------------------------------------------------------


def _told(rows: Iterable[Change], programmes: list[Programme]) -> list[Line]:
    by_id = {programme.pk: programme for programme in programmes}
    return [_line(row, by_id[row.programme_id]) for row in rows]


def _line(row: Change, programme: Programme) -> Line:
    told = change_wording.change(row)
    role = rendering.render(ROLES[row.role]) if row.role in ROLES else ""
    if told.indicator_id:
        url = reverse("indicators:indicator_detail", args=[told.indicator_id])
    elif row.object_type == "annualreport":  # named, not imported: the app above
        url = reverse("reports:report_version", args=[programme.slug, row.details["code"], row.details["version"]])
    else:
        url = reverse("indicators:programme_detail", args=[programme.slug])
    who = ", ".join(part for part in (role, row.unit_name) if part)
    return Line(row, told.sentence, who, url, programme)


def _day(row: Change) -> Any:
    return timezone.localtime(row.at).date()


def _moment(row: Any) -> str:
    """No two entries of a feed have the same moment: lines written at once follow each other by a microsecond."""
    return (timezone.localtime(row.at) + timedelta(microseconds=row.at_place - 1)).isoformat()


def _entry_title(line: Line, *, names_programme: bool) -> str:
    """In the feed over all programmes with the programme's title on the day of the change."""
    title = f"{_marked(line.programme)}{rendering.render(line.sentence)}"
    return f"{title} ({line.change.programme_title})" if names_programme and line.change.programme_title else title


def _marked(programme: Programme | None) -> str:
    """Example data are marked in whatever leaves the portal."""
    return f"[{_('example data')}] " if programme is not None and programme.is_example else ""
