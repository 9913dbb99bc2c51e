"""The members of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q

from cooperation.models import Deputy, UnitMember
from cooperation.roles import Role


def members_of_units(*, on: date) -> Mapping[int, Sequence[User]]:
    """Return unit id -> its active members on the day; a unit without any has no key. One query."""
    rows = UnitMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    rows = rows.filter(unit__is_active=True, user__is_active=True).select_related("user")
    people_by_unit: dict[int, dict[int, User]] = {}
    for row in rows.order_by("user__name_index__sort_key"):
        people_by_unit.setdefault(row.unit_id, {})[row.user_id] = row.user
    return {unit: list(people.values()) for unit, people in people_by_unit.items()}


def another_coordinator_exists(user: User) -> bool:
    """Return whether a coordinator other than the user can approve what the user submitted. One query."""
    coordinators = User.objects.filter(is_active=True, groups__name=Role.COORDINATOR)
    return coordinators.exclude(pk=user.pk).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsiblePerson:
    """A person who answers for a unit: a member, or the deputy of an absent member."""

    user: User
    deputises_for: User | None
    until: date | None  # the last day of the absence
    is_reachable: bool  # has a role in recording figures and an e-mail address


def responsible_people(*, on: date) -> Mapping[int, Sequence[ResponsiblePerson]]:
    """Unit id -> its active members and their deputies, each once; a unit with nobody is left out. Two queries.

    The people are those of `cooperation.roles.people_by_unit`.
    """
    absences: dict[int, list[Deputy]] = {}
    in_force = Deputy.objects.filter(since__lte=on, until__gte=on, deputy__is_active=True)
    deputies = in_force.select_related("person", "deputy").annotate(has_role=_has_role("deputy"))
    for absence in deputies.order_by("pk"):
        absences.setdefault(absence.person_id, []).append(absence)
    members = UnitMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, unit__is_active=True)
    rows = members.select_related("user").annotate(has_role=_has_role("user")).order_by("user__name_index__sort_key")
    people: dict[int, dict[int, ResponsiblePerson]] = {}
    for row in rows:
        if row.user.is_active:
            people.setdefault(row.unit_id, {})[row.user_id] = _person(row.user, row)
    for row in rows:
        for deputy_row in absences.get(row.user_id, ()):
            deputy = _person(deputy_row.deputy, deputy_row)
            people.setdefault(row.unit_id, {}).setdefault(deputy_row.deputy_id, deputy)
    return {unit_id: list(of_unit.values()) for unit_id, of_unit in people.items()}


def _has_role(person: str) -> Exists:
    groups = User.groups.through.objects
    return Exists(groups.filter(user=OuterRef(person), group__name__in=(str(Role.OFFICER), str(Role.COORDINATOR))))


def _person(user: User, row: UnitMember | Deputy) -> ResponsiblePerson:
    has_role: bool = row.has_role  # type: ignore[union-attr]  # annotated
    absence = row if isinstance(row, Deputy) else None
    return ResponsiblePerson(
        user=user,
        deputises_for=absence.person if absence else None,
        until=absence.until if absence else None,
        is_reachable=has_role and bool(user.email),
    )
