"""Reads a list of followers, whatever the file, and hands on nothing of it but keys and counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import IO

from ambassador.audience.policy import Channel
from ambassador.sharing.files import archives, instagram, linkedin, plain, x
from ambassador.sharing.files.faults import Fault, Refused, UnusableError
from ambassador.sharing.files.texts import LOOKED_AT, beginning_of, encoding_of, is_text, lines_of, text_of
from ambassador.sharing.keys import Keys, keys_of, sampled
from ambassador.sharing.policy import MOST_BYTES, MOST_PEOPLE, one_in

WEB_PAGE = ("<!doctype html", "<html")


@dataclass(frozen=True)
class FollowerList:
    """What is known of a list once it is read: counts, and the keys that would be kept."""

    people: int
    """Different people in it."""
    without: int
    """People in it whom no address or name tells from others."""
    kept: Keys = field(repr=False)
    one_in: int


def read_list(stream: IO[bytes], *, channel: Channel, secret: str) -> FollowerList | Refused:
    """Return the list of followers on a channel that is in a file or an archive, or why there is none.

    Reads the file once, from its beginning, a little at a time. Names, e-mail addresses and whatever else
    stands in it are passed over; nothing of the file is in a refusal.
    """
    counted = _Counted()
    try:
        size = stream.seek(0, 2)
        if size > MOST_BYTES:
            return Refused(Fault.TOO_LARGE)
        keys = keys_of(channel, counted.present(_people_in(stream, channel=channel)), secret)
    except UnusableError as found:
        return found.refused
    except archives.DAMAGED:
        return Refused(Fault.TRUNCATED)
    if not keys.size:
        return Refused(Fault.NO_ADDRESSES if counted.without else Fault.EMPTY)
    kept_one_in = one_in(keys.size)
    return FollowerList(keys.size, counted.without, sampled(keys, one_in=kept_one_in), kept_one_in)


class _Counted:
    """Counts people on their way through."""

    def __init__(self) -> None:
        self.seen = self.without = 0

    def present(self, people: Iterator[str]) -> Iterator[str]:
        """Yield the people who have an identifier; raises UnusableError when there are too many."""
        for person in people:
            self.seen += 1
            if self.seen > MOST_PEOPLE:
                raise UnusableError(Fault.TOO_MANY)
            if person:
                yield person
            else:
                self.without += 1


def _people_in(stream: IO[bytes], *, channel: Channel) -> Iterator[str]:
    beginning = beginning_of(stream)
    if not archives.is_archive(beginning):
        yield from _people_in_text(stream, beginning, channel=channel)
        return
    for part in archives.lists_in(stream, channel=channel):
        yield from _people_in_text(part, beginning_of(part), channel=channel)


def _people_in_text(stream: IO[bytes], beginning: bytes, *, channel: Channel) -> Iterator[str]:
    if not beginning.strip():
        raise UnusableError(Fault.EMPTY)
    if not is_text(beginning):
        raise UnusableError(Fault.NOT_A_LIST)
    text = text_of(stream, beginning)
    look = beginning.decode(encoding_of(beginning), "replace")[:LOOKED_AT].replace("\0", "").lstrip("\ufeff")
    try:
        yield from _of_its_kind(text, look, channel=channel)
    finally:
        # The file belongs to whoever opened it.
        text.detach()


def _of_its_kind(text: TextIOWrapper, look: str, *, channel: Channel) -> Iterator[str]:
    if look.lstrip().lower().startswith(WEB_PAGE):
        raise UnusableError(Fault.WEB_PAGE, channel)
    if x.looks_like_it(look):
        _only_from(Channel.X, channel)
        return x.people_in(text, look)
    if instagram.looks_like_it(look):
        _only_from(Channel.INSTAGRAM, channel)
        return instagram.people_in(text, look)
    if linkedin.looks_like_it(look):
        _only_from(Channel.LINKEDIN, channel)
        return linkedin.people_in(lines_of(text))
    return plain.people_in(lines_of(text), channel=channel)


def _only_from(found: Channel, wanted: Channel) -> None:
    if found is not wanted:
        raise UnusableError(Fault.OTHER_CHANNEL, found)
