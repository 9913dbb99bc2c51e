"""Accessibility statement, personal data and help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cooperation.models import Office
from cooperation.queries.offices import body_names, full_office, identity_of, missing_statement_parts
from cooperation.services.addresses import absolute_url
from cooperation.services.personal_data import register
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.rules.reader_questions import DAYS_TO_ANSWER
from indicators.views.public.method import office_with_version

State, Method = Office.AccessibilityState, Office.AssessmentMethod


def _office_with_version() -> tuple[Office | None, str]:
    office = full_office()
    facts = {name: value for name, value in vars(office).items() if not name.startswith("_")} if office else {}
    return office, f"identity:{facts}"


@public_page(_office_with_version)
def accessibility(request: HttpRequest, identity: Office | None) -> HttpResponse:
    """The template carries the element ids that the ministry prescribes; incomplete data make the page a draft."""
    office = identity or Office()
    state = office.accessibility_state or State.PARTLY
    context = {
        "details": office,
        "state": state,
        "has_gaps": state != State.COMPLIANT,
        "is_external": office.accessibility_method == Method.EXTERNAL,
        "missing_parts": missing_statement_parts(office),
        # The form accepts web addresses only, but an imported value may be anything.
        "costs_url": costs if (costs := office.accessibility_costs).startswith(("https://", "http://")) else "",
        "url": absolute_url("/"),
        "email": office.accessibility_email or office.email,
        "phone": office.accessibility_phone or office.phone,
        "contact": office.accessibility_contact or office.name,
    }
    return _page(request, "indicators/accessibility.html", identity, _("Accessibility statement"), context)


@public_page(_office_with_version)
def privacy(request: HttpRequest, identity: Office | None) -> HttpResponse:
    office = identity or Office()
    context = {
        "details": office,
        "about_readers": [entry for entry in register.entries() if entry.whose is register.Whose.READERS],
        "about_staff": [entry for entry in register.entries() if entry.whose is register.Whose.STAFF],
        "about_everybody": [entry for entry in register.entries() if entry.whose is register.Whose.EVERYBODY],
    }
    return _page(request, "indicators/privacy.html", identity, _("Personal data"), context)


@public_page(office_with_version)
def help_page(request: HttpRequest, office: Context) -> HttpResponse:
    frame = public_frame(request, None, crumbs=[(_("Help"), None)], office=office)
    context = {"days_to_answer": DAYS_TO_ANSWER, "bodies": body_names(office)}
    return render(request, "indicators/help.html", {**frame, **context})


def _page(request: HttpRequest, template: str, identity: Office | None, title: str, context: Context) -> HttpResponse:
    office = identity_of(identity) if identity else {}
    return render(request, template, {**public_frame(request, None, crumbs=[(title, None)], office=office), **context})
