"""The indicators of earlier programmes that an indicator continues, and those that continue it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from indicators.models import Indicator
from indicators.queries.programmes import version_of

MAX_GENERATIONS = 12  # programmes before the indicator's own
_EARLIER_IDS = {  # annotation -> path: the key of the indicator that is continued two, three, … programmes before
    f"earlier_{number}": F("__".join(["continues"] * number)) for number in range(2, MAX_GENERATIONS + 1)
}


@dataclass(frozen=True, kw_only=True)
class Continuity:
    """Indicators of published programmes, with their programmes."""

    earlier: Sequence[Indicator] = ()  # the newest first
    later: Sequence[Indicator] = ()


def earlier_indicator_ids(indicator: Indicator) -> list[int]:
    """Return the keys of the indicators that it continues, the newest first; `indicator`: of `indicator_of_series`."""
    ids: list[int] = []
    for key in (indicator.continues_id, *(getattr(indicator, name) for name in _EARLIER_IDS)):
        if key is None or key in ids or key == indicator.pk:
            break
        ids.append(key)
    return ids


def indicator_of_series(indicator_id: int) -> Indicator | None:
    """Return the indicator with its unit, its programme and the keys of the indicators that it continues. One query."""
    rows = Indicator.objects.with_programme().select_related("unit").annotate(**_EARLIER_IDS)
    return rows.filter(pk=indicator_id).first()


def load_continuity(indicator: Indicator) -> Continuity:
    """Return the published indicators before and after one of `indicator_of_series`. One query."""
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
    indicator = indicator_of_series(indicator_id)
    if indicator is None or not indicator.programme.is_published:
        return None
    continuity = load_continuity(indicator)
    programmes = [row.programme for row in (indicator, *continuity.earlier, *continuity.later)]
    return (indicator, continuity), " ".join(map(version_of, programmes))


def series_in_preparation(indicator_id: int) -> IndicatorSeries | None:
    """Return the indicator, if its programme is not published, with its continuity."""
    indicator = indicator_of_series(indicator_id)
    if indicator is None or indicator.programme.is_published:
        return None
    return indicator, load_continuity(indicator)


def would_continue_itself(indicator_id: int, older: Indicator) -> bool:
    """Return whether the older indicator is the indicator itself or continues it, directly or through others."""
    known: set[int] = set()
    key: int | None = older.pk
    while key is not None and key not in known:
        known.add(key)
        key = Indicator.objects.filter(pk=key).values_list("continues", flat=True).first()
    return indicator_id in known
