"""The portal with rate limits that are counted without a lock, for the control of a race. Used by tests only."""

import time
from contextlib import nullcontext
from typing import Any
from unittest import mock

from allauth.core.internal import ratelimit

from cooperation.wsgi import application

_apply = ratelimit.apply_rate


def _slowly(*args: Any, **kwargs: Any) -> Any:
    """Delay the writing until all requests have read."""
    time.sleep(0.3)
    return _apply(*args, **kwargs)


mock.patch.object(ratelimit, "cache_lock", return_value=nullcontext(True)).start()
mock.patch.object(ratelimit, "apply_rate", _slowly).start()

__all__ = ["application"]
