"""A calendar of one's own due dates, at a secret address, as other programs read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select, update

from ambassador import clock
from ambassador.calendars.feed import calendar_of
from ambassador.calendars.models import CalendarAddress
from ambassador.calendars.queries import Holder
from ambassador.calendars.sources import Due, What
from ambassador.guidelines.answering import excepting
from ambassador.guidelines.models import GuidelineTask
from ambassador.people.erasing import erase
from ambassador.people.leaving import leave
from ambassador.people.models import Person
from ambassador.people.tokens import hash_of
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import APRIL, LONG_AGO, Factory
from tests.test_races import at_once
from tests.training.elsewhere.recording import record

pytestmark = pytest.mark.usefixtures("content")

OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(autouse=True)
def _april(in_april: None) -> None:
    """A day in the year after the content was published."""


@pytest.fixture
def kari(make: Factory) -> int:
    return make.person("Kari Nordmann", email="kari@example.no")


def made(browser: Browser) -> str:
    """Make an address on the page, and return its path."""
    page = browser.get("/calendar")
    shown = page.forms[first_main_form(page)].submit()
    address = shown.html.find(id="address")["value"]
    assert address.startswith("http://localhost/calendar/")
    return str(address.removeprefix("http://localhost"))


def in_language(make: Factory, who: int, language: str) -> None:
    with make.database.transaction() as session:
        session.execute(update(Person).where(Person.id == who).values(language=language))


def fetched(make: Factory, path: str) -> bytes:
    return bytes(Browser(make.app).get(path).body)


def events(content: bytes) -> list[tuple[date, str]]:
    """Return the events as an independent library reads them."""
    calendar = vobject.readOne(content.decode())
    return [(event.dtstart.value, event.summary.value) for event in getattr(calendar, "vevent_list", [])]


def except_from_the_rules(make: Factory, who: int, *, until: date) -> None:
    manager = make.person(role=Role.PROGRAMME_MANAGER)
    with make.app.test_request_context(), make.database.transaction() as session:
        granted = excepting.Grant(1, make.email_of(who), "Leave.", until)
        assert excepting.grant(session, granted, zone="Europe/Oslo", by=manager, at=clock.now()) is None


@pytest.mark.parametrize(
    ("language", "task", "renewal"),
    [
        ("en", "Nordlys: acknowledge Rules of play", "Nordlys: renew Course on the rules"),
        ("nb", "Nordlys: bekreft Kjøreregler", "Nordlys: forny Kurs i kjørereglene"),
    ],
)
def test_a_task_and_a_pass_stand_on_their_days(
    make: Factory, kari: int, language: str, task: str, renewal: str
) -> None:
    make.opt_in(kari, at=APRIL)
    make.pass_course(kari, at=APRIL)
    in_language(make, kari, language)
    with make.database.reading() as session:
        due_at = session.scalars(select(GuidelineTask.due_at)).one()
    found = events(fetched(make, made(make.browser_of(kari))))
    assert [day for day, _summary in found] == [due_at.astimezone(OSLO).date(), date(2026, 4, 8)]
    assert found[0][1].startswith(task)
    assert found[1][1].startswith(renewal)


def test_a_pass_made_elsewhere_runs_out_as_well(make: Factory, kari: int) -> None:
    manager = make.person(role=Role.PROGRAMME_MANAGER)
    assert record(make, kari, by=manager, on=date(2025, 3, 1), until=date(2025, 10, 26)) is None
    [(day, _summary)] = events(fetched(make, made(make.browser_of(kari))))
    assert day == date(2025, 10, 26)


def test_an_exception_that_ends_takes_the_task_s_place(make: Factory, kari: int) -> None:
    make.opt_in(kari, at=APRIL)
    except_from_the_rules(make, kari, until=date(2025, 6, 30))
    course, (day, summary) = events(fetched(make, made(make.browser_of(kari))))
    assert day == date(2025, 6, 30)
    assert summary.endswith("the exception ends")
    make.acknowledge_all(kari, at=clock.now())
    assert events(fetched(make, make_again(make, kari))) == [course]


def test_a_course_to_pass_stands_on_its_day(make: Factory, kari: int) -> None:
    make.opt_in(kari, at=APRIL)
    _task, (day, summary) = events(fetched(make, made(make.browser_of(kari))))
    assert (day, summary) == (date(2025, 5, 8), "Nordlys: pass Course on the rules of play for social media")


def make_again(make: Factory, who: int) -> str:
    return made(make.browser_of(who))


def test_it_holds_nobody_else_s_due_dates_and_no_name(make: Factory, kari: int) -> None:
    other = make.person("Ola Lie")
    make.opt_in(other, at=APRIL)
    content = fetched(make, made(make.browser_of(kari)))
    assert events(content) == []
    assert b"Kari" not in content
    make.opt_in(kari, at=APRIL)
    assert len(events(fetched(make, make_again(make, kari)))) == 2


def test_the_headers_of_a_calendar(make: Factory, kari: int) -> None:
    answer = Browser(make.app).get(made(make.browser_of(kari)))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    for line in (b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n", b"X-PUBLISHED-TTL:PT12H\r\n"):
        assert line in answer.body
    assert icalendar.Calendar.from_ical(answer.body)["name"] == "Nordlys: my due dates"


def test_nothing_changes_while_nothing_changed(make: Factory, kari: int) -> None:
    make.opt_in(kari, at=APRIL)
    path = made(make.browser_of(kari))
    first = Browser(make.app).get(path)
    with time_machine.travel(APRIL + timedelta(days=3)):
        again = Browser(make.app).get(path)
        asked = Browser(make.app).get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.body == first.body
    assert (asked.status_int, asked.body) == (304, b"")
    make.pass_course(kari, at=clock.now())
    changed = Browser(make.app).get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_int == 200
    # The guideline still waits; the course no longer does, and runs out on another day.
    assert len(uids(first.body) & uids(changed.body)) == 1
    assert len(uids(changed.body)) == 2


def uids(content: bytes) -> set[str]:
    return {str(event["uid"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def not_found(make: Factory, path: str) -> str:
    page = Browser(make.app).get(path, status=404)
    for field in page.html.find_all(attrs={"name": "csrf_token"}):
        field.decompose()
    return str(page.html)


@pytest.fixture
def ends(make: Factory, kari: int) -> dict[str, Any]:
    def leaves() -> None:
        with make.app.test_request_context(), make.database.transaction() as session:
            leave(session, person_ids=[kari], by=None, at=clock.now())

    def is_erased() -> None:
        leaves()
        with make.app.test_request_context(), make.database.transaction() as session:
            assert erase(session, person_id=kari, by=None, at=clock.now()) is None

    def turns_it_off() -> None:
        page = make.browser_of(kari).get("/calendar")
        off = next(form for form in page.forms.values() if form.action.endswith("/off"))
        assert "turned off" in off.submit().follow()

    return {
        "left": leaves,
        "erased": is_erased,
        "off": turns_it_off,
        "renewed": lambda: make_again(make, kari),
    }


@pytest.mark.parametrize("way", ["left", "erased", "off", "renewed"])
def test_an_address_that_ended_looks_unknown(
    make: Factory, kari: int, ends: dict[str, Any], way: str
) -> None:
    path = made(make.browser_of(kari))
    assert Browser(make.app).get(path).status_int == 200
    ends[way]()
    assert not_found(make, path) == not_found(make, "/calendar/" + "x" * 43 + ".ics")
    with make.database.reading() as session:
        assert len(session.scalars(select(CalendarAddress)).all()) == (way == "renewed")


def test_who_comes_back_has_no_address_from_before(make: Factory, kari: int, ends: dict[str, Any]) -> None:
    path = made(make.browser_of(kari))
    ends["left"]()
    with make.database.transaction() as session:
        session.execute(update(Person).where(Person.id == kari).values(left_at=None))
    assert Browser(make.app).get(path, status=404)


def test_only_its_hash_is_kept_and_no_fetch_is_noted(make: Factory, kari: int) -> None:
    path = made(make.browser_of(kari))
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    with make.database.reading() as session:
        before = session.scalars(select(CalendarAddress)).one()
        entries = session.scalars(select(TrailEntry.sequence)).all()
    assert before.token_hash == hash_of(token)
    assert token not in str(vars(before))
    fetched(make, path)
    with make.database.reading() as session:
        after = session.scalars(select(CalendarAddress)).one()
        assert (after.token_hash, after.made_at) == (before.token_hash, before.made_at)
        assert session.scalars(select(TrailEntry.sequence)).all() == entries


def test_of_two_addresses_made_at_once_one_is_left(make: Factory, kari: int) -> None:
    browsers = [make.browser_of(kari), make.browser_of(kari)]
    at_once(make, *[lambda b=browser: made(b) for browser in browsers])
    with make.database.reading() as session:
        assert len(session.scalars(select(CalendarAddress)).all()) == 1


@pytest.fixture
def written(app: Flask) -> Iterator[Any]:
    """Writes the calendar of some due dates, as they are handed out."""
    with app.test_request_context(headers={"Accept-Language": "nb"}):
        yield lambda *dues: calendar_of(dues, Holder(7, "nb", LONG_AGO), company="Nordlys", zone=OSLO)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("at", "day"),
    [
        # The night in which summer time begins, and the one in which it ends.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_the_day_is_the_company_s(written: Any, at: datetime, day: date) -> None:
    content = written(Due(What.RENEW, "Kurs", "/training/1", at))
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (day, day + timedelta(days=1))
    assert b"DTSTART;VALUE=DATE:" in content


@pytest.mark.parametrize("backend", ["sqlite"])
def test_long_lines_are_folded_by_octets_and_come_back_whole(written: Any) -> None:
    title = "Kjøreregler, for ærlige åpne folk; \\ og " + "ø" * 90 + "\U0001f9d1\u200d\U0001f680" * 9
    content = written(Due(What.ACKNOWLEDGE, title, "/guidelines/1", LONG_AGO))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    # No character is torn apart.
    assert all(line.decode() is not None for line in lines)
    assert vobject.readOne(content.decode()).vevent.summary.value == f"Nordlys: bekreft {title}"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_day_is_another_event_and_a_title_is_not(written: Any) -> None:
    due = Due(What.RENEW, "Kurs", "/training/1", LONG_AGO)
    later = Due(What.RENEW, "Kurs", "/training/1", LONG_AGO + timedelta(days=1))
    renamed = Due(What.RENEW, "Nytt navn", "/training/1", LONG_AGO)
    assert uids(written(due)) == uids(written(renamed))
    assert len(uids(written(due, later))) == 2
