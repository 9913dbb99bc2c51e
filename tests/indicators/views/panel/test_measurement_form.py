"""Texts of the record form: the question, marked errors, earlier figures, the next figure."""

import re
from decimal import Decimal

import pytest

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, slot_of


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def form(office, client):
    """The officer's form: `form(indicator, "2024", value="3")` posts, without fields it gets."""
    client.force_login(office.officer)

    def answer(indicator=office.indicator, code="2024", **fields):
        address = f"/panel/wskazniki/{indicator.pk}/pomiary/{code}/"
        if not fields:
            return client.get(address)
        return client.post(address, {"based_on": "0", "request_key": "k", "do": "submit", **fields})

    return answer


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def indicator_of(office, **kwargs):
    return factories.in_programme(office.programme, unit=office.unit, **kwargs)


def marked(content):
    """Return the names of the inputs that are marked as invalid."""
    return {
        re.search(r'name="(\w+)"', tag)[1]
        for tag in re.findall(r"<input [^>]*>", content)
        if 'aria-invalid="true"' in tag and "is-invalid" in tag
    }


@pytest.mark.parametrize("do", ["draft", "submit"])
@pytest.mark.parametrize(
    ("fields", "wrong", "summary"),
    [
        ({"part_2": "4"}, {"part_1", "part_3"}, ["Podział, urząd", "Podział, współorganizowane"]),
        ({"part_1": "0", "part_3": "1"}, {"part_2"}, ["Podział, organizacje pozarządowe"]),
        ({"part_1": "1", "part_2": "x", "part_3": "1"}, {"part_2"}, ["Podział, organizacje pozarządowe"]),
        (
            {"value": "9", "part_1": "1", "part_2": "1", "part_3": "1"},
            {"value", "part_1", "part_2", "part_3"},
            ["Podział"],
        ),
    ],
)
def test_errors_mark_and_name_exactly_the_invalid_fields(form, fields, wrong, summary, do):
    response = form(**fields, do=do)
    content = text(response)
    assert response.status_code == 200
    assert marked(content) == wrong
    assert (
        re.findall(r'<a href="#id_part_\d">([^:]+):', content.split('class="errsum"')[1].split("</ul>")[0]) == summary
    )
    assert not Revision.objects.exists()
    for name, value in fields.items():
        assert f'name="{name}" value="{value}"' in re.sub(r' (?:type|inputmode|id|class)="[^"]*"', "", content), name


@pytest.mark.parametrize("do", ["approve", ""])
def test_unknown_button_is_refused(form, office, do):
    assert form(value="3", do=do).status_code == 400
    assert not office.indicator.measurements.exists()


def test_every_aria_describedby_target_exists(form):
    for fields in ({"part_2": "4"}, {"value": "9", "part_1": "1", "part_2": "1", "part_3": "1"}, {"value": "x"}):
        content = text(form(**fields))
        named = " ".join(re.findall(r'aria-describedby="([^"]+)"', content)).split()
        assert named
        for identifier in named:
            assert f'id="{identifier}"' in content, (fields, identifier)


def test_value_equal_to_sum_of_parts_is_left_empty(form):
    form(part_1="1", part_2="2", part_3="0", do="draft")
    content = text(form())
    assert re.search(r'name="value" id="id_value" value=""', content)
    assert re.search(r'name="part_2" value="2"', content)
    assert re.search("</span> ?<output", content)
    assert re.search(r">\s*3\s*</output>", content)
    form(part_1="1", part_2="2", part_3="2", based_on="1", request_key="l", do="draft")
    assert Revision.objects.latest("seq").value == 5


@pytest.mark.parametrize(
    ("kwargs", "label"),
    [
        ({}, "za 2024 r."),
        ({"measure": "osoby"}, 'za 2024 r. <span lang="pl">(osoby)</span>'),
        ({"value_type": "percent", "terms__verbatim": "80%"}, 'za 2024 r. <span lang="pl">(%)</span>'),
    ],
)
def test_value_label_names_indicator_period_and_measure(form, office, kwargs, label):
    indicator = indicator_of(office, name="Liczba <porad>", **kwargs)
    content = text(form(indicator))
    assert f'class="form-label"><span lang="pl">Liczba &lt;porad&gt;</span> {label}</label>' in content
    assert '<span lang="pl">Liczba &lt;porad&gt;</span>, 2024</li>' in content  # the last crumb


def test_error_message_escapes_indicator_name(form, office):
    content = text(form(indicator_of(office, name="Liczba <porad>"), value="x"))
    assert "<porad>" not in content


def test_unapproved_figures_are_marked_beside_others(form, office):
    quarterly = indicator_of(office, measure="osoby", terms__frequency="quarterly")
    measurements.record(slot_of(quarterly, office.programme, "2023-K4"), Figure(Decimal(7)), by=office.officer,
                        based_on=0, on=ON)  # fmt: skip
    sent = [
        measurements.submit(slot_of(quarterly, office.programme, code), Figure(Decimal(value)), by=office.officer,
                            based_on=0, on=ON)
        for code, value in (("2024-K1", 1), ("2024-K2", 2))
    ]  # fmt: skip
    measurements.approve(sent[1].measurement, by=office.coordinator, based_on=1)
    content = text(form(quarterly, "2024-K4"))
    assert "7 osób (szkic)" in content
    assert "I kwartał 2024: 1 osoba (przekazane)" in content
    assert "II kwartał 2024: 2 osoby<" in content


def test_yes_no_form_offers_answer_or_reason_in_one_group(form, office):
    indicator = indicator_of(office, name="Centrum", value_type="yes_no", terms__verbatim="tak",
                             terms__aggregation="last")  # fmt: skip
    content = text(form(indicator))
    values = re.findall(r'type="radio" name="(\w+)" id="\w+" value="(\w*)"', content)
    reasons = ["not_measured", "in_preparation", "not_applicable"]
    assert values == [("value", choice) for choice in ("1", "0", *reasons)]
    assert '<span lang="pl">Centrum</span> za 2024 r.: czy zrobiono?' in content
    assert "Zostaw pole wartości puste" not in content
    form(indicator, value="in_preparation", do="draft")
    revision = Revision.objects.get()
    assert (revision.value, revision.no_value_reason) == (None, "in_preparation")
    assert 'value="in_preparation" checked' in text(form(indicator))
    assert form(indicator, value="zmyślony", based_on="1", request_key="l").context["form"].errors["value"]
    assert form(indicator, value="", based_on="1", request_key="l").context["form"].errors["value"]
    form(indicator, no_value_reason="not_measured", based_on="1", request_key="m", do="draft")
    assert Revision.objects.latest("seq").no_value_reason == "not_measured"


def test_form_names_next_figure_and_submission_opens_it(form, office):
    # 2021, 2022 and 2023 are owed, too: after 2024, the last of the list, the first one follows.
    content = text(form())
    assert re.search(
        r"Przekaż i przejdź do: <span lang=\"pl\">Liczba warsztatów</span> <small>\(2021\)</small>", content
    )
    assert "Pomiar 4 z 4: program" in content
    assert form(value="3")["Location"].endswith("/pomiary/2021/")
    assert form(code="2021", value="3", request_key="l")["Location"].endswith("/pomiary/2022/")


def test_submission_returns_to_list_when_asked(form, office):
    assert "Przekaż i wróć do listy" in text(form())
    assert form(value="3", do="submit_and_return")["Location"] == "/panel/"
    assert Revision.objects.get().state == "submitted"


def test_value_has_focus_unless_form_has_errors(form, office):
    def focused(response):
        return re.findall(r"<(?:input|fieldset) [^>]*autofocus", text(response))

    assert len(focused(form())) == 1
    assert 'id="id_value"' in re.search(r"<input [^>]*autofocus[^>]*>", text(form()))[0]
    assert not focused(form(value="x"))
    yes_no = indicator_of(office, value_type="yes_no", terms__verbatim="tak", terms__aggregation="last")
    assert len(focused(form(yes_no))) == 1


def test_form_opened_from_grid_follows_and_returns_to_grid(form, office, client):
    indicators = [office.indicator, *(indicator_of(office, name=f"Liczba {name}") for name in ("porad", "spotkań"))]
    address = "/panel/wskazniki/{}/pomiary/2024/?z=siatka"
    fields = {"based_on": "0", "request_key": "k", "value": "3"}
    opened = [client.post(address.format(row.pk), {**fields, "do": "submit"})["Location"] for row in indicators]
    assert opened[:2] == [address.format(row.pk) for row in indicators[1:]]
    assert opened[2] == f"/panel/programy/2021-2025/2024/#w{indicators[2].pk}"
    draft = client.post(
        address.format(indicators[0].pk), {**fields, "do": "draft", "request_key": "l", "based_on": "1"}
    )
    assert draft["Location"] == f"/panel/programy/2021-2025/2024/#w{indicators[0].pk}"


def test_next_figure_is_of_the_same_programme(form, office):
    other = factories.ProgrammeFactory(slug="2022-2025", first_year=2022, last_year=2025)
    factories.in_programme(other, unit=office.unit, name="Inny program")
    for code in ("2021", "2022", "2023"):
        form(code=code, value="3", request_key=code)
    assert "Inny program" not in text(form())
    assert form(value="3")["Location"] == "/panel/"


def test_correction_returns_to_list(form, office):
    form(value="3")
    measurements.approve(Revision.objects.get().measurement, by=office.coordinator, based_on=1)
    content = text(form())
    assert "Przekaż i przejdź do" not in content
    assert form(value="4", reason="Pominięto warsztat.", based_on="2", request_key="l")["Location"] == "/panel/"


def test_submission_of_last_figure_opens_list(form, office):
    for code in ("2021", "2022", "2023"):
        form(code=code, value="3", request_key=code)
    assert form(value="3")["Location"] == "/panel/"


@pytest.mark.parametrize(("is_closed", "opens"), [(False, "/pomiary/2021/"), (True, "/panel/")])
def test_returned_figure_opens_next_unless_round_is_closed(form, office, is_closed, opens):
    for code in ("2021", "2022", "2023"):
        form(code=code, value="3", request_key=code)
    returned = Revision.objects.get(measurement__period_code="2021").measurement
    measurements.send_back(returned, by=office.coordinator, based_on=1, comment="popraw")
    if is_closed:
        rounds = office.programme.rounds.filter(year=2021)
        rounds.update(closed_at="2025-02-01T00:00Z", closed_by=office.coordinator)
    assert form(value="3")["Location"].endswith(opens)


def test_programme_in_preparation_has_no_link_to_public_page(form, office):
    link = f'href="/wskazniki/{office.indicator.pk}/"'
    assert link in text(form())
    office.programme.is_published = False
    office.programme.save()
    content = text(form())
    assert link not in content
    assert "Program jest w przygotowaniu: czytelnicy jeszcze nic z niego nie widzą." in content


@pytest.mark.parametrize("steps", [1, 6])
def test_query_count_is_constant_in_history(form, office, client, steps, django_assert_num_queries):
    indicator = office.indicator
    parts = {"part_1": "1", "part_2": "2", "part_3": "3"}
    for number in range(steps):
        form(indicator, based_on=str(number), request_key=f"k{number}", **parts)
    form(indicator)
    with django_assert_num_queries(16):
        assert form(indicator).status_code == 200
    client.force_login(office.coordinator)
    with django_assert_num_queries(13):
        assert client.get(f"/panel/wskazniki/{indicator.pk}/pomiary/2024/decyzja/").status_code == 200
