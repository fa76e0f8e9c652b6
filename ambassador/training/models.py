"""Knows the rows of training: courses, their versions, attempts and results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.db import Base, Moment
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
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By language: {"nb": {"title": ..., "summary": ...}, "en": {...}}."""
    what_changed: Mapped[str] = mapped_column(String(1000), default="")
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    course: Mapped[Course] = relationship(lazy="raise")
    lessons: Mapped[list[Lesson]] = relationship(
        lazy="raise", order_by="Lesson.position", cascade="all, delete-orphan"
    )
    questions: Mapped[list[Question]] = relationship(
        lazy="raise", order_by="Question.position", cascade="all, delete-orphan"
    )


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


class Result(Base):
    """How an attempt ended: marked once, on the server."""

    __tablename__ = "results"
    __table_args__ = (Index("ix_results_person_at", "person_id", "course_id", "at"),)

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
