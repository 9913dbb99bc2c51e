from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cooperation.models import Change, Conclusion, Programme, SwotFinding, Unit
from goals.models import FindingLink, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, ReportingRound, Target
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.loading import Completion, load

SOURCE = settings.BASE_DIR / "data" / "programme-2021-2025.txt"


@pytest.fixture
def text():
    return SOURCE.read_text(encoding="utf-8")


def read(text):
    return draft_of(document_of_text(text))


def command(path, *options):
    call_command("load_programme", str(path), *options)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "program.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_load_of_excerpt_creates_its_goals_and_indicators():
    command(SOURCE)
    programme = Programme.objects.get()
    assert programme.title == (
        "Wieloletni program współpracy samorządu województwa kujawsko-pomorskiego "
        "z organizacjami pozarządowymi na lata 2021-2025"
    )
    assert (programme.title_origin, programme.slug, programme.first_year, programme.last_year) == (
        "default",
        "2021-2025",
        2021,
        2025,
    )
    assert (programme.is_published, programme.is_example, programme.issuer) == (True, False, "")
    assert programme.source_note.startswith("Materiał wypracowany przez zespół autorski")
    assert list(SwotFinding.objects.order_by("quadrant", "position").values_list("quadrant", "origin", "text")) == [
        ("opportunity", "default", "wzajemna edukacja"),
        ("opportunity", "default", "zwiększenie działań partnerskich"),
        ("opportunity", "default", "wsparcie instytucjonalne"),
        (
            "threat",
            "default",
            "„elastyczność organizacji” – prowadzenie działań w zależności od dostępności środków, a nie od misji",
        ),
        ("threat", "default", "ograniczanie współpracy urzędu wciąż w stosunku do tych samych podmiotów"),
    ]
    conclusion = Conclusion.objects.get()
    assert (conclusion.number, conclusion.reference) == (1, "8. Wnioski, 1)")
    assert conclusion.text.endswith("jako szanse na lepszą współpracę.")
    assert programme.main_goal.reference == "§ 2 ust. 1 pkt 1"
    assert programme.main_goal.text.startswith("Ugruntowanie pozycji")
    assert list(SpecificGoal.objects.values_list("position", "reference")) == [
        (1, "§ 2 ust. 1 pkt 2 tiret 1"),
        (2, "§ 2 ust. 1 pkt 2 tiret 2"),
        (3, "§ 2 ust. 1 pkt 2 tiret 3"),
    ]
    action = Action.objects.get()
    assert (action.position, action.reference, action.specific_goal.position) == (1, "§ 3 ust. 1 pkt 1", 1)
    indicator = Indicator.objects.get()
    assert (indicator.name, indicator.value_type, indicator.value_type_origin, indicator.unit) == (
        "Liczba warsztatów",
        "count",
        "default",
        None,
    )
    target = Target.objects.get()
    assert (target.verbatim, target.kind, target.comparator, target.comparator_origin) == (
        "1/rok",
        "number",
        "at_least",
        "default",
    )
    assert (target.value, target.scope, target.scope_origin) == (1, "year", "document")
    assert (target.frequency_verbatim, target.frequency, target.aggregation) == ("Raz w roku", "yearly", "sum")
    assert list(Category.objects.filter(breakdown=target.breakdown).values_list("name", flat=True)) == [
        "urząd",
        "organizacje pozarządowe",
        "współorganizowane",
    ]
    assert target.breakdown.origin == "default"
    assert list(ReportingRound.objects.values_list("year", flat=True)) == [2021, 2022, 2023, 2024, 2025]
    assert not Unit.objects.exists()
    assert not FindingLink.objects.exists()
    assert Change.objects.get().kind == "programme_loaded"


@pytest.mark.django_db
def test_load_same_text_again_changes_nothing(text, tmp_path):
    command(SOURCE)
    edited = Indicator.objects.get()
    edited.name = "Liczba warsztatów (poprawiona nazwa)"
    edited.save()
    version = Programme.objects.get().content_version
    command(written(tmp_path, text.replace("\n", "\r\n") + "\n\n"))
    assert Programme.objects.count() == 1
    assert Indicator.objects.get().name == "Liczba warsztatów (poprawiona nazwa)"
    assert Programme.objects.get().content_version == version


@pytest.mark.django_db
def test_load_rejects_other_text_for_same_years(text, tmp_path):
    command(SOURCE)
    with pytest.raises(CommandError, match=r"1/rok.*2/rok") as caught:
        command(written(tmp_path, text.replace("1/rok", "2/rok")))
    assert "28" in str(caught.value) or "wiersz" in str(caught.value).lower()
    assert "na stronie /panel/wczytywanie/: portal pokaże wszystkie różnice" in str(caught.value)
    assert caught.value.returncode == 2
    assert Target.objects.get().verbatim == "1/rok"


@pytest.mark.django_db
def test_dry_run_saves_nothing(capsys):
    command(SOURCE, "--dry-run")
    assert "Liczba warsztatów | 1/rok | Raz w roku" in capsys.readouterr().out
    assert not Programme.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_options_supply_missing_data(text, tmp_path):
    bare = text.replace(
        "*Wieloletniego programu współpracy samorządu województwa kujawsko-pomorskiego "
        "z organizacjami pozarządowymi na lata 2021-2025*",
        "",
    )
    with pytest.raises(CommandError, match="--years"):
        command(written(tmp_path, bare))
    command(
        written(tmp_path, bare),
        "--years",
        "2026-2030",
        "--title",
        "Program 2026",
        "--issuer",
        "Urząd Łódzki",
        "--slug",
        "Nowy Program",
    )
    programme = Programme.objects.get()
    assert (programme.title, programme.title_origin, programme.slug) == ("Program 2026", "document", "nowy-program")
    assert (programme.first_year, programme.last_year, programme.issuer) == (2026, 2030, "Urząd Łódzki")


@pytest.mark.django_db
def test_load_rejects_years_that_contradict_the_text():
    with pytest.raises(CommandError, match="2021-2025"):
        command(SOURCE, "--years", "2022-2025")


@pytest.mark.django_db
def test_slug_in_use_gets_a_prefix(text):
    Programme.objects.create(title="Przykład", slug="2021-2025", first_year=2021, last_year=2025, is_example=True)
    loaded = load(read(text), Completion(issuer="Urząd Marszałkowski"))
    assert loaded.programme.slug == "urzad-marszalkowski-2021-2025"


HEADERS = "L.p.\tNazwa działania\tWskaźnik\tWartość docelowa\tCzęstotliwość pomiaru\n"
GOALS = "§ 2\n1. Cele współpracy.\n1) cel główny: Razem\n2) cele szczegółowe:\n- cel pierwszy\n"
YEARS = "¹ *Programu współpracy na lata 2026-2030*\n"


@pytest.mark.django_db
def test_load_rolls_back_on_error(tmp_path):
    broken = GOALS + "§ 3\n1. Działania.\n1) cel pierwszy\n1\ta\tb\tc\td\n" + YEARS.replace("2026-2030", "2030-2026")
    with pytest.raises(CommandError):
        command(written(tmp_path, broken))
    assert not Programme.objects.exists()


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nie-ma\.txt"):
        command(tmp_path / "nie-ma.txt")


def test_swot_cells_under_headings_have_document_origin():
    draft = read(
        "Mocne strony\tSłabe strony\n- a - b\t- c\nSzanse\tZagrożenia\n- d\t- e\n8. Wnioski.\n" + GOALS + YEARS
    )
    assert [(finding.quadrant, finding.text.text, str(finding.text.origin)) for finding in draft.findings] == [
        ("strength", "a", "document"),
        ("strength", "b", "document"),
        ("weakness", "c", "document"),
        ("opportunity", "d", "document"),
        ("threat", "e", "document"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "target", "value_type", "aggregation"),
    [
        ("Liczba szkoleń", "5/rok", "count", "sum"),
        ("Odsetek uwzględnionych uwag", "80%", "percent", "last"),
        ("Kwota udzielonych dotacji", "1 mln zł", "money", "sum"),
        ("Opracowany standard (tak/nie)", "tak", "yes_no", "last"),
        ("Uruchomienie bazy", "do 31.12.2027 r.", "yes_no", "last"),
        ("Poziom zadowolenia", "wg potrzeb", "decimal", "last"),
    ],
)
def test_value_type_is_proposed_from_name_and_target(name, target, value_type, aggregation):
    load(
        read(
            GOALS
            + f"§ 3\n1. Działania.\n1) cel pierwszy\n{HEADERS}1\tdziałanie\t{name}\t{target}\tRaz w roku\n"
            + YEARS
        ),
        Completion(),
    )
    indicator = Indicator.objects.get()
    assert (indicator.value_type, indicator.value_type_origin) == (value_type, "default")
    assert indicator.targets.get().aggregation == aggregation
    assert not Breakdown.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("target", "scope"), [("5 w latach 2026-2030", "programme"), ("5 w latach 2026-2028", "undecided")]
)
def test_span_other_than_programme_years_is_undecided(target, scope):
    load(
        read(GOALS + f"§ 3\n1. Działania.\n1) cel pierwszy\n{HEADERS}1\ta\tLiczba b\t{target}\tRaz w roku\n" + YEARS),
        Completion(),
    )
    assert Target.objects.get().scope == scope


@pytest.mark.django_db
def test_unknown_frequency_is_left_empty():
    load(
        read(GOALS + f"§ 3\n1. Działania.\n1) cel pierwszy\n{HEADERS}1\ta\tLiczba b\t5/rok\traz na 3 lata\n" + YEARS),
        Completion(),
    )
    target = Target.objects.get()
    assert (target.frequency, target.frequency_verbatim, target.frequency_origin) == ("", "raz na 3 lata", "")
