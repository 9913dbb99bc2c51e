"""The indicators of earlier programmes that an indicator continues, and those that continue it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from indicators.models import Indicator
from indicators.queries.indicators import public_indicator
from indicators.queries.programmes import indicator_in_preparation, version_of

MAX_GENERATIONS = 12  # programmes before the indicator's own


@dataclass(frozen=True, kw_only=True)
class Continuity:
    """Indicators of published programmes, with their programmes."""

    earlier: Sequence[Indicator] = ()  # the newest first
    later: Sequence[Indicator] = ()


def earlier_indicator_ids(indicator: Indicator) -> list[int]:
    """Return the keys of the indicators that it continues, the newest first. One query, none without any."""
    if indicator.continues_id is None:
        return []
    steps = ["__".join(["continues"] * number) for number in range(1, MAX_GENERATIONS)]
    row = Indicator.objects.filter(pk=indicator.continues_id).values_list(*steps).first() or ()
    ids: list[int] = []
    for key in (indicator.continues_id, *row):
        if key is None or key in ids or key == indicator.pk:
            break
        ids.append(key)
    return ids


def load_continuity(indicator: Indicator) -> Continuity:
    """One query, two if the indicator continues an earlier one."""
    ids = earlier_indicator_ids(indicator)
    related = Indicator.objects.published().with_programme().select_related("unit")
    rows = list(related.filter(Q(pk__in=ids) | Q(continues=indicator.pk)))
    by_id = {row.pk: row for row in rows}
    return Continuity(
        earlier=[by_id[key] for key in ids if key in by_id],
        later=[row for row in rows if row.pk not in ids],
    )


IndicatorSeries = tuple[Indicator, Continuity]


def series_with_version(indicator_id: int) -> tuple[IndicatorSeries, str] | None:
    """Return the indicator, if its programme is published, with its continuity and a version of all programmes."""
    indicator = public_indicator(indicator_id)
    if indicator is None:
        return None
    continuity = load_continuity(indicator)
    programmes = [row.programme for row in (indicator, *continuity.earlier, *continuity.later)]
    return (indicator, continuity), " ".join(map(version_of, programmes))


def series_in_preparation(indicator_id: int) -> IndicatorSeries | None:
    """Return the indicator, if its programme is not published, with its continuity."""
    indicator = indicator_in_preparation(indicator_id)
    return (indicator, load_continuity(indicator)) if indicator else None


def would_continue_itself(indicator_id: int, older: Indicator) -> bool:
    """Return whether the older indicator is the indicator itself or continues it, directly or through others."""
    known: set[int] = set()
    key: int | None = older.pk
    while key is not None and key not in known:
        known.add(key)
        key = Indicator.objects.filter(pk=key).values_list("continues", flat=True).first()
    return indicator_id in known
