"""Asks ambassadors for their lists by a design, and takes a no for a no: it is counted and never listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.asking import frame_queries, queries
from ambassador.asking.drawing import LETTER, draw, fingerprint
from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.asking.policy import FEWEST_LISTS, most_lists
from ambassador.audience.policy import Channel
from ambassador.db import batches, rows_changed
from ambassador.mail import operations as mail
from ambassador.trail.operations import record, take_turn
from ambassador.web.errors import Refusal
from ambassador.web.formats import day, number

# Each operation takes its turn at the trail first of all: two who draw at once must draw different people.


def refused(lists: int, *, ambassadors: int, resting_until: datetime | None = None) -> Refusal | None:
    """Return why so many lists can't be asked for, or None."""
    if resting_until is not None:
        return Refusal(
            _(
                "Lists were asked for on this channel a short while ago. So that nobody is asked again and "
                "again, the next time can begin on %(day)s.",
                day=day(resting_until),
            ),
            field="channel",
        )
    most = most_lists(ambassadors)
    if not most:
        return Refusal(
            _("Too few ambassadors have told the size of their audience on this channel."), field="channel"
        )
    if lists < FEWEST_LISTS:
        return Refusal(
            _(
                "Ask for at least %(fewest)s: five must come in before there is a figure, some of them drawn "
                "by chance.",
                fewest=FEWEST_LISTS,
            ),
            field="lists",
        )
    if lists > most:
        return Refusal(_("Ask for at most %(most)s on this channel.", most=number(most)), field="lists")
    return None


def begin(
    session: Session, *, channel: Channel, lists: int, seed: str, by: int, at: datetime
) -> Refusal | None:
    """Begin a design: record it, draw everyone it asks for, and queue their letters.

    `seed` is 128 random bits in hexadecimal. While a design of the channel is going on nothing is begun.
    """
    take_turn(session)
    if queries.open_design(session, channel) is not None:
        return None
    frame = frame_queries.frame(session, channel, at=at)
    resting = queries.resting_until(session, channel, at=at)
    refusal = refused(lists, ambassadors=frame.person.size, resting_until=resting)
    if refusal is not None:
        return refusal
    design = ListDesign(channel=channel, lists=lists, seed=seed, begun_at=at, begun_by=by)
    try:
        # The index over open designs decides: of two that begin at once, one begins.
        with session.begin_nested():
            session.add(design)
    except IntegrityError:
        return None
    certain = lists // 2
    drawn = draw(session, design, certain=certain, by_chance=lists - certain, at=at, frame=frame)
    record(
        session,
        "list design begun",
        by=by,
        at=at,
        design=design.id,
        channel=channel,
        lists=lists,
        seed=seed,
        people=int(frame.person.size),
        people_sha256=fingerprint(frame),
        drawn=drawn,
    )
    return None


def say_no(session: Session, *, channel: Channel, by: int, at: datetime) -> None:
    """Take a no: the question is deleted, one more no is counted, and the next in the same part is asked.

    Does nothing for somebody who has no question there, so it can be said twice. The trail is told of a no
    and not of whose.
    """
    take_turn(session)
    design = queries.open_design(session, channel)
    if design is None:
        return
    parts = _close_questions(session, design, person_ids=[by])
    if not parts:
        return
    session.execute(
        update(ListDesign).where(ListDesign.id == design.id).values(refusals=ListDesign.refusals + 1)
    )
    drawn = draw(session, design, certain=parts[True], by_chance=parts[False], at=at)
    record(session, "list question declined", by=None, at=at, design=design.id, drawn=drawn)


def replace_leavers(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Close the questions of people who opted out, and ask others instead; it counts as no answer."""
    take_turn(session)
    for design in queries.open_designs(session):
        _replace(session, design, person_ids=person_ids, at=at)


def replace_closed(session: Session, *, account_ids: Sequence[int], at: datetime) -> None:
    """Close the questions about accounts that were taken back, and ask others instead, like for leaving."""
    take_turn(session)
    for design in queries.open_designs(session):
        people = queries.people_of(session, account_ids, channel=Channel(design.channel))
        _replace(session, design, person_ids=people, at=at)


def _replace(session: Session, design: ListDesign, *, person_ids: Sequence[int], at: datetime) -> None:
    parts = _close_questions(session, design, person_ids=person_ids)
    _take_back_letters(session, design, person_ids=person_ids)
    if parts:
        drawn = draw(session, design, certain=parts[True], by_chance=parts[False], at=at)
        people = parts.total()
        facts = {"design": design.id, "people": people, "drawn": drawn}
        record(session, "list questions closed by leaving", by=None, at=at, **facts)


def list_came_in(session: Session, *, person_id: int, channel: Channel, at: datetime) -> None:
    """Close the question of somebody who has shared a list."""
    take_turn(session)
    design = queries.open_design(session, channel)
    if design is not None:
        _close_questions(session, design, person_ids=[person_id])


def close(session: Session, *, channel: Channel, by: int, at: datetime) -> None:
    """End a design: nobody is asked any more, and questions and letters that still wait are deleted."""
    take_turn(session)
    design = queries.open_design(session, channel)
    if design is None or not rows_changed(
        session,
        update(ListDesign)
        .where(ListDesign.id == design.id, ListDesign.closed_at.is_(None))
        .values(closed_at=at),
    ):
        return
    session.execute(delete(ListQuestion).where(ListQuestion.design_id == design.id))
    _take_back_letters(session, design, person_ids=queries.drawn_people(session, design.id).tolist())
    record(session, "list design closed", by=by, at=at, design=design.id, refusals=design.refusals)


def _take_back_letters(session: Session, design: ListDesign, *, person_ids: Sequence[int]) -> None:
    """Delete the letters of a design to these people that have not been sent."""
    for some in batches(person_ids):
        mail.take_back(session, kind=f"{LETTER}{design.seed}:", person_ids=some)


def _close_questions(session: Session, design: ListDesign, *, person_ids: Sequence[int]) -> Counter[bool]:
    """Delete the open questions of these people, and return how many were in each part: certain or not."""
    closed: list[int] = []
    for some in batches(person_ids):
        closed += session.scalars(
            delete(ListQuestion)
            .where(ListQuestion.design_id == design.id, ListQuestion.person_id.in_(some))
            .returning(ListQuestion.person_id)
        )
    parts = Counter[bool]()
    for some in batches(closed):
        parts.update(
            session.scalars(
                select(ListDraw.is_certain).where(
                    ListDraw.design_id == design.id, ListDraw.person_id.in_(some)
                )
            )
        )
    return parts
