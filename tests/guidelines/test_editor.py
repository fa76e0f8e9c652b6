"""Writing and publishing guidelines: one draft, no lost words, and nothing published by halves."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.writing import operations, queries
from ambassador.people.models import Person
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.publishing import publish_next
from tests.reports.statements import listening

pytestmark = pytest.mark.usefixtures("content")

OVERVIEW = "/programme/guidelines"


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def begin(editor: Browser) -> str:
    """Begin a new version of the shipped guideline, and return the address of its draft."""
    [form] = [f for f in editor.get(OVERVIEW).forms.values() if f.action.endswith("/drafts")]
    return str(form.submit(status=303).location)


def versions(make: Factory) -> list[GuidelineVersion]:
    with make.database.reading() as session:
        return list(session.scalars(select(GuidelineVersion).order_by(GuidelineVersion.id)))


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_write_guidelines(make: Factory, role: Role) -> None:
    make.browser_as(role).get(OVERVIEW, status=403)


def test_the_list_counts_signatures_that_hold_and_names_nobody(make: Factory, editor: Browser) -> None:
    for name in ("Kari Nordmann", "Ola Hansen"):
        make.acknowledge_all(make.person(name))
    publish_next(make.database, change="minor")
    page = editor.get(OVERVIEW)
    assert page.html.find("td", class_="numeric").text == "fewer than 5"
    assert "Version 1.1" in page
    assert "Kari" not in page


def test_the_count_stands_in_steps_of_five_and_leaves_out_who_left(make: Factory, editor: Browser) -> None:
    for number in range(8):
        make.acknowledge_all(make.person(f"Ansatt {number}"))
    with make.database.transaction() as session:
        session.execute(update(Person).where(Person.name == "Ansatt 7").values(left_at=Person.joined_at))
        [row] = queries.overview(session, language="en")
    assert row.acknowledged == 7
    assert editor.get(OVERVIEW).html.find("td", class_="numeric").text == "5–9"
    assert "Acknowledged an earlier version: 5–9." in editor.get(f"{begin(editor)}/publish")


def test_after_a_material_version_the_count_begins_anew(make: Factory, editor: Browser) -> None:
    make.acknowledge_all(make.person())
    publish_next(make.database)
    assert editor.get(OVERVIEW).html.find("td", class_="numeric").text == "0"


def test_a_new_guideline_is_written_previewed_and_published(make: Factory, editor: Browser) -> None:
    page = editor.submit(f"{OVERVIEW}/new", title_nb="Bilder av folk", title_en="Pictures & people")
    draft = page.request.path
    words = {"summary_nb": "Spør først.", "body_nb": "## Spør", "summary_en": "Ask <first>."}
    assert "The draft is saved" in editor.submit(draft, **words, body_en="# Ask\n\n<b>bold</b>")
    norwegian, english = editor.get(f"{draft}/preview").html.find_all("article")
    assert [heading.text for heading in norwegian.find_all("h2")] == ["Bilder av folk", "Spør"]
    assert [heading.text for heading in english.find_all("h2")] == ["Pictures & people", "Ask"]
    assert (norwegian["lang"], english["lang"]) == ("nb", "en")
    assert "Version 1.0 is published" in editor.submit(f"{draft}/publish", is_unreviewed_accepted=True)
    with make.database.reading() as session:
        made = session.scalars(select(Guideline).order_by(Guideline.id.desc()).limit(1)).one()
        kept = session.scalars(select(GuidelineText).where(GuidelineText.title == "Pictures & people")).one()
    assert made.slug == "pictures-people"
    assert "Ask &lt;first&gt;." in kept.shown
    assert "<b>" not in kept.shown


def test_the_slug_is_unique_and_the_same_form_twice_is_one_guideline(make: Factory) -> None:
    with make.database.transaction() as session:
        first = operations.new_guideline(session, titles={"nb": "Å dele", "en": "Rules of play"})
        again = operations.new_guideline(session, titles={"nb": "Å dele", "en": "Rules of play"})
        other = operations.new_guideline(session, titles={"nb": "Noe annet", "en": "Rules of play"})
        slugs = session.scalars(select(Guideline.slug).order_by(Guideline.id)).all()
    assert first == again != other
    assert slugs == ["rules-of-play", "rules-of-play-2", "rules-of-play-3"]


def test_a_second_click_opens_the_same_draft(make: Factory, editor: Browser) -> None:
    [form] = [f for f in editor.get(OVERVIEW).forms.values() if f.action.endswith("/drafts")]
    assert form.submit().location == form.submit().location
    assert len(versions(make)) == 2


def test_two_clicks_at_once_are_one_draft(make: Factory) -> None:
    together, found = Barrier(2), []

    def click() -> None:
        together.wait()
        with make.database.transaction() as session:
            found.append(operations.begin_draft(session, guideline_id=1))

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] == versions(make)[-1].id


def test_a_draft_begins_with_the_words_in_force(editor: Browser) -> None:
    page = editor.get(begin(editor))
    [form] = [f for f in page.forms.values() if "body_en" in f.fields]
    assert form["title_nb"].value == "Kjøreregler for sosiale medier"
    assert form["body_en"].value.strip().startswith("## Why we have rules of play")


def draft_form(browser: Browser, path: str):  # type: ignore[no-untyped-def]  # WebTest ships no types
    [form] = [f for f in browser.get(path).forms.values() if "body_en" in f.fields]
    return form


def test_the_last_one_who_saves_does_not_overwrite_unseen(make: Factory, editor: Browser) -> None:
    path = begin(editor)
    mine, theirs = draft_form(editor, path), draft_form(make.browser_as(Role.PROGRAMME_MANAGER), path)
    theirs["title_en"] = "Their title"
    theirs.submit(status=303)
    mine["title_en"] = "My title"
    page = mine.submit(status=409)
    assert "Somebody else saved this draft" in page
    [kept] = [f for f in page.forms.values() if "body_en" in f.fields]
    assert kept["title_en"].value == "My title"
    assert draft_form(editor, path)["title_en"].value == "Their title"
    # Having seen the warning, saving again is meant.
    kept.submit(status=303)
    assert draft_form(editor, path)["title_en"].value == "My title"


def test_words_typed_into_a_discarded_draft_are_not_lost(make: Factory, editor: Browser) -> None:
    path = begin(editor)
    mine = draft_form(editor, path)
    with make.database.transaction() as session:
        operations.discard_draft(session, version_id=int(path.rsplit("/", 1)[1]))
    mine["title_en"] = "Much work"
    page = mine.submit(status=409)
    assert "published or discarded" in page
    assert "Much work" in page


def test_what_is_typed_can_be_looked_at_without_saving_it(make: Factory, editor: Browser) -> None:
    path = begin(editor)
    form = draft_form(editor, path)
    form["title_en"], form["body_en"] = "Half a thought", "## Typed"
    page = form.submit("show", value="preview")
    assert "It is not saved yet" in page
    assert page.html.find("article", lang="en").find_all("h2")[1].text == "Typed"
    [kept] = [f for f in page.forms.values() if "body_en" in f.fields]
    assert (kept["title_en"].value, kept["body_en"].value.strip()) == ("Half a thought", "## Typed")
    assert draft_form(editor, path)["title_en"].value == "Rules of play for social media"
    kept.submit(status=303)
    assert draft_form(editor, path)["title_en"].value == "Half a thought"


def test_a_text_too_long_is_looked_at_no_more_than_it_is_saved(editor: Browser) -> None:
    form = draft_form(editor, begin(editor))
    form["title_en"] = "x" * 201
    page = form.submit("show", value="preview", status=422)
    assert "x" * 201 in page
    assert not page.html.find("article")


def test_a_text_too_long_is_refused_and_kept(editor: Browser) -> None:
    form = draft_form(editor, begin(editor))
    form["title_en"] = "x" * 201
    page = form.submit(status=422)
    assert "200" in page.html.find(class_="field-error").text
    assert "x" * 201 in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what_changed_nb", ""),
        ("grace_days", "181"),
        ("grace_days", "-1"),
        ("grace_days", "soon"),
        ("grace_days", ""),
    ],
)
def test_a_material_version_says_what_changed_and_gives_grace(
    editor: Browser, make: Factory, field: str, value: str
) -> None:
    path = begin(editor)
    filled = {"change": "material", "what_changed_nb": "Nytt", "what_changed_en": "New", "grace_days": "14"}
    page = editor.submit(f"{path}/publish", **{**filled, field: value})
    assert page.status_int == 422
    assert page.html.find(class_="field-error")
    assert versions(make)[-1].published_at is None


def test_publishing_asks_how_much_changes(editor: Browser) -> None:
    page = editor.submit(f"{begin(editor)}/publish", what_changed_nb="Nytt", what_changed_en="New")
    assert page.status_int == 422
    assert "Choose whether the change is material" in page


def test_a_material_version_binds_after_its_grace(editor: Browser, make: Factory) -> None:
    make.acknowledge_all(make.person())
    path = begin(editor)
    assert "Acknowledged an earlier version: fewer than 5." in editor.get(f"{path}/publish")
    words = {"what_changed_nb": "Nytt", "what_changed_en": "New"}
    page = editor.submit(
        f"{path}/publish", change="material", grace_days="30", is_unreviewed_accepted=True, **words
    )
    assert "Version 2.0 is published" in page
    newest = versions(make)[-1]
    assert newest.published_at is not None
    assert newest.due_at == newest.published_at + timedelta(days=14)
    assert newest.binding_from == newest.due_at + timedelta(days=30)


def test_publishing_warns_when_only_one_language_was_changed(editor: Browser) -> None:
    path, warning = begin(editor), "Only one language's text has changed since version 1.0."
    assert warning not in editor.get(f"{path}/publish")
    editor.submit(path, summary_nb="Noe nytt.")
    assert warning in editor.get(f"{path}/publish")
    editor.submit(path, summary_en="Something new.")
    assert warning not in editor.get(f"{path}/publish")


def test_a_half_translated_draft_is_not_published(editor: Browser, make: Factory) -> None:
    path = begin(editor)
    editor.submit(path, summary_nb=" ")
    words = {"what_changed_nb": "Nytt", "what_changed_en": "New"}
    page = editor.submit(f"{path}/publish", change="minor", **words)
    assert "in both languages" in page
    assert versions(make)[-1].published_at is None


def test_a_draft_changed_after_one_looked_is_not_published_unseen(make: Factory, editor: Browser) -> None:
    path = begin(editor)
    form = next(f for f in editor.get(f"{path}/publish").forms.values() if "change" in f.fields)
    editor.submit(path, title_en="Another title")
    form["change"], form["what_changed_nb"], form["what_changed_en"] = "minor", "Nytt", "New"
    page = form.submit(status=409)
    assert "changed after you opened this page" in page
    assert versions(make)[-1].published_at is None


def test_discarding_keeps_what_was_published(editor: Browser, make: Factory) -> None:
    page = editor.submit(f"{begin(editor)}/discard")
    assert "The draft is discarded" in page
    assert [version.number for version in versions(make)] == [1]


def test_discarding_the_first_draft_takes_the_guideline_with_it(editor: Browser, make: Factory) -> None:
    path = editor.submit(f"{OVERVIEW}/new", title_nb="Ny", title_en="New one").request.path
    editor.submit(f"{path}/discard")
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Guideline)) == 1


def test_a_guideline_can_be_made_voluntary(editor: Browser, make: Factory) -> None:
    path = begin(editor)
    form = draft_form(editor, path)
    form["is_required"] = False
    form.submit(status=303)
    assert "Voluntary" in editor.get(OVERVIEW)


def test_the_database_refuses_to_change_what_is_published(make: Factory) -> None:
    with pytest.raises(DBAPIError, match="frozen"), make.database.transaction() as session:
        session.execute(text("UPDATE guideline_texts SET body = 'other'"))


def test_the_list_takes_as_many_statements_for_ten_guidelines_as_for_one(make: Factory) -> None:
    def statements() -> int:
        with listening(make.database) as heard, make.database.reading() as session:
            queries.overview(session, language="en")
        return len(heard.statements)

    few = statements()
    with make.database.transaction() as session:
        for number in range(10):
            operations.new_guideline(session, titles={"nb": f"Nye {number}", "en": f"New {number}"})
    assert statements() == few


@pytest.mark.parametrize("path", ["/999", "/1", "/1/preview", "/1/compare", "/99999999999"])
def test_no_draft_no_page(editor: Browser, path: str) -> None:
    editor.get(f"{OVERVIEW}/drafts{path}", status=404)
