"""Everyone who works here: found, given roles, sent a link, marked as left. Nothing about the programme."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people import operations, policy, queries
from ambassador.people.erasing import erase
from ambassador.people.forms import ROLE_NAMES, RolesForm
from ambassador.people.models import Person
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, Role, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm, status_of, without_nul
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("people_admin", __name__, url_prefix="/people")

MOST_IN_SEARCH = 100


@blueprint.get("")
@permits(Permission.MANAGE_PEOPLE)
def everyone() -> ResponseReturnValue:
    """List the people who work here, or those who have left, by words and team."""
    session = reading()
    words = without_nul(request.args.get("words", ""))[:MOST_IN_SEARCH].strip()
    teams, has_left = queries.teams(session), "left" in request.args
    asked = request.args.get("team", type=int)
    team_id = asked if asked in {team.id for team in teams} else None
    found = queries.search_people(
        session,
        words=words,
        team_id=team_id,
        page=request.args.get("page", 1, type=int),
        has_left=has_left,
    )
    return render_template(
        "people/everyone.html",
        found=found,
        teams=teams,
        words=words,
        team_id=team_id,
        has_left=has_left,
        working=queries.working_here(session),
        role_names=ROLE_NAMES,
    )


@blueprint.get("/<int:person_id>")
@permits(Permission.MANAGE_PEOPLE)
def one(person_id: int) -> ResponseReturnValue:
    """Show what the roster says of a person, and their roles."""
    person = _person(person_id)
    form = RolesForm(formdata=None, roles=[held.role for held in person.roles])
    return render_template(
        "people/one.html", person=person, form=form, is_erased=policy.is_erased(person.email)
    )


@blueprint.post("/<int:person_id>/roles")
@permits(Permission.MANAGE_PEOPLE)
def roles(person_id: int) -> ResponseReturnValue:
    """Give a person exactly the ticked roles."""
    person = _working_person(person_id)
    form = RolesForm()
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.set_roles(
                session,
                person_id=person_id,
                roles=frozenset(Role(name) for name in form.roles.data),
                by=signed_in().id,
                at=moment(),
            )
        if refusal is None:
            flash(_("The roles are saved."), "success")
            return redirect(url_for("people_admin.one", person_id=person_id), 303)
        form.refuse(refusal)
    return render_template("people/one.html", person=person, form=form), 422


@blueprint.post("/<int:person_id>/link")
@permits(Permission.MANAGE_PEOPLE)
def send_link(person_id: int) -> ResponseReturnValue:
    """Put a letter with a sign-in link into the outbox."""
    _working_person(person_id)
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            refusal = operations.invite(session, person_id=person_id, by=signed_in().id, at=moment())
        if isinstance(refusal, Refusal):
            flash(refusal.sentence, "warning")
        else:
            flash(_("A letter with a link is in the outbox."), "success")
    return redirect(url_for("people_admin.one", person_id=person_id), 303)


@blueprint.route("/<int:person_id>/leaving", methods=["GET", "POST"])
@permits(Permission.MANAGE_PEOPLE)
def leaving(person_id: int) -> ResponseReturnValue:
    """Ask once more, then mark a person as having left."""
    person = _working_person(person_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.mark_as_left(session, person_id=person_id, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("%(name)s is marked as having left.", name=person.name), "success")
            return redirect(url_for("people_admin.everyone"), 303)
        form.refuse(refusal)
    return render_template("people/leaving.html", person=person, form=form), status_of(form)


@blueprint.route("/<int:person_id>/erasing", methods=["GET", "POST"])
@permits(Permission.MANAGE_PEOPLE)
def erasing(person_id: int) -> ResponseReturnValue:
    """Ask once more, then erase who somebody was that has left."""
    person = _person(person_id)
    if person.left_at is None or policy.is_erased(person.email):
        abort(404)
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            refusal = erase(session, person_id=person_id, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("The person is erased. Totals and the trail stay as they were."), "success")
            return redirect(url_for("people_admin.one", person_id=person_id), 303)
        form.refuse(refusal)
    return render_template("people/erase.html", person=person, form=form), status_of(form)


def _person(person_id: int) -> Person:
    found = queries.person(reading(), person_id)
    if found is None:
        abort(404)
    return found


def _working_person(person_id: int) -> Person:
    found = _person(person_id)
    if found.left_at is not None:
        abort(404)
    return found
