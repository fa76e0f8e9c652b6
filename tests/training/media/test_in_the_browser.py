"""A real browser plays a real video from our pages, and axe finds nothing to say about it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from webtest import Upload

from tests.training.media.conftest import VIDEO, Desk
from tests.training.media.files import CAPTIONS, picture

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

RECORD = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 320; canvas.height = 180;
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(30), {mimeType: "video/webm"});
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const stopped = new Promise(done => { recorder.onstop = done; });
  recorder.start();
  for (let frame = 0; frame < 12; frame++) {
    pen.fillStyle = `hsl(${frame * 30} 80% 50%)`;
    pen.fillRect(0, 0, 320, 180);
    await new Promise(done => requestAnimationFrame(done));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PLAYED = """async video => {
  video.muted = true;
  const ended = new Promise((done, fail) => { video.onended = done; video.onerror = fail; });
  await video.play();
  await ended;
  return [video.videoWidth, video.videoHeight, video.textTracks.length];
}"""


@pytest.fixture
def film(chromium: Browser) -> bytes:
    """A short video as a browser records it."""
    page = chromium.new_page()
    try:
        return base64.b64decode(page.evaluate(RECORD))
    finally:
        page.close()


@pytest.fixture
def windows(chromium: Browser, address: str, desk: Desk) -> Iterator[Any]:
    """Opens windows in which the programme manager is signed in, and closes them."""
    opened = []

    def window(scheme: Any = "light", width: int = 390, language: str = "nb-NO") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, locale=language
        )
        [cookie] = [each for each in desk.browser.cookiejar if each.name == "ambassador"]
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": address}])
        opened.append(context)
        return context.new_page()

    yield window
    for context in opened:
        context.close()


def look(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate(WIDE)


def filled(desk: Desk, film: bytes) -> None:
    desk.add_picture(picture(size=(1600, 900)))
    sent = {"file": Upload("talk.webm", film), "captions_nb": Upload("x.vtt", CAPTIONS)}
    assert desk.add_video(**sent).status_int == 303
    assert desk.send("video", address="https://vimeo.com/" + "1" * 60, **VIDEO).status_int == 303


def test_a_video_plays_and_its_captions_are_there(
    desk: Desk, film: bytes, windows: Any, address: str
) -> None:
    filled(desk, film)
    desk.publish()
    page = windows()
    page.goto(f"{address}/training/1/lessons/1")
    assert page.locator("video").evaluate(PLAYED) == [320, 180, 1]
    assert (
        page.locator("article img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
    )
    page.locator(".transcript summary").first.click()
    assert page.get_by_text("Kari sier hei.").first.is_visible()
    look(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_pictures_and_videos_is_open_to_all(
    desk: Desk, film: bytes, windows: Any, address: str, scheme: str
) -> None:
    filled(desk, film)
    page = windows(scheme)
    name = next(medium.name for medium in desk.draft().media if medium.name.endswith("webm"))
    for path in (
        *(desk.lesson, f"{desk.lesson}/picture", f"{desk.lesson}/video", f"{desk.path}/preview"),
        *(f"{desk.path}/media/{name}", f"{desk.path}/media/ny-pult.png"),
    ):
        page.goto(address + path)
        look(page)
    for kind in ("picture", "video"):
        page.goto(f"{address}{desk.lesson}/{kind}")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector(".error-summary")
        look(page)
