"""The campaign page counts each person once, hides small groups, and its download says the same."""

from __future__ import annotations

from datetime import datetime

import pytest

from ambassador.followup.campaign import Campaign, campaign
from ambassador.followup.policy import State
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.people.audiences import Audience
from ambassador.people.withholding_policy import FEW, Count, exactly
from ambassador.web.access import Role
from tests.factories import Factory
from tests.followup.answers import decline, except_from
from tests.followup.asking import AT, DAY, publish, withdraw
from tests.rows import acknowledgement, rows


def counted(make: Factory, *, at: datetime) -> Campaign:
    with make.app.test_request_context(), make.database.reading() as session:
        found = campaign(session, 7, at=at, language="en")
    assert found is not None
    return found


def people(make: Factory, number: int, *, team_id: int | None = None) -> list[int]:
    return [make.person(team_id=team_id) for _ in range(number)]


def sign(make: Factory, who: list[int], version: int, *, at: datetime = AT + DAY) -> None:
    with make.database.transaction() as session:
        rows(session, Acknowledgement, [acknowledgement(one, version, at) for one in who])


def test_everybody_is_in_one_state(make: Factory) -> None:
    everyone = people(make, 30)
    version = publish(make.database)
    sign(make, everyone[:8], version)
    for who in everyone[5:14]:
        decline(make, who, version, at=AT)
    for who in everyone[13:20]:
        except_from(make, who, 7, at=AT, until=AT + 100 * DAY)
    found = counted(make, at=AT + 2 * DAY)
    assert found.asked == exactly(30)
    assert found.by_state == {
        State.DONE: exactly(8),
        State.DECLINED: exactly(5),
        State.EXCEPTED: exactly(7),
        State.DUE: exactly(10),
        State.OVERDUE: exactly(0),
    }
    later = counted(make, at=AT + 101 * DAY).by_state
    # The last of those who declined was excepted as well.
    assert (later[State.DECLINED], later[State.OVERDUE]) == (exactly(6), exactly(16))


def test_a_small_group_is_hidden_and_no_sum_finds_it(make: Factory) -> None:
    everyone = people(make, 20)
    version = publish(make.database)
    sign(make, everyone[:18], version)
    found = counted(make, at=AT + 20 * DAY)
    assert found.by_state[State.DONE] == Count(15, 19)
    assert found.by_state[State.OVERDUE] == FEW


def test_ambassadors_are_counted_in_steps_of_five(make: Factory) -> None:
    for who in people(make, 12):
        make.opt_in(who)
    publish(make.database, audience=Audience.AMBASSADORS)
    assert counted(make, at=AT + DAY).asked == Count(10, 14)


def test_teams_are_shown_in_steps_and_small_ones_together(make: Factory) -> None:
    names = {"Drift": 12, "Salg": 13, "Stab": 3, "IT": 2}
    of = {name: people(make, number, team_id=make.team(name)) for name, number in names.items()}
    version = publish(make.database)
    sign(make, [*of["Drift"][:7], *of["Salg"][:8], *of["Stab"][:1]], version)
    found = counted(make, at=AT + DAY)
    assert [(team.name, team.is_together, team.asked) for team in found.teams] == [
        ("Drift", False, exactly(12)),
        ("Salg", False, exactly(13)),
        ("", True, exactly(5)),
    ]
    done = State.DONE
    assert [team.counts[list(State).index(done)] for team in found.teams] == [Count(5, 9), Count(5, 9), FEW]


def test_signatures_of_earlier_and_withdrawn_versions_do_not_count(make: Factory) -> None:
    everyone = people(make, 10)
    sign(make, everyone, publish(make.database))
    second = publish(make.database, at=AT + DAY)
    sign(make, everyone[:5], second, at=AT + 2 * DAY)
    assert counted(make, at=AT + 3 * DAY).by_state[State.DONE] == exactly(5)
    withdraw(make.database, second, at=AT + 3 * DAY)
    assert counted(make, at=AT + 4 * DAY).by_state[State.DONE] == exactly(10)


def test_a_minor_version_counts_for_its_major_one(make: Factory) -> None:
    everyone = people(make, 10)
    sign(make, everyone[:5], publish(make.database))
    minor = publish(make.database, minor=True, at=AT + DAY)
    sign(make, everyone[5:], minor, at=AT + 2 * DAY)
    assert counted(make, at=AT + 3 * DAY).by_state[State.DONE] == exactly(10)


def test_what_was_done_by_when_is_counted_up_to_the_day(make: Factory) -> None:
    everyone = people(make, 20)
    version = publish(make.database)
    sign(make, everyone[:5], version)
    sign(make, everyone[5:15], version, at=AT + 3 * DAY)
    points = counted(make, at=AT + 4 * DAY).points
    assert [point.done.low for point in points] == [0, 5, 5, 15, 15]
    assert len(counted(make, at=AT + 300 * DAY).points) <= 12


def test_page_and_download_say_the_same_and_name_nobody(make: Factory) -> None:
    team = make.team("Salg")
    everyone = people(make, 15, team_id=team)
    make.person("Hemmelig Navn", team_id=team)
    first = publish(make.database)
    sign(make, everyone, first)
    publish(make.database, at=AT + DAY)
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    page = manager.get("/programme/followup").click("Rules")
    assert "Whoever acknowledged version 1.0 stays cleared under it until 31 March 2026." in page
    file = page.click("Download the figures")
    assert file.content_type == "text/csv"
    assert "Everybody,Asked,16,16,16" in file.text
    assert "Hemmelig" not in page.text + file.text


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_programme_managers_follow_up(make: Factory, role: Role) -> None:
    for path in ("", "/7", "/7.csv"):
        make.browser_as(role).get(f"/programme/followup{path}", status=403)


def test_no_campaign_no_page(make: Factory) -> None:
    make.browser_as(Role.PROGRAMME_MANAGER).get("/programme/followup/7", status=404)
