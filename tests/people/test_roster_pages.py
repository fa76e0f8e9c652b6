"""The roster on its pages: nothing is written before the confirmation, and then only once."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser as Chromium
from sqlalchemy import func, select, update
from webtest import TestResponse, Upload

from ambassador import clock
from ambassador.people.models import Person
from ambassador.people.roster import uploads, work
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.people.roster.policy import FileFault
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.people.roster_files import ENTRA, PLAIN, Rows, as_csv, as_xlsx


def send(
    browser: Browser, content: bytes, *, name: str = "ansatte.csv", scope: str | None = "full"
) -> TestResponse:
    form = _form(browser.get("/people/import"), "/people/import")
    form["file"] = Upload(name, content)
    if scope:
        form["scope"] = scope
    return form.submit(expect_errors=True).maybe_follow(expect_errors=True)


def confirm(page: TestResponse, **values: Any) -> TestResponse:
    form = _form(page, "/confirm")
    for name, value in values.items():
        form[name] = value
    return form.submit(expect_errors=True).maybe_follow(expect_errors=True)


def _form(page: TestResponse, end: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(end))


def everybody(make: Factory) -> int:
    with make.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def set_upload(make: Factory, **values: Any) -> None:
    with make.database.transaction() as session:
        session.execute(update(RosterUpload).values(**values))


def test_a_preview_shows_everything_and_writes_nothing(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(ENTRA, separator=";"))
    for shown in ("Åse Ødegård", "guest account", "account not in use", "Nothing is written yet"):
        assert shown in page
    assert everybody(make) == 1


def test_a_confirmed_roster_is_written_and_its_file_let_go(make: Factory) -> None:
    page = confirm(send(make.browser_as(Role.ADMINISTRATOR), as_xlsx(PLAIN), name="ansatte.xlsx"))
    assert "The roster is imported" in page
    assert everybody(make) == 4
    with make.database.reading() as session:
        upload = session.scalars(select(RosterUpload)).one()
        assert (upload.state, upload.content, upload.example) == (UploadState.IMPORTED, None, [])
        assert "new" in upload.preview["imported"]


def test_a_roster_that_changes_nothing_has_nothing_to_confirm(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    confirm(send(admin, as_csv(PLAIN)))
    page = send(admin, as_csv(PLAIN))
    assert "nothing to import" in page
    assert not any(form.action.endswith("/confirm") for form in page.forms.values())


def test_leavers_need_a_tick_and_many_of_them_a_warning(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    confirm(send(admin, as_csv(PLAIN)))
    page = send(admin, as_csv(PLAIN[:3]))
    assert "more than one in five" in page
    assert "Åse Ødegård" in page
    confirm(page, leavers=True)
    with make.database.reading() as session:
        assert session.scalars(select(Person.name).where(Person.left_at.is_not(None))).all() == [
            "Åse Ødegård"
        ]


def test_without_the_tick_everybody_stays(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    confirm(send(admin, as_csv(PLAIN)))
    changed = (*PLAIN[:2], ("Ola Li", "ola@nordlys.no", "Salg", "", ""))
    assert "The roster is imported" in confirm(send(admin, as_csv(changed)))
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).where(Person.left_at.is_not(None))) == 0


def test_other_headings_are_asked_for_and_then_read(make: Factory) -> None:
    rows: Rows = (("Hvem", "Kontakt", "Hvor"), ("Kari Lie", "kari@nordlys.no", "Salg"))
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(rows))
    assert "Which column is what?" in page
    refused = _form(page, "/columns").submit(expect_errors=True)
    assert refused.status_int == 422
    assert "Say which column has the e-mail address." in refused
    form = _form(refused, "/columns")
    form["email"], form["name"], form["team"] = "1", "0", "2"
    assert "Kari Lie" in form.submit().maybe_follow()


def test_a_picture_is_refused_beside_the_field(make: Factory) -> None:
    page = send(
        make.browser_as(Role.ADMINISTRATOR), b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, name="x.png"
    )
    assert page.status_int == 422
    assert (
        page.html.find(id="file-error").text.strip()
        == "This is no list of people. Send a .csv or an .xlsx file."
    )
    assert _form(page, "/people/import")["scope"].value == "full"


def test_a_file_and_its_scope_are_asked_for(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN), scope=None)
    assert page.status_int == 422
    assert "Say whether the file holds everyone." in page


def test_people_that_change_meanwhile_bring_a_new_preview(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN))
    make.person("Ola Lie", email="ola@nordlys.no")
    again = confirm(page)
    assert "The people changed after you looked" in again
    assert "The roster is imported" in confirm(again)


def test_confirming_twice_imports_once(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN))
    confirm(page)
    assert "This roster is already imported." in confirm(page)


def test_of_two_confirmations_at_once_one_claims_the_upload(make: Factory) -> None:
    send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN))
    with make.database.reading() as session:
        upload = session.scalars(select(RosterUpload)).one()
    together, claimed = threading.Barrier(4), []

    def run() -> None:
        together.wait()
        with make.database.transaction() as session:
            mine = uploads.claim(session, upload.id, fingerprint=upload.fingerprint, at=clock.now())
        claimed.append(mine)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False, False, False, True]


def test_somebody_elses_upload_is_not_there(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN))
    other = make.browser_as(Role.ADMINISTRATOR)
    other.get(page.request.path, status=404)
    other.get("/people/import/99999999999999999999", status=404)


def test_an_upload_expires_and_its_people_are_forgotten(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    page = send(admin, as_csv(PLAIN))
    set_upload(make, expires_at=clock.now() - timedelta(minutes=1))
    assert confirm(page).status_int == 410
    send(admin, as_csv(PLAIN))
    with make.database.reading() as session:
        old = session.scalars(select(RosterUpload).order_by(RosterUpload.id)).first()
        assert old is not None
        assert (old.state, old.content, old.preview) == (UploadState.GONE, None, {})
    assert everybody(make) == 1


def test_a_file_can_be_thrown_away(make: Factory) -> None:
    page = send(make.browser_as(Role.ADMINISTRATOR), as_csv(PLAIN))
    assert "thrown away" in _form(page, "/throw-away").submit().maybe_follow()
    with make.database.reading() as session:
        assert session.scalars(select(RosterUpload.content)).all() == [None]


def test_work_that_stopped_can_be_tried_again(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    path = send(admin, as_csv(PLAIN)).request.path
    set_upload(make, state=UploadState.SAVING, touched_at=clock.now() - timedelta(minutes=5))
    page = _form(admin.get(path), "/again").submit().maybe_follow()
    assert "Nothing is written yet" in page


def test_a_large_file_is_worked_on_in_the_background(make: Factory) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    many = (PLAIN[0], *((f"Person Nr{n}", f"p{n}@nordlys.no", "Salg", "", "") for n in range(6_000)))
    assert len(as_csv(many)) > work.SMALL
    page = when_done(admin, send(admin, as_csv(many)))
    assert "The first 20 of 6,000." in page
    assert "The roster is imported" in when_done(admin, confirm(page))
    assert everybody(make) == 6_001


def test_the_page_follows_the_work_by_itself(make: Factory, address: str, chromium: Chromium) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    path = send(admin, as_csv(PLAIN)).request.path
    set_upload(make, state=UploadState.READING, done=3, total=9)
    context = chromium.new_context(locale="en-GB")
    context.add_cookies([{"name": "ambassador", "value": admin.cookies["ambassador"], "url": address}])
    page = context.new_page()
    page.goto(address + path)
    page.get_by_text("3 of about 9 rows read").wait_for()
    set_upload(make, done=7)
    page.get_by_text("7 of about 9 rows read").wait_for()
    set_upload(make, state=UploadState.FAULTY, fault=FileFault.UNEXPECTED)
    page.get_by_text("Something went wrong on our side").wait_for()
    context.close()


def when_done(browser: Browser, page: TestResponse) -> TestResponse:
    path = page.request.path
    for _ in range(200):
        page = browser.get(path).maybe_follow()
        if "data-poll" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the work did not end")


def test_only_an_administrator_may_import(make: Factory) -> None:
    for role in (Role.STAFF, Role.LEADERSHIP, Role.PROGRAMME_MANAGER):
        make.browser_as(role).get("/people/import", status=403)
