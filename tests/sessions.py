"""Browsers whose session has ended."""

from typing import Any

from django.conf import settings
from django.test import Client


def end_session(client: Client) -> Client:
    """As when the session expires: the browser still has the cookie that says whose session it was."""
    client.cookies.pop(settings.SESSION_COOKIE_NAME, None)
    return client


def browser_after_session(*people: Any, **options: Any) -> Client:
    """A browser in which these people were logged in one after another; nobody is any more."""
    client = Client(**options)
    for person in people:
        client.force_login(person)
        assert client.get("/konto/haslo/").status_code == 200  # a page of the staff: it brings the cookie
        end_session(client)
    return client
