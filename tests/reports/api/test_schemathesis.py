"""schemathesis sends valid and invalid requests, and validates every answer against the description.

Values at the bounds, wrong types, unknown methods, long and strange texts; each answer is held against the declared
statuses, media types, headers and shapes. The same questions in every run; `make drill` asks more of them.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
import schemathesis.core.failures
import time_machine
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from cooperation.wsgi import application
from indicators.services import example
from tests.drill import row, size
from tests.indicators.conftest import approve
from tests.reports.api.conftest import TODAY

QUESTIONS = size("API_QUESTIONS", 15)  # generated for each operation, besides those at the bounds
SEED = 20212025
SLUGS = ("2021-2025", "przyklad-2022-2025")
LIST = "/api/v1/programmes"
DESCRIPTION = settings.BASE_DIR / "docs" / "openapi.json"  # the served one is the same: test_description.py
UNPACKED = {"Accept-Encoding": "identity"}  # schemathesis does not unpack what it reads


schema = schemathesis.openapi.from_path(str(DESCRIPTION), config=schemathesis.Config(seed=SEED))
schema.app = application


@schema.hook
def map_path_parameters(_context: Any, parts: dict[str, Any] | None) -> dict[str, Any] | None:
    """Replace the slug in half of the requests by an existing one; a generated slug only leads to 404."""
    slug = parts.get("slug") if parts else None
    if parts is None or not isinstance(slug, str):
        return parts
    generator = random.Random(slug)  # so that a request can be repeated
    return parts if generator.random() < 0.5 else parts | {"slug": generator.choice(SLUGS)}


@pytest.fixture(scope="module")
def example_programme(db_of_module: None) -> None:
    with time_machine.travel(TODAY, tick=False):
        example.load()


@pytest.fixture
def world(example_programme: None, office: Any) -> Iterator[None]:
    """A figure of the office besides the example programme, so that the answers are not empty.

    The server's own end of a request would close the connection that holds the test's data; Django's client keeps it.
    """
    approve(office)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def statuses() -> Iterator[list[int]]:
    """The statuses of all valid answers; an invalid one fails its test."""
    observed: list[int] = []
    yield observed
    counts = ", ".join(f"{status}: {number}" for status, number in sorted(Counter(observed).items()))
    row(
        "G26", f"schemathesis, {len(observed)} answers", wanted="as described", measured=counts, met=500 not in observed
    )


@pytest.mark.drill
@pytest.mark.usefixtures("world")
@schema.parametrize()
@hypothesis.settings(
    max_examples=QUESTIONS, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_every_answer_conforms_to_description(case: schemathesis.Case, statuses: list[int]) -> None:
    statuses.append(case.call_and_validate(headers=UNPACKED).status_code)


def field_of_another_type(served: dict[str, Any]) -> None:
    served["components"]["schemas"]["PagedProgrammeSchema"]["properties"]["total"] = {"type": "string"}


def missing_field(served: dict[str, Any]) -> None:
    served["components"]["schemas"]["ProgrammeSchema"]["required"].append("x")


def undeclared_status(served: dict[str, Any]) -> None:
    served["paths"][LIST]["get"]["responses"].pop("200")


def another_media_type(served: dict[str, Any]) -> None:
    served["paths"][LIST]["get"]["responses"]["200"] = {"description": "", "content": {"text/csv": {}}}


FALSIFICATIONS = (field_of_another_type, missing_field, undeclared_status, another_media_type)


@pytest.mark.parametrize("falsify", FALSIFICATIONS)
def test_control_false_description_fails_validation(world: None, falsify: Callable[[dict[str, Any]], None]) -> None:
    served = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    falsify(served)
    false = schemathesis.openapi.from_dict(served)
    false.app = application
    with pytest.raises(schemathesis.core.failures.FailureGroup):
        false[LIST]["GET"].Case().call_and_validate(headers=UNPACKED)
