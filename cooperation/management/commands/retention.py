"""Delete data whose retention period has ended; run once an hour."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cooperation.cache import delete_expired
from cooperation.models.unsaved_input import UnsavedInput
from cooperation.rendering import render


class Command(BaseCommand):
    help = (
        "Delete expired sessions, counts of attempts, input that was not restored in time, and drafts of programmes "
        "after 90 days. The applications add their own kinds in the setting RETENTION."
    )

    def handle(self, *args: object, **options: object) -> None:
        now = timezone.now()
        sessions, _rows = Session.objects.filter(expire_date__lt=now).delete()
        forms, _rows = UnsavedInput.objects.expired(now).delete()
        delete_expired()  # counts of attempts; otherwise the next attempt would delete them
        self.stdout.write(
            _("Deleted: expired sessions: %(sessions)d, unsaved forms after a day: %(forms)d.")
            % {"sessions": sessions, "forms": forms}
        )
        for name in settings.RETENTION:
            self.stdout.write(render(import_string(name)(now)))
