"""Draws a receipt as a PDF: tagged, with a QR code, and with all that a verifier types in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from ambassador.guidelines.receipts import words
from ambassador.guidelines.receipts.receipt import Receipt
from ambassador.trail import notes
from ambassador.web import formats
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import language
from ambassador.web.typesetting import pdf_from

TEMPLATE = Path(__file__).parent / "content" / "receipt.typ"
LINE = 86
"""Characters in a printed line of a field."""


def pdf_of(receipt: Receipt) -> bytes:
    """Return a receipt as a PDF in the reader's language, with the JSON file attached.

    It meets PDF/UA-1 and PDF/A-3a, with the fonts that come with the app. A name in letters that those lack
    is drawn with the machine's fonts; if they lack them too, the page shows boxes in their place and meets
    neither standard, but the fields for checking hold the name all the same.
    """
    said = {"receipt": json.dumps(_said(receipt)), "file": receipt.as_json(), "qr": _qr(receipt.check_at)}
    return pdf_from(_template(), said)


def lines_of(text: str, width: int = LINE) -> Iterator[str]:
    """Yield a text in lines that, joined with nothing between, are the text again.

    A line ends in neither space nor hyphen and begins with no space: who copies it would lose them.
    """
    start = 0
    while len(text) - start > width:
        end = start + width
        while end > start + 1 and (text[end - 1] in " -" or text[end] == " "):
            end -= 1
        yield text[start:end]
        start = end
    yield text[start:]


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _qr(address: str) -> str:
    drawn = BytesIO()
    # A mask chosen beforehand: trying all eight takes as long as half of the page, and readers take any.
    segno.make(address, error="m", micro=False, mask=0).save(drawn, kind="svg", xmldecl=False, dark="#14213d")
    return drawn.getvalue().decode()


def _said(receipt: Receipt) -> dict[str, Any]:
    """Return what the template shows, all of it as text."""
    return {
        "company": receipt.company or _("Ambassador"),
        "title": receipt.title,
        "sentence": receipt.sentence,
        "sentence_language": receipt.language,
        "sha256": receipt.document_sha256,
        "language": language(),
        "date": _as_of(receipt).astimezone(UTC).timetuple()[:6],
        "file_name": f"{receipt.file_name}.json",
        "facts": _facts(receipt),
        "printed": [(name, list(lines_of(text))) for name, text in receipt.printed()],
        "words": _words(receipt),
    }


def _as_of(receipt: Receipt) -> datetime:
    """Return when the checkpoint was signed: the receipt shows the trail as it stood then."""
    return notes.read(receipt.checkpoint).at


def _facts(receipt: Receipt) -> list[tuple[str, str, str]]:
    at = datetime.fromisoformat(receipt.acknowledged_at)
    signed_on = (
        _("Signed on %(day)s", day=formats.day(datetime.fromisoformat(receipt.signed_on)))
        if receipt.signed_on
        else ""
    )
    return [
        (_("Acknowledged by"), receipt.name, receipt.email),
        (_("When"), formats.moment(at), f"{receipt.acknowledged_at} (UTC)"),
        (_("Read in"), words.language(receipt.language), ""),
        (_("How"), words.method(receipt.method), signed_on),
    ]


def _words(receipt: Receipt) -> dict[str, str | list[str]]:
    published = formats.day(datetime.fromisoformat(receipt.published_at))
    file = f"{receipt.file_name}.json"
    checker = f"{receipt.check_at.rpartition('/check/')[0]}/verify_receipt.py"
    return {
        "document_title": f"{_('Receipt')}: {receipt.title} {receipt.version}",
        "number": _("Entry %(number)s of the trail", number=receipt.number),
        "receipt": _("Receipt of an acknowledgement"),
        "version_line": _("Version %(label)s, published %(day)s", label=receipt.version, day=published),
        "sentence_heading": _("Acknowledged with these words"),
        "qr_alt": _("QR code that opens the page where this receipt is checked"),
        "qr_caption": _("Scan it to see whether this version is still in force. The page names nobody."),
        "hash_heading": _("Fingerprint of the text that was shown (SHA-256)"),
        "proof": _(
            "It is entry %(number)s of the %(size)s in the company's trail as it stood on %(moment)s. The "
            "next page holds what it takes to check that, without asking the company.",
            number=receipt.number,
            size=receipt.size,
            moment=formats.moment(_as_of(receipt)),
        ),
        "checking": _("For checking"),
        "how": [
            _(
                "The file %(file)s is attached to this PDF: the fields below, and the text that was shown. "
                "Save it, fetch the checker at %(address)s, get the company's key from its auditor, and run "
                "the line below.",
                file=file,
                address=checker,
            ),
            _(
                "From paper alone, write the fields into a JSON file under their names. The lines of a field "
                "belong together with nothing between them. proof is a list in this order; checkpoint is its "
                "numbered lines, an empty line, and a line of “—”, a space and the signature."
            ),
        ],
        "command": f"python verify_receipt.py {file} --key KEY",
        "footer": receipt.check_at,
        "attachment": _("The receipt as JSON, for checking"),
    }
