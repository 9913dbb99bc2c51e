"""Indicators, their terms (targets in force from a year) and their breakdowns."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme, Unit
from cooperation.models.fields import ExactDecimalField
from cooperation.models.history import HistoryModel, HistoryQuerySet
from cooperation.models.origins import ORIGINS
from cooperation.models.querysets import ProgrammeRowQuerySet, RowT_co
from cooperation.models.search import Searchable
from cooperation.rules.origins import Origin
from cooperation.text import ValueType, plain
from indicators.models import choices
from indicators.models.actions import Action, ActionQuerySet
from indicators.rules.meanings import (
    Aggregation,
    Comparator,
    GrowthReference,
    GrowthUnit,
    Kind,
    Origins,
    Scope,
    TargetMeaning,
)


class IndicatorQuerySet(ProgrammeRowQuerySet["Indicator"], HistoryQuerySet):  # type: ignore[override]  # as_manager()
    programme_path = f"action__{ActionQuerySet.programme_path}"

    def with_goals(self) -> Self:
        """Load each indicator together with its action and goals, which know the key of the programme."""
        return self.select_related("action__specific_goal__main_goal")

    def in_document_order(self) -> Self:
        """Order by programme, then by the document's numbers of goals, actions and indicators."""
        return self.order_by(
            f"{self.programme_path}_id", "action__specific_goal__position", "action__position", "position"
        )


class IndicatorRowQuerySet(ProgrammeRowQuerySet[RowT_co]):
    """Rows that belong to one indicator."""

    programme_path = f"indicator__{IndicatorQuerySet.programme_path}"


class Indicator(Searchable, HistoryModel):
    """An indicator: what is measured for an action, which unit is responsible, and the type of its values."""

    SEARCHED = ("name",)

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("action"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.TextField(_("name"), help_text=_("As in the document."))
    value_type = models.CharField(
        _("kind of figure"), max_length=10, choices=choices.VALUE_TYPES, default=ValueType.COUNT.value
    )
    value_type_origin = models.CharField(
        _("origin of the kind of figure"), max_length=10, choices=ORIGINS, default=Origin.DEFAULT
    )
    measure = models.CharField(_("measure"), max_length=120, blank=True, help_text=_("E.g. zł, osoby."))
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("unit responsible"),
        help_text=_("If empty, the coordinator is responsible."),
    )
    baseline_value = ExactDecimalField(_("baseline"), max_digits=21, decimal_places=6, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    definition = models.TextField(_("definition"), blank=True, help_text=_("What is counted, and up to which day."))
    data_source = models.TextField(_("source of data"), blank=True)
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues the indicator"),
    )
    withdrawn_from = models.PositiveSmallIntegerField(
        _("withdrawn from the year"),
        null=True,
        blank=True,
        help_text=_("From this year on the indicator does not apply."),
    )
    withdrawn_reason = models.TextField(
        _("reason for the withdrawal"),
        blank=True,
        help_text=_("Public: readers see it on the indicator's page and in the register of changes."),
    )

    objects = IndicatorQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("action", "position")
        constraints = [
            models.UniqueConstraint(
                name="indicators_indicator_position_once",
                fields=("action", "position"),
                violation_error_message=_("This position is taken under this action."),
            ),
            models.CheckConstraint(
                name="indicators_indicator_baseline_whole",
                condition=Q(baseline_value__isnull=True) | Q(baseline_year__isnull=False),
                violation_error_message=_("A baseline needs a year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def programme(self) -> Programme:
        return self.action.programme

    @property
    def programme_id(self) -> int:
        """Return the programme's primary key without loading the programme."""
        return self.action.programme_id


class Breakdown(Searchable, HistoryModel):
    """A split of a figure into parts that add up, e.g. by organiser."""

    SEARCHED = ("name",)

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="breakdowns", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("What the figure is split by, e.g. organizator."))
    origin = models.CharField(_("origin"), max_length=10, choices=ORIGINS, default=Origin.DOCUMENT)

    class Meta:
        verbose_name = _("breakdown")
        verbose_name_plural = _("breakdowns")
        ordering = ("programme", "name")
        constraints = [
            models.UniqueConstraint(
                name="indicators_breakdown_name_once",
                fields=("programme", "name"),
                violation_error_message=_("This programme already has a breakdown of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Category(Searchable, HistoryModel):
    """One part of a breakdown, in the document's order."""

    SEARCHED = ("name",)

    breakdown = models.ForeignKey(
        Breakdown, on_delete=models.PROTECT, related_name="categories", verbose_name=_("breakdown")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("breakdown", "position")
        constraints = [
            models.UniqueConstraint(
                name="indicators_category_position_once",
                fields=("breakdown", "position"),
                violation_error_message=_("This position is taken."),
            ),
            models.UniqueConstraint(
                name="indicators_category_name_once",
                fields=("breakdown", "name"),
                violation_error_message=_("This category already exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TargetQuerySet(IndicatorRowQuerySet["Target"], HistoryQuerySet):  # type: ignore[override]  # as_manager()
    """Targets with a record of every edit."""


class Target(HistoryModel):
    """The terms in force from a year: the text of the document and its parsed meaning.

    A programme is amended by resolution: a year is judged by the row in force on its first day; a change is a new row.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    applies_from = models.PositiveSmallIntegerField(_("in force from the year"))
    basis = models.CharField(
        _("basis of the change"),
        max_length=300,
        blank=True,
        help_text=_("Public: the resolution that changed the terms, its number and day."),
    )
    verbatim = models.CharField(_("target in the document"), max_length=500, blank=True)
    kind = models.CharField(_("kind of target"), max_length=12, choices=choices.KINDS, default=Kind.NONE.value)
    comparator = models.CharField(_("comparison"), max_length=10, choices=choices.COMPARATORS, blank=True)
    comparator_origin = models.CharField(_("origin of the comparison"), max_length=10, choices=ORIGINS, blank=True)
    value = ExactDecimalField(_("target value"), max_digits=21, decimal_places=6, null=True, blank=True)
    upper = ExactDecimalField(_("upper bound"), max_digits=21, decimal_places=6, null=True, blank=True)
    scope = models.CharField(_("period of the target"), max_length=10, choices=choices.SCOPES, blank=True)
    scope_origin = models.CharField(_("origin of the period"), max_length=10, choices=ORIGINS, blank=True)
    measure = models.CharField(_("measure"), max_length=200, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    growth_reference = models.CharField(
        _("growth against"), max_length=14, choices=choices.GROWTH_REFERENCES, blank=True
    )
    growth_year = models.PositiveSmallIntegerField(_("growth compared with the year"), null=True, blank=True)
    growth_unit = models.CharField(_("growth in"), max_length=8, choices=choices.GROWTH_UNITS, blank=True)
    schedule = models.JSONField(_("values by year"), default=list, blank=True)  # [[2021, "1"], [2022, "2"]]
    frequency_verbatim = models.CharField(_("frequency in the document"), max_length=300, blank=True)
    frequency = models.CharField(_("frequency of measurement"), max_length=16, choices=choices.FREQUENCIES, blank=True)
    frequency_origin = models.CharField(_("origin of the frequency"), max_length=10, choices=ORIGINS, blank=True)
    aggregation = models.CharField(
        _("how periods are combined into a year"),
        max_length=8,
        choices=choices.AGGREGATIONS,
        default=Aggregation.SUM.value,
    )
    aggregation_origin = models.CharField(
        _("origin of the aggregation"), max_length=10, choices=ORIGINS, default=Origin.DEFAULT
    )
    breakdown = models.ForeignKey(
        Breakdown, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("breakdown")
    )

    objects = TargetQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("indicator", "applies_from")
        constraints = [
            models.UniqueConstraint(
                name="indicators_target_once_a_year",
                fields=("indicator", "applies_from"),
                violation_error_message=_("This indicator already has terms in force from this year."),
            ),
            models.CheckConstraint(
                name="indicators_target_percent_not_summed",
                condition=~Q(kind=Kind.PERCENT.value, aggregation=Aggregation.SUM.value),
                violation_error_message=_(
                    "Percentages are never added up: choose the last value, the mean or the maximum."
                ),
            ),
            models.CheckConstraint(
                name="indicators_target_upper_only_between",
                condition=Q(upper__isnull=True) | Q(comparator=Comparator.BETWEEN.value),
                violation_error_message=_("An upper bound belongs to the comparison “between” only."),
            ),
            models.CheckConstraint(
                name="indicators_target_between_has_bounds",
                condition=~Q(comparator=Comparator.BETWEEN.value) | Q(value__isnull=False, upper__isnull=False),
                violation_error_message=_("The comparison “between” needs both bounds."),
            ),
            models.CheckConstraint(
                name="indicators_target_deadline_has_day",
                condition=~Q(kind=Kind.DEADLINE.value) | Q(deadline__isnull=False),
                violation_error_message=_("A deadline needs a date."),
            ),
        ]

    def __str__(self) -> str:
        return self.verbatim or self.get_kind_display()

    @property
    def meaning(self) -> TargetMeaning:
        """Return the parsed meaning for the rules."""
        return TargetMeaning(
            kind=Kind(self.kind),
            comparator=Comparator(self.comparator) if self.comparator else None,
            value=self.value,
            upper=self.upper,
            scope=Scope(self.scope) if self.scope else None,
            measure=self.measure,
            deadline=self.deadline,
            growth_reference=GrowthReference(self.growth_reference) if self.growth_reference else None,
            growth_year=self.growth_year,
            growth_unit=GrowthUnit(self.growth_unit) if self.growth_unit else None,
            schedule=tuple((int(year), Decimal(value)) for year, value in self.schedule),
            origins=Origins(
                comparator=Origin(self.comparator_origin) if self.comparator_origin else None,
                scope=Origin(self.scope_origin) if self.scope_origin else None,
            ),
        )

    @meaning.setter
    def meaning(self, meaning: TargetMeaning) -> None:
        self.kind = meaning.kind
        self.comparator, self.comparator_origin = meaning.comparator or "", meaning.origins.comparator or ""
        self.value, self.upper = meaning.value, meaning.upper
        self.scope, self.scope_origin = meaning.scope or "", meaning.origins.scope or ""
        self.measure = meaning.measure
        self.deadline = meaning.deadline
        self.growth_reference, self.growth_unit = meaning.growth_reference or "", meaning.growth_unit or ""
        self.growth_year = meaning.growth_year
        self.schedule = [[year, plain(value)] for year, value in meaning.schedule]
