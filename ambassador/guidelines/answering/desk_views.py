"""The programme manager's desk: acknowledgements by others, and exceptions."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("guideline_desk", __name__, url_prefix="/programme/guidelines")
