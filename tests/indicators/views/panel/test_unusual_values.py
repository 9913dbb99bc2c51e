"""The question about an unlikely value: asked once, before the figure is submitted."""

import re
from decimal import Decimal

import pytest

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def post(office, client):
    """Posts the officer's form of 2024: `post(value="30")`. The approved value of 2023 is 3."""
    revision = measurements.submit(office.slot("2023"), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    client.force_login(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"

    def send(**fields):
        return client.post(address, {"based_on": "0", "request_key": "k", "do": "submit", **fields})

    return send


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def saved():
    return list(Revision.objects.filter(measurement__period_code="2024").values_list("state", "value", "note"))


def test_unusual_value_is_asked_about_and_not_saved(post):
    response = post(value="30")
    content = text(response)
    assert response.status_code == 200
    assert "Czy 30 to poprawna wartość?" in content
    assert "co najmniej dziesięć razy więcej niż rok temu" in content
    assert re.findall(r"<dt>(.*?)</dt> ?<dd> ?(.*?) ?</dd>", content.split('class="sides"')[1].split("</dl>")[0]) == [
        ("Wpisano", "30, słownie: trzydzieści"),
        ("Rok temu, 2023", "3"),
        ("Najwięcej do tej pory", "3 (2023)"),
    ]
    assert 'name="asked_value" value="30"' in content
    assert re.search(r'name="value" id="id_value" value="30"', content)
    assert re.search(r'<fieldset class="ask"[^>]*autofocus', content)
    assert not re.search(r'name="asked_answer"[^>]*checked', content)
    assert content.count('name="note"') == 1
    assert not saved()


def test_confirmed_value_is_submitted_with_note(post):
    response = post(value="30", asked_value="30", asked_answer="correct", note="Doszły gminy.")
    assert response.status_code == 302
    assert saved() == [("submitted", Decimal(30), "Doszły gminy.")]


def test_confirmed_value_is_submitted_without_note(post):
    assert post(value="30,0".replace(",0", ""), asked_value="30", asked_answer="correct").status_code == 302
    assert saved() == [("submitted", Decimal(30), "")]


@pytest.mark.parametrize("note", ["", "Doszły gminy."])
def test_question_without_answer_is_shown_again_with_error(post, note):
    response = post(value="30", asked_value="30", note=note)
    assert response.status_code == 200
    assert response.context["form"].errors["asked_answer"] == ["Wybierz jedną z dwóch odpowiedzi."]
    assert re.search(rf'name="note"[^>]*> ?{note} ?</textarea>', text(response))
    assert not saved()


def test_corrected_value_is_submitted_instead(post):
    assert post(value="30", asked_value="30", asked_answer="mistake", corrected_value="4").status_code == 302
    assert saved() == [("submitted", Decimal(4), "")]


@pytest.mark.parametrize(
    ("corrected", "shows"),
    [("", "Wpisz poprawną wartość."), ("x", "Wpisz liczbę cyframi"), ("50", "Czy 50 to poprawna wartość?")],
)
def test_correction_is_checked_like_every_value(post, corrected, shows):
    response = post(value="30", asked_value="30", asked_answer="mistake", corrected_value=corrected)
    assert response.status_code == 200
    assert shows in text(response)
    assert not saved()


def test_value_changed_in_its_own_field_needs_no_answer(post):
    assert post(value="5", asked_value="30").status_code == 302
    assert saved() == [("submitted", Decimal(5), "")]


def test_another_unusual_value_is_asked_about_without_previous_answer(post):
    content = text(post(value="60", asked_value="30", asked_answer="correct"))
    assert "Czy 60 to poprawna wartość?" in content
    assert not re.search(r'name="asked_answer"[^>]*checked', content)
    assert not saved()


def test_value_with_note_is_submitted_at_once(post):
    assert post(value="30", note="Doszły gminy.").status_code == 302
    assert saved() == [("submitted", Decimal(30), "Doszły gminy.")]


def test_note_of_earlier_value_does_not_explain_another(post):
    post(value="4", note="Bez zmian.", do="draft")
    response = post(value="40", note="Bez zmian.", based_on="1", request_key="l")
    assert "Czy 40 to poprawna wartość?" in text(response)
    assert len(saved()) == 1


def test_draft_is_saved_without_question(post):
    assert post(value="30", do="draft").status_code == 302
    assert saved() == [("draft", Decimal(30), "")]


def test_zero_after_positive_value_is_asked_about(post):
    content = text(post(value="0"))
    assert "Czy 0 to poprawna wartość?" in content
    assert "0, słownie: zero" in content
    assert "Dlaczego zero?" in content
    assert "Najwięcej do tej pory" not in content
    assert not saved()


def test_parts_are_corrected_in_their_own_fields(post):
    parts = {"part_1": "10", "part_2": "20", "part_3": "0"}
    content = text(post(**parts))
    assert "To pomyłka, poprawiam części poniżej" in content
    assert "corrected_value" not in content
    assert post(**parts, asked_value="30", asked_answer="mistake").status_code == 200
    assert not saved()
    assert post(**{**parts, "part_2": "2", "part_1": "1"}, asked_value="30", asked_answer="mistake").status_code == 302
    assert saved() == [("submitted", Decimal(3), "")]


def test_percent_over_hundred_is_asked_about(office, client):
    indicator = factories.in_programme(
        office.programme, unit=office.unit, value_type="percent", terms__verbatim="80%", terms__aggregation="last"
    )
    client.force_login(office.officer)
    address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/"
    response = client.post(address, {"based_on": "0", "request_key": "k", "do": "submit", "value": "985,5"})
    content = text(response)
    assert "Czy 985,5% to poprawna wartość?" in content
    assert "985,5%, słownie: dziewięćset osiemdziesiąt pięć i 5/10" in content
    assert not Revision.objects.exists()


def test_repeated_confirmation_saves_once(post):
    for _click in range(2):
        assert post(value="30", asked_value="30", asked_answer="correct").status_code == 302
    assert len(saved()) == 1


def test_forged_answers_are_refused_without_saving(post):
    for fields in ({"asked_answer": "yes"}, {"asked_value": "x" * 5000}, {"asked_answer": "correct"}):
        assert post(value="30", **fields).status_code == 200
    assert not saved()


def test_question_has_constant_queries(post, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        post(value="30")
