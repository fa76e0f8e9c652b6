"""A course as a folder: out and in again without loss."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from hypothesis import given, settings

from ambassador.people.audiences import Audience
from ambassador.training import content
from ambassador.training.folders.archives import archive_of, files_in, files_under, put_under
from ambassador.training.folders.parts import CourseParts
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.writing import files_of
from tests.training.written_courses import courses, encoded, whole


@given(courses())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_as_the_same_course(course: CourseParts) -> None:
    files = files_of(course)
    assert course_in(files) == course
    assert files_in(archive_of(files, folder=course.slug)) == files


@given(courses())
@settings(max_examples=15, deadline=None)
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
