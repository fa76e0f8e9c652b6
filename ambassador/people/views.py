"""Signing in and out, links from letters, one's own account, and the language."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user, login_user, logout_user

from ambassador.people import operations, queries
from ambassador.people.forms import (
    ChangePasswordForm,
    LanguageForm,
    LinkRequestForm,
    NewPasswordForm,
    SignInForm,
)
from ambassador.people.operations import NewSession
from ambassador.people.sessions import session_person, signed_in
from ambassador.web.access import Permission, may, permits
from ambassador.web.addresses import page_before
from ambassador.web.errors import Refusal
from ambassador.web.forms import status_of
from ambassador.web.rim import database, moment, reading, settings, transaction

blueprint = Blueprint("people", __name__)

LONGEST_NEXT = 200
"""Characters of an address that a letter takes along."""


def safe_next(target: str | None) -> str:
    """Return where to go after signing in: only ever a page of this app."""
    return _ours(target) or url_for("people.start")


def _ours(target: str | None, *, longest: int | None = None) -> str | None:
    address = target or ""
    if longest is not None and len(address) > longest:
        return None
    # Browsers read "\\" as "/", drop tabs and line ends, and take "//" for the beginning of another host.
    is_ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_ours and address.isprintable() else None


def visitor_address() -> str:
    """Return where a request comes from; a proxy on this machine is believed about whom it speaks for."""
    peer = request.remote_addr or ""
    return request.access_route[-1] if peer in {"127.0.0.1", "::1"} and request.access_route else peer


def enter(new: NewSession) -> None:
    """Put a new session into the visitor's cookie; nothing of the visit before it survives."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    with database().reading() as fresh:
        person = session_person(fresh, new.token, at=moment())
    login_user(person)
    # The cookie outlives the browser window; the row in the database decides how long it is good for.
    session.permanent = True


@blueprint.get("/start")
@permits(Permission.TAKE_PART)
def start() -> ResponseReturnValue:
    """Lead somebody to the page of theirs that matters most."""
    if may(Permission.RUN_PROGRAMME):
        return redirect(url_for("reports.programme"), 303)
    if may(Permission.READ_REPORTS):
        return redirect(url_for("reports.reach"), 303)
    if may(Permission.MANAGE_PEOPLE):
        return redirect(url_for("people_admin.everyone"), 303)
    return redirect(url_for("standing.checklist"), 303)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@permits(Permission.VISIT)
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")), 303)
    form = SignInForm()
    if form.validate_on_submit():
        with transaction() as writing:
            result = operations.sign_in(
                writing,
                email=form.email.data,
                password=form.password.data,
                address=visitor_address(),
                at=moment(),
            )
        if isinstance(result, Refusal):
            form.refuse(result)
        else:
            enter(result)
            if "again" in request.args:
                flash(
                    _("You are signed in again. What you sent before was not kept: send it now."), "warning"
                )
            return redirect(safe_next(request.args.get("next")), 303)
    return render_template("people/sign_in.html", form=form, demo=settings().demo), status_of(form)


@blueprint.post("/sign-out")
@permits(Permission.TAKE_PART)
def sign_out() -> ResponseReturnValue:
    with transaction() as writing:
        operations.sign_out(writing, token=signed_in().session_token, at=moment())
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect(url_for("front.page"), 303)


@blueprint.route("/forgotten", methods=["GET", "POST"])
@permits(Permission.VISIT)
def forgotten() -> ResponseReturnValue:
    form = LinkRequestForm()
    if form.validate_on_submit():
        with transaction() as writing:
            operations.request_link(
                writing,
                email=form.email.data,
                address=visitor_address(),
                leads_to=_ours(request.args.get("next"), longest=LONGEST_NEXT),
                at=moment(),
            )
        return redirect(url_for("people.link_sent"), 303)
    return render_template("people/forgotten.html", form=form), status_of(form)


@blueprint.get("/forgotten/sent")
@permits(Permission.VISIT)
def link_sent() -> ResponseReturnValue:
    return render_template("people/link_sent.html")


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@permits(Permission.VISIT)
def link(token: str) -> ResponseReturnValue:
    """Set a password. Opening the link uses nothing up: mail scanners open links too."""
    found = queries.usable_link(reading(), token, at=moment())
    if found is None:
        return render_template("people/link_expired.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        with transaction() as writing:
            result = operations.use_link(writing, token=token, password=form.password.data, at=moment())
        if isinstance(result, NewSession):
            enter(result)
            flash(_("Your password is set, and you are signed in."), "success")
            return redirect(safe_next(request.args.get("next")), 303)
        form.refuse(result)
    person = queries.person(reading(), found.person_id)
    return render_template("people/link.html", form=form, person=person), status_of(form)


@blueprint.route("/account", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def account() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with transaction() as writing:
            result = operations.change_password(
                writing,
                current=form.current.data,
                password=form.password.data,
                by=signed_in().id,
                at=moment(),
            )
        if isinstance(result, NewSession):
            enter(result)
            flash(_("Your password is changed. You are signed out everywhere else."), "success")
            return redirect(url_for("people.account"), 303)
        form.refuse(result)
    person = queries.person(reading(), signed_in().id)
    return render_template("people/account.html", form=form, person=person), status_of(form)


@blueprint.post("/account/sign-out-everywhere")
@permits(Permission.TAKE_PART)
def sign_out_everywhere() -> ResponseReturnValue:
    with transaction() as writing:
        operations.sign_out_everywhere(writing, person_id=signed_in().id, at=moment())
    logout_user()
    session.clear()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.post("/language")
@permits(Permission.VISIT)
def choose_language() -> ResponseReturnValue:
    form = LanguageForm()
    if form.validate_on_submit():
        session["language"] = form.language.data
        if current_user.is_authenticated:
            with transaction() as writing:
                operations.choose_language(writing, language=form.language.data, by=signed_in().id)
        refresh()
    return redirect(safe_next(page_before() or "/"), 303)
