"""The documentation of the API as an HTML page: ninja's own page needs scripts, which the portal's CSP forbids."""

import json
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Programme
from cooperation.queries.offices import office_identity
from cooperation.queries.programmes import front_programme
from cooperation.rules.licences import DATA_LICENCE
from cooperation.services.addresses import absolute_url
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import published_programmes, version_of
from reports.api.description import Description, description
from reports.wording.api_problems import PROBLEM_TYPES
from reports.wording.api_samples import code_samples

DEFAULT_SLUG = "2021-2025"  # in the samples, while no programme is published


def _front_programme() -> tuple[Programme | None, str]:
    programme = front_programme(published_programmes(), timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_identity()}"


@public_page(_front_programme)
def documentation(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    root = absolute_url(reverse("reports:api_contents"))
    paths = description()["paths"]
    context = {
        "root": root,
        "operations": [{"path": path, **methods["get"], **_answer(methods["get"])} for path, methods in paths.items()],
        "problems": [{"status": int(status), "type": type_} for status, type_ in PROBLEM_TYPES.items()],
        "samples": code_samples(root, programme.slug if programme else DEFAULT_SLUG),
        "requests_per_minute": settings.API_REQUESTS_A_MINUTE,
        "licence": DATA_LICENCE,
        "canonical": absolute_url(request.path),
    }
    crumbs: list[tuple[str, str | None]] = [("API", None)]
    frame = public_frame(request, None, crumbs=crumbs, office=office_identity())
    return render(request, "reports/api_docs.html", {**frame, **context})


def _answer(operation: Description) -> Description:
    content = operation["responses"][str(int(HTTPStatus.OK))]["content"]["application/json"]
    properties = _properties(content["schema"])
    fields = _fields(_properties(properties["items"]["items"]) if "items" in properties else properties)
    return {"fields": fields, "example": json.dumps(content["example"], ensure_ascii=False, indent=2)}


def _fields(properties: Description, prefix: str = "") -> list[Description]:
    """Return the fields of an object; those of the objects on a list within it have the prefix `name[].`."""
    fields = []
    for name, field in properties.items():
        types = field.get("type", "object")
        kind = " | ".join(types) if isinstance(types, list) else types
        kind = f"{kind} ({field['format']})" if "format" in field else kind
        fields.append({"name": f"{prefix}{name}", "description": field.get("description", ""), "kind": kind})
        if "$ref" in field.get("items", {}):
            fields += _fields(_properties(field["items"]), f"{prefix}{name}[].")
    return fields


def _properties(schema: Description) -> Description:
    """Return the properties of the schema that is referred to."""
    properties: Description = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]["properties"]
    return properties
