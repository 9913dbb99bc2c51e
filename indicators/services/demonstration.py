"""Accounts and unit of the demonstration (DEMO=1); every page says that they are fictitious."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Unit, UnitMember
from cooperation.roles import Role
from indicators.models import Indicator

UNIT = "Biuro przykładowe (demonstracja)"
ACCOUNTS = (
    ("urzednik", "Urzędnik", "Przykładowy", Role.OFFICER),
    ("koordynator", "Koordynator", "Przykładowy", Role.COORDINATOR),
    ("administrator", "Administrator", "Przykładowy", Role.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccount:
    login: str
    role: Role
    has_password: bool  # False after its user has chosen another password


def set_up(password: str) -> list[DemonstrationAccount]:
    """Create the missing accounts and the unit, and assign indicators without figures to it.

    Existing accounts do not change, nor do their passwords.
    """
    accounts = []
    with transaction.atomic():
        unit, _new = Unit.objects.get_or_create(
            name=UNIT, defaults={"short_name": "Biuro przykładowe", "is_example": True}
        )
        for login, first_name, last_name, role in ACCOUNTS:
            user, is_new = get_user_model().objects.get_or_create(
                username=login, defaults={"first_name": first_name, "last_name": last_name}
            )
            if is_new:
                user.is_staff = role is Role.ADMINISTRATOR
                user.set_password(password)
                user.save()
                user.groups.add(Group.objects.get(name=str(role)))
            if role is Role.OFFICER:
                _join_example_units(user)
            has_password = is_new or user.check_password(password)
            accounts.append(DemonstrationAccount(login=login, role=role, has_password=has_password))
        for indicator in Indicator.objects.filter(unit__isnull=True, measurements__isnull=True):
            indicator.unit = unit
            indicator.save()
    return accounts


def _join_example_units(user: User) -> None:
    """Make the user a member of the demonstration's unit and of the units of the example programme, if loaded."""
    since = timezone.localdate().replace(month=1, day=1)
    for unit in Unit.objects.filter(is_example=True).exclude(members__user=user):
        UnitMember.objects.create(unit=unit, user=user, since=since)


def new_password() -> str:
    return secrets.token_urlsafe(12)
