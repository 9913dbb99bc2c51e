"""The diagnosis of a programme: its SWOT findings, the goals that address them, and its conclusions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from cooperation.models import Conclusion, Programme, SwotFinding
from goals.models import FindingLink


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFinding:
    """A SWOT finding with the ids of the goals that address it, in ascending order."""

    id: int
    quadrant: str
    text: str
    origin: str
    goal_ids: tuple[int, ...]


class DiagnosisConclusion(NamedTuple):
    """A conclusion; `reference` is its place in the document."""

    number: int
    reference: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The findings of each quadrant and the conclusions, in the document's order."""

    findings: Mapping[str, Sequence[DiagnosisFinding]]
    conclusions: Sequence[DiagnosisConclusion]

    @property
    def has_links(self) -> bool:
        return any(finding.goal_ids for findings in self.findings.values() for finding in findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFinding:
    """A finding as it is shown beside a goal that addresses it."""

    quadrant: str
    text: str


def load_diagnosis(programme: Programme) -> Diagnosis:
    """Return the diagnosis of the programme. Two queries."""
    conclusions = Conclusion.objects.filter(programme=programme).order_by("number")
    rows = conclusions.values_list("number", "reference", "text")
    return Diagnosis(
        findings=_findings_by_quadrant(programme),
        conclusions=[DiagnosisConclusion(*row) for row in rows],
    )


def _findings_by_quadrant(programme: Programme) -> dict[str, list[DiagnosisFinding]]:
    """Return quadrant -> its findings, for every quadrant. The query returns a row for each link, one without links."""
    columns = ("id", "quadrant", "text", "origin", "links__specific_goal_id")
    rows = SwotFinding.objects.filter(programme=programme).order_by("position", "id", "links__specific_goal_id")
    goal_ids: dict[int, list[int]] = {}
    findings: dict[int, tuple[str, str, str]] = {}
    for id_, quadrant, text, origin, goal_id in rows.values_list(*columns):
        findings[id_] = (quadrant, text, origin)
        goal_ids.setdefault(id_, []).extend([goal_id] if goal_id is not None else [])
    by_quadrant: dict[str, list[DiagnosisFinding]] = {quadrant: [] for quadrant in SwotFinding.Quadrant.values}
    for id_, (quadrant, text, origin) in findings.items():
        by_quadrant[quadrant].append(
            DiagnosisFinding(id=id_, quadrant=quadrant, text=text, origin=origin, goal_ids=tuple(goal_ids[id_]))
        )
    return by_quadrant


def findings_linked_to_goal(goal_id: int) -> list[LinkedFinding]:
    """Return the findings that the goal addresses, in the order of the diagnosis. One query."""
    return _linked_findings(FindingLink.objects.filter(specific_goal=goal_id)).get(goal_id, [])


def findings_linked_to_goals(programme: Programme) -> dict[int, list[LinkedFinding]]:
    """Return goal id -> the findings that it addresses, in the order of the diagnosis. One query."""
    return _linked_findings(FindingLink.objects.filter(finding__programme=programme))


def _linked_findings(links: QuerySet[FindingLink]) -> dict[int, list[LinkedFinding]]:
    quadrants = SwotFinding.Quadrant.values
    rows = links.order_by("finding__position").values_list("specific_goal_id", "finding__quadrant", "finding__text")
    by_goal: dict[int, list[LinkedFinding]] = {}
    for goal_id, quadrant, text in sorted(rows, key=lambda row: quadrants.index(row[1])):
        by_goal.setdefault(goal_id, []).append(LinkedFinding(quadrant=quadrant, text=text))
    return by_goal
