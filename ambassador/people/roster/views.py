"""Importing the roster: send a file, say which column is what, look at the preview, confirm."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.roster import queries, uploads, work
from ambassador.people.roster.forms import ColumnsForm, ConfirmForm, UploadForm
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.people.roster.policy import STALLED, UnreadableFileError
from ambassador.people.roster.reading import check_at_sight
from ambassador.people.roster.words import (
    DIFFERENCES,
    FIELDS,
    file_sentence,
    not_staff_sentence,
    row_sentence,
)
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("roster", __name__, url_prefix="/people/import")

WORKING = (UploadState.READING, UploadState.SAVING)


@blueprint.route("", methods=["GET", "POST"])
@permits(Permission.MANAGE_PEOPLE)
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        refusal = _at_sight(content)
        if refusal is None:
            with transaction() as session:
                kept = uploads.keep(
                    session,
                    content=content,
                    filename=form.file.data.filename.replace("\x00", ""),
                    is_full=form.scope.data == "full",
                    by=signed_in().id,
                    at=moment(),
                )
            work.begin(_app(), work.prepare, kept.id, size=len(content))
            return redirect(url_for("roster.preview", upload_id=kept.id), 303)
        form.refuse(refusal)
    page = render_template("people/roster/upload.html", form=form, imports=queries.latest_imports(reading()))
    return page, status_of(form)


@blueprint.get("/<int:upload_id>")
@permits(Permission.MANAGE_PEOPLE)
def preview(upload_id: int) -> ResponseReturnValue:
    """Show how far an upload has come: progress, columns, preview, result or fault."""
    found = _upload(upload_id)
    if found.state in WORKING:
        return _render("progress", found, is_stalled=moment() - found.touched_at > STALLED)
    if found.state == UploadState.COLUMNS:
        return redirect(url_for("roster.columns", upload_id=upload_id), 303)
    if found.state == UploadState.FAULTY:
        return _render("faulty", found, sentence=file_sentence(found.fault, found.fault_line)), 422
    if found.state == UploadState.IMPORTED:
        return _render("imported", found, done=found.preview["imported"])
    if found.state == UploadState.GONE or found.expires_at <= moment():
        return _render("gone", found), 410
    form = ConfirmForm(formdata=None, fingerprint=found.fingerprint)
    return _render("preview", found, form=form, plan=found.preview)


@blueprint.route("/<int:upload_id>/columns", methods=["GET", "POST"])
@permits(Permission.MANAGE_PEOPLE)
def columns(upload_id: int) -> ResponseReturnValue:
    """Ask which column is what."""
    found = _upload(upload_id)
    if found.state not in (UploadState.COLUMNS, UploadState.READY):
        return redirect(url_for("roster.preview", upload_id=upload_id), 303)
    form = ColumnsForm()
    form.offer(found.headings, found.example)
    if not form.is_submitted():
        form.fill_in(found.columns)
    if form.validate_on_submit():
        chosen = form.columns(found.columns)
        if not isinstance(chosen, Refusal):
            with transaction() as session:
                is_restarted = uploads.choose_columns(session, upload_id, columns=chosen, at=moment())
            if is_restarted:
                _begin(work.prepare, upload_id)
            return redirect(url_for("roster.preview", upload_id=upload_id), 303)
        form.refuse(chosen)
    return _render("columns", found, form=form), status_of(form)


@blueprint.post("/<int:upload_id>/confirm")
@permits(Permission.MANAGE_PEOPLE)
def confirm(upload_id: int) -> ResponseReturnValue:
    """Write what the preview showed. Of two confirmations at once, one does it."""
    _upload(upload_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        with transaction() as session:
            is_ours = uploads.claim(session, upload_id, fingerprint=form.fingerprint.data, at=moment())
            state = queries.state_of(session, upload_id)
        if is_ours:
            _begin(work.save, upload_id, leavers_confirmed=form.leavers.data)
        elif state in (UploadState.SAVING, UploadState.IMPORTED):
            flash(_("This roster is already imported."), "info")
        else:
            flash(_("Nothing was written: look at the preview again first."), "warning")
    return redirect(url_for("roster.preview", upload_id=upload_id), 303)


@blueprint.post("/<int:upload_id>/again")
@permits(Permission.MANAGE_PEOPLE)
def again(upload_id: int) -> ResponseReturnValue:
    """Read the file anew after the work on it stopped without an end."""
    _upload(upload_id)
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            is_restarted = uploads.try_again(session, upload_id, at=moment())
        if is_restarted:
            _begin(work.prepare, upload_id)
    return redirect(url_for("roster.preview", upload_id=upload_id), 303)


@blueprint.post("/<int:upload_id>/throw-away")
@permits(Permission.MANAGE_PEOPLE)
def throw_away(upload_id: int) -> ResponseReturnValue:
    """Let go of the file; the people stay as they are."""
    _upload(upload_id)
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            uploads.throw_away(session, upload_id)
        flash(_("The file is thrown away. Nothing was changed."), "success")
    return redirect(url_for("roster.upload"), 303)


def _upload(upload_id: int) -> RosterUpload:
    found = queries.upload_of(reading(), upload_id, by=signed_in().id)
    if found is None:
        abort(404)
    return found


def _at_sight(content: bytes) -> Refusal | None:
    """Refuse beside the field what is no roster, as far as can be said while the browser waits."""
    try:
        check_at_sight(content)
        if len(content) <= work.SMALL:
            work.read_roster(content)
    except UnreadableFileError as found:
        return Refusal(file_sentence(found.fault, found.line), "file")
    return None


def _begin(job: work.Job, upload_id: int, **more: bool) -> None:
    content = queries.content_of(reading(), upload_id) or b""
    work.begin(_app(), job, upload_id, size=len(content), **more)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]  # a proxy of the app


def _render(name: str, found: RosterUpload, **more: object) -> str:
    return render_template(
        f"people/roster/{name}.html",
        upload=found,
        fields=FIELDS,
        differences=DIFFERENCES,
        row_sentence=row_sentence,
        not_staff_sentence=not_staff_sentence,
        **more,
    )
