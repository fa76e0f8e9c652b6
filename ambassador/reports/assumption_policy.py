"""Knows the assumptions behind a report as one value: what was shipped, how they are kept, what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ambassador.audience.policy import Channel
from ambassador.reach import Assumption, Quality, active_in_a_month, seen_by
from ambassador.reports.reach_report import Assumed, Subject

SHIPPED_NUMBER = 1
MOST_POSTS = 100

COLLEAGUES = Subject.COLLEAGUES.value
BY_CHANNEL = (Subject.SEEN, Subject.ACTIVE)


def share_name(subject: Subject, channel: str) -> str:
    """Return the name of a share that each channel has of its own: seen_linkedin."""
    return f"{subject}_{channel}"


SHARES = (*(share_name(subject, channel) for subject in BY_CHANNEL for channel in Channel), COLLEAGUES)
"""The names of all shares, in the order of the page."""


def about(name: str) -> tuple[Subject, Channel | None]:
    """Return what a share is about, and on which channel; None where it is about no channel."""
    subject, _, channel = name.partition("_")
    return Subject(subject), Channel(channel) if channel else None


@dataclass(frozen=True)
class Posts:
    """How many posts each ambassador publishes in the campaign of the ladder."""

    value: int
    source: str
    quality: Quality


@dataclass(frozen=True)
class Assumptions:
    """Everything a report assumes, as one version of it."""

    number: int
    shares: Mapping[str, Assumption]
    posts: Posts

    def seen_by(self, channel: str) -> Assumption:
        """Return the share of an audience on a channel that sees one post."""
        return self.shares[share_name(Subject.SEEN, channel)]

    def active_in_a_month(self, channel: str) -> Assumption:
        """Return the share of people on a channel who are active at all in a month."""
        return self.shares[share_name(Subject.ACTIVE, channel)]

    @property
    def colleagues(self) -> Assumption:
        """The share of colleagues who are among the people."""
        return self.shares[COLLEAGUES]


def _shipped_shares() -> dict[str, Assumption]:
    by_channel = {Subject.SEEN: seen_by, Subject.ACTIVE: active_in_a_month}
    shares = {
        share_name(subject, channel): assume(channel)
        for subject, assume in by_channel.items()
        for channel in Channel
    }
    return {**shares, COLLEAGUES: Assumption(0.5, 0.0, 1.0, "", Quality.ASSUMPTION)}


SHIPPED = Assumptions(number=SHIPPED_NUMBER, shares=_shipped_shares(), posts=Posts(1, "", Quality.ASSUMPTION))
"""What this release ships. Version 1 is what the release that was started first shipped."""


def stored(assumptions: Assumptions) -> dict[str, Any]:
    """Return the assumptions as they are kept in a row."""
    shares = {name: asdict(share) for name, share in assumptions.shares.items()}
    return {"shares": shares, "posts": asdict(assumptions.posts)}


def read(number: int, kept: Mapping[str, Any]) -> Assumptions:
    """Return the assumptions of a row; a share that is newer than the row is as this release ships it."""
    shares = {
        name: _assumption(kept["shares"][name]) if name in kept["shares"] else SHIPPED.shares[name]
        for name in SHARES
    }
    posts = kept["posts"]
    return Assumptions(number, shares, Posts(posts["value"], posts["source"], Quality(posts["quality"])))


def _assumption(kept: Mapping[str, Any]) -> Assumption:
    return Assumption(kept["value"], kept["low"], kept["high"], kept["source"], Quality(kept["quality"]))


@dataclass(frozen=True)
class Difference:
    """One assumption before and after a change; `name` is a share's, or that of the posts."""

    name: str
    before: Assumption | Posts
    after: Assumption | Posts

    @property
    def is_other_figure(self) -> bool:
        """Say whether a figure changed, not only where it is said to come from."""
        return figures(self.before) != figures(self.after)


def figures(assumed: Assumption | Posts) -> tuple[float, ...]:
    """Return the numbers of an assumption: low end, figure, high end."""
    if isinstance(assumed, Posts):
        return (assumed.value,)
    return (assumed.low, assumed.value, assumed.high)


def differences(before: Assumptions, after: Assumptions) -> tuple[Difference, ...]:
    """Return what differs, in the order of the page."""
    pairs: list[tuple[str, Assumption | Posts, Assumption | Posts]] = [
        *((name, before.shares[name], after.shares[name]) for name in SHARES),
        (Subject.POSTS.value, before.posts, after.posts),
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def lack_a_source(before: Assumptions, after: Assumptions) -> tuple[str, ...]:
    """Return the names of figures that were changed without saying where the new one comes from.

    What is shipped without a source may be put back without one.
    """
    return tuple(
        each.name
        for each in differences(before, after)
        if each.is_other_figure and not each.after.source and each.after != shipped(each.name)
    )


def listed(assumptions: Assumptions, channels: Sequence[Channel]) -> tuple[Assumed, ...]:
    """Return what is assumed about some channels, as a page lists it: each different assumption once."""
    posts, colleagues = assumptions.posts, assumptions.colleagues
    return (
        Assumed(Subject.POSTS, posts.value, posts.value, posts.value, posts.source, posts.quality),
        *_by_channel(Subject.SEEN, channels, assumptions.seen_by),
        *_by_channel(Subject.ACTIVE, channels, assumptions.active_in_a_month),
        Assumed(
            Subject.COLLEAGUES, colleagues.value, colleagues.low, colleagues.high,
            colleagues.source, colleagues.quality,
        ),
    )  # fmt: skip


def _by_channel(
    subject: Subject, channels: Sequence[Channel], assume: Callable[[str], Assumption]
) -> list[Assumed]:
    """Return each different assumption once, with the channels that share it."""
    shares = dict.fromkeys(assume(channel) for channel in channels)
    return [
        Assumed(
            subject, share.value, share.low, share.high, share.source, share.quality,
            channels=tuple(channel for channel in channels if assume(channel) == share),
        )
        for share in shares
    ]  # fmt: skip


def shipped(name: str) -> Assumption | Posts:
    """Return one assumption as this release ships it."""
    return SHIPPED.posts if name == Subject.POSTS else SHIPPED.shares[name]


def merged(base: Assumptions, *, mine: Assumptions, theirs: Assumptions) -> Assumptions:
    """Return their version with what I changed since our common base: mine wins where both changed."""
    changed = {each.name for each in differences(base, mine)}
    shares = {name: (mine if name in changed else theirs).shares[name] for name in SHARES}
    posts = mine.posts if Subject.POSTS in changed else theirs.posts
    return replace(theirs, shares=shares, posts=posts)
