"""Reads Instagram's followers_1.json: the user name of each follower."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

from ambassador.audience.policy import Channel
from ambassador.sharing.files.elements import elements_of
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.identifiers import identifier

_WRAPPED = re.compile(r"\s*\{\s*\"relationships_(?P<what>\w+)\"\s*:")


def looks_like_it(beginning: str) -> bool:
    """Say whether a text can be such a file: a list, or a list under a name as in older exports."""
    return beginning.lstrip()[:1] in ("[", "{")


def people_in(text: TextIOWrapper, beginning: str) -> Iterator[str]:
    """Yield an identifier for each follower, or an empty text."""
    wrapped = _WRAPPED.match(beginning)
    if wrapped is None and beginning.lstrip().startswith("{"):
        raise UnusableError(Fault.NOT_A_LIST)
    if wrapped and not wrapped["what"].startswith("followers"):
        is_following = wrapped["what"].startswith("following")
        raise UnusableError(Fault.FOLLOWING if is_following else Fault.OTHER_FILE, Channel.INSTAGRAM)
    seen, strange = 0, 0
    for element in elements_of(text, after=":" if wrapped else ""):
        entry = _entry(element)
        seen, strange = seen + 1, strange + (entry is None)
        yield _name(entry or {})
    if strange * 2 > seen:
        # A list of something else, such as comments.
        raise UnusableError(Fault.NOT_A_LIST)


def _entry(element: Any) -> dict[str, Any] | None:
    entries = element.get("string_list_data") if isinstance(element, dict) else None
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        return None
    return entries[0]


def _name(entry: dict[str, Any]) -> str:
    for field in ("value", "href"):
        written = entry.get(field)
        if isinstance(written, str) and (found := identifier(Channel.INSTAGRAM, written)):
            return found
    return ""
