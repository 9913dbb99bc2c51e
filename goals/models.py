"""The programme's goals, and links from SWOT findings to the goals that address them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme, SwotFinding
from cooperation.models.history import HistoryModel, HistoryQuerySet
from cooperation.models.origins import ORIGINS
from cooperation.models.querysets import ProgrammeRowQuerySet
from cooperation.models.search import Searchable
from cooperation.rules.origins import Origin


class MainGoal(Searchable, HistoryModel):
    """The programme's one main goal."""

    SEARCHED = ("text",)

    programme = models.OneToOneField(
        Programme, on_delete=models.PROTECT, related_name="main_goal", verbose_name=_("programme")
    )
    reference = models.CharField(_("place in the document"), max_length=60, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("main goal")
        verbose_name_plural = _("main goals")

    def __str__(self) -> str:
        return self.text


class SpecificGoalQuerySet(ProgrammeRowQuerySet["SpecificGoal"], HistoryQuerySet):  # type: ignore[override]  # as_manager()
    programme_path = "main_goal__programme"


class SpecificGoal(Searchable, HistoryModel):
    """A specific goal, in the document's order."""

    SEARCHED = ("text",)

    main_goal = models.ForeignKey(
        MainGoal, on_delete=models.PROTECT, related_name="specific_goals", verbose_name=_("main goal")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    reference = models.CharField(_("place in the document"), max_length=60, blank=True)
    text = models.TextField(_("text"))

    objects = SpecificGoalQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("specific goal")
        verbose_name_plural = _("specific goals")
        ordering = ("main_goal", "position")
        constraints = [
            models.UniqueConstraint(
                name="goals_specificgoal_position_once",
                fields=("main_goal", "position"),
                violation_error_message=_("This position is taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def programme(self) -> Programme:
        return self.main_goal.programme

    @property
    def programme_id(self) -> int:
        """Return the programme's primary key without loading the programme."""
        return self.main_goal.programme_id


class FindingLink(Searchable, HistoryModel):
    """A statement by the office that a goal addresses a finding; the programme's text has none."""

    SEARCHED = ("reason",)

    finding = models.ForeignKey(SwotFinding, on_delete=models.PROTECT, related_name="links", verbose_name=_("finding"))
    specific_goal = models.ForeignKey(
        SpecificGoal, on_delete=models.PROTECT, related_name="links", verbose_name=_("specific goal")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=ORIGINS, default=Origin.DECISION)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("link from a finding to a goal")
        verbose_name_plural = _("links from findings to goals")
        ordering = ("finding", "specific_goal")
        constraints = [
            models.UniqueConstraint(
                name="goals_findinglink_once",
                fields=("finding", "specific_goal"),
                violation_error_message=_("This finding is already linked to this goal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} → {self.specific_goal}"
