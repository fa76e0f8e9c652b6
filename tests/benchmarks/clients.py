"""Clients that keep sending: plain bytes over connections that stay open, for they share the cores."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from threading import Thread
from time import perf_counter

CLIENTS = 8


class Client:
    """A connection that is kept open, as a browser does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = socket.create_connection(("127.0.0.1", port), 20)

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the whole answer."""
        answer = self._asked(request)
        if not answer:
            # The server closed the connection after a while, before it read the request: send it anew.
            self.close()
            self.connection = socket.create_connection(("127.0.0.1", self.port), 20)
            answer = self._asked(request)
        return answer

    def close(self) -> None:
        self.connection.close()

    def _asked(self, request: bytes) -> bytes:
        try:
            self.connection.sendall(request)
            answer = self.connection.recv(65_536)
        except ConnectionError:
            return b""
        while answer and len(answer) < _length(answer):
            more = self.connection.recv(65_536)
            assert more, answer[:500]
            answer += more
        return answer


def _length(answer: bytes) -> int:
    """Return how long an answer is that began like this; more than it, while its head is not all there."""
    head, end, _body = answer.partition(b"\r\n\r\n")
    if not end:
        return len(answer) + 1
    said = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    assert said is not None, answer[:500]
    return len(head) + len(end) + int(said[1])


def request(method: str, address: str, cookie: str, body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    head = (
        f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def newer_cookie(answer: bytes, cookie: str) -> str:
    """Return the cookie that an answer set, or the one that was sent."""
    head = answer.partition(b"\r\n\r\n")[0].decode()
    given = re.search(r"(?i)\r\nset-cookie: ([^;]+)", head)
    return given[1] if given else cookie


def asked(port: int, requests: Sequence[bytes], *, wanted: bytes) -> list[bytes]:
    """Return the answers to requests that clients send one after another, all with the wanted status."""
    answers = [b""] * len(requests)

    def client(first: int) -> None:
        one = Client(port)
        for place in range(first, len(requests), CLIENTS):
            answers[place] = one.ask(requests[place])
            assert answers[place].startswith(b"HTTP/1.1 " + wanted), answers[place][:500]
        one.close()

    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers), "a client stopped"
    return answers


def answered_a_second(port: int, requests: Sequence[bytes], *, wanted: bytes) -> float:
    """Return how many requests a second are answered as wanted, to clients that keep sending."""
    started = perf_counter()
    asked(port, requests, wanted=wanted)
    return len(requests) / (perf_counter() - started)
