"""A signed cookie with the accounts that logged in with a browser, each for half a year.

After a session has ended it is the only way to know whose form was sent, for a day; nothing is stored for other
browsers. Failed log-ins in a browser that the person has used before are counted apart (`log_in_limits`), by the
identifier of the account's entry. The cookie gives access to no page.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac

DAY = 24 * 60 * 60  # seconds
MAX_PEOPLE = 10  # who share a computer
_SALT = "cooperation.staff_browser"
_ID_LENGTH = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An account that logged in with the browser, at the second `at`; `browser_id` stays the same at later log-ins."""

    person_id: int
    at: int
    browser_id: str


def people_of_browser(request: HttpRequest) -> list[int]:
    """Return the keys of the accounts that logged in with this browser within the last day, the latest first."""
    yesterday = time.time() - DAY
    return [entry.person_id for entry in _entries(request) if entry.at > yesterday]


def known_people(request: HttpRequest) -> list[int]:
    """Return the keys of the accounts that have logged in with this browser within half a year, the latest first."""
    return [entry.person_id for entry in _entries(request)]


def browser_id(request: HttpRequest, user_id: int | None) -> str:
    """Return the identifier of the browser for an account that has logged in with it; otherwise an empty text.

    It is different for each account and browser: whoever fails in one browser does not use up another's attempts.
    """
    return next((entry.browser_id for entry in _entries(request) if entry.person_id == user_id), "")


def remember_person(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    """Set the cookie at log-in; the entry of the account expires half a year later."""
    others = [entry for entry in _entries(request) if entry.person_id != user_id]
    known_id = browser_id(request, user_id) or _new_id(request)
    entries = [_Entry(person_id=user_id, at=int(time.time()), browser_id=known_id), *others]
    rows = [[entry.person_id, entry.at, entry.browser_id] for entry in entries[:MAX_PEOPLE]]
    response.set_cookie(
        settings.STAFF_BROWSER_COOKIE_NAME,
        signing.dumps(rows, salt=_SALT),
        max_age=settings.STAFF_BROWSER_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _new_id(request: HttpRequest) -> str:
    """Return an identifier that depends on the session: a session without the cookie cannot ask for many of them."""
    session = getattr(request, "session", None)
    session_key = session.session_key if session is not None else None
    return salted_hmac(_SALT, session_key or get_random_string(_ID_LENGTH)).hexdigest()[:_ID_LENGTH]


def _entries(request: HttpRequest) -> list[_Entry]:
    """Return the entries, the latest first; none if the cookie is missing, forged or expired."""
    cookie = request.COOKIES.get(settings.STAFF_BROWSER_COOKIE_NAME, "")
    try:
        rows: list[list[int | str]] = signing.loads(cookie, salt=_SALT, max_age=settings.STAFF_BROWSER_COOKIE_AGE)
    except signing.BadSignature:
        return []
    oldest = time.time() - settings.STAFF_BROWSER_COOKIE_AGE
    entries = [_entry(row) for row in rows]
    return [entry for entry in entries if entry.at > oldest]


def _entry(row: list[int | str]) -> _Entry:
    """Return the entry of a row. Rows of earlier releases have no identifier: it is the second of the log-in."""
    person_id, at, *rest = row
    return _Entry(person_id=int(person_id), at=int(at), browser_id=str(rest[0] if rest else at))
