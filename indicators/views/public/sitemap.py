"""/sitemap.xml: every published page in both languages, each naming the other."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from cooperation.models import Programme
from cooperation.services.addresses import absolute
from cooperation.web.public_pages import public_page
from indicators.queries import results as read
from indicators.queries.published import version_of
from indicators.queries.sitemap import published_pages

# Pages of the portal itself; those of a programme follow from what is published.
OF_THE_PORTAL = (
    *(
        f"indicators:{name}"
        for name in ("home", "programme_list", "changes", "method", "accessibility", "privacy", "help")
    ),
    "reports:api_docs",
)
OF_A_PROGRAMME = (
    *(f"indicators:{name}" for name in ("programme_detail", "diagnosis", "action_list", "compare")),
    "reports:reports",
    "reports:data",
)


def _all() -> tuple[list[Programme], str]:
    programmes = read.published_programmes()
    return programmes, ",".join(version_of(programme) for programme in programmes)


@public_page(_all)
def sitemap(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    pages = []
    for address, changed in _pages(programmes):
        twins = {
            "polish": absolute(address),
            "english": absolute(f"/en{address}"),
            "changed": timezone.localtime(changed).isoformat(timespec="seconds") if changed else "",
        }
        pages += [twins | {"address": twins[language]} for language in ("polish", "english")]
    return render(request, "indicators/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _pages(programmes: list[Programme]) -> Iterator[tuple[str, datetime | None]]:
    """Polish addresses, each with the moment its content last changed."""
    with translation.override("pl"):
        yield from ((reverse(name), None) for name in OF_THE_PORTAL)
        for one in published_pages(programmes):
            slug, changed = one.programme.slug, one.programme.content_changed_at
            yield from ((reverse(name, args=[slug]), changed) for name in OF_A_PROGRAMME)
            yield from ((reverse("indicators:goal_detail", args=[slug, position]), changed) for position in one.goals)
            yield from ((reverse("indicators:indicator_detail", args=[pk]), changed) for pk in one.indicators)
