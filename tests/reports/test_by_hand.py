"""The report, the campaign, the plan, the download and the kept report say what is found by hand."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO
from urllib.parse import urlencode

import numpy as np
import pytest
from sqlalchemy import update

from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.sharing.identifiers import identifier
from ambassador.sharing.keys import keys_of
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import LIST_SECRET, Factory
from tests.reports import by_hand
from tests.reports.by_hand import Range, curve_of, fitted, seen, shown
from tests.reports.facts import Facts
from tests.reports.lists import pairs, people_on, share

LINKEDIN, REACH = Channel.LINKEDIN, "/reports/reach"
SEEN, ACTIVE = (0.09, 0.06, 0.12), 0.61
SIZES = [23, 31, 44, 58, 71, 90, 95, 120, 140, 160, 185, 210, 240, 290, 333, 410, 520, 680, 900, 1400]
EXPONENTS = (0.80, 0.54, 0.93)
WORLD = 9000
Figures = dict[tuple[str, str], tuple[int, ...]]

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def leader(make: Factory, facts: Facts) -> Browser:
    """A leader of a company whose ambassadors the test makes; the thirty others are no ambassadors."""
    for _ in range(30):
        facts.person(invited=True)
    return make.browser_as(Role.LEADERSHIP)


HEADCOUNT = 31 + len(SIZES)


def lists_of(sizes: Sequence[int]) -> list[set[int]]:
    """Return lists of these sizes, all drawn from one world of people, whose keys are all kept."""
    chance = np.random.default_rng(11)
    names = np.unique(chance.integers(1, 2**63, 2 * WORLD, dtype=np.uint64))[:WORLD]
    return [{int(each) for each in chance.choice(names, size, replace=False)} for size in sizes]


def shared(facts: Facts, lists: Sequence[set[int]], *, people: Sequence[int] | None = None) -> None:
    who = people or people_on(facts.database, LINKEDIN)
    share(
        facts.database,
        LINKEDIN,
        {person: np.array(sorted(one), dtype=np.uint64) for person, one in zip(who, lists, strict=False)},
    )


def downloaded(leader: Browser, path: str = f"{REACH}.csv") -> Figures:
    """Return the figures of a download by part and name: figure, from, to."""
    rows = csv.reader(StringIO(leader.get(path).text.removeprefix("\ufeff")))
    return {
        (row[0], row[1]): tuple(int(each) for each in row[2:5])
        for row in rows
        if all(each.isdigit() for each in row[2:5])
    }


def numbers_in(text: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)]


def ladder_on_page(leader: Browser, path: str = REACH) -> list[tuple[int, ...]]:
    """Return the rungs as the page's own table has them."""
    rows = (
        leader.get(path).html.find("section", attrs={"aria-labelledby": "ladder"}).table.tbody.find_all("tr")
    )
    found = []
    for row in rows:
        value, ends = (numbers_in(cell.text) for cell in row.find_all("td")[:2])
        found.append((*value, *ends) if len(ends) == 2 else (*value, *value, *value))
    return found


def as_shown(figure: Range) -> tuple[int, ...]:
    return tuple(shown(each) for each in figure)


def campaign_by_hand(
    follows: float, figure: Range, ks: Sequence[float], audiences: Sequence[tuple[float, int]]
) -> tuple[int, ...]:
    """Return what a campaign comes to on the curves through the figures as they are shown."""
    curves = [curve_of(round(k, 2), shown(follows), shown(each)) for k, each in zip(ks, figure, strict=True)]
    return tuple(
        shown(seen(curve, audiences, share=each, active=ACTIVE))
        for curve, each in zip(curves, SEEN, strict=True)
    )


def ks_of_counts(figure: Range) -> list[float]:
    follows = sum(SIZES)
    return [
        fitted(follows, people, slope=exponent * people / follows).k
        for people, exponent in zip(figure, EXPONENTS, strict=True)
    ]


def without_headcount(figure: Range, colleagues: int) -> Range:
    people, low, high = figure
    return people - 0.5 * min(colleagues, people), low - min(colleagues, low), high


def test_sizes_alone_give_the_power_law(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    by_sizes = by_hand.by_counts(SIZES)
    follows, said = shown(sum(SIZES)), downloaded(leader)
    ladder = [
        (follows,) * 3,
        as_shown(by_sizes),
        as_shown(without_headcount(by_sizes, HEADCOUNT)),
        campaign_by_hand(sum(SIZES), by_sizes, ks_of_counts(by_sizes), [(follows, 1)]),
    ]
    names = ("Follows", "Different people", "Outside the company", "See a campaign")
    assert [said["LinkedIn", name] for name in names] == ladder
    assert ladder_on_page(leader) == ladder
    assert said["About this report", "Employees"] == (HEADCOUNT,) * 3


def test_a_campaign_of_unequal_posting_adds_up_chances_and_not_people(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    by_sizes, each = by_hand.by_counts(SIZES), shown(sum(SIZES)) / len(SIZES)
    page = leader.get(
        f"/reports/campaign?{urlencode({'ambassadors': 15, 'posts': 2, 'eager': 4, 'eager_posts': 9})}"
    )
    answer = page.html.find(id="answer")
    found = [numbers_in(answer.find(class_=name).text) for name in ("big-number-value", "big-number-range")]
    expected = campaign_by_hand(sum(SIZES), by_sizes, ks_of_counts(by_sizes), [(11 * each, 2), (4 * each, 9)])
    assert tuple(found[0] + found[1]) == expected
    impressions = numbers_in(answer.find(class_="not-people-value").text)
    assert impressions == [shown((11 * 2 + 4 * 9) * each * SEEN[0])]


def test_a_plan_reads_the_same_curve_further_out(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    by_sizes, follows = by_hand.by_counts(SIZES), shown(sum(SIZES))
    curves = [
        curve_of(round(k, 2), follows, shown(each))
        for k, each in zip(ks_of_counts(by_sizes), by_sizes, strict=True)
    ]
    said = downloaded(leader)
    for more in (5, 10):
        reached = [curve(follows * (1 + more / len(SIZES))) for curve in curves]
        added = [now - curve(follows) for now, curve in zip(reached, curves, strict=True)]
        name = f"{more} more ambassadors"
        assert said["All of them would reach", name] == as_shown((reached[0], reached[1], reached[2]))
        assert said["They would add", name] == as_shown((added[0], min(added), max(added)))


def test_a_goal_takes_as_many_as_the_curve_says(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    by_sizes, follows = by_hand.by_counts(SIZES), shown(sum(SIZES))
    usual = curve_of(round(ks_of_counts(by_sizes)[0], 2), follows, shown(by_sizes[0]))
    goal = shown(by_sizes[0]) + 500
    more = next(n for n in range(1000) if usual(follows * (1 + n / len(SIZES))) >= goal)
    said = leader.get(f"/reports/plan?goal={goal}").html.find(id="answer").text
    assert numbers_in(said)[0] == shown(more)


def test_all_lists_are_the_union_and_those_who_told_their_profile_are_not_outside(
    leader: Browser, facts: Facts
) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    people, lists = people_on(facts.database, LINKEDIN), lists_of(SIZES)
    known = [f"colleague-{number}" for number in range(8)]
    keys = [
        int(key) for name in known for key in keys_of(LINKEDIN, [identifier(LINKEDIN, name)], LIST_SECRET)
    ]
    with facts.database.transaction() as session:
        session.execute(update(Account).values(handle=""))
        for person, name in zip(people, known, strict=False):
            session.execute(update(Account).where(Account.person_id == person).values(handle=name))
    lists = [one | set(keys[place % 8 :]) for place, one in enumerate(lists)]
    shared(facts, lists)
    union = set().union(*lists)
    outside = len(union - set(keys))
    said = downloaded(leader)
    assert said["LinkedIn", "Different people"] == (shown(len(union)),) * 3
    rest = HEADCOUNT - len(known)
    assert said["LinkedIn", "Outside the company"] == as_shown((outside - rest / 2, outside - rest, outside))
    assert said["LinkedIn", "Follows"] == (shown(sum(map(len, lists))),) * 3


def test_some_lists_give_the_curve_through_what_they_hold(leader: Browser, facts: Facts) -> None:
    # Every second list, so that the lists are neither the large ones nor the small ones.
    sizes = [*SIZES[::2], *SIZES[1::2]]
    for size in sizes:
        facts.cleared(1, audiences={LINKEDIN: size})
    lists = lists_of(sizes)[:10]
    shared(facts, lists)
    people, low, high = by_hand.by_lists(lists, sizes[10:])
    said = downloaded(leader)
    value, least, most = said["LinkedIn", "Different people"]
    assert said["LinkedIn", "Follows"] == (shown(sum(sizes)),) * 3
    # The app weighs more than the one curve, so by hand it comes out near and not to the digit.
    assert value == pytest.approx(people, rel=0.08)
    assert least <= people <= most
    assert 0.5 < np.log(most / least) / np.log(high / low) < 3


def test_contacts_in_common_give_the_logarithm(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    people = people_on(facts.database, LINKEDIN)
    pairs(facts.database, LINKEDIN, people[:13], mutual=3)
    by_mutual = by_hand.by_pairs(SIZES, [(100, 100, 3)] * 12)
    assert downloaded(leader)["LinkedIn", "Different people"] == as_shown(by_mutual)


def test_the_kept_report_and_the_page_say_what_the_download_says(leader: Browser, facts: Facts) -> None:
    for size in SIZES:
        facts.cleared(1, audiences={LINKEDIN: size})
    address = leader.get(REACH).html.find("a", string="A lasting address for this report")["href"]
    said = downloaded(leader)
    assert downloaded(leader, f"{address}.csv") == said
    names = ("Follows", "Different people", "Outside the company", "See a campaign")
    for path in (REACH, address):
        assert ladder_on_page(leader, path) == [said["LinkedIn", name] for name in names]
