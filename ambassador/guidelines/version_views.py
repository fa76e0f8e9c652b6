"""Published versions: all of them, and what differs between any two."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("guideline_versions", __name__, url_prefix="/guidelines")
