"""Writing guidelines."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ambassador.guidelines.operations import as_shown
from ambassador.guidelines.policy import Words
from ambassador.guidelines.writing import operations, queries
from ambassador.guidelines.writing.forms import DraftForm, NewGuidelineForm
from ambassador.guidelines.writing.operations import SaveDraft
from ambassador.guidelines.writing.queries import Draft
from ambassador.people.sessions import signed_in
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("guidelines_editor", __name__, url_prefix="/programme/guidelines")


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    return render_template(
        "guidelines/overview.html", guidelines=queries.overview(reading(), language=language())
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def new() -> ResponseReturnValue:
    form = NewGuidelineForm()
    if form.validate_on_submit():
        with transaction() as session:
            version_id = operations.new_guideline(
                session, titles={"nb": form.title_nb.data, "en": form.title_en.data}
            )
        return redirect(url_for(".draft", version_id=version_id), 303)
    return render_template("guidelines/new.html", form=form), status_of(form)


@blueprint.post("/<int:guideline_id>/drafts")
@permits(Permission.RUN_PROGRAMME)
def begin(guideline_id: int) -> ResponseReturnValue:
    """Open the guideline's one draft, begun now if there is none."""
    with transaction() as session:
        version_id = operations.begin_draft(session, guideline_id=guideline_id)
    if version_id is None:
        abort(404)
    return redirect(url_for(".draft", version_id=version_id), 303)


@blueprint.route("/drafts/<int:version_id>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def draft(version_id: int) -> ResponseReturnValue:
    form, refusal = DraftForm(), None
    if form.validate_on_submit():
        command = SaveDraft(version_id, form.words(), form.is_required.data, form.loaded.data or "")
        with transaction() as session:
            refusal = operations.save_draft(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("The draft is saved."), "success")
            return redirect(url_for(".draft", version_id=version_id), 303)
        form.refuse(refusal)
    found = _draft(version_id)
    if found is None and not form.is_submitted():
        abort(404)
    if found is not None and not form.is_submitted():
        form.fill(found)
    if found is not None and isinstance(refusal, Conflict):
        # Who has seen the warning may save again, over what the other one saved.
        form.loaded.data = found.fingerprint
    page = render_template("guidelines/draft.html", form=form, draft=found, version_id=version_id)
    return page, status_of(form, refusal)


@blueprint.get("/drafts/<int:version_id>/preview")
@permits(Permission.RUN_PROGRAMME)
def preview(version_id: int) -> ResponseReturnValue:
    """Show a draft as readers would see it, in one language at a time."""
    found, chosen = _draft(version_id), request.args.get("language", language())
    if found is None or chosen not in LANGUAGES:
        abort(404)
    words = found.texts[chosen]
    shown = as_shown(Words(words.title or _("Without a title"), words.summary, words.body))
    return render_template(
        "guidelines/preview.html",
        draft=found,
        chosen=chosen,
        document=Markup(shown),  # noqa: S704  (as_shown has cleaned it)  # nosec B704
    )


@blueprint.route("/drafts/<int:version_id>/discard", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def discard(version_id: int) -> ResponseReturnValue:
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            operations.discard_draft(session, version_id=version_id)
        flash(_("The draft is discarded."), "success")
        return redirect(url_for(".overview"), 303)
    found = _draft(version_id)
    if found is None:
        return _gone()
    return render_template("guidelines/discard.html", form=form, draft=found)


def _gone() -> ResponseReturnValue:
    # What was a draft a moment ago is no missing page: say so where all of them are listed.
    flash(_("That is no draft any more: it was published or discarded."), "warning")
    return redirect(url_for(".overview"), 303)


def _draft(version_id: int) -> Draft | None:
    with database().reading() as session:
        return queries.open_draft(session, version_id)
