"""Asking beside a guideline or a lesson, and answering."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.sessions import signed_in
from ambassador.questions import desk_queries, operations, page, places, queries, words
from ambassador.questions.desk_queries import OpenedQuestion
from ambassador.questions.forms import AnswerForm, AskForm
from ambassador.questions.operations import AnswerQuestion, Ask
from ambassador.questions.page import Questions
from ambassador.questions.policy import Subject
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("questions", __name__, url_prefix="/questions")

SENT = "question_sent"
"""Where the cookie says beside what somebody has just asked, until its page has said so."""


@blueprint.route("/about/<subject>/<int:subject_id>", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def about(subject: str, subject_id: int) -> ResponseReturnValue:
    """Show all answers about something, and take a question about it."""
    asked_about = _subject(subject)
    place = places.place(reading(), asked_about, subject_id, language=language()) if asked_about else None
    if asked_about is None or place is None:
        abort(404)
    form = AskForm()
    if form.validate_on_submit():
        command = Ask(asked_about, subject_id, language(), form.question.data)
        with transaction() as opened:
            refusal = operations.ask(opened, command, by=signed_in().id, at=moment())
        if refusal is None:
            # No flashed message: that stands at the top, and whoever asked lands at the questions below.
            session[SENT] = f"{asked_about}:{subject_id}"
            return redirect(f"{place.address}#questions", 303)
        form.refuse(refusal)
    found = page.whole(
        reading(),
        asked_about,
        subject_id,
        reader=signed_in().id,
        language=language(),
        page=id_in(request.args.get("page", "1")),
    )
    return render_template("questions/about.html", place=place, found=found, form=form), status_of(form)


@blueprint.get("/own/<int:question_id>")
@permits(Permission.TAKE_PART)
def own(question_id: int) -> ResponseReturnValue:
    """Lead from a letter to one's own question, wherever it stands now."""
    asked = queries.own_question(reading(), question_id, person_id=signed_in().id)
    if asked is None:
        abort(404)
    subject = Subject(asked.subject)
    place = places.place(reading(), subject, asked.subject_id, language=language())
    if place is None:
        flash(_("What you asked about is no longer in force."), "warning")
        return redirect(url_for("people.start"), 303)
    return redirect(f"{place.address}#questions", 303)


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    """List all questions, those that wait first."""
    chosen = _place_in(request.args.get("about", ""))
    asked_about = desk_queries.places_asked_about(reading())
    listed = desk_queries.list_page(reading(), place=chosen, page=id_in(request.args.get("page", "1")))
    named = places.places(reading(), asked_about, language=language())
    return render_template(
        "questions/overview.html",
        listed=listed,
        chosen=chosen,
        titles={each: words.place_title(named.get(each)) for each in asked_about},
        time_to_answer=desk_queries.time_to_answer(reading(), at=moment()),
        words=words,
        now=moment(),
    )


def _place_in(text: str) -> tuple[Subject, int] | None:
    """Return the place that an address asks for, `guideline:7`; None for anything else."""
    named, _colon, number = text.partition(":")
    subject = _subject(named)
    return (subject, id_in(number)) if subject and id_in(number) else None


def _subject(text: str) -> Subject | None:
    return Subject(text) if text in {each.value for each in Subject} else None


@blueprint.route("/<int:question_id>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def answer(question_id: int) -> ResponseReturnValue:
    found, form, refusal = _opened(question_id), AnswerForm(), None
    if form.validate_on_submit():
        command = AnswerQuestion(
            question_id=question_id,
            seen=id_in(form.seen.data),
            text=form.text.data,
            is_shared=form.is_shared.data,
            shared=form.shared(found.language),
        )
        with transaction() as opened:
            refusal = operations.answer(opened, command, by=signed_in().id, at=moment())
        if refusal is None:
            return _answered(command)
        form.refuse(refusal)
        found = _opened(question_id)
    if not form.is_submitted():
        form.fill(found)
    if isinstance(refusal, Conflict):
        # Who has seen the other's answer may send theirs again, to take its place.
        form.seen.data = str(found.number)
    return _answer_page(found, form, refusal)


def _answered(command: AnswerQuestion) -> ResponseReturnValue:
    shared = _("The answer is kept, and everybody can read it.")
    flash(shared if command.is_shared else _("The answer is kept."), "success")
    return redirect(url_for(".overview"), 303)


def _answer_page(found: OpenedQuestion, form: AnswerForm, refusal: Refusal | None) -> ResponseReturnValue:
    form.explain(found.language)
    with database().reading() as opened:
        place = places.place(opened, found.subject, found.subject_id, language=language())
    return (
        render_template(
            "questions/answer.html", found=found, form=form, place=place, words=words, now=moment()
        ),
        status_of(form, refusal),
    )


def _opened(question_id: int) -> OpenedQuestion:
    # A fresh session: after a conflict the request's own may not see the other's answer.
    with database().reading() as opened:
        found = desk_queries.opened(opened, question_id)
    if found is None:
        abort(404)
    return found


def beside(subject: str, subject_id: int) -> Questions:
    """Return what the page of something shows about it, for the template questions/beside.html."""
    return page.beside(reading(), Subject(subject), subject_id, reader=signed_in().id, language=language())


def was_just_sent(subject: str, subject_id: int) -> bool:
    """Say, once, that whoever looks has just asked something here."""
    is_here = session.get(SENT) == f"{subject}:{subject_id}"
    if is_here:
        session.pop(SENT)
    return is_here


def waiting() -> int:
    """Return how many questions wait, for the template questions/waiting.html."""
    return desk_queries.waiting(reading())


def init_app(app: Flask) -> None:
    """Let pages of other subjects show the questions about them, and how many wait."""
    app.jinja_env.globals.update(
        questions_beside=beside,
        question_was_just_sent=was_just_sent,
        questions_waiting=waiting,
        ask_form=AskForm,
    )
