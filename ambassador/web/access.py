"""Knows who may do what, and closes every door that nobody opened."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ambassador.web.addresses import page_before

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What somebody is to the programme, beyond being staff."""

    STAFF = "staff"
    PROGRAMME_MANAGER = "programme_manager"
    LEADERSHIP = "leadership"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that can be done; its value is the sentence that says so."""

    VISIT = "Open the public pages, sign in, and use a link from a letter"
    TAKE_PART = "Join, learn, acknowledge, state one's own audiences, and leave"
    RUN_PROGRAMME = "Invite staff, see the funnel, and publish guidelines and courses"
    READ_REPORTS = "Read the reach report and download it"
    MANAGE_PEOPLE = "Import the roster, see staff, invite them to sign in, and give roles"
    READ_OUTBOX = "Read the letters that wait for a mail server"
    VERIFY_TRAIL = "See whether the trail is whole, and take checkpoints of it"


_STAFF = frozenset({Permission.VISIT, Permission.TAKE_PART})

MAY: dict[Role, frozenset[Permission]] = {
    Role.STAFF: _STAFF,
    Role.LEADERSHIP: _STAFF | {Permission.READ_REPORTS},
    Role.PROGRAMME_MANAGER: _STAFF
    | {Permission.RUN_PROGRAMME, Permission.READ_REPORTS, Permission.VERIFY_TRAIL},
    Role.ADMINISTRATOR: _STAFF | {Permission.MANAGE_PEOPLE, Permission.READ_OUTBOX, Permission.VERIFY_TRAIL},
}
"""The whole of who may do what: a person with several roles has what any of them gives."""

PUBLIC = frozenset({Permission.VISIT})


class Visitor(Protocol):
    """Whoever is in front of the screen, signed in or not."""

    is_authenticated: bool
    roles: frozenset[Role]


def permissions_of(visitor: Visitor) -> frozenset[Permission]:
    """Return everything the visitor may do; nobody in particular may visit."""
    if not visitor.is_authenticated:
        return PUBLIC
    return frozenset[Permission]().union(*(MAY[role] for role in visitor.roles | {Role.STAFF}))


def may(permission: Permission, visitor: Visitor | None = None) -> bool:
    """Say whether the visitor, or else whoever sends this request, may do this."""
    who = cast(Visitor, current_user) if visitor is None else visitor
    return permission in permissions_of(who)


def permits(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it takes; an unmarked view stops the app from starting."""

    def mark(view: View) -> View:
        view.__dict__["permission"] = permission
        return view

    return mark


class UnmarkedEndpointError(Exception):
    """A view carries no permission, so nobody can say who may open it."""


def refuse_unmarked_endpoints(app: Flask) -> None:
    """Raise UnmarkedEndpointError unless every endpoint says which permission it takes."""
    unmarked = [name for name, view in app.view_functions.items() if _permission_of(view) is None]
    if unmarked:
        raise UnmarkedEndpointError(
            f"Mark these views with @permits(...): {', '.join(sorted(unmarked))}. "
            "A view nobody marked would be open to everyone."
        )


def guard() -> ResponseReturnValue | None:
    """Let the request through, send it to sign in, or refuse it, by its endpoint's permission."""
    if request.endpoint is None:
        return None
    permission = _permission_of(current_app.view_functions[request.endpoint])
    if permission is not None and may(permission):
        return None
    if permission is None or current_user.is_authenticated:
        abort(403)
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")), 303)
    flash(_("You were signed out in the meantime. Sign in, and send it again."), "warning")
    # Back to where the form stands, not to the address that takes it.
    return redirect(url_for("people.sign_in", next=page_before(), again=1), 303)


def _permission_of(view: Callable[..., Any]) -> Permission | None:
    return cast("Permission | None", getattr(view, "permission", None))
