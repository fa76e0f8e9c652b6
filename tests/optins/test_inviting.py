"""Inviting staff: one letter each, in their own language, and none to whoever has answered."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import select

from ambassador.mail.models import Letter
from ambassador.people.models import Person
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import LONG_AGO, PASSWORD, Factory


def letters(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.person_id)))


def manager(make: Factory) -> Browser:
    """Return the browser of a programme manager who takes part, and so needs no invitation."""
    who = make.person("Manager", role=Role.PROGRAMME_MANAGER)
    make.opt_in(who)
    return make.browser_of(who)


def speak(make: Factory, person_id: int, language: str) -> None:
    with make.database.transaction() as session:
        session.get_one(Person, person_id).language = language


def test_the_letter_and_the_count_are_seen_before_anything_is_sent(make: Factory) -> None:
    browser = manager(make)
    for _ in range(3):
        make.person()
    page = browser.submit("/programme/invite", form=1, whom="everyone")
    assert "3 people will get this letter" in page
    assert "Would you like to be an ambassador?" in page
    assert page.html.find_all("section", lang="nb")
    assert letters(make) == []
    after = page.forms[1].submit().follow()
    assert "3 invitations are on their way" in after
    assert len(letters(make)) == 3


def test_whoever_was_invited_or_has_answered_gets_no_letter(make: Factory) -> None:
    browser = manager(make)
    joined, left, invited = make.person(), make.person(), make.person()
    make.opt_in(joined)
    make.opt_in(left)
    make.withdraw(left, at=LONG_AGO + timedelta(days=1))
    browser.submit("/programme/invite", form=1).forms[1].submit()
    assert [letter.person_id for letter in letters(make)] == [invited]
    assert "Everyone who works here has been invited" in browser.get("/programme/invite")


def test_teams_are_invited_one_by_one(make: Factory) -> None:
    browser = manager(make)
    sales, staff = make.team("Salg"), make.team("Økonomi")
    first, _other = make.person(team_id=sales), make.person(team_id=staff)
    form = browser.get("/programme/invite").forms[1]
    form["whom"] = "teams"
    form.set("teams", True, index=1)
    page = form.submit()
    assert "1 person will get this letter" in page
    page.forms[1].submit()
    assert [letter.person_id for letter in letters(make)] == [_other]
    assert first not in {letter.person_id for letter in letters(make)}


def test_choosing_teams_without_a_team_gets_a_sentence(make: Factory) -> None:
    browser = manager(make)
    make.person(team_id=make.team("Salg"))
    page = browser.submit("/programme/invite", form=1, whom="teams")
    assert page.status_int == 422
    assert "Choose one team or more" in page


def test_a_team_that_is_not_there_invites_nobody(make: Factory) -> None:
    browser = manager(make)
    make.person(team_id=make.team("Salg"))
    token = browser.get("/programme/invite").forms[1]["csrf_token"].value
    for team in ("999", "9" * 30, "-1"):
        sent = {"csrf_token": token, "whom": "teams", "teams": team}
        assert "Nobody was left to invite" in browser.post("/programme/invite/send", sent).follow()
    nonsense = {"csrf_token": token, "whom": "teams", "teams": "a"}
    browser.post("/programme/invite/send", nonsense, status=422)
    assert letters(make) == []


def test_each_letter_speaks_its_receivers_language(make: Factory) -> None:
    browser = manager(make)
    norwegian, either = make.person("Kari ~~token~~ Nordmann"), make.person("Ola Nordmann")
    speak(make, norwegian, "nb")
    browser.submit("/programme/invite", form=1).forms[1].submit()
    first, second = letters(make)
    assert (first.language, second.language) == ("nb", "en")
    assert (first.person_id, second.person_id) == (norwegian, either)
    assert "Kari ~~token~~ Nordmann" in first.body
    assert "Hello Ola Nordmann," in second.body


def test_a_link_for_somebody_new_sets_a_password_and_leads_to_joining(make: Factory) -> None:
    browser = manager(make)
    make.person()
    browser.submit("/programme/invite", form=1).forms[1].submit()
    [letter] = letters(make)
    [path] = re.findall(r"http://localhost(/link/\S+)", letter.body)
    page = Browser(browser.flask).submit(path, password=PASSWORD, again=PASSWORD)
    assert page.request.path == "/join"


def test_a_link_for_somebody_with_a_password_survives_signing_in(make: Factory) -> None:
    browser = manager(make)
    who = make.person(password=True)
    browser.submit("/programme/invite", form=1).forms[1].submit()
    [letter] = letters(make)
    [path] = re.findall(r"http://localhost(/join)", letter.body)
    visitor = Browser(browser.flask)
    form = visitor.get(path).follow().forms[0]
    form["email"], form["password"] = make.email_of(who), PASSWORD
    assert form.submit().follow().request.path == "/join"


def test_two_confirmations_at_once_send_one_letter_each(make: Factory) -> None:
    browser = manager(make)
    people = {make.person() for _ in range(20)}
    forms = [browser.submit("/programme/invite", form=1).forms[1] for _ in range(2)]
    barrier, statuses = Barrier(2), []

    def confirm(form: object) -> None:
        barrier.wait()
        statuses.append(form.submit(expect_errors=True).status_int)  # type: ignore[attr-defined]  # WebTest ships no types

    threads = [Thread(target=confirm, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303]
    assert {letter.person_id for letter in letters(make)} == people


def test_staff_can_t_invite(make: Factory) -> None:
    make.browser_of(make.person()).get("/programme/invite", status=403)
