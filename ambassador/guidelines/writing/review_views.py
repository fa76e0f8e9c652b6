"""Looking at a draft before it is published: what it changes, and what another programme manager thinks."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.guidelines.comparing import compare as compared
from ambassador.guidelines.queries import version_in_force
from ambassador.guidelines.version_queries import words_of
from ambassador.guidelines.version_views import chosen_language, chosen_view
from ambassador.guidelines.writing import queries, reviewing
from ambassador.guidelines.writing.forms import ReviewForm
from ambassador.guidelines.writing.review_queries import reviews_of
from ambassador.guidelines.writing.reviewing import AnswerReview
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import status_of
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("guideline_reviews", __name__, url_prefix="/programme/guidelines/drafts")


@blueprint.route("/<int:version_id>/review", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def review(version_id: int) -> ResponseReturnValue:
    """Show the reviews of a draft, and take the answer to the one that waits."""
    form, refusal = ReviewForm(), None
    if form.validate_on_submit():
        command = AnswerReview(version_id, form.seen.data or "", form.is_approved(), form.note.data or "")
        with transaction() as session:
            refusal = reviewing.answer_review(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("Your answer is kept, for exactly these words."), "success")
            return redirect(url_for(".review", version_id=version_id), 303)
        form.refuse(refusal)
    with database().reading() as session:
        draft = queries.open_draft(session, version_id)
        if draft is None:
            return gone()
        reviews = reviews_of(session, draft)
    if not form.is_submitted() or isinstance(refusal, Conflict):
        form.seen.data = draft.words_fingerprint
    page = render_template(
        "guidelines/review.html", form=form, draft=draft, reviews=reviews, me=signed_in().id
    )
    return page, status_of(form, refusal)


@blueprint.post("/<int:version_id>/reviews")
@permits(Permission.RUN_PROGRAMME)
def ask(version_id: int) -> ResponseReturnValue:
    """Ask another programme manager to look at the draft."""
    with transaction() as session:
        refusal = reviewing.ask_for_review(session, version_id=version_id, by=signed_in().id, at=moment())
    if refusal is not None:
        return gone()
    flash(_("Another programme manager can now review the draft, as it is now."), "success")
    return redirect(url_for(".review", version_id=version_id), 303)


@blueprint.get("/<int:version_id>/compare")
@permits(Permission.RUN_PROGRAMME)
def compare(version_id: int) -> ResponseReturnValue:
    """Show what a draft changes in the version in force, in one language."""
    session, chosen = reading(), chosen_language()
    draft = queries.open_draft(session, version_id)
    if draft is None:
        abort(404)
    current = version_in_force(session, draft.guideline_id)
    found = None
    if current is not None and chosen not in draft.lags_since:
        found = compared(words_of(session, current.id, language=chosen), draft.texts[chosen])
    return render_template(
        "guidelines/compare_draft.html", draft=draft, found=found, chosen=chosen, view=chosen_view()
    )


def gone() -> ResponseReturnValue:
    """Lead from what is no draft any more to where all guidelines are listed, and say so."""
    flash(_("That is no draft any more: it was published or discarded."), "warning")
    return redirect(url_for("guidelines_editor.overview"), 303)
