"""Recording a list of passes: send a file, look at the preview, confirm."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ambassador.people.roster.policy import UnreadableFileError
from ambassador.people.roster.preview import LONG_SAMPLE, SAMPLE
from ambassador.people.sessions import signed_in
from ambassador.training.elsewhere import operations, policy, queries, uploads
from ambassador.training.elsewhere.comparing import Plan
from ambassador.training.elsewhere.forms import ConfirmListForm, ListForm
from ambassador.training.elsewhere.models import PassesUpload
from ambassador.training.elsewhere.rows import Sheet, read_sheet
from ambassador.training.elsewhere.views import course_or_404
from ambassador.training.elsewhere.words import COLUMNS, list_sentence, missing_sentence, row_sentence
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.rim import database, moment, reading, settings, transaction, zone

blueprint = Blueprint(
    "training_elsewhere_list", __name__, url_prefix="/programme/courses/<int:course_id>/elsewhere/list"
)


@blueprint.route("", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def send(course_id: int) -> ResponseReturnValue:
    """Take a list, or say why it can't be read."""
    course, form = course_or_404(course_id), ListForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        refusal = _refusal_of(content)
        if refusal is None:
            with transaction() as session:
                kept = uploads.keep(
                    session,
                    course_id=course_id,
                    content=content,
                    filename=form.file.data.filename,
                    by=signed_in().id,
                    at=moment(),
                )
            return redirect(url_for(".preview", course_id=course_id, upload_id=kept.id), 303)
        form.refuse(refusal)
    page = render_template(
        "training/elsewhere/list.html", form=form, course=course, columns=COLUMNS, known=policy.KNOWN
    )
    return page, status_of(form)


@blueprint.get("/<int:upload_id>")
@permits(Permission.RUN_PROGRAMME)
def preview(course_id: int, upload_id: int) -> ResponseReturnValue:
    """Show what recording a list would do, or what it did."""
    upload, course = _upload(course_id, upload_id), course_or_404(course_id)
    if upload.done is not None:
        return render_template("training/elsewhere/list_recorded.html", upload=upload, course=course)
    content = queries.content_of(reading(), upload_id, at=moment())
    plan = None if content is None else _plan(course_id, _sheet(content))
    if plan is None:
        return render_template("training/elsewhere/list_gone.html", course=course), 410
    return render_template(
        "training/elsewhere/list_preview.html",
        upload=upload,
        course=course,
        plan=plan,
        run_out=plan.has_run_out(moment()),
        form=ConfirmListForm(formdata=None, fingerprint=plan.fingerprint),
        row_sentence=row_sentence,
        few=SAMPLE,
        many=LONG_SAMPLE,
    )


@blueprint.post("/<int:upload_id>/confirm")
@permits(Permission.RUN_PROGRAMME)
def confirm(course_id: int, upload_id: int) -> ResponseReturnValue:
    """Record what the preview showed. Of two confirmations at once, one does it."""
    _upload(course_id, upload_id)
    form = ConfirmListForm()
    if form.validate_on_submit():
        # What is no longer there is told by the operation, in its turn.
        content = queries.content_of(reading(), upload_id, at=moment()) or b""
        sheet = _sheet(content) if content else Sheet(())
        with transaction() as session:
            result = operations.record_list(
                session,
                sheet,
                upload_id=upload_id,
                course_id=course_id,
                confirmed=form.fingerprint.data,
                file_hash=hashlib.sha256(content).hexdigest(),
                zone=settings().timezone,
                by=signed_in().id,
                at=moment(),
            )
        if isinstance(result, Refusal):
            flash(result.sentence, "warning")
        else:
            done = ngettext("%(num)s pass is recorded.", "%(num)s passes are recorded.", len(result.new))
            flash(done, "success")
    return redirect(url_for(".preview", course_id=course_id, upload_id=upload_id), 303)


@blueprint.post("/<int:upload_id>/throw-away")
@permits(Permission.RUN_PROGRAMME)
def throw_away(course_id: int, upload_id: int) -> ResponseReturnValue:
    """Let go of a list; nothing is recorded."""
    _upload(course_id, upload_id)
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            uploads.throw_away(session, upload_id)
        flash(_("The list is thrown away. Nothing was recorded."), "success")
    return redirect(url_for(".send", course_id=course_id), 303)


def _upload(course_id: int, upload_id: int) -> PassesUpload:
    found = queries.upload_of(reading(), upload_id, course_id=course_id, by=signed_in().id)
    if found is None:
        abort(404)
    return found


def _refusal_of(content: bytes) -> Refusal | None:
    try:
        sheet = _sheet(content)
    except UnreadableFileError as found:
        return Refusal(list_sentence(found), "file")
    return Refusal(missing_sentence(sheet.missing), "file") if sheet.missing else None


def _sheet(content: bytes) -> Sheet:
    return read_sheet(content, days=policy.days_at(moment(), zone()))


def _plan(course_id: int, sheet: Sheet) -> Plan | None:
    # A fresh session: this request's own may still see people as they were before a confirmation.
    with database().reading() as session:
        return operations.plan_of(
            session, sheet, course_id=course_id, zone=settings().timezone, by=signed_in().id
        )
