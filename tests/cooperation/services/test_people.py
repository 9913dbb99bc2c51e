"""The last administrator, also when two of them remove each other in the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from cooperation.roles import Role
from cooperation.services import people
from tests import factories

MEETING = 1.0  # seconds in which the other administrator arrives unless a lock holds them back


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def administrators(transactional_db: None) -> list[User]:
    return [factories.administrator(username="pierwsza"), factories.administrator(username="druga")]


def removed_at_once(persons: list[User]) -> list[bool]:
    """Remove the role of all of them at once, unless it is the last one; return who was removed."""
    both = threading.Barrier(len(persons))

    def remove(person: User) -> bool:
        try:
            with transaction.atomic():
                is_last = people.is_last_administrator(person)
                with suppress(threading.BrokenBarrierError):  # the other one waits for the lock, or was here before
                    both.wait(MEETING)
                if not is_last:
                    person.groups.clear()
                return not is_last
        finally:
            connection.close()

    with ThreadPoolExecutor(len(persons)) as pool:
        return list(pool.map(remove, persons))


def test_administrators_who_remove_each_other_leave_one(administrators):
    assert sorted(removed_at_once(administrators)) == [False, True]
    assert User.objects.filter(groups__name=str(Role.ADMINISTRATOR)).count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="every transaction of SQLite waits for the one before")
def test_control_without_lock_none_is_left(administrators):
    with mock.patch.object(people, "Group"):
        assert removed_at_once(administrators) == [True, True]


def test_disabled_administrator_does_not_count(administrators):
    first, second = administrators
    with transaction.atomic():
        assert not people.is_last_administrator(first)
    User.objects.filter(pk=second.pk).update(is_active=False)
    with transaction.atomic():
        assert people.is_last_administrator(first)
        assert not people.is_last_administrator(second)
