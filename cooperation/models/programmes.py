"""Cooperation programmes with their diagnosis: SWOT findings and conclusions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.history import HistoryModel
from cooperation.models.origins import ORIGINS
from cooperation.models.querysets import ProgrammeQuerySet
from cooperation.models.search import Searchable
from cooperation.rules.origins import Origin
from cooperation.rules.years import for_years, programme_title, year_span
from cooperation.text import Sentence


class Programme(Searchable, HistoryModel):
    """A cooperation programme for one or several years, as it was adopted."""

    SEARCHED = ("title", "issuer", "resolution")

    title = models.CharField(_("title"), max_length=500)
    title_origin = models.CharField(_("origin of the title"), max_length=10, choices=ORIGINS, default=Origin.DOCUMENT)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Part of permanent addresses, so it never changes.")
    )
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    issuer = models.CharField(
        _("issuer"), max_length=300, blank=True, help_text=_("The office that runs the programme.")
    )
    resolution = models.CharField(
        _("resolution"), max_length=300, blank=True, help_text=_("Number and day of the resolution.")
    )
    source_text = models.TextField(_("source text"), blank=True, help_text=_("The programme's text as it was loaded."))
    source_sha256 = models.CharField(_("SHA-256 of the source text"), max_length=64, blank=True)
    is_excerpt = models.BooleanField(
        _("the text is an excerpt"),
        default=False,
        help_text=_("Pages then say “in the available text” where something is missing, not “in the programme”."),
    )
    source_note = models.TextField(
        _("note under the tables"), blank=True, help_text=_("Shown under every table of actions.")
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Example data are marked on every page and in every export.")
    )
    # Increased by services whenever readers would see a difference; the ETags of public pages depend on it.
    content_version = models.PositiveBigIntegerField(_("content version"), default=1, editable=False)
    content_changed_at = models.DateTimeField(_("content changed at"), null=True, editable=False)

    objects = ProgrammeQuerySet.as_manager()  # type: ignore[misc]  # replaces the base class's

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("is_example", "-last_year", "-first_year", "slug")
        constraints = [
            models.CheckConstraint(
                name="cooperation_programme_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("The last year must not be earlier than the first year."),
            ),
            models.CheckConstraint(
                name="cooperation_programme_years_plausible",
                condition=Q(first_year__gte=1990, last_year__lte=2100) & Q(last_year__lte=F("first_year") + 30),
                violation_error_message=_("Enter years between 1990 and 2100; a programme has at most 31 years."),
            ),
            models.UniqueConstraint(
                name="cooperation_programme_one_real_for_years",
                fields=("first_year", "last_year", "issuer"),
                condition=Q(is_example=False),
                violation_error_message=_("This issuer already has a programme for these years."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def year_span(self) -> str:
        """Return “2021–2025”, or “2026” for a programme of one year."""
        return year_span(self.first_year, self.last_year)

    @property
    def for_years(self) -> Sentence:
        """Return the words after “Program”: “na lata 2021–2025”, or “na rok 2026” for a programme of one year."""
        return for_years(self.first_year, self.last_year)

    @property
    def short_title(self) -> Sentence:
        """Return “Program współpracy 2021–2025”, the heading of pages; `title` is the official one."""
        return programme_title(self.first_year, self.last_year)


class SwotFinding(Searchable, HistoryModel):
    """A finding of the SWOT analysis, quoted from the document, in its order."""

    SEARCHED = ("text",)

    class Quadrant(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        OPPORTUNITY = "opportunity", _("opportunity")
        THREAT = "threat", _("threat")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="findings", verbose_name=_("programme")
    )
    quadrant = models.CharField(_("quadrant"), max_length=12, choices=Quadrant)
    origin = models.CharField(_("origin of the quadrant"), max_length=10, choices=ORIGINS, default=Origin.DOCUMENT)
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("SWOT finding")
        verbose_name_plural = _("SWOT findings")
        ordering = ("programme", "quadrant", "position")
        constraints = [
            models.UniqueConstraint(
                name="cooperation_swotfinding_position_once",
                fields=("programme", "quadrant", "position"),
                violation_error_message=_("This position is taken in this quadrant."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Conclusion(Searchable, HistoryModel):
    """A conclusion that the document draws from the analysis."""

    SEARCHED = ("text",)

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="conclusions", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    reference = models.CharField(_("place in the document"), max_length=60, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ("programme", "number")
        constraints = [
            models.UniqueConstraint(
                name="cooperation_conclusion_number_once",
                fields=("programme", "number"),
                violation_error_message=_("This number is taken in this programme."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}) {self.text[:80]}"
