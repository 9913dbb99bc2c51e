"""What breaks under the portal: processes that are killed, a disk that is full, a database that does not answer."""

from collections.abc import Iterator

import pytest

from tests.indicators.conftest import office  # noqa: F401  # a fixture
from tests.servers import Arena, seeded_arena


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """People and figures that nobody touches: every test breaks a copy."""
    directory = tmp_path_factory.mktemp("faults")
    with seeded_arena(directory, "faults") as arena:
        yield arena
