"""Meanings of targets with known programme years, baseline and indicator name."""

from decimal import Decimal

import pytest

from cooperation.rules.origins import Origin
from indicators.rules.assumptions import is_direction_assumed
from indicators.rules.targets import Comparator, missing_years, parse_target
from tests.indicators.rules.phrase_tables import notation

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST
LONG, SHORT, ONE_YEAR = (2021, 2030), (2021, 2025), (2026, 2026)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", "number at_least? 5 year?"),
        ("min. 5 osób", "number at_least 5 year? measure=osób"),
        ("80%", "percent at_least? 80 year?"),
        ("wzrost o 5%", "growth at_least? 5 year? percent"),
        ("5 rocznie", "number at_least? 5 year"),
        ("1/kwartał", "number at_least? 1 quarter"),
        ("5 w 2026 r.", "number at_least? 5 year schedule=2026:5"),
        ("2025: 4, 2026: 5", "number at_least? 5 year"),
        ("2025: 4, 2026: 3", "number at_most? 3 year"),
        ("tak", "yes_no final?"),
        ("ok. 5", "descriptive"),
        ("wg potrzeb", "as_needed"),
    ],
)
def test_target_in_programme_of_one_year(text, expected):
    assert notation(parse_target(text, years=ONE_YEAR)) == expected


@pytest.mark.parametrize(
    ("text", "years", "expected"),
    [
        ("2017 r. - 44%, 2030 r. - 69%", LONG, "percent at_least? 69 final by=2030-12-31"),
        ("84,9 (2018), 90 (2030)", LONG, "number at_least? 90 final by=2030-12-31"),
        ("90 (2018), 84,9 (2030)", LONG, "number at_most? 84.9 final by=2030-12-31"),
        ("min. 90 (2018), min. 84 (2030)", LONG, "number at_least 84 final by=2030-12-31"),
        ("84,9 (2018), 90 (2030)", SHORT, "number at_least? 90 undecided by=2030-12-31"),
        ("84,9 (2018), 90 (2023)", SHORT, "number at_least? 90 undecided by=2023-12-31"),
        ("2018: 1, 2019: 2, 2025: 3", SHORT, "number at_least? 3 final by=2025-12-31"),
        ("2019: 5, 2023: 6, 2025: 7", SHORT, "number at_least? year? schedule=2023:6,2025:7"),
        ("84,9 (2018), 90 (2030)", None, "number at_least? year schedule=2018:84.9,2030:90"),
    ],
)
def test_year_before_programme_marks_baseline(text, years, expected):
    assert notation(parse_target(text, years=years)) == expected


def test_entry_equal_to_baseline_marks_baseline():
    assert notation(parse_target("5 (2018), 9 (2030)", baseline=(Decimal(5), 2018))) == (
        "number at_least? 9 final by=2030-12-31"
    )
    other = parse_target("5 (2018), 9 (2030)", baseline=(Decimal(6), 2018))
    assert notation(other) == "number at_least? year schedule=2018:5,2030:9"


@pytest.mark.parametrize("text", ["5 w 2019 r.", "2018: 5, 2019: 6", "5 w 2031 r.", "5 rocznie w latach 2015-2020"])
def test_schedule_outside_programme_is_descriptive(text):
    assert notation(parse_target(text, years=SHORT)) == "descriptive"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("2021: 1, 2023: 2", (2022, 2024, 2025)),
        ("5 w 2023 r.", (2021, 2022, 2024, 2025)),
        ("5 rocznie w latach 2022-2024", (2021, 2025)),
        ("2021: 1, 2022: 2, 2023: 3, 2024: 4, 2025: 5", ()),
        ("5 rocznie w latach 2020-2026", ()),
        ("5 rocznie", ()),
    ],
)
def test_schedule_with_missing_years_is_marked(text, missing):
    meaning = parse_target(text, years=SHORT)
    assert missing_years(meaning, SHORT) == missing
    assert meaning.origins.scope is (Origin.DEFAULT if missing else Origin.DOCUMENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 w latach 2021-2025", "number at_least? 5 programme by=2025-12-31"),
        ("5 w latach 2021-2024", "number at_least? 5 undecided by=2024-12-31"),
        ("80% w latach 2020-2025", "percent at_least? 80 undecided by=2025-12-31"),
        ("5 do 30.06.2023 r.", "number at_least? 5 programme by=2023-06-30"),
    ],
)
def test_span_of_other_years_is_undecided(text, expected):
    assert notation(parse_target(text, years=SHORT)) == expected


# --- direction --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "baseline", "comparator"),
    [
        ("3,2", "4.2", AT_MOST),
        ("3,2 rocznie", "4.2", AT_MOST),
        ("40%", "55", AT_MOST),
        ("2021: 5, 2022: 4", "6", AT_MOST),
        ("2021: 5, 2022: 7", "6", AT_LEAST),
        ("4,2", "4.2", AT_LEAST),
        ("5", "4.2", AT_LEAST),
    ],
)
def test_bare_number_below_baseline_is_at_most(text, baseline, comparator):
    meaning = parse_target(text, baseline=(Decimal(baseline), 2018))
    assert (meaning.comparator, meaning.origins.comparator) == (comparator, Origin.DEFAULT)
    assert is_direction_assumed(meaning) is (comparator is AT_MOST)


@pytest.mark.parametrize("text", ["min. 3", "3 lub więcej", "2-3", "spadek o 3", "wg potrzeb", "ok. 3", "maks. 3"])
def test_baseline_changes_bare_numbers_only(text):
    meaning = parse_target(text, baseline=(Decimal(100), 2018))
    assert meaning == parse_target(text)
    assert not is_direction_assumed(meaning)


@pytest.mark.parametrize(
    "name",
    [
        "Zgony niemowląt na 1000 urodzeń żywych",
        "Pozary upraw rolnych, lak, rzysk i nieuzytkow [ha]",
        "Stopa bezrobocia rejestrowanego (w %)",
        "Liczba osób bezrobotnych",
        "Średni czas oczekiwania na wizytę",
        "Liczba ofiar śmiertelnych w zdarzeniach na 100 tys. ludności",
        "Liczba zgłoszonych skarg",
        "Odsetek skarg uznanych za zasadne",
        "Liczba dzikich wysypisk",
        "Emisja CO2 z transportu",
        "Średnia liczba dni przekroczenia norm",
    ],
)
def test_unwanted_subject_is_at_most(name):
    assert parse_target("5", name=name).comparator is AT_MOST
    assert is_direction_assumed(parse_target("5", name=name))
    assert parse_target("min. 5", name=name) == parse_target("min. 5")
    assert parse_target("wzrost o 5%", name=name) == parse_target("wzrost o 5%")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Liczba",
        "Liczba warsztatów",
        "Liczba szkoleń dla bezrobotnych",
        "Liczba bezrobotnych objętych wsparciem",
        "Liczba osób bezrobotnych, które podjęły pracę",
        "Liczba usuniętych dzikich wysypisk",
        "Odsetek skarg rozpatrzonych w terminie",
        "Spadek liczby wypadków",
        "Liczba kampanii przeciwdziałania przemocy",
        "Liczba jednostek straży pożarnej",
        "Łączna długość czynnych linii kolejowych [km]",
        "Liczba emisji spotów radiowych",
        "Liczba bezrobotnych uczestników szkoleń",
        "Liczba pożarniczych zawodów sportowych",
    ],
)
def test_other_names_do_not_reverse_comparator(name):
    assert parse_target("5", name=name) == parse_target("5")
