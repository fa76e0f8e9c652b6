"""People whom the tests of passes elsewhere ask for."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.factories import Factory


@pytest.fixture
def kari(make: Factory) -> int:
    return make.person("Kari Nordmann", email="kari@example.no")


@pytest.fixture
def desk(make: Factory, manager: int) -> Browser:
    """The programme manager's browser."""
    return make.browser_of(manager)
