"""Changes the assumptions: each change is a new version, and no version is edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.reports import assumption_queries as queries
from ambassador.reports import assumption_words as words
from ambassador.reports.assumption_policy import (
    SHIPPED,
    Assumptions,
    differences,
    lack_a_source,
    stored,
)
from ambassador.reports.kept_format import spelled_hash
from ambassador.reports.models import AssumptionVersion
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class ChangeAssumptions:
    """What somebody wants assumed from now on, why, and the version they began from."""

    wanted: Assumptions
    began: int
    why: str


def install_assumptions(session: Session, at: datetime) -> None:
    """Keep what this release ships as version 1, unless there is one; for each start.

    A later release that ships something else changes no version: it is offered on the page.
    """
    if not queries.is_installed(session):
        _keep(session, SHIPPED, why="", by=None, at=at)


def change(
    session: Session, command: ChangeAssumptions, *, by: int, at: datetime
) -> int | Conflict | tuple[Refusal, ...] | None:
    """Make what somebody wants the newest version and return its number; None where nothing would change.

    Otherwise nothing is kept: a Conflict when another version came since theirs began, and a refusal beside
    each figure that was changed without a source.
    """
    install_assumptions(session, at)
    before = queries.in_force(session)
    if command.began != before.number:
        return _came_between()
    if not differences(before, command.wanted):
        return None
    lacking = lack_a_source(before, command.wanted)
    if lacking:
        sentence = _("say where the new figure comes from.")
        return tuple(Refusal(f"{words.name(name)}: {sentence}", f"{name}_source") for name in lacking)
    wanted = Assumptions(before.number + 1, command.wanted.shares, command.wanted.posts)
    if not _keep(session, wanted, why=command.why, by=by, at=at):
        return _came_between()
    return wanted.number


def _keep(session: Session, wanted: Assumptions, *, why: str, by: int | None, at: datetime) -> bool:
    row = AssumptionVersion(number=wanted.number, at=at, by=by, assumed=stored(wanted), why=why)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The number is unique: of two who save at once, one makes the version.
        return False
    sha256 = spelled_hash(stored(wanted))
    record(session, "assumptions changed", by=by, at=at, number=wanted.number, sha256=sha256)
    return True


def _came_between() -> Conflict:
    return Conflict(
        _(
            "Somebody else changed the assumptions after you opened this page, so nothing is saved yet. What "
            "they changed is listed below and filled in, and what you changed still stands. Look, and save "
            "again."
        )
    )
