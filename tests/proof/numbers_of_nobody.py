"""Numbers of nobody, computed by the rules of their checks, so that none stands in the repository."""

from __future__ import annotations

import itertools
import random

from zhendi.proof.numbers import is_id, passes_luhn


def an_id(region: str = "110101", birth: str = "19000101", serial: int = 0) -> str:
    """Give an identity number of nobody: born on the first day of 1900."""
    return next(found for check in "0123456789X" if is_id(found := f"{region}{birth}{serial:03}{check}"))


def a_mobile(seed: int = 0) -> str:
    """Give a mobile number."""
    return "1" + "".join(map(str, random.Random(seed).choices(range(3, 10), k=10)))


def a_card(start: str = "62000000", length: int = 19, seed: int = 0) -> str:
    """Give a card number with its check digit."""
    middle = "".join(map(str, random.Random(seed).choices(range(10), k=length - len(start) - 1)))
    return next(found for check in "0123456789" if passes_luhn(found := f"{start}{middle}{check}"))


def spaced(number: str, *places: int, by: str = " ") -> str:
    """Put something between the groups of a number."""
    cuts = [0, *places, len(number)]
    return by.join(number[start:end] for start, end in itertools.pairwise(cuts))


def wide(number: str) -> str:
    """Write a number in full-width digits."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in number)
