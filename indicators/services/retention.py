"""The rules of `manage.py retention` for readers' questions and drafts of programmes."""

from cooperation.services.retention import deletion_of
from cooperation.text import say
from indicators.models import StoredDraft
from indicators.services import reader_questions

RULES = [
    deletion_of(say("readers' questions that were not confirmed or were declined"), reader_questions.expired),
    deletion_of(say("drafts of programmes"), StoredDraft.objects.expired),
]
