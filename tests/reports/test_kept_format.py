"""A report comes back from what is kept of it exactly as it was, whatever its fields."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.reports.kept_format import UnreadableError, lines, made, plain, spelled
from ambassador.reports.reach_report import ReachReport

st.register_type_strategy(float, st.floats(allow_nan=False))


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    ends: tuple[float, float]
    at: datetime | None


@dataclass(frozen=True)
class Whole:
    name: str
    day: date
    colours: tuple[Colour, ...]
    parts: tuple[Part, ...]
    one: Part | None = None
    is_open: bool = False


def back(value: object, kind: type) -> object:
    return made(kind, json.loads(spelled(plain(value))))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.from_type(ReachReport))
def test_any_report_comes_back_as_it_was(report: ReachReport) -> None:
    again = back(report, ReachReport)
    assert again == report
    assert again.check == report.check  # type: ignore[attr-defined]  # a report, as asked for


@given(st.from_type(Whole))
def test_values_with_other_fields_come_back_as_they_were(whole: Whole) -> None:
    assert back(whole, Whole) == whole


def test_the_types_survive() -> None:
    whole = Whole(
        "æ", date(2026, 2, 3), (Colour.RED,), (Part((0.1, 1e300), datetime(2026, 1, 1, tzinfo=UTC)),)
    )
    again = back(whole, Whole)
    assert isinstance(again, Whole)
    assert again.colours[0] is Colour.RED
    assert isinstance(again.parts, tuple)


def test_numbers_of_numpy_are_kept_as_numbers() -> None:
    assert plain((np.int64(3), np.float64(0.5))) == [3, 0.5]


def test_what_nobody_could_read_back_is_not_kept() -> None:
    with pytest.raises(TypeError, match="can't be kept"):
        plain((object(),))


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"name": "a"},
        {"name": 1, "day": "2026-01-01", "colours": [], "parts": [], "one": None, "is_open": False},
        {"name": "a", "day": "soon", "colours": [], "parts": [], "one": None, "is_open": False},
        {"name": "a", "day": "2026-01-01", "colours": ["blue"], "parts": [], "one": None, "is_open": False},
        {"name": "a", "day": "2026-01-01", "colours": {}, "parts": [], "one": None, "is_open": False},
        {"name": "a", "day": "2026-01-01", "colours": [], "parts": [], "one": None, "is_open": 1},
        {
            "name": "a",
            "day": "2026-01-01",
            "colours": [],
            "parts": [],
            "one": None,
            "is_open": True,
            "new": 1,
        },
        [],
        "text",
    ],
)
def test_another_form_is_said_to_be_unreadable(kept: object) -> None:
    with pytest.raises(UnreadableError):
        made(Whole, kept)


@given(st.from_type(ReachReport))
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_check_number_is_of_the_canonical_content(report: ReachReport) -> None:
    assert report.check == hashlib.sha256(spelled(plain(report)).encode()).hexdigest()[:12]


def test_bare_lines_name_every_figure() -> None:
    kept = {"a": {"b": [1, None]}, "c": True}
    assert list(lines(kept)) == [("a.b.1", "1"), ("a.b.2", ""), ("c", "True")]
