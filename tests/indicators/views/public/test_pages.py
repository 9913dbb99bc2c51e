import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command

from indicators.models import Indicator, Measurement
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve

PAGES = [
    "/",
    "/programy/",
    "/programy/2021-2025/",
    "/programy/2021-2025/diagnoza/",
    "/programy/2021-2025/dzialania/",
    "/programy/2021-2025/porownanie/",
    "/metoda/",
    "/zmiany/",
    "/zmiany/atom.xml",
    "/dostepnosc/",
    "/prywatnosc/",
    "/pomoc/",
]


@pytest.fixture
def real(db):
    call_command("load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), verbosity=0)
    return Indicator.objects.get()


def pages(indicator):
    own = f"/wskazniki/{indicator.pk}/"
    return [*PAGES, "/programy/2021-2025/cele/1/", "/programy/2021-2025/cele/2/", own, f"{own}osadz/"]


def text(response):
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_public_page_has_no_cookie_and_is_gzipped_with_etag(client, real, prefix):
    for address in pages(real):
        response = client.get(prefix + address, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert response["Content-Encoding"] == "gzip", address
        assert response["ETag"], address
        assert response["Cache-Control"] == "public, no-cache", address
        assert "Cookie" not in response.get("Vary", ""), address
        assert "unsafe" not in response["Content-Security-Policy"], address


def test_unchanged_page_is_304_with_at_most_two_queries(client, real, django_assert_max_num_queries):
    for address in pages(real):
        etag = client.get(address)["ETag"]
        with django_assert_max_num_queries(2):
            response = client.get(address, headers={"if-none-match": etag})
        assert (response.status_code, response.content) == (304, b""), address


def test_approval_is_shown_on_next_request(client, office):
    address = f"/wskazniki/{office.indicator.pk}/"
    etag = client.get(address)["ETag"]
    revision = measurements.submit(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    response = client.get(address, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert 'data-status="met"' in response.content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_unapproved_figure_is_not_public(client, office, state):
    secret = Figure(Decimal(987654), note="tajna uwaga")
    write = measurements.record if state == "draft" else measurements.submit
    revision = write(office.slot(), secret, by=office.officer, based_on=0, on=ON)
    if state == "returned":
        measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="tajny komentarz")
    if state == "withdrawn":
        measurements.withdraw(revision.measurement, by=office.officer, based_on=1)
    for address in pages(office.indicator):
        content = client.get(address).content.decode()
        assert "987" not in content.replace("\u00a0", ""), address
        assert "tajn" not in content, address


def test_indicator_page_shows_every_year_and_verbatim_target(client, office):
    approve(office)
    content = client.get(f"/wskazniki/{office.indicator.pk}/").content.decode()
    for year in range(2021, 2026):
        assert f">{year}</th>" in content
    assert content.count("data-status=") >= 6  # of five years and of the programme
    assert "1/rok" in content
    assert "Raz w roku" in content
    assert "trzy razy" in content  # the note of the approved figure


def test_correction_shows_both_values_date_and_reason(client, office):
    first = approve(office)
    correction = measurements.correct(
        office.slot(), Figure(Decimal(4)), by=office.officer, based_on=2, reason="pominięto warsztat", on=ON
    )
    address = f"/wskazniki/{office.indicator.pk}/"
    assert "pominięto" not in client.get(address).content.decode()
    measurements.approve(first.measurement, by=office.coordinator, based_on=correction.number)
    content = client.get(address).content.decode()
    assert "<del>3</del>" in content
    assert "<ins>4</ins>" in content
    assert "pominięto warsztat" in content


def test_register_shows_indicator_period_and_value_with_unit(client, office):
    office.indicator.measure = "osoby"
    office.indicator.save()
    first = approve(office, value="22")
    assert "Zatwierdzono „Liczba warsztatów” za 2024 r.: 22 osoby." in text(client.get("/programy/2021-2025/"))
    correction = measurements.correct(
        office.slot(), Figure(Decimal("25")), by=office.officer, based_on=2, reason="pominięto", on=ON
    )
    measurements.approve(first.measurement, by=office.coordinator, based_on=correction.number)
    expected = "Sprostowano „Liczba warsztatów” za 2024 r. – było: 22 osoby, jest: 25 osób."
    assert expected in text(client.get("/programy/2021-2025/"))


def test_amounts_have_common_scale_in_tables_and_shortest_form_in_sentences(client, office):
    money = factories.in_programme(
        office.programme, unit=office.unit, value_type="money", measure="zł", terms__verbatim="12 mln zł rocznie"
    )
    for code, value, decimals in (("2023", "12610400.50", 2), ("2024", "11840250", 0)):
        revision = measurements.submit(
            office.slot(code, money), Figure(Decimal(value), decimals), by=office.officer, based_on=0, on=ON
        )
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    page = text(client.get(f"/wskazniki/{money.pk}/"))
    for amount, short in (("12 610 400,50", "12 610 400,50"), ("11 840 250,00", "11 840 250")):
        assert f"<strong>{amount}</strong>" in page
        assert f" r.: {short} zł; wartość docelowa" in page
    assert "co najmniej 12 000 000 zł" in page
    assert "11 840 250,00 zł" in text(client.get("/programy/2021-2025/dzialania/?rok=2024"))


def test_english_page_marks_polish_words(client, office):
    approve(office)
    page = client.get(f"/en/wskazniki/{office.indicator.pk}/").content.decode()
    assert 'Figures by: <span lang="en">organiser.</span>' in page
    for word in ("the office", "non-governmental organisations", "jointly organised"):
        assert f'<span lang="en">{word}</span>' in page
    assert "organizacje pozarządowe" not in page.replace("(organizowane przez urząd, organizacje pozarządowe", "")
    assert ">Target</th>" in page
    assert "Aim" not in page


def test_chart_has_short_label_for_a_schedule(client, office):
    verbatim = "2021: 1, 2022: 2, 2023: 2, 2024: 3, 2025: 3"
    scheduled = factories.in_programme(office.programme, unit=office.unit, terms__verbatim=verbatim)
    page = text(client.get(f"/wskazniki/{scheduled.pk}/"))
    drawn = "".join(page.split("<svg class=")[1].split("</desc>")[1].split("</svg>")[:1])
    assert "na dany rok" in page.split('class="chart"')[1].split("</figure>")[0]
    assert "2022: co najmniej 2" not in drawn


def test_pages_state_what_the_document_lacks(client, real):
    diagnosis = text(client.get("/programy/2021-2025/diagnoza/"))
    assert diagnosis.count("brak w dostępnym tekście") == 2
    assert "w dostępnym tekście brak nagłówków" in diagnosis
    actions = text(client.get("/programy/2021-2025/dzialania/"))
    assert actions.count("brak działań w dostępnym tekście") == 2
    assert actions.count("Materiał wypracowany przez zespół autorski") == 1
    for column in ("L.p.", "Wskaźnik", "Wartość docelowa, częstotliwość pomiaru", "Status"):
        assert column in actions


@pytest.mark.parametrize(
    "address",
    [
        "/programy/1999-2000/",
        "/programy/2021-2025/cele/4/",
        "/programy/2021-2025/cele/0/",
        "/programy/2021-2025/dzialania/?rok=2020",
        "/programy/2021-2025/dzialania/?rok=abc",
        "/wskazniki/999999/",
        "/wskazniki/999999999999999999/",
        "/wskazniki/9999999999999999999999/",
        "/en/wskazniki/999999/",
        "/nie-ma/",
    ],
)
def test_unknown_address_is_404_with_portal_layout(client, real, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Nie ma takiej strony" in response.content.decode() or address.startswith("/en/")


def test_unpublished_programme_is_404(client, office):
    office.programme.is_published = False
    office.programme.save()
    assert client.get(f"/wskazniki/{office.indicator.pk}/").status_code == 404
    assert client.get("/programy/2021-2025/").status_code == 404
    assert "2021-2025" not in client.get("/programy/").content.decode()


def test_front_page_ignores_example_programmes(client, db):
    factories.MainGoalFactory(programme__is_example=True, programme__title="Przykładowy program")
    content = client.get("/").content.decode()
    assert "Przykładowy program" not in content


def test_front_page_shows_newest_programme_in_force_else_newest_ended(client, db, time_machine):
    for first, last in ((2016, 2020), (2021, 2025), (2026, 2030)):
        factories.MainGoalFactory(
            programme=factories.ProgrammeFactory(first_year=first, last_year=last, title=f"Program {first}")
        )
    time_machine.move_to("2024-05-05T12:00:00Z")
    assert '<span lang="pl">Program 2021</span>' in client.get("/").content.decode()
    time_machine.move_to("2031-05-05T12:00:00Z")
    assert '<span lang="pl">Program 2026</span>' in client.get("/").content.decode()


def test_public_page_rejects_post(client, real):
    for address in pages(real):
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 10),
        ("/programy/2021-2025/", 10),
        ("/programy/2021-2025/diagnoza/", 11),
        ("/programy/2021-2025/?rok=2024", 9),
        ("/programy/2021-2025/diagnoza/?rok=2024", 11),
        ("/programy/2021-2025/dzialania/", 11),
        ("/programy/2021-2025/dzialania/?rok=2024&q=warsztat&sort=-wartosc&widok=karty", 11),
        ("/programy/2021-2025/porownanie/?lata=2023&lata=2024", 9),
        ("/programy/2021-2025/cele/1/", 11),
        ("/programy/", 2),
        ("/metoda/", 1),
    ],
)
def test_query_counts_do_not_depend_on_size_of_programme(
    client, office, items, address, queries, django_assert_num_queries
):
    for number in range(1, items):
        factories.in_programme(office.programme, unit=office.unit)
        factories.SwotFindingFactory(programme=office.programme)
        factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=50 + number)
    approve(office)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("items", [1, 3])
def test_indicator_page_query_count_is_constant(client, office, items, django_assert_num_queries):
    for code in ("2024", "2023", "2022")[:items]:
        approve(office, code=code)
    assert Measurement.objects.count() == items
    with django_assert_num_queries(12):
        client.get(f"/wskazniki/{office.indicator.pk}/")


def test_indicator_page_shows_unit_with_contact(client, office):
    unit = office.indicator.unit
    unit.contact = "ngo@urzad.example, 12 345 67 89"
    unit.save()
    for address in (f"/wskazniki/{office.indicator.pk}/", "/programy/2021-2025/dzialania/?widok=karty"):
        page = client.get(address).content.decode()
        assert '<a href="mailto:ngo@urzad.example">ngo@urzad.example</a>, 12 345 67 89' in page, address


def test_number_of_years_follows_verdict_on_all_pages(client, office, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    for year, value in (("2021", "1"), ("2022", "1"), ("2023", "0"), ("2024", "1"), ("2025", "0")):
        approve(office, value, year, on=date(2026, 6, 1))
    words = "osiągnięty w 3 z 5 lat"
    of_programme = "/programy/2021-2025/"
    main_goal = office.programme.main_goal
    action = factories.ActionFactory(specific_goal=factories.SpecificGoalFactory(main_goal=main_goal, position=2))
    other = factories.IndicatorFactory(action=action)
    assert f"Liczba warsztatów, na koniec: {words}" in text(client.get(of_programme))
    addresses = [f"{of_programme}{part}" for part in ("dzialania/", "dzialania/?widok=karty", "diagnoza/")]
    addresses.append(f"{of_programme}porownanie/?w={office.indicator.pk}&w={other.pk}")
    addresses += [f"/wskazniki/{office.indicator.pk}/{part}" for part in ("", "osadz/")]
    for address in addresses:
        page = re.sub(r"\s+", " ", client.get(address).content.decode().replace("\u00a0", " "))
        labels = re.findall(r'data-status="partly_met">(?:<svg.*?</svg><span>)?([^<]+)<', page)
        assert [label.rstrip(".").lower() for label in labels if "3 z 5" in label] == [words], address
