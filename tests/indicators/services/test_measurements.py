from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from cooperation.models import Change
from indicators.models import ChainHead, Measurement, ReportingRound, Revision
from indicators.models.measurements import State
from indicators.rules import chain
from indicators.rules.figures import Figure, FigurePart
from indicators.services import errors, measurements
from tests import factories
from tests.indicators.conftest import ON


def figure(value="3", **kwargs):
    return Figure(value=Decimal(value), **kwargs)


def submitted(office, value="3", **kwargs):
    return measurements.submit(office.slot(), figure(value), by=office.officer, based_on=0, on=ON, **kwargs)


def approved(office, value="3"):
    revision = submitted(office, value)
    return measurements.approve(revision.measurement, by=office.coordinator, based_on=revision.number)


def test_draft_does_not_change_public_data(office):
    before = office.programme.content_version
    revision = measurements.record(office.slot(), figure(), by=office.officer, based_on=0, on=ON)
    office.programme.refresh_from_db()
    assert (revision.number, revision.state, revision.value) == (1, State.DRAFT, Decimal(3))
    assert revision.measurement.approved_revision is None
    assert revision.measurement.year == 2024
    assert office.programme.content_version == before
    assert not Change.objects.exists()


def test_record_stores_parts_with_category(office):
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(office.categories, 1))
    revision = measurements.submit(office.slot(), figure(parts=parts), by=office.officer, based_on=0, on=ON)
    assert list(revision.parts.order_by("category__position").values_list("category_id", "value")) == [
        (pk, 1) for pk in office.categories
    ]


def test_approve_publishes_registers_and_invalidates_cached_pages(office):
    before = office.programme.content_version
    revision = approved(office)
    measurement = Measurement.objects.get()
    office.programme.refresh_from_db()
    assert measurement.approved_revision == revision
    assert (revision.state, revision.value, revision.author) == (State.APPROVED, 3, office.coordinator)
    assert not revision.self_approved
    change = Change.objects.get()
    assert (change.kind, change.details["value"], change.role, change.unit) == (
        "figure_approved",
        "3",
        "coordinator",
        office.unit,
    )
    assert office.programme.content_version == before + 1


def test_each_step_appends_chained_revision_with_same_figure(office):
    approved(office)
    revisions = list(Revision.objects.order_by("seq"))
    assert [(revision.seq, revision.number, revision.state, revision.value) for revision in revisions] == [
        (1, 1, "submitted", 3),
        (2, 2, "approved", 3),
    ]
    assert revisions[0].previous_hash == chain.GENESIS
    assert revisions[1].previous_hash == revisions[0].hash
    assert (ChainHead.objects.get().seq, ChainHead.objects.get().hash) == (2, revisions[1].hash)


def test_record_rejects_stale_revision(office):
    submitted(office)
    with pytest.raises(errors.StaleRevision) as caught:
        measurements.record(office.slot(), figure("5"), by=office.officer, based_on=0, on=ON)
    assert caught.value.head.value == 3
    assert Revision.objects.count() == 1


def test_double_click_records_once(office):
    first = submitted(office, request_key="a1")
    again = submitted(office, request_key="a1")
    assert again == first
    assert Revision.objects.count() == 1


def test_same_request_key_with_other_figure_raises_stale_revision(office):
    submitted(office, request_key="a1")
    with pytest.raises(errors.StaleRevision):
        submitted(office, "4", request_key="a1")
    assert Revision.objects.count() == 1


def test_same_request_key_of_another_user_is_another_request(office):
    submitted(office, request_key="a1")
    revision = measurements.submit(
        office.slot(), figure("4"), by=office.coordinator, based_on=1, request_key="a1", on=ON
    )
    assert revision.number == 2


def test_record_rejects_officer_of_another_unit(office):
    stranger = factories.officer(factories.UnitFactory())
    with pytest.raises(errors.NotAllowed):
        measurements.record(office.slot(), figure(), by=stranger, based_on=0, on=ON)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "superuser", "disabled"])
def test_record_and_approve_reject_users_without_role(office, who):
    people = {
        "administrator": factories.administrator,
        "superuser": lambda: factories.UserFactory(is_superuser=True, is_staff=True),
        "disabled": lambda: factories.coordinator(is_active=False),
    }
    person = people[who]()
    revision = submitted(office)
    with pytest.raises(errors.NotAllowed):
        measurements.record(office.slot(), figure(), by=person, based_on=1, on=ON)
    with pytest.raises(errors.NotAllowed):
        measurements.approve(revision.measurement, by=person, based_on=1)
    with pytest.raises(errors.NotAllowed):
        measurements.send_back(revision.measurement, by=person, based_on=1, comment="nie")


def test_approve_rejects_officer(office):
    revision = submitted(office)
    with pytest.raises(errors.NotAllowed):
        measurements.approve(revision.measurement, by=office.officer, based_on=1)


def test_approve_rejects_own_submission(office):
    factories.coordinator()
    revision = measurements.submit(office.slot(), figure(), by=office.coordinator, based_on=0, on=ON)
    with pytest.raises(errors.OwnSubmission):
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def test_only_coordinator_approves_own_submission_with_mark(office):
    factories.coordinator(is_active=False)
    revision = measurements.submit(office.slot(), figure(), by=office.coordinator, based_on=0, on=ON)
    assert measurements.approve(revision.measurement, by=office.coordinator, based_on=1).self_approved


def test_approve_rejects_stale_revision(office):
    revision = submitted(office)
    measurements.submit(office.slot(), figure("9"), by=office.officer, based_on=1, on=ON)
    with pytest.raises(errors.StaleRevision):
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    assert Measurement.objects.get().approved_revision is None


@pytest.mark.parametrize("step", ["approve", "send_back"])
def test_decision_on_draft_raises_wrong_state(office, step):
    revision = measurements.record(office.slot(), figure(), by=office.officer, based_on=0, on=ON)
    decide: Any = measurements.approve if step == "approve" else partial(measurements.send_back, comment="popraw")
    with pytest.raises(errors.WrongState):
        decide(revision.measurement, by=office.coordinator, based_on=1)


def test_send_back_requires_comment(office):
    revision = submitted(office)
    with pytest.raises(errors.CommentRequired):
        measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="  ")
    back = measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="brakuje warsztatu")
    assert (back.state, back.comment, back.value) == (State.RETURNED, "brakuje warsztatu", 3)


def test_record_turns_submitted_figure_into_draft(office):
    submitted(office)
    assert measurements.record(office.slot(), figure("4"), by=office.officer, based_on=1, on=ON).state == State.DRAFT


def test_correct_requires_reason_and_keeps_approved_value(office):
    first = approved(office)
    with pytest.raises(errors.ReasonRequired):
        measurements.submit(office.slot(), figure("4"), by=office.officer, based_on=2, on=ON)
    correction = measurements.correct(
        office.slot(), figure("4"), by=office.officer, based_on=2, reason="pominięto warsztat", on=ON
    )
    assert Measurement.objects.get().approved_revision == first
    second = measurements.approve(correction.measurement, by=office.coordinator, based_on=3)
    assert Measurement.objects.get().approved_revision == second
    assert second.correction_reason == "pominięto warsztat"
    change = Change.objects.first()
    assert (change.kind, change.details["old_value"], change.details["value"], change.text) == (
        "figure_corrected",
        "3",
        "4",
        "pominięto warsztat",
    )


def test_correct_before_approval_raises_wrong_state(office):
    with pytest.raises(errors.WrongState):
        measurements.correct(office.slot(), figure("4"), by=office.officer, based_on=0, reason="x", on=ON)


def test_officer_withdraws_own_submission(office):
    revision = submitted(office)
    assert measurements.withdraw(revision.measurement, by=office.officer, based_on=1).state == State.WITHDRAWN
    assert measurements.record(office.slot(), figure("4"), by=office.officer, based_on=2, on=ON).number == 3


def test_withdraw_rejects_submission_of_another_officer(office):
    revision = submitted(office)
    colleague = factories.officer(office.unit)
    with pytest.raises(errors.WrongState):
        measurements.withdraw(revision.measurement, by=colleague, based_on=1)


def test_withdraw_rejects_officer_of_another_unit(office):
    revision = submitted(office)
    with pytest.raises(errors.NotAllowed):
        measurements.withdraw(revision.measurement, by=factories.officer(factories.UnitFactory()), based_on=1)


def test_coordinator_withdraws_unfinished_correction(office):
    first = approved(office)
    measurements.correct(office.slot(), figure("4"), by=office.officer, based_on=2, reason="x", on=ON)
    withdrawn = measurements.withdraw(first.measurement, by=office.coordinator, based_on=3)
    assert withdrawn.state == State.WITHDRAWN
    assert Measurement.objects.get().approved_revision == first


def test_closed_round_accepts_only_correction_by_coordinator(office):
    approved(office)
    ReportingRound.objects.filter(year=2024).update(closed_at="2025-04-01T00:00Z", closed_by=office.coordinator)
    with pytest.raises(errors.RecordingLocked):
        measurements.correct(office.slot(), figure("4"), by=office.officer, based_on=2, reason="x", on=ON)
    assert (
        measurements.correct(office.slot(), figure("4"), by=office.coordinator, based_on=2, reason="x", on=ON).number
        == 3
    )


def test_closed_round_rejects_first_figure_of_coordinator(office):
    ReportingRound.objects.filter(year=2024).update(closed_at="2025-04-01T00:00Z", closed_by=office.coordinator)
    with pytest.raises(errors.RecordingLocked):
        measurements.submit(office.slot(), figure("4"), by=office.coordinator, based_on=0, on=ON)
    assert not Measurement.objects.exists()


def test_record_rejects_period_that_has_not_begun(office):
    with pytest.raises(errors.RecordingLocked):
        measurements.record(office.slot("2025"), figure(), by=office.officer, based_on=0, on=date(2024, 12, 31))


def test_submit_rejects_period_that_has_not_ended(office):
    with pytest.raises(errors.TooEarlyToSubmit):
        measurements.submit(office.slot(), figure(), by=office.officer, based_on=0, on=date(2024, 12, 30))
    assert (
        measurements.record(office.slot(), figure(), by=office.officer, based_on=0, on=date(2024, 12, 30)).number == 1
    )
    assert (
        measurements.submit(office.slot(), figure(), by=office.officer, based_on=1, on=date(2024, 12, 31)).number == 2
    )


def test_submit_accepts_achieved_deadline_before_period_end(office):
    done = Figure(value=Decimal(1), achieved_on=date(2024, 5, 6))
    assert measurements.submit(
        office.slot(), done, by=office.officer, based_on=0, on=date(2024, 5, 7)
    ).achieved_on == date(2024, 5, 6)


def test_record_accepts_reason_instead_of_value(office):
    revision = measurements.submit(
        office.slot(), Figure(no_value_reason="not_measured"), by=office.officer, based_on=0, on=ON
    )
    assert (revision.value, revision.no_value_reason) == (None, "not_measured")
