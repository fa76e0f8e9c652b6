"""Reads the versions of the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.people.models import Person
from ambassador.reports.assumption_policy import (
    SHIPPED,
    Assumptions,
    Difference,
    differences,
    read,
)
from ambassador.reports.models import AssumptionVersion


def is_installed(session: Session) -> bool:
    """Say whether there is a first version."""
    return session.scalar(select(AssumptionVersion.number).limit(1)) is not None


def in_force(session: Session) -> Assumptions:
    """Return the newest version; before the first one is kept, what it will be."""
    newest = session.execute(
        select(AssumptionVersion.number, AssumptionVersion.assumed)
        .order_by(AssumptionVersion.number.desc())
        .limit(1)
    ).first()
    return read(newest.number, newest.assumed) if newest else SHIPPED


def version(session: Session, number: int) -> Assumptions | None:
    """Return one version, or None if there is none with this number."""
    kept = session.scalar(select(AssumptionVersion.assumed).where(AssumptionVersion.number == number))
    return None if kept is None else read(number, kept)


@dataclass(frozen=True)
class Edition:
    """A version with its story: when, who, why, and what it changed."""

    assumptions: Assumptions
    at: datetime
    by: str
    """A name; empty for what was shipped."""
    why: str
    changes: tuple[Difference, ...]

    @property
    def number(self) -> int:
        return self.assumptions.number


def history(session: Session) -> list[Edition]:
    """Return all versions, the newest first."""
    rows = session.execute(
        select(
            AssumptionVersion.number,
            AssumptionVersion.assumed,
            AssumptionVersion.at,
            AssumptionVersion.why,
            Person.name,
        )
        .outerjoin(Person, Person.id == AssumptionVersion.by)
        .order_by(AssumptionVersion.number)
    ).all()
    versions = [read(row.number, row.assumed) for row in rows]
    # The first version changed nothing.
    changes = [differences(before, after) for before, after in pairwise([*versions[:1], *versions])]
    return [
        Edition(version, row.at, row.name or "", row.why, changed)
        for version, row, changed in zip(versions, rows, changes, strict=True)
    ][::-1]
