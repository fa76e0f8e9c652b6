"""Knows fields that more than one subject asks with."""

from __future__ import annotations

import re

from flask_babel import gettext
from wtforms import IntegerField, ValidationError
from wtforms.widgets import TextInput

from ambassador.web.formats import number
from ambassador.web.forms import Form

_PLAIN = re.compile(r"[0-9]{1,20}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ .,'’\u00a0\u202f][0-9]{3}){1,6}")


class WholeNumber(IntegerField):  # type: ignore[misc]  # WTForms ships no types
    """A whole number within limits, written with or without separators: 10000, 10 000, 10,000 or 10.000."""

    widget = TextInput()

    def __init__(self, label: object, *, low: int, high: int, **kwargs: object) -> None:
        super().__init__(label, render_kw={"inputmode": "numeric", "autocomplete": "off"}, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].replace("\x00", "").strip() if valuelist else ""
        self.raw_data = [text]
        self.data = None
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            raise ValueError(gettext("Write a whole number, such as 100."))
        self.data = int(re.sub(r"[^0-9]", "", text))

    def pre_validate(self, _form: Form) -> None:
        if self.data is not None and not self.low <= self.data <= self.high:
            raise ValidationError(
                gettext(
                    "Write a number from %(low)s to %(high)s.", low=number(self.low), high=number(self.high)
                )
            )
