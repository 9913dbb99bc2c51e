"""Evidence of a figure: files and links, visible only to staff until a coordinator makes them public."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.ledger import RecordedModel
from cooperation.models.search import Searchable
from indicators.models.measurements import Measurement, MeasurementRowQuerySet


class EvidenceQuerySet(MeasurementRowQuerySet["Evidence"]):  # type: ignore[override]  # as_manager()
    def current(self) -> Self:
        """Return evidence that has not been removed."""
        return self.filter(taken_off_at__isnull=True)

    def public(self) -> Self:
        """Return public evidence that has not been removed."""
        return self.current().filter(is_public=True)


class Evidence(Searchable, RecordedModel):
    """A file or a link that shows where a figure comes from. Rows are never deleted, only marked as removed.

    A file is stored as it was sent; readers get a copy of it without metadata.
    """

    SEARCHED = ("title",)
    RECORDED_TEXTS = ("title", "original_name")
    RECORDED_STATE = (
        "public_name",
        "public_size",
        "public_sha256",
        "is_public",
        "taken_off_by",
        "taken_off_at",
    )

    measurement = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("measurement")
    )
    title = models.CharField(_("what it is"), max_length=200)
    url = models.URLField(_("link"), max_length=500, blank=True)
    stored_name = models.CharField(_("name in the store"), max_length=64, blank=True)  # random, never the sent one
    original_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    content_type = models.CharField(_("kind of file"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    public_name = models.CharField(_("name of the public copy in the store"), max_length=64, blank=True)
    public_size = models.PositiveBigIntegerField(_("size of the public copy in bytes"), default=0)
    public_sha256 = models.CharField(_("SHA-256 of the public copy"), max_length=64, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))
    is_public = models.BooleanField(_("public"), default=False)
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    taken_off_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("measurement", "id")
        constraints = [
            models.CheckConstraint(
                name="indicators_evidence_file_or_link",
                condition=(Q(url="") & ~Q(stored_name="")) | (~Q(url="") & Q(stored_name="")),
                violation_error_message=_("Evidence is either a file or a link."),
            ),
            models.UniqueConstraint(
                name="indicators_evidence_file_once",
                fields=("measurement", "sha256"),
                condition=Q(taken_off_at__isnull=True) & ~Q(sha256=""),
                violation_error_message=_("This file has already been added."),
            ),
            models.UniqueConstraint(
                name="indicators_evidence_link_once",
                fields=("measurement", "url"),
                condition=Q(taken_off_at__isnull=True) & ~Q(url=""),
                violation_error_message=_("This link has already been added."),
            ),
            models.CheckConstraint(
                name="indicators_evidence_taken_off_by_somebody",
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_file(self) -> bool:
        return bool(self.stored_name)


class Comment(RecordedModel):
    """A comment on a figure, by an officer or a coordinator; never public, never changed."""

    RECORDED_TEXTS = ("text",)

    measurement = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, related_name="comments", verbose_name=_("measurement")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("comment"))
    request_key = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("measurement", "id")
        constraints = [
            models.CheckConstraint(name="indicators_comment_says_something", condition=~Q(text="")),
            models.UniqueConstraint(
                name="indicators_comment_request_once",
                fields=("measurement", "author", "request_key"),
                condition=~Q(request_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
