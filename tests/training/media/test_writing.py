"""Adding pictures and videos to a draft: each with its words, once, and gone when nobody shows it."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from webtest import Upload

from ambassador.training import editor_operations, editor_queries
from ambassador.training.media import keeping
from ambassador.training.media.bringing import Brought
from ambassador.training.media.contents import PIECE, content_of
from ambassador.training.media.models import MediaFile
from ambassador.training.media.policy import Kind
from ambassador.training.media.queries import brought_in
from ambassador.web.errors import Refusal
from tests.factories import LONG_AGO, Factory
from tests.training.media.conftest import PICTURE, VIDEO, Desk
from tests.training.media.files import CAPTIONS, SECRET, mp4, photograph, picture

SHIPPED = (1, 1, 1)
"""The one picture that comes with the course: a medium of its version, a file, and a piece of it."""
CARRIED = (2, 1, 1)
"""With the draft that begins as a copy."""


def test_a_draft_begins_with_the_media_of_the_version_before_and_copies_no_bytes(desk: Desk) -> None:
    assert desk.counts() == CARRIED
    assert [medium.name for medium in desk.draft().media] == ["followers-overlap.png"]


def test_a_picture_stands_at_the_end_of_the_lesson_in_both_languages(desk: Desk) -> None:
    page = desk.add_picture(photograph("PNG")).follow()
    assert "stands at the end of the lesson" in page
    texts = desk.draft().lessons[0].texts
    assert texts["nb"]["body"].endswith("\n\n![En pult \\[ved\\] vinduet](media/ny-pult.png)")
    assert texts["en"]["body"].endswith("\n\n![A desk by the window](media/ny-pult.png)")
    assert [line.text for line in page.html.find(class_="media-list").find_all("dd")] == list(
        PICTURE.values()
    )
    source = page.html.find(class_="media-list").img["src"]
    assert SECRET not in desk.browser.get(source).body


def test_the_same_picture_sent_twice_is_one(desk: Desk) -> None:
    desk.add_picture()
    before = desk.draft().lessons[0].texts
    desk.add_picture(called="other.png", words_en="Other words")
    assert desk.draft().lessons[0].texts == before
    assert desk.counts() == (3, 2, 2)


def test_two_pictures_of_one_name_get_two(desk: Desk) -> None:
    desk.add_picture()
    desk.add_picture(picture(size=(9, 9)))
    names = {medium.name for medium in desk.draft().media}
    assert names == {"followers-overlap.png", "ny-pult.png", "ny-pult-2.png"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"words_en": ""}, "words_en", "Say in words what the picture shows."),
        ({"words_nb": " \n"}, "words_nb", "Say in words what the picture shows."),
        ({"file": Upload("x.png", b"<svg/>")}, "file", "This is no picture that browsers show."),
        ({"file": Upload("x.png", picture() + bytes(5 * 1024 * 1024))}, "file", "A picture has at most 5 MB"),
        ({"file": None}, "file", "Choose a picture."),
    ],
)
def test_a_picture_that_can_not_be_shown_is_refused_and_its_words_stay(
    desk: Desk, values: dict[str, object], field: str, sentence: str
) -> None:
    sent = {"file": Upload("x.png", picture()), **PICTURE, **values}
    if sent["file"] is None:
        del sent["file"]
    page = desk.send("picture", **sent)
    assert page.status_int == 422
    assert sentence in page.html.find(id=f"{field}-error").text
    if field != "words_en":
        assert PICTURE["words_en"] in page
    assert desk.counts() == CARRIED


def test_a_video_has_its_text_and_its_captions(desk: Desk) -> None:
    page = desk.add_video(captions_nb=Upload("x.vtt", CAPTIONS)).follow()
    assert "The video stands" in page
    media = {medium.name: medium for medium in desk.draft().media}
    assert set(media) == {"followers-overlap.png", "talk.mp4", "talk.nb.vtt"}
    assert media["talk.mp4"].transcripts == {"nb": "Kari sier *hei*.", "en": "Kari says *hi*."}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"transcript_en": ""}, "transcript_en", "Write what is said and shown"),
        ({"words_nb": ""}, "words_nb", "Write a title."),
        ({"address": "https://vimeo.com/1"}, "address", "not both"),
        ({"captions_en": Upload("x.vtt", b"1\n00:01")}, "captions_en", "These are no captions."),
        ({"file": Upload("x.mp4", mp4(coding=b"hvc1"))}, "file", "Few browsers can play this video."),
    ],
)
def test_a_video_without_what_it_needs_is_refused(
    desk: Desk, values: dict[str, object], field: str, sentence: str
) -> None:
    page = desk.add_video(**values)
    assert page.status_int == 422
    assert sentence in page.html.find(id=f"{field}-error").text
    assert desk.counts() == CARRIED


def test_a_video_elsewhere_is_an_address_on_https(desk: Desk) -> None:
    page = desk.send("video", address="http://vimeo.com/1", **VIDEO)
    assert "https:// and the rest" in page.html.find(id="address-error").text
    assert desk.send("video", address="https://vimeo.com/1", **VIDEO).status_int == 303
    medium = desk.draft().media[-1]
    assert (medium.name, medium.address, medium.sha256) == ("talk.url", "https://vimeo.com/1", None)


def test_words_are_changed_wherever_they_stand(desk: Desk) -> None:
    desk.add_video(captions_nb=Upload("x.vtt", CAPTIONS), captions_en=Upload("x.vtt", CAPTIONS))
    page = desk.browser.submit(
        f"{desk.path}/media/talk.mp4",
        words_en="A longer talk",
        transcript_nb="Mer.",
        captions_en=Upload("y.vtt", CAPTIONS + b"\n"),
        drop_nb=True,
    )
    assert "The draft is saved" in page
    draft = desk.draft()
    assert draft.lessons[0].texts["en"]["body"].endswith("![A longer talk](media/talk.mp4)")
    assert draft.lessons[0].texts["nb"]["body"].endswith("![Prat](media/talk.mp4)")
    media = {medium.name: medium for medium in draft.media}
    assert set(media) == {"followers-overlap.png", "talk.mp4", "talk.en.vtt"}
    assert media["talk.mp4"].transcripts["nb"] == "Mer."
    assert desk.counts() == (4, 3, 3)


def test_words_that_somebody_else_changed_meanwhile_are_not_lost(desk: Desk) -> None:
    desk.add_picture()
    path = f"{desk.path}/media/ny-pult.png"
    stale = desk.browser.get(path)
    desk.browser.submit(path, words_en="Theirs")
    form = stale.forms[next(name for name, each in stale.forms.items() if "words_en" in each.fields)]
    form["words_en"] = "Mine"
    page = form.submit(status=409)
    assert "Theirs" in desk.draft().lessons[0].texts["en"]["body"]
    assert "Mine" in page


def test_a_medium_is_deleted_with_its_lines_and_its_bytes(desk: Desk) -> None:
    before = desk.draft().lessons[0].texts
    desk.add_video(captions_nb=Upload("x.vtt", CAPTIONS))
    page = desk.browser.get(f"{desk.path}/media/talk.mp4")
    deleting = next(form for form in page.forms.values() if form.action.endswith("/delete"))
    assert "talk.mp4 is deleted" in deleting.submit().follow()
    assert desk.draft().lessons[0].texts == before
    assert desk.counts() == CARRIED
    assert deleting.submit(status=303)


def test_bytes_go_with_the_last_draft_that_shows_them(desk: Desk) -> None:
    desk.add_picture()
    desk.add_video(mp4(played=b"x" * PIECE))
    assert desk.counts() == (4, 3, 4)
    desk.browser.submit(f"{desk.path}/discard")
    assert desk.counts() == SHIPPED


def test_a_draft_is_not_published_without_descriptions_or_with_something_left_over(desk: Desk) -> None:
    desk.add_picture()
    lesson = desk.draft().lessons[0].texts
    for body, said in (
        (lesson["en"]["body"].replace("A desk by the window", ""), "ny-pult.png has no description"),
        ("![x](media/gone.png)", "The text shows gone.png, which is not there."),
        ("![x](https://evil.example/x.png)", "only pictures and videos of the course"),
    ):
        desk.browser.submit(desk.lesson, body_en=body)
        page = desk.browser.get(f"{desk.path}/publish")
        assert "Lesson 1, in English: " in page
        assert said in page
    desk.browser.submit(desk.lesson, body_en="Nothing.", body_nb="Ingenting.")
    assert "ny-pult.png stands in no lesson" in desk.publish()
    with desk.make.app.test_request_context(), desk.make.database.transaction() as session:
        made = editor_operations.publish(
            session,
            version_id=desk.version_id,
            loaded=editor_queries.draft_fingerprint(desk.draft()),
            what_changed="",
            by=None,
            at=LONG_AGO,
        )
    assert isinstance(made, Refusal)


def test_what_is_published_is_frozen_with_its_bytes(desk: Desk) -> None:
    desk.add_video()
    assert "is published" in desk.publish()
    for statement in (
        "UPDATE course_media SET name = 'x.png'",
        "DELETE FROM course_media",
        "UPDATE media_chunks SET content = content",
        "DELETE FROM media_chunks",
        "UPDATE media_files SET size = 1",
        "INSERT INTO course_media (version_id, name, transcripts) SELECT id, 'y', '{}' FROM course_versions",
        "INSERT INTO media_chunks (sha256, number, content) SELECT sha256, 9, content FROM media_chunks",
    ):
        with pytest.raises(DBAPIError), desk.make.database.transaction() as session:
            session.execute(text(statement))


def test_two_who_bring_the_same_bytes_at_once_keep_them_once(make: Factory) -> None:
    both, done = Barrier(2), []
    file = Brought(Kind.MP4, content_of(bytes(range(256)) * 5000))

    def bring() -> None:
        both.wait()
        with make.database.transaction() as session:
            done.append(keeping.keep(session, file))

    threads = [Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [file.content.sha256] * 2
    with make.database.reading() as session:
        assert (
            brought_in(session.get_one(MediaFile, done[0]), session).content.whole() == file.content.whole()
        )


def test_bytes_that_are_thrown_away_while_another_draft_takes_them_stay(desk: Desk) -> None:
    """Whoever shows a file holds it, so who lets go of it at the same time waits, and sees it."""
    desk.add_picture()
    file = Brought(Kind.PNG, content_of(picture()))
    other = desk.browser.submit("/programme/courses/new", title_nb="Ny", title_en="New").request.path
    other_id = int(other.rsplit("/", 1)[1])
    held, threads = Barrier(2), []

    def throw_away() -> None:
        held.wait()
        with desk.make.database.transaction() as session:
            keeping.let_go(session, version_id=desk.version_id, names=["ny-pult.png"])

    with desk.make.database.transaction() as session:
        sha256 = keeping.keep(session, file)
        threads.append(Thread(target=throw_away))
        threads[0].start()
        held.wait()
        keeping.add(session, version_id=other_id, name="a.png", sha256=sha256)
    threads[0].join()
    with desk.make.database.reading() as session:
        kept = session.get(MediaFile, file.content.sha256)
        assert kept is not None
        assert brought_in(kept, session).content.whole() == picture()
