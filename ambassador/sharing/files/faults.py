"""Knows why a file can't be read as a list of followers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ambassador.audience.policy import Channel


class Fault(StrEnum):
    """What is wrong with a file."""

    EMPTY = "nothing in it"
    NOT_A_LIST = "no list of profiles"
    OTHER_CHANNEL = "a list from another channel"
    OTHER_FILE = "another file of the same archive"
    FOLLOWING = "those whom one follows, not the followers"
    WEB_PAGE = "saved as a web page"
    NO_ADDRESSES = "no addresses in it"
    NAMES = "names where the channel's own file has numbers"
    TRUNCATED = "ends in the middle"
    TOO_LARGE = "more than can be read"
    TOO_MANY = "more people than can be kept"
    LOCKED = "needs a password"
    NESTED = "an archive inside an archive"
    NOTHING_INSIDE = "an archive without the list"
    PACKED_ODDLY = "an archive that would unpack to far more than it should"


@dataclass(frozen=True)
class Refused:
    """Why a file was not read; nothing of what stands in it."""

    fault: Fault
    channel: Channel | None = None
    """The channel the file is from, where that is what is wrong."""


class UnusableError(Exception):
    """A file can't be read. Carries no word of the file, and is never raised from an error that does."""

    def __init__(self, fault: Fault, channel: Channel | None = None) -> None:
        super().__init__(fault.value)
        self.refused = Refused(fault, channel)
