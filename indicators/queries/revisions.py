"""Revisions of measurements: the newest ones, those that readers have seen, and what changed between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from indicators.models import Evidence, Revision, RevisionPart
from indicators.rules.facts import NoValueReason

REVISION_COLUMNS = (
    "number", "value", "decimals", "no_value_reason", "achieved_on", "note", "correction_reason", "at", "self_approved",
)  # fmt: skip
Parts = dict[int, tuple[Decimal, int]]  # category id -> value and its decimal places
RevisionHeads = Mapping[tuple[int, str], Revision]  # (indicator id, period code) -> the newest revision


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvidence:
    """A file or a link that readers may open."""

    id: int
    title: str
    url: str
    content_type: str
    size: int  # of the copy that readers get, in bytes; 0: there is no copy yet

    @property
    def is_file(self) -> bool:
        return not self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRevision:
    """An approved revision as readers see it."""

    indicator_id: int
    period_code: str
    year: int
    number: int
    value: Decimal | None
    decimals: int
    no_value_reason: str
    achieved_on: date | None
    note: str
    correction_reason: str
    at: datetime
    self_approved: bool
    in_force: bool
    parts: Parts = field(default_factory=dict)
    evidence: dict[int, PublicEvidence] = field(default_factory=dict)  # of the period, whichever revision is in force

    @property
    def is_in_preparation(self) -> bool:
        """Approved as still owed: it does not count as approved (see the status table)."""
        return self.no_value_reason == NoValueReason.IN_PREPARATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A published figure that changed: what it was, what it is, when and why."""

    before: PublicRevision
    after: PublicRevision


def revision_heads(indicator_ids: Iterable[int], years: Iterable[int] | None = None) -> dict[tuple[int, str], Revision]:
    """(indicator id, period code) -> the newest revision, with its author and the approved revision. One query.

    `years`: only of these years and of the year before each.
    """
    heads = Revision.objects.heads().filter(measurement__indicator__in=list(indicator_ids))
    if years is not None:
        heads = heads.filter(measurement__year__in={year - earlier for year in years for earlier in (0, 1)})
    return {
        (head.measurement.indicator_id, head.measurement.period_code): head
        for head in heads.select_related("measurement__approved_revision", "author")
    }


def submitted_revisions() -> list[Revision]:
    """Figures that await approval, the oldest submission first, with everything a list shows. One query."""
    related = ("author", "measurement__approved_revision", "measurement__indicator__unit")
    return list(Revision.objects.heads().submitted().with_programme().select_related(*related).order_by("at"))


def count_submitted_revisions() -> int:
    return Revision.objects.heads().submitted().count()


def public_revisions(indicator_id: int) -> list[PublicRevision]:
    """Every revision that readers have ever seen, the oldest first, with parts and public evidence. Two queries."""
    revisions = Revision.objects.approved().filter(measurement__indicator=indicator_id)
    return _with_parts(revisions.order_by("seq"), _public_evidence(indicator_id))


def approved_revisions_by_period(programme_id: int, goal: int | None = None) -> dict[int, dict[str, PublicRevision]]:
    """Indicator id -> period code -> the revision in force, with its parts. One query.

    `goal`: only of the indicators under the goal of this number.
    """
    revisions = Revision.objects.in_programme(programme_id).filter(in_force_for__isnull=False)
    if goal is not None:
        revisions = revisions.filter(measurement__indicator__action__specific_goal__position=goal)
    by_indicator: dict[int, dict[str, PublicRevision]] = {}
    for revision in _with_parts(revisions.order_by("measurement__indicator", "measurement__period_code"), {}):
        by_indicator.setdefault(revision.indicator_id, {})[revision.period_code] = revision
    return by_indicator


def _with_parts(
    revisions: QuerySet[Revision], evidence: Mapping[int, dict[int, PublicEvidence]]
) -> list[PublicRevision]:
    """`evidence`: measurement id -> evidence by id. One query, with a row for each part or for a revision without."""
    rows = revisions.order_by(*revisions.query.order_by, "parts__category__position").values_list(
        "id", "parts__category_id", "parts__value", "parts__decimals", "measurement_id",
        "measurement__approved_revision_id", "measurement__indicator_id", "measurement__period_code",
        "measurement__year", *REVISION_COLUMNS,
    )  # fmt: skip
    by_id: dict[int, PublicRevision] = {}
    for id_, category_id, part, decimals, measurement_id, in_force_id, indicator_id, code, year, *columns in rows:
        if id_ not in by_id:
            by_id[id_] = PublicRevision(
                indicator_id=indicator_id,
                period_code=code,
                year=year,
                in_force=in_force_id == id_,
                evidence=evidence.get(measurement_id, {}),
                **dict(zip(REVISION_COLUMNS, columns, strict=True)),
            )
        if category_id is not None:
            by_id[id_].parts[category_id] = (part, decimals)
    return list(by_id.values())


def parts_by_revision(revision_ids: Iterable[int]) -> dict[int, Parts]:
    """Revision id -> its parts; revisions without parts are left out. One query."""
    rows = RevisionPart.objects.filter(revision__in=list(revision_ids)).order_by()
    parts: dict[int, Parts] = {}
    for revision_id, category_id, value, decimals in rows.values_list(
        "revision_id", "category_id", "value", "decimals"
    ):
        parts.setdefault(revision_id, {})[category_id] = (value, decimals)
    return parts


def _public_evidence(indicator_id: int) -> dict[int, dict[int, PublicEvidence]]:
    """Measurement id -> its public evidence by id, the oldest first. One query."""
    rows = Evidence.objects.public().filter(measurement__indicator=indicator_id).order_by("id")
    evidence: dict[int, dict[int, PublicEvidence]] = {}
    for row in rows.only("measurement_id", "title", "url", "content_type", "public_size"):
        evidence.setdefault(row.measurement_id, {})[row.pk] = PublicEvidence(
            id=row.pk, title=row.title, url=row.url, content_type=row.content_type, size=row.public_size
        )
    return evidence


def corrections_in(history: Sequence[PublicRevision]) -> list[Correction]:
    """Newest first: each public revision that replaced another one of the same period."""
    latest: dict[str, PublicRevision] = {}
    corrections: list[Correction] = []
    for public in history:
        if public.period_code in latest:
            corrections.append(Correction(before=latest[public.period_code], after=public))
        latest[public.period_code] = public
    return corrections[::-1]
