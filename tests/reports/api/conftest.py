"""A fixed day, the programme loaded from its text, and the limit of requests for the tests that need it."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from cooperation.models import Programme
from tests.indicators.conftest import office

__all__ = ["office"]
TODAY = "2025-02-10T09:00:00Z"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def real(db: Any) -> Programme:
    """The programme loaded from its text."""
    call_command("load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), verbosity=0)
    return Programme.objects.select_related("main_goal").get()


@pytest.fixture
def counted(settings: Any, tmp_path: Path) -> Path:
    """Limit requests to sixty a minute; return the directory of the counts."""
    settings.API_REQUESTS_A_MINUTE = 60
    settings.CACHES = {**settings.CACHES, "api": {**settings.CACHES["api"], "LOCATION": str(tmp_path / "new" / "api")}}
    return tmp_path / "new" / "api"
