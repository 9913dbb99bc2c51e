"""Removed rights end with the next request."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.test import Client

from cooperation.models import UnitMember
from indicators.models import Revision
from tests import factories
from tests.permissions.conftest import outcome
from tests.permissions.table import ELSEWHERE, LOGIN, SAVED


def outcomes(office, role, *addresses):
    return [outcome(office.clients[role].get(address)) for address in addresses]


def test_ended_membership_removes_access(office):
    record = f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    membership = UnitMember.objects.get(user=office.people["officer"])
    assert outcomes(office, "officer", "/panel/", record) == [200, 200]
    for until, answer in ((date(2025, 2, 10), 200), (date(2025, 2, 10) - timedelta(days=1), 404)):
        membership.until = until  # the last day counts
        membership.save()
        assert outcomes(office, "officer", "/panel/", record) == [200, answer]
    assert office.clients["officer"].post(record, SAVED).status_code == 404


def test_inactive_unit_removes_access(office):
    record = f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    office.unit.is_active = False
    office.unit.save()
    assert outcomes(office, "officer", "/panel/", record) == [200, 404]


def test_left_group_removes_access(office):
    record = f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    assert outcomes(office, "officer", record) == [200]
    office.people["officer"].groups.clear()
    assert outcomes(office, "officer", "/panel/", record) == [403, 403]
    assert office.clients["officer"].post(record, SAVED).status_code == 403

    decision = f"/panel/wskazniki/{office.numbers['waiting']}/pomiary/2024/decyzja/"
    assert outcomes(office, "coordinator", decision) == [200]
    office.people["coordinator"].groups.set([Group.objects.get(name="officer")])
    assert outcomes(office, "coordinator", "/panel/", "/panel/zatwierdzanie/", decision) == [200, 403, 403]
    sent = {"do": "approve", "based_on": "1"}
    assert office.clients["coordinator"].post(decision, sent).status_code == 403
    assert Revision.objects.count() == 1


def test_only_group_gives_access_to_administration(office):
    """`is_staff` alone, which a script may have set, gives no access."""
    person = office.people["administrator"]
    assert outcomes(office, "administrator", "/admin/", "/admin/cooperation/unit/") == [200, 200]
    person.groups.clear()
    assert person.is_staff
    assert outcomes(office, "administrator", "/panel/", "/admin/cooperation/unit/") == [403, ELSEWHERE]
    follow = office.clients["administrator"].get("/admin/cooperation/unit/", follow=True)
    assert follow.status_code == 403
    person.groups.set([Group.objects.get(name="administrator")])
    person.is_staff = False
    person.save()
    assert outcomes(office, "administrator", "/panel/", "/admin/cooperation/unit/") == [ELSEWHERE, 200]


def test_disabled_account_loses_access(office):
    assert outcomes(office, "other", "/panel/") == [200]
    office.people["other"].is_active = False
    office.people["other"].save()
    assert outcomes(office, "other", "/panel/") == [LOGIN]

    client = Client()
    sent = {"login": office.people["other"].username, "password": factories.PASSWORD}
    client.post("/konto/logowanie/", sent)
    assert outcome(client.get("/panel/")) == LOGIN
    client.post("/konto/logowanie/", sent | {"login": office.people["officer"].username})
    assert outcome(client.get("/panel/")) == 200


def test_superuser_has_no_rights_in_panel(office):
    client = Client()
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    record, decision = (f"/panel/wskazniki/{office.numbers['waiting']}/pomiary/2024/{end}" for end in ("", "decyzja/"))
    addresses = ("/panel/", "/panel/zatwierdzanie/", record, decision, "/admin/")
    assert [outcome(client.get(address)) for address in addresses] == [ELSEWHERE, 403, 403, 403, 200]
    assert client.post(record, SAVED | {"based_on": "1"}).status_code == 403
    assert client.post(f"{record}wycofanie/", {"based_on": "1"}).status_code == 403
    assert client.post(decision, {"do": "approve", "based_on": "1"}).status_code == 403
    assert Revision.objects.count() == 1
