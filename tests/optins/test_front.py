"""The front page: what the programme is, and a calculator that never calls follows people."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium

from ambassador.optins.example import work_out
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory


def test_a_visitor_is_asked_to_join(browser: Browser) -> None:
    main = browser.get("/").html.main
    assert [button.text for button in main.select("a.btn-primary")] == ["Join"]


def test_somebody_signed_in_is_led_to_the_checklist(make: Factory) -> None:
    main = make.browser_as(Role.STAFF).get("/").html.main
    [button] = main.select("a.btn-primary")
    assert button["href"] == "/checklist"


def test_a_hundred_times_a_hundred_is_not_ten_thousand_people(browser: Browser) -> None:
    follows, people, post = (
        li.get_text(" ", strip=True) for li in browser.get("/").html.select(".ladder > li")
    )
    assert follows.startswith("Follows, with duplicates 10,000")
    assert "about 4,000 between 1,200 and 7,200" in people
    assert "about 520 between 200 and 970" in post


def test_follows_are_never_called_people(browser: Browser) -> None:
    assert "10,000 people" not in browser.get("/").html.select_one(".ladder").text


def test_the_calculator_answers_without_a_script(browser: Browser) -> None:
    page = browser.submit("/", form=0, ambassadors="1 000", followers="2.500", channel="facebook")
    assert page.status_int == 200
    assert "2,500,000" in page.html.select_one(".ladder").text
    assert page.forms[0]["ambassadors"].value == "1 000"
    assert "35% of friends" in page


@pytest.mark.parametrize("typed", ["", "many", "1.5", "-3", "0x10", "١٢", "1e9", "12\x00x", "9" * 5000])
def test_what_is_no_whole_number_is_said_beside_its_field(browser: Browser, typed: str) -> None:
    page = browser.get("/", {"ambassadors": typed}, status=422)
    assert page.html.find(id="ambassadors-error").text.strip() == "Write a whole number, such as 100."


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ambassadors", "0", "Write a number from 1 to 1,000,000."),
        ("ambassadors", "1000001", "Write a number from 1 to 1,000,000."),
        ("followers", "100 000 001", "Write a number from 0 to 100,000,000."),
        ("followers", "9" * 20, "Write a number from 0 to 100,000,000."),
    ],
)
def test_a_number_beyond_its_limits_is_kept_and_the_limits_are_said(
    browser: Browser, field: str, typed: str, sentence: str
) -> None:
    page = browser.get("/", {field: typed}, status=422)
    assert page.html.find(id=f"{field}-error").text.strip() == sentence
    assert page.forms[0][field].value == typed
    assert not page.html.select(".ladder")


def test_an_unknown_channel_is_refused(browser: Browser) -> None:
    assert browser.get("/?channel=carrier-pigeon", status=422).html.find(id="channel-error")


def test_one_audience_overlaps_with_no_other_so_the_people_are_certain(browser: Browser) -> None:
    page = browser.get("/?ambassadors=1&followers=137")
    assert "137 exactly" in page.html.select(".ladder > li")[1].get_text(" ", strip=True)
    assert "Weak evidence" not in page
    assert "The people are certain here." in page


def test_where_nobody_follows_that_is_exact(browser: Browser) -> None:
    page = browser.get("/?ambassadors=5&followers=0")
    found = [rung.get_text(" ", strip=True) for rung in page.html.select(".ladder > li")[1:]]
    assert all(text.endswith("0 exactly: nobody follows you") for text in found), found
    assert "Weak evidence" not in page


def test_a_range_of_less_than_one_person_is_still_a_range(browser: Browser) -> None:
    post = browser.get("/?ambassadors=2&followers=1").html.select(".ladder > li")[2]
    assert post.get_text(" ", strip=True).endswith("fewer than 1 between 0 and 1")


def test_a_source_without_a_range_is_said_to_have_none(browser: Browser) -> None:
    post = browser.get("/?ambassadors=1&followers=100&channel=facebook").html.select(".ladder > li")[2]
    assert post.get_text(" ", strip=True).endswith("about 35 the source gives no range")


def test_more_people_than_there_are_is_said_to_be_too_many(browser: Browser) -> None:
    page = browser.get("/?ambassadors=1,000,000&followers=100,000,000")
    assert "more people than there are on Earth" in page


def test_the_page_says_how_it_is_estimated(browser: Browser) -> None:
    section = browser.get("/").html.find(id="estimate").text
    for fact in (
        "18 real networks: in nine of ten,",
        "0.54",
        "0.93",
        "weak evidence",
        "100 to 10,000 people",
        "6% to 12%",
    ):
        assert fact in section, fact


def test_numbers_are_written_the_norwegian_way(browser: Browser) -> None:
    page = browser.get("/", headers={"Accept-Language": "nb-NO"})
    assert "omtrent 4\xa0000" in page.html.select_one(".ladder").text


@pytest.mark.parametrize("channel", ["linkedin", "facebook", "other"])
def test_the_people_who_see_a_post_are_among_the_people(channel: str) -> None:
    example = work_out(250, followers=730, channel=channel)
    assert example.post.high <= example.people.high <= example.follows


def test_the_answer_follows_what_is_typed(address: str, chromium: Chromium) -> None:
    page = chromium.new_page(locale="en")
    page.goto(address)
    page.fill("#followers", "5000")
    page.locator(".ladder-value", has_text="500,000").wait_for()
    assert page.url.rstrip("/") == address
    page.close()
