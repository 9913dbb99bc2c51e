"""The portal without protection against lost updates, for the controls of the races. Used by tests only."""

import threading
from collections import Counter, defaultdict
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from unittest import mock

from cooperation.wsgi import application
from indicators.models import ReportingRound
from indicators.queries.rounds import closing_checklist
from indicators.services import measurements, revisions, rounds

PATIENCE = 15  # seconds

_both_have_read: defaultdict[int, threading.Event] = defaultdict(threading.Event)
_arrived: Counter[int] = Counter()
_counting = threading.Lock()


def _after_second_read(original: Any) -> Any:
    """Delay the first save of a figure until a second request has read it, so that the race always happens.

    The request key is removed as well, so that a second click counts as another request.
    """

    def record(state: Any, slot: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["based_on"] == 0:
            _wait_for_second(slot.indicator.pk)
        return original(state, slot, *args, **{**kwargs, "request_key": ""})

    return record


def _wait_for_second(figure: int) -> None:
    with _counting:
        _arrived[figure] += 1
        both = _both_have_read[figure]
        if _arrived[figure] > 1:
            both.set()
    both.wait(PATIENCE)


def _unlocked(row: Any) -> Any:
    return ReportingRound.objects.select_related("programme").get(pk=row.pk)


def _after_second_checklist(original: Any) -> Any:
    """Delay the closing of a round until a second request has read its checklist."""

    def checklist_after_second(programme: Any, year: int, **kwargs: Any) -> Any:
        checklist = original(programme, year, **kwargs)
        _wait_for_second(-(programme.pk * 10_000 + year))
        return checklist

    return checklist_after_second


mock.patch.object(rounds, "_lock", _unlocked).start()
mock.patch.object(rounds, "closing_checklist", _after_second_checklist(closing_checklist)).start()
mock.patch.object(rounds, "transaction", SimpleNamespace(atomic=nullcontext)).start()
mock.patch.object(revisions, "check_is_head", return_value=None).start()
mock.patch.object(measurements, "_save", _after_second_read(measurements._save)).start()

__all__ = ["application"]
