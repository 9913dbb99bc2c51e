"""`python -m tests.race.seed`: create logged-in people and figures; print their sessions and addresses as JSON."""

import json
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # models can be imported only now
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  # as above
from django.contrib.auth.models import User  # noqa: E402  # as above
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402  # as above

from cooperation.models import Programme  # noqa: E402  # as above
from indicators.models import Indicator, ReportingRound  # noqa: E402  # as above
from indicators.models.slots import Slot  # noqa: E402  # as above
from indicators.queries.due_figures import round_days  # noqa: E402  # as above
from indicators.rules.figures import Figure  # noqa: E402  # as above
from indicators.rules.meanings import Frequency  # noqa: E402  # as above
from indicators.rules.periods import programme_periods  # noqa: E402  # as above
from indicators.services import measurements  # noqa: E402  # as above
from tests import factories  # noqa: E402  # as above
from tests.drill import size  # noqa: E402  # as above

EDITORS = 50
EMPTY = 7 + size("DOUBLE_FORMS", 2)
SUBMITTED = 6 + 6 * size("RACE_REPEATS", 2)
PLACED = 2 + size("RACE_REPEATS", 2)  # whose indicator is moved to another action
SPLIT = 6  # of three parts
QUESTIONS = 2 * size("RACE_REPEATS", 2)  # of readers
PERIOD = "2024"


def session_of(user: User) -> str:
    """Create a session without a log-in, because hashing fifty passwords would take long."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main() -> None:
    programme = Programme.objects.get()
    unit = factories.UnitFactory()
    editors = [factories.officer(unit) for _ in range(EDITORS)]
    coordinators = [factories.coordinator() for _ in range(2)]
    goal = programme.main_goal.specific_goals.get(
        position=2
    )  # it has no actions in the text, so all positions are free
    days = round_days(ReportingRound.objects.get(programme=programme, year=int(PERIOD)))
    period = next(
        candidate
        for candidate in programme_periods(Frequency.YEARLY, programme.first_year, programme.last_year)
        if candidate.code == PERIOD
    )

    split = programme.breakdowns.get()
    asked_about = Indicator.objects.get(action__specific_goal__position=1)

    def figure(*, submitted: bool = False, **terms: Any) -> str:
        action = factories.ActionFactory(specific_goal=goal)
        indicator = factories.IndicatorFactory(action=action, unit=unit, **terms)
        if submitted:
            measurements.submit(Slot(indicator, period, days), Figure(Decimal(3)), by=editors[0], based_on=0)
        return f"/panel/wskazniki/{indicator.pk}/pomiary/{PERIOD}/"

    people = {
        "editors": [session_of(user) for user in editors],
        "logins": [user.username for user in editors],
        "coordinators": [session_of(user) for user in coordinators],
        "administrators": [session_of(factories.administrator())],
        "empty": [figure() for _ in range(EMPTY)],
        "submitted": [figure(submitted=True) for _ in range(SUBMITTED)],
        "rounds": [f"/panel/okresy/{programme.slug}/{year}/" for year in programme.years if str(year) != PERIOD],
        "questions": [
            f"/panel/pytania/czytelnicy/{factories.ReaderQuestionFactory(indicator=asked_about).pk}/"
            for _ in range(QUESTIONS)
        ],
        "placed": [figure(submitted=True) for _ in range(PLACED)],
        "split": [figure(terms__breakdown=split) for _ in range(SPLIT)],
    }
    print(json.dumps(people))  # noqa: T201  # the test reads it


if __name__ == "__main__":
    main()
