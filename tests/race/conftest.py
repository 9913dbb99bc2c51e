"""Races run against gunicorn with its own database; transactional tests and Django's test client cannot show them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import Arena, Server, seeded_arena

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.race)


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    directory = tmp_path_factory.mktemp("race")
    with seeded_arena(directory, "race") as arena:
        yield arena


@pytest.fixture(scope="session")
def portal(arena: Arena) -> Iterator[Server]:
    """The portal without changes; the log must be empty at the end."""
    with arena.serve() as server:
        yield server
    assert server.complaints() == []


@pytest.fixture
def fresh(arena: Arena) -> Callable[[str], str]:
    """Return `Arena.fresh`, e.g. `fresh("empty")`."""
    return arena.fresh
