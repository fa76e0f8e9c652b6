"""Reads and writes the folder `media` of a course: pictures, videos, and what lies beside a video.

A video talk.mp4 has its transcripts in talk.nb.md and talk.en.md, and may have captions in talk.nb.vtt. One
that lies elsewhere is talk.url, as Windows and macOS keep an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ambassador.settings import LANGUAGES
from ambassador.training.folders.faults import Fault, Wrong
from ambassador.training.folders.parts import File, MediaPart
from ambassador.training.media import policy
from ambassador.training.media.bringing import Brought, file_called
from ambassador.training.media.contents import Content, content_of
from ambassador.training.media.policy import BESIDE, FOLDER, MOST_MEDIA, MOST_TRANSCRIPT, SHOWN
from ambassador.training.media.references import faults_of
from ambassador.web.markdown import parted

INSIDE = f"{FOLDER}/"
_ADDRESS = re.compile(r"\[InternetShortcut\]\nURL=(?P<address>[^\n]*)\n?")


def is_media_text(path: str) -> bool:
    """Say whether a file of a course is a transcript or an address: read as text, as lessons are."""
    name = path.removeprefix(INSIDE)
    return path.startswith(INSIDE) and _is_known(name) and policy.suffix_of(name) in ("md", policy.ADDRESS)


def is_binary(path: str) -> bool:
    """Say whether a file of a course is a picture, a video or captions: kept to the byte."""
    return path.startswith(INSIDE) and _is_known(path.removeprefix(INSIDE)) and not is_media_text(path)


def _is_known(name: str) -> bool:
    is_named = SHOWN.fullmatch(name) or BESIDE.fullmatch(name)
    return is_named is not None and len(policy.stem_of(name)) <= policy.LONGEST_STEM


def media_in(
    files: Mapping[str, File], texts: Mapping[str, str | None], wrong: list[Wrong]
) -> tuple[MediaPart, ...]:
    """Return the pictures, videos and captions of a folder by name; what is wrong with them is noted."""
    names = [path.removeprefix(INSIDE) for path in files if is_binary(path) or is_media_text(path)]
    shown = sorted(name for name in names if SHOWN.fullmatch(name))
    if len(names) > MOST_MEDIA:
        wrong.append(_wrong(policy.Fault.TOO_MANY))
    stems = [policy.stem_of(name) for name in shown if policy.is_video(name)]
    here = {
        policy.stem_of(name) for name in shown if policy.SUFFIXES.get(policy.suffix_of(name)) in policy.VIDEOS
    }
    found = []
    for name in shown:
        if policy.is_video(name):
            if stems.count(policy.stem_of(name)) > 1:
                wrong.append(_wrong(policy.Fault.SAME_STEM, name))
            transcripts = _transcripts(policy.stem_of(name), texts, wrong)
        else:
            transcripts = {}
        if policy.suffix_of(name) == policy.ADDRESS:
            address = _address(texts[INSIDE + name] or "", name, wrong)
            found.append(MediaPart(name, None, address, transcripts))
        elif file := _file(name, files, wrong):
            found.append(MediaPart(name, file, "", transcripts))
    for name in names:
        beside = BESIDE.fullmatch(name)
        if beside and beside["stem"] not in (here if beside["suffix"] == "vtt" else stems):
            wrong.append(_wrong(policy.Fault.NO_VIDEO, name))
        elif beside and beside["suffix"] == "vtt" and (file := _file(name, files, wrong)):
            found.append(MediaPart(name, file))
    return tuple(sorted(found, key=lambda part: part.name))


def _file(name: str, files: Mapping[str, File], wrong: list[Wrong]) -> Brought | None:
    file = files[INSIDE + name]
    content: Content = content_of(file) if isinstance(file, bytes) else file
    found = file_called(policy.suffix_of(name), content)
    if isinstance(found, policy.Fault):
        wrong.append(_wrong(found, name))
        return None
    return found


def _transcripts(stem: str, texts: Mapping[str, str | None], wrong: list[Wrong]) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        path = f"{INSIDE}{stem}.{language}.md"
        text = (texts.get(path) or "").removesuffix("\n")
        if not text.strip():
            wrong.append(_wrong(policy.Fault.NO_TRANSCRIPT, f"{stem}.{language}.md"))
        if len(text) > MOST_TRANSCRIPT:
            wrong.append(Wrong(Fault.TOO_LONG, path, most=MOST_TRANSCRIPT))
        if "\x00" in text:
            wrong.append(Wrong(Fault.NUL, path))
        found[language] = text
    return found


def _address(text: str, name: str, wrong: list[Wrong]) -> str:
    said = _ADDRESS.fullmatch(text)
    if said is None or policy.host_of(said["address"]) is None:
        wrong.append(_wrong(policy.Fault.NO_ADDRESS, name))
        return ""
    return said["address"]


def wrong_places(file: str, text: str, media: Iterable[MediaPart]) -> list[Wrong]:
    """Return what is wrong with what a lesson's file shows."""
    parts = parted(text if text.endswith("\n") else text + "\n")
    names = {part.name for part in media}
    # A file that is there and can't be read is told once, as that file.
    found = faults_of(parts[1], names) if parts else []
    return [Wrong(Fault.MEDIUM, file, medium=each) for each in found]


def _wrong(fault: policy.Fault, name: str = "") -> Wrong:
    return Wrong(Fault.MEDIUM, INSIDE + name if name else "", medium=policy.Wrong(fault, name))


def media_files(media: Iterable[MediaPart]) -> dict[str, File]:
    """Return the files of a course's folder `media`, each video with its transcripts after it."""
    files: dict[str, File] = {}
    for part in media:
        files[INSIDE + part.name] = part.file.content if part.file else _shortcut(part.address)
        for language, text in part.transcripts.items():
            # Whoever reads a text drops one such mark before it, so that a text that begins with one has two.
            mark = "\ufeff" if text.startswith("\ufeff") else ""
            files[f"{INSIDE}{policy.stem_of(part.name)}.{language}.md"] = f"{mark}{text}\n".encode()
    return files


def _shortcut(address: str) -> bytes:
    return f"[InternetShortcut]\nURL={address}\n".encode()
