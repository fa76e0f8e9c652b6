"""Public counts: whose are looked up, when again, and that the last good one stays."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from sqlalchemy import func, select

from ambassador.audience.models import AudienceCount, CountFetch
from ambassador.audience.policy import Channel
from ambassador.optins import content, counting
from ambassador.optins.counting import LookUps, look_up_due
from ambassador.optins.policy import Consent
from ambassador.people.leaving import leave
from ambassador.trail.models import TrailEntry
from tests.audience.public_server import (
    BLUESKY,
    MASTODON,
    PublicServer,
    Reply,
    account,
    profile,
    public_server,
    reply,
)
from tests.factories import LONG_AGO, Factory

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOW = LONG_AGO + DAY


@pytest.fixture
def server() -> Iterator[PublicServer]:
    """A server that knows Kari on Bluesky with 312 followers and on Mastodon with 87."""
    with public_server() as running:
        running.answers = {BLUESKY.target: reply(200, profile(312)), MASTODON.target: reply(200, account(87))}
        yield running


def kari(make: Factory, channel: Channel = Channel.BLUESKY, people: int | None = 100) -> int:
    who = make.person()
    make.opt_in(who)
    handle = "kari.bsky.social" if channel is Channel.BLUESKY else "kari@snabelen.no"
    make.audience(who, channel, people, handle=handle)
    return who


def counts(make: Factory) -> list[tuple[int, bool]]:
    """Return all counts in their order: how many, and whether the channel told it."""
    with make.database.reading() as session:
        rows = session.execute(select(AudienceCount.people, AudienceCount.told_by).order_by(AudienceCount.id))
        return [(people, told_by is None) for people, told_by in rows]


def fetches(make: Factory) -> list[CountFetch]:
    with make.database.reading() as session:
        return list(session.scalars(select(CountFetch).order_by(CountFetch.account_id)))


def test_counts_of_both_channels_are_looked_up_and_kept(make: Factory, server: PublicServer) -> None:
    kari(make)
    kari(make, Channel.MASTODON, None)
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps(2, 2)
    assert counts(make) == [(100, False), (312, True), (87, True)]
    assert all(row.next_try_at >= NOW + 7 * DAY and row.fetched_at == NOW for row in fetches(make))
    with make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry)).all()
    assert len([entry for entry in entries if "public count fetched" in entry]) == 2
    assert not [entry for entry in entries if "kari" in entry]


def test_nobody_is_asked_twice_within_a_week(make: Factory, server: PublicServer) -> None:
    kari(make)
    for days in (0, 1, 6):
        look_up_due(make.database, at=NOW + days * DAY, network=server.network())
    assert len(server.paths) == 1
    look_up_due(make.database, at=NOW + 8 * DAY, network=server.network())
    assert len(server.paths) == 2


def test_an_unchanged_count_becomes_a_new_one_only_when_it_is_old(
    make: Factory, server: PublicServer
) -> None:
    kari(make, people=312)
    for days in range(0, 100, 8):
        look_up_due(make.database, at=NOW + days * DAY, network=server.network())
    assert counts(make) == [(312, False), (312, True)]


@pytest.mark.parametrize(
    "answer", [reply(500, {}), reply(404, {}), reply(200, b"{"), reply(302, b"", Location="http://10.0.0.1/")]
)
def test_the_last_good_count_stays_when_a_look_up_fails(
    make: Factory, server: PublicServer, answer: Reply
) -> None:
    kari(make)
    look_up_due(make.database, at=NOW, network=server.network())
    server.answers = {BLUESKY.target: answer}
    assert look_up_due(make.database, at=NOW + 9 * DAY, network=server.network()) == LookUps(1, 0)
    assert counts(make) == [(100, False), (312, True)]
    [row] = fetches(make)
    assert (row.fetched_at, row.tries, bool(row.last_error)) == (NOW, 1, True)


def test_failures_are_tried_again_later_and_later_until_one_answers(
    make: Factory, server: PublicServer
) -> None:
    kari(make)
    server.answers = {BLUESKY.target: reply(500, {})}
    at = NOW
    for hours in (1, 2, 4, 8):
        look_up_due(make.database, at=at, network=server.network())
        assert fetches(make)[0].next_try_at == at + hours * HOUR
        at += hours * HOUR
    server.answers = {BLUESKY.target: reply(200, profile(312))}
    look_up_due(make.database, at=at, network=server.network())
    assert (fetches(make)[0].tries, fetches(make)[0].last_error) == (0, "")


def test_a_host_that_asks_to_wait_is_left_alone_with_all_its_profiles(
    make: Factory, server: PublicServer
) -> None:
    for _ in range(4):
        kari(make, Channel.MASTODON)
    kari(make)
    server.answers[MASTODON.target] = reply(429, {}, Retry_After="36000")
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps(2, 1)
    assert [row.next_try_at for row in fetches(make)[:4]] == [NOW + 10 * HOUR] * 4
    look_up_due(make.database, at=NOW + 9 * HOUR, network=server.network())
    assert server.paths.count(MASTODON.target) == 1


def test_a_host_that_is_gone_costs_one_try_in_a_run(make: Factory, server: PublicServer) -> None:
    for _ in range(4):
        kari(make, Channel.MASTODON)
    with public_server() as gone:
        network = gone.network()
    kari(make)
    runs = [look_up_due(make.database, at=NOW + n * HOUR / 4, network=network, most=3) for n in range(2)]
    assert runs == [LookUps(1, 0), LookUps(1, 0)]
    assert [row.tries for row in fetches(make)] == [1, 0, 0, 0, 1]


def test_nobody_is_looked_up_whose_consent_says_nothing_of_it(
    make: Factory, server: PublicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = Consent(version="1", language="nb", sentence="Jeg er med.", points=("Et punkt.",))
    with monkeypatch.context() as patch:
        patch.setattr(content, "consents", lambda: {"nb": earlier})
        kari(make)
    make.audience(make.person(), Channel.BLUESKY, 100, handle="kari.bsky.social")
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps()
    assert (server.paths, fetches(make)) == ([], [])


def test_nobody_is_looked_up_who_left_or_took_the_profile_back(make: Factory, server: PublicServer) -> None:
    opted_out, gone, renamed = kari(make), kari(make), kari(make)
    look_up_due(make.database, at=NOW, network=server.network())
    make.withdraw(opted_out, at=NOW)
    with make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=NOW)
    make.audience(renamed, Channel.BLUESKY, 100, handle="", at=NOW)
    server.paths.clear()
    assert look_up_due(make.database, at=NOW + 30 * DAY, network=server.network()) == LookUps()
    assert (server.paths, fetches(make)) == ([], [])


def test_other_channels_are_left_alone(make: Factory, server: PublicServer) -> None:
    who = make.person()
    make.opt_in(who)
    for channel in set(Channel) - {Channel.BLUESKY, Channel.MASTODON}:
        make.audience(who, channel, 5, handle="kari.bsky.social")
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps()


def test_a_name_without_its_place_is_never_asked_for_and_says_so(make: Factory, server: PublicServer) -> None:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.MASTODON, 5, handle="kari")
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps()
    assert fetches(make)[0].last_error == "no whole name"
    make.audience(who, Channel.MASTODON, 5, handle="kari@snabelen.no", at=NOW)
    assert look_up_due(make.database, at=NOW, network=server.network()) == LookUps(1, 1)


def test_two_workers_ask_for_each_profile_once(make: Factory, server: PublicServer) -> None:
    for _ in range(8):
        kari(make)
        kari(make, Channel.MASTODON)
    with ThreadPoolExecutor(3) as threads:
        runs = list(
            threads.map(lambda _: look_up_due(make.database, at=NOW, network=server.network()), range(3))
        )
    assert sum(run.asked for run in runs) == len(server.paths) == 16
    assert len([count for count in counts(make) if count[1]]) == 16


def test_what_happens_during_the_look_up_wins(make: Factory, server: PublicServer) -> None:
    leaving, renaming = kari(make), kari(make, Channel.MASTODON)
    acts = {
        BLUESKY.target: lambda: make.withdraw(leaving, at=NOW),
        MASTODON.target: lambda: make.audience(
            renaming, Channel.MASTODON, 100, handle="kari@other.no", at=NOW
        ),
    }

    def act_then(answer: Reply, path: str) -> Reply:
        def answer_late(request: BaseHTTPRequestHandler) -> None:
            # No transaction is open while the network is waited for, or this would wait for it in vain.
            acts[path]()
            answer(request)

        return answer_late

    server.answers = {path: act_then(answer, path) for path, answer in server.answers.items()}
    network = server.network(seconds=5, seconds_in_all=5)
    assert look_up_due(make.database, at=NOW, network=network) == LookUps(2, 0)
    assert [count for count in counts(make) if count[1]] == []
    assert fetches(make) == []


def test_a_worker_that_died_leaves_its_profile_to_the_next(
    make: Factory, server: PublicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari(make)

    def die(*_args: object, **_how: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(counting, "fetch", die)
        with pytest.raises(KeyboardInterrupt):
            look_up_due(make.database, at=NOW, network=server.network())
    assert look_up_due(make.database, at=NOW + HOUR / 2, network=server.network()) == LookUps()
    assert look_up_due(make.database, at=NOW + HOUR, network=server.network()) == LookUps(1, 1)


def test_a_run_has_a_limit_and_pauses_before_asking_a_host_again(make: Factory, server: PublicServer) -> None:
    for _ in range(3):
        kari(make)
    paused: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "sleep", paused.append)
        look_up_due(make.database, at=NOW, network=server.network(pause=30), most=2)
    assert len(server.paths) == 2
    assert paused[0] == 0
    assert 29 < paused[1] <= 30


def test_reports_take_the_fetched_count(make: Factory, server: PublicServer) -> None:
    kari(make)
    look_up_due(make.database, at=NOW, network=server.network())
    with make.database.reading() as session:
        newest = session.scalar(select(AudienceCount.people).order_by(AudienceCount.at.desc()).limit(1))
        assert (newest, session.scalar(select(func.count()).select_from(AudienceCount))) == (312, 2)
