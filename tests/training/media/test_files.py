"""Files are known by their bytes, and what they give away is taken out without touching what they show."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from ambassador.training.media import pictures, policy, videos
from ambassador.training.media.bringing import captions_in, file_called, picture_in, video_in
from ambassador.training.media.contents import PIECE, Shelf, content_of
from ambassador.training.media.pictures import cleaned
from ambassador.training.media.policy import Fault, Kind
from tests.training.media.files import CAPTIONS, SECRET, WEBM, box, mp4, photograph, picture, track

KINDS = {"PNG": Kind.PNG, "JPEG": Kind.JPEG, "WEBP": Kind.WEBP}


def shown(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
def test_a_photograph_loses_its_place_and_keeps_its_pixels(kind: str) -> None:
    taken = photograph(kind)
    assert SECRET in taken
    found = cleaned(taken)
    assert (found.kind, found.width, found.height) == (KINDS[kind], 8, 4)
    assert SECRET not in found.content
    assert not Image.open(BytesIO(found.content)).getexif().get_ifd(0x8825)
    assert ImageChops.difference(shown(taken), shown(found.content)).getbbox() is None
    assert cleaned(found.content) == found


@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photograph_is_still_turned_as_it_was_taken(turned: int) -> None:
    found = cleaned(photograph(turned=turned))
    exif = Image.open(BytesIO(found.content)).getexif()
    assert dict(exif) == {0x0112: turned}
    assert (found.width, found.height) == ((4, 8) if turned >= 5 else (8, 4))
    assert cleaned(found.content).content == found.content


def test_what_a_phone_appends_to_a_photograph_goes() -> None:
    assert cleaned(photograph() + photograph() + SECRET).content == cleaned(photograph()).content


def test_remarks_and_thumbnails_of_a_jpeg_go_and_colours_stay() -> None:
    found = cleaned(picture("JPEG", comment=SECRET, icc_profile=b"colours" * 9, progressive=True))
    assert SECRET not in found.content
    assert Image.open(BytesIO(found.content)).info["icc_profile"] == b"colours" * 9
    plain = picture("JPEG")
    jfif = b"\xff\xe0" + struct.pack(">H", 16 + 3) + plain[6:18] + b"\x01\x01" + b"cut"
    assert cleaned(plain[:2] + jfif + plain[20:]).content == cleaned(plain).content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    made = BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    assert picture_in(content_of(made.getvalue())) is Fault.MOVING


@pytest.mark.parametrize("kind", KINDS)
@given(cut=st.floats(0.05, 0.95), swapped=st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_file_that_is_cut_or_changed_is_a_picture_or_a_fault(kind: str, cut: float, swapped: int) -> None:
    whole = photograph(kind, (40, 30))
    place = int(len(whole) * cut)
    for broken in (whole[:place], whole[:place] + bytes([swapped]) + whole[place + 1 :]):
        found = picture_in(content_of(broken))
        assert isinstance(found, Fault) or SECRET not in found.content.whole()


def test_a_png_that_was_changed_is_damaged() -> None:
    whole = bytearray(picture())
    whole[20] ^= 1
    assert picture_in(content_of(bytes(whole))) is Fault.DAMAGED


def test_a_picture_has_so_many_pixels_and_bytes() -> None:
    large = bytearray(picture("WEBP", lossless=True))
    assert large[12:16] == b"VP8L"
    large[21:25] = struct.pack("<I", 0x3FFF | 0x3FFF << 14)
    assert picture_in(content_of(bytes(large))) is Fault.TOO_MANY_PIXELS
    heavy = picture() + bytes(policy.MOST_PICTURE)
    assert picture_in(content_of(heavy)) is Fault.PICTURE_TOO_LARGE


@pytest.mark.parametrize("content", [b"<svg xmlns=''/>", b"GIF89a" + bytes(20), b"%PDF-1.7", mp4(), b"\xff"])
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert picture_in(content_of(content)) is Fault.NOT_A_PICTURE


def test_a_video_loses_its_place_and_nothing_moves() -> None:
    told = b"+59.9-010.7/" + SECRET
    whole = mp4(box(b"meta", SECRET), told=told, played=b"p" * PIECE * 2)
    found = video_in(content_of(whole))
    assert not isinstance(found, Fault)
    kept = found.content.whole()
    assert (found.kind, len(kept)) == (Kind.MP4, len(whole))
    assert SECRET not in kept
    assert b"+59.9" not in kept
    assert kept.count(b"free") == 2
    assert [place for place in range(0, len(whole), 997) if whole[place] != kept[place] and kept[place]] == []
    assert video_in(found.content) == found


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (mp4(brand=b"qt  "), Fault.NOT_A_VIDEO),
        (mp4(brand=b"heic").replace(b"mp42", b"mif1"), Fault.NOT_A_VIDEO),
        (mp4(coding=b"hvc1"), Fault.OTHER_CODING),
        (mp4(track(handler=b"meta")), Fault.HIDDEN_TRACK),
        (mp4()[:-30], Fault.DAMAGED),
        (box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", b"x"), Fault.DAMAGED),
        (box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", track(handler=b"soun")), Fault.NOT_A_VIDEO),
        (WEBM.replace(b"\x84webm", b"\x84matr"), Fault.NOT_A_VIDEO),
        (photograph(), Fault.NOT_A_VIDEO),
        (b"", Fault.EMPTY),
    ],
)
def test_what_browsers_do_not_play_is_refused(content: bytes, fault: Fault) -> None:
    assert video_in(content_of(content)) is fault


def test_boxes_in_boxes_without_an_end_are_refused() -> None:
    nested = b""
    for _ in range(2000):
        nested = box(b"moov", nested)
    assert video_in(content_of(box(b"ftyp", b"isom" + bytes(4)) + nested)) is Fault.DAMAGED
    with pytest.raises(videos.VideoError):
        videos.cleaned(content_of(box(b"ftyp", b"isom" + bytes(4)) + box(b"free") * 30_000))


def test_a_name_must_say_what_the_bytes_are() -> None:
    assert file_called("png", content_of(picture("JPEG"))) is Fault.OTHER_KIND
    assert file_called("webm", content_of(mp4())) is Fault.OTHER_KIND
    found = file_called("jpeg", content_of(picture("JPEG")))
    assert not isinstance(found, Fault)
    assert pictures.kind_of(found.content.read(0, 12)) is found.kind is Kind.JPEG


def test_captions_are_webvtt_in_utf8_and_kept_to_the_byte() -> None:
    for content in (CAPTIONS, b"\xef\xbb\xbf" + CAPTIONS.replace(b"\n", b"\r\n"), b"WEBVTT - hei"):
        found = captions_in(content_of(content))
        assert not isinstance(found, Fault)
        assert found.content.whole() == content
    for content in (b"1\n00:00", b"WEBVTTX\n", b"WEBVTT\n\xff"):
        assert captions_in(content_of(content)) is Fault.NOT_CAPTIONS


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://vimeo.com/1?a=b#c", "vimeo.com"),
        ("https://Video.Example.NO:8443/x", "video.example.no"),
        ("http://vimeo.com/1", None),
        ("https://vimeo.com@evil.example/", None),
        ("https://localhost/", None),
        ("https://vimeo.com/a b", None),
        ("https://vimeo.com:99999/", None),
        ("javascript:alert(1)", None),
        ("https://[::1/", None),
        ("", None),
        ("https://a.no/" + "x" * 2000, None),
    ],
)
def test_an_address_says_which_host_it_leads_to(address: str, host: str | None) -> None:
    assert policy.host_of(address) == host


def test_what_is_put_on_a_shelf_is_read_from_anywhere_in_it() -> None:
    shelf, second = Shelf(), bytes(range(256)) * 2048
    shelf.put([b"first"])
    found = shelf.put([second[:1000], second[1000:]])
    del shelf
    assert found == content_of(second)
    assert found.whole() == second
    assert found.read(PIECE - 3, 9) == second[PIECE - 3 : PIECE + 6]
    assert found.read(len(second) - 2, 9) == second[-2:]
