"""The campaign page: who is due, done, overdue, declined and excepted, by team."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("followup", __name__, url_prefix="/programme/followup")
