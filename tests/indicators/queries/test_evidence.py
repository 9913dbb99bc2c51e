"""Evidence of figures, for staff and for readers."""

from datetime import date

import pytest
from django.utils import timezone

from indicators.models import Evidence
from indicators.queries.evidence import (
    evidence_counts,
    evidence_for_user,
    evidence_lock,
    evidence_of,
    find_public_evidence,
)
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.fixture
def evidence(office):
    revision = approve(office)
    return Evidence.objects.create(
        measurement=revision.measurement,
        title="lista",
        url="https://example.org/lista",
        added_by=office.officer,
        added_at=timezone.now(),
        is_public=True,
    )


def remove(evidence, person):
    evidence.taken_off_by, evidence.taken_off_at = person, timezone.now()
    evidence.save()


def test_removed_evidence_is_returned_by_no_query(office, evidence):
    figure = evidence.measurement_id
    assert (evidence_of(figure), evidence_counts([figure])) == ([evidence], {figure: 1})
    remove(evidence, office.officer)
    assert (evidence_of(figure), evidence_counts([figure])) == ([], {})
    assert evidence_for_user(office.officer, evidence.pk) is None
    assert find_public_evidence(evidence.pk) is None


def test_figure_without_measurement_has_no_evidence_and_uses_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert evidence_of(None) == []


def test_evidence_is_visible_to_people_who_record_its_figure(office, evidence):
    assert evidence_for_user(office.officer, evidence.pk) == evidence
    assert evidence_for_user(office.coordinator, evidence.pk) == evidence
    assert evidence_for_user(factories.officer(factories.UnitFactory()), evidence.pk) is None


@pytest.mark.parametrize("hide", ["evidence", "figure", "programme"])
def test_readers_see_public_evidence_of_approved_figures_in_published_programmes(office, evidence, hide):
    assert find_public_evidence(evidence.pk) == evidence
    if hide == "evidence":
        Evidence.objects.update(is_public=False)
    elif hide == "figure":
        evidence.measurement.approved_revision = None
        evidence.measurement.save()
    else:
        office.programme.is_published = False
        office.programme.save()
    assert find_public_evidence(evidence.pk) is None


def test_closed_round_locks_evidence_for_officers_only(office, evidence):
    figure = evidence.measurement
    assert evidence_lock(figure, on=ON, is_coordinator=False) is None
    office.programme.rounds.filter(year=2024).update(closed_at=timezone.now(), closed_by=office.coordinator)
    assert evidence_lock(figure, on=ON, is_coordinator=False) is not None
    assert evidence_lock(figure, on=ON, is_coordinator=True) is None
    assert evidence_lock(figure, on=date(2023, 1, 1), is_coordinator=True) is not None
