"""Says how the range would probably narrow with further lists: the one place that asks reach about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel


@dataclass(frozen=True)
class Width:
    """The range of different people with so many more lists."""

    more: int
    low: float
    high: float


def narrowing(_session: Session, _channel: Channel, *, at: datetime) -> Sequence[Width]:
    """Return how the range would probably narrow with further lists; nothing where that can't be said.

    It can't be said yet: reach does not answer this so far, and the page says what will stand there.
    """
    return ()
