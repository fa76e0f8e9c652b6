"""Who takes a course sees its pictures and videos; browsers get what they ask for, and nobody else's."""

from __future__ import annotations

import random
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from webtest import TestResponse, Upload

from ambassador.trail.models import TrailEntry
from ambassador.training.media.contents import PIECE
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.training.media.conftest import VIDEO, Desk
from tests.training.media.files import CAPTIONS, mp4, picture

PLAYED = random.Random(5).randbytes(PIECE * 2 + 1000)
LESSON = "/training/1/lessons/1"


@pytest.fixture
def reader(make: Factory) -> Browser:
    return make.browser_of(make.person())


def published(desk: Desk) -> None:
    desk.add_picture()
    desk.add_video(mp4(played=PLAYED), captions_nb=Upload("x.vtt", CAPTIONS))
    desk.send("video", address="https://vimeo.com/1?a=b", **(VIDEO | {"words_en": "Elsewhere"}))
    assert "is published" in desk.publish()


def test_a_lesson_shows_pictures_and_videos_with_their_words(desk: Desk, reader: Browser) -> None:
    published(desk)
    page = reader.get(LESSON)
    shown = page.html.find("article", class_="prose")
    image = shown.find("img")
    assert (image["alt"], image["width"], image["height"]) == ("A desk by the window", "8", "4")
    assert reader.get(image["src"]).body == picture()
    video = shown.find("video")
    assert (video["preload"], video.has_attr("controls"), video["aria-label"]) == ("none", True, "Talk")
    assert [(track["srclang"], track["label"]) for track in video.find_all("track")] == [("nb", "Norsk")]
    captions = reader.get(video.track["src"])
    assert captions.body == CAPTIONS
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert "Kari says hi." in video.find_parent("figure").details.text
    link = shown.find("a", href="https://vimeo.com/1?a=b")
    assert "vimeo.com" in link.parent.text
    assert not shown.find_all(["iframe", "embed", "object"])


def test_the_editor_previews_what_readers_will_see(desk: Desk) -> None:
    desk.add_picture()
    desk.add_video()
    page = desk.browser.get(f"{desk.path}/preview?language=nb")
    lesson = page.html.find("article", attrs={"aria-label": "Lesson 1"})
    assert desk.browser.get(lesson.img["src"]).body == picture()
    assert lesson.img["alt"] == "En pult [ved] vinduet"
    assert "Kari sier hei." in lesson.details.text


def source(desk: Desk, reader: Browser) -> tuple[str, bytes]:
    published(desk)
    address = reader.get(LESSON).html.find("source")["src"]
    return address, mp4(played=PLAYED)


def test_a_file_is_kept_by_the_browser_and_never_by_others(desk: Desk, reader: Browser) -> None:
    address, whole = source(desk, reader)
    answer = reader.get(address)
    assert answer.body == whole
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Length"] == str(len(whole))
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in answer.headers
    again = reader.get(address, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    assert again.body == b""
    assert again.headers["ETag"] == answer.headers["ETag"]
    head = reader.head(address)
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(whole)))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=5-", 5, None),
        ("bytes=-7", -7, None),
        (f"bytes={PIECE - 2}-{PIECE + 1}", PIECE - 2, PIECE + 2),
        (f"bytes={PIECE}-{3 * PIECE}", PIECE, None),
        (f"bytes={PIECE - 1}-99999999", PIECE - 1, None),
    ],
)
def test_a_part_of_a_video_is_that_part(
    desk: Desk, reader: Browser, asked: str, start: int, stop: int | None
) -> None:
    address, whole = source(desk, reader)
    answer = reader.get(address, headers={"Range": asked}, status=206)
    assert answer.body == whole[start:stop]
    first = start % len(whole)
    said = f"bytes {first}-{first + len(answer.body) - 1}/{len(whole)}"
    assert answer.headers["Content-Range"] == said
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_odd_ranges_are_the_whole_or_refused(desk: Desk, reader: Browser) -> None:
    address, whole = source(desk, reader)

    def get(status: int, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return reader.get(address, headers=named, status=status)

    for asked in ("bytes=0-1,4-5", "lines=0-1", "bytes=5-2", "bytes=x"):
        assert get(200, Range=asked).body == whole
    refused = get(416, Range=f"bytes={len(whole)}-")
    assert refused.headers["Content-Range"] == f"bytes */{len(whole)}"
    tag = get(200).headers["ETag"]
    assert get(206, Range="bytes=0-1", If_Range=tag).body == whole[:2]
    assert get(200, Range="bytes=0-1", If_Range='"another"').body == whole
    assert get(200, Range="bytes=0-1", If_Range="Wed, 21 Oct 2015 07:28:00 GMT").body == whole


def test_nobody_gets_the_media_of_a_draft_or_of_another_course(desk: Desk, reader: Browser) -> None:
    desk.add_picture()
    taken = next(m.sha256 for m in desk.draft().media if m.name == "ny-pult.png")
    draft = f"{desk.path}/media/files/{taken}"
    assert desk.browser.get(draft).body == picture()
    reader.get(draft, status=403)
    reader.get(f"/training/1/media/{taken}", status=404)
    for role in (Role.LEADERSHIP, Role.ADMINISTRATOR):
        desk.make.browser_as(role).get(draft, status=403)
    desk.publish()
    assert reader.get(f"/training/1/media/{taken}").body == picture()
    reader.get(f"/training/2/media/{taken}", status=404)
    reader.get(f"/training/99/media/{taken}", status=404)
    assert "/sign-in" in Browser(desk.make.app).get(f"/training/1/media/{taken}", status=303).location
    desk.browser.get(draft.replace(str(taken), "0" * 64), status=404)


def test_what_a_new_version_leaves_out_is_handed_out_no_more(desk: Desk, reader: Browser) -> None:
    desk.add_picture()
    desk.publish()
    address = reader.get(LESSON).html.find("article").img["src"]
    begun = desk.browser.get("/programme/courses").forms
    begin = next(form for form in begun.values() if form.action.endswith("/courses/1/drafts"))
    path = begin.submit().location
    page = desk.browser.get(f"{path}/media/ny-pult.png")
    next(form for form in page.forms.values() if form.action.endswith("/delete")).submit()
    assert reader.get(address).status_int == 200
    assert "is published" in desk.browser.submit(f"{path.removeprefix('http://localhost')}/publish")
    reader.get(address, status=404)


def test_the_trail_is_told_the_hash_of_all_that_is_shown(desk: Desk) -> None:
    published(desk)
    archive = desk.browser.get(f"/programme/courses/versions/{desk.version_id}/download").body
    with ZipFile(BytesIO(archive)) as opened:
        names = sorted(name for name in opened.namelist() if not name.endswith("course.toml"))
        # As `sha256sum` prints it in the folder.
        lines = "".join(
            f"{sha256(opened.read(name)).hexdigest()}  {name.partition('/')[2]}\n" for name in names
        )
    with desk.make.database.reading() as session:
        told = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    assert f'"content_sha256":"{sha256(lines.encode()).hexdigest()}"' in told
