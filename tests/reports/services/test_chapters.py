"""Saving chapters: versions, concurrent saves and permissions."""

import pytest

from reports.models import AnnualReport, Chapter
from reports.services import chapters as chapter_services
from reports.services.errors import NoSuchChapter, ReportNotAllowed, StaleChapter
from tests import factories
from tests.reports.conftest import YEAR, write


def test_saving_chapter_increments_version(office):
    assert write(office, "wnioski", "raz").number == 1
    assert write(office, "wnioski", "dwa", based_on=1).number == 2
    assert Chapter.objects.get().text == "dwa"


def test_same_text_sent_twice_creates_one_version(office):
    write(office, "wnioski", "raz")
    assert write(office, "wnioski", "raz", based_on=0).number == 1


def test_stale_chapter_is_rejected_with_saved_text(office):
    write(office, "wnioski", "raz")
    with pytest.raises(StaleChapter) as stale:
        write(office, "wnioski", "dwa", based_on=0)
    assert stale.value.current.text == "raz"
    assert Chapter.objects.get().text == "raz"


@pytest.mark.parametrize("key", ["cel-999999", "x", ""])
def test_save_rejects_unknown_chapter(office, key):
    with pytest.raises(NoSuchChapter):
        write(office, key, "x")


@pytest.mark.parametrize("maker", [factories.officer, factories.administrator])
def test_save_rejects_everyone_but_coordinators(office, maker):
    with pytest.raises(ReportNotAllowed):
        chapter_services.save_chapter(office.programme, YEAR, "plany", "x", maker(), based_on=0)
    with pytest.raises(ReportNotAllowed):
        chapter_services.save_finance(office.programme, YEAR, [], maker(), based_on=0)
    assert not AnnualReport.objects.exists()
