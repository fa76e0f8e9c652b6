"""The demo's own doors: sign in with one button."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ambassador.demo.company import behind_the_doors
from ambassador.people import operations, queries
from ambassador.people.views import enter
from ambassador.web.access import Permission, permits
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
"""Registered only when the settings say demo: elsewhere there is no such door."""

DOORS = {
    "new-employee": (
        _("A new employee"),
        _("Nora has worked here for three days. She sees what the programme is, and decides."),
    ),
    "ambassador": (
        _("An ambassador in progress"),
        _("Jonas joined two days ago and has passed the course. The rules of play are left."),
    ),
    "programme-manager": (
        _("The programme manager"),
        _("Ingrid invites, sees the funnel, and publishes guidelines and courses."),
    ),
    "leader": (
        _("A leader"),
        _("Henrik opens the reach report, and takes the figures with him."),
    ),
    "administrator": (
        _("The administrator"),
        _("Samira imports the roster, gives roles, and reads the outbox."),
    ),
}


@blueprint.get("")
@permits(Permission.VISIT)
def doors() -> ResponseReturnValue:
    return render_template("demo/doors.html", doors=DOORS)


@blueprint.post("/<door>")
@permits(Permission.VISIT)
def come_in(door: str) -> ResponseReturnValue:
    if door not in DOORS:
        abort(404)
    person = queries.person_with_email(reading(), behind_the_doors(moment())[door].email)
    if person is None:
        abort(404)
    with transaction() as session:
        started = operations.start_session(session, person_id=person.id, at=moment())
    enter(started)
    return redirect(url_for("people.start"), 303)
