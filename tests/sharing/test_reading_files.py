"""Each channel's file gives its followers, in every encoding and wrapping; each refusal says why."""

from __future__ import annotations

from io import BytesIO

import pytest

from ambassador.audience.policy import Channel
from ambassador.sharing.files.faults import Fault, Refused
from ambassador.sharing.keys import keys_of
from ambassador.sharing.reading import FollowerList, read_list
from tests.sharing.listfiles import archive, connections, follower_js, followers_json, people

SECRET = "s" * 64


def read(content: str | bytes, channel: Channel = Channel.LINKEDIN) -> FollowerList | Refused:
    raw = content.encode() if isinstance(content, str) else content
    return read_list(BytesIO(raw), channel=channel, secret=SECRET)


def found(content: str | bytes, channel: Channel = Channel.LINKEDIN) -> FollowerList:
    answer = read(content, channel)
    assert isinstance(answer, FollowerList), answer
    return answer


def fault(content: str | bytes, channel: Channel = Channel.LINKEDIN) -> Fault:
    answer = read(content, channel)
    assert isinstance(answer, Refused)
    return answer.fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_connections_are_read_in_every_encoding(encoding: str) -> None:
    answer = found(connections([*people(20), "åse-øst"]).encode(encoding))
    expected = keys_of(Channel.LINKEDIN, [*people(20), "åse-øst"], SECRET)
    assert answer.kept.tolist() == expected.tolist()


@pytest.mark.parametrize(
    "text",
    [
        connections(people(9), notes=""),
        connections(people(9), notes="Notes:\nfirst, second, third, fourth\n\n"),
        connections(people(9), headings="Fornavn,Etternavn,Nettadresse,E-post,Firma,Stilling,Siden\n"),
        connections(people(9)).replace("\n", "\r\n"),
        connections(people(9)).replace('"Firma, AS"', "Firma").replace(",", ";"),
        connections(people(9)).replace('"Firma, AS"', "Firma").replace(",", "\t"),
        connections([*people(9), *people(9)]),
        connections([name.upper() + "/?trk=x" for name in people(9)]),
        "\n".join(f"https://no.linkedin.com/in/{name}/" for name in people(9)),
        "\u202e" + "\n\n".join(people(9)) + "\x00\n",
    ],
)
def test_the_same_connections_are_found_however_they_are_written(text: str) -> None:
    assert found(text).kept.tolist() == keys_of(Channel.LINKEDIN, people(9), SECRET).tolist()


def test_people_without_an_address_are_counted_and_left_out() -> None:
    answer = found(connections([*people(671), *[""] * 12]))
    assert (answer.people, answer.without, answer.one_in) == (671, 12, 4)
    assert 120 < answer.kept.size < 220


def test_a_list_is_found_inside_the_whole_archive() -> None:
    whole = archive({"Basic/messages.csv": "x", "Basic/Connections.csv": connections(people(5))})
    assert found(whole).people == 5


def test_all_parts_of_a_list_in_an_archive_count_once() -> None:
    parts = {
        "data/follower.js": follower_js(range(100, 200)),
        "data/follower-part1.js": follower_js(range(150, 250), part=1),
        "data/following.js": "window.YTD.following.part0 = []",
    }
    assert found(archive(parts), Channel.X).people == 150


def test_the_numbers_of_x_are_the_same_people_in_a_plain_list_and_in_the_archive() -> None:
    plain = "\n".join(f"https://twitter.com/intent/user?user_id={number}" for number in range(100, 200))
    assert (
        found(plain, Channel.X).kept.tolist() == found(follower_js(range(100, 200)), Channel.X).kept.tolist()
    )
    some_names = found(plain + "\nkari\nhttps://x.com/ola", Channel.X)
    assert (some_names.people, some_names.without) == (100, 2)


@pytest.mark.parametrize("name", ["followers_1.json", "connections/followers_and_following/followers_1.json"])
def test_followers_on_instagram_are_read_alone_and_in_the_archive(name: str) -> None:
    content = followers_json(people(30))
    wrapped = f'{{"relationships_followers": {content}}}'
    for file in (content, wrapped, archive({name: content})):
        assert found(file, Channel.INSTAGRAM).people == 30


@pytest.mark.parametrize(
    ("content", "channel", "expected"),
    [
        ("", Channel.LINKEDIN, Fault.EMPTY),
        (" \n\n", Channel.LINKEDIN, Fault.EMPTY),
        (connections([]), Channel.LINKEDIN, Fault.EMPTY),
        ("window.YTD.follower.part0 = []", Channel.X, Fault.EMPTY),
        (connections(["", ""]), Channel.LINKEDIN, Fault.NO_ADDRESSES),
        (connections(people(30))[:-40], Channel.LINKEDIN, Fault.TRUNCATED),
        (connections(people(30))[:-21], Channel.LINKEDIN, Fault.TRUNCATED),
        (follower_js(range(9))[:-2], Channel.X, Fault.TRUNCATED),
        (follower_js(range(9))[:-70], Channel.X, Fault.TRUNCATED),
        (followers_json(people(9))[:-1], Channel.INSTAGRAM, Fault.TRUNCATED),
        (archive({"Connections.csv": connections(people(9))})[:-30], Channel.LINKEDIN, Fault.TRUNCATED),
        (follower_js(range(9)), Channel.LINKEDIN, Fault.OTHER_CHANNEL),
        (connections(people(9)), Channel.X, Fault.OTHER_CHANNEL),
        (archive({"data/follower.js": "x"}), Channel.INSTAGRAM, Fault.OTHER_CHANNEL),
        ("https://x.com/a\nhttps://x.com/b", Channel.LINKEDIN, Fault.OTHER_CHANNEL),
        ("kari\nhttps://x.com/ola\n@per", Channel.X, Fault.NAMES),
        ("kari\nDear all, hello\nDear all, hello", Channel.X, Fault.NOT_A_LIST),
        ("window.YTD.tweets.part0 = []", Channel.X, Fault.OTHER_FILE),
        ("window.YTD.following.part0 = []", Channel.X, Fault.FOLLOWING),
        ('{"relationships_following": []}', Channel.INSTAGRAM, Fault.FOLLOWING),
        ("<!DOCTYPE html><p>", Channel.INSTAGRAM, Fault.WEB_PAGE),
        (archive({"a/followers_1.html": "<html>"}), Channel.INSTAGRAM, Fault.WEB_PAGE),
        (archive({"inner.zip": archive({"Connections.csv": "x"})}), Channel.LINKEDIN, Fault.NESTED),
        (archive({"messages.csv": "x"}), Channel.LINKEDIN, Fault.NOTHING_INSIDE),
        (archive({}), Channel.LINKEDIN, Fault.EMPTY),
        ("Dear all,\nplease find below\nwhat we agreed on", Channel.LINKEDIN, Fault.NOT_A_LIST),
        ("name,email\nA,a@x.no\nB,b@x.no", Channel.LINKEDIN, Fault.NOT_A_LIST),
        ('[{"comment": 1}, {"comment": 2}]', Channel.INSTAGRAM, Fault.NOT_A_LIST),
        (b"%PDF-1.7 ...", Channel.LINKEDIN, Fault.NOT_A_LIST),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), Channel.LINKEDIN, Fault.NOT_A_LIST),
    ],
)
def test_what_is_no_list_of_this_channel_is_refused_for_what_it_is(
    content: str | bytes, channel: Channel, expected: Fault
) -> None:
    assert fault(content, channel) is expected
