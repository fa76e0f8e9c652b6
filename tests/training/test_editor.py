"""Writing a course: part by part, in order, in both languages, and nothing overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from ambassador.training import editor_queries as queries
from ambassador.training import part_operations as operations
from ambassador.training.models import Course, CourseVersion, Lesson, Question
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.training.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")

OVERVIEW = "/programme/courses"
QUESTION = {
    "prompt_nb": "Hva?",
    "options_nb": "a\nb\nc",
    "explanation_nb": "Derfor.",
    "prompt_en": "What?",
    "options_en": "a\n\n b \nc",
    "explanation_en": "So.",
    "right": "1",
}


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


@pytest.fixture
def draft(editor: Browser) -> str:
    """The address of a draft begun from the shipped course."""
    [form] = [f for f in editor.get(OVERVIEW).forms.values() if f.action.endswith("/1/drafts")]
    return str(form.submit(status=303).location)


def draft_of(make: Factory, address: str) -> CourseVersion:
    with make.database.reading() as session:
        found = queries.open_draft(session, int(address.rsplit("/", 1)[1]))
    assert found is not None
    return found


def form_with(browser: Browser, path: str, field: str) -> Any:
    [form] = [form for form in browser.get(path).forms.values() if field in form.fields]
    return form


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_write_courses(make: Factory, role: Role) -> None:
    make.browser_as(role).get(OVERVIEW, status=403)


def test_the_list_leads_to_how_each_course_goes(make: Factory, editor: Browser) -> None:
    page = editor.get(OVERVIEW).click("How this course goes", index=0)
    assert page.request.path == "/programme/followup/courses/1"


def test_a_draft_copies_the_version_in_force(make: Factory, draft: str) -> None:
    copied = draft_of(make, draft)
    assert (copied.number, len(copied.lessons), len(copied.questions)) == (2, 5, 12)
    assert copied.questions[1].right == [0, 2, 3]


def test_a_second_click_opens_the_same_draft(make: Factory, editor: Browser, draft: str) -> None:
    link = editor.get(OVERVIEW).html.find("a", string="Continue the draft")
    assert link["href"] == draft


def test_a_new_course_is_written_part_by_part_and_published(make: Factory, editor: Browser) -> None:
    path = editor.submit(f"{OVERVIEW}/new", title_nb="Bilder", title_en="Pictures").request.path
    page = editor.get(path)
    assert "at least one lesson" in page
    assert "at least one question" in page
    editor.submit(f"{path}/settings", summary_nb="Kort.", summary_en="Short.", pass_percent="100")
    lesson = {"title_nb": "Spør", "body_nb": "Først.", "title_en": "Ask", "body_en": "First."}
    assert "The draft is saved" in editor.submit(f"{path}/lessons/new", **lesson)
    assert "The draft is saved" in editor.submit(f"{path}/questions/new", **QUESTION)
    assert "(right)" in editor.get(f"{path}/preview?language=nb").html.text
    assert "Version 1 is published" in editor.submit(f"{path}/publish")
    with make.database.reading() as session:
        course = session.scalars(select(Course).where(Course.slug == "pictures")).one()
    taken = make.browser_of(make.person()).get(f"/training/{course.id}")
    assert "1 question." in taken


def test_a_course_that_is_not_whole_is_not_published(make: Factory, editor: Browser, draft: str) -> None:
    lesson = draft_of(make, draft).lessons[0]
    form = form_with(editor, f"{draft}/publish", "what_changed")
    editor.submit(f"{draft}/lessons/{lesson.id}", title_nb="")
    assert "Lesson 1 needs a title and a text" in editor.get(f"{draft}/publish")
    assert form.submit(expect_errors=True).status_int == 409
    assert draft_of(make, draft).published_at is None


def test_a_draft_changed_after_one_looked_is_not_published_unseen(
    editor: Browser, draft: str, make: Factory
) -> None:
    form = form_with(editor, f"{draft}/publish", "what_changed")
    editor.submit(f"{draft}/settings", pass_percent="90")
    page = form.submit(status=409)
    assert "changed after you opened this page" in page
    assert draft_of(make, draft).pass_percent == 90


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pass_percent", "0"),
        ("pass_percent", "101"),
        ("pass_percent", "many"),
        ("pass_percent", ""),
        ("validity_months", "0"),
        ("validity_months", "61"),
        ("validity_months", "99999999999999999999"),
        ("title_nb", "x" * 201),
    ],
)
def test_settings_out_of_range_are_refused_and_kept(
    editor: Browser, draft: str, field: str, value: str
) -> None:
    page = editor.submit(f"{draft}/settings", **{field: value})
    assert page.status_int == 422
    assert page.html.find(class_="field-error")
    assert form_value(page, field) == value


def form_value(page: Any, field: str) -> str:
    [form] = [form for form in page.forms.values() if field in form.fields]
    return str(form[field].value)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"right": ""}, "Say which options are right"),
        ({"right": "4"}, "no option with this number"),
        ({"right": "0"}, "no option with this number"),
        ({"right": "first"}, "no option with this number"),
        ({"right": "1, 2"}, "one right option"),
        ({"options_en": "a\nb"}, "as many options in both languages"),
        ({"options_nb": "a\na\nc"}, "Two of the options are the same"),
        ({"prompt_en": ""}, "Write the question"),
        ({"explanation_nb": " "}, "Write why"),
        ({"kind": "true_false"}, "A statement has two options"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_beside_its_field(
    editor: Browser, draft: str, make: Factory, changed: dict[str, str], sentence: str
) -> None:
    page = editor.submit(f"{draft}/questions/new", **{**QUESTION, **changed})
    assert page.status_int == 422
    assert sentence in page.html.find(class_="field-error").text
    assert form_value(page, "explanation_en") == "So."
    assert len(draft_of(make, draft).questions) == 12


def test_a_question_keeps_options_line_by_line_and_the_right_ones(
    editor: Browser, draft: str, make: Factory
) -> None:
    editor.submit(
        f"{draft}/questions/new", **{**QUESTION, "kind": "multiple", "right": "3; 1", "lesson": "2"}
    )
    added = draft_of(make, draft).questions[-1]
    assert (added.position, added.lesson_position, added.right) == (13, 2, [0, 2])
    assert added.texts["en"]["options"] == ["a", "b", "c"]
    assert form_with(editor, f"{draft}/questions/{added.id}", "right")["right"].value == "1, 3"


def test_a_statement_without_options_gets_true_and_false(editor: Browser, draft: str, make: Factory) -> None:
    bare = {**QUESTION, "kind": "true_false", "options_nb": "", "options_en": "", "right": "2"}
    editor.submit(f"{draft}/questions/new", **bare)
    assert draft_of(make, draft).questions[-1].texts["nb"]["options"] == ["Riktig", "Galt"]


def test_the_same_new_part_sent_twice_is_one(editor: Browser, draft: str, make: Factory) -> None:
    for _again in range(2):
        editor.submit(f"{draft}/lessons/new", title_en="More")
        editor.submit(f"{draft}/questions/new", **QUESTION)
    now = draft_of(make, draft)
    assert (len(now.lessons), len(now.questions)) == (6, 13)


def test_moving_a_lesson_takes_its_questions_along(editor: Browser, draft: str, make: Factory) -> None:
    before = draft_of(make, draft)
    first = before.lessons[0]
    about_first = {question.id for question in before.questions if question.lesson_position == 1}
    [form] = [f for f in editor.get(draft).forms.values() if f.action.endswith(f"/lessons/{first.id}/move")]
    form.submit("direction", value="down", status=303)
    after = draft_of(make, draft)
    assert [lesson.id for lesson in after.lessons][:2] == [before.lessons[1].id, first.id]
    assert {question.id for question in after.questions if question.lesson_position == 2} == about_first


def test_moving_past_the_end_changes_nothing(make: Factory, draft: str) -> None:
    last = draft_of(make, draft).questions[-1]
    with make.database.transaction() as session:
        operations.move(session, Question, version_id=last.version_id, part_id=last.id, by_places=1)
    assert draft_of(make, draft).questions[-1].id == last.id


def test_a_lesson_that_questions_ask_about_is_not_deleted(editor: Browser, draft: str, make: Factory) -> None:
    lesson = draft_of(make, draft).lessons[0]
    [form] = [
        f for f in editor.get(f"{draft}/lessons/{lesson.id}").forms.values() if f.action.endswith("/delete")
    ]
    assert "Questions ask about this lesson: 1, 2." in form.submit().follow()
    assert len(draft_of(make, draft).lessons) == 5


def test_deleting_moves_up_what_comes_after(make: Factory, draft: str) -> None:
    before = draft_of(make, draft)
    with make.database.transaction() as session:
        for question in before.questions[:2]:
            operations.delete_question(session, version_id=before.id, question_id=question.id)
        assert operations.delete_lesson(session, version_id=before.id, lesson_id=before.lessons[0].id) is None
    after = draft_of(make, draft)
    assert [lesson.position for lesson in after.lessons] == [1, 2, 3, 4]
    assert [question.position for question in after.questions] == list(range(1, 11))
    assert after.questions[0].lesson_position == 1


@pytest.mark.parametrize(
    ("part", "field"), [("settings", "title_en"), ("lessons", "title_en"), ("questions", "prompt_en")]
)
def test_the_last_one_who_saves_does_not_overwrite_unseen(
    make: Factory, editor: Browser, draft: str, part: str, field: str
) -> None:
    now = draft_of(make, draft)
    path = {
        "settings": f"{draft}/settings",
        "lessons": f"{draft}/lessons/{now.lessons[0].id}",
        "questions": f"{draft}/questions/{now.questions[0].id}",
    }[part]
    mine = form_with(editor, path, field)
    theirs = form_with(make.browser_as(Role.PROGRAMME_MANAGER), path, field)
    theirs[field] = "Theirs"
    theirs.submit(status=303)
    mine[field] = "Mine"
    page = mine.submit(status=409)
    assert "Somebody else saved this draft" in page
    assert form_value(page, field) == "Mine"
    [again] = [form for form in page.forms.values() if field in form.fields]
    again.submit(status=303)
    assert form_with(editor, path, field)[field].value == "Mine"


@pytest.mark.parametrize(
    ("part", "field"), [("settings", "title_en"), ("lessons/new", "title_en"), ("questions/new", "prompt_en")]
)
def test_words_typed_into_a_draft_that_was_published_are_not_lost(
    make: Factory, editor: Browser, draft: str, part: str, field: str
) -> None:
    form = form_with(editor, f"{draft}/{part}", field)
    publish_next(make.database)
    form[field] = "Much work"
    page = form.submit(status=409)
    assert "published or discarded" in page
    assert form_value(page, field) == "Much work"


def test_discarding_keeps_what_was_published(editor: Browser, draft: str, make: Factory) -> None:
    assert "The draft is discarded" in editor.submit(f"{draft}/discard")
    with make.database.reading() as session:
        [kept] = session.scalars(select(CourseVersion).where(CourseVersion.course_id == 1)).all()
        lessons = select(func.count()).select_from(Lesson).where(Lesson.version_id == kept.id)
        assert (kept.number, session.scalar(lessons)) == (1, 5)


def test_discarding_the_first_draft_takes_the_course_with_it(editor: Browser, make: Factory) -> None:
    path = editor.submit(f"{OVERVIEW}/new", title_nb="Ny", title_en="New one").request.path
    with make.database.reading() as session:
        assert session.scalar(select(Course.id).where(Course.slug == "new-one"))
    editor.submit(f"{path}/discard")
    with make.database.reading() as session:
        assert session.scalar(select(Course.id).where(Course.slug == "new-one")) is None


@pytest.mark.parametrize("part", [Lesson, Question])
def test_the_database_refuses_to_change_what_is_published(
    make: Factory, part: type[Lesson] | type[Question]
) -> None:
    with pytest.raises(DBAPIError, match="frozen"), make.database.transaction() as session:
        session.execute(update(part).values(position=part.position + 100))


@pytest.mark.parametrize(
    "path", ["lessons/99999", "questions/99999", "preview?language=de", "lessons/99999999999"]
)
def test_a_part_that_does_not_exist_is_not_found(editor: Browser, draft: str, path: str) -> None:
    editor.get(f"{draft}/{path}", status=404)
