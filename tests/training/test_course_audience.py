"""For whom a course is: chosen in the editor, listed for its readers, carried by its folder, open to all."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from webtest import TestResponse

from ambassador import clock
from ambassador.db import Database
from ambassador.people.audiences import Audience
from ambassador.people.models import Person
from ambassador.training import editor_operations as editing
from ambassador.training import list_queries
from ambassador.training.folders import queries as folders
from ambassador.training.folders.archives import files_in
from ambassador.training.folders.reading import course_in
from ambassador.training.models import Course, CourseVersion
from ambassador.training.requirement_operations import set_required
from ambassador.web.access import Role
from tests.browser import Browser, tick
from tests.factories import Factory
from tests.training.publishing import publish_next
from tests.training.test_importing import send, zipped

RULES, LEADERS, DISCLOSURE = 1, 2, 3
DRAFT = "/programme/courses/drafts"
NORWEGIAN = {"Accept-Language": "nb"}
content = pytest.mark.usefixtures("content")


@pytest.fixture
def manager(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def begin(make: Factory, course_id: int = DISCLOSURE) -> str:
    with make.database.transaction() as session:
        return f"{DRAFT}/{editing.begin_draft(session, course_id=course_id)}"


def listed(page: TestResponse) -> list[tuple[str, str]]:
    """Return the titles on the page of courses, each with what it says for whom it is."""
    cards = page.html.main.find_all("section", class_="card")
    return [(card.find(class_="card-title").text, card.find_all(class_="status")[-1].text) for card in cards]


@content
def test_a_leader_finds_the_leaders_course_first_and_others_below(make: Factory) -> None:
    leads, follows = make.person(is_leader=True), make.person()
    page = make.browser_of(leads).get("/training")
    assert [whom for _title, whom in listed(page)] == [
        "Ambassadors must pass it",
        "For leaders",
        "For ambassadors",
    ]
    assert not page.html.main.find("h2", string="Other courses")
    page = make.browser_of(follows).get("/training")
    assert [whom for _title, whom in listed(page)] == [
        "Ambassadors must pass it",
        "For ambassadors",
        "For leaders",
    ]
    [others] = page.html.main.find_all("h2", string="Other courses")
    assert "Leaders in social media" in others.find_next("h3").text
    page = make.browser_of(follows).get("/training", headers=NORWEGIAN)
    assert [whom for _title, whom in listed(page)] == [
        "Ambassadører må bestå det",
        "For ambassadører",
        "For ledere",
    ]
    assert page.html.main.find("h2", string="Andre kurs")


@content
def test_whom_a_course_is_not_for_may_take_it_all_the_same(make: Factory) -> None:
    browser = make.browser_of(make.person())
    page = browser.get(f"/training/{LEADERS}")
    assert page.html.main.find(class_="status").text == "For leaders"
    assert "attempt" in browser.submit(f"/training/{LEADERS}/quiz").forms[1].fields


@content
def test_a_course_for_teams_is_for_those_on_them(make: Factory) -> None:
    sales, works = make.team("Salg"), make.team("Drift")
    on, off, without = make.person(team_id=sales), make.person(team_id=works), make.person()
    publish_next(make.database, course_id=DISCLOSURE, audience=Audience.TEAMS, teams=[sales])
    with make.database.reading() as session:
        found = {
            who: [
                line.course_id
                for line in list_queries.all_in_force(session, who, language="nb", at=clock.now())
                if line.is_for_reader
            ]
            for who in (on, off, without)
        }
    assert found == {on: [RULES, DISCLOSURE], off: [RULES], without: [RULES]}
    assert ("Disclosure and advertising rules in practice", "For Salg") in listed(
        make.browser_of(on).get("/training")
    )
    with make.database.transaction() as session:
        set_required(session, course_id=DISCLOSURE, is_required=True, by=None, at=clock.now())
    assert "Must be passed in Salg" in make.browser_of(off).get("/training")
    assert "Må bestås i Salg" in make.browser_of(off).get("/training", headers=NORWEGIAN)


@content
def test_who_becomes_a_leader_finds_it_from_then_on(make: Factory) -> None:
    who = make.person()
    browser = make.browser_of(who)
    assert "Other courses" in browser.get("/training")
    with make.database.transaction() as session:
        session.execute(update(Person).where(Person.id == who).values(is_leader=True))
    assert "Other courses" not in browser.get("/training")


@content
def test_a_manager_chooses_for_whom_and_the_page_of_publishing_counts_them(
    make: Factory, manager: Browser
) -> None:
    sales = make.team("Salg")
    for _ in range(6):
        make.person(team_id=sales)
    draft = begin(make)
    form = manager.get(f"{draft}/audience").forms[1]
    assert form["audience"].value == "ambassadors"
    form["audience"] = "teams"
    tick(form, "team_ids", sales)
    page = form.submit(status=303).follow()
    assert page.html.main.find("dt", string="For").find_next("dd").text == "Salg"
    page = manager.get(f"{draft}/publish")
    assert "People who work here and are among those it is for: 6." in page
    page.forms[1].submit(status=303)
    assert "For Salg" in manager.get(f"/training/{DISCLOSURE}")
    # The next draft begins with what holds now.
    form = manager.get(f"{begin(make)}/audience").forms[1]
    assert (form["audience"].value, form["team_ids"].value) == ("teams", str(sales))


@content
def test_few_leaders_are_not_counted_to_the_one_and_ambassadors_not_at_all(
    make: Factory, manager: Browser
) -> None:
    make.person(is_leader=True)
    assert "among those it is for: fewer than 5." in manager.get(f"{begin(make, LEADERS)}/publish")
    assert "among those it is for" not in manager.get(f"{begin(make)}/publish")


@content
def test_some_teams_takes_at_least_one_and_loses_nothing(make: Factory, manager: Browser) -> None:
    make.team("Salg")
    draft = begin(make)
    form = manager.get(f"{draft}/audience").forms[1]
    form["audience"] = "teams"
    tick(form, "prerequisites", RULES)
    page = form.submit(status=422)
    assert "Choose at least one team." in page.html.find(id="team_ids-error").text
    again = page.forms[1]
    assert again["audience"].value == "teams"
    assert [box._value for box in again.fields["prerequisites"] if box.checked] == [str(RULES)]
    assert page.html.main.find("details").has_attr("open")


@content
def test_where_there_are_no_teams_none_can_be_chosen(make: Factory, manager: Browser) -> None:
    form = manager.get(f"{begin(make)}/audience").forms[1]
    assert [value for value, _checked, _text in form["audience"].options] == ["ambassadors", "all", "leaders"]


@content
def test_of_two_who_choose_at_once_the_second_is_told(make: Factory, manager: Browser) -> None:
    draft = begin(make)
    first, second = (manager.get(f"{draft}/audience").forms[1] for _ in range(2))
    first["audience"], second["audience"] = "all", "leaders"
    first.submit(status=303)
    page = second.submit(status=409)
    assert "Somebody else saved this draft" in page
    assert page.forms[1]["audience"].value == "leaders"
    page.forms[1].submit(status=303)
    with make.database.reading() as session:
        assert session.get_one(CourseVersion, int(draft.rsplit("/", 1)[1])).audience == Audience.LEADERS


@content
def test_choosing_for_whom_makes_a_page_of_publishing_stale(make: Factory, manager: Browser) -> None:
    draft = begin(make)
    stale = manager.get(f"{draft}/publish").forms[1]
    form = manager.get(f"{draft}/audience").forms[1]
    form["audience"] = "all"
    form.submit(status=303)
    stale.submit(status=409)


@content
def test_a_draft_that_is_gone_is_said(make: Factory, manager: Browser) -> None:
    draft = begin(make)
    form = manager.get(f"{draft}/audience").forms[1]
    with make.database.transaction() as session:
        editing.discard_draft(session, version_id=int(draft.rsplit("/", 1)[1]))
    assert "published or discarded" in form.submit(status=409)
    assert "That is no draft any more" in manager.get(f"{draft}/audience").follow()


@content
@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_choose(make: Factory, role: Role) -> None:
    make.browser_as(role).get(f"{begin(make)}/audience", status=403)


def folder_of(manager: Browser, make: Factory) -> dict[str, bytes]:
    """Return the folder of a course for a team, after the rules."""
    make.team("Salg")
    team = make.team("Åpne dører")
    number = publish_next(
        make.database, course_id=DISCLOSURE, audience=Audience.TEAMS, teams=[team], after=[RULES]
    )
    with make.database.reading() as session:
        version_id = session.scalar(
            select(CourseVersion.id).where(
                CourseVersion.course_id == DISCLOSURE, CourseVersion.number == number
            )
        )
    return files_in(manager.get(f"/programme/courses/versions/{version_id}/download").body)


@content
def test_a_folder_carries_teams_by_name_and_courses_by_short_name(make: Factory, manager: Browser) -> None:
    files = folder_of(manager, make)
    told = course_in(files)
    assert (told.settings["audience"], told.teams, told.prerequisites) == (
        "teams",
        ("Åpne dører",),
        ("rules-of-play",),
    )
    # Another spelling is the same team, and comes back as it is spelled here.
    files["course.toml"] = files["course.toml"].replace("Åpne".encode(), "ÅPNE".encode())
    made = send(manager, zipped(files)).location
    assert send(manager, zipped(files)).location == made
    with make.database.reading() as session:
        parts = folders.parts_of(session, int(made.rsplit("/", 1)[1]))
    assert parts is not None
    assert (parts.teams, parts.prerequisites) == (told.teams, told.prerequisites)
    assert "For Åpne dører" not in manager.get("/training/1")


@content
def test_a_folder_that_names_what_is_not_here_is_refused_whole(make: Factory, manager: Browser) -> None:
    files = folder_of(manager, make)
    with make.database.transaction() as session:
        editing.new_course(session, titles={"nb": "Utkast", "en": "Only a draft"})
    files["course.toml"] = (
        files["course.toml"]
        .replace("Åpne dører".encode(), b"Marked")
        .replace(b'"rules-of-play"', b'"only-a-draft", "unknown"')
    )
    for to in ("new", str(DISCLOSURE)):
        said = send(manager, zipped(files), to=to, status=422).html.find(id="file-error").text
        assert "There is no team called “Marked” here." in said
        assert "There is no published course with the short name “only-a-draft” here." in said
        assert "short name “unknown” here. Nothing was imported." in said
    with make.database.reading() as session:
        assert len(session.scalars(select(Course.id)).all()) == 4


@content
def test_a_folder_comes_not_before_itself_under_another_name(make: Factory, manager: Browser) -> None:
    files = folder_of(manager, make)
    answer = send(manager, zipped(files), to=str(RULES), status=422)
    assert "No course can be passed before itself." in answer.html.find(id="course-error").text


def test_a_version_of_before_is_for_ambassadors(database: Database) -> None:
    with database.transaction() as session:
        session.add(Course(id=1, slug="old"))
        session.flush()
        session.add(CourseVersion(course_id=1, number=1, pass_percent=80, validity_months=12, texts={}))
    with database.reading() as session:
        assert session.scalars(select(CourseVersion.audience)).all() == [Audience.AMBASSADORS]
