"""Files made to break us: they are refused, quickly, in little memory, and nothing of them comes out."""

from __future__ import annotations

import random
import struct
import tracemalloc
from io import BytesIO
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from ambassador.audience.policy import Channel
from ambassador.sharing import reading
from ambassador.sharing.files import archives
from ambassador.sharing.files.faults import Fault, Refused
from ambassador.sharing.policy import MEGABYTE
from tests.sharing.listfiles import HEADINGS, archive, connection, connections, people
from tests.sharing.test_reading_files import SECRET, fault, found, read


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file, file.open("Connections.csv", "w") as member:
        for _ in range(50):
            member.write(bytes(MEGABYTE))
    monkeypatch.delattr(ZipFile, "open")
    assert fault(made.getvalue()) is Fault.PACKED_ODDLY


def test_a_bomb_that_lies_about_its_size_unpacks_to_no_more_than_it_said() -> None:
    content = bytearray(archive({"Connections.csv": connections(people(1)) + "x" * 20 * MEGABYTE}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.rfind(signature) + offset, 1000)
    tracemalloc.start()
    assert fault(bytes(content)) is Fault.TRUNCATED
    assert tracemalloc.get_traced_memory()[1] < 30 * MEGABYTE
    tracemalloc.stop()


def test_parts_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1000)
    parts = {f"{name}/Connections.csv": connections(people(10)) for name in "ab"}
    assert fault(archive(parts)) is Fault.TOO_LARGE


def test_a_locked_archive_and_an_unusual_packing_are_refused() -> None:
    locked = bytearray(archive({"Connections.csv": connections(people(3))}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(signature) + offset] |= 1
    assert fault(bytes(locked)) is Fault.LOCKED
    unusual = BytesIO()
    with ZipFile(unusual, "w", ZIP_LZMA) as file:
        file.writestr("Connections.csv", connections(people(3)))
    assert fault(unusual.getvalue()) is Fault.PACKED_ODDLY


def test_an_endless_table_of_contents_is_not_read() -> None:
    content = bytearray(archive({"Connections.csv": "x"}))
    struct.pack_into("<I", content, content.rfind(b"PK\x05\x06") + 12, 2**31)
    assert fault(bytes(content)) is Fault.PACKED_ODDLY


def test_a_damaged_archive_is_never_our_fault() -> None:
    whole = archive({"Connections.csv": connections(people(3))})
    chance = random.Random(7)
    for _ in range(1500):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[chance.randrange(len(whole))] = chance.randrange(256)
        read(bytes(damaged))
    for length in range(0, len(whole), 11):
        assert isinstance(read(whole[:length]), Refused)


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        '[{"a":' * 50_000,
        "[" + "9" * 6_000 + "]",
        "[" + '"' * 300_000,
        '[{"string_list_data": [{"value": "\\ud800"}]}]',
        '[{"string_list_data": 7}, {"string_list_data": [[]]}, null, 4, "x"]',
        b"\0" * 100_000,
        b"\xff\xfe\xd8\x00" * 9,
        "x" * 200_000,
        '"' * 200_000,
        ",".join(["x"] * 60_000),
        random.Random(3).randbytes(50_000),
    ],
)
def test_nonsense_is_refused_on_every_channel(content: str | bytes) -> None:
    for channel in Channel:
        assert isinstance(read(content, channel), Refused)


def test_a_file_of_almost_100_mb_is_read_in_little_memory() -> None:
    with TemporaryFile() as file:
        file.write(HEADINGS.encode())
        wide = connection("{}").replace("Sjef", "Sjef" * 400)
        for block in range(60):
            rows = (wide.format(f"person-{block}-{number}") for number in range(1000))
            file.write("".join(rows).encode())
        assert 95 * MEGABYTE < file.tell() < 100 * MEGABYTE
        tracemalloc.start()
        answer = reading.read_list(file, channel=Channel.LINKEDIN, secret=SECRET)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert isinstance(answer, reading.FollowerList)
    assert answer.people == 60_000
    assert most < 16 * MEGABYTE


def test_more_than_100_mb_and_too_many_people_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    assert fault(connections(people(50))) is Fault.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(reading, "MOST_PEOPLE", 49)
    assert fault(connections(people(50))) is Fault.TOO_MANY


def test_a_million_lines_are_read() -> None:
    assert found("\n".join(f"in{number}" for number in range(1_000_000)), Channel.TIKTOK).people == 1_000_000


def test_a_refusal_and_a_list_tell_nothing_of_the_file() -> None:
    for content in (connections(people(9))[:-30], connections(people(9))):
        assert "person-nr" not in repr(read(content))
        assert "Hemmelig" not in repr(read(content))
