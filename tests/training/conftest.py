"""People and limits that several tests of training ask for."""

from __future__ import annotations

from typing import Any

import pytest

from ambassador.training.attempt_policy import Limits
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.training.publishing import publish_next


@pytest.fixture
def learner(make: Factory) -> Browser:
    return make.browser_of(make.person())


@pytest.fixture
def limits(make: Factory) -> Any:
    def publish(**limits: Any) -> None:
        publish_next(make.database, limits=Limits(**limits))

    return publish


@pytest.fixture
def manager(make: Factory) -> int:
    return make.person(role=Role.PROGRAMME_MANAGER)
