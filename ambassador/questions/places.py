"""Knows where questions stand: the subjects above say what a place is called and where its page is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ambassador.questions.policy import Subject


@dataclass(frozen=True)
class Place:
    """What a question stands beside, as it is called in one language, and its page's address."""

    title: str
    address: str


@dataclass(frozen=True)
class Version:
    """A version that a question was taken up in."""

    label: str
    address: str
    """Where it can be read; empty while it is a draft."""


Named = Callable[[Session, Collection[int], str], Mapping[int, Place]]
"""Returns, by id, the places that have a page, in a language."""
Versions = Callable[[Session, Collection[int]], Mapping[int, Version]]
"""Returns, by id, the versions that are drafts or published, and not taken back."""

_named: dict[Subject, Named] = {}
_versions: dict[Subject, Versions] = {}


def register(subject: Subject, *, named: Named, versions: Versions | None = None) -> None:
    """Let questions stand beside a subject; app.py does this on import, so that commands know it as well."""
    _named[subject] = named
    if versions is not None:
        _versions[subject] = versions


def place(session: Session, subject: Subject, subject_id: int, *, language: str) -> Place | None:
    """Return what a place is called and where its page is, or None if it has no page."""
    return places(session, {(subject, subject_id)}, language=language).get((subject, subject_id))


def places(
    session: Session, wanted: Collection[tuple[Subject, int]], *, language: str
) -> dict[tuple[Subject, int], Place]:
    """Return many places at once; those without a page are left out."""
    found: dict[tuple[Subject, int], Place] = {}
    for subject, named in _named.items():
        ids = {subject_id for each, subject_id in wanted if each == subject}
        if ids:
            found |= {(subject, key): place for key, place in named(session, ids, language).items()}
    return found


def versions(session: Session, subject: Subject, version_ids: Collection[int]) -> Mapping[int, Version]:
    """Return the versions that still count, by id: none that was taken back."""
    return _versions[subject](session, version_ids) if version_ids and subject in _versions else {}
