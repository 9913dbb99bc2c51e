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
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.problems import Problem
from reports.wording.api_problems import PROBLEM_TYPES

EXAMPLES = Path(__file__).parent / "examples.json"  # answers about the programme in `data/`, compared by a test
NOT_MODIFIED = _("The content has not changed since the version named by the ETag; there is no body.")
ETAG = _("Send it back as If-None-Match: if nothing has changed, the response is a short 304.")
RETRY_AFTER = _("number of seconds to wait before the next request")
ERRORS = {int(status): type_ for status, type_ in PROBLEM_TYPES.items() if status != HTTPStatus.METHOD_NOT_ALLOWED}
Description = dict[str, Any]  # as JSON


class ApiDescription(OpenAPISchema):
    def responses(self, operation: Operation) -> dict[int, Description]:
        response = super().responses(operation)[HTTPStatus.OK]
        response["headers"] = {"ETag": {"description": ETAG, "schema": {"type": "string"}}}
        example = json.loads(EXAMPLES.read_text(encoding="utf-8")).get(operation.operation_id)
        response["content"]["application/json"]["example"] = example
        problems = {status: {"$ref": f"#/components/responses/{type_.anchor}"} for status, type_ in ERRORS.items()}
        return {200: response, 304: {"description": NOT_MODIFIED}} | problems

    def get_components(self) -> Description:
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(problem.pop("$defs") | {"Problem": problem})
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses = {type_.anchor: {"description": type_.description, "content": content} for type_ in ERRORS.values()}
        retry_after: Description = {"description": RETRY_AFTER, "schema": {"type": "integer", "minimum": 1}}
        for status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            responses[ERRORS[status].anchor]["headers"] = {"Retry-After": retry_after}
        return super().get_components() | {"responses": responses}


def openapi(request: HttpRequest) -> HttpResponse:
    text = json.dumps(description(), ensure_ascii=False, indent=2) + "\n"
    return HttpResponse(text, content_type="application/json")


def description() -> Description:
    """Return the description in the active language; the same dictionary each time, to be read only."""
    return description_in(get_language() or "", reverse("reports:api_contents"))


@cache
def description_in(_language: str, root: str) -> Description:
    """Return the description as plain JSON values; the active language is an argument for the sake of the cache."""
    loaded: Description = json.loads(json.dumps(ApiDescription(api, root.strip("/")), cls=DjangoJSONEncoder))
    return loaded
