"""The description of the API: ninja's OpenAPI, with what ninja cannot know (examples, ETag, problem+json).

It is served in the language of the address; the Polish one is committed as `docs/openapi.json`.
"""

import json
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from reports.api.endpoints import api
from reports.api.problems import MEDIA_TYPE
from reports.api.schemas import Problem
from reports.api.types import translatable as _
from reports.wording.api_problems import PROBLEM_TYPES

EXAMPLES = Path(__file__).parent / "examples.json"  # answers about the programme in `data/`, compared by a test
NOT_MODIFIED = _("The content has not changed since the version named by the ETag; there is no body.")
ETAG = _("Send it back as If-None-Match: if nothing has changed, the response is a short 304.")
RETRY_AFTER = _("number of seconds to wait before the next request")
ERRORS = [status for status in PROBLEM_TYPES if status != HTTPStatus.METHOD_NOT_ALLOWED]
ERRORS_WITH_RETRY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
Description = dict[str, Any]  # as JSON


class ApiDescription(OpenAPISchema):
    def responses(self, operation: Operation) -> dict[int, Description]:
        response = super().responses(operation)[HTTPStatus.OK]
        response["headers"] = {"ETag": {"description": ETAG, "schema": {"type": "string"}}}
        example = json.loads(EXAMPLES.read_text(encoding="utf-8")).get(operation.operation_id)
        response["content"]["application/json"]["example"] = example
        references = {
            status.value: {"$ref": f"#/components/responses/{PROBLEM_TYPES[status].anchor}"} for status in ERRORS
        }
        return {200: response, 304: {"description": NOT_MODIFIED}} | references

    def get_components(self) -> Description:
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(problem.pop("$defs") | {"Problem": problem})
        responses = {PROBLEM_TYPES[status].anchor: _error_response(status) for status in ERRORS}
        return super().get_components() | {"responses": responses}


def _error_response(status: HTTPStatus) -> Description:
    response: Description = {
        "description": PROBLEM_TYPES[status].description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in ERRORS_WITH_RETRY:
        response["headers"] = {"Retry-After": {"description": RETRY_AFTER, "schema": {"type": "integer", "minimum": 1}}}
    return response


def openapi(request: HttpRequest) -> HttpResponse:
    text = json.dumps(description(), ensure_ascii=False, indent=2) + "\n"
    return HttpResponse(text, content_type="application/json")


def description() -> Description:
    """Return the description in the active language; the same dictionary each time, to be read only."""
    return description_in(get_language() or "", reverse("reports:api_contents"))


@cache
def description_in(_language: str, root: str) -> Description:
    text = json.dumps(ApiDescription(api, root.strip("/")), cls=DjangoJSONEncoder)
    loaded: Description = json.loads(text)
    return loaded
