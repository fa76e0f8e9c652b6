"""What the tests of reports share: rows, and a moment that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from ambassador.db import Database
from tests.reports.facts import NOW, Facts


@pytest.fixture
def facts(database: Database) -> Facts:
    """A company with one required course and one required guideline."""
    return Facts(database).rules()


@pytest.fixture
def today() -> Iterator[None]:
    """The moment that the facts are about."""
    with time_machine.travel(NOW, tick=False):
        yield
