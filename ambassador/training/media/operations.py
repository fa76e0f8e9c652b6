"""Changes the pictures and videos of a draft: adds them, with the words that make them open to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from ambassador.settings import LANGUAGES
from ambassador.training import editor_queries as editing
from ambassador.training import policy
from ambassador.training.editor_operations import changed_meanwhile, gone
from ambassador.training.media import references
from ambassador.training.media.bringing import Brought
from ambassador.training.media.checking import body_in
from ambassador.training.media.faults import sentence_of
from ambassador.training.media.keeping import add, keep, let_go
from ambassador.training.media.models import CourseMedium
from ambassador.training.media.policy import (
    ADDRESS,
    MOST_MEDIA,
    SUFFIX,
    Fault,
    Wrong,
    captions_name,
    host_of,
    is_video,
    stem_of,
)
from ambassador.training.models import CourseVersion, Lesson
from ambassador.web.errors import Refusal
from ambassador.web.forms import LONG
from ambassador.web.slugs import free_slug

Texts = Mapping[str, str]
"""By language."""


@dataclass(frozen=True)
class AddMedium:
    """A picture or a video that a lesson is to show.

    `words` are the descriptions of a picture, the titles of a video. A video is a file, or has an address.
    """

    version_id: int
    lesson_id: int
    called: str
    """What its file was called when it was sent; its name is made of it."""
    words: Texts
    file: Brought | None = None
    address: str = ""
    transcripts: dict[str, str] = field(default_factory=dict)
    captions: Mapping[str, Brought] = field(default_factory=dict)


@dataclass(frozen=True)
class SaveMedium:
    """Other words for a picture or a video, and other captions; `without` are languages that lose theirs."""

    version_id: int
    name: str
    loaded: str
    words: Texts
    transcripts: dict[str, str] = field(default_factory=dict)
    captions: Mapping[str, Brought] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


def add_medium(session: Session, command: AddMedium) -> str | Refusal:
    """Keep a picture or a video, put it at the end of a lesson's texts, and return its name.

    The same sent twice is one: a file that the draft has already is shown once more, by the name it has.
    """
    draft = editing.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    lesson = next((each for each in draft.lessons if each.id == command.lesson_id), None)
    if lesson is None:
        return changed_meanwhile()
    if command.file is None and host_of(command.address) is None:
        return Refusal(sentence_of(Wrong(Fault.NO_ADDRESS)), "address")
    name = _known(draft, command)
    if name is None:
        if len(draft.media) + 1 + len(command.captions) > MOST_MEDIA:
            return Refusal(sentence_of(Wrong(Fault.TOO_MANY)))
        name = _free_name(draft, command)
    refusal = _show([lesson], lambda body, words: references.placed(body, name, words), command.words)
    if refusal is not None:
        return refusal
    if all(medium.name != name for medium in draft.media):
        add(
            session,
            version_id=draft.id,
            name=name,
            sha256=keep(session, command.file) if command.file else None,
            address="" if command.file else command.address,
            transcripts=command.transcripts,
        )
        _put_captions(session, draft.id, stem_of(name), command.captions)
    return name


def _known(draft: CourseVersion, command: AddMedium) -> str | None:
    """Return the name under which the draft has the same already."""
    sha256 = command.file.content.sha256 if command.file else None
    address = "" if command.file else command.address
    same = (m.name for m in draft.media if (m.sha256, m.address) == (sha256, address))
    return next(same, None)


def _free_name(draft: CourseVersion, command: AddMedium) -> str:
    suffix = SUFFIX[command.file.kind] if command.file else ADDRESS
    otherwise = "video" if is_video(f"x.{suffix}") else "picture"
    taken = {stem_of(medium.name) for medium in draft.media}
    return f"{free_slug(command.called, taken=taken, otherwise=otherwise)}.{suffix}"


def _show(lessons: Sequence[Lesson], change: Callable[[str, str], str], words: Texts) -> Refusal | None:
    """Change what lessons show, each text by its language; nothing if one of them would be too long."""
    changed = []
    for lesson in lessons:
        bodies = {la: change(body_in(lesson, la), words[la]) for la in LANGUAGES}
        if any(len(body) > LONG for body in bodies.values()):
            return Refusal(_("The text of lesson %(position)s would be too long.", position=lesson.position))
        if any(bodies[la] != body_in(lesson, la) for la in LANGUAGES):
            changed.append((lesson, bodies))
    for lesson, bodies in changed:
        # Assigned anew, because a change within it would not be noticed.
        lesson.texts = {la: {**lesson.texts.get(la, {}), "body": bodies[la]} for la in LANGUAGES}
    return None


def _put_captions(session: Session, version_id: int, stem: str, captions: Mapping[str, Brought]) -> None:
    for language, file in captions.items():
        add(session, version_id=version_id, name=captions_name(stem, language), sha256=keep(session, file))


def save_medium(session: Session, command: SaveMedium) -> Refusal | None:
    """Keep other words for a picture or a video, wherever the draft's lessons show it, and other captions.

    Returns a Conflict, with nothing saved, when somebody else changed it meanwhile.
    """
    draft = editing.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    medium = _medium(draft, command.name)
    if medium is None or fingerprint(draft, medium) != command.loaded:
        return changed_meanwhile()
    refusal = _show(
        draft.lessons, lambda body, words: references.described(body, command.name, words), command.words
    )
    if refusal is not None:
        return refusal
    if not is_video(medium.name):
        return None
    stem = stem_of(medium.name)
    old = {captions_name(stem, language) for language in (*command.captions, *command.without)}
    let_go(session, version_id=draft.id, names=old)
    _put_captions(session, draft.id, stem, command.captions)
    session.execute(
        update(CourseMedium)
        .where(CourseMedium.version_id == draft.id, CourseMedium.name == medium.name)
        .values(transcripts=command.transcripts)
    )
    return None


def delete_medium(session: Session, *, version_id: int, name: str) -> Refusal | None:
    """Take a picture or a video out of a draft and its lessons; one that is gone is done.

    Refused where it stands within a line, which nobody but its author can write anew.
    """
    draft = editing.open_draft(session, version_id, lock=True)
    if draft is None:
        return gone()
    if _medium(draft, name) is None:
        return None
    bodies = {
        (lesson, la): references.without(body_in(lesson, la), name)
        for lesson in draft.lessons
        for la in LANGUAGES
    }
    for (lesson, _language), body in bodies.items():
        if any(found.name == name for found in references.references(body)):
            return Refusal(
                _(
                    "Lesson %(position)s shows it within a line. Take it out of that text first.",
                    position=lesson.position,
                )
            )
    nothing = dict.fromkeys(LANGUAGES, "")
    _show(draft.lessons, lambda body, _words: references.without(body, name), nothing)
    captions = [captions_name(stem_of(name), la) for la in LANGUAGES] if is_video(name) else []
    let_go(session, version_id=version_id, names=[name, *captions])
    return None


def fingerprint(draft: CourseVersion, medium: CourseMedium) -> str:
    """Return what two people who loaded the same picture or video, with its words, both hold."""
    stem = stem_of(medium.name)
    beside = [editing.medium_fingerprint(each) for each in draft.media if stem_of(each.name) == stem]
    words = [
        references.descriptions({la: body_in(lesson, la) for la in LANGUAGES}, medium.name)
        for lesson in draft.lessons
    ]
    return policy.fingerprint([beside, words])


def _medium(draft: CourseVersion, name: str) -> CourseMedium | None:
    return next((medium for medium in draft.media if medium.name == name), None)
