"""Importing the roster."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("roster", __name__, url_prefix="/people/import" or None)


@blueprint.get("")
@permits(Permission.MANAGE_PEOPLE)
def upload() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="roster.upload", sentence="")
