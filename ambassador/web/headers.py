"""Knows the headers every answer carries."""

from __future__ import annotations

from flask import Flask, Response
from flask_login import current_user

from ambassador.web.rim import settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No inline script and no inline style runs, so text that slips in as markup stays text."""


def init_app(app: Flask) -> None:
    """Set the headers after each request."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers:
        # A page of somebody signed in must not be shown again by the back button after signing out.
        headers["Cache-Control"] = "no-store" if current_user.is_authenticated else "no-cache, private"
    return response
