"""Knows the rows of questions and answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.questions.policy import Shared, Subject


class AskedQuestion(Base):
    """Somebody asked something beside a guideline or a lesson."""

    __tablename__ = "questions_asked"
    __table_args__ = (Index("ix_questions_asked_about", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(String(20))
    subject_id: Mapped[int]
    """The guideline's or the lesson's id."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    """Emptied when the person is erased; then it waits for no answer any more."""
    asked_at: Mapped[datetime] = mapped_column(Moment)


class GivenAnswer(Base):
    """An answer of the programme manager; a later one takes the place of an earlier one."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions_asked.id"))
    number: Mapped[int]
    """1, 2, 3 ...; unique, so that of two who answer at once one is told of the other."""
    text: Mapped[str] = mapped_column(Text)
    """For whoever asked, in the language of the question."""
    answered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    is_shared: Mapped[bool]
    """Whether everybody reads it, with the question in the words below; else only who asked."""
    shared_question_nb: Mapped[str] = mapped_column(Text, default="")
    shared_answer_nb: Mapped[str] = mapped_column(Text, default="")
    shared_question_en: Mapped[str] = mapped_column(Text, default="")
    shared_answer_en: Mapped[str] = mapped_column(Text, default="")
    """What is shared, without whose question it was; a language may be missing, and is then shown as such."""

    @property
    def shared(self) -> dict[str, Shared]:
        """What everybody reads, by language."""
        return {
            "nb": Shared(self.shared_question_nb, self.shared_answer_nb),
            "en": Shared(self.shared_question_en, self.shared_answer_en),
        }


class QuestionTakenUp(Base):
    """A question's shared answer was put into a version; the row goes when that draft is discarded."""

    __tablename__ = "questions_taken_up"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_asked.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    """The version of what the question is about."""
    answer_number: Mapped[int]
    """Which of its answers."""
    at: Mapped[datetime] = mapped_column(Moment)
