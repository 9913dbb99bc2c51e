"""The list of open questions, the meaning shown while a target is typed, and query counts of lists."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from indicators.models import Assessment, Revision
from indicators.rules.targets import parse_target
from indicators.rules.verdicts import QuestionKind
from tests import factories
from tests.indicators.admin.conftest import form_of, text
from tests.indicators.conftest import approve

QUESTIONS = reverse("admin:indicators_indicator_questions")
UNDERSTOOD = reverse("admin:indicators_indicator_understood")
OPEN = [
    (
        {"verbatim": "co najmniej raz"},
        QuestionKind.UNDECIDED,
        "czy wartość docelowa dotyczy każdego roku",
    ),
    ({"verbatim": "poprawa współpracy"}, QuestionKind.DESCRIPTIVE, "wartość docelową opisano słowami"),
    (
        {"frequency": "", "frequency_verbatim": "regularnie"},
        QuestionKind.NO_FREQUENCY,
        "program nie określa, jak często",
    ),
    ({"verbatim": "1/kwartał"}, QuestionKind.TOO_RARE, "wskaźnik mierzy się rzadziej"),
    ({"verbatim": "wzrost o 5% w stosunku do wartości bazowej"}, QuestionKind.NO_REFERENCE, "brak wartości, od której"),
]


@pytest.mark.parametrize(("terms", "question", "message"), OPEN, ids=[row[1] for row in OPEN])
def test_question_is_listed_until_settled(office, administrator, terms, question, message):
    open_one = factories.in_programme(
        office.programme, unit=office.unit, **{f"terms__{name}": value for name, value in terms.items()}
    )
    lines = administrator.get(QUESTIONS).context["lines"]
    assert [line.indicator_id for line in lines] == [open_one.pk]
    content = text(administrator.get(QUESTIONS))
    assert message in content
    assert form_of(open_one) in content
    for year in office.programme.years:
        Assessment.objects.create(indicator=open_one, year=year, verdict="met", reason="x", author=office.coordinator)
    assert administrator.get(QUESTIONS).context["lines"] == []


def test_assumed_direction_is_listed_for_administrator_and_coordinator(office, client, administrator):
    target = office.indicator.targets.get()
    target.meaning = parse_target("3 rocznie", name="Liczba pożarów")
    target.save()
    assert "niższa czy wyższa wartość jest lepsza?" in text(administrator.get(QUESTIONS))
    client.force_login(office.coordinator)
    page = text(client.get(reverse("indicators:open_question_list")))
    assert "niższa czy wyższa wartość jest lepsza?" in page
    assert reverse("indicators:decision", args=[office.indicator.pk]) in page


def test_indicator_without_unit_is_listed(office, administrator):
    nobodys = factories.in_programme(office.programme, unit=None)
    lines = administrator.get(QUESTIONS).context["lines"]
    assert [(line.indicator_id, line.is_administrators) for line in lines] == [(nobodys.pk, True)]


@pytest.mark.parametrize("programmes", [1, 3])
def test_list_loads_one_programme_and_links_the_others(office, administrator, django_assert_num_queries, programmes):
    for number in range(1, programmes):
        draft = factories.ProgrammeFactory(slug=f"projekt-{number}", is_published=False)
        factories.in_programme(draft, unit=None)
    administrator.get(f"{QUESTIONS}?program=2021-2025")
    with django_assert_num_queries(13):
        page = administrator.get(f"{QUESTIONS}?program=2021-2025")
    assert (page.context["programme_shown"], page.context["lines"]) == (office.programme, [])
    links = [f"?program=projekt-{number}" for number in range(1, programmes)]
    assert sorted(re.findall(r'href="(\?program=[^"]+)"', text(page))) == links
    for link in links:
        assert len(administrator.get(f"{QUESTIONS}{link}").context["lines"]) == 1


def test_list_of_unknown_programme_is_404(office, administrator):
    assert administrator.get(f"{QUESTIONS}?program=nieznany").status_code == 404


def test_list_without_open_questions_shows_notice(office, administrator):
    assert "Brak pytań" in text(administrator.get(QUESTIONS))


@pytest.mark.parametrize(
    ("verbatim", "target"),
    [
        ("1/rok", "co najmniej 1 w każdym roku"),
        ("co najmniej 80% do końca 2025 r.", "co najmniej 80% na dzień 31 grudnia 2025 r."),
        ("poprawa", "opisowa: każdy rok oceni koordynator"),
        ("co najmniej raz", "czy w całym okresie: rozstrzygnie koordynator"),
        ("", "–"),
        ("<b>1/rok</b>", "opisowa: każdy rok oceni koordynator"),
        ("1/rok" * 200, "opisowa: każdy rok oceni koordynator"),
    ],
)
def test_target_text_is_explained_while_typed(office, administrator, verbatim, target):
    sent = {"verbatim": verbatim, "frequency_verbatim": "raz na kwartał", "action": office.indicator.action_id}
    message = administrator.get(UNDERSTOOD, sent).json()
    assert target in message["target"].replace("\u00a0", " ")
    assert message["frequency"] == "co kwartał"


@pytest.mark.parametrize("action", ["", "x", "-1", "0", "999999", "9" * 40, "²"])
def test_target_text_is_explained_without_action(administrator, action):
    assert administrator.get(UNDERSTOOD, {"verbatim": "1/rok", "action": action}).json()["target"] != "–"


def test_years_outside_programme_are_a_question(office, administrator):
    sent = {"verbatim": "10 w latach 2014-2020"}
    alone, inside = (
        administrator.get(UNDERSTOOD, sent | action).json()["target"]
        for action in ({}, {"action": office.indicator.action_id})
    )
    assert "rozstrzygnie koordynator" in inside
    assert "rozstrzygnie koordynator" not in alone


# --- lists and forms ------------------------------------------------------------------------------------------

EDITED = [model for model, site in admin.site._registry.items() if model._meta.app_label != "account"]


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label_lower)
def test_changelist_query_count_is_constant(office, administrator, model, django_assert_max_num_queries):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    counts = []
    for number in (2, 12):
        for _number in range(number):
            unit = factories.UnitFactory()
            factories.in_programme(office.programme, unit=unit)
            finding = factories.SwotFindingFactory(programme=office.programme)
            factories.FindingLinkFactory(finding=finding, specific_goal=office.indicator.action.specific_goal)
            factories.ConclusionFactory(programme=office.programme)
            factories.officer(unit)
        if number == 2:
            approve(office)
        else:
            approve(office, code="2023")
        administrator.get(address)
        with django_assert_max_num_queries(25) as captured:
            assert administrator.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_figures_are_listed_with_units(office, administrator):
    approve(office, value="3")
    content = text(administrator.get(reverse("admin:indicators_revision_changelist")))
    assert "3,000" not in content
    assert "2024" in content
    assert Revision.objects.count() == 2
    assert "Zatwierdzono „Liczba warsztatów” za" in text(
        administrator.get(reverse("admin:cooperation_change_changelist"))
    )


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label_lower)
def test_admin_pages_contain_no_gendered_word_endings(office, administrator, model):
    """Django's Polish has "został(a)(-ło) zmieniony(-na)(-ne)"; the portal's catalogue takes precedence."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    row = model.objects.first()
    pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history")] if row else []
    for page in pages:
        gendered_words = re.findall(r"\w+\((?:-\w+|a|go|y|na)\)", text(administrator.get(page)))
        assert gendered_words == [], page
