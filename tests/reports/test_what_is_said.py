"""Sentences that quote figures agree with the tables, and the others say what holds for their grade."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from ambassador.audience.policy import Channel
from ambassador.reach import Grade
from ambassador.reach.experience import SIZES_ALONE, TEN_LISTS, TEN_PAIRS, TWENTY_FIVE_LISTS, Errors
from ambassador.reports import method, words
from ambassador.reports.figures import reach_report
from ambassador.reports.reach_report import ChannelReach, OutsideBy, Step
from ambassador.settings import CHECKOUT
from tests.reports.facts import NOW, Facts


@pytest.fixture
def best(facts: Facts) -> ChannelReach:
    facts.cleared(40, audiences={Channel.LINKEDIN: 120})
    with facts.database.reading() as session:
        found = reach_report(session, company="", at=NOW, day=NOW.date(), secret="").headline
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ("| none | D: audience sizes alone |", SIZES_ALONE),
        ("| none | C: mutual counts of 10 pairs |", TEN_PAIRS),
        ("| 10 % | B: designed sample, all agree |", TEN_LISTS),
        ("| 25 % | B: designed sample, all agree |", TWENTY_FIVE_LISTS),
    ],
)
def test_the_errors_that_are_quoted_are_those_of_the_readme(row: str, errors: Errors) -> None:
    lines = (CHECKOUT / "README.md").read_text().replace("*", "").splitlines()
    [rest] = [line.removeprefix(row) for line in lines if line.startswith(row)]
    median, ninetieth = (float(each) / 100 for each in re.findall(r"([\d.]+) %", rest)[:2])
    assert (errors.median, errors.ninetieth) == pytest.approx((median, ninetieth))


def test_colleagues_are_said_to_be_as_many_as_assumed(best: ChannelReach, app: Flask) -> None:
    # Between none and all is what is shipped; a programme manager may assume something else.
    with app.test_request_context():
        said = words.step_explained(Step.OUTSIDE, replace(best, outside_by=OutsideBy.PROFILES))
    assert "as many as are assumed" in said


def test_without_lists_nothing_is_said_of_halves_of_them(best: ChannelReach, app: Flask) -> None:
    with app.test_request_context():
        for grade in (Grade.MUTUAL_COUNTS, Grade.COUNTS_ONLY):
            found = replace(best, grade=grade)
            said = " ".join([*method.sentences(found), *method.formulas(found)])
            assert "halves" not in said
            assert "lists" not in said


def test_the_range_of_a_design_is_not_that_of_a_plain_sample(best: ChannelReach, app: Flask) -> None:
    with app.test_request_context():
        plain, designed = (
            " ".join(method.formulas(replace(best, grade=Grade.SHARED_LISTS, is_designed=is_designed)))
            for is_designed in (False, True)
        )
    assert "(1 − m/n)" in plain
    assert "(1 − m/n)" not in designed
    assert "(1 − m₂/(n − m₁))" in designed
