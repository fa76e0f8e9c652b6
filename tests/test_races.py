"""Two things at the same moment that want the opposite: whoever comes first, the facts agree afterwards."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from ambassador import clock
from ambassador.audience.models import Account
from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel, Size
from ambassador.guidelines import queries
from ambassador.guidelines.answering import operations as answering
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.content import sentences
from ambassador.guidelines.policy import Change
from ambassador.guidelines.writing import operations as editor
from ambassador.guidelines.writing import queries as editor_queries
from ambassador.optins import operations as optins
from ambassador.people.audiences import Audience
from ambassador.people.leaving import leave
from tests.factories import Factory

ROUNDS = 5


def at_once(make: Factory, *actions: Callable[[], object]) -> list[object]:
    """Do things at the same moment, each in a request of its own, and return what came of them."""
    together = Barrier(len(actions))

    def act(action: Callable[[], object]) -> object:
        with make.app.test_request_context():
            together.wait()
            return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(act, actions))


def test_nothing_is_kept_of_who_leaves_while_saving_channels(make: Factory) -> None:
    def save(who: int) -> object:
        told = {Channel.LINKEDIN: Told("kari", Size(500)), Channel.X: Told("kari", Size(7))}
        with make.database.transaction() as session:
            return optins.tell_audiences(session, audiences=told, by=who, at=clock.now())

    def withdraw(who: int) -> None:
        make.withdraw(who, at=clock.now())

    def left(who: int) -> None:
        with make.database.transaction() as session:
            leave(session, person_ids=[who], by=None, at=clock.now())

    for end in [withdraw, left] * ROUNDS:
        who = make.person()
        make.opt_in(who)
        at_once(make, lambda w=who: save(w), lambda w=who, e=end: e(w))  # type: ignore[misc]  # bound at once
        with make.database.reading() as session:
            accounts = select(func.count()).where(Account.person_id == who)
            assert session.scalar(accounts.where(Account.removed_at.is_(None))) == 0, end
            assert session.scalar(accounts.where(Account.handle != "")) == 0, end


def test_who_acknowledges_while_a_version_is_published_signed_what_they_saw(
    make: Factory, content: None
) -> None:
    for _ in range(ROUNDS):
        who = make.person()
        with make.database.transaction() as session:
            seen = queries.in_force(session, 1, language="en")
            draft_id = editor.begin_draft(session, guideline_id=1)
        assert seen is not None
        assert draft_id is not None
        with make.database.reading() as session:
            draft = editor_queries.open_draft(session, draft_id)
        assert draft is not None
        publish = editor.Publish(
            draft_id,
            draft.fingerprint,
            change=Change.MATERIAL,
            what_changed={"nb": "Nytt", "en": "New"},
            due_at=clock.now() + timedelta(days=14),
            grace_days=30,
            audience=Audience.AMBASSADORS,
            is_unreviewed_accepted=True,
        )
        sign = answering.Acknowledge(1, seen.version_id, seen.sha256, "en", sentences()["en"], True)

        def do(operation: Callable[..., object], command: object, by: int = who) -> object:
            with make.database.transaction() as session:
                return operation(session, command, by=by, at=clock.now())

        refusal, label = at_once(
            make,
            lambda c=sign, d=do: d(answering.acknowledge, c),  # type: ignore[misc]  # bound at once
            lambda c=publish, d=do: d(editor.publish, c),  # type: ignore[misc]  # bound at once
        )
        assert label is not None
        with make.database.reading() as session:
            signed = session.scalars(
                select(Acknowledgement.version_id).where(Acknowledgement.person_id == who)
            ).all()
        assert signed == ([seen.version_id] if refusal is None else [])
