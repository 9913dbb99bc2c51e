"""Accounts: the history of their fields and roles, and search terms and sort keys of people's names."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models.signals import post_save
from simple_history import register

from cooperation.models.history import EditHistory
from cooperation.rules.search import search_text
from cooperation.text import collation_key


class PersonIndex(models.Model):
    """Search terms and the Polish sort key of an account's names, which Django's user model has no columns for."""

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


def has_accepted_invitation(person: User) -> bool:
    """Return whether the account has been used: a password was set, or the person has logged in.

    Who logs in with the account of the office never sets a password.
    """
    return person.has_usable_password() or person.last_login is not None


def index_person(user: Any) -> dict[str, str]:  # migrations pass a historical model
    """Return the fields of the user's `PersonIndex`. Sorted by last name (or user name), first name, user name."""
    names = [user.last_name or user.username, user.first_name, user.username]
    return {
        "sort_key": " ".join(collation_key(name) for name in names),
        "search_text": search_text(*(getattr(user, name) for name in PersonIndex.NAMES)),
    }


def update_person_index(
    instance: User, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: object
) -> None:
    """Update the index after an account has been saved (in the administration, by an import, in a shell)."""
    if raw or (update_fields is not None and set(PersonIndex.NAMES).isdisjoint(update_fields)):
        return
    PersonIndex.objects.update_or_create(user=instance, defaults=index_person(instance))


post_save.connect(update_person_index, sender=User, dispatch_uid="person_index")


# Role changes are recorded; the password and the log-ins are not.
register(
    User,
    app="cooperation",
    records_class=EditHistory,
    m2m_fields=["groups"],
    excluded_fields=["last_login", "password"],
)
User.history.model.RECORDED_TEXTS = PersonIndex.NAMES  # type: ignore[attr-defined]  # `register` adds the manager
