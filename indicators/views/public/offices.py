"""Pages that the portal owes its readers: accessibility statement, personal data, help."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cooperation.models import Office
from cooperation.queries.offices import body_names, full_office, identity_of
from cooperation.services.addresses import absolute
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.rules.reader_questions import DAYS_TO_ANSWER
from indicators.services import reader_questions
from indicators.views.public.method import office_alone

State, Method = Office.State, Office.Method


def _identity() -> tuple[Office | None, str]:
    found = full_office()
    facts = {name: value for name, value in vars(found).items() if not name.startswith("_")} if found else {}
    return found, f"identity:{facts}"


@public_page(_identity)
def accessibility(request: HttpRequest, identity: Office | None) -> HttpResponse:
    """The statement with the identifiers of the ministry's conditions; a draft until the office has filled it in."""
    one = identity or Office()
    state = one.accessibility_state or State.PARTLY
    context = {
        "one": one,
        "state": state,
        "has_gaps": state != State.COMPLIANT,
        "is_external": one.accessibility_method == Method.EXTERNAL,
        "missing": _missing(one),
        # The form takes addresses of the web only; whatever else got into the table is no link.
        "costs": one.accessibility_costs if one.accessibility_costs.startswith(("https://", "http://")) else "",
        "url": absolute("/"),
        "email": one.accessibility_email or one.email,
        "phone": one.accessibility_phone or one.phone,
        "contact": one.accessibility_contact or one.name,
    }
    return _page(request, "indicators/accessibility.html", identity, _("Accessibility statement"), context)


@public_page(_identity)
def privacy(request: HttpRequest, identity: Office | None) -> HttpResponse:
    one = identity or Office()
    context = {
        "one": one,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "days_to_confirm": reader_questions.LINK_LIVES.days,
        "days_letters_wait": reader_questions.LETTERS_WAIT.days,
        "days_declined_stay": reader_questions.DECLINED_STAYS.days,
    }
    return _page(request, "indicators/privacy.html", identity, _("Personal data"), context)


@public_page(office_alone)
def help_page(request: HttpRequest, office: dict[str, Any]) -> HttpResponse:
    frame = public_frame(request, None, crumbs=[(_("Help"), None)], office=office)
    context = {"days_to_answer": DAYS_TO_ANSWER, "bodies": body_names(office)}
    return render(request, "indicators/help.html", {**frame, **context})


def _page(
    request: HttpRequest, template: str, identity: Office | None, title: str, context: dict[str, Any]
) -> HttpResponse:
    office = identity_of(identity) if identity else {}
    return render(request, template, {**public_frame(request, None, crumbs=[(title, None)], office=office), **context})


def _missing(one: Office) -> list[str]:
    """What the law asks for and nobody has typed yet, as the page's headings call it."""
    wanted = {
        _("name of the office"): one.name,
        _("day of publication of the portal"): one.published_on,
        _("day of its last significant change"): one.updated_on,
        _("state of digital accessibility"): one.accessibility_state,
        _("content that is not accessible"): one.accessibility_gaps or one.accessibility_state == State.COMPLIANT,
        _("way of the assessment"): one.accessibility_method,
        _("name of the auditor"): one.accessibility_auditor or one.accessibility_method != Method.EXTERNAL,
        _("day on which the statement was prepared"): one.accessibility_prepared_on,
        _("e-mail"): one.accessibility_email or one.email,
        _("telephone"): one.accessibility_phone or one.phone,
        _("postal address"): one.address,
        _("access to the building"): one.building_access,
        _("ways of communication"): one.communication_access,
    }
    return [label for label, value in wanted.items() if not value]
