"""Puts answered questions into the next version: which wait for it, and how one becomes a section of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from ambassador.guidelines import policy
from ambassador.guidelines.models import GuidelineText
from ambassador.guidelines.writing import queries
from ambassador.guidelines.writing.queries import Draft
from ambassador.questions import operations as questions
from ambassador.questions import places
from ambassador.questions import queries as asked
from ambassador.questions.policy import Shared, Subject, whole_languages
from ambassador.questions.queries import SharedAnswer
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.forms import LONG


@dataclass(frozen=True)
class TakeUp:
    """Which answer goes into which draft, as somebody saw them both."""

    version_id: int
    question_id: int
    number: int
    """Which of the question's answers."""
    loaded: str
    """The fingerprint of the draft."""


def waiting_for(session: Session, guideline_id: int) -> Sequence[SharedAnswer]:
    """Return the shared answers that neither a draft nor a version that holds has taken up, newest first."""
    shared = asked.shared_about(session, Subject.GUIDELINE, guideline_id)
    ids = {version for each in shared for version in each.versions}
    counts = places.versions(session, Subject.GUIDELINE, ids)
    return [each for each in shared if not any(version in counts for version in each.versions)]


def taken_into(session: Session, draft: Draft) -> Sequence[SharedAnswer]:
    """Return the shared answers that a draft has taken up."""
    shared = asked.shared_about(session, Subject.GUIDELINE, draft.guideline_id)
    return [each for each in shared if draft.version_id in each.versions]


def is_draft(session: Session, version_id: int) -> bool:
    """Say whether a version is still being written."""
    return queries.open_draft(session, version_id) is not None


def take_up(session: Session, command: TakeUp, *, by: int, at: datetime) -> Refusal | None:
    """Append a question and its answer to a draft, in each language that is whole, and mark it as taken up.

    Returns a Conflict, with nothing changed, when the draft or the answer changed after the page was opened,
    and a Refusal when the draft would become too long to be saved. Sent twice, it is taken up once.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return Conflict(
            _("This draft was published or discarded in the meantime, so the answer was put nowhere.")
        )
    shared = asked.shared_about(session, Subject.GUIDELINE, draft.guideline_id)
    found = next((each for each in shared if each.question_id == command.question_id), None)
    if found is not None and draft.version_id in found.versions:
        return None
    if found is None or found.number != command.number:
        return Conflict(_("The answer was changed after you opened this page. Read it again below."))
    if draft.fingerprint != command.loaded:
        return Conflict(
            _("Somebody else saved this draft after you opened it. Look at it again, then put the answer in.")
        )
    sections = {language: _section(found.shared[language]) for language in whole_languages(found.shared)}
    if any(len(_with(draft, language, section)) > LONG for language, section in sections.items()):
        return Refusal(_("The draft has no room for it: make the draft's text shorter first."))
    _put_in(session, draft, found, sections, by=by, at=at)
    return None


def leave_out(
    session: Session, *, version_id: int, question_id: int, by: int, at: datetime
) -> Refusal | None:
    """Say that a draft does not take a question up after all; its text is left to whoever writes it.

    A published version says for ever what it took up: then it is a Conflict.
    """
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return Conflict(_("This draft was published or discarded in the meantime, so nothing was changed."))
    if questions.take_out(session, question_id=question_id, version_id=version_id):
        record(
            session,
            "question left out",
            by=by,
            at=at,
            question=question_id,
            guideline=draft.guideline_id,
            version=version_id,
        )
    return None


def _put_in(
    session: Session,
    draft: Draft,
    found: SharedAnswer,
    sections: Mapping[str, str],
    *,
    by: int,
    at: datetime,
) -> None:
    if not questions.take_up(
        session, question_id=found.question_id, number=found.number, version_id=draft.version_id, at=at
    ):
        return
    for language, section in sections.items():
        session.execute(
            update(GuidelineText)
            .where(GuidelineText.version_id == draft.version_id, GuidelineText.language == language)
            .values(body=_with(draft, language, section))
        )
    record(
        session,
        "question taken up",
        by=by,
        at=at,
        question=found.question_id,
        answer=found.number,
        guideline=draft.guideline_id,
        version=draft.version_id,
        **{f"sha256_{language}": policy.sha256(section) for language, section in sections.items()},
    )


def _with(draft: Draft, language: str, section: str) -> str:
    return f"{draft.texts[language].body.rstrip()}\n\n{section}".lstrip()


def _section(words: Shared) -> str:
    return f"## {as_markdown(' '.join(words.question.split()))}\n\n{as_markdown(words.answer)}"


_MARKS = re.compile(r"[\\`*_\[\]<>#|~&!]")
_BULLET = re.compile(r"^(\s*)([-+=])", re.MULTILINE)
_NUMBER = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)


def as_markdown(text: str) -> str:
    """Return plain text as Markdown that shows exactly that: no mark in it does anything, and lines stay."""
    escaped = _MARKS.sub(lambda mark: "\\" + mark[0], text.strip())
    for begins_a_list in (_BULLET, _NUMBER):
        escaped = begins_a_list.sub(r"\1\\\2", escaped)
    paragraphs = re.split(r"\n\s*\n", escaped)
    return "\n\n".join("\\\n".join(line.strip() for line in each.split("\n")) for each in paragraphs)
