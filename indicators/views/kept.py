"""Typed text outlives an ended session: it is kept for the address it was sent to and offered again there."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from indicators.forms import typed_in

_KEY = "kept_typing"
_MOST = 20_000  # characters: a form of this portal is far smaller


Read = Callable[[Mapping[str, Any]], dict[str, str]]


def keep(request: HttpRequest, read: Read = typed_in) -> None:
    """Put what was sent aside in the session, under its address; too much of it is not ours."""
    typed = read(request.POST)
    if typed and sum(len(value) for value in typed.values()) <= _MOST:
        person = {name: request.POST[name] for name in ("typed_by",) if name in request.POST}
        request.session[_KEY] = {"path": request.path, "typed": typed | person}


def take(request: HttpRequest) -> dict[str, str] | None:
    """What was kept for this address, once."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    typed = dict(kept["typed"])
    # Somebody else may have logged in at this desk: the words go back only to the person who typed them.
    return typed if typed.pop("typed_by", str(request.user.pk)) == str(request.user.pk) else None


def keeps_typing(view: Any) -> Any:
    """Marks a view whose posted text is kept when the session has ended."""
    view.keep_typed = keep
    return view


def keeps_typing_of(read: Read) -> Callable[[Any], Any]:
    """The same for a form with fields of its own: `read` takes what was typed out of what was sent."""

    def mark(view: Any) -> Any:
        view.keep_typed = partial(keep, read=read)
        return view

    return mark


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an earlier log-in: its text comes back in a fresh form, if it was sent from our own pages."""
    keep_typed = _keeper(request)
    if request.method == "POST" and _is_own(request) and keep_typed is not None:
        keep_typed(request)
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _is_own(request: HttpRequest) -> bool:
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _keeper(request: HttpRequest) -> Any:
    try:
        return getattr(resolve(request.path_info).func, "keep_typed", None)
    except Resolver404:
        return None
