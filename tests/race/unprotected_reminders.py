"""`python -m tests.race.unprotected_reminders`: `send_reminders` without claims; two runs must send duplicates."""

from unittest import mock

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # models can be imported only now

from cooperation.services import delivery  # noqa: E402  # as above

if __name__ == "__main__":
    with mock.patch.object(delivery, "claim", return_value=True):
        call_command("send_reminders")
