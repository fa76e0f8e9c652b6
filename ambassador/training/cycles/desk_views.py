"""The programme manager's pages about waivers: who is let off a course, letting off, and ending that."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.sessions import signed_in
from ambassador.training.cycles import desk_queries, waiving
from ambassador.training.cycles.forms import EndWaiverForm, WaiveForm
from ambassador.training.queries import CoursePage, course_in_force
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, settings, transaction

blueprint = Blueprint("course_waivers", __name__, url_prefix="/programme/courses")


@blueprint.get("/<int:course_id>/waivers")
@permits(Permission.RUN_PROGRAMME)
def waivers(course_id: int) -> ResponseReturnValue:
    """List who is let off."""
    page = request.args.get("page", 1, type=int)
    found = desk_queries.waivers_of(reading(), course_id, at=moment(), page=page)
    return render_template("training/waivers.html", course=_course(course_id), found=found)


@blueprint.route("/<int:course_id>/waivers/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def waive(course_id: int) -> ResponseReturnValue:
    """Let somebody off until a day."""
    course, form, refusal = _course(course_id), WaiveForm(), None
    if form.validate_on_submit():
        command = waiving.Waive(course_id, form.email.data, form.reason.data, form.until.data)
        with transaction() as session:
            refusal = waiving.waive(
                session, command, zone=settings().timezone, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("It is waived, and they see it on the page of the course."), "success")
            return redirect(url_for(".waivers", course_id=course_id), 303)
        form.refuse(refusal)
    return render_template("training/waive.html", form=form, course=course), status_of(form, refusal)


@blueprint.route("/<int:course_id>/waivers/<int:waiver_id>/end", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def end(course_id: int, waiver_id: int) -> ResponseReturnValue:
    """End a waiver before its time."""
    form, refusal = EndWaiverForm(), None
    with database().reading() as session:
        waiver = desk_queries.waiver_with(session, waiver_id, at=moment())
    if waiver is None or waiver.course_id != course_id:
        if not form.is_submitted():
            abort(404)
        flash(_("This waiver is over already."), "warning")
        return redirect(url_for(".waivers", course_id=course_id), 303)
    if form.validate_on_submit():
        command = waiving.End(waiver_id, form.reason.data)
        with transaction() as writing:
            refusal = waiving.end_waiver(writing, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("The waiver is ended."), "success")
            return redirect(url_for(".waivers", course_id=course_id), 303)
        if isinstance(refusal, Conflict):
            flash(refusal.sentence, "warning")
            return redirect(url_for(".waivers", course_id=course_id), 303)
        form.refuse(refusal)
    page = render_template("training/waiver_end.html", form=form, course=_course(course_id), waiver=waiver)
    return page, status_of(form, refusal)


def _course(course_id: int) -> CoursePage:
    course = course_in_force(reading(), course_id, language=language())
    if course is None:
        abort(404)
    return course
