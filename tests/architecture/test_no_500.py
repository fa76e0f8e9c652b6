"""Every form of every page, filled in with the worst there is: no fault of ours, and nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse, Upload
from webtest.forms import Form, Text, Textarea
from werkzeug.exceptions import HTTPException

from ambassador import clock
from ambassador.asking import operations as asking
from ambassador.audience.policy import Channel
from ambassador.certificates import operations as certificates
from ambassador.certificates.operations import Publish
from ambassador.guidelines.answering import excepting
from ambassador.guidelines.writing import operations as guidelines_editor
from ambassador.guidelines.writing import reviewing
from ambassador.people import operations as people
from ambassador.people.leaving import leave
from ambassador.people.models import LinkPurpose
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.questions import operations as questions
from ambassador.questions.policy import Shared, Subject
from ambassador.settings import Settings
from ambassador.sharing import mutual_operations as mutual
from ambassador.sharing.content import consent_in
from ambassador.sharing.policy import Purpose
from ambassador.training import editor_operations as training_editor
from ambassador.training import operations as training
from ambassador.training.cycles import waiving
from ambassador.training.media import operations as media
from ambassador.training.models import Lesson
from ambassador.web.access import Role
from tests.browser import PARSER, Browser
from tests.factories import LONG_AGO, ZONE, Factory
from tests.sharing.sharing import keep
from tests.training.elsewhere.recording import record, send

TYPED = {
    "nothing": "",
    "100 kB": "x" * 100_000,
    "NUL": "a\x00b",
    "marks that turn the text around": "\u202egnirts\u200f\u2028\ufeffx",
    "emoji": "\U0001f9d1\u200d\U0001f680" * 90,
    "a huge number": "9" * 40,
    "a number Python won't read": "9" * 5000,
    "a negative number": "-1",
    "an exponent": "1e999",
    "digits of another script": "\u0663\u00b2",
    "code": "'\"><script>alert(1)</script>{{ 7 * 7 }}%s %(x)s ${x} ~~name~~ /../",
}
MANY = 10
"""A form with more fields than this has many that are alike, such as a bound of each assumption."""
PICTURE, VIDEO = "followers-overlap.png", "talk.url"
"""What the draft of a course shows."""
BROKEN = b"\xff\xfe\xc3\x28\xed\xa0\x80"

Fields = list[tuple[str, object]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of the demo, so that its doors are tried as well."""
    return replace(settings, demo=True)


@dataclass(frozen=True)
class Company:
    """Browsers of every role in a company that has one of everything, and where each begins."""

    browsers: dict[Role | None, Browser]
    pages: dict[Role | None, list[TestResponse]]


@pytest.fixture
def company(make: Factory, content: None) -> Company:
    """People, an opt-in, drafts, a quiz begun and one passed, letters, and a roster at each of its steps."""
    team = make.team("Salg")
    here = {role: make.person(role=role, team_id=team, password=True) for role in Role}
    staff, newcomer = here[Role.STAFF], make.person()
    make.opt_in(staff)
    make.acknowledge_all(staff)
    make.pass_course(staff)
    make.audience(staff, Channel.LINKEDIN, 500, at_least=True, handle="kari")
    leader = make.email_of(here[Role.LEADERSHIP])
    with make.app.test_request_context(), make.database.transaction() as session:
        excepting.ask(session, guideline_id=1, reason="Leave.", by=newcomer, at=clock.now())
        draft = guidelines_editor.begin_draft(session, guideline_id=1)
        asked = guidelines_editor.new_guideline(session, titles={"nb": "Nye", "en": "New"})
        reviewing.ask_for_review(session, version_id=asked, by=staff, at=clock.now())
        course = training_editor.begin_draft(session, course_id=1) or 0
        show_a_video(session, course)
        certificates.publish(session, Publish(1, "Kari", "en"), by=staff, at=clock.now())
        training.start_attempt(session, course_id=1, by=staff, at=clock.now())
        people.invite(session, person_id=staff, by=here[Role.ADMINISTRATOR], at=clock.now())
        waived = waiving.Waive(1, leader, "Leave.", clock.now().date())
        waiving.waive(session, waived, zone=ZONE, by=newcomer, at=clock.now())
        token = people.make_link(session, person_id=newcomer, purpose=LinkPurpose.RESET, at=clock.now())
    assert record(make, newcomer, by=here[Role.PROGRAMME_MANAGER]) is None
    ask_for_lists(make, here)
    ask_questions(make, staff, by=here[Role.PROGRAMME_MANAGER])
    browsers: dict[Role | None, Browser] = {role: make.browser_of(who) for role, who in here.items()}
    sharing = browsers[Role.STAFF]
    keep(sharing.submit("/audience/lists/tiktok", pasted="@kari\n@ola"))
    manager, administrator = browsers[Role.PROGRAMME_MANAGER], browsers[Role.ADMINISTRATOR]
    uploads = [
        upload(administrator, text)
        for text in ("name,email\nA,a@x.no", "Who,Where\nA,a@x.no", "name,email\nB,b@x.no")
    ]
    with make.database.transaction() as session:
        stalled = uploads[2].request.path.rpartition("/")[2]
        session.execute(
            update(RosterUpload)
            .where(RosterUpload.id == int(stalled))
            .values(state=UploadState.READING, touched_at=LONG_AGO)
        )
    leaver = make.person()
    with make.database.transaction() as session:
        leave(session, person_ids=[leaver], by=None, at=clock.now())
    browsers[None] = Browser(make.app)
    seeds: dict[Role | None, list[str]] = {
        Role.STAFF: [
            "/calendar",
            *("/training/1/quiz", "/training/1/attempts/1", "/leave", "/audience", "/audience/mutual"),
            "/certificates/own/1",
        ],
        Role.LEADERSHIP: ["/start", "/join", "/guidelines/1"],
        Role.PROGRAMME_MANAGER: [
            *("/start", "/audience/mutual", "/programme/lists/linkedin", "/questions/1"),
            *("/programme/guidelines/pack", "/standing/person", "/programme/guidelines/exceptions"),
            *("/programme/courses/1/attempts/new", "/programme/courses/1/elsewhere/new"),
            *("/programme/courses/1/elsewhere/list", "/programme/courses/elsewhere/1/withdraw"),
            "/programme/courses/1/waivers",
            *(f"/programme/courses/drafts/{course}/media/{name}" for name in (PICTURE, VIDEO)),
            *(f"/programme/guidelines/drafts/{one}/review" for one in (draft, asked)),
            *("/programme/certificates", "/programme/certificates/1/withdraw"),
        ],
        Role.ADMINISTRATOR: [
            *("/start", uploads[2].request.path, f"/people/{here[Role.LEADERSHIP]}/leaving"),
            *("/audience/asked", "/audience/mutual", "/trail", f"/people/{leaver}/erasing"),
        ],
        # The last: who is not signed in anywhere may set a password, which ends the sessions of that person.
        None: ["/", "/demo", "/forgotten", f"/link/{token}"],
    }
    pages = {who: [browsers[who].get(seed).maybe_follow() for seed in seeds[who]] for who in seeds}
    pages[Role.STAFF] += [
        sharing.submit("/audience/lists/linkedin", pasted="kari\nola"),
        sharing.get("/audience/lists/tiktok"),
    ]
    pages[Role.STAFF].append(sharing.submit("/calendar").goto("/calendar"))
    pages[Role.PROGRAMME_MANAGER].append(send(manager, "email,date,proof\nperson1@example.no,2026-01-01,BI"))
    pages[Role.PROGRAMME_MANAGER].append(manager.submit("/programme/invite", whom="everyone"))
    pages[Role.PROGRAMME_MANAGER].append(manager.submit("/programme/lists", channel="x", lists="10"))
    words = {"what_changed_nb": "Nytt.", "what_changed_en": "New.", "is_unreviewed_accepted": True}
    publishing = "/programme/guidelines/drafts/2/publish"
    pages[Role.PROGRAMME_MANAGER].append(manager.submit(publishing, change="material", **words))
    pages[Role.ADMINISTRATOR] += uploads[:2]
    return Company(browsers, pages)


def show_a_video(session: Session, draft: int) -> None:
    """Let a lesson of the draft show a video that lies elsewhere; the picture comes with the course."""
    lesson = session.scalars(select(Lesson.id).where(Lesson.version_id == draft).limit(1)).one()
    words = {"nb": "Prat", "en": "Talk"}
    address, transcripts = "https://video.example/1", {"nb": "Hei.", "en": "Hi."}
    command = media.AddMedium(draft, lesson, "talk", words, address=address, transcripts=transcripts)
    assert media.add_medium(session, command) == VIDEO


def ask_for_lists(make: Factory, here: dict[Role, int]) -> None:
    """Ask the administrator for a list, and let people be at each step of counting contacts in common."""
    colleagues = [make.person() for _ in range(10)]
    now, manager, administrator = clock.now(), here[Role.PROGRAMME_MANAGER], here[Role.ADMINISTRATOR]
    for who in [administrator, *colleagues]:
        make.opt_in(who)
        make.acknowledge_all(who)
        make.pass_course(who, at=now)
        make.audience(who, Channel.LINKEDIN, 300 if who in colleagues else 400)
        make.audience(who, Channel.X, 300)
    make.opt_in(manager)
    counting = [manager, *colleagues[:6], here[Role.STAFF]]
    for who in (manager, here[Role.STAFF]):
        make.audience(who, Channel.LINKEDIN, 400, handle="ola")
    with make.app.test_request_context(), make.database.transaction() as session:
        for who in counting:
            mutual.agree(session, seen=consent_in(Purpose.MUTUAL, "nb").fingerprint, by=who, at=now)
        refusal = asking.begin(session, channel=Channel.LINKEDIN, lists=10, seed="0" * 32, by=manager, at=now)
    assert refusal is None


def ask_questions(make: Factory, asker: int, *, by: int) -> None:
    """Let a question wait, another have an answer that a draft may take up, and a third be taken up in it."""
    shared = {"en": Shared("May I?", "Yes.")}
    with make.app.test_request_context(), make.database.transaction() as session:
        for number, text in enumerate(("Waiting", "Answered", "Taken up"), start=1):
            command = questions.Ask(Subject.GUIDELINE, 1, "en", text)
            assert questions.ask(session, command, by=asker, at=clock.now()) is None
            answer = questions.AnswerQuestion(number, 0, "Yes.", True, shared)
            if number > 1:
                assert questions.answer(session, answer, by=by, at=clock.now()) is None
        draft_id = guidelines_editor.begin_draft(session, guideline_id=1) or 0
        assert questions.take_up(session, question_id=3, number=1, version_id=draft_id, at=clock.now())


def upload(administrator: Browser, text: str) -> TestResponse:
    return administrator.submit("/people/import", file=Upload("roster.csv", text.encode()), scope="full")


class Sweep:
    """Walks through the pages of one role, and submits each form that was not met before."""

    def __init__(self, app: Flask, browser: Browser, *, met: set[object]) -> None:
        self.addresses = app.url_map.bind("localhost")
        self.browser, self.met = browser, met
        # The same visitor without a look at each page, for what is sent in great numbers.
        self.hurried = TestApp(
            app, cookiejar=browser.cookiejar, extra_environ=browser.extra_environ, parser_features=PARSER
        )

    def endpoint_of(self, address: str, *, method: str = "GET") -> str | None:
        """Return the endpoint an address leads to; None when it leads out of the app or nowhere."""
        parts = urlsplit(address)
        try:
            return (
                str(self.addresses.match(parts.path, method=method)[0])
                if parts.netloc == "localhost"
                else None
            )
        except HTTPException:
            return None

    def forms_from(self, pages: list[TestResponse]) -> list[Form]:
        """Return the forms of these pages and of those that links lead to: one page for each endpoint."""
        waiting, found, seen = list(pages), [], set[object]()
        while waiting:
            page = waiting.pop(0)
            if page.content_type != "text/html":
                continue
            found += [form for form in page.forms.values() if self._is_new(page, form)]
            for link in page.html.find_all("a", href=True):
                address = urljoin(page.request.url, link["href"])
                endpoint = self.endpoint_of(address)
                if endpoint is not None and endpoint not in seen | {"components.page"}:
                    seen.add(endpoint)
                    answer = self.browser.get(address, expect_errors=True).maybe_follow(expect_errors=True)
                    assert answer.status_int < 500, address
                    waiting.append(answer)
        return found

    def _is_new(self, page: TestResponse, form: Form) -> bool:
        form.action = urljoin(page.request.url, form.action)
        endpoint = self.endpoint_of(form.action, method=form.method.upper())
        key = (endpoint, tuple(sorted(name for name in form.fields if name)))
        is_new = key not in self.met
        self.met.update((key, endpoint))
        return is_new

    def faults(self, forms: list[Form]) -> Iterator[str]:
        """Submit every form in every hostile way, buttons without a field last; yield what went wrong."""
        for form in sorted(forms, key=lambda form: (not names_of(form), "sign-out" in form.action)):
            for what, fields in everywhere(form):
                answer = self._send(self.browser, form, fields)
                if answer.status_int >= 500:
                    yield f"{form.action} with {what}: {answer.status}"
                if answer.status_int == 422:
                    yield from (f"{form.action} lost {what}: {name}" for name in lost(form, answer, what))
            for what, fields in one_by_one(form):
                answer = self._send(self.hurried, form, fields)
                if answer.status_int >= 500:
                    yield f"{form.action} with {what}: {answer.status}"

    @staticmethod
    def _send(browser: TestApp, form: Form, fields: Fields) -> TestResponse:
        send = browser.get if form.method.lower() == "get" else browser.post
        return send(form.action, fields, expect_errors=True)


def names_of(form: Form) -> list[str]:
    return [name for name in form.fields if name and name != "csrf_token"]


def everywhere(form: Form) -> Iterator[tuple[str, Fields]]:
    """Return what to send with one hostile text in all fields at once."""
    token = [sent for sent in form.submit_fields() if sent[0] == "csrf_token"]
    for what, text in TYPED.items():
        yield what, [*token, *((name, text) for name in names_of(form))]


def one_by_one(form: Form) -> Iterator[tuple[str, Fields]]:
    """Return what to send with one field hostile and the others as the page has filled them in."""
    filled = [(name, value) for name, value in form.submit_fields() if name]
    names = names_of(form)
    for place, name in enumerate(names):
        rest = [sent for sent in filled if sent[0] != name]
        # Each field gets another of the texts: all of them together would take minutes.
        what, text = list(TYPED.items())[place % len(TYPED)]
        yield f"{what} in {name}", [*rest, (name, text)]
        ways: list[tuple[str, Fields]] = [
            (f"no {name}", rest),
            (f"broken bytes in {name} twice", [*rest, (name, BROKEN), (name, BROKEN)]),
        ]
        if form.method.lower() == "post":
            ways.append((f"a file as {name}", [*rest, (name, Upload("\u202e\x00.xlsx", BROKEN))]))
        # The many fields of a long form are read alike, so each of them meets one of these.
        yield from ways if len(names) <= MANY else [ways[place % len(ways)]]


def lost(form: Form, answer: TestResponse, what: str) -> Iterator[str]:
    """Return the fields in which what was typed no longer stands; NUL is dropped on purpose."""
    shown = next((one for one in answer.forms.values() if names_of(one) == names_of(form)), None)
    if shown is None:
        return
    for name in names_of(form):
        field = form.fields[name][0]
        is_text = isinstance(field, Textarea) or (
            isinstance(field, Text) and field.attrs.get("type") == "text"
        )
        if is_text and (shown.fields[name][0].value or "").strip() != TYPED[what].replace("\x00", "").strip():
            yield name


def test_no_form_has_a_fault_and_none_forgets_what_was_typed(app: Flask, company: Company) -> None:
    met, faults = set[object](), []
    for role, pages in company.pages.items():
        sweep = Sweep(app, company.browsers[role], met=met)
        forms = sweep.forms_from(pages)
        faults += sweep.faults(forms)
        # Some forms are only there once others were sent: a draft thrown away can be begun anew.
        again = sweep.browser.get("/start", expect_errors=True).maybe_follow(expect_errors=True)
        faults += sweep.faults(sweep.forms_from([again]))
    assert faults == []
    posting = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posting - met == set()
