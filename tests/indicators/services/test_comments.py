from decimal import Decimal

import pytest

from cooperation.models import Change
from indicators.models import Comment, ReportingRound, Revision
from indicators.rules.figures import Figure
from indicators.services import comments, errors, measurements
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.fixture
def draft(office):
    revision = measurements.record(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    office.measurement = revision.measurement
    return office


def test_add_stores_comment_and_changes_no_revision(draft):
    version = draft.programme.content_version
    comments.add(draft.measurement, "  Skąd ta liczba?  ", draft.coordinator)
    comments.add(draft.measurement, "Z list obecności.", draft.officer)
    assert list(Comment.objects.values_list("text", "author__username")) == [
        ("Skąd ta liczba?", "koordynator"),
        ("Z list obecności.", "urzednik"),
    ]
    draft.programme.refresh_from_db()
    assert draft.programme.content_version == version
    assert (Change.objects.count(), Revision.objects.count()) == (0, 1)


def test_add_is_allowed_in_closed_round(draft):
    ReportingRound.objects.update(closed_at="2025-02-01T00:00Z", closed_by=draft.coordinator)
    assert comments.add(draft.measurement, "Dziękuję.", draft.officer).pk


def test_add_with_same_request_key_returns_first_comment_or_raises(draft):
    first = comments.add(draft.measurement, "Raz.", draft.officer, "k")
    assert comments.add(draft.measurement, "Raz. ", draft.officer, "k") == first
    with pytest.raises(errors.DuplicateComment):
        comments.add(draft.measurement, "Dwa.", draft.officer, "k")
    comments.add(draft.measurement, "Raz.", draft.coordinator, "k")  # another person's key
    comments.add(draft.measurement, "Raz.", draft.officer)  # without a key each is its own
    comments.add(draft.measurement, "Raz.", draft.officer)
    assert Comment.objects.count() == 4


@pytest.mark.parametrize("text", ["", " \n"])
def test_add_refuses_empty_text(draft, text):
    with pytest.raises(errors.CommentRequired):
        comments.add(draft.measurement, text, draft.officer)


def test_add_requires_permission_for_the_figure(office):
    measurement = approve(office).measurement
    for person in (factories.officer(factories.UnitFactory()), factories.administrator(), factories.officer()):
        with pytest.raises(errors.NotAllowed):
            comments.add(measurement, "x", person)
    assert not Comment.objects.exists()
