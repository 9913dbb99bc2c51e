"""A signed cookie with the accounts that logged in with a browser, each for half a year.

After a session has ended it is the only way to know whose form was sent, for a day; nothing is stored for other
browsers. Failed log-ins in a browser that the person has used before are counted apart (`log_in_limits`). The cookie
gives access to no page.
"""

import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

DAY = 24 * 60 * 60  # seconds
MAX_PEOPLE = 10  # who share a computer
_SALT = "cooperation.staff_browser"


def people_of_browser(request: HttpRequest) -> list[int]:
    """Return the keys of the accounts that logged in with this browser within the last day, the latest first."""
    yesterday = time.time() - DAY
    return [user_id for user_id, at in _log_ins(request) if at > yesterday]


def known_people(request: HttpRequest) -> list[int]:
    """Return the keys of the accounts that have logged in with this browser within half a year, the latest first."""
    return [known_id for known_id, _at in _log_ins(request)]


def is_known_browser(request: HttpRequest, user_id: int) -> bool:
    return user_id in known_people(request)


def remember_person(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    """Set the cookie at log-in; the entry of the account expires half a year later."""
    others = [[other_id, at] for other_id, at in _log_ins(request) if other_id != user_id]
    log_ins = [[user_id, int(time.time())], *others]
    response.set_cookie(
        settings.STAFF_BROWSER_COOKIE_NAME,
        signing.dumps(log_ins[:MAX_PEOPLE], salt=_SALT),
        max_age=settings.STAFF_BROWSER_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _log_ins(request: HttpRequest) -> list[list[int]]:
    """Return [key of the account, second of the log-in] pairs; none if the cookie is missing, forged or expired."""
    cookie = request.COOKIES.get(settings.STAFF_BROWSER_COOKIE_NAME, "")
    try:
        log_ins: list[list[int]] = signing.loads(cookie, salt=_SALT, max_age=settings.STAFF_BROWSER_COOKIE_AGE)
    except signing.BadSignature:
        return []
    oldest = time.time() - settings.STAFF_BROWSER_COOKIE_AGE
    return [[user_id, at] for user_id, at in log_ins if at > oldest]
