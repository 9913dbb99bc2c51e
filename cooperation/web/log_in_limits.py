"""Limits of failed log-ins (ACCOUNT_RATE_LIMITS), counted before the password is checked.

| browser | counted for | so that |
|---|---|---|
| in which the person has logged in before | account, these browsers | nobody else can lock the person out |
| any other | account and network; network | a password is not guessed from one place |
| any other | account, all networks | nor from many places at once |

A person who is refused elsewhere logs in with a browser used before, or sets a new password by the link in a message.
"""

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.core.internal.ratelimit import consume as consume_rates
from django.http import HttpRequest

from cooperation.web.ratelimit import client_address

KNOWN_BROWSER, NETWORK, ACCOUNT = "login_failed_known_browser", "login_failed", "login_failed_account"


class TooManyAttempts(Exception):
    """The attempt is refused; `limit` is the name of the rate limit."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


def count_attempt(request: HttpRequest, subject: str, *, is_known_browser: bool) -> RateLimitUsage:
    """Count an attempt to log in as the subject (an account, or a login that nobody has); raise TooManyAttempts.

    The caller rolls the usage back after a successful log-in. A refused attempt counts nowhere.
    """
    if is_known_browser:
        return _consume(request, KNOWN_BROWSER, subject)
    usage = _consume(request, NETWORK, _subject_in_network(request, subject))
    try:
        total = _consume(request, ACCOUNT, subject)
    except TooManyAttempts:
        usage.rollback()
        raise
    return RateLimitUsage(usage=[*usage.usage, *total.usage])


def reset_attempts(request: HttpRequest, subject: str) -> None:
    """Forget the failures of the subject, after the person has proved to own the address."""
    ratelimit.clear(request, action=KNOWN_BROWSER, key=subject)
    ratelimit.clear(request, action=NETWORK, key=_subject_in_network(request, subject))
    ratelimit.clear(request, action=ACCOUNT, key=subject)


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage:
    usage = consume_rates(request, app="allauth.account", action=action, key=key)
    if not usage:
        raise TooManyAttempts(action)
    return usage


def _subject_in_network(request: HttpRequest, subject: str) -> str:
    return f"{subject} {client_address(request)}"
