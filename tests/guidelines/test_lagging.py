"""A language that lags: readers get the other one, whole, and are told; the next draft goes on from it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.guidelines import queries
from ambassador.guidelines.models import GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Change, Label
from ambassador.guidelines.writing import operations
from ambassador.guidelines.writing import queries as writing
from ambassador.people.audiences import Audience
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.publishing import DUE, publish_next

pytestmark = pytest.mark.usefixtures("content")

NOTICE = "This guideline is not yet in English in version 2.0. Below it stands in Norwegian, whole."


@pytest.fixture
def reader(make: Factory) -> Browser:
    return make.browser_of(make.person())


def test_a_version_without_english_is_read_whole_in_norwegian(make: Factory, reader: Browser) -> None:
    publish_next(make.database, body="Spør først.", lagging="en")
    page = reader.get("/guidelines/1")
    assert NOTICE in page
    assert page.html.article["lang"] == "nb"
    assert "Spør først." in page.html.article.text
    assert "Rules of play" not in page.html.article.text
    assert NOTICE in reader.get("/guidelines/1/versions/2")
    in_norwegian = {"Accept-Language": "nb"}
    assert "ikke på engelsk" not in reader.get("/guidelines/1", headers=in_norwegian).html.main.text


def test_a_version_without_norwegian_says_so_in_norwegian(make: Factory, reader: Browser) -> None:
    publish_next(make.database, body="Ask first.", lagging="nb")
    page = reader.get("/guidelines/1", headers={"Accept-Language": "nb"})
    assert "finnes ikke på norsk ennå i versjon 2.0. Nedenfor står de på engelsk" in page
    assert page.html.article["lang"] == "en"


def test_only_what_is_published_is_frozen_and_hashed(make: Factory) -> None:
    publish_next(make.database, body="Spør først.", lagging="en")
    with make.database.reading() as session:
        found = queries.in_force(session, 1, language="en")
        row = session.scalars(select(GuidelineText).where(GuidelineText.lags)).one()
    assert found is not None
    assert (found.language, found.lagging) == ("nb", "en")
    assert found.is_lagging_for("en")
    assert not found.is_lagging_for("nb")
    assert (row.language, row.shown, row.sha256, row.what_changed) == ("en", "", "", "")


def test_what_changed_is_told_in_the_language_it_was_told_in(make: Factory) -> None:
    publish_next(make.database, what_changed="Bilder.", lagging="en")
    publish_next(make.database, what_changed="Both.")
    with make.database.reading() as session:
        changes = queries.changes_after(session, 1, 1, language="en")
    assert [(change.words, change.language) for change in changes] == [("Both.", "en"), ("Bilder.", "nb")]


def test_the_next_draft_begins_with_the_last_words_and_says_since_when(make: Factory) -> None:
    publish_next(make.database, body="Ett.", lagging="en")
    publish_next(make.database, change="minor", body="To.", lagging="en")
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    [form] = [f for f in editor.get("/programme/guidelines").forms.values() if f.action.endswith("/drafts")]
    draft = str(form.submit(status=303).location)
    page = editor.get(draft)
    assert "English has lagged since version 2.0" in page
    [form] = [f for f in page.forms.values() if "body_en" in f.fields]
    assert form["body_en"].value.strip().startswith("## Why we have rules of play")
    assert form["body_nb"].value.strip() == "To."
    assert "English has lagged" in editor.get(f"{draft}/preview")
    assert "can't be compared with it in English" in editor.get(f"{draft}/compare")
    assert "Not in English yet" in editor.get("/programme/guidelines")
    assert "Not in English yet" in editor.get("/guidelines/1/versions")


def test_a_language_that_caught_up_lags_no_more(make: Factory) -> None:
    publish_next(make.database, lagging="en")
    publish_next(make.database)
    with make.database.reading() as session:
        assert queries.lags_since(session, 1) == {}
    publish_next(make.database, lagging="nb")
    with make.database.reading() as session:
        assert queries.lags_since(session, 1) == {"nb": Label(4, 0)}


def first_draft(make: Factory) -> int:
    with make.database.transaction() as session:
        return operations.new_guideline(session, titles={"nb": "Bilder", "en": "Pictures"})


def publish(make: Factory, version_id: int, *, lagging: str, what_changed: dict[str, str]) -> Label | Refusal:
    with make.app.test_request_context(), make.database.transaction() as session:
        draft = writing.open_draft(session, version_id)
        assert draft is not None
        command = operations.Publish(
            version_id,
            draft.fingerprint,
            change=Change.MINOR if draft.in_force else Change.FIRST,
            what_changed=what_changed,
            due_at=clock.now() + DUE,
            grace_days=0,
            audience=Audience.ALL,
            lagging=lagging,
            is_unreviewed_accepted=True,
        )
        return operations.publish(session, command, by=None, at=clock.now())


def write(make: Factory, version_id: int, **words: str) -> None:
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    editor.submit(f"/programme/guidelines/drafts/{version_id}", **words)


def test_only_the_language_that_is_published_must_be_whole(make: Factory) -> None:
    draft = first_draft(make)
    write(make, draft, summary_nb="Spør.", body_nb="Spør først.", title_en="")
    refused = publish(make, draft, lagging="", what_changed={})
    assert isinstance(refused, Refusal)
    assert "in both languages" in refused.sentence
    refused = publish(make, draft, lagging="nb", what_changed={})
    assert isinstance(refused, Refusal)
    assert refused.field == "lagging"
    assert publish(make, draft, lagging="en", what_changed={}) == Label(1, 0)
    with make.database.reading() as session:
        titles = session.scalars(select(GuidelineText.title).where(GuidelineText.version_id == draft)).all()
    # Lists name a version by its title in their reader's language, so none is empty.
    assert titles == ["Bilder", "Bilder"]


def test_what_changed_is_asked_for_in_the_published_language_alone(make: Factory) -> None:
    with make.database.transaction() as session:
        draft = operations.begin_draft(session, guideline_id=1)
    assert draft is not None
    refused = publish(make, draft, lagging="en", what_changed={"en": "In English only."})
    assert isinstance(refused, Refusal)
    assert refused.field == "what_changed_nb"
    assert publish(make, draft, lagging="en", what_changed={"nb": "Et ord."}) == Label(1, 1)


def test_no_version_is_published_without_a_language_we_do_not_know(make: Factory) -> None:
    with make.database.transaction() as session:
        draft = operations.begin_draft(session, guideline_id=1)
    assert draft is not None
    refused = publish(make, draft, lagging="de", what_changed={"nb": "Nytt", "en": "New"})
    assert isinstance(refused, Refusal)
    with make.database.reading() as session:
        assert session.get_one(GuidelineVersion, draft).published_at is None
