"""The programme manager's desk: requests, exceptions, declines, and acknowledgements given otherwise."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.guidelines.answering import desk_queries, excepting
from ambassador.guidelines.answering.desk_forms import DecideForm, GrantForm
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, settings, transaction

blueprint = Blueprint("guideline_desk", __name__, url_prefix="/programme/guidelines")


@blueprint.get("/exceptions")
@permits(Permission.RUN_PROGRAMME)
def requests() -> ResponseReturnValue:
    """List who waits for an answer."""
    found = desk_queries.open_requests(reading(), page=_page())
    return render_template("guidelines/desk_requests.html", found=found, titles=_titles())


@blueprint.get("/exceptions/granted")
@permits(Permission.RUN_PROGRAMME)
def granted() -> ResponseReturnValue:
    """List who is excepted."""
    found = desk_queries.exceptions_in_force(reading(), at=moment(), page=_page())
    return render_template("guidelines/desk_granted.html", found=found, titles=_titles())


@blueprint.get("/declines")
@permits(Permission.RUN_PROGRAMME)
def declines() -> ResponseReturnValue:
    """List who said no, with their reasons."""
    found = desk_queries.declines(reading(), page=_page())
    return render_template("guidelines/desk_declines.html", found=found, titles=_titles())


@blueprint.route("/exceptions/<int:request_id>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def decide(request_id: int) -> ResponseReturnValue:
    form, refusal = DecideForm(), None
    with database().reading() as session:
        asked = desk_queries.open_request(session, request_id)
    if asked is None:
        if not form.is_submitted():
            abort(404)
        flash(_("Somebody decided about this request in the meantime, or the person has left."), "warning")
        return redirect(url_for(".requests"), 303)
    if form.validate_on_submit():
        command = excepting.Decide(
            request_id, form.decision.data == "grant", form.reason.data, form.until.data
        )
        with transaction() as writing:
            refusal = excepting.decide(
                writing, command, zone=settings().timezone, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("It is decided, and a letter is on its way."), "success")
            return redirect(url_for(".requests"), 303)
        if isinstance(refusal, Conflict):
            flash(refusal.sentence, "warning")
            return redirect(url_for(".requests"), 303)
        form.refuse(refusal)
    page = render_template("guidelines/desk_decide.html", form=form, asked=asked, titles=_titles())
    return page, status_of(form, refusal)


@blueprint.route("/<int:guideline_id>/exceptions/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def grant(guideline_id: int) -> ResponseReturnValue:
    """Except somebody who did not ask."""
    title = _titles().get(guideline_id)
    if title is None:
        abort(404)
    form, refusal = GrantForm(), None
    if form.validate_on_submit():
        command = excepting.Grant(guideline_id, form.email.data, form.reason.data, form.until.data)
        with transaction() as session:
            refusal = excepting.grant(
                session, command, zone=settings().timezone, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("The exception is granted, and a letter is on its way."), "success")
            return redirect(url_for(".granted"), 303)
        form.refuse(refusal)
    page = render_template("guidelines/desk_grant.html", form=form, title=title, guideline_id=guideline_id)
    return page, status_of(form, refusal)


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _titles() -> dict[int, str]:
    return dict(desk_queries.titles(reading(), language=language()))
