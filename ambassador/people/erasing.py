"""Knows how a person is erased: what says who they were goes, and what the programme rests on stays."""

from __future__ import annotations

from datetime import datetime

from blinker import Signal
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from ambassador.mail.models import Letter
from ambassador.people import policy, queries
from ambassador.people.models import FailedSignIn, Link, Person, PersonRole, SignInSession
from ambassador.people.tokens import hash_of
from ambassador.trail.operations import erase_personal, record
from ambassador.web.errors import Refusal
from ambassador.web.i18n import LOCALES
from ambassador.web.rim import settings

person_erased = Signal("person erased")
"""Sent in the same transaction, with the session as sender and `person_ids` and `at`, so that the subjects
above erase what people wrote or handed in. app.py connects them."""


def erase(session: Session, *, person_id: int, by: int | None, at: datetime) -> Refusal | None:
    """Erase who somebody was: name, address, all that the roster said, letters to them, and their words.

    Only for somebody who has left. Their acknowledgements, results and opt-ins stay, as those of nobody in
    particular, and so do all totals and the trail, whose entries hold no names. This can't be undone. Whoever
    comes to work here again with the same address is a new person.
    """
    queries.hold(session, [person_id], to_change_address=True)
    person = session.get(Person, person_id, populate_existing=True)
    if person is None or person.left_at is None:
        return Refusal(_("Only somebody who has left can be erased. Mark them as having left first."))
    if policy.is_erased(person.email):
        return Refusal(_("This person is erased already."))
    _delete_what_is_theirs(session, person_id, person.email)
    _make_nobody(person)
    session.flush()
    person_erased.send(session, person_ids=[person_id], at=at)
    erase_personal(session, person_id=person_id)
    record(session, "person erased", by=by, at=at, person=person_id)
    return None


def _delete_what_is_theirs(session: Session, person_id: int, email: str) -> None:
    for model in (SignInSession, Link, PersonRole):
        session.execute(delete(model).where(model.person_id == person_id))
    session.execute(delete(Letter).where(or_(Letter.person_id == person_id, Letter.to_address == email)))
    session.execute(delete(FailedSignIn).where(FailedSignIn.key == hash_of(f"email:{email}")))


def _make_nobody(person: Person) -> None:
    with force_locale(LOCALES[settings().language]):
        name = _("Erased person %(number)s", number=person.id)
    person.name, person.email = name, policy.erased_address(person.id)
    person.external_id, person.title, person.team_id = None, "", None
    person.is_leader, person.language, person.password_hash = False, None, None
    person.sort_key = policy.sort_key(name)
    person.search_key = policy.search_key(name, person.email)


def leaver_with_email(session: Session, email: str) -> Person | None:
    """Return whoever has this address, if they have left."""
    return session.scalars(
        select(Person).where(Person.email == email.strip().lower(), Person.left_at.is_not(None))
    ).one_or_none()
