"""Changes questions: asking, answering, and what becomes of them when somebody leaves or is erased."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people.models import Person
from ambassador.people.queries import hold
from ambassador.questions import places, policy, queries
from ambassador.questions.models import AskedQuestion, GivenAnswer, QuestionTakenUp
from ambassador.questions.policy import Shared, Subject, Verdict
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import Personal, record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.formats import day
from ambassador.web.i18n import LOCALES

LETTER = "answer:"
"""How the keys of letters with an answer begin."""


@dataclass(frozen=True)
class Ask:
    """What somebody wants to know, and beside what they asked."""

    subject: Subject
    subject_id: int
    language: str
    text: str


@dataclass(frozen=True)
class AnswerQuestion:
    """An answer, and which answer whoever wrote it had seen."""

    question_id: int
    seen: int
    """The number of the newest answer on the page it was written on; 0 for none."""
    text: str
    is_shared: bool = False
    shared: Mapping[str, Shared] | None = None
    """What everybody reads, by language; nothing of it is kept unless it is shared."""


def ask(session: Session, command: Ask, *, by: int, at: datetime) -> Refusal | None:
    """Keep a question; the same words sent twice in a row are one.

    The trail is told that something was asked; by whom stands beside the entry only, because nobody but the
    programme manager is to see it.
    """
    hold(session, [by])
    verdict = policy.judge(
        text=command.text,
        newest_waiting=queries.newest_waiting_text(session, by, command.subject, command.subject_id),
        waiting=queries.waiting_of(session, by),
    )
    if verdict is Verdict.TOO_MANY:
        return Refusal(
            _(
                "You have %(most)s questions waiting. Ask this one when some of them are answered.",
                most=policy.MOST_OPEN,
            ),
            "question",
        )
    if verdict is Verdict.DONE_BEFORE:
        return None
    asked = AskedQuestion(
        subject=command.subject,
        subject_id=command.subject_id,
        person_id=by,
        language=command.language,
        text=command.text,
        asked_at=at,
    )
    session.add(asked)
    session.flush()
    record(
        session,
        "question asked",
        Personal(by, {"sha256": _sha256(command.text)}),
        by=None,
        at=at,
        question=asked.id,
        subject=command.subject,
        about=command.subject_id,
    )
    return None


def answer(session: Session, command: AnswerQuestion, *, by: int, at: datetime) -> Refusal | None:
    """Keep an answer as the one that counts from now on, and write to whoever asked if its words are new.

    Returns a Conflict, with nothing kept, when somebody answered after the page was opened; the same answer
    sent twice is one. The letter is in the language of the question, so that it is in one language only; who
    has left gets none.
    """
    asked = session.get(AskedQuestion, command.question_id)
    if asked is None:
        return Refusal(_("That question is not there any more."))
    # Of two who answer, one waits here until the other is done, and then sees their answer.
    hold(session, [by, asked.person_id])
    refusal = _wrong_sharing(command)
    if refusal is not None:
        return refusal
    before = queries.newest_of(session, asked.id)
    given = _row(command, by=by, at=at)
    if before is not None and before.number != command.seen:
        return None if _is_same(before, given) else _answered_meanwhile()
    try:
        with session.begin_nested():
            session.add(given)
    except IntegrityError:
        # The number is unique, so it decides if holding people did not.
        return _answered_meanwhile()
    _tell_trail(session, given, asked, by=by, at=at)
    if before is None or before.text != given.text:
        _write_to(session, asked, given, at=at)
    return None


def _row(command: AnswerQuestion, *, by: int, at: datetime) -> GivenAnswer:
    shared = (command.shared or {}) if command.is_shared else {}
    # What is half is no words in that language, and was refused before; spaces alone are nothing.
    words = {each: shared[each] for each in LANGUAGES if each in shared and shared[each].is_whole}
    return GivenAnswer(
        question_id=command.question_id,
        number=command.seen + 1,
        text=command.text,
        answered_by=by,
        answered_at=at,
        is_shared=command.is_shared,
        shared_question_nb=words.get("nb", Shared()).question,
        shared_answer_nb=words.get("nb", Shared()).answer,
        shared_question_en=words.get("en", Shared()).question,
        shared_answer_en=words.get("en", Shared()).answer,
    )


def _wrong_sharing(command: AnswerQuestion) -> Refusal | None:
    if not command.is_shared:
        return None
    shared = command.shared or {}
    half = policy.half_language(shared)
    if half is not None:
        missing = "answer" if shared[half].question.strip() else "question"
        return Refusal(
            _("Fill in both the question and the answer, or leave both empty in this language."),
            f"shared_{missing}_{half}",
        )
    if not policy.whole_languages(shared):
        return Refusal(
            _("To share it, write the question and the answer in at least one language."), "is_shared"
        )
    return None


def _is_same(before: GivenAnswer, given: GivenAnswer) -> bool:
    return (before.number, before.answered_by, before.text, before.is_shared, before.shared) == (
        given.number,
        given.answered_by,
        given.text,
        given.is_shared,
        given.shared,
    )


def _answered_meanwhile() -> Conflict:
    return Conflict(
        _(
            "This question was answered after you opened it, so yours is not kept yet. Their answer stands "
            "below; if yours is to take its place, send it again."
        )
    )


def _tell_trail(session: Session, given: GivenAnswer, asked: AskedQuestion, *, by: int, at: datetime) -> None:
    ids = {"question": asked.id, "answer": given.number}
    personal = Personal(asked.person_id, {"sha256": _sha256(given.text)})
    record(session, "question answered", personal, by=by, at=at, **ids, is_shared=given.is_shared)
    if given.is_shared:
        hashes = {
            f"sha256_{language}": _sha256(f"{words.question}\n{words.answer}")
            for language, words in given.shared.items()
            if words.is_whole
        }
        record(session, "answer shared", by=by, at=at, **ids, **hashes)


def _write_to(session: Session, asked: AskedQuestion, given: GivenAnswer, *, at: datetime) -> None:
    """Write without the question: what somebody typed is sent to nobody, not even back through the outbox."""
    # Fresh, because somebody who left while this waited for them gets no letter.
    person = session.get_one(Person, asked.person_id, populate_existing=True)
    if person.left_at is not None or not asked.text:
        return
    subject = Subject(asked.subject)
    with force_locale(LOCALES[asked.language]):
        place = places.place(session, subject, asked.subject_id, language=asked.language)
        asked_on = day(asked.asked_at)
    written = letters.write(
        "question_answered",
        language=asked.language,
        name=person.name,
        title=place.title if place else "",
        day=asked_on,
        answer=given.text,
        address=letters.absolute(url_for("questions.own", question_id=asked.id)),
    )
    key = f"{LETTER}{asked.id}:{given.number}"
    mail.queue(session, key=key, person_id=person.id, to=person.email, written=written, at=at)


def take_up(session: Session, *, question_id: int, number: int, version_id: int, at: datetime) -> bool:
    """Mark a question as taken up in a version; False if it was already. The subject tells the trail."""
    try:
        with session.begin_nested():
            session.add(
                QuestionTakenUp(question_id=question_id, version_id=version_id, answer_number=number, at=at)
            )
    except IntegrityError:
        return False
    return True


def take_out(session: Session, *, question_id: int, version_id: int) -> bool:
    """Take the mark of a question in a version away again; False if there is none."""
    gone = session.scalars(
        delete(QuestionTakenUp)
        .where(QuestionTakenUp.question_id == question_id, QuestionTakenUp.version_id == version_id)
        .returning(QuestionTakenUp.question_id)
    ).all()
    return bool(gone)


def forget_taken_up(session: Session, subject: Subject, *, version_id: int) -> None:
    """Take the marks of a discarded draft away again."""
    of_subject = select(AskedQuestion.id).where(AskedQuestion.subject == subject)
    session.execute(
        delete(QuestionTakenUp).where(
            QuestionTakenUp.version_id == version_id, QuestionTakenUp.question_id.in_(of_subject)
        )
    )


def take_letters_back(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Delete the answers that were not sent yet to people who left; their questions stay."""
    for some in batches(person_ids):
        mail.take_back(session, kind=LETTER, person_ids=some)


def empty_questions(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Empty the questions of people who are erased, and their answers.

    What was shared last stays, as far as it is in the programme manager's words: see `kept_when_erased`.
    """
    for asked in session.scalars(select(AskedQuestion).where(AskedQuestion.person_id.in_(person_ids))).all():
        newest = queries.newest_of(session, asked.id)
        for given in session.scalars(select(GivenAnswer).where(GivenAnswer.question_id == asked.id)):
            stays = given is newest and given.is_shared
            kept = policy.kept_when_erased(given.shared, asked=asked.text) if stays else {}
            _empty(session, given, kept)
        session.execute(update(AskedQuestion).where(AskedQuestion.id == asked.id).values(text=""))
    take_letters_back(session, person_ids=person_ids, at=at)


def _empty(session: Session, given: GivenAnswer, kept: Mapping[str, Shared]) -> None:
    words = {
        f"shared_{part}_{language}": getattr(kept.get(language, Shared()), part)
        for part in ("question", "answer")
        for language in LANGUAGES
    }
    session.execute(update(GivenAnswer).where(GivenAnswer.id == given.id).values(text="", **words))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
