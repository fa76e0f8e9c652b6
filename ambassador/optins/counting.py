"""Looks up the public counts of those whose consent says so: stands here, where the consent is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

from sqlalchemy import Select, Update, func, insert, literal, select, update
from sqlalchemy.orm import Session

from ambassador.audience.fetching import Failed, Found, Network, fetch
from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.pacing import after_failure, after_success
from ambassador.audience.policy import FRESH_FOR, LOOKED_UP, Channel
from ambassador.audience.profiles import Fault, question
from ambassador.audience.queries import newest_count
from ambassador.db import Database, Moment, insert_into, rows_changed
from ambassador.optins import queries
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.optins.policy import WITHOUT_LOOKING_UP
from ambassador.people.models import Person
from ambassador.trail.operations import record

MOST = 600
"""Accounts in one run."""
RUN_LASTS = 600.0
"""Seconds after which a run asks nobody further."""
CLAIM_LASTS = timedelta(hours=1)
"""How long a worker has an account for itself: longer than a whole run."""
RESTS = frozenset({Fault.BUSY, Fault.UNREACHABLE, Fault.TOO_SLOW, Fault.NOT_PUBLIC})
"""After these a host is left alone for an hour, or for as long as it asked."""


@dataclass(frozen=True)
class LookUps:
    """What one run did."""

    asked: int = 0
    answered: int = 0
    """Those of them with a good answer."""


@dataclass(frozen=True)
class _Claimed:
    account_id: int
    person_id: int
    channel: Channel
    handle: str
    until: datetime
    tries: int


def look_up_due(
    database: Database, *, at: datetime, network: Network | None = None, most: int = MOST
) -> LookUps:
    """Ask for the public counts that are due, one after the other, and keep the good answers.

    Each account is claimed before it is asked for, in a transaction of its own, and no transaction is open
    while the network is waited for. A failure leaves the last good count as it is.
    """
    network = network or Network()
    with database.transaction() as session:
        _enrol(session, at=at)
    with database.reading() as session:
        due = session.execute(_due(at).limit(most)).all()
    run = _Run(database, network, at)
    end = monotonic() + RUN_LASTS
    for account_id, channel, handle in due:
        if monotonic() > end:
            break
        run.look_up(account_id, Channel(channel), handle)
    return LookUps(run.asked, run.answered)


class _Run:
    """One run: remembers which hosts were asked when, and which are to be left alone."""

    def __init__(self, database: Database, network: Network, at: datetime) -> None:
        self.database, self.network, self.at = database, network, at
        self.asked = self.answered = 0
        self.resting: set[str] = set()
        self.last: dict[str, float] = {}

    def look_up(self, account_id: int, channel: Channel, handle: str) -> None:
        asked = question(channel, handle)
        if asked is not None and asked.host in self.resting:
            return
        with self.database.transaction() as session:
            claimed = _claim(session, account_id, handle=handle, at=self.at)
        if claimed is None:
            return
        answer: Found | Failed = Failed(Fault.NO_WHOLE_NAME)
        if asked is not None:
            sleep(max(0.0, self.last.get(asked.host, -self.network.pause) + self.network.pause - monotonic()))
            answer = fetch(asked, at=self.at, network=self.network)
            self.last[asked.host] = monotonic()
            self.asked += 1
            if isinstance(answer, Failed) and answer.fault in RESTS:
                self.resting.add(asked.host)
        with self.database.transaction() as session:
            if isinstance(answer, Found):
                self.answered += _keep(session, claimed, answer.people, at=self.at)
            else:
                _put_off(session, claimed, answer, at=self.at)


def _eligible() -> Select[int, str, str, int]:
    """Select the accounts that may be looked up: named, open, and covered by the consent that holds now."""
    return (
        select(Account.id, Account.channel, Account.handle, Account.person_id)
        .join(Person, Person.id == Account.person_id)
        .join(OptIn, OptIn.person_id == Account.person_id)
        .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
        .where(
            Account.channel.in_(LOOKED_UP),
            Account.removed_at.is_(None),
            Account.handle != "",
            Person.left_at.is_(None),
            Withdrawal.opt_in_id.is_(None),
            OptIn.consent_version.not_in(WITHOUT_LOOKING_UP),
        )
    )


def _enrol(session: Session, *, at: datetime) -> None:
    """Give each account that may be looked up its row, due at once."""
    new = (
        _eligible()
        .outerjoin(CountFetch, CountFetch.account_id == Account.id)
        .where(CountFetch.account_id.is_(None))
        .with_only_columns(Account.id, literal(at, Moment), literal(0), literal(""))
    )
    columns = ["account_id", "next_try_at", "tries", "last_error"]
    session.execute(insert_into(session, CountFetch).from_select(columns, new).on_conflict_do_nothing())


def _due(at: datetime) -> Select[int, str, str]:
    return (
        _eligible()
        .join(CountFetch, CountFetch.account_id == Account.id)
        .where(CountFetch.next_try_at <= at)
        .order_by(CountFetch.next_try_at, Account.id)
        .with_only_columns(Account.id, Account.channel, Account.handle)
    )


def _claim(session: Session, account_id: int, *, handle: str, at: datetime) -> _Claimed | None:
    until = at + CLAIM_LASTS
    tries = session.scalar(
        update(CountFetch)
        .where(CountFetch.account_id == account_id, CountFetch.next_try_at <= at)
        .values(next_try_at=until, tries=CountFetch.tries + 1)
        .returning(CountFetch.tries)
    )
    found = session.execute(_eligible().where(Account.id == account_id, Account.handle == handle)).first()
    if tries is None or found is None:
        return None
    return _Claimed(account_id, found.person_id, Channel(found.channel), handle, until, tries)


def _keep(session: Session, claimed: _Claimed, people: int, *, at: datetime) -> bool:
    """Keep a good answer, unless the person left, or wrote another name, while it was waited for."""
    queries.hold(session, claimed.person_id)
    still = _eligible().where(Account.id == claimed.account_id, Account.handle == claimed.handle)
    if session.execute(still).first() is None:
        return False
    done = {
        "fetched_at": at,
        "next_try_at": after_success(at, account_id=claimed.account_id),
        "tries": 0,
        "last_error": "",
    }
    if not rows_changed(session, _ours(claimed).values(done)):
        return False
    newest = session.execute(
        select(AudienceCount.people, AudienceCount.is_at_least, AudienceCount.at)
        .join(Account, AudienceCount.id == newest_count())
        .where(Account.id == claimed.account_id)
    ).first()
    if (
        newest is None
        or (newest.people, newest.is_at_least) != (people, False)
        or newest.at <= at - FRESH_FOR
    ):
        session.execute(
            insert(AudienceCount).values(
                account_id=claimed.account_id, people=people, is_at_least=False, at=at, told_by=None
            )
        )
        record(session, "public count fetched", by=None, at=at, account=claimed.account_id)
    return True


def _put_off(session: Session, claimed: _Claimed, answer: Failed, *, at: datetime) -> None:
    later = after_failure(at, tries=claimed.tries, fault=answer.fault, wait=answer.wait)
    session.execute(_ours(claimed).values(next_try_at=later, last_error=answer.fault.value))
    if answer.fault in RESTS:
        # It is about the host, so about every profile there; else a host that is gone would fill every run.
        rests = after_failure(at, tries=1, fault=answer.fault, wait=answer.wait)
        session.execute(
            update(CountFetch)
            .where(CountFetch.account_id.in_(_neighbours(claimed)), CountFetch.next_try_at < rests)
            .values(next_try_at=rests)
        )


def _ours(claimed: _Claimed) -> Update:
    # A row that another has claimed since, or that was begun anew for another name, is not ours to write.
    return update(CountFetch).where(
        CountFetch.account_id == claimed.account_id, CountFetch.next_try_at == claimed.until
    )


def _neighbours(claimed: _Claimed) -> Select[int]:
    there = select(Account.id).where(Account.channel == claimed.channel, Account.removed_at.is_(None))
    if claimed.channel is not Channel.MASTODON:
        return there
    place = claimed.handle.rpartition("@")[2].lower()
    return there.where(func.lower(Account.handle).endswith("@" + place, autoescape=True))
