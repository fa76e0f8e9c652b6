"""Writing guidelines."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ambassador.guidelines.operations import as_shown
from ambassador.guidelines.operations import withdraw as withdraw_version
from ambassador.guidelines.policy import Words
from ambassador.guidelines.version_queries import versions_of
from ambassador.guidelines.writing import operations, queries
from ambassador.guidelines.writing.forms import DraftForm, NewGuidelineForm, WithdrawForm
from ambassador.guidelines.writing.operations import SaveDraft
from ambassador.guidelines.writing.queries import Draft
from ambassador.guidelines.writing.review_views import gone
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
    """Write in a draft: save what was typed, or look at it without saving."""
    form, refusal, shown = DraftForm(), None, None
    is_sound = form.validate_on_submit()
    if is_sound and request.form.get("show") == "preview":
        shown = _previews(form.words())
    elif is_sound:
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
    page = render_template(
        "guidelines/draft.html", form=form, draft=found, version_id=version_id, shown=shown
    )
    return page, 200 if shown else status_of(form, refusal)


@blueprint.get("/drafts/<int:version_id>/preview")
@permits(Permission.RUN_PROGRAMME)
def preview(version_id: int) -> ResponseReturnValue:
    """Show what is saved in a draft as readers would see it, in both languages."""
    found = _draft(version_id)
    if found is None:
        abort(404)
    return render_template("guidelines/preview.html", draft=found, shown=_previews(found.texts))


def _previews(texts: Mapping[str, Words]) -> dict[str, Markup]:
    """Return by language what readers would see, with the title one level down: the page has its own."""
    return {code: _one_down(texts[code]) for code in LANGUAGES}


def _one_down(words: Words) -> Markup:
    shown = as_shown(Words(words.title or _("Without a title"), words.summary, words.body))
    title, rest = shown.split("</h1>", 1)
    closed = f"{title.replace('<h1>', '<h2>', 1)}</h2>{rest}"
    return Markup(closed)  # noqa: S704  (cleaned by as_shown; only the title's two ends change)  # nosec B704


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
        return gone()
    return render_template("guidelines/discard.html", form=form, draft=found)


@blueprint.route("/<int:guideline_id>/versions/<int:number>/withdraw", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def withdraw(guideline_id: int, number: int) -> ResponseReturnValue:
    """Take the version in force back, with a reason for its readers."""
    form, refusal = WithdrawForm(), None
    versions = versions_of(reading(), guideline_id, language=language())
    found = next((one for one in versions if one.number == number), None) or abort(404)
    if form.validate_on_submit():
        with transaction() as session:
            refusal = withdraw_version(
                session,
                version_id=found.version_id,
                why=form.why.data or "",
                by=signed_in().id,
                at=moment(),
            )
        if refusal is None:
            flash(_("Version %(label)s is withdrawn.", label=found.label), "success")
            return redirect(url_for("guideline_versions.versions", guideline_id=guideline_id), 303)
        form.refuse(refusal)
    if not found.is_in_force and not form.is_submitted():
        flash(_("Only the version in force can be withdrawn."), "warning")
        return redirect(url_for("guideline_versions.versions", guideline_id=guideline_id), 303)
    holding = [one for one in versions if one.withdrawn_at is None and one.number < number]
    page = render_template(
        "guidelines/withdraw.html",
        form=form,
        version=found,
        guideline_id=guideline_id,
        before=holding[0] if holding else None,
    )
    return page, status_of(form, refusal)


def _draft(version_id: int) -> Draft | None:
    with database().reading() as session:
        return queries.open_draft(session, version_id)
