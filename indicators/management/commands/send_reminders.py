"""`manage.py send_reminders`, run hourly: write the reminders of the day into the outbox.

It also writes the daily letter with the head of the history, and sends what is due, so that letters leave even where
`send_mail` is not installed yet.
"""

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.management.jobs import Job
from cooperation.models import Letter
from cooperation.services import delivery, mail
from cooperation.services.history_letters import write_head_letter
from indicators.services.notifications import queue


class Command(Job):
    help = "Write today's reminders and send all pending messages. Run it every hour; repeated runs do no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print the recipients and subjects")

    def handle(self, *args: object, **options: object) -> None:
        on = timezone.localdate()
        if options["dry_run"]:
            for occasion in queue.unwritten_occasions(on=on):
                subject = queue.rendered(occasion.letter()).subject
                self.stdout.write(f"{occasion.recipient.email}\t{occasion.key}\t{subject}")
            return
        written = queue.write_notifications(on=on)
        write_head_letter(on=on)
        count = delivery.send()
        pending = Letter.objects.pending(timezone.now()).count()
        counts = {"written": len(written), "sent": count.sent, "failed": count.failed, "left": pending}
        message = _("Written: %(written)d, sent: %(sent)d, failed: %(failed)d, waiting: %(left)d.") % counts
        if not mail.is_set_up():
            message += " " + _("E-mail is not set up (EMAIL_URL), so nothing is sent.")
        self.stdout.write(message)
        if count.failed:
            raise CommandError(_("Some messages were not sent: the panel shows the reason; the next run tries again."))
