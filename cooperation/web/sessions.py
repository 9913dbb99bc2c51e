"""The session store, and the limits of a session: time without a request, and time since the log-in.

A session ends half an hour after it was last saved (SESSION_COOKIE_AGE), and at the latest SESSION_MAX_SECONDS after
the log-in. Django loads an expired session as an empty one, so that a form sent with it cannot revive it. Its row is
deleted, so that it is not valid again after the clock of the server was wrong and has been corrected.
"""

import time
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest

from cooperation.web import View

SAVE_INTERVAL = 60  # seconds: a page opened sooner after the last one does not write
LOGGED_IN_AT = "logged_in_at"  # key of the session: a POSIX time


class SessionStore(DatabaseSessionStore):
    """Django's session store; `expires_at` is the moment at which the loaded session ends, None for a new one."""

    expires_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        self.expires_at = row.expire_date if row else None
        if row is None and key is not None:
            self._delete_expired(key)
        return row

    def _delete_expired(self, key: str) -> None:
        """Delete the row, if there is one; a forged key must not write, and a full disk must not prevent reading."""
        with suppress(DatabaseError):
            if self.exists(key):
                self.delete(key)


def limit_session(request: HttpRequest, view: View) -> None:
    """Log the person out 12 hours after the log-in; otherwise extend the session, unless the view only asks for it.

    Sets `request.session_seconds_left` for the page's script.
    """
    expires_at = getattr(request.session, "expires_at", None) if request.user.is_authenticated else None
    if expires_at is None:
        return
    now = time.time()
    saved_at = expires_at.timestamp() - settings.SESSION_COOKIE_AGE
    logged_in_at = request.session.get(LOGGED_IN_AT, saved_at)  # the first save is the log-in
    max_left = logged_in_at + settings.SESSION_MAX_SECONDS - now
    if max_left <= 0:
        logout(request)
        return
    idle_left = expires_at.timestamp() - now
    if not getattr(view, "does_not_extend_session", False) and now - saved_at >= SAVE_INTERVAL:
        request.session[LOGGED_IN_AT] = logged_in_at  # marks the session as modified, so that it is saved
        idle_left = settings.SESSION_COOKIE_AGE
    request.session_seconds_left = max(0, int(min(idle_left, max_left)))  # type: ignore[attr-defined]  # for templates
    request.may_extend_session = max_left > idle_left  # type: ignore[attr-defined]  # as above
