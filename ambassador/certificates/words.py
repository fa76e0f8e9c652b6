"""Knows the words of certificates: how one stands, which names can't be shown, and what a badge says."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from ambassador.certificates.policy import MOST_NAME, NameFault, Status
from ambassador.certificates.queries import Pass
from ambassador.training.policy import needed
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import ngettext

LINKEDIN = "https://www.linkedin.com/profile/add"
KINDS = {
    Status.VALID: "success",
    Status.EXPIRED: "warning",
    Status.RENEWED: "info",
    Status.SUSPENDED: "warning",
    Status.WITHDRAWN: "danger",
}
"""The colour of each state."""


def status(of: Status) -> str:
    """Name a state in a word."""
    return {
        Status.VALID: _("Valid"),
        Status.EXPIRED: _("Expired"),
        Status.RENEWED: _("Renewed"),
        Status.SUSPENDED: _("Suspended"),
        Status.WITHDRAWN: _("Withdrawn"),
    }[of]


def sentence(of: Status) -> str:
    """Say to whoever checks what a state means."""
    return {
        Status.VALID: _("This certificate is valid."),
        Status.EXPIRED: _("This certificate was given, and has run out since."),
        Status.RENEWED: _("Its holder has passed the course again since: ask for the newer certificate."),
        Status.SUSPENDED: _("This certificate does not count at present. It may count again later."),
        Status.WITHDRAWN: _("The company has withdrawn this certificate: it does not count."),
    }[of]


def fault(of: NameFault) -> str:
    """Say why a name can't be shown, and what to do."""
    return {
        NameFault.EMPTY: _("Write the name to show."),
        NameFault.LONG: _("Write at most %(most)s characters.", most=MOST_NAME),
        NameFault.ADDRESS: _("Write a name, not an address: anybody with the link reads it."),
        NameFault.UNWRITABLE: _(
            "The name has a character that can't be seen, or that turns the text around. Type it anew."
        ),
        NameFault.STACKED: _("The name has many marks on one letter. Write it with fewer."),
        NameFault.NO_LETTER: _("Write a name with letters in it."),
    }[of]


def unprintable() -> str:
    """Say that no font has a letter of the name."""
    return _("The certificate can't be printed with one of these letters. Write the name in another script.")


def criteria(found: Pass) -> str:
    """Say what it took to pass."""
    lessons = ngettext("A course of one lesson.", "A course of %(num)s lessons.", found.lessons)
    least = needed(asked=found.asked, pass_percent=found.pass_percent)
    quiz = _(
        "Passed with at least %(least)s right answers of %(asked)s, marked by the company.",
        least=least,
        asked=found.asked,
    )
    return f"{lessons} {quiz}"


def linkedin_fields(found: Pass, *, company: str, check_at: str, timezone: str) -> list[tuple[str, str]]:
    """Return what LinkedIn's form asks for, under the names it has there, to copy."""
    passed, until = _local(found, timezone)
    return [
        (_("Name"), found.title(found.language)),
        (_("Issuing organisation"), company),
        (_("Issue date (month and year)"), f"{passed.month:02} / {passed.year}"),
        (_("Expiration date (month and year)"), f"{until.month:02} / {until.year}"),
        (_("Credential ID"), found.public_id),
        (_("Credential URL"), check_at),
    ]


def linkedin_address(found: Pass, *, company: str, check_at: str, timezone: str) -> str:
    """Return the address of LinkedIn's form, filled in as far as it takes it."""
    passed, until = _local(found, timezone)
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": found.title(found.language),
        "organizationName": company,
        "issueYear": passed.year,
        "issueMonth": passed.month,
        "expirationYear": until.year,
        "expirationMonth": until.month,
        "certUrl": check_at,
        "certId": found.public_id,
    }
    return f"{LINKEDIN}?{urlencode(fields)}"


def _local(found: Pass, timezone: str) -> tuple[datetime, datetime]:
    zone = ZoneInfo(timezone)
    return found.standing.passed_at.astimezone(zone), found.standing.valid_until.astimezone(zone)
