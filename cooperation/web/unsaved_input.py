"""Input that is sent after the session has ended: stored, and shown to its author in the same form after the log-in.

A view is marked with what it does with such input: `keeps_input` (its page shows the input again) or
`has_only_buttons` (there is no input). The row is identified by a token in the address that follows the log-in; without
a token by the address.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db.models import Sum
from django.db.models.functions import Length
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cooperation.models.unsaved_input import UnsavedInput
from cooperation.web.many_fields import accept_fields
from cooperation.web.staff_browser import people_of_browser

View = Callable[..., Any]

STORED_FOR = timedelta(hours=24)
MOST_CHARACTERS = 20 * 1024**2  # of one person: a stolen cookie must not fill the disk
PARAMETER = "wpisane"  # in the address: a token, or SAVED
SAVED = "nie"  # the page without the input
_SESSION_KEY = "unsaved_input"  # address -> token
_NOT_STORED = {"csrfmiddlewaretoken"}


# --- what a view says of itself ---------------------------------------------------------------------------------


def keeps_input(view: View) -> View:
    """Mark a view whose page shows input again (`restored_input`); the stored row is deleted once the form is saved."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_sent = request.method == "POST"
        response: HttpResponseBase = view(request, *args, **kwargs)
        if is_sent and response.status_code == HTTPStatus.FOUND:
            _delete_saved(request)
        return response

    marked.keeps_input = True  # type: ignore[attr-defined]  # read by `store_input`
    return marked


def has_only_buttons(view: View) -> View:
    """Mark a view whose form has only buttons: after the log-in its page is shown, and says that nothing was done."""
    view.has_only_buttons = True  # type: ignore[attr-defined]  # read by `session_end`
    return view


# --- storing ----------------------------------------------------------------------------------------------------


def store_input(request: HttpRequest, view: View) -> UnsavedInput | None:
    """Store every field that was sent. None where it cannot be stored: another site's form, an unknown browser or
    author, or no more room."""
    if not getattr(view, "keeps_input", False) or not is_own_form(request) or len(request.path) > 500:
        return None
    people = set(people_of_browser(request))
    if request.user.is_authenticated:
        people.add(request.user.pk)
    if not people:
        return None
    accept_fields(request, getattr(view, "max_fields", 0))
    owner = _author(request.POST, people)
    if owner is None:
        return None
    pairs = [[name, value] for name, values in request.POST.lists() if name not in _NOT_STORED for value in values]
    fields, now = json.dumps(pairs), timezone.now()
    own = UnsavedInput.objects.filter(owner_id=owner)
    own.expired(now).delete()
    stored = own.aggregate(length=Sum(Length("fields")))["length"] or 0
    if stored + len(fields) > MOST_CHARACTERS:
        return None
    row, _is_new = UnsavedInput.objects.update_or_create(
        owner_id=owner,
        path=request.path,
        sha256=hashlib.sha256(fields.encode()).hexdigest(),
        defaults={"created_at": now, "expires_at": now + STORED_FOR, "has_files": bool(request.FILES)},
        create_defaults={
            "token": secrets.token_urlsafe(24),
            "fields": fields,
            "created_at": now,
            "expires_at": now + STORED_FOR,
            "has_files": bool(request.FILES),
        },
    )
    return row


def is_own_form(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of this portal, as far as the browser tells."""
    origin = request.headers.get("origin") or request.headers.get("referer")
    return origin is None or origin.split("//", 1)[-1].split("/", 1)[0] == request.get_host()


def _author(sent: QueryDict, people: set[int]) -> int | None:
    """The person whose page the form was on (`typed_by`); without that field the only person of the browser."""
    typed_by = sent.get("typed_by")
    if typed_by is not None:
        return next((person for person in people if str(person) == typed_by), None)
    return next(iter(people)) if len(people) == 1 else None


# --- giving back ------------------------------------------------------------------------------------------------


def address_with_input(request: HttpRequest, row: UnsavedInput) -> str:
    """The page of the form, filled with what was typed."""
    return _address(request, row.token)


@receiver(user_logged_in)
def note_stored_input(request: HttpRequest, user: User, **_signal: Any) -> None:
    """At log-in: note in the session which addresses have input of this person, the newest of each address."""
    rows = UnsavedInput.objects.unexpired(timezone.now()).filter(owner=user).order_by("created_at")
    tokens = dict(rows.values_list("path", "token"))
    if tokens:
        request.session[_SESSION_KEY] = tokens


def restored_input(request: HttpRequest) -> QueryDict | None:
    """The input that this person sent to this address after the session had ended, with a message; else None.

    Nothing is deleted by showing it: the page may be loaded again.
    """
    if getattr(request, "method", "") not in ("GET", "HEAD"):
        return None
    token = _token(request)
    if not token:
        return None
    rows = UnsavedInput.objects.unexpired(timezone.now()).filter(owner_id=request.user.pk, path=request.path)
    stored = {row.token: row for row in rows.order_by("created_at")}
    if token not in stored:
        return None
    _add_message(request, stored[token], [row for row in stored.values() if row.token != token])
    return stored[token].data


def _token(request: HttpRequest) -> str:
    token: str = request.GET.get(PARAMETER) or request.session.get(_SESSION_KEY, {}).get(request.path, "")
    return token


def _delete_saved(request: HttpRequest) -> None:
    token, noted = _token(request), request.session.get(_SESSION_KEY, {})
    if not token:
        return
    rows = UnsavedInput.objects.filter(owner_id=request.user.pk, path=request.path)
    if token == SAVED:  # what was saved instead puts an end to all of it
        rows.delete()
    else:
        rows.filter(token=token).delete()
    if noted.get(request.path) in (token, None) or token == SAVED:
        noted.pop(request.path, None)
        request.session.modified = True


def _add_message(request: HttpRequest, row: UnsavedInput, others: list[UnsavedInput]) -> None:
    """The input is back; a file is not; another tab's input is one click away, and so is the page without it."""
    sentences = [_("The session ended before this was saved. What you typed is below: check it and send it again.")]
    if row.has_files:
        sentences.append(_("Only the file was not kept: choose it again."))
    link = '<a href="{}">{}</a>'
    links = [format_html(link, _address(request, SAVED), _("Show the page without it"))]
    if others:
        earlier = _address(request, others[-1].token)
        links.insert(0, format_html(link, earlier, _("Show what you typed in another tab")))
    place = format_html(" · ".join("{}" for _link in links), *links)
    messages.warning(request, format_html("{} {}", " ".join(sentences), place))


def _address(request: HttpRequest, token: str) -> str:
    query = request.GET.copy()
    query[PARAMETER] = token
    return f"{request.path}?{query.urlencode()}"
