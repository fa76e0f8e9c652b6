"""Writing and publishing courses: the list, the draft as a whole, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.audience_queries import roster_count
from ambassador.people.audience_words import people_of
from ambassador.people.audiences import Audience
from ambassador.people.sessions import signed_in
from ambassador.settings import LANGUAGES
from ambassador.training import audience_queries, audience_words
from ambassador.training import editor_operations as operations
from ambassador.training import editor_queries as queries
from ambassador.training.editor_forms import NewCourseForm, PublishForm, SettingsForm
from ambassador.training.editor_operations import SaveSettings
from ambassador.training.media.queries import shown_by
from ambassador.training.models import CourseVersion
from ambassador.training.prerequisite_faults import order_faults
from ambassador.training.prerequisite_queries import before_quiz
from ambassador.training.queries import page_of
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("training_editor", __name__, url_prefix="/programme/courses")


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    courses = queries.overview(reading(), language=language())
    return render_template("training/overview.html", courses=courses)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def new() -> ResponseReturnValue:
    form = NewCourseForm()
    if form.validate_on_submit():
        with transaction() as session:
            version_id = operations.new_course(
                session, titles={"nb": form.title_nb.data, "en": form.title_en.data}
            )
        return redirect(url_for(".draft", version_id=version_id), 303)
    return render_template("training/new.html", form=form), status_of(form)


@blueprint.post("/<int:course_id>/drafts")
@permits(Permission.RUN_PROGRAMME)
def begin(course_id: int) -> ResponseReturnValue:
    """Open the course's one draft, begun now if there is none."""
    with transaction() as session:
        version_id = operations.begin_draft(session, course_id=course_id)
    if version_id is None:
        abort(404)
    return redirect(url_for(".draft", version_id=version_id), 303)


@blueprint.get("/drafts/<int:version_id>")
@permits(Permission.RUN_PROGRAMME)
def draft(version_id: int) -> ResponseReturnValue:
    """Show a draft's parts, each with a page of its own."""
    found = draft_now(version_id)
    if found is None:
        return gone()
    return render_template(
        "training/draft.html",
        draft=found,
        title=queries.title_of(found, language()),
        faults=_faults(found),
        whom=audience_words.audience_of(audience_queries.whom(reading(), version_id)),
        before=before_quiz(reading(), found, language=language()),
    )


@blueprint.route("/drafts/<int:version_id>/settings", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def settings(version_id: int) -> ResponseReturnValue:
    form, refusal = SettingsForm(), None
    if form.validate_on_submit():
        command = SaveSettings(
            version_id=version_id,
            texts=form.texts(),
            pass_percent=form.pass_percent.data,
            validity_months=form.validity_months.data,
            is_required=form.is_required.data,
            loaded=form.loaded.data or "",
            limits=form.limits(),
            deadlines=form.deadlines(),
        )
        with transaction() as session:
            refusal = operations.save_settings(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("The draft is saved."), "success")
            return redirect(url_for(".draft", version_id=version_id), 303)
        form.refuse(refusal)
    return part_page(
        "training/settings.html",
        form,
        refusal,
        version_id=version_id,
        fingerprint=queries.settings_fingerprint,
    )


def part_page(
    template: str,
    form: Any,
    refusal: Refusal | None,
    *,
    version_id: int,
    fingerprint: Callable[[CourseVersion], str],
) -> ResponseReturnValue:
    """Show a form about a whole draft: as it is saved, or as it was sent with what is wrong with it."""
    found = draft_now(version_id)
    if found is None and not form.is_submitted():
        return gone()
    if found is not None and not form.is_submitted():
        form.fill(found)
    if found is not None and (not form.is_submitted() or isinstance(refusal, Conflict)):
        # Who has seen the warning may save again, over what the other one saved.
        form.loaded.data = fingerprint(found)
    page = render_template(template, form=form, version_id=version_id)
    return page, status_of(form, refusal)


@blueprint.get("/drafts/<int:version_id>/preview")
@permits(Permission.RUN_PROGRAMME)
def preview(version_id: int) -> ResponseReturnValue:
    """Show a draft as readers would see it, in one language at a time, with the right answers."""
    found, chosen = draft_now(version_id), request.args.get("language", language())
    if found is None:
        return gone()
    if chosen not in LANGUAGES:
        abort(404)
    return render_template(
        "training/preview.html",
        draft=found,
        course=page_of(found, chosen),
        chosen=chosen,
        media=shown_by(reading(), version_id),
    )


@blueprint.route("/drafts/<int:version_id>/publish", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def publish(version_id: int) -> ResponseReturnValue:
    form, result = PublishForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            result = operations.publish(
                session,
                version_id=version_id,
                loaded=form.loaded.data or "",
                what_changed=form.what_changed.data or "",
                by=signed_in().id,
                at=moment(),
            )
        if not isinstance(result, Refusal):
            flash(_("Version %(label)s is published.", label=result), "success")
            return redirect(url_for(".overview"), 303)
        form.refuse(result)
    found = draft_now(version_id)
    if found is None:
        return gone()
    if not form.is_submitted() or isinstance(result, Conflict):
        form.loaded.data = queries.draft_fingerprint(found)
    page = render_template(
        "training/publish.html",
        form=form,
        draft=found,
        title=queries.title_of(found, language()),
        faults=_faults(found),
        asked=_asked(found),
    )
    return page, status_of(form, result)


@blueprint.route("/drafts/<int:version_id>/discard", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def discard(version_id: int) -> ResponseReturnValue:
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            operations.discard_draft(session, version_id=version_id)
        flash(_("The draft is discarded."), "success")
        return redirect(url_for(".overview"), 303)
    found = draft_now(version_id)
    if found is None:
        return gone()
    title = queries.title_of(found, language())
    return render_template("training/discard.html", form=form, draft=found, title=title)


def _faults(draft: CourseVersion) -> list[str]:
    return [*operations.faults_of(draft), *order_faults(reading(), draft)]


def _asked(draft: CourseVersion) -> str:
    """Say how many people the roster says it is for; nothing of ambassadors, who choose to be."""
    whom = Audience(draft.audience)
    if whom is Audience.AMBASSADORS:
        return ""
    return people_of(roster_count(reading(), whom, [each.team_id for each in draft.teams]), whom)


def draft_now(version_id: int) -> CourseVersion | None:
    """Return the draft as it is saved now, also after this request's own transaction."""
    with database().reading() as session:
        return queries.open_draft(session, version_id)


def gone() -> ResponseReturnValue:
    """Say, where all courses are listed, that there is no such draft any more."""
    flash(_("That is no draft any more: it was published or discarded."), "warning")
    return redirect(url_for("training_editor.overview"), 303)
