"""What somebody with bad intentions may try at the door, and what comes of it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from ambassador import clock
from ambassador.app import create_app
from ambassador.mail.models import Letter
from ambassador.people import operations
from ambassador.people.leaving import leave
from ambassador.people.models import FailedSignIn, LinkPurpose
from ambassador.people.operations import NewSession
from ambassador.people.policy import FAILURES_PER_ADDRESS, FAILURES_PER_EMAIL
from ambassador.settings import Settings
from tests.browser import Browser
from tests.factories import PASSWORD, Factory

WRONG = "not this one at all"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def fail(make: Factory, email: str, times: int, *, address: str = "203.0.113.9") -> None:
    with make.app.test_request_context(), make.database.transaction() as session:
        for _ in range(times):
            operations.sign_in(session, email=email, password=WRONG, address=address, at=clock.now())
            session.flush()


def test_too_many_failures_close_the_door_for_a_quarter_of_an_hour(browser: Browser, make: Factory) -> None:
    email = make.email_of(make.person("Kari", password=True))
    fail(make, email, FAILURES_PER_EMAIL)
    page = browser.submit("/sign-in", email=email, password=PASSWORD)
    assert page.status_int == 422
    assert "Too many tries" in page
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert "Kari" in browser.submit("/sign-in", email=email, password=PASSWORD)


def test_one_network_address_may_not_try_everyone(make: Factory) -> None:
    with make.database.transaction() as session:
        for _ in range(FAILURES_PER_ADDRESS):
            session.add(FailedSignIn(key=operations.hash_of("address:203.0.113.9"), at=clock.now()))
    email = make.email_of(make.person("Kari", password=True))
    thief = Browser(make.app)
    thief.extra_environ.update(ELSEWHERE)
    assert "Too many tries" in thief.submit("/sign-in", email=email, password=PASSWORD)
    assert "Kari" in Browser(make.app).submit("/sign-in", email=email, password=PASSWORD)


def test_a_proxy_on_this_machine_is_believed_and_a_stranger_is_not(make: Factory) -> None:
    for peer, counted in (("127.0.0.1", "198.51.100.7"), ("203.0.113.9", "203.0.113.9")):
        visitor = Browser(make.app)
        visitor.extra_environ.update({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "10.9.9.9, 198.51.100.7"})
        visitor.submit("/sign-in", email="nobody@nordlys.no", password=WRONG)
        with make.database.reading() as session:
            keys = session.scalars(select(FailedSignIn.key)).all()
        assert operations.hash_of(f"address:{counted}") in keys


def test_old_failures_are_forgotten(make: Factory) -> None:
    with time_machine.travel(clock.now() - timedelta(days=1)):
        fail(make, "nobody@nordlys.no", 3)
    fail(make, "nobody@nordlys.no", 1)
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 2


def test_an_unknown_address_is_answered_like_a_wrong_password(browser: Browser, make: Factory) -> None:
    known = browser.submit("/sign-in", email=make.email_of(make.person(password=True)), password=WRONG)
    stranger = browser.submit("/sign-in", email="nobody@nordlys.no", password=WRONG)
    assert known.html.find(id="error-summary").text == stranger.html.find(id="error-summary").text


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example"),
        *(
            "/\t/evil.example",
            "/%09/evil.example/\n",
            "javascript:alert(1)",
            "http://[",
            "//[",
            "evil",
            " /x",
        ),
    ],
)
def test_signing_in_never_leads_out_of_the_app(browser: Browser, make: Factory, target: str) -> None:
    email = make.email_of(make.person(password=True))
    form = browser.get("/sign-in", {"next": target}).forms[0]
    form["email"], form["password"] = email, PASSWORD
    location = form.submit().location
    assert location in {"/start", "http://localhost/start", "/%2509/evil.example/"} or location.endswith(
        "/start"
    )


def test_signing_in_leads_to_the_page_that_was_asked_for(browser: Browser, make: Factory) -> None:
    email = make.email_of(make.person(password=True))
    form = browser.get("/account").follow().forms[0]
    form["email"], form["password"] = email, PASSWORD
    assert form.submit().location.endswith("/account")


def test_a_broken_referrer_leads_to_the_front(browser: Browser) -> None:
    form = next(f for f in browser.get("/sign-in").forms.values() if f.action == "/language")
    answer = form.submit("language", value="nb", headers={"Referer": "http://["})
    assert answer.status_int == 303
    assert answer.location.endswith("/")


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(browser: Browser, make: Factory) -> None:
    browser.get("/sign-in")
    before = dict(browser.cookies)
    email = make.email_of(make.person(password=True))
    browser.submit("/sign-in", email=email, password=PASSWORD)
    assert dict(browser.cookies) != before
    thief = Browser(browser.flask)
    [planted] = before.values()
    assert thief.get("/account", headers={"Cookie": f"ambassador={planted}"}).status_int == 303


def test_leaving_ends_sessions_links_and_passwords(browser: Browser, make: Factory) -> None:
    who = make.person(password=True)
    theirs = make.browser_of(who)
    with make.database.transaction() as session:
        token = operations.make_link(session, person_id=who, purpose=LinkPurpose.RESET, at=clock.now())
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=clock.now())
    assert theirs.get("/account").status_int == 303
    browser.get(f"/link/{token}", status=410)
    assert "belong together" in browser.submit("/sign-in", email=make.email_of(who), password=PASSWORD)


def test_of_two_uses_of_a_link_at_once_one_works(make: Factory) -> None:
    who = make.person()
    with make.database.transaction() as session:
        token = operations.make_link(session, person_id=who, purpose=LinkPurpose.INVITATION, at=clock.now())
    together, results = threading.Barrier(2), []

    def use() -> None:
        together.wait()
        with make.app.test_request_context(), make.database.transaction() as session:
            results.append(operations.use_link(session, token=token, password=PASSWORD, at=clock.now()))

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(result, NewSession) for result in results) == 1


def test_a_new_password_signs_out_everywhere_else(make: Factory) -> None:
    who = make.person(password=True)
    here, elsewhere = make.browser_of(who), make.browser_of(who)
    new = "violet harbour onion tractor"
    page = here.submit("/account", form=1, current=PASSWORD, password=new, again=new)
    assert "Your password is changed." in page
    assert elsewhere.get("/account").status_int == 303


@pytest.mark.parametrize("field", ["email", "password"])
def test_nul_and_ten_megabytes_in_a_field_are_answered_with_a_sentence(browser: Browser, field: str) -> None:
    typed = {"email": "kari@nordlys.no", "password": WRONG}
    nul = browser.submit("/sign-in", **{**typed, field: "ka\x00ri"})
    assert nul.status_int == 422
    huge = browser.submit("/sign-in", **{**typed, field: "x" * 10_000_000})
    assert huge.status_int == 422
    assert "characters" in huge.html.find(id=f"{field}-error").text


def test_a_link_that_never_was_has_expired(browser: Browser) -> None:
    for token in ("nothing", "x" * 2_000):
        browser.get(f"/link/{token}", status=410)


def test_an_answer_that_anybody_may_keep_carries_no_cookie(browser: Browser, make: Factory) -> None:
    for visitor in (browser, make.browser_of(make.person())):
        answer = visitor.get("/assets/app.css?v=1")
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


def test_the_cookie_of_somebody_signed_in_outlives_the_window(browser: Browser, make: Factory) -> None:
    form = browser.get("/sign-in").forms[0]
    form["email"], form["password"] = make.email_of(make.person(password=True)), PASSWORD
    assert "Expires" in form.submit().headers["Set-Cookie"]


def test_a_letter_leads_to_our_address_whatever_the_request_calls_itself(make: Factory) -> None:
    email = make.email_of(make.person())
    liar = Browser(make.app)
    form = liar.get("/forgotten").forms[0]
    form["email"] = email
    form.submit(headers={"X-Forwarded-Host": "evil.example"}, extra_environ={"HTTP_HOST": "localhost:6666"})
    with make.database.reading() as session:
        [body] = session.scalars(select(Letter.body))
    assert "http://localhost/link/" in body
    assert "evil" not in body
    assert "6666" not in body


def test_every_answer_carries_the_headers_that_protect(browser: Browser) -> None:
    for path in ("/", "/nothing-here", "/assets/app.css", "/assets/nothing", "/checklist", "/people/9" * 2):
        headers = browser.get(path, expect_errors=True).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_the_doors_of_the_demo_and_the_components_are_not_there_outside_it(
    settings: Settings, make: Factory
) -> None:
    real = Browser(create_app(settings, database=make.database))
    for path in ("/demo", "/components"):
        real.get(path, status=404)
    token = real.get("/sign-in").forms[0]["csrf_token"].value
    real.post("/demo/leader", {"csrf_token": token}, status=404)
    real.post("/demo/leader", status=404)
