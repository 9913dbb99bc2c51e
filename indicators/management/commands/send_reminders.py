"""`manage.py send_reminders`: write what is to be said today, send what waits, delete what readers' questions need no
longer. Safe to run every hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.services import mail
from indicators.services import reader_question_letters, reader_questions
from indicators.services.notifications import delivery, outbox


class Command(BaseCommand):
    help = "Remind people of what is due and send the messages that wait (run it every hour)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print what would be written, and to whom")

    def handle(self, *args: Any, **options: Any) -> None:
        on = timezone.localdate()
        if options["dry_run"]:
            for one in outbox.unwritten(on=on):
                self.stdout.write(f"{one.recipient.email}\t{one.key}\t{outbox.worded(one.letter()).subject}")
            return
        written = outbox.write(on=on)
        done = delivery.send()
        reader_questions.sweep(timezone.now())
        unsent = reader_question_letters.send()
        left = delivery.waiting(timezone.now()).count()
        counts = {"written": len(written), "sent": done.sent, "failed": done.failed, "left": left}
        told = _("Written: %(written)d, sent: %(sent)d, failed: %(failed)d, waiting: %(left)d.") % counts
        if not mail.is_set_up():
            told += " " + _("E-mail is not set up (EMAIL_URL), so nothing is sent.")
        self.stdout.write(told)
        if done.failed or unsent:
            raise CommandError(_("Some messages were not sent: the panel says why; the next run tries again."))
