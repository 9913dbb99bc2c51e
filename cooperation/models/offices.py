"""The office that runs the portal: its name, bodies, logo and colours, accessibility statement and privacy notice.

The statement's parts follow the ministry's conditions (version 2.0 of 31.07.2024, art. 12 pkt 7 of the act of
4.04.2019): the page gives each part its prescribed identifier.
"""

from typing import Unpack

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.derived import SaveOptions
from cooperation.models.fields import ColourField
from cooperation.models.history import HistoryModel
from cooperation.rules import bodies
from cooperation.rules.colours import PAPER, PAPER_DARK

LEVELS = [
    (bodies.Level.GMINA.value, _("gmina")),
    (bodies.Level.POWIAT.value, _("powiat")),
    (bodies.Level.CITY.value, _("city")),
    (bodies.Level.VOIVODESHIP.value, _("voivodeship")),
]
ACTS = [
    (bodies.Act.RESOLUTION.value, _("resolution")),
    (bodies.Act.ORDER.value, _("order")),
]


class Logo(models.Model):
    """A logo image. Its address contains the hash of its content, so another image is another row."""

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


class OfficeBodies(models.Model):
    """Names of the office's bodies in the grammatical cases that texts use. An empty name means the legal term."""

    level = models.CharField(
        _("level of local government"),
        max_length=12,
        choices=LEVELS,
        blank=True,
        help_text=_("The level determines the names proposed below; empty names are filled in when you save."),
    )
    executive = models.CharField(
        _("executive body"),
        max_length=200,
        blank=True,
        help_text=_("It submits the annual report. Readers see the name in texts about reports."),
    )
    executive_genitive = models.CharField(
        _("executive body, genitive"), max_length=200, blank=True, help_text=_("As in: an order of (whom?).")
    )
    council = models.CharField(_("council"), max_length=200, blank=True, help_text=_("It receives the annual report."))
    council_genitive = models.CharField(
        _("council, genitive"), max_length=200, blank=True, help_text=_("As in: the report for (whom?).")
    )
    council_dative = models.CharField(
        _("council, dative"), max_length=200, blank=True, help_text=_("As in: submits the report to (whom?).")
    )
    act = models.CharField(
        _("kind of act"),
        max_length=10,
        choices=ACTS,
        blank=True,
        help_text=_("What the executive body issues; the printed report is an annex to it."),
    )

    class Meta:
        abstract = True


class OfficeAppearance(models.Model):
    """The logo and the accent colours. An office cannot change more of the design."""

    logo = models.ForeignKey(
        "cooperation.Logo", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("logo of the office")
    )
    logo_alt = models.CharField(
        _("description of the logo"),
        max_length=200,
        blank=True,
        help_text=_(
            "Read aloud in place of the logo, for example: Herb i nazwa urzędu. If empty, the name of the office."
        ),
    )
    accent = ColourField(
        _("accent, light"),
        paper=PAPER,
        help_text=_(
            "Colour of links, buttons and the bar at the top, for example #24307c. If empty, the portal's navy "
            "blue. A colour that is hard to read on white is rejected."
        ),
    )
    accent_dark = ColourField(
        _("accent, dark"),
        paper=PAPER_DARK,
        help_text=_(
            "The same for readers whose device shows dark pages, for example #b1beff. If empty, the portal "
            "calculates a lighter shade of the light accent."
        ),
    )

    class Meta:
        abstract = True


class AccessibilityStatement(models.Model):
    """The accessibility statement; its page marks empty fields as missing."""

    class AccessibilityState(models.TextChoices):
        COMPLIANT = "compliant", _("compliant")
        PARTLY = "partly", _("partly compliant")
        NOT = "not", _("not compliant")

    class AssessmentMethod(models.TextChoices):
        SELF = "self", _("self-assessment")
        EXTERNAL = "external", _("external auditor")

    published_on = models.DateField(
        _("portal published on"),
        null=True,
        blank=True,
        help_text=_("The day on which the portal was opened to readers."),
    )
    updated_on = models.DateField(
        _("portal last changed on"),
        null=True,
        blank=True,
        help_text=_("The last change of its look or structure; new figures do not count."),
    )
    accessibility_state = models.CharField(
        _("state of accessibility"),
        max_length=10,
        choices=AccessibilityState,
        blank=True,
        help_text=_(
            "The result of the assessment. If empty, the page says “partly compliant” and is marked as a draft."
        ),
    )
    accessibility_gaps = models.TextField(
        _("what is not accessible"),
        blank=True,
        help_text=_("What, why, and how to obtain it otherwise; one item per line. Not shown when compliant."),
    )
    accessibility_costs = models.URLField(
        _("analysis of excessive costs"),
        blank=True,
        help_text=_("Address of the analysis, if the office relies on excessive costs. Usually empty."),
    )
    accessibility_method = models.CharField(
        _("method of assessment"),
        max_length=10,
        choices=AssessmentMethod,
        blank=True,
        help_text=_("Who carried out the assessment."),
    )
    accessibility_auditor = models.CharField(
        _("name of the auditor"), max_length=300, blank=True, help_text=_("Only for an external auditor.")
    )
    accessibility_prepared_on = models.DateField(
        _("statement prepared on"),
        null=True,
        blank=True,
        help_text=_("The date of its first version, which never changes."),
    )
    accessibility_checked_on = models.DateField(
        _("statement last reviewed on"),
        null=True,
        blank=True,
        help_text=_("By law at least once a year, by 31 March, and after every significant change."),
    )
    accessibility_contact = models.CharField(
        _("accessibility contact"),
        max_length=300,
        blank=True,
        help_text=_("A person or a unit of the office. If empty, the office itself."),
    )
    accessibility_email = models.EmailField(
        _("its e-mail"), blank=True, help_text=_("Where it differs from the office's e-mail.")
    )
    accessibility_phone = models.CharField(
        _("its telephone"), max_length=40, blank=True, help_text=_("Where it differs from the office's telephone.")
    )
    building_access = models.TextField(
        _("access to the building"),
        blank=True,
        help_text=_("Entrances, lifts, toilets, parking places, assistance dogs. Empty lines separate paragraphs."),
    )
    communication_access = models.TextField(
        _("ways of communication"),
        blank=True,
        help_text=_("Sign language interpreter, hearing loop, easy-to-read texts."),
    )

    class Meta:
        abstract = True


class PrivacyNotice(models.Model):
    """The office's part of the page about personal data."""

    data_officer = models.TextField(
        _("data protection officer"),
        blank=True,
        help_text=_("Name or unit, e-mail, telephone, address. Readers see it on the page about personal data."),
    )
    privacy_text = models.TextField(
        _("information about personal data"),
        blank=True,
        help_text=_(
            "The office's own notice: who the controller is, legal basis, recipients, rights, complaint to the "
            "President of the Personal Data Protection Office. What the portal itself stores is listed without it."
        ),
    )

    class Meta:
        abstract = True


class Office(OfficeBodies, OfficeAppearance, AccessibilityStatement, PrivacyNotice, HistoryModel):
    """The office that runs the portal; the table has one row."""

    name = models.CharField(
        _("name of the office"), max_length=300, help_text=_("Readers see it in the footer of every page.")
    )
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    address = models.CharField(
        _("postal address"), max_length=300, blank=True, help_text=_("The address for complaints and requests.")
    )
    website = models.URLField(_("website"), blank=True)
    bulletin = models.URLField(_("public information bulletin"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    signs_reports = models.BooleanField(
        _("reports name a person"),
        default=False,
        help_text=_(
            "The sheet that accompanies a report in the bulletin names the person who published it, "
            "in addition to the role."
        ),
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

    def save(self, **options: Unpack[SaveOptions]) -> None:
        self.pk = 1
        super().save(**options)
