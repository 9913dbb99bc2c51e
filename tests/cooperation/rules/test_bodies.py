"""Names of bodies in grammatical cases: known bodies are inflected by their head word."""

import pytest

from cooperation.rules.bodies import USUAL_BODIES, InflectedForms, Level, inflected_forms


@pytest.mark.parametrize(
    ("name", "genitive", "dative"),
    [
        ("wójt", "wójta", "wójtowi"),
        ("Wójt Gminy Wzorcowo", "Wójta Gminy Wzorcowo", "Wójtowi Gminy Wzorcowo"),
        ("burmistrz", "burmistrza", "burmistrzowi"),
        ("Burmistrz Miasta i Gminy W", "Burmistrza Miasta i Gminy W", "Burmistrzowi Miasta i Gminy W"),
        ("prezydent miasta", "prezydenta miasta", "prezydentowi miasta"),
        ("zarząd powiatu", "zarządu powiatu", "zarządowi powiatu"),
        ("Zarząd Województwa Wzorcowego", "Zarządu Województwa Wzorcowego", "Zarządowi Województwa Wzorcowego"),
        ("rada gminy", "rady gminy", "radzie gminy"),
        ("Rada Miejska w Wzorcowie", "Rady Miejskiej w Wzorcowie", "Radzie Miejskiej w Wzorcowie"),
        ("rada miasta", "rady miasta", "radzie miasta"),
        ("RADA POWIATU", "Rady POWIATU", "Radzie POWIATU"),
        ("  sejmik   województwa ", "sejmiku województwa", "sejmikowi województwa"),
    ],
)  # fmt: skip
def test_known_body_is_inflected(name, genitive, dative):
    assert inflected_forms(name) == InflectedForms(genitive, dative)


@pytest.mark.parametrize("name", ["", "komisarz rządowy", "radca", "Zgromadzenie Związku", "wójtostwo"])
def test_unknown_body_has_no_proposed_forms(name):
    assert inflected_forms(name) is None


def test_usual_bodies_of_each_level_can_be_inflected():
    assert set(USUAL_BODIES) == set(Level)
    for proposal in USUAL_BODIES.values():
        assert inflected_forms(proposal.executive)
        assert inflected_forms(proposal.council)
