"""Knows how passwords are judged, kept and checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from zxcvbn import zxcvbn

from ambassador.people import policy
from ambassador.web.errors import Refusal

# OWASP's second choice: as hard as the library's default for an attacker, a fifth of the time for us.
_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)

HARD_TO_GUESS = 10.0
"""The least number of guesses, as a power of ten, that a password must take."""

COMMON_HERE = (
    *("passord", "password", "velkommen", "hemmelig", "sommer", "vinter", "norge"),
    *("ambassadør", "ambassador"),
)
"""What Norwegian passwords are made of; the lists of zxcvbn are English."""

LEAST_OF_ONES_OWN = 8
"""Letters and digits that must be left when one's own and the common words are taken out."""

JUDGED = 72
"""Characters that are judged; judging more takes seconds and changes nothing."""


def judge(password: str, *, own_words: Sequence[str] = ()) -> Refusal | None:
    """Refuse a password that is short, common, patterned, or made of the person's own words."""
    if len(password) > policy.MAX_LENGTH:
        return Refusal(_("Use at most %(most)s characters.", most=policy.MAX_LENGTH), "password")
    if not policy.has_enough_length(password):
        return Refusal(
            _(
                "Use at least %(least)s characters, or at least %(words)s words.",
                least=policy.MIN_LENGTH,
                words=policy.PASSPHRASE_WORDS,
            ),
            "password",
        )
    guesses = zxcvbn(password[:JUDGED], user_inputs=[*own_words, *COMMON_HERE])["guesses_log10"]
    rest = policy.without_words(password[:JUDGED], (*own_words, *COMMON_HERE))
    if guesses < HARD_TO_GUESS or len(rest) < LEAST_OF_ONES_OWN:
        return Refusal(
            _("This password is easy to guess. Put together some words that have nothing in common."),
            "password",
        )
    return None


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return hashed("nobody has this password")


def is_right(password: str, password_hash: str | None) -> bool:
    """Say whether a password fits a hash.

    It takes as long when there is no hash, so that nobody learns who exists.
    """
    try:
        fits = _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None
