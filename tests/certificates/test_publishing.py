"""Publishing one's own certificate: whose choice it is, under which name, and what is kept of it."""

from __future__ import annotations

import json
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from ambassador import clock
from ambassador.certificates import operations
from ambassador.certificates.models import Certificate, CertificatePublication
from ambassador.certificates.operations import Publish
from ambassador.people.models import Person
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.web.access import Role
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder

NAMES = ("Åse Ødegård", "Zażółć Gęślą", "Ελευθερία", "Владимир", "محمد بن عبد الله", "王小明", "Ola 🧑‍🚀")


def facts(holder: Holder) -> list[dict[str, object]]:
    with holder.make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)).all()
    return [entry for entry in map(json.loads, entries) if str(entry["what"]).startswith("certificate")]


def test_course_and_result_lead_to_it(holder: Holder) -> None:
    for path in ("/training/1", f"/training/1/attempts/{holder.attempt_id}"):
        assert holder.browser.get(path).click("Your certificate").request.path == holder.page


def test_nothing_is_made_until_it_is_published(holder: Holder) -> None:
    page = holder.browser.get(holder.page)
    assert page.forms[1]["name"].value == "Kari Nordmann"
    holder.browser.get(f"{holder.page}.pdf", status=404)
    with holder.make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_published_as_it_was_chosen(
    holder: Holder, browser: Browser, name: str
) -> None:
    holder.browser.submit(holder.page, name=f"  {name} ", language="nb")
    assert name in holder.checked(browser).html.main.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Write the name to show."),
        ("kari@nordlys.no", "Write a name, not an address"),
        ("Kari\u202egnol", "turns the text around"),
        ("Z͑͗͋ͫ̓algo", "many marks on one letter"),
        ("🧑‍🚀", "with letters in it"),
        ("བོད", "Write the name in another script"),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_what_can_not_be_shown_is_refused_with_a_sentence_and_kept(
    holder: Holder, name: str, sentence: str
) -> None:
    page = holder.browser.submit(holder.page, name=name, language="en")
    assert page.status_int == 422
    assert sentence in page.html.find(id="name-error").text
    assert page.forms[1]["name"].value == name
    assert not facts(holder)


def test_each_step_is_a_fact_and_the_address_stays(holder: Holder, browser: Browser) -> None:
    holder.publish()
    address = holder.address
    holder.take_back()
    holder.checked(browser, status=404)
    holder.publish("Kari N.", "nb")
    assert holder.address == address
    assert "Kari N." in holder.checked(browser)
    assert [(each["what"], each["facts"]["number"]) for each in facts(holder)] == [
        ("certificate published", 1),
        ("certificate taken back", 2),
        ("certificate published", 3),
    ]
    assert all(each["by"] == holder.person_id for each in facts(holder))
    assert NAME not in json.dumps(facts(holder), ensure_ascii=False)
    with holder.make.database.reading() as session:
        told = session.scalars(
            select(TrailPersonal.content).where(TrailPersonal.person_id == holder.person_id)
        )
        assert {"name": NAME} in [json.loads(each) for each in told]


def test_the_same_sent_twice_is_one(holder: Holder) -> None:
    for _try in range(2):
        holder.publish()
    holder.browser.submit(holder.page, form=2)
    holder.take_back()
    assert len(facts(holder)) == 2


def test_a_changed_person_does_not_change_the_certificate(holder: Holder, browser: Browser) -> None:
    holder.publish()
    with holder.make.database.transaction() as session:
        session.get_one(Person, holder.person_id).name = "Somebody Else"
    assert NAME in holder.checked(browser)


def test_two_tabs_that_publish_at_once_do_so_once(holder: Holder) -> None:
    together, found = Barrier(2), []
    attempt_id = holder.attempt_id

    def send(name: str) -> None:
        together.wait()
        with holder.make.app.test_request_context(), holder.make.database.transaction() as session:
            command = Publish(attempt_id, name, "en")
            found.append(operations.publish(session, command, by=holder.person_id, at=clock.now()))

    threads = [Thread(target=send, args=[name]) for name in ("Kari", "Kari")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with holder.make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
        assert session.scalar(select(func.count()).select_from(CertificatePublication)) == 1
    assert found == [None, None]


def test_nobody_sees_or_publishes_anothers(holder: Holder) -> None:
    holder.publish()
    other = holder.make.browser_as(Role.PROGRAMME_MANAGER)
    other.get(holder.page, status=404)
    other.get(f"{holder.page}.pdf", status=404)
    stranger = holder.make.person()
    with holder.make.app.test_request_context(), holder.make.database.transaction() as session:
        command = Publish(holder.attempt_id, "Not me", "en")
        assert operations.publish(session, command, by=stranger, at=clock.now()) is not None


def test_linkedin_s_form_is_filled_in_and_its_fields_stand_to_copy(holder: Holder) -> None:
    holder.publish()
    page = holder.browser.get(holder.page)
    link = urlsplit(page.html.find("a", string="Add to LinkedIn profile")["href"])
    sent = {name: values[0] for name, values in parse_qs(link.query).items()}
    until = holder.passed_at.year + 1
    assert (link.netloc, link.path) == ("www.linkedin.com", "/profile/add")
    assert sent == {
        "startTask": "CERTIFICATION_NAME",
        "name": sent["name"],
        "organizationName": "Nordlys",
        "issueYear": str(holder.passed_at.year),
        "issueMonth": str(holder.passed_at.month),
        "expirationYear": str(until),
        "expirationMonth": str(holder.passed_at.month),
        "certUrl": f"http://localhost{holder.address}",
        "certId": holder.public_id,
    }
    for value in (sent["name"], sent["certUrl"], sent["certId"], "Nordlys"):
        assert value in page.html.main.text


def test_a_withdrawn_one_can_not_be_published(holder: Holder) -> None:
    holder.withdraw()
    page = holder.browser.get(holder.page)
    assert "Publish my certificate" not in page
    with holder.make.app.test_request_context(), holder.make.database.transaction() as session:
        command = Publish(holder.attempt_id, "Kari", "en")
        refusal = operations.publish(session, command, by=holder.person_id, at=clock.now())
    assert refusal is not None
    assert "withdrawn" in refusal.sentence


def test_a_failed_quiz_has_no_certificate(holder: Holder) -> None:
    holder.browser.get("/certificates/own/99999", status=404)
