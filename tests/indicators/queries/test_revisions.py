"""Revisions: the newest of each figure, and the approved ones."""

from decimal import Decimal

from indicators.models import Evidence
from indicators.queries.revisions import (
    approved_revisions_by_period,
    corrections_in,
    count_submitted_revisions,
    parts_by_revision,
    public_revisions,
    revision_heads,
    submitted_revisions,
)
from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests.indicators.conftest import ON, approve


def submit(office, code="2023", value="2", slot=None):
    slot = slot or office.slot(code)
    return measurements.submit(slot, Figure(Decimal(value)), by=office.officer, based_on=0, on=ON)


def correct(office, value="4"):
    revision = measurements.correct(
        office.slot(), Figure(Decimal(value)), by=office.officer, based_on=2, reason="literówka", on=ON
    )
    return measurements.approve(revision.measurement, by=office.coordinator, based_on=3)


def test_revision_heads_are_one_for_each_figure(office):
    approved, submitted = approve(office), submit(office)
    heads = revision_heads([office.indicator.pk])
    assert heads == {(office.indicator.pk, "2024"): approved, (office.indicator.pk, "2023"): submitted}
    assert revision_heads([]) == {}


def test_revision_heads_of_years_have_the_year_before_each(office):
    for code in ("2021", "2022", "2023"):
        submit(office, code)
    assert {code for _indicator, code in revision_heads([office.indicator.pk], [2023])} == {"2022", "2023"}


def test_submitted_revisions_come_with_their_programmes(office, django_assert_num_queries):
    approve(office)
    submitted = submit(office)
    with django_assert_num_queries(1):
        (revision,) = submitted_revisions()
        assert revision == submitted
        assert revision.measurement.indicator.programme == office.programme
        assert revision.measurement.indicator.unit == office.unit
    assert count_submitted_revisions() == 1


def test_public_revisions_exclude_unapproved_ones(office):
    approve(office)
    submit(office)
    (revision,) = public_revisions(office.indicator.pk)
    assert (revision.period_code, revision.year, revision.value) == ("2024", 2024, Decimal(3))
    assert (revision.note, revision.in_force, revision.parts, revision.evidence) == ("trzy razy", True, {}, {})


def test_public_revisions_have_parts_and_public_evidence(office, django_assert_num_queries):
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(office.categories, 1))
    revision = measurements.submit(office.slot(), Figure(Decimal(3), parts=parts), by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    for title, is_public in (("lista", True), ("robocze", False)):
        Evidence.objects.create(
            measurement=revision.measurement,
            title=title,
            url=f"https://example.org/{title}",
            added_by=office.officer,
            added_at=revision.at,
            is_public=is_public,
        )
    with django_assert_num_queries(2):
        (public,) = public_revisions(office.indicator.pk)
    assert public.parts == dict.fromkeys(office.categories, (Decimal(1), 0))
    assert [evidence.title for evidence in public.evidence.values()] == ["lista"]


def test_corrections_are_public_revisions_that_replaced_another(office):
    approve(office)
    correct(office)
    history = public_revisions(office.indicator.pk)
    assert [(revision.value, revision.in_force) for revision in history] == [(3, False), (4, True)]
    (correction,) = corrections_in(history)
    assert (correction.before.value, correction.after.value) == (Decimal(3), Decimal(4))
    assert correction.after.correction_reason == "literówka"


def test_approved_revisions_by_period_are_those_in_force(office, other, django_assert_num_queries):
    approve(office)
    correct(office)
    with django_assert_num_queries(1):
        by_indicator = approved_revisions_by_period(office.programme.pk)
    assert {code: revision.value for code, revision in by_indicator[office.indicator.pk].items()} == {"2024": 4}
    assert approved_revisions_by_period(office.programme.pk, goal=99) == {}
    assert approved_revisions_by_period(other.programme.pk) == {}


def test_parts_by_revision_leave_out_revisions_without_parts(office):
    revision = approve(office)
    assert parts_by_revision([revision.pk]) == {}
