"""The portal with its protection against lost updates taken out: the races must notice. Never served to anybody."""

import threading
from collections import Counter, defaultdict
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from unittest import mock

from cooperation.wsgi import application
from indicators.models import ReportingRound
from indicators.queries.rounds import closing_checklist
from indicators.services import measurements, rounds

PATIENCE = 15  # seconds

_both_have_read: defaultdict[int, threading.Event] = defaultdict(threading.Event)
_arrived: Counter[int] = Counter()
_counting = threading.Lock()


def _once_another_has_read(original: Any) -> Any:
    """Who saves a figure first waits until a second person has read it as empty too: the race always happens.

    The form's key is forgotten as well: a second click is another request.
    """

    def record(state: Any, slot: Any, *arguments: Any, **named: Any) -> Any:
        if named["based_on"] == 0:
            _wait_for_another(slot.indicator.pk)
        return original(state, slot, *arguments, **{**named, "request_key": ""})

    return record


def _wait_for_another(figure: int) -> None:
    with _counting:
        _arrived[figure] += 1
        both = _both_have_read[figure]
        if _arrived[figure] > 1:
            both.set()
    both.wait(PATIENCE)


def _unlocked(row: Any) -> Any:
    return ReportingRound.objects.select_related("programme").get(pk=row.pk)


def _once_another_has_looked(original: Any) -> Any:
    """Two people have the checklist of an open round before either of them closes it."""

    def looked(programme: Any, year: int, **named: Any) -> Any:
        found = original(programme, year, **named)
        _wait_for_another(-(programme.pk * 10_000 + year))
        return found

    return looked


mock.patch.object(rounds, "_locked", _unlocked).start()
mock.patch.object(rounds, "closing_checklist", _once_another_has_looked(closing_checklist)).start()
mock.patch.object(rounds, "transaction", SimpleNamespace(atomic=nullcontext)).start()
mock.patch.object(measurements, "_refuse_stale", return_value=None).start()
mock.patch.object(measurements, "_save", _once_another_has_read(measurements._save)).start()

__all__ = ["application"]
