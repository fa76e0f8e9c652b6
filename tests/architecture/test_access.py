"""Every door of the app, tried by each role: who may open what is written down here once more."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from ambassador.web.access import MAY, Permission, Role
from tests.browser import Browser
from tests.factories import Factory


def doors(app: Flask) -> list[tuple[str, Permission]]:
    """Return the address of every page that can be opened, with a made-up id where it takes one."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            path = re.sub(r"<[^>]+>", "1", rule.rule)
            found.append((path, app.view_functions[rule.endpoint].__dict__["permission"]))
    return sorted(found)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_doors_and_no_others(app: Flask, make: Factory, role: Role) -> None:
    signed_in = make.browser_as(role)
    for path, permission in doors(app):
        status = signed_in.get(path, expect_errors=True).status_int
        if permission in MAY[role]:
            assert status != 403, f"{role} should open {path}"
        else:
            assert status == 403, f"{role} opened {path}: {status}"
        assert status < 500 or status == 501, f"{path}: {status}"


def test_a_visitor_opens_only_public_doors(app: Flask, browser: Browser) -> None:
    for path, permission in doors(app):
        answer = browser.get(path, expect_errors=True)
        if permission is not Permission.VISIT:
            assert answer.status_int == 303, path
            assert "/sign-in" in answer.location


def test_leadership_reads_reports_and_nothing_personal() -> None:
    beyond_staff = MAY[Role.LEADERSHIP] - MAY[Role.STAFF]
    assert beyond_staff == {Permission.READ_REPORTS}
