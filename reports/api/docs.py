"""The documentation of the API, drawn on the server from its description: no script, nothing from elsewhere."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

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
from reports.api.description import described
from reports.api.problems import KINDS
from reports.api.samples import samples
from reports.exports.metadata import LICENCE

SLUG = "2021-2025"  # in the examples, while no programme is published


def _front() -> tuple[Programme | None, str]:
    programme = front_programme(published_programmes(), timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_identity()}"


@public_page(_front)
def docs(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    root = absolute_url(reverse("reports:api_contents"))
    description = described()
    context = {
        "about": description["info"]["description"],
        "root": root,
        "operations": list(_operations(description)),
        "problems": [{"status": int(status), "kind": kind} for status, kind in KINDS.items()],
        "samples": samples(root, programme.slug if programme else SLUG),
        "most": settings.API_REQUESTS_A_MINUTE,
        "licence": LICENCE,
        "canonical": absolute_url(request.path),
    }
    crumbs: list[tuple[str, str | None]] = [("API", None)]
    frame = public_frame(request, None, crumbs=crumbs, office=office_identity())
    return render(request, "reports/api_docs.html", {**frame, **context})


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        operation = methods["get"]
        content = operation["responses"][str(int(HTTPStatus.OK))]["content"]["application/json"]
        example = content.get("example")
        yield {
            "id": operation["operationId"],
            "path": path,
            "summary": operation["summary"],
            "about": operation.get("description", ""),
            "parameters": [_parameter(one) for one in operation["parameters"]],
            "fields": _fields(content["schema"], schemas),
            "example": json.dumps(example, ensure_ascii=False, indent=2) if example is not None else "",
        }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    words = schema.get("enum", [])
    span = f"{schema['minimum']}–{schema['maximum']}" if "maximum" in schema and schema["maximum"] < 10**9 else ""
    return {
        "name": one["name"],
        "about": one["description"],
        "words": words,
        "is_polish": any(not word.isascii() for word in words),  # words of the open data among English ones
        "span": span,
        "default": schema.get("default"),
        "is_of_portal": one["required"] or one["name"] == "programme",
    }


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, str]]:
    """Of an object, or of the objects on a list; what lies inside an object stands indented by its name."""
    shape = _resolved(schema, schemas)
    if "items" in shape["properties"]:
        shape = _resolved(shape["properties"]["items"]["items"], schemas)
    found = []
    for name, one in shape["properties"].items():
        found.append({"name": name, "about": one.get("description", ""), "kind": _kind(one)})
        inner = one.get("items", {})
        if "$ref" in inner:
            found += [
                {"name": f"{name}[].{part}", "about": two.get("description", ""), "kind": _kind(two)}
                for part, two in _resolved(inner, schemas)["properties"].items()
            ]
    return found


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "object")
    told = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{told} ({schema['format']})" if "format" in schema else told


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return schemas[reference.rsplit("/", 1)[-1]] if reference else schema
