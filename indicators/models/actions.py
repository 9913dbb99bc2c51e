"""An action of the programme: one row of its table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from cooperation.models.history import HistoryModel, HistoryQuerySet
from cooperation.models.querysets import ProgrammeRowQuerySet
from cooperation.models.search import Searchable
from goals.models import SpecificGoal, SpecificGoalQuerySet


class ActionQuerySet(ProgrammeRowQuerySet["Action"], HistoryQuerySet):  # type: ignore[override]  # as_manager()
    programme_path = f"specific_goal__{SpecificGoalQuerySet.programme_path}"


class Action(Searchable, HistoryModel):
    """An action of the programme under a specific goal."""

    SEARCHED = ("name",)

    class Narrative(models.TextChoices):
        DONE = "done", _("done")
        UNDER_WAY = "under_way", _("under way")
        NOT_DONE = "not_done", _("not done")

    specific_goal = models.ForeignKey(
        SpecificGoal, on_delete=models.PROTECT, related_name="actions", verbose_name=_("specific goal")
    )
    position = models.PositiveSmallIntegerField(_("No. (L.p.)"))
    reference = models.CharField(_("place in the document"), max_length=60, blank=True)
    name = models.TextField(_("name of the action"), help_text=_("As in the document."))
    narrative_state = models.CharField(_("realisation"), max_length=10, choices=Narrative, blank=True)
    remarks = models.TextField(_("remarks"), blank=True, help_text=_("Public: difficulties, reasons for giving up."))

    objects = ActionQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("specific_goal", "position")
        constraints = [
            models.UniqueConstraint(
                name="indicators_action_position_once",
                fields=("specific_goal", "position"),
                violation_error_message=_("This number is taken under this goal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    @property
    def programme(self) -> Programme:
        return self.specific_goal.programme

    @property
    def programme_id(self) -> int:
        """Return the programme's primary key without loading the programme."""
        return self.specific_goal.programme_id
