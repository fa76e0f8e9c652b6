"""Draws people by a design, and asks them: the largest audiences for certain, the rest by chance."""

from __future__ import annotations

import hashlib
from datetime import datetime

import numpy as np
from flask import url_for
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ambassador.asking import frame_queries, queries
from ambassador.asking.frame_queries import Frame
from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.audience.policy import NAMES, Channel
from ambassador.columns import Ints
from ambassador.db import IDS_AT_ONCE, batches
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people.models import Person
from ambassador.reach import orders
from ambassador.settings import LANGUAGES
from ambassador.sharing.keys import secret_check
from ambassador.sharing.queries import list_sizes
from ambassador.web.rim import settings

LOOK_AHEAD = 50
"""How many are looked at together for whether they could be drawn still: most can."""

LETTER = "list-question:"
"""How the keys of the letters begin that ask for a list; the seed of their design follows, which no other
design has, not even one in tables that were made anew."""

BATCH = 5000
"""Letters that are written and queued together: so many fit in little memory."""


def fingerprint(frame: Frame) -> str:
    """Return SHA-256 of who could be drawn and by which audience, to be compared when drawing again."""
    return hashlib.sha256(np.stack([frame.person, frame.audience]).astype("<i8").tobytes()).hexdigest()


def draw(
    session: Session,
    design: ListDesign,
    *,
    certain: int,
    by_chance: int,
    at: datetime,
    frame: Frame | None = None,
) -> int:
    """Draw so many more in each part, ask them by letter, and return how many were drawn.

    The orders come from the seed and from who could be drawn when the design began; each part goes on to
    the next who has not been drawn and could be drawn still. A person whose list is in is drawn like
    everyone else, gets the same letter, and has agreed without a question: from who got no letter one could
    tell who has shared a list. A list made under another secret counts for nothing, as in the report. Only
    one transaction at a time may draw. `frame` spares reading once more who could be drawn when the design
    began.
    """
    channel = Channel(design.channel)
    if frame is None:
        frame = frame_queries.frame(session, channel, at=design.begun_at)
    order = orders(frame.audience, seed=int(design.seed, 16))
    drawn = queries.drawn_people(session, design.id)
    is_free = frame.is_there & ~np.isin(frame.person, drawn)
    largest = _next(session, design, frame, order.largest[is_free[order.largest]], wanted=certain, at=at)
    is_free[largest] = False
    chance = _next(session, design, frame, order.by_chance[is_free[order.by_chance]], wanted=by_chance, at=at)
    before = session.scalar(select(func.max(ListDraw.id))) or 0
    for is_certain, chosen in ((True, largest), (False, chance)):
        _keep(session, design, frame, chosen, is_certain=is_certain, at=at)
    check = secret_check(settings().list_secret)
    has_list = list_sizes(session, channel, at=at, secret_check=check).person
    everyone = frame.person[np.concatenate([largest, chance])]
    asked = everyone[~np.isin(everyone, has_list)]
    if asked.size:
        session.execute(
            insert(ListQuestion), [{"design_id": design.id, "person_id": int(who)} for who in asked]
        )
    if everyone.size:
        _write(session, design, after=before, at=at)
    return int(everyone.size)


def _next(
    session: Session, design: ListDesign, frame: Frame, free: Ints, *, wanted: int, at: datetime
) -> Ints:
    """Return the first so many of those who are free who could be drawn still."""
    if at == design.begun_at:
        return free[:wanted]
    found: list[int] = []
    ahead = min(max(2 * wanted, LOOK_AHEAD), IDS_AT_ONCE)
    for start in range(0, free.size, ahead):
        if len(found) >= wanted:
            break
        some = free[start : start + ahead]
        able = frame_queries.able(session, Channel(design.channel), frame.person[some], at=at)
        found += some[np.isin(frame.person[some], able)].tolist()
    return np.array(found[:wanted], dtype=np.int64)


def _keep(
    session: Session, design: ListDesign, frame: Frame, chosen: Ints, *, is_certain: bool, at: datetime
) -> None:
    taken = session.scalar(
        select(func.count()).where(ListDraw.design_id == design.id, ListDraw.is_certain == is_certain)
    )
    drawn = zip(frame.person[chosen].tolist(), frame.audience[chosen].tolist(), strict=True)
    rows = [
        {
            "design_id": design.id,
            "person_id": person,
            "is_certain": is_certain,
            "place": place,
            "audience": audience,
            "asked_at": at,
        }
        for place, (person, audience) in enumerate(drawn, start=(taken or 0) + 1)
    ]
    if rows:
        session.execute(insert(ListDraw), rows)


def wording(language: str | None, *, name: str, channel: Channel) -> letters.Written:
    """Return the letter that asks for a list."""
    return letters.write(
        "list_question",
        language=language,
        name=name,
        channel=NAMES[channel],
        address=letters.absolute(url_for("asking.asked")),
    )


def _write(session: Session, design: ListDesign, *, after: int, at: datetime) -> None:
    """Queue the letters of those drawn after a row."""
    channel = Channel(design.channel)
    wordings = {
        language: wording(language, name=letters.mark("name"), channel=channel) for language in LANGUAGES
    }
    receivers = session.execute(
        select(Person.id, Person.name, Person.email, Person.language)
        .join(ListDraw, ListDraw.person_id == Person.id)
        .where(ListDraw.design_id == design.id, ListDraw.id > after)
    ).all()
    for some in batches(receivers, BATCH):
        mail.queue_many(
            session,
            (
                mail.letter_row(
                    key=f"{LETTER}{design.seed}:{row.id}",
                    person_id=row.id,
                    to=row.email,
                    written=letters.filled(wordings[row.language or settings().language], name=row.name),
                    at=at,
                )
                for row in some
            ),
        )
