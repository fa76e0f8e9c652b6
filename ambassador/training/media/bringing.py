"""Looks at a file that somebody brings: what it is by its bytes, and what of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from ambassador.training.media import pictures, videos
from ambassador.training.media.contents import Content, content_of
from ambassador.training.media.policy import (
    MOST_CAPTIONS,
    MOST_PICTURE,
    MOST_VIDEO,
    PICTURES,
    SUFFIXES,
    VIDEOS,
    Fault,
    Kind,
)


@dataclass(frozen=True)
class Brought:
    """A file that can be shown, as it is kept."""

    kind: Kind
    content: Content
    width: int | None = None
    """In pixels, of a picture as it is shown."""
    height: int | None = None


def picture_in(content: Content) -> Brought | Fault:
    """Return a picture as it is kept: without what it says of place, time and camera."""
    if not content.size:
        return Fault.EMPTY
    if pictures.kind_of(content.read(0, 12)) is None:
        return Fault.NOT_A_PICTURE
    if content.size > MOST_PICTURE:
        return Fault.PICTURE_TOO_LARGE
    try:
        found = pictures.cleaned(content.whole())
    except pictures.PictureError as error:
        return error.fault
    return Brought(found.kind, content_of(found.content), found.width, found.height)


def video_in(content: Content) -> Brought | Fault:
    """Return a video as it is kept."""
    if not content.size:
        return Fault.EMPTY
    if videos.kind_of(content.read(0, 12)) is None:
        return Fault.NOT_A_VIDEO
    if content.size > MOST_VIDEO:
        return Fault.VIDEO_TOO_LARGE
    try:
        found, kind = videos.cleaned(content)
    except videos.VideoError as error:
        return error.fault
    return Brought(kind, found)


def captions_in(content: Content) -> Brought | Fault:
    """Return captions: WebVTT in UTF-8, as they are."""
    if content.size > MOST_CAPTIONS:
        return Fault.CAPTIONS_TOO_LARGE
    try:
        first = content.whole().decode("utf-8-sig").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        return Fault.NOT_CAPTIONS
    is_captions = first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))
    return Brought(Kind.CAPTIONS, content) if is_captions else Fault.NOT_CAPTIONS


def file_called(suffix: str, content: Content) -> Brought | Fault:
    """Return a file whose name says what it should be."""
    said = SUFFIXES[suffix]
    if said is Kind.CAPTIONS:
        return captions_in(content)
    found = picture_in(content) if said in PICTURES else video_in(content)
    if isinstance(found, Fault):
        return found
    return found if found.kind is said and said in PICTURES | VIDEOS else Fault.OTHER_KIND
