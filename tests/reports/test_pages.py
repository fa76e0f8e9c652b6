"""The reach report and the programme's page, as people open and download them."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from flask import url_for

from ambassador.audience.policy import Channel
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.reports.facts import SINCE, Facts

LINKEDIN, FACEBOOK = Channel.LINKEDIN, Channel.FACEBOOK
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def leader(make: Factory, facts: Facts) -> Browser:
    """A leader of a company whose ambassadors the test makes."""
    return make.browser_as(Role.LEADERSHIP)


def rows(download: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(download.removeprefix("\ufeff")), delimiter=separator))


def digits(text: str) -> list[int]:
    return [int(re.sub(r"\D", "", found)) for found in re.findall(r"\d[\d,\u00a0]*", text)]


def test_the_headline_is_a_sentence_to_repeat(leader: Browser, facts: Facts) -> None:
    facts.cleared(100, audiences={LINKEDIN: 100})
    assert (
        "Our 100 cleared ambassadors have 10,000 follows on LinkedIn, which is about 4,000 different people "
        "(between 1,200 and 7,200)." in leader.get("/reports/reach")
    )


def test_the_headline_and_the_download_do_not_tell_of_the_one_who_is_on_no_channel(
    leader: Browser, facts: Facts
) -> None:
    facts.cleared(70, audiences={LINKEDIN: 100})
    facts.cleared(2, audiences={LINKEDIN: None})
    facts.cleared(1)
    page, download = leader.get("/reports/reach"), leader.get("/reports/reach.csv").text
    assert "Our cleared ambassadors on LinkedIn have 7,200 follows there" in page
    for said in (page.html.main.get_text(" ", strip=True), download):
        assert "65–73 of 69–73 gave a number; fewer than 5 gave none and count with the median." in said
        assert "72" not in {word.strip(",.;") for word in said.replace(",", " ").split()}


def test_follows_told_as_at_least_are_no_ceiling(leader: Browser, facts: Facts) -> None:
    facts.cleared(8, audiences={LINKEDIN: 500}, is_at_least=True)
    page = leader.get("/reports/reach")
    assert "there may be more" in page
    assert "ceiling" not in page.html.main.text


def test_the_page_and_the_download_say_how_the_number_is_made(leader: Browser, facts: Facts) -> None:
    facts.cleared(8, audiences={LINKEDIN: 500, FACEBOOK: 80})
    page, download = leader.get("/reports/reach").html.main.text, leader.get("/reports/reach.csv").text
    for fact in (
        "over every j",
        "0.54 and 0.93 in nine of ten",
        "People = A × R(Σ d·q)",
        "the median of those",
    ):
        assert fact in page, fact
        assert fact in download, fact
    shares = {row[1]: row[2] for row in rows(download) if row[0] == "Assumptions"}
    assert shares["Share of an audience that sees one post (Facebook)"] == "0.35"


def test_norwegian_numbers_have_spaces(leader: Browser, facts: Facts) -> None:
    facts.cleared(100, audiences={LINKEDIN: 100})
    page = leader.get("/reports/reach", headers={"Accept-Language": "nb"})
    assert "10\u00a0000 følginger på LinkedIn" in page
    assert "omtrent 4\u00a0000 ulike personer (mellom 1\u00a0200 og 7\u00a0200)" in page
    assert "0,80 (0,54–0,93)" in page


def test_the_page_and_the_download_say_the_same(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={LINKEDIN: 321, FACEBOOK: 55})
    page = leader.get("/reports/reach")
    shown = [
        [digits(cell.text) for cell in row.find_all("td")[:2]]
        for row in page.html.find("tbody").find_all("tr")
    ]
    found = [row for row in rows(leader.get("/reports/reach.csv").text) if row[0] == "LinkedIn" and row[2]]
    assert len(found) == 4
    for (value, span), (_part, _what, figure, low, high, *_rest) in zip(shown, found, strict=True):
        assert value == [int(figure)]
        assert span == ([int(low), int(high)] if low != high else [int(low)])
    assert found[0][5] == "30"


def test_the_check_number_stands_on_both(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={LINKEDIN: 321})
    [check] = [row[6] for row in rows(leader.get("/reports/reach.csv").text) if row[1] == "Check number"]
    assert f"Check number {check}." in leader.get("/reports/reach")


def test_the_download_opens_in_a_norwegian_spreadsheet(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={LINKEDIN: 321})
    answer = leader.get("/reports/reach.csv", headers={"Accept-Language": "nb"})
    assert answer.body.startswith(b"\xef\xbb\xbf")
    assert 'filename="reach-2026-06-15.csv"' in answer.headers["Content-Disposition"]
    found = rows(answer.text, ";")
    assert len({len(row) for row in found}) == 1
    assert ["0,8", "0,54", "0,93"] in [row[2:5] for row in found]


def test_every_estimate_in_the_download_has_its_range(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, team=facts.team("Salg"), audiences={LINKEDIN: 321, FACEBOOK: 55})
    numbers = [row[2:5] for row in rows(leader.get("/reports/reach.csv").text)[1:] if row[2] and row[3]]
    assert len(numbers) > 20
    assert all(float(low) <= float(value) <= float(high) for value, low, high in numbers)


def test_a_team_named_as_a_formula_is_only_text(leader: Browser, facts: Facts) -> None:
    facts.cleared(6, team=facts.team("=cmd|' /C calc'!A0"), audiences={LINKEDIN: 321})
    facts.cleared(6, team=facts.team("Salg"), audiences={LINKEDIN: 321})
    names = {row[1] for row in rows(leader.get("/reports/reach.csv").text) if row[0].startswith("Teams")}
    assert names == {"'=cmd|' /C calc'!A0", "Salg"}


def test_nothing_names_a_person(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={LINKEDIN: 321})
    for address in ("/reports/reach", "/reports/reach.csv"):
        assert "Hemmelig" not in leader.get(address).text


def test_a_company_without_ambassadors_gets_a_friendly_page(leader: Browser) -> None:
    assert "fewer than 5 cleared ambassadors" in leader.get("/reports/reach")
    assert "Held back" in leader.get("/reports/reach.csv")


def test_four_ambassadors_are_too_few_to_tell_of(leader: Browser, facts: Facts) -> None:
    facts.cleared(4, audiences={LINKEDIN: 31_000})
    page = leader.get("/reports/reach")
    assert "fewer than 5 cleared ambassadors" in page
    assert "31,000" not in page
    assert "31" not in {row[2] for row in rows(leader.get("/reports/reach.csv").text)}


def test_a_leader_reads_reports_and_nothing_personal(leader: Browser) -> None:
    leader.get("/reports/reach", status=200)
    for endpoint in ("people_admin.everyone", "mail.outbox", "reports.programme"):
        with leader.flask.test_request_context():
            address = url_for(endpoint)
        leader.get(address, status=403)


def test_staff_read_no_reports(make: Factory) -> None:
    staff = make.browser_as(Role.STAFF)
    for address in ("/reports/reach", "/reports/reach.csv", "/programme"):
        staff.get(address, status=403)


def test_the_charts_obey_the_content_security_policy(leader: Browser, facts: Facts) -> None:
    facts.cleared(30, audiences={LINKEDIN: 321})
    drawings = leader.get("/reports/reach").html.find_all("svg", role="img")
    assert len(drawings) == 6
    for drawing in drawings:
        assert drawing["aria-label"]
        assert not drawing.find(["script", "style"])
        assert not drawing.find_all(style=True)


def test_the_programme_manager_sees_the_funnel(make: Factory, facts: Facts) -> None:
    facts.cleared(8)
    for _ in range(12):
        facts.person(invited=True, opted_in=SINCE)
    page = make.browser_as(Role.PROGRAMME_MANAGER).get("/programme")
    lines = [row.find_all(["th", "td"]) for row in page.html.find("tbody").find_all("tr")]
    funnel = {step.text: people.text for step, people in lines}
    assert (funnel["Invited"], funnel["Opted in"], funnel["Cleared"]) == ("16–24", "20", "8")
    assert "12 more are on their way" in page
