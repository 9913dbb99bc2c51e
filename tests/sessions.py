"""Browsers whose session has ended."""

from typing import Any

from django.conf import settings
from django.test import Client


def end_session(client: Client) -> Client:
    """End the session of a client; its cookie of `staff_browser` stays."""
    client.cookies.pop(settings.SESSION_COOKIE_NAME, None)
    return client


def browser_after_session(*people: Any, **options: Any) -> Client:
    """Return a client in which these people were logged in one after another, and nobody is now."""
    client = Client(**options)
    for person in people:
        client.force_login(person)
        assert client.get("/konto/haslo/").status_code == 200  # a page of the staff: it brings the cookie
        end_session(client)
    return client
