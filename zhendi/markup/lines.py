"""Repair lines before Markdown reads them: what clerks type gets the blank lines and indents that Markdown wants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

HAN_DIGITS = "一二三四五六七八九十百零〇两"
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"^([ \t　]*)([-*+]|\d{1,9}[.)])([ \t]+)(\S.*)$")
_ORDERED = re.compile(r"^(\d{1,9})[.)]$")
_QUOTE = re.compile(r"^\s{0,3}>")
_HEADING = re.compile(r"^\s{0,3}#{1,6}([ \t]|$)")
_GLUED_HEADING = re.compile(r"^(#{1,6})([^#\s].*)$")
_RULE = re.compile(r"^\s{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:")
_RAW_HTML = re.compile(r"^\s{0,3}</?[A-Za-z!]")
_NUMBERED = re.compile(
    rf"^(?:\*\*)?(?:第[{HAN_DIGITS}\d]+[条章节编款]|[{HAN_DIGITS}]+、|[（(][{HAN_DIGITS}]+[）)]|\d+[、．]|\d+\.(?=[^\s\d])|[（(]\d+[）)])"
)
_WIDE = r"[⺀-鿿豈-﫿︰-﹏＀-￯　-〿“”‘’…—·\U00020000-\U0003ffff]"
_ENDS_WIDE = re.compile(rf"{_WIDE}(?:[*_~`）)\]]|\]\([^()]*\))*$")
_STARTS_WIDE = re.compile(rf"^[*_~`(（\[]*{_WIDE}")
_HARD_BREAK = re.compile(r"(\s{2,}|\\)$")
_INDENT = " \t　"
_STEP = 4


def is_numbered(line: str) -> bool:
    """Say whether a line begins with a number that clerks use: 第一条, 一、, （一）, 1、, （1）."""
    return bool(_NUMBERED.match(line))


@dataclass(slots=True)
class _Repair:
    out: list[str] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)  # of the open list items, as typed
    fence: str = ""
    paragraph: bool = False  # the line before can be continued
    further: bool = False  # the open item has a paragraph of its own after its first

    def blank(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")
        self.paragraph = False

    def block(self, line: str, *, alone: bool = True) -> None:
        """Add a line that begins a block of its own."""
        self.blank()
        self.out.append(line)
        if alone:
            self.blank()


def repair(lines: Sequence[str]) -> list[str]:
    """Give the lines as Markdown wants them; fenced code is left as it is."""
    state = _Repair()
    tables = _table_lines(lines)
    for number, line in enumerate(lines):
        if state.fence or _FENCE.match(line):
            _fenced(state, line)
        elif not line.strip(_INDENT):
            state.blank()
        elif number in tables:
            _table_line(state, line, first=number - 1 not in tables)
        else:
            _line(state, line, number - 1 in tables)
    return state.out


def _fenced(state: _Repair, line: str) -> None:
    mark = _FENCE.match(line)
    if not state.fence and mark:
        state.blank()
        state.fence = mark[1]
    elif mark and mark[1].startswith(state.fence) and not line.strip().strip(mark[1][0]):
        state.fence = ""
    state.out.append(line)


def _table_lines(lines: Sequence[str]) -> frozenset[int]:
    """Find the lines of tables: a line with bars over a line of dashes, and what follows with bars."""
    found: set[int] = set()
    for number in range(1, len(lines)):
        if (
            number not in found
            and "|" in lines[number - 1]
            and "-" in lines[number]
            and _TABLE_RULE.match(lines[number])
        ):
            found |= {number - 1, number}
            row = number + 1
            while row < len(lines) and "|" in lines[row]:
                found.add(row)
                row += 1
    return frozenset(found)


def _table_line(state: _Repair, line: str, *, first: bool) -> None:
    if first:
        state.blank()
        state.indents.clear()
    state.out.append(line.strip(_INDENT))
    state.paragraph = False


def _line(state: _Repair, line: str, after_table: bool) -> None:
    bare = line.strip(_INDENT)
    if after_table:
        state.blank()
    item = _ITEM.match(line)
    if item and not _RULE.match(line):
        _item(state, item)
    elif _HEADING.match(line) or (_GLUED_HEADING.match(bare) and not state.indents):
        state.indents.clear()
        state.block(_GLUED_HEADING.sub(r"\1 \2", bare))
    elif _RULE.match(line) and not (state.paragraph and set(bare) <= {"-"}):
        state.indents.clear()
        state.block(bare)
    elif _QUOTE.match(line):
        if state.out and not state.out[-1].lstrip().startswith(">"):
            state.blank()
        state.indents.clear()
        state.out.append(bare)
        state.paragraph = False
    elif is_numbered(bare):
        state.indents.clear()
        state.block(bare, alone=False)
        state.paragraph = True
    elif _RAW_HTML.match(line) or _FOOTNOTE.match(bare):
        state.out.append(bare)
        state.paragraph = False
    else:
        _text(state, line, bare)


def _item(state: _Repair, item: re.Match[str]) -> None:
    """Nest list items by steps of four, whatever steps were typed."""
    width = _width(item[1])
    while state.indents and width < state.indents[-1]:
        state.indents.pop()
    if not state.indents or state.further:
        state.blank()
    state.further = False
    if not state.indents or width > state.indents[-1]:
        state.indents.append(width)
    pad = " " * (_STEP * (len(state.indents) - 1))
    mark = item[2].replace(")", ".") if item[2][-1] == ")" else item[2]
    state.out.append(f"{pad}{mark} {item[4]}")
    state.paragraph = True


def _text(state: _Repair, line: str, bare: str) -> None:
    """Join a line to the paragraph before it, without a space between Chinese; 首行缩进 is not code."""
    indented = line[0] in _INDENT
    if state.indents and not state.paragraph and not indented:
        state.indents.clear()
    if state.paragraph and not (indented and not state.indents):
        last = state.out[-1]
        trailing = line[len(line.rstrip(" ")) :] if line.endswith("  ") else ""
        if not _HARD_BREAK.search(last) and _ENDS_WIDE.search(last) and _STARTS_WIDE.match(bare):
            state.out[-1] = last + bare + trailing
        else:
            state.out.append(" " * (_STEP * len(state.indents)) + bare + trailing)
        return
    if indented and not state.indents:
        state.blank()
    trailing = "  " if line.endswith("  ") else ""
    state.further = bool(state.indents)
    state.out.append(" " * (_STEP * len(state.indents)) + bare + trailing)
    state.paragraph = True


def _width(indent: str) -> int:
    return sum({"\t": _STEP, "　": 2}.get(character, 1) for character in indent)


def keep_numbers(lines: Sequence[str]) -> Iterator[str]:
    """Escape the dots of a numbered list whose numbers do not count up, so that it is not renumbered."""
    expected: dict[int, int] = {}
    for line in lines:
        item = _ITEM.match(line)
        ordered = _ORDERED.match(item[2]) if item else None
        if item and ordered:
            depth, number = len(item[1]), int(ordered[1])
            expected = {at: count for at, count in expected.items() if at <= depth}
            if expected.get(depth, number) != number:
                expected.pop(depth)
                yield ""
                yield f"{item[1]}{ordered[1]}\\. {item[4]}"
                continue
            expected[depth] = number + 1
        elif line.strip() and not line.startswith(" "):
            expected = {}
        yield line
