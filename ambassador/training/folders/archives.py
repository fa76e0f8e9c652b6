"""Packs the files of a course into an archive and out of one; on disk, a course is a folder or an archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ambassador.training.folders.faults import Fault, FaultyCourseError, Wrong
from ambassador.training.folders.media import is_binary, is_media_text
from ambassador.training.folders.parts import COURSE, File
from ambassador.training.folders.reading import LESSON
from ambassador.training.media import policy as media_policy
from ambassador.training.media.contents import PIECE, Shelf, content_at
from ambassador.training.media.policy import FOLDER, MOST_VIDEO
from ambassador.web.archives import (
    MEGABYTE,
    ArchiveError,
    ArchiveFault,
    check,
    is_archive,
    opened,
    unpacked,
    unpacked_pieces,
)

MOST_PACKED = 150 * MEGABYTE
"""Bytes of an archive, and of all that is in it: kept in one go, while nobody else writes to SQLite."""
MOST_TEXT = 16 * MEGABYTE
"""Bytes of all texts together; those of a long course are a fortieth of it."""
MOST_FILE = 4 * MEGABYTE
"""Bytes of one text: the most that the limits of texts allow in a European language."""
MOST_FILES = 700
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time that all our archives say, so that the same course always gives the same bytes."""
READABLE = 0o100644 << 16
UNIX = 3

FAULTS = {
    ArchiveFault.DAMAGED: Fault.DAMAGED,
    ArchiveFault.LOCKED: Fault.LOCKED,
    ArchiveFault.PACKED_ODDLY: Fault.PACKED_ODDLY,
    ArchiveFault.TOO_LARGE: Fault.TOO_LARGE,
}
BESIDE = ("readme", "license", "licence")
"""What may lie in the folder and belongs to whoever keeps it, not to the course."""


def archive_of(files: Mapping[str, File], *, folder: str) -> bytes:
    """Return an archive with these files in one folder; for one that is known to be small."""
    made = BytesIO()
    put_into(made, files, folder=folder)
    return made.getvalue()


def put_into(stream: IO[bytes], files: Mapping[str, File], *, folder: str) -> None:
    """Write an archive with these files in one folder; stored, because packers differ between machines."""
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, file in files.items():
            entry = ZipInfo(f"{folder}/{name}", date_time=LONG_AGO)
            entry.external_attr, entry.create_system = READABLE, UNIX
            if isinstance(file, bytes):
                archive.writestr(entry, file)
                continue
            entry.file_size = file.size
            with archive.open(entry, "w") as written:
                for piece in file.pieces():
                    written.write(piece)


def files_in(content: bytes | IO[bytes]) -> dict[str, File]:
    """Return the files of the one course in an archive; raises FaultyCourseError with what is wrong with it.

    Pictures and videos wait in a file without a name. Nothing is written under a name of the archive's own,
    so a path that leads elsewhere leads nowhere; it is refused all the same.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    if stream.seek(0, 2) > MOST_PACKED:
        raise FaultyCourseError((Wrong(Fault.TOO_LARGE),))
    stream.seek(0)
    if not is_archive(stream.read(4)):
        raise FaultyCourseError((Wrong(Fault.NO_ARCHIVE),))
    try:
        with opened(stream, most_entries=MOST_FILES) as archive:
            members = _members(archive.infolist())
            check(list(members.values()), most_unpacked=MOST_PACKED)
            _check_sizes({name: member.file_size for name, member in members.items()})
            shelf = Shelf()
            return {
                name: shelf.put(unpacked_pieces(archive, member, size=PIECE))
                if is_binary(name)
                else unpacked(archive, member)
                for name, member in members.items()
            }
    except ArchiveError as found:
        raise FaultyCourseError((Wrong(FAULTS[found.fault]),)) from None


def files_under(path: Path) -> dict[str, File]:
    """Return the files of the course that a folder or an archive on this machine is."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return files_in(stream)
    found = {each.name: each for each in _inside(path) if each.name != FOLDER or each.is_file()}
    found |= {f"{FOLDER}/{each.name}": each for each in _inside(path / FOLDER)}
    _refuse(Wrong(Fault.UNKNOWN_FILE, name) for name, each in found.items() if not each.is_file())
    _check_sizes({name: each.stat().st_size for name, each in found.items()})
    return {name: content_at(each) if is_binary(name) else each.read_bytes() for name, each in found.items()}


def _inside(path: Path) -> list[Path]:
    inside = sorted(path.iterdir()) if path.is_dir() else []
    return [each for each in inside if _belongs(PurePosixPath(each.name))]


def _check_sizes(sizes: Mapping[str, int]) -> None:
    """Raise for what is too large to be looked at; how large a picture may be is asked when it is."""
    texts = {name: size for name, size in sizes.items() if not is_binary(name)}
    _refuse(Wrong(Fault.TOO_LARGE, name) for name, size in texts.items() if size > MOST_FILE)
    large = media_policy.Wrong(media_policy.Fault.VIDEO_TOO_LARGE)
    _refuse(
        Wrong(Fault.MEDIUM, name, medium=large)
        for name, size in sizes.items()
        if name not in texts and size > MOST_VIDEO
    )
    if sum(texts.values()) > MOST_TEXT or sum(sizes.values()) > MOST_PACKED:
        raise FaultyCourseError((Wrong(Fault.TOO_LARGE),))


def put_under(path: Path, files: Mapping[str, File]) -> None:
    """Write a course into a folder; lessons, pictures and videos that another version left there go."""
    path.mkdir(parents=True, exist_ok=True)
    if (path / COURSE).exists():
        inside = (each.relative_to(path).as_posix() for each in (*path.iterdir(), *_inside(path / FOLDER)))
        for name in inside:
            is_ours = LESSON.fullmatch(name) or is_binary(name) or is_media_text(name)
            if is_ours and name not in files:
                (path / name).unlink()
    for name, file in files.items():
        (path / name).parent.mkdir(exist_ok=True)
        with (path / name).open("wb") as written:
            written.writelines([file] if isinstance(file, bytes) else file.pieces())


def _members(entries: Sequence[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the files beside the one course.toml by name."""
    files = [(entry, PurePosixPath(entry.filename)) for entry in entries if not entry.is_dir()]
    _refuse(Wrong(Fault.STRANGE_PATH, _shown(entry.filename)) for entry, path in files if _is_strange(path))
    files = [(entry, path) for entry, path in files if _belongs(path)]
    roots = {path.parent for _entry, path in files if path.name == COURSE}
    if not roots:
        raise FaultyCourseError((Wrong(Fault.MISSING_FILE, COURSE),))
    if len(roots) > 1:
        raise FaultyCourseError((Wrong(Fault.SEVERAL_COURSES),))
    root = roots.pop()
    inside = (root, root / FOLDER)
    _refuse(
        Wrong(Fault.UNKNOWN_FILE, _shown(str(path))) for _entry, path in files if path.parent not in inside
    )
    names = [path.relative_to(root).as_posix() for _entry, path in files]
    _refuse(Wrong(Fault.TWICE, _shown(name)) for name in dict.fromkeys(names) if names.count(name) > 1)
    return dict(zip(names, (entry for entry, _path in files), strict=True))


def _belongs(path: PurePosixPath) -> bool:
    """Say whether a file is meant to be of the course: not the system's, nor the repository's."""
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not is_hidden and path.stem.casefold() not in BESIDE


def _is_strange(path: PurePosixPath) -> bool:
    return path.is_absolute() or ".." in path.parts or "\\" in str(path) or ":" in str(path)


def _shown(name: str) -> str:
    return name[:200]


def _refuse(wrong: Iterable[Wrong]) -> None:
    if found := tuple(wrong):
        raise FaultyCourseError(found)
