"""A community of a real graph as a company, brought through the real app, and its report beside the truth.

    python -m tests.journeys.real_company ego_facebook.npz

The file is a follower graph as `ambassador reach evaluate` reads it. The community nearest to 150 people
becomes the company: its roster goes in as an Entra export, everyone sets a password by their letter, joins,
tells their audience, takes the quiz and acknowledges the rules, each through the pages with CSRF on; then a
leader opens the report.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
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
from ambassador.cli.serve import open_database
from ambassador.db import Database
from ambassador.mail.models import Letter
from ambassador.people.models import Person
from ambassador.people.operations import first_administrator
from ambassador.reach.graphs import Graph, read_graph
from ambassador.settings import load_settings
from ambassador.training.content import shipped
from tests.browser import Browser

WANTED = 150
ROUNDS = 20
ROLES = ("programme_manager", "leadership", "administrator")
"""In the order of the boxes on a person's page."""
PASSPHRASE = "plum wagon seldom whisper"
LEADER, MANAGER, ADMINISTRATOR = "leader@example.no", "manager@example.no", "admin@example.no"

Rows = NDArray[np.int64]


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

    def ids(self) -> dict[str, int]:
        with self.database.reading() as session:
            return {row.email: row.id for row in session.execute(select(Person.email, Person.id))}


def found_company(company: Company, rows: Rows) -> None:
    """Import the roster, give the roles, and invite everyone, as administrator and programme manager."""
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


def become_cleared(company: Company, link: str, *, followers: int) -> None:
    """Let one person join, tell their audience, pass the quiz, and acknowledge the rules."""
    browser = company.enter(link)
    browser.submit("/join", agree=True)
    browser.submit("/audience", linkedin_size=str(followers))
    quiz = browser.submit("/training/1/quiz")
    [form] = [form for form in quiz.forms.values() if form.action.endswith("/quiz")]
    asked = [name for name in form.fields if name and name.startswith("question-")]
    for name, question in zip(asked, shipped().questions, strict=True):
        several = len(form.fields[name]) > 1
        for place in question.right:
            if several:
                form.get(name, index=place).checked = True
            else:
                form[name] = str(place)
    form.submit().follow()
    browser.submit("/guidelines/1", agrees=True)
    assert "You are a cleared ambassador" in browser.get("/checklist")


def figures(company: Company) -> Iterator[str]:
    """Yield the lines of the leader's download, which says what the page says."""
    leader = company.enter(company.letters()[LEADER])
    assert "Download as CSV" in leader.get("/reports/reach")
    yield from leader.get("/reports/reach.csv").body.decode("utf-8-sig").splitlines()


def main(path: str) -> None:
    graph = read_graph(Path(path))
    rows = community(graph)
    audiences = [graph.audience(row) for row in rows]
    union = np.unique(np.concatenate(audiences))
    with TemporaryDirectory() as folder:
        settings = load_settings(
            environment={"AMBASSADOR_LANGUAGE": "en", "AMBASSADOR_COMPANY": "The community"},
            instance=Path(folder),
        )
        database = open_database(settings)
        company = Company(create_app(settings, database=database, testing=True), database)
        found_company(company, rows)
        letters = company.letters()
        for row, audience in zip(rows, audiences, strict=True):
            become_cleared(company, letters[address_of(row)], followers=audience.size)
        said = list(figures(company))
    print(f"{rows.size} people, {sum(a.size for a in audiences)} follows")
    outside = np.setdiff1d(union, graph.selfid[rows])
    print(f"truth: {union.size} different people, {outside.size} of them outside the company")
    print(*said, sep="\n")


if __name__ == "__main__":
    if len(sys.argv) != len(["program", "file"]):
        sys.exit(__doc__)
    main(sys.argv[1])
