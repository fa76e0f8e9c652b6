"""Knows the words of how courses go: stands, times, and what is told of a question."""

from __future__ import annotations

from collections.abc import Iterable

from ambassador.followup.courses.figures import TeamRow
from ambassador.followup.courses.policy import Missed, Spread, Stand
from ambassador.followup.courses.question_figures import QuestionFigure
from ambassador.followup.words import count as count_of
from ambassador.people.withholding_policy import Count
from ambassador.training.tallies.policy import MOST_MINUTES
from ambassador.web.formats import number, percent
from ambassador.web.i18n import gettext as _


def stands() -> dict[Stand, str]:
    """Return what each way to stand with a course is called."""
    return {
        Stand.PASSED: _("Passed"),
        Stand.UNDER_WAY: _("Under way"),
        Stand.NOT_BEGUN: _("Not begun"),
        Stand.RUN_OUT: _("Run out"),
        Stand.LATE_UNDER_WAY: _("Overdue, under way"),
        Stand.LATE_NOT_BEGUN: _("Overdue, not begun"),
        Stand.LATE_RUN_OUT: _("Overdue, run out"),
        Stand.WAIVED: _("Waived"),
    }


def explained() -> dict[Stand, str]:
    """Return what each way to stand with a course means."""
    return {
        Stand.PASSED: _("has a pass that counts today"),
        Stand.UNDER_WAY: _("has begun and never passed"),
        Stand.NOT_BEGUN: _("is asked for it, and has until the due date"),
        Stand.RUN_OUT: _("has passed before, and no pass counts today"),
        Stand.LATE_UNDER_WAY: _("is past the due date, has begun and never passed"),
        Stand.LATE_NOT_BEGUN: _("is past the due date, and has not begun"),
        Stand.LATE_RUN_OUT: _("is past the due date to renew it"),
        Stand.WAIVED: _("need not pass it for now; whatever was begun or passed before is not counted"),
    }


def count(value: Count | None) -> str:
    """Return a number of people, a range, that there are fewer than five, or that it is withheld."""
    return _("withheld") if value is None else count_of(value)


def written(teams: Iterable[TeamRow]) -> dict[Count, str]:
    """Return each number that the rows of teams have, in words: thousands of cells share a few dozen."""
    every = {number for row in teams for number in (row.people, *row.counts)}
    return {number: count(number) for number in every}


def team(row: TeamRow) -> str:
    """Return what a row of the teams is called."""
    if row.is_together:
        return _("Other teams together")
    return row.name or _("Without a team")


def tries(value: Spread | None) -> str:
    """Return at which attempt people passed."""
    if value is None:
        return _("too few")
    return _spread(number(value.middle), [number(end) for end in value.half] if value.half else [])


def minutes(value: Spread | None) -> str:
    """Return how long attempts took."""
    if value is None:
        return _("too few")
    return _spread(_minutes(value.middle), [_minutes(end) for end in value.half] if value.half else [])


def _spread(middle: str, half: list[str]) -> str:
    if not half or set(half) == {middle}:
        return middle
    return _("%(middle)s (half: %(low)s to %(high)s)", middle=middle, low=half[0], high=half[1])


def _minutes(value: int) -> str:
    if value >= MOST_MINUTES:
        return _("a day or more")
    # Whole minutes are kept, so the first of them is all that is shorter.
    return _("%(minutes)s min", minutes=number(value)) if value else _("under 1 min")


def missed(figure: QuestionFigure) -> str:
    """Return how often a question was answered wrongly, as far as it is told."""
    if figure.share is not None:
        return percent(figure.share)
    return {
        Missed.FEW: _("by fewer than 5 people"),
        Missed.NEARLY_ALL: _("by all but fewer than 5 people"),
        Missed.WITHHELD: _("withheld"),
    }[figure.told]
