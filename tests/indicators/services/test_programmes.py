"""Years of a programme in preparation: rounds, first terms and meanings follow them."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cooperation.models import Change, Programme
from cooperation.services.programmes import set_published
from indicators.models import ReportingRound, Target
from indicators.queries.programmes import are_years_fixed
from indicators.services.errors import YearsFixed
from indicators.services.programmes import adapt_to_years
from indicators.services.targets import meaning_of
from tests import factories
from tests.indicators.conftest import approve
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def draft(db: Any) -> Programme:
    programme: Programme = factories.ProgrammeFactory(first_year=2024, last_year=2026, is_published=False)
    return programme


def change_years(programme: Programme, first_year: int, last_year: int) -> None:
    old_first_year = programme.first_year
    programme.first_year, programme.last_year = first_year, last_year
    programme.save()
    adapt_to_years(programme, old_first_year, at=timezone.now())


def test_rounds_follow_years_and_remaining_ones_keep_their_days(draft):
    ReportingRound.objects.filter(programme=draft, year=2026).update(due_on=date(2027, 4, 15))
    change_years(draft, 2025, 2027)
    rounds = list(draft.rounds.order_by("year").values_list("year", "due_on"))
    assert rounds == [(2025, date(2026, 3, 31)), (2026, date(2027, 4, 15)), (2027, date(2028, 3, 31))]


def test_programme_without_rounds_gets_none(draft):
    draft.rounds.all().delete()
    change_years(draft, 2025, 2027)
    assert not draft.rounds.exists()


def test_first_terms_follow_first_year_with_history(draft):
    indicator = factories.in_programme(draft, terms__applies_from=2024)
    change_years(draft, 2025, 2027)
    target = indicator.targets.get()
    assert (target.applies_from, target.history.count()) == (2025, 2)


def test_terms_in_force_from_new_first_year_are_not_replaced(draft):
    indicator = factories.in_programme(draft, terms__applies_from=2024)
    factories.TargetFactory(indicator=indicator, applies_from=2025, verbatim="2/rok")
    change_years(draft, 2025, 2027)
    assert list(indicator.targets.order_by("applies_from").values_list("applies_from", "verbatim")) == [
        (2024, "1/rok"), (2025, "2/rok"),
    ]  # fmt: skip


def test_meaning_of_targets_is_parsed_again(draft):
    text = "6 w latach 2024-2026"
    indicator = factories.in_programme(draft, terms__applies_from=2024, terms__verbatim=text)
    meanings = []
    for last_year in (2026, 2028):
        change_years(draft, 2024, last_year)
        target = Target.objects.get(indicator=indicator)
        meanings.append(target.meaning)
        assert target.meaning == meaning_of(text, indicator, draft)
    assert meanings[0] != meanings[1]


@pytest.mark.parametrize("reason", ["published", "hidden again", "closed round"])
def test_years_are_fixed(draft, reason):
    assert not are_years_fixed(draft)
    if reason == "closed round":
        closer = factories.coordinator()
        draft.rounds.filter(year=2024).update(closed_at=timezone.now(), closed_by=closer)
    else:
        set_published(draft, is_published=True, at=timezone.now())
    if reason == "hidden again":
        set_published(draft, is_published=False, at=timezone.now())
    assert are_years_fixed(draft)
    before = rows_of_every_table()
    with pytest.raises(YearsFixed):
        adapt_to_years(draft, 2024, at=timezone.now())
    assert changed_tables(before) == set()


def test_years_with_figures_are_fixed(office):
    programme = office.programme
    Programme.objects.filter(pk=programme.pk).update(content_version=1)
    programme.is_published = False
    programme.save()
    assert not are_years_fixed(programme)
    approve(office)
    assert are_years_fixed(programme)


def test_publication_is_registered_once(draft):
    stale = Programme.objects.get(pk=draft.pk)
    assert set_published(draft, is_published=True, at=timezone.now())
    assert not set_published(stale, is_published=True, at=timezone.now())
    assert Change.objects.filter(programme=draft, kind=Change.Kind.PUBLISHED).count() == 1
