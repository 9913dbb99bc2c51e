"""The checklist of the first set-up, and the test message that it offers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperation.admin.return_address import PARAMETER
from cooperation.roles import Role
from cooperation.services import mail
from cooperation.text import Sentence
from cooperation.web.navigation import counted, staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, administrator_required
from cooperation.web.unsaved_input import has_only_buttons
from indicators.queries.office_setup import OfficeSetup, SetupStep, StepState
from indicators.queries.office_setup import office_setup as load_office_setup
from indicators.services.notifications import queue
from indicators.wording import office_setup as wording


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step as the checklist shows it."""

    step: SetupStep
    title: Sentence
    state: StepState
    is_next: bool
    state_label: Sentence
    details: list[Sentence]
    links: list[tuple[str, str]]  # label, address


@require_safe
@administrator_required
def office_setup(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The steps from the first log-in to a published programme; each is ticked once it is done."""
    setup = load_office_setup(on=timezone.localdate())
    links = _links(setup)
    rows = [
        StepRow(
            step=step,
            title=wording.TITLES[step],
            state=state,
            is_next=step is setup.next_step,
            state_label=wording.state_label(setup, step),
            details=wording.details(setup, step),
            links=links[step],
        )
        for step, state in setup.states.items()
    ]
    context = {
        "steps": rows,
        "headline": wording.headline(setup),
        "is_complete": setup.is_complete,
        "is_programme_public": setup.states[SetupStep.PROGRAMME] is StepState.DONE,
        "has_programme": bool(setup.programmes),
        "programme_add_url": _admin_form("admin:cooperation_programme_add"),
        "can_send": setup.is_mail_set_up and bool(request.user.email),
        "needs_address": setup.is_mail_set_up and not request.user.email,
        "account_url": _admin_form("admin:auth_user_change", request.user.pk),
        "was_sent": setup.test_message is not None,
        "is_mail_printed": settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
    }
    frame = staff_frame(request)
    own_link = {"label": counted(_("First set-up"), len(setup.open_steps)), "url": request.path, "current": True}
    frame["nav_links"] = [own_link, *frame["nav_links"]]
    return render(request, "indicators/office_setup.html", {**frame, **context})


@has_only_buttons
@require_POST
@administrator_required
def test_message(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Write a test message to the logged-in person; the step shows the answer of the mail server once it is known."""
    address = reverse("indicators:office_setup") + f"#{SetupStep.MAIL}"
    if not mail.is_set_up():
        messages.error(request, _("E-mail is not set up on this server, so no message was sent."))
        return redirect(address)
    if not request.user.email:
        messages.error(request, _("Your account has no e-mail address, so no message was sent."))
        return redirect(address)
    if queue.write_test_message(request.user):
        text = _("The test message to %(address)s is sent within a minute. Reload this page to see the result.")
        messages.success(request, text % {"address": request.user.email})
    else:
        messages.info(request, _("A test message was sent a moment ago. Wait a minute before the next one."))
    return redirect(address)


def _links(setup: OfficeSetup) -> dict[SetupStep, list[tuple[str, str]]]:
    """Return step -> (label, address) of the places where it is done; the mail step has a button instead."""
    groups = dict(Group.objects.values_list("name", "pk"))
    office_url = _admin_form("admin:cooperation_office_change", 1) if setup.office else ""
    new_office_url = office_url or _admin_form("admin:cooperation_office_add")
    coordinator = next(iter(setup.coordinators), None)
    invite = (_("Invite"), _admin_form("admin:auth_user_add", groups=str(groups[str(Role.COORDINATOR)])))
    programme = next(iter(setup.programmes), None)
    return {
        SetupStep.OFFICE: [(_("Change") if office_url else _("Enter the office"), new_office_url)],
        SetupStep.UNITS: [
            *([(_("Change"), reverse("admin:cooperation_unit_changelist"))] if setup.units else []),
            (_("Add a unit"), _admin_form("admin:cooperation_unit_add")),
        ],
        SetupStep.COORDINATOR: [(_("Change"), _admin_form("admin:auth_user_change", coordinator.pk))]
        if coordinator
        else [invite],
        SetupStep.PROGRAMME: [
            (_("Open the programme"), reverse("admin:cooperation_programme_tree", args=[programme.pk])),
            (_("New programme from an earlier one"), _admin_form("admin:cooperation_programme_copy")),
            (_("Programme from a file"), reverse("indicators:stored_draft_list")),
        ]
        if programme
        else [],
        SetupStep.MAIL: [],
        SetupStep.PEOPLE: [
            (_("Add a person"), _admin_form("admin:auth_user_add", groups=str(groups[str(Role.OFFICER)]))),
            (_("Add people from a file"), reverse("admin:auth_user_import")),
        ],
        SetupStep.ACCESSIBILITY: [
            (_("See the page"), reverse("indicators:accessibility")),
            (_("Fill in"), f"{new_office_url}#id_published_on"),
        ],
    }


def _admin_form(name: str, *args: int, **parameters: str) -> str:
    """Return the address of a form of the administration that returns to the checklist, in Polish as the form is."""
    with translation.override(settings.LANGUAGE_CODE):
        query = urlencode({**parameters, PARAMETER: reverse("indicators:office_setup")})
        return f"{reverse(name, args=args)}?{query}"
