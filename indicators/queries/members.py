"""Who answers for each unit today."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q

from cooperation.models import UnitMember


def members_of_units(*, on: date) -> Mapping[int, Sequence[User]]:
    """unit id -> its active people; a unit with nobody left is not there. One query."""
    rows = UnitMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    rows = rows.filter(unit__is_active=True, user__is_active=True).select_related("user")
    people_by_unit: dict[int, dict[int, User]] = {}
    for row in rows.order_by("user__name_index__sort_key"):
        people_by_unit.setdefault(row.unit_id, {})[row.user_id] = row.user
    return {unit: list(people.values()) for unit, people in people_by_unit.items()}
