"""The year's grid: one Save for everything, a wrong cell keeps the rest, nothing untouched is written."""

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
def desk(office, client):
    """The officer before the grid of 2024: a count with parts, a percentage, a quarterly count, a yes or no."""
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
    """What a browser sends: every field of the page as it stands, with `typed` written over it (f1_2024_value=…)."""
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


def save(desk, do="save", address=ADDRESS, **typed):
    return desk.client.post(address, {**sent(desk.client.get(address), **typed), "do": do})


def test_grid_saves_only_touched_cells(desk):
    response = save(
        desk,
        **{cell(desk.indicator): "3", cell(desk.percent): "97,5", cell(desk.quarterly, code="2024-K2"): "0"},
    )
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    found = Revision.objects.order_by("seq").values_list("measurement__period_code", "state", "value")
    assert list(found) == [("2024", "draft", 3), ("2024", "draft", Decimal("97.5")), ("2024-K2", "draft", 0)]


def test_saving_unchanged_grid_writes_nothing(desk):
    save(desk, **{cell(desk.indicator): "3"})
    response = save(desk)
    assert response.status_code == 302
    assert Revision.objects.count() == 1
    assert "nic się nie zmieniło" in text(desk.client.get(ADDRESS))


def test_double_click_saves_once(desk):
    fields = sent(desk.client.get(ADDRESS), **{cell(desk.indicator): "3"})
    assert [desk.client.post(ADDRESS, fields).status_code for _ in range(2)] == [302, 302]
    assert Revision.objects.count() == 1


def test_grid_saves_valid_cells_when_one_is_invalid(desk):
    response = save(desk, **{cell(desk.indicator): "3", cell(desk.percent): "97.5.1"})
    content = text(response)
    assert response.status_code == 200
    assert [revision.value for revision in Revision.objects.all()] == [3]
    assert "Zapisano wszystko oprócz 1 pola:" in content
    assert f'href="#{cell(desk.percent)}"' in content
    assert 'value="97.5.1" aria-invalid="true"' in content
    assert re.search(r"<title>Błąd: ", content)
    again = desk.client.post(ADDRESS, sent(response, **{cell(desk.percent): "97,5"}))
    assert again.status_code == 302
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, Decimal("97.5")]


def test_emptied_cell_requires_reason(desk):
    save(desk, **{cell(desk.indicator): "3"})
    response = save(desk, **{cell(desk.indicator): ""})
    assert response.status_code == 200
    assert "Brak wartości to nie zero." in text(response)
    save(desk, **{cell(desk.indicator): "", cell(desk.indicator, "no_value_reason"): "not_measured"})
    assert Revision.objects.latest("seq").no_value_reason == "not_measured"


def test_zero_is_a_value_and_empty_field_is_not(desk):
    save(desk, **{cell(desk.indicator): "0"})
    assert [(one.indicator_id, one.revisions.get().value) for one in Measurement.objects.all()] == [
        (desk.indicator.pk, 0)
    ]


def test_value_is_recomputed_from_changed_parts(desk):
    parts = {cell(desk.indicator, f"part_{place}"): "1" for place in (1, 2, 3)}
    save(desk, **parts)
    save(desk, **{cell(desk.indicator, "part_1"): "5"})
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, 7]
    response = save(desk, **{cell(desk.indicator): "9"})
    assert "Części dają razem 7" in text(response)
    assert Revision.objects.count() == 2


def test_answer_yes_requires_day(desk):
    response = save(desk, **{cell(desk.done, code="2024"): "1"})
    assert "Wpisz dzień" in text(response)
    save(desk, **{cell(desk.done): "1", cell(desk.done, "achieved_on"): "15.06.2024"})
    revision = Revision.objects.get()
    assert (revision.value, str(revision.achieved_on)) == (1, "2024-06-15")


def test_note_is_saved_and_kept_by_next_save(desk):
    save(desk, **{cell(desk.indicator): "3", cell(desk.indicator, "note"): "z oddziałem\r\nw Toruniu"})
    save(desk, **{cell(desk.indicator): "4"})
    assert [revision.note for revision in Revision.objects.order_by("seq")] == ["z oddziałem\nw Toruniu"] * 2


def test_submit_leaves_drafts_of_unfinished_periods(desk):
    save(desk, **{cell(desk.indicator): "3"})
    response = save(desk, do="submit", **{cell(desk.percent): "90"})
    assert response.status_code == 302
    assert set(Revision.objects.filter(state="submitted").values_list("value", flat=True)) == {3, 90}
    this_year = ADDRESS.replace("2024", "2025")
    save(desk, do="submit", address=this_year, **{cell(desk.indicator, code="2025"): "1"})
    assert Revision.objects.latest("seq").state == "draft"
    assert "nadal szkicami" in text(desk.client.get(this_year))


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
def test_message_counts_submitted_figures_that_become_drafts(desk, number, polish, english):
    indicators = [factories.in_programme(desk.programme, unit=desk.unit) for _ in range(number)]
    for indicator in indicators:
        measurements.submit(desk.slot(which=indicator), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    save(desk, **{cell(desk.percent): "90"} | {cell(indicator): "4" for indicator in indicators})
    assert polish in text(desk.client.get(ADDRESS))
    english_address = f"/en{ADDRESS}"
    save(desk, "submit", english_address, **{cell(indicator): "5" for indicator in indicators})
    assert "draft again" not in text(desk.client.get(english_address))
    save(desk, "save", english_address, **{cell(indicator): "6" for indicator in indicators})
    assert english in text(desk.client.get(english_address))


def test_untouched_returned_figure_is_not_submitted(desk):
    revision = measurements.submit(desk.slot(), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    measurements.send_back(revision.measurement, by=desk.coordinator, based_on=1, comment="Proszę sprawdzić")
    assert "„Proszę sprawdzić”" in text(desk.client.get(ADDRESS))
    save(desk, do="submit")
    assert Revision.objects.latest("seq").state == "returned"
    save(desk, do="submit", **{cell(desk.indicator): "4"})
    assert Revision.objects.latest("seq").state == "submitted"


def test_approved_figure_links_to_its_correction(desk):
    approve(desk)
    page = desk.client.get(ADDRESS)
    assert cell(desk.indicator) not in page.content.decode()
    assert f'href="/panel/wskazniki/{desk.indicator.pk}/pomiary/2024/">Sprostuj' in page.content.decode()


@pytest.mark.parametrize("meanwhile", ["saved", "approved", "closed", "withdrawn", "moved"])
def test_conflict_keeps_typed_figure_and_explains_change(desk, meanwhile):
    fields = sent(desk.client.get(ADDRESS), **{cell(desk.indicator): "7", cell(desk.percent): "55"})
    if meanwhile == "saved":
        measurements.submit(desk.slot(), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    if meanwhile == "approved":
        approve(desk)
    if meanwhile == "closed":
        ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-10T09:00:00Z", closed_by=desk.coordinator)
    if meanwhile == "withdrawn":
        desk.indicator.withdrawn_from = 2024
        desk.indicator.save()
    if meanwhile == "moved":
        desk.indicator.unit = factories.UnitFactory()
        desk.indicator.save()
    count = Revision.objects.count()
    response = desk.client.post(ADDRESS, fields)
    content = text(response)
    assert response.status_code == (200 if meanwhile in ("withdrawn", "moved") else 409)
    assert "7" in re.search(r'class="errsum".*?</ul>', content)[0] or 'value="7"' in content or "Wpisano: 7" in content
    saved = [] if meanwhile == "closed" else [Decimal(55)]
    assert [revision.value for revision in Revision.objects.order_by("seq")][count:] == saved
    assert not Revision.objects.filter(value=7).exists()
    if meanwhile == "saved":
        assert desk.client.post(ADDRESS, sent(response)).status_code == 302
        assert Revision.objects.latest("seq").value == 7


def test_untouched_stale_cell_is_no_conflict(desk):
    fields = sent(desk.client.get(ADDRESS), **{cell(desk.percent): "55"})
    measurements.submit(desk.slot(), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    assert desk.client.post(ADDRESS, fields).status_code == 302
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, 55]


def test_officer_sees_own_units_and_coordinator_all(desk):
    assert "Cudzy wskaźnik" not in text(desk.client.get(ADDRESS))
    forged = {f"f{desk.foreign.pk}_2024_value": "9", f"f{desk.foreign.pk}_2024_based_on": "0", "do": "save"}
    desk.client.post(ADDRESS, forged)
    assert not Revision.objects.exists()
    desk.client.force_login(desk.coordinator)
    page = text(desk.client.get(ADDRESS))
    assert "Cudzy wskaźnik" in page
    assert f'value="{desk.foreign.unit_id}"' in page
    only = text(desk.client.get(f"{ADDRESS}?jednostka={desk.foreign.unit_id}"))
    assert ("Cudzy wskaźnik" in only, "Odsetek uwag" in only) == (True, False)
    assert text(desk.client.get(f"{ADDRESS}?jednostka=999&cel=x&stan=zły")).count("Odsetek uwag") >= 1


@pytest.mark.parametrize("address", ["/panel/programy/2021-2025/2030/", "/panel/programy/nie-ma/2024/"])
def test_unknown_year_or_programme_is_404(desk, address):
    assert desk.client.get(address).status_code == 404
    desk.client.force_login(desk.coordinator)
    assert desk.client.get(address).status_code == 404


def test_typed_cells_are_restored_after_session_end(desk):
    fields = sent(desk.client.get(ADDRESS), **{cell(desk.indicator): "7"})
    end_session(desk.client)
    response = desk.client.post(ADDRESS, {**fields, "typed_by": desk.officer.pk})
    assert "/konto/logowanie/" in response["Location"]
    response = desk.client.post(
        response["Location"], {"login": "urzednik", "password": factories.PASSWORD, "next": ADDRESS}
    )
    page = desk.client.get(ADDRESS)
    assert 'value="7"' in page.content.decode()
    assert "Sesja wygasła przed zapisaniem" in text(page)
    assert re.findall(r'class="warned restored" id="(\w+)_error">([^<]+)<', page.content.decode()) == [
        (f"f{desk.indicator.pk}_2024", "Wpisane przed końcem sesji, jeszcze niezapisane")
    ]
    assert "niezapisane</div>" in page.content.decode()  # in the column of states
    assert desk.client.post(ADDRESS, sent(page)).status_code == 302
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
def test_tampered_fields_do_not_break_page(desk, forged):
    prefix = f"f{desk.indicator.pk}_2024"
    fields = sent(desk.client.get(ADDRESS), **{cell(desk.indicator): "3"})
    fields |= {name.replace("{cell}", prefix): value for name, value in forged.items()}
    assert desk.client.post(ADDRESS, fields).status_code in (200, 302, 400, 409)
    assert Revision.objects.exclude(value=3, state="draft").count() == 0


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_is_constant(desk, items, django_assert_num_queries):
    for _ in range(items):
        indicator = factories.in_programme(desk.programme, unit=desk.unit, terms__breakdown=desk.breakdown)
        measurements.submit(desk.slot(which=indicator), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    with django_assert_num_queries(9):
        assert desk.client.get(ADDRESS).status_code == 200
    desk.client.force_login(desk.coordinator)
    with django_assert_num_queries(8):
        assert desk.client.get(ADDRESS).status_code == 200


def test_programme_without_indicators_shows_notice(desk):
    empty = factories.ProgrammeFactory(slug="pusty")
    desk.client.force_login(desk.coordinator)
    assert "nie ma jeszcze wskaźników" in text(desk.client.get(f"/panel/programy/{empty.slug}/2024/"))
