"""Everyone who works here, found, given roles, sent links, and marked as left."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.mail.models import Letter
from ambassador.people import operations
from ambassador.people.models import Person, PersonRole
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory


def form_ending(page: Any, end: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(end))


@pytest.fixture
def admin(make: Factory) -> Browser:
    return make.browser_of(make.person("Adm In", role=Role.ADMINISTRATOR))


def names(page: Any) -> list[str]:
    return [row.a.text for row in page.html.table.tbody.find_all("tr")]


def test_people_are_listed_in_norwegian_order(admin: Browser, make: Factory) -> None:
    for name in ("Åse", "Ærlig", "Øystein", "Zara"):
        make.person(name)
    assert names(admin.get("/people")) == ["Adm In", "Zara", "Ærlig", "Øystein", "Åse"]


def test_people_are_found_by_words_in_any_case_and_by_team(admin: Browser, make: Factory) -> None:
    sales = make.team("Salg")
    make.person("Åse Ødegård", email="ao@nordlys.no", team_id=sales)
    make.person("Åse Lie")
    assert names(admin.get("/people", {"words": "ØDEGÅRD åse"})) == ["Åse Ødegård"]
    assert names(admin.get("/people", {"words": "ao@nordlys"})) == ["Åse Ødegård"]
    assert names(admin.get("/people", {"team": str(sales)})) == ["Åse Ødegård"]


def test_fifty_people_stand_on_a_page(admin: Browser, make: Factory) -> None:
    for number in range(55):
        make.person(f"Berg {number:02}")
    assert len(names(admin.get("/people"))) == 50
    assert len(names(admin.get("/people?page=2"))) == 6
    assert len(names(admin.get("/people?page=99999999999999999999"))) == 6


@pytest.mark.parametrize(
    "query", ["words=%00", "words=%25_", "team=99999999999999999999", "page=-1", "team=x&page=y"]
)
def test_odd_searches_break_nothing(admin: Browser, query: str) -> None:
    assert admin.get(f"/people?{query}").status_int == 200


def test_a_person_page_says_nothing_about_the_programme(admin: Browser, make: Factory) -> None:
    page = admin.get(f"/people/{make.person('Kari Lie')}")
    words = page.html.main.text.lower()
    assert not any(word in words for word in ("opted", "cleared", "follower", "acknowledged"))


def test_roles_are_given_and_taken(admin: Browser, make: Factory) -> None:
    who = make.person("Kari Lie")
    form = form_ending(admin.get(f"/people/{who}"), "/roles")
    form.set("roles", True, index=1)
    page = form.submit().maybe_follow()
    assert "The roles are saved." in page
    assert form_ending(page, "/roles").get("roles", index=1).checked
    form = form_ending(page, "/roles")
    form.set("roles", False, index=1)
    form.submit()
    with make.database.reading() as session:
        assert Role.LEADERSHIP not in session.scalars(select(PersonRole.role)).all()


def test_an_unknown_role_is_refused(admin: Browser, make: Factory) -> None:
    form = form_ending(admin.get(f"/people/{make.person()}"), "/roles")
    sent = {"csrf_token": form["csrf_token"].value, "roles": "owner"}
    assert admin.post(form.action, sent, expect_errors=True).status_int == 422


def test_the_only_administrator_keeps_the_role(admin: Browser, make: Factory) -> None:
    with make.database.reading() as session:
        me = session.scalars(select(PersonRole.person_id)).one()
    form = form_ending(admin.get(f"/people/{me}"), "/roles")
    form.set("roles", False, index=2)
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert "This is the only administrator." in page


def test_two_administrators_who_take_each_others_role_leave_one(make: Factory) -> None:
    both = [make.person(role=Role.ADMINISTRATOR) for _ in range(2)]
    together, results = threading.Barrier(2), []

    def take(person_id: int, by: int) -> None:
        together.wait()
        with make.app.test_request_context(), make.database.transaction() as session:
            results.append(
                operations.set_roles(session, person_id=person_id, roles=frozenset(), by=by, at=clock.now())
            )

    threads = [threading.Thread(target=take, args=pair) for pair in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result is None for result in results) == 1


def test_a_sign_in_link_lands_in_the_outbox(admin: Browser, make: Factory) -> None:
    who = make.person("Kari Lie")
    page = form_ending(admin.get(f"/people/{who}"), "/link").submit().maybe_follow()
    assert "in the outbox" in page
    with make.database.reading() as session:
        assert "/link/" in session.scalars(select(Letter.body)).one()


def test_marking_as_left_asks_first_and_ends_sign_ins(admin: Browser, make: Factory) -> None:
    who = make.person("Kari Lie")
    theirs = make.browser_of(who)
    page = admin.get(f"/people/{who}/leaving")
    assert theirs.get("/account").status_int == 200
    assert "is marked as having left" in form_ending(page, "/leaving").submit().maybe_follow()
    assert theirs.get("/account").status_int == 303
    admin.get(f"/people/{who}/leaving", status=404)
    assert "Left on" in admin.get(f"/people/{who}")


def test_nobody_marks_themselves_as_left(admin: Browser, make: Factory) -> None:
    with make.database.reading() as session:
        me = session.scalars(select(Person.id)).one()
    page = form_ending(admin.get(f"/people/{me}/leaving"), "/leaving").submit(expect_errors=True)
    assert page.status_int == 422
    assert "Ask another administrator." in page


def test_who_does_not_exist_is_not_there(admin: Browser) -> None:
    for address in ("/people/999999", "/people/99999999999999999999", "/people/999999/leaving"):
        admin.get(address, status=404)


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.PROGRAMME_MANAGER])
def test_others_see_nobody(make: Factory, role: Role) -> None:
    make.browser_as(role).get("/people", status=403)
