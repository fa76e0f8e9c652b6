"""Where JavaScript runs, the file is read in the browser: what leaves it is seen on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.factories import Factory
from tests.sharing.listfiles import SECRETIVE, archive, connections, follower_js, followers_json, people
from tests.sharing.sharing import kept_lists

PRIVATE = (SECRETIVE, "hemmelig", "Åse", "Firma", "Sjef", "Oct 2021", "First Name", "messages", "Export")


@dataclass
class Wire:
    """Everything that was sent to the server."""

    bodies: list[bytes] = field(default_factory=list)

    def listen(self, app: Flask) -> None:
        answer = app.wsgi_app

        def overheard(environ: dict[str, Any], start: Any) -> Any:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            self.bodies.append(body)
            return answer({**environ, "wsgi.input": BytesIO(body)}, start)

        app.wsgi_app = overheard  # type: ignore[method-assign]  # this is how Flask is wrapped

    def last_list(self) -> str:
        """Return the body that carried a list, as text."""
        return next(body for body in reversed(self.bodies) if b"pasted" in body).decode("utf-8", "replace")


@pytest.fixture
def backend() -> str:
    """The browser is what these are about: one database is enough."""
    return "sqlite"


@pytest.fixture
def wire(app: Flask) -> Wire:
    overheard = Wire()
    overheard.listen(app)
    return overheard


@pytest.fixture
def page(make: Factory, wire: Wire, address: str, chromium: Browser) -> Iterator[Page]:
    """A page of an ambassador, with everything that goes over the wire overheard."""
    who = make.person()
    make.opt_in(who)
    session = make.browser_of(who).cookies["ambassador"].strip('"')
    with chromium.new_context(base_url=address, locale="en-GB") as context:
        context.add_cookies([{"name": "ambassador", "value": session, "url": address}])
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        assert faults == []


DROP = """text => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], "Connections.csv"));
  const label = document.querySelector(".file-drop label");
  label.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""
"""Drops a file on the box, beside its field."""


def choose(page: Page, content: str | bytes, *, channel: str = "linkedin", name: str = "Export.zip") -> None:
    raw = content.encode() if isinstance(content, str) else content
    page.goto(f"/audience/lists/{channel}")
    page.set_input_files("input[type=file]", FilePayload(name=name, mimeType="", buffer=raw))


def send(page: Page) -> None:
    page.get_by_role("button", name="See what would be kept").click()


@pytest.mark.parametrize(
    ("channel", "content"),
    [
        ("linkedin", connections([*people(20), ""])),
        ("linkedin", connections([*people(20), ""]).encode("utf-16")),
        ("linkedin", connections([*people(20), ""]).encode("cp1252")),
        (
            "linkedin",
            archive({"a/messages.csv": SECRETIVE, "a/Connections.csv": connections([*people(20), ""])}),
        ),
        ("instagram", archive({"followers_1.json": followers_json(people(20))})),
        (
            "x",
            archive(
                {
                    "data/follower.js": follower_js(range(10)),
                    "data/follower-part1.js": follower_js(range(5, 20)),
                }
            ),
        ),
        ("x", follower_js(range(20))),
        ("tiktok", "\r\n".join(people(20))),
    ],
)
def test_only_identifiers_leave_the_browser(
    page: Page, wire: Wire, channel: str, content: str | bytes
) -> None:
    choose(page, content, channel=channel)
    expect(page.locator("[data-list]")).to_contain_text("leave your browser")
    send(page)
    expect(page.locator(".big-number-value")).to_have_text("20 of 20")
    sent = wire.last_list()
    assert not [word for word in PRIVATE if word in sent]
    assert 'filename="list.txt"' in sent
    assert ("1 of 21 has no profile address" in page.inner_text("main")) == (channel == "linkedin")


def test_a_file_may_be_dropped_on_the_box(page: Page, wire: Wire) -> None:
    page.goto("/audience/lists/linkedin")
    page.evaluate(DROP, connections([*people(20), ""]))
    expect(page.locator("[data-list]")).to_contain_text("Only 20 addresses")
    send(page)
    expect(page.locator(".big-number-value")).to_have_text("20 of 20")
    assert not [word for word in PRIVATE if word in wire.last_list()]


def test_a_list_is_shared_and_no_other_request_carries_it(page: Page, wire: Wire, make: Factory) -> None:
    choose(page, connections(people(20)), name="Connections.csv")
    send(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Share the list").click()
    expect(page.get_by_role("button", name="Stop sharing")).to_be_visible()
    assert [kept.people for kept in kept_lists(make)] == [20]
    assert not [body for body in wire.bodies if b"hemmelig" in body.lower()]


def test_what_the_browser_cannot_read_is_sent_as_it_is_after_saying_so(page: Page, wire: Wire) -> None:
    choose(page, connections(people(20))[:-30], name="Connections.csv")
    expect(page.locator("[data-list]")).to_contain_text("The whole file is sent")
    send(page)
    expect(page.locator("#error-summary")).to_contain_text("ends in the middle")
    assert SECRETIVE in wire.last_list()


def test_an_older_browser_sends_the_archive_to_the_server(page: Page, wire: Wire) -> None:
    page.add_init_script("delete window.DecompressionStream")
    choose(page, archive({"Connections.csv": connections(people(20))}))
    expect(page.locator("[data-list]")).to_contain_text("The whole file is sent")
    send(page)
    expect(page.locator(".big-number-value")).to_have_text("20 of 20")


def test_a_file_that_is_too_large_is_not_sent(page: Page, wire: Wire) -> None:
    # The limit is read when the page opens: opened with a small one, a small file is too large.
    def with_a_small_limit(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("104857600", "10"))

    page.route("**/audience/lists/linkedin", with_a_small_limit)
    choose(page, connections(people(20)))
    expect(page.locator("[data-list]")).to_contain_text("larger than 100 MB")
    send(page)
    assert not [body for body in wire.bodies if b"pasted" in body]


def test_a_list_may_be_pasted_with_a_script_as_well(page: Page) -> None:
    page.goto("/audience/lists/tiktok")
    page.get_by_label("Paste your list").fill("@kari\n@ola")
    send(page)
    expect(page.locator(".big-number-value")).to_have_text("2 of 2")
