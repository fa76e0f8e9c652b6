"""Knows the rules of people: how names sort, what a password must be, how long things last."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

SESSION_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)

FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_EMAIL = 10
FAILURES_PER_ADDRESS = 60

MIN_LENGTH = 15
PASSPHRASE_WORDS = 4
MAX_LENGTH = 200
SHORTEST_WORD = 3
"""Characters in a word that makes a password easy to guess."""

NOWHERE = "erased.invalid"
"""A domain that can't exist (RFC 2606)."""

_NORWEGIAN = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
"""The three characters after z in ASCII: æ, ø and å come last, in this order, on every database."""


def folded(text: str) -> str:
    """Return a text for comparing: case folded, spaces evened out, one Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sort_key(name: str) -> str:
    """Return a key that sorts as Norwegian does when compared byte by byte; accents are dropped."""
    norwegian = folded(name).translate(_NORWEGIAN)
    apart = unicodedata.normalize("NFD", norwegian)
    return "".join(c for c in apart if not unicodedata.combining(c))[:200]


def search_key(name: str, email: str) -> str:
    """Return what a search for a person looks in: the folded name, and the address."""
    return f"{sort_key(name)} {email.lower()}"[:500]


def erased_address(person_id: int) -> str:
    """Return the address of somebody who was erased: one of their own, to which no letter can go."""
    return f"erased-{person_id}@{NOWHERE}"


def is_erased(email: str) -> bool:
    """Say whether an address is that of somebody who was erased."""
    return email.endswith(f"@{NOWHERE}")


def has_enough_length(password: str) -> bool:
    """Say whether a password has 15 characters, or is a passphrase of four words or more."""
    return len(password) >= MIN_LENGTH or len(password.split()) >= PASSPHRASE_WORDS


def without_words(password: str, words: Sequence[str]) -> str:
    """Return the letters and digits of a password that are not part of these words."""
    rest = folded(password)
    for word in sorted(map(folded, words), key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            rest = rest.replace(word, "")
    return "".join(character for character in rest if character.isalnum())


def may_try_again(*, failures_for_email: int, failures_for_address: int) -> bool:
    """Say whether another sign-in may be tried, given the failures of the last 15 minutes."""
    return failures_for_email < FAILURES_PER_EMAIL and failures_for_address < FAILURES_PER_ADDRESS


def own_words(name: str, email: str, company: str) -> Sequence[str]:
    """Return the words that make a password easy to guess for this person."""
    return [word for word in (*name.split(), *email.replace("@", ".").split("."), company) if word]
