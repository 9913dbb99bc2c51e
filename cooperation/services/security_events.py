"""Security events: lines of the logger "security" with the keys of accounts, without names and network addresses.

`person` is the account concerned, `by` the account that caused the event, `detail` says which factor or limit.

The line of the web server with the same `request_id` has the network address.
"""

import logging
from enum import StrEnum

logger = logging.getLogger("security")


class SecurityEvent(StrEnum):
    LOGGED_IN = "logged_in"
    LOG_IN_FAILED = "log_in_failed"
    LOG_IN_REFUSED = "log_in_refused"  # too many failures, or disabled while the second factor was awaited
    LOG_IN_CODE_FAILED = "log_in_code_failed"  # a code from e-mail
    LOG_IN_CODE_REFUSED = "log_in_code_refused"  # too many requests for codes
    PASSKEY_FAILED = "passkey_failed"  # of a log-in with the key alone: the account is not known
    OFFICE_LOG_IN_REFUSED = "office_log_in_refused"  # OpenID Connect
    SECOND_FACTOR_FAILED = "second_factor_failed"  # at log-in, or as a confirmation
    SECOND_FACTOR_REFUSED = "second_factor_refused"  # too many failures
    PASSWORD_SET = "password_set"  # noqa: S105  # a name, no password
    ACCESS_CHANGED = "access_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PERSONAL_DATA_EXPORTED = "personal_data_exported"
    PERSON_ANONYMISED = "person_anonymised"


def log_event(event: SecurityEvent, *, person_id: int | None, by_id: int | None = None, detail: str = "") -> None:
    """Log an event about an account (None: a login that nobody has), caused by another account or by a command."""
    logger.info(event.value, extra={"event": event.value, "person": person_id, "by": by_id, "detail": detail})
