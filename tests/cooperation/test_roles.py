"""Roles and responsibility for units: deputies during an absence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cooperation.models import Deputy, UnitMember
from cooperation.roles import people_by_unit, unit_ids_of
from indicators.models import Revision
from tests import factories

FIRST, LAST = date(2025, 2, 10), date(2025, 2, 14)


@pytest.fixture
def absence(db: Any) -> Any:
    unit, other = factories.UnitFactory.create_batch(2)
    person, deputy = factories.officer(unit, first_name="Ewa", last_name="Nieobecna"), factories.officer(other)
    Deputy.objects.create(person=person, deputy=deputy, since=FIRST, until=LAST)
    indicator = factories.in_programme(factories.ProgrammeFactory(), unit=unit)
    return Deputy.objects.get(), unit, other, indicator


@pytest.mark.parametrize(
    ("day", "stands_in"), [("09", False), ("10", True), ("14", True), ("15", False)], ids=lambda value: str(value)
)
def test_deputy_is_responsible_from_first_to_last_day(absence, client, time_machine, day, stands_in):
    """The absence ends at midnight in Warsaw, which is 23:00 UTC of the day before."""
    row, unit, other, indicator = absence
    time_machine.move_to(f"2025-02-{day}T22:59:00Z", tick=False)
    assert unit_ids_of(row.deputy) == ({unit.pk, other.pk} if stands_in else {other.pk})
    client.force_login(row.deputy)
    address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/"
    assert client.get(address).status_code == (200 if stands_in else 404)
    sent = {"value": "4", "based_on": "0", "request_key": "k", "do": "submit"}
    assert client.post(address, sent).status_code == (302 if stands_in else 404)
    assert list(Revision.objects.values_list("author", "value")) == ([(row.deputy.pk, Decimal(4))] if stands_in else [])
    page = client.get("/panel/").content.decode().replace("\u00a0", " ")
    assert ("Zastępujesz: Ewa Nieobecna do 14 lutego 2025 r." in page) is stands_in


def test_people_by_unit_include_deputy_during_absence_only(absence):
    row, unit, other, _indicator = absence
    for day in (date(2025, 2, 9), FIRST, LAST, date(2025, 2, 15)):
        expected = {unit.pk: {row.person_id}, other.pk: {row.deputy_id}}
        if FIRST <= day <= LAST:
            expected[unit.pk] = {row.person_id, row.deputy_id}
        assert people_by_unit(on=day) == expected


def test_ended_membership_is_not_passed_to_deputy(absence, time_machine):
    row, _unit, other, _indicator = absence
    membership = UnitMember.objects.get(user=row.person)
    membership.until = date(2025, 2, 11)
    membership.save()
    time_machine.move_to("2025-02-12T08:00:00Z", tick=False)
    assert unit_ids_of(row.deputy) == {other.pk}
    assert people_by_unit(on=date(2025, 2, 12)) == {other.pk: {row.deputy_id}}


def test_deputies_are_not_transitive(absence, time_machine):
    row, _unit, other, _indicator = absence
    third = factories.officer()
    Deputy.objects.create(person=row.deputy, deputy=third, since=FIRST, until=LAST)
    time_machine.move_to("2025-02-12T08:00:00Z", tick=False)
    assert unit_ids_of(third) == {other.pk}
    assert third.pk not in people_by_unit(on=FIRST)[row.person.memberships.get().unit_id]


def test_roles_are_not_passed_to_deputy(db, client, time_machine):
    """The deputy of a coordinator cannot approve; a deputy without a role cannot record figures."""
    unit = factories.UnitFactory()
    absent, deputy, nobody = factories.coordinator(), factories.officer(), factories.UserFactory()
    UnitMember.objects.create(unit=unit, user=absent, since=date(2020, 1, 1))
    for candidate in (deputy, nobody):
        Deputy.objects.create(person=absent, deputy=candidate, since=FIRST, until=LAST)
    indicator = factories.in_programme(factories.ProgrammeFactory(), unit=unit)
    time_machine.move_to("2025-02-12T08:00:00Z", tick=False)
    address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/"
    client.force_login(deputy)
    assert [client.get(candidate).status_code for candidate in (address, "/panel/zatwierdzanie/")] == [200, 403]
    client.force_login(nobody)
    assert client.get(address).status_code == 403


def test_deputy_with_reversed_days_or_for_oneself_or_repeated_violates_constraint(absence):
    row = absence[0]
    for fields in ({"since": LAST, "until": FIRST}, {"deputy": row.person}, {}):
        values = {"person": row.person, "deputy": row.deputy, "since": FIRST, "until": LAST} | fields
        with pytest.raises(IntegrityError), transaction.atomic():
            Deputy.objects.create(**values)
