"""Permissions on figures; groups and units are read from the database at every call (product.md § 9)."""

from django.contrib.auth.models import AnonymousUser, User

from cooperation.roles import Role, is_coordinator, is_officer, may_administer, roles_of, unit_ids_of
from indicators.models import Indicator


def may_record(user: User, indicator: Indicator) -> bool:
    """Whether the user may record figures: officers for their units, coordinators for every indicator."""
    if is_coordinator(user):
        return True
    return is_officer(user) and indicator.unit_id is not None and indicator.unit_id in unit_ids_of(user)


def may_decide(user: User) -> bool:
    """Whether the user may approve, return, decide, assess, and answer readers' questions."""
    return is_coordinator(user)


def may_queue_letters(user: User) -> bool:
    """Whether the user may queue undelivered letters again: administrators, too, because they correct addresses."""
    return is_coordinator(user) or may_administer(user)


def may_run_rounds(user: User) -> bool:
    """Whether the user may open, change, close and reopen reporting rounds."""
    return is_coordinator(user)


def may_enter_panel(user: User | AnonymousUser) -> bool:
    return bool(roles_of(user))


def role_name(user: User) -> str:
    """Return the role that the register of changes records for the user."""
    return str(Role.COORDINATOR if is_coordinator(user) else Role.OFFICER if is_officer(user) else "")
