"""A version taken back: the one before is in force again, readers are told, and no name is given twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from ambassador import clock
from ambassador.guidelines import operations, queries
from ambassador.guidelines.models import GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.signals import version_withdrawn
from ambassador.guidelines.writing import queries as writing
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from ambassador.web.errors import Conflict, Refusal
from tests.factories import Factory
from tests.guidelines.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")


def version_id(make: Factory, number: int) -> int:
    with make.database.reading() as session:
        found = select(GuidelineVersion.id).where(GuidelineVersion.number == number)
        return session.scalars(found).one()


def withdraw(make: Factory, number: int, *, why: str = "It was the wrong text.") -> Refusal | None:
    by = make.person(role=Role.PROGRAMME_MANAGER)
    wrong = version_id(make, number)
    with make.app.test_request_context(), make.database.transaction() as session:
        return operations.withdraw(session, version_id=wrong, why=why, by=by, at=clock.now())


def in_force(make: Factory) -> str:
    with make.database.reading() as session:
        found = queries.in_force(session, 1, language="en")
    return str(found.label) if found else ""


def test_the_version_before_is_in_force_again(make: Factory) -> None:
    publish_next(make.database, body="Wrong.")
    assert withdraw(make, 2) is None
    assert in_force(make) == "1.0"
    assert "Wrong." not in make.browser_of(make.person()).get("/guidelines/1")


def test_no_name_is_given_twice(make: Factory) -> None:
    publish_next(make.database)
    withdraw(make, 2)
    assert str(publish_next(make.database, change="minor")) == "1.1"
    withdraw(make, 3)
    assert str(publish_next(make.database, change="minor")) == "1.2"
    assert str(publish_next(make.database)) == "3.0"


def test_readers_of_a_withdrawn_version_are_told_why(make: Factory) -> None:
    publish_next(make.database, body="Wrong.")
    withdraw(make, 2, why="A paragraph was missing.")
    page = make.browser_of(make.person()).get("/guidelines/1/versions/2")
    assert "Version 2.0 was withdrawn on" in page
    assert "A paragraph was missing." in page
    assert "Wrong." in page.html.article.text


def test_only_the_version_in_force_can_be_withdrawn(make: Factory) -> None:
    publish_next(make.database)
    assert isinstance(withdraw(make, 1), Conflict)
    assert in_force(make) == "2.0"


def test_a_draft_can_not_be_withdrawn(make: Factory) -> None:
    with make.database.transaction() as session:
        session.add(GuidelineVersion(guideline_id=1, number=2))
    assert isinstance(withdraw(make, 2), Refusal)


def test_readers_must_be_told_why(make: Factory) -> None:
    refused = withdraw(make, 1, why="  ")
    assert isinstance(refused, Refusal)
    assert refused.field == "why"
    assert in_force(make) == "1.0"


def test_withdrawing_twice_is_done_once(make: Factory) -> None:
    publish_next(make.database)
    assert withdraw(make, 2) is None
    assert withdraw(make, 2) is None
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(VersionWithdrawal)) == 1
    assert in_force(make) == "1.0"


def test_the_last_version_can_be_withdrawn_and_a_new_one_begins_anew(make: Factory) -> None:
    withdraw(make, 1)
    assert in_force(make) == ""
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    page = editor.get("/programme/guidelines")
    assert "None in force" in page
    assert "Version 1.0 withdrawn" in page
    assert str(publish_next(make.database, change="minor")) == "2.0"
    with make.database.reading() as session:
        again = session.get_one(GuidelineVersion, version_id(make, 2))
    assert again.binding_from == again.published_at


def test_what_a_withdrawn_version_changed_is_told_nobody(make: Factory) -> None:
    publish_next(make.database, what_changed="Everything.")
    withdraw(make, 2)
    publish_next(make.database, change="minor", what_changed="A comma.")
    with make.database.reading() as session:
        changes = queries.changes_after(session, 1, 1, language="en")
    assert [change.words for change in changes] == ["A comma."]


def test_signatures_of_a_withdrawn_version_are_not_counted(make: Factory) -> None:
    who = make.person()
    make.acknowledge_all(who)
    publish_next(make.database)
    make.acknowledge_all(who)
    withdraw(make, 2)
    with make.database.reading() as session:
        [row] = writing.overview(session, language="en")
    assert (str(row.label), row.acknowledged) == ("1.0", 1)


def test_the_programme_manager_withdraws_with_a_reason(make: Factory) -> None:
    publish_next(make.database)
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    page = editor.get("/guidelines/1/versions").click("Withdraw")
    assert "Version 1.0 is in force again" in page
    address = page.request.path
    assert editor.submit(address).status_int == 422
    assert "Version 2.0 is withdrawn." in editor.submit(address, why="A mistake.")
    assert "Withdrawn on" in editor.get("/guidelines/1/versions")
    assert "Version 2.0 withdrawn" in editor.get("/programme/guidelines")
    assert "Only the version in force" in editor.get(address).maybe_follow()
    editor.get("/programme/guidelines/1/versions/9/withdraw", status=404)


def test_a_reason_typed_after_a_newer_version_came_is_not_lost(make: Factory) -> None:
    publish_next(make.database)
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    page = editor.get("/programme/guidelines/1/versions/2/withdraw")
    [form] = [f for f in page.forms.values() if "why" in f.fields]
    publish_next(make.database)
    form["why"] = "A long reason."
    answer = form.submit(status=409)
    assert "A newer version has taken its place" in answer
    assert "A long reason." in answer
    assert in_force(make) == "3.0"


def test_staff_see_all_versions_and_withdraw_none(make: Factory) -> None:
    reader = make.browser_of(make.person())
    page = reader.get("/guidelines/1/versions")
    assert not page.html.find("a", string="Withdraw")
    reader.get("/programme/guidelines/1/versions/1/withdraw", status=403)
    reader.get("/guidelines/9/versions", status=404)


def test_who_listens_hears_of_it_and_the_trail_keeps_no_word_of_the_reason(make: Factory) -> None:
    heard: list[int] = []

    def listen(_session: Any, *, version_id: int, **_said: Any) -> None:
        heard.append(version_id)

    publish_next(make.database)
    with version_withdrawn.connected_to(listen):
        withdraw(make, 2, why="Secret words.")
    assert heard == [version_id(make, 2)]
    with make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)).all()
    assert "guideline withdrawn" in entries[-1]
    assert "Secret" not in entries[-1]


def test_the_database_keeps_a_withdrawal_as_it_is(make: Factory) -> None:
    withdraw(make, 1)
    with pytest.raises(DBAPIError, match="appended"), make.database.transaction() as session:
        session.execute(VersionWithdrawal.__table__.delete())  # type: ignore[attr-defined]  # a Table
