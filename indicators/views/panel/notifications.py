"""Notifications: the messages written to people with their states, and a person's choice of messages."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cooperation.models import Letter
from cooperation.roles import is_coordinator, may_administer
from cooperation.services import mail
from cooperation.text import Sentence
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.pagination import page_or_404
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import has_only_buttons
from indicators import permissions
from indicators.queries import notifications as notification_queries
from indicators.queries.unit_reminders import RecentLetters, given_up_first, recent_letters
from indicators.services.notifications import queue
from indicators.wording import notifications as notification_wording

PAGE_SIZE = 50
EVERYBODY = "wszyscy"


@require_safe
@role_required
def notification_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """An officer's own letters; for coordinators and administrators everybody's, filtered by person and kind."""
    may_see_all = is_coordinator(request.user) or may_administer(request.user)
    people = notification_queries.people_written_to() if may_see_all else []
    person, kind = _chosen_person(request, people), _chosen_kind(request)
    page = page_or_404(
        request, notification_queries.letters(of=person if may_see_all else request.user, kind=kind), PAGE_SIZE
    )
    filters = {"osoba": str(person.pk) if person else "", "rodzaj": kind}
    recent = recent_letters(on=timezone.localdate()) if may_see_all and mail.is_set_up() else RecentLetters()
    context = {
        "may_see_all": may_see_all,
        "problems": _problems(recent),
        "can_queue_again": bool(recent.undelivered),
        "page": page,
        "rows": [_letter_row(letter, with_fault=may_see_all) for letter in page.object_list],
        "people": people,
        "kinds": [(kind.value, notification_wording.kind_label(kind)) for kind in Letter.Kind],
        "chosen_person": person.pk if person else None,
        "chosen_kind": kind,
        "is_filtered": bool(person or kind),
        "newer_url": _page_address(filters, page.previous_page_number()) if page.has_previous() else None,
        "older_url": _page_address(filters, page.next_page_number()) if page.has_next() else None,
        "mail_is_set_up": mail.is_set_up(),
        "is_mail_printed": settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
        "only_overdue": notification_queries.wants_only_overdue(request.user),
        "people_without_address": notification_queries.people_without_address() if may_see_all else [],
    }
    return render(request, "indicators/notification_list.html", {**staff_frame(request), **context})


@has_only_buttons
@require_POST
@role_required
def notification_choice(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Save whether the person wants messages about overdue figures only."""
    overdue_only = request.POST.get("only_overdue") == "on"
    queue.set_overdue_only(request.user, overdue_only=overdue_only)
    if overdue_only:
        messages.success(request, _("From now on you will get only messages about overdue figures."))
    else:
        messages.success(request, _("From now on you will get all messages."))
    return redirect("indicators:notification_list")


@has_only_buttons
@require_POST
@role_required
def requeue(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Queue the undelivered letters to a person, or to everybody, again."""
    if not permissions.may_queue_letters(request.user):
        raise PermissionDenied
    count = queue.requeue(_posted_person(request), by=request.user)
    if count:
        text = ngettext(
            "%(count)d letter is in the queue again; it is sent within a minute.",
            "%(count)d letters are in the queue again; they are sent within a minute.",
            count,
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("No letter was queued: those letters have been sent or are in the queue already."))
    if not is_coordinator(request.user):
        return redirect("indicators:notification_list")
    return redirect(reverse("reports:dashboard") + "#h-por")


def _problems(letters: RecentLetters) -> list[Sentence]:
    """Return what prevents letters from being sent, as the dashboard of coordinators says it."""
    problems = []
    if letters.late:
        oldest = min(letters.late, key=lambda letter: letter.next_try_at)
        problems += [notification_wording.waiting_since(oldest), notification_wording.why_late()]
    if letters.given_up:
        problems.append(notification_wording.given_up_reason(given_up_first(letters.given_up)))
    return problems


def _posted_person(request: AuthenticatedHttpRequest) -> int | None:
    """The id of the person, None for everybody. Raises Http404 for anything else."""
    value = request.POST.get("recipient", "")
    if value == EVERYBODY:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and User.objects.filter(pk=int(value)).exists()):
        raise Http404
    return int(value)


def _chosen_person(request: AuthenticatedHttpRequest, people: Sequence[User]) -> User | None:
    """Return the recipient of ?osoba=7. Raises Http404 for a person who was never written to."""
    number = request.GET.get("osoba", "")
    if not number:
        return None
    for person in people:
        if str(person.pk) == number:
            return person
    raise Http404("this person has never been written to")


def _chosen_kind(request: AuthenticatedHttpRequest) -> str:
    kind = request.GET.get("rodzaj", "")
    if kind and kind not in Letter.Kind.values:
        raise Http404("no such kind of message")
    return kind


def _page_address(filters: dict[str, str], number: int) -> str:
    parameters = {name: value for name, value in filters.items() if value}
    return f"?{urlencode(parameters | {'strona': number})}"


def _letter_row(letter: Letter, *, with_fault: bool) -> Context:
    """`with_fault`: the number of attempts and the answer of the mail server are shown, too."""
    is_unsent = letter.sent_at is None
    return {
        "letter": letter,
        "kind": notification_wording.kind_label(Letter.Kind(letter.kind)),
        "state": notification_wording.state(letter, on=timezone.now(), is_mail_set_up=mail.is_set_up()),
        "attempts": notification_wording.attempts(letter) if with_fault and is_unsent and letter.tries else None,
        "fault": letter.fault if with_fault and is_unsent else "",
    }
