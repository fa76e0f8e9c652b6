"""Checks a receipt, or an export of the trail, offline: needs Python 3.11 and `cryptography`, nothing else.

    python verify_receipt.py receipt.json [--key HEX] [--document FILE] [--ledger FILE]
    python verify_receipt.py --ledger trail.jsonl [--checkpoint FILE ...] [--key HEX ...]

Each line of the answer is one thing that was looked at: "ok", "WRONG", or "note" for what can't be checked
with what was given. The last line sums up, and so does the exit code: 0 when nothing is wrong, 1 when
something is. The key is the company's public key (64 hexadecimal digits): get it from somewhere else than
the file.

How it works. An entry's hash is SHA-256 of the hash before it, a line end and the entry's text. The hashes
are the leaves of a Merkle tree (RFC 6962); an inclusion proof leads from one leaf to the tree's root, and a
checkpoint (a signed note, C2SP tlog-checkpoint, Ed25519) states size and root. An entry names nobody: it
holds SHA-256 of a random salt, a line end and the JSON text with name and address. The seal is an Ed25519
signature over the line "ambassador receipt 1" and the canonical JSON of all of the receipt but `seal` and
`document`.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import html
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "ambassador receipt 1"
BEGINNING = "0" * 64
HASH = re.compile("[0-9a-f]{64}")
HASHES = ("document_sha256", "previous_hash", "entry_hash", "salt", "key")
TEXTS = (
    *("format", "company", "title", "version", "published_at", "language", "sentence", "acknowledged_at"),
    *("method", "signed_on", "name", "email", "entry", "personal", "checkpoint", "check_at", "seal", *HASHES),
)
KINDS: dict[str, type] = {
    **dict.fromkeys(TEXTS, str),
    **dict.fromkeys(("number", "size"), int),
    "recorded_by_another": bool,
    "proof": list,
}
OPTIONAL = {"document"}

Found = tuple[bool | None, str]
"""Whether something holds (None: it could not be checked), and the sentence about it."""


def sha256(text: str) -> str:
    """Return SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def leaf(entry_hash: str) -> bytes:
    """Return the hash of the leaf that an entry is in the tree."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(entry_hash)).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by_proof(index: int, size: int, found: bytes, proof: Iterable[bytes]) -> bytes | None:
    """Return the root that an inclusion proof leads to (RFC 9162, 2.1.3.2), if its length is right."""
    if not 0 <= index < size:
        return None
    place, last = index, size - 1
    for each in proof:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = parent(each, found)
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            found = parent(found, each)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


@dataclass(frozen=True)
class Checkpoint:
    """A signed note: what was signed, what it states, and the signature."""

    text: str
    origin: str
    size: int
    root: bytes
    at: str
    signer: str
    signature: bytes

    @classmethod
    def read(cls, note: str) -> Checkpoint | None:
        """Return what a note states, or None for a text that is no checkpoint."""
        written = re.fullmatch(
            r"((.+)\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n(.+)\n)\n— (\S+) ([A-Za-z0-9+/]+=*)\n", note
        )
        if written is None:
            return None
        text, origin, size, root, at, signer, signature = written.groups()
        try:
            return cls(
                text, origin, int(size), base64.b64decode(root), at, signer, base64.b64decode(signature)
            )
        except binascii.Error:
            return None

    def is_signed_by(self, key: str) -> bool:
        public = bytes.fromhex(key)
        named = hashlib.sha256(self.origin.encode() + b"\n\x01" + public).digest()[:4]
        is_named = self.signer == self.origin and self.signature[:4] == named
        return is_named and is_signature(public, self.signature[4:], self.text.encode())


def is_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a message was signed with the key that belongs to a public one."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sealed_text(receipt: dict[str, Any]) -> bytes:
    """Return what a receipt's seal is a signature over."""
    rest = {name: value for name, value in receipt.items() if name not in {"seal", "document"}}
    return f"{FORMAT}\n{canonical(rest)}".encode("utf-8", "surrogatepass")


def canonical(value: object) -> str:
    """Return the canonical JSON (RFC 8785) of texts, whole numbers, lists, and objects with ASCII names."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def check_receipt(
    receipt: object, *, keys: Sequence[str] = (), document: bytes | None = None
) -> Iterator[Found]:
    """Yield what was found out about a receipt, one sentence each."""
    faults = list(_faults_of_shape(receipt))
    if faults or not isinstance(receipt, dict):
        yield from ((False, fault) for fault in faults)
        return
    # On paper it is spelled with codes for letters that a font may lack.
    receipt = {**receipt, "personal": canonical(_object(receipt["personal"]))}
    yield from _entry(receipt)
    yield from _person(receipt)
    yield from _inclusion(receipt)
    yield _seal(receipt)
    yield from _same_key(receipt, keys)
    yield from _document(receipt, document)


def _faults_of_shape(receipt: object) -> Iterator[str]:
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        yield f"This is no receipt of the kind “{FORMAT}”."
        return
    for name in sorted(KINDS.keys() - receipt.keys()):
        yield f"The receipt has no field {name}."
    for name in sorted(receipt.keys() - KINDS.keys() - OPTIONAL):
        yield f"The receipt has a field that no receipt has: {name}."
    for name, kind in KINDS.items():
        if name in receipt and type(receipt[name]) is not kind:
            yield f"The field {name} is not of its kind."
    for name in HASHES:
        if isinstance(receipt.get(name), str) and not HASH.fullmatch(receipt[name]):
            yield f"The field {name} is not 64 hexadecimal digits."
    proof = receipt.get("proof")
    if isinstance(proof, list) and not all(isinstance(each, str) and HASH.fullmatch(each) for each in proof):
        yield "The proof is not a list of hashes."


def _entry(receipt: dict[str, Any]) -> Iterator[Found]:
    chained = sha256(f"{receipt['previous_hash']}\n{receipt['entry']}")
    yield (
        chained == receipt["entry_hash"],
        "The entry's hash is that of its text and of the hash before it.",
    )
    entry = _object(receipt["entry"])
    facts = entry["facts"] if isinstance(entry.get("facts"), dict) else {}
    said = str(entry.get("what", "")).startswith("guideline acknowledged")
    yield said, "The entry says that a guideline was acknowledged."
    yield entry.get("sequence") == receipt["number"], f"It is entry number {receipt['number']}."
    yield entry.get("at") == receipt["acknowledged_at"], f"It happened at {receipt['acknowledged_at']}."
    yield (
        facts.get("sha256") == receipt["document_sha256"],
        f"The document shown has the hash {receipt['document_sha256']}.",
    )
    yield (
        facts.get("sentence") == sha256(receipt["sentence"]),
        f"The sentence agreed to is: {receipt['sentence']}",
    )
    yield facts.get("language") == receipt["language"], f"It was read in the language {receipt['language']}."
    yield facts.get("method") == receipt["method"], f"How it was acknowledged: {receipt['method']}."
    by_another = entry.get("by") != facts.get("person")
    yield (
        by_another == receipt["recorded_by_another"],
        "Somebody else recorded it." if by_another else "The person recorded it.",
    )
    for fact, name in (("label", "version"), ("signed_on", "signed_on")):
        if fact in facts:
            yield (facts[fact] or "") == receipt[name], f"The entry states {name} {receipt[name] or 'none'}."


def _person(receipt: dict[str, Any]) -> Iterator[Found]:
    entry, personal = _object(receipt["entry"]), _object(receipt["personal"])
    committed = sha256(f"{receipt['salt']}\n{receipt['personal']}")
    yield entry.get("commitment") == committed, "The entry commits to the part about a person."
    named = (personal.get("name"), personal.get("email")) == (receipt["name"], receipt["email"])
    yield named, f"That part names {receipt['name']}, {receipt['email']}."


def _inclusion(receipt: dict[str, Any]) -> Iterator[Found]:
    checkpoint = Checkpoint.read(receipt["checkpoint"])
    if checkpoint is None:
        yield False, "The checkpoint can't be read."
        return
    proof = [bytes.fromhex(each) for each in receipt["proof"]]
    root = root_by_proof(receipt["number"] - 1, receipt["size"], leaf(receipt["entry_hash"]), proof)
    yield checkpoint.size == receipt["size"], f"The checkpoint is about {receipt['size']} entries."
    yield root == checkpoint.root, "The proof leads from the entry to the checkpoint's root."
    yield (
        checkpoint.is_signed_by(receipt["key"]),
        f"The checkpoint of {checkpoint.origin} is signed with the key in the receipt.",
    )


def _seal(receipt: dict[str, Any]) -> Found:
    try:
        seal = base64.b64decode(receipt["seal"], validate=True)
    except (binascii.Error, ValueError):
        seal = b""
    is_sealed = is_signature(bytes.fromhex(receipt["key"]), seal, sealed_text(receipt))
    return is_sealed, "The seal over company, title, version and all the rest is signed with the same key."


def _same_key(receipt: dict[str, Any], keys: Sequence[str]) -> Iterator[Found]:
    if keys:
        yield receipt["key"] in keys, "The key is the one you gave."
    else:
        yield None, f"Compare the key with one you got elsewhere (--key): {receipt['key']}"


def _document(receipt: dict[str, Any], document: bytes | None) -> Iterator[Found]:
    held = receipt.get("document")
    if held is not None:
        yield (
            is_document(receipt, str(held).encode("utf-8", "surrogatepass")),
            "The text in it is the text shown.",
        )
    if document is not None:
        yield is_document(receipt, document), "The document you gave is the text that was shown."
    if held is None and document is None:
        yield None, "The text that was shown is not in this receipt: give it with --document."


def is_document(receipt: dict[str, Any], document: bytes) -> bool:
    """Say whether a document is the one acknowledged: its hash, and its heading."""
    heading = re.match(r"<h1>(.*?)</h1>", document.decode("utf-8", "replace"), re.DOTALL)
    is_titled = heading is not None and html.unescape(heading[1]) == receipt["title"]
    return is_titled and hashlib.sha256(document).hexdigest() == receipt["document_sha256"]


@dataclass
class Tree:
    """The Merkle tree over the entries so far: the whole subtrees it is made of, the largest first."""

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    def add(self, entry_hash: str) -> None:
        self.size += 1
        self.subtrees.append(leaf(entry_hash))
        for _level in range((self.size & -self.size).bit_length() - 1):
            right = self.subtrees.pop()
            self.subtrees.append(parent(self.subtrees.pop(), right))

    def root(self) -> bytes:
        found = self.subtrees[-1] if self.subtrees else hashlib.sha256(b"").digest()
        for left in self.subtrees[-2::-1]:
            found = parent(left, found)
        return found


def check_ledger(
    lines: Iterable[str],
    *,
    checkpoints: dict[str, str] | None = None,
    keys: Sequence[str] = (),
    receipt: dict[str, Any] | None = None,
) -> Iterator[Found]:
    """Yield what was found out about an export of the trail; `checkpoints` are notes by file name."""
    read = {name: Checkpoint.read(note) for name, note in (checkpoints or {}).items()}
    yield from ((False, f"{name} is no checkpoint.") for name, each in read.items() if each is None)
    sizes = {each.size for each in read.values() if each is not None}
    roots: dict[int, bytes] = {}
    tree, previous, named, hidden = Tree(), BEGINNING, 0, 0
    for line in lines:
        fault, row = _fault_of(line, previous, tree.size + 1)
        if fault:
            yield False, fault
            return
        previous, named = row["hash"], named + bool(row.get("salt"))
        hidden += row["entry"] is None
        tree.add(row["hash"])
        if tree.size in sizes:
            roots[tree.size] = tree.root()
        if receipt is not None and tree.size == receipt["number"]:
            yield row["hash"] == receipt["entry_hash"], "The entry of the receipt is in the ledger."
    yield True, f"The ledger's {tree.size} entries follow from each other, without a gap."
    yield True, f"{named} of them come with the part about a person, which they commit to."
    if hidden:
        yield None, f"{hidden} of them tell of something else, and come as their hash alone."
    if receipt is not None and receipt["number"] > tree.size:
        yield False, "The ledger ends before the entry of the receipt."
    yield None, f"Its root is {tree.root().hex()}, its last hash {previous}."
    for name, each in read.items():
        if each is not None:
            yield from _checkpoint(name, each, roots, keys)


def _checkpoint(
    name: str, checkpoint: Checkpoint, roots: dict[int, bytes], keys: Sequence[str]
) -> Iterator[Found]:
    if checkpoint.size not in roots:
        yield False, f"{name} is about {checkpoint.size} entries, but the ledger has fewer."
        return
    yield (
        roots[checkpoint.size] == checkpoint.root,
        f"{name} fits the ledger: {checkpoint.size} entries at {checkpoint.at}.",
    )
    if keys:
        yield any(checkpoint.is_signed_by(key) for key in keys), f"{name} is signed with a key you gave."
    else:
        yield None, f"The signature of {name} was not checked: give the company's key with --key."


def _fault_of(line: str, previous: str, expected: int) -> tuple[str, dict[str, Any]]:
    """Return what is wrong with a line of the ledger, or nothing, and the line."""
    row = _object(line)
    entry = row.get("entry", "")
    if not isinstance(entry, str | None) or not HASH.fullmatch(str(row.get("hash"))):
        return f"Line {expected} of the ledger is no entry.", row
    said = {"sequence": expected} if entry is None else _object(entry)
    if row.get("sequence") != expected or said.get("sequence") != expected:
        return f"Entry {expected} is not where it should be: entries are missing, or were moved.", row
    if row.get("previous_hash") != previous:
        return f"Entry {expected} does not follow from the entry before it.", row
    if entry is not None and sha256(f"{previous}\n{entry}") != row["hash"]:
        return f"Entry {expected} was changed: its hash is not that of its text.", row
    if row.get("salt") and sha256(f"{row['salt']}\n{row.get('personal')}") != said.get("commitment"):
        return f"What entry {expected} says of a person was changed.", row
    return "", row


def _object(text: str) -> dict[str, Any]:
    """Return a JSON object; an empty one for any other text."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _notes(paths: Sequence[Path]) -> dict[str, str]:
    files = [each for path in paths for each in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return {path.name: path.read_text("utf-8", "replace") for path in files}


def _key(text: str) -> str:
    if not HASH.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError("a key is 64 hexadecimal digits")
    return text.lower()


def _everything(given: argparse.Namespace) -> Iterator[Found]:
    receipt = None
    if given.receipt is not None:
        receipt = _object(given.receipt.read_text("utf-8", "replace"))
        document = given.document.read_bytes() if given.document else None
        found = list(check_receipt(receipt, keys=given.key, document=document))
        yield from found
        if any(holds is False for holds, _sentence in found):
            return
    if given.ledger is not None:
        with given.ledger.open(encoding="utf-8", errors="replace") as lines:
            yield from check_ledger(
                lines, checkpoints=_notes(given.checkpoint), keys=given.key, receipt=receipt
            )


def main(arguments: Sequence[str]) -> int:
    """Check what the arguments name, say what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Checks a receipt, or an export of the trail, offline.")
    parser.add_argument("receipt", nargs="?", type=Path, help="the receipt as JSON")
    parser.add_argument("--key", action="append", default=[], type=_key, help="the company's public key")
    parser.add_argument("--document", type=Path, help="the text that was shown, as HTML")
    parser.add_argument("--ledger", type=Path, help="an export of the trail, one entry a line")
    parser.add_argument("--checkpoint", nargs="+", default=[], type=Path, help="signed notes, or a folder")
    given = parser.parse_args(arguments)
    if given.receipt is None and given.ledger is None:
        parser.error("name a receipt, or a ledger with --ledger")
    is_right = True
    try:
        for holds, sentence in _everything(given):
            print({True: "ok    ", False: "WRONG ", None: "note  "}[holds] + _one_line(sentence))
            is_right = is_right and holds is not False
    except OSError as error:
        print(f"WRONG {error.filename} can't be read: {error.strerror}.")
        is_right = False
    print("\nEverything that was checked holds." if is_right else "\nNot everything holds: see WRONG above.")
    return 0 if is_right else 1


def _one_line(sentence: str) -> str:
    # What stands in a file to be checked must not be able to print a line of its own, or move the cursor.
    return "".join(each if each.isprintable() else " " for each in sentence)


if __name__ == "__main__":
    # A terminal that can't show a name must not stop the check.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is a text stream
    sys.exit(main(sys.argv[1:]))
