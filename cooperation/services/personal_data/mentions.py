"""Mentions of a person in free texts, which anonymisation does not change: comments, notes, reasons, reports.

Contents of files (evidence, documents of reports) and of backups are not searched.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from cooperation.models import Letter, UnsavedInput
from cooperation.rules.name_mentions import Mention, PersonNames, find_mention
from cooperation.services.personal_data.register import days
from cooperation.text import Sentence, say

# Patterns of "app.Model.field": accounts, which are anonymised themselves; secrets, hashes and derived columns.
NOT_SEARCHED = (
    "account.*",
    "auth.*",
    "contenttypes.*",
    "mfa.*",
    "sessions.*",
    "socialaccount.*",
    "usersessions.*",
    "cooperation.AccessChange.*",  # names of roles
    "cooperation.CacheEntry.*",
    "cooperation.HistoricalUser*",
    "cooperation.Ledger*",
    "cooperation.PersonIndex.*",
    "indicators.ChainHead.*",
    "indicators.Measurement.period_code",
    "*.search_text",
    "*.sort_key",
    "*.hash",
    "*.previous_hash",
    "*sha256",
    "*.token",
    "*.request_key",
)
_CHUNK = 200  # rows read at a time

# What can be done about a mention. By pattern of the table; the first that matches.
REDACTABLE = say("redact_history removes it")
EDITABLE = say("corrected in the panel or in the administration")
REMEDIES: dict[str, Sentence] = {
    "admin.logentry": say(
        "the log of the administration, which stays; anonymise replaces the full name, the user name and the address"
    ),
    "cooperation.letter": say("a letter, deleted {days} after sending", days=days(settings.MAIL_LOG_DAYS)),
    "cooperation.change": say("an entry of the register of changes, which stays"),
    "cooperation.redaction": say("the reason of a removal, which stays"),
    "cooperation.unsavedinput": say("text of a form that was not saved, deleted within a day"),
    "indicators.evidence": say("the coordinator withdraws the evidence; the entry stays"),
    "indicators.reportinground": say("the reason for closing a round, which stays"),
    "indicators.storeddraft": say("a draft of a programme, deleted with it"),
    "reports.publication": say("a published report, which stays; an erratum corrects it"),
    "*.historical*": say("an earlier version in the history of edits, which stays"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMention:
    """A text that mentions the person, named as `verify_history` and `redact_history` name it."""

    table: str
    row: object
    column: str
    mention: Mention
    remedy: Sentence


def searched_fields() -> dict[type[models.Model], list[str]]:
    """Return model -> names of its searched fields."""
    fields: dict[type[models.Model], list[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        names = [field.name for field in model._meta.concrete_fields if _is_searched(field)]
        if names:
            fields[model] = names
    return fields


def _is_searched(field: models.Field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
    label = f"{field.model._meta.label}.{field.name}"
    return is_text and not any(fnmatchcase(label, pattern) for pattern in NOT_SEARCHED)


def remedy_for(model: type[models.Model]) -> Sentence:
    """Return what can be done about a mention in a text that `redact_history` does not remove."""
    table = model._meta.label_lower
    return next((remedy for pattern, remedy in REMEDIES.items() if fnmatchcase(table, pattern)), EDITABLE)


def changes_in_log(message: str) -> list[dict[str, dict[str, str]]] | None:
    """Return the changes that Django's admin has logged as JSON; None for a message that is a text."""
    if not message.startswith("["):
        return None
    try:
        changes: list[dict[str, dict[str, str]]] = json.loads(message)
    except ValueError:
        return None
    return changes


def _readable(content: object) -> str:
    """Return the text of a column; JSON with its letters with diacritics, which Django's admin escapes."""
    if isinstance(content, str):
        changes = changes_in_log(content)
        if changes is None:
            return content
        content = changes
    return json.dumps(content, ensure_ascii=False)


def names_of(people: list[User]) -> list[PersonNames]:
    return [
        PersonNames(
            username=person.username, first_name=person.first_name, last_name=person.last_name, email=person.email
        )
        for person in people
    ]


def find_mentions(people: list[User], names: list[PersonNames]) -> Iterator[TextMention]:
    """Yield the texts that mention one of the names. One query for each table.

    `people`: accounts whose letters, unsaved input and log entries are left out, because anonymisation deletes them.
    """
    own_rows = _own_rows(people)
    for model, fields in searched_fields().items():
        recorded = getattr(model, "RECORDED_TEXTS", ())
        rows = model._base_manager.exclude(own_rows.get(model, Q(pk__in=[]))).order_by("pk")
        for key, *texts in rows.values_list("pk", *fields).iterator(chunk_size=_CHUNK):
            for column, content in zip(fields, texts, strict=True):
                text = _readable(content)
                for person_names in names:
                    mention = find_mention(text, person_names)
                    if mention is not None:
                        yield TextMention(
                            table=model._meta.label_lower,
                            row=key,
                            column=column,
                            mention=mention,
                            remedy=REDACTABLE if column in recorded else remedy_for(model),
                        )
                        break


def _own_rows(people: list[User]) -> dict[type[models.Model], Q]:
    keys = [person.pk for person in people]
    account_type = ContentType.objects.get_for_model(User)
    return {
        Letter: Q(recipient__in=keys),
        UnsavedInput: Q(owner__in=keys),
        LogEntry: Q(content_type=account_type, object_id__in=[str(key) for key in keys]),
    }
