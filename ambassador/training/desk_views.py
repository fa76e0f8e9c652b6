"""The programme manager's pages about attempts: published questions, withdrawing one, granting an attempt."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ambassador.people.sessions import signed_in
from ambassador.training import granting, withdrawing
from ambassador.training import withdrawal_queries as queries
from ambassador.training.desk_forms import GrantAttemptForm, WithdrawQuestionForm
from ambassador.training.models import Question
from ambassador.training.queries import course_in_force
from ambassador.training.withdrawal_queries import Effect, VersionQuestions
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, settings, transaction

blueprint = Blueprint("training_desk", __name__, url_prefix="/programme/courses")


@blueprint.get("/versions/<int:version_id>/questions")
@permits(Permission.RUN_PROGRAMME)
def questions(version_id: int) -> ResponseReturnValue:
    """List the questions of a published version, with those that were withdrawn."""
    return render_template("training/desk_questions.html", version=_version(version_id))


@blueprint.route("/versions/<int:version_id>/questions/<int:question_id>/withdraw", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def withdraw(version_id: int, question_id: int) -> ResponseReturnValue:
    """Withdraw a question for good, after a look at what that changes."""
    version = _version(version_id)
    question = next((each for each in version.questions if each.id == question_id), None)
    if question is None:
        abort(404)
    form, result = WithdrawQuestionForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            result = withdrawing.withdraw_question(
                session,
                question_id=question_id,
                why=form.why.data or "",
                zone=settings().timezone,
                by=signed_in().id,
                at=moment(),
            )
        if not isinstance(result, Refusal):
            flash(f"{_('The question is withdrawn.')} {_done(result)}", "success")
            return redirect(url_for(".questions", version_id=version_id), 303)
        if isinstance(result, Conflict):
            flash(result.sentence, "warning")
            return redirect(url_for(".questions", version_id=version_id), 303)
        form.refuse(result)
    elif question.withdrawn_at is not None:
        return redirect(url_for(".questions", version_id=version_id), 303)
    with database().reading() as session:
        effect = queries.foreseen(session, session.get_one(Question, question_id))
    page = render_template(
        "training/desk_withdraw.html",
        form=form,
        version=version,
        question=question,
        said=_foretold(effect),
    )
    return page, status_of(form, result)


@blueprint.route("/<int:course_id>/attempts/new", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def grant(course_id: int) -> ResponseReturnValue:
    """Give somebody who has used up their attempts one more."""
    course = course_in_force(reading(), course_id, language=language())
    if course is None:
        abort(404)
    form, refusal = GrantAttemptForm(), None
    if form.validate_on_submit():
        command = granting.Grant(course_id, form.email.data, form.reason.data)
        with transaction() as session:
            refusal = granting.grant_attempt(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("One more attempt is granted. It may be begun at once."), "success")
            return redirect(url_for("training_editor.overview"), 303)
        form.refuse(refusal)
    return render_template("training/desk_grant.html", form=form, course=course), status_of(form, refusal)


def _version(version_id: int) -> VersionQuestions:
    found = queries.version_questions(reading(), version_id, language=language())
    if found is None:
        abort(404)
    return found


def _done(effect: Effect) -> str:
    attempts = ngettext(
        "%(num)s attempt was marked again.", "%(num)s attempts were marked again.", effect.concerned
    )
    return f"{attempts} {_more_pass(effect)}"


def _foretold(effect: Effect) -> str:
    attempts = ngettext(
        "%(num)s attempt is marked again.", "%(num)s attempts are marked again.", effect.concerned
    )
    return f"{attempts} {_more_pass(effect)}"


def _more_pass(effect: Effect) -> str:
    return str(ngettext("%(num)s more passes.", "%(num)s more pass.", effect.more_pass))
