"""Revisions of measurements: the newest, the approved, and corrections of approved ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from indicators.models import Evidence, Revision, RevisionPart
from indicators.models.measurements import State
from indicators.rules.facts import NoValueReason

REVISION_COLUMNS = (
    "number", "value", "decimals", "no_value_reason", "expected_on", "achieved_on", "note", "correction_reason", "at",
    "self_approved",
)  # fmt: skip
Parts = dict[int, tuple[Decimal, int]]  # category id -> value and its decimal places
RevisionHeads = Mapping[tuple[int, str], Revision]  # (indicator id, period code) -> the newest revision


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvidence:
    """A public file or link."""

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
    expected_on: date | None
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
        """Return whether it was approved as "data in preparation", which the status table counts as not approved."""
        return self.no_value_reason == NoValueReason.IN_PREPARATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An approved revision and the one that replaced it."""

    before: PublicRevision
    after: PublicRevision


def revision_heads(
    indicator_ids: Iterable[int], years: Iterable[int] | None = None, *, with_authors: bool = False
) -> dict[tuple[int, str], Revision]:
    """Return (indicator id, period code) -> the newest revision, with the approved revision. One query.

    `years`: only revisions of these years and of the year before each; `with_authors`: also load their authors.
    """
    heads = Revision.objects.heads().filter(measurement__indicator__in=list(indicator_ids))
    if years is not None:
        heads = heads.filter(measurement__year__in={year - earlier for year in years for earlier in (0, 1)})
    related = ("measurement__approved_revision", *(("author",) if with_authors else ()))
    return {
        (head.measurement.indicator_id, head.measurement.period_code): head for head in heads.select_related(*related)
    }


def superseded_revisions(heads: Iterable[Revision]) -> dict[int, Revision]:
    """Return measurement id -> the approved revision that the shown one corrects. At most one query.

    Shown is the head, or the approved revision if the correction in the head was withdrawn.
    """
    shown = {head.measurement_id: shown_revision(head) for head in heads if head.measurement.approved_revision_id}
    later = [pk for pk, revision in shown.items() if revision.number > 1]
    superseded: dict[int, Revision] = {}
    for revision in Revision.objects.approved().filter(measurement__in=later).order_by("number"):
        if revision.number < shown[revision.measurement_id].number:
            superseded[revision.measurement_id] = revision
    return superseded


def shown_revision(head: Revision) -> Revision:
    """Return the revision that lists show: the newest, but not a withdrawn correction of an approved figure."""
    approved = head.measurement.approved_revision
    return approved if head.state == State.WITHDRAWN and approved is not None else head


def submitted_revisions() -> list[Revision]:
    """Return submitted revisions, the oldest first, with everything that the list shows. One query."""
    related = ("author", "measurement__approved_revision", "measurement__indicator__unit")
    return list(Revision.objects.heads().submitted().with_programme().select_related(*related).order_by("at"))


def count_submitted_revisions() -> int:
    return Revision.objects.heads().submitted().count()


def public_revisions(indicator_id: int, *others: int) -> list[PublicRevision]:
    """Return all revisions ever approved, the oldest first, with parts and public evidence. Two queries.

    `others`: ids of further indicators, whose revisions are included without evidence.
    """
    revisions = Revision.objects.approved().filter(measurement__indicator__in=[indicator_id, *others])
    return _with_parts(revisions.order_by("seq"), _public_evidence(indicator_id))


def approved_revisions_by_period(programme_id: int, goal: int | None = None) -> dict[int, dict[str, PublicRevision]]:
    """Return indicator id -> period code -> the approved revision in force, with its parts. One query.

    `goal`: only for indicators of the goal at this position.
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
    """Return the revisions with their parts; `evidence`: measurement id -> evidence by id. One query."""
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
    """Return revision id -> its parts; a revision without parts has no key. One query."""
    rows = RevisionPart.objects.filter(revision__in=list(revision_ids)).order_by()
    parts: dict[int, Parts] = {}
    for revision_id, category_id, value, decimals in rows.values_list(
        "revision_id", "category_id", "value", "decimals"
    ):
        parts.setdefault(revision_id, {})[category_id] = (value, decimals)
    return parts


def _public_evidence(indicator_id: int) -> dict[int, dict[int, PublicEvidence]]:
    """Return measurement id -> its public evidence by id, the oldest first. One query."""
    rows = Evidence.objects.public().filter(measurement__indicator=indicator_id).order_by("id")
    evidence: dict[int, dict[int, PublicEvidence]] = {}
    for row in rows.only("measurement_id", "title", "url", "content_type", "public_size"):
        evidence.setdefault(row.measurement_id, {})[row.pk] = PublicEvidence(
            id=row.pk, title=row.title, url=row.url, content_type=row.content_type, size=row.public_size
        )
    return evidence


def corrections_of_programme(programme_id: int) -> dict[int, list[Correction]]:
    """Return indicator id -> the corrections of its figures, newest first. One query."""
    approved = Revision.objects.in_programme(programme_id).approved()
    repeated = approved.order_by().values("measurement").annotate(times=Count("pk")).filter(times__gt=1)
    revisions = approved.filter(measurement__in=repeated.values("measurement")).order_by("seq")
    history: dict[int, list[PublicRevision]] = {}
    for revision in _with_parts(revisions, {}):
        history.setdefault(revision.indicator_id, []).append(revision)
    return {indicator_id: corrections_in(of_indicator) for indicator_id, of_indicator in history.items()}


def corrections_in(history: Sequence[PublicRevision]) -> list[Correction]:
    """Return a correction, newest first, for each revision that replaced an approved one of the same period."""
    latest: dict[str, PublicRevision] = {}
    corrections: list[Correction] = []
    for public in history:
        if public.period_code in latest:
            corrections.append(Correction(before=latest[public.period_code], after=public))
        latest[public.period_code] = public
    return corrections[::-1]
