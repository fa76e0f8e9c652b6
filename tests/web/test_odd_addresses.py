"""Addresses that nobody wrote by hand: they are not found, on every database."""

from __future__ import annotations

import pytest

from ambassador.web.access import Role
from tests.factories import Factory


@pytest.mark.parametrize("path", ["/reports/reach/%00", "/reports/reach/ab%00.csv", "/audience/lists/%00"])
def test_an_address_with_a_character_that_no_database_keeps_is_not_found(make: Factory, path: str) -> None:
    assert make.browser_as(Role.PROGRAMME_MANAGER).get(path, expect_errors=True).status_int == 404
