"""Letters to the administrators about jobs of the server that failed."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from cooperation.models import Letter
from cooperation.services.failed_jobs import write_failure_letters

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def administrator():
    for name, role in (
        ("administrator", "administrator"),
        ("former", "administrator"),
        ("without-address", "administrator"),
        ("coordinator", "coordinator"),
    ):
        user = User.objects.create_user(name, f"{name}@example.org")
        user.groups.add(Group.objects.get(name=role))
    User.objects.filter(username="former").update(is_active=False)
    User.objects.filter(username="without-address").update(email="")
    return User.objects.get(username="administrator")


def test_active_administrators_with_address_get_one_letter_a_day(administrator):
    (letter,) = write_failure_letters("portal-backup", on=DAY)
    assert (letter.recipient, letter.kind) == (administrator, Letter.Kind.FAILED_JOB)
    assert "portal-backup" in letter.subject
    assert "2026-03-01" in letter.text
    assert write_failure_letters("portal-backup", on=DAY) == []
    assert len(write_failure_letters("portal-verify", on=DAY)) == 1
    assert len(write_failure_letters("portal-backup", on=date(2026, 3, 2))) == 1


def test_command_writes_letter(administrator):
    call_command("report_failed_job", "portal-backup", stdout=StringIO())
    assert Letter.objects.get().recipient == administrator


@pytest.mark.parametrize("job", ["", " ", "../../etc", "a b"])
def test_name_that_is_no_job_is_refused(administrator, job):
    with pytest.raises(CommandError):
        call_command("report_failed_job", job)
    assert not Letter.objects.exists()
