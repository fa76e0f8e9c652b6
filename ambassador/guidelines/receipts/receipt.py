"""Knows a receipt: what somebody acknowledged, with all it takes to check that offline."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ambassador.trail.policy import canonical

FORMAT = "ambassador receipt 1"
"""Names the fields and their meaning: verify_receipt.py reads exactly these."""
UNSEALED = frozenset({"seal", "document"})
"""The seal can't be over itself; the document is bound by its hash, so that it may be left out."""


@dataclass(frozen=True)
class Receipt:
    """A receipt; the JSON file holds these fields, and the PDF prints them."""

    company: str
    title: str
    version: str
    """Its label, such as 2.1."""
    published_at: str
    """UTC with microseconds, as all moments here."""
    language: str
    document_sha256: str
    sentence: str
    """The exact words agreed to, in the language above."""
    acknowledged_at: str
    method: str
    recorded_by_another: bool
    signed_on: str
    """The day that stands on the paper, if it was signed on paper."""
    name: str
    email: str
    """Name and address as they were, and as the entry commits to them."""
    number: int
    """Which entry of the trail it is, from 1."""
    entry: str
    previous_hash: str
    entry_hash: str
    salt: str
    personal: str
    """The text about the person that the entry commits to: name, address, and what was noted."""
    size: int
    """How many entries the proof is about."""
    proof: tuple[str, ...]
    checkpoint: str
    key: str
    check_at: str
    """The public page that says whether the version is still in force."""
    document: str
    """The HTML that was shown."""
    seal: str = ""

    @property
    def file_name(self) -> str:
        """What its files are called, without the ending."""
        return f"receipt-{self.number}"

    def sealed(self, key: Ed25519PrivateKey) -> Receipt:
        """Return the receipt with the company's signature over all that the trail does not prove as well."""
        signature = key.sign(f"{FORMAT}\n{canonical(self._fields(without=UNSEALED))}".encode())
        return replace(self, seal=base64.b64encode(signature).decode())

    def as_json(self) -> str:
        """Return the receipt as a file to keep and to check."""
        return json.dumps(self._fields(), ensure_ascii=False, indent=1) + "\n"

    def printed(self) -> list[tuple[str, str]]:
        """Return the fields that a verifier types in from paper: each name with its text, in plain ASCII."""
        fields = self._fields(without=frozenset({"document", "proof", "checkpoint"}))
        lines = [(name, _on_paper(name, value)) for name, value in fields.items()]
        proof = [(f"proof.{place}", each) for place, each in enumerate(self.proof, start=1)]
        said, _empty, signature = self.checkpoint.partition("\n\n")
        note = [(f"checkpoint.{place}", line) for place, line in enumerate(said.splitlines(), start=1)]
        return [*lines, *proof, *note, ("checkpoint.signature", signature.strip().removeprefix("— "))]

    def _fields(self, *, without: frozenset[str] = frozenset()) -> dict[str, object]:
        fields = {"format": FORMAT, **asdict(self), "proof": list(self.proof)}
        return {name: value for name, value in fields.items() if name not in without}


def _on_paper(name: str, value: object) -> str:
    if name in {"entry", "personal"}:
        # They are JSON already: spelled anew, with codes for what a keyboard or a font may lack.
        return json.dumps(json.loads(str(value)), separators=(",", ":"))
    if name in {"format", "company", "title", "sentence", "name", "email", "check_at"}:
        return json.dumps(value)
    return json.dumps(value) if isinstance(value, bool) else str(value)
