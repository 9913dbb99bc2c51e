"""Copy a programme to new years: definitions only, nothing that was recorded, decided or published."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import models, transaction

from cooperation.models import Conclusion, Programme, SwotFinding, Unit
from cooperation.rules.origins import Origin
from cooperation.rules.years import year_span
from cooperation.services.programmes import free_slug
from cooperation.text import Sentence
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, ReportingRound, Target
from indicators.rules.meanings import Aggregation, Kind
from indicators.rules.periods import round_due_on, round_opens_on
from indicators.rules.programme_copies import CarriedPart, outdated_years, parts_without_basis, title_for_years
from indicators.services import targets
from indicators.services.errors import ProgrammeExists
from indicators.services.locks import lock_figures
from indicators.wording import programme_copies as wording

RowT = TypeVar("RowT", bound=models.Model)
# The other fields of an indicator are copied, so that a new field needs no change here.
NOT_COPIED = frozenset({"id", "action", "continues", "unit", "search_text", "withdrawn_from", "withdrawn_reason"})


@dataclass(frozen=True, kw_only=True)
class CopiedProgramme:
    """The new programme, how many rows of each kind it has, and what was not carried or must be checked."""

    programme: Programme
    counts: dict[str, int] = field(default_factory=dict)  # by the name of the model
    notes: list[Sentence] = field(default_factory=list)


def copy_programme(
    source: Programme,
    *,
    title: str,
    first_year: int,
    last_year: int,
    parts: Collection[CarriedPart],
    by: User,
    at: datetime,
) -> CopiedProgramme:
    """Create an unpublished programme with the chosen parts of an earlier one, all or nothing.

    Without a title it has the earlier one's with the new years. Copied indicators continue those of the earlier
    programme; the texts of their last terms are parsed again for the new years. Locks the figures, so that the
    definitions do not change meanwhile. Raises ValueError for parts without their basis, ProgrammeExists and, when
    another person creates the same programme at this moment, IntegrityError.
    """
    if parts_without_basis(parts):
        raise ValueError("a part needs another one that was not chosen")
    with transaction.atomic():
        lock_figures()
        same_years = Programme.objects.real().filter(first_year=first_year, last_year=last_year, issuer=source.issuer)
        if existing := same_years.first():
            raise ProgrammeExists(existing)
        old_years, new_years = (source.first_year, source.last_year), (first_year, last_year)
        programme = Programme.objects.create(
            title=title or title_for_years(source.title, old_years, new_years),
            title_origin=Origin.DOCUMENT if title else Origin.DEFAULT,
            slug=free_slug(year_span(first_year, last_year).replace("–", "-"), source.issuer),
            first_year=first_year,
            last_year=last_year,
            issuer=source.issuer,
            content_changed_at=at,
        )
        ReportingRound.objects.bulk_create(
            ReportingRound(programme=programme, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year))
            for year in programme.years
        )
        copy = _Copy(source, programme, frozenset(parts), by)
        copy.run()
    return CopiedProgramme(programme=programme, counts=copy.counts, notes=copy.notes)


class _Copy:
    """Creates the rows of the new programme in the order of the document."""

    def __init__(self, source: Programme, programme: Programme, parts: frozenset[CarriedPart], by: User) -> None:
        self.source, self.programme, self.parts, self.by = source, programme, parts, by
        self.counts: dict[str, int] = {}
        self.notes: list[Sentence] = []
        self.breakdowns: dict[int, Breakdown] = {}  # by the key of the earlier one
        self.indicators: dict[int, list[Indicator]] = {}  # of the earlier programme, by the key of the action

    def run(self) -> None:
        findings = self._copy_diagnosis() if CarriedPart.DIAGNOSIS in self.parts else {}
        if CarriedPart.INDICATORS in self.parts:
            self._copy_breakdowns()
            indicators = Indicator.objects.in_programme(self.source).select_related("unit").prefetch_related("targets")
            for indicator in indicators.order_by("position"):
                self.indicators.setdefault(indicator.action_id, []).append(indicator)
        goals = self._copy_goals() if CarriedPart.GOALS in self.parts else {}
        links = FindingLink.objects.filter(finding__in=list(findings), specific_goal__in=list(goals))
        for link in links.order_by("pk"):
            finding, goal = findings[link.finding_id], goals[link.specific_goal_id]
            self._create(
                FindingLink(finding=finding, specific_goal=goal, origin=link.origin, reason=link.reason, author=self.by)
            )

    def _create(self, row: RowT) -> RowT:
        """Save a row by itself, so that its history records it."""
        row.save()
        name = str(row._meta.model_name)
        self.counts[name] = self.counts.get(name, 0) + 1
        return row

    def _check_years(self, place: str, text: str) -> None:
        """Add a note if a text names years of the earlier programme."""
        first_year, last_year = self.programme.first_year, self.programme.last_year
        years = outdated_years(text, earlier=self.source.first_year, first_year=first_year, last_year=last_year)
        if years:
            self.notes.append(wording.outdated_text(place, text, years))

    def _copy_diagnosis(self) -> dict[int, SwotFinding]:
        """Return the new findings by the keys of the earlier ones."""
        findings = {}
        for row in SwotFinding.objects.filter(programme=self.source).order_by("quadrant", "position"):
            findings[row.pk] = self._create(_copied(row, ("quadrant", "origin", "position", "text"), self.programme))
        for conclusion in Conclusion.objects.filter(programme=self.source).order_by("number"):
            self._create(_copied(conclusion, ("number", "reference", "text"), self.programme))
        return findings

    def _copy_breakdowns(self) -> None:
        for row in Breakdown.objects.filter(programme=self.source).prefetch_related("categories"):
            new = self._create(_copied(row, ("name", "origin"), self.programme))
            for category in row.categories.all():
                Category.objects.create(breakdown=new, position=category.position, name=category.name)
            self.breakdowns[row.pk] = new

    def _copy_goals(self) -> dict[int, SpecificGoal]:
        """Return the new goals by the keys of the earlier ones; copy what is below them as well."""
        main_goal = MainGoal.objects.filter(programme=self.source).first()
        if main_goal is None:
            return {}
        new_main_goal = self._create(_copied(main_goal, ("reference", "text"), self.programme))
        self._check_years(wording.MAIN_GOAL, main_goal.text)
        goals = {}
        actions = models.Prefetch("actions", queryset=Action.objects.order_by("position"))
        for goal in main_goal.specific_goals.order_by("position").prefetch_related(actions):
            new = SpecificGoal(
                main_goal=new_main_goal, position=goal.position, reference=goal.reference, text=goal.text
            )
            goals[goal.pk] = self._create(new)
            self._check_years(str(goal.position), goal.text)
            if CarriedPart.ACTIONS in self.parts:
                for action in goal.actions.all():
                    self._copy_action(action, new)
        return goals

    def _copy_action(self, action: Action, goal: SpecificGoal) -> None:
        new = self._create(
            Action(specific_goal=goal, position=action.position, reference=action.reference, name=action.name)
        )
        place = f"{goal.position}.{action.position}"
        self._check_years(place, action.name)
        for indicator in self.indicators.get(action.pk, ()):
            self._copy_indicator(indicator, new, f"{place}.{indicator.position}")

    def _copy_indicator(self, indicator: Indicator, action: Action, place: str) -> None:
        if indicator.withdrawn_from is not None:
            self.notes.append(wording.left_out_withdrawn(place, indicator.name, indicator.withdrawn_from))
            return
        names = {column.name for column in Indicator._meta.concrete_fields} - NOT_COPIED
        new = Indicator(action=action, continues=indicator, **{name: getattr(indicator, name) for name in names})
        new.unit = self._unit(indicator, place)
        self._create(new)
        self._check_years(place, indicator.name)
        self._copy_terms(list(indicator.targets.all()), new, place)

    def _unit(self, indicator: Indicator, place: str) -> Unit | None:
        unit = indicator.unit if CarriedPart.UNITS in self.parts else None
        if unit is None or unit.is_active:
            return unit
        self.notes.append(wording.left_out_unit(place, indicator.name, unit.name))
        return None

    def _copy_terms(self, terms: list[Target], indicator: Indicator, place: str) -> None:
        """Copy the texts of the last terms, in force from the first year, with their meaning in the new years."""
        last = max(terms, key=lambda target: target.applies_from, default=None)
        if last is None:
            return
        new = Target(
            indicator=indicator,
            applies_from=self.programme.first_year,
            verbatim=last.verbatim,
            frequency_verbatim=last.frequency_verbatim,
            frequency=last.frequency,
            aggregation=last.aggregation,
            aggregation_origin=last.aggregation_origin,
            breakdown=self.breakdowns.get(last.breakdown_id) if last.breakdown_id else None,
        )
        targets.set_meaning(new, indicator, self.programme)
        if new.kind == Kind.PERCENT and new.aggregation == Aggregation.SUM:
            new.aggregation, new.aggregation_origin = Aggregation.LAST.value, Origin.DEFAULT.value
        self._create(new)
        self._check_years(place, last.verbatim)


def _copied(row: RowT, names: Iterable[str], programme: Programme) -> RowT:
    """Return an unsaved row of the same model in another programme, with these fields of the row."""
    return type(row)(programme=programme, **{name: getattr(row, name) for name in names})
