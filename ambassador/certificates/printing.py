"""Draws a certificate as a PDF: tagged, in the chosen language, with a QR code and the badge attached."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from flask_babel import force_locale

from ambassador.certificates import policy
from ambassador.certificates.queries import Pass
from ambassador.web import formats
from ambassador.web.i18n import LOCALES
from ambassador.web.i18n import gettext as _
from ambassador.web.typesetting import can_set, pdf_from

TEMPLATE = Path(__file__).parent / "content" / "certificate.typ"
FONTS = ("manimgx_fonts", "noto_cjk_sans_jp_regular")
"""Packages with fonts and nothing else, for the scripts that the fonts inside Typst lack."""
INK = "#14213d"


def pdf_of(found: Pass, *, company: str, check_at: str, badge: str, at: datetime) -> bytes:
    """Return a published certificate as a PDF in the language that was chosen for it.

    `badge` is its signed credential, which is attached. It meets PDF/UA-1 and PDF/A-3a with the fonts that
    come with the app; the name was tried before it was published. Should the company or the course be written
    with letters that those lack, the machine's fonts are used, and boxes where they lack them too.
    """
    with force_locale(LOCALES[found.language]):
        said = {"said": json.dumps(_said(found, company, check_at, at)), "badge": badge, "qr": _qr(check_at)}
    return pdf_from(_template(), said, fonts=FONTS)


def can_print(name: str) -> bool:
    """Say whether the fonts that come with the app have all letters of a name."""
    return can_set(_line(), {"name": name}, fonts=FONTS)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _line() -> bytes:
    """Return a document of nothing but a name, in the fonts of the certificate."""
    fonts = next(line for line in _template().decode().splitlines() if line.startswith("#let fonts"))
    return (
        f'{fonts}\n#set document(title: "-", date: datetime(year: 2000, month: 1, day: 1))\n'
        '#set text(font: fonts, lang: "en")\n#sys.inputs.name\n'
    ).encode()


def _qr(address: str) -> str:
    drawn = BytesIO()
    # A mask chosen beforehand: trying all eight takes as long as half of the page, and readers take any.
    segno.make(address, error="m", micro=False, mask=0).save(drawn, kind="svg", xmldecl=False, dark=INK)
    return drawn.getvalue().decode()


def _said(found: Pass, company: str, check_at: str, at: datetime) -> dict[str, Any]:
    """Return what the template shows, all of it as text."""
    title, standing = found.title(found.language), found.standing
    return {
        "language": found.language,
        "letters": policy.letters_language(found.name) or found.language,
        "date": at.astimezone(UTC).timetuple()[:6],
        "company": company or _("Ambassador"),
        "name": found.name,
        "title": title,
        "check_at": check_at,
        "facts": [
            (_("Passed"), formats.day(standing.passed_at)),
            (_("Valid until"), formats.day(standing.valid_until)),
            (_("Version of the course"), formats.number(found.version)),
        ],
        "words": {
            "document_title": f"{_('Certificate')}: {title}",
            "certificate": _("Certificate"),
            "shows": _("This shows that"),
            "has_passed": _("has passed the course"),
            "qr_alt": _("QR code that opens the page where this certificate is checked"),
            "qr_caption": _("Scan it to see how this certificate stands today."),
            "attachment": _("The certificate as an Open Badge, for checking"),
        },
    }
