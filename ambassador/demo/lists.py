"""Makes up how some ambassadors were asked for their lists of followers, and what they answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.asking import operations as asking
from ambassador.asking.models import ListQuestion
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import open_accounts
from ambassador.demo.acts import Act, Event
from ambassador.demo.followers import followers
from ambassador.people.models import Person
from ambassador.sharing import operations as sharing
from ambassador.sharing.content import consent_in
from ambassador.sharing.keys import keys_of, packed, sampled, secret_check
from ambassador.sharing.offers import Offer
from ambassador.sharing.policy import Purpose, one_in
from ambassador.web.rim import settings

WANTED = 24
SHARE, DECLINE = 0.6, 0.8
"""Up to the first of a throw somebody shares, up to the second they say no, and else they wait."""

LEAST = 20
"""Followers of somebody who has hardly any."""

HIDDEN = 1.7
"""How much larger an audience told as "500+" turns out to be."""


def lists(chance: Random, manager: int, now: datetime) -> Iterator[Event]:
    """Yield how the programme manager asked for lists a good two months ago, and three rounds of answers."""
    asked = now - timedelta(days=68)
    seed = f"{chance.getrandbits(128):032x}"
    yield Event(asked, _ask(manager, seed, asked))
    for days in (2, 9, 20):
        at = asked + timedelta(days=days)
        yield Event(at, _answer(chance, at))


def _ask(manager: int, seed: str, at: datetime) -> Act:
    return lambda session: asking.begin(
        session, channel=Channel.LINKEDIN, lists=WANTED, seed=seed, by=manager, at=at
    )


def _answer(chance: Random, at: datetime) -> Act:
    """Return the act in which those who have a question open share their list, say no, or let it wait."""

    def act(session: Session) -> None:
        waiting = select(ListQuestion.person_id).order_by(ListQuestion.person_id)
        for person in session.scalars(waiting).all():
            throw = chance.random()
            if throw < SHARE:
                _share(session, person, at)
            elif throw < DECLINE:
                asking.say_no(session, channel=Channel.LINKEDIN, by=person, at=at)

    return act


def _share(session: Session, person: int, at: datetime) -> None:
    told = open_accounts(session, person)[Channel.LINKEDIN].size or Size(LEAST)
    size = int(told.people * HIDDEN) if told.is_at_least else max(told.people, LEAST)
    team = session.get_one(Person, person).team_id
    secret, days = settings().list_secret, settings().lists_kept_days
    keys = keys_of(Channel.LINKEDIN, followers(person, team=f"team{team}", size=size), secret)
    kept = sampled(keys, one_in=one_in(keys.size))
    offer = Offer(
        person_id=person,
        channel=Channel.LINKEDIN,
        people=keys.size,
        without=0,
        one_in=one_in(keys.size),
        secret_check=secret_check(secret),
        made_at=at,
        keys=packed(kept),
    )
    seen = consent_in(Purpose.LIST, "nb", days=days).fingerprint
    sharing.share(session, sharing.Share(offer, seen, Size(keys.size), days), by=person, at=at)
