"""All data of one person, as the register of personal fields knows them."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q

from cooperation.services.personal_data.register import Whose, fields_of

USER_HISTORY: type[models.Model] = User.history.model  # type: ignore[attr-defined]  # added by `register`

# Secrets, derived columns, and files, which the person can be given in another way.
NOT_EXPORTED = {"password", "session_data", "session_key", "token", "hash", "previous_hash", "sha256", "sort_key"}
NOT_EXPORTED |= {"search_text", "content", "document", "snapshot", "headers", "html", "form_sha256", "token_sha256"}
NOT_EXPORTED |= {"data"}  # of a second factor


def accounts_with_login(login: str) -> list[User]:
    return list(User.objects.filter(username__iexact=login).order_by("pk"))


def find_people(login_or_email: str) -> list[User]:
    """Return the accounts with that user name or e-mail address."""
    return list(
        User.objects.filter(Q(username__iexact=login_or_email) | Q(email__iexact=login_or_email)).order_by("pk")
    )


def export(people: list[User], email: str) -> dict[str, list[dict[str, Any]]]:
    """Return label of the model -> rows that refer to one of the accounts or contain the address.

    Everything is read from the fields in the register, so an export is as complete as the register.
    """
    exported: dict[str, list[dict[str, Any]]] = {}
    for model, condition in _conditions([person.pk for person in people], email):
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in NOT_EXPORTED]
        rows = list(models.QuerySet(model).filter(condition).order_by("pk").values(*columns))
        if rows:
            exported[model._meta.label] = rows
    return exported


def _conditions(user_ids: list[int], email: str) -> Iterator[tuple[type[models.Model], Q]]:
    """Yield each model of the register with the condition of the person's rows."""
    conditions: dict[type[models.Model], Q] = {model: Q(id__in=user_ids) for model in (User, USER_HISTORY)}
    for field in (*fields_of(Whose.STAFF), *fields_of(Whose.READERS)):
        if field.related_model is User:
            condition = Q(**{f"{field.name}__in": user_ids})
        elif isinstance(field, models.EmailField) and email:
            condition = Q(**{f"{field.name}__iexact": email})
        else:
            continue
        conditions[field.model] = conditions.get(field.model, Q()) | condition
    yield from conditions.items()
