"""A community of a real graph as a company, brought through the real app, and its report beside the truth.

    python -m tests.journeys.real_company ego_facebook.npz
    python -m tests.journeys.real_company congress.npz --random --lists 40 --response 0.65

The file is a follower graph as `ambassador reach evaluate` reads it. The community nearest to 150 people
becomes the company, or with --random 160 people drawn by chance: its roster goes in as an Entra export,
everyone sets a password by their letter, joins, tells their profile and their audience, takes the quiz and
acknowledges the rules. A leader opens the report, the programme manager begins to ask for lists, those asked
share their own or say no, and the leader opens the report again. All of it goes through the pages with CSRF
on.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy import select
from webtest import Upload

from ambassador import clock
from ambassador.app import create_app
from ambassador.asking.models import ListQuestion
from ambassador.cli.serve import open_database
from ambassador.db import Database
from ambassador.mail.models import Letter
from ambassador.people.models import Person
from ambassador.people.operations import first_administrator
from ambassador.reach.graphs import Graph, read_graph
from ambassador.settings import load_settings
from ambassador.training.content import course_shipped
from tests.browser import Browser, first_main_form

WANTED = 150
DRAWN = 160
ROUNDS = 20
ROLES = ("programme_manager", "leadership", "administrator")
"""In the order of the boxes on a person's page."""
PASSPHRASE = "plum wagon seldom whisper"
LEADER, MANAGER, ADMINISTRATOR = "leader@example.no", "manager@example.no", "admin@example.no"

Rows = NDArray[np.int64]


def drawn_by_chance(graph: Graph, *, seed: int = 1) -> Rows:
    """Return the rows of people with an audience, drawn by chance: for a graph without communities."""
    some = np.flatnonzero(np.diff(graph.indptr))
    return np.sort(np.random.default_rng(seed).choice(some, min(DRAWN, some.size), replace=False))


def community(graph: Graph, *, seed: int = 1) -> Rows:
    """Return the rows of the community nearest to 150 people, by label propagation (Raghavan et al. 2007)."""
    random = np.random.default_rng(seed)
    labels = np.arange(graph.selfid.size)
    for _ in range(ROUNDS):
        changed = 0
        for row in random.permutation(labels.size):
            found, counts = np.unique(labels[graph.rows_of(graph.audience(row))], return_counts=True)
            best = found[counts == counts.max(initial=0)]
            if best.size and labels[row] not in best:
                labels[row] = random.choice(best)
                changed += 1
        if not changed:
            break
    found, sizes = np.unique(labels, return_counts=True)
    return np.flatnonzero(labels == found[np.argmin(abs(sizes - WANTED))])


def address_of(row: int) -> str:
    return f"person{row}@example.no"


def profile_of(identity: int) -> str:
    """Return the made-up name by which a person of the graph goes on the channel."""
    return f"person-{identity}"


@dataclass(frozen=True)
class Member:
    """Somebody of the company: the profile they go by, and the list they could share."""

    row: int
    profile: str
    followers: tuple[str, ...]

    @property
    def address(self) -> str:
        return address_of(self.row)


def members(graph: Graph, rows: Rows) -> list[Member]:
    """Return the people of the company; in an open world nobody's own profile is in anybody's list."""
    return [
        Member(
            row=int(row),
            profile=profile_of(graph.selfid[row]) if graph.selfid[row] >= 0 else f"member-{row}",
            followers=tuple(profile_of(each) for each in np.unique(graph.audience(row))),
        )
        for row in rows
    ]


def entra_export(rows: Rows) -> bytes:
    """Return the company's roster as Microsoft Entra exports it."""
    text = StringIO()
    out = csv.writer(text)
    out.writerow(
        ["userPrincipalName", "displayName", "mail", "objectId", "userType", "department", "accountEnabled"]
    )
    staff = [(address_of(row), f"Person {row}") for row in rows]
    for email, name in [*staff, (LEADER, "Lea Leader"), (MANAGER, "Mona Manager")]:
        out.writerow([email, name, email, f"id-{email}", "Member", "The company", "True"])
    return text.getvalue().encode("utf-8-sig")


class Company:
    """The company in the app: who can be reached by letter, and who sits at which browser."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app, self.database = app, database
        self.base_url = app.extensions["ambassador.settings"].base_url

    def enter(self, link: str) -> Browser:
        """Open a link from a letter, set a password, and return the browser that is signed in then."""
        browser = Browser(self.app)
        browser.submit(link, password=PASSPHRASE, again=PASSPHRASE)
        return browser

    def letters(self) -> dict[str, str]:
        """Return the path of the newest link sent to each address."""
        with self.database.reading() as session:
            sent = session.execute(select(Letter.to_address, Letter.body).order_by(Letter.id)).all()
        links = ((to, [word for word in body.split() if "/link/" in word]) for to, body in sent)
        return {to: found[0].removeprefix(self.base_url) for to, found in links if found}

    def asked(self) -> list[int]:
        """Return the ids of those who have been asked for a list and have not answered, in a set order."""
        with self.database.reading() as session:
            return list(session.scalars(select(ListQuestion.person_id).order_by(ListQuestion.person_id)))

    def ids(self) -> dict[str, int]:
        with self.database.reading() as session:
            return {row.email: row.id for row in session.execute(select(Person.email, Person.id))}


def found_company(company: Company, rows: Rows) -> Browser:
    """Import the roster, give the roles, invite everyone, and return the programme manager's browser."""
    with company.app.test_request_context(), company.database.transaction() as session:
        token = first_administrator(session, email=ADMINISTRATOR, name="Ada Admin", at=clock.now())
    administrator = company.enter(f"/link/{token}")
    file = Upload("users.csv", entra_export(rows), "text/csv")
    preview = administrator.submit("/people/import", file=file, scope="partial")
    [confirm] = [form for form in preview.forms.values() if form.action.endswith("/confirm")]
    confirm.submit().follow()
    ids = company.ids()
    for email, role in ((MANAGER, "programme_manager"), (LEADER, "leadership")):
        page = administrator.get(f"/people/{ids[email]}")
        [link] = [form for form in page.forms.values() if form.action.endswith("/link")]
        link.submit()
        [roles] = [form for form in page.forms.values() if form.action.endswith("/roles")]
        roles.set("roles", True, index=ROLES.index(role))
        roles.submit()
    manager = company.enter(company.letters()[MANAGER])
    letter = manager.submit("/programme/invite", whom="everyone")
    [send] = [form for form in letter.forms.values() if form.action.endswith("/send")]
    send.submit().follow()
    return manager


def become_cleared(company: Company, link: str, member: Member) -> Browser:
    """Let one person join, tell their audience, pass the quiz, and acknowledge the rules."""
    browser = company.enter(link)
    browser.submit("/join", agree=True)
    told = browser.submit(
        "/audience", linkedin_handle=member.profile, linkedin_size=str(len(member.followers))
    )
    assert told.status_int == 200, told.html.main.text
    quiz = browser.submit("/training/1/quiz")
    [form] = [form for form in quiz.forms.values() if form.action.endswith("/quiz")]
    asked = [name for name in form.fields if name and name.startswith("question-")]
    for name, question in zip(asked, course_shipped("rules-of-play").questions, strict=True):
        several = len(form.fields[name]) > 1
        for place in question.right:
            if several:
                form.get(name, index=place).checked = True
            else:
                form[name] = str(place)
    form.submit().follow()
    browser.submit("/guidelines/1", agrees=True)
    assert "You are a cleared ambassador" in browser.get("/checklist")
    return browser


def ask_for_lists(company: Company, manager: Browser, *, lists: int) -> None:
    """Begin to ask for so many lists, as programme manager, having seen the letter."""
    letter = manager.submit("/programme/lists", channel="linkedin", lists=str(lists))
    begun = letter.forms[first_main_form(letter)].submit().follow()
    assert f"{lists} lists were asked for" in begun.html.main.text


def share(browser: Browser, member: Member) -> None:
    """Share one's list as a plain list of profile addresses."""
    page = browser.get("/audience/asked").click("Share my list")
    form = page.forms[first_main_form(page)]
    form["pasted"] = "\n".join(f"https://www.linkedin.com/in/{each}/" for each in member.followers)
    preview = form.submit()
    keep = preview.forms[first_main_form(preview)]
    keep["agree"] = True
    assert "is shared" in keep.submit().follow()


def say_no(browser: Browser) -> None:
    """Say no, thank you."""
    page = browser.get("/audience/asked")
    page.forms[first_main_form(page)].submit().follow()


def answer(company: Company, browsers: Mapping[int, tuple[Member, Browser]], *, response: float) -> int:
    """Let everyone who is asked answer, and whoever is asked instead, and return how many said no."""
    chance, refusals = np.random.default_rng(2), 0
    while asked := company.asked():
        for person_id in asked:
            member, browser = browsers[person_id]
            if chance.random() < response:
                share(browser, member)
            else:
                say_no(browser)
                refusals += 1
    return refusals


def figures(leader: Browser) -> Iterator[str]:
    """Yield the lines of the leader's download, which says what the page says."""
    assert "Download as CSV" in leader.get("/reports/reach")
    yield from leader.get("/reports/reach.csv").body.decode("utf-8-sig").splitlines()


def main(chosen: Namespace) -> None:
    graph = read_graph(chosen.graph)
    rows = drawn_by_chance(graph) if chosen.random else community(graph)
    everyone = members(graph, rows)
    union = {each for member in everyone for each in member.followers}
    outside = union - {member.profile for member in everyone}
    print(f"{len(everyone)} people, {sum(len(member.followers) for member in everyone)} follows")
    print(f"truth: {len(union)} different people, {len(outside)} of them outside the company")
    with TemporaryDirectory() as folder:
        settings = load_settings(
            environment={"AMBASSADOR_LANGUAGE": "en", "AMBASSADOR_COMPANY": "The community"},
            instance=Path(folder),
        )
        database = open_database(settings)
        company = Company(create_app(settings, database=database, testing=True), database)
        manager = found_company(company, rows)
        letters, ids = company.letters(), company.ids()
        browsers = {
            ids[member.address]: (member, become_cleared(company, letters[member.address], member))
            for member in everyone
        }
        leader = company.enter(letters[LEADER])
        print("", "Before any list:", *figures(leader), sep="\n")
        ask_for_lists(company, manager, lists=chosen.lists)
        refusals = answer(company, browsers, response=chosen.response)
        print("", f"With {chosen.lists} lists asked for, to which {refusals} said no:", sep="\n")
        print(*figures(leader), sep="\n")


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("graph", type=Path, help="a follower graph, .npz")
    parser.add_argument("--random", action="store_true", help="draw the company by chance")
    parser.add_argument("--lists", type=int, default=40, help="how many lists are asked for")
    parser.add_argument("--response", type=float, default=1.0, help="the share of those asked who say yes")
    main(parser.parse_args())
