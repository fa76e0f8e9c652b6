"""Knows how what people are asked is brought up to date: whom to look at, in turn, and how it ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.people.joining import let_no_import_begin
from ambassador.trail.operations import take_turn

MANY = 2_000
"""From so many people on, looking at everybody takes less time than looking for them."""


def in_turn(session: Session, person_ids: Collection[int] | None) -> Sequence[Sequence[int] | None]:
    """Take the turn and return the people in groups: None is everybody, and no group is nobody.

    With the turn, because two who change the same rows, one with it and one waiting for it, wait for ever.
    """
    if person_ids is not None and not person_ids:
        return []
    is_everybody = person_ids is None or len(person_ids) > MANY
    if is_everybody:
        let_no_import_begin(session)
    take_turn(session)
    session.flush()
    return [None] if person_ids is None or is_everybody else list(batches(sorted(set(person_ids))))


def end(session: Session, model: type[Any], why: StrEnum, *which: ColumnElement[bool], at: datetime) -> None:
    """End rows that nobody expects any more, in one statement; `model` has `ended_at` and `ended_why`."""
    session.execute(
        update(model)
        .where(*which)
        .values(ended_at=at, ended_why=why)
        .execution_options(synchronize_session=False)
    )
