"""The sitemap: every published page in both languages, each with a link to the other."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from cooperation.models import Programme
from cooperation.services.addresses import absolute_url
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import published_programmes, version_of
from indicators.queries.sitemap import published_pages

PORTAL_PAGES = (
    *(
        f"indicators:{name}"
        for name in ("home", "programme_list", "changes", "method", "accessibility", "privacy", "help")
    ),
    "reports:api_docs",
)
PROGRAMME_PAGES = (
    *(f"indicators:{name}" for name in ("programme_detail", "diagnosis", "action_list", "comparison")),
    "reports:published_report_list",
    "reports:data",
)


def _published_programmes() -> tuple[list[Programme], str]:
    programmes = published_programmes()
    return programmes, ",".join(version_of(programme) for programme in programmes)


@public_page(_published_programmes)
def sitemap(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    pages = []
    for address, changed in _pages(programmes):
        twins = {
            "polish": absolute_url(address),
            "english": absolute_url(f"/en{address}"),
            "changed": timezone.localtime(changed).isoformat(timespec="seconds") if changed else "",
        }
        pages += [twins | {"address": twins[language]} for language in ("polish", "english")]
    return render(request, "indicators/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _pages(programmes: list[Programme]) -> Iterator[tuple[str, datetime | None]]:
    """Yield the Polish addresses, each with the time of the last change of its content."""
    with translation.override("pl"):
        yield from ((reverse(name), None) for name in PORTAL_PAGES)
        for content in published_pages(programmes):
            slug, changed = content.programme.slug, content.programme.content_changed_at
            yield from ((reverse(name, args=[slug]), changed) for name in PROGRAMME_PAGES)
            yield from (
                (reverse("indicators:goal_detail", args=[slug, position]), changed) for position in content.goals
            )
            yield from ((reverse("indicators:indicator_detail", args=[pk]), changed) for pk in content.indicators)
