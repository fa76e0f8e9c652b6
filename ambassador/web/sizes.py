"""Knows which pages take larger files than the others, and from whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])

AROUND = 1024 * 1024
"""Bytes that a form needs beside its file."""


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Mark a view that takes a file of so many bytes from somebody signed in. Large files wait on disk."""

    def mark(view: View) -> View:
        view.__dict__["most_bytes"] = most_bytes
        return view

    return mark


def init_app(app: Flask) -> None:
    """Raise the limit for marked views, before anything reads the form; all others keep the app's own."""
    app.before_request(_raise_limit)


def _raise_limit() -> None:
    if request.method != "POST" or request.endpoint is None:
        return
    most_bytes = getattr(current_app.view_functions[request.endpoint], "most_bytes", None)
    if most_bytes is not None and current_user.is_authenticated:
        request.max_content_length = most_bytes + AROUND
