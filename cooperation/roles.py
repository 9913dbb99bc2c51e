"""The three groups of people and what belongs to them (product rules: who may do what).

A superuser gets nothing more here: rights come from the groups, asked afresh at every request.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cooperation.models import Deputy, UnitMember


class Role(StrEnum):
    """Names of the groups, made by migration."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


def roles_of(user: Any) -> frozenset[Role]:
    """The person's roles; one query a request, kept on the user object; nobody's for a disabled account."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        names = {str(role) for role in Role}
        user._roles = frozenset(Role(name) for name in user.groups.values_list("name", flat=True) if name in names)
    return user._roles


def unit_ids_of(user: Any) -> frozenset[int]:
    """Units the person answers for today (Warsaw): the own ones, and those of whom the person stands in for."""
    if not hasattr(user, "_unit_ids"):
        today = timezone.localdate()
        absent = user.stands_in_for.filter(since__lte=today, until__gte=today).values("person")
        found = UnitMember.objects.filter(Q(user=user) | Q(user__in=absent), unit__is_active=True)
        found = found.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
        user._unit_ids = frozenset(found.values_list("unit_id", flat=True))
    return user._unit_ids


def people_by_unit(*, on: date) -> dict[int, set[int]]:
    """Number of a unit -> numbers of the people who answer for it on the day: the rule of `unit_ids_of` for everybody.

    Two queries; disabled accounts and people without a role are left to the caller.
    """
    found: dict[int, set[int]] = {}
    of_person: dict[int, set[int]] = {}
    members = UnitMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, unit__is_active=True)
    for unit, person in members.values_list("unit_id", "user_id"):
        found.setdefault(unit, set()).add(person)
        of_person.setdefault(person, set()).add(unit)
    absences = Deputy.objects.filter(since__lte=on, until__gte=on)
    for person, deputy in absences.values_list("person_id", "deputy_id"):
        for unit in of_person.get(person, ()):
            found[unit].add(deputy)
    return found


def is_coordinator(user: Any) -> bool:
    return Role.COORDINATOR in roles_of(user)


def is_officer(user: Any) -> bool:
    return Role.OFFICER in roles_of(user)


def may_administer(user: Any) -> bool:
    """Django admin is the group's; the server's keeper makes the first people there. `is_staff` decides nothing."""
    return Role.ADMINISTRATOR in roles_of(user) or (user.is_active and user.is_superuser)
