"""Knows the order that courses give themselves: which comes before which, and where none could be first."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence


def circle(course: int, needs: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """Return a shortest way from a course, through what must be passed before, back to it; empty if none is.

    `needs` has by course what must be passed before it. The way ends before it is back: (1, 2) is 1 after 2
    after 1.
    """
    ways: deque[tuple[int, ...]] = deque([(course,)])
    seen: set[int] = set()
    while ways:
        way = ways.popleft()
        for before in sorted(needs.get(way[-1], ())):
            if before == course:
                return way
            if before not in seen:
                seen.add(before)
                ways.append((*way, before))
    return ()


def in_order(courses: Sequence[int], needs: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """Return courses so that each comes after those of them that it needs, else in the order given.

    Also what one of them needs through a course that is not among them comes before it. Where courses need
    each other in a circle, one of them is first.
    """
    found: dict[int, None] = {}

    def put(course: int, seen: frozenset[int]) -> None:
        if course in seen or course in found:
            return
        for before in sorted(needs.get(course, ())):
            put(before, seen | {course})
        found[course] = None

    for course in courses:
        put(course, frozenset())
    return tuple(course for course in found if course in set(courses))
