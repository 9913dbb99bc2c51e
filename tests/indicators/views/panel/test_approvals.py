"""Approval: the list, approval of several figures at once, and the decision on one figure."""

import re
from decimal import Decimal
from unittest import mock

import pytest
from django.test import Client

from indicators.models import Measurement, Revision
from indicators.queries.approvals import approval_list_for
from indicators.rules.figures import Figure, FigurePart
from indicators.services import evidence, measurements
from indicators.views.panel import approvals
from tests import factories
from tests.indicators.conftest import ON, approve

ADDRESS = "/panel/zatwierdzanie/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    client.force_login(office.coordinator)
    office.client = client
    return office


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def submit_figure(office, value="3", code="2024", indicator=None, by=None, **figure):
    """Submit a figure of a new indicator; return its code in the form, "measurement:revision"."""
    indicator = indicator or factories.in_programme(office.programme, unit=office.unit)
    content = Figure(Decimal(value) if value else None, **figure)
    revision = measurements.submit(office.slot(code, indicator), content, by=by or office.officer, based_on=0, on=ON)
    return f"{revision.measurement_id}:1"


def ticked_codes(page):
    return re.findall(r'name="figure" value="([^"]+)"[^>]* checked', page)


def approved_values():
    return list(Measurement.objects.order_by("pk").values_list("approved_revision__value", flat=True))


def with_all_ticked(panel):
    return text(panel.client.post(ADDRESS, {"do": "tick_all"}))


def test_list_ticks_nothing_in_advance(panel):
    submit_figure(panel, "3")
    page = text(panel.client.get(ADDRESS))
    assert ticked_codes(page) == []
    assert "Zatwierdź zaznaczone (<span data-ticked>0</span>)" in page
    assert "Nie zaznaczono żadnego pomiaru." in page
    assert "Po zatwierdzeniu czytelnicy zobaczą: <svg" in page
    assert "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku." in page


def test_rows_show_parts_and_evidence(panel, client):
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(panel.categories, 1))
    submit_figure(panel, "3", indicator=panel.indicator, parts=parts)
    submit_figure(panel, "3")
    revision = Revision.objects.first()
    evidence.add_link(
        revision.measurement, title="Protokół z warsztatów", url="https://example.org/p", by=panel.officer
    )
    page = text(panel.client.get(ADDRESS))
    assert re.search(r"urząd</span> 1, .*organizacje pozarządowe</span> 1, .*współorganizowane</span> 1", page)
    assert 'Dowody: <a href="https://example.org/p" rel="noopener nofollow">Protokół z warsztatów</a>' in page
    assert page.count("Bez dowodów.") == 1


@pytest.mark.parametrize("has_colleague", [True, False])
def test_own_submission_is_announced_before_approval(panel, has_colleague):
    if has_colleague:
        factories.coordinator(username="druga")
    submit_figure(panel, "3", indicator=panel.indicator, by=panel.coordinator)
    announcement = "zatwierdza go inny koordynator" if has_colleague else "nie ma innego koordynatora"
    assert announcement in text(panel.client.get(ADDRESS))
    page = text(panel.client.get(f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/decyzja/"))
    assert announcement in page
    assert ('value="approve"' in page) is not has_colleague


def test_select_all_ticks_figures_without_warnings(panel):
    codes = [submit_figure(panel, "3"), submit_figure(panel, "0")]
    page = with_all_ticked(panel)
    assert ticked_codes(page) == codes
    assert approved_values() == [None, None]
    assert "Zatwierdź zaznaczone (<span data-ticked>2</span>)" in page
    assert "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku." in page
    assert "Nieosiągnięty: w 2024 r.: 0; wartość docelowa: co najmniej 1 w każdym roku." in page
    assert page.count("btn-primary") == 1
    assert "data-status" not in page  # nothing has that status yet


def test_preview_matches_public_page_after_approval(panel):
    code = submit_figure(panel, "3")
    seen = re.search(r"czytelnicy zobaczą: <svg.*?</svg> ([^<]+)</p>", text(panel.client.get(ADDRESS)))[1]
    panel.client.post(ADDRESS, {"do": "approve", "figure": [code]})
    indicator = Measurement.objects.get().indicator_id
    assert seen in text(Client().get(f"/wskazniki/{indicator}/"))


def test_figure_with_reason_for_single_approval_is_not_approved_in_bulk(panel):
    approve(panel, "3", "2023")
    tenfold = submit_figure(panel, "30", indicator=panel.indicator)
    own = submit_figure(panel, by=panel.coordinator)
    without = submit_figure(panel, "", no_value_reason="not_measured")
    corrected = approve(panel, "3", "2022").measurement
    measurements.submit(panel.slot("2022"), Figure(Decimal(4)), by=panel.officer, based_on=2, reason="pominięto", on=ON)
    plain = submit_figure(panel)
    page = with_all_ticked(panel)
    assert ticked_codes(page) == [plain]
    for why in (
        "dziesięć razy",
        "nie ma innego koordynatora",
        "nie ma wartości",
        "sprostowanie opublikowanej wartości",
    ):
        assert page.count(why) == 1, why
    before = Revision.objects.count()
    chosen = [tenfold, own, without, f"{corrected.pk}:3"]
    answer = text(panel.client.post(ADDRESS, {"do": "approve", "figure": chosen}, follow=True))
    assert "Nie zatwierdzono" in answer
    assert Revision.objects.count() == before


def test_bulk_approval_approves_only_ticked_figures(panel):
    codes = [submit_figure(panel, str(value)) for value in (3, 4, 5)]
    answer = panel.client.post(ADDRESS, {"do": "approve", "figure": [codes[0], codes[2], codes[0]]}, follow=True)
    assert "Zatwierdzono i opublikowano 2 pomiary." in text(answer)
    assert approved_values() == [3, None, 5]
    assert ticked_codes(text(answer)) == []


def test_bulk_approval_skips_and_names_changed_figure(panel):
    codes = [submit_figure(panel), submit_figure(panel)]
    changed = Measurement.objects.order_by("pk").last()
    measurements.submit(panel.slot("2024", changed.indicator), Figure(Decimal(7)), by=panel.officer, based_on=1, on=ON)
    answer = text(panel.client.post(ADDRESS, {"do": "approve", "figure": codes}, follow=True))
    assert "Zatwierdzono i opublikowano 1 pomiar." in answer
    assert f"Nie zatwierdzono, bo w międzyczasie się zmieniły: {changed.indicator.name}, 2024." in answer
    assert approved_values() == [3, None]


def test_bulk_approval_skips_figure_changed_while_list_is_read(panel):
    code = submit_figure(panel)

    def slow(user, *, on):
        waiting = approval_list_for(user, on=on)
        measurements.withdraw(Measurement.objects.get(), by=panel.officer, based_on=1)
        return waiting

    with mock.patch.object(approvals, "approval_list_for", slow):
        panel.client.post(ADDRESS, {"do": "approve", "figure": [code]})
    assert approved_values() == [None]
    assert Revision.objects.latest("seq").state == "withdrawn"


def test_bulk_approval_refuses_no_figures_and_too_many(panel):
    code = submit_figure(panel)
    assert "zaznacz co najmniej jeden" in text(panel.client.post(ADDRESS, {"do": "approve"}, follow=True))
    many = [code, *(f"{number}:1" for number in range(10**6, 10**6 + 200))]
    assert "najwyżej 200" in text(panel.client.post(ADDRESS, {"do": "approve", "figure": many}, follow=True))
    assert approved_values() == [None]


def test_list_offers_first_figures_and_counts_the_rest(panel):
    codes = [submit_figure(panel) for _ in range(3)]
    with mock.patch.object(approvals, "MAX_FIGURES", 2):
        page = with_all_ticked(panel)
    assert ticked_codes(page) == codes[:2]
    assert "Po tych zostanie jeszcze 1 pomiar." in page


@pytest.fixture
def quarters(panel):
    """Submit the four quarters of 2024; return their codes."""
    indicator = factories.in_programme(
        panel.programme, unit=panel.unit, name="Posiedzenia", terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    return [submit_figure(panel, "1", f"2024-K{quarter}", indicator) for quarter in range(1, 5)]


def previews(page):
    """Return the preview text beside each figure."""
    will_see = "(?:Czytelnicy|Po zatwierdzeniu czytelnicy) zobaczą:"
    preview_pattern = rf'<div class="pick">.*?</label></div> ?<p>{will_see} <svg.*?</svg> ([^<]+)</p>'
    return re.findall(preview_pattern, page)


def test_preview_shows_year_with_all_ticked_figures_approved(panel, quarters):
    page = with_all_ticked(panel)
    shown = previews(page)
    assert len(shown) == 4
    assert len(set(shown)) == 1
    assert "4 z 4 kwartałów" in shown[0]
    assert "wszystkich 4 zaznaczonych" in page
    panel.client.post(ADDRESS, {"do": "approve", "figure": quarters})
    indicator = Measurement.objects.first().indicator_id
    assert shown[0] in text(Client().get(f"/wskazniki/{indicator}/"))


def test_preview_follows_ticks_and_approves_nothing(panel, quarters):
    answer = panel.client.post(ADDRESS, {"do": "preview", "figure": [*quarters[:3], "x", "999:1"]})
    page = text(answer)
    shown = previews(page)
    assert ticked_codes(page) == quarters[:3]
    assert len(set(shown[:3])) == 1
    assert "3 z 4" in shown[0]
    assert "4 z 4" in shown[3]
    assert approved_values() == [None] * 4
    assert "Nie zaznaczono żadnego pomiaru." in text(panel.client.post(ADDRESS, {"do": "preview"}))


def test_preview_of_total_includes_ticked_earlier_years(panel):
    total = factories.in_programme(panel.programme, unit=panel.unit, terms__verbatim="10 w okresie 2021-2025")
    for year in ("2021", "2022", "2023", "2024"):
        submit_figure(panel, "2", year, total)
    assert [re.search(r"r\.: (\d+);", preview)[1] for preview in previews(with_all_ticked(panel))] == list("2468")


@pytest.mark.parametrize("items", [1, 3, 30])
def test_list_query_count_is_constant(panel, items, django_assert_num_queries):
    for _ in range(items):
        submit_figure(panel)
    panel.client.get(ADDRESS)
    with django_assert_num_queries(12):
        assert len(previews(text(panel.client.get(ADDRESS)))) == items


# --- one figure --------------------------------------------------------------------------------------------------


@pytest.fixture
def figure_address(panel):
    """Submit 3 for 2024 and return the address of its approval page."""
    submit_figure(panel, "3", indicator=panel.indicator)
    return f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/"


@pytest.fixture
def officer_client(office):
    client = Client()
    client.force_login(office.officer)
    return client


def test_approved_figure_is_public_at_once(panel, figure_address):
    assert "Do zatwierdzenia: 1 pomiar" in text(panel.client.get(ADDRESS))
    page = text(panel.client.get(f"{figure_address}decyzja/"))
    assert "osiągnięty" in page
    assert "data-status" not in page
    response = panel.client.post(f"{figure_address}decyzja/", {"do": "approve", "based_on": "1", "comment": ""})
    assert response["Location"] == ADDRESS
    assert "<strong>3</strong>" in text(Client().get(f"/wskazniki/{panel.indicator.pk}/"))


def test_send_back_requires_comment_that_is_not_public(panel, figure_address, officer_client):
    address = f"{figure_address}decyzja/"
    assert panel.client.post(address, {"do": "send_back", "based_on": "1", "comment": ""}).status_code == 200
    panel.client.post(address, {"do": "send_back", "based_on": "1", "comment": "brakuje Torunia"})
    assert "brakuje Torunia" in text(officer_client.get("/panel/"))
    assert "brakuje Torunia" in text(officer_client.get(figure_address))
    assert "brakuje Torunia" not in text(Client().get(f"/wskazniki/{panel.indicator.pk}/"))


def test_approve_rejects_stale_revision_and_keeps_comment(panel, figure_address):
    measurements.submit(panel.slot(), Figure(Decimal(5)), by=panel.officer, based_on=1, on=ON)
    response = panel.client.post(
        f"{figure_address}decyzja/", {"do": "approve", "based_on": "1", "comment": "ważne słowa"}
    )
    content = text(response)
    assert response.status_code == 409
    assert "<strong>3</strong>" in content
    assert "<strong>5</strong>" in content
    assert "ważne słowa" in content
    assert Measurement.objects.get().approved_revision is None


def test_decision_without_button_or_revision_changes_nothing(panel, figure_address):
    assert panel.client.post(f"{figure_address}decyzja/", {"based_on": "1"}).status_code == 200
    assert panel.client.post(f"{figure_address}decyzja/", {"based_on": "x", "do": "approve"}).status_code == 200
    assert Measurement.objects.get().approved_revision is None
