"""`python -m tests.race.unprotected_reminders`: the command without its lease. Two at once must send doubles."""

from unittest import mock

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # models can be imported only now

from indicators.services.notifications import delivery  # noqa: E402  # as above

if __name__ == "__main__":
    with mock.patch.object(delivery, "take", return_value=True):
        call_command("send_reminders")
