"""A list of passes: shown before it is recorded, recorded once, each row that isn't with its reason."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.people.leaving import leave
from ambassador.settings import Settings
from ambassador.trail.checking_queries import verify
from ambassador.trail.models import TrailEntry
from ambassador.training.elsewhere import operations, policy, uploads
from ambassador.training.elsewhere.comparing import Plan
from ambassador.training.elsewhere.models import PassesUpload
from ambassador.training.elsewhere.rows import Sheet, read_sheet
from ambassador.web.access import Role
from ambassador.web.errors import Conflict
from tests.browser import Browser
from tests.factories import Factory
from tests.people.roster_files import as_xlsx
from tests.reports.statements import listening
from tests.test_races import at_once
from tests.training.elsewhere.recording import (
    LIST,
    ZONE,
    confirm,
    form_to,
    passes_of,
    record,
    records,
    send,
    today,
)

pytestmark = pytest.mark.usefixtures("content")

DAY = today(-40).isoformat()


def faults(page: object) -> str:
    table = page.html.find(attrs={"aria-label": "Rows left out"})  # type: ignore[attr-defined]  # a page
    return " ".join(table.get_text(" ").split()) if table else ""


def test_windows_1252_with_semicolons_as_excel_writes_it(make: Factory, kari: int, desk: Browser) -> None:
    text = f"E-post;Dato;Gyldig til;Bevis\nKARI@example.no;{today(-40):%d.%m.%Y};;Førstehjelp på Ås, nr. 7\n"
    page = send(desk, text.encode("cp1252"))
    assert "Nothing is written yet" in page
    assert "Førstehjelp på Ås, nr. 7" in page
    assert not records(make)
    page = confirm(page)
    assert "1 pass is recorded." in page
    [kept] = records(make)
    assert (kept.person_id, kept.passed_on) == (kari, today(-40))
    assert [row.elsewhere_id for row in passes_of(make, kari)] == [kept.id]


def test_a_workbook_is_read_with_its_days(make: Factory, kari: int, desk: Browser) -> None:
    rows = (("email", "date", "proof"), ("kari@example.no", today(-40), "BI"))
    assert "1 pass is recorded." in confirm(send(desk, as_xlsx(rows), name="passes.xlsx"))
    assert records(make)[0].passed_on == today(-40)


def test_every_row_that_is_left_out_says_why(make: Factory, kari: int, manager: int, desk: Browser) -> None:
    gone = make.person(email="gone@example.no")
    with make.app.test_request_context(), make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=clock.now())
    known = make.person(email="ola@example.no")
    assert record(make, known, by=manager, on=today(-40)) is None
    rows = [
        f"kari@example.no,{DAY},,BI",
        f"kari@example.no,{DAY},,BI again",
        f"nobody@example.no,{DAY},,BI",
        f"gone@example.no,{DAY},,BI",
        f"{make.email_of(manager)},{DAY},,BI",
        f"ola@example.no,{DAY},,Another proof",
        "kari@example.no,3/4/2026,,BI",
        "kari@example.no,2999-01-01,,BI",
        f"kari@example.no,{DAY},2001-01-01,BI",
        f"kari@example.no,{DAY},,",
        f"kari,{DAY},,BI",
        f"kari@example.no,{DAY},,Oslo, BI",
    ]
    page = send(desk, "\n".join(["email,date,valid until,proof", *rows]))
    said = faults(page)
    for line, why in {
        3: "kari@example.no the same person and day as in line 2",
        4: "nobody@example.no nobody here has this address",
        5: "gone@example.no no longer works here",
        6: f"{make.email_of(manager)} this is you",
        8: "kari@example.no the day can't be read",
        9: "kari@example.no the day is in the future",
        10: "kari@example.no the end is before the day passed",
        11: "kari@example.no no proof",
        12: "kari this is no e-mail address",
        13: "kari@example.no more cells than headings",
    }.items():
        assert f"{line} {why}" in said
    already = page.html.find(attrs={"aria-label": "Recorded already"})
    assert "ola@example.no" in already.text
    assert "Record 1 pass" in page
    page = confirm(page)
    assert [each.person_id for each in records(make)] == [known, kari]
    assert "Rows left out" in page


def test_what_has_run_out_is_said(make: Factory, kari: int, desk: Browser) -> None:
    page = send(desk, f"email,date,valid until,proof\nkari@example.no,{DAY},{today(-20)},BI\n")
    assert "Of these, run out by now" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "This is no list of people."),
        (b"email,date,proof\n", "nobody below them"),
        (b'email,date,proof\nkari@example.no,"2026-01-01,BI\n', "A quotation mark is not closed"),
        (b"email,when\nkari@example.no,2026-01-01\n", "not known: day passed, proof."),
        (b"PK\x03\x04 broken", "can't be read as an Excel workbook"),
        (b"email,date,proof\n" + b"a@b.no,2026-01-01,BI\n" * 20_001, "more than 20,000 rows"),
    ],
)
def test_a_broken_file_is_refused_beside_its_field(
    make: Factory, desk: Browser, content: bytes, says: str
) -> None:
    page = send(desk, content)
    assert page.status_int == 422
    assert says in page.html.find(id="file-error").text


def test_the_same_list_again_has_nothing_to_record(make: Factory, kari: int, desk: Browser) -> None:
    text = f"email,date,proof\nkari@example.no,{DAY},BI\n"
    page = send(desk, text)
    assert "1 pass is recorded." in confirm(page)
    assert "recorded already" in confirm(page)
    again = send(desk, text)
    assert "There is nothing to record." in again
    assert len(records(make)) == 1


def test_who_changed_meanwhile_brings_a_new_preview(make: Factory, kari: int, desk: Browser) -> None:
    page = send(desk, f"email,date,proof\nkari@example.no,{DAY},BI\n")
    with make.app.test_request_context(), make.database.transaction() as session:
        leave(session, person_ids=[kari], by=None, at=clock.now())
    again = confirm(page)
    assert "Something changed after you looked" in again
    assert "no longer works here" in faults(again)
    assert not records(make)


def test_a_list_is_let_go(make: Factory, kari: int, desk: Browser) -> None:
    page = send(desk, f"email,date,proof\nkari@example.no,{DAY},BI\n")
    address = page.request.path
    assert "thrown away" in form_to(page, "/throw-away").submit().follow()
    assert desk.get(address, status=410)
    assert "no longer here" in confirm(page)
    with make.database.reading() as session:
        assert session.scalars(select(PassesUpload.content)).all() == [None]


def test_only_who_sent_a_list_sees_it(make: Factory, kari: int, desk: Browser) -> None:
    address = send(desk, f"email,date,proof\nkari@example.no,{DAY},BI\n").request.path
    other = make.browser_as(Role.PROGRAMME_MANAGER)
    assert other.get(address, status=404)
    assert other.get(LIST)


def waiting(make: Factory, text: str, *, by: int) -> tuple[int, Sheet, str]:
    days = policy.days_at(clock.now(), ZoneInfo(ZONE))
    sheet = read_sheet(text.encode(), days=days)
    with make.app.test_request_context(), make.database.transaction() as session:
        kept = uploads.keep(session, course_id=1, content=text.encode(), filename="x", by=by, at=clock.now())
        plan = operations.plan_of(session, sheet, course_id=1, zone=ZONE, by=by)
        assert plan is not None
        return kept.id, sheet, plan.fingerprint


def put(make: Factory, upload: tuple[int, Sheet, str], *, by: int) -> object:
    upload_id, sheet, fingerprint = upload
    with make.database.transaction() as session:
        return operations.record_list(
            session, sheet, upload_id=upload_id, course_id=1, confirmed=fingerprint, file_hash="0" * 64,
            zone=ZONE, by=by, at=clock.now(),
        )  # fmt: skip


def test_of_two_confirmations_at_once_one_records(make: Factory, kari: int, manager: int) -> None:
    upload = waiting(make, f"email,date,proof\nkari@example.no,{DAY},BI\n", by=manager)
    done = at_once(make, *[lambda: put(make, upload, by=manager)] * 2)
    assert sorted(type(each).__name__ for each in done) == [Conflict.__name__, Plan.__name__]
    assert len(records(make)) == 1


def test_of_two_managers_with_the_same_list_one_records(make: Factory, kari: int, manager: int) -> None:
    other = make.person(role=Role.PROGRAMME_MANAGER)
    text = f"email,date,proof\nkari@example.no,{DAY},BI\n"
    mine, theirs = waiting(make, text, by=manager), waiting(make, text, by=other)
    done = at_once(make, lambda: put(make, mine, by=manager), lambda: put(make, theirs, by=other))
    assert sorted(type(each).__name__ for each in done) == [Conflict.__name__, Plan.__name__]
    assert len(records(make)) == 1


def test_many_are_recorded_in_few_statements_and_the_trail_is_whole(
    make: Factory, manager: int, settings: Settings
) -> None:
    people = [make.person() for _ in range(60)]
    text = "\n".join(["email,date,proof", *(f"{make.email_of(who)},{DAY},BI" for who in people)])
    upload = waiting(make, text, by=manager)
    with listening(make.database) as heard, make.app.test_request_context():
        assert isinstance(put(make, upload, by=manager), Plan)
    # Some for reading the nodes of the trail's tree that were there before; none for each person.
    assert len(heard.statements) < 40
    assert {each.person_id for each in records(make)} == set(people)
    with make.database.snapshot() as session:
        verdict = verify(session, keys=[], origin="")
        entries = session.scalars(select(TrailEntry.sequence).order_by(TrailEntry.sequence)).all()
    assert verdict.is_whole
    assert [each.entry for each in records(make)] == list(entries[-60:])


def test_a_list_waits_two_hours(make: Factory, kari: int, manager: int) -> None:
    upload = waiting(make, f"email,date,proof\nkari@example.no,{DAY},BI\n", by=manager)
    with make.app.test_request_context(), make.database.transaction() as session:
        gone = uploads.claim(session, upload[0], at=clock.now() + timedelta(hours=3))
    assert isinstance(gone, Conflict)
