"""One course after another: the quiz waits, the lessons don't, and no two courses wait for each other."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from webtest import TestResponse

from ambassador import clock
from ambassador.people.audiences import Audience
from ambassador.trail.models import TrailEntry
from ambassador.training import editor_operations as editing
from ambassador.training import editor_queries, operations
from ambassador.training.models import Attempt, CoursePrerequisite, CourseVersion, CourseVersionTeam
from ambassador.training.prerequisite_queries import needs_in_force, prerequisites
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.browser import Browser, tick
from tests.factories import LONG_AGO, Factory, ends
from tests.training.publishing import publish_next
from tests.training.test_taking import fill, quiz_of

pytestmark = pytest.mark.usefixtures("content")

RULES, LEADERS, DISCLOSURE = 1, 2, 3
COURSE = f"/training/{DISCLOSURE}"
DRAFT = "/programme/courses/drafts"
NORWEGIAN = {"Accept-Language": "nb"}
DAY = timedelta(days=1)


@pytest.fixture
def after_the_rules(make: Factory) -> None:
    """The course on disclosure, after the rules of play."""
    publish_next(make.database, course_id=DISCLOSURE, after=[RULES])


def attempts(make: Factory) -> list[Attempt]:
    with make.database.reading() as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.id)))


def main(page: TestResponse) -> str:
    return " ".join(page.html.main.text.split())


def before(page: TestResponse) -> str:
    return str(page.html.main.find("dt", string="Passed before").find_next("dd").text)


@pytest.mark.usefixtures("after_the_rules")
def test_the_quiz_waits_and_says_for_what_in_both_languages(make: Factory) -> None:
    learner = make.browser_of(make.person())
    said = "Before the quiz, you pass: Course on the rules of play for social media Not passed yet"
    assert said in main(learner.get(COURSE))
    assert learner.get(f"{COURSE}/lessons/1").status_int == 200
    page = learner.get(f"{COURSE}/quiz")
    assert "You can begin this quiz once you have passed another course." in page
    assert not [form for form in page.forms.values() if form.action.endswith("/start")]
    link = page.html.main.find("a", string="Course on the rules of play for social media")
    assert link["href"] == f"/training/{RULES}"
    page = learner.get(f"{COURSE}/quiz", headers=NORWEGIAN)
    assert "Du kan begynne på denne prøven når du har bestått et annet kurs." in page
    assert "Kurs i kjørereglene for sosiale medier Ikke bestått ennå" in main(page)


def test_a_page_from_before_begins_nothing(make: Factory) -> None:
    learner = make.browser_of(make.person())
    [stale] = [f for f in learner.get(f"{COURSE}/quiz").forms.values() if f.action.endswith("/start")]
    publish_next(make.database, course_id=DISCLOSURE, after=[RULES])
    answer = stale.submit(status=303).follow()
    assert "You can begin this quiz once you have passed another course." in answer
    assert attempts(make) == []


def test_an_attempt_that_was_begun_goes_on(make: Factory) -> None:
    learner = make.browser_of(make.person())
    form = quiz_of(learner.submit(f"{COURSE}/quiz"))
    publish_next(make.database, course_id=DISCLOSURE, after=[RULES])
    assert "You passed. Well done!" in fill(form, make).submit(status=303).follow()


@pytest.mark.usefixtures("after_the_rules")
def test_whoever_has_passed_may_begin_and_whose_pass_ran_out_may_not(make: Factory) -> None:
    fresh, late = make.person(), make.person()
    long_ago = clock.now() - 400 * DAY
    make.pass_course(fresh, at=clock.now() - DAY)
    make.pass_course(late, at=long_ago)
    assert quiz_of(make.browser_of(fresh).submit(f"{COURSE}/quiz"))
    assert "Another course comes first" in make.browser_of(late).get(f"{COURSE}/quiz")
    with make.database.transaction() as session:
        begun = [
            operations.start_attempt(session, course_id=DISCLOSURE, by=late, at=at)
            for at in (ends(long_ago, 12), ends(long_ago, 12) - timedelta(microseconds=1))
        ]
    assert [each is not None for each in begun] == [False, True]


def test_of_several_each_is_needed_and_each_says_how_it_stands(make: Factory) -> None:
    publish_next(make.database, course_id=DISCLOSURE, after=[RULES, LEADERS])
    who = make.person()
    make.pass_course(who, at=clock.now())
    page = make.browser_of(who).get(f"{COURSE}/quiz")
    assert "once you have passed the courses below" in page
    with make.database.reading() as session:
        version_id = editor_queries.overview(session, language="en")[2].version_id
        assert version_id is not None
        found = prerequisites(session, version_id, who, language="en", at=clock.now())
    assert [(each.course_id, each.is_passed) for each in found] == [(RULES, True), (LEADERS, False)]


@pytest.mark.usefixtures("after_the_rules")
def test_a_manager_chooses_and_takes_away_what_comes_before(make: Factory) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    [begin] = [
        form
        for form in manager.get("/programme/courses").forms.values()
        if form.action.endswith(f"/{DISCLOSURE}/drafts")
    ]
    draft = begin.submit(status=303).location
    page = manager.get(draft)
    assert before(page) == "Course on the rules of play for social media"
    form = page.click("Change for whom it is").forms[1]
    offered = {box._value: box.checked for box in form.fields["prerequisites"]}
    assert offered == {str(RULES): True, str(LEADERS): False}
    tick(form, "prerequisites", LEADERS)
    chosen = form.submit(status=303).follow()
    assert before(chosen) == "Leaders in social media: from listening to leading"
    form = manager.get(f"{draft}/audience").forms[1]
    tick(form, "prerequisites")
    assert before(form.submit(status=303).follow()) == "Nothing"


def test_only_published_courses_come_before_and_none_before_itself(make: Factory) -> None:
    with make.database.transaction() as session:
        never = editing.new_course(session, titles={"nb": "Nytt", "en": "New"})
        draft = editing.begin_draft(session, course_id=RULES)
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    form = manager.get(f"{DRAFT}/{draft}/audience").forms[1]
    assert [box._value for box in form.fields["prerequisites"]] == [str(LEADERS), str(DISCLOSURE)]
    with make.database.reading() as session:
        unpublished = session.get_one(CourseVersion, never).course_id
    for chosen in (unpublished, RULES, 10**30):
        sent = [("prerequisites", str(chosen)), *(pair for pair in form.submit_fields())]
        answer = manager.post(form.action or form.response.request.path, sent, status=422)
        assert "Choose among the published courses." in answer.html.find(id="prerequisites-error").text


def test_a_circle_is_refused_with_its_courses_and_nothing_is_published(make: Factory) -> None:
    publish_next(make.database, course_id=DISCLOSURE, after=[LEADERS])
    publish_next(make.database, course_id=LEADERS, after=[RULES])
    with make.database.transaction() as session:
        draft_id = editing.begin_draft(session, course_id=RULES)
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    publishing = f"{DRAFT}/{draft_id}/publish"
    stale = manager.get(publishing).forms[1]
    form = manager.get(f"{DRAFT}/{draft_id}/audience").forms[1]
    tick(form, "prerequisites", DISCLOSURE)
    form.submit(status=303)
    rules, leaders, disclosure = (
        "“Course on the rules of play for social media”",
        "“Leaders in social media: from listening to leading”",
        "“Disclosure and advertising rules in practice”",
    )
    links = f"{rules} needs {disclosure}; {disclosure} needs {leaders}; {leaders} needs {rules}"
    assert f"The courses would wait for each other, and nobody could begin: {links}." in main(
        manager.get(f"{DRAFT}/{draft_id}")
    )
    assert not [f for f in manager.get(publishing).forms.values() if "loaded" in f.fields]
    with make.database.reading() as session:
        draft = editor_queries.open_draft(session, draft_id or 0)
        assert draft is not None
        stale["loaded"] = editor_queries.draft_fingerprint(draft)
    assert "would wait for each other" in stale.submit(status=422)
    page = manager.get(publishing, headers=NORWEGIAN)
    assert "Kursene ville vente på hverandre, og ingen kunne begynne: «Kurs i kjørereglene" in page


def test_two_who_publish_at_once_make_no_circle(make: Factory) -> None:
    """Each round one of the two gets through and the other is refused; on both databases."""
    for _ in range(4):
        drafts = []
        with make.database.transaction() as session:
            for course_id, after in ((LEADERS, DISCLOSURE), (DISCLOSURE, LEADERS)):
                draft_id = editing.begin_draft(session, course_id=course_id)
                draft = editor_queries.open_draft(session, draft_id or 0)
                assert draft is not None
                draft.prerequisites = [CoursePrerequisite(course_id=after)]
                session.flush()
                drafts.append((draft.id, editor_queries.draft_fingerprint(draft)))
        both = Barrier(2)

        def publish(draft: tuple[int, str], together: Barrier = both) -> int | Refusal:
            with make.app.test_request_context():
                together.wait()
                with make.database.transaction() as session:
                    return editing.publish(
                        session,
                        version_id=draft[0],
                        loaded=draft[1],
                        what_changed="",
                        by=None,
                        at=clock.now(),
                    )

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(publish, drafts))
        refused = [each for each in done if isinstance(each, Refusal)]
        assert [each.sentence for each in refused] == ["Mend what is listed below before you publish."]
        with make.database.reading() as session:
            needs = needs_in_force(session)
        assert sorted(needs) in ([LEADERS], [DISCLOSURE])
        # Begin anew: whoever got through needs nothing again, and the other's draft goes.
        with make.database.transaction() as session:
            for draft_id, _loaded in drafts:
                editing.discard_draft(session, version_id=draft_id)
        publish_next(make.database, course_id=next(iter(needs)), after=[])


def test_what_is_published_is_frozen_and_told_to_the_trail(make: Factory) -> None:
    team = make.team("Salg")
    number = publish_next(
        make.database, course_id=DISCLOSURE, audience=Audience.TEAMS, teams=[team], after=[RULES]
    )
    with make.database.reading() as session:
        of_course = (CourseVersion.course_id == DISCLOSURE, CourseVersion.number == number)
        version_id = session.scalar(select(CourseVersion.id).where(*of_course))
        told = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    facts = json.loads(told)["facts"]
    assert facts["audience"] == "teams"
    assert (facts["teams"], facts["prerequisites"]) == (str(team), str(RULES))
    assert version_id is not None
    theirs = CoursePrerequisite.version_id == version_id
    changes = [
        insert(CoursePrerequisite).values(version_id=version_id, course_id=LEADERS),
        update(CoursePrerequisite).where(theirs).values(course_id=LEADERS),
        delete(CoursePrerequisite).where(theirs),
        insert(CourseVersionTeam).values(version_id=version_id, team_id=make.team("Drift")),
        delete(CourseVersionTeam).where(CourseVersionTeam.version_id == version_id),
        update(CourseVersion).where(CourseVersion.id == version_id).values(audience=Audience.ALL),
    ]
    for change in changes:
        with pytest.raises(DBAPIError, match="is frozen"), make.database.transaction() as session:
            session.execute(change)


def test_a_draft_with_all_of_it_is_thrown_away(make: Factory) -> None:
    publish_next(
        make.database,
        course_id=LEADERS,
        audience=Audience.TEAMS,
        teams=[make.team("Salg")],
        after=[RULES],
    )
    with make.database.transaction() as session:
        draft_id = editing.begin_draft(session, course_id=LEADERS)
        draft = editor_queries.open_draft(session, draft_id or 0)
        assert draft is not None
        assert (len(draft.teams), len(draft.prerequisites)) == (1, 1)
    with make.database.transaction() as session:
        editing.discard_draft(session, version_id=draft_id or 0)
    with make.database.reading() as session:
        assert session.get(CourseVersion, draft_id) is None


def test_a_course_after_a_required_one_is_a_later_step_of_the_checklist(make: Factory) -> None:
    """The rules of play, which come first by their number, come after what they need."""
    publish_next(make.database, course_id=RULES, after=[DISCLOSURE])
    who = make.person()
    make.opt_in(who, at=LONG_AGO)
    browser: Browser = make.browser_of(who)
    page = browser.get("/checklist")
    assert "Before its quiz, you pass: Disclosure and advertising rules in practice." in page
    with make.database.transaction() as session:
        editing.set_required(session, course_id=DISCLOSURE, is_required=True, by=None, at=clock.now())
    page = main(browser.get("/checklist"))
    assert page.index("Disclosure and advertising rules") < page.index("Course on the rules of play")
