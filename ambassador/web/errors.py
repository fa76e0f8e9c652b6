"""Knows what people read when something can't be done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException


@dataclass(frozen=True)
class Refusal:
    """Why something can't be done, as a sentence for people. Exceptions are for bugs."""

    sentence: str
    field: str = ""
    """The form field it belongs beside; empty for the whole form."""


@dataclass(frozen=True)
class Conflict(Refusal):
    """A refusal because something changed after the page was opened: answered with 409 instead of 422."""


def init_app(app: Flask) -> None:
    """Answer every error with a page in the visitor's language."""
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _bug)


def _page(status: int, title: str, sentence: str) -> tuple[str, int]:
    return render_template("errors/error.html", status=status, title=title, sentence=sentence), status


def _form_expired(_error: CSRFError) -> tuple[str, int]:
    return _page(
        400,
        _("This form has expired"),
        _("Go back, reload the page, and send it again. Nothing was changed."),
    )


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    known = {
        400: (_("That could not be read"), _("Something in the request is not as it should be.")),
        403: (
            _("This page is not for you"),
            _("Your role gives no access to it. Ask an administrator if you think it should."),
        ),
        404: (_("There is no such page"), _("The address may be old or mistyped.")),
        405: (_("That can't be done here"), _("Go back to the page you came from and try again.")),
        409: (_("Something changed in the meantime"), _("Reload the page and try again.")),
        413: (
            _("That is too large"),
            _("Send a smaller file or a shorter text. Nothing was changed."),
        ),
        429: (_("Too many tries"), _("Wait a few minutes and try again.")),
    }
    code = error.code or 500
    if code not in known:
        return error if code < 400 else _page(code, error.name, _("The request could not be answered."))  # noqa: PLR2004  (below 400 are redirects)
    title, sentence = known[code]
    return _page(code, title, sentence)


def _database_busy(error: OperationalError) -> tuple[str, int]:
    current_app.logger.exception("the database did not answer", exc_info=error)
    return _page(
        503,
        _("The database is busy"),
        _("Nothing was changed. Wait a moment and try again."),
    )


def _bug(error: Exception) -> tuple[str, int]:
    if current_app.testing:
        raise error
    current_app.logger.exception("a request failed", exc_info=error)
    return _page(
        500,
        _("Something went wrong on our side"),
        _("Nothing was changed. The fault has been written to the server's log."),
    )
