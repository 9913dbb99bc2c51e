"""The number of queries of every page and every list of the administration does not grow with the rows."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cooperation.models import AccessChange, Deputy, Letter, Programme, Unit
from indicators.models import Assessment, Comment, Decision, Evidence, Indicator, ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from reports.models import FinanceRow, Publication
from reports.rules.span import Span
from reports.services import publications
from tests import factories
from tests.drill import row, size
from tests.permissions.conftest import TODAY
from tests.permissions.table import WITH_LANGUAGE, WITHOUT_LANGUAGE
from tests.permissions.test_administration import flattened

MOST = 25
ROLES = ("anonymous", "officer", "coordinator", "administrator")
FEW, MANY = 2, size("QUERY_ROWS", 6)
EVERY = size("QUERIES_EVERY", 16)  # outside the drill, every sixteenth page
# Files that use more queries for more goals, and why. A new one fails until it has a reason here.
READ_BY_GOAL = {
    f"/programy/2021-2025/dane/{name}": "streamed: the facts of a goal are read when its rows are written"
    for name in ("wartosci.csv", "wartosci-excel.csv", "wartosci.json")
}

pytestmark = [pytest.mark.drill, pytest.mark.usefixtures("no_page_cache")]


def add_rows(office: Any, number: int) -> None:
    """Add that many rows of each kind to the office's programme and unit."""
    programme, unit, people = office.programme, office.unit, office.people
    periods = {period.code: period for period in programme_periods(Frequency.YEARLY, 2021, 2025)}
    days = {item.year: round_days(item) for item in ReportingRound.objects.filter(programme=programme)}
    hidden = Programme.objects.get(slug="projekt")
    goal = factories.MainGoalFactory(programme=programme)
    edited = [unit, programme, Indicator.objects.get(pk=office.numbers["own"])]
    for _step in range(number):
        indicator = factories.in_programme(programme, unit=unit)
        factories.in_programme(hidden, unit=unit)
        for year, is_approved in ((2023, True), (2024, False)):
            slot = Slot(indicator, periods[str(year)], days[year])
            sent = measurements.submit(slot, Figure(Decimal(3)), by=people["officer"], based_on=0)
            if is_approved:
                measurements.approve(sent.measurement, by=people["coordinator"], based_on=1)
            for measurement in (sent.measurement, office.waiting):
                Comment.objects.create(
                    measurement=measurement, author=people["coordinator"], text="Proszę sprawdzić.", at=timezone.now()
                )
        Evidence.objects.create(
            measurement=office.waiting,
            title="protokół",
            url=f"https://bip.example.org/{indicator.pk}/",
            added_by=people["officer"],
            added_at=timezone.now(),
        )
        factories.ReaderQuestionFactory(indicator=indicator)
        factories.ReaderQuestionFactory(indicator_id=office.numbers["own"])
        finding = factories.SwotFindingFactory(programme=programme)
        other_goal = factories.SpecificGoalFactory(main_goal=goal)
        factories.FindingLinkFactory(finding=finding, specific_goal=other_goal)
        factories.ConclusionFactory(programme=programme)
        factories.BreakdownFactory(programme=programme, name=f"podział {finding.pk}")
        officer = factories.officer(unit, factories.UnitFactory())
        Deputy.objects.create(person=officer, deputy=people["officer"], since=date(2024, 1, 1), until=date(2030, 1, 1))
        factories.ProgrammeFactory(slug=f"kolejny-{finding.pk}")
        factories.stored_draft(people["administrator"])
        add_rulings_and_reports(office, indicator)
        Letter.objects.create(recipient=people["coordinator"], kind="test", subject="Przypomnienie", text="x")
        for instance in edited:
            instance.save()  # one more line of its history


def add_rulings_and_reports(office: Any, indicator: Indicator) -> None:
    coordinator = office.people["coordinator"]
    for pk in (indicator.pk, office.numbers["own"]):
        Decision.objects.create(indicator_id=pk, text="Liczy się rok.", author=coordinator, decided_on=date(2025, 1, 7))
        Assessment.objects.create(indicator_id=pk, year=2023, verdict="met", reason="Odbyły się.", author=coordinator)
    first = Publication.objects.order_by("pk")[0]
    version = first.report.publications.count()
    publications.publish(
        office.programme, Span(2024, 2024), coordinator, based_on=version, reason="Poprawka.", open_is_known=True
    )
    publications.add_erratum(first, f"Strona {version}: 12, nie 21.", coordinator)
    FinanceRow.objects.create(report=first.report, position=version, name=f"Kultura {version}")
    AccessChange.objects.create(person=factories.coordinator(), kind="roles", new="coordinator", by=coordinator)
    LogEntry.objects.log_actions(office.people["administrator"].pk, [indicator], CHANGE, single_object=True)


def pages(office: Any) -> Iterator[tuple[str, str]]:
    """Return (role, address) of every page that the role may read, and of every page of the administration."""
    for place, item in enumerate([*WITH_LANGUAGE.values(), *WITHOUT_LANGUAGE.values()]):
        if place % EVERY == 0 and not item.address.endswith((".pdf", ".docx", ".xlsx", ".png")):
            address = item.address.format(**office.numbers)
            yield from ((role, address) for role in ROLES if item.get[role] == 200)
    for place, (_route, pattern) in enumerate(flattened(admin.site.get_urls())):
        if place % EVERY or not pattern.name or pattern.name == "logout":
            continue
        has_key = pattern.pattern.converters or pattern.name == "app_list"
        keys = [first_key(pattern.name, office)] if has_key else []
        if None not in keys:
            yield "administrator", reverse(f"admin:{pattern.name}", args=keys)


def first_key(name: str, office: Any) -> Any:
    """Return the key of the object with most rows below it, for a page of that name; None without an object."""
    if name.startswith("indicators_indicator_"):
        return office.numbers["own"]
    for model in admin.site._registry:
        if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            return model._base_manager.order_by("pk").values_list("pk", flat=True).first()
    return "cooperation" if name == "app_list" else None


def query_counts(office: Any, addresses: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    counts = {}
    for role in ROLES:
        office.clients[role].get("/metoda/")  # the first request of a session reads more
    for role, address in addresses:
        client: Client = office.clients[role]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            if response.streaming:
                list(response)
        if response.status_code == 200:
            counts[role, address] = len(captured)
    return counts


def test_number_of_queries_is_the_same_with_many_rows(office, time_machine):
    time_machine.move_to(TODAY, tick=False)  # a session is saved again after a minute
    office.waiting = Evidence.objects.get(pk=office.numbers["evidence"]).measurement
    add_rows(office, FEW)
    addresses = list(pages(office))
    few = query_counts(office, addresses)
    add_rows(office, MANY)
    many = query_counts(office, list(few))
    constant = [page for page in few if page[1] not in READ_BY_GOAL]
    growing = {page: (few[page], many[page]) for page in constant if many[page] > few[page]}
    expensive = {page: many[page] for page in constant if many[page] > MOST}
    assert len(many) > len(addresses) / 2
    row("G28", f"pages whose queries grow, of {len(constant)}", wanted="0", measured=len(growing), met=not growing)
    row(
        "G28",
        "most queries of a page",
        wanted=f"<= {MOST}",
        measured=max(many[page] for page in constant),
        met=not expensive,
    )
    assert (growing, expensive) == ({}, {})


def test_control_query_for_each_row_is_detected(office, monkeypatch):
    def members(unit: Unit) -> int:
        return unit.members.count()

    monkeypatch.setattr(admin.site._registry[Unit], "list_display", ("name", members))
    page = ("administrator", reverse("admin:cooperation_unit_changelist"))
    few = query_counts(office, [page])[page]
    factories.UnitFactory.create_batch(MANY)
    assert query_counts(office, [page])[page] == few + MANY
