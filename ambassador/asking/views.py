"""Whom to ask for a follower list."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("asking", __name__)


@blueprint.get("/programme/lists")
@permits(Permission.RUN_PROGRAMME)
def lists() -> ResponseReturnValue:
    return redirect(url_for("reports.programme"), 303)
