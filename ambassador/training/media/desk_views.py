"""Adding pictures and videos to the lessons of a draft, and changing what is said of them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.training.editor_views import draft_now, gone
from ambassador.training.media import operations
from ambassador.training.media.desk_queries import captions_of, words_of
from ambassador.training.media.forms import (
    EditPictureForm,
    EditVideoForm,
    PictureForm,
    VideoForm,
    called,
)
from ambassador.training.media.operations import AddMedium, SaveMedium
from ambassador.training.media.policy import MOST_CAPTIONS, MOST_VIDEO, is_picture, is_video
from ambassador.training.media.queries import stored
from ambassador.training.media.serving import file_answer
from ambassador.training.models import CourseVersion, Lesson
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import status_of
from ambassador.web.rim import reading, transaction
from ambassador.web.sizes import takes_up_to

blueprint = Blueprint(
    "training_media_desk", __name__, url_prefix="/programme/courses/drafts/<int:version_id>"
)


@blueprint.route("/lessons/<int:lesson_id>/picture", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def picture(version_id: int, lesson_id: int) -> ResponseReturnValue:
    """Add a picture to a lesson."""
    form, refusal = PictureForm(), None
    if form.validate_on_submit():
        file = form.brought()
        if isinstance(file, Refusal):
            refusal = file
        else:
            command = AddMedium(version_id, lesson_id, called(form.file), form.words(), file)
            refusal = _add(command)
        if refusal is None:
            flash(
                _("The picture stands at the end of the lesson. Move its line to where it belongs."),
                "success",
            )
            return _to_lesson(version_id, lesson_id)
        form.refuse(refusal)
    return _page("training/picture_new.html", form, refusal, version_id, lesson_id)


@blueprint.route("/lessons/<int:lesson_id>/video", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
@takes_up_to(MOST_VIDEO + 2 * MOST_CAPTIONS)
def video(version_id: int, lesson_id: int) -> ResponseReturnValue:
    """Add a video to a lesson."""
    form, refusal = VideoForm(), None
    if form.validate_on_submit():
        file, captions = form.brought(), form.captions()
        if isinstance(file, Refusal):
            refusal = file
        elif isinstance(captions, Refusal):
            refusal = captions
        else:
            command = AddMedium(
                version_id,
                lesson_id,
                called(form.file) or form.words_en.data,
                form.words(),
                file,
                form.address.data or "",
                form.transcripts(),
                captions if file else {},
            )
            refusal = _add(command)
        if refusal is None:
            flash(
                _("The video stands at the end of the lesson. Move its line to where it belongs."), "success"
            )
            return _to_lesson(version_id, lesson_id)
        form.refuse(refusal)
    return _page("training/video_new.html", form, refusal, version_id, lesson_id)


def _add(command: AddMedium) -> Refusal | None:
    with transaction() as session:
        made = operations.add_medium(session, command)
    return made if isinstance(made, Refusal) else None


@blueprint.route("/media/<name>", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def medium(version_id: int, name: str) -> ResponseReturnValue:
    """Change how a picture is described, or what stands beside a video."""
    form: EditPictureForm | EditVideoForm = EditVideoForm() if is_video(name) else EditPictureForm()
    refusal = None
    if form.validate_on_submit():
        refusal = _save(version_id, name, form)
        if refusal is None:
            flash(_("The draft is saved."), "success")
            return redirect(url_for("training_editor.draft", version_id=version_id), 303)
        form.refuse(refusal)
    draft = draft_now(version_id)
    if draft is None and not form.is_submitted():
        return gone()
    found = next((each for each in draft.media if each.name == name), None) if draft else None
    if not (is_picture(name) or is_video(name)) or (found is None and not form.is_submitted()):
        abort(404)
    if draft and found and not form.is_submitted():
        words = words_of(draft, name)
        if isinstance(form, EditVideoForm):
            form.fill(words, found.transcripts)
        else:
            form.fill(words)
    if draft and found and (not form.is_submitted() or isinstance(refusal, Conflict)):
        form.loaded.data = operations.fingerprint(draft, found)
    page = render_template(
        "training/medium_edit.html",
        form=form,
        version_id=version_id,
        name=name,
        medium=found,
        captions=captions_of(draft, name) if draft else (),
        is_video=is_video(name),
    )
    return page, status_of(form, refusal)


def _save(version_id: int, name: str, form: EditPictureForm | EditVideoForm) -> Refusal | None:
    command = SaveMedium(version_id, name, form.loaded.data or "", form.words())
    if isinstance(form, EditVideoForm):
        captions = form.captions()
        if isinstance(captions, Refusal):
            return captions
        command = SaveMedium(
            version_id,
            name,
            command.loaded,
            command.words,
            form.transcripts(),
            captions if not name.endswith(".url") else {},
            form.dropped(),
        )
    with transaction() as session:
        return operations.save_medium(session, command)


@blueprint.post("/media/<name>/delete")
@permits(Permission.RUN_PROGRAMME)
def delete(version_id: int, name: str) -> ResponseReturnValue:
    with transaction() as session:
        refusal = operations.delete_medium(session, version_id=version_id, name=name)
    if refusal is not None:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".medium", version_id=version_id, name=name), 303)
    flash(_("%(name)s is deleted from the draft.", name=name), "success")
    return redirect(url_for("training_editor.draft", version_id=version_id), 303)


@blueprint.get("/media/files/<sha256>")
@permits(Permission.RUN_PROGRAMME)
def file(version_id: int, sha256: str) -> Response:
    """Hand out what the draft shows."""
    found = stored(reading(), version_id, sha256)
    if found is None:
        abort(404)
    return file_answer(found)


@blueprint.errorhandler(413)
def too_large(_error: Exception) -> ResponseReturnValue:
    """Say so on a page of its own: what is too large is not even read, so no form can be filled in again."""
    return render_template("training/media_too_large.html"), 413


def _page(
    template: str, form: PictureForm | VideoForm, refusal: Refusal | None, version_id: int, lesson_id: int
) -> ResponseReturnValue:
    draft = draft_now(version_id)
    lesson = _lesson(draft, lesson_id)
    if not form.is_submitted():
        if draft is None:
            return gone()
        if lesson is None:
            abort(404)
    page = render_template(template, form=form, version_id=version_id, lesson_id=lesson_id, lesson=lesson)
    return page, status_of(form, refusal)


def _lesson(draft: CourseVersion | None, lesson_id: int) -> Lesson | None:
    return next((lesson for lesson in draft.lessons if lesson.id == lesson_id), None) if draft else None


def _to_lesson(version_id: int, lesson_id: int) -> ResponseReturnValue:
    return redirect(url_for("training_parts.lesson", version_id=version_id, lesson_id=lesson_id), 303)
