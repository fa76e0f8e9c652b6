"""The component page shows everything, and nothing on it shuts anybody out."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser as Chromium

from ambassador.app import template_folder
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory

COMPONENTS = template_folder() / "components"
INNER = {"summary_lines", "described_by", "hint_of", "field_errors", "control"}
"""Macros that the others are made of."""


def test_every_component_stands_on_the_page() -> None:
    page = (COMPONENTS / "page.html").read_text("utf-8")
    for name in ("forms.html", "blocks.html"):
        macros = set(re.findall(r"{% macro (\w+)\(", (COMPONENTS / name).read_text("utf-8")))
        shown = {macro for macro in macros if re.search(rf"[{{(\s]{macro}\(", page)}
        assert macros - INNER == shown, name


@pytest.mark.parametrize("scheme", ["browser", "light", "dark", "no-such-scheme"])
def test_the_page_opens_in_every_scheme(browser: Browser, scheme: str) -> None:
    assert browser.get(f"/components?scheme={scheme}").html.select(".specimen")


def test_a_fault_is_tied_to_its_field_and_leads_there(browser: Browser) -> None:
    page = browser.get("/components").html
    wrong = page.find("input", attrs={"name": "wrong-hinted"})
    assert wrong["aria-invalid"] == "true"
    assert wrong["aria-describedby"] == "wrong-hinted-hint wrong-hinted-error"
    targets = [link["href"].lstrip("#") for link in page.select(".error-summary a")]
    assert all(page.find(id=target) for target in targets), targets


def test_the_header_marks_the_place_one_is_at(make: Factory) -> None:
    header = make.browser_as(Role.ADMINISTRATOR).get("/outbox").html.header
    assert [link.text for link in header.find_all("a", attrs={"aria-current": True})] == ["Outbox"]


def test_somebody_with_one_place_to_go_needs_no_menu(make: Factory) -> None:
    assert not make.browser_as(Role.STAFF).get("/account").html.select(".menu-main")


def test_an_error_page_leads_onward(browser: Browser) -> None:
    page = browser.get("/nowhere", status=404)
    assert page.html.main.find("a")["href"] == "/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/components", "/sign-in", "/nowhere"])
def test_axe_finds_nothing(app: Flask, address: str, chromium: Chromium, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})  # type: ignore[arg-type]  # Playwright's literal
    page = context.new_page()
    page.goto(address + path)
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", ["/", "/components"])
def test_no_page_is_wider_than_its_screen(address: str, chromium: Chromium, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="nb-NO")
    page = context.new_page()
    page.goto(address + path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide <= width


def test_targets_are_large_enough_for_a_finger(address: str, chromium: Chromium) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address + "/components")
    small = page.evaluate(
        """[...document.querySelectorAll('button, summary, input:not([type=hidden]), select, .btn, nav a')]
           .filter(one => one.checkVisibility()).map(one => [one.getBoundingClientRect(), one.outerHTML])
           .filter(([box]) => box.width < 24 || box.height < 24).map(([, html]) => html)"""
    )
    context.close()
    assert not small
