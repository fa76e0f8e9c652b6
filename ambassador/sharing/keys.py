"""Makes pseudonymous keys of the names that profiles go by."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ambassador.audience.policy import Channel


def identifier(channel: Channel, handle: str) -> str:
    """Return the one form of a profile's name, as it is in lists and of an account's own handle."""
    return handle.strip().removeprefix("@").casefold()


def secret_check(secret: str) -> str:
    """Return 16 characters that tell one secret from another and give nothing of it away."""
    return hmac.digest(secret.encode(), b"which secret", "sha256").hex()[:16]


def keys_of(channel: Channel, identifiers: Iterable[str], secret: str) -> NDArray[np.uint64]:
    """Return the keys of these identifiers, sorted and different."""
    key, prefix = secret.encode(), f"{channel}:".encode()
    made = b"".join(hmac.digest(key, prefix + each.encode(), "sha256")[:8] for each in identifiers)
    return np.unique(np.frombuffer(made, dtype="<u8").astype(np.uint64))
