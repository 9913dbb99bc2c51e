"""Limits of failed log-ins, of second factors and of log-in codes (ACCOUNT_RATE_LIMITS).

A log-in and a second factor are counted before they are checked, a code before it is sent.

| browser | counted for | so that |
|---|---|---|
| in which the person has logged in before | account and browser | nobody else can lock the person out |
| any other | account and network; network | a password is not guessed from one place, a mailbox not flooded |
| any other | account, all networks | nor from many places at once |

A person who is refused elsewhere logs in with a browser used before, or sets a new password by the link in a message:
those links are not used up by others (`services/letter_requests.py`), and the browser in which one is used is known.

The second factor is counted for the account in all other browsers together, whatever their networks: only those who
know the password can try it. Confirmations of a logged-in person are counted apart from log-ins, by account.
"""

from dataclasses import dataclass

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.core.internal.ratelimit import consume as consume_rates
from django.contrib.auth.models import User
from django.http import HttpRequest

from cooperation.web.ratelimit import client_address
from cooperation.web.staff_browser import browser_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Names in ACCOUNT_RATE_LIMITS, one for each row of the table."""

    known_browser: str
    network: str
    account: str


LOG_INS = Limits(
    known_browser="login_failed_known_browser", network="login_failed_network", account="login_failed_account"
)
CODES = Limits(
    known_browser="request_login_code_known_browser",
    network="request_login_code",
    account="request_login_code_account",
)
FACTOR, FACTOR_KNOWN_BROWSER = "second_factor", "second_factor_known_browser"
CONFIRMATION = "second_factor_confirmation"


class TooManyAttempts(Exception):
    """The attempt is refused; `limit` is the name of the rate limit."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


def attempts_key(account: User | None, login: str = "") -> str:
    """Return the key under which log-ins are counted: one for an account, by user name or address, under any Host."""
    return f"account:{account.pk}" if account else f"login:{login.lower()}"


def count_attempt(
    request: HttpRequest, account: User | None, login: str = "", *, limits: Limits = LOG_INS
) -> RateLimitUsage:
    """Count an attempt to log in as the account, or with a login of no account; raise TooManyAttempts.

    The caller rolls the usage back after a successful log-in. An attempt that the account's limit refuses is not
    counted for the network.
    """
    subject = attempts_key(account, login)
    known_id = browser_id(request, account.pk) if account else ""
    if known_id:
        return _consume(request, limits.known_browser, f"{subject} {known_id}")
    usage = _consume(request, limits.network, _subject_in_network(request, subject))
    try:
        total = _consume(request, limits.account, subject)
    except TooManyAttempts:
        usage.rollback()
        raise
    return RateLimitUsage(usage=[*usage.usage, *total.usage])


def count_factor(request: HttpRequest, account: User) -> RateLimitUsage:
    """Count a second factor of the account, at the log-in or as a confirmation; raise TooManyAttempts.

    The caller rolls the usage back if the factor is right.
    """
    subject = attempts_key(account)
    if request.user == account:
        return _consume(request, CONFIRMATION, subject)
    known_id = browser_id(request, account.pk)
    return _consume(request, FACTOR_KNOWN_BROWSER if known_id else FACTOR, f"{subject} {known_id}")


def reset_attempts(request: HttpRequest, account: User) -> None:
    """Forget the failures and codes of the account, after the person has proved to own the address."""
    subject = attempts_key(account)
    known_subject = f"{subject} {browser_id(request, account.pk)}"
    for limits in (LOG_INS, CODES):
        ratelimit.clear(request, action=limits.known_browser, key=known_subject)
        ratelimit.clear(request, action=limits.network, key=_subject_in_network(request, subject))
        ratelimit.clear(request, action=limits.account, key=subject)


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage:
    usage = consume_rates(request, app="allauth.account", action=action, key=key)
    if not usage:
        raise TooManyAttempts(action)
    return usage


def _subject_in_network(request: HttpRequest, subject: str) -> str:
    return f"{subject} {client_address(request)}"
