"""The rules of training, as truth tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.training import policy
from ambassador.training.policy import Fault, QuestionKind


@pytest.mark.parametrize(
    ("chosen", "right", "expected"),
    [
        ([1], [1], True),
        ([0], [1], False),
        ([], [1], False),
        ([0, 2], [0, 2], True),
        ([2, 0], [0, 2], True),
        ([0], [0, 2], False),
        ([0, 1, 2], [0, 2], False),
    ],
)
def test_an_answer_is_right_when_exactly_the_right_options_are_chosen(
    chosen: list[int], right: list[int], expected: bool
) -> None:
    assert policy.is_right(chosen, right) is expected


@pytest.mark.parametrize(
    ("right", "asked", "percent", "expected"),
    [
        (9, 12, 80, False),
        (10, 12, 80, True),
        (4, 5, 80, True),
        (3, 5, 80, False),
        (2, 3, 67, False),
        (2, 3, 66, True),
        (1, 1, 100, True),
        (99, 100, 100, False),
        (0, 0, 80, False),
        (0, 12, 1, False),
    ],
)
def test_a_pass_is_at_least_the_pass_mark_exactly(
    right: int, asked: int, percent: int, expected: bool
) -> None:
    assert policy.is_pass(right=right, asked=asked, pass_percent=percent) is expected


@given(asked=st.integers(1, 100), percent=st.integers(1, 100))
def test_what_a_pass_takes_passes_and_one_less_does_not(asked: int, percent: int) -> None:
    needed = policy.needed(asked=asked, pass_percent=percent)
    assert policy.is_pass(right=needed, asked=asked, pass_percent=percent)
    assert not policy.is_pass(right=needed - 1, asked=asked, pass_percent=percent)


def test_marks_count_every_question_asked_answered_or_not() -> None:
    marks = policy.mark({1: [0], 2: [1], 99: [0]}, {1: [0], 2: [0], 3: [2]})
    assert (marks.right, marks.asked, marks.by_question) == (1, 3, {1: True, 2: False, 3: False})


def side(**changed: Any) -> dict[str, Any]:
    return {"prompt": "What?", "options": ["a", "b", "c"], "explanation": "So.", **changed}


@pytest.mark.parametrize(
    ("en", "kind", "right", "lesson", "expected"),
    [
        (side(), QuestionKind.SINGLE, [0], 1, []),
        (side(), QuestionKind.MULTIPLE, [0, 2], 2, []),
        (side(prompt=" "), QuestionKind.SINGLE, [0], 1, [(Fault.NO_PROMPT, "en")]),
        (side(explanation=""), QuestionKind.SINGLE, [0], 1, [(Fault.NO_EXPLANATION, "en")]),
        (side(options=["a", "b"]), QuestionKind.SINGLE, [0], 1, [(Fault.UNEQUAL_OPTIONS, "")]),
        (side(options=["a", "b", "b"]), QuestionKind.SINGLE, [0], 1, [(Fault.SAME_OPTIONS, "en")]),
        (side(), QuestionKind.SINGLE, [], 1, [(Fault.NO_RIGHT, "")]),
        (side(), QuestionKind.SINGLE, [3], 1, [(Fault.UNKNOWN_RIGHT, "")]),
        (side(), QuestionKind.SINGLE, [-1], 1, [(Fault.UNKNOWN_RIGHT, "")]),
        (side(), QuestionKind.SINGLE, [0, 1], 1, [(Fault.ONE_RIGHT, "")]),
        (side(), QuestionKind.TRUE_FALSE, [0], 1, [(Fault.NOT_TRUE_FALSE, "")]),
        (side(), QuestionKind.SINGLE, [0], 0, [(Fault.NO_LESSON, "")]),
        (side(), QuestionKind.SINGLE, [0], 6, [(Fault.NO_LESSON, "")]),
    ],
)
def test_a_question_that_cannot_be_asked_is_found(
    en: dict[str, Any], kind: QuestionKind, right: list[int], lesson: int, expected: list[tuple[Fault, str]]
) -> None:
    texts = {"nb": side(), "en": en}
    assert policy.faults_of(texts, kind=kind, right=right, lesson=lesson, lessons=5) == expected


@pytest.mark.parametrize(
    ("options", "fault"), [(["a"], Fault.FEW_OPTIONS), (list("abcdefghijk"), Fault.MANY_OPTIONS)]
)
def test_a_question_has_two_to_ten_options(options: list[str], fault: Fault) -> None:
    texts = {"nb": side(options=options), "en": side(options=options)}
    found = policy.faults_of(texts, kind=QuestionKind.SINGLE, right=[0], lesson=1, lessons=1)
    assert found == [(fault, "nb"), (fault, "en")]
