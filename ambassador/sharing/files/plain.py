"""Reads a plain list: one profile's address or name a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ambassador.audience.policy import Channel
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.identifiers import ODD, channel_of, identifier

LOOKED_AT = 1000
"""Lines after which a file with hardly a profile in it is given up."""

NUMBERS_ONLY = frozenset({Channel.X})
"""Channels whose own file knows people by number: a name in another list would be somebody else each time."""


def people_in(lines: Iterator[str], *, channel: Channel) -> Iterator[str]:
    """Yield an identifier for each line, or an empty text for one that names no profile on the channel.

    Raises UnusableError where most lines name none: it is then another kind of file. On channels that know
    people by number a name counts as none.
    """
    seen, strange, elsewhere = 0, 0, Counter[Channel | None]()
    for line in lines:
        written = line.strip(ODD + ",;")
        if not written:
            continue
        seen += 1
        found = identifier(channel, written)
        if found and channel in NUMBERS_ONLY and not found.isdecimal():
            strange, found = strange + 1, ""
            elsewhere[None] += 1
        elif not found:
            strange += 1
            if (other := channel_of(written)) not in (None, channel):
                elsewhere[other] += 1
        if seen == LOOKED_AT:
            _check(seen, strange, elsewhere)
        yield found
    _check(seen, strange, elsewhere)


def _check(seen: int, strange: int, elsewhere: Counter[Channel | None]) -> None:
    if strange * 2 <= seen:
        return
    if sum(elsewhere.values()) * 2 > seen:
        other = elsewhere.most_common(1)[0][0]
        raise UnusableError(Fault.OTHER_CHANNEL if other else Fault.NAMES, other)
    raise UnusableError(Fault.NOT_A_LIST)
