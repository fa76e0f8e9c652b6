"""The forms of adding a picture or a video to a lesson, and of changing its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired

from ambassador.settings import LANGUAGES
from ambassador.training.media.bringing import Brought, captions_in, picture_in, video_in
from ambassador.training.media.contents import Content, Shelf, pieces_of
from ambassador.training.media.faults import sentence_of
from ambassador.training.media.policy import (
    BOM,
    MOST_ADDRESS,
    MOST_CAPTIONS,
    MOST_PICTURE,
    MOST_TRANSCRIPT,
    MOST_VIDEO,
    Fault,
    Wrong,
)
from ambassador.web.errors import Refusal
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped

PICTURES = ".png,.jpg,.jpeg,.webp"
VIDEOS = ".mp4,.webm"


def _description(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        description=_("What somebody who can't see it should know. Not what the file is called."),
        validators=[DataRequired(_("Say in words what the picture shows.")), at_most(SUMMARY)],
    )


def _title(label: Any) -> StringField:
    return StringField(
        label, filters=[stripped], validators=[DataRequired(_("Write a title.")), at_most(SUMMARY)]
    )


def _transcript(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[stripped, even_lines],
        render_kw={"rows": 10},
        description=_("All that is said, and what is shown where that matters. Markdown."),
        validators=[
            DataRequired(_("Write what is said and shown, for whoever can't hear or see it.")),
            at_most(MOST_TRANSCRIPT),
        ],
    )


def _captions(label: Any) -> FileField:
    return FileField(label, description=_("A WebVTT file. Optional."), render_kw={"accept": ".vtt"})


class EditPictureForm(Form):
    """How a picture is described."""

    loaded = HiddenField()
    words_nb = _description(_("Description in Norwegian"))
    words_en = _description(_("Description in English"))

    def words(self) -> dict[str, str]:
        """Return the descriptions, or titles, by language."""
        return {language: self[f"words_{language}"].data for language in LANGUAGES}

    def fill(self, words: Mapping[str, str]) -> None:
        """Show what is saved."""
        for language in LANGUAGES:
            self[f"words_{language}"].data = words[language]


class PictureForm(EditPictureForm):
    """A picture, and what it shows."""

    file = FileField(
        _("Picture"),
        description=_("PNG, JPEG or WebP, at most 5 MB. Where and when it was taken is removed."),
        render_kw={"accept": PICTURES},
    )

    def brought(self) -> Brought | Refusal:
        """Return the picture, looked at, or why it can't be shown."""
        if not self.file.data:
            return Refusal(gettext("Choose a picture."), "file")
        return _looked_at(self.file, picture_in, most=MOST_PICTURE)


class EditVideoForm(Form):
    """A video's title, and all that stands beside it."""

    loaded = HiddenField()
    words_nb = _title(_("Title in Norwegian"))
    transcript_nb = _transcript(_("Transcript in Norwegian"))
    captions_nb = _captions(_("Captions in Norwegian"))
    words_en = _title(_("Title in English"))
    transcript_en = _transcript(_("Transcript in English"))
    captions_en = _captions(_("Captions in English"))
    drop_nb = BooleanField(_("Take the Norwegian captions out"))
    drop_en = BooleanField(_("Take the English captions out"))

    words = EditPictureForm.words

    def transcripts(self) -> dict[str, str]:
        """Return the transcripts by language, without the mark that a text copied from a file may begin with.

        A transcript is a file of its own in the folder of the course, where the mark is no part of the text.
        """
        return {language: self[f"transcript_{language}"].data.lstrip(BOM) for language in LANGUAGES}

    def captions(self) -> dict[str, Brought] | Refusal:
        """Return the captions that were sent, by language, or why they can't be used."""
        found: dict[str, Brought] = {}
        for language in LANGUAGES:
            field = self[f"captions_{language}"]
            looked_at = _looked_at(field, captions_in, most=MOST_CAPTIONS) if field.data else None
            if isinstance(looked_at, Refusal):
                return looked_at
            if looked_at is not None:
                found[language] = looked_at
        return found

    def dropped(self) -> frozenset[str]:
        """Return the languages that are to lose their captions."""
        return frozenset(language for language in LANGUAGES if self[f"drop_{language}"].data)

    def fill(self, words: Mapping[str, str], transcripts: Mapping[str, str]) -> None:
        """Show what is saved."""
        for language in LANGUAGES:
            self[f"words_{language}"].data = words[language]
            self[f"transcript_{language}"].data = transcripts.get(language, "")


class VideoForm(EditVideoForm):
    """A video: a file, or the address of one that lies elsewhere."""

    file = FileField(
        _("Video file"),
        description=_("MP4 with H.264, or WebM; at most 100 MB. People watch it here."),
        render_kw={"accept": VIDEOS},
    )
    address = StringField(
        _("Or its address"),
        filters=[stripped],
        description=_("Of a video that lies elsewhere. It becomes a link that says where it leads."),
        render_kw={"inputmode": "url", "placeholder": "https://"},
        validators=[at_most(MOST_ADDRESS)],
    )

    def brought(self) -> Brought | Refusal | None:
        """Return the video, looked at, or why it can't be shown; None for one at an address."""
        if self.file.data and self.address.data:
            return Refusal(gettext("Choose a file, or write an address, not both."), "address")
        if self.file.data:
            return _looked_at(self.file, video_in, most=MOST_VIDEO)
        return None if self.address.data else Refusal(gettext("Choose a file, or write an address."), "file")


def called(field: FileField) -> str:
    """Return what a file was called where it came from, without its folder and its ending."""
    return PurePath(str(field.data.filename or "").replace("\\", "/")).stem if field.data else ""


def _looked_at(
    field: FileField, look: Callable[[Content], Brought | Fault], *, most: int
) -> Brought | Refusal:
    # Put where any part of it can be read, without holding it.
    content = Shelf().put(pieces_of(field.data.stream, most=most))
    found = look(content)
    return Refusal(sentence_of(Wrong(found)), field.name) if isinstance(found, Fault) else found
