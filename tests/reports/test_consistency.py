"""What is said in two places is said alike: pages, languages, downloads, months, teams, and kept reports."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
import time_machine

from ambassador.audience.policy import Channel
from ambassador.reports import assumption_queries, figures
from ambassador.reports.curves import with_more
from ambassador.reports.figures import reach_report
from ambassador.reports.reach_report import ReachReport, Step
from ambassador.trail.operations import record
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import LIST_SECRET, Factory
from tests.reports.facts import NOW, Facts
from tests.reports.lists import crowd, pairs, people_on, share

LINKEDIN, REACH, CHANGE = Channel.LINKEDIN, "/reports/reach", "/reports/assumptions/change"
SIZES = (40, 70, 90, 120, 120, 180, 260, 400)


@pytest.fixture
def at() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(at: object, facts: Facts) -> Facts:
    """Forty-eight ambassadors in two teams, with audiences of all sizes."""
    for name in ("Salg", "Drift"):
        team = facts.team(name)
        for size in SIZES:
            facts.cleared(3, team=team, audiences={LINKEDIN: size})
    return facts


@pytest.fixture
def leader(make: Factory, company: Facts) -> Browser:
    return make.browser_as(Role.LEADERSHIP)


def made(facts: Facts) -> ReachReport:
    with facts.database.reading() as session:
        return reach_report(session, company="", at=NOW, day=NOW.date(), secret=LIST_SECRET)


def with_evidence(facts: Facts, grade: str) -> None:
    people = people_on(facts.database, LINKEDIN)
    if grade == "C":
        pairs(facts.database, LINKEDIN, people[:14], mutual=2)
    elif grade in "AB":
        lists = crowd(48, size=120)
        share(
            facts.database, LINKEDIN, dict(zip(people, lists if grade == "A" else lists[:12], strict=False))
        )


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
def test_months_teams_plans_and_the_headline_agree(company: Facts, grade: str) -> None:
    with_evidence(company, grade)
    report = made(company)
    best = report.headline
    assert best is not None
    assert best.grade == grade
    assert report.growth[-1].people == best.people
    assert with_more(best, 0).people == best.people
    assert with_more(best, 0).added.value == 0
    teams = [team.people for team in report.teams]
    assert max(team.value for team in teams) <= best.people.value <= sum(team.value for team in teams)
    assert sum(team.follows.value for team in report.teams) == pytest.approx(best.follows.value, rel=0.05)
    ladder = dict(best.ladder)
    assert ladder[Step.FOLLOWS].value >= ladder[Step.PEOPLE].value >= ladder[Step.OUTSIDE].value


def test_follows_are_exact_where_lists_are_samples(company: Facts) -> None:
    people, sizes = people_on(company.database, LINKEDIN), [size for size in SIZES for _ in range(3)] * 2
    lists = {
        who: keys[keys % np.uint64(16) == 0] for who, keys in zip(people, crowd(48, size=160), strict=True)
    }
    share(company.database, LINKEDIN, {who: lists[who] for who in people[:20]}, one_in=16)
    report = made(company)
    shared = sum(lists[who].size * 16 for who in people[:20])
    assert report.channels[0].follows.value == pytest.approx(shared + sum(sizes[20:]), rel=0.02)


def test_both_languages_hold_the_same_figures(leader: Browser) -> None:
    def figures_in(language: str) -> list[list[str]]:
        leader.extra_environ["HTTP_ACCEPT_LANGUAGE"] = language
        text = leader.get(f"{REACH}.csv").text.removeprefix("\ufeff")
        rows = csv.reader(StringIO(text), delimiter=";" if language == "nb" else ",")
        return [[re.sub(r",(?=\d)", ".", cell) for cell in row[2:6]] for row in rows][1:]

    def numbers_in(language: str) -> list[str]:
        leader.extra_environ["HTTP_ACCEPT_LANGUAGE"] = language
        tables = leader.get(REACH).html.main.find_all("td", class_="numeric")
        return [re.sub(r"[^\d–]", "", cell.text) for cell in tables]

    english, norwegian = figures_in("en"), figures_in("nb")
    assert [row for row in english if any(cell.isdigit() for cell in row)] == [
        row for row in norwegian if any(cell.isdigit() for cell in row)
    ]
    assert numbers_in("en") == numbers_in("nb")
    assert len(numbers_in("en")) > 30


def checks(page: object) -> set[str]:
    return set(re.findall(r"Check number ([0-9a-f]{12})", str(page)))


def test_page_download_and_lasting_address_carry_one_check_number(leader: Browser) -> None:
    page = leader.get(REACH)
    address = page.html.find("a", string="A lasting address for this report")["href"]
    [check] = checks(page.text)
    assert address.endswith(check)
    assert checks(leader.get(address).text) == {check}
    for path in (f"{REACH}.csv", f"{address}.csv"):
        assert f"Check number,,,,,{check}" in leader.get(path).text


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        ({"posts_value": "5", "posts_source": "Ours"}, {Step.CAMPAIGN}),
        ({"seen_linkedin_value": "11", "seen_linkedin_source": "Ours"}, {Step.CAMPAIGN}),
        ({"seen_facebook_value": "40", "seen_facebook_high": "45", "seen_facebook_source": "Ours"}, set()),
        ({"active_linkedin_value": "40", "active_linkedin_low": "40", "active_linkedin_high": "40",
          "active_linkedin_source": "Ours", "posts_value": "20", "posts_source": "Ours"}, {Step.CAMPAIGN}),
        ({"colleagues_value": "10", "colleagues_low": "0", "colleagues_high": "20",
          "colleagues_source": "Ours"}, {Step.OUTSIDE}),
    ],
)  # fmt: skip
def test_an_assumption_moves_its_own_figures_and_no_others(
    leader: Browser, make: Factory, company: Facts, changed: dict[str, str], moved: set[Step]
) -> None:
    for _ in range(60):
        company.person()

    def ladder() -> dict[Step, object]:
        leader.get(REACH)
        with company.database.reading() as session:
            now = figures.reach_report(
                session, company="", at=NOW, day=NOW.date(), secret=LIST_SECRET,
                assumptions=assumption_queries.in_force(session),
            )  # fmt: skip
        return dict(now.channels[0].ladder)

    before = ladder()
    page = make.browser_as(Role.PROGRAMME_MANAGER).submit(CHANGE, **changed, why="Measured.")
    assert "is in force from now on" in page
    after = ladder()
    assert {step for step in Step if before[step] != after[step]} == moved


def test_a_report_of_yesterday_stays_through_new_assumptions_lists_and_code(
    leader: Browser, make: Factory, company: Facts,
    at: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    then = leader.get(REACH)
    address = then.html.find("a", string="A lasting address for this report")["href"]
    csv_then = leader.get(f"{REACH}.csv").text
    at.shift(timedelta(days=1))
    make.browser_as(Role.PROGRAMME_MANAGER).submit(
        CHANGE, posts_value="9", posts_source="Ours", why="As we do."
    )
    with_evidence(company, "B")
    with company.database.transaction() as session:
        record(session, "a list came in", by=None, at=NOW)
    monkeypatch.setattr("ambassador.reports.current.RELEASE", "another")
    monkeypatch.setattr("ambassador.reach.estimators.USUAL", 0.5)
    today = leader.get(REACH)
    assert checks(today.text) != checks(then.text)
    assert leader.get(f"{address}.csv").text == csv_then
    again = leader.get(address)
    for section in ("ladder", "channels", "teams", "funnel", "growth"):
        old, new = (p.html.find("section", attrs={"aria-labelledby": section}) for p in (then, again))
        assert new == old, section
