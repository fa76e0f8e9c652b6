"""Another pair of eyes: an approval holds for exactly the words that were read, and never for one's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from ambassador.guidelines import policy
from ambassador.guidelines.policy import Reviewed
from ambassador.guidelines.writing.models import DraftReview
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("content")

OVERVIEW = "/programme/guidelines"
MINOR = {"change": "minor", "what_changed_nb": "Et ord.", "what_changed_en": "A word."}


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([], Reviewed.NEVER),
        ([("now", None)], Reviewed.WAITING),
        ([("now", True)], Reviewed.APPROVED),
        ([("now", False)], Reviewed.SENT_BACK),
        ([("then", True)], Reviewed.CHANGED),
        ([("then", None)], Reviewed.CHANGED),
        # The newest answer about these words counts, whatever was said before, or of other words.
        ([("now", None), ("now", True)], Reviewed.WAITING),
        ([("now", True), ("now", False)], Reviewed.APPROVED),
        ([("then", False), ("now", True)], Reviewed.APPROVED),
    ],
)
def test_a_review_is_about_the_words_that_were_read(
    reviews: list[tuple[str, bool | None]], expected: Reviewed
) -> None:
    assert policy.reviewed(reviews, "now") is expected


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_of(make.person("Eva Skriver", role=Role.PROGRAMME_MANAGER))


@pytest.fixture
def colleague(make: Factory) -> Browser:
    return make.browser_of(make.person("Ola Leser", role=Role.PROGRAMME_MANAGER))


@pytest.fixture
def draft(editor: Browser) -> str:
    """The address of a draft of the shipped guideline."""
    [form] = [f for f in editor.get(OVERVIEW).forms.values() if f.action.endswith("/drafts")]
    return str(form.submit(status=303).location)


def ask(editor: Browser, draft: str) -> None:
    [form] = [f for f in editor.get(f"{draft}/review").forms.values() if f.action.endswith("/reviews")]
    form.submit(status=303)


def newest_facts(make: Factory) -> dict[str, Any]:
    with make.database.reading() as session:
        newest = select(TrailEntry.entry).order_by(TrailEntry.sequence.desc()).limit(1)
        return dict(json.loads(session.scalars(newest).one())["facts"])


def test_a_draft_is_approved_by_somebody_else_and_published(
    make: Factory, editor: Browser, colleague: Browser, draft: str
) -> None:
    ask(editor, draft)
    assert "Waits for review" in colleague.get(OVERVIEW)
    colleague.submit(f"{draft}/review", answer="approve")
    assert "Ola Leser approved exactly these words" in editor.get(f"{draft}/review")
    assert "Approved" in editor.get(OVERVIEW)
    assert "Version 1.1 is published" in editor.submit(f"{draft}/publish", **MINOR)
    with make.database.reading() as session:
        reviewed_by = session.scalars(select(DraftReview.reviewed_by)).one()
    facts = newest_facts(make)
    assert (facts["reviewed_by"], facts["unreviewed"]) == (reviewed_by, False)


def test_without_an_approval_publishing_takes_a_tick_and_the_trail_says_so(
    make: Factory, editor: Browser, draft: str
) -> None:
    page = editor.submit(f"{draft}/publish", **MINOR)
    assert page.status_int == 422
    assert "Nobody has approved exactly these words." in page
    assert page.html.find("textarea", id="what_changed_en").text.strip() == "A word."
    editor.submit(f"{draft}/publish", is_unreviewed_accepted=True, **MINOR)
    facts = newest_facts(make)
    assert (facts["reviewed_by"], facts["unreviewed"]) == (None, True)


def test_an_approval_does_not_hold_for_words_that_were_changed(
    editor: Browser, colleague: Browser, draft: str
) -> None:
    ask(editor, draft)
    colleague.submit(f"{draft}/review", answer="approve", note="Good.")
    editor.submit(draft, summary_en="Something else.")
    page = editor.get(f"{draft}/review")
    assert "what was answered no longer holds" in page
    assert "For earlier words" in page
    assert "Good." in page
    assert "Changed since the review" in editor.get(OVERVIEW)
    assert editor.submit(f"{draft}/publish", **MINOR).status_int == 422
    ask(editor, draft)
    assert "asked for a review" in editor.get(f"{draft}/review")


def test_making_it_voluntary_changes_no_word(editor: Browser, colleague: Browser, draft: str) -> None:
    ask(editor, draft)
    colleague.submit(f"{draft}/review", answer="approve")
    [form] = [f for f in editor.get(draft).forms.values() if "body_en" in f.fields]
    form["is_required"] = False
    form.submit(status=303)
    assert "approved exactly these words" in editor.get(f"{draft}/review")


def test_nobody_reviews_at_their_own_request(editor: Browser, colleague: Browser, draft: str) -> None:
    ask(editor, draft)
    assert "somebody else has to give it" in editor.get(f"{draft}/review")
    [form] = [f for f in colleague.get(f"{draft}/review").forms.values() if "answer" in f.fields]
    token = editor.get(f"{draft}/review").html.find("input", attrs={"name": "csrf_token"})["value"]
    sent = {"csrf_token": token, "seen": form["seen"].value, "answer": "approve"}
    assert "somebody else has to give it" in editor.post(f"{draft}/review", sent, status=422)
    assert "approved" not in editor.get(f"{draft}/review")


def test_sending_back_takes_a_note(editor: Browser, colleague: Browser, draft: str) -> None:
    ask(editor, draft)
    page = colleague.submit(f"{draft}/review", answer="send_back")
    assert "Write what should be different." in page.html.find(class_="field-error").text
    colleague.submit(f"{draft}/review", answer="send_back", note="The summary is too long.")
    assert "sent these words back" in editor.get(f"{draft}/review")
    assert editor.submit(f"{draft}/publish", **MINOR).status_int == 422


def test_a_review_without_an_answer_is_refused_and_the_note_kept(
    editor: Browser, colleague: Browser, draft: str
) -> None:
    ask(editor, draft)
    page = colleague.submit(f"{draft}/review", note="Hard to decide.")
    assert page.status_int == 422
    assert "Choose whether you approve it" in page
    assert "Hard to decide." in page


def test_words_changed_while_somebody_reads_are_not_approved_unread(
    editor: Browser, colleague: Browser, draft: str
) -> None:
    ask(editor, draft)
    [form] = [f for f in colleague.get(f"{draft}/review").forms.values() if "answer" in f.fields]
    editor.submit(draft, summary_en="Changed meanwhile.")
    ask(editor, draft)
    form["answer"], form["note"] = "approve", "Fine by me."
    page = form.submit(status=409)
    assert "changed or answered after you opened this page" in page
    assert "Fine by me." in page
    # Having read the words of now, the answer may be sent again.
    [again] = [f for f in page.forms.values() if "answer" in f.fields]
    again.submit(status=303)
    assert "approved exactly these words" in editor.get(f"{draft}/review")


def test_two_requests_for_the_same_words_are_one(make: Factory, editor: Browser, draft: str) -> None:
    [form] = [f for f in editor.get(f"{draft}/review").forms.values() if f.action.endswith("/reviews")]
    form.submit(status=303)
    form.submit(status=303)
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftReview)) == 1


def test_discarding_a_draft_takes_its_reviews_along(make: Factory, editor: Browser, draft: str) -> None:
    ask(editor, draft)
    editor.submit(f"{draft}/discard")
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftReview)) == 0


def test_a_draft_that_is_gone_leads_to_the_list(make: Factory, editor: Browser, draft: str) -> None:
    [form] = [f for f in editor.get(f"{draft}/review").forms.values() if f.action.endswith("/reviews")]
    editor.submit(f"{draft}/discard")
    assert "That is no draft any more" in form.submit().maybe_follow()
    assert "That is no draft any more" in editor.get(f"{draft}/review").maybe_follow()


def test_only_programme_managers_review(make: Factory, draft: str) -> None:
    make.browser_as(Role.ADMINISTRATOR).get(f"{draft}/review", status=403)
