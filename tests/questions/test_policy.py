"""The rules of questions as truth tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ambassador.questions import policy
from ambassador.questions.policy import MOST_OPEN, Shared, Verdict

WHOLE, HALF, NOTHING = Shared("Q", "A"), Shared("Q", " "), Shared("", "\n")


@pytest.mark.parametrize(
    ("newest_waiting", "waiting", "verdict"),
    [
        (None, 0, Verdict.ACCEPTED),
        ("other", MOST_OPEN - 1, Verdict.ACCEPTED),
        ("other", MOST_OPEN, Verdict.TOO_MANY),
        ("this", 1, Verdict.DONE_BEFORE),
        # Who sends the last one twice is not told that it is one too many.
        ("this", MOST_OPEN, Verdict.DONE_BEFORE),
    ],
)
def test_a_question_is_kept_once_and_not_without_end(
    newest_waiting: str | None, waiting: int, verdict: Verdict
) -> None:
    assert policy.judge(text="this", newest_waiting=newest_waiting, waiting=waiting) is verdict


@pytest.mark.parametrize(
    ("nb", "en", "reader", "read"),
    [
        (WHOLE, WHOLE, "nb", "nb"),
        (WHOLE, WHOLE, "en", "en"),
        (WHOLE, NOTHING, "en", "nb"),
        (NOTHING, WHOLE, "nb", "en"),
        (WHOLE, HALF, "en", "nb"),
        (HALF, NOTHING, "nb", None),
        (NOTHING, NOTHING, "en", None),
    ],
)
def test_a_reader_is_shown_one_language_whole(nb: Shared, en: Shared, reader: str, read: str | None) -> None:
    assert policy.language_read({"nb": nb, "en": en}, reader) == read


@pytest.mark.parametrize(
    ("nb", "en", "whole", "half"),
    [
        (WHOLE, WHOLE, ("nb", "en"), None),
        (WHOLE, NOTHING, ("nb",), None),
        (WHOLE, HALF, ("nb",), "en"),
        (Shared("", "A"), NOTHING, (), "nb"),
        (NOTHING, NOTHING, (), None),
    ],
)
def test_half_a_language_is_found(nb: Shared, en: Shared, whole: tuple[str, ...], half: str | None) -> None:
    shared = {"nb": nb, "en": en}
    assert policy.whole_languages(shared) == whole
    assert policy.half_language(shared) == half


def test_erasing_leaves_no_words_of_whoever_asked() -> None:
    shared = {
        "nb": Shared("Får man det?", "Ja."),
        "en": Shared("May I  share KARI'S pictures?", "Yes."),
    }
    kept = policy.kept_when_erased(shared, asked="May I share Kari's pictures?")
    assert kept == {"nb": shared["nb"], "en": Shared()}


@pytest.mark.parametrize(
    ("hours", "median"), [([], None), ([5], 5), ([1, 100], 50.5), ([90, 2, 3], 3), ([1, 2, 4, 8], 3)]
)
def test_the_time_to_answer_is_the_median(hours: list[int], median: float | None) -> None:
    found = policy.median_time([timedelta(hours=each) for each in hours])
    assert found == (None if median is None else timedelta(hours=median))
