"""`python -m tests.race.mail_seed`: officers with an overdue figure each; `… expire`: every lease is over."""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402  # models can be imported only now

from cooperation.models import Programme  # noqa: E402  # as above
from indicators.models import Notification  # noqa: E402  # as above
from tests import factories  # noqa: E402  # as above

OFFICERS = 6


def make_people() -> None:
    # The text gives this goal no actions: every position is free.
    goal = Programme.objects.get().main_goal.specific_goals.get(position=2)
    for number in range(OFFICERS):
        unit = factories.UnitFactory()
        factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal), unit=unit)
        factories.officer(unit, email=f"osoba{number}@example.org")


def end_every_lease() -> None:
    Notification.objects.filter(taken_until__isnull=False).update(taken_until=timezone.now() - timedelta(seconds=1))


if __name__ == "__main__":
    if sys.argv[1:] == ["expire"]:
        end_every_lease()
    else:
        make_people()
