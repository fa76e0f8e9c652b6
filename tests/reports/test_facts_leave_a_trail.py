"""Every fact behind a report leaves an entry in the trail: by that a kept report is known to be old."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador import clock
from ambassador.asking import operations as asking
from ambassador.asking.models import ListQuestion
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.guidelines.answering import excepting
from ambassador.guidelines.answering.models import ExceptionRequest
from ambassador.guidelines.models import GuidelineVersion
from ambassador.guidelines.operations import withdraw
from ambassador.guidelines.writing import operations as guidelines_editor
from ambassador.guidelines.writing import queries as guidelines_read
from ambassador.optins.inviting import invite
from ambassador.people import operations as people
from ambassador.people.leaving import leave
from ambassador.reports import assumption_operations as assumptions
from ambassador.reports import assumption_policy, assumption_queries
from ambassador.reports.figures import reach_report
from ambassador.sharing import mutual_operations as mutual
from ambassador.sharing import operations as sharing
from ambassador.sharing.models import MutualPair
from ambassador.sharing.mutual_policy import FEWEST_OTHERS
from ambassador.trail.queries import newest_entry
from ambassador.training import editor_operations as training_editor
from ambassador.training import editor_queries as training_read
from ambassador.training.cycles import waiving
from ambassador.training.cycles.models import CourseWaiver
from ambassador.training.models import CourseVersion, Question
from ambassador.training.withdrawal_queries import Effect
from ambassador.training.withdrawing import withdraw_question
from tests.factories import ZONE, Factory
from tests.guidelines.publishing import publish_next
from tests.people.roster_files import PLAIN
from tests.people.test_roster_import import bring_in
from tests.reports.statements import listening
from tests.sharing.sharing import share
from tests.sharing.test_mutual import agree
from tests.training.elsewhere.recording import record
from tests.training.elsewhere.recording import withdraw as withdraw_pass

NO_REPORT_READS = {"trail_entries"}
UNCHANGING = {"guidelines", "courses"}
"""Only their ids are read; a new one tells no report anything before its first version is published."""


@dataclass
class Doing:
    """One person, and everything that can be done which changes a report."""

    make: Factory
    who: int
    crowd: list[int]

    @property
    def database(self) -> Database:
        return self.make.database

    def __iter__(self) -> Iterator[tuple[str, Callable[[], object]]]:
        make, who = self.make, self.who
        yield (
            "a list is shared",
            lambda: share(make, self.crowd[0], [f"follower-{each}" for each in range(40)]),
        )
        yield "lists are asked for", self.ask_for_lists
        yield "somebody says no", self.say_no
        yield "asking ends", self.stop_asking
        yield "a list is taken back", self.take_list_back
        for each in self.crowd[:FEWEST_OTHERS]:
            yield "somebody agrees to count contacts in common", lambda each=each: agree(make, each)
        yield "the next one agrees, and colleagues are offered", lambda: agree(make, self.crowd[-1])
        yield "contacts in common are counted", self.count_in_common
        yield "somebody stops counting", self.stop_counting
        yield "an administrator is made", self.make_administrator
        yield "people are invited", self.invite
        yield "somebody opts in", lambda: make.opt_in(who)
        yield "somebody passes", lambda: make.pass_course(who)
        yield "a question is withdrawn", self.withdraw_question
        yield "a pass made elsewhere is recorded", lambda: record(make, who, by=self.crowd[0])
        yield "that record is withdrawn", lambda: withdraw_pass(make, 1, by=self.crowd[0])
        yield "somebody acknowledges", lambda: make.acknowledge_all(who)
        yield "an audience is told", lambda: make.audience(who, Channel.LINKEDIN, 500, handle="kari")
        yield "another number is told", lambda: make.audience(who, Channel.LINKEDIN, 600, handle="kari")
        yield "the number is taken back", lambda: make.audience(who, Channel.LINKEDIN, None, handle="kari")
        yield "a guideline is published", lambda: publish_next(self.database)
        yield "somebody asks for an exception", self.ask_for_exception
        yield "an exception is granted", self.grant_exception
        yield "somebody is let off a course", self.waive
        yield "a waiver is ended", self.end_waiver
        yield "a version is withdrawn", self.withdraw_version
        yield "a guideline becomes voluntary", self.make_guideline_voluntary
        yield "a course becomes voluntary", self.make_course_voluntary
        yield "a course is published", self.publish_course
        yield "an assumption changes", self.assume
        yield "somebody opts out", lambda: make.withdraw(who, at=clock.now())
        yield "somebody leaves", self.leave
        yield "a roster is imported", lambda: bring_in(self.database, PLAIN)
        yield "a roster moves a person", lambda: bring_in(self.database, self.moved(), is_full=False)

    @staticmethod
    def moved() -> list[list[str]]:
        heading, first, *_rest = [list(row) for row in PLAIN]
        return [heading, [*(cell.replace("Salg", "Marked").replace("Drift", "Marked") for cell in first)]]

    def make_administrator(self) -> None:
        with self.database.transaction() as session:
            people.first_administrator(session, email="sjef@nordlys.no", name="Sjef", at=clock.now())

    def invite(self) -> None:
        with self.make.app.test_request_context(), self.database.transaction() as session:
            assert invite(session, by=self.who, at=clock.now())

    def ask_for_exception(self) -> None:
        with self.writing() as session:
            assert excepting.ask(session, guideline_id=1, reason="x", by=self.who, at=clock.now()) is None

    def grant_exception(self) -> None:
        until = clock.now().date() + timedelta(days=30)
        with self.writing() as session:
            asked = session.scalars(select(ExceptionRequest)).one()
            decided = excepting.Decide(asked.id, is_granted=True, reason="x", until=until)
            refusal = excepting.decide(session, decided, zone="UTC", by=self.crowd[0], at=clock.now())
        assert refusal is None

    def waive(self) -> None:
        until = clock.now().date() + timedelta(days=30)
        with self.writing() as session:
            command = waiving.Waive(1, self.make.email_of(self.who), "x", until)
            refusal = waiving.waive(session, command, zone=ZONE, by=self.crowd[0], at=clock.now())
        assert refusal is None

    def end_waiver(self) -> None:
        with self.writing() as session:
            waiver = session.scalars(select(CourseWaiver.id)).one()
            refusal = waiving.end_waiver(session, waiving.End(waiver, "x"), by=self.crowd[0], at=clock.now())
        assert refusal is None

    def withdraw_version(self) -> None:
        newest_first = select(GuidelineVersion).order_by(GuidelineVersion.id.desc())
        with self.writing() as session:
            version = session.scalars(newest_first).first()
            assert version is not None
            refusal = withdraw(session, version_id=version.id, why="x", by=self.who, at=clock.now())
        assert refusal is None

    def withdraw_question(self) -> None:
        with self.writing() as session:
            question = session.scalars(select(Question)).first()
            assert question is not None
            done = withdraw_question(
                session, question_id=question.id, why="x", zone=ZONE, by=self.who, at=clock.now()
            )
        assert isinstance(done, Effect)
        assert done.concerned

    def make_guideline_voluntary(self) -> None:
        with self.database.transaction() as session:
            version_id = guidelines_editor.begin_draft(session, guideline_id=1)
            assert version_id is not None
            draft = guidelines_read.open_draft(session, version_id)
            assert draft is not None
            saved = guidelines_editor.SaveDraft(version_id, draft.texts, False, draft.fingerprint)
            assert guidelines_editor.save_draft(session, saved, by=self.who, at=clock.now()) is None

    def _course_draft(self, session: object) -> CourseVersion:
        version_id = training_editor.begin_draft(session, course_id=1)  # type: ignore[arg-type]  # a session
        draft = training_read.open_draft(session, version_id or 0, lock=True)  # type: ignore[arg-type]  # a session
        assert draft is not None
        return draft

    def make_course_voluntary(self) -> None:
        with self.database.transaction() as session:
            draft = self._course_draft(session)
            loaded = training_read.settings_fingerprint(draft)
            saved = training_editor.SaveSettings(draft.id, draft.texts, 80, 12, False, loaded)
            assert training_editor.save_settings(session, saved, by=self.who, at=clock.now()) is None

    def publish_course(self) -> None:
        with self.make.app.test_request_context(), self.database.transaction() as session:
            draft = self._course_draft(session)
            loaded = training_read.draft_fingerprint(draft)
            training_editor.publish(
                session, version_id=draft.id, loaded=loaded, what_changed="x", by=self.who, at=clock.now()
            )

    def assume(self) -> None:
        with self.database.transaction() as session:
            before = assumption_queries.in_force(session)
            posts = assumption_policy.Posts(4, "Our plan", before.posts.quality)
            wanted = assumption_policy.Assumptions(before.number, before.shares, posts)
            command = assumptions.ChangeAssumptions(wanted, before.number, "A plan.")
            assert assumptions.change(session, command, by=self.who, at=clock.now()) == 2

    def ask_for_lists(self) -> None:
        with self.writing() as session:
            refusal = asking.begin(
                session, channel=Channel.LINKEDIN, lists=10, seed="0" * 32, by=self.who, at=clock.now()
            )
        assert refusal is None

    def say_no(self) -> None:
        with self.writing() as session:
            asked = session.scalars(select(ListQuestion.person_id)).first()
            assert asked is not None
            asking.say_no(session, channel=Channel.LINKEDIN, by=asked, at=clock.now())

    def stop_asking(self) -> None:
        with self.writing() as session:
            asking.close(session, channel=Channel.LINKEDIN, by=self.who, at=clock.now())

    def take_list_back(self) -> None:
        with self.writing() as session:
            assert sharing.stop(session, channel=Channel.LINKEDIN, by=self.crowd[0], at=clock.now())

    def count_in_common(self) -> None:
        with self.writing() as session:
            pair = session.scalars(select(MutualPair)).first()
            assert pair is not None
            assert mutual.answer(session, counted={pair.id: 3}, by=pair.asked_id, at=clock.now()) == {}

    def stop_counting(self) -> None:
        with self.writing() as session:
            mutual.stop(session, by=self.crowd[-1], at=clock.now())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.make.app.test_request_context(), self.database.transaction() as session:
            yield session

    def leave(self) -> None:
        with self.database.transaction() as session:
            leave(session, person_ids=[self.who], by=None, at=clock.now())


@pytest.fixture
def doing(make: Factory, content: None, app: Flask) -> Doing:
    crowd = [make.person() for _ in range(12)]
    for each in crowd:
        make.opt_in(each)
        make.pass_course(each, at=clock.now())
        make.acknowledge_all(each)
        make.audience(each, Channel.LINKEDIN, 100 + each)
    return Doing(make, make.person("Kari Nordmann"), crowd)


def newest(database: Database) -> int:
    with database.reading() as session:
        return newest_entry(session)


def test_whatever_changes_a_report_leaves_an_entry_in_the_trail(doing: Doing) -> None:
    written: set[str] = set()
    for what, do in doing:
        before = newest(doing.database)
        with listening(doing.database) as heard:
            do()
        assert newest(doing.database) > before, f"{what}: no entry in the trail"
        written |= heard.written
    with listening(doing.database) as heard, doing.database.reading() as session:
        at = clock.now()
        used = assumption_queries.in_force(session)
        reach_report(session, company="", at=at, day=at.date(), secret="", assumptions=used)
    unproved = heard.read - written - NO_REPORT_READS - UNCHANGING
    assert not unproved, f"the report reads {unproved}: add what writes to them to `Doing`"
