"""Connects to public addresses only: the address that was checked is the one that is connected to."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import typing
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Any

import httpcore

MOST_ADDRESSES = 4
"""Addresses of one host that are tried."""

NAT64 = IPv6Network("64:ff9b::/96")
"""Carries an IPv4 address in its last 32 bits (RFC 6052)."""

SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("3fff::/20"),
)
"""Set aside for special purposes (RFC 6890, 7526, 9637), and yet global to older Pythons:
a cloud's own data about the machine can be read in the first."""

Options = Iterable[Any]
"""Socket options, as httpcore hands them over."""


class NotPublicError(httpcore.ConnectError):
    """A host's name leads to an address that is not on the public internet."""


def is_public(address: str) -> bool:
    """Say whether an address is on the public internet, also inside the wrappings IPv6 has for IPv4."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (inner := _wrapped(found)) is not None:
        found = inner
    return found.is_global and not (
        any(found in network for network in SPECIAL)
        or found.is_multicast
        or found.is_reserved
        or found.is_private
        or found.is_loopback
        or found.is_link_local
        or found.is_unspecified
        or (isinstance(found, IPv6Address) and found.is_site_local)
    )


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    # Teredo names two addresses; the one of its server says nothing of where packets end.
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def resolved(host: str, port: int, timeout: float) -> Sequence[str]:
    """Return the addresses of a host, or raise httpcore's ConnectError or ConnectTimeout.

    The system's resolver takes no time-out, so it is waited for from outside.
    """
    answers: queue.Queue[Sequence[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(address[0]) for *_rest, address in found])
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(timeout, 0))
    except queue.Empty as error:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from error
    if isinstance(answer, OSError):
        raise httpcore.ConnectError(str(answer)) from answer
    return answer


Resolve = Callable[[str, int, float], Sequence[str]]
Permit = Callable[[str], bool]


class PublicNetwork(httpcore.NetworkBackend):
    """Resolves a name once, refuses it unless all its addresses are public, and connects to one of these.

    TLS still checks the certificate against the name. Everything together ends at `deadline` (of
    time.monotonic), however slowly the other side sends.
    """

    def __init__(self, *, deadline: float, resolve: Resolve = resolved, permits: Permit = is_public) -> None:
        self._deadline, self._resolve, self._permits = deadline, resolve, permits
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.NetworkStream:
        addresses = list(dict.fromkeys(self._resolve(host, port, _left(self._deadline, timeout))))
        if not addresses or not all(self._permits(address) for address in addresses):
            raise NotPublicError(f"{host} leads to {', '.join(addresses) or 'nowhere'}")
        failed: Exception | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, _left(self._deadline, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Bounded(stream, self._deadline)
        raise httpcore.ConnectError(f"{host} was not reached: {failed}") from failed


class _Bounded(httpcore.NetworkStream):
    """A connection that ends at a deadline, also when each single byte comes in time."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Bounded(secured, self._deadline)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return left if timeout is None else min(left, timeout)
