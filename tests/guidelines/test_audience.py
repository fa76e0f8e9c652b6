"""For whom a version is: chosen with a first or material one, kept by a minor one, frozen with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from ambassador import clock
from ambassador.guidelines import queries
from ambassador.guidelines.models import GuidelineVersion, VersionTeam
from ambassador.guidelines.policy import Change
from ambassador.guidelines.signals import version_published
from ambassador.guidelines.writing import operations
from ambassador.guidelines.writing import queries as writing
from ambassador.people.audiences import Audience
from ambassador.web.errors import Refusal
from tests.factories import Factory
from tests.guidelines.publishing import DUE, publish_next

pytestmark = pytest.mark.usefixtures("content")


def newest(make: Factory) -> GuidelineVersion:
    with make.database.reading() as session:
        return session.scalars(select(GuidelineVersion).order_by(GuidelineVersion.id.desc()).limit(1)).one()


def test_a_version_is_for_the_teams_that_were_chosen_and_its_pages_name_them(make: Factory) -> None:
    teams = frozenset({make.team("Salg"), make.team("Ærlige folk")})
    publish_next(make.database, audience=Audience.TEAMS, team_ids=teams)
    reader = make.browser_of(make.person())
    for page in ("/guidelines/1", "/guidelines/1/versions/2", "/guidelines/1/versions"):
        assert "Teams: Salg, Ærlige folk" in reader.get(page)


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience.ALL, "Everyone who works here"),
        (Audience.LEADERS, "Leaders"),
        (Audience.AMBASSADORS, "Ambassadors"),
    ],
)
def test_an_audience_is_shown_in_words(make: Factory, audience: Audience, words: str) -> None:
    publish_next(make.database, audience=audience)
    facts = make.browser_of(make.person()).get("/guidelines/1").html.find("dl", class_="facts")
    assert words in [fact.text for fact in facts.find_all("dd")]


def test_a_minor_version_keeps_audience_teams_due_date_and_grace(make: Factory) -> None:
    team = make.team("Salg")
    publish_next(make.database, audience=Audience.TEAMS, team_ids=frozenset({team}), grace_days=30)
    major = newest(make)
    publish_next(make.database, change="minor", audience=Audience.ALL, due_at=clock.now(), grace_days=0)
    minor = newest(make)
    assert (minor.audience, minor.due_at, minor.binding_from) == (
        Audience.TEAMS,
        major.due_at,
        major.binding_from,
    )
    with make.database.reading() as session:
        assert queries.teams_of(session, minor.id) == {team}


def test_teams_are_kept_only_where_the_audience_is_teams(make: Factory) -> None:
    publish_next(make.database, audience=Audience.ALL, team_ids=frozenset({make.team("Salg")}))
    with make.database.reading() as session:
        assert session.scalars(select(VersionTeam)).all() == []


def test_the_database_refuses_to_change_for_whom_a_version_is(make: Factory) -> None:
    publish_next(make.database, audience=Audience.TEAMS, team_ids=frozenset({make.team("Salg")}))
    with pytest.raises(DBAPIError, match="frozen"), make.database.transaction() as session:
        session.execute(delete(VersionTeam))
    with pytest.raises(DBAPIError, match="frozen"), make.database.transaction() as session:
        session.execute(text("UPDATE guideline_versions SET audience = 'all'"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_at": None}, "due_at"),
        ({"due_at": clock.now() - timedelta(days=1)}, "due_at"),
        ({"due_at": clock.now() + timedelta(days=400)}, "due_at"),
        ({"grace_days": None}, "grace_days"),
        ({"grace_days": 181}, "grace_days"),
        ({"audience": Audience.TEAMS}, "team_ids"),
        ({"audience": Audience.TEAMS, "team_ids": frozenset({99})}, "team_ids"),
    ],
)
def test_a_material_version_says_for_whom_and_by_when(
    make: Factory, wrong: dict[str, Any], field: str
) -> None:
    terms: dict[str, Any] = {"due_at": clock.now() + DUE, "grace_days": 14, "audience": Audience.ALL}
    with make.app.test_request_context(), make.database.transaction() as session:
        version_id = operations.begin_draft(session, guideline_id=1)
        assert version_id is not None
        draft = writing.open_draft(session, version_id)
        assert draft is not None
        command = operations.Publish(
            version_id,
            draft.fingerprint,
            change=Change.MATERIAL,
            what_changed={"nb": "Nytt", "en": "New"},
            is_unreviewed_accepted=True,
            **{**terms, **wrong},
        )
        refused = operations.publish(session, command, by=None, at=clock.now())
    assert isinstance(refused, Refusal)
    assert refused.field == field


def test_who_listens_hears_of_a_version_in_the_same_transaction(make: Factory) -> None:
    heard = []

    def listen(session: Any, *, version_id: int, **_said: Any) -> None:
        heard.append(session.get_one(GuidelineVersion, version_id).published_at)

    with version_published.connected_to(listen):
        publish_next(make.database)
    assert heard == [newest(make).published_at]
