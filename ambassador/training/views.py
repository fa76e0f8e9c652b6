"""Taking a course: its lessons, its quiz, and how that went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.people.sessions import signed_in
from ambassador.training import attempt_queries, audience_queries, list_queries, operations, queries
from ambassador.training.attempt_policy import Tries, Verdict
from ambassador.training.audience_words import for_whom, must_pass
from ambassador.training.cycles.own_queries import own_cycle
from ambassador.training.elsewhere.queries import recorded_of_person
from ambassador.training.forms import field_name, quiz_form, sent_places
from ambassador.training.media.queries import shown_by
from ambassador.training.models import Attempt
from ambassador.training.operations import Answers, Unfinished
from ambassador.training.prerequisite_queries import Prerequisite, prerequisites
from ambassador.training.queries import CoursePage
from ambassador.training.question_places import lesson_asked_about
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.forms import ButtonForm
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings, transaction

blueprint = Blueprint("training", __name__, url_prefix="/training")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def courses() -> ResponseReturnValue:
    """Show all there is to learn, for whoever must and whoever would like to."""
    found = list_queries.all_in_force(reading(), signed_in().id, language=language(), at=moment())
    return render_template("training/courses.html", courses=found, for_whom=for_whom, must_pass=must_pass)


@blueprint.get("/<int:course_id>")
@permits(Permission.TAKE_PART)
def course(course_id: int) -> ResponseReturnValue:
    """Show what the course is, and how it stands for the reader."""
    found, session = _course(course_id), reading()
    attempt = queries.open_attempt(session, signed_in().id, course_id)
    return render_template(
        "training/course.html",
        course=found,
        latest=queries.latest_result(session, signed_in().id, course_id),
        valid=queries.valid_pass(session, signed_in().id, course_id, at=moment()),
        attempt=attempt,
        answered=len(attempt_queries.kept_answers(session, attempt.id)) if attempt else 0,
        tries=_tries(course_id),
        elsewhere=recorded_of_person(session, signed_in().id, course_id),
        cycle=own_cycle(session, signed_in().id, course_id, at=moment()),
        at=moment(),
        whom=for_whom(audience_queries.whom(session, found.version_id)),
        prerequisites=_prerequisites(found),
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
        media=shown_by(reading(), found.version_id),
        asked_about=lesson_asked_about(reading(), course_id, position),
    )


@blueprint.get("/<int:course_id>/quiz")
@permits(Permission.TAKE_PART)
def quiz(course_id: int) -> ResponseReturnValue:
    """Show the open attempt with its answers so far, or the button that begins one, or what keeps it."""
    attempt = queries.open_attempt(reading(), signed_in().id, course_id)
    if attempt is not None:
        kept = attempt_queries.kept_answers(reading(), attempt.id)
        return _questions(attempt, kept=kept)
    found, tries = _course(course_id), _tries(course_id)
    needed = _prerequisites(found)
    if not all(each.is_passed for each in needed):
        return render_template("training/first.html", course=found, prerequisites=needed)
    page = "start" if tries.verdict(moment()) is Verdict.OPEN else "waiting"
    return render_template(f"training/{page}.html", course=found, tries=tries, at=moment(), form=ButtonForm())


@blueprint.post("/<int:course_id>/quiz/start")
@permits(Permission.TAKE_PART)
def start(course_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go back to the one that is open; where none may begin, the next page says why."""
    with transaction() as session:
        operations.start_attempt(session, course_id=course_id, by=signed_in().id, at=moment())
    return redirect(url_for(".quiz", course_id=course_id), 303)


@blueprint.post("/<int:course_id>/quiz")
@permits(Permission.TAKE_PART)
def submit(course_id: int) -> ResponseReturnValue:
    """Mark the attempt whose questions were on the page, or keep what was answered of it so far."""
    answers = Answers(id_in(request.form.get("attempt")), course_id, sent_places(request.form))
    if request.form.get("action") == "keep":
        return _keep(answers)
    with transaction() as session:
        result = operations.submit(session, answers, zone=settings().timezone, by=signed_in().id, at=moment())
    if result is None:
        abort(404)
    if isinstance(result, Unfinished):
        return _questions(_own_attempt(course_id, answers.attempt_id)), 422
    if result.is_passed:
        flash(_("You passed. Well done!"), "success")
    return redirect(url_for(".result", course_id=course_id, attempt_id=answers.attempt_id), 303)


def _keep(answers: Answers) -> ResponseReturnValue:
    with transaction() as session:
        is_own = operations.keep_answers(session, answers, by=signed_in().id, at=moment())
    if not is_own:
        abort(404)
    flash(_("Your answers so far are kept. Go on whenever you like, on any device."), "success")
    return redirect(url_for(".course", course_id=answers.course_id), 303)


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
        tries=_tries(course_id),
        at=moment(),
        form=ButtonForm(),
    )


def _course(course_id: int) -> CoursePage:
    found = queries.course_in_force(reading(), course_id, language=language())
    if found is None:
        abort(404)
    return found


def _prerequisites(course: CoursePage) -> Sequence[Prerequisite]:
    return prerequisites(reading(), course.version_id, signed_in().id, language=language(), at=moment())


def _own_attempt(course_id: int, attempt_id: int) -> Attempt:
    found = queries.attempt_of(reading(), attempt_id, person_id=signed_in().id, course_id=course_id)
    if found is None:
        abort(404)
    return found


def _tries(course_id: int) -> Tries:
    rules = attempt_queries.rules_in_force(reading(), course_id)
    if rules is None:
        abort(404)
    return attempt_queries.tries_of(reading(), rules, signed_in().id)


def _questions(attempt: Attempt, kept: Mapping[int, Sequence[int]] | None = None) -> str:
    """Show an attempt: with what was sent and what is wrong with it, or with what was kept."""
    page = queries.attempt_page(reading(), attempt, language=language())
    form = quiz_form(page.questions)
    if kept is None:
        form.validate()
    else:
        form.fill(page.questions, kept)
    form.attempt.data = str(attempt.id)
    fields = [form[field_name(question)] for question in page.questions]
    return render_template("training/quiz.html", course=page, form=form, fields=fields, kept=kept)
