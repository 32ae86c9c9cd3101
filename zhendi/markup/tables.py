"""Find tables, and write their bars and rules as Markdown wants them: a Chinese keyboard types `｜` and `—`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_TYPED = str.maketrans({"｜": "|", "—": "-", "－": "-", "─": "-", "–": "-", "：": ":"})


def table_lines(lines: Sequence[str]) -> dict[int, str]:
    """Give the lines of tables by number: a line with bars over one of dashes, and what follows with bars."""
    found: dict[int, str] = {}
    for number in range(1, len(lines)):
        above, bars = lines[number - 1], _bars(lines[number - 1])
        rule = lines[number].translate(_TYPED) if bars and number not in found else ""
        if "-" not in rule or not _RULE.match(rule):
            continue
        found[number - 1], found[number] = above.replace(bars, "|"), rule
        row = number + 1
        while row < len(lines) and bars in lines[row]:
            found[row] = lines[row].replace(bars, "|")
            row += 1
    return found


def _bars(line: str) -> str:
    return "|" if "|" in line else "｜" if "｜" in line else ""
