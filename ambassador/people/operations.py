"""Changes people: sign-in, passwords, links, roles and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.db import batches, rows_changed
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people import passwords, policy, queries
from ambassador.people.joining import people_joined_or_moved
from ambassador.people.leaving import leave
from ambassador.people.models import FailedSignIn, Link, LinkPurpose, Person, PersonRole, SignInSession
from ambassador.people.tokens import hash_of, new_token
from ambassador.trail.operations import record
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from ambassador.web.rim import settings

LASTS = {LinkPurpose.INVITATION: policy.INVITATION_LASTS, LinkPurpose.RESET: policy.RESET_LASTS}


@dataclass(frozen=True)
class NewSession:
    """A sign-in that worked: the cookie's random id, and whose it is."""

    token: str
    person_id: int


def sign_in(
    session: Session, *, email: str, password: str, address: str, at: datetime
) -> NewSession | Refusal:
    """Start a session for whoever has this address and password; says nothing about which of them was wrong.

    Failures are counted by address typed and by network address over 15 minutes, in the database, so that all
    workers count together.
    """
    typed = email.strip().lower()
    since = at - policy.FAILURE_WINDOW
    may = policy.may_try_again(
        failures_for_email=queries.failures_since(session, f"email:{typed}", since=since),
        failures_for_address=queries.failures_since(session, f"address:{address}", since=since),
    )
    if not may:
        return Refusal(_("Too many tries. Wait 15 minutes, or ask for a new link below."))
    found = queries.person_with_email(session, typed)
    known = found if found is not None and found.left_at is None else None
    if not passwords.is_right(password, known.password_hash if known else None) or known is None:
        for key in (f"email:{typed}", f"address:{address}"):
            session.add(FailedSignIn(key=hash_of(key), at=at))
        # What is too old to count is forgotten, so the table stays small.
        session.execute(delete(FailedSignIn).where(FailedSignIn.at <= since))
        return Refusal(_("The address and the password don't belong together."))
    return start_session(session, person_id=known.id, at=at)


def start_session(session: Session, *, person_id: int, at: datetime) -> NewSession:
    """Start a session for a person whose identity is established."""
    token = new_token()
    session.add(
        SignInSession(
            id_hash=hash_of(token), person_id=person_id, started_at=at, expires_at=at + policy.SESSION_LASTS
        )
    )
    return NewSession(token=token, person_id=person_id)


def sign_out(session: Session, *, token: str, at: datetime) -> None:
    """End one session: every copy of its cookie is worthless from now on."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id_hash == hash_of(token), SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def sign_out_everywhere(session: Session, *, person_id: int, at: datetime) -> None:
    """End all sessions of a person."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def make_link(session: Session, *, person_id: int, purpose: LinkPurpose, at: datetime) -> str:
    """Return the token of a new single-use link; the older unused ones of its person stop working."""
    return make_links(session, person_ids=[person_id], purpose=purpose, at=at)[person_id]


def make_links(
    session: Session, *, person_ids: Sequence[int], purpose: LinkPurpose, at: datetime
) -> dict[int, str]:
    """Return the tokens of new single-use links by person; the older unused ones stop working."""
    for some in batches(person_ids):
        session.execute(
            update(Link).where(Link.person_id.in_(some), Link.used_at.is_(None)).values(used_at=at)
        )
    tokens = {person_id: new_token() for person_id in person_ids}
    rows = [
        {
            "token_hash": hash_of(token),
            "person_id": person_id,
            "purpose": purpose,
            "made_at": at,
            "expires_at": at + LASTS[purpose],
        }
        for person_id, token in tokens.items()
    ]
    if rows:
        # Without the session's bookkeeping a hundred thousand rows take half the time.
        session.flush()
        session.connection().execute(insert(Link), rows)
    return tokens


def send_link(
    session: Session, *, to: Person, purpose: LinkPurpose, at: datetime, leads_to: str | None = None
) -> None:
    """Put a letter with a link to set a password into the outbox; it leads on to a page of ours."""
    token = make_link(session, person_id=to.id, purpose=purpose, at=at)
    written = letters.write(
        purpose.value,
        language=to.language,
        name=to.name,
        address=letters.absolute(url_for("people.link", token=token, next=leads_to)),
        hours=int(LASTS[purpose].total_seconds() // 3600),
        days=LASTS[purpose].days,
    )
    mail.queue(
        session, key=f"{purpose}:{hash_of(token)}", person_id=to.id, to=to.email, written=written, at=at
    )


def request_link(
    session: Session, *, email: str, address: str, at: datetime, leads_to: str | None = None
) -> None:
    """Send a link to whoever has this address; does the same, visibly, when nobody has."""
    key = f"link:{address}"
    if queries.failures_since(session, key, since=at - policy.FAILURE_WINDOW) >= policy.FAILURES_PER_ADDRESS:
        return
    session.add(FailedSignIn(key=hash_of(key), at=at))
    found = queries.person_with_email(session, email)
    if found is None or found.left_at is not None:
        return
    email_key = f"link:{found.email}"
    if (
        queries.failures_since(session, email_key, since=at - policy.FAILURE_WINDOW)
        >= policy.FAILURES_PER_EMAIL
    ):
        return
    session.add(FailedSignIn(key=hash_of(email_key), at=at))
    purpose = LinkPurpose.RESET if found.password_hash else LinkPurpose.INVITATION
    send_link(session, to=found, purpose=purpose, at=at, leads_to=leads_to)


def invite(session: Session, *, person_id: int, by: int, at: datetime) -> Refusal | None:
    """Send somebody a link to sign in with; the trail remembers who sent it."""
    found = session.get_one(Person, person_id)
    if found.left_at is not None:
        return Refusal(_("This person has left."))
    purpose = LinkPurpose.RESET if found.password_hash else LinkPurpose.INVITATION
    send_link(session, to=found, purpose=purpose, at=at)
    record(session, "link sent", by=by, at=at, person=person_id, purpose=purpose)
    return None


def mark_as_left(session: Session, *, person_id: int, by: int, at: datetime) -> Refusal | None:
    """Mark a person as having left; never oneself, and never the only administrator."""
    if person_id == by:
        return Refusal(_("You can't mark yourself as having left. Ask another administrator."))
    if queries.administrators(session, to_change=True) == {person_id}:
        return Refusal(_("This is the only administrator. Give somebody else the role first."))
    leave(session, person_ids=[person_id], by=by, at=at)
    return None


def use_link(session: Session, *, token: str, password: str, at: datetime) -> NewSession | Refusal:
    """Set the password of a link's person and sign them in, everywhere else out; the link is used up."""
    link = queries.usable_link(session, token, at=at)
    if link is None:
        return Refusal(_("This link has been used or has expired. Ask for a new one."))
    found = session.get_one(Person, link.person_id)
    refusal = passwords.judge(
        password, own_words=policy.own_words(found.name, found.email, settings().company)
    )
    if refusal is not None:
        return refusal
    # The update decides: of two submissions at once, one finds the link unused.
    unused = update(Link).where(Link.token_hash == link.token_hash, Link.used_at.is_(None))
    if not rows_changed(session, unused.values(used_at=at)):
        return Refusal(_("This link has been used or has expired. Ask for a new one."))
    found.password_hash = passwords.hashed(password)
    sign_out_everywhere(session, person_id=found.id, at=at)
    record(session, "password set", by=found.id, at=at, person=found.id)
    return start_session(session, person_id=found.id, at=at)


def change_password(
    session: Session, *, current: str, password: str, by: int, at: datetime
) -> NewSession | Refusal:
    """Change one's own password; signs out everywhere else."""
    found = session.get_one(Person, by)
    if not passwords.is_right(current, found.password_hash):
        return Refusal(_("This is not your present password."), "current")
    refusal = passwords.judge(
        password, own_words=policy.own_words(found.name, found.email, settings().company)
    )
    if refusal is not None:
        return refusal
    found.password_hash = passwords.hashed(password)
    sign_out_everywhere(session, person_id=by, at=at)
    record(session, "password set", by=by, at=at, person=by)
    return start_session(session, person_id=by, at=at)


def choose_language(session: Session, *, language: str, by: int) -> None:
    """Remember which language a person wants."""
    session.get_one(Person, by).language = language


def first_administrator(session: Session, *, email: str, name: str, at: datetime) -> str | None:
    """Return the token of a link with which the first administrator sets a password.

    The person is made if nobody has the address yet, and gets the role administrator. None, with nothing
    changed, for somebody who has left: no link would let them in.
    """
    found = queries.person_with_email(session, email)
    if found is not None and found.left_at is not None:
        return None
    if found is None:
        found = new_person(email=email, name=name, at=at)
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:
            # The address is unique: of two commands at once, one makes the person and both give a link.
            return first_administrator(session, email=email, name=name, at=at)
        people_joined_or_moved.send(session, person_ids=[found.id], at=at)
    # The row is locked, so that the role is given once.
    queries.hold(session, [found.id])
    if session.get(PersonRole, (found.id, Role.ADMINISTRATOR)) is None:
        session.add(PersonRole(person_id=found.id, role=Role.ADMINISTRATOR))
        record(session, "role given", by=None, at=at, person=found.id, role=Role.ADMINISTRATOR)
    return make_link(session, person_id=found.id, purpose=LinkPurpose.INVITATION, at=at)


def new_person(*, email: str, name: str, at: datetime) -> Person:
    """Return a person who starts working here now; the caller adds it."""
    address = email.strip().lower()
    return Person(
        email=address,
        name=name,
        joined_at=at,
        sort_key=policy.sort_key(name),
        search_key=policy.search_key(name, address),
    )


def set_roles(
    session: Session, *, person_id: int, roles: frozenset[Role], by: int, at: datetime
) -> Refusal | None:
    """Give a person exactly these roles; the last administrator can't be taken away."""
    administrators = queries.administrators(session, to_change=True)
    # The person's row is locked, so that the same form sent twice at once gives each role once.
    queries.hold(session, [person_id])
    held = frozenset(Role(row.role) for row in queries.roles_of(session, person_id))
    if Role.ADMINISTRATOR not in roles and administrators == {person_id}:
        return Refusal(_("This is the only administrator. Give somebody else the role first."), "roles")
    for role in sorted(roles - held - {Role.STAFF}):
        session.add(PersonRole(person_id=person_id, role=role))
        record(session, "role given", by=by, at=at, person=person_id, role=role)
    for role in sorted(held - roles):
        session.execute(delete(PersonRole).where(PersonRole.person_id == person_id, PersonRole.role == role))
        record(session, "role taken", by=by, at=at, person=person_id, role=role)
    return None
