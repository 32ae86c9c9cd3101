"""Find which entries hold two characters side by side.

A list of numbers is written as steps, each in digits of base 32; `templates/web/search.js` reads it back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import add, sub

from zhendi.model.entities import Entry
from zhendi.render.web_entries import words_of

BLOCK = 64  # entries that are looked into at once
_BETWEEN = re.compile(r"[\W_]+")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_STEP_BITS = 5


# The entries of one block that hold a pair: number of the first in the block, steps between, number of the last. Plain
# tuples, which pickle reads ten times as fast as named ones.
Runs = Mapping[str, tuple[int, str, int]]
Pairs = tuple[Runs, Runs, int]  # of all words, of titles; how many numbers the former list


def pairs_of(entries: Sequence[Entry]) -> Pairs:
    """Give the pairs of the entries of one block."""
    everywhere = _pairs(f"{entry.title}{words_of(entry)}" for entry in entries)
    titles = _pairs(entry.title for entry in entries)
    return _runs(everywhere), _runs(titles), sum(map(len, everywhere.values()))


def written(some: Iterable[tuple[int, Runs]]) -> dict[str, str]:
    """Write the numbers of the entries that hold each pair; each block with the number that its first entry bears."""
    steps: dict[str, str] = {}
    last: dict[str, int] = {}
    for start, runs in some:
        for pair, (first, between, at_last) in runs.items():
            steps[pair] = steps.get(pair, "") + _step(start + first - last.get(pair, -1)) + between
            last[pair] = start + at_last
    return steps


def _pairs(texts: Iterable[str]) -> Mapping[str, list[int]]:
    """Give the numbers of the texts that hold each pair of characters; the last one is paired with a space."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        plain = _BETWEEN.sub("", text.lower())
        for pair in set(map(add, plain, f"{plain[1:]} ")):
            found[pair].append(number)
    return found


def _runs(pairs: Mapping[str, list[int]]) -> Runs:
    return {
        pair: (numbers[0], "".join(map(_STEPS.__getitem__, map(sub, numbers[1:], numbers))), numbers[-1])
        for pair, numbers in pairs.items()
    }


def _step(step: int) -> str:
    digits = [step & 31]
    while step := step >> _STEP_BITS:
        digits.append(step & 31 | 32)
    return "".join(_DIGITS[digit] for digit in reversed(digits))


_STEPS = tuple(map(_step, range(BLOCK)))
