"""Find which entries hold two characters side by side, a block of entries at a time, so that an edit costs one block.

A list of numbers is written as steps, each in digits of base 32; `templates/web/search.js` reads it back.
"""

from __future__ import annotations

import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import add, sub

from msgspec import Struct

from zhendi.model.entities import Entry
from zhendi.problems import CannotGoOnError
from zhendi.render.web_entries import words_of
from zhendi.work.keys import digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps

_BLOCK = 128  # entries
_BETWEEN = re.compile(r"[\W_]+")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_STEP_BITS = 5


# The entries of one block that hold a pair: number of the first in the block, steps between, number of the last. Plain
# tuples, which pickle reads ten times as fast as named ones.
Runs = Mapping[str, tuple[int, str, int]]


class Block(Struct, frozen=True):
    """The pairs of some entries in a row: of all their words, of their titles; `count` is of all that is listed."""

    start: int
    everywhere: Runs
    titles: Runs
    count: int


def blocks_of(entries: Sequence[Entry], steps: Steps) -> tuple[Block, ...]:
    """Find the pairs of entries, which come from the newest; blocks are counted from the oldest, whose never change."""
    first = len(entries) % _BLOCK
    starts = [*([0] if first else []), *range(first, len(entries), _BLOCK)]
    some = [entries[start : start + _BLOCK] if start else entries[: first or _BLOCK] for start in starts]
    keys = [digest("pairs", *(entry.digest or repr(entry) for entry in block)) for block in some]
    found: dict[int, Block] = {}
    sort = Sort(here=1)
    for at, result in steps.run(keys, lambda at: pickle.dumps(_look_into(some[at]), pickle.HIGHEST_PROTOCOL), sort):
        if isinstance(result, Failure):
            raise CannotGoOnError(f"全文检索没有做成：{result.reason}。", "再生成一次；仍然不成就把内容分到几个站点。")
        everywhere, titles, count = pickle.loads(result)  # noqa: S301 - our own, by way of a worker or the memo
        found[at] = Block(starts[at], everywhere, titles, count)
    return tuple(found[at] for at in range(len(some)))


def written(some: Iterable[tuple[int, Runs]]) -> dict[str, str]:
    """Write the numbers of the entries that hold each pair; each block with the number that its first entry bears."""
    steps: dict[str, str] = {}
    last: dict[str, int] = {}
    for start, runs in some:
        for pair, (first, between, at_last) in runs.items():
            steps[pair] = steps.get(pair, "") + _step(start + first - last.get(pair, -1)) + between
            last[pair] = start + at_last
    return steps


def _look_into(entries: Sequence[Entry]) -> tuple[Runs, Runs, int]:
    everywhere = _pairs(f"{entry.title}{words_of(entry)}" for entry in entries)
    titles = _pairs(entry.title for entry in entries)
    return _runs(everywhere), _runs(titles), sum(map(len, everywhere.values()))


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


_STEPS = tuple(map(_step, range(_BLOCK)))
