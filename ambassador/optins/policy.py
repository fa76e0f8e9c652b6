"""Knows what a consent is: its exact words, and how to tell that they have changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

WITHOUT_LOOKING_UP = frozenset({"1"})
"""Versions of the consent that say nothing of looking up public counts."""

WITHOUT_BEING_NAMED = frozenset({"1"})
"""Versions of the consent that say nothing of the programme manager seeing who is asked for a list."""

REMINDER = "audience-reminder:"
"""How the keys of the letters begin that ask for audiences again."""


def covers_looking_up(version: str) -> bool:
    """Say whether who gave this version of the consent was told that public counts are looked up."""
    return version not in WITHOUT_LOOKING_UP


@dataclass(frozen=True)
class Consent:
    """What a person reads and agrees to when opting in, in one language."""

    version: str
    language: str
    sentence: str
    """The exact first-person words that are ticked, and stored with the opt-in."""
    points: tuple[str, ...]
    """What it means, read before the sentence."""

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that was shown: the form carries it, so nobody agrees to words they did not see."""
        return hashlib.sha256(
            "\n".join((self.version, self.language, *self.points, self.sentence)).encode()
        ).hexdigest()

    @property
    def sentence_hash(self) -> str:
        """SHA-256 of the sentence alone, for the trail."""
        return hashlib.sha256(self.sentence.encode()).hexdigest()
