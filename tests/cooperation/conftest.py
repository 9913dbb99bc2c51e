"""Fixtures of the tests of accounts, the office and the administration."""

from typing import Any

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def administrator(db: Any) -> Client:
    """Return a client in which an administrator is logged in."""
    client = Client()
    client.force_login(factories.administrator(username="administrator"))
    return client
