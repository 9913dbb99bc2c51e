"""The content of the answers: exact numbers, approved values only, no names of persons; caching and query counts."""

from decimal import Decimal

import pytest
from django.test import Client

from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.reports.api.reading import NAMED, PROGRAMME, everything, read_json

# --- measurements -------------------------------------------------------------------------------------------------


def test_unit_zero_selects_indicators_without_unit(office, client):
    factories.in_programme(office.programme, unit=None, name="Niczyj")
    rows = everything(client, f"{PROGRAMME}/measurements?unit=0")
    assert {row["wskaznik"] for row in rows} == {"Niczyj"}
    assert [item["jednostka_id"] for item in everything(client, f"{PROGRAMME}/indicators?unit=0")] == [None]


@pytest.mark.parametrize("value", ["0.1", "123456789.123456", "0.000001", "999999999999999", "100"])
def test_numbers_are_exact(office, client, value):
    money = factories.in_programme(office.programme, value_type="money", name="Kwota")
    slot = office.slot(which=money)
    decimals = len(value.partition(".")[2])
    revision = measurements.submit(
        slot, Figure(Decimal(value), decimals=decimals), by=office.coordinator, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    for address in (f"{PROGRAMME}/measurements", f"{PROGRAMME}/indicators", f"/api/v1/indicators/{money.pk}"):
        content = client.get(address).content.decode()
        assert f'"wartosc": {value},' in content, address


# --- the other lists ----------------------------------------------------------------------------------------------


def test_findings_list_goals_that_answer_them(office, client):
    goal = office.indicator.action.specific_goal
    finding = factories.SwotFindingFactory(programme=office.programme, text="szansa", quadrant="opportunity")
    factories.SwotFindingFactory(programme=office.programme, text="groźba", quadrant="threat")
    factories.FindingLinkFactory(finding=finding, specific_goal=goal)
    findings = [
        (item["ustalenie"], item["rodzaj"], item["cele"]) for item in everything(client, f"{PROGRAMME}/findings")
    ]
    assert findings == [("szansa", "opportunity", [1]), ("groźba", "threat", [])]
    only = everything(client, f"{PROGRAMME}/findings?quadrant=threat")
    assert [item["ustalenie"] for item in only] == ["groźba"]


def test_programme_contains_its_conclusions(real, client):
    programme = read_json(client, PROGRAMME)
    conclusions = list(real.conclusions.values_list("number", "reference", "text"))
    assert [(item["numer"], item["miejsce"], item["tekst"]) for item in programme["wnioski"]] == conclusions
    assert (programme["tytul"], programme["cel_glowny"]) == (real.title, real.main_goal.text)
    assert programme.items() >= everything(client, "/api/v1/programmes")[0].items()


def test_correction_contains_old_and_new_value(office, client):
    approve(office)
    figure = Figure(Decimal(4))
    revision = measurements.submit(office.slot(), figure, by=office.officer, based_on=2, on=ON, reason="pomyłka")
    address = f"/api/v1/indicators/{office.indicator.pk}"
    assert read_json(client, address)["sprostowania"] == []
    measurements.approve(revision.measurement, by=office.coordinator, based_on=3)
    corrections = read_json(client, address)["sprostowania"]
    assert [(item["okres"], item["bylo"], item["jest"], item["powod"]) for item in corrections] == [
        ("2024", 3, 4, "pomyłka")
    ]


# --- what is not public ----------------------------------------------------------------------------------------


def addresses(office):
    yield from ("/api/v1/", "/api/v1/programmes", "/api/v1/changes", f"/api/v1/indicators/{office.indicator.pk}")
    yield from (f"{PROGRAMME}{part}" for part in NAMED)


def test_drafts_and_comments_are_not_public(office, client):
    approve(office, code="2023")
    figure = Figure(Decimal(987), note="tajna uwaga")
    sent = measurements.submit(office.slot(), figure, by=office.officer, based_on=0, on=ON)
    correction = Figure(Decimal(876), note="tajna uwaga")
    measurements.submit(office.slot("2023"), correction, by=office.officer, based_on=2, on=ON, reason="tajny powód")
    for address in addresses(office):
        content = client.get(address).content.decode()
        assert not any(secret in content for secret in ("987", "876", "tajn")), address
    measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    assert "987" in client.get(f"{PROGRAMME}/measurements").content.decode()


def test_answers_name_no_person(office, client):
    for person in (office.officer, office.coordinator):
        person.first_name, person.last_name, person.email = "Wanda", "Sekretna", "wanda@example.org"
        person.save()
    approve(office)
    for address in addresses(office):
        content = client.get(address).content.decode()
        assert not any(word in content for word in ("Wanda", "Sekretna", "wanda@", "urzednik", "koordynator")), address


def test_unpublished_programme_is_not_public(office, client):
    hidden = factories.in_programme(factories.ProgrammeFactory(slug="szkic", title="Szkic", is_published=False))
    for address in addresses(office):
        assert "szkic" not in client.get(address).content.decode().lower(), address
    office.programme.is_published = False
    office.programme.save()
    assert [client.get(f"{PROGRAMME}{part}").status_code for part in NAMED] == [404] * len(NAMED)
    assert client.get(f"/api/v1/indicators/{hidden.pk}").status_code == 404
    assert everything(client, "/api/v1/programmes") == everything(client, "/api/v1/changes") == []


# --- caches, languages, cost --------------------------------------------------------------------------------------


def test_unchanged_answer_returns_304(office, client, django_assert_num_queries):
    responses = {address: client.get(address) for address in addresses(office)}
    for address, response in responses.items():
        assert response["Cache-Control"] == "public, no-cache", address
        assert "Set-Cookie" not in response
        for method in (client.get, client.head):
            with django_assert_num_queries(0 if address == "/api/v1/" else 1):
                again = method(address, headers={"if-none-match": response["ETag"]})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"]), address
    approve(office)
    for address, response in responses.items():
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == (304 if address == "/api/v1/" else 200), address
        if address != "/api/v1/":
            assert again["ETag"] != response["ETag"]


def test_etag_changes_at_midnight_in_warsaw(office, client, time_machine):
    address = f"{PROGRAMME}/indicators"
    etag = client.get(address)["ETag"]
    time_machine.move_to("2025-02-10T22:59:59Z")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    time_machine.move_to("2025-02-10T23:00:00Z")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_head_returns_headers_of_get_without_body(office, client):
    for address in addresses(office):
        got, head = client.get(address), client.head(address)
        assert head.content == b""
        assert (head.status_code, head["Content-Length"]) == (200, str(len(got.content))), address


def test_answer_is_gzipped_and_session_changes_cache_headers_only(office, client):
    packed = client.get(f"{PROGRAMME}/measurements", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    staff = Client()
    staff.force_login(office.coordinator)
    own = staff.get(f"{PROGRAMME}/measurements")
    assert own.content == client.get(f"{PROGRAMME}/measurements").content
    assert own["Cache-Control"] == "no-store"


def test_only_sentences_depend_on_language(office, client):
    approve(office)
    polish, english = (read_json(client, f"{prefix}{PROGRAMME}/measurements?year=2024") for prefix in ("", "/en"))
    assert polish["items"][0]["zdanie"].startswith("Osiągnięty: ")
    assert english["items"][0]["zdanie"].startswith("Met: ")
    translated = ("zdanie", "status_slownie")  # columns in the language of the address
    others = [
        {name: value for name, value in item["items"][0].items() if name not in translated}
        for item in (polish, english)
    ]
    assert others[0] == others[1]


COSTS = {"": 10, "/findings": 10, "/goals": 8, "/actions": 8, "/indicators": 8, "/measurements": 10}


@pytest.mark.parametrize("items", [1, 3])
def test_api_query_count_is_constant(office, client, items, django_assert_num_queries):
    main_goal = office.indicator.action.specific_goal.main_goal
    for place in range(items):
        goal = factories.SpecificGoalFactory(main_goal=main_goal, position=place + 2)
        indicator = factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal), unit=office.unit)
        finding = factories.SwotFindingFactory(programme=office.programme)
        factories.FindingLinkFactory(finding=finding, specific_goal=goal)
        factories.ConclusionFactory(programme=office.programme)
        factories.ProgrammeFactory()
        revision = measurements.submit(
            office.slot(which=indicator), Figure(Decimal(2)), by=office.officer, based_on=0, on=ON
        )
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    for part, cost in COSTS.items():
        with django_assert_num_queries(cost):
            assert client.get(f"{PROGRAMME}{part}").status_code == 200
    for address, cost in (("/api/v1/", 0), ("/api/v1/openapi.json", 0), ("/api/v1/programmes", 1)):
        with django_assert_num_queries(cost):
            client.get(address)
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/changes").json()["items"]) == items
    with django_assert_num_queries(10):
        client.get(f"/api/v1/indicators/{office.indicator.pk}")


@pytest.mark.parametrize("items", [20, 200])
def test_full_page_query_count_is_constant(office, client, items, django_assert_num_queries):
    action = office.indicator.action
    for place in range(items):
        new_action = factories.ActionFactory(specific_goal=action.specific_goal, position=place + 2)
        factories.IndicatorFactory(action=new_action, unit=office.unit, terms=False)
    for part in ("/actions", "/indicators", "/measurements"):
        with django_assert_num_queries(COSTS[part]):
            answer = client.get(f"{PROGRAMME}{part}?page_size=200").json()
        assert len(answer["items"]) == min(200, answer["total"]) >= items, part


def blanks(value, path=""):
    """Return the paths of empty texts in an answer."""
    if isinstance(value, dict):
        return [blank for name, field in value.items() for blank in blanks(field, f"{path}.{name}")]
    if isinstance(value, list):
        return [blank for item in value for blank in blanks(item, path)]
    return [path] if value == "" else []


def test_missing_values_are_null(office, client):
    indicator = factories.in_programme(office.programme, unit=None, measure="", terms=False)
    factories.ConclusionFactory(programme=office.programme)
    factories.SwotFindingFactory(programme=office.programme)
    addresses = [f"{PROGRAMME}{part}" for part in NAMED]
    addresses += ["/api/v1/programmes", "/api/v1/changes", f"/api/v1/indicators/{indicator.pk}"]
    approve(office)
    for address in addresses:
        assert blanks(read_json(client, address)) == [], address
    programme = read_json(client, PROGRAMME)
    assert [programme[name] for name in ("wydawca", "uchwala", "uwaga")] == [None] * 3
    answer = read_json(client, f"/api/v1/indicators/{indicator.pk}")
    assert [answer[name] for name in ("miara", "jednostka", "jednostka_id", "cel_doslownie")] == [None] * 4
    row = next(
        row for row in read_json(client, f"{PROGRAMME}/measurements")["items"] if row["wskaznik_id"] == indicator.pk
    )
    assert [row[name] for name in ("jednostka", "porownanie", "zakres", "podzial", "brak")] == [None] * 5
