"""Makes up how the rules of play got a second version, and what people asked and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ambassador.clock import end_of_day
from ambassador.demo.acts import Act, Event, acknowledge_all
from ambassador.followup import announcing
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import declining, excepting
from ambassador.guidelines.answering.models import Acknowledgement, Decline, ExceptionRequest
from ambassador.guidelines.models import Guideline, GuidelineTask, GuidelineVersion
from ambassador.guidelines.policy import Change, Label
from ambassador.guidelines.writing import operations as writing
from ambassador.guidelines.writing import queries as drafts
from ambassador.guidelines.writing import taking_up
from ambassador.people.audiences import Audience
from ambassador.questions import operations as questions
from ambassador.questions.models import AskedQuestion
from ambassador.questions.policy import Shared, Subject
from ambassador.web.rim import settings, zone

SINCE, DUE, GRACE = 30, 21, 21
"""Days ago the second version was published, days until it was due, and days of grace after that."""
QUICK, LATE = 0.075, 0.03
"""The share of those who are left that acknowledges on a day, before it is due and after."""

NEW_RULE = {
    "nb": "\n\n## Bilder laget med KI\n\nSkriv at bildet er laget med kunstig intelligens, når det kan tas "
    "for et fotografi av noe som har hendt. Lag aldri bilder av kolleger "
    "eller kunder uten at de har sagt ja.",
    "en": "\n\n## Pictures made with AI\n\nSay that a picture was made with artificial intelligence when it "
    "could be taken for a photograph of something that happened. Never make pictures of colleagues or "
    "customers unless they said yes.",
}
WHAT_CHANGED = {
    "nb": "Bilder laget med KI skal merkes, og kolleger og kunder må ha sagt ja.",
    "en": "Pictures made with AI are labelled, and colleagues and customers must have said yes.",
}
SHARED = {
    "nb": Shared(
        "Kan jeg dele et bilde fra jobben hvis en kunde står i bakgrunnen?",
        "Bare hvis kunden ikke kan kjennes igjen, eller har sagt ja til akkurat det bildet.",
    ),
    "en": Shared(
        "May I share a picture from work if a customer stands in the background?",
        "Only if the customer can't be recognised, or has said yes to that very picture.",
    ),
}
ANSWERED = "Kan jeg legge ut bilde fra messa der kunden vår står bak meg?"
WAITING = "Gjelder reglene også når jeg deler noe i en lukket gruppe på Facebook?"
REASON_TO_DECLINE = "Jeg venter til tillitsvalgte har sett på det som gjelder private profiler."
REASON_TO_EXCEPT = "Jeg er i permisjon fram til sommeren og poster ingenting i den tida."


def second_version(chance: Random, manager: int, now: datetime) -> Iterator[Event]:
    """Yield a question, the version that takes its answer up, and how people answered it since."""
    published = now - timedelta(days=SINCE)
    yield Event(published - timedelta(days=12), _ask(ANSWERED, published - timedelta(days=12)))
    yield Event(published - timedelta(days=11), _answer(manager, published - timedelta(days=11)))
    yield Event(published, _publish(manager, published))
    for day in range(1, SINCE):
        at = published + timedelta(days=day, hours=1)
        yield Event(at, _some_acknowledge(chance, QUICK if day <= DUE else LATE, at))
    for days, act in ((17, _decline), (16, _be_excepted), (3, _want_exception)):
        at = now - timedelta(days=days)
        yield Event(at, act(manager, at))
    yield Event(now - timedelta(days=2), _ask(WAITING, now - timedelta(days=2)))


def _rules(session: Session) -> int:
    return session.scalars(select(Guideline.id).order_by(Guideline.id).limit(1)).one()


def _left(session: Session, *, most: int | None = None) -> list[int]:
    """Return whose task is open, in the order of ids."""
    done = (
        exists()
        .where(Acknowledgement.person_id == GuidelineTask.person_id)
        .where(Acknowledgement.version_id == GuidelineTask.version_id)
    )
    otherwise = exists().where(Decline.person_id == GuidelineTask.person_id)
    excepted = exists().where(ExceptionRequest.person_id == GuidelineTask.person_id)
    left = (
        select(GuidelineTask.person_id)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
        .where(GuidelineTask.ended_at.is_(None), GuidelineVersion.major > 1, ~done, ~otherwise, ~excepted)
        .order_by(GuidelineTask.person_id)
        .limit(most)
    )
    return list(session.scalars(left))


def _publish(manager: int, at: datetime) -> Act:
    def act(session: Session) -> None:
        version = writing.begin_draft(session, guideline_id=_rules(session))
        if version is None:
            return
        draft = _draft(session, version)
        texts = {
            code: replace(words, body=words.body + NEW_RULE[code]) for code, words in draft.texts.items()
        }
        saved = writing.SaveDraft(version, texts, is_required=True, loaded=draft.fingerprint)
        writing.save_draft(session, saved, by=manager, at=at)
        [question] = session.scalars(select(AskedQuestion.id)).all()
        loaded = _draft(session, version).fingerprint
        taking_up.take_up(session, taking_up.TakeUp(version, question, 1, loaded), by=manager, at=at)
        published = writing.publish(session, _terms(session, version, at), by=manager, at=at)
        if not isinstance(published, Label):
            raise TypeError(f"the demo's second version was refused: {published}")
        while announcing.queue_next(session, version, at=at).is_more:
            pass

    return act


def _draft(session: Session, version: int) -> drafts.Draft:
    draft = drafts.open_draft(session, version)
    if draft is None:
        raise LookupError("the demo's draft is gone")
    return draft


def _terms(session: Session, version: int, at: datetime) -> writing.Publish:
    day = (at + timedelta(days=DUE)).astimezone(zone()).date()
    return writing.Publish(
        version,
        _draft(session, version).fingerprint,
        change=Change.MATERIAL,
        what_changed=WHAT_CHANGED,
        due_at=end_of_day(day, zone()),
        grace_days=GRACE,
        audience=Audience.AMBASSADORS,
        is_unreviewed_accepted=True,
    )


def _some_acknowledge(chance: Random, share: float, at: datetime) -> Act:
    def act(session: Session) -> None:
        for person in _left(session):
            if chance.random() < share:
                acknowledge_all(person, at, "nb")(session)

    return act


def _decline(_manager: int, at: datetime) -> Act:
    def act(session: Session) -> None:
        current = guidelines.in_force(session, _rules(session), language="nb")
        for person in _left(session, most=1):
            if current is not None:
                said = declining.SayNo(
                    current.guideline_id, current.version_id, current.sha256, "nb", REASON_TO_DECLINE
                )
                declining.decline(session, said, by=person, at=at)

    return act


def _be_excepted(manager: int, at: datetime) -> Act:
    """Return the act of asking for an exception and being granted it the same day."""

    def act(session: Session) -> None:
        _want_exception(manager, at)(session)
        request = session.scalars(
            select(ExceptionRequest.id).order_by(ExceptionRequest.id.desc()).limit(1)
        ).one_or_none()
        if request is not None:
            until = (at + timedelta(days=120)).date()
            granted = excepting.Decide(request, is_granted=True, reason="Permisjon.", until=until)
            excepting.decide(session, granted, zone=settings().timezone, by=manager, at=at)

    return act


def _want_exception(_manager: int, at: datetime) -> Act:
    def act(session: Session) -> None:
        for person in _left(session, most=1):
            rules = _rules(session)
            excepting.ask(session, guideline_id=rules, reason=REASON_TO_EXCEPT, by=person, at=at)

    return act


def _ask(text: str, at: datetime) -> Act:
    def act(session: Session) -> None:
        person = session.scalars(
            select(Acknowledgement.person_id).order_by(Acknowledgement.id.desc()).limit(1)
        ).one_or_none()
        if person is not None:
            asked = questions.Ask(Subject.GUIDELINE, _rules(session), "nb", text)
            questions.ask(session, asked, by=person, at=at)

    return act


def _answer(manager: int, at: datetime) -> Act:
    def act(session: Session) -> None:
        shared: Mapping[str, Shared] = SHARED
        for question in session.scalars(select(AskedQuestion.id)).all():
            given = questions.AnswerQuestion(
                question, seen=0, text=SHARED["nb"].answer, is_shared=True, shared=shared
            )
            questions.answer(session, given, by=manager, at=at)

    return act
