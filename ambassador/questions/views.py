"""Asking beside a guideline or a lesson, and answering."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("questions", __name__, url_prefix="/questions")
