"""Publishing a guideline: for whom, by when, what it would mean, and how far its letters are."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ambassador.followup import letters, publications, work
from ambassador.followup.foreseeing import Foreseen, foresee
from ambassador.followup.forms import PublishForm
from ambassador.guidelines.queries import teams_of, version_in_force
from ambassador.guidelines.writing import operations
from ambassador.guidelines.writing.queries import Draft, open_draft
from ambassador.guidelines.writing.review_queries import reviews_of
from ambassador.guidelines.writing.review_views import gone
from ambassador.people.audience_words import people_of
from ambassador.people.audiences import Audience
from ambassador.people.queries import teams
from ambassador.people.sessions import signed_in
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("publishing", __name__, url_prefix="/programme/guidelines")

EXAMPLE = "Kari Nordmann"
"""Whom the letter is addressed to when it is only shown."""
LOOK, PUBLISH, CHANGE = "look", "publish", "change"
"""The steps: look at what it would mean, then publish, or change something first."""


@blueprint.route("/drafts/<int:version_id>/publish", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def publish(version_id: int) -> ResponseReturnValue:
    """Ask for whom and by when, show what it would mean, and publish once that was confirmed."""
    form, refusal = _form(version_id), None
    step = request.form.get("step", LOOK)
    if step != CHANGE and form.validate_on_submit():
        command = form.command(version_id)
        if step == PUBLISH:
            with transaction() as session:
                done = operations.publish(session, command, by=signed_in().id, at=moment())
            if not isinstance(done, Refusal):
                return _published(version_id)
            refusal = done
        else:
            refusal = operations.refusal_to_publish(reading(), command, at=moment())
            found = _draft(version_id)
            if refusal is None and found is not None:
                return _preview(form, found, foresee(reading(), found, command, at=moment()))
        if refusal is not None:
            form.refuse(refusal)
    found = _draft(version_id)
    if found is None:
        return gone()
    if isinstance(refusal, Conflict):
        form.loaded.data = found.fingerprint
    is_approved = reviews_of(reading(), found).approved_by is not None
    page = render_template("followup/publish.html", form=form, draft=found, is_approved=is_approved)
    return page, 200 if step == CHANGE else status_of(form, refusal)


@blueprint.get("/publications/<int:version_id>")
@permits(Permission.RUN_PROGRAMME)
def progress(version_id: int) -> ResponseReturnValue:
    """Show how far the letters of a publication are."""
    found = publications.progress(reading(), version_id, language=language())
    if found is None:
        abort(404)
    return render_template("followup/progress.html", publication=found)


def _form(version_id: int) -> PublishForm:
    form = PublishForm()
    form.offer(teams(reading()))
    found = None if form.is_submitted() else _draft(version_id)
    if found is not None:
        before = version_in_force(reading(), found.guideline_id)
        form.begin(
            loaded=found.fingerprint,
            audience=Audience(before.audience) if before else Audience.AMBASSADORS,
            team_ids=teams_of(reading(), before.id) if before else frozenset(),
            at=moment(),
        )
    return form


def _published(version_id: int) -> ResponseReturnValue:
    with database().reading() as session:
        people = publications.people_of(session, version_id)
    work.begin(_app(), version_id, people=people)
    return redirect(url_for(".progress", version_id=version_id), 303)


def _preview(form: PublishForm, draft: Draft, foreseen: Foreseen) -> ResponseReturnValue:
    written = [
        letters.announcement(foreseen.news[one], language=one, name=EXAMPLE)
        for one in LANGUAGES
        if foreseen.news
    ]
    kept = [sent for sent in request.form.items(multi=True) if sent[0] in form and sent[0] != "csrf_token"]
    return render_template(
        "followup/foreseen.html",
        form=form,
        draft=draft,
        foreseen=foreseen,
        letters=written,
        kept=kept,
        people_of=people_of,
    )


def _draft(version_id: int) -> Draft | None:
    with database().reading() as session:
        return open_draft(session, version_id)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]  # a proxy of the app
