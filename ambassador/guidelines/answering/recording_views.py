"""Recording what somebody else acknowledged: told to the programme manager, or signed on paper."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.guidelines.answering import queries, recording
from ambassador.guidelines.answering.desk_forms import OnBehalfForm, PaperForm, RecordForm
from ambassador.guidelines.answering.recording import Paper, Recorded
from ambassador.guidelines.queries import Published
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, settings, transaction

blueprint = Blueprint("guideline_recording", __name__, url_prefix="/programme/guidelines")


@blueprint.route("/<int:guideline_id>/on-behalf", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def on_behalf(guideline_id: int) -> ResponseReturnValue:
    return _record(guideline_id, OnBehalfForm(), "guidelines/desk_on_behalf.html")


@blueprint.route("/<int:guideline_id>/paper", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def paper(guideline_id: int) -> ResponseReturnValue:
    return _record(guideline_id, PaperForm(), "guidelines/desk_paper.html")


def _record(guideline_id: int, form: RecordForm, template: str) -> ResponseReturnValue:
    offered = _offer(guideline_id, form)
    refusal = None
    if form.validate_on_submit():
        refusal = _keep(guideline_id, form)
        if refusal is None:
            flash(_("It is recorded, and a letter to the person is on its way."), "success")
            return redirect(url_for("guideline_desk.requests"), 303)
        form.refuse(refusal)
        offered = _offer(guideline_id, form)
    if not form.is_submitted() or isinstance(refusal, Conflict):
        form.version_id.data = offered[0].version_id
    mine = next((one for one in offered if one.language == language()), offered[0])
    return render_template(template, form=form, version=mine), status_of(form, refusal)


def _offer(guideline_id: int, form: RecordForm) -> list[Published]:
    # A fresh session: after a conflict the request's own may still see the old version.
    with database().reading() as session:
        offered = list(queries.languages_in_force(session, guideline_id))
    if not offered:
        abort(404)
    form.offer(offered)
    return offered


def _keep(guideline_id: int, form: RecordForm) -> Refusal | None:
    signed = None
    if isinstance(form, PaperForm):
        scan = form.brought()
        if isinstance(scan, Refusal):
            return scan
        signed = Paper(form.signed_on.data, scan)
    command = Recorded(
        guideline_id=guideline_id,
        version_id=form.version_id.data,
        language=form.language.data,
        email=form.email.data,
        note=form.note.data,
        why=form.why.data if isinstance(form, OnBehalfForm) else "",
        paper=signed,
    )
    with transaction() as session:
        return recording.record_for(
            session, command, zone=settings().timezone, by=signed_in().id, at=moment()
        )
