"""Courses out as zip and in again: as a draft, once, and with every fault named."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from webtest import TestResponse, Upload

from ambassador.cli import commands
from ambassador.db import Database
from ambassador.training import content, editor_operations
from ambassador.training.folders import archives, operations, queries
from ambassador.training.folders.archives import archive_of, files_in, files_under
from ambassador.training.folders.faults import Fault, FaultyCourseError
from ambassador.training.folders.parts import File
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.writing import files_of
from ambassador.training.models import Course, CourseVersion
from ambassador.training.requirement_queries import is_required
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.browser import Browser, first_main_form
from tests.factories import LONG_AGO, Factory

IMPORT = "/programme/courses/import"
SHIPPED = content.CONTENT / "disclosure-in-practice"
COURSE = content.course_shipped("disclosure-in-practice")


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def zipped(files: Mapping[str, File], *, method: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, file in files.items():
            archive.writestr(name, file if isinstance(file, bytes) else file.whole())
    return made.getvalue()


def send(browser: Browser, archive: bytes, *, to: str = "new", status: int = 303) -> TestResponse:
    page = browser.get(IMPORT)
    form = page.forms[first_main_form(page)]
    form["file"] = Upload("course.zip", archive)
    form["course"] = to
    return form.submit(status=status)


def fault_of(archive: bytes) -> list[tuple[Fault, str]]:
    with pytest.raises(FaultyCourseError) as caught:
        files_in(archive)
    return [(each.fault, each.file) for each in caught.value.wrong]


@pytest.mark.usefixtures("content")
def test_a_draft_goes_out_and_comes_in_as_the_same_version(editor: Browser, make: Factory) -> None:
    with make.database.transaction() as session:
        draft = editor_operations.begin_draft(session, course_id=3)
        assert draft is not None
    answer = editor.get(f"/programme/courses/drafts/{draft}").click("Download as zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=disclosure-in-practice.zip"
    made = send(editor, answer.body)
    page = made.follow()
    assert "imported as a draft" in page
    imported = int(made.location.rsplit("/", 1)[1])
    with make.database.reading() as session:
        before, after = queries.parts_of(session, draft), queries.parts_of(session, imported)
        assert before is not None
        assert after is not None
        assert before.is_same_version(after)
        assert before.is_same_version(COURSE)
        assert (after.slug, after.is_required) == ("disclosure-in-practice-2", False)
        assert session.get_one(CourseVersion, imported).published_at is None


@pytest.mark.usefixtures("content")
def test_a_lesson_that_was_written_here_gets_a_file_name(editor: Browser, make: Factory) -> None:
    path = editor.submit("/programme/courses/new", title_nb="Ny", title_en="New one").request.path
    for title in ("Først å spørre", "???"):
        editor.submit(f"{path}/lessons/new", title_en=title)
    answer = editor.get(path).click("Download as zip")
    names = {name for name in files_in(answer.body) if name.endswith(".en.md")}
    assert names == {"1-forst-a-sporre.en.md", "2.en.md"}


@pytest.mark.usefixtures("content")
def test_every_version_can_be_downloaded(editor: Browser, make: Factory) -> None:
    page = editor.get("/programme/courses").click("All versions", index=0)
    answer = page.click("Download as zip")
    assert course_in(files_in(answer.body)) == content.course_shipped("rules-of-play")
    editor.get("/programme/courses/versions/99/download", status=404)
    editor.get("/programme/courses/99/versions", status=404)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_right_answers_go_out_to_programme_managers_only(make: Factory, role: Role) -> None:
    browser = make.browser_as(role)
    for path in (IMPORT, "/programme/courses/1/versions", "/programme/courses/versions/1/download"):
        browser.get(path, status=403)


def test_the_same_file_sent_twice_is_one_course(editor: Browser, database: Database) -> None:
    archive = zipped(files_under(SHIPPED))
    assert send(editor, archive).location == send(editor, archive).location
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Course)) == 1


@pytest.mark.usefixtures("content")
def test_a_new_version_of_a_course_keeps_the_courses_name_and_requirement(
    editor: Browser, make: Factory
) -> None:
    archive = zipped(files_under(SHIPPED))
    made = send(editor, archive, to="1").location
    assert send(editor, archive, to="1").location == made
    with make.database.reading() as session:
        version = session.get_one(CourseVersion, int(made.rsplit("/", 1)[1]))
        assert (version.course_id, version.number) == (1, 2)
        assert is_required(session, 1)
        assert session.get_one(Course, 1).slug == "rules-of-play"
    page = send(editor, zipped(files_of(content.course_shipped("rules-of-play"))), to="1", status=422)
    assert "This course has a draft already" in page.html.find(id="course-error").text
    assert page.forms[first_main_form(page)]["course"].value == "1"


@pytest.mark.usefixtures("content")
def test_all_faults_are_on_the_page_and_nothing_is_kept(editor: Browser, make: Factory) -> None:
    files = files_under(SHIPPED)
    files["course.toml"] = files["course.toml"].replace(b"pass_percent = 80", b"pass_percent = 800")
    del files["2-product-posts.nb.md"]
    page = send(editor, zipped(files), status=422)
    assert "2 faults keep this from being a course" in page
    listed = [item.text for item in page.html.find(class_="notice-warning").find_all("li")]
    assert sorted(listed) == [
        "2-product-posts.nb.md: The file is missing.",
        "course.toml, pass_percent: This should be a whole number from 1 to 100.",
    ]
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CourseVersion)) == len(content.SLUGS)


def test_no_file_and_no_archive_are_said_beside_the_field(editor: Browser) -> None:
    page = editor.get(IMPORT)
    answer = page.forms[first_main_form(page)].submit(status=422)
    assert "Choose a file." in answer.html.find(id="file-error").text
    assert "This is no zip file" in send(editor, b"slug = 1", status=422)


def test_two_imports_at_once_are_one_draft(database: Database) -> None:
    both, made = Barrier(2), []

    def bring() -> None:
        both.wait()
        with database.transaction() as session:
            made.append(operations.import_new(session, COURSE, by=None, at=LONG_AGO))

    threads = [Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        slugs = session.scalars(select(Course.slug)).all()
    # Either the second sees the first's draft, or it began before and took the next name.
    assert len(made) == 2
    assert len(set(made)) == len(slugs)


def test_a_course_that_is_gone_is_said(database: Database) -> None:
    with database.transaction() as session:
        answer = operations.import_into(session, COURSE, course_id=99)
    assert isinstance(answer, Refusal)
    assert answer.field == "course"


def test_a_zip_made_on_a_mac_or_of_a_repository_is_read() -> None:
    files = {f"a/b/{name}": text for name, text in files_under(SHIPPED).items()}
    files |= {
        "__MACOSX/a/._course.toml": b"x",
        "a/b/.DS_Store": b"x",
        "a/b/README.md": b"Ours.",
        "LICENSE": b"x",
    }
    assert course_in(files_in(zipped(files))) == COURSE


@pytest.mark.parametrize(
    "path", ["../course.toml", "/etc/course.toml", "a/../../b.md", "C:\\course.toml", "..\\1-a.nb.md"]
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    [(fault, _file)] = fault_of(zipped(files_under(SHIPPED) | {path: b"x"}))
    assert fault is Fault.STRANGE_PATH


def test_what_is_no_part_of_the_course_is_named() -> None:
    files = files_under(SHIPPED)
    assert fault_of(zipped({"a/course.toml": b"", "b/course.toml": b""})) == [(Fault.SEVERAL_COURSES, "")]
    assert fault_of(zipped({"notes.txt": b""})) == [(Fault.MISSING_FILE, "course.toml")]
    assert fault_of(zipped(files | {"pictures/one.png": b""})) == [(Fault.UNKNOWN_FILE, "pictures/one.png")]
    doubled = BytesIO(zipped(files))
    with ZipFile(doubled, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("course.toml", b"")
    assert fault_of(doubled.getvalue()) == [(Fault.TWICE, "course.toml")]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(files_under(SHIPPED) | {"7-more.nb.md": bytes(3 * archives.MEGABYTE)})
    large = archive_of({"course.toml": b"", "1.nb.md": b"x" * (archives.MOST_FILE + 1)}, folder="a")
    many = zipped({f"{number}.nb.md": b"" for number in range(archives.MOST_FILES + 1)})
    monkeypatch.delattr(ZipFile, "read")
    assert fault_of(bomb) == [(Fault.PACKED_ODDLY, "")]
    assert fault_of(large) == [(Fault.TOO_LARGE, "1.nb.md")]
    assert fault_of(many) == [(Fault.PACKED_ODDLY, "")]
    assert fault_of(bytes(archives.MOST_PACKED + 1)) == [(Fault.TOO_LARGE, "")]


def test_a_locked_an_unusual_and_a_cut_archive_are_refused() -> None:
    locked = bytearray(zipped({"course.toml": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(signature) + offset] |= 1
    assert fault_of(bytes(locked)) == [(Fault.LOCKED, "")]
    assert fault_of(zipped({"course.toml": b"x"}, method=ZIP_LZMA)) == [(Fault.PACKED_ODDLY, "")]
    whole = zipped(files_under(SHIPPED))
    assert fault_of(whole[:-30]) == [(Fault.DAMAGED, "")]
    liar = bytearray(zipped({"course.toml": b"x" * 100_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", liar, liar.rfind(signature) + offset, 10)
    assert fault_of(bytes(liar)) == [(Fault.DAMAGED, "")]


def test_the_commands_bring_a_folder_in_and_write_it_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMBASSADOR_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "course"

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(commands, ["course", *arguments])
        return done.exit_code, done.output

    assert run("export", "rules-of-play", str(folder))[0] == 0
    assert course_in(files_under(folder)) == content.course_shipped("rules-of-play")
    assert run("export", "unknown", str(folder)) == (
        1,
        f"Error: No course called unknown has been published. There are: {', '.join(content.SLUGS)}.\n",
    )
    (folder / "course.toml").write_text("slug = 3")
    code, said = run("import", str(folder))
    assert code == 1
    assert "course.toml, slug: This should be a text in quotation marks." in said
    assert run("export", "rules-of-play", str(folder))[0] == 0
    assert "imported as a draft" in run("import", str(folder))[1]
    (folder / "5-mistakes-and-reach.en.md").write_text('+++\ntitle = "Other"\n+++\n')
    assert run("import", str(folder)) == (
        1,
        "Error: This course has a draft already. Publish it or discard it first.\n",
    )
