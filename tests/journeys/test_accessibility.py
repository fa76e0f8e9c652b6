"""No page of the demo shuts anybody out: checked by axe in both schemes and languages, on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, People, Scheme, Site

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALL = 360
FINGER = 44
LANGUAGES = {"nb": "nb-NO", "en": "en-GB"}

PAGES = {
    "": ("/", "/demo", "/sign-in", "/forgotten", "/link/spent", "/nowhere"),
    "new-employee": (
        *("/checklist", "/join", "/account", "/reports/reach"),
        *("/audience/lists", "/audience/lists/linkedin", "/audience/mutual", "/audience/asked"),
    ),
    "ambassador": (
        *("/checklist", "/audience", "/training", "/training/1", "/training/1/lessons/1", "/training/1/quiz"),
        *("/guidelines/1", "/guidelines/1/decline", "/guidelines/1/exception", "/leave"),
        *("/guidelines/1/versions", "/guidelines/1/versions/1", "/guidelines/1/compare?from=1&to=2"),
        *("/guidelines/1/compare?from=1&to=2&view=beside", "/questions/about/guideline/1"),
        *("/receipts", "/standing", "/standing?on=2025-03-03"),
        *("/audience/lists", "/audience/lists/linkedin", "/audience/lists/tiktok"),
        *("/audience/mutual", "/audience/asked", "/calendar"),
    ),
    "programme-manager": (
        *("/programme", "/programme/invite", "/programme/guidelines", "/programme/courses"),
        *("/programme/courses/import", "/programme/courses/1/versions", "/programme/courses/1/elsewhere"),
        *("/programme/courses/1/elsewhere/new", "/programme/courses/1/elsewhere/list"),
        *("/programme/courses/1/waivers", "/programme/courses/1/waivers/new"),
        *("/programme/guidelines/1/versions/2/withdraw", "/programme/guidelines/publications/2"),
        *("/programme/guidelines/exceptions", "/programme/guidelines/exceptions/granted"),
        *("/programme/guidelines/declines", "/programme/guidelines/1/on-behalf"),
        *("/programme/guidelines/1/paper", "/programme/guidelines/1/exceptions/new"),
        *("/programme/guidelines/pack", "/programme/followup", "/programme/followup/1"),
        *("/programme/followup/courses", "/programme/followup/courses/1"),
        *("/questions", "/questions/1", "/standing/person", "/trail"),
        *("/programme/certificates", "/programme/certificates/1/withdraw"),
        *("/programme/lists", "/programme/lists/linkedin"),
        *("/reports/assumptions", "/reports/assumptions/change", "/reports/reach"),
        *("/reports/campaign", "/reports/campaign?channel=linkedin&ambassadors=9999&posts=0"),
        *("/reports/plan?goal=26000", "/reports/plan?goal=many", "/reports/plan?channel=none"),
    ),
    "leader": ("/reports/reach",),
    "administrator": ("/people", "/people?words=nobody", "/people/import", "/outbox", "/trail"),
}
"""What the people behind each door open, by address."""

SENT_EMPTY = {
    "": ("/sign-in",),
    "ambassador": ("/guidelines/1", "/guidelines/1/decline", "/audience/lists/tiktok"),
    "programme-manager": (
        *("/programme/guidelines/new", "/programme/courses/new", "/reports/assumptions/change"),
        *("/programme/lists", "/programme/guidelines/1/on-behalf", "/programme/guidelines/1/paper"),
        *("/programme/courses/1/elsewhere/new", "/programme/courses/1/elsewhere/list"),
    ),
    "administrator": ("/people/import",),
}
"""Forms that are sent without a word in them, so that they come back with an error summary."""

FOLLOWED = {
    "programme-manager": (
        *("/programme/guidelines", "/programme/courses", "/programme/guidelines/exceptions", "/questions"),
    ),
    "administrator": ("/people", "/outbox"),
}
"""Tables whose first row leads to a page: a draft, a person, a letter."""

MIXES = [
    pytest.param("nb", "light", marks=pytest.mark.xdist_group("nb-light")),
    pytest.param("en", "dark", marks=pytest.mark.xdist_group("en-dark")),
]
"""What every page is seen in: between them each language and each scheme.

Where tests run side by side, each has a demo of its own.
"""


def enter(page: Page, demo: Site, door: str, language: str) -> None:
    """Come in through a door of the demo, or stay outside, in a language."""
    page.goto(f"{demo.address}/demo")
    if door:
        page.locator(f"form[action$='/{door}'] button").click()
    page.locator(f"button[name=language][value={language}]").click()


def test_axe_would_find_a_picture_without_words(demo: Site, people: People) -> None:
    page = people.window()
    page.goto(demo.address)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        look(page)


def look(page: Page) -> None:
    """Assert that axe finds nothing, also in what is folded, and that nothing scrolls sideways on a phone."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
    found = Axe().run(page, options={"runOnly": WCAG_22_AA, "resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    for width in (PHONE["width"], SMALL):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide on {width}"
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


@pytest.mark.parametrize(("language", "scheme"), MIXES)
@pytest.mark.parametrize("door", PAGES)
def test_the_pages_behind_a_door(
    demo: Site, people: People, door: str, language: str, scheme: Scheme
) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, door, language)
    for path in PAGES[door]:
        page.goto(demo.address + path)
        look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
@pytest.mark.parametrize("door", SENT_EMPTY)
def test_the_forms_behind_a_door_with_their_faults(
    demo: Site, people: People, door: str, language: str, scheme: Scheme
) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, door, language)
    for path in SENT_EMPTY[door]:
        page.goto(demo.address + path)
        page.locator("main form button[type=submit]").last.click()
        assert page.locator("#error-summary").is_visible(), path
        look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
@pytest.mark.parametrize("door", FOLLOWED)
def test_the_pages_that_a_table_leads_to(
    demo: Site, people: People, door: str, language: str, scheme: Scheme
) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, door, language)
    for path in FOLLOWED[door]:
        page.goto(demo.address + path)
        into_the_first_row(page)
        look(page)


def into_the_first_row(page: Page) -> None:
    """Follow the last button or link of a table's first row, or else whatever link the table has."""
    way = page.locator("main tbody tr").first.locator("form button, td:last-child a")
    with page.expect_navigation():
        (way if way.count() else page.locator("main tbody tr a")).first.click()


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_draft_on_its_way_to_publication(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "programme-manager", language)
    page.goto(f"{demo.address}/programme/guidelines")
    into_the_first_row(page)
    draft = page.url
    for step in ("preview", "compare", "review", "discard", "publish"):
        page.goto(f"{draft}/{step}")
        look(page)
    page.locator("input[name=change][value=material]").check()
    for words in page.locator("main textarea").all():
        words.fill("x")
    page.locator("input[name=is_unreviewed_accepted]").check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    assert not page.locator("#error-summary").count()
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_receipt_and_its_check(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "programme-manager", language)
    page.goto(f"{demo.address}/receipts")
    look(page)
    receipt = str(page.locator("main a[href$='.json']").first.get_attribute("href"))
    page.goto(
        f"{demo.address}/receipts/check/{page.request.get(demo.address + receipt).json()['entry_hash']}"
    )
    assert page.locator(".notice-success").is_visible()
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_quiz_and_its_result(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "ambassador", language)
    page.goto(f"{demo.address}/training/1/quiz")
    if not page.locator("fieldset").count():
        page.locator("main form button[type=submit]").click()
    look(page)
    for question in page.locator("fieldset").all():
        question.locator("input").first.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/*")
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_list_of_passes_from_the_file_to_the_end(
    demo: Site, people: People, language: str, scheme: Scheme
) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "new-employee", language)
    page.goto(f"{demo.address}/account")
    email = page.locator("main .lead").inner_text()
    enter(page, demo, "programme-manager", language)
    page.goto(f"{demo.address}/programme/courses/2/elsewhere/list")
    text = f"email,date,proof\n{email},2026-01-0{1 + len(scheme) % 9},BI\nnobody@x.no,2026-01-01,BI\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "passes.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/list/*")
    look(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    look(page)
    page.goto(f"{demo.address}/programme/courses/2/elsewhere")
    look(page)
    into_the_first_row(page)
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_secret_address(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "ambassador", language)
    page.goto(f"{demo.address}/calendar")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("#address")
    look(page)
    page.goto(f"{demo.address}/calendar")
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_a_report_under_its_check_number(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "leader", language)
    page.goto(f"{demo.address}/reports/reach")
    page.goto(demo.address + str(page.locator("main a[href*='/reports/reach/']").first.get_attribute("href")))
    assert page.locator(".notice").is_visible()
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_the_letter_that_asks_for_a_list(demo: Site, people: People, language: str, scheme: Scheme) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "programme-manager", language)
    page.goto(f"{demo.address}/programme/lists")
    page.locator("input[name=lists]").fill("10")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("pre.letter")
    look(page)


@pytest.mark.parametrize(("language", "scheme"), MIXES)
def test_sharing_a_list_from_the_file_to_the_end(
    demo: Site, people: People, language: str, scheme: Scheme
) -> None:
    page = people.window(PHONE, language=LANGUAGES[language], scheme=scheme)
    enter(page, demo, "ambassador", language)
    send = page.locator("main form button[type=submit]")
    for text, seen in (("<html>no list</html>", ".error-summary"), ("kari-nordmann\nola", ".big-number")):
        page.goto(f"{demo.address}/audience/lists/tiktok")
        page.locator("textarea").fill(text)
        send.click()
        page.wait_for_selector(seen)
        look(page)
    send.click()
    page.wait_for_selector(".error-summary")
    look(page)
    page.locator("input[name=agree]").check()
    send.click()
    page.wait_for_selector(".card-main")
    look(page)
    page.locator(".card-main form button").click()


def test_the_first_screen_of_the_report_holds_the_answer_and_its_evidence(demo: Site, people: People) -> None:
    page = people.window(PHONE, language=LANGUAGES["nb"])
    enter(page, demo, "leader", "nb")
    page.goto(f"{demo.address}/reports/reach")
    for part in (
        ".headline",
        ".big-number-value",
        ".big-number-range",
        ".evidence .status",
        ".evidence .hint",
    ):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"], part


def test_a_slider_is_tall_enough_for_a_finger(demo: Site, people: People) -> None:
    page = people.window(PHONE)
    enter(page, demo, "leader", "en")
    page.goto(f"{demo.address}/reports/campaign")
    for slider in page.locator("input[type=range]:visible").all():
        box = slider.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER
