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
from cooperation.services.addresses import absolute_url
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import front_programme, published_programmes, version_of
from reports.api.description import Description, description
from reports.exports.metadata import LICENCE
from reports.wording.api_problems import PROBLEM_TYPES
from reports.wording.api_samples import code_samples

DEFAULT_SLUG = "2021-2025"  # in the samples, while no programme is published


def _front_programme() -> tuple[Programme | None, str]:
    programme = front_programme(published_programmes(), timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_identity()}"


@public_page(_front_programme)
def documentation(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    root = absolute_url(reverse("reports:api_contents"))
    api_description = description()
    schemas = api_description["components"]["schemas"]
    context = {
        "about": api_description["info"]["description"],
        "root": root,
        "operations": [_operation(path, methods["get"], schemas) for path, methods in api_description["paths"].items()],
        "problems": [{"status": int(status), "type": type_} for status, type_ in PROBLEM_TYPES.items()],
        "samples": code_samples(root, programme.slug if programme else DEFAULT_SLUG),
        "most": settings.API_REQUESTS_A_MINUTE,
        "licence": LICENCE,
        "canonical": absolute_url(request.path),
    }
    crumbs: list[tuple[str, str | None]] = [("API", None)]
    frame = public_frame(request, None, crumbs=crumbs, office=office_identity())
    return render(request, "reports/api_docs.html", {**frame, **context})


def _operation(path: str, operation: Description, schemas: Description) -> Description:
    content = operation["responses"][str(int(HTTPStatus.OK))]["content"]["application/json"]
    return {
        "id": operation["operationId"],
        "path": path,
        "summary": operation["summary"],
        "about": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in operation["parameters"]],
        "fields": _fields(content["schema"], schemas),
        "example": json.dumps(content["example"], ensure_ascii=False, indent=2),
    }


def _parameter(parameter: Description) -> Description:
    schema = parameter["schema"]
    has_bounds = schema.get("maximum", 10**9) < 10**9  # a larger one only keeps the number in the database's range
    return {
        "name": parameter["name"],
        "about": parameter["description"],
        "words": schema.get("enum", []),
        "is_polish": any(not word.isascii() for word in schema.get("enum", [])),
        "span": f"{schema['minimum']}–{schema['maximum']}" if has_bounds else "",
        "default": schema.get("default"),
        "is_of_portal": parameter["required"] or parameter["name"] == "programme",
    }


def _fields(schema: Description, schemas: Description, prefix: str = "") -> list[Description]:
    """Return the fields of an object, or of the objects on a list; a field within a field has the prefix `name[].`."""
    properties = _resolve(schema, schemas)["properties"]
    if not prefix and "items" in properties:
        properties = _resolve(properties["items"]["items"], schemas)["properties"]
    fields = []
    for name, field in properties.items():
        types = field.get("type", "object")
        kind = " | ".join(types) if isinstance(types, list) else types
        kind = f"{kind} ({field['format']})" if "format" in field else kind
        fields.append({"name": f"{prefix}{name}", "about": field.get("description", ""), "kind": kind})
        if "$ref" in field.get("items", {}):
            fields += _fields(field["items"], schemas, f"{prefix}{name}[].")
    return fields


def _resolve(schema: Description, schemas: Description) -> Description:
    resolved: Description = schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    return resolved
