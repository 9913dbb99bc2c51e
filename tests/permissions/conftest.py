"""An office with one person of each role, and requests on their behalf."""

import re
from copy import deepcopy
from decimal import Decimal
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from indicators.models import ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import evidence, measurements
from indicators.services.evidence_files.validation import check_content
from reports.models import ReportFile
from reports.rules.span import Span
from reports.services import publications as publication_services
from tests import factories
from tests.permissions.headers import OTHER_SITE
from tests.permissions.table import ELSEWHERE, LOGIN, ROLES

TODAY = "2025-02-10T09:00:00Z"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(TODAY)


@pytest.fixture(scope="module")
def office_of_module(db_of_module: None) -> SimpleNamespace:
    """Created once for a module, because hundreds of tests use the same people and figures."""
    with time_machine.travel(TODAY), pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "check_in_sandbox", check_content)  # trusted file: no sandbox
        return _make_office()


@pytest.fixture
def office(db: Any, office_of_module: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a fresh copy of the module's office, whose objects and sessions a test may change."""
    monkeypatch.setattr(evidence, "check_in_sandbox", check_content)
    office = deepcopy(office_of_module)
    office.clients = {role: Client() for role in ROLES}
    for role, cookies in office.cookies.items():
        office.clients[role].cookies = cookies
    return office


def _make_office() -> SimpleNamespace:
    programme = factories.ProgrammeFactory(slug="2021-2025")
    unit, other_unit = factories.UnitFactory.create_batch(2)
    own, waiting = (factories.in_programme(programme, unit=unit) for _ in range(2))
    officer = factories.officer(unit)
    people = {
        "anonymous": None,
        "officer": officer,
        "other": factories.officer(other_unit),
        "unitless": factories.officer(),
        "coordinator": factories.coordinator(),
        "administrator": factories.administrator(),
        "disabled": factories.officer(unit),
    }
    days = round_days(ReportingRound.objects.get(programme=programme, year=2024))
    period = next(item for item in programme_periods(Frequency.YEARLY, 2021, 2025) if item.code == "2024")
    sent = measurements.submit(
        Slot(waiting, period, days), Figure(Decimal(3), note="tajna uwaga"), by=officer, based_on=0
    )
    file = SimpleUploadedFile("wykaz.csv", b"rok;liczba")
    proof = evidence.set_public(
        evidence.add_file(sent.measurement, "wykaz", file, officer), True, people["coordinator"]
    )
    numbers = {"own": own.pk, "waiting": waiting.pk, "other": factories.in_programme(programme, unit=other_unit).pk}
    # Nobody has chosen how often it is read: a person must assess its years.
    numbers["described"] = factories.in_programme(programme, unit=other_unit, terms__frequency="").pk
    numbers["evidence"] = proof.pk
    report = publication_services.publish(
        programme, Span(2024, 2024), people["coordinator"], based_on=0, open_is_known=True
    )
    for kind in ReportFile.Kind.values:  # made already: drawing them is not what is tested here
        ReportFile.objects.create(publication=report, kind=kind, content=b"plik", created_at=report.published_at)
    numbers["question"] = factories.ReaderQuestionFactory(indicator=own).pk
    draft = factories.in_programme(factories.ProgrammeFactory(slug="projekt", is_published=False), unit=other_unit)
    numbers["stored_draft"] = factories.stored_draft(people["administrator"]).pk
    amendment = factories.stored_draft(people["administrator"], text=f"{factories.DOCUMENT}2\tGranty\tLiczba\t3\t\n")
    amendment.edits["head"] |= {"issuer": programme.issuer, "first_year": "2021", "last_year": "2025"}
    amendment.save()
    numbers["amendment"] = amendment.pk
    numbers |= {"draft": draft.pk, "draft_goal": draft.action.specific_goal.position}
    cookies = {role: _logged_in(person) for role, person in people.items() if person is not None}
    people["disabled"].is_active = False
    people["disabled"].save()
    return SimpleNamespace(programme=programme, unit=unit, numbers=numbers, people=people, cookies=cookies)


def _logged_in(person: Any) -> SimpleCookie:
    client = Client()
    client.force_login(person)
    return client.cookies


def outcome(response: Any) -> Any:
    """Return a response as the permission table denotes it."""
    if response.status_code != 302:
        return response.status_code
    return LOGIN if re.match(r"(/en)?/konto/logowanie/\?", response["Location"]) else ELSEWHERE


def ask(client: Client, method: str, address: str, sent: dict[str, str] | None = None) -> Any:
    """Make a request and roll back its changes, also those of the session. GET comes from a script of another site."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if method == "post":
            response = client.post(address, sent or {})
        else:
            origin = {"origin": OTHER_SITE} if method == "get" else None
            response = client.generic(method.upper(), address, headers=origin)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.streaming:
        list(response)  # a file is closed with its last byte
    return response
