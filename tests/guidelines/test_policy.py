"""The rules of guidelines, as truth tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ambassador.guidelines import policy
from ambassador.guidelines.policy import Change, Label, Verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


ONE, ONE_ONE, TWO = Label(1, 0), Label(1, 1), Label(2, 0)


@pytest.mark.parametrize(
    ("taken", "in_force", "change", "expected"),
    [
        ([], None, Change.FIRST, ONE),
        ([], None, Change.MATERIAL, ONE),
        ([ONE], ONE, Change.MINOR, ONE_ONE),
        ([Label(1, 9)], Label(1, 9), Change.MINOR, Label(1, 10)),
        ([ONE, Label(1, 3)], Label(1, 3), Change.MATERIAL, TWO),
        # The names of withdrawn versions are not given again.
        ([ONE, TWO], ONE, Change.MATERIAL, Label(3, 0)),
        ([ONE, TWO], ONE, Change.MINOR, ONE_ONE),
        ([ONE, ONE_ONE], ONE, Change.MINOR, Label(1, 2)),
        ([ONE], None, Change.FIRST, TWO),
        ([ONE], None, Change.MINOR, TWO),
    ],
)
def test_the_next_version_is_named_after_how_much_changes(
    taken: list[Label], in_force: Label | None, change: Change, expected: Label
) -> None:
    assert policy.next_label(taken, in_force, change) == expected


def test_version_ten_comes_after_version_nine() -> None:
    assert Label(1, 10) > Label(1, 9)


@pytest.mark.parametrize(
    ("change", "due", "grace_days", "major_binds_from", "expected"),
    [
        (Change.FIRST, 14, 14, None, NOW),
        # Who publishes again after everything was withdrawn begins anew.
        (Change.FIRST, 14, 14, NOW + 5 * DAY, NOW),
        (Change.MATERIAL, 7, 14, NOW - 300 * DAY, NOW + 21 * DAY),
        (Change.MATERIAL, 7, 0, NOW - 300 * DAY, NOW + 7 * DAY),
        (Change.MINOR, 7, 14, NOW - 300 * DAY, NOW),
        # A mended word during the grace of a material version keeps that grace.
        (Change.MINOR, 7, 0, NOW + 5 * DAY, NOW + 5 * DAY),
    ],
)
def test_a_version_binds_at_once_after_its_grace_or_with_its_major_version(
    change: Change, due: int, grace_days: int, major_binds_from: datetime | None, expected: datetime
) -> None:
    binds = policy.binding_from(
        change,
        published_at=NOW,
        due_at=NOW + due * DAY,
        grace_days=grace_days,
        major_binds_from=major_binds_from,
    )
    assert binds == expected


@pytest.mark.parametrize(
    ("due_at", "may"),
    [(None, False), (NOW, False), (NOW + DAY, True), (NOW + 366 * DAY, True), (NOW + 367 * DAY, False)],
)
def test_a_version_is_due_later_but_within_a_year(due_at: datetime | None, may: bool) -> None:
    assert policy.is_due(due_at, at=NOW) is may


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
