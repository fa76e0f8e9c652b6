"""Planning: campaigns and goals say what the report says, and answer whatever stands in the address."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from ambassador.audience.models import AudienceCount
from ambassador.audience.policy import Channel
from ambassador.reach import measured
from ambassador.reports.figures import reach_report
from ambassador.reports.planning import Plan, assumed, work_out
from ambassador.reports.reach_report import Figure, Subject
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.reports.facts import NOW, Facts

LINKEDIN, FACEBOOK = Channel.LINKEDIN, Channel.FACEBOOK
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def leader(make: Factory, facts: Facts) -> Browser:
    """A leader of a company with a hundred ambassadors of a hundred followers each."""
    facts.cleared(60, audiences={LINKEDIN: 100})
    facts.cleared(40, audiences={LINKEDIN: 100, FACEBOOK: 50})
    return make.browser_as(Role.LEADERSHIP)


def campaign(leader: Browser, **chosen: object) -> tuple[int, int, int]:
    """Return the people who see a campaign, and the ends of the range."""
    page = leader.get(f"/reports/campaign?{urlencode(chosen)}")
    answer = page.html.find(id="answer")
    value = answer.find(class_="big-number-value").text
    ends = re.findall(r"[\d,]+", answer.find(class_="big-number-range").text)
    low, high = (int(end.replace(",", "")) for end in ends)
    return int(value.replace(",", "")), low, high


def test_everyone_posting_once_is_the_campaign_of_the_report(leader: Browser) -> None:
    value, low, high = campaign(leader)
    said = leader.get("/reports/reach").html.find(class_="ladder").find_all("li")[-1].text
    assert f"{value:,}" in said
    assert f"{low:,}–{high:,}" in said


def test_the_sliders_begin_where_the_report_s_assumptions_stand(leader: Browser, make: Factory) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    manager.submit("/reports/assumptions/change", posts_value="40", posts_source="Ours", why="As we do.")
    said = leader.get("/reports/reach").html.find(class_="ladder").find_all("li")[-1].text
    value, low, high = campaign(leader)
    assert leader.get("/reports/campaign").html.find(id="posts")["value"] == "40"
    assert f"{value:,}" in said
    assert f"{low:,}–{high:,}" in said


def test_more_posts_reach_more_people_but_fewer_each_time(leader: Browser) -> None:
    one, two, ten = (campaign(leader, posts=posts)[0] for posts in (1, 2, 10))
    assert one < two < ten
    assert two < 2 * one
    assert ten < 5 * two


def test_half_of_the_ambassadors_reach_more_than_half_of_the_people(leader: Browser) -> None:
    assert campaign(leader, ambassadors=50, posts=8)[0] > campaign(leader, posts=8)[0] / 2


def test_those_who_post_more_often_count_as_such(leader: Browser) -> None:
    few, all_of_them = (campaign(leader, posts=1, eager=eager, eager_posts=10)[0] for eager in (20, 100))
    assert campaign(leader, posts=1)[0] < few < all_of_them == campaign(leader, posts=10)[0]


def test_more_eager_ones_than_take_part_are_all_who_take_part(leader: Browser) -> None:
    assert campaign(leader, ambassadors=10, eager=90, eager_posts=9) == campaign(
        leader, ambassadors=10, posts=9
    )


def test_a_chosen_share_has_no_range_of_its_own_and_the_page_says_so(leader: Browser) -> None:
    assert "with its range" in leader.get("/reports/campaign?seen=9")
    page = leader.get("/reports/campaign?seen=9.5")
    assert "You chose the share" in page
    assumed, chosen = campaign(leader, seen=9), campaign(leader, seen=9.5)
    assert chosen[2] - chosen[1] < assumed[2] - assumed[1]


def test_impressions_are_never_called_people(leader: Browser) -> None:
    page = leader.get("/reports/campaign?posts=10")
    assert "9,000 times a post is seen" in page.html.find(id="answer").get_text(" ", strip=True)


def test_each_channel_has_sliders_of_its_own(leader: Browser) -> None:
    page = leader.get("/reports/campaign?channel=facebook")
    assert page.html.find(id="ambassadors")["max"] == "40"
    assert page.html.find(id="seen")["value"] == "35"
    page.click("LinkedIn", href="campaign").mustcontain("on LinkedIn")


BAD = ("", "-1", "0", "101", "1e9", "9" * 5000, "٣", "5.5", "a\x00b", "<b>", "nan", "inf", "%s")


@pytest.mark.parametrize("name", ["ambassadors", "posts", "eager", "eager_posts", "seen"])
def test_nonsense_in_the_address_gets_a_sentence(leader: Browser, name: str) -> None:
    for bad in (*BAD, "7.25"):
        page = leader.get(f"/reports/campaign?{urlencode({name: bad})}", expect_errors=True)
        is_fine = (name, bad) in {("eager", "0"), ("seen", "5.5")}
        assert page.status_int == (200 if is_fine else 422), bad[:9]
        assert is_fine or page.html.find(class_="field-error")


def test_a_channel_that_is_not_in_the_report_gets_a_choice(leader: Browser) -> None:
    for name in ("tiktok", "", "\x00", "9" * 3000):
        for path in ("campaign", "plan"):
            page = leader.get(f"/reports/{path}?{urlencode({'channel': name})}", status=422)
            assert "Choose one of these" in page


def test_a_goal_says_how_many_ambassadors_it_takes(leader: Browser) -> None:
    assert "About 100 more ambassadors would be needed" in leader.get("/reports/plan?goal=7000")
    assert "already reach" in leader.get("/reports/plan?goal=4000")
    assert "never comes to" in leader.get("/reports/plan?goal=2000000000")


def test_a_bad_goal_gets_a_sentence(leader: Browser) -> None:
    for bad in (*BAD, "3000000000"):
        if bad != "101":
            leader.get(f"/reports/plan?{urlencode({'goal': bad})}", status=422)
    leader.get("/reports/plan", status=200)


def test_with_too_few_there_is_nothing_to_plan_with(make: Factory, facts: Facts) -> None:
    facts.cleared(4, audiences={LINKEDIN: 100})
    leader = make.browser_as(Role.LEADERSHIP)
    for path in ("campaign", "plan"):
        assert "fewer than 5 cleared ambassadors" in leader.get(f"/reports/{path}")


def test_staff_plan_nothing(make: Factory) -> None:
    staff = make.browser_as(Role.STAFF)
    for path in ("campaign", "plan"):
        staff.get(f"/reports/{path}", status=403)


def test_no_slider_finds_out_more_than_the_report_shows(facts: Facts) -> None:
    facts.cleared(40, audiences={LINKEDIN: 1000})
    before = answers(facts)
    with facts.database.transaction() as session:
        session.add(AudienceCount(account_id=1, people=1010, at=NOW, told_by=None))
    assert answers(facts) == before


def answers(facts: Facts) -> list[Figure]:
    """Return what every campaign of every share and number of ambassadors comes to."""
    with facts.database.reading() as session:
        report = reach_report(session, company="", at=NOW, day=NOW.date(), secret="")
    [reach] = report.channels
    active = assumed(report, Subject.ACTIVE, LINKEDIN)
    return [
        work_out(reach, Plan(some, 2, 0, 1, measured(half / 200, source=""), active)).people
        for half in range(1, 201, 3)
        for some in (7, 23, 40)
    ]
