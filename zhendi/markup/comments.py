"""What lies outside the text: fenced code, which is left as it is, and comments, which are dropped."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from zhendi.late import late
from zhendi.markup.findings import UNFINISHED, Findings

_FENCE = late(r"^[ \t　]*(`{3,}|~{3,})([^`]*)$")
_CONTROL = late(r"[\x00-\x08\x0b-\x1f\x7f]")
_START, _END = "<!--", "-->"


class Fences(Struct, frozen=True):
    """Lines (from 0) of fenced code, fences included; `opening` are the first lines of each block."""

    inside: frozenset[int] = frozenset()
    opening: frozenset[int] = frozenset()
    unclosed: int | None = None


def read_fences(lines: Sequence[str]) -> Fences:
    """Find the fenced code; a fence that is never closed ends with the text."""
    inside: set[int] = set()
    opening: set[int] = set()
    fence, start = "", 0
    for index, line in enumerate(lines):
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            inside.add(index)
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found:
            fence, start = found[1], index
            inside.add(index)
            opening.add(index)
    return Fences(frozenset(inside), frozenset(opening), start if fence else None)


def without_comments(text: str, findings: Findings) -> list[str]:
    """Give the lines without comments and control characters; lines keep their number."""
    text = _CONTROL.sub("", text)
    if _START not in text:
        return text.split("\n")
    lines = text.split("\n")
    code = read_fences(lines).inside
    out: list[str] = []
    opened: tuple[int, int] | None = None
    for index, line in enumerate(lines):
        rest, kept = (line, "") if opened or index not in code else ("", line)
        while rest:
            if opened:
                _, mark, rest = rest.partition(_END)
                opened = None if mark else opened
            else:
                before, mark, after = rest.partition(_START)
                if mark and before.count("`") % 2 and "`" in after:
                    code_span, tick, rest = after.partition("`")
                    kept += before + mark + code_span + tick
                    continue
                kept += before
                opened = (index, len(line) - len(after) - len(mark) + 1) if mark else None
                rest = after
        out.append(kept)
    if opened:
        findings.refuse(
            UNFINISHED, opened[0], "注释没有结束，后面的内容都看不到了。", f"在注释的末尾写 {_END} 。", opened[1]
        )
    return out
