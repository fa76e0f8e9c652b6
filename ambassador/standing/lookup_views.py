"""Whether somebody was cleared on a day, with reasons."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("standing_lookup", __name__, url_prefix="/standing")
