"""Sessions of an account."""

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(person: User) -> int:
    """Delete all sessions of the account, so that enabling it again revives none; return their number.

    Every running session is read, because allauth's list lacks those that began without its log-in, and those in which
    a log-in waits for its second factor.
    """
    running = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    keys = [session.pk for session in running if _belongs_to(session.get_decoded(), person)]
    count, _by_model = Session.objects.filter(pk__in=keys).delete()
    return count


def _belongs_to(data: dict[str, Any], person: User) -> bool:
    pending = data.get(LOGIN_SESSION_KEY)
    is_pending = isinstance(pending, dict) and pending.get("user_pk") == user_pk_to_url_str(person)
    return is_pending or data.get(SESSION_KEY) == str(person.pk)
