"""Knows the rules of pictures and videos: which there are, how large, what they are called, what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024
MOST_PICTURE = 5 * MEGABYTE
"""Bytes of a picture: it is shown on phones as it is."""
MOST_PIXELS = 40_000_000
"""Pixels of a picture: a small file can hold more than a phone can draw."""
MOST_VIDEO = 100 * MEGABYTE
MOST_CAPTIONS = MEGABYTE
MOST_TRANSCRIPT = 40_000
"""Characters of a transcript: as many as a lesson may have."""
MOST_MEDIA = 100
"""Pictures, videos and captions in a course."""
MOST_ADDRESS = 2000
FOLDER = "media"
"""Where they lie in the folder of a course."""

STEM = r"[a-z0-9]+(?:-[a-z0-9]+)*"
LONGEST_STEM = 60


class Kind(StrEnum):
    """What the bytes of a file are, as browsers call it."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    MP4 = "video/mp4"
    WEBM = "video/webm"
    CAPTIONS = "text/vtt"


PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})
VIDEOS = frozenset({Kind.MP4, Kind.WEBM})
SUFFIXES: dict[str, Kind] = {
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "webp": Kind.WEBP,
    "mp4": Kind.MP4,
    "webm": Kind.WEBM,
    "vtt": Kind.CAPTIONS,
}
SUFFIX = {kind: suffix for suffix, kind in reversed(SUFFIXES.items())}
"""How a file is named by what it is: the first of the suffixes that it may have."""
ADDRESS = "url"
"""The suffix of a video that lies elsewhere."""

SHOWN = re.compile(rf"(?P<stem>{STEM})\.(?P<suffix>png|jpg|jpeg|webp|mp4|webm|{ADDRESS})")
"""What a picture or a video is called: what a lesson may show."""
BESIDE = re.compile(rf"(?P<stem>{STEM})\.(?P<language>nb|en)\.(?P<suffix>vtt|md)")
"""What captions (.vtt) and transcripts (.md) are called: as their video, with their language."""
BOM = "\ufeff"
"""The mark that some programs put before the first character of a file."""


class Fault(StrEnum):
    """What keeps a file from being shown, or a lesson from showing it."""

    EMPTY = "no bytes"
    NOT_A_PICTURE = "no picture"
    NOT_A_VIDEO = "no video"
    OTHER_KIND = "not what its name says"
    DAMAGED = "damaged, or cut off"
    MOVING = "a picture that moves"
    PICTURE_TOO_LARGE = "too many bytes for a picture"
    TOO_MANY_PIXELS = "too many pixels"
    VIDEO_TOO_LARGE = "too many bytes for a video"
    OTHER_CODING = "a video that few browsers can play"
    HIDDEN_TRACK = "a video that holds more than sound and picture"
    NOT_CAPTIONS = "no captions"
    CAPTIONS_TOO_LARGE = "too many bytes for captions"
    NO_ADDRESS = "no address of a video"
    NO_TRANSCRIPT = "a video without a transcript"
    NO_VIDEO = "captions or a transcript of no video"
    SAME_STEM = "two videos of the same name"
    TOO_MANY = "too many files"
    NOT_THERE = "a picture or video that is not there"
    ELSEWHERE = "a picture from elsewhere"
    NO_DESCRIPTION = "no description"
    NOT_ALONE = "a video within a sentence"
    UNUSED = "shown by no lesson"


@dataclass(frozen=True)
class Wrong:
    """A fault, and the file it is about."""

    fault: Fault
    name: str = ""
    language: str = ""


def stem_of(name: str) -> str:
    """Return what a file and all that lies beside it have in common."""
    return name.partition(".")[0]


def suffix_of(name: str) -> str:
    """Return what the name of a file says that it is."""
    return name.rpartition(".")[2]


def is_video(name: str) -> bool:
    """Say whether a name is that of a video, here or elsewhere."""
    return suffix_of(name) == ADDRESS or SUFFIXES.get(suffix_of(name)) in VIDEOS


def is_picture(name: str) -> bool:
    """Say whether a name is that of a picture."""
    return SUFFIXES.get(suffix_of(name)) in PICTURES


def captions_name(stem: str, language: str) -> str:
    """Return what a video's captions in a language are called."""
    return f"{stem}.{language}.vtt"


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[!-~]+")


def host_of(address: str) -> str | None:
    """Return the host an address of a video leads to; None for one that can't be linked to.

    Only https, and no name or password before the host: those can make an address look like another's.
    """
    if len(address) > MOST_ADDRESS or not _IN_ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    is_fit = parts.scheme == "https" and host and "@" not in parts.netloc and _HOST.fullmatch(host)
    return host if is_fit else None
