"""Says in words what a design brought, and what is to be doubted about it."""

from __future__ import annotations

from ambassador.asking.policy import STEP, Count, Doubt
from ambassador.web.formats import number
from ambassador.web.i18n import gettext as _


def count(people: Count) -> str:
    """Write a range of people: fewer than 5, 10–14, or 16 or more."""
    if people.high is None:
        return _("%(low)s or more", low=number(people.low))
    if people.low == 0:
        return _("fewer than 5") if people.high == STEP - 1 else number(people.high)
    return f"{number(people.low)}\N{EN DASH}{number(people.high)}"


def doubt(found: Doubt) -> str:
    """Say how the lists are unlike the design, what that does to the figure, and what to do."""
    return {
        Doubt.ONE_TEAM: _(
            "Many of the lists come from one team. Colleagues who work together share followers, so the "
            "figure comes out too low: by 18% in our trials. Talk to people in other teams who are among "
            "those asked."
        ),
        Doubt.SMALL: _(
            "Most of the lists that came in are small. The figure then comes out too low: by 9% in our "
            "trials. Ask those with many followers what would make it easy for them."
        ),
        Doubt.VOLUNTEERS: _(
            "Most of the lists came from people who were not drawn. Volunteers are not like the others: the "
            "figure came out 6% too high in our trials. Talk to those who were asked."
        ),
    }[found]
