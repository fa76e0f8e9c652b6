"""The trail: whether it is whole, its checkpoints, and what to check them with."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("trail", __name__, url_prefix="/trail")
