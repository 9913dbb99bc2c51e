"""`manage.py send_reminders`, run hourly: write and send notifications.

It also deletes readers' questions and addresses that are no longer needed.
"""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.services import mail
from indicators.services import reader_question_letters, reader_questions
from indicators.services.notifications import delivery, outbox


class Command(BaseCommand):
    help = "Write today's reminders and send all pending messages. Run it every hour; repeated runs do no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print the recipients and subjects")

    def handle(self, *args: object, **options: object) -> None:
        on = timezone.localdate()
        if options["dry_run"]:
            for occasion in outbox.unwritten_occasions(on=on):
                subject = outbox.rendered(occasion.letter()).subject
                self.stdout.write(f"{occasion.recipient.email}\t{occasion.key}\t{subject}")
            return
        written = outbox.write_notifications(on=on)
        count = delivery.send()
        reader_questions.delete_expired(timezone.now())
        unsent_letters = reader_question_letters.send()
        pending = delivery.pending(timezone.now()).count()
        counts = {"written": len(written), "sent": count.sent, "failed": count.failed, "left": pending}
        message = _("Written: %(written)d, sent: %(sent)d, failed: %(failed)d, waiting: %(left)d.") % counts
        if not mail.is_set_up():
            message += " " + _("E-mail is not set up (EMAIL_URL), so nothing is sent.")
        self.stdout.write(message)
        if count.failed or unsent_letters:
            raise CommandError(_("Some messages were not sent: the panel shows the reason; the next run tries again."))
