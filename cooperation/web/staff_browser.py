"""A signed cookie that says whose sessions a browser had within the last day.

After a session has ended it is the only way to know that a sent form comes from the office, and from whom: nothing is
stored for any other browser. It opens no page.
"""

import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

VALID_SECONDS = 24 * 60 * 60
MOST_PEOPLE = 10  # who share a computer
_SALT = "cooperation.staff_browser"


def people_of_browser(request: HttpRequest) -> list[int]:
    """Numbers of the people who logged in with this browser within the last day, the latest one first."""
    return [person for person, _at in _sessions(request)]


def remember_person(request: HttpRequest, response: HttpResponseBase, person: int) -> None:
    """Set the cookie at log-in; it expires a day later."""
    sessions = [[person, int(time.time())], *(one for one in _sessions(request) if one[0] != person)]
    response.set_cookie(
        settings.STAFF_BROWSER_COOKIE_NAME,
        signing.dumps(sessions[:MOST_PEOPLE], salt=_SALT),
        max_age=VALID_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _sessions(request: HttpRequest) -> list[list[int]]:
    """[person, second of the log-in] pairs; none for a cookie that is missing, forged or too old."""
    cookie = request.COOKIES.get(settings.STAFF_BROWSER_COOKIE_NAME, "")
    try:
        sessions: list[list[int]] = signing.loads(cookie, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return []
    oldest = time.time() - VALID_SECONDS
    return [one for one in sessions if one[1] > oldest]
