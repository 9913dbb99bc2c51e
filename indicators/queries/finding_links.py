"""Links from findings of the diagnosis to the goals that address them, seen from one end."""

from collections.abc import Mapping
from dataclasses import dataclass

from cooperation.models import SwotFinding
from goals.models import FindingLink, SpecificGoal
from indicators.rules.programme_tree import NodeKey, NodeKind, node_version

OTHER_END = {NodeKind.FINDING: "specific_goal", NodeKind.GOAL: "finding"}  # column of `FindingLink`
OWN_END = {NodeKind.FINDING: "finding", NodeKind.GOAL: "specific_goal"}


@dataclass(frozen=True, kw_only=True)
class NodeLinks:
    """The links of a finding, or of a goal, by the keys of the goals, or findings, to which they lead."""

    links: Mapping[int, FindingLink]

    @property
    def reasons(self) -> dict[int, str]:
        return {key: link.reason for key, link in self.links.items()}

    @property
    def version(self) -> str:
        """A text that changes with every link and reason."""
        return node_version(tuple(sorted(self.reasons.items())), ())


def links_of_node(key: NodeKey) -> NodeLinks:
    """Return the links of a finding or a goal. One query."""
    rows = FindingLink.objects.filter(**{OWN_END[key.kind]: key.pk}).select_related("finding", "specific_goal")
    return NodeLinks(links={getattr(row, f"{OTHER_END[key.kind]}_id"): row for row in rows.order_by("pk")})


def linkable_ids(kind: NodeKind, programme_id: int) -> set[int]:
    """Return the keys of the programme's goals for a finding, of its findings for a goal. One query."""
    if kind is NodeKind.FINDING:
        return set(SpecificGoal.objects.in_programme(programme_id).values_list("pk", flat=True))
    return set(SwotFinding.objects.filter(programme=programme_id).values_list("pk", flat=True))
