"""What is assumed because it cannot be measured here: with its range, its source, and how good that is."""

from dataclasses import dataclass
from enum import StrEnum


class Quality(StrEnum):
    """How far a default can be trusted."""

    GOOD = "good"
    GOOD_BUT_OLD = "good, old"
    WEAK = "weak"
    ASSUMPTION = "assumption"
    MEASURED = "measured"


@dataclass(frozen=True)
class Assumption:
    """A share from 0 to 1 with the range it may lie in, and where it comes from.

    `low` and `high` equal `value` where the source gives no range. Raises ValueError unless
    0 <= low <= value <= high <= 1.
    """

    value: float
    low: float
    high: float
    source: str
    quality: Quality

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high <= 1:
            raise ValueError("A share lies between 0 and 1, and between the ends of its range.")


VAN_DER_BLOM = (
    "van der Blom, Algorithm Insights 2024, said 10 to 15 % of connections; "
    "the 2025 editions report about half"
)
BERNSTEIN = "Bernstein, Bakshy, Burke and Karrer, CHI 2013, 222,000 users"
CARRIED_OVER = f"{BERNSTEIN}, of Facebook; carried over"
MEASURED_GRAPHS = "18 real follower graphs"
NO_SOURCE = "No good source was found"

ELSEWHERE = Assumption(0.075, 0.05, 0.10, NO_SOURCE, Quality.ASSUMPTION)
"""A channel without a source of its own: 5 to 10 %, used at the middle."""

SEEN_BY: dict[str, Assumption] = {
    "linkedin": Assumption(0.09, 0.06, 0.12, VAN_DER_BLOM, Quality.WEAK),
    "facebook": Assumption(0.35, 0.35, 0.35, BERNSTEIN, Quality.GOOD_BUT_OLD),
    "instagram": ELSEWHERE,
    "x": ELSEWHERE,
    "tiktok": ELSEWHERE,
    "youtube": ELSEWHERE,
    "bluesky": ELSEWHERE,
    "mastodon": ELSEWHERE,
    "threads": ELSEWHERE,
    "snapchat": ELSEWHERE,
}
"""Share of a personal audience that sees one post, by channel; an ambassador's own figure overrides it."""

BRAND_PAGE = Assumption(0.022, 0.022, 0.022, "Ignite 2021; brand pages, not people", Quality.WEAK)
"""Share of a Facebook brand page's followers that see one post, for comparison only."""

ACTIVE_ON_FACEBOOK = Assumption(0.61, 0.61, 0.61, BERNSTEIN, Quality.GOOD_BUT_OLD)
ACTIVE_ELSEWHERE = Assumption(0.61, 0.61, 0.61, CARRIED_OVER, Quality.ASSUMPTION)


def seen_by(channel: str) -> Assumption:
    """Return the default share of an audience that sees one post on this channel, else 5 to 10 %."""
    return SEEN_BY.get(channel, ELSEWHERE)


def active_in_a_month(channel: str) -> Assumption:
    """Return the default share of people active at all in a month, which is measured for Facebook only."""
    return ACTIVE_ON_FACEBOOK if channel == "facebook" else ACTIVE_ELSEWHERE


def measured(share: float, *, source: str) -> Assumption:
    """Return an ambassador's or a programme's own measured share, which overrides any default."""
    return Assumption(share, share, share, source, Quality.MEASURED)
