"""The pages of asking: the manager begins and follows a design, and those asked answer."""

from __future__ import annotations

import pytest

from ambassador.asking import operations
from ambassador.asking.models import ListDesign, ListDraw
from ambassador.mail.models import Letter
from ambassador.web.access import Role
from tests.asking.conftest import Programme, ambassadors
from tests.asking.test_designs import no, share
from tests.browser import Browser
from tests.factories import Factory


@pytest.fixture
def manager(programme: Programme) -> Browser:
    """The programme manager's browser."""
    return programme.make.browser_of(programme.manager)


def test_the_programme_page_leads_to_asking(manager: Browser) -> None:
    assert "Whom to ask for a list" in manager.get("/programme").click("Ask for lists of followers")


def test_a_design_is_begun_after_seeing_the_letter(programme: Programme, manager: Browser) -> None:
    page = manager.submit("/programme/lists", channel="linkedin", lists="11")
    assert programme.count(ListDesign) == 0
    text = page.html.main.text
    assert "11 people on LinkedIn are drawn" in text
    assert "The 5 with the largest audiences" in text
    assert len(page.html.find_all("pre", class_="letter")) == 2
    page = page.forms[1].submit().follow()
    assert (programme.count(ListDraw), programme.count(Letter)) == (11, 11)
    assert "11 lists were asked for" in page.html.main.text
    assert len(programme.designs()[0].seed) == 32


@pytest.mark.parametrize(
    ("lists", "sentence"),
    [
        ("", "Write a whole number."),
        ("ten", "Not a valid integer value."),
        ("9", "Write a whole number from 10"),
        ("21", "Ask for at most 20 on this channel."),
        ("9" * 30, "Write a whole number from 10"),
        ("9" * 5000, "Not a valid integer value."),
    ],
)
def test_a_number_that_can_t_be_asked_for_gets_a_sentence_and_stays(
    manager: Browser, lists: str, sentence: str
) -> None:
    page = manager.submit("/programme/lists", channel="linkedin", lists=lists)
    assert page.status_int == 422
    assert sentence in page
    assert page.forms[1]["lists"].value == lists


def test_a_channel_that_is_not_offered_gets_a_sentence(manager: Browser) -> None:
    form = manager.get("/programme/lists").forms[1]
    form["channel"].force_value("myspace")
    form["lists"] = "10"
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert "Choose one of the channels." in page


def test_too_few_ambassadors_can_t_be_asked(make: Factory) -> None:
    ambassadors(make.database, [100] * 9)
    page = make.browser_as(Role.PROGRAMME_MANAGER).get("/programme/lists")
    assert "It takes ten cleared ambassadors" in page
    assert len(page.html.main.find_all("form")) == 0


def test_a_channel_can_t_be_begun_twice(programme: Programme, manager: Browser) -> None:
    preview = manager.submit("/programme/lists", channel="linkedin", lists="10")
    programme.begin()
    page = preview.forms[1].submit().follow()
    assert page.request.path == "/programme/lists"
    assert "Going on" in page
    assert programme.count(ListDesign) == 1


def test_the_page_lists_names_and_nothing_about_them(programme: Programme, manager: Browser) -> None:
    programme.begin()
    before = manager.get("/programme/lists/linkedin").html.main
    names = [
        item.text for item in before.find("section", attrs={"aria-labelledby": "asked"}).ul.find_all("li")
    ]
    assert names == sorted(names)
    assert set(names) == {f"Person {draw.person_id}" for draw in programme.draws()}
    for draw in programme.draws()[:4]:
        no(programme, draw.person_id)
    assert manager.get("/programme/lists/linkedin").html.main.text == before.text


def test_whose_consent_says_nothing_of_it_is_asked_and_not_named(
    programme: Programme, manager: Browser
) -> None:
    [early] = ambassadors(programme.make.database, [50_000], first=500, consent="1")
    programme.begin()
    assert early in programme.questions()
    page = manager.get("/programme/lists/linkedin").html.main
    assert f"Person {early}" not in page.text
    assert "Person 1022" in page.text


def test_a_fifth_no_adds_five_names(programme: Programme, manager: Browser) -> None:
    programme.begin()
    for draw in programme.draws()[:5]:
        no(programme, draw.person_id)
    page = manager.get("/programme/lists/linkedin").html.main
    assert page.text.count("Person 10") == 15
    assert "5–9" in page.text


def test_five_lists_are_a_number_and_four_are_few(programme: Programme, manager: Browser) -> None:
    programme.begin(20)
    drawn = [draw.person_id for draw in programme.draws()]
    for who in drawn[:4]:
        share(programme.make, who)
    facts = manager.get("/programme/lists/linkedin").html.find("dl").text
    assert "fewer than 5" in facts
    share(programme.make, drawn[4])
    assert "5–9" in manager.get("/programme/lists/linkedin").html.find("dl").text


def test_lists_that_came_unasked_are_doubted_on_the_page(programme: Programme, manager: Browser) -> None:
    programme.begin()
    drawn = {draw.person_id for draw in programme.draws()}
    for who in [who for who in programme.people if who not in drawn][:6]:
        share(programme.make, who, people=2000)
    page = manager.get("/programme/lists/linkedin")
    assert "Most of the lists came from people who were not drawn" in page
    assert "small" not in page.html.main.find(class_="notice").text


def test_a_closed_design_shows_no_names(programme: Programme, manager: Browser) -> None:
    programme.begin()
    page = manager.get("/programme/lists/linkedin")
    [form] = [form for form in page.forms.values() if form.action.endswith("/close")]
    page = form.submit().follow()
    assert "Nobody is asked any more" in page
    page = manager.get("/programme/lists/linkedin")
    assert "Asking ended on" in page
    assert "Person 10" not in page


def test_whoever_is_asked_says_no_with_one_button(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    browser = programme.make.browser_of(who)
    assert "asked whether you would" in browser.get("/checklist")
    page = browser.get("/audience").click("Read what it means, and answer yes or no")
    assert "Share my list" in page
    page = browser.submit("/audience/asked")
    assert "Your no is counted" in page
    assert "No question is waiting for you" in page
    assert who not in programme.questions()
    assert "asked whether you would" not in browser.get("/audience")


def test_a_no_sent_twice_is_one_no(programme: Programme) -> None:
    programme.begin()
    form = programme.make.browser_of(programme.draws()[0].person_id).get("/audience/asked").forms[1]
    assert [form.submit().status_int for _ in range(2)] == [303, 303]
    assert [design.refusals for design in programme.designs()] == [1]


def test_the_question_leads_to_the_page_of_its_channel(programme: Programme) -> None:
    programme.begin()
    page = programme.make.browser_of(programme.draws()[0].person_id).get("/audience/asked")
    assert page.html.main.find("a", class_="btn-primary")["href"] == "/audience/lists/linkedin"


@pytest.mark.parametrize("channel", ["myspace", "x", "%00", "linkedin%20"])
def test_an_address_of_nothing_is_not_found(manager: Browser, channel: str) -> None:
    manager.get(f"/programme/lists/{channel}", status=404)


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 40, "x", "%D9%A3"])
def test_any_page_number_shows_a_page(programme: Programme, manager: Browser, page: str) -> None:
    programme.begin()
    assert "Person 10" in manager.get(f"/programme/lists/linkedin?page={page}")


def test_staff_may_not_see_who_is_asked(programme: Programme) -> None:
    programme.begin()
    browser = programme.make.browser_of(programme.people[0])
    browser.get("/programme/lists", status=403)
    browser.get("/programme/lists/linkedin", status=403)


def test_a_refusal_in_norwegian_has_norwegian_numbers(programme: Programme) -> None:
    with programme.make.app.test_request_context(headers=[("Accept-Language", "nb")]):
        refusal = operations.refused(2000, ambassadors=1200)
    assert refusal is not None
    assert "1\N{NO-BREAK SPACE}200" in refusal.sentence


def test_the_page_shows_how_the_range_would_narrow(programme: Programme, manager: Browser) -> None:
    programme.begin()
    for draw in programme.draws()[:6]:
        share(programme.make, draw.person_id, people=draw.audience)
    table = manager.get("/programme/lists/linkedin").html.main.find("table")
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    assert [row[0] for row in rows] == ["none", "10"]
    report = manager.get("/reports/reach").html.main.text
    today, later = (row[1].replace(",", "").split("\N{EN DASH}") for row in rows)
    assert f"between {rows[0][1].replace(chr(8211), ' and ')}" in report
    assert int(today[0]) <= int(later[0]) < int(later[1]) <= int(today[1])
