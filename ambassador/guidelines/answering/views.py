"""Reading and acknowledging guidelines."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.guidelines import content
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import operations, queries
from ambassador.guidelines.answering.forms import AcknowledgeForm
from ambassador.guidelines.answering.operations import Acknowledge
from ambassador.people.sessions import signed_in
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.errors import Conflict
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("guidelines", __name__, url_prefix="/guidelines")


@blueprint.get("/<int:guideline_id>")
@permits(Permission.TAKE_PART)
def read(guideline_id: int) -> ResponseReturnValue:
    """Show the version in force, and what is left to do about it."""
    return _page(guideline_id, AcknowledgeForm())


@blueprint.get("/<int:guideline_id>/acknowledgements")
@permits(Permission.TAKE_PART)
def back(guideline_id: int) -> ResponseReturnValue:
    """Lead to the guideline: here ends up who reloads a page that was not accepted."""
    return redirect(url_for(".read", guideline_id=guideline_id), 303)


@blueprint.post("/<int:guideline_id>/acknowledgements")
@permits(Permission.TAKE_PART)
def acknowledge(guideline_id: int) -> ResponseReturnValue:
    # Read without the form, which takes as long as the deed itself; its token was checked at the door.
    sent = request.form
    command = Acknowledge(
        guideline_id=guideline_id,
        version_id=id_in(sent.get("version_id")),
        sha256=sent.get("sha256", ""),
        language=sent.get("language", ""),
        sentence=sent.get("sentence", ""),
        is_ticked=bool(sent.get("agrees")),
    )
    with transaction() as session:
        refusal = operations.acknowledge(session, command, by=signed_in().id, at=moment())
    if refusal is None:
        flash(
            _("Thank you. Your acknowledgement is kept, and you can read it here whenever you like."),
            "success",
        )
        return redirect(url_for("standing.checklist"), 303)
    form = AcknowledgeForm()
    if isinstance(refusal, Conflict):
        return _page(guideline_id, form, conflict=refusal.sentence), 409
    form.refuse(refusal)
    return _page(guideline_id, form), 422


@blueprint.get("/<int:guideline_id>/versions/<int:number>")
@permits(Permission.TAKE_PART)
def version(guideline_id: int, number: int) -> ResponseReturnValue:
    """Show a published version as it was shown, in the language the reader signed it in or chooses."""
    session = reading()
    signatures = queries.signatures_of(session, signed_in().id, guideline_id)
    own = next((signature for signature in signatures if signature.number == number), None)
    chosen = request.args.get("language", own.language if own else language())
    if chosen not in LANGUAGES:
        abort(404)
    found = guidelines.published_version(session, guideline_id, number, language=chosen)
    if found is None:
        abort(404)
    return render_template("guidelines/version.html", version=found, own=own)


def _page(guideline_id: int, form: AcknowledgeForm, *, conflict: str = "") -> str:
    # A fresh session: after a conflict the request's own may still see the old version.
    with database().reading() as session:
        current = guidelines.in_force(session, guideline_id, language=language())
        if current is None:
            return _withdrawn(session, guideline_id, is_conflict=bool(conflict))
        answers = queries.answers_of(session, signed_in().id, current, language=language())
    # Whatever was sent, the page shows the version in force, so these fields say so too.
    form.version_id.data, form.sha256.data = current.version_id, current.sha256
    form.language.data, form.sentence.data = current.language, content.sentences()[current.language]
    form.agrees.label.text = form.sentence.data
    form.agrees.data = False
    return render_template(
        "guidelines/read.html",
        version=current,
        answers=answers,
        at=moment(),
        form=form,
        conflict=conflict,
    )


def _withdrawn(session: Session, guideline_id: int, *, is_conflict: bool) -> str:
    if not queries.was_published(session, guideline_id):
        abort(404)
    return render_template(
        "guidelines/answer_withdrawn.html",
        withdrawal=queries.withdrawal_of(session, guideline_id),
        signatures=queries.signatures_of(session, signed_in().id, guideline_id),
        guideline_id=guideline_id,
        is_conflict=is_conflict,
    )
