"""Writes how courses go as rows for a spreadsheet: the same figures as the pages, withheld the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ambassador.followup.courses import words
from ambassador.followup.courses.figures import CourseLine, Overview, TeamRow
from ambassador.followup.courses.policy import STANDS, Spread
from ambassador.followup.courses.question_figures import VersionFigures
from ambassador.people.withholding_policy import Count
from ambassador.web.formats import day
from ambassador.web.i18n import gettext as _
from ambassador.web.spreadsheet import Cell

Row = tuple[Cell, ...]


def overview_rows(overview: Overview) -> Iterator[Row]:
    """Return all courses as rows of one width: course, what, number, from, to; a range has no number."""
    yield (_("Course"), _("What"), _("Number"), _("From"), _("To"))
    yield ("", _("As of"), day(overview.at), None, None)
    for line in overview.courses:
        yield from _line(line.title, line)


def course_rows(
    line: CourseLine, teams: Sequence[TeamRow], version: VersionFigures, *, as_of: str
) -> Iterator[Row]:
    """Return one course as rows of one width: part, what, number, from, to; a range has no number."""
    yield (_("Part"), _("What"), _("Number"), _("From"), _("To"))
    about = _("About this course")
    yield (about, _("Course"), line.title, None, None)
    yield (about, _("As of"), as_of, None, None)
    yield (about, _("Version of the questions"), version.number, None, None)
    everybody, stands = _("Everybody"), words.stands()
    yield from _line(everybody, line)
    for each, count in line.by_stand.items():
        yield _count(everybody, stands[each], count)
    for row in teams:
        name = words.team(row)
        yield _count(name, _("People"), row.people)
        for each, count in zip(STANDS, row.counts, strict=True):
            yield _count(name, stands[each], count)
    for lesson in version.lessons:
        what = _("Wrong answers about this lesson, in percent")
        yield (f"{lesson.position}. {lesson.title}", what, _percent(lesson.share), None, None)
    for question in version.questions:
        name = f"{question.position}. {question.prompt}"
        if question.is_withdrawn:
            yield (name, _("Withdrawn"), None, None, None)
        yield _count(name, _("People who answered it"), question.people)
        share = _percent(question.share)
        told = words.missed(question) if share is None else share
        yield (name, _("Wrong answers, in percent"), told, None, None)


def _line(part: str, line: CourseLine) -> Iterator[Row]:
    yield _count(part, _("People"), line.people)
    for what, count in (
        (_("Started"), line.started),
        (_("Have a pass that counts"), line.passed),
        (_("Ever passed"), line.ever_passed),
        (_("Waived, all"), line.waived),
        (_("Overdue, all"), line.overdue),
    ):
        yield _count(part, what, count)
    yield _spread(part, _("Attempts until the first pass: median and middle half"), line.tries)
    yield _spread(part, _("Minutes from beginning to handing in: median and middle half"), line.minutes)


def _count(part: str, what: str, count: Count | None) -> Row:
    if count is None:
        return (part, what, _("withheld"), None, None)
    return (part, what, count.low if count.is_exact else None, count.low, count.high)


def _spread(part: str, what: str, spread: Spread | None) -> Row:
    if spread is None:
        return (part, what, _("too few"), None, None)
    return (part, what, spread.middle, *(spread.half or (None, None)))


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
