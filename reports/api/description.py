"""The description of the API (OpenAPI 3.1): ninja makes it from the operations, here it gets what they share.

Served at `/api/v1/openapi.json` in the language of the address; the Polish one is committed as `docs/openapi.json` and
a test compares the two. Examples are what the portal answers about the programme in `data/` (a test asks it).
"""

import json
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from ninja.openapi import get_schema
from ninja.openapi.schema import REF_TEMPLATE

from reports.api.endpoints import api
from reports.api.problems import KINDS, MEDIA
from reports.api.schemas import Problem
from reports.exports.metadata import LICENCE

EXAMPLES = Path(__file__).parent / "examples.json"
PARTS: dict[str, tuple[Any, str]] = {  # of an address: as in the examples, and what they are
    "slug": ("2021-2025", _("the programme's address in the portal, e.g. 2021-2025")),
    "indicator_id": (1, _("permanent number of the indicator")),
}
ABOUT = _(
    "Published facts of the programmes: goals, actions, indicators, approved figures, the register of changes. No key"
    " is needed; 60 requests a minute from one address. Names of fields are those of the open data's columns. Sentences"
    " and problems are Polish, and English under /en/api/v1/; the programme's own words are Polish everywhere. Numbers"
    " are exact JSON numbers: read them as decimals where the last digit matters."
)
NOT_MODIFIED = _("What the validator (ETag) names is still what would be answered; there is no body.")
ETAG = _("Send it back as If-None-Match: an unchanged answer is a short 304.")
RETRY = _("after how many seconds to ask again")
STATUSES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WITH_RETRY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(as_text(described()), content_type="application/json")


def as_text(description: dict[str, Any]) -> str:
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


def described() -> dict[str, Any]:
    """In the language that is active; the same dictionary each time, to be read only."""
    return _described(get_language() or "", reverse("reports:api_contents"))


@cache
def _described(_language: str, root: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(get_schema(api, root.strip("/"))))
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    schemas = found["components"]["schemas"] | _parts(Problem.model_json_schema(ref_template=REF_TEMPLATE))
    for path in found["paths"].values():
        for operation in path.values():
            _complete(operation, examples.get(operation["operationId"]))
    found["info"] |= {
        "description": ABOUT,
        "license": {"name": "CC0 1.0", "url": LICENCE},
    }
    found["components"] = {
        "schemas": {name: _untitled(_shape(one)) for name, one in sorted(schemas.items())},
        "responses": {kind.anchor: _problem(status) for status in STATUSES if (kind := KINDS[status])},
    }
    del found["servers"]
    translated: dict[str, Any] = _translated(found)
    return translated


def _complete(operation: dict[str, Any], example: Any) -> None:
    """Headers, an example, and what may go wrong with every operation alike."""
    operation["parameters"] = [_parameter(one) for one in operation["parameters"]]
    answer = operation["responses"]["200"]
    answer["headers"] = {"ETag": {"description": ETAG, "schema": {"type": "string"}}}
    content = answer["content"]["application/json"]
    content["schema"] = _untitled(content["schema"])
    if example is not None:
        content["example"] = example
    operation["responses"] = {"200": answer, "304": {"description": NOT_MODIFIED}} | {
        str(int(status)): {"$ref": f"#/components/responses/{KINDS[status].anchor}"} for status in STATUSES
    }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = {name: value for name, value in one["schema"].items() if name not in ("title", "description")}
    example, about = PARTS.get(one["name"], (None, ""))
    if schema.get("default", "") is None:
        del schema["default"]
    return {"name": one["name"], "in": one["in"], "required": one["required"]} | {
        "description": one.get("description") or about,
        **({"example": example} if about else {}),
        "schema": schema,
    }


def _problem(status: HTTPStatus) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": KINDS[status].about,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in WITH_RETRY:
        found["headers"] = {"Retry-After": {"description": RETRY, "schema": {"type": "integer", "minimum": 1}}}
    return found


def _parts(schema: dict[str, Any]) -> dict[str, Any]:
    return schema.pop("$defs", {}) | {"Problem": schema}


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the sentence that is for readers of the code."""
    return {name: value for name, value in schema.items() if name != "description"}


def _untitled(value: Any) -> Any:
    """Without the titles that are made of the names ("Page Size"), which say nothing more."""
    if isinstance(value, dict):
        return {name: _untitled(one) for name, one in value.items() if name != "title" or isinstance(one, dict)}
    return [_untitled(one) for one in value] if isinstance(value, list) else value


def _translated(value: Any, name: str = "") -> Any:
    """Texts for people, wherever they stand; examples are answers and stay as they are."""
    if name == "example":
        return value
    if isinstance(value, dict):
        return {key: _translated(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_translated(one) for one in value]
    is_told = name in ("description", "summary") or (name == "title" and isinstance(value, str))
    return gettext(str(value)) if is_told and value else value
