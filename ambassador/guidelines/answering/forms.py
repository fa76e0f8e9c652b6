"""The form of acknowledging a guideline."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField

from ambassador.web.addresses import id_in
from ambassador.web.forms import Form


class AcknowledgeForm(Form):
    """One tick beside one sentence; the hidden fields say exactly what was on the page."""

    version_id = HiddenField(filters=[id_in])
    sha256 = HiddenField()
    language = HiddenField()
    sentence = HiddenField()
    agrees = BooleanField()
