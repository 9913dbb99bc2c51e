"""At most so many requests a minute from one client, counted by ninja in a cache apart from the database."""

import logging
import math

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


class ClientThrottle(SimpleRateThrottle):
    """One for each request. Where the cache fails (a full disk, Redis is down) nobody is refused."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_REQUESTS_A_MINUTE}/m")

    @property
    def cache(self) -> BaseCache:  # type: ignore[override]  # ninja has the default cache as a constant
        return caches["api"]

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """The address as log-ins see it: behind the proxy, a network of IPv6 as one client."""
        if not settings.API_REQUESTS_A_MINUTE:
            return None
        try:
            return get_ip(request)
        except PermissionDenied:  # no address that could be read: all of these together are one client
            return "unknown"

    def allow_request(self, request: HttpRequest) -> bool:
        try:
            return super().allow_request(request)
        except Exception as error:  # each cache has errors of its own, and reading does not depend on counting
            logger.warning("Requests are not counted: %r", error)
            return True

    def seconds_to_wait(self) -> int:
        return math.ceil(self.wait() or self.duration or 1)
