"""Grades A to D: which lists count, and that all figures of a channel rest on the same evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import update

from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.reach import estimate_people, two_digits
from ambassador.reports import words
from ambassador.reports.advice import advice, narrowing
from ambassador.reports.figures import reach_report
from ambassador.reports.policy import Count, exactly
from ambassador.reports.reach_report import ChannelReach, Narrower, OutsideBy, ReachReport
from ambassador.sharing.identifiers import identifier
from ambassador.sharing.keys import keys_of
from tests.factories import LIST_SECRET
from tests.reports.facts import LONG_AGO, NOW, SINCE, Facts
from tests.reports.lists import crowd, design, pairs, people_on, share

LINKEDIN, X = Channel.LINKEDIN, Channel.X


def report(facts: Facts) -> ReachReport:
    with facts.database.reading() as session:
        return reach_report(session, company="Nordlys", at=NOW, day=NOW.date(), secret=LIST_SECRET)


def best(facts: Facts) -> ChannelReach:
    found = report(facts).headline
    assert found is not None
    return found


def forty(facts: Facts, *, lists: int, channel: Channel = LINKEDIN, world: int = 3000) -> list[int]:
    """Make forty ambassadors with 120 followers each, of whom some share their list."""
    facts.cleared(40, audiences={channel: 120})
    people = people_on(facts.database, channel)
    share(facts.database, channel, dict(zip(people, crowd(lists, world=world), strict=False)))
    return people


def test_five_lists_are_measured_and_four_are_not_even_told_of(facts: Facts) -> None:
    people = forty(facts, lists=4)
    four = best(facts)
    assert (four.grade, four.presence.shared) == ("D", None)
    share(facts.database, LINKEDIN, {people[-1]: crowd(5)[4]})
    five = best(facts)
    assert (five.grade, five.presence.shared) == ("B", exactly(5))
    assert five.people.value < four.follows.value


def test_four_lists_leave_every_figure_as_it_was(facts: Facts) -> None:
    facts.cleared(40, audiences={LINKEDIN: 100})
    before = report(facts)
    people = people_on(facts.database, LINKEDIN)
    share(facts.database, LINKEDIN, dict(zip(people, crowd(4), strict=False)))
    assert report(facts).check == before.check


def test_the_figure_is_that_of_the_estimator(facts: Facts) -> None:
    forty(facts, lists=12)
    estimate = estimate_people(shared=crowd(12), counts=[120] * 28)
    found = best(facts).people
    assert (found.value, found.low, found.high) == tuple(
        two_digits(each) for each in (estimate.people, estimate.low, estimate.high)
    )


def test_all_lists_are_counted_and_not_estimated(facts: Facts) -> None:
    forty(facts, lists=40)
    found = best(facts)
    union = np.unique(np.concatenate(crowd(40))).size
    assert found.grade == "A"
    assert (found.people.low, found.people.value, found.people.high) == (two_digits(union),) * 3
    assert found.presence.shared == exactly(40)


def test_only_lists_of_the_cleared_count(facts: Facts) -> None:
    forty(facts, lists=6)
    for _ in range(20):
        facts.person(opted_in=SINCE, trained=LONG_AGO, acknowledged=SINCE, audiences={LINKEDIN: 120})
    uncleared = people_on(facts.database, LINKEDIN)[40:]
    share(facts.database, LINKEDIN, dict(zip(uncleared, crowd(26)[6:], strict=True)))
    assert best(facts).presence.shared == exactly(6)


@pytest.mark.parametrize(
    "ended", [{"withdrawn": True}, {"at": NOW - timedelta(days=400)}, {"secret": "of another installation"}]
)
def test_a_list_counts_until_it_is_withdrawn_or_expires_or_the_secret_is_another(
    facts: Facts, ended: dict[str, object]
) -> None:
    people = forty(facts, lists=4)
    share(facts.database, LINKEDIN, dict(zip(people[10:], crowd(9), strict=False)), **ended)  # type: ignore[arg-type]  # the keywords of `share`
    assert best(facts).grade == "D"


def test_samples_of_different_fineness_are_brought_together(facts: Facts) -> None:
    facts.cleared(40, audiences={LINKEDIN: 800})
    people = people_on(facts.database, LINKEDIN)
    lists = crowd(20, world=20_000, size=800)
    fine, coarse = ({n: keys[keys % np.uint64(n) == 0] for n in (4, 16)} for keys in (lists[0], lists[1]))
    assert fine[4].size > fine[16].size > 0 < coarse[16].size
    half = {who: keys[keys % np.uint64(4) == 0] for who, keys in zip(people, lists[:10], strict=False)}
    rest = {who: keys[keys % np.uint64(16) == 0] for who, keys in zip(people[10:], lists[10:], strict=False)}
    share(facts.database, LINKEDIN, half, one_in=4)
    share(facts.database, LINKEDIN, rest, one_in=16)
    whole = estimate_people(shared=lists, counts=[800] * 20).people
    assert best(facts).people.value == pytest.approx(whole, rel=0.15)


def test_mutual_counts_are_used_where_lists_are_not(facts: Facts) -> None:
    people = forty(facts, lists=4)
    pairs(facts.database, LINKEDIN, people[:12], mutual=6)
    assert best(facts).grade == "C"
    share(facts.database, LINKEDIN, {people[-1]: crowd(5)[4]})
    assert best(facts).grade == "B"


def test_volunteers_as_large_as_the_smallest_certain_list_count_as_certain(facts: Facts) -> None:
    facts.cleared(40, audiences={LINKEDIN: 100})
    people = people_on(facts.database, LINKEDIN)
    large, small = crowd(6, size=300), crowd(20, size=80)
    share(facts.database, LINKEDIN, dict(zip(people, large + small[6:14], strict=False)))
    design(facts.database, LINKEDIN, certain=people[:5], drawn=people[6:12])
    asked = estimate_people(shared=large + small[6:14], counts=[100] * 26, certain=[True] * 6 + [False] * 8)
    found = best(facts)
    assert found.is_designed
    assert found.people.value == two_digits(asked.people)


def test_without_a_certain_list_the_design_is_not_followed(facts: Facts) -> None:
    people = forty(facts, lists=10)
    design(facts.database, LINKEDIN, certain=people[20:25], drawn=people[:10])
    assert not best(facts).is_designed


def test_today_is_the_headline_and_teams_share_its_curve(facts: Facts) -> None:
    sales, others = facts.team("Salg"), facts.team("Drift")
    facts.cleared(20, team=sales, since=NOW - timedelta(days=200), audiences={LINKEDIN: 120})
    facts.cleared(20, team=others, audiences={LINKEDIN: 120})
    people = people_on(facts.database, LINKEDIN)
    share(facts.database, LINKEDIN, dict(zip(people, crowd(20, world=1500), strict=False)))
    made = report(facts)
    assert made.headline is not None
    whole = made.headline.people
    assert made.growth[-1].people == whole
    assert made.growth[-2].people == whole
    for team in made.teams:
        # 2,400 follows among 1,500 people are 1,500 × (1 − e^−1.6) of them.
        assert (team.follows.value, team.people.value) == (2400, 1200)
        assert team.people.low < team.people.value < team.people.high


def test_a_month_before_the_lists_does_not_jump_where_only_500_plus_was_known(facts: Facts) -> None:
    facts.cleared(40, audiences={LINKEDIN: 100}, is_at_least=True)
    people = people_on(facts.database, LINKEDIN)
    share(facts.database, LINKEDIN, dict(zip(people, crowd(40), strict=True)))
    growth = report(facts).growth
    assert growth[-2].people == growth[-1].people


def test_ambassadors_own_profiles_are_taken_out_of_the_people_outside(facts: Facts) -> None:
    people = forty(facts, lists=20, world=600)
    _name_everyone(facts)
    before = best(facts)
    names = [identifier(LINKEDIN, f"name{who}") for who in people]
    own = keys_of(LINKEDIN, names, LIST_SECRET)
    more = dict(
        zip(people[20:], [np.unique([*own, *keys]) for keys in crowd(40, world=600)[20:]], strict=True)
    )
    share(facts.database, LINKEDIN, more)
    after = best(facts)
    assert before.outside_by is OutsideBy.HEADCOUNT
    assert after.outside_by is OutsideBy.PROFILES
    # Everyone who works here is known, so that nobody is left to guess about.
    assert after.outside.low == after.outside.high == two_digits(600)
    assert after.people.value == two_digits(640)


def test_names_are_not_looked_for_where_lists_hold_numbers(facts: Facts) -> None:
    people = forty(facts, lists=0, channel=X)
    _name_everyone(facts)
    own = keys_of(X, [identifier(X, f"name{who}") for who in people], LIST_SECRET)
    lists = [np.unique([*own, *keys]) for keys in crowd(40)]
    share(facts.database, X, dict(zip(people, lists, strict=True)))
    assert best(facts).outside_by is OutsideBy.HEADCOUNT


def _name_everyone(facts: Facts) -> None:
    with facts.database.transaction() as session:
        for who in [*people_on(facts.database, LINKEDIN), *people_on(facts.database, X)]:
            session.execute(update(Account).where(Account.person_id == who).values(handle=f"@Name{who}"))


def test_one_more_list_changes_no_figure_by_more_than_its_range(facts: Facts) -> None:
    people = forty(facts, lists=20)
    before = best(facts).people
    share(facts.database, LINKEDIN, {people[30]: crowd(21)[20]})
    after = best(facts).people
    assert before.low <= after.value <= before.high


def test_a_campaign_of_five_lists_hides_those_who_shared_none(facts: Facts) -> None:
    forty(facts, lists=38)
    assert best(facts).presence.shared == Count(36, 40)


def test_the_advice_follows_the_evidence(facts: Facts) -> None:
    forty(facts, lists=4)
    assert "Ask 10 ambassadors" in advice(best(facts))[0].text
    people = people_on(facts.database, LINKEDIN)
    share(facts.database, LINKEDIN, dict(zip(people[4:], crowd(40)[4:], strict=True)))
    assert all("Ask 10" not in each.text for each in advice(best(facts)))


def test_further_lists_would_narrow_the_range_and_all_would_leave_none(facts: Facts) -> None:
    forty(facts, lists=12)
    found = best(facts)
    assert [each.more for each in found.narrower] == [1, 2, 3, 5, 10, 20]
    lows = [found.people.low, *(each.low for each in found.narrower)]
    highs = [found.people.high, *(each.high for each in found.narrower)]
    assert lows == sorted(lows)
    assert highs == sorted(highs, reverse=True)
    assert lows[-1] > lows[0]


def test_further_lists_are_only_told_of_where_they_change_the_range(facts: Facts) -> None:
    forty(facts, lists=12)
    found = best(facts)
    same = Narrower(3, found.people.low, found.people.high)
    narrower = Narrower(20, found.people.low + 10, found.people.high)
    told = narrowing(replace(found, narrower=(same, narrower, replace(narrower, more=40))))
    assert [each.more for each in told] == [0, 20]


def test_where_no_list_is_used_the_first_ten_are_what_is_told_of(facts: Facts) -> None:
    facts.cleared(20, audiences={LINKEDIN: 100})
    assert [each.more for each in best(facts).narrower] == [10]


def test_the_steps_of_further_lists_do_not_tell_how_few_are_missing(facts: Facts) -> None:
    people = forty(facts, lists=36)
    of_36 = best(facts)
    share(facts.database, LINKEDIN, dict(zip(people[36:38], crowd(38)[36:], strict=True)))
    of_38 = best(facts)
    assert of_36.presence == of_38.presence
    assert [each.more for each in of_36.narrower] == [each.more for each in of_38.narrower]


def test_a_sample_of_all_lists_is_not_said_to_be_counted_whole(facts: Facts) -> None:
    facts.cleared(12, audiences={LINKEDIN: 400})
    kept = [keys[keys % np.uint64(4) == 0] for keys in crowd(12, size=400)]
    share(
        facts.database, LINKEDIN, dict(zip(people_on(facts.database, LINKEDIN), kept, strict=True)), one_in=4
    )
    found = best(facts)
    assert found.grade == "A"
    assert found.people.low < found.people.high
    assert "not estimated" not in words.grade_explained(found)
