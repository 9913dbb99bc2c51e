"""Addresses of the API; they have no slash at the end, as a part of an answer has none."""

from typing import Any

from django.urls import URLPattern, path

from cooperation.web.public_pages import FindSubject
from indicators.queries.programmes import (
    indicator_with_version,
    programme_with_version,
    published_programmes,
    version_of,
)
from reports.api import description, docs, endpoints
from reports.api.doors import door, names_of
from reports.api.endpoints import api

ROOT = "api/v1/"


def _all() -> tuple[Any, str]:
    programmes = published_programmes()
    return programmes, f"api:{','.join(version_of(one) for one in programmes)}"


def _nothing() -> tuple[None, str]:
    """Follows from the release alone."""
    return None, "api"


FIND: dict[str, FindSubject] = {
    "slug": programme_with_version,
    "indicator_id": indicator_with_version,
}


def _operations() -> list[URLPattern]:
    """Those of ninja, each behind the door."""
    found = []
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.name == "api-root":  # a page of ninja's own
            continue
        parts = list(pattern.pattern.converters)
        find = FIND[parts[0]] if parts else _all if pattern.name != "api_contents" else _nothing
        operation = getattr(endpoints, str(pattern.name).removeprefix("api_"))
        view = door(find, pattern.callback, names_of(operation, parts))
        found.append(path(f"{ROOT}{pattern.pattern}", view, name=pattern.name))
    return found


urlpatterns = [
    path(f"{ROOT}docs", docs.docs, name="api_docs"),
    path(f"{ROOT}openapi.json", door(_nothing, description.openapi), name="api_openapi"),
    *_operations(),
]
