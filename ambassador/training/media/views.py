"""Pictures and videos for those who take a course."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from ambassador.training.media.queries import stored_in_force
from ambassador.training.media.serving import file_answer
from ambassador.web.access import Permission, permits
from ambassador.web.rim import reading

blueprint = Blueprint("training_media", __name__, url_prefix="/training")


@blueprint.get("/<int:course_id>/media/<sha256>")
@permits(Permission.TAKE_PART)
def file(course_id: int, sha256: str) -> Response:
    """Hand out what the course in force shows; of a draft, or of another course, there is nothing here."""
    found = stored_in_force(reading(), course_id, sha256)
    if found is None:
        abort(404)
    return file_answer(found)
