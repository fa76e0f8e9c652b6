"""Writing the parts of a course: its lessons and questions, and their order."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.training import editor_queries as queries
from ambassador.training import part_operations as operations
from ambassador.training.editor_forms import LessonForm, QuestionForm
from ambassador.training.editor_operations import gone as no_draft
from ambassador.training.editor_views import draft_now, gone
from ambassador.training.media.desk_queries import media_lines
from ambassador.training.models import Lesson, Question
from ambassador.training.part_operations import SaveLesson, SaveQuestion
from ambassador.training.policy import QuestionKind
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import transaction

blueprint = Blueprint("training_parts", __name__, url_prefix="/programme/courses/drafts/<int:version_id>")

PARTS: dict[str, type[Lesson] | type[Question]] = {"lessons": Lesson, "questions": Question}


@blueprint.route("/lessons/new", methods=["GET", "POST"], defaults={"lesson_id": None})
@blueprint.route("/lessons/<int:lesson_id>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def lesson(version_id: int, lesson_id: int | None) -> ResponseReturnValue:
    """Write a lesson; it is saved with gaps, and published without."""
    form, refusal = LessonForm(), None
    if form.validate_on_submit():
        command = SaveLesson(version_id, lesson_id, form.texts(), form.loaded.data or "")
        with transaction() as session:
            refusal = operations.save_lesson(session, command)
        if refusal is None:
            return _saved(version_id)
        form.refuse(refusal)
    draft = draft_now(version_id)
    found = next((lesson for lesson in draft.lessons if lesson.id == lesson_id), None) if draft else None
    if not form.is_submitted():
        if draft is None:
            return gone()
        if found is not None:
            form.fill(found)
        elif lesson_id is not None:
            abort(404)
    if not form.is_submitted() or isinstance(refusal, Conflict):
        form.loaded.data = queries.lesson_fingerprint(found)
    page = render_template(
        "training/lesson_edit.html",
        form=form,
        version_id=version_id,
        lesson=found,
        media=media_lines(draft, found) if draft and found else (),
    )
    return page, status_of(form, refusal)


@blueprint.route("/questions/new", methods=["GET", "POST"], defaults={"question_id": None})
@blueprint.route("/questions/<int:question_id>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def question(version_id: int, question_id: int | None) -> ResponseReturnValue:
    """Write a question; only one that can be asked is saved."""
    form, refusals = QuestionForm(), []
    draft = draft_now(version_id)
    form.offer_lessons(draft.lessons if draft else (), language())
    if form.validate_on_submit():
        command = SaveQuestion(
            version_id=version_id,
            question_id=question_id,
            kind=QuestionKind(form.kind.data),
            lesson=int(form.lesson.data),
            texts=form.texts(),
            right=form.places(),
            loaded=form.loaded.data or "",
        )
        with transaction() as session:
            refusals = list(operations.save_question(session, command))
        if not refusals:
            return _saved(version_id)
        for refusal in refusals:
            form.refuse(refusal)
    elif form.is_submitted() and draft is None:
        refusals = [no_draft()]
        form.refuse(refusals[0])
    draft = draft_now(version_id)
    found = next((q for q in draft.questions if q.id == question_id), None) if draft else None
    conflict = next((refusal for refusal in refusals if isinstance(refusal, Conflict)), None)
    if not form.is_submitted():
        if draft is None:
            return gone()
        if found is not None:
            form.fill(found)
        elif question_id is not None:
            abort(404)
    if not form.is_submitted() or conflict:
        form.loaded.data = queries.question_fingerprint(found)
    page = render_template("training/question_edit.html", form=form, version_id=version_id, question=found)
    return page, status_of(form, conflict)


@blueprint.post("/<any(lessons, questions):kind>/<int:part_id>/move")
@permits(Permission.RUN_PROGRAMME)
def move(version_id: int, kind: str, part_id: int) -> ResponseReturnValue:
    """Let a lesson or question change places with its neighbour."""
    by_places = {"up": -1, "down": 1}.get(request.form.get("direction", ""))
    if by_places is None:
        abort(400)
    with transaction() as session:
        operations.move(session, PARTS[kind], version_id=version_id, part_id=part_id, by_places=by_places)
    return redirect(url_for("training_editor.draft", version_id=version_id, _anchor=kind), 303)


@blueprint.post("/lessons/<int:lesson_id>/delete")
@permits(Permission.RUN_PROGRAMME)
def delete_lesson(version_id: int, lesson_id: int) -> ResponseReturnValue:
    with transaction() as session:
        refusal = operations.delete_lesson(session, version_id=version_id, lesson_id=lesson_id)
    if refusal is not None:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".lesson", version_id=version_id, lesson_id=lesson_id), 303)
    flash(_("The lesson is deleted."), "success")
    return redirect(url_for("training_editor.draft", version_id=version_id), 303)


@blueprint.post("/questions/<int:question_id>/delete")
@permits(Permission.RUN_PROGRAMME)
def delete_question(version_id: int, question_id: int) -> ResponseReturnValue:
    with transaction() as session:
        operations.delete_question(session, version_id=version_id, question_id=question_id)
    flash(_("The question is deleted."), "success")
    return redirect(url_for("training_editor.draft", version_id=version_id), 303)


def _saved(version_id: int) -> ResponseReturnValue:
    flash(_("The draft is saved."), "success")
    return redirect(url_for("training_editor.draft", version_id=version_id), 303)
