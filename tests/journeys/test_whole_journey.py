"""From an empty installation to a report: every role does its part, in a real browser on a real server."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from ambassador.training.content import course_shipped
from tests.journeys.conftest import LAPTOP, PHONE, People, Site

PASSPHRASE = "plum wagon seldom whisper"
STAFF = ("Kari Nordmann", "Åse Øvrebø", "Ola Berg", "Nils Dahl", "Liv Moen")
HEADINGS = ("userPrincipalName", "displayName", "objectId", "jobTitle", "department", "accountEnabled")
LEADER, MANAGER = "Berit Leder", "Per Program"


def first_name(name: str) -> str:
    return name.partition(" ")[0]


def address_of(name: str) -> str:
    return f"{first_name(name).lower().replace('å', 'a')}@nordlys.example"


def home(page: Page) -> str:
    """Return the address of the site that a window shows."""
    return "/".join(page.url.split("/")[:3])


def entra_export(path: Path) -> Path:
    """Write the roster as Microsoft Entra exports it, in Windows-1252 with semicolons."""
    with path.open("w", encoding="cp1252", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(
            ["userPrincipalName", "displayName", "objectId", "jobTitle", "department", "accountEnabled"]
        )
        for number, name in enumerate((*STAFF, LEADER, MANAGER)):
            rows.writerow([address_of(name), name, f"id-{number}", "Rådgiver", "Salg", "TRUE"])
    return path


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password").fill(PASSPHRASE)
    page.get_by_label("The same once more").fill(PASSPHRASE)
    page.get_by_role("button", name="Set the password and sign in").click()


def import_roster(page: Page, file: Path) -> None:
    page.goto(f"{home(page)}/people/import")
    page.get_by_label("The roster").set_input_files(file)
    page.get_by_label("Everyone who works here").check()
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Import the roster").click(timeout=20_000)
    expect(page.get_by_role("heading", name="The roster is imported")).to_be_visible(timeout=20_000)


def give_role(page: Page, name: str, role: str) -> None:
    page.goto(f"{home(page)}/people?words={first_name(name)}")
    page.get_by_role("link", name=name).click()
    page.get_by_label(role).check()
    page.get_by_role("button", name="Save the roles").click()


def letter_to(page: Page, name: str) -> str:
    """Return the link in the newest letter to somebody, which the administrator reads in the outbox."""
    page.goto(f"{home(page)}/outbox")
    page.locator("tr", has_text=address_of(name)).first.get_by_role("link").click()
    return str(page.locator("pre.letter a").get_attribute("href"))


def become_cleared(page: Page, link: str, *, followers: str) -> None:
    """Join, tell an audience, pass the course and acknowledge the rules, as one does on a phone."""
    set_password(page, link)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Join").click()
    page.locator("input[name=linkedin_size]").fill(followers)
    page.get_by_role("button", name="Done").click()
    take_the_course(page)
    page.goto(f"{home(page)}/checklist")
    page.get_by_role("link", name="Read and acknowledge").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("You are a cleared ambassador until")).to_be_visible()


def take_the_course(page: Page) -> None:
    page.locator(".step-current a.btn").click()
    page.get_by_role("link", name="Start with the first lesson").click()
    for _ in range(4):
        page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="quiz").first.click()
    page.get_by_role("button", name="Start the quiz").click()
    for question in course_shipped("rules-of-play").questions:
        words = question.texts["en"]
        asked = page.locator("fieldset", has_text=words["prompt"])
        for place in question.right:
            asked.get_by_label(words["options"][place], exact=True).check()
    page.get_by_role("button", name="Hand in").click()


def test_the_whole_journey(site: Site, people: People, tmp_path: Path) -> None:
    administrator = people.window(LAPTOP)
    link = site.command("init", "--email", "admin@nordlys.example", "--name", "Ada Admin").strip()
    set_password(administrator, link)
    base = site.address
    administrator.context.set_default_timeout(20_000)
    administrator.goto(f"{base}/people")
    import_roster(administrator, entra_export(tmp_path / "users.csv"))
    for name, role in ((MANAGER, "Programme manager"), (LEADER, "Leadership")):
        give_role(administrator, name, role)
        administrator.get_by_role("button", name="Send a sign-in link").click()
    manager = people.window(LAPTOP)
    set_password(manager, letter_to(administrator, MANAGER))
    manager.goto(f"{base}/programme/invite")
    manager.get_by_role("button", name="See the letter").click()
    manager.get_by_role("button", name="Send").click()

    for number, name in enumerate(STAFF):
        followers = str(400 + 100 * number)
        become_cleared(people.window(PHONE), letter_to(administrator, name), followers=followers)

    leader = people.window(PHONE)
    set_password(leader, letter_to(administrator, LEADER))
    leader.goto(f"{base}/reports/reach")
    expect(leader.get_by_text("5 cleared ambassadors")).to_be_visible()
    with leader.expect_download() as download:
        leader.get_by_role("link", name="Download as CSV").click()
    assert "3000" in download.value.path().read_text("utf-8-sig")
