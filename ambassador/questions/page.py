"""Puts together what stands beside a guideline or a lesson: answers for everybody, and own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ambassador.questions import places, policy, queries
from ambassador.questions.places import Version
from ambassador.questions.policy import Subject
from ambassador.questions.queries import OwnQuestion, SharedAnswer

BESIDE = 10
"""Shared answers, and own questions, that a page of something else shows."""
PAGE = 30
"""Shared answers on a page of their own."""


@dataclass(frozen=True)
class Read:
    """A shared answer as somebody reads it: in one language, whole."""

    question_id: int
    question: str
    answer: str
    language: str
    at: datetime
    version: Version | None
    """The published version it was taken up in last."""


@dataclass(frozen=True)
class Questions:
    """What somebody reads about one place."""

    subject: Subject
    subject_id: int
    shared: Sequence[Read]
    found: int
    """How many shared answers there are in all."""
    own: Sequence[OwnQuestion]
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def beside(session: Session, subject: Subject, subject_id: int, *, reader: int, language: str) -> Questions:
    """Return the newest answers and own questions of a place, to stand on its page."""
    return _questions(session, subject, subject_id, reader=reader, language=language, most=BESIDE)


def whole(
    session: Session, subject: Subject, subject_id: int, *, reader: int, language: str, page: int
) -> Questions:
    """Return one page of all answers of a place, and all own questions."""
    return _questions(session, subject, subject_id, reader=reader, language=language, most=PAGE, page=page)


def _questions(
    session: Session,
    subject: Subject,
    subject_id: int,
    *,
    reader: int,
    language: str,
    most: int,
    page: int = 1,
) -> Questions:
    found = queries.count_shared(session, subject, subject_id)
    page = min(max(1, page), max(1, -(-found // most)))
    answers = queries.shared_about(session, subject, subject_id, most=most, after=(page - 1) * most)
    ids = {version for each in answers for version in each.versions}
    versions = places.versions(session, subject, ids)
    published = {key: version for key, version in versions.items() if version.address}
    return Questions(
        subject=subject,
        subject_id=subject_id,
        shared=[_read(each, language, published) for each in answers],
        found=found,
        own=queries.own_about(session, reader, subject, subject_id, most=max(most, policy.MOST_OPEN)),
        page=page,
    )


def _read(answer: SharedAnswer, reader: str, published: dict[int, Version]) -> Read:
    # A shared answer that is read at all is whole in some language.
    language = policy.language_read(answer.shared, reader) or reader
    words = answer.shared[language]
    taken_up = [published[version] for version in answer.versions if version in published]
    return Read(
        question_id=answer.question_id,
        question=words.question,
        answer=words.answer,
        language=language,
        at=answer.at,
        version=taken_up[-1] if taken_up else None,
    )
