"""The shell: default deny, headers, languages."""

from __future__ import annotations

import pytest
from flask import Flask

from ambassador.web.access import Role, UnmarkedEndpointError, refuse_unmarked_endpoints
from ambassador.web.i18n import from_browser
from tests.browser import Browser
from tests.factories import Factory


def test_an_unmarked_view_stops_the_app_from_starting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "open.door", lambda: "anyone")
    with pytest.raises(UnmarkedEndpointError, match=r"open\.door"):
        refuse_unmarked_endpoints(app)


def test_a_visitor_is_sent_to_sign_in_and_keeps_the_address(browser: Browser) -> None:
    answer = browser.get("/checklist")
    assert answer.status_int == 303
    assert answer.location.endswith("/sign-in?next=/checklist")


def test_staff_may_not_open_the_reach_report(make: Factory) -> None:
    make.browser_as(Role.STAFF).get("/reports/reach", status=403)


@pytest.mark.parametrize("header", ["nb-NO,en;q=0.8", "nn", "no", "nb"])
def test_every_kind_of_norwegian_gives_bokmal(browser: Browser, header: str) -> None:
    page = browser.get("/sign-in", headers={"Accept-Language": header})
    assert page.html.html["lang"] == "nb"


def test_a_browser_that_asks_for_neither_language_leaves_the_choice_to_the_company() -> None:
    assert from_browser(["de-DE", "fr"]) is None
