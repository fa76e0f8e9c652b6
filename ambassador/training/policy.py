"""Knows the rules of training: right answers, passes, how long they count, and sound questions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FEWEST_OPTIONS = 2
MOST_OPTIONS = 10
OPTIONS_LENGTH = 4000
"""Characters in all options of a question together, and in all that is said of them."""
MOST_LESSONS = 50
MOST_QUESTIONS = 100
MOST_MONTHS = 60


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    SCENARIO = "scenario"
    """A short situation with one right option, and something to say to whoever chose each of them."""


class Fault(StrEnum):
    """What is wrong with a question."""

    NO_PROMPT = "no prompt"
    NO_EXPLANATION = "no explanation"
    FEW_OPTIONS = "few options"
    MANY_OPTIONS = "many options"
    UNEQUAL_OPTIONS = "unequal options"
    SAME_OPTIONS = "same options"
    EMPTY_OPTION = "empty option"
    SEVERAL_LINES = "several lines"
    NOT_TRUE_FALSE = "not true or false"
    NO_RIGHT = "no right"
    UNKNOWN_RIGHT = "unknown right"
    ONE_RIGHT = "one right"
    NO_LESSON = "no lesson"
    NO_FEEDBACK = "no feedback"
    UNEQUAL_FEEDBACK = "unequal feedback"
    NOT_A_SCENARIO = "not a scenario"


@dataclass(frozen=True)
class Marks:
    """How a quiz was answered."""

    right: int
    asked: int
    by_question: dict[int, bool]


def is_right(chosen: Collection[int], right: Collection[int]) -> bool:
    """Say whether exactly the right options were chosen, no more and no fewer."""
    return set(chosen) == set(right)


def mark(chosen: Mapping[int, Collection[int]], right: Mapping[int, Collection[int]]) -> Marks:
    """Mark a quiz: `right` has every question asked, `chosen` what was answered."""
    by_question = {question: is_right(chosen.get(question, ()), answer) for question, answer in right.items()}
    return Marks(right=sum(by_question.values()), asked=len(by_question), by_question=by_question)


def is_pass(*, right: int, asked: int, pass_percent: int) -> bool:
    """Say whether the pass mark is reached; in whole numbers, so that exactly 80 % is 80 %."""
    return asked > 0 and 100 * right >= pass_percent * asked


def needed(*, asked: int, pass_percent: int) -> int:
    """Return how many right answers a pass takes."""
    return -(-pass_percent * asked // 100)


def faults_of(
    texts: Mapping[str, Any], *, kind: QuestionKind, right: Sequence[int], lesson: int, lessons: int
) -> list[tuple[Fault, str]]:
    """Return what keeps a question from being asked, each with the language it concerns ("" for both).

    `texts` is by language: prompt, options, explanation, and for a scenario feedback, one for each option.
    `lesson` is the position it asks about, of so many `lessons`.
    """
    found = [(fault, language) for language, text in texts.items() for fault in _text_faults(text, kind)]
    sizes = {language: len(text["options"]) for language, text in texts.items()}
    fewest = min(sizes.values(), default=0)
    if len(set(sizes.values())) > 1:
        found.append((Fault.UNEQUAL_OPTIONS, ""))
    if kind is QuestionKind.TRUE_FALSE and set(sizes.values()) != {2}:
        found.append((Fault.NOT_TRUE_FALSE, ""))
    if not right:
        found.append((Fault.NO_RIGHT, ""))
    elif any(not 0 <= place < fewest for place in right):
        found.append((Fault.UNKNOWN_RIGHT, ""))
    elif kind is not QuestionKind.MULTIPLE and len(set(right)) != 1:
        found.append((Fault.ONE_RIGHT, ""))
    if not 1 <= lesson <= lessons:
        found.append((Fault.NO_LESSON, ""))
    return found


def _text_faults(text: Mapping[str, Any], kind: QuestionKind) -> list[Fault]:
    options = text["options"]
    lines = (*options, *text.get("feedback", ()))
    wrong = {
        Fault.NO_PROMPT: not text["prompt"].strip(),
        Fault.FEW_OPTIONS: len(options) < FEWEST_OPTIONS,
        Fault.MANY_OPTIONS: len(options) > MOST_OPTIONS,
        Fault.SAME_OPTIONS: len(set(options)) < len(options),
        Fault.EMPTY_OPTION: not all(option.strip() for option in options),
        Fault.SEVERAL_LINES: any("\n" in line for line in lines),
        Fault.NO_EXPLANATION: not text["explanation"].strip(),
    }
    return [*(fault for fault, is_so in wrong.items() if is_so), *_feedback_faults(text, kind)]


def _feedback_faults(text: Mapping[str, Any], kind: QuestionKind) -> list[Fault]:
    feedback = text.get("feedback", ())
    if kind is not QuestionKind.SCENARIO:
        return [Fault.NOT_A_SCENARIO] if feedback else []
    if not feedback or not all(line.strip() for line in feedback):
        return [Fault.NO_FEEDBACK]
    return [Fault.UNEQUAL_FEEDBACK] if len(feedback) != len(text["options"]) else []


def fingerprint(value: Any) -> str:
    """Return one hash for a value of plain parts: two people who loaded the same draft hold the same."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
