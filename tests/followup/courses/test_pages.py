"""The pages of how courses go show what the files say, hide small groups, and name nobody."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from io import StringIO
from itertools import product
from typing import Any

import numpy as np
import pytest
from bs4 import Tag

from ambassador import clock
from ambassador.followup.courses import figures
from ambassador.followup.courses.figures import CourseLine, TeamRow
from ambassador.followup.courses.policy import EVER_PASSED, OVERDUE, STARTED, Stand
from ambassador.followup.courses.question_figures import VersionFigures, question_figures
from ambassador.people.withholding_policy import FEW, FEWEST, Count, exactly
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.models import CourseVersion
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory
from tests.followup.courses.world import add_course, begin, hand_in, questions_of
from tests.rows import DAY, YEAR, rows
from tests.training.withdrawing import withdraw

PATH = "/programme/followup/courses"


@pytest.fixture
def manager(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def company(
    make: Factory, teams: dict[str, tuple[int, int, int]], *, title_of: dict[str, str] | None = None
) -> None:
    """Let so many of each team pass the first course, be under way, and be late without having begun."""
    now, numbers = clock.now(), iter(range(1, 10_000))
    with make.database.transaction() as session:
        version = session.get_one(CourseVersion, add_course(session, 1))
        questions = [each.id for each in questions_of(session, version.id)]
    for name, (passed, under_way, late) in teams.items():
        team = make.team((title_of or {}).get(name, name)) if name else None
        who = [make.person(team_id=team) for _ in range(passed + under_way + late)]
        with make.database.transaction() as session:
            version = session.get_one(CourseVersion, version.id)
            right = {each.id: each.right for each in questions_of(session, version.id)}
            for place, one in enumerate(who[:passed]):
                at, minutes = now - 9 * DAY, 8 + place % 9
                done = {"chosen": right, "right": 5, "minutes": minutes}
                hand_in(session, next(numbers), one, version, at, **done)
            for one in who[passed : passed + under_way]:
                begin(session, next(numbers), one, version.id, now - DAY)
            asked = {"course_id": 1, "number": 1, "opened_at": LONG_AGO, "due_at": now - DAY}
            rows(session, CourseCycle, [{"person_id": one, **asked} for one in who[passed + under_way :]])
    assert len(questions) == 5


def shown(make: Factory) -> tuple[CourseLine, tuple[TeamRow, ...]]:
    with make.database.snapshot() as session:
        found = figures.course_line(session, 1, at=clock.now(), language="en")
    assert found is not None
    return found


def missed(make: Factory) -> VersionFigures:
    with make.database.snapshot() as session:
        found = question_figures(session, 1, version_id=None, language="en")
    assert found is not None
    return found


def test_all_courses_at_a_glance(make: Factory, manager: Browser) -> None:
    company(make, {"Sales": (25, 11, 7)})
    page = manager.get(PATH)
    cells = [cell.text.strip() for cell in page.html.find("tbody").find_all(["th", "td"])]
    assert cells == [
        *("Course 1.1", "40–44", "35–43", "25–29", "25–29", "0", "5–9"),
        *("1", "12 min (half: 10 min to 14 min)"),
    ]


def test_one_course_by_team_with_small_ones_together(make: Factory, manager: Browser) -> None:
    company(make, {"Drift": (12, 3, 6), "Salg": (13, 2, 7), "Stab": (1, 1, 1), "IT": (2, 0, 0)})
    page = manager.get(PATH).click("Course 1.1")
    table = page.html.find("section", attrs={"aria-labelledby": "teams"})
    headings = [cell.text for cell in table.find("thead").find_all("th")]
    assert headings == ["Team", "People", "Passed", "Under way", "Overdue, not begun"]
    assert [row.th.text for row in table.find("tbody").find_all("tr")] == [
        *("Drift", "Salg"),
        "Other teams together",
    ]
    assert "Stab" not in page
    assert "Person" not in page.html.find("main").text


def test_sums_are_added_up_from_what_is_shown(make: Factory) -> None:
    company(make, {"": (21, 8, 11)})
    line, _teams = shown(make)
    assert line.by_stand[Stand.PASSED] == Count(20, 24)
    assert line.started == Count(25, 33)
    assert line.together(EVER_PASSED) == Count(20, 24)
    assert line.together(OVERDUE) == Count(10, 14)
    assert line.together(STARTED | OVERDUE) == Count(35, 44)


def test_of_fewer_than_five_people_nothing_is_shown(make: Factory, manager: Browser) -> None:
    company(make, {"Sales": (3, 1, 0)})
    line, teams = shown(make)
    assert (line.people, line.counts, teams, line.tries, line.minutes) == (FEW, (), (), None, None)
    page = manager.get(f"{PATH}/1")
    assert "Nobody can be shown" in page
    assert page.html.find("dl", class_="facts-counts").text.count("withheld") == 5
    assert page.html.find("dl", class_="facts-counts").text.count("too few") == 2


def test_no_small_group_of_a_team_can_be_worked_out_of_the_page() -> None:
    """By trying every company of two teams that looks the same, of the ways that the page groups and sums."""
    believed: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(10), repeat=4):
        believed[_page_of(numbers)].append(numbers)
    assert len(believed) > 20
    for page, possible in believed.items():
        for part in zip(*possible, strict=True):
            assert not (len(set(part)) == 1 and 0 < part[0] < FEWEST), page


def _page_of(numbers: tuple[int, ...]) -> Any:
    """Return all the figures of people that the page has for two teams with two ways to stand."""
    stand = [0] * numbers[0] + [1] * numbers[1] + [0] * numbers[2] + [1] * numbers[3]
    team = [1] * (numbers[0] + numbers[1]) + [2] * (numbers[2] + numbers[3])
    ways, teams = np.array(stand, np.int64), np.array(team, np.int64)
    return figures.totals_shown(ways), tuple(figures.teams_shown(ways, teams).items())


def test_the_most_missed_questions_come_first_and_small_groups_are_withheld(make: Factory) -> None:
    with make.database.transaction() as session:
        version = session.get_one(CourseVersion, add_course(session, 1))
        questions = questions_of(session, version.id)
    who = [make.person() for _ in range(20)]
    #            wrong answers: half, all but three, two, none; the fifth is asked of four people only
    wrong = [set(who[:10]), set(who[:17]), set(who[:2]), set(), set(who)]
    with make.database.transaction() as session:
        version = session.get_one(CourseVersion, version.id)
        for number, one in enumerate(who, start=1):
            asked = questions if number <= 4 else questions[:4]
            chosen = {each.id: [1, 2] if one in wrong[each.position - 1] else each.right for each in asked}
            hand_in(session, number, one, version, LONG_AGO, chosen=chosen, right=1)
    found = missed(make)
    assert [each.position for each in found.questions] == [2, 1, 3, 4, 5]
    assert [each.share for each in found.questions] == [None, 0.5, None, 0.0, None]
    # The lessons rest on the questions whose share is told, so no difference tells another's.
    assert [(each.questions, each.share) for each in found.lessons] == [(1, 0.0), (1, 0.5)]
    withdraw(make, questions[0].id, by=who[0])
    again = missed(make)
    assert [(each.position, each.is_withdrawn, each.share) for each in again.questions][1] == (1, True, 0.5)
    assert [each.share for each in again.lessons] == [0.0, None]


def test_page_and_file_say_the_same(make: Factory, manager: Browser) -> None:
    company(make, {"Sales": (25, 11, 7), "=1+1": (10, 8, 9)})
    page = manager.get(f"{PATH}/1")
    file = page.click("Download the figures")
    assert file.content_type == "text/csv"
    read = list(csv.reader(StringIO(file.text.removeprefix("\ufeff"))))
    assert ["Sales", "Overdue, not begun", "", "5", "9"] in read
    assert ["'=1+1", "Passed", "", "10", "14"] in read
    told = {(part, what): (low, high) for part, what, _number, low, high in read}
    table = page.html.find("section", attrs={"aria-labelledby": "stands"}).find("tbody")
    for row in table.find_all("tr"):
        assert _ends(row.find_all("td")[0]) == told["Everybody", row.th.text]
    every = manager.get(PATH).click("Download the figures")
    assert "Course 1.1,Have a pass that counts,,35,39" in every.text


def _ends(cell: Tag) -> tuple[str, str]:
    found = re.findall(r"\d+", cell.text)
    return ("0", "4") if "fewer" in cell.text else (found[0], found[-1])


def test_in_norwegian_too(make: Factory, manager: Browser) -> None:
    company(make, {"Salg": (25, 11, 7)})
    page = manager.get(PATH, headers={"Accept-Language": "nb"})
    assert "Slik går det med kursene" in page
    file = manager.get(f"{PATH}/1.csv", headers={"Accept-Language": "nb"})
    assert "Alle;Over fristen, ikke begynt;;5;9" in file.text
    assert "12 min (halvparten: 10 min til 14 min)" in page


def test_an_older_version_has_its_own_questions(make: Factory, manager: Browser) -> None:
    company(make, {"": (9, 0, 0)})
    with make.database.transaction() as session:
        newer = CourseVersion(course_id=1, number=2, pass_percent=80, validity_months=12)
        newer.texts = {la: {"title": "Course 1.2", "summary": ""} for la in ("nb", "en")}
        newer.published_at = LONG_AGO + DAY
        session.add(newer)
    page = manager.get(f"{PATH}/1")
    assert "No questions yet." in page
    assert "Question 1?" in page.click("version 1")
    manager.get(f"{PATH}/1?version=99", status=404)


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_see_how_courses_go(make: Factory, role: Role) -> None:
    for path in ("", "/1", "/1.csv", "/all.csv"):
        make.browser_as(role).get(f"{PATH}{path}", status=403)


def test_no_course_no_page(make: Factory, manager: Browser) -> None:
    assert "No courses yet." in manager.get(PATH)
    manager.get(f"{PATH}/7", status=404)


def test_whoever_left_or_has_not_come_yet_is_not_counted(make: Factory) -> None:
    company(make, {"": (12, 0, 0)})
    late = make.person(joined_at=clock.now() + YEAR)
    with make.database.transaction() as session:
        begin(session, 9_999, late, 1, LONG_AGO)
    assert shown(make)[0].people == Count(10, 14)
    assert shown(make)[0].by_stand[Stand.UNDER_WAY] == exactly(0)
