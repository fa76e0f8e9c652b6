"""Published versions: all of them, and what differs between any two."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ambassador.guidelines.comparing import compare as compared
from ambassador.guidelines.version_queries import Edition, versions_of, words_of
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.i18n import language
from ambassador.web.rim import reading

blueprint = Blueprint("guideline_versions", __name__, url_prefix="/guidelines")

VIEWS = ("inline", "beside")
"""How a comparison is laid out: one text with marks, or two beside each other."""


@blueprint.get("/<int:guideline_id>/versions")
@permits(Permission.TAKE_PART)
def versions(guideline_id: int) -> ResponseReturnValue:
    """List all published versions, and ask which two to compare."""
    return render_template(
        "guidelines/versions.html", guideline_id=guideline_id, versions=_versions(guideline_id)
    )


@blueprint.get("/<int:guideline_id>/compare")
@permits(Permission.TAKE_PART)
def compare(guideline_id: int) -> ResponseReturnValue:
    """Show what differs between two versions in one language.

    Without `to` the newer one is the version in force, and without `from` the older one is that before it.
    """
    editions = _versions(guideline_id)
    older, newer = _chosen(editions)
    chosen = chosen_language()
    common = [la for la in LANGUAGES if la not in {older.lagging, newer.lagging}]
    found = None
    if chosen in common and older is not newer:
        words = [words_of(reading(), one.version_id, language=chosen) for one in (older, newer)]
        found = compared(*words)
    return render_template(
        "guidelines/compare.html",
        guideline_id=guideline_id,
        versions=editions,
        older=older,
        newer=newer,
        found=found,
        chosen=chosen,
        common=common,
        view=chosen_view(),
    )


def _versions(guideline_id: int) -> Sequence[Edition]:
    editions = versions_of(reading(), guideline_id, language=language())
    return editions or abort(404)


def _chosen(editions: Sequence[Edition]) -> tuple[Edition, Edition]:
    """Return the two versions of the address, the older first."""
    numbered = {edition.number: edition for edition in editions}
    current = next((edition for edition in editions if edition.is_in_force), editions[0])
    newer = numbered.get(id_in(request.args["to"])) if "to" in request.args else current
    if newer is None:
        abort(404)
    before = next((edition for edition in editions if edition.number < newer.number), newer)
    older = numbered.get(id_in(request.args["from"])) if "from" in request.args else before
    if older is None:
        abort(404)
    return (older, newer) if older.number <= newer.number else (newer, older)


def chosen_language() -> str:
    """Return the language asked for in the address, or else the reader's."""
    asked = request.args.get("language", language())
    return asked if asked in LANGUAGES else abort(404)


def chosen_view() -> str:
    """Return how the comparison is laid out: as the address says, or else as one text."""
    asked = request.args.get("view")
    return asked if asked in VIEWS else VIEWS[0]
