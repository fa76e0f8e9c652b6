"""Keys: the same everywhere, nested in their samples, and fair to what they are counted for."""

from __future__ import annotations

import hmac

import numpy as np
import pytest

from ambassador.audience.policy import Channel
from ambassador.sharing.keys import keys_of, packed, sampled, secret_check, unpacked
from ambassador.sharing.policy import one_in

SECRET = "s" * 64


@pytest.mark.parametrize("secret", ["k", SECRET, "longer than a block " * 9])
def test_a_key_is_the_beginning_of_an_hmac(secret: str) -> None:
    digest = hmac.digest(secret.encode(), b"linkedin:k\xc3\xa5re", "sha256")
    [key] = keys_of(Channel.LINKEDIN, ["kåre"], secret).tolist()
    assert key == int.from_bytes(digest[:8], "little")


def test_keys_are_sorted_and_distinct_and_another_channel_has_others() -> None:
    names = [f"n{number % 500}" for number in range(2000)]
    keys = keys_of(Channel.LINKEDIN, names, SECRET)
    assert keys.tolist() == sorted(set(keys.tolist()))
    assert keys.size == 500
    assert not np.isin(keys, keys_of(Channel.X, names, SECRET)).any()
    assert not np.isin(keys, keys_of(Channel.LINKEDIN, names, SECRET + "2")).any()


def test_no_two_of_30_000_people_share_a_key() -> None:
    assert keys_of(Channel.LINKEDIN, (f"n{number}" for number in range(30_000)), SECRET).size == 30_000


def test_a_coarser_sample_is_part_of_a_finer_one() -> None:
    keys = keys_of(Channel.LINKEDIN, map(str, range(5000)), SECRET)
    fine, coarse = sampled(keys, one_in=4), sampled(keys, one_in=16)
    assert sampled(fine, one_in=16).tolist() == coarse.tolist()
    assert 250 < coarse.size < 380


def test_packing_keeps_keys_in_8_bytes_each() -> None:
    keys = keys_of(Channel.X, ["1", "2"], SECRET)
    assert len(packed(keys)) == 16
    assert unpacked(packed(keys)).tolist() == keys.tolist()
    assert packed(np.array([1], dtype=np.uint64)) == b"\x01" + bytes(7)
    assert unpacked(b"").size == 0


def test_the_check_tells_secrets_apart_and_is_no_key() -> None:
    assert len(secret_check(SECRET)) == 16
    assert secret_check(SECRET) != secret_check(SECRET + "2")


@pytest.mark.parametrize(
    ("people", "expected"), [(0, 1), (299, 1), (300, 4), (699, 4), (700, 16), (10**6, 16)]
)
def test_more_of_a_short_list_is_kept(people: int, expected: int) -> None:
    assert one_in(people) == expected


def test_the_union_and_those_found_once_are_estimated_without_bias() -> None:
    """Forty companies of 30 lists of 700 among 8,000 people: the mean error is within 3 standard errors."""
    generator = np.random.default_rng(20260101)
    union_errors, once_errors = [], []
    for company in range(40):
        everyone = keys_of(Channel.LINKEDIN, (f"{company}-{number}" for number in range(8000)), SECRET)
        lists = [generator.choice(everyone, 700, replace=False) for _ in range(30)]
        whole = tally(lists)
        kept = tally([sampled(keys, one_in=16) for keys in lists])
        union_errors.append(16 * kept[0] / whole[0] - 1)
        once_errors.append(16 * kept[1] / whole[1] - 1)
    for errors in (union_errors, once_errors):
        assert abs(np.mean(errors)) < 3 * np.std(errors, ddof=1) / np.sqrt(len(errors))
    assert np.std(union_errors) < 0.06


def tally(lists: list[np.ndarray[tuple[int, ...], np.dtype[np.uint64]]]) -> tuple[int, int]:
    _keys, counts = np.unique(np.concatenate(lists), return_counts=True)
    return counts.size, int(np.count_nonzero(counts == 1))
