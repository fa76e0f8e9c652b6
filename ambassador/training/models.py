"""Knows the rows of training: courses, their versions, attempts and results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.db import Base, Moment
from ambassador.people.audiences import Audience
from ambassador.training.media.models import CourseMedium
from ambassador.training.policy import QuestionKind


class Course(Base):
    """A course with a life of its own: one row, many versions."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)

    requirements: Mapped[list[CourseRequirement]] = relationship(
        lazy="raise", viewonly=True, order_by="CourseRequirement.number"
    )

    @property
    def is_required(self) -> bool:
        """Say whether it must be passed as things stand; `requirement_queries` asks at a moment."""
        return self.requirements[-1].is_required if self.requirements else True


class CourseVersion(Base):
    """One edition of a course: a draft until it is published, frozen from then on."""

    __tablename__ = "course_versions"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    pass_percent: Mapped[int]
    """The pass mark: passed when 100 * right >= pass_percent * asked."""
    validity_months: Mapped[int]
    """How long a pass counts."""
    most_attempts: Mapped[int | None]
    """How often the quiz may be tried before it is passed; None is as often as one likes."""
    pause_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours between an attempt that did not pass and the next; 0 is none."""
    questions_asked: Mapped[int | None]
    """How many of the questions an attempt asks; None is all of them."""
    is_shuffled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether questions and options come in an order of chance."""
    days_to_pass: Mapped[int] = mapped_column(default=30, server_default="30")
    """Days in which somebody who is asked for it for the first time is to pass it."""
    grace_days: Mapped[int] = mapped_column(default=0, server_default="0")
    """Days after a pass of it ran out in which its holder stays cleared."""
    audience: Mapped[Audience] = mapped_column(
        String(20), default=Audience.AMBASSADORS, server_default=Audience.AMBASSADORS.value
    )
    """For whom it is: of them it asks a pass, as long as the course is required."""
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By language: {"nb": {"title": ..., "summary": ...}, "en": {...}}."""
    what_changed: Mapped[str] = mapped_column(String(1000), default="")
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    course: Mapped[Course] = relationship(lazy="raise")
    teams: Mapped[list[CourseVersionTeam]] = relationship(lazy="raise", cascade="all, delete-orphan")
    prerequisites: Mapped[list[CoursePrerequisite]] = relationship(lazy="raise", cascade="all, delete-orphan")
    lessons: Mapped[list[Lesson]] = relationship(
        lazy="raise", order_by="Lesson.position", cascade="all, delete-orphan"
    )
    questions: Mapped[list[Question]] = relationship(
        lazy="raise", order_by="Question.position", cascade="all, delete-orphan"
    )
    media: Mapped[list[CourseMedium]] = relationship(
        lazy="raise", viewonly=True, order_by="CourseMedium.name"
    )


class CourseVersionTeam(Base):
    """A team that a version with the audience `teams` is for; frozen with the version."""

    __tablename__ = "course_version_teams"

    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class CoursePrerequisite(Base):
    """A course to be passed before the quiz of a version can be begun; frozen with the version."""

    __tablename__ = "course_prerequisites"

    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)


class Lesson(Base):
    """A page to read."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    position: Mapped[int]
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By language: {"nb": {"title": ..., "body": Markdown}, "en": {...}}."""
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What its file is called in the folder of the course; empty if it has only ever had a number."""


class Question(Base):
    """A question of the quiz; the right answers never leave the server."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    position: Mapped[int]
    lesson_position: Mapped[int]
    """The lesson it asks about."""
    kind: Mapped[QuestionKind] = mapped_column(String(20))
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By language: {"nb": {"prompt": ..., "options": [...], "explanation": ...}, "en": {...}}.

    A scenario also has "feedback": [...], one for each option.
    """
    right: Mapped[list[int]] = mapped_column(JSON)
    """The places of the right options, counted from 0."""
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What it is called in the folder of the course; empty if it never was."""


class Attempt(Base):
    """A quiz that was begun; the unique number keeps a second tab from adding one."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("person_id", "version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    asked: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    """What it asks, drawn when it began: [question id, [places of its options]] in the order they are shown.

    None for one begun before there was a draw: all questions of its version, as they were written.
    """


class KeptAnswers(Base):
    """What somebody has answered so far, to go on with later; no result, and gone once there is one."""

    __tablename__ = "kept_answers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Question id (as text) to the places of the chosen options, as in a result."""


class AttemptGrant(Base):
    """Somebody whose attempts were used up was given one more."""

    __tablename__ = "attempt_grants"
    __table_args__ = (UniqueConstraint("person_id", "version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), index=True)
    number: Mapped[int]
    """1, 2, 3 ... of one person and version; unique, so two who grant at once grant one."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""


class Result(Base):
    """How an attempt ended: marked once, on the server; `results_in_force` knows what was marked again."""

    __tablename__ = "results"
    __table_args__ = (
        Index("ix_results_person_at", "person_id", "course_id", "at"),
        # All that counting passes, or what did not pass, reads of a hundred thousand results, without their
        # answers. Of each result one of the two has a row.
        Index(
            "ix_results_passes",
            *("course_id", "person_id", "attempt_id", "at", "valid_until", "is_passed"),
            sqlite_where=text("is_passed = 1 AND valid_until IS NOT NULL"),
            postgresql_where=text("is_passed AND valid_until IS NOT NULL"),
        ),
        Index(
            "ix_results_others",
            *("course_id", "person_id", "attempt_id", "asked", "is_passed"),
            sqlite_where=text("is_passed = 0"),
            postgresql_where=text("NOT is_passed"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was chosen: question id (as text) to the places of the chosen options."""
    right: Mapped[int]
    asked: Mapped[int]
    is_passed: Mapped[bool]
    valid_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when a pass counts; None for a result that did not pass."""
    cleared_until: Mapped[datetime | None] = mapped_column(Moment)
    """The end of the grace after it; None is `valid_until`."""
    anchor_day: Mapped[int | None]
    """The day of the month its anniversaries fall on; None is its own day."""


class QuestionWithdrawal(Base):
    """A published question was found faulty: it is asked no more and counts no more, for anybody."""

    __tablename__ = "question_withdrawals"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(String(1000))
    """For those who were asked it."""


class RemarkedResult(Base):
    """How an attempt counts since a question was withdrawn: the one with the highest number is in force.

    The result itself stays as it was. Whose it is and when it was handed in is said there alone.
    """

    __tablename__ = "remarked_results"
    __table_args__ = (UniqueConstraint("question_id", "attempt_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("results.attempt_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 ... for one attempt."""
    question_id: Mapped[int] = mapped_column(ForeignKey("question_withdrawals.question_id"))
    at: Mapped[datetime] = mapped_column(Moment)
    """When it was marked again; since when it counts is said by the result."""
    right: Mapped[int]
    asked: Mapped[int]
    is_passed: Mapped[bool]
    is_new_pass: Mapped[bool]
    """Whether it passes now and did not before: of one attempt at most once."""
    valid_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when the pass counts, from the moment the attempt was handed in; None without one."""
    cleared_until: Mapped[datetime | None] = mapped_column(Moment)
    anchor_day: Mapped[int | None]
    """As of a result."""


class CourseRequirement(Base):
    """From then on a course must be passed to be a cleared ambassador, or need not.

    A course is required from the start; without a row it still is.
    """

    __tablename__ = "course_requirements"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 ... for one course; unique, so two who change it at once don't change it twice."""
    is_required: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who changed it; None is the system."""
