"""A report is kept as it was shown, found again while nothing changed, and shown again for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.optins.models import OptIn
from ambassador.reports import current, figures, kept_queries
from ambassador.reports.models import KeptReport
from ambassador.trail.operations import record
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.reports.facts import NOW, SINCE, Facts
from tests.reports.statements import listening
from tests.rows import YEAR, except_from, publish_guideline

REACH = "/reports/reach"
LINKEDIN = Channel.LINKEDIN
FACTS = {"results", "acknowledgements", "opt_ins", "audience_counts", "accounts"}


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    """The moment that the facts are about, to be moved on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def leader(at: object, make: Factory, facts: Facts) -> Browser:
    """A leader of a company with thirty cleared ambassadors."""
    facts.cleared(30, audiences={LINKEDIN: 321})
    return make.browser_as(Role.LEADERSHIP)


def something_happened(database: Database) -> None:
    with database.transaction() as session:
        record(session, "something happened", by=None, at=NOW)


def kept(database: Database) -> list[KeptReport]:
    with database.reading() as session:
        return list(session.scalars(select(KeptReport).order_by(KeptReport.id)))


def check_of(page: object) -> str:
    return str(page).partition("Check number ")[2][:12]


def is_made_anew(leader: Browser, database: Database) -> bool:
    with listening(database) as heard:
        leader.get(REACH)
    return bool(heard.read & FACTS)


def test_an_unchanged_report_costs_a_lookup(leader: Browser, database: Database) -> None:
    first = leader.get(REACH)
    with listening(database) as heard:
        again = leader.get(REACH)
    assert again.html.main == first.html.main
    assert heard.read <= {"people", "sign_in_sessions", "person_roles", "trail_entries", "kept_reports"}
    assert heard.written == set()
    assert len(kept(database)) == 1


def test_a_fact_makes_the_report_anew(leader: Browser, database: Database, facts: Facts) -> None:
    leader.get(REACH)
    facts.cleared(70, audiences={LINKEDIN: 321})
    something_happened(database)
    assert "Our 100 cleared ambassadors" in leader.get(REACH)
    assert len(kept(database)) == 2


def test_signing_in_makes_nothing_anew(leader: Browser, make: Factory, database: Database) -> None:
    leader.get(REACH)
    other = make.browser_of(make.person(role=Role.LEADERSHIP))
    assert not is_made_anew(other, database)


def test_at_midnight_where_the_company_is_the_report_is_made_anew(
    leader: Browser, database: Database, at: time_machine.Traveller
) -> None:
    leader.get(REACH)
    at.move_to(datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC))
    assert not is_made_anew(leader, database)
    at.move_to(datetime(2026, 6, 15, 22, 0, tzinfo=UTC))
    assert is_made_anew(leader, database)
    assert "As of 16 June 2026." in leader.get(REACH)


def test_when_a_pass_runs_out_the_report_is_made_anew(
    leader: Browser, database: Database, facts: Facts, at: time_machine.Traveller
) -> None:
    ends = NOW + timedelta(hours=1)
    facts.cleared(20, since=ends - YEAR, audiences={LINKEDIN: 100})
    assert "Our 50 cleared ambassadors" in leader.get(REACH)
    assert kept(database)[0].valid_until == ends
    at.move_to(ends - timedelta(seconds=1))
    assert not is_made_anew(leader, database)
    at.move_to(ends)
    assert "Our 30 cleared ambassadors" in leader.get(REACH)
    assert not is_made_anew(leader, database)


def test_when_new_rules_bind_the_report_is_made_anew(
    leader: Browser, database: Database, at: time_machine.Traveller
) -> None:
    binds = NOW + timedelta(hours=2)
    with database.transaction() as session:
        publish_guideline(session, 1, at=NOW, binding_from=binds, number=2, major=2)
    assert "Our 30 cleared ambassadors" in leader.get(REACH)
    at.move_to(binds)
    assert "fewer than 5 cleared ambassadors" in leader.get(REACH)


def test_when_an_exception_ends_the_report_is_made_anew(
    leader: Browser, database: Database, at: time_machine.Traveller
) -> None:
    ends = NOW + timedelta(hours=3)
    with database.transaction() as session:
        publish_guideline(session, 1, at=NOW, binding_from=NOW, number=2, major=2)
        for who in session.scalars(select(OptIn.person_id).limit(12)).all():
            except_from(session, who, 1, at=NOW, until=ends)
    assert "Our 12 cleared ambassadors" in leader.get(REACH)
    at.move_to(ends)
    assert "fewer than 5 cleared ambassadors" in leader.get(REACH)


def test_a_month_of_the_report_begins_in_utc(database: Database) -> None:
    evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    with database.reading() as session:
        until = kept_queries.next_change(session, at=evening, timezone="Europe/Oslo")
    assert until == datetime(2026, 7, 1, tzinfo=UTC)


def test_every_moment_that_the_report_reads_is_past_or_an_end_that_is_looked_for(
    leader: Browser, database: Database
) -> None:
    past = {
        "people.joined_at", "people.left_at", "invitations.invited_at", "opt_ins.at", "withdrawals.at",
        "results.at", "remarked_results.at", "passes_elsewhere.at", "passes_elsewhere.recorded_at",
        "pass_elsewhere_withdrawals.at", "acknowledgements.at", "accounts.added_at",
        "accounts.removed_at", "audience_counts.at",
        "course_versions.published_at", "guideline_versions.published_at", "guideline_withdrawals.at",
        "course_requirements.at", "course_waivers.at", "course_waiver_ends.at",
        "guideline_requirements.at", "exception_requests.at",
        "exception_decisions.at", "guideline_tasks.asked_at", "guideline_tasks.ended_at",
        "sign_in_sessions.started_at", "sign_in_sessions.expires_at", "sign_in_sessions.ended_at",
        "kept_reports.made_at", "kept_reports.valid_until", "assumption_versions.at",
        "shared_lists.shared_at", "sharing_consents.at", "sharing_withdrawals.at", "list_designs.begun_at",
        "list_designs.closed_at", "list_draws.asked_at",
        "mutual_pairs.offered_at", "mutual_pairs.answered_at",
    }  # fmt: skip
    # By when people are asked to acknowledge: only what binds, and from when, decides who is cleared.
    no_matter = {"guideline_versions.due_at", "guideline_tasks.due_at"}
    with listening(database) as heard:
        leader.get(REACH)
    tables = (table for name, table in KeptReport.metadata.tables.items() if name in heard.read)
    read = {
        f"{c.table.name}.{c.name}" for table in tables for c in table.c if type(c.type).__name__ == "Moment"
    }
    ends = {f"{end.class_.__tablename__}.{end.key}" for end in kept_queries.ENDS}
    assert read - past - no_matter == ends


def test_a_fact_that_came_after_the_request_began_is_in_the_report_or_the_next(
    leader: Browser,
    database: Database,
    facts: Facts,
    at: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = current.newest_entry
    happened: list[bool] = []

    def meanwhile(session: object) -> int:
        # After the request has looked at the clock, and before it looks at the facts.
        if not happened:
            happened.append(True)
            at.shift(timedelta(seconds=1))
            facts.cleared(70, since=NOW + timedelta(seconds=1), audiences={LINKEDIN: 321})
            something_happened(database)
        return asked(session)  # type: ignore[arg-type]  # a session, passed on

    monkeypatch.setattr(current, "newest_entry", meanwhile)
    leader.get(REACH)
    assert "Our 100 cleared ambassadors" in leader.get(REACH)


def test_the_snapshot_stands_still(database: Database, facts: Facts) -> None:
    with database.snapshot() as session:
        before = figures.reach_report(session, company="", at=NOW, day=NOW.date(), secret="")
        facts.cleared(30, since=SINCE, audiences={LINKEDIN: 321})
        after = figures.reach_report(session, company="", at=NOW, day=NOW.date(), secret="")
    assert before == after


def test_many_readers_at_once_keep_one(leader: Browser, database: Database, make: Factory) -> None:
    readers = [make.browser_as(Role.LEADERSHIP) for _ in range(4)]
    together = Barrier(len(readers))

    def read(browser: Browser) -> str:
        together.wait()
        return check_of(browser.get(REACH).text)

    with ThreadPoolExecutor(len(readers)) as threads:
        checks = set(threads.map(read, readers))
    assert len(checks) == 1
    rows = [row for row in kept(database) if row.check in checks]
    assert len({(row.facts_key, row.valid_until) for row in rows}) == len(rows)
    assert not is_made_anew(leader, database)


def test_a_report_opens_again_as_it_was_shown(
    leader: Browser, database: Database, facts: Facts, at: time_machine.Traveller
) -> None:
    then, csv = leader.get(REACH), leader.get(f"{REACH}.csv").text
    address = then.html.find("a", string="A lasting address for this report")["href"]
    facts.cleared(70, audiences={LINKEDIN: 321})
    something_happened(database)
    at.shift(timedelta(days=3))
    assert "Our 100 cleared ambassadors" in leader.get(REACH)
    again = leader.get(address)
    assert "This is the report of 15 June 2026, 14:00, as it was shown then." in again
    for section in ("ladder", "channels", "teams", "funnel", "growth", "made"):
        now, before = (
            page.html.find("section", attrs={"aria-labelledby": section}) for page in (again, then)
        )
        assert now == before, section
    assert leader.get(f"{address}.csv").text == csv


def test_an_unknown_check_number_is_no_page(leader: Browser, make: Factory) -> None:
    leader.get(f"{REACH}/000000000000", status=404)
    leader.get(f"{REACH}/000000000000.csv", status=404)
    leader.get(f"{REACH}/{'x' * 3000}", status=404)
    address = leader.get(REACH).html.find("a", string="A lasting address for this report")["href"]
    make.browser_as(Role.STAFF).get(address, status=403)
    make.browser_as(Role.STAFF).get(f"{address}.csv", status=403)


@pytest.mark.parametrize("change", ["format", "missing field", "other figure"])
def test_a_report_of_another_version_shows_its_bare_figures_and_says_so(
    leader: Browser, database: Database, change: str
) -> None:
    leader.get(REACH)
    [row] = kept(database)
    content = json.loads(row.content)
    if change == "format":
        content["format"] = 0
    elif change == "missing field":
        del content["report"]["teams"]
    else:
        content["report"]["headcount"] += 1
    with database.transaction() as session:
        older = KeptReport(
            facts_key="older", check="0123456789ab", made_at=NOW, valid_until=NOW,
            assumptions=1, content=json.dumps(content),
        )  # fmt: skip
        session.add(older)
    page = leader.get(f"{REACH}/0123456789ab")
    assert "made by another version of the app" in page
    assert "channels.1.people.value" in page
    assert "channels.1.people.value" in leader.get(f"{REACH}/0123456789ab.csv")


@pytest.mark.parametrize("verb", ["UPDATE kept_reports SET content = ''", "DELETE FROM kept_reports"])
def test_no_kept_report_can_be_edited_or_deleted(leader: Browser, database: Database, verb: str) -> None:
    leader.get(REACH)
    with pytest.raises(DatabaseError, match="only appended to"), database.transaction() as session:
        session.execute(text(verb))


def test_another_company_name_is_another_report(leader: Browser, database: Database, app: Flask) -> None:
    leader.get(REACH)
    app.extensions["ambassador.settings"] = replace(app.extensions["ambassador.settings"], company="Sørlys")
    assert is_made_anew(leader, database)
