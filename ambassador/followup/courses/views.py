"""The programme manager's pages of how courses go: all, one, and both as files; figures only."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ambassador.followup.courses import export, figures, words
from ambassador.followup.courses.figures import CourseLine, TeamRow
from ambassador.followup.courses.policy import STANDS
from ambassador.followup.courses.question_figures import VersionFigures, question_figures
from ambassador.people.withholding_policy import exactly
from ambassador.web.access import Permission, permits
from ambassador.web.formats import day
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment
from ambassador.web.spreadsheet import csv_download

blueprint = Blueprint("course_followup", __name__, url_prefix="/programme/followup/courses")


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    """Show how all courses go, a row for each."""
    return render_template("followup/courses/overview.html", overview=_overview(), words=words)


@blueprint.get("/all.csv")
@permits(Permission.RUN_PROGRAMME)
def download_all() -> ResponseReturnValue:
    """Answer with the figures of all courses as a file."""
    return csv_download(export.overview_rows(_overview()), language=language(), filename="courses.csv")


@blueprint.get("/<int:course_id>")
@permits(Permission.RUN_PROGRAMME)
def course(course_id: int) -> ResponseReturnValue:
    """Show how one course goes: everybody, what is missed, and the teams."""
    line, teams, version = _course(course_id)
    # Ways to stand in which nobody stands are told once, not in each team's row.
    shown = [place for place, _each in enumerate(STANDS) if line.counts and line.counts[place] != exactly(0)]
    return render_template(
        "followup/courses/course.html",
        line=line,
        teams=teams,
        version=version,
        shown=shown,
        stands=[words.stands()[STANDS[place]] for place in shown],
        at=moment(),
        words=words,
    )


@blueprint.get("/<int:course_id>.csv")
@permits(Permission.RUN_PROGRAMME)
def download(course_id: int) -> ResponseReturnValue:
    """Answer with the figures of one course as a file."""
    rows = export.course_rows(*_course(course_id), as_of=day(moment()))
    return csv_download(rows, language=language(), filename=f"course-{course_id}.csv")


def _overview() -> figures.Overview:
    # What was tallied and what was not must be of the same moment.
    with database().snapshot() as session:
        return figures.overview(session, at=moment(), language=language())


def _course(course_id: int) -> tuple[CourseLine, tuple[TeamRow, ...], VersionFigures]:
    version_id = request.args.get("version", type=int)
    with database().snapshot() as session:
        found = figures.course_line(session, course_id, at=moment(), language=language())
        version = question_figures(session, course_id, version_id=version_id, language=language())
    if found is None or version is None:
        abort(404)
    return *found, version
