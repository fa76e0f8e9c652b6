"""Knows the rows of tallies: sums over results, which can be counted anew at any time."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base


class UntalliedResult(Base):
    """A result that is not in the tallies yet: the database itself notes each as it comes in.

    A row of its own, so that those who hand in at once don't wait for each other's sums.
    """

    __tablename__ = "untallied_results"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("results.attempt_id"), primary_key=True)


class QuestionTally(Base):
    """How a question was answered in all results that were tallied; withdrawing it changes nothing here."""

    __tablename__ = "question_tallies"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    asked: Mapped[int]
    """In how many attempts."""
    missed: Mapped[int]
    """In how many of them it was answered wrongly."""
    people: Mapped[int]
    """How many different people answered it."""
    people_right: Mapped[int]
    """How many of them answered it rightly at least once."""
    people_missed: Mapped[int]
    """How many of them answered it wrongly at least once."""


class TimeTally(Base):
    """How many of the tallied attempts at a version took so many minutes, from beginning to handing in."""

    __tablename__ = "time_tallies"

    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Whole minutes begun and ended; a day or more counts as a day."""
    attempts: Mapped[int]
