"""Knows the sentence for courses that would wait for each other."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.training.editor_queries import title_of
from ambassador.training.models import CourseVersion
from ambassador.training.prerequisite_policy import circle
from ambassador.training.prerequisite_queries import needs_in_force, published
from ambassador.web.i18n import language


def order_faults(session: Session, draft: CourseVersion) -> Sequence[str]:
    """Return what keeps a draft from coming after the courses it names; empty when nothing does.

    Held against the versions in force: what other drafts say is judged when they are published.
    """
    needs = needs_in_force(session)
    needs[draft.course_id] = {each.course_id for each in draft.prerequisites}
    found = circle(draft.course_id, needs)
    if not found:
        return ()
    titles = {each.course_id: each.title for each in published(session, language=language())}
    titles[draft.course_id] = title_of(draft, language())
    links = "; ".join(
        _("“%(course)s” needs “%(other)s”", course=titles[course], other=titles[other])
        for course, other in zip(found, (*found[1:], found[0]), strict=True)
    )
    return [
        _(
            "The courses would wait for each other, and nobody could begin: %(links)s. Choose other "
            "courses to be passed before.",
            links=links,
        )
    ]
