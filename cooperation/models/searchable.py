"""Stored search terms and sort keys, because SQLite and PostgreSQL compare Polish letters differently."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_save

from cooperation.rules.search import patterns, search_text
from cooperation.text import collation_key


class Searchable(models.Model):
    """Keeps `search_text` up to date with the fields named in `SEARCHED`."""

    SEARCHED: tuple[str, ...] = ()

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(*(getattr(self, name) for name in self.SEARCHED))
        written = kwargs.get("update_fields")
        if written is not None and not set(self.SEARCHED).isdisjoint(written):
            kwargs["update_fields"] = {*written, "search_text"}
        super().save(*args, **kwargs)


class PersonIndex(models.Model):
    """Search terms and Polish sort key of an account's names: Django's user model has no place for them."""

    NAMES = ("username", "first_name", "last_name", "email")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="name_index"
    )
    sort_key = models.CharField(max_length=650)  # three collation keys of at most 200 and the separators
    search_text = models.TextField()

    class Meta:
        verbose_name = "name of a person as it is sorted and searched"

    def __str__(self) -> str:
        return str(self.user)


def index_person(user: Any) -> dict[str, str]:
    """Last name, first name and log-in name, in this order; somebody without a last name sorts by the log-in name."""
    names = [user.last_name or user.username, user.first_name, user.username]
    return {
        "sort_key": " ".join(collation_key(name) for name in names),
        "search_text": search_text(*(getattr(user, name) for name in PersonIndex.NAMES)),
    }


def update_person_index(
    instance: User, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """After every save of an account, wherever it happens (administration, import, shell)."""
    if raw or (update_fields is not None and set(PersonIndex.NAMES).isdisjoint(update_fields)):
        return
    PersonIndex.objects.update_or_create(user=instance, defaults=index_person(instance))


post_save.connect(update_person_index, sender=User, dispatch_uid="person_index")


def search_condition(query: str, columns: Iterable[str]) -> Q:
    """Rows of which every word of the query matches in one of the columns, each a `search_text`."""
    condition = Q()
    for alternatives in patterns(query):
        word = Q()
        for column in columns:
            for pattern in alternatives:
                word |= Q(**{f"{column}__contains": pattern})
        condition &= word
    return condition
