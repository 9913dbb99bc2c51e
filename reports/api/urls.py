"""Addresses of the API; they do not end with a slash, because an object in an answer has none."""

from django.urls import URLPattern, path

from cooperation.models import Programme
from cooperation.web.public_pages import FindSubject
from indicators.queries.programmes import (
    indicator_with_version,
    programme_with_version,
    published_programmes,
    version_of,
)
from reports.api import description
from reports.api.access import api_access
from reports.api.endpoints import api

ROOT = "api/v1/"


def _published_programmes() -> tuple[list[Programme], str]:
    programmes = published_programmes()
    return programmes, f"api:{','.join(version_of(programme) for programme in programmes)}"


def _nothing() -> tuple[None, str]:
    return None, "api"  # the answer depends on the release only


FINDERS: dict[str, FindSubject] = {
    "api_contents": _nothing,
    "api_programmes": _published_programmes,
    "api_changes": _published_programmes,
    "api_indicator": indicator_with_version,
}


def _operation_urls() -> list[URLPattern]:
    """Return ninja's patterns with `api_access` around their views."""
    parameters = {
        f"api_{operation['operationId']}": [item["name"] for item in operation["parameters"] if item["in"] == "query"]
        for methods in api.get_openapi_schema(path_prefix="")["paths"].values()
        for operation in methods.values()
    }
    return [
        path(
            f"{ROOT}{pattern.pattern}",
            api_access(FINDERS.get(pattern.name, programme_with_version), pattern.callback, parameters[pattern.name]),
            name=pattern.name,
        )
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name in parameters  # leaves out ninja's own root page
    ]


urlpatterns = [
    path(f"{ROOT}openapi.json", api_access(_nothing, description.openapi), name="api_openapi"),
    *_operation_urls(),
]
