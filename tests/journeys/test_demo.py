"""A stranger starts the demo: every door keeps its promise, and nobody needs an explanation."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LAPTOP, PHONE, People, Site

pytestmark = pytest.mark.xdist_group("demo")

DOORS = {
    "A new employee": ("/checklist", "You are welcome, whenever you like"),
    "An ambassador in progress": ("/checklist", "My checklist"),
    "The programme manager": ("/programme", "Programme"),
    "A leader": ("/reports/reach", "Reach"),
    "The administrator": ("/people", "People"),
}
MOST_TOUCHES = 9


@dataclass
class Hand:
    """A hand that counts what it touches."""

    page: Page
    touches: int = 0

    def press(self, name: str) -> None:
        self.touches += 1
        self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).click()

    def tick(self) -> None:
        self.touches += 1
        self.page.get_by_role("checkbox").check()

    def write(self, name: str, text: str) -> None:
        self.touches += 1
        self.page.locator(f"input[name={name}]").fill(text)


def through(page: Page, demo: Site, door: str) -> None:
    """Come in through a door, and read on in English, as the person chose."""
    page.goto(f"{demo.address}/demo")
    page.get_by_role("button", name=door).click()
    page.get_by_role("button", name="English").click()


def test_the_ribbon_leads_to_the_doors(demo: Site, people: People) -> None:
    page = people.window()
    page.goto(demo.address)
    page.get_by_role("link", name="Change who you are").click()
    expect(page.locator("main form button")).to_have_count(len(DOORS))


@pytest.mark.parametrize("door", DOORS)
def test_each_door_opens_the_page_it_promises(demo: Site, people: People, door: str) -> None:
    page = people.window()
    through(page, demo, door)
    path, heading = DOORS[door]
    assert page.url == demo.address + path
    expect(page.locator("h1")).to_have_text(heading)


def test_the_leader_sees_a_range_with_every_estimate(demo: Site, people: People) -> None:
    page = people.window(LAPTOP)
    through(page, demo, "A leader")
    for place in (".headline", ".big-number-range"):
        expect(page.locator(place)).to_contain_text("between")
    expect(page.locator(".not-people")).to_contain_text("not people")
    rungs = page.locator(".ladder > li:not(.ladder-ceiling)")
    expect(rungs.locator(".ladder-range")).to_have_count(rungs.count())
    ranges = page.locator("td[data-label=Range]").all_text_contents()
    assert len(ranges) > 20
    assert all(said == "–" or any(sign.isdigit() for sign in said) for said in ranges)


def test_the_leader_takes_the_figures_with_them(demo: Site, people: People) -> None:
    page = people.window()
    through(page, demo, "A leader")
    sentence = page.locator(".headline").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert any(sentence in row for row in rows)
    estimates = [
        (figure, low, high)
        for _part, what, figure, low, high, *_ in rows
        if what == "Different people" and figure
    ]
    assert estimates
    assert all(float(low) <= float(figure) <= float(high) for figure, low, high in estimates)


def test_a_new_employee_joins_on_a_phone_in_norwegian_and_leaves(demo: Site, people: People) -> None:
    page = people.window(PHONE, language="nb-NO")
    page.goto(f"{demo.address}/demo")
    page.get_by_role("button", name="Norsk bokmål").click()
    hand = Hand(page)
    hand.press("En nyansatt")
    hand.press("Norsk bokmål")
    hand.press("Se hva det innebærer å melde seg på")
    hand.tick()
    hand.press("Meld deg på")
    hand.write("linkedin_size", "500+")
    hand.press("Ferdig")
    expect(page.locator(".lead")).to_contain_text("Du er med.")
    assert hand.touches <= MOST_TOUCHES
    hand.press("Meld meg av programmet")
    hand.press("Meld meg av nå")
    page.goto(f"{demo.address}/checklist")
    expect(page.locator("h1")).to_have_text("Du er velkommen når du vil")
