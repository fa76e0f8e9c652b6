"""Answering otherwise than with yes: declining, asking for an exception, and fetching the scan of a paper."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import declining, excepting, queries
from ambassador.guidelines.answering.forms import AskForm, DeclineForm
from ambassador.people.sessions import may_see_of, signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import Form, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction
from ambassador.web.scans import handed_out

blueprint = Blueprint("guideline_answers", __name__, url_prefix="/guidelines")


@blueprint.route("/<int:guideline_id>/decline", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def decline(guideline_id: int) -> ResponseReturnValue:
    form, refusal = DeclineForm(), None
    if form.validate_on_submit():
        command = declining.SayNo(
            guideline_id=guideline_id,
            version_id=form.version_id.data,
            sha256=form.sha256.data or "",
            language=form.language.data or "",
            reason=form.reason.data,
        )
        with transaction() as session:
            refusal = declining.decline(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("Your answer is kept. You can still acknowledge whenever you like."), "success")
            return _to_guideline(guideline_id)
        form.refuse(refusal)
    return _answer(guideline_id, form, refusal, template="guidelines/answer_decline.html")


@blueprint.route("/<int:guideline_id>/exception", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def ask(guideline_id: int) -> ResponseReturnValue:
    """Ask to be excepted."""
    form, refusal = AskForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            refusal = excepting.ask(
                session,
                guideline_id=guideline_id,
                reason=form.reason.data,
                by=signed_in().id,
                at=moment(),
            )
        if refusal is None:
            flash(_("Your request is sent. You get a letter when it is decided."), "success")
            return _to_guideline(guideline_id)
        form.refuse(refusal)
    return _answer(guideline_id, form, refusal, template="guidelines/answer_exception.html")


@blueprint.get("/acknowledgements/<int:acknowledgement_id>/scan")
@permits(Permission.TAKE_PART)
def scan(acknowledgement_id: int) -> ResponseReturnValue:
    """Hand out the scan of a paper to its person and to the programme manager; to others there is none."""
    found = queries.scan_of(reading(), acknowledgement_id)
    if found is None:
        abort(404)
    person_id, kind, content = found
    if not may_see_of(person_id):
        abort(404)
    return handed_out(content, kind, name=f"acknowledgement-{acknowledgement_id}")


def _to_guideline(guideline_id: int) -> ResponseReturnValue:
    return redirect(url_for("guidelines.read", guideline_id=guideline_id), 303)


def _answer(guideline_id: int, form: Form, refusal: Refusal | None, *, template: str) -> ResponseReturnValue:
    # A fresh session: after a conflict the request's own may still see the old version.
    with database().reading() as session:
        current = guidelines.in_force(session, guideline_id, language=language())
        if current is None:
            if not queries.was_published(session, guideline_id):
                abort(404)
            # Its page says that it was withdrawn.
            return _to_guideline(guideline_id)
    if isinstance(form, DeclineForm) and (not form.is_submitted() or isinstance(refusal, Conflict)):
        form.version_id.data, form.sha256.data = current.version_id, current.sha256
        form.language.data = current.language
    return render_template(template, form=form, version=current), status_of(form, refusal)
