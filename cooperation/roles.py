"""Roles of people (the groups), and the units for which a person is responsible (product.md: who may do what).

A superuser has no rights here without a group. Roles are loaded once per request.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeAlias, cast

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import Deputy, UnitMember

RequestUser: TypeAlias = User | AnonymousUser  # type of `request.user`


class Role(StrEnum):
    """Names of the groups, which a migration creates."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: dict[str, Promise] = {
    Role.OFFICER: _("officer"),
    Role.COORDINATOR: _("coordinator"),
    Role.ADMINISTRATOR: _("administrator"),
}


def role_label(group_name: str) -> str:
    """Return the name of a group as forms and lists show it."""
    return str(ROLE_LABELS.get(group_name, group_name))


def roles_of(user: RequestUser) -> frozenset[Role]:
    """Return the user's roles, cached on the user; none for a disabled account."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        user._roles = _roles(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]  # cached here
    return cast("frozenset[Role]", user._roles)  # type: ignore[attr-defined]  # set above or by `user_with_roles`


def user_with_roles(user_id: int) -> User | None:
    """Load an account, its roles and whether it has a second factor, in one query, which every request makes."""
    account = User.objects.filter(pk=user_id)
    has_factor = Exists(main_factors().filter(user=OuterRef("pk")))
    rows = list(account.annotate(group=F("groups__name"), has_factor=has_factor))  # one row for each group
    if not rows:
        return None
    user = rows[0]
    user._roles = _roles(row.group for row in rows)  # type: ignore[attr-defined]  # read by `roles_of`
    return user


def main_factors() -> QuerySet[Authenticator]:
    """Return second factors of all people, without recovery codes, which alone are no factor."""
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def _roles(groups: Iterable[str]) -> frozenset[Role]:
    names = set(groups)
    return frozenset(role for role in Role if role in names)


def unit_ids_of(user: RequestUser) -> frozenset[int]:
    """Return the units for which the user is responsible today: own units, and those of the absent people covered."""
    return frozenset(member.unit_id for member in _memberships(user))


def covered_absences(user: RequestUser) -> list[tuple[User, date]]:
    """Return the absent people whose deputy the user is today, with the last day of each absence, earliest first."""
    absences = {
        member.user: member.absent_until  # type: ignore[attr-defined]  # annotated
        for member in _memberships(user)
        if member.user_id != user.pk
    }
    return sorted(absences.items(), key=lambda absence: (absence[1], absence[0].pk))


def _memberships(user: RequestUser) -> list[UnitMember]:
    """Return the memberships of the user and of the absent people covered, cached on the user; one query.

    Each membership of another person has `absent_until`, the last day of the absence.
    """
    if not hasattr(user, "_memberships"):
        today = timezone.localdate()
        absences = Deputy.objects.filter(deputy=user.pk, since__lte=today, until__gte=today)
        people = Q(user=user.pk) | Q(user__in=absences.values("person"))
        last_day = absences.filter(person=OuterRef("user")).order_by("-until").values("until")[:1]
        members = _active_members(today).filter(people).select_related("user")
        user._memberships = list(members.annotate(absent_until=Subquery(last_day)))  # type: ignore[union-attr]  # cache
    return cast("list[UnitMember]", user._memberships)  # type: ignore[union-attr]  # set above


def people_by_unit(*, on: date) -> dict[int, set[int]]:
    """Return key of a unit -> keys of the users responsible for it on the day, by the rule of `unit_ids_of`.

    Two queries. Disabled accounts and people without a role are included; the caller filters them.
    """
    users_by_unit: dict[int, set[int]] = {}
    units_by_user: dict[int, set[int]] = {}
    for unit_id, user_id in _active_members(on).values_list("unit_id", "user_id"):
        users_by_unit.setdefault(unit_id, set()).add(user_id)
        units_by_user.setdefault(user_id, set()).add(unit_id)
    absences = Deputy.objects.filter(since__lte=on, until__gte=on)
    for absent_id, deputy_id in absences.values_list("person_id", "deputy_id"):
        for unit_id in units_by_user.get(absent_id, ()):
            users_by_unit[unit_id].add(deputy_id)
    return users_by_unit


def _active_members(on: date) -> QuerySet[UnitMember]:
    return UnitMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, unit__is_active=True)


def is_coordinator(user: RequestUser) -> bool:
    return Role.COORDINATOR in roles_of(user)


def is_officer(user: RequestUser) -> bool:
    return Role.OFFICER in roles_of(user)


def may_administer(user: RequestUser) -> bool:
    """Return whether the user may open Django's admin: administrators, and superusers, who add the first people.

    `is_staff` alone gives no access.
    """
    return Role.ADMINISTRATOR in roles_of(user) or (user.is_active and user.is_superuser)
