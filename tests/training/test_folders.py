"""A course as a folder: out and in again without loss, and every fault named with its place."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.people.audiences import Audience
from ambassador.training import content, policy
from ambassador.training.folders.archives import archive_of, files_in, files_under, put_under
from ambassador.training.folders.faults import Fault, FaultyCourseError, Wrong
from ambassador.training.folders.parts import SETTINGS, CourseParts, LessonPart, MediaPart, QuestionPart
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.words import wrong_sentence
from ambassador.training.folders.writing import files_of
from ambassador.training.media.bringing import Brought, captions_in, file_called
from ambassador.training.media.contents import content_of
from ambassador.training.media.policy import SUFFIXES, VIDEOS, Kind
from ambassador.training.media.policy import Fault as MediaFault
from ambassador.training.media.references import written
from ambassador.training.policy import QuestionKind
from tests.training.media.files import WEBM, mp4, photograph, picture

LANGUAGES = ("nb", "en")
SAMPLES = {
    Kind.PNG: picture("PNG"),
    Kind.JPEG: picture("JPEG"),
    Kind.WEBP: picture("WEBP"),
    Kind.MP4: mp4(),
    Kind.WEBM: WEBM,
}
ADDRESSES = st.from_regex(r"https://[a-z]{1,9}\.no/[!-~]{0,20}", fullmatch=True)
# Whatever writes a text evens its line ends and drops NUL, so there is no \r to keep.
ODD = st.sampled_from(["", " ", "\n", '"', "'", '"""', "'''", "\\", "+++", "+++\n", "\t", "\x01", "\x7f"])
MORE_ODD = st.sampled_from(["\ufeff", "\u2028", "\x85", "𝔘", "é", "å", "#", "---", "title = 1", "\\n", "[a]"])
CHARACTERS = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=20)
TEXTS = st.lists(CHARACTERS | ODD | MORE_ODD, max_size=4).map("".join)
LINES = TEXTS.map(lambda text: text.replace("\n", " "))
FULL = TEXTS.filter(str.strip)
SPOKEN = TEXTS.map(lambda text: text.lstrip("\ufeff")).filter(str.strip)
"""Transcripts: files of their own, at the beginning of which a mark is no part of the text."""
NAMES = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)


def in_both(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, part))


@st.composite
def question_parts(draw: st.DrawFn, name: str, lessons: int) -> QuestionPart:
    kind = draw(st.sampled_from(QuestionKind))
    size = 2 if kind is QuestionKind.TRUE_FALSE else draw(st.integers(2, 5))
    options = st.lists(LINES.filter(str.strip), min_size=size, max_size=size, unique=True)
    words = {"prompt": FULL, "options": options, "explanation": FULL}
    if kind is QuestionKind.SCENARIO:
        words["feedback"] = st.lists(LINES.filter(str.strip), min_size=size, max_size=size)
    most = size if kind is QuestionKind.MULTIPLE else 1
    right = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=most))
    texts = draw(in_both(st.fixed_dictionaries(words)))
    return QuestionPart(name, draw(st.integers(1, lessons)), kind, texts, sorted(right))


@st.composite
def media_parts(draw: st.DrawFn) -> tuple[MediaPart, ...]:
    found = []
    for stem in draw(st.lists(NAMES, max_size=3, unique=True)):
        suffix = draw(st.sampled_from(["png", "jpg", "jpeg", "webp", "mp4", "webm", "url"]))
        if suffix == "url":
            found.append(MediaPart(f"{stem}.url", None, draw(ADDRESSES), draw(in_both(SPOKEN))))
            continue
        file = file_called(suffix, content_of(SAMPLES[SUFFIXES[suffix]]))
        assert isinstance(file, Brought)
        is_film = file.kind in VIDEOS
        found.append(MediaPart(f"{stem}.{suffix}", file, "", draw(in_both(SPOKEN)) if is_film else {}))
        if is_film and draw(st.booleans()):
            captions = captions_in(content_of(b"WEBVTT\r\n" + draw(st.text(max_size=20)).encode()))
            assert isinstance(captions, Brought)
            found.append(MediaPart(f"{stem}.{draw(st.sampled_from(LANGUAGES))}.vtt", captions))
    return tuple(sorted(found, key=lambda part: part.name))


@st.composite
def courses(draw: st.DrawFn) -> CourseParts:
    lessons = draw(
        st.lists(
            st.builds(
                LessonPart,
                NAMES | st.just(""),
                in_both(st.fixed_dictionaries({"title": LINES, "body": TEXTS})),
            ),
            max_size=12,
        )
    )
    names = draw(st.lists(NAMES, max_size=4, unique=True)) if lessons else []
    questions = [draw(question_parts(draw(st.sampled_from([name, ""])), len(lessons))) for name in names]
    slug = draw(NAMES)
    audience = draw(st.sampled_from(Audience))
    teams = draw(st.sets(TEXTS, max_size=4)) if audience is Audience.TEAMS else set()
    media = draw(media_parts())
    shown = [part.name for part in media if not part.name.endswith(".vtt")]
    if shown and lessons:
        line = written(shown[0], draw(FULL))
        texts = lessons[0].texts
        shows = {la: {**texts[la], "body": f"{texts[la]['body']}\n\n{line}"} for la in LANGUAGES}
        lessons[0] = replace(lessons[0], texts=shows if draw(st.booleans()) else texts)
    return CourseParts(
        slug=slug,
        teams=tuple(sorted(teams)),
        prerequisites=tuple(sorted(draw(st.sets(NAMES.filter(lambda name: name != slug), max_size=3)))),
        is_required=draw(st.booleans()),
        settings={
            setting.name: draw(
                st.just(audience.value)
                if setting.among
                else st.booleans()
                if isinstance(setting.default, bool)
                else st.integers(setting.least, setting.most)
            )
            for setting in SETTINGS
        },
        texts=draw(in_both(st.fixed_dictionaries({"title": LINES, "summary": TEXTS}))),
        lessons=tuple(lessons),
        questions=tuple(questions),
        media=media,
    )


@given(courses())
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_as_the_same_course(course: CourseParts) -> None:
    files = files_of(course)
    assert course_in(files) == course
    assert files_in(archive_of(files, folder=course.slug)) == files


@given(courses())
@settings(max_examples=10, deadline=None)
def test_windows_line_ends_and_marks_change_nothing(course: CourseParts) -> None:
    files = {
        n: b"\xef\xbb\xbf" + c.replace(b"\n", b"\r\n") if isinstance(c, bytes) else c
        for n, c in files_of(course).items()
    }
    assert course_in(files) == course


def test_the_same_course_is_the_same_archive_to_the_byte() -> None:
    course = content.course_shipped("rules-of-play")
    archive = archive_of(files_of(course), folder=course.slug)
    assert archive == archive_of(files_of(course_in(files_in(archive))), folder=course.slug)
    with ZipFile(BytesIO(archive)) as opened:
        assert opened.namelist()[:2] == ["rules-of-play/course.toml", "rules-of-play/1-your-choice.nb.md"]


def test_a_shipped_course_names_nothing_that_a_company_may_not_have() -> None:
    assert {(course.teams, course.prerequisites) for course in content.shipped()} == {((), ())}
    assert content.course_shipped("leaders-in-social-media").settings["audience"] == Audience.LEADERS


def test_teams_and_courses_are_named_each_once_in_the_order_of_their_letters() -> None:
    files = whole()
    files["course.toml"] = files["course.toml"].replace(
        "[title]",
        'audience = "teams"\nteams = ["Salg", "Drift", "Salg"]\nprerequisites = ["b", "a", "b"]\n[title]',
    )
    course = course_in(encoded(files))
    assert (course.teams, course.prerequisites) == (("Drift", "Salg"), ("a", "b"))


def test_a_shipped_folder_keeps_the_names_of_its_files() -> None:
    for course in content.shipped():
        folder = files_under(content.CONTENT / course.slug)
        assert set(files_of(course)) == set(folder)


def test_more_than_nine_lessons_stand_in_order_in_any_list_of_files() -> None:
    course = content.course_shipped("rules-of-play")
    longer = replace(course, lessons=course.lessons * 3)
    names = [name for name in files_of(longer) if name.endswith(".en.md")]
    assert names == sorted(names)
    assert course_in(files_of(longer)) == longer


def test_a_folder_is_written_and_read_and_lessons_of_before_go(tmp_path: Path) -> None:
    course = content.course_shipped("rules-of-play")
    put_under(tmp_path / "here", files_of(course))
    (tmp_path / "here" / "README.md").write_text("Ours.")
    shorter = replace(course, lessons=course.lessons[:3], questions=course.questions[:1])
    put_under(tmp_path / "here", files_of(shorter))
    assert course_in(files_under(tmp_path / "here")) == shorter
    assert (tmp_path / "here" / "README.md").read_text() == "Ours."


def test_a_folder_that_is_no_course_loses_no_file(tmp_path: Path) -> None:
    (tmp_path / "1-mine.en.md").write_text("Mine.")
    put_under(tmp_path, files_of(content.course_shipped("rules-of-play")))
    assert (tmp_path / "1-mine.en.md").exists()


def whole() -> dict[str, str]:
    return {
        "course.toml": 'slug = "pictures"\n[title]\nnb = "Bilder"\nen = "Pictures"\n'
        '[summary]\nnb = "Kort."\nen = "Short."\n',
        "1-ask.nb.md": '+++\ntitle = "Spør"\n+++\n\nFørst.\n',
        "1-ask.en.md": '+++\ntitle = "Ask"\n+++\n\nFirst.\n',
        "questions.toml": '[[question]]\nlesson = 1\nkind = "single"\nright = [0]\n'
        '[question.nb]\nprompt = "Hva?"\noptions = ["a", "b"]\nexplanation = "Derfor."\n'
        '[question.en]\nprompt = "What?"\noptions = ["a", "b"]\nexplanation = "So."\n',
    }


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


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
