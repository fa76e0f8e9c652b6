"""Hands out the bytes of a picture or a video: whole, a part of them, or word that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request
from werkzeug.datastructures import Range

from ambassador.training.media.contents import PIECE, Read
from ambassador.training.media.queries import Stored, reader
from ambassador.web.rim import database

KEPT = "private, max-age=31536000, immutable"
"""The address holds the hash of the bytes, so they never change; and they are for who is signed in."""


def file_answer(found: Stored) -> Response:
    """Return the answer to a request for a file.

    Browsers ask for videos part by part, and Safari plays none from a server that can't do so. Several parts
    in one request are answered with the whole, as the standard allows (RFC 9110, 14.2).
    """
    headers = {
        "Cache-Control": KEPT,
        "Accept-Ranges": "bytes",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if request.if_none_match.contains(found.sha256):
        answer = Response(status=304, headers=headers)
        answer.set_etag(found.sha256)
        return answer
    start, stop, status = 0, found.size, 200
    if (asked := _part_asked_for(found)) is not None:
        part = asked.range_for_length(found.size)
        if part is None:
            return Response(status=416, headers={**headers, "Content-Range": f"bytes */{found.size}"})
        (start, stop), status = part, 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{found.size}"
    pieces = _pieces(reader(database().reading, found.sha256), start, stop)
    answer = Response(pieces, status=status, headers=headers, mimetype=found.kind.value)
    answer.content_length = stop - start
    answer.set_etag(found.sha256)
    return answer


def _part_asked_for(found: Stored) -> Range | None:
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    condition = request.if_range
    is_other = condition.date is not None or (condition.etag is not None and condition.etag != found.sha256)
    return None if is_other else asked


def _pieces(read: Read, start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes as the database has them: each of its pieces is read once."""
    while start < stop:
        piece = read(start, min(PIECE - start % PIECE, stop - start))
        if not piece:
            # The draft was thrown away meanwhile: the browser sees that bytes are missing.
            return
        start += len(piece)
        yield piece
