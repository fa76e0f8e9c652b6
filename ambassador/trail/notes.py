"""Knows checkpoints as signed notes, in the format of transparency logs (C2SP: tlog-checkpoint, signed-note).

A checkpoint is a text of four lines: where the trail is, how many entries it had, the Merkle root in base64,
and when that was said; an empty line; and a line with the Ed25519 signature over the text. Anybody who has
the public key can check it, with this app or with any tool that reads signed notes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
"""The kind of signature, in a key's id."""
_SIGNATURE = re.compile("— ([^ +]+) ([A-Za-z0-9+/=]+)")
_LINES = 4
KEY_BYTES = 32
"""The length of a key, private or public."""


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says."""

    origin: str
    """Where the trail is: the host that people open, and /trail."""
    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        """The text that is signed, with a line end after each line."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{moment}\n"


class NotACheckpointError(ValueError):
    """A text is no signed checkpoint of this form."""


def private_key(hexadecimal: str) -> Ed25519PrivateKey:
    """Return the key that signs, from its 32 bytes in hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(hexadecimal))


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public key that belongs to a private one."""
    return key.public_key().public_bytes_raw()


def key_id(origin: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:4]


def signed(statement: Statement, key: Ed25519PrivateKey) -> str:
    """Return a statement as a signed note."""
    signature = key_id(statement.origin, public_bytes(key)) + key.sign(statement.text.encode())
    return f"{statement.text}\n— {statement.origin} {base64.b64encode(signature).decode()}\n"


def read(note: str) -> Statement:
    """Return what a note says, whoever signed it; raises NotACheckpointError for another text."""
    text, signature = _parts(note)
    lines = text.splitlines()
    if len(lines) != _LINES or not lines[1].isdecimal() or signature is None:
        raise NotACheckpointError("a checkpoint has four lines, an empty one and a signature")
    try:
        root = base64.b64decode(lines[2], validate=True)
        at = datetime.fromisoformat(lines[3])
    except (binascii.Error, ValueError) as error:
        raise NotACheckpointError(str(error)) from error
    return Statement(lines[0], int(lines[1]), root, at)


def is_signed_by(note: str, public: bytes) -> bool:
    """Say whether a note carries a signature by this public key."""
    text, signature = _parts(note)
    if signature is None:
        return False
    name, sent = signature
    try:
        held = base64.b64decode(sent, validate=True)
        if held[:4] != key_id(name, public):
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(held[4:], text.encode())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def names_key(note: str, public: bytes) -> bool:
    """Say whether a note claims to be signed by this public key, rightly or not."""
    _text, signature = _parts(note)
    if signature is None:
        return False
    name, sent = signature
    try:
        return base64.b64decode(sent, validate=True)[:4] == key_id(name, public)
    except binascii.Error:
        return False


def verifier_key(origin: str, public: bytes) -> str:
    """Return a public key as tools that read signed notes want it: name, id and key (C2SP signed-note)."""
    key = base64.b64encode(ED25519 + public).decode()
    return f"{origin}+{key_id(origin, public).hex()}+{key}"


def _parts(note: str) -> tuple[str, tuple[str, str] | None]:
    text, _empty, signatures = note.partition("\n\n")
    found = _SIGNATURE.fullmatch(signatures.rstrip("\n"))
    return text + "\n", (found[1], found[2]) if found else None
