"""The form with which somebody holds a checkpoint of their own against the trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from ambassador.web.forms import Form, at_most, even_lines

LONGEST_NOTE = 10_000
"""Characters; a checkpoint takes some hundred."""


class VerifyForm(Form):
    """A checkpoint from outside, or nothing."""

    note = TextAreaField(
        _("A checkpoint that you hold"),
        filters=[even_lines],
        description=_("Paste it whole, with its last line. Leave this empty to check the trail alone."),
        render_kw={"rows": 7, "spellcheck": "false", "autocapitalize": "none"},
        validators=[at_most(LONGEST_NOTE)],
    )

    @property
    def pasted(self) -> str:
        """The checkpoint as it was signed: what an editor or a mail put around it is dropped."""
        return f"{self.note.data.strip()}\n" if (self.note.data or "").strip() else ""
