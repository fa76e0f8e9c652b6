"""Reads a JSON list one element at a time, so that a large file needs little memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

from ambassador.sharing.files.faults import Fault, UnusableError

CHUNK = 65_536
LARGEST = 4 * CHUNK
"""Characters in one element: a follower takes some hundred."""

_WHITE = " \t\r\n"
_DECODER = json.JSONDecoder()


class _Buffer:
    """The part of a text that is being read."""

    def __init__(self, text: TextIOWrapper) -> None:
        self.text, self.held, self.place = text, "", 0
        self.is_at_end = False

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        chunk = self.text.read(CHUNK)
        self.held, self.place = self.held[self.place :] + chunk, 0
        self.is_at_end = not chunk
        return bool(chunk)

    def next_sign(self) -> str:
        """Return the next character that is no white space, without passing it; empty at the end."""
        while True:
            while self.place < len(self.held):
                if self.held[self.place] not in _WHITE:
                    return self.held[self.place]
                self.place += 1
            if not self.more():
                return ""


def elements_of(text: TextIOWrapper, *, after: str = "") -> Iterator[Any]:
    """Yield the elements of the list in a text, which begins after the first `after` if one is given.

    Raises UnusableError: TRUNCATED where the text ends before the list does, NOT_A_LIST for anything else.
    """
    buffer = _Buffer(text)
    buffer.more()
    if after:
        found = buffer.held.find(after)
        if found < 0:
            raise UnusableError(Fault.NOT_A_LIST)
        buffer.place = found + len(after)
    _expect(buffer, "[")
    if buffer.next_sign() == "]":
        return
    while True:
        yield _one(buffer)
        if buffer.next_sign() == "]":
            return
        _expect(buffer, ",")


def _expect(buffer: _Buffer, sign: str) -> None:
    found = buffer.next_sign()
    if found != sign:
        raise UnusableError(Fault.NOT_A_LIST if found else Fault.TRUNCATED)
    buffer.place += 1


def _one(buffer: _Buffer) -> Any:
    if not buffer.next_sign():
        raise UnusableError(Fault.TRUNCATED)
    while True:
        is_whole, element = _decoded(buffer)
        if is_whole:
            return element
        if len(buffer.held) - buffer.place > LARGEST:
            raise UnusableError(Fault.NOT_A_LIST)
        if not buffer.more():
            raise UnusableError(Fault.TRUNCATED)


def _decoded(buffer: _Buffer) -> tuple[bool, Any]:
    is_too_deep = False
    try:
        element, end = _DECODER.raw_decode(buffer.held, buffer.place)
    except RecursionError:
        is_too_deep = True
    except ValueError:
        return False, None
    if is_too_deep:
        # Raised out here, because the error above holds a part of the file.
        raise UnusableError(Fault.NOT_A_LIST)
    if not isinstance(element, dict | list | str) and end == len(buffer.held) and not buffer.is_at_end:
        # A number at the end of what was read may go on.
        return False, None
    buffer.place = end
    return True, element
