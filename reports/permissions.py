"""Who may write and publish reports, asked afresh at every request (product rules: who may do what)."""

from typing import Any

from cooperation.roles import is_coordinator


def may_report(user: Any) -> bool:
    return is_coordinator(user)
