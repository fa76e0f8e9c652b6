"""What is wrong in the folder of a course is named, all in one go, each with its file and place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from ambassador.training import content, policy
from ambassador.training.folders.archives import put_under
from ambassador.training.folders.faults import Fault, FaultyCourseError, Wrong
from ambassador.training.folders.parts import SETTINGS
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.words import wrong_sentence
from ambassador.training.folders.writing import files_of
from ambassador.training.media.contents import content_of
from ambassador.training.media.policy import Fault as MediaFault
from tests.training.media.files import WEBM, mp4, photograph, picture
from tests.training.written_courses import LANGUAGES, encoded, whole


def wrong_in(files: dict[str, bytes]) -> list[tuple[Fault, str, str, int]]:
    with pytest.raises(FaultyCourseError) as caught:
        course_in(files)
    return [(each.fault, each.file, each.key, each.line) for each in caught.value.wrong]


def test_settings_that_are_left_out_are_the_usual_ones() -> None:
    course = course_in(encoded(whole()))
    assert course.settings == {setting.name: setting.default for setting in SETTINGS}
    assert course.is_required


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("course.toml", 'nb = "Bilder"', "", (Fault.MISSING_KEY, "course.toml", "title.nb", 0)),
        ("course.toml", 'nb = "Bilder"', "nb = 3", (Fault.NOT_TEXT, "course.toml", "title.nb", 0)),
        (
            "course.toml",
            "[title]",
            "pass_mark = 3\n[title]",
            (Fault.UNKNOWN_KEY, "course.toml", "pass_mark", 0),
        ),
        (
            "course.toml",
            "[title]",
            "pass_percent = 101\n[title]",
            (Fault.OUT_OF_RANGE, "course.toml", "pass_percent", 0),
        ),
        (
            "course.toml",
            "[title]",
            "pass_percent = true\n[title]",
            (Fault.OUT_OF_RANGE, "course.toml", "pass_percent", 0),
        ),
        ("course.toml", "[title]", "required = 1\n[title]", (Fault.NOT_SWITCH, "course.toml", "required", 0)),
        ("course.toml", '"pictures"', '"Pictures of us"', (Fault.NOT_NAME, "course.toml", "slug", 0)),
        (
            "course.toml",
            "[title]",
            'audience = "bosses"\n[title]',
            (Fault.UNKNOWN_AUDIENCE, "course.toml", "audience", 0),
        ),
        (
            "course.toml",
            "[title]",
            "audience = [1]\n[title]",
            (Fault.UNKNOWN_AUDIENCE, "course.toml", "audience", 0),
        ),
        (
            "course.toml",
            "[title]",
            'audience = "leaders"\nteams = ["Salg"]\n[title]',
            (Fault.NOT_FOR_TEAMS, "course.toml", "teams", 0),
        ),
        (
            "course.toml",
            "[title]",
            'audience = "teams"\nteams = "Salg"\n[title]',
            (Fault.NOT_TEXTS, "course.toml", "teams", 0),
        ),
        (
            "course.toml",
            "[title]",
            'prerequisites = ["pictures"]\n[title]',
            (Fault.AFTER_ITSELF, "course.toml", "prerequisites", 0),
        ),
        (
            "course.toml",
            "[title]",
            'prerequisites = ["Rules of play"]\n[title]',
            (Fault.NOT_NAME, "course.toml", "prerequisites", 0),
        ),
        ("course.toml", '"pictures"', '"../x"', (Fault.NOT_NAME, "course.toml", "slug", 0)),
        ("course.toml", '"Pictures"', '"Pict\nures"', (Fault.BROKEN_TOML, "course.toml", "", 4)),
        ("course.toml", '"Pictures"', '"Pict\\nures"', (Fault.SEVERAL_LINES, "course.toml", "title.en", 0)),
        ("course.toml", '"Pictures"', f'"{"x" * 201}"', (Fault.TOO_LONG, "course.toml", "title.en", 0)),
        ("course.toml", '"Short."', '"Sh\\u0000rt."', (Fault.NUL, "course.toml", "summary.en", 0)),
        (
            "course.toml",
            '[summary]\nnb = "Kort."\nen = "Short."',
            "",
            (Fault.MISSING_KEY, "course.toml", "summary", 0),
        ),
        ("1-ask.en.md", "+++\ntitle", "title", (Fault.NO_FRONT_MATTER, "1-ask.en.md", "", 0)),
        ("1-ask.en.md", '"Ask"', "Ask", (Fault.BROKEN_TOML, "1-ask.en.md", "", 2)),
        ("1-ask.en.md", "First.", "x" * 40_001, (Fault.TOO_LONG, "1-ask.en.md", "", 0)),
        ("1-ask.en.md", "First.", "F\x00", (Fault.NUL, "1-ask.en.md", "", 0)),
        ("questions.toml", "lesson = 1", 'lesson = "1"', (Fault.NOT_NUMBER, "questions.toml", "lesson", 0)),
        ("questions.toml", '"single"', '"essay"', (Fault.UNKNOWN_KIND, "questions.toml", "kind", 0)),
        ("questions.toml", "[0]", "[true]", (Fault.NOT_NUMBERS, "questions.toml", "right", 0)),
        ("questions.toml", '"Hva?"', '"Hva?"\nhint = "x"', (Fault.UNKNOWN_KEY, "questions.toml", "hint", 0)),
        ("questions.toml", "[[question]]", "[question]", (Fault.NOT_TABLE, "questions.toml", "question", 0)),
        (
            "questions.toml",
            'options = ["a", "b"]',
            'options = "a"',
            (Fault.NOT_TEXTS, "questions.toml", "options", 0),
        ),
    ],
)
def test_a_fault_is_named_with_its_file_and_place(
    file: str, old: str, new: str, expected: tuple[Fault, str, str, int]
) -> None:
    files = whole()
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    assert wrong_in(encoded(files)) == [expected]


def test_all_faults_are_named_in_one_go() -> None:
    files = encoded(whole())
    del files["1-ask.nb.md"]
    files["2-more.nb.md"] = b"\xff"
    files["4-later.en.md"] = b"No front matter."
    files["notes.txt"] = b"Mine."
    files["course.toml"] = files["course.toml"].replace(b'slug = "pictures"', b"")
    found = {(fault, file) for fault, file, _key, _line in wrong_in(files)}
    assert found == {
        (Fault.MISSING_FILE, "1-ask.nb.md"),
        (Fault.MISSING_FILE, "2-more.en.md"),
        (Fault.MISSING_FILE, "4-later.nb.md"),
        (Fault.NOT_UTF8, "2-more.nb.md"),
        (Fault.NO_FRONT_MATTER, "4-later.en.md"),
        (Fault.NOT_NUMBERED, ""),
        (Fault.UNKNOWN_FILE, "notes.txt"),
        (Fault.MISSING_KEY, "course.toml"),
    }


def test_a_question_that_cannot_be_asked_is_refused_by_the_rules_of_training() -> None:
    files = whole()
    files["questions.toml"] = files["questions.toml"].replace('"single"', '"scenario"').replace("[0]", "[5]")
    with pytest.raises(FaultyCourseError) as caught:
        course_in(encoded(files))
    assert [(each.question, each.language, each.about) for each in caught.value.wrong] == [
        (1, "nb", policy.Fault.NO_FEEDBACK),
        (1, "en", policy.Fault.NO_FEEDBACK),
        (1, "", policy.Fault.UNKNOWN_RIGHT),
    ]


def test_two_questions_of_one_name_are_told_apart_from_two_without() -> None:
    files = whole()
    files["questions.toml"] *= 2
    assert len(course_in(encoded(files)).questions) == 2
    files["questions.toml"] = files["questions.toml"].replace("lesson = 1", 'id = "same"\nlesson = 1')
    assert [(fault, key) for fault, _file, key, _line in wrong_in(encoded(files))] == [
        (Fault.SAME_NAME, "id")
    ]


@pytest.mark.parametrize("toml", ["a = " + "[" * 100_000, "a = " + "9" * 5000, "a" + ".a" * 3000 + " = 1"])
def test_toml_made_to_break_us_is_a_fault(toml: str) -> None:
    files = whole() | {"course.toml": toml}
    faults = [fault for fault, *_rest in wrong_in(encoded(files))]
    assert set(faults) <= {Fault.BROKEN_TOML, Fault.UNKNOWN_KEY, Fault.MISSING_KEY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_sentence_with_its_place(app: Flask, language: str) -> None:
    with app.test_request_context(headers=[("Accept-Language", language)]):
        for fault in Fault:
            assert wrong_sentence(Wrong(fault)).endswith((".", "line of its own."))
        for about in policy.Fault:
            assert wrong_sentence(Wrong(Fault.QUESTION, about=about))
        placed = Wrong(Fault.MISSING_KEY, "questions.toml", "prompt", "nb", question=3)
        expected = {
            "nb": "questions.toml, spørsmål 3, på norsk, prompt: Dette mangler.",
            "en": "questions.toml, question 3, in Norwegian, prompt: This is missing.",
        }
        assert wrong_sentence(placed) == expected[language]


def with_media(**files: bytes) -> dict[str, bytes]:
    """Return a course with these files in its folder media, by name with _ for the dot before the ending."""
    return encoded(whole()) | {f"media/{name.replace('__', '.')}": file for name, file in files.items()}


def media_faults(files: dict[str, bytes]) -> list[tuple[str, MediaFault | None]]:
    with pytest.raises(FaultyCourseError) as caught:
        course_in(files)
    return [(each.file, each.medium.fault if each.medium else None) for each in caught.value.wrong]


TOLD = {"talk__nb__md": b"Hei.", "talk__en__md": b"Hi."}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a__png": b"<svg/>"}, [("media/a.png", MediaFault.NOT_A_PICTURE)]),
        ({"a__png": picture("JPEG")}, [("media/a.png", MediaFault.OTHER_KIND)]),
        (
            {"talk__mp4": mp4(), "talk__nb__md": b"Hei.", "talk__en__md": b" "},
            [("media/talk.en.md", MediaFault.NO_TRANSCRIPT)],
        ),
        ({"talk__mp4": mp4(), "talk__webm": WEBM, **TOLD}, [("media/talk.webm", MediaFault.SAME_STEM)]),
        ({"talk__url": b"https://vimeo.com/1", **TOLD}, [("media/talk.url", MediaFault.NO_ADDRESS)]),
        ({"talk__nb__md": b"Hei."}, [("media/talk.nb.md", MediaFault.NO_VIDEO)]),
        ({"talk__nb__vtt": b"WEBVTT"}, [("media/talk.nb.vtt", MediaFault.NO_VIDEO)]),
        ({"Desk__PNG": picture()}, [("media/Desk.PNG", None)]),
    ],
)
def test_what_can_not_be_shown_is_named_with_its_file(
    files: dict[str, bytes], expected: list[tuple[str, MediaFault | None]]
) -> None:
    found = media_faults(with_media(**files))
    assert [each for each in expected if each in found] == expected
    assert {file for file, _fault in found} == {file for file, _fault in expected} | (
        {"media/talk.mp4"} if MediaFault.SAME_STEM in dict(expected).values() else set()
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("![](media/a.png)", MediaFault.NO_DESCRIPTION),
        ("![x](media/b.png)", MediaFault.NOT_THERE),
        ("![x](https://x.example/a.png)", MediaFault.ELSEWHERE),
    ],
)
def test_a_lesson_that_shows_what_it_can_not_is_named(line: str, fault: MediaFault) -> None:
    files = with_media(a__png=picture())
    files["1-ask.en.md"] += line.encode()
    assert media_faults(files) == [("1-ask.en.md", fault)]


def test_a_photograph_in_a_folder_is_read_without_its_place() -> None:
    [part] = course_in(with_media(a__jpg=photograph())).media
    assert part.file is not None
    assert part.file.content != content_of(photograph())
    assert course_in(with_media(a__jpg=part.file.content.whole())).media == (part,)


def test_what_another_version_showed_goes_from_the_folder(tmp_path: Path) -> None:
    course = content.course_shipped("rules-of-play")
    put_under(tmp_path, files_of(course))
    (tmp_path / "media" / "notes.txt").write_text("Ours.")
    shipped = (tmp_path / "media" / "followers-overlap.png").read_bytes()
    assert shipped == (content.CONTENT / "rules-of-play" / "media" / "followers-overlap.png").read_bytes()
    put_under(tmp_path, files_of(replace(course, media=())))
    assert [each.name for each in (tmp_path / "media").iterdir()] == ["notes.txt"]
