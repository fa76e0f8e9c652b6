"""Taking a course: its lessons, its quiz, and how that went."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.sessions import signed_in
from ambassador.training import list_queries, operations, queries
from ambassador.training.forms import QuizForm, field_name, quiz_form
from ambassador.training.models import Attempt
from ambassador.training.operations import Answers
from ambassador.training.queries import CoursePage
from ambassador.training.question_places import lesson_asked_about
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("training", __name__, url_prefix="/training")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def courses() -> ResponseReturnValue:
    """Show all there is to learn, for whoever must and whoever would like to."""
    found = list_queries.all_in_force(reading(), signed_in().id, language=language(), at=moment())
    return render_template("training/courses.html", courses=found)


@blueprint.get("/<int:course_id>")
@permits(Permission.TAKE_PART)
def course(course_id: int) -> ResponseReturnValue:
    """Show what the course is, and how it stands for the reader."""
    found, session = _course(course_id), reading()
    return render_template(
        "training/course.html",
        course=found,
        latest=queries.latest_result(session, signed_in().id, course_id),
        valid=queries.valid_pass(session, signed_in().id, course_id, at=moment()),
        attempt=queries.open_attempt(session, signed_in().id, course_id),
    )


@blueprint.get("/<int:course_id>/lessons/<int:position>")
@permits(Permission.TAKE_PART)
def lesson(course_id: int, position: int) -> ResponseReturnValue:
    """Show a lesson; opening it completes nothing."""
    found = _course(course_id)
    if not 1 <= position <= len(found.lessons):
        abort(404)
    return render_template(
        "training/lesson.html",
        course=found,
        lesson=found.lessons[position - 1],
        asked_about=lesson_asked_about(reading(), course_id, position),
    )


@blueprint.get("/<int:course_id>/quiz")
@permits(Permission.TAKE_PART)
def quiz(course_id: int) -> ResponseReturnValue:
    """Show the open attempt's questions, or the button that begins one."""
    attempt = queries.open_attempt(reading(), signed_in().id, course_id)
    if attempt is None:
        return render_template("training/start.html", course=_course(course_id), form=ButtonForm())
    pinned = queries.course_version(reading(), attempt.version_id, language=language())
    return _questions(quiz_form(pinned.questions), pinned, attempt)


@blueprint.post("/<int:course_id>/quiz/start")
@permits(Permission.TAKE_PART)
def start(course_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go back to the one that is open."""
    with transaction() as session:
        attempt_id = operations.start_attempt(session, course_id=course_id, by=signed_in().id, at=moment())
    if attempt_id is None:
        abort(404)
    return redirect(url_for(".quiz", course_id=course_id), 303)


@blueprint.post("/<int:course_id>/quiz")
@permits(Permission.TAKE_PART)
def submit(course_id: int) -> ResponseReturnValue:
    """Mark the attempt whose questions were on the page."""
    attempt = _own_attempt(course_id, QuizForm().attempt.data)
    result_page = url_for(".result", course_id=course_id, attempt_id=attempt.id)
    if queries.marked_quiz(reading(), attempt, language=language()) is not None:
        return redirect(result_page, 303)
    pinned = queries.course_version(reading(), attempt.version_id, language=language())
    form = quiz_form(pinned.questions)
    if not form.validate_on_submit():
        return _questions(form, pinned, attempt), 422
    answers = Answers(attempt.id, course_id, form.chosen(pinned.questions))
    with transaction() as session:
        result = operations.submit(session, answers, by=signed_in().id, at=moment())
    if result is not None and result.is_passed:
        flash(_("You passed. Well done!"), "success")
    return redirect(result_page, 303)


@blueprint.get("/<int:course_id>/attempts/<int:attempt_id>")
@permits(Permission.TAKE_PART)
def result(course_id: int, attempt_id: int) -> ResponseReturnValue:
    """Show one's own marked attempt, with an explanation for each question."""
    attempt = _own_attempt(course_id, attempt_id)
    marked = queries.marked_quiz(reading(), attempt, language=language())
    if marked is None:
        return redirect(url_for(".quiz", course_id=course_id), 303)
    current = _course(course_id)
    return render_template(
        "training/result.html",
        marked=marked,
        course=current,
        # The lessons of an older version may have moved, so only those of this one are linked.
        missed=marked.missed_lessons if current.version_id == attempt.version_id else (),
        form=ButtonForm(),
    )


def _course(course_id: int) -> CoursePage:
    found = queries.course_in_force(reading(), course_id, language=language())
    if found is None:
        abort(404)
    return found


def _own_attempt(course_id: int, attempt_id: int) -> Attempt:
    found = queries.attempt_of(reading(), attempt_id, person_id=signed_in().id, course_id=course_id)
    if found is None:
        abort(404)
    return found


def _questions(form: QuizForm, pinned: CoursePage, attempt: Attempt) -> str:
    form.attempt.data = str(attempt.id)
    fields = [form[field_name(question)] for question in pinned.questions]
    return render_template("training/quiz.html", course=pinned, form=form, fields=fields)
