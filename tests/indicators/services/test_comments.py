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


def test_officer_and_coordinator_write_to_each_other_and_nothing_else_moves(draft):
    version = draft.programme.content_version
    comments.say(draft.measurement, "  Skąd ta liczba?  ", draft.coordinator)
    comments.say(draft.measurement, "Z list obecności.", draft.officer)
    assert list(Comment.objects.values_list("text", "author__username")) == [
        ("Skąd ta liczba?", "koordynator"),
        ("Z list obecności.", "urzednik"),
    ]
    draft.programme.refresh_from_db()
    assert draft.programme.content_version == version
    assert (Change.objects.count(), Revision.objects.count()) == (0, 1)


def test_a_closed_round_can_still_be_talked_about(draft):
    ReportingRound.objects.update(closed_at="2025-02-01T00:00Z", closed_by=draft.coordinator)
    assert comments.say(draft.measurement, "Dziękuję.", draft.officer).pk


def test_a_double_click_is_one_comment_and_other_words_are_not_lost_in_silence(draft):
    first = comments.say(draft.measurement, "Raz.", draft.officer, "k")
    assert comments.say(draft.measurement, "Raz. ", draft.officer, "k") == first
    with pytest.raises(errors.OtherWords):
        comments.say(draft.measurement, "Dwa.", draft.officer, "k")
    comments.say(draft.measurement, "Raz.", draft.coordinator, "k")  # another person's key
    comments.say(draft.measurement, "Raz.", draft.officer)  # without a key each is its own
    comments.say(draft.measurement, "Raz.", draft.officer)
    assert Comment.objects.count() == 4


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_comment_is_refused(draft, text):
    with pytest.raises(errors.CommentRequired):
        comments.say(draft.measurement, text, draft.officer)


def test_strangers_say_nothing(office):
    measurement = approve(office).measurement
    for person in (factories.officer(factories.UnitFactory()), factories.administrator(), factories.officer()):
        with pytest.raises(errors.NotAllowed):
            comments.say(measurement, "x", person)
    assert not Comment.objects.exists()
