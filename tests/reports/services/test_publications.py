"""Publishing freezes a report; later changes of figures do not change it."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cooperation.models import Change, Office
from indicators.queries.results import load_results
from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.models import Erratum, Publication, ReportFile
from reports.queries.checklist import publication_checklist
from reports.queries.report_sources import report_source_of
from reports.rules.snapshot import digest
from reports.rules.span import Span
from reports.services import publications as publication_services
from reports.services.errors import ChecklistNotMet, ReportNotAllowed, ReportReasonRequired, StaleReport, YearsNotOver
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.reports.conftest import PANEL, PUBLIC, YEAR, publish, write
from tests.tampering import rewritable


def test_snapshot_equals_year_rows(office, published):
    content = json.loads(published.snapshot)
    row = load_results(office.programme, on=ON).year_rows(2024)[0]
    indicator = content["goals"][0]["actions"][0]["indicators"][0]
    year = indicator["years"][0]
    assert (indicator["name"], indicator["target"]) == ("Liczba warsztatów", row.verbatim)
    assert (Decimal(year["value"]), year["status"], Decimal(year["threshold"])) == (
        row.result.actual,
        str(row.result.status),
        row.threshold,
    )
    assert year["notes"] == ["trzy razy"]
    assert content["words"]["wprowadzenie"] == "Na podstawie **art. 5a ust. 3** ustawy."
    assert published.sha256 == digest(published.snapshot)
    assert content["edition"]["version"] == 1


def test_later_correction_is_listed_and_leaves_snapshot_unchanged(office, client, published, time_machine):
    before, page = published.snapshot, client.get(PUBLIC).content.decode()
    assert "Errata" not in page
    time_machine.move_to("2025-03-01T09:00:00Z")
    later = measurements.submit(
        office.slot(), Figure(Decimal(5)), by=office.officer, based_on=2, reason="Pominięto Toruń", on=ON
    )
    measurements.approve(later.measurement, by=office.coordinator, based_on=3)
    assert Publication.objects.get().snapshot == before
    page = client.get(PUBLIC).content.decode()
    assert "Errata" in page
    assert "Pominięto Toruń" in page
    assert client.get(f"{PUBLIC}v1/sprawozdanie.json").content.decode() == before


@pytest.mark.parametrize(("prefix", "day"), [("", "1.03.2025"), ("/en", "2025-03-01")])
def test_errata_dates_have_one_form_in_each_language(office, client, published, time_machine, prefix, day):
    time_machine.move_to("2025-03-01T09:00:00Z")
    figure = Figure(Decimal(5))
    later = measurements.submit(office.slot(), figure, by=office.officer, based_on=2, reason="Pominięto Toruń", on=ON)
    measurements.approve(later.measurement, by=office.coordinator, based_on=3)
    publication_services.add_erratum(published, "Strona 4: 12 konkursów, nie 21.", office.coordinator)
    errata = client.get(f"{prefix}{PUBLIC}v1/").content.decode().split('id="h-errata"')[1].split("</section>")[0]
    assert re.findall(r"<time[^>]*>([^<]+)</time>", errata) == [day, day]


@pytest.mark.parametrize(
    ("moment", "state"),
    [("2024-11-27T10:00:00Z", "Okres jeszcze się nie rozpoczął"), ("2025-06-01T10:00:00Z", "Okres jeszcze trwa")],
)
def test_lists_distinguish_future_year_from_current_year(office, client, time_machine, moment, state):
    time_machine.move_to(moment)
    row = re.compile(r'<li><span class="num">2025</span>(.*?)</li>', re.DOTALL)
    assert f"{state}." in row.findall(client.get("/programy/2021-2025/sprawozdania/").content.decode())[0]
    client.force_login(office.coordinator)
    assert f">{state.lower()}<" in row.findall(client.get("/panel/sprawozdania/").content.decode())[0]


def test_second_version_requires_reason_and_preserves_first(office, client, published):
    with pytest.raises(ReportReasonRequired):
        publish(office, based_on=1)
    write(office, "plany", "Więcej warsztatów.")
    second = publish(office, based_on=1, reason="Dopisano plany")
    assert second.version == 2
    assert "Więcej warsztatów." in client.get(PUBLIC).content.decode()
    first = client.get(f"{PUBLIC}v1/").content.decode()
    assert "Więcej warsztatów." not in first
    assert "Dopisano plany" in first  # the other version is named with its reason
    assert client.get(f"{PUBLIC}v3/").status_code == 404


def test_publish_rejects_stale_version(office, published):
    with pytest.raises(StaleReport):
        publish(office, based_on=0)
    assert Publication.objects.count() == 1


def test_publish_rejects_year_that_is_not_over(office):
    with pytest.raises(YearsNotOver):
        publish(office, Span(2025, 2025))
    with pytest.raises(YearsNotOver):
        publish(office, Span(2021, 2025, is_final=True))


def test_publish_requires_acceptance_of_unmet_items(office):
    with pytest.raises(ChecklistNotMet) as refused:
        publish(office, open_is_known=False)
    codes = {point.code for point in refused.value.items}
    assert codes == {"figures", "rounds", "goals", "wprowadzenie", "wnioski", "plany", "finance"}
    approve(office)
    write(office, "wnioski", "Wnioski.")
    points = {
        point.code: point.is_met for point in publication_checklist(report_source_of(office.programme, YEAR, on=ON))
    }
    assert points["figures"]
    assert points["wnioski"]
    assert not points["rounds"]


@pytest.mark.parametrize("maker", [factories.officer, factories.administrator])
def test_publish_rejects_everyone_but_coordinators(office, published, maker):
    other = maker()
    with pytest.raises(ReportNotAllowed):
        publication_services.publish(office.programme, YEAR, other, based_on=1, reason="x", open_is_known=True)
    with pytest.raises(ReportNotAllowed):
        publication_services.add_erratum(published, "x", other)
    with pytest.raises(ReportNotAllowed):
        publication_services.set_bulletin_address(published, "https://bip.example.org/", other)


def test_publication_is_registered_as_change(office, client, published):
    row = Change.objects.get(kind=Change.Kind.REPORT_PUBLISHED)
    assert (row.details["code"], row.details["version"], row.role) == ("2024", 1, "coordinator")
    page = client.get("/zmiany/?program=2021-2025").content.decode()
    assert "Opublikowano: sprawozdanie za 2024 r." in page
    assert f'href="{PUBLIC}v1/"' in page


def test_person_is_named_only_if_office_signs_reports(office, client, published):
    office.coordinator.first_name, office.coordinator.last_name = "Anna", "Podpisana"
    office.coordinator.save()
    assert "Podpisana" not in client.get(PUBLIC).content.decode()
    Office.objects.create(name="Urząd", signs_reports=True)
    publish(office, based_on=1, reason="Podpis")
    assert "Anna Podpisana" in client.get(PUBLIC).content.decode()
    assert "Podpisana" not in client.get(f"{PUBLIC}v1/").content.decode()


def test_erratum_sent_twice_is_published_once(office, client, published):
    client.force_login(office.coordinator)
    for _ in range(2):
        sent = {"do": "erratum", "text": "Strona 4: 12 konkursów, nie 21."}
        assert client.post(f"{PANEL}wersje/1/", sent).status_code == 302
    assert Erratum.objects.count() == 1
    client.logout()
    assert "12 konkursów, nie 21" in client.get(PUBLIC).content.decode()


def test_bulletin_address_is_added_after_publication(office, client, published):
    client.force_login(office.coordinator)
    refused = client.post(f"{PANEL}wersje/1/", {"do": "bulletin", "bulletin_url": "javascript:alert(1)"})
    assert "Wpisz cały adres" in refused.content.decode()
    client.post(f"{PANEL}wersje/1/", {"do": "bulletin", "bulletin_url": "https://bip.example.org/1"})
    assert 'href="https://bip.example.org/1"' in client.get(PUBLIC).content.decode()
    assert Publication.objects.get().sha256 == published.sha256


def test_tampered_snapshot_is_refused_by_page_and_files(office, client, published):
    rewritable(Publication).update(snapshot=published.snapshot.replace('"value":"3"', '"value":"9"'))
    page = client.get(PUBLIC)
    assert page.status_code == 503
    assert "suma kontrolna" in page.content.decode()
    assert "Liczba warsztatów" not in page.content.decode()
    for kind in ("json", "docx", "pdf", "xlsx"):
        assert client.get(f"{PUBLIC}v1/sprawozdanie.{kind}").status_code == 503


def test_verify_history_checks_reports(office, published, capsys):
    call_command("verify_history")
    assert "1" in capsys.readouterr().out.splitlines()[-1]
    rewritable(Publication).update(snapshot=published.snapshot + " ")
    with pytest.raises(CommandError, match=r"Sprawozdanie za 2024 r\., .*, wersja 1: treść różni się"):
        call_command("verify_history")
    rewritable(Publication).delete()
    with pytest.raises(CommandError, match=f"sprawozdania {published.report_id}"):
        call_command("verify_history")


def test_unpublished_programme_has_no_public_report(office, client, published):
    office.programme.is_published = False
    office.programme.save()
    for address in (PUBLIC, f"{PUBLIC}v1/", f"{PUBLIC}v1/sprawozdanie.json", "/programy/2021-2025/sprawozdania/"):
        assert client.get(address).status_code == 404


def test_panel_page_publishes_report(office, client):
    approve(office)
    client.force_login(office.coordinator)
    page = client.get(f"{PANEL}publikacja/")
    assert page.context["form"]["based_on"].value() == 0
    refused = client.post(f"{PANEL}publikacja/", {"based_on": "0"})
    assert "Zaznacz to pole" in refused.content.decode()
    assert client.post(f"{PANEL}publikacja/", {"based_on": "0", "open_is_known": "on"})["Location"] == PANEL
    again = client.post(f"{PANEL}publikacja/", {"based_on": "0", "open_is_known": "on", "reason": "x"})
    assert again.status_code == 302
    assert Publication.objects.count() == 1


def test_unchanged_report_returns_304_with_few_queries(office, client, published, django_assert_max_num_queries):
    answer = client.get(PUBLIC)
    with django_assert_max_num_queries(2):
        again = client.get(PUBLIC, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("no_page_cache")
def test_file_is_created_once_and_stored(office, client, published):
    first = client.get(f"{PUBLIC}v1/sprawozdanie.xlsx")
    assert first.status_code == 200
    file = ReportFile.objects.get()
    assert (file.kind, bytes(file.content)) == ("xlsx", first.content)
    rewritable(ReportFile).update(content=b"ten sam")
    assert client.get(f"{PUBLIC}v1/sprawozdanie.xlsx").content == b"ten sam"
    assert file.created_at - timezone.now() < timedelta(minutes=1)
