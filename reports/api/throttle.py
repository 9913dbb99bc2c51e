"""The limit of requests: ninja's throttle, counting a client as the log-in page does, in the cache of the API."""

import logging

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


class ClientThrottle(SimpleRateThrottle):
    """One instance for each request, because it holds the client's requests."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_REQUESTS_A_MINUTE}/m")

    @property
    def cache(self) -> BaseCache:  # type: ignore[override]  # ninja has the default cache as a constant
        return caches["api"]

    def get_cache_key(self, request: HttpRequest) -> str | None:
        if not settings.API_REQUESTS_A_MINUTE:
            return None  # no limit
        try:
            return get_ip(request)
        except PermissionDenied:
            return "unknown"  # requests without a readable address share one count

    def allow_request(self, request: HttpRequest) -> bool:
        try:
            return super().allow_request(request)
        except Exception as error:  # each cache has errors of its own, and reading does not depend on the count
            logger.warning("Requests are not counted: %r", error)
            return True
