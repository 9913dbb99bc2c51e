"""Drafts of programmes: the office's file, what the portal read in it, and what administrators changed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme

STORED_FOR = timedelta(days=90)  # after the last save


class StoredDraftQuerySet(models.QuerySet["StoredDraft"]):
    def expired(self, now: datetime) -> "StoredDraftQuerySet":
        return self.filter(saved_at__lte=now - STORED_FOR)

    def without_contents(self) -> "StoredDraftQuerySet":
        """Leave the large columns out, for lists."""
        return self.defer("content", "document", "draft", "edits", "comparison")


class StoredDraft(models.Model):
    """A file is stored once. `document` and `draft` never change; every save replaces `edits` and adds 1 to `version`.
    `comparison` has what was last entered on the page of the differences (`forms.draft_differences`).

    The JSON is that of `rules.documents`: `document_to_json`, `draft_to_json` and `edits_to_json`.
    """

    file_name = models.CharField(_("file"), max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(
        _("SHA-256"), max_length=64, unique=True, error_messages={"unique": _("This file has already been read.")}
    )
    content = models.BinaryField(_("content"))
    document = models.JSONField(_("document as read"))
    draft = models.JSONField(_("draft as read"))
    edits = models.JSONField(_("draft as edited"))
    comparison = models.JSONField(_("choices among the differences"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("read by")
    )
    created_at = models.DateTimeField(_("read at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), db_index=True)
    programme = models.OneToOneField(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stored_draft",
        verbose_name=_("programme"),
    )
    applied_at = models.DateTimeField(_("programme created at"), null=True, blank=True)

    objects = StoredDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a programme")
        verbose_name_plural = _("drafts of programmes")
        ordering = ("-saved_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="indicators_storeddraft_applied_with_programme",
                condition=Q(programme__isnull=True, applied_at__isnull=True)
                | Q(programme__isnull=False, applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_applied(self) -> bool:
        return self.programme_id is not None
