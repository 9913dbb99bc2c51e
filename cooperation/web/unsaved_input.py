"""Input that is sent after the session has ended: stored, and shown to its author in the same form after the log-in.

A view is marked with what it does with such input: `keeps_input` (its page shows the input again) or
`has_only_buttons` (there is no input). The row is identified by a token in the address that follows the log-in; without
a token by the address.
"""

import hashlib
import json
import secrets
from functools import wraps
from http import HTTPStatus

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

from cooperation.models.unsaved_input import STORED_FOR, UnsavedInput
from cooperation.web import View
from cooperation.web.many_fields import accept_fields
from cooperation.web.staff_browser import people_of_browser

MAX_CHARACTERS = 20 * 1024**2  # of one person: a stolen cookie must not fill the disk
PARAMETER = "wpisane"  # of the address; its value is a token or WITHOUT_INPUT
WITHOUT_INPUT = "nie"
_SESSION_KEY = "unsaved_input"  # path -> token
_NOT_STORED = {"csrfmiddlewaretoken"}


# --- marks of views ---------------------------------------------------------------------------------------------


def keeps_input(view: View) -> View:
    """Mark a view that shows the input again (`restored_input`); delete the stored row once the form is saved."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        is_post = request.method == "POST"
        response: HttpResponseBase = view(request, *args, **kwargs)
        if is_post and response.status_code == HTTPStatus.FOUND:
            _delete_saved(request)
        return response

    marked.keeps_input = True  # type: ignore[attr-defined]  # read by `store_input`
    return marked


def has_only_buttons(view: View) -> View:
    """Mark a view whose form has only buttons: after the log-in, its page says that nothing was done."""
    view.has_only_buttons = True  # type: ignore[attr-defined]  # read by `session_end`
    return view


# --- storing ----------------------------------------------------------------------------------------------------


def store_input(request: HttpRequest, view: View) -> UnsavedInput | None:
    """Store every field that was sent, and return the row.

    Return None if the form is from another site, the browser or the author is unknown, or MAX_CHARACTERS is reached.
    """
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
    if stored + len(fields) > MAX_CHARACTERS:
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
    """Return whether the form was sent from a page of this portal, or the browser does not tell from where."""
    origin = request.headers.get("origin") or request.headers.get("referer")
    return origin is None or origin.split("//", 1)[-1].split("/", 1)[0] == request.get_host()


def _author(sent: QueryDict, people: set[int]) -> int | None:
    """Return the key of the person for whom the form was rendered (`typed_by`), or of the browser's only person."""
    typed_by = sent.get("typed_by")
    if typed_by is not None:
        return next((person for person in people if str(person) == typed_by), None)
    return next(iter(people)) if len(people) == 1 else None


# --- restoring --------------------------------------------------------------------------------------------------


def address_with_input(request: HttpRequest, row: UnsavedInput) -> str:
    """Return the address of the form's page, filled with the input."""
    return _address(request, row.token)


@receiver(user_logged_in)
def note_stored_input(request: HttpRequest, user: User, **_signal: object) -> None:
    """At log-in, note in the session the newest token of each address that has input of this person."""
    rows = UnsavedInput.objects.unexpired(timezone.now()).filter(owner=user).order_by("created_at")
    tokens = dict(rows.values_list("path", "token"))
    if tokens:
        request.session[_SESSION_KEY] = tokens


def restored_input(request: HttpRequest) -> QueryDict | None:
    """Return the input that this person sent to this address after the session had ended, and add a message.

    Return None if there is none. The row stays stored, so that the page can be loaded again.
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
    if token == WITHOUT_INPUT:  # the form was saved without the input, which is no longer needed
        rows.delete()
    else:
        rows.filter(token=token).delete()
    if noted.get(request.path) in (token, None) or token == WITHOUT_INPUT:
        noted.pop(request.path, None)
        request.session.modified = True


def _add_message(request: HttpRequest, row: UnsavedInput, others: list[UnsavedInput]) -> None:
    """Add a message that the input was restored, with links to the input of another tab and to the page without it."""
    sentences = [_("The session ended before this was saved. Your input is below: check it and send it again.")]
    if row.has_files:
        sentences.append(_("Only the file was not stored: choose it again."))
    link = '<a href="{}">{}</a>'
    links = [format_html(link, _address(request, WITHOUT_INPUT), _("Show the page without it"))]
    if others:
        earlier = _address(request, others[-1].token)
        links.insert(0, format_html(link, earlier, _("Show the input of another tab")))
    joined_links = format_html(" · ".join("{}" for _link in links), *links)
    messages.warning(request, format_html("{} {}", " ".join(sentences), joined_links))


def _address(request: HttpRequest, token: str) -> str:
    query = request.GET.copy()
    query[PARAMETER] = token
    return f"{request.path}?{query.urlencode()}"
