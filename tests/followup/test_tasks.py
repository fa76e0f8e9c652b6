"""Tasks are there at once, whatever happens, and end for a reason."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from ambassador.followup.tasks import bring_up_to_date
from ambassador.people.audiences import Audience
from ambassador.people.leaving import leave
from ambassador.people.roster.comparing import Plan, compare
from ambassador.people.roster.operations import import_roster
from ambassador.people.roster.queries import everyone_known
from ambassador.people.roster.work import read_roster
from tests.factories import Factory
from tests.followup.asking import AT, DAY, asked, ended, publish, require, tasks, withdraw

HEADINGS = "name,email,team,leader"


def import_people(make: Factory, *people: str, at: datetime = AT) -> None:
    """Import people as the roster does; each is `name,email,team,leader`."""
    roster = read_roster("\n".join([HEADINGS, *people]).encode()).roster
    assert roster is not None
    with make.database.reading() as session:
        plan = compare(roster, everyone_known(session), is_full=False, importer=None)
    with make.database.transaction() as session:
        done = import_roster(
            session,
            roster,
            is_full=False,
            confirmed=plan.fingerprint,
            leavers_confirmed=True,
            file_hash="",
            by=None,
            at=at,
        )
    assert not isinstance(done, Plan)


def test_publishing_asks_the_whole_audience_at_once(make: Factory) -> None:
    here, elsewhere = make.team("Salg"), make.team("Drift")
    plain, opted_in, leads = make.person(), make.person(team_id=here), make.person(is_leader=True)
    make.opt_in(opted_in)
    assert asked(make, publish(make.database)) == [plain, opted_in, leads]
    assert asked(make, publish(make.database, guideline_id=8, audience=Audience.AMBASSADORS)) == [opted_in]
    assert asked(make, publish(make.database, guideline_id=9, audience=Audience.LEADERS)) == [leads]
    teams = publish(make.database, guideline_id=10, audience=Audience.TEAMS, teams=(here, elsewhere))
    assert asked(make, teams) == [opted_in]


def test_who_is_asked_by_the_publication_is_due_when_it_says(make: Factory) -> None:
    make.person()
    [task] = tasks(make, publish(make.database, due_at=AT + 30 * DAY))
    assert (task.asked_at, task.due_at, task.number) == (AT, AT + 30 * DAY, 1)


def test_a_minor_version_asks_nobody_anew(make: Factory) -> None:
    who = make.person()
    first = publish(make.database)
    minor = publish(make.database, minor=True, at=AT + DAY)
    assert (asked(make, first), asked(make, minor)) == ([who], [])


def test_a_material_version_asks_instead_of_the_one_before(make: Factory) -> None:
    who = make.person()
    first, second = publish(make.database), publish(make.database, at=AT + DAY)
    assert ended(make, first) == {who: "superseded"}
    assert asked(make, second) == [who]


def test_a_version_taken_back_asks_nobody_and_the_one_before_asks_again(make: Factory) -> None:
    who = make.person()
    first, second = publish(make.database), publish(make.database, at=AT + DAY)
    withdraw(make.database, second, at=AT + 2 * DAY)
    assert ended(make, second) == {who: "withdrawn"}
    assert asked(make, first) == [who]
    assert [(task.number, task.due_at) for task in tasks(make, first)] == [
        (1, AT + 14 * DAY),
        (2, AT + 16 * DAY),
    ]


def test_where_every_version_is_taken_back_nobody_is_asked(make: Factory) -> None:
    who = make.person()
    only = publish(make.database)
    withdraw(make.database, only, at=AT + DAY)
    assert (asked(make, only), ended(make, only)) == ([], {who: "withdrawn"})


def test_a_joiner_is_asked_by_the_import_and_has_as_long_as_the_others_had(make: Factory) -> None:
    version = publish(make.database)
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no", at=AT + 40 * DAY)
    [task] = tasks(make, version)
    assert (task.asked_at, task.due_at) == (AT + 40 * DAY, AT + 54 * DAY)


def test_who_joins_before_the_due_date_has_no_less_time(make: Factory) -> None:
    version = publish(make.database)
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no", at=AT + 2 * DAY)
    assert tasks(make, version)[0].due_at == AT + 16 * DAY


def test_changing_team_or_becoming_a_leader_asks_and_stops_asking(make: Factory) -> None:
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no")
    here = make.team("Drift")
    [who] = asked(make, publish(make.database))
    teams = publish(make.database, guideline_id=8, audience=Audience.TEAMS, teams=(here,))
    leaders = publish(make.database, guideline_id=9, audience=Audience.LEADERS)
    assert asked(make, teams) == asked(make, leaders) == []
    import_people(make, "Kari Nordmann,kari@example.no,Drift,yes", at=AT + DAY)
    assert asked(make, teams) == asked(make, leaders) == [who]
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no", at=AT + 2 * DAY)
    assert ended(make, teams) == ended(make, leaders) == {who: "outside"}


def test_opting_in_asks_opting_out_ends_and_coming_back_asks_once_more(make: Factory) -> None:
    who = make.person()
    version = publish(make.database, audience=Audience.AMBASSADORS)
    make.opt_in(who, at=AT + DAY)
    make.withdraw(who, at=AT + 2 * DAY)
    assert ended(make, version) == {who: "outside"}
    make.opt_in(who, at=AT + 30 * DAY)
    assert [(task.number, task.asked_at) for task in tasks(make, version)] == [
        (1, AT + DAY),
        (2, AT + 30 * DAY),
    ]


def test_leaving_ends_every_task_and_a_rehire_is_asked_anew(make: Factory) -> None:
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no")
    version, other = publish(make.database), publish(make.database, guideline_id=8)
    [who] = asked(make, version)
    make.opt_in(who)
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=AT + DAY)
    assert ended(make, version) == ended(make, other) == {who: "left"}
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no", at=AT + 100 * DAY)
    assert asked(make, version) == [who]
    assert tasks(make, version)[-1].due_at == AT + 114 * DAY


def test_a_rule_switched_on_later_asks_those_already_in(make: Factory) -> None:
    people = [make.person() for _ in range(3)]
    version = publish(make.database, is_required=False)
    assert asked(make, version) == []
    require(make.database, 7, is_required=True, at=AT + 50 * DAY)
    assert asked(make, version) == people
    assert {task.due_at for task in tasks(make, version)} == {AT + 64 * DAY}
    require(make.database, 7, is_required=False, at=AT + 51 * DAY)
    assert set(ended(make, version).values()) == {"outside"}


def test_another_audience_asks_only_that_from_then_on(make: Factory) -> None:
    plain, leads = make.person(), make.person(is_leader=True)
    first = publish(make.database)
    second = publish(make.database, audience=Audience.LEADERS, at=AT + DAY)
    assert ended(make, first) == dict.fromkeys((plain, leads), "superseded")
    assert asked(make, second) == [leads]


def test_whoever_has_not_begun_yet_or_has_left_is_not_asked(make: Factory) -> None:
    make.person(joined_at=AT + DAY)
    gone = make.person()
    with make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=AT)
    assert asked(make, publish(make.database)) == []


def test_looking_again_changes_nothing(make: Factory) -> None:
    make.person()
    version = publish(make.database)
    for person_ids in (None, [1], []):
        with make.database.transaction() as session:
            bring_up_to_date(session, at=AT + DAY, person_ids=person_ids)
    assert [(task.number, task.ended_at) for task in tasks(make, version)] == [(1, None)]


def test_a_version_from_before_due_dates_gives_two_weeks(make: Factory) -> None:
    version = publish(make.database)
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no", at=datetime(2027, 1, 1, tzinfo=UTC))
    assert tasks(make, version)[0].due_at == datetime(2027, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("times", range(3))
def test_events_at_once_ask_each_person_once(make: Factory, times: int) -> None:
    people = [make.person() for _ in range(10)]
    version = publish(make.database, audience=Audience.AMBASSADORS)
    together = Barrier(3)

    def at_once(act: Callable[[], None]) -> None:
        together.wait()
        act()

    def everybody() -> None:
        with make.database.transaction() as session:
            bring_up_to_date(session, at=AT + DAY)

    def opt_in() -> None:
        for who in people:
            make.opt_in(who, at=AT + DAY)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(at_once, (everybody, opt_in, everybody)))
    assert sorted(asked(make, version)) == people
