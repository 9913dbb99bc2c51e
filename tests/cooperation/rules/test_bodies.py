"""Names of bodies in their cases: known bodies are inflected by the head word, anything else is left to a person."""

import pytest

from cooperation.rules.bodies import PROPOSALS, Forms, Level, forms_of


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
def test_forms_of_known_body(name, genitive, dative):
    assert forms_of(name) == Forms(genitive, dative)


@pytest.mark.parametrize("name", ["", "komisarz rządowy", "radca", "Zgromadzenie Związku", "wójtostwo"])
def test_unknown_body_has_no_proposed_forms(name):
    assert forms_of(name) is None


def test_each_level_proposes_bodies_that_can_be_inflected():
    assert set(PROPOSALS) == set(Level)
    for proposal in PROPOSALS.values():
        assert forms_of(proposal.executive)
        assert forms_of(proposal.council)
