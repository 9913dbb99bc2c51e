"""Who may do what with figures, asked afresh at every request (product rules: who may do what)."""

from typing import Any

from cooperation.roles import Role, is_coordinator, is_officer, roles_of, unit_ids_of
from indicators.models import Indicator


def may_record(user: Any, indicator: Indicator) -> bool:
    """Officers for their units, coordinators for everybody; an indicator without a unit is the coordinator's."""
    if is_coordinator(user):
        return True
    return is_officer(user) and indicator.unit_id is not None and indicator.unit_id in unit_ids_of(user)


def may_decide(user: Any) -> bool:
    """Approve and send back."""
    return is_coordinator(user)


def may_run_rounds(user: Any) -> bool:
    """Open, close and reopen a year's reporting round, and change its days."""
    return is_coordinator(user)


def may_enter_panel(user: Any) -> bool:
    return bool(roles_of(user))


def role_word(user: Any) -> str:
    """The role under which a public act is registered."""
    return str(Role.COORDINATOR if is_coordinator(user) else Role.OFFICER if is_officer(user) else "")
