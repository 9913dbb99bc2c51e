"""Input that was sent after the session had ended, stored for its author for a day."""

import json
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

STORED_FOR = timedelta(hours=24)


class UnsavedInputQuerySet(models.QuerySet["UnsavedInput"]):
    def unexpired(self, now: datetime) -> "UnsavedInputQuerySet":
        return self.filter(expires_at__gt=now)

    def expired(self, now: datetime) -> "UnsavedInputQuerySet":
        return self.filter(expires_at__lte=now)


class UnsavedInput(models.Model):
    """All fields of one form as the browser sent them. The same form sent twice is one row."""

    token = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=500)
    fields = models.TextField()  # JSON [[name, value], …] as text: a jsonb column refuses NUL
    sha256 = models.CharField(max_length=64)  # of `fields`
    has_files = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = UnsavedInputQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsaved input")
        verbose_name_plural = _("unsaved input")
        constraints = [
            models.UniqueConstraint(fields=("owner", "path", "sha256"), name="cooperation_unsavedinput_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.path} {self.created_at}"

    @property
    def data(self) -> QueryDict:
        """Return the fields as `request.POST` contains them."""
        fields = QueryDict(mutable=True)
        for name, value in json.loads(self.fields):
            fields.appendlist(name, value)
        fields._mutable = False
        return fields
