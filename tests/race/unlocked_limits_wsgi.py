"""The portal whose limits are counted without their lock: the race must notice. Never served to anybody."""

import time
from contextlib import nullcontext
from typing import Any
from unittest import mock

from allauth.core.internal import ratelimit

from cooperation.wsgi import application

_apply = ratelimit.apply_rate


def _slowly(*arguments: Any, **named: Any) -> Any:
    """Everybody has read before anybody writes."""
    time.sleep(0.3)
    return _apply(*arguments, **named)


mock.patch.object(ratelimit, "cache_lock", return_value=nullcontext(True)).start()
mock.patch.object(ratelimit, "apply_rate", _slowly).start()

__all__ = ["application"]
