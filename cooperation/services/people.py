"""Accounts and memberships of several people at once."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q

from cooperation.models import Unit, UnitMember
from cooperation.roles import Role
from cooperation.services.people_csv import PersonRow


def add_people(rows: Iterable[PersonRow], *, since: date) -> list[User]:
    """Create the accounts in one transaction, without passwords: people set them by the link of an invitation.

    Raises IntegrityError when a user name already exists.
    """
    with transaction.atomic():
        groups = {group.name: group for group in Group.objects.all()}
        people = []
        for row in rows:
            person = User(
                username=row.login,
                first_name=row.first_name,
                last_name=row.last_name,
                email=row.email,
                is_staff=row.role is Role.ADMINISTRATOR,
            )
            person.set_unusable_password()
            person.save()
            person.groups.add(groups[str(row.role)])
            if row.unit is not None:
                UnitMember.objects.create(unit=row.unit, user=person, since=since)
            people.append(person)
    return people


def join_unit(people: Sequence[User], unit: Unit, *, since: date) -> list[User]:
    """Make the people members of the unit and return those who were added.

    People who are members on that day, or whose membership starts later, are left as they are.
    """
    with transaction.atomic():
        members = UnitMember.objects.filter(unit=unit).filter(Q(until__isnull=True) | Q(until__gte=since))
        member_ids = set(members.values_list("user_id", flat=True))
        joined = [person for person in people if person.pk not in member_ids]
        for person in joined:
            UnitMember.objects.create(unit=unit, user=person, since=since)
    return joined


def is_last_administrator(person: User) -> bool:
    """Return whether the stored account is the only one that is active and has the role of an administrator.

    In a transaction. It locks the role until its end: otherwise two administrators could remove each other at once.
    """
    Group.objects.select_for_update(no_key=True).get(name=str(Role.ADMINISTRATOR))
    administrators = User.objects.filter(is_active=True, groups__name=str(Role.ADMINISTRATOR))
    return list(administrators.values_list("pk", flat=True)[:2]) == [person.pk]
