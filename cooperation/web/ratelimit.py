"""Rate limits by client address. Log-in attempts are counted by allauth itself, with the same client and cache.

Forms are counted in the shared cache behind a lock, so that parallel requests cannot exceed a limit. Reading data is
counted in a cache of its own without a lock: a read must neither write to the database nor depend on the count.
"""

import logging
import math

from allauth.core.internal.ratelimit import RateLimitUsage, consume, get_ip
from django.core.cache import BaseCache, caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """Return the client's address as log-ins are counted by: behind the proxy, an IPv6 network as one client.

    Requests without a readable address are counted together.
    """
    try:
        return str(get_ip(request))
    except PermissionDenied:
        return "unknown"


def consume_form_attempt(request: HttpRequest, action: str, key: str | None = None) -> RateLimitUsage | None:
    """Count an attempt to send a form; return None if the limit ACCOUNT_RATE_LIMITS[action] is reached.

    `key`: what is counted by the part of the limit that ends with /key. The caller may roll the usage back.
    """
    return consume(request, app="allauth.account", action=action, key=key)


class ReadThrottle(SimpleRateThrottle):
    """Limit of requests to read data, for one request: `requests_a_minute` per client, 0 for no limit.

    Requests are allowed while the cache fails (a full disk, no connection to Redis).
    """

    def __init__(self, requests_a_minute: int, cache_alias: str) -> None:
        super().__init__(f"{requests_a_minute}/m")
        self.requests_a_minute, self.cache_alias = requests_a_minute, cache_alias

    @property
    def cache(self) -> BaseCache:  # type: ignore[override]  # ninja has the default cache as a constant
        return caches[self.cache_alias]

    def get_cache_key(self, request: HttpRequest) -> str | None:
        return client_address(request) if self.requests_a_minute else None

    def allow_request(self, request: HttpRequest) -> bool:
        try:
            return super().allow_request(request)
        except Exception as error:  # each cache has errors of its own
            logger.warning("Requests are not counted: %r", error)
            return True

    def seconds_to_wait(self) -> int:
        return math.ceil(self.wait() or self.duration or 1)
