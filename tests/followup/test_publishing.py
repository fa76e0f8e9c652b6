"""Publishing says what it will mean, does just that, and tells everybody whom it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from webtest import TestResponse

from ambassador import clock
from ambassador.followup import announcing, work
from ambassador.followup.letters import here
from ambassador.followup.models import Publication
from ambassador.guidelines.models import GuidelineTask, GuidelineVersion
from ambassador.mail.models import Letter
from ambassador.people.models import Person
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import Factory
from tests.followup.asking import DAY
from tests.guidelines.test_editor import begin, versions

pytestmark = pytest.mark.usefixtures("content")

WORDS = {"what_changed_nb": "Nytt om bilder.", "what_changed_en": "New rules for pictures."}
MATERIAL = {"change": "material", "is_unreviewed_accepted": True, **WORDS}


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def look(editor: Browser, path: str, **values: Any) -> TestResponse:
    """Fill in the form of publishing and look at what it would mean."""
    return editor.submit(f"{path}/publish", **values)


def confirm(page: TestResponse, step: str = "publish") -> TestResponse:
    """Press a button of the page that shows what it would mean."""
    form = page.forms[first_main_form(page)]
    return form.submit("step", value=step, expect_errors=True).maybe_follow(expect_errors=True)


def letters(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_what_it_means_is_shown_before_anything_is_published(make: Factory, editor: Browser) -> None:
    for number in range(8):
        who = make.person()
        if number < 6:
            make.acknowledge_all(who)
    page = look(editor, begin(editor), **MATERIAL, audience="all", grace_days="30")
    assert "6 people must read this again." in page
    # The other two, and the programme manager.
    assert "fewer than 5 people are asked for the first time." in page
    assert "0 people already meet it, by an exception." in page
    with make.app.app_context():
        until = here(clock.now()) + timedelta(days=44)
    assert f"Whoever acknowledged version 1.0 stays cleared under it until {until.day} " in page
    assert "Hello Kari Nordmann," in page
    assert "Hei, Kari Nordmann" in page or "Hei Kari Nordmann" in page
    assert "New rules for pictures." in page
    assert versions(make)[-1].published_at is None


def test_ambassadors_are_counted_in_steps_of_five(make: Factory, editor: Browser) -> None:
    for _ in range(8):
        make.opt_in(make.person())
    page = look(editor, begin(editor), **MATERIAL, audience="ambassadors")
    assert "5–9 people are asked for the first time." in page


def test_confirming_publishes_asks_and_writes(make: Factory, editor: Browser) -> None:
    people = [make.person() for _ in range(3)]
    make.opt_in(people[0])
    with make.database.transaction() as session:
        session.execute(update(Person).where(Person.id == people[0]).values(language="nb"))
    page = confirm(look(editor, begin(editor), **MATERIAL, audience="ambassadors", grace_days="30"))
    assert "Version 2.0 is published" in page
    assert "All letters are in the outbox." in page
    newest = versions(make)[-1]
    assert newest.due_at is not None
    assert newest.binding_from == newest.due_at + timedelta(days=30)
    with make.app.app_context():
        assert here(newest.due_at) == here(clock.now()) + timedelta(days=14)
    [letter] = letters(make)
    assert (letter.person_id, letter.language) == (people[0], "nb")
    assert "Nytt om bilder." in letter.body
    assert "http://localhost/guidelines/1\n" in letter.body
    with make.database.reading() as session:
        asked = session.scalars(select(GuidelineTask.person_id).where(GuidelineTask.version_id == newest.id))
        assert list(asked) == [people[0]]


def test_what_was_foreseen_is_what_happens(make: Factory, editor: Browser) -> None:
    team = make.team("Salg")
    for number in range(12):
        make.person(team_id=team if number < 7 else None, is_leader=number % 2 == 0)
    for audience, teams, foreseen in (("teams", [str(team)], 7), ("leaders", [], 6), ("all", [], 13)):
        page = look(editor, begin(editor), **MATERIAL, audience=audience, team_ids=teams)
        assert f"{foreseen} people are asked for the first time." in page
        confirm(page)
        with make.database.reading() as session:
            newest = session.scalars(select(Publication).order_by(Publication.version_id.desc())).first()
        assert newest is not None
        assert (newest.people, newest.queued) == (foreseen, foreseen)


def test_a_minor_version_asks_nobody_and_says_so(make: Factory, editor: Browser) -> None:
    for _ in range(6):
        who = make.person()
        make.opt_in(who)
        make.acknowledge_all(who)
    page = look(editor, begin(editor), **{**MATERIAL, "change": "minor"})
    assert "A minor version asks nobody. Acknowledgements of version 1.0 still hold." in page
    assert "5–9 people meet it already." in page
    assert "Nobody is asked to acknowledge this version" in confirm(page)
    assert letters(make) == []
    assert str(versions(make)[-1].minor) == "1"


def test_changing_something_loses_no_words(make: Factory, editor: Browser) -> None:
    team = make.team("Salg")
    path = begin(editor)
    filled = {"due_at": (clock.now() + 40 * DAY).date().isoformat(), "grace_days": "9"}
    page = look(editor, path, **MATERIAL, **filled, audience="teams", team_ids=[str(team)])
    form = next(form for form in confirm(page, "change").forms.values() if "grace_days" in form.fields)
    sent = dict(form.submit_fields())
    assert {**WORDS, **filled, "change": "material", "audience": "teams"}.items() <= sent.items()
    assert sent["team_ids"] == str(team)
    assert versions(make)[-1].published_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("what_changed_nb", ""), ("grace_days", "181"), ("grace_days", "-1"), ("grace_days", "")),
        *(("due_at", ""), ("due_at", "2020-01-01"), ("due_at", "soon"), ("due_at", "9999-12-31")),
        *(("due_at", "0001-01-01"), ("audience", "teams")),  # and none of them chosen
    ],
)
def test_what_is_missing_is_asked_for_before_anything_is_shown(
    editor: Browser, make: Factory, field: str, value: str
) -> None:
    make.team("Salg")
    page = look(editor, begin(editor), **{**MATERIAL, "grace_days": "14", field: value})
    assert page.status_int == 422
    assert page.html.find(class_="error-summary")
    assert versions(make)[-1].published_at is None


def test_publishing_asks_how_much_changes(editor: Browser) -> None:
    page = look(editor, begin(editor), **WORDS)
    assert page.status_int == 422
    assert "Choose whether the change is material" in page


def test_a_first_version_binds_at_once_and_changes_nothing(make: Factory, editor: Browser) -> None:
    page = editor.submit("/programme/guidelines/new", title_nb="Bilder", title_en="Pictures")
    draft = page.request.path
    words = {"summary_nb": "Spør.", "body_nb": "Spør.", "summary_en": "Ask.", "body_en": "Ask."}
    editor.submit(draft, **words)
    page = look(editor, draft, audience="all", is_unreviewed_accepted=True)
    assert "must read this again" not in page
    assert "Please read and acknowledge: Pictures" in page
    assert "Version 1.0 is published" in confirm(page)
    assert "What changed" not in letters(make)[0].body


def test_without_a_language_its_readers_get_the_other_words_and_are_told(
    make: Factory, editor: Browser
) -> None:
    path = begin(editor)
    editor.submit(path, summary_en=" ")
    make.opt_in(make.person())
    with make.database.transaction() as session:
        session.execute(update(Person).values(language="en"))
    page = look(editor, path, **MATERIAL, lagging="en")
    assert "The text is not in English yet" in page
    confirm(page)
    [letter] = letters(make)
    assert letter.language == "en"
    assert "Nytt om bilder." in letter.body


def test_a_half_translated_draft_is_not_published(editor: Browser, make: Factory) -> None:
    path = begin(editor)
    editor.submit(path, summary_nb=" ")
    page = look(editor, path, **{**MATERIAL, "change": "minor"})
    assert "in both languages" in page
    assert versions(make)[-1].published_at is None


def test_publishing_warns_when_only_one_language_was_changed(editor: Browser) -> None:
    path, warning = begin(editor), "Only one language's text has changed since version 1.0."
    assert warning not in editor.get(f"{path}/publish")
    editor.submit(path, summary_nb="Noe nytt.")
    assert warning in editor.get(f"{path}/publish")
    editor.submit(path, summary_en="Something new.")
    assert warning not in editor.get(f"{path}/publish")


@pytest.mark.parametrize("step", ["look", "publish"])
def test_a_draft_changed_after_one_looked_is_not_published_unseen(
    make: Factory, editor: Browser, step: str
) -> None:
    path = begin(editor)
    page = look(editor, path, **MATERIAL)
    editor.submit(path, title_en="Another title")
    page = confirm(page, step)
    assert page.status_int == 409
    assert "changed after you opened this page" in page
    assert versions(make)[-1].published_at is None


def test_confirming_twice_publishes_once(make: Factory, editor: Browser) -> None:
    page = look(editor, begin(editor), **MATERIAL)
    confirm(page)
    assert "That is no draft any more" in confirm(page)
    assert len(versions(make)) == 2


def test_many_letters_are_written_in_the_background_and_the_page_shows_how_far(
    make: Factory, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        make.person()
    begun: list[int] = []
    monkeypatch.setattr(work, "begin", lambda _app, version_id, **_people: begun.append(version_id))
    page = confirm(look(editor, begin(editor), **MATERIAL, audience="all"))
    assert "0 of 7 letters written" in page
    assert page.html.find(id="progress")["data-poll"] == "1"
    with make.app.test_request_context(), make.database.transaction() as session:
        announcing.queue_next(session, begun[0], at=clock.now(), most=3)
    assert "3 of 7 letters written" in editor.get(page.request.path)
    # Whoever published was cut off here: the job goes on.
    with make.app.test_request_context():
        assert work.announce_unfinished(make.database) == 4
    assert "All letters are in the outbox." in editor.get(page.request.path)
    assert len(letters(make)) == 7


def test_no_version_no_progress(make: Factory, editor: Browser) -> None:
    path = begin(editor)
    editor.get(f"/programme/guidelines/publications/{path.rsplit('/', 1)[1]}", status=404)
    assert editor.get("/programme/guidelines/publications/1").status_int == 200
    with make.database.reading() as session:
        assert session.get(GuidelineVersion, 1) is not None


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_publish(make: Factory, editor: Browser, role: Role) -> None:
    make.browser_as(role).get(f"{begin(editor)}/publish", status=403)
