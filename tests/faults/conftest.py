"""Faults below the portal: killed processes, a full disk, a database that does not answer."""

from collections.abc import Iterator

import pytest

from tests.indicators.conftest import office  # noqa: F401  # a fixture
from tests.servers import Arena, seeded_arena


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """A database that no test changes: every test uses a copy."""
    directory = tmp_path_factory.mktemp("faults")
    with seeded_arena(directory, "faults") as arena:
        yield arena
