"""Shares lists the way people do, and looks at what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from webtest import TestResponse, Upload

from ambassador.audience.policy import Channel, Size
from ambassador.sharing import operations
from ambassador.sharing.content import consent_in
from ambassador.sharing.keys import keys_of, packed, sampled, secret_check
from ambassador.sharing.models import SharedList, SharingConsent, SharingWithdrawal
from ambassador.sharing.offers import Offer
from ambassador.sharing.policy import Purpose, one_in
from ambassador.trail.models import TrailEntry
from tests.browser import Browser, first_main_form
from tests.factories import LIST_SECRET, LONG_AGO, Factory

KEPT_DAYS = 365


def ambassador(make: Factory) -> tuple[int, Browser]:
    who = make.person()
    make.opt_in(who)
    return who, make.browser_of(who)


def bring(browser: Browser, content: str | bytes, *, channel: str = "linkedin") -> TestResponse:
    """Choose a file, and return the preview or the refusal."""
    raw = content.encode() if isinstance(content, str) else content
    page = browser.get(f"/audience/lists/{channel}")
    form = next(form for form in page.forms.values() if "pasted" in form.fields)
    form["file"] = Upload("Connections.csv", raw)
    return form.submit(expect_errors=True)


def keep(preview: TestResponse, **values: str | bool) -> TestResponse:
    """Tick and send what the preview shows, unless told otherwise."""
    form = preview.forms[first_main_form(preview)]
    for name, value in {"agree": True, **values}.items():
        form[name] = value
    return form.submit(expect_errors=True).maybe_follow(expect_errors=True)


def share(
    make: Factory,
    who: int,
    identifiers: Sequence[str],
    *,
    channel: Channel = Channel.LINKEDIN,
    at: datetime = LONG_AGO,
    secret: str = LIST_SECRET,
    kept_one_in: int | None = None,
) -> None:
    """Share a list at a moment, through the operation."""
    keys = keys_of(channel, identifiers, secret)
    every = kept_one_in or one_in(keys.size)
    offer = Offer(
        person_id=who,
        channel=channel,
        people=keys.size,
        without=0,
        one_in=every,
        secret_check=secret_check(secret),
        made_at=at,
        keys=packed(sampled(keys, one_in=every)),
    )
    seen = consent_in(Purpose.LIST, "nb", days=KEPT_DAYS).fingerprint
    command = operations.Share(offer, seen, Size(int(keys.size)), KEPT_DAYS)
    with make.app.test_request_context(), make.database.transaction() as session:
        assert operations.share(session, command, by=who, at=at) is None


def kept_lists(make: Factory) -> list[SharedList]:
    with make.database.reading() as session:
        return list(session.scalars(select(SharedList).order_by(SharedList.account_id)))


def consents(make: Factory) -> list[tuple[int, bool]]:
    """Return every consent's number, and whether it holds."""
    with make.database.reading() as session:
        rows = session.execute(
            select(SharingConsent.number, SharingWithdrawal.consent_id)
            .outerjoin(SharingWithdrawal, SharingWithdrawal.consent_id == SharingConsent.id)
            .order_by(SharingConsent.id)
        )
        return [(number, ended is None) for number, ended in rows]


def trail(make: Factory) -> str:
    with make.database.reading() as session:
        return "\n".join(session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)))
