"""The committed description equals the served one, its examples are real answers, and all its texts are translated.

After a change of the API: `UPDATE_OPENAPI=1 .venv/bin/python -m pytest tests/reports/api/test_description.py`.
"""

import json
import os
import re
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from indicators.models import Indicator
from reports.api import description
from reports.api.endpoints import VERSION

COMMITTED = settings.BASE_DIR / "docs" / "openapi.json"
IS_UPDATE = "UPDATE_OPENAPI" in os.environ
LIST = "/api/v1/programmes/2021-2025/"
ASKED = {
    "contents": "/api/v1/",
    "programmes": "/api/v1/programmes",
    "programme": "/api/v1/programmes/2021-2025",
    "findings": f"{LIST}findings?page_size=2",
    "goals": f"{LIST}goals?page_size=2",
    "actions": f"{LIST}actions",
    "indicators": f"{LIST}indicators",
    "measurements": f"{LIST}measurements?year=2024",
    "indicator": "/api/v1/indicators/{indicator}",
    "changes": "/api/v1/changes",
}
NUMBERED = ("wskaznik_id", "ustalenie_id", "zmiana_id", "wskazniki")


def as_example(answer: Any, numbers: dict[str, dict[int, int]] | None = None, name: str = "") -> Any:
    """Replace what differs between databases: numbers are counted from 1, and the portal's host name is fixed."""
    known = {} if numbers is None else numbers
    if isinstance(answer, dict):
        return {key: as_example(field, known, key) for key, field in answer.items()}
    if isinstance(answer, list):
        return [as_example(item, known, name) for item in answer]
    if name in NUMBERED and isinstance(answer, int) and not isinstance(answer, bool):
        of_kind = known.setdefault("wskaznik_id" if name == "wskazniki" else name, {})
        return of_kind.setdefault(answer, len(of_kind) + 1)
    if isinstance(answer, str):
        named = answer.replace("https://portal.example.org", "https://monitoring.example.org")
        return re.sub(r"/wskazniki/\d+/", "/wskazniki/1/", named)
    return answer


def test_examples_equal_answers(real, client):
    indicator = Indicator.objects.get()
    examples = {}
    for name, address in ASKED.items():
        response = client.get(address.format(indicator=indicator.pk))
        assert response.status_code == 200, name
        examples[name] = as_example(response.json())
    if IS_UPDATE:
        description.EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        description.description_in.cache_clear()
    assert examples == json.loads(description.EXAMPLES.read_text(encoding="utf-8"))


def test_committed_description_equals_served_one(client, db):
    response = client.get("/api/v1/openapi.json")
    assert response["Content-Type"] == "application/json"
    if IS_UPDATE:
        COMMITTED.write_bytes(response.content)
    assert response.content == COMMITTED.read_bytes()
    served = response.json()
    assert (served["openapi"], served["info"]["version"]) == ("3.1.0", VERSION)
    assert set(served["paths"]) == {
        re.sub(r"\?.*", "", path.replace("2021-2025", "{slug}").replace("{indicator}", "{indicator_id}"))
        for path in ASKED.values()
    }


def test_every_error_status_is_declared(client, db):
    served = client.get("/api/v1/openapi.json").json()
    for path, methods in served["paths"].items():
        assert set(methods) == {"get"}, path
        assert set(methods["get"]["responses"]) == {"200", "304", "400", "404", "429", "500", "503"}, path
        assert methods["get"]["responses"]["200"]["content"]["application/json"]["example"], path
    for name, response in served["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def texts(value: Any, name: str = "") -> set[str]:
    if name == "example":
        return set()
    if isinstance(value, dict):
        return set().union(*(texts(field, key) for key, field in value.items()))
    if isinstance(value, list):
        return set().union(*(texts(item) for item in value))
    return {value} if name in ("description", "summary") else set()


SAME = {"OK"}


def test_description_is_in_language_of_address(client, db):
    polish = client.get("/api/v1/openapi.json").json()
    english = client.get("/en/api/v1/openapi.json").json()
    assert texts(polish) & texts(english) == SAME
    assert list(english["paths"]) == [f"/en{path}" for path in polish["paths"]]
    assert list(english["components"]["schemas"]) == list(polish["components"]["schemas"])
    assert (
        english["components"]["schemas"]["MeasurementSchema"].keys()
        == polish["components"]["schemas"]["MeasurementSchema"].keys()
    )


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_parameter_and_field_has_description(language):
    with translation.override(language):
        api_description = description.description()
    for operation in (methods["get"] for methods in api_description["paths"].values()):
        assert all(parameter["description"] for parameter in operation["parameters"]), operation["operationId"]
    for name, schema in api_description["components"]["schemas"].items():
        undescribed = [field for field, definition in schema["properties"].items() if not definition.get("description")]
        assert set(undescribed) <= {"items"}, name
