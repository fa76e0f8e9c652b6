"""Knows the one hash of all that a version of a course shows and asks: it goes into the trail with it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from ambassador.training.folders.parts import COURSE, File


def content_hash(files: Mapping[str, File]) -> str:
    """Return the SHA-256 of the list that `sha256sum` prints of a course's files, sorted by name.

    Without course.toml, which also holds what may change later, such as whether the course is required.
    """
    lines = (f"{_hash(file)}  {name}\n" for name, file in sorted(files.items()) if name != COURSE)
    return sha256("".join(lines).encode()).hexdigest()


def _hash(file: File) -> str:
    return sha256(file).hexdigest() if isinstance(file, bytes) else file.sha256
