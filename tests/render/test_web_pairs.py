"""The search lists pairs of characters in blocks: the same lists as if all entries were looked into at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from zhendi.model.entities import Body, Entry
from zhendi.model.texts import Texts
from zhendi.render.web_pairs import written
from zhendi.render.web_search import blocks_of
from zhendi.work.memo import Memo
from zhendi.work.steps import Steps

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"


def entries(count: int) -> list[Entry]:
    """Make entries of which every second names 党费, every 300th 换届."""
    texts = (
        ("党费收缴" if number % 2 else "党员大会") + ("换届" if number % 300 == 7 else "") for number in range(count)
    )
    return [
        Entry("a", f"e{at:04}", "page", f"content/a/{at}.md", "通知", body=Body(Texts(t, t, t, t)))
        for at, t in enumerate(texts)
    ]


def numbers(steps: str) -> list[int]:
    """Read a list of numbers as search.js does."""
    found, at, step = [], -1, 0
    for digit in steps:
        value = DIGITS.index(digit)
        step = step << 5 | value & 31
        if value < 32:
            at, step = at + step, 0
            found.append(at)
    return found


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 700])
def test_lists_are_those_of_all_entries(count: int) -> None:
    """However many blocks there are, each pair is listed with every entry that holds it, in order."""
    some = entries(count)
    found = written((block.start, block.pairs()[0]) for block in blocks_of(some, Steps()))
    for pair in ("党费", "换届", "通知"):
        holding = [at for at, entry in enumerate(some) if pair in f"{entry.title}{entry.body.text}"]
        assert numbers(found.get(pair, "")) == holding


def test_a_new_entry_leaves_the_older_blocks_as_they_were(tmp_path: Path) -> None:
    """What was found of the oldest entries is remembered: the newest one comes in front of them."""
    path, some = tmp_path / "memo.sqlite", entries(300)

    def remembered(shown: list[Entry]) -> int:
        with Memo(path) as memo:
            blocks_of(shown, Steps(memo))
        with closing(sqlite3.connect(path)) as base:
            return int(base.execute("SELECT count(*) FROM step").fetchone()[0])

    before = remembered(some[1:])
    assert remembered(some) == before + 3  # what the newest block gave, its pairs, one part of texts
