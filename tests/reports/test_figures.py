"""The figures: who counts, when, and that no estimate is without its range."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta

import numpy as np
from sqlalchemy import select, update

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.clock import Month, months_until
from ambassador.reach import estimate_people
from ambassador.reports import figures, queries
from ambassador.reports.history import at_point, progress
from ambassador.reports.policy import FEW, Count, exactly
from ambassador.reports.reach_report import Figure, ReachReport, Subject
from ambassador.standing.queries import cleared_cte
from tests.factories import LIST_SECRET
from tests.reports.facts import LONG_AGO, NOW, SINCE, Facts
from tests.rows import publish_guideline

LINKEDIN, FACEBOOK = Channel.LINKEDIN, Channel.FACEBOOK


def report(facts: Facts) -> ReachReport:
    with facts.database.reading() as session:
        return figures.reach_report(session, company="Nordlys", at=NOW, day=NOW.date(), secret=LIST_SECRET)


def test_a_hundred_by_a_hundred_is_four_thousand_people(facts: Facts) -> None:
    facts.cleared(100, audiences={LINKEDIN: 100})
    best = report(facts).headline
    assert best is not None
    assert best.follows == Figure(10_000, 10_000, 10_000, is_open=False)
    assert best.people == Figure(4000, 1200, 7200, is_open=False)
    assert best.grade == "D"


def test_only_the_cleared_who_work_here_count(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: 100})
    facts.person(opted_in=SINCE, trained=SINCE, audiences={LINKEDIN: 9000})
    facts.person(opted_in=SINCE, acknowledged=SINCE, audiences={LINKEDIN: 9000})
    facts.person(opted_in=SINCE, trained=LONG_AGO, acknowledged=SINCE, audiences={LINKEDIN: 9000})
    facts.cleared(1, withdrawn=NOW - timedelta(days=1), audiences={LINKEDIN: 9000})
    facts.cleared(1, left=NOW - timedelta(days=1), audiences={LINKEDIN: 9000})
    made = report(facts)
    assert made.funnel.cleared == exactly(6)
    assert made.channels[0].follows.value == 600


def test_those_on_their_way_are_beside_the_reach(facts: Facts) -> None:
    facts.cleared(10, audiences={LINKEDIN: 100})
    for _ in range(12):
        facts.person(invited=True, opted_in=SINCE, audiences={LINKEDIN: 5000})
    made = report(facts)
    assert made.funnel.on_their_way == exactly(12)
    assert made.channels[0].presence.ambassadors == exactly(10)


def test_the_months_say_what_the_standing_says(facts: Facts) -> None:
    _make_a_tangle(facts)
    points = (*(month.end for month in months_until(Month.of(NOW), count=18)[:-1]), NOW)
    with facts.database.reading() as session:
        people = queries.people(session, points)
        cleared = progress(session, people, points).cleared
        found = [set(people.person[at_point(cleared, place)].tolist()) for place in range(len(points))]
        said = [set(session.scalars(select(cleared_cte(session, at=point).c.id))) for point in points]
    assert found == said
    assert len({len(each) for each in found}) > 4


def _make_a_tangle(facts: Facts) -> None:
    """Make people who came, lapsed, left and withdrew at all times, and a new guideline in between."""
    chance = random.Random(4)
    days = [None, *(NOW - timedelta(days=day, hours=day % 24) for day in range(1, 700, 7))]
    for _ in range(60):
        came = NOW - timedelta(days=chance.randint(1, 600))
        facts.person(
            opted_in=came,
            trained=chance.choice([came, came, came + timedelta(days=30), *days]),
            acknowledged=chance.choice([came, came, came + timedelta(days=30), *days]),
            withdrawn=chance.choice([None, None, None, came + timedelta(days=90)]),
            left=chance.choice([None, None, None, came + timedelta(days=200)]),
        )
    with facts.database.transaction() as session:
        binding = NOW - timedelta(days=60)
        publish_guideline(session, 1, at=binding, binding_from=binding, number=2, major=2)


def test_the_months_are_counted_at_their_ends_and_the_last_one_now(facts: Facts) -> None:
    facts.cleared(5, audiences={LINKEDIN: 100})
    facts.cleared(5, since=NOW - timedelta(days=20), audiences={LINKEDIN: 100})
    growth = report(facts).growth
    assert [str(point.day) for point in growth[-3:]] == ["2026-04-30", "2026-05-31", "2026-06-15"]
    assert [point.cleared.low for point in growth[-3:]] == [5, 10, 10]
    assert growth[0].cleared == FEW
    assert growth[0].people is None


def test_audiences_of_a_month_are_the_newest_told_by_its_end(facts: Facts) -> None:
    facts.cleared(5, audiences={LINKEDIN: 100})
    with facts.database.transaction() as session:
        for account_id in session.scalars(select(Account.id)).all():
            at = NOW - timedelta(days=20)
            session.add(AudienceCount(account_id=account_id, people=200, at=at, told_by=None))
    assert _people_by_month(facts)[-3:] == [360, 720, 720]


def test_an_account_that_was_taken_back_counts_until_then(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: 100})
    with facts.database.transaction() as session:
        session.execute(update(Account).where(Account.id == 1).values(removed_at=NOW - timedelta(days=20)))
    assert _people_by_month(facts)[-3:] == [420, 360, 360]


def _people_by_month(facts: Facts) -> list[int | None]:
    return [point.people.value if point.people else None for point in report(facts).growth]


def test_no_figure_is_without_its_range(facts: Facts) -> None:
    facts.cleared(8, audiences={LINKEDIN: 300, FACEBOOK: 80}, is_at_least=True)
    facts.cleared(8, audiences={LINKEDIN: None, FACEBOOK: 80})
    found = list(_figures(report(facts)))
    assert len(found) > 10
    assert all(figure.low <= figure.value <= figure.high for figure in found)


def _figures(part: object) -> list[Figure]:
    if isinstance(part, Figure):
        return [part]
    if dataclasses.is_dataclass(part):
        return [f for entry in dataclasses.fields(part) for f in _figures(getattr(part, entry.name))]
    return [f for each in part for f in _figures(each)] if isinstance(part, tuple) else []


def test_coverage_tells_the_stated_the_imputed_and_the_at_least(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: 500}, is_at_least=True)
    facts.cleared(6, audiences={LINKEDIN: 500})
    facts.cleared(7, audiences={LINKEDIN: None})
    known = report(facts).channels[0].presence
    assert [part.low for part in (known.told, known.at_least, known.missing)] == [12, 6, 7]
    assert known.told.is_exact


def test_a_team_s_size_is_left_open_where_the_teams_would_add_up_to_a_hidden_number(facts: Facts) -> None:
    facts.cleared(30, team=facts.team("Salg"), audiences={LINKEDIN: 100})
    facts.cleared(30, team=facts.team("Drift"), audiences={LINKEDIN: 100})
    facts.cleared(1)
    made = report(facts)
    assert made.channels[0].presence.ambassadors == Count(57, 61)
    assert [team.ambassadors for team in made.teams] == [None, None]


def test_each_channel_shown_brings_its_own_assumptions(facts: Facts) -> None:
    instagram, x = Channel.INSTAGRAM, Channel.X
    facts.cleared(6, audiences={LINKEDIN: 1000, FACEBOOK: 500, instagram: 100, x: 90})
    found = [each for each in report(facts).assumptions if each.subject is Subject.SEEN]
    assert [(each.channels, each.value) for each in found] == [
        ((LINKEDIN,), 0.09), ((FACEBOOK,), 0.35), ((instagram, x), 0.075),
    ]  # fmt: skip


def test_channels_are_not_added_up(facts: Facts) -> None:
    facts.cleared(10, audiences={LINKEDIN: 1000, FACEBOOK: 500})
    made = report(facts)
    assert [reach.channel for reach in made.channels] == [LINKEDIN, FACEBOOK]
    assert made.across is not None
    assert made.across.low == made.channels[0].people.low
    assert made.across.high <= made.channels[0].people.high + made.channels[1].people.high + 500


def test_a_channel_of_four_is_held_back_and_in_no_sum(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: 1000})
    facts.cleared(4, audiences={LINKEDIN: 1000, FACEBOOK: 4000})
    made = report(facts)
    assert made.withheld == (FACEBOOK,)
    assert [reach.channel for reach in made.channels] == [LINKEDIN]
    assert made.across is None


def test_a_channel_without_a_number_is_unknown_and_not_nought(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: None})
    made = report(facts)
    assert (made.channels, made.unknown) == ((), (LINKEDIN,))


def test_under_five_cleared_nothing_is_estimated(facts: Facts) -> None:
    facts.cleared(4, audiences={LINKEDIN: 1000})
    made = report(facts)
    assert made.is_withheld
    assert (made.channels, made.teams, made.across) == ((), (), None)
    assert all(point.people is None for point in made.growth)


def test_teams_of_which_each_could_be_told_by_the_sum_are_not_shown(facts: Facts) -> None:
    for name, size in (("Salg", 8), ("Marked", 3), ("Drift", 4)):
        facts.cleared(size, team=facts.team(name), audiences={LINKEDIN: 100})
    found = [(team.name, team.is_together, team.ambassadors) for team in report(facts).teams]
    assert found == []


def test_teams_under_five_stand_together(facts: Facts) -> None:
    for name, size in (("Salg", 8), ("Marked", 3), ("Drift", 2)):
        facts.cleared(size, team=facts.team(name), audiences={LINKEDIN: 100})
    found = [(team.name, team.is_together, team.ambassadors) for team in report(facts).teams]
    assert found == [("Salg", False, 8), ("", True, 5)]


def test_figures_are_those_of_the_estimator(facts: Facts) -> None:
    sizes = [int(size) for size in np.random.default_rng(2).lognormal(5, 1, 30)]
    for size in sizes:
        facts.cleared(1, audiences={LINKEDIN: size})
    best, estimate = report(facts).channels[0], estimate_people(counts=sizes)
    assert best.people.value == round(estimate.people, -len(str(int(estimate.people))) + 2)


def test_the_same_facts_give_the_same_check_number_and_other_facts_another(facts: Facts) -> None:
    facts.cleared(6, audiences={LINKEDIN: 100})
    first = report(facts).check
    assert report(facts).check == first
    facts.cleared(1, audiences={LINKEDIN: 9000})
    assert report(facts).check != first
    assert len(first) == 12
