"""Break a title into balanced lines at sense borders, never before a particle (clreq; GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, inf

from zhendi.typeset.marks import CLOSING, OPENING, is_han, is_latin

_PARTICLES = frozenset("的了着过地得之等们者吗呢吧性化")  # no line begins with one
_FORWARD = frozenset(
    {"关于", "对", "在", "从", "向", "以", "为", "把", "被", "将", "致", "第", "不", "和", "与", "及", "暨"}
)  # nor ends with one
_LONGEST = 6
_WORDS = frozenset(word for line in ("",) for word in line.split())


def break_title(text: str, per_line: int | None, lines: int) -> tuple[str, ...]:
    """Break a title into as few lines as hold `per_line` characters each, at most `lines`; balanced, at sense borders.

    Without `per_line` it is broken into exactly `lines`, where it is long enough. Two Latin letters count as one
    character.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    words = _words(text)
    wanted = lines if per_line is None else min(lines, max(1, ceil(_length(text) / per_line)))
    for count in range(min(wanted, len(words)), min(lines, len(words)) + 1):
        broken = _balanced(words, count)
        if per_line is None or count == lines or all(_length(line) <= per_line for line in broken):
            return broken
    return _balanced(words, min(lines, len(words)))


def _words(text: str) -> tuple[str, ...]:
    """Cut a title into words: known ones, Latin runs, and pairs of the characters between."""
    words: list[str] = []
    at = 0
    while at < len(text):
        size = _word_at(text, at)
        words.append(text[at : at + size])
        at += size
    return tuple(words)


def _word_at(text: str, at: int) -> int:
    for size in range(min(_LONGEST, len(text) - at), 1, -1):
        if text[at : at + size] in _WORDS:
            return size
    if not is_han(text[at]):
        end = at + 1
        while is_latin(text[at]) and end < len(text) and (is_latin(text[end]) or text[end] in ".-/"):
            end += 1
        return end - at
    pair = text[at : at + 2]
    begins_word = any(text[at + 1 : at + 1 + size] in _WORDS for size in range(2, _LONGEST + 1))
    single = len(pair) == 1 or not is_han(pair[1]) or pair[0] in _PARTICLES | _FORWARD or begins_word
    return 1 if single else 2


@lru_cache(maxsize=1024)
def _border(before: str, after: str) -> float:
    """Give the cost of a break between two words; infinite where none may be."""
    if after[0] in CLOSING or after[0] in _PARTICLES or before[-1] in OPENING or before in _FORWARD:
        return inf
    if after[0] in "—…·" or before[-1] in "·第" or (before[-1].isdigit() and is_han(after[0]) and len(after) == 1):
        return inf
    if before[-1] in CLOSING or before == " " or after == " ":
        return 0.0
    if after in _FORWARD or after[0] in OPENING or before[-1] in "的—…":
        return 0.4
    known = (before in _WORDS) + (after in _WORDS)
    return (3.0, 1.4, 0.9)[known]


def _balanced(words: Sequence[str], count: int) -> tuple[str, ...]:
    """Choose the breaks with the least sum of unevenness and of costs of borders."""
    total = sum(map(_length, words))
    mean = total / count
    costs: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(inf, 0)] * len(words)]
    for line in range(1, count + 1):
        row = [(inf, 0)] * (len(words) + 1)
        for end in range(line, len(words) + 1):
            if line == count and end < len(words):
                continue
            border = 0.0 if end == len(words) else _border(words[end - 1], words[end])
            row[end] = min(
                (costs[-1][start][0] + border + ((sum(map(_length, words[start:end])) - mean) / mean * 4) ** 2, start)
                for start in range(line - 1, end)
            )
        costs.append(row)
    if costs[count][len(words)][0] == inf:
        return _balanced(words, count - 1) if count > 1 else ("".join(words),)
    ends = [len(words)]
    for line in range(count, 0, -1):
        ends.append(costs[line][ends[-1]][1])
    ends.reverse()
    return tuple("".join(words[a:b]).strip() for a, b in pairwise(ends))


def _length(text: str) -> float:
    return sum(0.5 if character < "\u2000" else 1.0 for character in text)
