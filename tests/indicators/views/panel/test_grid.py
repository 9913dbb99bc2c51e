"""The grid of a year: valid cells are saved when another is invalid, unchanged cells are never written."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest

from indicators.models import Measurement, ReportingRound, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.sessions import end_session

ADDRESS = "/panel/programy/2021-2025/2024/"
FIELD = re.compile(r'<(?:input|textarea|select)[^>]* name="(f\d+_[\w-]+)"(?:[^>]* value="([^"]*)")?')


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The officer's client, and a grid of 2024: a count with parts, a percentage, a quarterly count, a yes or no."""
    unit, programme = office.unit, office.programme
    office.percent = factories.in_programme(
        programme, unit=unit, name="Odsetek uwag", value_type="percent", terms__verbatim="80% rocznie"
    )
    office.quarterly = factories.in_programme(
        programme, unit=unit, name="Posiedzenia", terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    office.done = factories.in_programme(programme, unit=unit, name="Rada", value_type="yes_no", terms__verbatim="tak")
    office.foreign = factories.in_programme(programme, name="Cudzy wskaźnik")
    client.force_login(office.officer)
    return SimpleNamespace(**vars(office), client=client)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def sent(page, **typed):
    """Return what a browser sends: every field of the page, with the `typed` fields replaced (f1_2024_value=…)."""
    content = page.content.decode()
    fields: dict[str, str] = dict(FIELD.findall(content))
    for name, inside in re.findall(r'<textarea[^>]* name="(f\d+_[\w-]+)"[^>]*>\n([^<]*)</textarea>', content):
        fields[name] = inside
    for name, options in re.findall(r'<select[^>]* name="(f\d+_[\w-]+)"[^>]*>(.*?)</select>', content, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    unknown = set(typed) - set(fields)
    assert not unknown, unknown
    key = re.search(r'name="request_key" value="(\w+)"', content)[1]
    return {**fields, "request_key": key, "do": "save", **typed}


def cell(indicator, field="value", code="2024"):
    return f"f{indicator.pk}_{code}_{field}"


def save(panel, do="save", address=ADDRESS, **typed):
    return panel.client.post(address, {**sent(panel.client.get(address), **typed), "do": do})


def test_grid_saves_only_touched_cells(panel):
    response = save(
        panel,
        **{cell(panel.indicator): "3", cell(panel.percent): "97,5", cell(panel.quarterly, code="2024-K2"): "0"},
    )
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    revisions = Revision.objects.order_by("seq").values_list("measurement__period_code", "state", "value")
    assert list(revisions) == [("2024", "draft", 3), ("2024", "draft", Decimal("97.5")), ("2024-K2", "draft", 0)]


def test_saving_unchanged_grid_writes_nothing(panel):
    save(panel, **{cell(panel.indicator): "3"})
    response = save(panel)
    assert response.status_code == 302
    assert Revision.objects.count() == 1
    assert "nic się nie zmieniło" in text(panel.client.get(ADDRESS))


def test_double_click_saves_once(panel):
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.indicator): "3"})
    assert [panel.client.post(ADDRESS, fields).status_code for _ in range(2)] == [302, 302]
    assert Revision.objects.count() == 1


def test_grid_saves_valid_cells_when_one_is_invalid(panel):
    response = save(panel, **{cell(panel.indicator): "3", cell(panel.percent): "97.5.1"})
    content = text(response)
    assert response.status_code == 200
    assert [revision.value for revision in Revision.objects.all()] == [3]
    assert "Zapisano wszystko oprócz 1 pola:" in content
    assert f'href="#{cell(panel.percent)}"' in content
    assert 'value="97.5.1" aria-invalid="true"' in content
    assert re.search(r"<title>Błąd: ", content)
    again = panel.client.post(ADDRESS, sent(response, **{cell(panel.percent): "97,5"}))
    assert again.status_code == 302
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, Decimal("97.5")]


def test_emptied_cell_requires_reason(panel):
    save(panel, **{cell(panel.indicator): "3"})
    response = save(panel, **{cell(panel.indicator): ""})
    assert response.status_code == 200
    assert "Brak wartości to nie zero." in text(response)
    save(panel, **{cell(panel.indicator): "", cell(panel.indicator, "no_value_reason"): "not_measured"})
    assert Revision.objects.latest("seq").no_value_reason == "not_measured"


def test_zero_is_a_value_and_empty_field_is_not(panel):
    save(panel, **{cell(panel.indicator): "0"})
    assert [
        (measurement.indicator_id, measurement.revisions.get().value) for measurement in Measurement.objects.all()
    ] == [(panel.indicator.pk, 0)]


def test_value_is_recomputed_from_changed_parts(panel):
    parts = {cell(panel.indicator, f"part_{place}"): "1" for place in (1, 2, 3)}
    save(panel, **parts)
    save(panel, **{cell(panel.indicator, "part_1"): "5"})
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, 7]
    response = save(panel, **{cell(panel.indicator): "9"})
    assert "Części dają razem 7" in text(response)
    assert Revision.objects.count() == 2


def test_answer_yes_requires_day(panel):
    response = save(panel, **{cell(panel.done, code="2024"): "1"})
    assert "Wpisz dzień" in text(response)
    save(panel, **{cell(panel.done): "1", cell(panel.done, "achieved_on"): "15.06.2024"})
    revision = Revision.objects.get()
    assert (revision.value, str(revision.achieved_on)) == (1, "2024-06-15")


def test_next_save_preserves_note(panel):
    save(panel, **{cell(panel.indicator): "3", cell(panel.indicator, "note"): "z oddziałem\r\nw Toruniu"})
    save(panel, **{cell(panel.indicator): "4"})
    assert [revision.note for revision in Revision.objects.order_by("seq")] == ["z oddziałem\nw Toruniu"] * 2


def test_submit_leaves_drafts_of_unfinished_periods(panel):
    save(panel, **{cell(panel.indicator): "3"})
    response = save(panel, do="submit", **{cell(panel.percent): "90"})
    assert response.status_code == 302
    assert set(Revision.objects.filter(state="submitted").values_list("value", flat=True)) == {3, 90}
    this_year = ADDRESS.replace("2024", "2025")
    save(panel, do="submit", address=this_year, **{cell(panel.indicator, code="2025"): "1"})
    assert Revision.objects.latest("seq").state == "draft"
    assert "nadal szkicami" in text(panel.client.get(this_year))


@pytest.mark.parametrize(
    ("number", "polish", "english"),
    [
        (
            1,
            "1 z nich była przekazana do zatwierdzenia i znów jest szkicem.",
            "1 of them had been submitted for approval and is a draft again.",
        ),
        (
            2,
            "2 z nich były przekazane do zatwierdzenia i znów są szkicami.",
            "2 of them had been submitted for approval and are drafts again.",
        ),
        (
            5,
            "5 z nich było przekazanych do zatwierdzenia i znów jest szkicami.",
            "5 of them had been submitted for approval and are drafts again.",
        ),
    ],
)
def test_message_counts_submitted_figures_that_become_drafts(panel, number, polish, english):
    indicators = [factories.in_programme(panel.programme, unit=panel.unit) for _ in range(number)]
    for indicator in indicators:
        measurements.submit(panel.slot(which=indicator), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    save(panel, **{cell(panel.percent): "90"} | {cell(indicator): "4" for indicator in indicators})
    assert polish in text(panel.client.get(ADDRESS))
    english_address = f"/en{ADDRESS}"
    save(panel, "submit", english_address, **{cell(indicator): "5" for indicator in indicators})
    assert "draft again" not in text(panel.client.get(english_address))
    save(panel, "save", english_address, **{cell(indicator): "6" for indicator in indicators})
    assert english in text(panel.client.get(english_address))


def test_untouched_returned_figure_is_not_submitted(panel):
    revision = measurements.submit(panel.slot(), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    measurements.send_back(revision.measurement, by=panel.coordinator, based_on=1, comment="Proszę sprawdzić")
    assert "„Proszę sprawdzić”" in text(panel.client.get(ADDRESS))
    save(panel, do="submit")
    assert Revision.objects.latest("seq").state == "returned"
    save(panel, do="submit", **{cell(panel.indicator): "4"})
    assert Revision.objects.latest("seq").state == "submitted"


def test_approved_figure_links_to_its_correction(panel):
    approve(panel)
    page = panel.client.get(ADDRESS)
    assert cell(panel.indicator) not in page.content.decode()
    assert f'href="/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/?z=siatka">Sprostuj' in page.content.decode()


def close_year(panel):
    ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-10T09:00:00Z", closed_by=panel.coordinator)


def test_closed_year_says_so_and_only_coordinator_corrects(panel):
    approve(panel)
    assert "Rok 2024 jest zamknięty" not in text(panel.client.get(ADDRESS))
    close_year(panel)
    page = text(panel.client.get(ADDRESS))
    assert "Rok 2024 jest zamknięty" in page
    assert "zamknięto 10 lutego 2025 r." in page
    assert ">Sprostuj" not in page
    panel.client.force_login(panel.coordinator)
    page = text(panel.client.get(ADDRESS))
    assert f'pomiary/2024/?z=siatka">Sprostuj<span class="visually-hidden">: <span lang="pl">{panel.indicator}' in page
    assert 'name="do"' not in page


def test_correction_from_grid_returns_to_its_row(panel):
    approve(panel)
    close_year(panel)
    panel.client.force_login(panel.coordinator)
    form = f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/"
    sent = {"value": "4", "based_on": "2", "reason": "Pominięto warsztat z grudnia.", "note": "x", "do": "submit"}
    response = panel.client.post(f"{form}?z=siatka", {**sent, "request_key": "k"})
    assert response["Location"] == f"{ADDRESS}#w{panel.indicator.pk}"
    assert f'id="w{panel.indicator.pk}"' in panel.client.get(ADDRESS).content.decode()


def test_administrator_reads_the_grid_and_cannot_save(panel):
    save(panel, **{cell(panel.indicator): "3"})
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.indicator): "4"})
    panel.client.force_login(factories.administrator())
    page = panel.client.get(ADDRESS)
    assert "Tę siatkę możesz tylko czytać." in text(page)
    assert "Cudzy wskaźnik" in text(page)
    assert "_value" not in page.content.decode()
    assert ">None<" not in page.content.decode().replace(" ", "")
    assert "/pomiary/" not in page.content.decode()
    assert panel.client.post(ADDRESS, fields).status_code == 403
    assert Revision.objects.count() == 1


def test_counts_are_those_of_the_reporting_round(panel):
    approve(panel)
    measurements.submit(panel.slot(which=panel.percent), Figure(Decimal(80)), by=panel.officer, based_on=0, on=ON)
    panel.client.force_login(panel.coordinator)
    counts = "Zatwierdzono 1 z 8 pomiarów. Czeka na zatwierdzenie: 1. Brakuje: 6."
    assert counts in text(panel.client.get(ADDRESS))
    assert counts in text(panel.client.get("/panel/okresy/2021-2025/2024/"))


def test_row_shows_status_of_recorded_figures(panel):
    save(panel, **{cell(panel.percent): "97,5", cell(panel.quarterly, code="2024-K1"): "3"})
    page = panel.client.get(ADDRESS).content.decode()
    rows = {key: re.search(rf'id="w{key.pk}".*?</tr>', page, re.S)[0] for key in (panel.percent, panel.quarterly)}
    assert 'data-status="met"' in rows[panel.percent]
    assert "szkic: I kw." in text(SimpleNamespace(content=rows[panel.quarterly].encode()))
    assert 'data-status="met"' not in rows[panel.quarterly]


def test_periods_are_side_by_side_and_parts_under_them(panel):
    monthly = factories.in_programme(
        panel.programme, unit=panel.unit, terms__frequency="quarterly", terms__breakdown=panel.breakdown
    )
    page = panel.client.get(ADDRESS).content.decode()
    row, part = re.search(rf'(id="w{monthly.pk}".*?</tr>)(.*?</tr>)', page, re.S).groups()
    codes = ["2024-K1", "2024-K2", "2024-K3", "2024-K4"]
    assert re.findall(rf'name="f{monthly.pk}_([\w-]+)_value"', row) == codes
    assert re.findall(rf'name="f{monthly.pk}_([\w-]+)_part_1"', part) == codes


@pytest.mark.parametrize("meanwhile", ["saved", "approved", "closed", "withdrawn", "moved"])
def test_conflict_keeps_typed_figure_and_explains_change(panel, meanwhile):
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.indicator): "7", cell(panel.percent): "55"})
    if meanwhile == "saved":
        measurements.submit(panel.slot(), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    if meanwhile == "approved":
        approve(panel)
    if meanwhile == "closed":
        ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-10T09:00:00Z", closed_by=panel.coordinator)
    if meanwhile == "withdrawn":
        panel.indicator.withdrawn_from = 2024
        panel.indicator.save()
    if meanwhile == "moved":
        panel.indicator.unit = factories.UnitFactory()
        panel.indicator.save()
    count = Revision.objects.count()
    response = panel.client.post(ADDRESS, fields)
    content = text(response)
    assert response.status_code == (200 if meanwhile in ("withdrawn", "moved") else 409)
    assert "7" in re.search(r'class="errsum".*?</ul>', content)[0] or 'value="7"' in content or "Wpisano: 7" in content
    saved = [] if meanwhile == "closed" else [Decimal(55)]
    assert [revision.value for revision in Revision.objects.order_by("seq")][count:] == saved
    assert not Revision.objects.filter(value=7).exists()
    if meanwhile == "saved":
        assert panel.client.post(ADDRESS, sent(response)).status_code == 302
        assert Revision.objects.latest("seq").value == 7


def test_untouched_stale_cell_is_no_conflict(panel):
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.percent): "55"})
    measurements.submit(panel.slot(), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    assert panel.client.post(ADDRESS, fields).status_code == 302
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, 55]


def test_officer_sees_own_units_and_coordinator_all(panel):
    assert "Cudzy wskaźnik" not in text(panel.client.get(ADDRESS))
    forged = {f"f{panel.foreign.pk}_2024_value": "9", f"f{panel.foreign.pk}_2024_based_on": "0", "do": "save"}
    panel.client.post(ADDRESS, forged)
    assert not Revision.objects.exists()
    panel.client.force_login(panel.coordinator)
    page = text(panel.client.get(ADDRESS))
    assert "Cudzy wskaźnik" in page
    assert f'value="{panel.foreign.unit_id}"' in page
    only = text(panel.client.get(f"{ADDRESS}?jednostka={panel.foreign.unit_id}"))
    assert "Cudzy wskaźnik" in only
    assert "Odsetek uwag" not in only
    assert text(panel.client.get(f"{ADDRESS}?jednostka=999&cel=x&stan=zły")).count("Odsetek uwag") >= 1


@pytest.mark.parametrize("address", ["/panel/programy/2021-2025/2030/", "/panel/programy/nie-ma/2024/"])
def test_unknown_year_or_programme_is_404(panel, address):
    assert panel.client.get(address).status_code == 404
    panel.client.force_login(panel.coordinator)
    assert panel.client.get(address).status_code == 404


def test_typed_cells_are_restored_after_session_end(panel):
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.indicator): "7"})
    end_session(panel.client)
    response = panel.client.post(ADDRESS, {**fields, "typed_by": panel.officer.pk})
    assert "/konto/logowanie/" in response["Location"]
    response = panel.client.post(
        response["Location"], {"login": "urzednik", "password": factories.PASSWORD, "next": ADDRESS}
    )
    page = panel.client.get(ADDRESS)
    assert 'value="7"' in page.content.decode()
    assert "Sesja wygasła przed zapisaniem" in text(page)
    assert re.findall(r'class="warned restored" id="(\w+)_error">([^<]+)<', page.content.decode()) == [
        (f"f{panel.indicator.pk}_2024", "Wpisane przed końcem sesji, jeszcze niezapisane")
    ]
    assert "<p>niezapisane</p>" in page.content.decode()  # in the column of states
    assert panel.client.post(ADDRESS, sent(page)).status_code == 302
    assert Revision.objects.get().value == 7


@pytest.mark.parametrize(
    "forged",
    [
        {"request_key": "x" * 500},
        {"{cell}_based_on": "-1"},
        {"{cell}_based_on": "9" * 40},
        {"{cell}_was": "x" * 9999},
        {"{cell}_no_value_reason": "zmyślony"},
        {"{cell}_note": "x" * 5000},
        {"{cell}_value": "1" * 99},
        {"{cell}_value": "3\x00"},
        {"{cell}_part_1": "\x00"},
        {"do": "approve"},
    ],
)
def test_tampered_fields_do_not_break_page(panel, forged):
    prefix = f"f{panel.indicator.pk}_2024"
    fields = sent(panel.client.get(ADDRESS), **{cell(panel.indicator): "3"})
    fields |= {name.replace("{cell}", prefix): value for name, value in forged.items()}
    assert panel.client.post(ADDRESS, fields).status_code in (200, 302, 400, 409)
    assert Revision.objects.exclude(value=3, state="draft").count() == 0


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_is_constant(panel, items, django_assert_num_queries):
    for _ in range(items):
        indicator = factories.in_programme(panel.programme, unit=panel.unit, terms__breakdown=panel.breakdown)
        measurements.submit(panel.slot(which=indicator), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    with django_assert_num_queries(13):
        assert panel.client.get(ADDRESS).status_code == 200
    panel.client.force_login(panel.coordinator)
    with django_assert_num_queries(12):
        assert panel.client.get(ADDRESS).status_code == 200


def test_programme_without_indicators_shows_notice(panel):
    empty = factories.ProgrammeFactory(slug="pusty")
    panel.client.force_login(panel.coordinator)
    assert "nie ma jeszcze wskaźników" in text(panel.client.get(f"/panel/programy/{empty.slug}/2024/"))


def test_row_without_a_measurement_in_the_year_shows_its_target_only(panel):
    factories.in_programme(panel.programme, unit=panel.unit, terms__verbatim="80%", terms__frequency="once")
    assert "None" not in text(panel.client.get(ADDRESS))
