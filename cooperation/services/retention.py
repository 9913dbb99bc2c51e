"""Deletion of data whose term has ended (`manage.py retention`); each app adds its rules in the setting RETENTION."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from cooperation.models import CacheEntry, Letter, UnsavedInput
from cooperation.services import outbox
from cooperation.text import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """One kind of data: `expired` returns its rows past their term, `delete` deletes them and returns their number."""

    label: Sentence
    expired: Callable[[datetime], QuerySet[Any]]
    delete: Callable[[datetime], int]


def deletion_of(label: Sentence, expired: Callable[[datetime], QuerySet[Any]]) -> RetentionRule:
    """Return the rule that deletes whole rows."""
    return RetentionRule(label=label, expired=expired, delete=lambda now: expired(now).delete()[0])


def all_rules() -> Iterator[RetentionRule]:
    for name in settings.RETENTION:
        yield from import_string(name)


def _old_letters(now: datetime) -> QuerySet[Letter]:
    """Return letters that were sent or given up so long ago that the log of sent messages no longer needs them."""
    limit = now - timedelta(days=settings.MAIL_LOG_DAYS)
    return Letter.objects.filter(Q(sent_at__lte=limit) | Q(given_up_at__lte=limit))


def _ended_sessions(now: datetime) -> QuerySet[UserSession]:
    """Return network addresses and browsers of sessions that have expired or been ended."""
    running = Session.objects.filter(expire_date__gte=now).values("session_key")
    return UserSession.objects.exclude(session_key__in=running)


RULES = [
    deletion_of(say("expired sessions"), lambda now: Session.objects.filter(expire_date__lt=now)),
    deletion_of(say("network addresses and browsers of ended sessions"), _ended_sessions),
    deletion_of(say("unsaved forms"), UnsavedInput.objects.expired),
    # Otherwise the next attempt would delete them.
    deletion_of(say("counts of attempts"), lambda now: CacheEntry.objects.filter(expires__lt=now)),
    RetentionRule(
        label=say("texts and addresses of letters that could not be sent in time"),
        expired=Letter.objects.outdated,
        delete=outbox.give_up_outdated,
    ),
    deletion_of(say("letters in the log of messages"), _old_letters),
]
