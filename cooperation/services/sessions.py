"""Sessions of people: the list that each person sees, and its retention."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from cooperation.text import Sentence, say


def delete_ended(now: datetime) -> Sentence:
    """Delete network addresses and browsers of sessions that have ended; return how many."""
    running = Session.objects.filter(expire_date__gt=now).values("session_key")
    count, _rows = UserSession.objects.exclude(session_key__in=running).delete()
    return say("Deleted: addresses and browsers of ended sessions: {count}.", count=count)
