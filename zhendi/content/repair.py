"""Mend front matter as clerks type it, line by line, so that a YAML parser understands it; places are kept.

`标题：x`, `title:x`, `【党建，学习】`, `{姓名：张三，职务：书记}`, `－ 张三`, tabs and full-width spaces are
mended. A value that YAML would misread although a reader would not (`关于: 的通知`, `[重要]通知`) is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from zhendi.content.names import known_names
from zhendi.content.nodes import fold
from zhendi.late import late

_ORDINARY = late(r"[：【［｛－＃　\t\[\]{}\"'%@`*]|:(?![ \n]|$)|:.*:|^[ ]*- ", re.MULTILINE)
_KEY = late(
    r"(?P<indent>[ \t　]*)"
    r"(?P<dashes>(?:- +|[－•·][ 　]*)*)"
    r"(?P<key>“[^：:“”\n]{1,30}”|[^\s:：,，;；、。“”\[\]{}【】［］｛｝\"'#＃&*!|>%@`?？\-－][^:：\n,，;；。“”{}\[\]\"']{0,30}?)"
    r"(?P<space>[ 　]*)(?P<colon>[:：])(?P<gap>[ 　\t]*)(?P<value>.*)$"
)
_ITEM = late(r"(?P<indent>[ \t　]*)(?P<dashes>(?:- +|[－•·][ 　]*)+)(?P<value>.*)$")
# Lines that YAML reads as a reader does: `键: 值`, `- {键: 值, 键: 值}`.
_PLAIN = late(
    r"( *)(?:- )?[^\s:：#\"'\[\]{}【】［］｛｝“”&*!|>%@`,，?－•·-][^\s:：\"'\[\]{}【】“”]*: +"
    r"[^\s\[{【［｛\"'%@`*|>#&!：:][^：:　\t#]*$"
)
_PLAIN_FLOW = late(r"( *)(?:- +)?(?:[^\s:：#\"'\[\]{}【】“”&*!|>%@`,，?－•·-]+: +)?(?:\{[^{}]*\}|\[[^\[\]]*\])$")
_ODD_IN_FLOW = late(r"[：【】［］｛｝“”\"'　\t]|:\S|，[^，,:]{0,30}:")
_BLOCK = late(r"[|>][-+0-9]*\s*(?:#.*)?$")
_FLOW_KEY = late(r"\s*(?P<key>[^\s:：,，\[\]{}“”\"']{1,20})\s*(?P<colon>[:：])")
_COMMENT = late(r"\s+#")
_OPENERS = {"[": "]", "{": "}", "【": "】", "［": "］", "｛": "｝"}
_ASCII = {"【": "[", "［": "[", "｛": "{", "】": "]", "］": "]", "｝": "}"}
_NOT_AT_START = frozenset("%@`")


class Mended(Struct, frozen=True):
    """The mended text, and where its columns differ from what was typed."""

    text: str
    shifts: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)  # line from 0 → (column, added)

    def column(self, line: int, column: int) -> int:
        """Give the typed column of a mended one; both and the line count from 0."""
        shifts = self.shifts.get(line)
        return max(0, column - sum(added for at, added in shifts if at <= column)) if shifts else column


class _Line:
    """One mended line while it is written."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.shifts: list[tuple[int, int]] = []
        self._length = 0

    def keep(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def put(self, typed: str, mended: str) -> None:
        self.keep(mended)
        if len(typed) != len(mended):
            self.shifts.append((self._length, len(mended) - len(typed)))


def mend(text: str) -> Mended:
    """Mend the lines between the fences; a text with nothing to mend comes back as it is."""
    return Mended(text) if not _ORDINARY.search(text) else _Mender(text).mended()


class _Mender:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._block: int | None = None  # indent of the key whose `|` text goes on
        self._more: int | None = None  # indent of the key whose plain text may go on
        self._open: list[str] = []  # closing brackets still awaited
        self._in_key = False

    def mended(self) -> Mended:
        lines, shifts = [], {}
        for number, typed in enumerate(self._lines):
            line = _Line()
            self._mend(number, typed, line)
            lines.append("".join(line.parts))
            if line.shifts:
                shifts[number] = tuple(line.shifts)
        return Mended("\n".join(lines), shifts)

    def _mend(self, number: int, typed: str, line: _Line) -> None:
        if self._block is None and not self._open and self._reads_plainly(typed, line):
            return
        if not typed.strip(" \t　"):
            line.keep("")
            return
        indent = _indent(typed)
        if self._block is not None:
            if indent > self._block:
                line.keep(typed)
                return
            self._block = None
        if self._open:
            self._flow(typed, line)
        elif typed.lstrip(" \t　").startswith(("#", "＃")):
            line.keep("#" + typed.lstrip(" \t　")[1:])
        else:
            self._field(number, typed, indent, line)

    def _reads_plainly(self, typed: str, line: _Line) -> bool:
        """Keep a line that needs no mending: nearly all of them, and looking closer takes time."""
        match = _PLAIN.match(typed)
        flow = None if match or _ODD_IN_FLOW.search(typed) else _PLAIN_FLOW.match(typed)
        found = match or flow
        if not found or (self._more is not None and len(found[1]) > self._more):
            return False
        self._more = len(found[1]) if match else None
        line.keep(typed)
        return True

    def _field(self, number: int, typed: str, indent: int, line: _Line) -> None:
        match = _KEY.match(typed)
        known = bool(match) and fold(match["key"]) in known_names() if match else False
        if self._more is not None and indent > self._more and not known and not _ITEM.match(typed):
            line.keep(typed)  # the text of the line above goes on
            return
        self._more = None
        if match and _is_key(match, known=known):
            self._start(match, line)
            line.put(match["key"] + match["space"] + match["colon"] + match["gap"], f"{_key(match['key'])}: ")
            self._value(number, match["value"], indent + len(match["dashes"]), line)
        elif item := _ITEM.match(typed):
            self._start(item, line)
            self._value(number, item["value"], indent, line)
        else:
            line.put(typed, " " * indent + typed.lstrip(" \t　"))

    def _start(self, match: re.Match[str], line: _Line) -> None:
        line.put(match["indent"], " " * _indent(match["indent"]))
        line.put(match["dashes"], "- " * (len(re.findall(r"[-－•·]", match["dashes"]))))

    def _value(self, number: int, value: str, indent: int, line: _Line) -> None:
        if _BLOCK.match(value):
            self._block = indent
            line.keep(value)
            return
        first = value[:1]
        if first in _OPENERS and self._is_flow(value, number):
            self._in_key = False
            self._flow(value, line)
        elif first in _OPENERS or first in _NOT_AT_START or _misread(value, self._lines[number + 1 :]):
            _quote(value, line)
        else:
            line.keep(value)
            self._more = indent if value and first not in "\"'#" else None

    def _is_flow(self, value: str, number: int) -> bool:
        """Say whether brackets hold a list or fields, not the first word of a sentence like `[重要]通知`."""
        end = _closing(value)
        if end is None:
            rest = "\n".join(self._lines[number + 1 :])
            return value[0] in "[{" or _OPENERS[value[0]] in rest
        after = value[end + 1 :].strip(" 　")
        return not after or after.startswith("#")

    def _flow(self, text: str, line: _Line) -> None:
        """Mend brackets, separators and colons; what stands in quotes stays."""
        at, quote, fresh = 0, "", True
        while at < len(text):
            char = text[at]
            step = 1
            if quote:
                quote = "" if char == quote else quote
                line.keep(char)
            elif char == "“" or (fresh and char in "\"'"):
                quote = "”" if char == "“" else char
                line.keep(char)
            elif fresh and char in _OPENERS:
                self._open.append(_OPENERS[char])
                self._in_key = _ASCII.get(char, char) == "{"
                line.keep(_ASCII.get(char, char))
            elif self._open and char in (self._open[-1], _ASCII.get(self._open[-1], "")):
                self._open.pop()
                self._in_key = False
                line.keep(_ASCII.get(char, char))
            elif char in ",，" and self._separates(text, at):
                self._in_key = self._open[-1] in "}｝"
                line.keep(",")
            elif char in ":：" and self._in_key and text[at + 1 : at + 3] != "//":
                step = len(text[at:]) - len(text[at + 1 :].lstrip(" 　"))
                line.put(text[at : at + step], ": ")
                self._in_key = False
            else:
                line.keep(" " if char in "　\t" else char)
            fresh = char in "[{,，:：【［｛" or (fresh and char in " 　\t")
            at += step

    def _separates(self, text: str, at: int) -> bool:
        """Say whether a comma parts two items: a full-width one inside a sentence does not."""
        if text[at] == "," or not self._open:
            return bool(self._open)
        before, after = text[:at].rstrip(" 　")[-1:], text[at + 1 :].lstrip(" 　")
        if before in {"}", "]", "｝", '"', "'"} or after[:1] in {"{", "[", "｛", '"', "'"}:
            return True
        key = _FLOW_KEY.match(after)
        return self._open[-1] in "}｝" and bool(key) and fold(key["key"] if key else "") in known_names()


def _indent(typed: str) -> int:
    """Give the indent in columns: a tab or a full-width space counts two."""
    lead = typed[: len(typed) - len(typed.lstrip(" \t　"))]
    return len(lead) + lead.count("\t") + lead.count("　")


def _key(typed: str) -> str:
    return typed[1:-1] if typed.startswith("“") else typed


def _is_key(match: re.Match[str], *, known: bool) -> bool:
    if known:
        return True
    if match["colon"] == ":" and (match["gap"] or not match["value"]):
        return True
    if match["dashes"] or match["key"].strip().isdigit():
        return False
    return not match["value"].startswith("//")


def _closing(value: str) -> int | None:
    """Find the bracket that closes the first one."""
    open_, quote = [], ""
    for at, char in enumerate(value):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'“":
            quote = "”" if char == "“" else char
        elif char in _OPENERS:
            open_.append(_OPENERS[char])
        elif open_ and char in (open_[-1], _ASCII.get(open_[-1], "")):
            open_.pop()
            if not open_:
                return at
    return None


def _misread(value: str, later: list[str]) -> bool:
    """Say whether YAML would stumble over a value that is one text to a reader."""
    first = value[:1]
    if first in {'"', "'"}:
        end = value.find(first, 1)
        while end > 0 and value[end + 1 : end + 2] == first == "'":
            end = value.find(first, end + 2)
        while end > 0 and first == '"' and value[end - 1] == "\\":
            end = value.find(first, end + 1)
        if end < 0:
            return not _goes_on(first, later)
        after = value[end + 1 :].strip()
        return bool(after) and not after.startswith("#")
    if first in {"&", "!"}:
        return False  # the parser names anchors and tags
    if first == "*":
        return not re.match(r"\*[A-Za-z0-9_-]+\s*(#.*)?$", value)
    text = _COMMENT.split(value, maxsplit=1)[0]
    return ": " in text or text.rstrip().endswith(":")


def _goes_on(quote: str, later: list[str]) -> bool:
    """Say whether a quoted text is closed on an indented line below."""
    for line in later:
        if line[:1] not in {" ", "\t", "　"}:
            return False
        if quote in line:
            return True
    return False


def _quote(value: str, line: _Line) -> None:
    comment = _COMMENT.search(value)
    text = value[: comment.start()] if comment else value
    line.put("", "'")
    for part in re.split("(')", text.rstrip()):
        line.put(part, part.replace("'", "''"))
    line.put("", "'")
    if comment:
        line.keep(value[comment.start() :])
