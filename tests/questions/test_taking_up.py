"""Answers find their way into the next version: into the draft, and told at the question when published."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.guidelines.models import GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.writing import operations as writing
from ambassador.guidelines.writing import queries, taking_up
from ambassador.guidelines.writing.taking_up import TakeUp
from ambassador.questions.models import QuestionTakenUp
from ambassador.questions.policy import LONGEST_ANSWER, Shared
from ambassador.web.access import Role
from ambassador.web.errors import Conflict
from ambassador.web.forms import LONG
from ambassador.web.markdown import html_of
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.publishing import publish_next
from tests.questions.conftest import BOTH, Desk
from tests.questions.test_asking import READ
from tests.test_races import at_once

QUESTION = "May I share pictures?"


@pytest.fixture
def draft(desk: Desk) -> int:
    """A draft of the guideline, about which one answer is shared."""
    desk.ask()
    desk.answer(shared=BOTH)
    with desk.writing() as session:
        return writing.begin_draft(session, guideline_id=1) or 0


@pytest.fixture
def editor(desk: Desk) -> Browser:
    return desk.make.browser_of(desk.manager)


def path_of(draft: int) -> str:
    return f"/programme/guidelines/drafts/{draft}"


def button(editor: Browser, draft: int):  # type: ignore[no-untyped-def]  # WebTest ships no types
    forms = editor.get(path_of(draft)).forms.values()
    return next((form for form in forms if "/questions/" in form.action), None)


def bodies(make: Factory, version_id: int) -> dict[str, str]:
    with make.database.reading() as session:
        texts = session.scalars(select(GuidelineText).where(GuidelineText.version_id == version_id))
        return {text.language: text.body for text in texts}


def marks(make: Factory) -> list[tuple[int, int]]:
    with make.database.reading() as session:
        return [(mark.question_id, mark.version_id) for mark in session.scalars(select(QuestionTakenUp))]


def publish(desk: Desk, draft: int) -> None:
    """Publish the draft as it is, but for its languages: both get the English text."""
    publish_next(desk.make.database, change="minor", body=bodies(desk.make, draft)["en"], by=desk.manager)


def test_an_answer_becomes_a_section_of_the_draft_in_both_languages(
    desk: Desk, draft: int, editor: Browser
) -> None:
    before = bodies(desk.make, draft)
    page = editor.get(path_of(draft))
    assert "Questions since version 1.0" in page
    assert "The answer is in the draft" in button(editor, draft).submit().follow()
    after = bodies(desk.make, draft)
    assert after["nb"] == f"{before['nb']}\n\n## Kan jeg dele bilder?\n\nJa, når alle har sagt ja."
    assert after["en"] == f"{before['en']}\n\n## {QUESTION}\n\nYes, when everybody agreed."
    assert marks(desk.make) == [(1, draft)]
    assert "Put it into the draft" not in editor.get(path_of(draft))


def test_readers_see_at_the_question_in_which_version_it_is(desk: Desk, draft: int, editor: Browser) -> None:
    button(editor, draft).submit()
    reader = desk.make.browser_as(Role.STAFF)
    assert "Taken up" not in reader.get(READ)
    publish(desk, draft)
    version = reader.get(READ).click("Taken up in version 1.1")
    assert QUESTION in version.html.article.text


def test_a_missing_language_is_left_out_and_not_mixed(desk: Desk, draft: int, editor: Browser) -> None:
    desk.answer(seen=1, shared={"nb": BOTH["nb"], "en": Shared()})
    before = bodies(desk.make, draft)
    assert "English is missing" in editor.get(path_of(draft))
    button(editor, draft).submit()
    after = bodies(desk.make, draft)
    assert after["en"] == before["en"]
    assert after["nb"] != before["nb"]


def test_what_is_not_shared_is_not_offered(desk: Desk, draft: int, editor: Browser) -> None:
    form = button(editor, draft)
    desk.answer(seen=1)
    assert button(editor, draft) is None
    assert "The answer was changed" in form.submit().follow()
    assert marks(desk.make) == []


def test_a_draft_that_somebody_saved_meanwhile_is_a_conflict(desk: Desk, draft: int, editor: Browser) -> None:
    form = button(editor, draft)
    editor.submit(path_of(draft), title_en="Another title")
    before = bodies(desk.make, draft)
    assert "Somebody else saved this draft" in form.submit().follow()
    assert bodies(desk.make, draft) == before
    assert marks(desk.make) == []


def test_a_draft_that_is_none_any_more_is_a_conflict(desk: Desk, draft: int, editor: Browser) -> None:
    form = button(editor, draft)
    publish(desk, draft)
    page = form.submit().follow()
    assert page.request.path == "/programme/guidelines"
    assert "was put nowhere" in page


def test_a_draft_without_room_stays_as_it_is(desk: Desk, draft: int, editor: Browser) -> None:
    editor.submit(path_of(draft), body_en="x" * (LONG - 20))
    assert "no room" in button(editor, draft).submit().follow()
    assert marks(desk.make) == []


def test_clicks_at_once_put_it_in_once(desk: Desk, draft: int) -> None:
    with desk.make.database.reading() as session:
        found = queries.open_draft(session, draft)
    assert found is not None
    command = TakeUp(draft, 1, 1, found.fingerprint)

    def click() -> object:
        with desk.make.database.transaction() as session:
            return taking_up.take_up(session, command, by=desk.manager, at=clock.now())

    assert at_once(desk.make, click, click, click) == [None] * 3
    assert bodies(desk.make, draft)["en"].count(QUESTION) == 1


def test_a_question_about_something_else_does_not_get_in(desk: Desk, draft: int) -> None:
    with desk.writing() as session:
        found = queries.open_draft(session, draft)
        assert found is not None
        command = TakeUp(draft, 99, 1, found.fingerprint)
        assert isinstance(taking_up.take_up(session, command, by=desk.manager, at=clock.now()), Conflict)


def test_discarding_the_draft_takes_the_mark_away(desk: Desk, draft: int, editor: Browser) -> None:
    button(editor, draft).submit()
    editor.submit(f"{path_of(draft)}/discard")
    assert marks(desk.make) == []
    with desk.writing() as session:
        again = writing.begin_draft(session, guideline_id=1) or 0
    assert button(editor, again) is not None


def test_what_is_left_out_after_all_waits_again_and_the_text_is_the_writers(
    desk: Desk, draft: int, editor: Browser
) -> None:
    button(editor, draft).submit()
    before, form = bodies(desk.make, draft), button(editor, draft)
    assert form.action.endswith("/left-out")
    assert "waits for another version" in form.submit().follow()
    assert marks(desk.make) == []
    assert bodies(desk.make, draft) == before
    assert json.loads(desk.trail()[-1])["what"] == "question left out"


def test_a_published_version_says_for_ever_what_it_took_up(desk: Desk, draft: int, editor: Browser) -> None:
    button(editor, draft).submit()
    form = button(editor, draft)
    publish(desk, draft)
    assert "nothing was changed" in form.submit().follow()
    assert marks(desk.make) == [(1, draft)]


def test_after_a_withdrawal_it_waits_again(desk: Desk, draft: int, editor: Browser) -> None:
    button(editor, draft).submit()
    publish(desk, draft)
    with desk.writing() as session:
        version = session.get_one(GuidelineVersion, draft)
        session.add(VersionWithdrawal(version_id=version.id, at=clock.now(), by=desk.manager, why="Wrong."))
    with desk.make.database.reading() as session:
        assert [each.question_id for each in taking_up.waiting_for(session, 1)] == [1]
    assert "Taken up" not in desk.make.browser_as(Role.STAFF).get(READ)


def test_the_trail_has_ids_and_hashes(desk: Desk, draft: int, editor: Browser) -> None:
    button(editor, draft).submit()
    entry = json.loads(desk.trail()[-1])
    assert (entry["what"], entry["by"]) == ("question taken up", desk.manager)
    ids = {"question": 1, "answer": 1, "guideline": 1, "version": draft}
    assert entry["facts"].items() >= ids.items()
    assert set(entry["facts"]) == {*ids, "sha256_nb", "sha256_en"}


@pytest.mark.parametrize(
    "text",
    [
        "a\nb\n\nc",
        "<b>bold</b> & *stars* _lines_ `code` [a](https://x.no) ![p](q) | ~~x~~ # y",
        "- one\n2. two\n3) three\n+ four\n> five\n# six\n====\n---\n***\n    seven",
        "https://example.no <https://example.no>",
        "back\\slash\\",
        "x" * LONGEST_ANSWER,
    ],
)
def test_plain_text_stays_plain_in_the_draft(text: str) -> None:
    shown = html_of(taking_up.as_markdown(text))
    assert not re.search("<(?!p>|/p>|br>)", shown)
    unmarked = shown.replace("<p>", "").replace("</p>", "\n").replace("<br>", "")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        unmarked = unmarked.replace(entity, sign)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert [line for line in unmarked.split("\n") if line] == lines
