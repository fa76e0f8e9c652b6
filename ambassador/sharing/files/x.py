"""Reads X's follower.js: the number of each account that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import TextIOWrapper

from ambassador.audience.policy import Channel
from ambassador.sharing.files.elements import elements_of
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.identifiers import identifier

_ASSIGNMENT = re.compile(r"\s*(?:window\.)?YTD\.(?P<what>\w+)\.part[0-9]+\s*=")


def looks_like_it(beginning: str) -> bool:
    """Say whether a text is a file of X's archive."""
    return _ASSIGNMENT.match(beginning) is not None


def people_in(text: TextIOWrapper, beginning: str) -> Iterator[str]:
    """Yield an identifier for each follower: the account's number, or an empty text."""
    found = _ASSIGNMENT.match(beginning)
    what = found["what"].lower() if found else ""
    if what != "follower":
        raise UnusableError(Fault.FOLLOWING if what == "following" else Fault.OTHER_FILE, Channel.X)
    for element in elements_of(text, after="="):
        follower = element.get("follower") if isinstance(element, dict) else None
        number = follower.get("accountId") if isinstance(follower, dict) else None
        yield identifier(Channel.X, number) if isinstance(number, str) and number.isdecimal() else ""
