"""Saying for whom a draft of a course is, and what must be passed before it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.audiences import Audience
from ambassador.people.queries import teams
from ambassador.training import audience_operations as operations
from ambassador.training import editor_queries as queries
from ambassador.training.audience_forms import CourseAudienceForm
from ambassador.training.audience_operations import SaveAudience
from ambassador.training.editor_views import draft_now, part_page
from ambassador.training.prerequisite_queries import published
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import language
from ambassador.web.rim import reading, transaction

blueprint = Blueprint("training_audience", __name__, url_prefix="/programme/courses")


@blueprint.route("/drafts/<int:version_id>/audience", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def audience(version_id: int) -> ResponseReturnValue:
    """Choose for whom a draft is, and what comes before it."""
    form, refusal, found = CourseAudienceForm(), None, draft_now(version_id)
    form.offer(teams(reading()))
    form.offer_courses(published(reading(), language=language(), but=found.course_id if found else None))
    if form.validate_on_submit():
        command = SaveAudience(
            version_id=version_id,
            audience=Audience(form.audience.data),
            team_ids=form.chosen_teams,
            prerequisite_ids=frozenset(form.prerequisites.data or ()),
            loaded=form.loaded.data or "",
        )
        with transaction() as session:
            refusal = operations.save_audience(session, command)
        if refusal is None:
            flash(_("The draft is saved."), "success")
            return redirect(url_for("training_editor.draft", version_id=version_id), 303)
        form.refuse(refusal)
    return part_page(
        "training/audience.html",
        form,
        refusal,
        version_id=version_id,
        fingerprint=queries.audience_fingerprint,
    )
