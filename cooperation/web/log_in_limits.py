"""Limits of failed log-ins and of log-in codes (ACCOUNT_RATE_LIMITS).

A log-in is counted before the password is checked, a code before it is sent.

| browser | counted for | so that |
|---|---|---|
| in which the person has logged in before | account, these browsers | nobody else can lock the person out |
| any other | account and network; network | a password is not guessed from one place, a mailbox not flooded |
| any other | account, all networks | nor from many places at once |

A person who is refused elsewhere logs in with a browser used before, or sets a new password by the link in a message:
those links are not used up by others (`services/letter_requests.py`).
"""

from dataclasses import dataclass

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.core.internal.ratelimit import consume as consume_rates
from django.http import HttpRequest

from cooperation.web.ratelimit import client_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Names in ACCOUNT_RATE_LIMITS, one for each row of the table."""

    known_browser: str
    network: str
    account: str


LOG_INS = Limits(known_browser="login_failed_known_browser", network="login_failed", account="login_failed_account")
CODES = Limits(
    known_browser="request_login_code_known_browser",
    network="request_login_code",
    account="request_login_code_account",
)


class TooManyAttempts(Exception):
    """The attempt is refused; `limit` is the name of the rate limit."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


def count_attempt(
    request: HttpRequest, subject: str, *, is_known_browser: bool, limits: Limits = LOG_INS
) -> RateLimitUsage:
    """Count an attempt to log in as the subject (an account, or a login that nobody has); raise TooManyAttempts.

    The caller rolls the usage back after a successful log-in. An attempt that the account's limit refuses is not
    counted for the network.
    """
    if is_known_browser:
        return _consume(request, limits.known_browser, subject)
    usage = _consume(request, limits.network, _subject_in_network(request, subject))
    try:
        total = _consume(request, limits.account, subject)
    except TooManyAttempts:
        usage.rollback()
        raise
    return RateLimitUsage(usage=[*usage.usage, *total.usage])


def reset_attempts(request: HttpRequest, subject: str) -> None:
    """Forget the failures and codes of the subject, after the person has proved to own the address."""
    for limits in (LOG_INS, CODES):
        ratelimit.clear(request, action=limits.known_browser, key=subject)
        ratelimit.clear(request, action=limits.network, key=_subject_in_network(request, subject))
        ratelimit.clear(request, action=limits.account, key=subject)


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage:
    usage = consume_rates(request, app="allauth.account", action=action, key=key)
    if not usage:
        raise TooManyAttempts(action)
    return usage


def _subject_in_network(request: HttpRequest, subject: str) -> str:
    return f"{subject} {client_address(request)}"
