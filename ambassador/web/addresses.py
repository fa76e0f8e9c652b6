"""Knows addresses: which numbers may stand in one, and on which page of ours a form stood."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""PostgreSQL's largest integer; a larger id belongs to nothing."""


class Id(IntegerConverter):
    """A row's number; one that no row could have is an address of nothing."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **options})


def id_in(text: Any) -> int:
    """Return the id in a hidden field; 0, which is no row's, for anything that can't be one."""
    written = str(text or "")
    number = int(written) if written.isdecimal() and len(written) <= len(str(LARGEST)) else 0
    return number if number <= LARGEST else 0


def page_before() -> str | None:
    """Return the page of ours that a form stood on; None if it stood elsewhere, or can't be opened again."""
    try:
        back = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if back.netloc != request.host:
        return None
    # The answer to a form may stand at an address that only takes forms.
    addresses = current_app.create_url_adapter(request)
    is_page = addresses is not None and addresses.test(back.path, method="GET")
    return back.path + (f"?{back.query}" if back.query else "") if is_page else None


def init_app(app: Flask) -> None:
    """Let every `<int:...>` in an address be such a number, and no address hold what no database keeps."""
    app.url_map.converters["int"] = Id
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    # PostgreSQL can't even be asked for a text with a NUL character.
    if "\0" in request.path:
        abort(404)
