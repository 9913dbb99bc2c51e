"""`manage.py send_mail`: send the letters of the outbox that are due, once or (`--wait`) all the time."""

import logging
import math
import os
import signal
import threading
import time
from collections.abc import Callable

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.management.jobs import Job
from cooperation.models import Letter
from cooperation.services import delivery, mail

INTERVAL = 1.0  # seconds between two looks into the outbox; one query of an index of unsent letters
PAUSE_OF_OUTAGE = 30.0  # seconds after which a mail server or database that does not answer is tried again
log = logging.getLogger(__name__)


class Command(Job):
    help = (
        "Send the letters that are due. With --wait new letters are sent within a second: as a service, or for an "
        "hour (--seconds 3600) from a timer that starts it again. Several may run at the same time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", action="store_true", help="go on sending until SIGTERM or SIGINT")
        parser.add_argument("--seconds", type=float, default=math.inf, help="with --wait: end after that time")
        parser.add_argument(
            "--parent", type=int, help="with --wait: end when the process with this number, which started it, ends"
        )

    def handle(self, *args: object, wait: bool, seconds: float, parent: int | None, **options: object) -> None:
        if wait:
            _send_until_stopped(seconds, parent=parent)
            return
        count = delivery.send()
        counts = {"sent": count.sent, "failed": count.failed, "left": Letter.objects.pending(timezone.now()).count()}
        message = _("Sent: %(sent)d, failed: %(failed)d, waiting: %(left)d.") % counts
        if not mail.is_set_up():
            message += " " + _("E-mail is not set up (EMAIL_URL), so nothing is sent.")
        self.stdout.write(message)
        if count.failed:
            raise CommandError(
                _("Some messages were not sent: the panel shows the reason; they are tried again later.")
            )


def _send_until_stopped(seconds: float, *, parent: int | None) -> None:
    stop, end = threading.Event(), time.monotonic() + seconds

    def is_stopped() -> bool:
        return stop.is_set() or time.monotonic() >= end or (parent is not None and os.getppid() != parent)

    # Set explicitly: a shell starts background processes with SIGINT ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stop.set())
    while not is_stopped():
        pause = INTERVAL if _send_once(is_stopped) else PAUSE_OF_OUTAGE
        stop.wait(min(pause, max(0.0, end - time.monotonic())))


def _send_once(is_stopped: Callable[[], bool]) -> bool:
    """Send what is due; return whether the database and the mail server answered."""
    try:
        close_old_connections()
        return delivery.send(is_stopped=is_stopped).is_server_available
    except DatabaseError as error:
        log.warning("The outbox cannot be read: %s", type(error).__name__)
        return False
