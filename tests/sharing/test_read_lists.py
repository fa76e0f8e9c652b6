"""Reading everyone's lists: only those in force, all of one coarseness, in the order of people."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.sharing.keys import keys_of, sampled, secret_check
from ambassador.sharing.models import SharedList, SharingWithdrawal
from ambassador.sharing.queries import SharedSamples, list_sizes, read_lists
from tests.factories import LIST_SECRET, LONG_AGO, Factory
from tests.sharing.listfiles import people
from tests.sharing.sharing import kept_lists, share


def joined(make: Factory) -> int:
    who = make.person()
    make.opt_in(who)
    return who


def read(make: Factory, *, at: datetime = LONG_AGO, check: str | None = None) -> SharedSamples:
    with make.database.reading() as session:
        return read_lists(session, Channel.LINKEDIN, at=at, secret_check=check)


def sizes(make: Factory) -> dict[int, int]:
    check = secret_check(LIST_SECRET)
    with make.database.reading() as session:
        found = list_sizes(session, Channel.LINKEDIN, at=LONG_AGO, secret_check=check)
    return dict(zip(found.person.tolist(), found.people.tolist(), strict=True))


def lists(samples: SharedSamples) -> list[list[int]]:
    ends = np.cumsum(samples.packed.lengths)
    return [part.tolist() for part in np.split(samples.packed.ids, ends[:-1])] if ends.size else []


def keys(count: int, *, one_in: int) -> list[int]:
    found: list[int] = sampled(keys_of(Channel.LINKEDIN, people(count), LIST_SECRET), one_in=one_in).tolist()
    return found


def test_nobody_shares(make: Factory) -> None:
    samples = read(make)
    assert (samples.person.size, samples.packed.ids.size, samples.one_in) == (0, 0, 1)
    assert samples.packed.ids.dtype == np.uint64


def test_lists_of_one_coarseness_come_as_they_are(make: Factory) -> None:
    first, second = joined(make), joined(make)
    share(make, second, people(900))
    share(make, first, people(800))
    samples = read(make)
    assert samples.person.tolist() == [first, second]
    assert samples.people.tolist() == [800, 900]
    assert samples.one_in == 16
    assert lists(samples) == [keys(800, one_in=16), keys(900, one_in=16)]


def test_all_are_brought_down_to_the_coarsest_and_a_list_may_come_out_empty(make: Factory) -> None:
    [single] = [name for name in people(1) if keys_of(Channel.LINKEDIN, [name], LIST_SECRET)[0] % 16]
    for names in ([single], people(400), people(800), [single]):
        share(make, joined(make), names)
    samples = read(make)
    assert lists(samples) == [[], keys(400, one_in=16), keys(800, one_in=16), []]
    assert samples.packed.lengths.tolist() == [len(part) for part in lists(samples)]
    assert samples.people.tolist() == [1, 400, 800, 1]


def test_a_sample_may_hold_nobody(make: Factory) -> None:
    share(make, joined(make), [], kept_one_in=16)
    assert read(make).packed.lengths.tolist() == [0]


def test_only_lists_in_force_are_read(make: Factory) -> None:
    who = [joined(make) for _ in range(4)]
    for each in who[:3]:
        share(make, each, people(10))
    share(make, who[3], people(10), at=LONG_AGO - timedelta(days=365))
    share(make, who[0], people(10), channel=Channel.X)
    closed, withdrawn, kept = (
        row for row in kept_lists(make) if row.channel == "linkedin" and row.person_id != who[3]
    )
    with make.database.transaction() as session:
        # Both go with their rows; that they are not read either is a second lock on the same door.
        session.execute(update(Account).where(Account.id == closed.account_id).values(removed_at=LONG_AGO))
        session.execute(insert(SharingWithdrawal).values(consent_id=withdrawn.consent_id, at=LONG_AGO))
    assert read(make).person.tolist() == [kept.person_id]
    assert sizes(make) == {kept.person_id: 10}
    assert read(make, at=LONG_AGO + timedelta(days=365)).person.size == 0


def test_lists_of_another_secret_are_left_out(make: Factory) -> None:
    first, second = joined(make), joined(make)
    share(make, first, people(10))
    share(make, second, people(900), secret="o" * 64)
    samples = read(make, check=secret_check(LIST_SECRET))
    assert samples.person.tolist() == [first]
    assert samples.one_in == 1
    assert sizes(make) == {first: 10}
    assert read(make).person.size == 2


def test_an_error_of_the_database_tells_no_keys(make: Factory) -> None:
    who = joined(make)
    share(make, who, people(10))
    [row] = kept_lists(make)
    same = {column.name: getattr(row, column.name) for column in SharedList.__table__.columns}
    with pytest.raises(IntegrityError) as found, make.database.transaction() as session:
        session.execute(insert(SharedList).values(same))
    assert repr(row.keys[:8])[2:-1] not in str(found.value)
    assert "parameters hidden" in str(found.value)


def test_keys_are_numbers_of_8_bytes_in_the_row(make: Factory) -> None:
    share(make, joined(make), people(10))
    [row] = kept_lists(make)
    assert isinstance(row, SharedList)
    assert row.keys == b"".join(key.to_bytes(8, "little") for key in keys(10, one_in=1))
