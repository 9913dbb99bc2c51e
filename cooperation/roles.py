"""The three groups of people and what belongs to them (product rules: who may do what).

A superuser gets nothing more here: rights come from the groups, asked afresh at every request.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from cooperation.models import Deputy, UnitMember


class Role(StrEnum):
    """Names of the groups, made by migration."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


def roles_of(user: Any) -> frozenset[Role]:
    """The person's roles, kept on the user object; nobody's for a disabled account."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        user._roles = _roles(user.groups.values_list("name", flat=True))
    return user._roles


def user_with_roles(pk: Any) -> User | None:
    """The account with its roles: one query, at every request of somebody who is logged in."""
    found = list(User.objects.filter(pk=pk).annotate(group=F("groups__name")))  # a row for each of the groups
    if not found:
        return None
    person = found[0]
    person._roles = _roles(row.group for row in found)  # type: ignore[attr-defined]
    return person


def _roles(groups: Iterable[str]) -> frozenset[Role]:
    names = set(groups)
    return frozenset(role for role in Role if role in names)


def unit_ids_of(user: Any) -> frozenset[int]:
    """Units the person answers for today (Warsaw): the own ones, and those of whom the person stands in for."""
    return frozenset(member.unit_id for member in _memberships(user))


def covered_absences(user: Any) -> list[tuple[User, date]]:
    """Whose units the person covers today, and until which day, the one that ends first before the others."""
    found = {member.user: member.absent_until for member in _memberships(user) if member.user_id != user.pk}
    return sorted(found.items(), key=lambda one: (one[1], one[0].pk))


def _memberships(user: Any) -> list[Any]:
    """The person's own and those of absent people, with the last day of the absence; one query a request."""
    if not hasattr(user, "_memberships"):
        today = timezone.localdate()
        absences = Deputy.objects.filter(deputy=user.pk, since__lte=today, until__gte=today)
        found = UnitMember.objects.filter(Q(user=user.pk) | Q(user__in=absences.values("person")), unit__is_active=True)
        found = found.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
        last_day = absences.filter(person=OuterRef("user")).order_by("-until").values("until")[:1]
        user._memberships = list(found.select_related("user").annotate(absent_until=Subquery(last_day)))
    memberships: list[Any] = user._memberships
    return memberships


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
