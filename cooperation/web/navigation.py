"""Template context of what surrounds every page: navigation, breadcrumbs, footer."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.queries.offices import office_identity
from cooperation.rendering import render
from cooperation.roles import is_coordinator, is_officer, may_administer
from cooperation.text import Sentence, typeset
from cooperation.web.context import Context
from cooperation.web.previews import is_preview


def public_frame(
    request: HttpRequest,
    programme: Programme | None,
    *,
    crumbs: list[tuple[str, str | None]] | None = None,
    office: dict[str, str] | None = None,
) -> Context:
    """Return the context of a public page of a programme, or without one, of the whole portal.

    `crumbs`: (label, address or None for the present page). `office`: the mapping of `office_identity`, if loaded.
    """
    links: list[tuple[str, str]] = []
    if programme is not None:
        links = [
            (_("Programme"), reverse("indicators:programme_detail", args=[programme.slug])),
            (_("Diagnosis"), reverse("indicators:diagnosis", args=[programme.slug])),
            (_("Actions"), reverse("indicators:action_list", args=[programme.slug])),
            (_("Reports"), reverse("reports:published_report_list", args=[programme.slug])),
            (_("Data"), reverse("reports:data", args=[programme.slug])),
        ]
    if not is_preview(request):  # the register does not show a programme in preparation
        query = f"?program={programme.slug}" if programme is not None else ""
        links.append((_("Changes"), reverse("indicators:changes") + query))
    links += [
        (_("All programmes"), reverse("indicators:programme_list")),
        (_("Method"), reverse("indicators:method")),
    ]
    return {
        "programme": programme,
        "office": office if office is not None else office_identity(),
        "is_staff_page": False,
        "form": None,
        "nav_links": [
            {"label": label, "url": url, "current": url.partition("?")[0] == request.path} for label, url in links
        ],
        "crumbs": crumbs or [],
        "footer_links": [
            {"label": _("How we count: the method"), "url": reverse("indicators:method")},
            {"label": _("All programmes"), "url": reverse("indicators:programme_list")},
        ],
    }


def staff_frame(
    request: HttpRequest,
    *,
    programme: Programme | None = None,
    crumbs: list[tuple[str, str | None]] | None = None,
    counts: Mapping[str, int] | None = None,
) -> Context:
    """Return the context of a panel page, with the links that the user's roles allow.

    `counts`: address of a link -> how much waits there; zero is not shown.
    """
    links = [(_("To do"), reverse("reports:dashboard"))]
    if is_coordinator(request.user):
        links.append((_("Approval"), reverse("indicators:approval_list")))
        links.append((_("Questions"), reverse("indicators:open_question_list")))
        links.append((_("Rounds"), reverse("indicators:round_list")))
        links.append((_("Reports"), reverse("reports:report_list")))
    if is_coordinator(request.user) or is_officer(request.user):
        links.append((_("Completeness"), reverse("indicators:completeness")))
    links.append((_("Notifications"), reverse("indicators:notification_list")))
    if may_administer(request.user):
        links.append((_("Administration"), reverse("admin:index")))
    return {
        "programme": programme,
        "is_staff_page": True,
        "nav_links": [
            {"label": counted(label, (counts or {}).get(url, 0)), "url": url, "current": url == request.path}
            for label, url in links
        ],
        "crumbs": crumbs or [],
        "footer_links": [{"label": _("How we count: the method"), "url": reverse("indicators:method")}],
    }


def counted(label: str, count: int) -> str:
    """Return the label of a link with the number of what waits there; zero is not shown."""
    return format_html('{} <span class="waiting">{}</span>', label, count) if count else label


def programme_crumbs(programme: Programme, *rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the crumbs "Programmes / 2021–2025 / …"; the last one has no address."""
    programme_url = None if not rest else reverse("indicators:programme_detail", args=[programme.slug])
    return [(_("Programmes"), reverse("indicators:programme_list")), (programme.year_span, programme_url), *rest]


def in_polish(text: str) -> SafeString:
    """Return a quotation from the programme, marked as Polish for pages in English."""
    return format_html('<span lang="pl">{}</span>', text)


def figure_crumb(name: str, period: Sentence) -> SafeString:
    """Return the crumb of a figure: “Liczba warsztatów, 2024”."""
    return format_html("{}, {}", in_polish(typeset(name)), render(period))
