"""How many different people the ambassadors reach: estimates that say how sure they are."""

from .asking import SEED_BITS, Asked, Orders, ask, orders
from .assumptions import Assumption, Quality, active_in_a_month, measured, seen_by
from .audiences import Coverage
from .bounds import Bounds, across_channels
from .campaign import campaign
from .curve import Curve, fit_two, reach
from .estimate import Estimate, Grade
from .estimators import MutualCount
from .ladder import OUTSIDE_ASSUMED, Ladder, ladder
from .lists import without
from .narrowing import Narrowed, narrow
from .packed import Packed
from .people import estimate_people, people_by_counts
from .planner import Needed, Step, grow, needed
from .rungs import Rung, two_digits

__all__ = [
    "OUTSIDE_ASSUMED",
    "SEED_BITS",
    "Asked",
    "Assumption",
    "Bounds",
    "Coverage",
    "Curve",
    "Estimate",
    "Grade",
    "Ladder",
    "MutualCount",
    "Narrowed",
    "Needed",
    "Orders",
    "Packed",
    "Quality",
    "Rung",
    "Step",
    "across_channels",
    "active_in_a_month",
    "ask",
    "campaign",
    "estimate_people",
    "fit_two",
    "grow",
    "ladder",
    "measured",
    "narrow",
    "needed",
    "orders",
    "people_by_counts",
    "reach",
    "seen_by",
    "two_digits",
    "without",
]
