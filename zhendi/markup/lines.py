"""Repair lines before Markdown reads them: what clerks type gets the blank lines and indents that Markdown wants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from zhendi.late import late
from zhendi.markup.tables import table_lines

HAN_DIGITS = "一二三四五六七八九十百零〇两"
_FENCE = late(r"^\s{0,3}(`{3,}|~{3,})")
_ITEM = late(r"^([ \t　]*)([-*+]|\d{1,9}[.)])([ \t]+)(\S.*)$")
_ORDERED = late(r"^(\d{1,9})[.)]$")
_QUOTE = late(r"^\s{0,3}> ?")
_HEADING = late(r"^\s{0,3}#{1,6}([ \t]|$)")
_GLUED_HEADING = late(r"^(#{1,6})([^#\s].*)$")
_RULE = late(r"^\s{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FOOTNOTE = late(r"^\[\^[^\]]+\]:")
_RAW_HTML = late(r"^\s{0,3}</?[A-Za-z!]")
_NUMBERED = late(
    rf"^(?:\*\*)?(?:第[{HAN_DIGITS}\d]+[条章节编款]|[{HAN_DIGITS}]+、|[（(][{HAN_DIGITS}]+[）)]|\d+[、．]|\d+\.(?=[^\s\d])|[（(]\d+[）)])"
)
_WIDE = r"[⺀-鿿豈-﫿︰-﹏＀-￯　-〿“”‘’…—·\U00020000-\U0003ffff]"
_ENDS_WIDE = late(rf"{_WIDE}(?:[*_~`）)\]]|\]\([^()]*\))*$")
_STARTS_WIDE = late(rf"^[*_~`(（\[]*{_WIDE}")
_WORDS = late(rf"[^\s\d#<\[_*+\-（(第{HAN_DIGITS}]")  # the start of a line that is nothing but text
_HARD_BREAK = late(r"(\s{2,}|\\)$")
_INDENT = " \t　"
_STEP = 4


def is_numbered(line: str) -> bool:
    """Say whether a line begins with a number that clerks use: 第一条, 一、, （一）, 1、, （1）."""
    return bool(_NUMBERED.match(line))


class _Repair(Struct):
    out: list[str] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)  # of the open list items, as typed
    fence: str = ""
    typed: int = 0  # indent of the open fence
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
    """Give the lines as Markdown wants them, those of quotations as well; fenced code is left as it is."""
    state = _Repair()
    tables = table_lines(lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if state.fence or (("```" in line or "~~~" in line) and _opens_fence(state, line)):
            _fenced(state, line)
        elif not line.strip(_INDENT):
            state.blank()
        elif ">" in line and _QUOTE.match(line):
            end = next((at for at in range(number, len(lines)) if not _QUOTE.match(lines[at])), len(lines))
            _quotation(state, lines[number:end])
            number = end - 1
        elif number in tables:
            _table_line(state, tables[number], first=number - 1 not in tables)
        else:
            _line(state, line, number - 1 in tables)
        number += 1
    return list(_keep_numbers(state.out))


def _opens_fence(state: _Repair, line: str) -> bool:
    return bool(_FENCE.match(line) or (state.indents and _FENCE.match(line.lstrip(_INDENT))))


def _fenced(state: _Repair, line: str) -> None:
    """Take a line of fenced code; in a list item it becomes indented code, all that Python-Markdown knows there."""
    bare = line.lstrip(_INDENT)
    mark = _FENCE.match(bare if state.indents else line)
    opens = mark if not state.fence else None
    closes = state.fence and mark and mark[1].startswith(state.fence) and not bare.rstrip().strip(mark[1][0])
    if opens:
        state.blank()
        state.fence, state.typed = opens[1], _width(line[: len(line) - len(bare)])
        if not state.typed:
            state.indents.clear()
    if not state.indents:
        state.out.append(line)
    elif not opens and not closes:
        state.out.append(" " * (_STEP * (len(state.indents) + 1)) + _without(line, state.typed))
    if closes:
        state.fence = ""
        if state.indents:
            state.blank()


def _quotation(state: _Repair, lines: Sequence[str]) -> None:
    """Repair what is quoted as a text of its own."""
    state.blank()
    state.indents.clear()
    inside = repair([_QUOTE.sub("", line, count=1) for line in lines])
    state.out += [f"> {line}" if line else ">" for line in inside]
    state.paragraph = False


def _table_line(state: _Repair, line: str, *, first: bool) -> None:
    """Take a row of a table; an indented one stands in the open list item."""
    if first:
        state.blank()
        if line[0] not in _INDENT:
            state.indents.clear()
    state.out.append(" " * (_STEP * len(state.indents)) + line.strip(_INDENT))
    state.paragraph = False


def _line(state: _Repair, line: str, after_table: bool) -> None:
    bare = line.strip(_INDENT)
    if after_table:
        state.blank()
    if _WORDS.match(bare):
        _text(state, line, bare)
        return
    item = _ITEM.match(line)
    if item and not _RULE.match(line):
        _item(state, item)
    elif _HEADING.match(line) or (_GLUED_HEADING.match(bare) and not state.indents):
        state.indents.clear()
        glued = _GLUED_HEADING.match(bare)
        state.block(f"{glued[1]} {glued[2]}" if glued else bare)
    elif _RULE.match(line) and not (state.paragraph and set(bare) <= {"-"}):
        state.indents.clear()
        state.block(bare)
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


def _without(line: str, width: int) -> str:
    """Take so much indent off a line, as far as it has it."""
    while width > 0 and line[:1] and line[0] in _INDENT:
        width, line = width - _width(line[0]), line[1:]
    return line


def _keep_numbers(lines: Sequence[str]) -> Iterator[str]:
    """Escape the dots of a list whose numbers neither count up nor are all alike, so that it is not renumbered."""
    seen: dict[int, tuple[int, int, int]] = {}  # by depth: first number, last number, how many
    for line in lines:
        bare = line.lstrip()
        item = _ITEM.match(line) if bare[:1].isdecimal() else None
        ordered = _ORDERED.match(item[2]) if item else None
        if item and ordered:
            depth, number = len(item[1]), int(ordered[1])
            seen = {at: numbers for at, numbers in seen.items() if at <= depth}
            first, last, count = seen.get(depth, (number, number, 0))
            if not (number == first == last or (number == last + 1 == first + count)):
                seen.pop(depth)
                yield ""
                yield f"{item[1]}{ordered[1]}\\. {item[4]}"
                continue
            seen[depth] = first, number, count + 1
        elif seen and bare and line[0] != " ":
            seen = {}
        yield line
