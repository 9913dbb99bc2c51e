"""The programme document, its diagnosis, the office's units and people, and the public register of changes."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history import register

from cooperation.models.choices import ORIGINS
from cooperation.models.history import Kept, Records
from cooperation.models.identity import Bodies, Look, Privacy, Statement
from cooperation.models.querysets import ProgrammeQuerySet
from cooperation.models.searchable import Searchable
from cooperation.rules.origins import Origin
from cooperation.text import Sentence, collation_key, for_years, year_span


class Logo(models.Model):
    """A picture as it is served, under an address made of its own hash; another logo is another row."""

    hash = models.CharField(_("SHA-256"), max_length=64, unique=True)
    content_type = models.CharField(_("type"), max_length=20, choices=[("image/png", "PNG"), ("image/jpeg", "JPEG")])
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return f"{self.get_content_type_display()} {self.width} × {self.height}, {self.hash[:8]}"


class Office(Bodies, Look, Statement, Privacy, Kept):
    """The office that keeps the portal, as every page introduces it; one row."""

    name = models.CharField(
        _("name of the office"), max_length=300, help_text=_("Readers see it in the foot of every page.")
    )
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    address = models.CharField(
        _("postal address"), max_length=300, blank=True, help_text=_("Where complaints and requests are sent to.")
    )
    website = models.URLField(_("website"), blank=True)
    bulletin = models.URLField(_("public information bulletin"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    signs_reports = models.BooleanField(
        _("reports name a person"),
        default=False,
        help_text=_("The bulletin sheet of a report names the person who published it, besides the role."),
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("office")
        constraints = [
            models.CheckConstraint(
                name="cooperation_office_one",
                condition=Q(id=1),
                violation_error_message=_("The portal has one office: edit it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class Programme(Searchable, Kept):
    """A programme of cooperation for one year or several, as it was adopted."""

    SEARCHED = ("title", "issuer", "resolution")

    title = models.CharField(_("title"), max_length=500)
    title_origin = models.CharField(_("origin of the title"), max_length=10, choices=ORIGINS, default=Origin.DOCUMENT)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Part of a permanent address: never changed.")
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
    # Bumped by services whenever the public would see a difference; the pages' ETag is made from it.
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
                violation_error_message=_("Type years between 1990 and 2100, a programme of at most 31 years."),
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
        """2021–2025; 2026 of one year."""
        return year_span(self.first_year, self.last_year)

    @property
    def for_years(self) -> Sentence:
        """The end of "Program na lata 2021–2025"; of one year "Program na rok 2026"."""
        return for_years(self.first_year, self.last_year)


class SwotFinding(Searchable, Kept):
    """One finding of the SWOT analysis, in the document's order and words."""

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


class Conclusion(Searchable, Kept):
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


class Unit(Searchable, Kept):
    """A part of the office that answers for indicators."""

    SEARCHED = ("name", "short_name")

    name = models.CharField(_("name"), max_length=300, unique=True)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    contact = models.CharField(
        _("public contact"),
        max_length=200,
        blank=True,
        help_text=_("Telephone or e-mail, never of a person alone. Readers see it where the unit is named."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_example = models.BooleanField(_("made up for demonstration"), default=False)
    sort_key = models.CharField(max_length=200, editable=False, default="")

    class Meta:
        verbose_name = _("organisational unit")
        verbose_name_plural = _("organisational units")
        ordering = ("sort_key",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = collation_key(self.name)
        super().save(*args, **kwargs)


class UnitMember(Kept):
    """A person's belonging to a unit between two days, both included."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members", verbose_name=_("unit"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; empty while the person stays.")
    )

    class Meta:
        verbose_name = _("unit member")
        verbose_name_plural = _("unit members")
        ordering = ("unit", "user", "since")
        constraints = [
            models.CheckConstraint(
                name="cooperation_unitmember_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("The last day must not be earlier than the first."),
            ),
            models.UniqueConstraint(
                name="cooperation_unitmember_once_a_day",
                fields=("unit", "user", "since"),
                violation_error_message=_("This person is already in this unit from this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.unit}"


class Deputy(Kept):
    """Who stands in for whom between two days, both included: the deputy answers for the absent person's units."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("absent person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in_for", verbose_name=_("deputy")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), help_text=_("The last day of the absence."))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("-since", "person")
        constraints = [
            models.CheckConstraint(
                name="cooperation_deputy_days_in_order",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("The last day must not be earlier than the first."),
            ),
            models.CheckConstraint(
                name="cooperation_deputy_is_another",
                condition=~Q(person=F("deputy")),
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            models.UniqueConstraint(
                name="cooperation_deputy_once_a_day",
                fields=("person", "deputy", "since"),
                violation_error_message=_("This person already stands in from this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"


class Change(models.Model):
    """One line of the public register of changes; append-only, written by services."""

    class Kind(models.TextChoices):
        PROGRAMME_LOADED = "programme_loaded", _("programme loaded")
        FIGURE_APPROVED = "figure_approved", _("figure approved")
        FIGURE_CORRECTED = "figure_corrected", _("figure corrected")
        ROUND_CHANGED = "round_changed", _("reporting round changed")
        RULING = "ruling", _("decision or assessment")
        AMENDED = "amended", _("programme amended")
        EDITED = "edited", _("description edited")
        PUBLISHED = "published", _("programme published")
        HIDDEN = "hidden", _("programme back in preparation")
        EVIDENCE = "evidence", _("evidence published or removed")
        REPORT_PUBLISHED = "report_published", _("report published")
        ANSWERED = "answered", _("reader's question answered")
        ERRATUM = "erratum", _("erratum of a report")
        REPORT_LOCATED = "report_located", _("report in the public information bulletin")
        INDICATOR_WITHDRAWN = "indicator_withdrawn", _("indicator withdrawn")
        REDACTED = "redacted", _("removal of personal data")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="changes", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    object_type = models.CharField(_("object"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("number of the object"))
    role = models.CharField(_("role"), max_length=20, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # Names as they were on the day: a unit or a programme that is renamed later does not rename its past.
    unit_name = models.CharField(_("unit's name on the day"), max_length=300, blank=True, editable=False)
    programme_title = models.CharField(_("programme's title on the day"), max_length=500, blank=True, editable=False)
    # The sentence's values (indicator, period, old and new value): wording and language are chosen when it is read.
    details = models.JSONField(_("details"), default=dict)
    text = models.TextField(_("public reason"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("programme", "-at"), name="cooperation_change_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_type} {self.object_id}"


class CacheEntry(models.Model):
    """A row of the cache that all processes share (`cooperation.cache`); keys are keyed hashes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cooperation_cache"
        verbose_name = _("cache entry")
        verbose_name_plural = _("cache entries")

    def __str__(self) -> str:
        return self.cache_key


# Who was made what, by whom: the password and the log-ins are nobody's history.
register(
    User, app="cooperation", records_class=Records, m2m_fields=["groups"], excluded_fields=["last_login", "password"]
)
