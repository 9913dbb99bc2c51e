"""Sessions of an account."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(person: User) -> int:
    """Delete all sessions of the account, so that enabling it again revives none; return their number.

    Every running session is read, because allauth's list lacks those that began without its log-in.
    """
    running = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    keys = [session.pk for session in running if session.get_decoded().get(SESSION_KEY) == str(person.pk)]
    count, _by_model = Session.objects.filter(pk__in=keys).delete()
    return count
