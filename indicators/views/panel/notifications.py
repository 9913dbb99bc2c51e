"""What the portal wrote to people, what waits and why; and who wants to hear of overdue figures only."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperation.roles import is_coordinator
from cooperation.services import mail
from cooperation.text import Sentence, say
from cooperation.web.navigation import staff_frame
from cooperation.web.pagination import page_or_404
from cooperation.web.staff_pages import role_required
from cooperation.web.unsaved_input import has_only_buttons
from indicators.models import Notification
from indicators.queries import reminders
from indicators.services.notifications import delivery, outbox

ON_A_PAGE = 50


@require_safe
@role_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """An officer's own messages; a coordinator's are everybody's, by person and kind."""
    may_see_all = is_coordinator(request.user)
    people = reminders.notification_recipients() if may_see_all else []
    person, kind = _person(request, people), _kind(request)
    found = reminders.notifications(of=person if may_see_all else request.user, kind=kind)
    page = page_or_404(request, found, ON_A_PAGE)
    chosen = {"osoba": person.pk if person else "", "rodzaj": kind}
    context = {
        "may_see_all": may_see_all,
        "page": page,
        "rows": [_row(one, may_see_all) for one in page.object_list],
        "people": people,
        "kinds": [(kind.value, _kind_in_words(kind)) for kind in Notification.Kind],
        "chosen_person": person.pk if person else None,
        "chosen_kind": kind,
        "is_filtered": bool(person or kind),
        "newer": _address(chosen, page.previous_page_number()) if page.has_previous() else None,
        "older": _address(chosen, page.next_page_number()) if page.has_next() else None,
        "mail_is_set_up": mail.is_set_up(),
        "is_printed": settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
        "only_overdue": reminders.wants_only_overdue(request.user),
        "without_address": reminders.people_without_address() if may_see_all else [],
    }
    return render(request, "indicators/notification_list.html", {**staff_frame(request), **context})


@has_only_buttons
@require_POST
@role_required
def mail_choice(request: HttpRequest) -> HttpResponse:
    overdue_only = request.POST.get("only_overdue") == "on"
    outbox.choose(request.user, overdue_only=overdue_only)
    told = _("From now on you get messages about figures past their due date only.")
    messages.success(request, told if overdue_only else _("From now on you get all messages."))
    return redirect("indicators:notification_list")


def _person(request: HttpRequest, people: Sequence[User]) -> User | None:
    """?osoba=7, somebody who was written to; anything else is no address of this portal."""
    asked = request.GET.get("osoba", "")
    if not asked:
        return None
    for person in people:
        if str(person.pk) == asked:
            return person
    raise Http404("nobody was written to under this number")


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("rodzaj", "")
    if asked and asked not in Notification.Kind.values:
        raise Http404("no kind of message")
    return asked


def _address(chosen: dict[str, Any], number: int) -> str:
    asked = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(asked | {'strona': number})}"


def _row(one: Notification, with_details: bool) -> dict[str, Any]:
    fault = one.fault if with_details and one.sent_at is None else ""
    return {"message": one, "kind": _kind_in_words(Notification.Kind(one.kind)), "state": _state(one), "fault": fault}


def _kind_in_words(kind: Notification.Kind) -> str:
    """In the list a message stands for its figures: “overdue” alone would be about one of them."""
    return _("figures past their due date") if kind is Notification.Kind.OVERDUE else str(kind.label)


def _state(one: Notification) -> Sentence:
    if one.sent_at is not None:
        return say("sent on {day}", day=one.sent_at)
    if one.created_at <= timezone.now() - delivery.FRESH:
        return say("not sent: out of date")
    if one.fault:
        return _why(one.fault)
    if not mail.is_set_up():
        return say("waits: e-mail is not set up")
    return say("waits to be sent")


def _why(fault: str) -> Sentence:
    """What the mail server said begins with the kind of the fault."""
    kind = fault.split(":", 1)[0]
    if kind == "SMTPRecipientsRefused":
        return say("not sent: the mail server refused the address; the next run tries again")
    if kind == "SMTPAuthenticationError":
        return say("not sent: the mail server refused the portal’s log-in; the next run tries again")
    return say("not sent: the mail server could not be reached or refused the message; the next run tries again")
