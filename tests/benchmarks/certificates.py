"""How long a certificate takes: as a PDF, as a badge, to check, and the status list of 100,000 of them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.app import create_app
from ambassador.certificates import queries
from ambassador.certificates.badges import badge_of, issuer_of
from ambassador.certificates.credential import status_list
from ambassador.certificates.models import Certificate, CertificatePublication
from ambassador.certificates.printing import pdf_of
from ambassador.optins.models import OptIn
from ambassador.people.models import Person
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.trail.policy import personal_text
from ambassador.training import operations as training
from ambassador.training.models import Attempt, Result
from ambassador.training.policy import valid_until
from tests.benchmarks.company import empty_company
from tests.benchmarks.receipts import milliseconds
from tests.factories import LONG_AGO
from tests.rows import person, rows

PEOPLE = 100_000
PDF_WITHIN = timedelta(milliseconds=60)
BADGE_WITHIN = timedelta(milliseconds=20)
CHECK_WITHIN = timedelta(milliseconds=50)
LIST_WITHIN = timedelta(seconds=1)


def fill(session: Session, people: int) -> None:
    """Write people who all opted in, passed the course we ship, and published their certificate."""
    training.install_content(session, LONG_AGO)
    everyone, at = range(1, people + 1), LONG_AGO
    until = valid_until(at, months=12)
    consent = {"number": 1, "at": at, "consent_version": "1", "sentence": "Yes.", "language": "en"}
    result = {"course_id": 1, "at": at, "answers": {}, "right": 12, "asked": 12, "is_passed": True}
    entry = {"entry": "{}", "nodes": ""}
    rows(session, Person, [person(who, joined_at=at) for who in everyone])
    rows(session, OptIn, [{"person_id": who, **consent} for who in everyone])
    attempts = [
        {"id": who, "person_id": who, "version_id": 1, "number": 1, "started_at": at} for who in everyone
    ]
    rows(session, Attempt, attempts)
    passes = [{"attempt_id": who, "person_id": who, "valid_until": until, **result} for who in everyone]
    rows(session, Result, passes)
    first = session.scalars(select(TrailEntry.sequence).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    before = session.get_one(TrailEntry, first).hash
    hashes = [before, *(f"{who:064x}" for who in everyone)]
    rows(
        session,
        TrailEntry,
        [
            {"sequence": first + who, "previous_hash": hashes[who - 1], "hash": hashes[who], **entry}
            for who in everyone
        ],
    )
    rows(
        session,
        TrailPersonal,
        [
            {
                "sequence": first + who,
                "person_id": who,
                "salt": "0" * 64,
                "content": personal_text({"name": f"Kari Nr{who}"}),
            }
            for who in everyone
        ],
    )
    made = [{"id": who, "attempt_id": who, "public_id": f"{who:032x}", "at": at} for who in everyone]
    rows(session, Certificate, made)
    shown = {"number": 1, "is_published": True, "language": "en", "at": at}
    rows(
        session,
        CertificatePublication,
        [{"certificate_id": who, "entry": first + who, **shown} for who in everyone],
    )


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        with database.transaction() as session:
            fill(session, PEOPLE)
        app, issuer, people = (
            create_app(settings, database=database),
            issuer_of(settings),
            iter(range(1, PEOPLE)),
        )
        browser = app.test_client()

        def found() -> queries.Pass:
            with database.reading() as session:
                mine = queries.published(session, f"{next(people):032x}")
            assert mine is not None
            return mine

        def as_pdf() -> bytes:
            mine = found()
            about = {"company": issuer.company, "check_at": issuer.address(mine.public_id)}
            return pdf_of(mine, **about, badge=badge_of(mine, issuer), at=LONG_AGO)

        def checked() -> None:
            assert browser.get(f"/certificates/{next(people):032x}").status_code == 200

        def listed() -> str:
            with database.reading() as session:
                away = queries.not_to_be_relied_on(session, 1)
            assert away == []
            return status_list(1, away, issuer, at=LONG_AGO)

        with app.test_request_context():
            return [
                (
                    f"certificate {what}, one of {PEOPLE:,}",
                    f"{milliseconds(act):.1f} ms",
                    f"within {within / timedelta(milliseconds=1):.0f} ms",
                )
                for what, act, within in (
                    ("as PDF, warm", as_pdf, PDF_WITHIN),
                    ("as badge", lambda: badge_of(found(), issuer), BADGE_WITHIN),
                    ("checked, the page", checked, CHECK_WITHIN),
                    ("status list", listed, LIST_WITHIN),
                )
            ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
