"""Courses as folders: all versions of one, each to download, and a course to import."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ambassador.people.sessions import signed_in
from ambassador.training import editor_queries
from ambassador.training.folders import operations, queries
from ambassador.training.folders.archives import MOST_PACKED, files_in, put_into
from ambassador.training.folders.faults import FaultyCourseError
from ambassador.training.folders.forms import ImportForm
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.words import wrong_sentence
from ambassador.training.folders.writing import files_of
from ambassador.training.media.contents import PIECE
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction
from ambassador.web.sizes import takes_up_to

blueprint = Blueprint("training_folders", __name__, url_prefix="/programme/courses")

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a zip file that is made in memory."""
MOST_SHOWN = 100
"""Faults that are listed; who mends these sends the file again."""


@blueprint.get("/<int:course_id>/versions")
@permits(Permission.RUN_PROGRAMME)
def versions(course_id: int) -> ResponseReturnValue:
    found = queries.versions_of(reading(), course_id, language=language())
    if not found:
        abort(404)
    return render_template("training/versions.html", versions=found)


@blueprint.get("/versions/<int:version_id>/download")
@permits(Permission.RUN_PROGRAMME)
def download(version_id: int) -> ResponseReturnValue:
    """Hand out a version, draft or published, as the zip of its folder."""
    parts = queries.parts_of(reading(), version_id)
    if parts is None:
        abort(404)
    # On disk when it is large; read from there a piece at a time, and gone when it was sent.
    archive = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed once it was sent)
    put_into(archive, files_of(parts), folder=parts.slug)
    archive.seek(0)
    answer = Response(iter(lambda: archive.read(PIECE), b""), mimetype="application/zip")
    answer.call_on_close(archive.close)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{parts.slug}.zip")
    return answer


@blueprint.route("/import", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
@takes_up_to(MOST_PACKED)
def bring() -> ResponseReturnValue:
    """Make a draft of a zip; of one with faults nothing is kept, and all of them are named."""
    form, wrong = ImportForm(), []
    form.offer(editor_queries.overview(reading(), language=language()))
    if form.validate_on_submit():
        try:
            parts = course_in(files_in(form.file.data.stream))
        except FaultyCourseError as found:
            wrong = [wrong_sentence(each) for each in found.wrong]
            form.refuse(_refusal(len(wrong)))
        else:
            with transaction() as session:
                if form.course_id is None:
                    made = operations.import_new(session, parts, by=signed_in().id, at=moment())
                else:
                    made = operations.import_into(session, parts, course_id=form.course_id)
            if not isinstance(made, Refusal):
                flash(
                    _("The course is imported as a draft. Nobody sees it before you publish it."), "success"
                )
                return redirect(url_for("training_editor.draft", version_id=made), 303)
            form.refuse(made)
    page = render_template(
        "training/import.html", form=form, wrong=wrong[:MOST_SHOWN], more=len(wrong) - MOST_SHOWN
    )
    return page, status_of(form)


def _refusal(faults: int) -> Refusal:
    sentence = ngettext(
        "One fault keeps this from being a course. Nothing was imported.",
        "%(num)s faults keep this from being a course. Nothing was imported.",
        faults,
    )
    return Refusal(sentence, "file")
