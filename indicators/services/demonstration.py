"""The demonstration's accounts and unit: made up, said so on every page, made once."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
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


@dataclass(frozen=True)
class Account:
    login: str
    role: Role
    has_password: bool  # the given password opens it: the person has not chosen another


def set_up(password: str) -> list[Account]:
    """Make what is missing; an account that exists keeps what it has, its password too."""
    User = get_user_model()
    made = []
    with transaction.atomic():
        unit, _new = Unit.objects.get_or_create(
            name=UNIT, defaults={"short_name": "Biuro przykładowe", "is_example": True}
        )
        for login, first_name, last_name, role in ACCOUNTS:
            user, is_new = User.objects.get_or_create(
                username=login, defaults={"first_name": first_name, "last_name": last_name}
            )
            if is_new:
                user.is_staff = role is Role.ADMINISTRATOR
                user.set_password(password)
                user.save()
                user.groups.add(Group.objects.get(name=str(role)))
            if role is Role.OFFICER:
                _join_made_up_units(user)
            made.append(Account(login, role, is_new or user.check_password(password)))
        for indicator in Indicator.objects.filter(unit__isnull=True, measurements__isnull=True):
            indicator.unit = unit
            indicator.save()
    return made


def _join_made_up_units(user: Any) -> None:
    """The demonstration's own unit, and those of the example programme once it is loaded."""
    since = timezone.localdate().replace(month=1, day=1)
    for unit in Unit.objects.filter(is_example=True).exclude(members__user=user):
        UnitMember.objects.create(unit=unit, user=user, since=since)


def new_password() -> str:
    return secrets.token_urlsafe(12)
