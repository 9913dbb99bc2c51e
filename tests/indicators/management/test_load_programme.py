"""`manage.py load_programme`: the dry run's JSON, answers, refusals, and what is written."""

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cooperation.models import Programme, Unit
from indicators.models import Indicator, Target

TEXT = """Program współpracy Gminy Lipa na lata 2026-2028

Cel główny: Aktywna gmina
Cel szczegółowy 1: Wiedza

L.p.\tDziałanie\tWskaźnik\tWartość bazowa\tWartość docelowa\tCzęstotliwość\tOdpowiedzialny\tJednostka\tOpiekun
1\tSzkolenia\tLiczba szkoleń\t3 (2024)\t6/rok\traz w roku\tBiuro Rady\tszt.\tJ. Kos
2\tAnkiety\tZadowolenie\tankieta\t80\t\tWydział Kultury\t%\t
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "program.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def printed(capsys, *arguments):
    call_command("load_programme", *map(str, arguments))
    return capsys.readouterr().out


def test_dry_run_prints_one_json_object(path, capsys):
    data = json.loads(printed(capsys, path, "--dry-run", "--format", "json"))
    assert list(data) == [
        "title", "first_year", "last_year", "issuer", "findings", "conclusions", "main_goal", "specific_goals",
        "not_understood",
    ]  # fmt: skip
    first, _second = data["specific_goals"][0]["actions"]
    assert first == {
        "position": "1",
        "name": "Szkolenia",
        "indicators": [
            {
                "name": "Liczba szkoleń",
                "target": "6/rok",
                "frequency_verbatim": "raz w roku",
                "frequency": "yearly",
                "baseline": "3",
                "baseline_year": 2024,
                "unit": "szt.",
                "responsible": "Biuro Rady",
            }
        ],
    }
    assert {item["text"] for item in data["not_understood"]} == {"Opiekun", "J. Kos", "ankieta"}
    assert all(item["where"] and item["why"] for item in data["not_understood"])


def test_dry_run_without_years_succeeds_and_says_so(tmp_path, capsys):
    path = tmp_path / "cele.md"
    path.write_text("Cel główny: Razem", encoding="utf-8")
    data = json.loads(printed(capsys, path, "--dry-run", "--format", "json"))
    assert (data["first_year"], data["last_year"], len(data["not_understood"])) == (None, None, 1)


@pytest.mark.django_db
def test_programme_is_loaded_in_preparation_with_all_its_cells(path, capsys):
    unit = Unit.objects.create(name="Biuro Rady", short_name="BR")
    assert "program" in printed(capsys, path).lower()
    programme = Programme.objects.get()
    assert (programme.is_published, programme.issuer, programme.main_goal.text) == (
        False,
        "Gmina Lipa",
        "Aktywna gmina",
    )
    first, second = Indicator.objects.order_by("action__position")
    assert (first.unit, first.measure, first.baseline_value, first.baseline_year) == (unit, "szt.", 3, 2024)
    assert first.definition == "Opiekun: J. Kos"
    assert (second.unit, second.value_type, second.definition) == (None, "percent", "Odpowiedzialny: Wydział Kultury")
    assert list(Target.objects.order_by("pk").values_list("verbatim", "frequency")) == [("6/rok", "yearly"), ("80", "")]


@pytest.mark.django_db
def test_programme_is_published_when_asked(path):
    call_command("load_programme", str(path), "--publish")
    assert Programme.objects.get().is_published


@pytest.mark.django_db
def test_answers_replace_parts_of_the_document(path, tmp_path):
    answers = tmp_path / "odpowiedzi.json"
    answers.write_text(json.dumps({"main_goal": "Inny cel", "title": "Program"}), encoding="utf-8")
    call_command("load_programme", str(path), "--answers", str(answers))
    programme = Programme.objects.get()
    assert (programme.title, programme.main_goal.text, str(programme.title_origin)) == (
        "Program",
        "Inny cel",
        "decision",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "options", "reason"),
    [
        ("a.txt", "", (), "pusty"),
        ("a.txt", "Protokół z posiedzenia", (), "Nie rozpoznano żadnej części programu"),
        ("a.txt", "Cel główny: A\nCel 1. B", (), "--years"),
        ("a.txt", TEXT, ("--years", "2030-2031"), "2026-2028"),
        ("a.txt", TEXT, ("--years", "rok"), "--years"),
        ("a.txt", TEXT.replace("Cel główny: ", ""), (), "nie ma celu głównego|celu głównego"),
        ("a.txt", "Program na rok 2026\nWskaźniki:\n- Liczba a – 3", ("--years", "2026"), "celu"),
    ],
)
def test_refusal_ends_with_code_2_and_writes_nothing(tmp_path, name, content, options, reason):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=reason) as caught:
        call_command("load_programme", str(path), *options)
    assert caught.value.returncode == 2
    assert not Programme.objects.exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"cel": 1}'])
def test_answers_of_another_form_are_refused(path, tmp_path, content):
    answers = tmp_path / "odpowiedzi.json"
    answers.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"odpowiedzi\.json") as caught:
        call_command("load_programme", str(path), "--answers", str(answers), "--dry-run")
    assert caught.value.returncode == 2


def test_repository_text_has_known_outline(capsys):
    data = json.loads(
        printed(capsys, settings.BASE_DIR / "data" / "programme-2021-2025.txt", "--dry-run", "--format", "json")
    )
    assert (data["first_year"], data["last_year"], len(data["findings"]), len(data["specific_goals"])) == (
        2021,
        2025,
        5,
        3,
    )
