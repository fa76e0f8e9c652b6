"""What people passed elsewhere: listed, recorded one by one, withdrawn, and the files that prove it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.sessions import may_see_of, signed_in
from ambassador.training.elsewhere import operations, queries
from ambassador.training.elsewhere.forms import RecordPassForm, WithdrawPassForm
from ambassador.training.elsewhere.operations import Passed
from ambassador.training.queries import CoursePage, course_in_force
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings, transaction
from ambassador.web.scans import handed_out, scan_in

blueprint = Blueprint("training_elsewhere", __name__)


@blueprint.get("/programme/courses/<int:course_id>/elsewhere")
@permits(Permission.RUN_PROGRAMME)
def recorded(course_id: int) -> ResponseReturnValue:
    """List what was recorded of a course."""
    course = course_or_404(course_id)
    found = queries.recorded_of_course(reading(), course_id, page=request.args.get("page", 1, type=int))
    return render_template("training/elsewhere/recorded.html", course=course, found=found, at=moment())


@blueprint.route("/programme/courses/<int:course_id>/elsewhere/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def record(course_id: int) -> ResponseReturnValue:
    """Record that somebody passed a course elsewhere."""
    course = course_or_404(course_id)
    form, refusal = RecordPassForm(), None
    if form.validate_on_submit():
        refusal = _record(course_id, form)
        if refusal is None:
            flash(_("It is recorded. The person sees it on the page of the course."), "success")
            return redirect(url_for(".recorded", course_id=course_id), 303)
        form.refuse(refusal)
    page = render_template("training/elsewhere/record.html", form=form, course=course)
    return page, status_of(form, refusal)


def _record(course_id: int, form: RecordPassForm) -> Refusal | None:
    command = Passed(
        course_id=course_id,
        email=form.email.data,
        passed_on=form.passed_on.data,
        until=form.until.data,
        proof=form.proof.data,
        scan=scan_in(form.scan),
    )
    with transaction() as session:
        return operations.record_pass(
            session, command, zone=settings().timezone, by=signed_in().id, at=moment()
        )


@blueprint.route("/programme/courses/elsewhere/<int:pass_id>/withdraw", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def withdraw(pass_id: int) -> ResponseReturnValue:
    """Withdraw a record that was a mistake."""
    found = queries.recorded_pass(reading(), pass_id)
    if found is None:
        abort(404)
    to_list = redirect(url_for(".recorded", course_id=found.course_id), 303)
    form, refusal = WithdrawPassForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.withdraw_pass(
                session, pass_id=pass_id, reason=form.reason.data, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("The record is withdrawn."), "success")
            return to_list
        if isinstance(refusal, Conflict):
            flash(refusal.sentence, "warning")
            return to_list
        form.refuse(refusal)
    elif found.withdrawn_at is not None:
        return to_list
    page = render_template("training/elsewhere/withdraw.html", form=form, found=found)
    return page, status_of(form, refusal)


@blueprint.get("/training/elsewhere/<int:pass_id>/proof")
@permits(Permission.TAKE_PART)
def proof(pass_id: int) -> ResponseReturnValue:
    """Hand out the file that proves a pass to its person and the programme manager, and to nobody else."""
    found = queries.scan_of(reading(), pass_id)
    if found is None:
        abort(404)
    person_id, kind, content = found
    if not may_see_of(person_id):
        abort(404)
    return handed_out(content, kind, name=f"proof-{pass_id}")


def course_or_404(course_id: int) -> CoursePage:
    """Return a published course in the reader's language."""
    found = course_in_force(reading(), course_id, language=language())
    if found is None:
        abort(404)
    return found
