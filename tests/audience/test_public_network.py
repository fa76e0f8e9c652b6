"""Which addresses are connected to: public ones only, and the very ones that were checked."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import httpcore
import pytest

from ambassador.audience import fetching
from ambassador.audience.fetching import Failed, Found, Network, fetch
from ambassador.audience.profiles import Fault
from ambassador.audience.public_network import is_public, resolved
from tests.audience.public_server import BLUESKY, profile, public_server, reply
from tests.conftest import REQUIRE_ALL
from tests.factories import LONG_AGO

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
    *("192.0.0.192", "192.0.0.8", "::ffff:192.0.0.192", "192.88.99.1", "3fff::1"),
    *("0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),  # noqa: S104  (named to be refused)
    *(
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "fec0::1",
        "2001:db8::1",
    ),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "2002:7f00:1::"),
    *(
        "2001:db8::1",
        "64:ff9b:1::1",
        "2001:0:53aa:64c:0:0:80ff:fffe",
        "::127.0.0.1",
        "",
        "localhost",
        "1.1.1",
    ),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "185.199.108.153", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(address: str) -> None:
    with public_server(reply(200, profile(5))) as server:
        network = server.network(resolve=lambda *_asked: [address], permits=is_public)
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == Failed(Fault.NOT_PUBLIC)
        assert server.paths == []


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with public_server(reply(200, profile(5))) as server:
        network = server.network(resolve=lambda *_asked: ["127.0.0.1", "10.0.0.1"])
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == Failed(Fault.NOT_PUBLIC)
        assert server.paths == []


def test_a_name_that_changes_its_address_after_the_check_leads_to_the_checked_one() -> None:
    # 127.0.0.2 stands for a public address here, and 127.0.0.1 for one inside the company.
    answers = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]]
    with (
        public_server(reply(200, profile(5)), at="127.0.0.2") as public,
        public_server(reply(200, profile(6)), at="127.0.0.1", port=public.port) as inside,
    ):
        network = public.network(
            resolve=lambda *_asked: answers.pop(0), permits=lambda address: address == "127.0.0.2"
        )
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == Found(5)
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == Failed(Fault.NOT_PUBLIC)
        assert inside.paths == []
    assert len(answers) == 1


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with public_server(reply(200, profile(5)), at="127.0.0.3") as server:
        network = server.network(resolve=lambda *_asked: ["127.0.0.2", "127.0.0.3"])
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == Found(5)


def test_a_name_that_takes_long_to_resolve_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_asked: object, **_how: object) -> list[object]:
        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with pytest.raises(httpcore.ConnectTimeout):
        resolved("snabelen.no", 443, 0.05)


def test_a_name_that_is_none_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_asked: object, **_how: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    network = Network(permits=lambda _address: True, seconds=0.5)
    assert fetch(BLUESKY, at=LONG_AGO, network=network) == Failed(Fault.UNREACHABLE)


def test_the_systems_own_answer_is_read() -> None:
    assert "127.0.0.1" in resolved("127.0.0.1", 80, 1)


def certificate(folder: Path, name: str) -> Path:
    """Make a certificate for a name, with its key in the same file; or skip, visibly, without openssl."""
    if shutil.which("openssl") is None:
        missing = "openssl is not installed (apt-get install openssl)"
        if REQUIRE_ALL:
            pytest.fail(missing)
        pytest.skip(missing)
    path = folder / f"{name}.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={name}",
    ]
    made += ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(path), "-out", str(folder / "cert.pem")]
    subprocess.run(made, check=True, capture_output=True)
    with path.open("a") as file:
        file.write((folder / "cert.pem").read_text())
    return path


@pytest.mark.parametrize(
    ("name", "is_trusted", "outcome"),
    [
        (BLUESKY.host, True, Found(5)),
        (BLUESKY.host, False, Failed(Fault.UNREACHABLE)),
        ("snabelen.no", True, Failed(Fault.UNREACHABLE)),
        ("127.0.0.1", True, Failed(Fault.UNREACHABLE)),
    ],
)
def test_the_certificate_is_checked_against_the_name_not_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_trusted: bool, outcome: object
) -> None:
    pem = certificate(tmp_path, name)
    trusting = ssl.create_default_context(cafile=str(pem)) if is_trusted else ssl.create_default_context()
    monkeypatch.setattr(fetching, "_certificates", lambda: trusting)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer_once, args=(listening, serving), daemon=True).start()
        port = listening.getsockname()[1]
        network = Network(
            resolve=lambda *_asked: ["127.0.0.1"],
            permits=lambda _address: True,
            origin=lambda host: f"https://{host}:{port}",
            seconds=2,
        )
        assert fetch(BLUESKY, at=LONG_AGO, network=network) == outcome


def answer_once(listening: socket.socket, serving: ssl.SSLContext) -> None:
    connection, _address = listening.accept()
    body = b'{"handle": "kari.bsky.social", "followersCount": 5}'
    try:
        with serving.wrap_socket(connection, server_side=True) as secured:
            secured.recv(4096)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            secured.sendall(head.encode() + body)
    except OSError:
        pass  # The other side did not trust the certificate, and hung up.
