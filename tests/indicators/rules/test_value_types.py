"""Value type, aggregation and measure proposed from an indicator's name (product.md § 6)."""

from typing import Any

import pytest

from cooperation.text import ValueType
from indicators.rules.meanings import Aggregation
from indicators.rules.targets import parse_target
from indicators.rules.value_types import ValueTypeProposal, propose_value_type
from tests.indicators.rules.phrase_tables import real


def proposal(line: str) -> ValueTypeProposal:
    """ "money sum tys. zł" """
    value_type, aggregation, *measure = line.split(" ", 2)
    return ValueTypeProposal(ValueType(value_type), Aggregation(aggregation), "".join(measure))


@pytest.mark.parametrize("phrase", real("indicators"), ids=lambda phrase: phrase["text"])
def test_indicator_of_real_programme_has_expected_value_type_proposal(phrase: dict[str, Any]) -> None:
    proposal = propose_value_type(phrase["text"])
    assert (proposal.value_type, proposal.aggregation) == (phrase["value_type"], phrase["aggregation"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Liczba szkoleń", "count sum"),
        ("Łączna liczba uczestników", "count sum"),
        ("Liczba dni z przekroczeniem normy [dni]", "count sum dni"),
        ("Liczba mieszkańców", "count last"),
        ("Liczba organizacji wpisanych do rejestru", "count last"),
        ("Liczba aktywnych przedsiębiorstw społecznych", "count last"),
        ("Liczba wydanych kart aktywnego seniora", "count sum"),
        ("Liczba nowo zarejestrowanych stowarzyszeń", "count sum"),
        ("Pożary upraw rolnych", "count sum"),
        ("Pożary upraw rolnych [ha]", "decimal sum ha"),
        ("Liczba odbiorców [tys.]", "decimal sum tys."),
        ("Liczba mieszkańców (w tys. os.)", "decimal last tys. os."),
        ("Liczba organizacji na 10 tys. mieszkańców", "decimal last"),
        ("Liczba organizacji na 1 000 ludności", "decimal last"),
        ("Liczba wypożyczeń na mieszkańca", "decimal last"),
        ("Średnia liczba uczestników szkolenia", "decimal last"),
        ("Wskaźnik zagrożenia przestępczością", "decimal last"),
        ("Wskaźnik zatrudnienia osób niepełnosprawnych", "percent last"),
        ("Liczba szkół średnich", "count sum"),
        ("Długość dróg rowerowych [km]", "decimal last km"),
        ("Długość wybudowanych dróg rowerowych [km]", "decimal sum km"),
        ("Masa odpadów zebranych (w Mg)", "decimal sum Mg"),
        ("Czas oczekiwania na decyzję (dni)", "decimal last dni"),
        ("Poziom zadowolenia organizacji", "decimal last"),
        ("Odsetek uwzględnionych uwag", "percent last"),
        ("Udział osób starszych w ludności ogółem", "percent last"),
        ("Udział osób starszych na 1000 mieszkańców", "decimal last"),
        ("Osoby dorosłe uczestniczące w kształceniu, %", "percent last"),
        ("Środki na zadania publiczne w procentach", "percent last"),
        ("Kwota udzielonych dotacji", "money sum"),
        ("Wartość dotacji [zł]", "money sum zł"),
        ("Wysokość środków przekazanych organizacjom (w tys. zl)", "money sum tys. zł"),
        ("Wydatki na kulturę w mln zł", "money sum mln zł"),
        ("Wydatki na kulturę [EUR]", "money sum euro"),
        ("Wydatki na kulturę na 1 mieszkańca [PLN]", "money last zł"),
        ("Zadłużenie gminy", "money last"),
        ("Wartość wskaźnika jakości życia", "decimal last"),
        ("Saldo migracji", "signed last"),
        ("Przyrost naturalny na 1000 ludności", "signed last"),
        ("Zmiana liczby ludności [%]", "signed last"),
        ("Saldo budżetu [tys. zł]", "signed last tys. zł"),
        ("Liczba zmian w programie", "count sum"),
        ("Istnienie bazy organizacji (tak/nie)", "yes_no last"),
    ],
)
def test_value_type_is_proposed_from_words_of_name(name: str, expected: str) -> None:
    assert propose_value_type(name) == proposal(expected)


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("Liczba szkoleń", "5/rok", "count sum"),
        ("Liczba wypadków", "2021: 5, 2022: 4", "count sum"),
        ("Liczba ofiar", "0,3", "decimal sum"),
        ("Liczba godzin", "1-2,5", "decimal sum"),
        ("Poparcie dla programu", "80%", "percent last"),
        ("Saldo migracji", "-5%", "signed last"),
        ("Wsparcie organizacji", "50 000 zł rocznie", "money sum zł"),
        ("Uruchomienie portalu", "do 31.12.2022 r.", "yes_no last"),
        ("Opracowany standard", "tak", "yes_no last"),
    ],
)
def test_target_text_refines_value_type_proposal(name: str, target: str, expected: str) -> None:
    assert propose_value_type(name, parse_target(target)) == proposal(expected)


@pytest.mark.parametrize(
    ("name", "target", "reason"),
    [
        ("Łączna liczba godzin", "1", "Łączna liczba"),
        ("Pożary upraw", "1", "Pożary"),
        ("Kwota dotacji [tys. zł]", "1", "tys. zł"),
        ("Kwota dotacji", "1", "Kwota"),
        ("Wsparcie", "5 tys. zł", ""),
        ("Osoby dorosłe uczestniczące w kształceniu, %", "1", "%"),
        ("Odsetek, w mieście", "1", "Odsetek"),
        ("Zadowolenie", "80%", ""),
        ("Saldo – roczne", "1", "Saldo"),
        ("Przyjęcie regulaminu (tak/nie)", "tak", "(tak/nie)"),
        ("Przyjęcie regulaminu", "tak", ""),
        ("Liczba organizacji – na 1 000 ludności", "1", "na 1 000"),
        ("Długość dróg rowerowych [km]", "1", "km"),
        ("Jakość", "1", ""),
    ],
)
def test_proposal_names_words_on_which_it_is_based(name: str, target: str, reason: str) -> None:
    proposed = propose_value_type(name, parse_target(target)).reason
    assert proposed == reason.strip("()")
