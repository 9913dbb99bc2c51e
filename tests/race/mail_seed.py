"""`python -m tests.race.mail_seed`: create officers with an overdue figure each; `… expire`: end claims and pauses."""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402  # models can be imported only now

from cooperation.models import Letter, Programme  # noqa: E402  # as above
from tests import factories  # noqa: E402  # as above

OFFICERS = 6


def create_officers() -> None:
    # In the text this goal has no actions, so all positions are free.
    goal = Programme.objects.get().main_goal.specific_goals.get(position=2)
    for number in range(OFFICERS):
        unit = factories.UnitFactory()
        factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal), unit=unit)
        factories.officer(unit, email=f"osoba{number}@example.org")


def expire_claims() -> None:
    """End all claims and pauses, as if hours had passed."""
    past = timezone.now() - timedelta(seconds=1)
    Letter.objects.update(next_try_at=past)
    Letter.objects.filter(taken_until__isnull=False).update(taken_until=past)


if __name__ == "__main__":
    if sys.argv[1:] == ["expire"]:
        expire_claims()
    else:
        create_officers()
