"""People outside the company: known profiles, with lists that were asked for by a design, or sampled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import insert, select, update

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.reports.figures import reach_report
from ambassador.reports.reach_report import ChannelReach, OutsideBy
from ambassador.sharing.identifiers import identifier
from ambassador.sharing.keys import keys_of, sampled
from ambassador.sharing.models import SharedList
from tests.factories import LIST_SECRET
from tests.reports.facts import NOW, Facts
from tests.reports.lists import Keys, design, people_on, share

LINKEDIN = Channel.LINKEDIN


def best(facts: Facts) -> ChannelReach:
    with facts.database.reading() as session:
        found = reach_report(session, company="", at=NOW, day=NOW.date(), secret=LIST_SECRET).headline
    assert found is not None
    return found


def profiles(facts: Facts, people: Sequence[int]) -> Keys:
    """Let each of these people tell a profile of their own, and return the keys of all of them."""
    with facts.database.transaction() as session:
        session.execute(update(Account).values(handle=""))
        for who in people:
            session.execute(update(Account).where(Account.person_id == who).values(handle=f"name{who}"))
    return keys_of(LINKEDIN, [identifier(LINKEDIN, f"name{who}") for who in people], LIST_SECRET)


def keys(number: int, *, seed: int) -> Keys:
    return np.random.default_rng(seed).integers(1, 2**63, number, dtype=np.uint64)


def told(facts: Facts, sizes: dict[int, int]) -> None:
    with facts.database.transaction() as session:
        accounts = dict(session.execute(select(Account.person_id, Account.id)).all())
        rows = [
            {"account_id": accounts[who], "people": size, "is_at_least": False, "at": NOW, "told_by": who}
            for who, size in sizes.items()
        ]
        session.execute(insert(AudienceCount), rows)


def test_colleagues_who_fill_the_large_lists_make_no_refusers_of_the_others(facts: Facts) -> None:
    # A circle of sixty who nearly all follow each other, each of whom knows a few of 25 others.
    facts.cleared(60, audiences={LINKEDIN: 1})
    people, chance, others = people_on(facts.database, LINKEDIN), np.random.default_rng(3), keys(25, seed=4)
    own = profiles(facts, people)
    lists = {
        # About as many others are in each list, so that what is left says nothing of who is larger.
        who: np.union1d(chance.choice(own, 55 - place // 2, replace=False), chance.choice(others, 4))
        for place, who in enumerate(people)
    }
    told(facts, {who: one.size for who, one in lists.items()})
    certain, drawn = people[:10], people[10::5]
    share(facts.database, LINKEDIN, {who: lists[who] for who in (*certain, *drawn)})
    design(facts.database, LINKEDIN, certain=certain, drawn=drawn)
    found = best(facts)
    truth = np.setdiff1d(np.concatenate(list(lists.values())), own).size
    assert (found.is_designed, found.outside_by) == (True, OutsideBy.PROFILES)
    assert found.outside.value == pytest.approx(truth, rel=0.15)


def test_who_tells_a_colleague_s_profile_makes_nobody_else_known(facts: Facts) -> None:
    facts.cleared(12, audiences={LINKEDIN: 100})
    people, world = people_on(facts.database, LINKEDIN), keys(300, seed=6)
    own = profiles(facts, people[:2])
    lists = {who: np.union1d(own, world[place * 20 : place * 20 + 60]) for place, who in enumerate(people)}
    share(facts.database, LINKEDIN, lists)
    before = best(facts).outside
    with facts.database.transaction() as session:
        session.execute(update(Account).where(Account.person_id.in_(people[2:])).values(handle="name1"))
    assert people[0] == 1
    assert best(facts).outside == before


def test_few_people_left_in_a_sampled_list_are_no_fault(facts: Facts) -> None:
    facts.cleared(20, audiences={LINKEDIN: 12})
    people = people_on(facts.database, LINKEDIN)
    own = profiles(facts, people)
    # All the keys that a small list happens to hold are kept, and none of them is a colleague's.
    outsiders = keys(400, seed=5) // np.uint64(16) * np.uint64(16)
    lists = {who: sampled(own, one_in=16) for who in people}
    lists[people[0]] = outsiders[:4]
    share(facts.database, LINKEDIN, lists, one_in=16)
    with facts.database.transaction() as session:
        session.execute(update(SharedList).where(SharedList.person_id == people[0]).values(people=6))
    assert best(facts).outside.value >= 0
