"""Courses that nobody must take: they change no clearance, and whoever would like to finds them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.db import Database
from ambassador.guidelines import operations as guidelines
from ambassador.standing import words
from ambassador.standing.own_queries import standing_of
from ambassador.standing.queries import counts_at
from ambassador.trail.models import TrailEntry
from ambassador.training import content, list_queries, operations
from ambassador.training import requirement_operations as requirements
from ambassador.training.models import Course
from tests.factories import LONG_AGO, Factory, ends

DAY = timedelta(days=1)


@pytest.fixture
def of_before(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of a company that began when we shipped one course."""
    with database.transaction() as session:
        guidelines.install_content(session, LONG_AGO)
        monkeypatch.setattr(content, "SLUGS", content.SLUGS[:1])
        operations.install_content(session, LONG_AGO)
    monkeypatch.undo()
    return database


def test_new_courses_of_ours_end_nobodys_clearance_at_any_moment(of_before: Database, make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.pass_course(who)
    make.acknowledge_all(who)
    installed = LONG_AGO + 30 * DAY
    moments = [installed + step for step in (-DAY, timedelta(0), DAY)]
    with of_before.reading() as session:
        before = [(counts_at(session, at), standing_of(session, who, "en", at)) for at in moments]
    with of_before.transaction() as session:
        operations.install_content(session, installed)
    with of_before.reading() as session:
        assert set(session.scalars(select(Course.slug))) == set(content.SLUGS)
        for at, (counts, standing) in zip(moments, before, strict=True):
            assert counts_at(session, at) == counts
            now = standing_of(session, who, "en", at)
            assert now.is_cleared
            assert now.cleared_until == standing.cleared_until
            assert counts.cleared == 1


@pytest.mark.usefixtures("content")
def test_what_is_installed_is_told_to_the_trail(database: Database) -> None:
    with database.reading() as session:
        told = " ".join(session.scalars(select(TrailEntry.entry)))
    assert told.count('"course published"') == len(content.SLUGS)
    assert told.count('"course requirement changed"') == len(content.SLUGS) - 1


@pytest.mark.usefixtures("content")
def test_the_checklist_asks_for_one_course_and_leads_to_all(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    page = make.browser_of(who).get("/checklist")
    assert "Leaders in social media" not in page
    courses = page.click("Learn more: all courses")
    titles = [card.h3.text for card in courses.html.main.find_all("section")]
    assert titles == [
        "Course on the rules of play for social media",
        "Disclosure and advertising rules in practice",
        "Leaders in social media: from listening to leading",
    ]
    assert courses.html.main.text.count("Voluntary") == 2
    assert "14 questions" in courses.click("See the course", index=1)


@pytest.mark.usefixtures("content")
def test_who_is_no_ambassador_may_learn_as_well(make: Factory) -> None:
    page = make.browser_of(make.person()).get("/checklist")
    assert page.click("Learn more: all courses").status_int == 200


@pytest.mark.usefixtures("content")
def test_the_list_says_what_was_begun_and_what_counts_today(make: Factory) -> None:
    who, other = make.person(), make.person()
    make.pass_course(who)
    with make.database.transaction() as session:
        operations.start_attempt(session, course_id=3, by=who, at=LONG_AGO)
        operations.start_attempt(session, course_id=2, by=other, at=LONG_AGO)

    def lines(at: datetime) -> list[tuple[int, bool, bool]]:
        with make.database.reading() as session:
            found = list_queries.all_in_force(session, who, language="nb", at=at)
            return [(line.course_id, line.is_begun, line.valid_until is not None) for line in found]

    end = ends(LONG_AGO, 12)
    assert lines(end - DAY) == [(1, True, True), (3, True, False), (2, False, False)]
    assert lines(end) == [(1, True, False), (3, True, False), (2, False, False)]


@pytest.mark.usefixtures("content")
def test_the_list_puts_first_what_must_be_passed(make: Factory) -> None:
    with make.database.transaction() as session:
        requirements.set_required(session, course_id=3, is_required=True, by=None, at=LONG_AGO + DAY)
    with make.database.reading() as session:
        found = list_queries.all_in_force(session, 1, language="en", at=LONG_AGO + 2 * DAY)
    assert [(line.course_id, line.is_required) for line in found] == [(1, True), (3, True), (2, False)]


@pytest.mark.usefixtures("content")
def test_a_standing_tells_of_what_was_required_once_and_not_of_what_never_was(
    app: Flask, make: Factory
) -> None:
    who = make.person()
    make.opt_in(who)
    with make.database.transaction() as session:
        for course_id, day, is_required in ((1, 9, False), (3, 5, True), (3, 6, False)):
            requirements.set_required(
                session, course_id=course_id, is_required=is_required, by=None, at=LONG_AGO + day * DAY
            )
    with make.database.reading() as session, app.test_request_context():
        standing = standing_of(session, who, "en", LONG_AGO + 20 * DAY)
        told = dict(words.told(standing))
    assert told["Disclosure and advertising rules in practice"] == "Not required since 7 January 2025."
    assert told["Course on the rules of play for social media"] == "Not required since 10 January 2025."
    assert "Leaders in social media: from listening to leading" not in told
