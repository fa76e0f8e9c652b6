"""The assumptions: seen by those who read reports, changed by the programme manager, never overwritten."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from webtest import TestResponse

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.reports import assumption_operations as operations
from ambassador.reports import assumption_policy as policy
from ambassador.reports import assumption_queries as queries
from ambassador.reports.models import AssumptionVersion
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import Factory
from tests.reports.facts import Facts
from tests.test_races import at_once

PAGE, CHANGE = "/reports/assumptions", "/reports/assumptions/change"
pytestmark = pytest.mark.usefixtures("today")

OWN = {
    "seen_linkedin_low": "10",
    "seen_linkedin_value": "11.5",
    "seen_linkedin_high": "13",
    "seen_linkedin_source": "Impressions of our own 40 posts in May",
    "seen_linkedin_quality": "measured",
    "why": "We measured it.",
}


@pytest.fixture
def manager(make: Factory) -> Browser:
    """A programme manager, signed in."""
    return make.browser_of(make.person("Kari Nordmann", role=Role.PROGRAMME_MANAGER))


def in_force(database: Database) -> policy.Assumptions:
    with database.reading() as session:
        return queries.in_force(session)


def text_of(page: TestResponse) -> str:
    return " ".join(page.html.main.get_text(" ", strip=True).split())


def test_a_leader_sees_what_is_assumed_and_changes_nothing(make: Factory) -> None:
    leader = make.browser_as(Role.LEADERSHIP)
    page = leader.get(PAGE)
    assert "9% (6–12%)" in page
    assert "van der Blom, Algorithm Insights 2024" in page
    assert "Change the assumptions" not in page
    leader.get(CHANGE, status=403)


def test_a_change_is_a_new_version_with_its_author_and_reason(manager: Browser, database: Database) -> None:
    page = manager.submit(CHANGE, **OWN)
    assert "Version 2 is in force from now on." in page
    said = text_of(page)
    assert "Kari Nordmann: We measured it." in said
    assert "from 9% (6–12%) to 11.5% (10–13%)" in said
    assert "source: Impressions of our own 40 posts in May" in said
    assert "how good: from weak to measured" in said
    assert in_force(database).seen_by("linkedin").value == 0.115


def test_every_version_stands_in_the_trail_with_its_hash(manager: Browser, database: Database) -> None:
    manager.submit(CHANGE, **OWN)
    with database.reading() as session:
        entries = [json.loads(entry) for entry in session.scalars(select(TrailEntry.entry))]
    changes = [each for each in entries if each["what"] == "assumptions changed"]
    assert [each["facts"]["number"] for each in changes] == [1, 2]
    assert changes[0]["by"] is None
    assert len({each["facts"]["sha256"] for each in changes}) == 2


def test_the_same_values_are_no_new_version(manager: Browser, database: Database) -> None:
    page = manager.submit(CHANGE, why="I only looked.")
    assert "Nothing was changed" in page
    assert in_force(database).number == 1


def test_norwegian_and_english_numbers_are_read_and_shown(manager: Browser, database: Database) -> None:
    norwegian = {"Accept-Language": "nb"}
    page = manager.get(CHANGE, headers=norwegian)
    form = page.forms[first_main_form(page)]
    assert form["seen_x_value"].value == "7,5"
    for name, typed in {**OWN, "seen_linkedin_value": "11,5 %"}.items():
        form[name] = typed
    answer = form.submit(headers=norwegian).follow(headers=norwegian)
    assert "11,5\u00a0% (10–13\u00a0%)" in answer
    assert [each.name for each in changes_of(database)] == ["seen_linkedin"]


def changes_of(database: Database) -> tuple[policy.Difference, ...]:
    with database.reading() as session:
        return queries.history(session)[0].changes


def test_our_sources_stay_ours_whichever_language_the_form_was_in(
    manager: Browser, database: Database
) -> None:
    page = manager.get(CHANGE, headers={"Accept-Language": "nb"})
    form = page.forms[first_main_form(page)]
    form["why"] = "Ingenting"
    assert "Nothing was changed" in form.submit(headers={"Accept-Language": "en"}).follow()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("seen_x_low", "8", "the low end is above the figure"),
        ("seen_x_high", "7", "the high end is below the figure"),
        ("seen_x_value", "100.5", "write a percentage from 0 to 100"),
        ("active_x_value", "-1", "write a percentage from 0 to 100"),
        ("active_x_value", "", "write a percentage from 0 to 100"),
        ("colleagues_value", "1e1", "write a percentage from 0 to 100"),
        ("posts_value", "0", "write a whole number from 1 to 100"),
        ("posts_value", "2.5", "write a whole number from 1 to 100"),
        ("why", "", "Say why, in a sentence."),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(
    manager: Browser, database: Database, field: str, typed: str, sentence: str
) -> None:
    page = manager.submit(CHANGE, **{**OWN, field: typed})
    assert page.status_int == 422
    assert sentence in page.html.find(id=f"{field}-error").text
    form = page.forms[first_main_form(page)]
    assert form[field].value == typed
    assert form["seen_linkedin_source"].value == OWN["seen_linkedin_source"]
    if field != "why":
        assert page.html.find(id=field).find_parent("details").has_attr("open")
    assert in_force(database).number == 1


def test_a_new_figure_needs_a_source(manager: Browser) -> None:
    page = manager.submit(CHANGE, posts_value="4", seen_x_value="6", seen_x_source="", why="A plan.")
    assert page.status_int == 422
    for field in ("posts_source", "seen_x_source"):
        assert "say where the new figure comes from" in page.html.find(id=f"{field}-error").text


def test_a_range_left_empty_is_none(manager: Browser, database: Database) -> None:
    manager.submit(CHANGE, **{**OWN, "seen_linkedin_low": "", "seen_linkedin_high": ""})
    assert policy.figures(in_force(database).seen_by("linkedin")) == (0.115, 0.115, 0.115)


def test_what_is_shipped_is_filled_in_again_and_saved_without_a_source(
    manager: Browser, database: Database
) -> None:
    own = {"posts_value": "4", "posts_source": "Our plan"}
    manager.submit(CHANGE, **OWN, **own)
    page = manager.get(CHANGE)
    form = page.forms[first_main_form(page)]
    form["why"] = "Back to what came."
    one = form.submit("restore", value="seen_linkedin")
    form = one.forms[first_main_form(one)]
    assert (form["seen_linkedin_value"].value, form["posts_value"].value) == ("9", "4")
    everything = form.submit("restore", value="all")
    form = everything.forms[first_main_form(everything)]
    assert form["why"].value == "Back to what came."
    form.submit().follow()
    assert in_force(database).number == 3
    assert policy.differences(in_force(database), policy.SHIPPED) == ()


def test_a_later_release_changes_no_version(
    database: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        operations.install_assumptions(session, clock.now())
    newer = policy.Assumptions(
        1, {**policy.SHIPPED.shares, "seen_x": policy.SHIPPED.colleagues}, policy.SHIPPED.posts
    )
    monkeypatch.setattr(operations, "SHIPPED", newer)
    with database.transaction() as session:
        operations.install_assumptions(session, clock.now())
    assert in_force(database).seen_by("x").value == 0.075


def test_who_comes_later_sees_what_changed_and_keeps_their_own_words(
    make: Factory, manager: Browser, database: Database
) -> None:
    page = manager.get(CHANGE)
    other = make.browser_of(make.person("Ola Hansen", role=Role.PROGRAMME_MANAGER))
    other.submit(CHANGE, posts_value="4", posts_source="Our plan", why="A plan.")
    form = page.forms[first_main_form(page)]
    for name, typed in OWN.items():
        form[name] = typed
    conflict = form.submit(expect_errors=True)
    assert conflict.status_int == 409
    assert "Posts by each ambassador in a campaign: from 1 to 4" in text_of(conflict)
    form = conflict.forms[first_main_form(conflict)]
    assert (form["posts_value"].value, form["seen_linkedin_value"].value) == ("4", "11.5")
    form.submit().follow()
    both = in_force(database)
    assert (both.number, both.posts.value, both.seen_by("linkedin").value) == (3, 4, 0.115)


def test_of_two_who_save_at_once_one_makes_the_version(make: Factory, database: Database) -> None:
    who = make.person(role=Role.PROGRAMME_MANAGER)

    def save(posts: int) -> object:
        before = in_force(database)
        wanted = policy.Assumptions(
            before.number, before.shares, policy.Posts(posts, "Our plan", before.posts.quality)
        )
        command = operations.ChangeAssumptions(wanted, before.number, "A plan.")
        with database.transaction() as session:
            return operations.change(session, command, by=who, at=clock.now())

    results = at_once(make, lambda: save(2), lambda: save(3), lambda: save(4))
    assert 2 in results
    with database.reading() as session:
        numbers = session.scalars(select(AssumptionVersion.number)).all()
    assert sorted(numbers) == list(range(1, max(numbers) + 1))
    assert len([made for made in results if isinstance(made, int)]) == max(numbers) - 1


@pytest.mark.parametrize(
    "verb", ["UPDATE assumption_versions SET why = ''", "DELETE FROM assumption_versions"]
)
def test_no_version_can_be_edited_or_deleted(database: Database, verb: str) -> None:
    with database.transaction() as session:
        operations.install_assumptions(session, clock.now())
    with pytest.raises(DatabaseError, match="only appended to"), database.transaction() as session:
        session.execute(text(verb))


def test_the_report_names_its_version_and_follows_it(make: Factory, manager: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={Channel.LINKEDIN: 1000})
    before = text_of(manager.get("/reports/reach"))
    assert "Version 1 of the assumptions" in before
    manager.submit(CHANGE, **OWN, posts_value="8", posts_source="Our plan")
    after = text_of(manager.get("/reports/reach"))
    assert "Version 2 of the assumptions" in after
    assert "11.5% (10–13%)" in after
    assert "Impressions of our own 40 posts in May" in after


def test_colleagues_are_taken_off_as_assumed(manager: Browser, facts: Facts, database: Database) -> None:
    facts.cleared(100, audiences={Channel.LINKEDIN: 100})
    none = {"colleagues_low": "0", "colleagues_value": "0", "colleagues_high": "0"}
    manager.submit(CHANGE, **none, colleagues_source="We asked them", why="We asked them.")
    table = manager.get("/reports/reach").html.find("tbody").find_all("tr")
    rungs = {row.th.text: [cell.text for cell in row.find_all("td")[:2]] for row in table}
    assert rungs["Outside the company"] == rungs["Different people"]


def test_enter_saves_and_fills_in_nothing(manager: Browser) -> None:
    manager.submit(CHANGE, **OWN)
    form = manager.get(CHANGE).html.main.find("form")
    first, *others = form.find_all("button", type="submit")
    assert not first.has_attr("name")
    assert "restore" in {button.get("name") for button in others}
