"""Proves that the look which tests take at every page finds what it is for."""

from __future__ import annotations

import pytest
from flask import Flask, request

from tests.browser import Browser

WHOLE = (
    '<!doctype html><html lang="nb"><head><title>Side · Nordlys</title></head><body>'
    '<header><form method="get"><button type="submit">Søk</button></form></header>'
    "<main><h1>Side</h1>{}</main></body></html>"
)
FAULTS = {
    "<h1>En til</h1>": "2 h1 headings instead of one",
    '<p id="a"></p><p id="a"></p>': "id 'a' stands 2 times",
    '<p aria-describedby="gone"></p>': "aria-describedby names 'gone', which is not there",
    '<a href="#gone">Ned</a>': "a link leads to #gone, which is not there",
    '<label for="q">Hva</label><input id="other" name="q">': "input 'q' has no label",
    '<form method="post"><button type="submit">Send</button></form>': "form None has no CSRF token",
    '<form action="/a"></form>': "form '/a' has no button",
    '<a href="/a"><svg></svg></a>': "a '/a' has no words",
    '<img src="/a.png">': "picture '/a.png' has no alt",
    '<p style="color: red">Rød</p>': "inline style or script, which the content security policy blocks",
    "<script>alert(1)</script>": "inline style or script, which the content security policy blocks",
}


@pytest.fixture
def browser() -> Browser:
    """A browser of an app that sends back what it is sent."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: request.args["page"])
    return Browser(app)


@pytest.mark.parametrize("part", FAULTS)
def test_a_fault_is_named(browser: Browser, part: str) -> None:
    with pytest.raises(AssertionError, match="/: ") as found:
        browser.get("/", {"page": WHOLE.format(part)})
    assert str(found.value).split("\n")[0] == f"/: {FAULTS[part]}"


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (' lang="nb"', "no language on <html>"),
        ("Side ·", "no title"),
    ],
)
def test_what_lacks_in_the_head_is_named(browser: Browser, part: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=f"/: {fault}"):
        browser.get("/", {"page": WHOLE.replace(part, "·" if "·" in part else "", 1)})


@pytest.mark.parametrize(
    "part",
    [
        '<label>Hva<input name="q"></label>',
        '<input name="q" aria-label="Hva">',
        '<form method="post"><input type="hidden" name="csrf_token"><input type="submit"></form>',
        '<a href="/a"><svg aria-label="Hjem"></svg></a><img src="/a.png" alt="">',
        '<p id="a" aria-describedby="b"></p><p id="b"></p><a href="#a">Opp</a><a href="#">Øverst</a>',
    ],
)
def test_what_is_right_passes(browser: Browser, part: str) -> None:
    assert browser.get("/", {"page": WHOLE.format(part)}).status_int == 200
