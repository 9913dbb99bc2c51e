"""Years of a programme in preparation: its rounds and terms follow them."""

from datetime import datetime

from django.db import transaction

from cooperation.models import Programme
from cooperation.services import changes
from indicators.models import ReportingRound, Target
from indicators.queries.programmes import are_years_fixed
from indicators.rules.periods import round_due_on, round_opens_on
from indicators.services import target_mismatches
from indicators.services.errors import YearsFixed
from indicators.services.locks import lock_figures


def adapt_to_years(programme: Programme, old_first_year: int, *, at: datetime) -> None:
    """Make the rounds, the first terms and the meaning of targets follow the new years of a programme.

    Rounds of years that remain keep their days; a programme without rounds gets none, because a coordinator opens
    them. Raises YearsFixed, also when a figure has been recorded meanwhile.
    """
    with transaction.atomic():
        lock_figures()
        if are_years_fixed(programme):
            raise YearsFixed
        _adapt_rounds(programme)
        _adapt_first_terms(programme, old_first_year)
        target_mismatches.repair(at=at, targets=Target.objects.in_programme(programme))
        changes.invalidate_pages([programme.pk], at)


def _adapt_rounds(programme: Programme) -> None:
    years = set(programme.rounds.values_list("year", flat=True))
    if not years:
        return
    programme.rounds.exclude(year__in=programme.years).delete()
    ReportingRound.objects.bulk_create(
        ReportingRound(programme=programme, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year))
        for year in programme.years
        if year not in years
    )


def _adapt_first_terms(programme: Programme, old_first_year: int) -> None:
    """Move the terms in force from the beginning to the new first year, unless the indicator has terms from then."""
    rows = Target.objects.in_programme(programme)
    taken = set(rows.filter(applies_from=programme.first_year).values_list("indicator_id", flat=True))
    for target in rows.filter(applies_from=old_first_year).exclude(indicator_id__in=taken):
        target.applies_from = programme.first_year
        target.save(update_fields=["applies_from"])
