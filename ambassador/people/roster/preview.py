"""Turns a plan into what the preview page shows: counts, and samples of each kind."""

from __future__ import annotations

from typing import Any

from ambassador.people.roster.comparing import Change, Known, Plan, differences
from ambassador.people.roster.policy import many_leave
from ambassador.people.roster.rows import Entry

SAMPLE = 20
"""People of each kind in a preview."""
LONG_SAMPLE = 100
"""Leavers and unreadable rows in a preview: those deserve a look at each."""


def preview_of(plan: Plan) -> dict[str, Any]:
    """Return counts and samples of a plan, as the preview page shows them."""
    return {
        "counts": {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "returning": len(plan.returning),
            "leaving": len(plan.leaving),
            "unchanged": plan.unchanged,
            "outsiders": len(plan.outsiders),
            "faults": len(plan.faults),
        },
        "working": plan.working,
        "is_empty": plan.is_empty,
        "many_leave": many_leave(leaving=len(plan.leaving), working=plan.working),
        "new": [_entry(entry) for entry in plan.new[:SAMPLE]],
        "changed": [_change(change) for change in plan.changed[:SAMPLE]],
        "returning": [_change(change) for change in plan.returning[:SAMPLE]],
        "leaving": [_known(known) for known in plan.leaving[:LONG_SAMPLE]],
        "kept": [_known(known) for known in plan.kept],
        "faults": [fault._asdict() for fault in plan.faults[:LONG_SAMPLE]],
        "outsiders": [outsider._asdict() for outsider in plan.outsiders[:SAMPLE]],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "email": entry.email,
        "team": entry.team or "",
        "title": entry.title or "",
        "is_leader": bool(entry.is_leader),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.known.name,
        "email": change.known.email,
        "differences": [difference._asdict() for difference in differences(change)],
    }


def _known(known: Known) -> dict[str, Any]:
    return {"name": known.name, "email": known.email, "team": known.team}
