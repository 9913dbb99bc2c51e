"""Which values are better where the document writes no comparator."""

from decimal import Decimal

import pytest

from cooperation.rules.origins import Origin
from indicators.rules.direction import is_direction_assumed
from indicators.rules.targets import Comparator, parse_target

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST


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
def test_bare_figure_below_baseline_is_at_most(text, baseline, comparator):
    meaning = parse_target(text, baseline=(Decimal(baseline), 2018))
    assert (meaning.comparator, meaning.origins.comparator) == (comparator, Origin.DEFAULT)
    assert is_direction_assumed(meaning) is (comparator is AT_MOST)


@pytest.mark.parametrize("text", ["min. 3", "3 lub więcej", "2-3", "spadek o 3", "wg potrzeb", "ok. 3", "maks. 3"])
def test_baseline_changes_nothing_but_bare_figures(text):
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
def test_unwanted_thing_is_at_most(name):
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
def test_other_names_do_not_turn_the_target(name):
    assert parse_target("5", name=name) == parse_target("5")
