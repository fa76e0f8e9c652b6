"""Knows the rows of questions and answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.questions.policy import Subject


class Question(Base):
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
    """Emptied when the person is erased."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    taken_up_in: Mapped[int | None]
    """The id of the version whose text takes it up; None while none does."""


class Answer(Base):
    """An answer of the programme manager; a later one takes the place of an earlier one."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions_asked.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    """In the language of the question."""
    answered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    is_shared: Mapped[bool]
    """Whether everybody reads it, with the question in the words below; else only who asked."""
    shared_question_nb: Mapped[str] = mapped_column(Text, default="")
    shared_answer_nb: Mapped[str] = mapped_column(Text, default="")
    shared_question_en: Mapped[str] = mapped_column(Text, default="")
    shared_answer_en: Mapped[str] = mapped_column(Text, default="")
    """What is shared, without whose question it was; a language may be missing, and is then shown as such."""
