"""Stored search terms and sort keys, because SQLite and PostgreSQL compare Polish letters differently."""

from collections.abc import Iterable
from typing import Unpack

from django.db import models
from django.db.models import Q

from cooperation.models.derived import SaveOptions
from cooperation.rules.search import patterns, search_text


class Searchable(models.Model):
    """Base class of models with a `search_text` column, which is updated from the fields in `SEARCHED`."""

    SEARCHED: tuple[str, ...] = ()

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, **options: Unpack[SaveOptions]) -> None:
        self.search_text = search_text(*(getattr(self, name) for name in self.SEARCHED))
        written = options.get("update_fields")
        if written is not None and not set(self.SEARCHED).isdisjoint(written):
            options["update_fields"] = {*written, "search_text"}
        super().save(**options)


def search_condition(query: str, columns: Iterable[str]) -> Q:
    """Return the condition that every word of the query matches one of the columns, each a `search_text`."""
    condition = Q()
    for alternatives in patterns(query):
        word = Q()
        for column in columns:
            for pattern in alternatives:
                word |= Q(**{f"{column}__contains": pattern})
        condition &= word
    return condition
