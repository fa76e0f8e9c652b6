"""The rules of guidelines, as truth tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ambassador.guidelines import policy
from ambassador.guidelines.policy import Change, Label, Verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "change", "expected"),
    [
        (None, Change.FIRST, Label(1, 0)),
        (None, Change.MATERIAL, Label(1, 0)),
        (Label(1, 0), Change.MINOR, Label(1, 1)),
        (Label(1, 9), Change.MINOR, Label(1, 10)),
        (Label(1, 3), Change.MATERIAL, Label(2, 0)),
    ],
)
def test_the_next_version_is_named_after_how_much_changes(
    last: Label | None, change: Change, expected: Label
) -> None:
    assert policy.next_label(last, change) == expected


def test_version_ten_comes_after_version_nine() -> None:
    assert Label(1, 10) > Label(1, 9)


@pytest.mark.parametrize(
    ("change", "grace_days", "major_binds_from", "expected"),
    [
        (Change.FIRST, 14, None, NOW),
        (Change.MATERIAL, 14, NOW - 300 * DAY, NOW + 14 * DAY),
        (Change.MATERIAL, 0, NOW - 300 * DAY, NOW),
        (Change.MINOR, 14, NOW - 300 * DAY, NOW),
        # A mended word during the grace of a material version keeps that grace.
        (Change.MINOR, 0, NOW + 5 * DAY, NOW + 5 * DAY),
    ],
)
def test_a_version_binds_at_once_after_its_grace_or_with_its_major_version(
    change: Change, grace_days: int, major_binds_from: datetime | None, expected: datetime
) -> None:
    binds = policy.binding_from(
        change, published_at=NOW, grace_days=grace_days, major_binds_from=major_binds_from
    )
    assert binds == expected


@pytest.mark.parametrize(
    ("acknowledged", "current", "is_seen", "is_ticked", "verdict"),
    [
        (0, 1, True, True, Verdict.ACCEPTED),
        (0, 1, True, False, Verdict.NOT_TICKED),
        (0, 1, False, True, Verdict.SUPERSEDED),
        (0, 1, False, False, Verdict.SUPERSEDED),
        (1, 1, True, True, Verdict.DONE_BEFORE),
        (1, 1, True, False, Verdict.DONE_BEFORE),
        (1, 1, False, True, Verdict.DONE_BEFORE),
        (1, 2, True, True, Verdict.ACCEPTED),
        (1, 2, False, True, Verdict.SUPERSEDED),
        (2, 2, False, True, Verdict.DONE_BEFORE),
    ],
)
def test_only_what_was_seen_and_ticked_is_signed(
    acknowledged: int, current: int, is_seen: bool, is_ticked: bool, verdict: Verdict
) -> None:
    judged = policy.judge(
        acknowledged_major=acknowledged,
        current_major=current,
        is_what_was_seen=is_seen,
        is_ticked=is_ticked,
    )
    assert judged is verdict


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (180, True), (181, False), (None, False)])
def test_grace_lasts_from_none_to_half_a_year(days: int | None, may: bool) -> None:
    assert policy.is_grace(days) is may


def test_texts_that_run_together_alike_have_different_fingerprints() -> None:
    assert policy.fingerprint("ab", "c") != policy.fingerprint("a", "bc")
